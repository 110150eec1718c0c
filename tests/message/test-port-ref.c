/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "message/troupe-port-ref-private.h"

#include "lib/troupe-test-messages.h"

#define ID "local:1,bank,teller[3][1024]"

static TroupePortRef *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupePortRef *ref = troupe_port_ref_parse (text, &error);

  g_assert_no_error (error);

  return ref;
}

static TroupePortRef *
new_ref (TroupePortFlags flags)
{
  g_autoptr (TroupePortId) id = troupe_port_id_parse (ID, NULL);

  return troupe_port_ref_new (id, troupe_test_type_note (), flags);
}

static void
assert_prints (const char *text)
{
  g_autoptr (TroupePortRef) ref = parse (text);
  g_autofree char *printed = troupe_port_ref_to_string (ref);

  g_assert_cmpstr (printed, ==, text);
}

static void
test_text (void)
{
  assert_prints (ID);
  assert_prints (ID ";once");
  assert_prints (ID ";no-return;type=bank.deposit");
  assert_prints (ID ";once;no-return;unsplit;type=a;reducer=sum-int64;parameters=%28uint32%207%2C%20%27%5D%3B%27%29");
  assert_prints ("unix:/run/x;y]z.sock,bank,teller[0][2000];unsplit");
}

static void
test_variant (void)
{
  g_autoptr (TroupePortRef) ref = parse (ID ";no-return;type=a.b;reducer=quantile;parameters=0.5");
  g_autoptr (GVariant) value = g_variant_ref_sink (troupe_port_ref_to_variant (ref));
  g_autoptr (TroupePortRef) read = troupe_port_ref_from_variant (value, NULL);
  g_autofree char *printed = troupe_port_ref_to_string (read);

  g_assert_cmpstr (g_variant_get_type_string (value), ==, TROUPE_PORT_REF_SIGNATURE);
  g_assert_cmpstr (printed, ==, ID ";no-return;type=a.b;reducer=quantile;parameters=0.5");
  g_assert_true (troupe_port_ref_equal (ref, read));
}

static void
test_parts (void)
{
  g_autoptr (TroupePortRef) ref = new_ref (TROUPE_PORT_ONCE);
  g_autoptr (TroupePortRef) any = parse (ID);
  g_autoptr (TroupePortRef) unknown = parse (ID ";type=no.such.type;reducer=sum-int64");

  g_assert_true (troupe_port_ref_get_kind (ref) == troupe_test_type_note ());
  g_assert_cmpuint (troupe_port_ref_get_flags (ref), ==, TROUPE_PORT_ONCE);
  g_assert_null (troupe_port_ref_get_reducer (ref));
  g_assert_cmpuint (troupe_port_id_get_index (troupe_port_ref_get_id (ref)), ==, 1024);
  g_assert_null (troupe_port_ref_get_kind_name (any));
  g_assert_null (troupe_port_ref_get_kind (any));
  g_assert_cmpstr (troupe_port_ref_get_kind_name (unknown), ==, "no.such.type");
  g_assert_null (troupe_port_ref_get_kind (unknown));
  g_assert_cmpstr (troupe_port_ref_get_reducer (unknown), ==, "sum-int64");
}

/* A port is told apart by its id, and by whether its messages come back. */
static void
test_equality (void)
{
  g_autoptr (TroupePortRef) plain = parse (ID);
  g_autoptr (TroupePortRef) same = parse (ID ";once;type=a;reducer=b");
  g_autoptr (TroupePortRef) quiet = parse (ID ";no-return");
  g_autoptr (TroupePortRef) next = parse ("local:1,bank,teller[3][1025]");

  g_assert_true (troupe_port_ref_equal (plain, same));
  g_assert_cmpuint (troupe_port_ref_hash (plain), ==, troupe_port_ref_hash (same));
  g_assert_false (troupe_port_ref_equal (plain, quiet));
  g_assert_cmpint (troupe_port_ref_compare (plain, quiet), <, 0);
  g_assert_cmpint (troupe_port_ref_compare (quiet, next), <, 0);
  g_assert_cmpint (troupe_port_ref_compare (next, plain), >, 0);
}

