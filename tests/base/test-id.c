/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-id-private.h"

#include <string.h>

static TroupeActorId *
parse_actor (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeActorId *id = troupe_actor_id_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);

  return id;
}

static void
test_legal_names_pass (void)
{
  g_autofree char *longest = g_strnfill (TROUPE_NAME_LENGTH_MAX, 'x');
  const char *names[] = { "a", "a1", "my_proc", "worker-0000000000000123", "a-_b", "deadbeef", longest };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (troupe_name_check (names[i], &error));
      g_assert_no_error (error);
    }
}

static void
test_illegal_names_say_why (void)
{
  g_autofree char *too_long = g_strnfill (TROUPE_NAME_LENGTH_MAX + 1, 'X');
  const struct
  {
    const char *name;
    const char *what;
  } cases[] = {
    { "", "'' is not a legal name: it is empty" },
    { too_long, "it has 64 bytes, and at most 63 are allowed" },
    { "1a", "it begins with '1', not with a letter from a to z" },
    { "_a", "it begins with '_'" },
    { "A-", "it begins with 'A'" },
    { "\xc3\xa4", "it begins with '\\303'" },
    { "a-", "it ends with '-', not with a letter from a to z or a digit" },
    { "aBa_", "it ends with '_'" },
    { "aB", "it ends with 'B'" },
    { "a.b", "it contains '.' at byte 1; only a to z, digits, '-' and '_' are allowed" },
    { "ab cd", "it contains ' ' at byte 2" },
    { "a,b", "it contains ',' at byte 1" },
    { "a[0", "it contains '[' at byte 1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (troupe_name_check (cases[i].name, &error));
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
      g_assert_nonnull (strstr (error->message, cases[i].what));
    }
}

static void
test_parts_are_kept (void)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tcp:[::1]:1234", NULL);
  g_autoptr (TroupeProcId) proc = troupe_proc_id_new (address, "bank", NULL);
  g_autoptr (TroupeActorId) actor = troupe_actor_id_new (proc, "teller", 123, NULL);
  g_autoptr (TroupePortId) port = troupe_port_id_new (actor, G_MAXUINT64);
  g_autofree char *text = troupe_port_id_to_string (port);

  g_assert_true (troupe_port_id_get_actor (port) == actor);
  g_assert_cmpuint (troupe_port_id_get_index (port), ==, G_MAXUINT64);
  g_assert_true (troupe_actor_id_get_proc (actor) == proc);
  g_assert_cmpstr (troupe_actor_id_get_name (actor), ==, "teller");
  g_assert_cmpuint (troupe_actor_id_get_pid (actor), ==, 123);
  g_assert_true (troupe_proc_id_get_address (proc) == address);
  g_assert_cmpstr (troupe_proc_id_get_name (proc), ==, "bank");
  g_assert_cmpstr (text, ==, "tcp:[::1]:1234,bank,teller[123][18446744073709551615]");
}

static void
test_new_refuses_an_illegal_name (void)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  g_autoptr (TroupeProcId) proc = troupe_proc_id_new (address, "p", NULL);
  g_autoptr (GError) proc_error = NULL;
  g_autoptr (GError) actor_error = NULL;

  g_assert_null (troupe_proc_id_new (address, "My Proc", &proc_error));
  g_assert_error (proc_error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
  g_assert_null (troupe_actor_id_new (proc, "", 0, &actor_error));
  g_assert_error (actor_error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
}

static const char *const addresses[] = {
  "tcp:127.0.0.1:4000", "tcp:[::1]:1234", "tls:host.example:1", "local:0", "unix:/run/a[0].sock", "unix:@4",
};
static const char *const names[] = { "a", "my_proc", "worker-0000000000000123", "x9" };
static const guint64 numbers[] = { 0, 1, 1024, G_GUINT64_CONSTANT (1) << 63, G_MAXUINT64 };

static void
assert_printed_forms_parse_back (const char *address_text,
                                 const char *proc_name,
                                 const char *actor_name,
                                 guint64     number)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (address_text, NULL);
  g_autoptr (TroupeProcId) proc = troupe_proc_id_new (address, proc_name, NULL);
  g_autoptr (TroupeActorId) actor = troupe_actor_id_new (proc, actor_name, number, NULL);
  g_autoptr (TroupePortId) port = troupe_port_id_new (actor, number);
  g_autofree char *proc_text = troupe_proc_id_to_string (proc);
  g_autofree char *actor_text = troupe_actor_id_to_string (actor);
  g_autofree char *port_text = troupe_port_id_to_string (port);
  g_autoptr (TroupeProcId) proc_again = troupe_proc_id_parse (proc_text, NULL);
  g_autoptr (TroupeActorId) actor_again = troupe_actor_id_parse (actor_text, NULL);
  g_autoptr (TroupePortId) port_again = troupe_port_id_parse (port_text, NULL);

  g_assert_true (troupe_proc_id_equal (proc, proc_again));
  g_assert_cmpuint (troupe_proc_id_hash (proc), ==, troupe_proc_id_hash (proc_again));
  g_assert_true (troupe_actor_id_equal (actor, actor_again));
  g_assert_cmpuint (troupe_actor_id_hash (actor), ==, troupe_actor_id_hash (actor_again));
  g_assert_true (troupe_port_id_equal (port, port_again));
  g_assert_cmpuint (troupe_port_id_hash (port), ==, troupe_port_id_hash (port_again));
}

