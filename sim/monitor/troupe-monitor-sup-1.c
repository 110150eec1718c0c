/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

/* SUP-1 keeps a ledger of what each actor owes to the level above it: one entry for each failure that must be received
 * there, by the actor where it began.
 *
 *   an actor fails by itself            it owes its own failure
 *   ... over a child's, while it works  it owes that failure (it declined it) or one of its own (it failed over it)
 *   it hears of one while it stops      it owes that failure, beside its own end
 *
 * The parent pays a debt by receiving it through that child. Above a root pay the coordinator, which is another root,
 * or the end of the process. What is received without being owed was invented, or received twice; what is still owed
 * once all has settled was lost. A process that exits owes nothing any more. What the destruction of a proc aborted is
 * told by that, at the root, and is owed to no one.
 *
 * Armed by every failure of an actor. */

/* One failure that must be received above. */
typedef struct
{
  TroupeActorId *origin;      /* (owned): where it began */
  TroupeActorId *alternative; /* (owned) (nullable): or there */
} Debt;

typedef struct
{
  TroupeMember   member;
  TroupeActorId *cause;   /* (owned) (nullable): a child's failure that it did not handle while it worked */
  gboolean       excused; /* the destruction of its proc aborted it */
  GPtrArray     *debts;   /* (element-type Debt) (owned) (nullable) */
} Party;

typedef struct
{
  TroupeMonitor parent;
  TroupeRoster  roster; /* (element-type Party): of actors; also silent: a proc that nothing is owed by any more */
} Sup1;

static void
debt_free (gpointer data)
{
  Debt *self = data;

  troupe_actor_id_unref (self->origin);
  g_clear_pointer (&self->alternative, troupe_actor_id_unref);
  g_free (self);
}

static void
party_clear (gpointer data)
{
  Party *self = data;

  g_clear_pointer (&self->cause, troupe_actor_id_unref);
  g_clear_pointer (&self->debts, g_ptr_array_unref);
}

static void
sup_1_init (TroupeMonitor *monitor)
{
  troupe_roster_init (&((Sup1 *) monitor)->roster, TROUPE_ROSTER_ACTORS, sizeof (Party), party_clear);
}

static void
sup_1_clear (TroupeMonitor *monitor)
{
  troupe_roster_clear (&((Sup1 *) monitor)->roster);
}

/* @alternative: (nullable) */
static void
owe (Party               *self,
     const TroupeActorId *origin,
     const TroupeActorId *alternative)
{
  Debt *debt;

  if (self->excused && self->member.parent == NULL)
    return;

  debt = g_new0 (Debt, 1);
  debt->origin = troupe_monitor_keep_actor (origin);
  debt->alternative = alternative != NULL ? troupe_monitor_keep_actor (alternative) : NULL;
  if (self->debts == NULL)
    self->debts = g_ptr_array_new_with_free_func (debt_free);
  g_ptr_array_add (self->debts, debt);
}

/* FALSE if nothing of that origin is owed. */
static gboolean
pay (Party               *self,
     const TroupeActorId *origin)
{
  for (guint i = 0; self->debts != NULL && i < self->debts->len; i++)
    {
      const Debt *debt = g_ptr_array_index (self->debts, i);

      if (!troupe_actor_id_equal (debt->origin, origin) &&
          (debt->alternative == NULL || !troupe_actor_id_equal (debt->alternative, origin)))
        continue;
      g_ptr_array_remove_index (self->debts, i);
      return TRUE;
    }

  return FALSE;
}

static void
observe_status (Sup1  *self,
                Party *party)
{
  TroupeActorId *id = party->member.id;

  if (party->member.status != TROUPE_ACTOR_STATUS_FAILED)
    return;

  self->parent.n_armed++;
  owe (party, party->cause != NULL ? party->cause : id, party->cause != NULL ? id : NULL);
}

/* Above a root is the coordinator: another root of the proc. */
static gboolean
may_receive (const Party         *via,
             const Party         *receiver)
{
  if (via->member.parent != NULL)
    return troupe_actor_id_equal (via->member.parent, receiver->member.id);

  return receiver->member.parent == NULL && receiver != via;
}

