/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "puppet/troupe-puppet-private.h"

/* What scenario files know of a puppet: its keys, its messages, and how to make one from them. */

static const char *const on_supervision_words[] = { "decline", "handle", "fail", NULL };
static const char *const on_undeliverable_words[] = { "fail", "absorb", NULL };
static const char *const fail_words[] = { "fail", NULL };

static const TroupeParameter keys[] = {
  { .name = "on-supervision", .kinds = TROUPE_PARAMETER_WORD, .words = on_supervision_words,
    .default_value = "decline", .sentence = "What it does with a child's failure." },
  { .name = "on-undeliverable", .kinds = TROUPE_PARAMETER_WORD, .words = on_undeliverable_words,
    .default_value = "fail", .sentence = "What it does with a returned message." },
  { .name = "init", .kinds = TROUPE_PARAMETER_WORD, .words = fail_words,
    .sentence = "Its init fails." },
  { .name = "cleanup", .kinds = TROUPE_PARAMETER_WORD | TROUPE_PARAMETER_TIME, .words = fail_words,
    .sentence = "Its cleanup fails, or takes that long." },
};

static const TroupeMessageField id_and_text_fields[] = {
  { "id", "t", "A number to know the message by." },
  { "text", "s", "Any text." },
};

static const TroupeMessageField text_fields[] = {
  { "text", "s", "Why." },
};

static const TroupeMessageField send_fields[] = {
  { "to", "s", "The receiver's id." },
  { "message", "s", "The type of what is sent." },
  { "id", "t", "Its field `id`, if it has one." },
  { "count", "t", "How many times." },
  { "ordered", "b", "In order." },
};

static const TroupeMessageField spawn_child_fields[] = {
  { "name", "s", "The children's name; empty: that of their root." },
  { "count", "t", "How many." },
};

static const TroupeMessageField open_client_fields[] = {
  { "count", "t", "How many." },
};

static const TroupeMessageField busy_fields[] = {
  { "for", "t", "How long, in nanoseconds." },
};

static const TroupeMessageField remind_fields[] = {
  { "after", "t", "When, in nanoseconds from now." },
  { "id", "t", "The id of the note." },
};

static const TroupeParameter send_parameters[] = {
  { .name = "to", .kinds = TROUPE_PARAMETER_PLACE, .is_required = TRUE,
    .sentence = "Who receives it." },
  { .name = "message", .kinds = TROUPE_PARAMETER_MESSAGE, .default_value = "note",
    .sentence = "What is sent." },
  { .name = "count", .kinds = TROUPE_PARAMETER_NUMBER, .default_value = "1",
    .sentence = "How many times." },
  { .name = "ordered", .kinds = TROUPE_PARAMETER_BOOLEAN, .default_value = "false",
    .sentence = "Whether it keeps its place among others sent in order." },
};

static const TroupeParameter spawn_child_parameters[] = {
  { .name = "name", .kinds = TROUPE_PARAMETER_NAME,
    .sentence = "The children's name; without: that of their root." },
  { .name = "count", .kinds = TROUPE_PARAMETER_NUMBER, .default_value = "1",
    .sentence = "How many." },
};

static const TroupeParameter open_client_parameters[] = {
  { .name = "count", .kinds = TROUPE_PARAMETER_NUMBER, .default_value = "1",
    .sentence = "How many." },
};

static const TroupeParameter busy_parameters[] = {
  { .name = "for", .kinds = TROUPE_PARAMETER_TIME, .is_required = TRUE, .sentence = "How long." },
};

static const TroupeParameter remind_parameters[] = {
  { .name = "after", .kinds = TROUPE_PARAMETER_TIME, .is_required = TRUE, .sentence = "When, from now." },
};

/* One message; what C calls an array and its length. */
typedef struct
{
  const char               *name;
  const char               *sentence;
  const TroupeMessageField *fields;
  guint                     n_fields;
  const TroupeParameter    *parameters;
  guint                     n_parameters;
} Description;

#define LIST(array) (array), G_N_ELEMENTS (array)
#define NOTHING NULL, 0

