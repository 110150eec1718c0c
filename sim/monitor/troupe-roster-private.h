/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "monitor/troupe-monitor-private.h"

G_BEGIN_DECLS

/* An actor or client, as events tell of it. First in what a monitor knows of it, which is one block of the roster. */
typedef struct
{
  TroupeActorId     *id;     /* (owned) */
  TroupeActorId     *parent; /* (owned) (nullable): NULL for a root */
  TroupeActorStatus  status; /* what was told last */
} TroupeMember;

/* Who was spawned in a run. */
typedef struct
{
  GPtrArray      *members;   /* (element-type TroupeMember) (owned): in the order of spawning */
  GHashTable     *member_of; /* (element-type TroupeActorId TroupeMember): nothing owned; never walked */
  GHashTable     *silent;    /* (element-type TroupeProcId): a set: their process has exited */
  guint           kinds;     /* bit set over TROUPE_EVENT_SPAWNED_ACTOR and so on: who is written down */
  gsize           size;      /* of what a monitor knows of one */
  GDestroyNotify  clear;     /* (nullable): lets go of what a monitor keeps in it */
} TroupeRoster;

#define TROUPE_ROSTER_ACTORS (1u << TROUPE_EVENT_SPAWNED_ACTOR)
#define TROUPE_ROSTER_INTROSPECTABLE_CLIENTS (1u << TROUPE_EVENT_SPAWNED_INTROSPECTABLE_CLIENT)
#define TROUPE_ROSTER_ALL \
  (TROUPE_ROSTER_ACTORS | TROUPE_ROSTER_INTROSPECTABLE_CLIENTS | 1u << TROUPE_EVENT_SPAWNED_CLIENT)

/* What its monitor must want for it: the kinds of the events that it is made of. */
#define TROUPE_ROSTER_EVENTS (1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_EXITED)

void     troupe_roster_init      (TroupeRoster        *self,
                                  guint                kinds,
                                  gsize                size,
                                  GDestroyNotify       clear);
void     troupe_roster_clear     (TroupeRoster        *self);
/* Writes down what @event tells: who is new, another status, a process that has exited. Answers whom it is about.
 * (transfer none) (nullable): nobody who is written down */
gpointer troupe_roster_observe   (TroupeRoster        *self,
                                  const TroupeEvent   *event);
/* @id: (nullable). (transfer none) (nullable): not written down */
gpointer troupe_roster_find      (TroupeRoster        *self,
                                  const TroupeActorId *id);
/* Nothing more is to come from that proc. */
void     troupe_roster_silence   (TroupeRoster        *self,
                                  const TroupeProcId  *proc);
/* Can nothing more come from @member? */
gboolean troupe_roster_is_silent (const TroupeRoster  *self,
                                  const TroupeMember  *member);

G_END_DECLS
