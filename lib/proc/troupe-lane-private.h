/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-inbox-private.h"
#include "message/troupe-message-private.h"
#include "proc/troupe-loop-private.h"

G_BEGIN_DECLS

/* One way from one loop to another of the same process. All that goes along it goes in one *parcel*, which stands in
 * the inbox of one loop or the other, or is in the hands of one of them:
 *
 *          fills it, puts it                        takes the messages out
 *   HOME ---------------------> AWAY -----------------------------------------> HOME
 *                                |                                               ^
 *                                | the sender has more, or waits for the end     |
 *                                v               and puts it                     |
 *                              WANTED -----------------------> in our inbox -----+
 *
 * What is sent while it is away waits at the sender's end. So a parcel is all the memory that a busy loop can be made
 * to hold for another one, and neither waits: each takes what it finds in its inbox, and goes on. Returns and signals
 * go first, and however many there are.
 *
 * When the sending loop ends, all that still waits follows in the *farewell*, which is put once. When the receiving
 * loop ends it takes for the last time what is in its inbox, has no proc for it, and returns it. */
typedef struct _TroupeLane TroupeLane;

typedef enum
{
  TROUPE_PARCEL_HOME,   /* the sender's */
  TROUPE_PARCEL_AWAY,   /* the receiver's; the sender will see for itself that it is home */
  TROUPE_PARCEL_WANTED, /* the receiver's; it is to be put into the sender's inbox */
} TroupeParcelState;

/* Between what two threads write all the time, so that no line of a cache has both: two lines, for processors fetch
 * them in pairs. */
#define TROUPE_LANE_GAP 128

/* How many peers of the other loop a lane remembers: a power of two, more than talk at a time. */
#define TROUPE_LANE_N_KNOWN 1024

/* A peer of the receiving loop, and the id that says it on the way. */
typedef struct
{
  TroupeActorId *id;   /* (owned) (nullable): that very object */
  TroupePeer    *peer; /* (owned) (nullable): NULL together with id */
} TroupeKnownPeer;

/* A message on the way belongs to no pool, and its `sender` and `receiver` point to the ids of the sending loop's
 * peers instead of to the peers. The ids are alive since the sender holds the peers, `lent`, until the parcel is home
 * again: so a lane makes no references, and the receiver needs to read no id that it knows already. */
struct _TroupeLane
{
  TroupeRefCount      n_refs;       /* one for each end */
  TroupeInbox        *sender_inbox;   /* (owned) */
  TroupeInbox        *receiver_inbox; /* (owned) */
  int                 state;        /* (atomic): TroupeParcelState */

  /* Of who has the parcel. */
  TroupePosted        parcel;
  TroupeMessageQueue  contents;

  /* Of the sender, until the farewell is put; then of the receiver. */
  TroupePosted        farewell;
  TroupeMessageQueue  rest;         /* what still waited */
  GPtrArray          *ids;          /* (nullable) (element-type TroupeActorId): that contents and rest name */

  guint8              gap_of_both[TROUPE_LANE_GAP];

  /* Of the sender. */
  TroupeLoop         *sender;       /* (not owned) */
  TroupeTask          task;         /* sends the parcel */
  TroupeMessageQueue  urgent;       /* returns and signals that wait */
  TroupeMessageQueue  waiting;      /* all else that waits */
  GPtrArray          *lent;         /* (element-type TroupePeer) (owned): sender (nullable) and receiver of each message
                                     * in the parcel, in turn */
  guint               n_withdrawn;  /* what the receiver's inbox said when we found it */
  gboolean            is_away;      /* as far as we have seen */
  gboolean            is_wanted;    /* it will come through our inbox */
  gboolean            was_used;     /* something was put: the receiver has its reference */
  gboolean            is_closed;    /* the receiver has ended */

  guint8              gap_of_sender[TROUPE_LANE_GAP];

  /* Of the receiver. */
  TroupeLoop         *receiver;     /* (not owned) (nullable): NULL until something arrives, and after the farewell */
  TroupeKnownPeer    *known;        /* (owned) (nullable): by the address of the id */
  guint8              gap_of_receiver[TROUPE_LANE_GAP];
};

/* troupe-lane.c: the sending end. @inbox: of the receiver. (transfer full) */
TroupeLane *troupe_lane_new            (TroupeLoop    *sender,
                                        TroupeInbox   *inbox);
void        troupe_lane_unref          (TroupeLane    *self);
/* @message: (transfer full) */
void        troupe_lane_send           (TroupeLane    *self,
                                        TroupeMessage *message);
/* How many messages the receiving loop has not taken yet, as far as we know. */
guint       troupe_lane_get_n_unaccepted (const TroupeLane *self);
/* Has the receiving loop not taken all yet? Then troupe_loop_check_flush() is called when it has. */
gboolean    troupe_lane_has_unaccepted (TroupeLane    *self);
/* The process ends, and so do both loops: each message that has not arrived is lost. In a simulated world only, where
 * both are on one thread. */
void        troupe_lane_lose           (TroupeLane    *self);
/* The sending loop ends. Puts the farewell. */
void        troupe_lane_end            (TroupeLane    *self);
/* The loop ends. Runs @task if it is one of a lane, so that nothing under way is forgotten; FALSE if it is none. */
gboolean    troupe_lane_run_last       (TroupeTask    *task);
/* The parcel has come home through the inbox. */
void        troupe_lane_parcel_came_home (TroupeTask  *task);

/* troupe-lane-arrival.c: the receiving end. */
void        troupe_lane_parcel_arrived   (TroupeTask  *task);
void        troupe_lane_farewell_arrived (TroupeTask  *task);
/* The receiving loop ends, or nothing comes any more. (transfer full) */
void        troupe_lane_detach         (TroupeLane    *self);

/* troupe-lanes.c: the lanes of a loop. */
/* Other loops of this process find us at the local @address from now on. Fails with EXISTS, NOT_SUPPORTED, and
 * INVALID_ADDRESS where @address leaves its number open. */
gboolean    troupe_loop_serve_local    (TroupeLoop     *self,
                                        TroupeAddress  *address,
                                        GError        **error);
void        troupe_loop_unserve_local  (TroupeLoop     *self,
                                        TroupeAddress  *address);
/* (nullable) (transfer none): the lane to the loop that is found at the local @address. */
TroupeLane *troupe_loop_find_lane      (TroupeLoop     *self,
                                        TroupeAddress  *address);
/* The receiver has left an address, or ended: it is looked up anew when something is sent there. */
void        troupe_loop_forget_routes  (TroupeLoop     *self,
                                        TroupeLane     *lane);
/* @lane: (transfer full): it is closed. */
void        troupe_loop_remove_lane    (TroupeLoop     *self,
                                        TroupeLane     *lane);
void        troupe_loop_end_lanes      (TroupeLoop     *self);

G_END_DECLS