static void
observe_received (Sup1                *self,
                  Party               *receiver,
                  Party               *via,
                  const TroupeActorId *origin)
{
  g_autofree char *receiver_text = troupe_actor_id_to_string (receiver->member.id);
  g_autofree char *origin_text = troupe_actor_id_to_string (origin);
  g_autofree char *via_text = via != NULL ? troupe_actor_id_to_string (via->member.id) : g_strdup ("nobody");

  if (via == NULL || !may_receive (via, receiver))
    troupe_monitor_violate (&self->parent, "%s received the failure of %s through %s, which is no child of it",
                            receiver_text, origin_text, via_text);
  else if (!pay (via, origin))
    troupe_monitor_violate (&self->parent, "%s received the failure of %s through %s, which did not owe it, or no more",
                            receiver_text, origin_text, via_text);
}

static void
observe_supervised (Sup1              *self,
                    Party             *receiver,
                    const TroupeEvent *event)
{
  Party *via = troupe_roster_find (&self->roster, event->payload);
  gboolean is_failure = TROUPE_EVENT_DETAIL_NUMBER (event->detail) == TROUPE_ACTOR_STATUS_FAILED;
  gboolean handled = (event->detail & TROUPE_EVENT_WAS_HANDLED) != 0;

  if (is_failure)
    observe_received (self, receiver, via, event->object);
  if (handled)
    return;

  /* On the way out it hands on what it hears; before that, it fails over it. Over a clean stop it fails by itself. */
  if (receiver->member.status == TROUPE_ACTOR_STATUS_STOPPING)
    owe (receiver, event->object, NULL);
  else if (is_failure && receiver->cause == NULL)
    receiver->cause = troupe_monitor_keep_actor (event->object);
}

/* The runtime tells this in the course of the root's end, and ends the process: nothing of that proc is owed then. */
static void
observe_unhandled (Sup1              *self,
                   const TroupeEvent *event)
{
  if (troupe_roster_find (&self->roster, event->object) != NULL)
    {
      troupe_roster_silence (&self->roster, event->proc);
    }
  else
    {
      g_autofree char *text = troupe_actor_id_to_string (event->object);

      troupe_monitor_violate (&self->parent, "the failure of %s was unhandled, and there was no such actor", text);
    }
}

static void
sup_1_observe (TroupeMonitor     *monitor,
               const TroupeEvent *event)
{
  Sup1 *self = (Sup1 *) monitor;
  Party *party = troupe_roster_observe (&self->roster, event);

  if (event->kind == TROUPE_EVENT_UNHANDLED)
    observe_unhandled (self, event);
  else if (party == NULL)
    return;
  else if (event->kind == TROUPE_EVENT_STATUS)
    observe_status (self, party);
  else if (event->kind == TROUPE_EVENT_SUPERVISED)
    observe_supervised (self, party, event);
  else if (event->kind == TROUPE_EVENT_OVERRUN && g_strcmp0 (event->payload, "destruction") == 0)
    party->excused = TRUE;
}

static void
sup_1_finish (TroupeMonitor *monitor,
              guint64        time_ns,
              gboolean       settled)
{
  Sup1 *self = (Sup1 *) monitor;
  GPtrArray *parties = self->roster.members;

  for (guint i = 0; settled && i < parties->len; i++)
    {
      const Party *party = g_ptr_array_index (parties, i);
      g_autofree char *text = NULL;
      g_autofree char *origin = NULL;

      if (party->debts == NULL || party->debts->len == 0 || troupe_roster_is_silent (&self->roster, &party->member))
        continue;

      text = troupe_actor_id_to_string (party->member.id);
      origin = troupe_actor_id_to_string (((Debt *) g_ptr_array_index (party->debts, 0))->origin);
      troupe_monitor_violate (monitor, "the failure of %s was never received above %s", origin, text);
    }
}

const TroupeMonitorClass troupe_monitor_sup_1 = {
  .id = "SUP-1",
  .sentence = "Every failure is received by the parent, the owner or the proc's end: "
              "exactly once at each level that it passes.",
  .kinds = TROUPE_ROSTER_EVENTS | 1u << TROUPE_EVENT_SUPERVISED | 1u << TROUPE_EVENT_UNHANDLED |
           1u << TROUPE_EVENT_OVERRUN,
  .size = sizeof (Sup1),
  .init = sup_1_init,
  .clear = sup_1_clear,
  .observe = sup_1_observe,
  .finish = sup_1_finish,
};
