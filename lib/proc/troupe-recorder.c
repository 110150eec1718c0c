/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-supervision-event-private.h"

static inline void
record_clear (TroupeRecord *record)
{
  if (record->text != NULL)
    g_free (record->text);
  if (record->event != NULL)
    troupe_supervision_event_release (record->event);
  /* Last, so that the peers are the last to hold the ids. */
  if (record->via != NULL)
    troupe_peer_unref (record->via);
  troupe_peer_unref (record->actor);
}

static char *
record_to_string (const TroupeRecord *record)
{
  const char *text = record->text;
  TroupeActorId *origin;

  switch (record->kind)
    {
    case TROUPE_RECORD_STATUS:
      if (record->event != NULL)
        text = troupe_supervision_event_get_text (record->event);
      return g_strconcat (troupe_actor_status_to_string (record->status), text != NULL ? ": " : NULL, text, NULL);

    case TROUPE_RECORD_HANDLED:
    case TROUPE_RECORD_UNHANDLED:
      origin = troupe_supervision_event_get_actor (record->event);
      return g_strdup_printf ("supervised: %s[%" G_GUINT64_FORMAT "] %s, %s", troupe_actor_id_get_name (origin),
                              troupe_actor_id_get_pid (origin),
                              troupe_actor_status_to_string (troupe_supervision_event_get_status (record->event)),
                              record->kind == TROUPE_RECORD_HANDLED ? "handled" : "unhandled");

    case TROUPE_RECORD_TEXT:
    default:
      return g_strdup (text);
    }
}

static inline TroupeRecord *
recorder_at (const TroupeRecorder *self,
             guint                 index)
{
  guint at = self->head + index;

  return &self->records[at < self->capacity ? at : at - self->capacity];
}

static inline void
recorder_forget_oldest (TroupeRecorder *self)
{
  record_clear (recorder_at (self, 0));
  self->head = self->head + 1 < self->capacity ? self->head + 1 : 0;
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

/* A new record, to be filled: all of it is 0. There is room for some. */
static inline TroupeRecord *
recorder_add (TroupeRecorder *self)
{
  TroupeRecord *record;

  if (G_UNLIKELY (self->records == NULL))
    self->records = g_new (TroupeRecord, self->capacity);
  else if (self->length == self->capacity)
    recorder_forget_oldest (self);

  record = recorder_at (self, self->length);
  self->length++;
  self->n_taken++;
  *record = (TroupeRecord) { 0 };

  return record;
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

      if (actor != NULL && !troupe_actor_id_equal (actor, record->actor->id))
        continue;
      id = troupe_actor_id_to_string (record->actor->id);
      text = record_to_string (record);
      g_variant_builder_add (&builder, "(txss)", self->n_taken - self->length + i + 1, record->wall_clock_ns, id, text);
      n++;
    }
  if (n > 0)
    return g_variant_builder_end (&builder);
  g_variant_builder_clear (&builder);

  return NULL;
}

/* A new record of the actor; NULL where none are kept. */
static inline TroupeRecord *
cell_add_record (TroupeCell       *self,
                 TroupeRecordKind  kind)
{
  TroupeProc *proc = self->proc;
  TroupeRecord *record;

  if (proc->recorder.capacity == 0)
    return NULL;

  record = recorder_add (&proc->recorder);
  record->wall_clock_ns = troupe_loop_get_wall_clock (proc->loop);
  record->actor = troupe_peer_ref (self->peer);
  record->kind = kind;

  return record;
}

void
troupe_cell_record (TroupeCell *self,
                    const char *format,
                    ...)
{
  TroupeRecord *record = cell_add_record (self, TROUPE_RECORD_TEXT);
  va_list arguments;

  if (record == NULL)
    return;

  va_start (arguments, format);
  record->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

void
troupe_cell_record_status (TroupeCell             *self,
                           TroupeActorStatus       status,
                           const char             *text,
                           TroupeSupervisionEvent *event)
{
  TroupeRecord *record = cell_add_record (self, TROUPE_RECORD_STATUS);

  if (record == NULL)
    return;

  record->status = status;
  if (event != NULL)
    record->event = troupe_supervision_event_hold (event);
  else if (text != NULL)
    record->text = g_strdup (text);
}

void
troupe_cell_record_supervised (TroupeCell         *self,
                               const TroupeNotice *notice,
                               gboolean            handled)
{
  TroupeRecord *record = cell_add_record (self, handled ? TROUPE_RECORD_HANDLED : TROUPE_RECORD_UNHANDLED);

  if (record == NULL)
    return;

  record->event = troupe_supervision_event_hold (notice->event);
  record->via = troupe_peer_ref (notice->via);
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
