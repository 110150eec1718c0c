/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-agenda.h"

typedef struct
{
  guint64           time_ns;
  guint             position; /* in the file: the tie-break */
  guint64           order;    /* of asking: the last tie-break */
  TroupeAgendaFunc  func;
  gpointer          user_data;
} Entry;

struct _TroupeAgenda
{
  TroupeSimRun *run;       /* (not owned) */
  GSequence    *entries;   /* (element-type Entry): sorted */
  guint64       n_entries; /* ever: where `order` comes from */
};

static int
entry_compare (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const Entry *first = a;
  const Entry *second = b;

  if (first->time_ns != second->time_ns)
    return first->time_ns < second->time_ns ? -1 : 1;
  if (first->position != second->position)
    return first->position < second->position ? -1 : 1;

  return first->order < second->order ? -1 : 1;
}

TroupeAgenda *
troupe_agenda_new (TroupeSimRun *run)
{
  TroupeAgenda *self = g_new0 (TroupeAgenda, 1);

  self->run = run;
  self->entries = g_sequence_new (g_free);

  return self;
}

void
troupe_agenda_free (TroupeAgenda *self)
{
  g_sequence_free (self->entries);
  g_free (self);
}

/* Fires all that is due now, also what is added for now meanwhile. */
static void
wake (gpointer user_data)
{
  TroupeAgenda *self = user_data;
  guint64 now_ns = troupe_sim_run_get_time (self->run);

  while (!g_sequence_is_empty (self->entries))
    {
      GSequenceIter *first = g_sequence_get_begin_iter (self->entries);
      Entry entry = *(Entry *) g_sequence_get (first);

      if (entry.time_ns > now_ns)
        break;
      g_sequence_remove (first);
      entry.func (entry.user_data);
    }
}

void
troupe_agenda_add (TroupeAgenda     *self,
                   guint64           time_ns,
                   guint             position,
                   TroupeAgendaFunc  func,
                   gpointer          user_data)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->time_ns = MAX (time_ns, troupe_sim_run_get_time (self->run));
  entry->position = position;
  entry->order = self->n_entries++;
  entry->func = func;
  entry->user_data = user_data;
  g_sequence_insert_sorted (self->entries, entry, entry_compare, NULL);
  troupe_sim_run_at (self->run, entry->time_ns, wake, self);
}
