/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-address.h"
#include "base/troupe-error.h"
#include "base/troupe-id-private.h"
#include "base/troupe-hash-private.h"

#include <string.h>

static TroupeAddress *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeAddress *address = troupe_address_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (address);

  return address;
}

static void
test_parts_are_read (void)
{
  static const struct
  {
    const char        *text;
    TroupeAddressKind  kind;
    const char        *host;
    guint64            port;
    gboolean           is_any;
    const char        *printed;
  } cases[] = {
    { "tcp:127.0.0.1:4000", TROUPE_ADDRESS_TCP, "127.0.0.1", 4000, FALSE, "tcp:127.0.0.1:4000" },
    { "tcp!127.0.0.1:4000", TROUPE_ADDRESS_TCP, "127.0.0.1", 4000, FALSE, "tcp:127.0.0.1:4000" },
    { "tcp:127.0.0.1:65535", TROUPE_ADDRESS_TCP, "127.0.0.1", 65535, FALSE, "tcp:127.0.0.1:65535" },
    { "tcp:0.0.0.0:0", TROUPE_ADDRESS_TCP, "0.0.0.0", 0, TRUE, "tcp:0.0.0.0:0" },
    { "tcp:[::1]:1234", TROUPE_ADDRESS_TCP, "::1", 1234, FALSE, "tcp:[::1]:1234" },
    { "tcp:[0:0:0:0:0:0:0:1]:1", TROUPE_ADDRESS_TCP, "::1", 1, FALSE, "tcp:[::1]:1" },
    { "tcp:[2001:DB8::00ff]:1", TROUPE_ADDRESS_TCP, "2001:db8::ff", 1, FALSE, "tcp:[2001:db8::ff]:1" },
    { "tcp:[::]:0", TROUPE_ADDRESS_TCP, "::", 0, TRUE, "tcp:[::]:0" },
    { "tls:host.example:4000", TROUPE_ADDRESS_TLS, "host.example", 4000, FALSE, "tls:host.example:4000" },
    { "tls:Host-1.EXAMPLE:4000", TROUPE_ADDRESS_TLS, "host-1.example", 4000, FALSE, "tls:host-1.example:4000" },
    { "tls:localhost:443", TROUPE_ADDRESS_TLS, "localhost", 443, FALSE, "tls:localhost:443" },
    { "tls:10.0.0.1:443", TROUPE_ADDRESS_TLS, "10.0.0.1", 443, FALSE, "tls:10.0.0.1:443" },
    { "tls![::1]:0", TROUPE_ADDRESS_TLS, "::1", 0, TRUE, "tls:[::1]:0" },
    { "local:7", TROUPE_ADDRESS_LOCAL, NULL, 7, FALSE, "local:7" },
    { "local:0", TROUPE_ADDRESS_LOCAL, NULL, 0, TRUE, "local:0" },
    { "local:18446744073709551615", TROUPE_ADDRESS_LOCAL, NULL, G_MAXUINT64, FALSE,
      "local:18446744073709551615" },
    { "unix:/run/x.sock", TROUPE_ADDRESS_UNIX, "/run/x.sock", 0, FALSE, "unix:/run/x.sock" },
    { "unix:/a!b:c[0]", TROUPE_ADDRESS_UNIX, "/a!b:c[0]", 0, FALSE, "unix:/a!b:c[0]" },
    { "unix:/h\xc3\xbc", TROUPE_ADDRESS_UNIX, "/h\xc3\xbc", 0, FALSE, "unix:/h\xc3\xbc" },
    { "unix:@name", TROUPE_ADDRESS_UNIX, "@name", 0, FALSE, "unix:@name" },
    { "unix!@", TROUPE_ADDRESS_UNIX, "@", 0, TRUE, "unix:@" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TroupeAddress) address = parse (cases[i].text);

      g_assert_cmpint (troupe_address_get_kind (address), ==, cases[i].kind);
      g_assert_cmpstr (troupe_address_get_host (address), ==, cases[i].host);
      g_assert_cmpuint (troupe_address_get_port (address), ==, cases[i].port);
      g_assert_cmpint (troupe_address_is_any (address), ==, cases[i].is_any);
      g_assert_cmpstr (troupe_address_to_string (address), ==, cases[i].printed);
    }
}

