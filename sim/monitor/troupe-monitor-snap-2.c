/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* SNAP-2 numbers what the actors and clients of each proc leave behind, and compares it with what the proc says that
 * it still keeps: the attribute `ended` of its answers. What it has forgotten must have been the right thing to forget:
 *
 *   the clean stops that are kept are the newest ones: the oldest goes first
 *   no failure is forgotten that is newer than a clean stop that is kept: that would have gone first
 *
 * Armed by every answer of a proc that has forgotten something. */

/* One snapshot, in the order of storing. */
typedef struct
{
  char     *text;      /* (owned): the id, as a proc prints it */
  gboolean  is_failure;
} Snapshot;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *snapshots; /* (element-type TroupeProcId GArray): of Snapshot, for each proc */
} Snap2;

static void
snapshot_clear (gpointer data)
{
  g_free (((Snapshot *) data)->text);
}

static void
snap_2_init (TroupeMonitor *monitor)
{
  Snap2 *self = (Snap2 *) monitor;

  self->snapshots = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                           (GDestroyNotify) troupe_proc_id_unref, (GDestroyNotify) g_array_unref);
}

static void
snap_2_clear (TroupeMonitor *monitor)
{
  g_hash_table_unref (((Snap2 *) monitor)->snapshots);
}

static void
observe_snapshot (Snap2             *self,
                  const TroupeEvent *event)
{
  GArray *of_proc = g_hash_table_lookup (self->snapshots, event->proc);
  Snapshot snapshot = {
    .text = troupe_actor_id_to_string (event->subject),
    .is_failure = TROUPE_EVENT_DETAIL_NUMBER (event->detail) == TROUPE_ACTOR_STATUS_FAILED,
  };

  if (of_proc == NULL)
    {
      of_proc = g_array_new (/* zero_terminated = */ FALSE, /* clear = */ FALSE, sizeof (Snapshot));
      g_array_set_clear_func (of_proc, snapshot_clear);
      g_hash_table_insert (self->snapshots, troupe_monitor_keep_proc (event->proc), of_proc);
    }
  g_array_append_val (of_proc, snapshot);
}

/* Goes from the oldest to the newest. */
static void
check_kept (Snap2        *self,
            const GArray *of_proc,
            GHashTable   *kept)
{
  const Snapshot *oldest_kept_stop = NULL;

  for (guint i = 0; i < of_proc->len; i++)
    {
      const Snapshot *snapshot = &g_array_index (of_proc, Snapshot, i);
      gboolean is_kept = g_hash_table_contains (kept, snapshot->text);

      if (is_kept && !snapshot->is_failure && oldest_kept_stop == NULL)
        oldest_kept_stop = snapshot;
      else if (!is_kept && oldest_kept_stop != NULL)
        troupe_monitor_violate (&self->parent, "the snapshot of %s, a %s, was forgotten, and the older clean stop of "
                                "%s was kept", snapshot->text, snapshot->is_failure ? "failure" : "clean stop",
                                oldest_kept_stop->text);
    }
}

static void
observe_reply (Snap2             *self,
               const TroupeEvent *event)
{
  GArray *of_proc = g_hash_table_lookup (self->snapshots, event->proc);
  g_autoptr (GVariant) attributes = troupe_monitor_dup_attributes (event->payload);
  g_autofree const char **texts = NULL;
  g_autoptr (GHashTable) kept = NULL;

  if (of_proc == NULL || attributes == NULL || !g_variant_lookup (attributes, "ended", "^a&s", &texts))
    return;

  kept = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; texts[i] != NULL; i++)
    g_hash_table_add (kept, (gpointer) texts[i]);
  if (g_hash_table_size (kept) < of_proc->len)
    self->parent.n_armed++;
  check_kept (self, of_proc, kept);
}

static void
snap_2_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  if (event->kind == TROUPE_EVENT_SNAPSHOT)
    observe_snapshot ((Snap2 *) monitor, event);
  else
    observe_reply ((Snap2 *) monitor, event);
}

static void
snap_2_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the procs answered. */
}

const TroupeMonitorClass troupe_monitor_snap_2 = {
  .id = "SNAP-2",
  .sentence = "A proc that forgets snapshots forgets the oldest clean stop first, "
              "and a failure only where no clean stop is left.",
  .kinds = 1u << TROUPE_EVENT_SNAPSHOT | 1u << TROUPE_EVENT_REPLIED,
  .size = sizeof (Snap2),
  .init = snap_2_init,
  .clear = snap_2_clear,
  .observe = snap_2_observe,
  .finish = snap_2_finish,
};
