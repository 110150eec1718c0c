/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-proc-private.h"
#include "scenario/troupe-scenario.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

/* What the places of a file stand for while it runs. A place keeps all its incarnations: an EVENT means every one of
 * them, a step the last one. Ids are looked up by their content. */
typedef struct _TroupePlaceTable TroupePlaceTable;

/* One start of a proc: a simulated process and what lives in it. A dead one stays until the end of the run. */
typedef struct
{
  const TroupePlace  *place;   /* (not owned): a proc, or the driver */
  TroupeProcId       *id;      /* (owned) */
  TroupeSimProcess   *process; /* (not owned) (nullable): the run's; NULL while it is being started */
  TroupeLoop         *loop;    /* (owned) (nullable): until set up */
  TroupeProc         *proc;    /* (owned) (nullable): until set up */
  const TroupeAction *end;     /* (not owned) (nullable): a kill or exit that came while it was being started */
} TroupeIncarnation;

/* What one place stands for. The driver is a host, a proc and a client in one. */
typedef struct
{
  const TroupePlace *place;        /* (not owned) */
  TroupeSimHost     *host;         /* (not owned) (nullable): of a host */
  GPtrArray         *incarnations; /* (element-type TroupeIncarnation): of a proc, oldest first */
  GPtrArray         *ids;          /* (element-type TroupeActorId): of an actor or a client, oldest first */
  TroupeInstance    *instance;     /* (owned) (nullable): of a client, the last one */
} TroupePlaceState;

TroupePlaceTable  *troupe_place_table_new             (const TroupeScenario  *scenario);
void               troupe_place_table_free            (TroupePlaceTable      *self);
/* Drops every instance, proc and loop; ids stay. */
void               troupe_place_table_clear           (TroupePlaceTable      *self);
/* Does a living process wait for a time to come, other than to keep house, or to be resumed? */
gboolean           troupe_place_table_waits_for_time  (TroupePlaceTable      *self);
TroupePlaceState  *troupe_place_table_get             (TroupePlaceTable      *self,
                                                       const TroupePlace     *place);

guint              troupe_place_table_get_n_places    (TroupePlaceTable      *self);

/* ---- binding ---- */

/* @incarnation: (transfer full) */
void               troupe_place_table_add_incarnation (TroupePlaceTable      *self,
                                                       TroupeIncarnation     *incarnation);
void               troupe_place_table_bind_actor      (TroupePlaceTable      *self,
                                                       const TroupePlace     *place,
                                                       TroupeActorId         *id);
void               troupe_place_table_bind_proc       (TroupePlaceTable      *self,
                                                       const TroupePlace     *place,
                                                       TroupeProcId          *id);
/* The next actor or client of that name which an event of @proc mentions is @place; NULL: none is expected any more. */
void               troupe_place_table_expect          (TroupePlaceTable      *self,
                                                       const TroupePlace     *place,
                                                       TroupeProcId          *proc);
/* Binds what is expected, if this event is about it. */
void               troupe_place_table_learn           (TroupePlaceTable      *self,
                                                       const TroupeEvent     *event);

/* ---- looking up ---- */

/* (nullable): an agent's place is its proc */
const TroupePlace *troupe_place_table_find_actor      (TroupePlaceTable      *self,
                                                       const TroupeActorId   *id);
const TroupePlace *troupe_place_table_find_proc       (TroupePlaceTable      *self,
                                                       const TroupeProcId    *id);
/* (nullable): the proc that had this address. @self, @address: (nullable) */
const TroupePlace *troupe_place_table_find_address    (TroupePlaceTable      *self,
                                                       const TroupeAddress   *address);
/* How people are told of an actor or a proc: by its place in the file, with `#2` behind it for the second that had the
 * place; what has no place by its proc's and its own name, `h0.p0/worker[1]`. @self: (nullable): then by the whole id.
 * (transfer full) */
char              *troupe_place_table_name_actor      (TroupePlaceTable      *self,
                                                       const TroupeActorId   *id);
char              *troupe_place_table_name_proc       (TroupePlaceTable      *self,
                                                       const TroupeProcId    *id);
/* (nullable): the last one, dead or alive. Of an actor or client: that of its proc */
TroupeIncarnation *troupe_place_table_get_incarnation (TroupePlaceTable      *self,
                                                       const TroupePlace     *place);
/* (nullable): whose process this is */
TroupeIncarnation *troupe_place_table_find_process    (TroupePlaceTable      *self,
                                                       TroupeSimProcess      *process);
/* Whom a message to this place reaches: its last incarnation. What was never there gets an id that no one has.
 * (transfer full) */
TroupeActorId     *troupe_place_table_resolve         (TroupePlaceTable      *self,
                                                       const TroupePlace     *place);
/* The proc that an actor or a client of this place lives in; a proc's own; the driver's. */
const TroupePlace *troupe_place_get_home              (const TroupePlace     *place);

static inline gboolean
troupe_incarnation_is_alive (const TroupeIncarnation *self)
{
  return self != NULL && self->proc != NULL && troupe_sim_process_is_alive (self->process);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePlaceTable, troupe_place_table_free)

G_END_DECLS
