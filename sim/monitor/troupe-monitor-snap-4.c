/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

/* SNAP-4 keeps the family tree of every proc, and compares it with what is answered as `children`: of an actor, those
 * that were spawned below it and have not ended, in that order; of a proc, its roots. Clients stand there like actors.
 *
 * Armed by every answer that lists children, or should. */

typedef struct
{
  TroupeActorId *id;     /* (owned) */
  TroupeActorId *parent; /* (owned) (nullable): NULL for a root */
  gboolean       ended;
} Member;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *members;   /* (element-type Member) (owned): in the order of spawning */
  GHashTable    *member_of; /* (element-type TroupeActorId Member): nothing owned */
} Snap4;

static void
member_free (gpointer data)
{
  Member *self = data;

  troupe_actor_id_unref (self->id);
  g_clear_pointer (&self->parent, troupe_actor_id_unref);
  g_free (self);
}

static void
snap_4_init (TroupeMonitor *monitor)
{
  Snap4 *self = (Snap4 *) monitor;

  self->members = g_ptr_array_new_with_free_func (member_free);
  self->member_of = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);
}

static void
snap_4_clear (TroupeMonitor *monitor)
{
  Snap4 *self = (Snap4 *) monitor;

  g_hash_table_unref (self->member_of);
  g_ptr_array_unref (self->members);
}

static void
observe_spawned (Snap4             *self,
                 const TroupeEvent *event)
{
  Member *member = g_new0 (Member, 1);

  member->id = troupe_monitor_keep_actor (event->subject);
  member->parent = event->object != NULL ? troupe_monitor_keep_actor (event->object) : NULL;
  g_ptr_array_add (self->members, member);
  g_hash_table_insert (self->member_of, member->id, member);
}

/* Is it a living child of who answers? @is_proc: the proc answers, for its roots. */
static gboolean
is_child (const Member      *member,
          const TroupeEvent *event,
          gboolean           is_proc)
{
  if (member->ended || (member->parent == NULL) != is_proc)
    return FALSE;

  return is_proc ? troupe_proc_id_equal (troupe_actor_id_get_proc (member->id), event->proc)
                 : troupe_actor_id_equal (member->parent, event->subject);
}

/* As an answer writes it. (transfer full) */
static char *
list_children (Snap4             *self,
               const TroupeEvent *event,
               gboolean           is_proc)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = g_ptr_array_index (self->members, i);
      g_autofree char *id = NULL;

      if (!is_child (member, event, is_proc))
        continue;
      id = troupe_actor_id_to_string (member->id);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", id);
    }

  return g_string_free (text, FALSE);
}

static void
observe_reply (Snap4             *self,
               const TroupeEvent *event)
{
  g_autoptr (GVariant) attributes = troupe_monitor_dup_attributes (event->payload);
  g_autofree const char **children = NULL;
  g_autofree char *given = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *author = NULL;
  gboolean is_proc;

  if (attributes == NULL || !g_variant_lookup (attributes, "children", "^a&s", &children))
    return;

  is_proc = g_variant_lookup (attributes, "ended", "as", NULL);
  given = g_strjoinv (" ", (char **) children);
  expected = list_children (self, event, is_proc);
  if (*given != '\0' || *expected != '\0')
    self->parent.n_armed++;
  if (g_str_equal (given, expected))
    return;

  author = is_proc ? troupe_proc_id_to_string (event->proc) : troupe_actor_id_to_string (event->subject);
  troupe_monitor_violate (&self->parent, "%s answered the children \"%s\", expected \"%s\"", author, given, expected);
}

static void
snap_4_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Snap4 *self = (Snap4 *) monitor;
  Member *member;

  if (event->kind == TROUPE_EVENT_SPAWNED)
    {
      observe_spawned (self, event);
      return;
    }
  if (event->kind == TROUPE_EVENT_REPLIED)
    {
      observe_reply (self, event);
      return;
    }

  member = event->subject != NULL ? g_hash_table_lookup (self->member_of, event->subject) : NULL;
  if (member != NULL && troupe_actor_status_is_terminal (TROUPE_EVENT_DETAIL_NUMBER (event->detail)))
    member->ended = TRUE;
}

static void
snap_4_finish (TroupeMonitor *monitor,
               gboolean       settled)
{
  /* All was said when the answers were given. */
}

const TroupeMonitorClass troupe_monitor_snap_4 = {
  .id = "SNAP-4",
  .sentence = "The children that an actor or a proc answers are those that were spawned below it and have not ended.",
  .kinds = 1u << TROUPE_EVENT_SPAWNED | 1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_REPLIED,
  .size = sizeof (Snap4),
  .init = snap_4_init,
  .clear = snap_4_clear,
  .observe = snap_4_observe,
  .finish = snap_4_finish,
};
