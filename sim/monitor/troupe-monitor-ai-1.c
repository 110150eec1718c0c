/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* AI-1 computes every pid a second time, from nothing but the order of spawning:
 *
 *   a child   1 + max (the counter of its root's subtree, the highest pid of its name in the proc);
 *             the counter moves there: it is the *sibling domain* of the whole subtree
 *   a root    0 where its name has had no root in the proc, else 1 + the highest pid of its name
 *
 * An unnamed child bears its root's name, and the same rule gives it its pid. Clients are roots.
 *
 * Armed by every child that does not bear its root's name: it was named, and a runtime that counted by
 * name instead of by domain would give itself away. */

/* The sibling domain of one root. */
typedef struct
{
  TroupeActorId *root;    /* (owned) */
  guint64        counter; /* the highest pid that its subtree has given, 0 before the first */
} Domain;

/* What a name has had in a proc. */
typedef struct
{
  guint64  highest_pid; /* 0 also where it has had none: only a root has pid 0 */
  gboolean had_root;
} Name;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *domains;   /* (element-type Domain) (owned): in the order of spawning */
  GHashTable    *domain_of; /* (element-type TroupeActorId Domain): every actor's; values not owned */
  GHashTable    *names;     /* (element-type TroupeActorId Name): by troupe_monitor_name_key() */
} Ai1;

static void
domain_free (gpointer data)
{
  Domain *self = data;

  troupe_actor_id_unref (self->root);
  g_free (self);
}

static void
ai_1_init (TroupeMonitor *monitor)
{
  Ai1 *self = (Ai1 *) monitor;

  self->domains = g_ptr_array_new_with_free_func (domain_free);
  self->domain_of = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal,
                                           (GDestroyNotify) troupe_actor_id_unref, NULL);
  self->names = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal,
                                       (GDestroyNotify) troupe_actor_id_unref, g_free);
}

static void
ai_1_clear (TroupeMonitor *monitor)
{
  Ai1 *self = (Ai1 *) monitor;

  g_hash_table_unref (self->domain_of);
  g_hash_table_unref (self->names);
  g_ptr_array_unref (self->domains);
}

static Name *
find_name (Ai1                 *self,
           const TroupeActorId *actor)
{
  TroupeActorId *key = troupe_monitor_name_key (actor);
  Name *name = g_hash_table_lookup (self->names, key);

  if (name != NULL)
    {
      troupe_actor_id_unref (key);
      return name;
    }

  name = g_new0 (Name, 1);
  g_hash_table_insert (self->names, key, name);

  return name;
}

static void
observe_root (Ai1                 *self,
              const TroupeActorId *actor)
{
  Name *name = find_name (self, actor);
  guint64 expected = name->had_root ? name->highest_pid + 1 : 0;
  guint64 pid = troupe_actor_id_get_pid (actor);
  Domain *domain = g_new0 (Domain, 1);

  if (pid != expected)
    {
      g_autofree char *text = troupe_actor_id_to_string (actor);

      troupe_monitor_violate (&self->parent,
                              "root actor %s was given pid %" G_GUINT64_FORMAT
                              ", expected %" G_GUINT64_FORMAT ": its name has had %s",
                              text, pid, expected,
                              name->had_root ? "a root before" : "no root in this proc yet");
    }

  name->had_root = TRUE;
  name->highest_pid = MAX (name->highest_pid, pid);
  domain->root = troupe_monitor_keep_actor (actor);
  g_ptr_array_add (self->domains, domain);
  g_hash_table_insert (self->domain_of, troupe_monitor_keep_actor (actor), domain);
}

static void
observe_child (Ai1                 *self,
               const TroupeActorId *actor,
               const TroupeActorId *parent)
{
  Domain *domain = g_hash_table_lookup (self->domain_of, parent);
  Name *name = find_name (self, actor);
  g_autofree char *text = troupe_actor_id_to_string (actor);
  g_autofree char *parent_text = troupe_actor_id_to_string (parent);
  guint64 pid = troupe_actor_id_get_pid (actor);
  guint64 expected;

  if (domain == NULL)
    {
      troupe_monitor_violate (&self->parent,
                              "actor %s has no sibling domain: its parent %s was never spawned",
                              text, parent_text);
      return;
    }

  if (!g_str_equal (troupe_actor_id_get_name (actor), troupe_actor_id_get_name (domain->root)))
    self->parent.n_armed++;

  expected = MAX (domain->counter, name->highest_pid) + 1;
  if (pid != expected)
    troupe_monitor_violate (&self->parent,
                            "actor %s, a child of %s, was given pid %" G_GUINT64_FORMAT
                            ", expected %" G_GUINT64_FORMAT
                            ": its sibling domain stood at %" G_GUINT64_FORMAT
                            " and the highest pid of its name at %" G_GUINT64_FORMAT,
                            text, parent_text, pid, expected, domain->counter, name->highest_pid);

  domain->counter = MAX (domain->counter, pid);
  name->highest_pid = MAX (name->highest_pid, pid);
  g_hash_table_insert (self->domain_of, troupe_monitor_keep_actor (actor), domain);
}

static void
ai_1_observe (TroupeMonitor     *monitor,
              const TroupeEvent *event)
{
  if (event->object == NULL)
    observe_root ((Ai1 *) monitor, event->subject);
  else
    observe_child ((Ai1 *) monitor, event->subject, event->object);
}

static void
ai_1_finish (TroupeMonitor *monitor,
             guint64        time_ns,
             gboolean       settled)
{
  /* All was said when the pids were given. */
}

const TroupeMonitorClass troupe_monitor_ai_1 = {
  .id = "AI-1",
  .sentence = "The pid of a named child comes from its parent's sibling domain; the name is presentation only.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED,
  .size = sizeof (Ai1),
  .init = ai_1_init,
  .clear = ai_1_clear,
  .observe = ai_1_observe,
  .finish = ai_1_finish,
};
