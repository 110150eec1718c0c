/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-runtime-messages-private.h"

/* The messages that the runtime itself understands. They go to reserved ports, and reach an actor also while it handles
 * another message. */

static const TroupeMessageField text_fields[] = {
  { "text", "s", "Why, for people" },
};

static const TroupeMessageField answer_fields[] = {
  { "attributes", "a{sv}", "What is known of the actor, by name" },
};

const TroupeMessageType *
troupe_message_type_stop (void)
{
  static const TroupeMessageType *type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, troupe_message_type_register_control ("troupe.stop", text_fields, 1,
                                                                    "Handle what is queued, then stop",
                                                                    TROUPE_PORT_SIGNAL));

  return type;
}

const TroupeMessageType *
troupe_message_type_abort (void)
{
  static const TroupeMessageType *type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, troupe_message_type_register_control ("troupe.abort", text_fields, 1,
                                                                    "Fail at once",
                                                                    TROUPE_PORT_SIGNAL));

  return type;
}

const TroupeMessageType *
troupe_message_type_query (void)
{
  static const TroupeMessageType *type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, troupe_message_type_register_control ("troupe.query", NULL, 0,
                                                                    "Tell about yourself",
                                                                    TROUPE_PORT_INTROSPECT));

  return type;
}

const TroupeMessageType *
troupe_message_type_answer (void)
{
  static const TroupeMessageType *type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, troupe_message_type_register ("troupe.answer", answer_fields, 1,
                                                            "The answer to a query"));

  return type;
}