static void
test_printed_form_parses_back (void)
{
  for (guint a = 0; a < G_N_ELEMENTS (addresses); a++)
    for (guint p = 0; p < G_N_ELEMENTS (names); p++)
      for (guint n = 0; n < G_N_ELEMENTS (names); n++)
        for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
          assert_printed_forms_parse_back (addresses[a], names[p], names[n], numbers[i]);
}

static void
test_pid_that_is_not_written_is_zero (void)
{
  g_autoptr (TroupeActorId) short_form = parse_actor ("unix:@4,my_proc,my_actor");
  g_autoptr (TroupeActorId) long_form = parse_actor ("unix:@4,my_proc,my_actor[0]");

  g_assert_true (troupe_actor_id_equal (short_form, long_form));
}

typedef enum
{
  PROC,
  ACTOR,
  PORT,
} Kind;

static gboolean
try_parse (Kind         kind,
           const char  *text,
           GError     **error)
{
  g_autoptr (TroupeProcId) proc = kind == PROC ? troupe_proc_id_parse (text, error) : NULL;
  g_autoptr (TroupeActorId) actor = kind == ACTOR ? troupe_actor_id_parse (text, error) : NULL;
  g_autoptr (TroupePortId) port = kind == PORT ? troupe_port_id_parse (text, error) : NULL;

  return proc != NULL || actor != NULL || port != NULL;
}

