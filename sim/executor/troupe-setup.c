/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include "world/troupe-sim-network.h"

/* Declarations become hosts, processes with a loop and a proc each, actors and clients. */

static void
report (TroupeExecutor    *self,
        const TroupePlace *place,
        const GError      *error)
{
  troupe_sim_result_add_failure (self->result, "set-up", place->name, error->message, place->span.line,
                                 troupe_executor_get_time (self));
}

/* ---- hosts and procs ---- */

/* The driver is in no zone: what happens to zones does not touch it. */
static void
add_host (TroupeExecutor    *self,
          const TroupePlace *place)
{
  TroupeSimHost *host = troupe_sim_run_add_host (self->run, place->name);

  if (place->kind == TROUPE_PLACE_DRIVER)
    {
      troupe_sim_host_set_zone (host, NULL);
    }
  else
    {
      const TroupeDeclaration *declaration = place->declaration;

      if (declaration->zone != NULL)
        troupe_sim_host_set_zone (host, declaration->zone);
      troupe_sim_host_set_clock (host, (gint64) declaration->clock_ns, declaration->drift_ppb);
    }
  troupe_place_table_get (self->places, place)->host = host;
}

static TroupeSimHost *
get_host (TroupeExecutor    *self,
          const TroupePlace *place)
{
  return troupe_place_table_get (self->places, place->host != NULL ? place->host : place)->host;
}

/* Each start is a new identity: NAME, and a suffix that the seed picks. */
static TroupeProcId *
make_proc_id (TroupeExecutor    *self,
              const TroupePlace *place)
{
  g_autoptr (TroupeAddress) address = troupe_sim_host_dup_address (get_host (self, place));
  g_autofree char *name = g_strdup_printf ("%s-%04x", place->local_name,
                                           troupe_sim_run_choose (self->run, "proc.suffix", 0x10000));
  TroupeProcId *id = troupe_proc_id_new (address, name, NULL);

  g_assert (id != NULL);

  return id;
}

/* @value was checked: it is a number, a time included, and in the knob's range. */
static void
set_knob (TroupeLoop        *loop,
          const char        *key,
          const TroupeValue *value)
{
  gboolean is_set = troupe_loop_set_knob (loop, key, g_variant_get_uint64 (value->variant), NULL);

  g_assert (is_set);
}

/* `set` for all procs, and over it what the declaration of this one says. */
static void
set_knobs (const TroupeScenario *scenario,
           const TroupePlace    *place,
           TroupeLoop           *loop)
{
  GPtrArray *arguments = place->declaration != NULL ? place->declaration->arguments : NULL;

  for (guint i = 0; i < scenario->settings->len; i++)
    {
      const TroupeSetting *setting = g_ptr_array_index (scenario->settings, i);

      if (troupe_setting_is_faults (setting))
        continue;
      set_knob (loop, setting->key, g_ptr_array_index (setting->values, 0));
    }
  for (guint i = 0; place->kind == TROUPE_PLACE_PROC && arguments != NULL && i < arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (arguments, i);

      if (!troupe_argument_is_via (argument))
        set_knob (loop, argument->key, argument->value);
    }
}

/* What runs inside the process. */
static gboolean
start_proc_inside (TroupeExecutor     *self,
                   TroupeIncarnation  *incarnation,
                   GError            **error)
{
  incarnation->loop = troupe_loop_new (troupe_sim_process_get_world (incarnation->process));
  set_knobs (self->scenario, incarnation->place, incarnation->loop);
  incarnation->proc = troupe_proc_new (incarnation->loop, troupe_proc_id_get_address (incarnation->id),
                                       troupe_proc_id_get_name (incarnation->id), error);

  return incarnation->proc != NULL && troupe_proc_serve (incarnation->proc, error);
}

