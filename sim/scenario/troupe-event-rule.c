/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-event-rule-private.h"

/* The table of the language's event kinds. */

#define PLACE(name, places) { name, TROUPE_KEY_PLACE, places }
#define NUMBER(name) { name, TROUPE_KEY_NUMBER, 0 }
#define TEXT(name) { name, TROUPE_KEY_TEXT, 0 }

#define MESSAGE { "message", TROUPE_KEY_MESSAGE, 0 }
#define ID { "id", TROUPE_KEY_ANY, 0 }
#define TO PLACE ("to", TROUPE_PLACES_RECEIVER)
#define FROM PLACE ("from", TROUPE_PLACES_INSTANCE | TROUPE_PLACES_PROC)
#define REASON { "reason", TROUPE_KEY_REASON, 0 }
#define PEER PLACE ("to", TROUPE_PLACES_HOST | TROUPE_PLACES_PROC)

#define RECEIVERS (TROUPE_PLACES_INSTANCE | TROUPE_PLACES_PROC)
#define MACHINES (TROUPE_PLACES_HOST | TROUPE_PLACES_PROC)

static const TroupeEventRule rules[] = {
  { "ready", "A proc takes part from now on; a mesh has all its ranks.",
    TROUPE_EVENT_READY, TROUPE_PLACES_PROC | TROUPE_PLACE_BIT (TROUPE_PLACE_MESH), FALSE, { { NULL } } },
  { "spawned", "An actor or client was made, and has its pid.",
    TROUPE_EVENT_SPAWNED, TROUPE_PLACES_INSTANCE, FALSE,
    { NUMBER ("pid"), TEXT ("name"), PLACE ("parent", TROUPE_PLACES_INSTANCE) } },
  { "status", "An actor or a proc has another status.",
    TROUPE_EVENT_STATUS, TROUPE_PLACES_INSTANCE | TROUPE_PLACES_PROC, FALSE,
    { { "is", TROUPE_KEY_STATUS, 0 }, TEXT ("reason"), NUMBER ("code"), NUMBER ("signal") } },
  { "sent", "A message was given away by its sender.",
    TROUPE_EVENT_SENT, RECEIVERS, FALSE, { MESSAGE, FROM, TO, ID, NUMBER ("seq") } },
  { "delivered", "A message lies in the mailbox of its receiver.",
    TROUPE_EVENT_DELIVERED, RECEIVERS, FALSE, { MESSAGE, FROM, TO, ID, NUMBER ("seq") } },
  { "handled", "A handler has ended, in any way, or the deferral that it took.",
    TROUPE_EVENT_HANDLED, RECEIVERS, FALSE, { MESSAGE, FROM, TO, ID, NUMBER ("seq") } },
  { "returned", "A message came back to its sender, with the reason.",
    TROUPE_EVENT_RETURNED, RECEIVERS, FALSE, { MESSAGE, TO, REASON, ID } },
  { "lost", "A message ended together with the process that held it.",
    TROUPE_EVENT_LOST, RECEIVERS, FALSE, { MESSAGE, TO, ID } },
  { "abandoned", "A return could not be delivered either.",
    TROUPE_EVENT_ABANDONED, RECEIVERS, FALSE, { MESSAGE, TO, REASON, ID } },
  { "replied", "An answer was given; its attributes are keys.",
    TROUPE_EVENT_REPLIED, RECEIVERS, TRUE, { MESSAGE, TEXT ("status"), TEXT ("type") } },
  { "supervised", "An actor was told that another failed or stopped.",
    TROUPE_EVENT_SUPERVISED, TROUPE_PLACES_INSTANCE, FALSE,
    { PLACE ("actor", TROUPE_PLACES_INSTANCE), PLACE ("via", TROUPE_PLACES_INSTANCE), { "is", TROUPE_KEY_STATUS, 0 },
      { "handled", TROUPE_KEY_BOOLEAN, 0 } } },
  { "snapshot", "What is remembered of an instance that has ended was stored.",
    TROUPE_EVENT_SNAPSHOT, TROUPE_PLACES_INSTANCE, FALSE, { TEXT ("status") } },
  { "unhandled", "A failure was handled by no one and ends the proc.",
    TROUPE_EVENT_UNHANDLED, TROUPE_PLACES_PROC, FALSE, { PLACE ("actor", TROUPE_PLACES_INSTANCE) } },
  { "exited", "The process of a proc has ended.",
    TROUPE_EVENT_EXITED, TROUPE_PLACES_PROC, FALSE, { NUMBER ("code"), NUMBER ("signal") } },
  { "connected", "A connection stands.",
    TROUPE_EVENT_CONNECTED, MACHINES, FALSE, { PEER, TEXT ("reason") } },
  { "disconnected", "A connection has ended.",
    TROUPE_EVENT_DISCONNECTED, MACHINES, FALSE, { PEER, TEXT ("reason") } },
  { "routed", "A message was passed on towards its receiver.",
    TROUPE_EVENT_ROUTED, MACHINES, FALSE,
    { PLACE ("to", TROUPE_PLACES_RECEIVER | TROUPE_PLACES_HOST), PLACE ("via", MACHINES), NUMBER ("hops") } },
  { "parked", "A message in order came before others of its flow, and waits for them.",
    TROUPE_EVENT_PARKED, RECEIVERS, FALSE, { MESSAGE, FROM, TO, ID } },
  { "gap", "Messages in order did not come; the one after them is delivered without them.",
    TROUPE_EVENT_GAP, RECEIVERS, FALSE, { MESSAGE, FROM, TO, ID, NUMBER ("missing") } },
  { "invariant", "An invariant was broken.",
    TROUPE_PATTERN_INVARIANT, 0, FALSE, { { "id", TROUPE_KEY_ID, 0 } } },
};

const TroupeEventRule *
troupe_event_rule_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].name, name))
      return &rules[i];

  return NULL;
}

const TroupeEventRule *
troupe_event_rule_get (guint kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].kind == kind)
      return &rules[i];

  g_return_val_if_reached (NULL);
}

const char *const *
troupe_event_rule_names (guint *ret_n)
{
  static const char *names[G_N_ELEMENTS (rules)];

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    names[i] = rules[i].name;
  *ret_n = G_N_ELEMENTS (rules);

  return names;
}

const TroupeEventRule *
troupe_event_rule_list (guint *ret_n_rules)
{
  *ret_n_rules = G_N_ELEMENTS (rules);

  return rules;
}
