/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-place.h"

struct _TroupePlaceTable
{
  GPtrArray         *states;        /* (element-type TroupePlaceState): by the index of their place */
  GHashTable        *actors;        /* (element-type TroupeActorId TroupePlace): every incarnation */
  GHashTable        *procs;         /* (element-type TroupeProcId TroupePlace): every incarnation */
  GHashTable        *addresses;     /* (element-type TroupeAddress TroupePlace): of those procs */
  const TroupePlace *expected;      /* (nullable): what is being set up now */
  TroupeProcId      *expected_proc; /* (owned) (nullable): where */
};

static void
incarnation_free (gpointer data)
{
  TroupeIncarnation *self = data;

  g_clear_object (&self->proc);
  g_clear_object (&self->loop);
  troupe_proc_id_unref (self->id);
  g_free (self);
}

static void
state_free (gpointer data)
{
  TroupePlaceState *self = data;

  g_clear_object (&self->instance);
  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->incarnations);
  g_free (self);
}

static void
unref_actor_id (gpointer id)
{
  troupe_actor_id_unref (id);
}

static void
unref_proc_id (gpointer id)
{
  troupe_proc_id_unref (id);
}

static void
unref_address (gpointer address)
{
  troupe_address_unref (address);
}

TroupePlaceTable *
troupe_place_table_new (const TroupeScenario *scenario)
{
  TroupePlaceTable *self = g_new0 (TroupePlaceTable, 1);

  self->states = g_ptr_array_new_with_free_func (state_free);
  self->actors = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal, unref_actor_id, NULL);
  self->procs = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal, unref_proc_id, NULL);
  self->addresses = g_hash_table_new_full (troupe_address_hash, troupe_address_equal, unref_address, NULL);

  for (guint i = 0; i < scenario->places->len; i++)
    {
      TroupePlaceState *state = g_new0 (TroupePlaceState, 1);

      state->place = g_ptr_array_index (scenario->places, i);
      state->incarnations = g_ptr_array_new_with_free_func (incarnation_free);
      state->ids = g_ptr_array_new_with_free_func (unref_actor_id);
      g_ptr_array_add (self->states, state);
    }

  return self;
}

void
troupe_place_table_free (TroupePlaceTable *self)
{
  g_clear_pointer (&self->expected_proc, troupe_proc_id_unref);
  g_ptr_array_unref (self->states);
  g_hash_table_unref (self->actors);
  g_hash_table_unref (self->procs);
  g_hash_table_unref (self->addresses);
  g_free (self);
}

void
troupe_place_table_clear (TroupePlaceTable *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      TroupePlaceState *state = g_ptr_array_index (self->states, i);

      g_clear_object (&state->instance);
    }

  for (guint i = 0; i < self->states->len; i++)
    {
      TroupePlaceState *state = g_ptr_array_index (self->states, i);

      for (guint j = 0; j < state->incarnations->len; j++)
        {
          TroupeIncarnation *incarnation = g_ptr_array_index (state->incarnations, j);

          g_clear_object (&incarnation->proc);
          g_clear_object (&incarnation->loop);
        }
    }
}

static gboolean
incarnation_waits_for_time (const TroupeIncarnation *self)
{
  return self->loop != NULL && self->process != NULL && troupe_sim_process_is_alive (self->process) &&
         (troupe_sim_process_is_paused (self->process) || troupe_loop_waits_for_time (self->loop));
}

gboolean
troupe_place_table_waits_for_time (TroupePlaceTable *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      TroupePlaceState *state = g_ptr_array_index (self->states, i);

      for (guint j = 0; j < state->incarnations->len; j++)
        if (incarnation_waits_for_time (g_ptr_array_index (state->incarnations, j)))
          return TRUE;
    }

  return FALSE;
}

TroupePlaceState *
troupe_place_table_get (TroupePlaceTable  *self,
                        const TroupePlace *place)
{
  return g_ptr_array_index (self->states, place->index);
}

guint
troupe_place_table_get_n_places (TroupePlaceTable *self)
{
  return self->states->len;
}

/* ---- binding ---- */

