/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* AI-3 remembers every id that a proc has given, to actors and clients alike, and under which parent.
 *
 * Armed by every spawn with a name that its proc has used before: the pid alone has to tell the two apart. */

typedef struct
{
  TroupeMonitor  parent;
  GHashTable    *parents; /* (element-type TroupeActorId TroupeActorId): of each id; NULL for a root */
  GHashTable    *names;   /* (element-type TroupeActorId): a set of troupe_monitor_name_key() */
} Ai3;

static void
unref_parent (gpointer data)
{
  if (data != NULL)
    troupe_actor_id_unref (data);
}

static void
ai_3_init (TroupeMonitor *monitor)
{
  Ai3 *self = (Ai3 *) monitor;

  self->parents = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal,
                                         (GDestroyNotify) troupe_actor_id_unref, unref_parent);
  self->names = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal,
                                       (GDestroyNotify) troupe_actor_id_unref, NULL);
}

static void
ai_3_clear (TroupeMonitor *monitor)
{
  Ai3 *self = (Ai3 *) monitor;

  g_hash_table_unref (self->parents);
  g_hash_table_unref (self->names);
}

/* "a child of tcp:10.0.0.1:1,p0,a[0]", or "a root". (transfer full) */
static char *
describe_place (const TroupeActorId *parent)
{
  g_autofree char *text = NULL;

  if (parent == NULL)
    return g_strdup ("a root");

  text = troupe_actor_id_to_string (parent);

  return g_strdup_printf ("a child of %s", text);
}

static void
ai_3_observe (TroupeMonitor     *monitor,
              const TroupeEvent *event)
{
  Ai3 *self = (Ai3 *) monitor;
  gpointer first_parent;

  if (!g_hash_table_add (self->names, troupe_monitor_name_key (event->subject)))
    monitor->n_armed++;

  if (g_hash_table_lookup_extended (self->parents, event->subject, NULL, &first_parent))
    {
      g_autofree char *text = troupe_actor_id_to_string (event->subject);
      g_autofree char *first = describe_place (first_parent);
      g_autofree char *second = describe_place (event->object);

      troupe_monitor_violate (monitor, "actor id %s was given twice: to %s, then to %s",
                              text, first, second);
      return;
    }

  g_hash_table_insert (self->parents, troupe_monitor_keep_actor (event->subject),
                       event->object != NULL ? troupe_monitor_keep_actor (event->object) : NULL);
}

static void
ai_3_finish (TroupeMonitor *monitor,
             guint64        time_ns,
             gboolean       settled)
{
  /* All was said when the ids were given. */
}

const TroupeMonitorClass troupe_monitor_ai_3 = {
  .id = "AI-3",
  .sentence = "No actor id is given twice in a proc: "
              "two children of one name under different parents have distinct pids.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED,
  .size = sizeof (Ai3),
  .init = ai_3_init,
  .clear = ai_3_clear,
  .observe = ai_3_observe,
  .finish = ai_3_finish,
};
