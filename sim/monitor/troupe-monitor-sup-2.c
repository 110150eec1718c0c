/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

/* SUP-2 follows clean stops up the same road that failures take:
 *
 *   a child's status is stopped ---> its parent receives that, once, through the child itself, and before its own end
 *
 * What a parent makes of it never ends the process: a stop is nobody's `unhandled`. Where the process exits first
 * nobody receives anything.
 *
 * Armed by every child that stops. */

typedef struct
{
  TroupeMember member;
  gboolean     stopped;
  guint        n_heard; /* its stop, by its parent */
} Child;

typedef struct
{
  TroupeMonitor parent;
  TroupeRoster  roster; /* (element-type Child): of actors, roots too */
} Sup2;

static void
sup_2_init (TroupeMonitor *monitor)
{
  troupe_roster_init (&((Sup2 *) monitor)->roster, TROUPE_ROSTER_ACTORS, sizeof (Child), /* clear = */ NULL);
}

static void
sup_2_clear (TroupeMonitor *monitor)
{
  troupe_roster_clear (&((Sup2 *) monitor)->roster);
}

static void
observe_status (Sup2  *self,
                Child *child)
{
  if (child->member.status != TROUPE_ACTOR_STATUS_STOPPED)
    return;

  child->stopped = TRUE;
  if (child->member.parent != NULL)
    self->parent.n_armed++;
}

static void
observe_supervised (Sup2              *self,
                    const TroupeEvent *event)
{
  const TroupeActorId *via = event->payload;
  Child *child = troupe_roster_find (&self->roster, event->object);
  g_autofree char *text = NULL;

  if (child == NULL || TROUPE_EVENT_DETAIL_NUMBER (event->detail) != TROUPE_ACTOR_STATUS_STOPPED)
    return;

  text = troupe_actor_id_to_string (child->member.id);
  child->n_heard++;
  if (!child->stopped)
    troupe_monitor_violate (&self->parent, "the stop of %s was received, and it has not stopped", text);
  else if (via == NULL || !troupe_actor_id_equal (via, child->member.id))
    troupe_monitor_violate (&self->parent, "the stop of %s was handed on by another actor", text);
  else if (child->member.parent != NULL && !troupe_actor_id_equal (event->subject, child->member.parent))
    troupe_monitor_violate (&self->parent, "the stop of %s was received by another actor than its parent", text);
  else if (child->n_heard > 1)
    troupe_monitor_violate (&self->parent, "the stop of %s was received twice", text);
}

static void
observe_unhandled (Sup2              *self,
                   const TroupeEvent *event)
{
  Child *child = troupe_roster_find (&self->roster, event->object);
  g_autofree char *text = NULL;

  if (child == NULL || !child->stopped)
    return;

  text = troupe_actor_id_to_string (child->member.id);
  troupe_monitor_violate (&self->parent, "the clean stop of %s ended its process", text);
}

static void
sup_2_observe (TroupeMonitor     *monitor,
               const TroupeEvent *event)
{
  Sup2 *self = (Sup2 *) monitor;
  Child *child = troupe_roster_observe (&self->roster, event);

  if (event->kind == TROUPE_EVENT_STATUS && child != NULL)
    observe_status (self, child);
  else if (event->kind == TROUPE_EVENT_SUPERVISED)
    observe_supervised (self, event);
  else if (event->kind == TROUPE_EVENT_UNHANDLED)
    observe_unhandled (self, event);
}

static void
sup_2_finish (TroupeMonitor *monitor,
              guint64        time_ns,
              gboolean       settled)
{
  Sup2 *self = (Sup2 *) monitor;
  GPtrArray *children = self->roster.members;

  for (guint i = 0; settled && i < children->len; i++)
    {
      const Child *child = g_ptr_array_index (children, i);
      g_autofree char *text = NULL;

      if (!child->stopped || child->member.parent == NULL || child->n_heard > 0 ||
          troupe_roster_is_silent (&self->roster, &child->member))
        continue;

      text = troupe_actor_id_to_string (child->member.id);
      troupe_monitor_violate (monitor, "%s has stopped, and by the end its parent has not heard of it", text);
    }
}

const TroupeMonitorClass troupe_monitor_sup_2 = {
  .id = "SUP-2",
  .sentence = "A clean stop is received by the parent, once, and ends nothing.",
  .kinds = TROUPE_ROSTER_EVENTS | 1u << TROUPE_EVENT_SUPERVISED | 1u << TROUPE_EVENT_UNHANDLED,
  .size = sizeof (Sup2),
  .init = sup_2_init,
  .clear = sup_2_clear,
  .observe = sup_2_observe,
  .finish = sup_2_finish,
};