void
troupe_place_table_bind_actor (TroupePlaceTable  *self,
                               const TroupePlace *place,
                               TroupeActorId     *id)
{
  TroupePlaceState *state = troupe_place_table_get (self, place);

  g_hash_table_replace (self->actors, troupe_actor_id_ref (id), (gpointer) place);
  g_ptr_array_add (state->ids, troupe_actor_id_ref (id));
}

void
troupe_place_table_bind_proc (TroupePlaceTable  *self,
                              const TroupePlace *place,
                              TroupeProcId      *id)
{
  g_hash_table_replace (self->procs, troupe_proc_id_ref (id), (gpointer) place);
  g_hash_table_replace (self->actors, troupe_proc_id_dup_agent (id), (gpointer) place);
}

void
troupe_place_table_add_incarnation (TroupePlaceTable  *self,
                                    TroupeIncarnation *incarnation)
{
  TroupePlaceState *state = troupe_place_table_get (self, incarnation->place);

  g_ptr_array_add (state->incarnations, incarnation);
  g_hash_table_replace (self->addresses, troupe_address_ref (troupe_proc_id_get_address (incarnation->id)),
                        (gpointer) incarnation->place);
  troupe_place_table_bind_proc (self, incarnation->place, incarnation->id);
}

void
troupe_place_table_expect (TroupePlaceTable  *self,
                           const TroupePlace *place,
                           TroupeProcId      *proc)
{
  g_clear_pointer (&self->expected_proc, troupe_proc_id_unref);
  self->expected = place;
  if (place != NULL)
    self->expected_proc = troupe_proc_id_ref (proc);
}

void
troupe_place_table_learn (TroupePlaceTable  *self,
                          const TroupeEvent *event)
{
  TroupeActorId *id = (TroupeActorId *) event->subject;

  if (self->expected == NULL || id == NULL)
    return;
  if (!g_str_equal (troupe_actor_id_get_name (id), self->expected->local_name) ||
      !troupe_proc_id_equal (troupe_actor_id_get_proc (id), self->expected_proc) ||
      g_hash_table_contains (self->actors, id))
    return;

  troupe_place_table_bind_actor (self, self->expected, id);
  troupe_place_table_expect (self, NULL, NULL);
}

/* ---- looking up ---- */

const TroupePlace *
troupe_place_table_find_actor (TroupePlaceTable    *self,
                               const TroupeActorId *id)
{
  return id != NULL ? g_hash_table_lookup (self->actors, id) : NULL;
}

const TroupePlace *
troupe_place_table_find_proc (TroupePlaceTable   *self,
                              const TroupeProcId *id)
{
  return id != NULL ? g_hash_table_lookup (self->procs, id) : NULL;
}

const TroupePlace *
troupe_place_table_find_address (TroupePlaceTable    *self,
                                 const TroupeAddress *address)
{
  return self != NULL && address != NULL ? g_hash_table_lookup (self->addresses, address) : NULL;
}

static char *
name_incarnation (const TroupePlace *place,
                  guint              index)
{
  if (index == 0)
    return g_strdup (place->name);

  return g_strdup_printf ("%s#%u", place->name, index + 1);
}

char *
troupe_place_table_name_proc (TroupePlaceTable   *self,
                              const TroupeProcId *id)
{
  const TroupePlace *place = self != NULL ? troupe_place_table_find_proc (self, id) : NULL;
  TroupePlaceState *state;
  guint index = 0;

  if (place == NULL)
    return troupe_proc_id_to_string (id);

  state = troupe_place_table_get (self, place);
  for (guint i = 0; i < state->incarnations->len; i++)
    if (troupe_proc_id_equal (((TroupeIncarnation *) g_ptr_array_index (state->incarnations, i))->id, id))
      index = i;

  return name_incarnation (place, index);
}

