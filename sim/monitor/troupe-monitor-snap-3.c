/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-attribute.h"
#include "monitor/troupe-monitor-private.h"

/* SNAP-3 reads every answer to a query: it is whole (troupe_attributes_check()), it says what its author's id says, and
 * the figures of a proc's queues agree with each other and with those before: the high-water mark is never below the
 * depth and never falls; where something has waited there is an age, also later.
 *
 * Armed by every answer. */

/* What a proc answered last. */
typedef struct
{
  guint64  high_water;
  gboolean has_age;
} Queues;

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *queues; /* (element-type TroupeProcId Queues) */
} Snap3;

static void
snap_3_init (TroupeMonitor *monitor)
{
  Snap3 *self = (Snap3 *) monitor;

  self->queues = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                        (GDestroyNotify) troupe_proc_id_unref, g_free);
}

static void
snap_3_clear (TroupeMonitor *monitor)
{
  g_hash_table_unref (((Snap3 *) monitor)->queues);
}

static Queues *
find_queues (Snap3              *self,
             const TroupeProcId *proc)
{
  Queues *queues = g_hash_table_lookup (self->queues, proc);

  if (queues == NULL)
    {
      queues = g_new0 (Queues, 1);
      g_hash_table_insert (self->queues, troupe_monitor_keep_proc (proc), queues);
    }

  return queues;
}

/* Only procs answer a high-water mark. */
static void
check_queues (Snap3             *self,
              const TroupeEvent *event,
              GVariant          *attributes)
{
  g_autofree char *text = troupe_proc_id_to_string (event->proc);
  guint64 depth = 0;
  guint64 high_water;
  gboolean has_age = g_variant_lookup (attributes, "queue_age_ns", "t", NULL);
  Queues *queues;

  if (!g_variant_lookup (attributes, "queue_high_water", "t", &high_water))
    return;

  queues = find_queues (self, event->proc);
  g_variant_lookup (attributes, "queue_depth", "t", &depth);
  if (depth > high_water)
    troupe_monitor_violate (&self->parent, "%s answered a queue depth of %" G_GUINT64_FORMAT
                            " above its high-water mark of %" G_GUINT64_FORMAT, text, depth, high_water);
  else if (high_water < queues->high_water)
    troupe_monitor_violate (&self->parent, "the high-water mark of %s fell from %" G_GUINT64_FORMAT " to %"
                            G_GUINT64_FORMAT, text, queues->high_water, high_water);
  else if ((high_water > 0) != has_age || (queues->has_age && !has_age))
    troupe_monitor_violate (&self->parent, "%s answered a high-water mark of %" G_GUINT64_FORMAT " and %s", text,
                            high_water, has_age ? "an age" : "no age");
  queues->high_water = high_water;
  queues->has_age = has_age;
}

static void
check_author (Snap3             *self,
              const TroupeEvent *event,
              GVariant          *attributes)
{
  gboolean is_proc = g_variant_lookup (attributes, "queue_high_water", "t", NULL);
  g_autofree char *text = is_proc ? troupe_proc_id_to_string (event->proc) : troupe_actor_id_to_string (event->subject);
  const char *told = "";

  g_variant_lookup (attributes, "id", "&s", &told);
  if (!g_str_equal (told, text))
    troupe_monitor_violate (&self->parent, "%s answered a query in the name of \"%s\"", text, told);
}

static void
snap_3_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Snap3 *self = (Snap3 *) monitor;
  g_autoptr (GVariant) attributes = troupe_monitor_dup_attributes (event->payload);
  g_autoptr (GError) error = NULL;

  if (attributes == NULL)
    return;

  monitor->n_armed++;
  if (!troupe_attributes_check (attributes, &error))
    {
      g_autofree char *text = troupe_actor_id_to_string (event->subject);

      troupe_monitor_violate (monitor, "the answer of %s does not hold together: %s", text, error->message);
      return;
    }
  check_author (self, event, attributes);
  check_queues (self, event, attributes);
}

static void
snap_3_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the answers were given. */
}

const TroupeMonitorClass troupe_monitor_snap_3 = {
  .id = "SNAP-3",
  .sentence = "An answer to a query is whole and agrees with itself: a reason only with an end, a failure only of who "
              "failed, a high-water mark that is never below the depth and never falls.",
  .kinds = 1u << TROUPE_EVENT_REPLIED,
  .size = sizeof (Snap3),
  .init = snap_3_init,
  .clear = snap_3_clear,
  .observe = snap_3_observe,
  .finish = snap_3_finish,
};