static const struct
{
  Kind         kind;
  const char  *text;
  TroupeError  code;
  const char  *message;
} refusals[] = {
  { PROC, "", TROUPE_ERROR_INVALID_ID,
    "Could not read '' as a proc id: at byte 0: no comma ends an address here" },
  { PROC, "local:1", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1' as a proc id: at byte 0: no comma ends an address here" },
  { PROC, "local:1,", TROUPE_ERROR_INVALID_NAME,
    "Could not read 'local:1,' as a proc id: at byte 8: '' is not a legal name: it is empty" },
  { PROC, "local:x,p", TROUPE_ERROR_INVALID_ADDRESS,
    "Could not read 'local:x,p' as a proc id: Could not read 'local:x' as an address: "
    "'x' is not a number from 0 to 18446744073709551615" },
  { PROC, "local:1,P", TROUPE_ERROR_INVALID_NAME,
    "Could not read 'local:1,P' as a proc id: at byte 8: 'P' is not a legal name: "
    "it begins with 'P', not with a letter from a to z" },
  { PROC, "local:1,p,a", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a' as a proc id: at byte 9: something follows the name of the proc" },
  { ACTOR, "local:1,p", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p' as an actor id: at byte 9: the name of the actor is missing" },
  { ACTOR, "local:1,p,", TROUPE_ERROR_INVALID_NAME,
    "Could not read 'local:1,p,' as an actor id: at byte 10: '' is not a legal name: it is empty" },
  { ACTOR, "local:1,p,a[", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[' as an actor id: at byte 11: no ']' follows" },
  { ACTOR, "local:1,p,a[]", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[]' as an actor id: at byte 11: "
    "what stands in the brackets is not a number from 0 to 2^64 - 1" },
  { ACTOR, "local:1,p,a[07]", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[07]' as an actor id: at byte 11: "
    "what stands in the brackets is not a number from 0 to 2^64 - 1" },
  { ACTOR, "local:1,p,a[0]x", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[0]x' as an actor id: at byte 14: something follows the last bracket" },
  { ACTOR, "local:1,p,a[0][1]", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[0][1]' as an actor id: at byte 14: something follows the last bracket" },
  { ACTOR, "local:1,p,a]", TROUPE_ERROR_INVALID_NAME,
    "Could not read 'local:1,p,a]' as an actor id: at byte 10: 'a]' is not a legal name: "
    "it ends with ']', not with a letter from a to z or a digit" },
  { PORT, "local:1,p,a", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a' as a port id: at byte 11: the pid is missing" },
  { PORT, "local:1,p,a[0]", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[0]' as a port id: at byte 14: the index of the port is missing" },
  { PORT, "local:1,p,a[0][1][2]", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[0][1][2]' as a port id: at byte 17: something follows the last bracket" },
  { PORT, "local:1,p,a[0][18446744073709551616]", TROUPE_ERROR_INVALID_ID,
    "Could not read 'local:1,p,a[0][18446744073709551616]' as a port id: at byte 14: "
    "what stands in the brackets is not a number from 0 to 2^64 - 1" },
};

static void
test_refusals_say_what_and_where (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (try_parse (refusals[i].kind, refusals[i].text, &error));
      g_assert_error (error, TROUPE_ERROR, (int) refusals[i].code);
      g_assert_cmpstr (error->message, ==, refusals[i].message);
      g_assert_false (try_parse (refusals[i].kind, refusals[i].text, NULL));
    }
}

/* Every text that is cut out of a legal one is refused or read, and what is read prints as it was written or with the
 * pid that was left out. */
static void
test_cut_texts_do_no_harm (void)
{
  const char *whole = "tcp:[::1]:12,bank,teller[34][56]";

  for (gsize size = 0; size < strlen (whole); size++)
    {
      g_autofree char *text = g_strndup (whole, size);
      g_autoptr (TroupeActorId) id = troupe_actor_id_parse (text, NULL);
      g_autofree char *printed = id != NULL ? troupe_actor_id_to_string (id) : NULL;
      g_autofree char *with_pid = g_strconcat (text, "[0]", NULL);

      g_assert_true (id == NULL || strcmp (printed, text) == 0 || strcmp (printed, with_pid) == 0);
      g_assert_false (try_parse (PORT, text, NULL));
    }
}

/* In ascending order. */
static void
test_order_is_total (void)
{
  static const char *const texts[] = {
    "tcp:10.0.0.1:1,a,b[0]", "tcp:10.0.0.1:1,a,b[2]", "tcp:10.0.0.1:1,a,b[10]", "tcp:10.0.0.1:1,a,c[1]",
    "tcp:10.0.0.1:1,b,a[0]", "tcp:10.0.0.1:2,a,a[0]", "tls:a:1,a,a[0]", "local:1,a,a[0]", "unix:@,a,a[0]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
        {
          g_autoptr (TroupeActorId) left = parse_actor (texts[i]);
          g_autoptr (TroupeActorId) right = parse_actor (texts[j]);
          int order = troupe_actor_id_compare (left, right);

          g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
          g_assert_cmpint (troupe_actor_id_equal (left, right), ==, i == j);
        }
    }
}

static void
test_proc_name_is_identity (void)
{
  g_autoptr (TroupeProcId) a = troupe_proc_id_parse ("local:1,worker-1", NULL);
  g_autoptr (TroupeProcId) b = troupe_proc_id_parse ("local:1,trainer-1", NULL);
  g_autoptr (TroupeProcId) c = troupe_proc_id_parse ("local:2,worker-1", NULL);

  g_assert_false (troupe_proc_id_equal (a, b));
  g_assert_false (troupe_proc_id_equal (a, c));
  g_assert_cmpint (troupe_proc_id_compare (a, b), >, 0);
  g_assert_cmpint (troupe_proc_id_compare (a, c), <, 0);
}

static void
test_proc_is_a_prefix_of_its_actors (void)
{
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);
  g_autoptr (TroupeProcId) longer = troupe_proc_id_parse ("local:1,pp", NULL);
  g_autoptr (TroupeProcId) elsewhere = troupe_proc_id_parse ("local:2,p", NULL);
  g_autoptr (TroupeActorId) actor = parse_actor ("local:1,p,a[3]");
  g_autoptr (TroupeActorId) port_owner = troupe_actor_id_ref (actor);
  g_autoptr (TroupePortId) port = troupe_port_id_new (port_owner, 9);

  g_assert_true (troupe_proc_id_is_prefix_of (proc, actor));
  g_assert_true (troupe_proc_id_is_prefix_of (proc, troupe_port_id_get_actor (port)));
  g_assert_false (troupe_proc_id_is_prefix_of (longer, actor));
  g_assert_false (troupe_proc_id_is_prefix_of (elsewhere, actor));
}

static void
test_ports_order_by_actor_then_index (void)
{
  g_autoptr (TroupePortId) first = troupe_port_id_parse ("local:1,p,a[0][9]", NULL);
  g_autoptr (TroupePortId) second = troupe_port_id_parse ("local:1,p,a[0][10]", NULL);
  g_autoptr (TroupePortId) third = troupe_port_id_parse ("local:1,p,a[1][0]", NULL);

  g_assert_cmpint (troupe_port_id_compare (first, second), <, 0);
  g_assert_cmpint (troupe_port_id_compare (third, second), >, 0);
  g_assert_cmpint (troupe_port_id_compare (first, first), ==, 0);
  g_assert_false (troupe_port_id_equal (first, second));
  g_assert_false (troupe_port_id_equal (first, third));
}

/* From an independent implementation: the identity of a run is made of these. */
static void
test_hashes_are_fixed_for_ever (void)
{
  g_autoptr (TroupeActorId) actor = parse_actor ("tcp:127.0.0.1:4000,bank,teller[3]");

  g_assert_cmphex (troupe_proc_id_get_hash64 (troupe_actor_id_get_proc (actor)), ==,
                   G_GUINT64_CONSTANT (0xb44e5211bc1936b9));
  g_assert_cmphex (troupe_actor_id_get_hash64 (actor), ==, G_GUINT64_CONSTANT (0x1c372ab8526a2ff3));
}

static void
test_part_outlives_the_whole (void)
{
  TroupeActorId *actor = parse_actor ("local:1,bank,teller[3]");
  g_autoptr (TroupeProcId) proc = troupe_proc_id_ref (troupe_actor_id_get_proc (actor));
  g_autofree char *text = NULL;

  troupe_actor_id_unref (actor);

  text = troupe_proc_id_to_string (proc);
  g_assert_cmpstr (text, ==, "local:1,bank");
}

static void
test_boxed_copies_are_references (void)
{
  g_autoptr (TroupePortId) port = troupe_port_id_parse ("local:1,p,a[0][9]", NULL);
  TroupeActorId *actor = troupe_port_id_get_actor (port);
  TroupeProcId *proc = troupe_actor_id_get_proc (actor);
  gpointer port_copy = g_boxed_copy (TROUPE_TYPE_PORT_ID, port);
  gpointer actor_copy = g_boxed_copy (TROUPE_TYPE_ACTOR_ID, actor);
  gpointer proc_copy = g_boxed_copy (TROUPE_TYPE_PROC_ID, proc);

  g_assert_true (port_copy == port);
  g_assert_true (actor_copy == actor);
  g_assert_true (proc_copy == proc);

  g_boxed_free (TROUPE_TYPE_PORT_ID, port_copy);
  g_boxed_free (TROUPE_TYPE_ACTOR_ID, actor_copy);
  g_boxed_free (TROUPE_TYPE_PROC_ID, proc_copy);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/name/legal-names-pass", test_legal_names_pass);
  g_test_add_func ("/base/name/illegal-names-say-why", test_illegal_names_say_why);
  g_test_add_func ("/base/id/parts-are-kept", test_parts_are_kept);
  g_test_add_func ("/base/id/new-refuses-an-illegal-name", test_new_refuses_an_illegal_name);
  g_test_add_func ("/base/id/printed-form-parses-back", test_printed_form_parses_back);
  g_test_add_func ("/base/id/pid-that-is-not-written-is-zero", test_pid_that_is_not_written_is_zero);
  g_test_add_func ("/base/id/refusals-say-what-and-where", test_refusals_say_what_and_where);
  g_test_add_func ("/base/id/cut-texts-do-no-harm", test_cut_texts_do_no_harm);
  g_test_add_func ("/base/id/order-is-total", test_order_is_total);
  g_test_add_func ("/base/id/proc-name-is-identity", test_proc_name_is_identity);
  g_test_add_func ("/base/id/proc-is-a-prefix-of-its-actors", test_proc_is_a_prefix_of_its_actors);
  g_test_add_func ("/base/id/ports-order-by-actor-then-index", test_ports_order_by_actor_then_index);
  g_test_add_func ("/base/id/hashes-are-fixed-for-ever", test_hashes_are_fixed_for_ever);
  g_test_add_func ("/base/id/part-outlives-the-whole", test_part_outlives_the_whole);
  g_test_add_func ("/base/id/boxed-copies-are-references", test_boxed_copies_are_references);

  return g_test_run ();
}