static const Description descriptions[TROUPE_N_PUPPET_ACTS] = {
  [TROUPE_PUPPET_NOTE] = { "note", "Accepts and does nothing.",
                           LIST (id_and_text_fields), NOTHING },
  [TROUPE_PUPPET_ECHO] = { "echo", "Replies with the same.",
                           LIST (id_and_text_fields), NOTHING },
  [TROUPE_PUPPET_FAIL] = { "fail", "Its handler returns an error.",
                           LIST (text_fields), NOTHING },
  [TROUPE_PUPPET_PANIC] = { "panic", "Its handler panics: no cleanup runs.",
                            LIST (text_fields), NOTHING },
  [TROUPE_PUPPET_SEND] = { "send", "Sends a message itself.",
                           LIST (send_fields), LIST (send_parameters) },
  [TROUPE_PUPPET_SPAWN_CHILD] = { "spawn-child", "Spawns puppets under itself.",
                                  LIST (spawn_child_fields), LIST (spawn_child_parameters) },
  [TROUPE_PUPPET_OPEN_CLIENT] = { "open-client", "Opens clients under itself, and drops them at once.",
                                  LIST (open_client_fields), LIST (open_client_parameters) },
  [TROUPE_PUPPET_BUSY] = { "busy", "Its handler takes that long.",
                           LIST (busy_fields), LIST (busy_parameters) },
  [TROUPE_PUPPET_COMPUTE] = { "compute", "Its handler works on a thread for that long.",
                              LIST (busy_fields), LIST (busy_parameters) },
  [TROUPE_PUPPET_REMIND] = { "remind", "Sends itself a note later.",
                             LIST (remind_fields), LIST (remind_parameters) },
  [TROUPE_PUPPET_WEDGE] = { "wedge", "Its handler never completes.",
                            NOTHING, NOTHING },
  [TROUPE_PUPPET_STOP] = { "stop", "Stops itself.",
                           LIST (text_fields), NOTHING },
};

static gboolean
has_word (GVariant   *given,
          const char *key,
          const char *word)
{
  const char *value;

  return g_variant_lookup (given, key, "&s", &value) && g_str_equal (value, word);
}

static TroupeActor *
create (GVariant  *given,
        GError   **error)
{
  TroupePuppetKeys puppet_keys = { 0 };

  if (has_word (given, "on-supervision", "handle"))
    puppet_keys.on_supervision = TROUPE_PUPPET_HANDLES_FAILURES;
  else if (has_word (given, "on-supervision", "fail"))
    puppet_keys.on_supervision = TROUPE_PUPPET_FAILS_ON_FAILURES;

  if (has_word (given, "on-undeliverable", "absorb"))
    puppet_keys.on_undeliverable = TROUPE_PUPPET_ABSORBS_RETURNS;

  puppet_keys.init_fails = has_word (given, "init", "fail");
  puppet_keys.cleanup_fails = has_word (given, "cleanup", "fail");
  g_variant_lookup (given, "cleanup", "t", &puppet_keys.cleanup_ns);

  return troupe_puppet_new (&puppet_keys);
}

/* The description, with its message types registered: filled once. */
static TroupeActorMessage messages[TROUPE_N_PUPPET_ACTS];
static TroupeActorType puppet_type = {
  .name = "puppet",
  .sentence = "Does what it is told.",
  .keys = keys,
  .n_keys = G_N_ELEMENTS (keys),
  .messages = messages,
  .n_messages = G_N_ELEMENTS (messages),
  .create = create,
};

static void
register_messages (void)
{
  for (guint i = 0; i < TROUPE_N_PUPPET_ACTS; i++)
    {
      const Description *description = &descriptions[i];

      messages[i].type = troupe_message_type_register (description->name, description->fields,
                                                       description->n_fields, description->sentence);
      messages[i].parameters = description->parameters;
      messages[i].n_parameters = description->n_parameters;
    }

  puppet_type.default_message = messages[TROUPE_PUPPET_NOTE].type;
}

/**
 * troupe_puppet_type:
 *
 * Describes the stock actor `puppet` to scenario files. The first call registers its message types.
 *
 * Returns: (transfer none): the description
 */
const TroupeActorType *
troupe_puppet_type (void)
{
  static gsize registered;

  if (g_once_init_enter (&registered))
    {
      register_messages ();
      g_once_init_leave (&registered, 1);
    }

  return &puppet_type;
}

const TroupeMessageType *
troupe_puppet_message (TroupePuppetAct act)
{
  return troupe_puppet_type ()->messages[act].type;
}
