/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-proc-private.h"
#include "base/troupe-random-private.h"
#include "base/troupe-world-private.h"

G_BEGIN_DECLS

/* A loop in a world of its own for tests: time moves only when a test says so, and what happens is written down. */

typedef struct _Fixture Fixture;

struct _Fixture
{
  TroupeWorld *world;
  TroupeLoop  *loop;
  TroupeProc  *proc;       /* `local:1,p0` */
  GPtrArray   *events;     /* (element-type utf8): one line each, see fixture_expect() */
  int          exit_code;  /* of the process; -1 while it lives */
  TroupeListener *listener; /* (owned) (nullable): what who listens next gets; NULL: it is refused */
  char        *dialled;    /* (owned) (nullable): the address of the last dial */
  TroupeStream *stream;    /* (owned) (nullable): what the next dial gets; NULL: it is refused */
  void       (*iterating) (Fixture *self); /* (nullable): before each turn of who waits for a message */
  void       (*observe) (const TroupeEvent *event, gpointer data); /* (nullable): gets events instead of `events` */
  gpointer     observe_data;
  TroupeRandom *random;    /* (not owned) (nullable): what comes next is chosen by it; set before the set-up */
  GHashTable  *directory;  /* (not owned) (nullable): inboxes of the loops of one process, by address */
  GQueue       works;      /* what was given to a thread and waits for fixture_work() */
  char        *exit_text;
};

void fixture_set_up      (Fixture       *self,
                          gconstpointer  unused);
/* As fixture_set_up(), with a proc that is served at another @address, for the loops that share @directory: made by
 * fixture_directory_new(). All on one thread. */
void fixture_set_up_at   (Fixture       *self,
                          const char    *address,
                          const char    *name,
                          GHashTable    *directory);
GHashTable *fixture_directory_new (void);
void fixture_tear_down   (Fixture       *self,
                          gconstpointer  unused);
/* Dispatches once, if something is ready; FALSE if not. */
gboolean fixture_step    (Fixture       *self);
/* Dispatches until nothing is ready. */
void fixture_run         (Fixture       *self);
/* Moves the clock, and dispatches until nothing is ready. */
void fixture_advance     (Fixture       *self,
                          guint64        duration_ns);
/* Moves the clock and dispatches nothing: that much time goes by within a handler. */
void fixture_elapse      (Fixture       *self,
                          guint64        duration_ns);
/* A thread does the work that was given to it first, and tells the loop. */
void fixture_work        (Fixture       *self);
/* The world ends before that work. */
void fixture_forget_work (Fixture       *self);
/* The events whose lines begin with one of the space-separated words in @kinds are, in order, the lines of @lines.
 *   spawned a            status a idle          status a failed: text    sent a b TYPE      delivered b a TYPE
 *   handled b a TYPE     returned a b TYPE why  lost a b TYPE            abandoned a b TYPE why
 *   replied b a TYPE     supervised p a via c handled|unhandled          snapshot a text    unhandled a
 *   dropped c            overrun a what          routed b hops           parked b a TYPE
 *   gap b a TYPE missing
 * An actor is NAME, or NAME[PID] where the pid is not 0. */
void fixture_expect      (Fixture       *self,
                          const char    *kinds,
                          const char    *lines);
void fixture_forget      (Fixture       *self);

/* The message types of the tests: `note (id t)` and `other ()`; actors accept only notes. */
const TroupeMessageType *note_type  (void);
const TroupeMessageType *other_type (void);
GVariant                *note_body  (guint64 id);
guint64                  note_id    (const TroupeMessage *message);

/* An actor made of functions. Each one that is NULL does what the class does by default. */
typedef struct _Script Script;
struct _Script
{
  gboolean          (*init)         (TroupeContext *context, Script *script, GError **error);
  gboolean          (*handle)       (TroupeContext *context, TroupeMessage *message, Script *script, GError **error);
  gboolean          (*cleanup)      (TroupeContext *context, const GError *failure, Script *script, GError **error);
  TroupeSupervision (*supervise)    (TroupeContext *context, TroupeSupervisionEvent *event, Script *script,
                                     GError **error);
  gboolean          (*undeliverable) (TroupeContext *context, TroupeMessage *message, TroupeReason reason,
                                      Script *script,
                                      GError **error);
  const char         *display_name; /* (nullable) */
  gpointer            data;
  guint               n_calls;      /* of handle */
  guint               n_cleanups;
  TroupeContext      *context;      /* of the last call */
  TroupeDeferral     *deferral;     /* what a script keeps */
};

/* (transfer full) */
TroupeActor   *scripted_actor_new (Script     *script);
/* Spawns and asserts that it worked. (transfer full) */
TroupeActorId *fixture_spawn      (Fixture    *self,
                                   const char *name,
                                   Script     *script);
TroupeActorId *fixture_spawn_child (Fixture       *self,
                                    TroupeActorId *parent,
                                    const char    *name,
                                    Script        *script);
TroupeInstance *fixture_client    (Fixture    *self,
                                   const char *name);

G_END_DECLS
