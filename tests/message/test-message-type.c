/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-message-type-private.h"

#include "base/troupe-hash-private.h"

#include <string.h>

static const TroupeMessageField account_fields[] = {
  { "account", "s", "which account" },
  { "amount", "x", "how much" },
};
static const TroupeMessageField fixed_fields[] = {
  { "a", "y", "one byte" },
  { "b", "(iq)", "six bytes" },
};

static void
test_registered_once (void)
{
  const TroupeMessageType *first, *second;

  first = troupe_message_type_register ("once.deposit", account_fields, 2, "Adds money");
  second = troupe_message_type_register ("once.deposit", account_fields, 2, "Adds money");

  g_assert_nonnull (first);
  g_assert_true (first == second);
  g_assert_true (troupe_message_type_lookup ("once.deposit") == first);
}

static void
test_unknown_name (void)
{
  g_assert_null (troupe_message_type_lookup ("never.registered"));
}

static void
test_content (void)
{
  const TroupeMessageType *type = troupe_message_type_register ("content.deposit", account_fields, 2, "Adds money");
  const TroupeMessageField *fields;
  guint n_fields;

  fields = troupe_message_type_get_fields (type, &n_fields);

  g_assert_cmpstr (troupe_message_type_get_name (type), ==, "content.deposit");
  g_assert_cmpstr (troupe_message_type_get_sentence (type), ==, "Adds money");
  g_assert_cmpuint (n_fields, ==, 2);
  g_assert_cmpstr (fields[1].name, ==, "amount");
  g_assert_cmpint (troupe_message_type_find_field (type, "amount"), ==, 1);
  g_assert_cmpint (troupe_message_type_find_field (type, "currency"), ==, -1);
}

static void
test_signature (void)
{
  const TroupeMessageType *type = troupe_message_type_register ("signature.deposit", account_fields, 2, "Adds money");
  const TroupeMessageType *nothing = troupe_message_type_register ("signature.nothing", NULL, 0, "Is empty");

  g_assert_true (g_variant_type_equal (troupe_message_type_get_signature (type), G_VARIANT_TYPE ("(sx)")));
  g_assert_true (g_variant_type_equal (troupe_message_type_get_signature (nothing), G_VARIANT_TYPE_UNIT));
}

static void
test_fixed_size (void)
{
  const TroupeMessageType *varies = troupe_message_type_register ("size.varies", account_fields, 2, "Varies");
  const TroupeMessageType *fixed = troupe_message_type_register ("size.fixed", fixed_fields, 2, "Is fixed");
  const TroupeMessageType *nothing = troupe_message_type_register ("size.nothing", NULL, 0, "Is empty");

  g_assert_cmpuint (varies->fixed_size, ==, 0);
  g_assert_cmpuint (fixed->fixed_size, ==, 12);
  g_assert_cmpuint (nothing->fixed_size, ==, 1);
}

static void
test_port (void)
{
  const TroupeMessageType *type = troupe_message_type_register ("port.deposit", account_fields, 2, "Adds money");

  g_assert_cmphex (troupe_message_type_get_port (type), ==,
                   TROUPE_PORT_HANDLER_BIT | troupe_hash_string ("port.deposit"));
}

static void
test_control_port (void)
{
  const TroupeMessageType *halt, *freeze;

  halt = troupe_message_type_register_control ("control.halt", NULL, 0, "Halts", TROUPE_PORT_SIGNAL);
  freeze = troupe_message_type_register_control ("control.freeze", NULL, 0, "Freezes", TROUPE_PORT_SIGNAL);

  g_assert_cmpuint (troupe_message_type_get_port (halt), ==, TROUPE_PORT_SIGNAL);
  g_assert_cmpuint (troupe_message_type_get_port (freeze), ==, TROUPE_PORT_SIGNAL);
}

static void
test_dense_index (void)
{
  const TroupeMessageType *a = troupe_message_type_register ("dense.a", NULL, 0, "First");
  const TroupeMessageType *b = troupe_message_type_register ("dense.b", NULL, 0, "Second");

  troupe_message_type_register ("dense.a", NULL, 0, "First");

  g_assert_cmpuint (b->index, ==, a->index + 1);
  g_assert_cmpuint (troupe_message_type_register ("dense.c", NULL, 0, "Third")->index, ==, a->index + 2);
}