static void
test_becoming_once (void)
{
  g_autoptr (TroupePortRef) ref = parse (ID ";no-return;unsplit;type=a;reducer=b");
  g_autoptr (TroupePortRef) once = troupe_port_ref_with_flags (ref, troupe_port_ref_get_flags (ref) | TROUPE_PORT_ONCE);
  g_autoptr (TroupePortRef) reduce = parse (ID ";once;reducer=b");
  g_autoptr (TroupePortRef) kept = troupe_port_ref_with_flags (reduce, TROUPE_PORT_ONCE | TROUPE_PORT_NO_RETURN);
  g_autofree char *once_text = troupe_port_ref_to_string (once);
  g_autofree char *kept_text = troupe_port_ref_to_string (kept);

  g_assert_cmpstr (once_text, ==, ID ";once;no-return;unsplit;type=a");
  g_assert_cmpstr (kept_text, ==, ID ";once;no-return;reducer=b");
}

static void
test_bad_texts (void)
{
  static const struct
  {
    const char *text;
    TroupeError code;
  } cases[] = {
    { "", TROUPE_ERROR_INVALID_ID },
    { "local:1,bank,teller[3]", TROUPE_ERROR_INVALID_ID },
    { ID "once", TROUPE_ERROR_INVALID_VALUE },
    { ID ";", TROUPE_ERROR_INVALID_VALUE },
    { ID ";twice", TROUPE_ERROR_INVALID_VALUE },
    { ID ";once;once", TROUPE_ERROR_INVALID_VALUE },
    { ID ";type=a;type=a", TROUPE_ERROR_INVALID_VALUE },
    { ID ";type=", TROUPE_ERROR_INVALID_VALUE },
    { ID ";type=A", TROUPE_ERROR_INVALID_VALUE },
    { ID ";reducer=1", TROUPE_ERROR_INVALID_VALUE },
    { ID ";parameters=1", TROUPE_ERROR_INVALID_VALUE },
    { ID ";reducer=a;parameters=", TROUPE_ERROR_INVALID_VALUE },
    { ID ";reducer=a;parameters=%zz", TROUPE_ERROR_INVALID_VALUE },
    { ID ";reducer=a;parameters=1;parameters=1", TROUPE_ERROR_INVALID_VALUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (troupe_port_ref_parse (cases[i].text, &error));
      g_assert_error (error, TROUPE_ERROR, (int) cases[i].code);
    }
}

static void
assert_no_ref (const char  *text,
               TroupeError  code)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_port_ref_from_variant (value, &error));
  g_assert_error (error, TROUPE_ERROR, (int) code);
}

static void
test_bad_values (void)
{
  assert_no_ref ("'" ID "'", TROUPE_ERROR_INVALID_VALUE);
  assert_no_ref ("('x', '', @u 0, '', @mv nothing)", TROUPE_ERROR_INVALID_ID);
  assert_no_ref ("('" ID "', '', @u 8, '', @mv nothing)", TROUPE_ERROR_INVALID_VALUE);
  assert_no_ref ("('" ID "', 'A', @u 0, '', @mv nothing)", TROUPE_ERROR_INVALID_VALUE);
  assert_no_ref ("('" ID "', '', @u 0, '', @mv <1>)", TROUPE_ERROR_INVALID_VALUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/port-ref/printed-form-parses-back", test_text);
  g_test_add_func ("/message/port-ref/value-in-a-message-reads-back", test_variant);
  g_test_add_func ("/message/port-ref/says-what-the-port-takes", test_parts);
  g_test_add_func ("/message/port-ref/equal-by-port-and-return-flag", test_equality);
  g_test_add_func ("/message/port-ref/becoming-a-once-port-drops-the-reducer", test_becoming_once);
  g_test_add_func ("/message/port-ref/a-text-that-is-none-is-refused", test_bad_texts);
  g_test_add_func ("/message/port-ref/a-value-that-is-none-is-refused", test_bad_values);

  return g_test_run ();
}
