/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-supervision-event-private.h"

#include <string.h>

/* Supervision events as text, for people and never to be parsed (SR-1, SR-3). An actor is called by its display name if
 * it has one, else by its id, never by both (SR-2). An event that names a cause and no text of its own did not handle
 * that; one with a text failed while handling it. */

/* Actors that answer for a whole process: where one of them has stopped, the process has gone. */
static const char *const agent_names[] = { "host_agent", "proc_agent" };

static gboolean
event_is_of_agent (const TroupeSupervisionEvent *event)
{
  const char *name = troupe_actor_id_get_name (troupe_supervision_event_get_actor (event));

  for (guint i = 0; i < G_N_ELEMENTS (agent_names); i++)
    if (strcmp (name, agent_names[i]) == 0)
      return TRUE;

  return FALSE;
}

static void
append_line_start (GString *text,
                   guint    depth)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, "%*s", (int) (2 * depth), "");
}

static void
append_mention (GString                      *text,
                const TroupeSupervisionEvent *event)
{
  const char *name = troupe_supervision_event_get_display_name (event);
  g_autofree char *id = name == NULL ? troupe_actor_id_to_string (troupe_supervision_event_get_actor (event)) : NULL;

  g_string_append (text, name != NULL ? name : id);
}

/* Without the newlines that a text may end in. */
static void
append_reason (GString                      *text,
               const TroupeSupervisionEvent *event)
{
  const char *reason = troupe_supervision_event_get_text (event);
  gsize size = strlen (reason);

  while (size > 0 && reason[size - 1] == '\n')
    size--;
  if (size > 0)
    g_string_append_printf (text, ": %.*s", (int) size, reason);
}

static gboolean
event_has_text (const TroupeSupervisionEvent *event)
{
  return *troupe_supervision_event_get_text (event) != '\0';
}

static void
append_agent (GString                      *text,
              const TroupeSupervisionEvent *event)
{
  TroupeProcId *proc = troupe_actor_id_get_proc (troupe_supervision_event_get_actor (event));
  const char *address = troupe_address_to_string (troupe_proc_id_get_address (proc));

  g_string_append_printf (text, " stopped: the process at %s no longer responds and is presumed dead", address);
}

static void
append_event (GString                      *text,
              const TroupeSupervisionEvent *event,
              guint                         depth)
{
  const TroupeSupervisionEvent *cause = troupe_supervision_event_get_cause (event);
  gboolean is_failure = troupe_supervision_event_is_failure (event);

  append_line_start (text, depth);
  append_mention (text, event);
  if (!is_failure && event_is_of_agent (event))
    {
      append_agent (text, event);
    }
  else if (cause != NULL && !event_has_text (event))
    {
      g_string_append (text, " did not handle the end of its child:");
    }
  else
    {
      g_string_append (text, is_failure ? " failed" : " stopped");
      append_reason (text, event);
      if (cause != NULL)
        g_string_append (text, ", while handling:");
    }
  if (cause != NULL)
    append_event (text, cause, depth + 1);
}

/**
 * troupe_supervision_event_to_string:
 * @self: an event
 *
 * Tells the event and its causes, a line each, a cause indented by two blanks more than what it caused. For people:
 * never to be parsed (SR-1).
 *
 * Returns: (transfer full): the text, without a final newline
 */
char *
troupe_supervision_event_to_string (const TroupeSupervisionEvent *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  append_event (text, self, 0);

  return g_string_free (text, FALSE);
}

/* Who only did not handle what its child did is left out, unless the child did nothing wrong. */
static void
append_report (GString                      *text,
               const TroupeSupervisionEvent *event,
               guint                         depth)
{
  const TroupeSupervisionEvent *cause = troupe_supervision_event_get_cause (event);
  gboolean is_unhandled = cause != NULL && !event_has_text (event);

  if (is_unhandled && troupe_supervision_event_is_failure (cause))
    {
      append_report (text, cause, depth);
      return;
    }

  append_line_start (text, depth);
  append_mention (text, event);
  g_string_append (text, " and all actors below it failed");
  if (is_unhandled)
    g_string_append (text, ": it did not handle the end of its child:");
  append_reason (text, event);
  if (cause != NULL && !is_unhandled)
    g_string_append (text, ", while handling:");
  if (cause != NULL && troupe_supervision_event_is_failure (cause))
    append_report (text, cause, depth + 1);
  else if (cause != NULL)
    append_event (text, cause, depth + 1);
}

/**
 * troupe_supervision_event_to_report:
 * @self: an event
 *
 * Tells where a failure began: actors that only passed it on are left out. For people: never to be parsed (SR-1).
 *
 * Returns: (transfer full) (nullable): the text, without a final newline; %NULL if it is no failure
 */
char *
troupe_supervision_event_to_report (const TroupeSupervisionEvent *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (!troupe_supervision_event_is_failure (self))
    return NULL;

  text = g_string_new (NULL);
  append_report (text, self, 0);

  return g_string_free (text, FALSE);
}
