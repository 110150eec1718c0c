/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

/* SNAP-4 keeps the family tree of every proc, and compares it with what is answered as `children`: of an actor, those
 * that were spawned below it and have not ended, in that order; of a proc, its roots. Clients stand there like actors.
 *
 * Armed by every answer that lists children, or should. */

typedef struct
{
  TroupeMonitor parent;
  TroupeRoster  roster; /* (element-type TroupeMember): of all */
} Snap4;

static void
snap_4_init (TroupeMonitor *monitor)
{
  troupe_roster_init (&((Snap4 *) monitor)->roster, TROUPE_ROSTER_ALL, sizeof (TroupeMember), /* clear = */ NULL);
}

static void
snap_4_clear (TroupeMonitor *monitor)
{
  troupe_roster_clear (&((Snap4 *) monitor)->roster);
}

/* Is it a living child of who answers? @is_proc: the proc answers, for its roots. */
static gboolean
is_child (const TroupeMember *member,
          const TroupeEvent  *event,
          gboolean            is_proc)
{
  if (troupe_actor_status_is_terminal (member->status) || (member->parent == NULL) != is_proc)
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
  GPtrArray *members = self->roster.members;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < members->len; i++)
    {
      const TroupeMember *member = g_ptr_array_index (members, i);
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

  troupe_roster_observe (&self->roster, event);
  if (event->kind == TROUPE_EVENT_REPLIED)
    observe_reply (self, event);
}

static void
snap_4_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  /* All was said when the answers were given. */
}

const TroupeMonitorClass troupe_monitor_snap_4 = {
  .id = "SNAP-4",
  .sentence = "The children that an actor or a proc answers are those that were spawned below it and have not ended.",
  .kinds = TROUPE_ROSTER_EVENTS | 1u << TROUPE_EVENT_REPLIED,
  .size = sizeof (Snap4),
  .init = snap_4_init,
  .clear = snap_4_clear,
  .observe = snap_4_observe,
  .finish = snap_4_finish,
};
