/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-proc-core-private.h"

static void
record_clear (TroupeRecord *record)
{
  troupe_actor_id_unref (record->actor);
  g_free (record->text);
  g_clear_pointer (&record->event, troupe_supervision_event_unref);
}

static char *
record_to_string (const TroupeRecord *record)
{
  TroupeActorId *origin;

  switch (record->kind)
    {
    case TROUPE_RECORD_STATUS:
      return g_strconcat (troupe_actor_status_to_string (record->status), record->text != NULL ? ": " : NULL,
                          record->text, NULL);

    case TROUPE_RECORD_HANDLED:
    case TROUPE_RECORD_UNHANDLED:
      origin = troupe_supervision_event_get_actor (record->event);
      return g_strdup_printf ("supervised: %s[%" G_GUINT64_FORMAT "] %s, %s", troupe_actor_id_get_name (origin),
                              troupe_actor_id_get_pid (origin),
                              troupe_actor_status_to_string (troupe_supervision_event_get_status (record->event)),
                              record->kind == TROUPE_RECORD_HANDLED ? "handled" : "unhandled");

    case TROUPE_RECORD_TEXT:
    default:
      return g_strdup (record->text);
    }
}

static TroupeRecord *
recorder_at (const TroupeRecorder *self,
             guint                 index)
{
  return &self->records[(self->head + index) % self->capacity];
}

static void
recorder_forget_oldest (TroupeRecorder *self)
{
  record_clear (recorder_at (self, 0));
  self->head = (self->head + 1) % self->capacity;
  self->length--;
}

void
troupe_recorder_clear (TroupeRecorder *self)
{
  while (self->length > 0)
    recorder_forget_oldest (self);
  g_clear_pointer (&self->records, g_free);
  self->head = 0;
}

void
troupe_recorder_resize (TroupeRecorder *self,
                        guint           capacity)
{
  TroupeRecord *records = NULL;

  if (capacity == self->capacity)
    return;

  while (self->length > capacity)
    recorder_forget_oldest (self);
  if (self->length > 0)
    records = g_new (TroupeRecord, capacity);
  for (guint i = 0; i < self->length; i++)
    records[i] = *recorder_at (self, i);
  g_free (self->records);
  self->records = records;
  self->capacity = capacity;
  self->head = 0;
}

void
troupe_recorder_take (TroupeRecorder *self,
                      TroupeRecord    record)
{
  record.number = ++self->n_taken;
  if (self->capacity == 0)
    {
      record_clear (&record);
      return;
    }

  if (self->records == NULL)
    self->records = g_new (TroupeRecord, self->capacity);
  else if (self->length == self->capacity)
    recorder_forget_oldest (self);
  *recorder_at (self, self->length++) = record;
}

GVariant *
troupe_recorder_make_variant (const TroupeRecorder *self,
                              const TroupeActorId  *actor)
{
  GVariantBuilder builder;
  guint n = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(txss)"));
  for (guint i = 0; i < self->length; i++)
    {
      const TroupeRecord *record = recorder_at (self, i);
      g_autofree char *id = NULL;
      g_autofree char *text = NULL;

      if (actor != NULL && !troupe_actor_id_equal (actor, record->actor))
        continue;
      id = troupe_actor_id_to_string (record->actor);
      text = record_to_string (record);
      g_variant_builder_add (&builder, "(txss)", record->number, record->wall_clock_ns, id, text);
      n++;
    }
  if (n > 0)
    return g_variant_builder_end (&builder);
  g_variant_builder_clear (&builder);

  return NULL;
}

/* @record: (transfer full): without when and of whom. */
static void
cell_take_record (TroupeCell   *self,
                  TroupeRecord  record)
{
  record.wall_clock_ns = troupe_loop_get_wall_clock (self->proc->loop);
  record.actor = troupe_actor_id_ref (troupe_cell_get_id (self));
  troupe_recorder_take (&self->proc->recorder, record);
}

void
troupe_cell_record (TroupeCell *self,
                    const char *format,
                    ...)
{
  TroupeRecord record = { .kind = TROUPE_RECORD_TEXT };
  va_list arguments;

  if (self->proc->recorder.capacity == 0)
    return;

  va_start (arguments, format);
  record.text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  cell_take_record (self, record);
}

void
troupe_cell_record_status (TroupeCell        *self,
                           TroupeActorStatus  status,
                           const char        *text)
{
  TroupeRecord record = { .kind = TROUPE_RECORD_STATUS, .status = status };

  if (self->proc->recorder.capacity == 0)
    return;

  record.text = g_strdup (text);
  cell_take_record (self, record);
}

void
troupe_cell_record_supervised (TroupeCell             *self,
                               TroupeSupervisionEvent *event,
                               gboolean                handled)
{
  TroupeRecord record = { .kind = handled ? TROUPE_RECORD_HANDLED : TROUPE_RECORD_UNHANDLED };

  if (self->proc->recorder.capacity == 0)
    return;

  record.event = troupe_supervision_event_ref (event);
  cell_take_record (self, record);
}

/**
 * troupe_context_record:
 * @self: a context
 * @text: what happened, for people
 *
 * Writes something into the flight recorder of the proc, in the name of this actor. The runtime writes there too: ends,
 * returned messages, children's ends, bounds that were exceeded. What is there answers a query as `flight_recorder`;
 * how much it holds, the knob `recorder.length` says. On the loop's thread.
 */
void
troupe_context_record (TroupeContext *self,
                       const char    *text)
{
  g_return_if_fail (self != NULL && self->proc != NULL);
  g_return_if_fail (text != NULL);

  troupe_cell_record (self, "%s", text);
}