/* A machine without power starts nothing. */
static void
start_proc (TroupeExecutor    *self,
            const TroupePlace *place)
{
  TroupeSimHost *host = get_host (self, place);
  TroupeIncarnation *incarnation;
  g_autoptr (GError) error = NULL;

  if (!troupe_sim_host_is_up (host))
    return;

  incarnation = g_new0 (TroupeIncarnation, 1);
  incarnation->place = place;
  incarnation->id = make_proc_id (self, place);
  troupe_place_table_add_incarnation (self->places, incarnation);
  incarnation->process = troupe_sim_host_start_process (host, incarnation->id);
  if (incarnation->end != NULL)
    troupe_incarnation_end (incarnation, incarnation->end);
  if (!troupe_sim_process_is_alive (incarnation->process))
    return;

  if (!start_proc_inside (self, incarnation, &error))
    {
      report (self, place, error);
      return;
    }

  troupe_executor_lay_routes (self);
  troupe_sim_process_set_ready (incarnation->process);
}

/* ---- actors and clients ---- */

/* The proc that the place belongs into, or NULL: then it cannot be there now. */
static TroupeProc *
get_proc (TroupeExecutor    *self,
          const TroupePlace *place)
{
  TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self->places, place);

  return troupe_incarnation_is_alive (incarnation) ? incarnation->proc : NULL;
}

/* It has come into being in the last incarnation of its proc, whatever has become of it. */
static gboolean
is_bound (TroupeExecutor    *self,
          const TroupePlace *place)
{
  GPtrArray *ids = troupe_place_table_get (self->places, place)->ids;
  const TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self->places, place);
  const TroupeActorId *last = ids->len > 0 ? g_ptr_array_index (ids, ids->len - 1) : NULL;

  return last != NULL && incarnation != NULL &&
         troupe_proc_id_equal (troupe_actor_id_get_proc (last), incarnation->id);
}

/* Its events bound it already, unless it came into being without one. */
static void
bind (TroupeExecutor    *self,
      const TroupePlace *place,
      TroupeActorId     *id)
{
  if (troupe_place_table_find_actor (self->places, id) != place)
    troupe_place_table_bind_actor (self->places, place, id);
}

static void
spawn_actor (TroupeExecutor    *self,
             const TroupePlace *place)
{
  TroupeProc *proc = get_proc (self, place);
  g_autoptr (TroupeActor) actor = NULL;
  g_autoptr (TroupeActorId) parent = NULL;
  g_autoptr (TroupeActorId) id = NULL;
  g_autoptr (GError) error = NULL;

  if (proc == NULL)
    return;

  actor = place->type->create (place->keys, &error);
  if (actor != NULL)
    {
      troupe_place_table_expect (self->places, place, troupe_proc_get_id (proc));
      if (place->parent != NULL)
        {
          parent = troupe_place_table_resolve (self->places, place->parent);
          id = troupe_proc_spawn_child (proc, parent, place->local_name, actor, &error);
        }
      else
        {
          id = troupe_proc_spawn (proc, place->local_name, actor, &error);
        }
      troupe_place_table_expect (self->places, NULL, NULL);
    }

  if (id != NULL)
    bind (self, place, id);
  else if (self->phase == TROUPE_PHASE_SETTING_UP)
    report (self, place, error);
}

static void
create_client (TroupeExecutor    *self,
               const TroupePlace *place,
               TroupeClientFlags  flags)
{
  TroupePlaceState *state = troupe_place_table_get (self->places, place);
  TroupeProc *proc = get_proc (self, place);
  g_autoptr (GError) error = NULL;
  TroupeInstance *instance;

  if (proc == NULL)
    return;

  troupe_place_table_expect (self->places, place, troupe_proc_get_id (proc));
  instance = troupe_proc_create_client (proc, place->local_name, flags, &error);
  troupe_place_table_expect (self->places, NULL, NULL);
  if (instance != NULL)
    {
      g_clear_object (&state->instance);
      state->instance = instance;
      bind (self, place, troupe_instance_get_id (instance));
    }
  else if (self->phase == TROUPE_PHASE_SETTING_UP)
    {
      report (self, place, error);
    }
}

/* ---- all of it ---- */

