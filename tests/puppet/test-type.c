/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "puppet/troupe-puppet.h"

#include "base/troupe-error.h"

static const TroupeParameter *
find_parameter (const TroupeParameter *parameters,
                guint                  n_parameters,
                const char            *name)
{
  for (guint i = 0; i < n_parameters; i++)
    if (g_str_equal (parameters[i].name, name))
      return &parameters[i];

  return NULL;
}

static const TroupeActorMessage *
find_message (const char *name)
{
  const TroupeActorType *type = troupe_puppet_type ();

  for (guint i = 0; i < type->n_messages; i++)
    if (g_str_equal (troupe_message_type_get_name (type->messages[i].type), name))
      return &type->messages[i];

  return NULL;
}

static void
test_messages_have_their_plain_names_and_fields (void)
{
  const struct
  {
    const char *name;
    const char *signature;
  } expected[] = {
    { "note", "(ts)" },  { "echo", "(ts)" },        { "fail", "(s)" }, { "panic", "(s)" }, { "send", "(ssttb)" },
    { "spawn-child", "(st)" }, { "open-client", "(t)" }, { "busy", "(t)" }, { "compute", "(t)" },
    { "remind", "(tt)" }, { "wedge", "()" }, { "stop", "(s)" },
  };

  g_assert_cmpuint (troupe_puppet_type ()->n_messages, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const TroupeActorMessage *message = find_message (expected[i].name);

      g_assert_nonnull (message);
      g_assert_true (g_variant_type_equal (troupe_message_type_get_signature (message->type),
                                           G_VARIANT_TYPE (expected[i].signature)));
    }
}

static void
test_default_message_is_note (void)
{
  g_assert_true (troupe_puppet_type ()->default_message == find_message ("note")->type);
}

static void
test_every_parameter_is_a_field_of_its_message (void)
{
  const TroupeActorType *type = troupe_puppet_type ();

  for (guint i = 0; i < type->n_messages; i++)
    for (guint j = 0; j < type->messages[i].n_parameters; j++)
      g_assert_cmpint (troupe_message_type_find_field (type->messages[i].type,
                       type->messages[i].parameters[j].name),
                       >=, 0);
}

static void
test_send_needs_only_a_receiver (void)
{
  const TroupeActorMessage *send = find_message ("send");
  const TroupeParameter *to = find_parameter (send->parameters, send->n_parameters, "to");
  const TroupeParameter *message = find_parameter (send->parameters, send->n_parameters, "message");
  const TroupeParameter *count = find_parameter (send->parameters, send->n_parameters, "count");
  const TroupeParameter *ordered = find_parameter (send->parameters, send->n_parameters, "ordered");

  g_assert_true (to->is_required);
  g_assert_cmpuint (to->kinds, ==, TROUPE_PARAMETER_PLACE);
  g_assert_false (message->is_required);
  g_assert_cmpstr (message->default_value, ==, "note");
  g_assert_cmpuint (message->kinds, ==, TROUPE_PARAMETER_MESSAGE);
  g_assert_cmpstr (count->default_value, ==, "1");
  g_assert_cmpuint (ordered->kinds, ==, TROUPE_PARAMETER_BOOLEAN);
  g_assert_cmpstr (ordered->default_value, ==, "false");
}

static void
test_keys_have_their_defaults (void)
{
  const TroupeActorType *type = troupe_puppet_type ();

  g_assert_cmpuint (type->n_keys, ==, 4);
  g_assert_cmpstr (find_parameter (type->keys, type->n_keys, "on-supervision")->default_value, ==,
                   "decline");
  g_assert_cmpstr (find_parameter (type->keys, type->n_keys, "on-undeliverable")->default_value, ==,
                   "fail");
  g_assert_cmpstr (find_parameter (type->keys, type->n_keys, "init")->default_value, ==, NULL);
  g_assert_cmpstr (find_parameter (type->keys, type->n_keys, "cleanup")->default_value, ==, NULL);
}

static void
test_it_is_described_once (void)
{
  g_assert_true (troupe_puppet_type () == troupe_puppet_type ());
  g_assert_cmpstr (troupe_puppet_type ()->name, ==, "puppet");
}

static void
test_create_needs_no_key (void)
{
  g_autoptr (GVariant) keys = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_autoptr (GError) error = NULL;
  TroupeActor *actor = troupe_puppet_type ()->create (keys, &error);

  g_assert_no_error (error);
  g_assert_true (TROUPE_IS_ACTOR (actor));
  g_assert_finalize_object (G_OBJECT (actor));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/puppet/type/messages-have-their-plain-names-and-fields",
                   test_messages_have_their_plain_names_and_fields);
  g_test_add_func ("/puppet/type/default-message-is-note", test_default_message_is_note);
  g_test_add_func ("/puppet/type/every-parameter-is-a-field-of-its-message",
                   test_every_parameter_is_a_field_of_its_message);
  g_test_add_func ("/puppet/type/send-needs-only-a-receiver", test_send_needs_only_a_receiver);
  g_test_add_func ("/puppet/type/keys-have-their-defaults", test_keys_have_their_defaults);
  g_test_add_func ("/puppet/type/it-is-described-once", test_it_is_described_once);
  g_test_add_func ("/puppet/type/create-needs-no-key", test_create_needs_no_key);

  return g_test_run ();
}