static void
test_list_is_sorted (void)
{
  g_autoptr (GPtrArray) types = NULL;

  troupe_message_type_register ("list.b", NULL, 0, "Second");
  troupe_message_type_register ("list.a", NULL, 0, "First");
  types = troupe_message_type_list ();

  g_assert_cmpuint (types->len, >=, 2);
  for (guint i = 1; i < types->len; i++)
    {
      const TroupeMessageType *before = types->pdata[i - 1];
      const TroupeMessageType *type = types->pdata[i];

      g_assert_cmpint (strcmp (before->name, type->name), <, 0);
    }
}

static void
test_copies_its_texts (void)
{
  char name[] = "copies.a";
  char field_name[] = "amount";
  TroupeMessageField field = { field_name, "x", "how much" };
  const TroupeMessageType *type = troupe_message_type_register (name, &field, 1, "Is copied");

  name[0] = field_name[0] = 'z';

  g_assert_cmpstr (type->name, ==, "copies.a");
  g_assert_cmpint (troupe_message_type_find_field (type, "amount"), ==, 0);
}

static void
test_other_fields (void)
{
  if (g_test_subprocess ())
    {
      troupe_message_type_register ("other.a", account_fields, 2, "Is first");
      troupe_message_type_register ("other.a", account_fields, 1, "Is second");
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*other.a is registered already, with other fields*");
}

static void
test_other_port (void)
{
  if (g_test_subprocess ())
    {
      troupe_message_type_register ("other.b", NULL, 0, "Is plain");
      troupe_message_type_register_control ("other.b", NULL, 0, "Is a signal", TROUPE_PORT_SIGNAL);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*other.b is registered already, with other fields or another port*");
}

static void
test_illegal_name (gconstpointer data)
{
  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*is_name*");
  g_assert_null (troupe_message_type_register (data, NULL, 0, "Has no legal name"));
  g_test_assert_expected_messages ();
}

static void
test_longest_name (void)
{
  g_autofree char *name = g_strnfill (TROUPE_MESSAGE_TYPE_NAME_LENGTH_MAX, 'a');
  g_autofree char *longer = g_strnfill (TROUPE_MESSAGE_TYPE_NAME_LENGTH_MAX + 1, 'a');

  g_assert_nonnull (troupe_message_type_register (name, NULL, 0, "Is long"));
  test_illegal_name (longer);
}

static void
test_illegal_fields (gconstpointer data)
{
  const TroupeMessageField *fields = data;

  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*are_legal_fields*");
  g_assert_null (troupe_message_type_register ("illegal.fields", fields, 2, "Has no legal fields"));
  g_test_assert_expected_messages ();
}

#define N_THREADS 4
#define N_RACED   50

typedef struct
{
  const TroupeMessageType *types[N_RACED]; /* what this thread was answered */
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;

  for (guint i = 0; i < N_RACED; i++)
    {
      g_autofree char *name = g_strdup_printf ("race.t%u", i);

      racer->types[i] = troupe_message_type_register (name, account_fields, 2, "Is raced for");
    }

  return NULL;
}

static void
test_from_variant (void)
{
  const TroupeMessageType *type;
  GVariant *fields = g_variant_new_parsed ("[('account', 's', 'which account'), ('amount', 'x', 'how much')]");

  type = troupe_message_type_register_variant ("variant.deposit", fields, "Adds money");

  g_assert_true (troupe_message_type_register ("variant.deposit", account_fields, 2, "Adds money") == type);
  g_assert_cmpstr (troupe_message_type_get_fields (type, &(guint) { 0 })[1].sentence, ==, "how much");
}

static void
test_from_no_variant (void)
{
  const TroupeMessageType *type = troupe_message_type_register_variant ("variant.nothing", NULL, "Says nothing");

  g_assert_true (g_variant_type_equal (troupe_message_type_get_signature (type), G_VARIANT_TYPE_UNIT));
}

static void
test_from_other_variant (void)
{
  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*a(sss)*");
  g_assert_null (troupe_message_type_register_variant ("variant.other", g_variant_new_string ("no rows"), "Other"));
  g_test_assert_expected_messages ();
}

static void
test_boxed (void)
{
  const TroupeMessageType *type = troupe_message_type_register ("boxed.deposit", account_fields, 2, "Adds money");
  gpointer copy = g_boxed_copy (TROUPE_TYPE_MESSAGE_TYPE, type);

  g_assert_true (copy == type);
  g_boxed_free (TROUPE_TYPE_MESSAGE_TYPE, copy);
  g_assert_cmpstr (troupe_message_type_get_name (type), ==, "boxed.deposit");
}

static void
test_race (void)
{
  Racer racers[N_THREADS] = { 0 };
  GThread *threads[N_THREADS];
  g_autoptr (GPtrArray) types = NULL;
  g_autofree gboolean *seen = NULL;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("racer", race, &racers[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  for (guint i = 1; i < N_THREADS; i++)
    for (guint j = 0; j < N_RACED; j++)
      g_assert_true (racers[i].types[j] == racers[0].types[j]);

  types = troupe_message_type_list ();
  seen = g_new0 (gboolean, types->len);
  for (guint i = 0; i < types->len; i++)
    {
      const TroupeMessageType *type = types->pdata[i];

      g_assert_cmpuint (type->index, <, types->len);
      g_assert_false (seen[type->index]);
      seen[type->index] = TRUE;
    }
}

int
main (int   argc,
      char *argv[])
{
  static const TroupeMessageField same_twice[] = { { "a", "s", "one" }, { "a", "s", "again" } };
  static const TroupeMessageField indefinite[] = { { "a", "s", "one" }, { "b", "a*", "anything" } };
  static const TroupeMessageField no_type[] = { { "a", "s", "one" }, { "b", "(s", "half a type" } };
  static const TroupeMessageField two_types[] = { { "a", "s", "one" }, { "b", "ss", "two types" } };
  static const TroupeMessageField no_name[] = { { "a", "s", "one" }, { "", "s", "no name" } };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/type/same-name-and-fields-answer-the-same-type", test_registered_once);
  g_test_add_func ("/message/type/unknown-name-is-not-found", test_unknown_name);
  g_test_add_func ("/message/type/keeps-what-it-was-registered-with", test_content);
  g_test_add_func ("/message/type/signature-is-the-tuple-of-the-fields", test_signature);
  g_test_add_func ("/message/type/fixed-size-is-that-of-the-tuple", test_fixed_size);
  g_test_add_func ("/message/type/port-is-the-hash-with-the-top-bit", test_port);
  g_test_add_func ("/message/type/control-types-share-a-reserved-port", test_control_port);
  g_test_add_func ("/message/type/indices-are-dense", test_dense_index);
  g_test_add_func ("/message/type/list-is-sorted-by-name", test_list_is_sorted);
  g_test_add_func ("/message/type/copies-its-texts", test_copies_its_texts);
  g_test_add_func ("/message/type/other-fields-are-a-programming-error", test_other_fields);
  g_test_add_func ("/message/type/another-port-is-a-programming-error", test_other_port);
  g_test_add_func ("/message/type/name-length-has-a-bound", test_longest_name);
  g_test_add_data_func ("/message/type/illegal-name/empty", "", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-name/capital", "Bank.deposit", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-name/leading-dot", ".deposit", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-name/trailing-dot", "bank.", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-name/double-dot", "bank..deposit", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-name/word-starts-with-digit", "bank.2", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-name/blank", "bank deposit", test_illegal_name);
  g_test_add_data_func ("/message/type/illegal-field/same-name-twice", same_twice, test_illegal_fields);
  g_test_add_data_func ("/message/type/illegal-field/indefinite-type", indefinite, test_illegal_fields);
  g_test_add_data_func ("/message/type/illegal-field/half-a-type", no_type, test_illegal_fields);
  g_test_add_data_func ("/message/type/illegal-field/two-types", two_types, test_illegal_fields);
  g_test_add_data_func ("/message/type/illegal-field/no-name", no_name, test_illegal_fields);
  g_test_add_func ("/message/type/rows-of-a-variant-are-its-fields", test_from_variant);
  g_test_add_func ("/message/type/no-variant-means-no-fields", test_from_no_variant);
  g_test_add_func ("/message/type/a-variant-of-another-type-is-a-programming-error", test_from_other_variant);
  g_test_add_func ("/message/type/as-a-boxed-value-is-itself", test_boxed);
  g_test_add_func ("/message/type/threads-that-race-agree", test_race);

  return g_test_run ();
}
