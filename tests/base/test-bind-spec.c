/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-bind-spec.h"
#include "base/troupe-error.h"

#include <string.h>

static void
test_each_form_is_read (void)
{
  static const struct
  {
    const char *text;
    const char *address;
    const char *dial_address; /* NULL: none */
  } cases[] = {
    { "unix", "unix:@", NULL },
    { "local", "local:0", NULL },
    { "tcp(Localhost)", "tcp:127.0.0.1:0", NULL },
    { "tcp:10.0.0.1:80", "tcp:10.0.0.1:80", NULL },
    { "tls:host.example:0", "tls:host.example:0", NULL },
    { "unix:/run/x.sock", "unix:/run/x.sock", NULL },
    { "tcp://10.0.0.1:80", "tcp:10.0.0.1:80", NULL },
    { "tcp://[::1]:80", "tcp:[::1]:80", NULL },
    { "tcp://[0:0:0:0:0:0:0:1]:80", "tcp:[::1]:80", NULL },
    { "tcp://localhost:80", "tcp:127.0.0.1:80", NULL },
    { "tcp://*:80", "tcp:[::]:80", NULL },
    { "tls://host.example:443", "tls:host.example:443", NULL },
    { "tls://localhost:443", "tls:localhost:443", NULL },
    { "tls://*:443", "tls:[::]:443", NULL },
    { "tls://[::1]:443", "tls:[::1]:443", NULL },
    { "ipc:///run/x.sock", "unix:/run/x.sock", NULL },
    { "ipc://@name", "unix:@name", NULL },
    { "ipc://@", "unix:@", NULL },
    { "ipc:///run/a@b", "unix:/run/a@b", NULL },
    { "inproc://7", "local:7", NULL },
    { "tcp://10.0.0.1:80@tcp://*:4000", "tcp:[::]:4000", "tcp:10.0.0.1:80" },
    { "tcp://10.0.0.1:80@tcp://127.0.0.1:0", "tcp:127.0.0.1:0", "tcp:10.0.0.1:80" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TroupeBindSpec) spec = troupe_bind_spec_parse (cases[i].text, &error);
      TroupeAddress *dial_address;

      g_assert_no_error (error);
      g_assert_cmpstr (troupe_address_to_string (troupe_bind_spec_get_address (spec)), ==, cases[i].address);
      dial_address = troupe_bind_spec_get_dial_address (spec);
      g_assert_cmpstr (dial_address != NULL ? troupe_address_to_string (dial_address) : NULL, ==,
                       cases[i].dial_address);
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
    { "", "no ':' stands after the kind" },
    { "nonsense", "no ':' stands after the kind" },
    { "tcp", "which address of this machine others can reach is not known" },
    { "tcp(Hostname)", "which address of this machine others can reach is not known" },
    { "tls", "which address of this machine others can reach is not known" },
    { "tcp(", "no ':' stands after the kind" },
    { "tcp(Elsewhere)", "no ':' stands after the kind" },
    { "http://host:80", "the schemes of URLs are tcp, tls, ipc and inproc" },
    { "tcp://10.0.0.1", "the port is missing" },
    { "tcp://10.0.0.1:http", "'http' is not a port" },
    { "tcp://host.example:80", "'host.example' is not an IP address" },
    { "tls://host.example", "the port is missing" },
    { "inproc://seven", "'seven' is not a number" },
    { "ipc://", "a path begins with '/', an abstract name with '@'" },
    { "tcp://10.0.0.1:80@ipc:///x", "only two URLs of tcp can stand around a '@'" },
    { "ipc://@x@tcp://10.0.0.1:80", "only two URLs of tcp can stand around a '@'" },
    { "tcp://10.0.0.1:80@http://*:80", "only two URLs of tcp can stand around a '@'" },
    { "http://10.0.0.1:80@tcp://*:80", "only two URLs of tcp can stand around a '@'" },
    { "tcp://10.0.0.1:0@tcp://*:80", "others need a port to dial" },
    { "tcp://10.0.0.1@tcp://*:80", "the port is missing" },
    { "tcp://10.0.0.1:80@tcp://10.0.0.1", "the port is missing" },
    { "alias:dial_to=tcp:1.2.3.4:5;bind_to=tcp:1.2.3.4:6", "'alias' is not a kind" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (troupe_bind_spec_parse (cases[i].text, &error));
      g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
      g_assert_nonnull (strstr (error->message, cases[i].what));
      g_assert_true (g_str_has_prefix (error->message, "Could not read '"));
      g_assert_nonnull (strstr (error->message, " as where to serve: "));
    }
}

/* What listens at such an address has one that says so again. */
static void
test_an_address_is_a_spec (void)
{
  static const char *const texts[] = {
    "tcp:10.0.0.1:80", "tcp:[::1]:0", "tls:[::1]:1", "tls:a.b:1", "local:9", "unix:@x", "unix:/a!b", "unix:/a@b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (TroupeBindSpec) spec = troupe_bind_spec_parse (texts[i], NULL);

      g_assert_cmpstr (troupe_address_to_string (troupe_bind_spec_get_address (spec)), ==, texts[i]);
    }
}

static void
test_boxed_copy_is_a_reference (void)
{
  g_autoptr (TroupeBindSpec) spec = troupe_bind_spec_parse ("unix", NULL);
  TroupeBindSpec *copy = g_boxed_copy (TROUPE_TYPE_BIND_SPEC, spec);

  g_assert_true (copy == spec);
  g_boxed_free (TROUPE_TYPE_BIND_SPEC, copy);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/bind-spec/each-form-is-read", test_each_form_is_read);
  g_test_add_func ("/base/bind-spec/refusals-say-what-is-wrong", test_refusals_say_what_is_wrong);
  g_test_add_func ("/base/bind-spec/an-address-is-a-spec", test_an_address_is_a_spec);
  g_test_add_func ("/base/bind-spec/boxed-copy-is-a-reference", test_boxed_copy_is_a_reference);

  return g_test_run ();
}