static void
test_printed_form_parses_back (void)
{
  static const char *const texts[] = {
    "tcp!1.2.3.4:5", "tcp:[FE80::0:1]:5", "tcp:[::ffff:1.2.3.4]:5", "tls:A.b.C:5", "local!9", "unix!@x", "unix:/x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TroupeAddress) address = parse (texts[i]);
      g_autoptr (TroupeAddress) again = parse (troupe_address_to_string (address));

      g_assert_cmpstr (troupe_address_to_string (again), ==, troupe_address_to_string (address));
      g_assert_true (troupe_address_equal (again, address));
      g_assert_cmpuint (troupe_address_hash (again), ==, troupe_address_hash (address));
      g_assert_cmpint (troupe_address_compare (again, address), ==, 0);
    }
}

static void
test_refusals_say_what_is_wrong (void)
{
  static const struct
  {
    const char *text;
    const char *what;
  } cases[] = {
    { "", "Could not read '' as an address: no ':' stands after the kind" },
    { "tcp", "no ':' stands after the kind" },
    { "udp:1.2.3.4:5", "'udp' is not a kind of address; the kinds are tcp, tls, local and unix" },
    { ":1.2.3.4:5", "'' is not a kind" },
    { "TCP:1.2.3.4:5", "'TCP' is not a kind" },
    { "metatls:host:5", "'metatls' is not a kind" },
    { "tcp:1.2.3.4", "the port is missing" },
    { "tcp:1.2.3.4:", "'' is not a port, a number from 0 to 65535" },
    { "tcp:1.2.3.4:65536", "'65536' is not a port" },
    { "tcp:1.2.3.4:+1", "'+1' is not a port" },
    { "tcp:1.2.3.4:01", "'01' is not a port" },
    { "tcp:1.2.3.4:http", "'http' is not a port" },
    { "tcp:localhost:5", "'localhost' is not an IP address; an IPv6 address stands in brackets" },
    { "tcp::5", "'' is not an IP address" },
    { "tcp:1.2.3:5", "'1.2.3' is not an IP address" },
    { "tcp:1.2.3.256:5", "'1.2.3.256' is not an IP address" },
    { "tcp:01.2.3.4:5", "'01.2.3.4' is not an IP address" },
    { "tcp:::1:5", "'::1' is not an IP address; an IPv6 address stands in brackets" },
    { "tcp:[::1:5", "'[::1' is not an IP address" },
    { "tcp:[1.2.3.4]:5", "'[1.2.3.4]' is not an IPv6 address in brackets" },
    { "tcp:[]:5", "'[]' is not an IPv6 address in brackets" },
    { "tcp:[fe80::1%eth0]:5", "'[fe80::1%eth0]' is not an IPv6 address in brackets" },
    { "tls::5", "'' is not a host name or an IP address" },
    { "tls:-a:5", "'-a' is not a host name" },
    { "tls:a-:5", "'a-' is not a host name" },
    { "tls:a..b:5", "'a..b' is not a host name" },
    { "tls:a.:5", "'a.' is not a host name" },
    { "tls:a_b:5", "'a_b' is not a host name" },
    { "tls:10.0.0.256:5", "'10.0.0.256' is not a host name" },
    { "tls:::1:5", "an IPv6 address stands in brackets" },
    { "local:", "'' is not a number from 0 to 18446744073709551615" },
    { "local:-1", "'-1' is not a number" },
    { "local:18446744073709551616", "'18446744073709551616' is not a number" },
    { "unix:", "a path begins with '/', an abstract name with '@'" },
    { "unix:x.sock", "a path begins with '/', an abstract name with '@'" },
    { "unix:/a,b", "at byte 7: an address contains no comma" },
    { "unix:/a b", "at byte 7: an address contains no blank or control character" },
    { "unix:/a\nb", "at byte 7: an address contains no blank or control character" },
    { " tcp:1.2.3.4:5", "at byte 0: an address contains no blank" },
    { "tcp:1.2.3.4:5 ", "at byte 13: an address contains no blank" },
    { "unix:/a\177", "at byte 7: an address contains no blank or control character" },
    { "unix:/\xff", "Could not read 'unix:/\\377' as an address: it is not UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (troupe_address_parse (cases[i].text, &error));
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
      g_assert_nonnull (strstr (error->message, cases[i].what));
      g_assert_true (g_str_has_prefix (error->message, "Could not read '"));
    }
}

static void
test_refusal_needs_no_error (void)
{
  g_assert_null (troupe_address_parse ("nowhere", NULL));
}

static void
test_unix_path_fits_the_system (void)
{
  g_autofree char *fill = g_strnfill (106, 'x');
  g_autofree char *longest = g_strdup_printf ("unix:/%s", fill);
  g_autofree char *too_long = g_strdup_printf ("unix:/%sx", fill);
  g_autofree char *too_long_name = g_strdup_printf ("unix:@%sx", fill);
  g_autoptr (TroupeAddress) address = parse (longest);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (troupe_address_get_host (address)), ==, 107);

  g_assert_null (troupe_address_parse (too_long, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
  g_assert_nonnull (strstr (error->message, "the path has 108 bytes, and the system takes at most 107"));
  g_assert_null (troupe_address_parse (too_long_name, NULL));
}

static void
test_host_name_has_its_limits (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *longest = g_strdup_printf ("tls:%s.%s.%s.%.61s:1", label, label, label, label);
  g_autofree char *too_long = g_strdup_printf ("tls:%s.%s.%s.%.62s:1", label, label, label, label);
  g_autofree char *long_label = g_strdup_printf ("tls:%sa:1", label);
  g_autoptr (TroupeAddress) address = parse (longest);

  g_assert_cmpuint (strlen (troupe_address_get_host (address)), ==, 253);
  g_assert_null (troupe_address_parse (too_long, NULL));
  g_assert_null (troupe_address_parse (long_label, NULL));
}

/* In ascending order: each is less than all that follow. */
static void
test_order_is_total (void)
{
  static const char *const texts[] = {
    "tcp:10.0.0.1:1", "tcp:10.0.0.1:2", "tcp:10.0.0.1:10", "tcp:10.0.0.2:1", "tcp:[::1]:1",
    "tls:10.0.0.1:1", "tls:a.example:1", "local:1", "local:2", "local:10", "unix:/a", "unix:/b", "unix:@a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
        {
          g_autoptr (TroupeAddress) left = parse (texts[i]);
          g_autoptr (TroupeAddress) right = parse (texts[j]);
          int order = troupe_address_compare (left, right);

          g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
          g_assert_cmpint (troupe_address_equal (left, right), ==, i == j);
        }
    }
}

static void
test_hash_is_that_of_the_text (void)
{
  g_autoptr (TroupeAddress) address = parse ("tcp!127.0.0.1:4000");

  g_assert_cmphex (troupe_address_get_hash64 (address), ==, troupe_hash_string ("tcp:127.0.0.1:4000"));
}

static void
test_boxed_copy_is_a_reference (void)
{
  g_autoptr (TroupeAddress) address = parse ("local:1");
  TroupeAddress *copy = g_boxed_copy (TROUPE_TYPE_ADDRESS, address);

  g_assert_true (copy == address);

  g_boxed_free (TROUPE_TYPE_ADDRESS, copy);
  g_assert_cmpstr (troupe_address_to_string (address), ==, "local:1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/address/parts-are-read", test_parts_are_read);
  g_test_add_func ("/base/address/printed-form-parses-back", test_printed_form_parses_back);
  g_test_add_func ("/base/address/refusals-say-what-is-wrong", test_refusals_say_what_is_wrong);
  g_test_add_func ("/base/address/refusal-needs-no-error", test_refusal_needs_no_error);
  g_test_add_func ("/base/address/unix-path-fits-the-system", test_unix_path_fits_the_system);
  g_test_add_func ("/base/address/host-name-has-its-limits", test_host_name_has_its_limits);
  g_test_add_func ("/base/address/order-is-total", test_order_is_total);
  g_test_add_func ("/base/address/hash-is-that-of-the-text", test_hash_is_that_of_the_text);
  g_test_add_func ("/base/address/boxed-copy-is-a-reference", test_boxed_copy_is_a_reference);

  return g_test_run ();
}