/* Parents first: a file may declare them below their children. */
static void
set_up_actor (TroupeExecutor    *self,
              const TroupePlace *place)
{
  if (is_bound (self, place) || place->is_spawned)
    return;
  if (place->parent != NULL)
    set_up_actor (self, place->parent);
  spawn_actor (self, place);
}

void
troupe_executor_spawn (TroupeExecutor    *self,
                       const TroupePlace *place)
{
  switch (place->kind)
    {
    case TROUPE_PLACE_PROC:
      if (get_proc (self, place) == NULL)
        start_proc (self, place);
      break;
    case TROUPE_PLACE_ACTOR:
      spawn_actor (self, place);
      break;
    case TROUPE_PLACE_CLIENT:
      create_client (self, place,
                     place->is_introspectable ? TROUPE_CLIENT_INTROSPECTABLE : TROUPE_CLIENT_PLAIN);
      break;
    case TROUPE_PLACE_DRIVER:
    case TROUPE_PLACE_HOST:
    case TROUPE_PLACE_UNKNOWN_PROC:
    case TROUPE_PLACE_MESH:
    case TROUPE_PLACE_RANK:
    default:
      g_assert_not_reached (); /* troupe_sim_can_execute() refuses them */
    }
}

static gboolean
is_declared (const TroupePlace *place,
             TroupePlaceKind    kind)
{
  return place->kind == kind && !place->is_spawned && !place->is_implicit;
}

/* The actors and clients that the file declares, in all procs, or in those of @home. @home: (nullable) */
static void
set_up_inhabitants (TroupeExecutor    *self,
                    const TroupePlace *home)
{
  GPtrArray *places = self->scenario->places;

  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *place = places->pdata[i];

      if (home != NULL && troupe_place_get_home (place) != home)
        continue;
      if (is_declared (place, TROUPE_PLACE_ACTOR))
        set_up_actor (self, place);
      else if (is_declared (place, TROUPE_PLACE_CLIENT))
        troupe_executor_spawn (self, place);
    }
}

/* Its process runs, or is being started right now. */
static gboolean
has_process (TroupeExecutor    *self,
             const TroupePlace *place)
{
  const TroupeIncarnation *incarnation = troupe_place_table_get_incarnation (self->places, place);

  return incarnation != NULL &&
         (incarnation->process == NULL || troupe_sim_process_is_alive (incarnation->process));
}

void
troupe_executor_restart_proc (TroupeExecutor    *self,
                              const TroupePlace *place)
{
  if (has_process (self, place) || !troupe_sim_host_is_up (get_host (self, place)))
    return;

  start_proc (self, place);
  if (place->kind == TROUPE_PLACE_DRIVER)
    create_client (self, place, TROUPE_CLIENT_PLAIN);
  set_up_inhabitants (self, place);
}

/* The machines, and what is between them. */
static void
set_up_hosts (TroupeExecutor *self)
{
  GPtrArray *places = self->scenario->places;
  GPtrArray *links = self->scenario->links;

  add_host (self, g_ptr_array_index (places, 0));
  for (guint i = 0; i < places->len; i++)
    if (is_declared (places->pdata[i], TROUPE_PLACE_HOST))
      add_host (self, places->pdata[i]);
  for (guint i = 0; i < links->len; i++)
    troupe_executor_link (self, g_ptr_array_index (links, i));
}

void
troupe_executor_set_up (TroupeExecutor *self)
{
  GPtrArray *places = self->scenario->places;
  const TroupePlace *driver = g_ptr_array_index (places, 0);

  set_up_hosts (self);
  start_proc (self, driver);
  create_client (self, driver, TROUPE_CLIENT_PLAIN);

  for (guint i = 0; i < places->len; i++)
    if (is_declared (places->pdata[i], TROUPE_PLACE_PROC))
      start_proc (self, places->pdata[i]);

  set_up_inhabitants (self, NULL);
  for (guint i = 0; i < places->len; i++)
    if (is_declared (places->pdata[i], TROUPE_PLACE_PROC))
      troupe_actions_query (self->actions, places->pdata[i]);
}
