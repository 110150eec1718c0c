/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-introspection-private.h"
#include "proc/troupe-destroy-private.h"
#include "proc/troupe-ordering-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-runtime-messages-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-defect-private.h"

/* What actors, clients and procs answer of themselves. The names are those of the table in troupe-attribute.c. */

static void
add_string (GVariantBuilder *builder,
            const char      *name,
            const char      *value)
{
  g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

static void
add_number (GVariantBuilder *builder,
            const char      *name,
            guint64          value)
{
  g_variant_builder_add (builder, "{sv}", name, g_variant_new_uint64 (value));
}

static void
add_id (GVariantBuilder     *builder,
        const char          *name,
        const TroupeActorId *id)
{
  g_autofree char *text = troupe_actor_id_to_string (id);

  add_string (builder, name, text);
}

static void
add_ids (GVariantBuilder *builder,
         const char      *name,
         GPtrArray       *ids)
{
  GVariantBuilder texts;

  g_variant_builder_init (&texts, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *text = troupe_actor_id_to_string (ids->pdata[i]);

      g_variant_builder_add (&texts, "s", text);
    }
  g_variant_builder_add (builder, "{sv}", name, g_variant_builder_end (&texts));
}

/* @actor: (nullable): of all */
static void
add_records (GVariantBuilder      *builder,
             const TroupeRecorder *recorder,
             const TroupeActorId  *actor)
{
  GVariant *records = troupe_recorder_make_variant (recorder, actor);

  if (records != NULL)
    g_variant_builder_add (builder, "{sv}", "flight_recorder", records);
}

static void
add_failure (GVariantBuilder      *builder,
             const TroupeSnapshot *snapshot)
{
  TroupeSupervisionEvent *failure = snapshot->event;
  TroupeSupervisionEvent *origin = troupe_supervision_event_get_root_cause (failure);
  TroupeActorId *actor = troupe_supervision_event_get_actor (origin);
  const char *name = troupe_supervision_event_get_display_name (origin);
  gboolean is_propagated = !troupe_actor_id_equal (actor, snapshot->actor->id);
  g_autofree char *chain = troupe_supervision_event_to_string (failure);

  add_string (builder, "failure_chain", chain);
  add_string (builder, "failure_error_message", troupe_supervision_event_get_text (failure));
  add_id (builder, "failure_root_cause_actor", actor);
  if (name != NULL)
    add_string (builder, "failure_root_cause_name", name);
  g_variant_builder_add (builder, "{sv}", "failure_occurred_at_ns",
                         g_variant_new_int64 (troupe_supervision_event_get_wall_clock (failure)));
  g_variant_builder_add (builder, "{sv}", "failure_is_propagated", g_variant_new_boolean (is_propagated));
}

/* Processes talk loop to loop, so the procs of one loop have these in common. */
static void
add_peer_faults (GVariantBuilder  *builder,
                 const TroupeLoop *loop)
{
  GVariant *faults = NULL;

  if (loop->sessions != NULL)
    faults = troupe_peer_faults_make_variant (&loop->sessions->acceptors->faults);
  if (faults != NULL)
    g_variant_builder_add (builder, "{sv}", "peer_faults", faults);
}

static char *
cell_describe_status (const TroupeCell *self)
{
  const char *status = troupe_actor_status_to_string (self->status);
  TroupeLoop *loop = self->proc->loop;
  guint64 began_ns = self->deferred ? self->rare->call_began_ns : loop->call_began_ns;

  if (self->status != TROUPE_ACTOR_STATUS_PROCESSING || self->last_type == NULL)
    return g_strdup (status);

  return g_strdup_printf ("%s %s for %" G_GUINT64_FORMAT " ms", status, self->last_type->name,
                          (loop->now_ns - began_ns) / 1000000);
}

/* What waits, and nothing in hand. */
static guint
cell_count_waiting (const TroupeCell *self)
{
  guint n = self->mailbox.work.length;

  if (TROUPE_DEFECT ("pressure.counts-what-is-in-hand") && self->current != NULL)
    n++;

  return n;
}

static GVariant *
cell_make_attributes (TroupeCell *self)
{
  const TroupeOrdering *ordering = troupe_cell_get_ordering (self);
  TroupeActorId *id = troupe_cell_get_id (self);
  g_autofree char *status = cell_describe_status (self);
  g_autoptr (GPtrArray) children = troupe_proc_list_children (self->proc, id);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_id (&builder, "id", id);
  add_string (&builder, "status", status);
  add_string (&builder, "type", TROUPE_DEFECT ("client.answers-as-instance") && troupe_cell_is_client (self)
                                  ? "client" : troupe_cell_get_type_name (self));
  add_string (&builder, "name", troupe_actor_id_get_name (id));
  add_number (&builder, "pid", troupe_actor_id_get_pid (id));
  if (self->parent != NULL)
    add_id (&builder, "parent", troupe_cell_get_id (self->parent));
  add_ids (&builder, "children", children);
  add_number (&builder, "queue_depth", cell_count_waiting (self));
  if (ordering != NULL && ordering->buffer != NULL)
    {
      add_number (&builder, "parked", troupe_reorder_buffer_get_n_parked (ordering->buffer));
      add_number (&builder, "duplicates", ordering->n_duplicates);
    }
  add_number (&builder, "messages_handled", self->n_handled);
  add_number (&builder, "processing_time_ns", troupe_cell_get_processing_time (self));
  if (self->last_type != NULL)
    add_string (&builder, "last_handled", self->last_type->name);
  g_variant_builder_add (&builder, "{sv}", "created_at_ns", g_variant_new_int64 (self->created_at_ns));
  if (self->rare != NULL && self->rare->published != NULL)
    g_variant_builder_add (&builder, "{sv}", "published", self->rare->published);
  add_records (&builder, &self->proc->recorder, id);

  return g_variant_builder_end (&builder);
}

static TroupeProcStatus
proc_status (const TroupeProc *proc)
{
  if (proc->destroy == NULL)
    return TROUPE_PROC_STATUS_READY;

  return proc->destroy->phase == TROUPE_DESTROY_DONE ? TROUPE_PROC_STATUS_STOPPED : TROUPE_PROC_STATUS_STOPPING;
}

GVariant *
troupe_proc_make_attributes (TroupeProc *proc)
{
  g_autofree char *id = troupe_proc_id_to_string (proc->id);
  g_autoptr (GPtrArray) roots = troupe_proc_list_roots (proc);
  g_autoptr (GPtrArray) ended = troupe_proc_list_ended (proc);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_string (&builder, "id", id);
  add_string (&builder, "status", troupe_proc_status_to_string (proc_status (proc)));
  add_string (&builder, "type", "proc");
  add_string (&builder, "name", troupe_proc_id_get_name (proc->id));
  add_ids (&builder, "children", roots);
  add_ids (&builder, "ended", ended);
  add_number (&builder, "queue_depth", proc->pressure.total);
  add_number (&builder, "queue_high_water",
              TROUPE_DEFECT ("pressure.mark-of-now") ? proc->pressure.total : proc->pressure.high_water);
  add_peer_faults (&builder, proc->loop);
  if (troupe_pressure_has_age (&proc->pressure))
    add_number (&builder, "queue_age_ns", troupe_pressure_get_age (&proc->pressure, troupe_loop_get_time (proc->loop)));
  add_records (&builder, &proc->recorder, NULL);

  return g_variant_builder_end (&builder);
}

GVariant *
troupe_snapshot_make_attributes (const TroupeSnapshot *self)
{
  const char *status = troupe_actor_status_to_string (self->status);
  g_autofree char *text = g_strconcat (status, *self->text != '\0' ? ": " : NULL, self->text, NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_id (&builder, "id", self->actor->id);
  add_string (&builder, "status", text);
  add_string (&builder, "type", self->type_name);
  add_string (&builder, "name", troupe_actor_id_get_name (self->actor->id));
  add_number (&builder, "pid", troupe_actor_id_get_pid (self->actor->id));
  if (self->parent != NULL)
    add_id (&builder, "parent", self->parent->id);
  add_number (&builder, "messages_handled", self->n_handled);
  add_number (&builder, "processing_time_ns", self->processing_ns);
  g_variant_builder_add (&builder, "{sv}", "created_at_ns", g_variant_new_int64 (self->created_at_ns));
  if (self->status == TROUPE_ACTOR_STATUS_FAILED)
    add_failure (&builder, self);

  return g_variant_builder_end (&builder);
}

void
troupe_cell_answer_query (TroupeCell          *self,
                          const TroupeMessage *message)
{
  GVariant *body;

  if (message->sender == NULL || message->reply_port == 0)
    return;

  body = g_variant_new ("(@a{sv})", cell_make_attributes (self));
  troupe_cell_reply (self, message, troupe_message_type_answer (), body, NULL);
}