char *
troupe_place_table_name_actor (TroupePlaceTable    *self,
                               const TroupeActorId *id)
{
  const TroupePlace *place = self != NULL ? troupe_place_table_find_actor (self, id) : NULL;
  TroupePlaceState *state;
  guint index = 0;

  if (place == NULL || place->kind == TROUPE_PLACE_PROC || place->kind == TROUPE_PLACE_UNKNOWN_PROC)
    {
      g_autofree char *proc = NULL;

      if (self == NULL || troupe_place_table_find_proc (self, troupe_actor_id_get_proc (id)) == NULL)
        return troupe_actor_id_to_string (id);
      proc = troupe_place_table_name_proc (self, troupe_actor_id_get_proc (id));
      if (place != NULL)
        return g_steal_pointer (&proc);

      return g_strdup_printf ("%s/%s[%" G_GUINT64_FORMAT "]", proc, troupe_actor_id_get_name (id),
                              troupe_actor_id_get_pid (id));
    }

  state = troupe_place_table_get (self, place);
  for (guint i = 0; i < state->ids->len; i++)
    if (troupe_actor_id_equal (g_ptr_array_index (state->ids, i), id))
      index = i;

  return name_incarnation (place, index);
}

const TroupePlace *
troupe_place_get_home (const TroupePlace *place)
{
  while (place->parent != NULL)
    place = place->parent;

  return place->proc != NULL ? place->proc : place;
}

TroupeIncarnation *
troupe_place_table_get_incarnation (TroupePlaceTable  *self,
                                    const TroupePlace *place)
{
  TroupePlaceState *state = troupe_place_table_get (self, troupe_place_get_home (place));

  if (state->incarnations->len == 0)
    return NULL;

  return g_ptr_array_index (state->incarnations, state->incarnations->len - 1);
}

TroupeIncarnation *
troupe_place_table_find_process (TroupePlaceTable *self,
                                 TroupeSimProcess *process)
{
  const TroupePlace *place = troupe_place_table_find_proc (self, troupe_sim_process_get_proc_id (process));
  TroupePlaceState *state;

  if (place == NULL)
    return NULL;

  state = troupe_place_table_get (self, place);
  for (guint i = 0; i < state->incarnations->len; i++)
    {
      TroupeIncarnation *incarnation = g_ptr_array_index (state->incarnations, i);

      if (incarnation->process == process)
        return incarnation;
    }

  return NULL;
}

/* Where an unknown proc of this host would be: at the door of the first proc there, which says that it does not know
 * it; on a host without procs at an address where no one listens. */
static TroupeAddress *
dup_unknown_address (TroupePlaceTable  *self,
                     const TroupePlace *host)
{
  TroupePlaceState *state = troupe_place_table_get (self, host);

  for (guint i = 0; host->procs != NULL && i < host->procs->len; i++)
    {
      TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self, g_ptr_array_index (host->procs, i));

      if (incarnation != NULL)
        return troupe_address_ref (troupe_proc_id_get_address (incarnation->id));
    }

  return troupe_sim_host_dup_address (state->host);
}

static TroupeActorId *
resolve_proc (TroupePlaceTable  *self,
              const TroupePlace *place)
{
  TroupePlaceState *state = troupe_place_table_get (self, place);
  TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self, place);
  g_autoptr (TroupeAddress) address = NULL;
  g_autoptr (TroupeProcId) id = NULL;
  TroupeActorId *agent;

  if (incarnation != NULL)
    return troupe_proc_id_dup_agent (incarnation->id);
  if (state->ids->len > 0)
    return troupe_actor_id_ref (g_ptr_array_index (state->ids, 0));

  address = dup_unknown_address (self, place->host);
  id = troupe_proc_id_new (address, place->local_name, NULL);
  g_assert (id != NULL);
  troupe_place_table_bind_proc (self, place, id);
  agent = troupe_proc_id_dup_agent (id);
  g_ptr_array_add (state->ids, troupe_actor_id_ref (agent));

  return agent;
}

TroupeActorId *
troupe_place_table_resolve (TroupePlaceTable  *self,
                            const TroupePlace *place)
{
  TroupePlaceState *state = troupe_place_table_get (self, place);
  g_autoptr (TroupeActorId) agent = NULL;
  TroupeActorId *id;

  if (place->kind == TROUPE_PLACE_PROC || place->kind == TROUPE_PLACE_UNKNOWN_PROC)
    return resolve_proc (self, place);
  if (state->ids->len > 0)
    return troupe_actor_id_ref (g_ptr_array_index (state->ids, state->ids->len - 1));

  agent = resolve_proc (self, troupe_place_get_home (place));
  id = troupe_actor_id_new (troupe_actor_id_get_proc (agent), place->local_name, 0, NULL);
  g_assert (id != NULL);

  return id;
}
