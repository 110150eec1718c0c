/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"

#include "base/troupe-error.h"
#include "base/troupe-id-private.h"

/* Any text is an address or id of each kind, or an error that says why not. The printed form of one is text that parses
 * back to its equal, and prints as itself. */

static void
assert_refused (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
read_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, &error);
  g_autoptr (TroupeAddress) again = NULL;

  if (address == NULL)
    {
      assert_refused (error);
      return;
    }

  again = troupe_address_parse (troupe_address_to_string (address), &error);
  g_assert_no_error (error);
  g_assert_true (troupe_address_equal (again, address));
  g_assert_cmpint (troupe_address_compare (again, address), ==, 0);
  g_assert_cmphex (troupe_address_get_hash64 (again), ==, troupe_address_get_hash64 (address));
  g_assert_cmpstr (troupe_address_to_string (again), ==, troupe_address_to_string (address));
}

static void
read_proc_id (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeProcId) id = troupe_proc_id_parse (text, &error);
  g_autoptr (TroupeProcId) again = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *printed_again = NULL;

  if (id == NULL)
    {
      assert_refused (error);
      return;
    }

  printed = troupe_proc_id_to_string (id);
  again = troupe_proc_id_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_proc_id_equal (again, id));
  g_assert_cmpint (troupe_proc_id_compare (again, id), ==, 0);
  g_assert_cmphex (troupe_proc_id_get_hash64 (again), ==, troupe_proc_id_get_hash64 (id));
  printed_again = troupe_proc_id_to_string (again);
  g_assert_cmpstr (printed_again, ==, printed);
}

static void
read_actor_id (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse (text, &error);
  g_autoptr (TroupeActorId) again = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *printed_again = NULL;

  if (id == NULL)
    {
      assert_refused (error);
      return;
    }

  printed = troupe_actor_id_to_string (id);
  again = troupe_actor_id_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_actor_id_equal (again, id));
  g_assert_cmpint (troupe_actor_id_compare (again, id), ==, 0);
  g_assert_cmphex (troupe_actor_id_get_hash64 (again), ==, troupe_actor_id_get_hash64 (id));
  printed_again = troupe_actor_id_to_string (again);
  g_assert_cmpstr (printed_again, ==, printed);
}

static void
read_port_id (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupePortId) id = troupe_port_id_parse (text, &error);
  g_autoptr (TroupePortId) again = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *printed_again = NULL;

  if (id == NULL)
    {
      assert_refused (error);
      return;
    }

  printed = troupe_port_id_to_string (id);
  again = troupe_port_id_parse (printed, &error);
  g_assert_no_error (error);
  g_assert_true (troupe_port_id_equal (again, id));
  g_assert_cmpint (troupe_port_id_compare (again, id), ==, 0);
  printed_again = troupe_port_id_to_string (again);
  g_assert_cmpstr (printed_again, ==, printed);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);

  read_address (text);
  read_proc_id (text);
  read_actor_id (text);
  read_port_id (text);

  return 0;
}
