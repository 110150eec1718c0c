/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "lib/troupe-test-stream.h"
#include "proc-fixture.h"

#include "proc/troupe-introspection-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-attribute.h"
#include "base/troupe-error.h"

#include <string.h>

/* The table of what is answered, and the check of what comes from elsewhere. */

static void
test_table (void)
{
  guint n_attributes;
  const TroupeAttribute *attributes = troupe_attribute_list (&n_attributes);

  g_assert_cmpuint (n_attributes, ==, 26);
  for (guint i = 0; i < n_attributes; i++)
    {
      g_assert_cmpuint (strlen (attributes[i].name), >, 0);
      g_assert_cmpuint (strlen (attributes[i].sentence), >, 0);
      g_assert_true (g_variant_type_string_is_valid (attributes[i].type));
      if (i > 0)
        g_assert_cmpstr (attributes[i - 1].name, <, attributes[i].name);
    }
}

/* --- what is really answered --- */

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "bad input");

  return FALSE;
}

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

/* Each name is in the table: the list is exhaustive. */
static void
assert_known (GVariant *attributes)
{
  guint n_known;
  const TroupeAttribute *known = troupe_attribute_list (&n_known);
  GVariantIter iterator;
  const char *name;
  GError *error = NULL;

  g_variant_iter_init (&iterator, attributes);
  while (g_variant_iter_next (&iterator, "{&sv}", &name, NULL))
    {
      guint i = 0;

      while (i < n_known && !g_str_equal (known[i].name, name))
        i++;
      if (i == n_known)
        g_error ("'%s' is answered, and is not in the table", name);
    }

  troupe_attributes_check (attributes, &error);
  g_assert_no_error (error);
}

static void
check_answer (TroupeMessage *reply,
              TroupeReason   reason,
              gpointer       user_data)
{
  g_autoptr (GVariant) attributes = troupe_message_dup_field (reply, "attributes");

  assert_known (attributes);
  ++*(guint *) user_data;
}

/* A live actor with all there is to say, a client, a proc, a stop, a failure, and one that was passed on. */
static void
test_answers (Fixture       *f,
              gconstpointer  unused)
{
  Script boss_script = { .supervise = take_all, .display_name = "The Boss" };
  Script root_script = { 0 };
  Script leaf_script = { .handle = fail_handler, .display_name = "The Clerk" };
  g_autoptr (TroupeActorId) boss = fixture_spawn (f, "boss", &boss_script);
  g_autoptr (TroupeActorId) root = fixture_spawn_child (f, boss, "root", &root_script);
  g_autoptr (TroupeActorId) leaf = fixture_spawn_child (f, root, "leaf", &leaf_script);
  g_autoptr (TroupeActorId) stopped = fixture_spawn_child (f, boss, "stopped", &root_script);
  g_autoptr (TroupeInstance) client = fixture_client (f, "c");
  TroupeActorId *gone[3] = { leaf, root, stopped };
  guint n_answers = 0;

  fixture_run (f);
  troupe_context_publish (boss_script.context, "rank", g_variant_new_int32 (1));
  troupe_instance_send (client, boss, note_type (), note_body (1), NULL);
  troupe_instance_send (client, leaf, note_type (), note_body (1), NULL);
  troupe_proc_stop_actor (f->proc, stopped, "done");
  fixture_run (f);
  troupe_instance_query (client, boss, check_answer, &n_answers, NULL);
  troupe_instance_query (client, troupe_instance_get_id (client), check_answer, &n_answers, NULL);
  troupe_instance_query_proc (client, troupe_proc_get_id (f->proc), check_answer, &n_answers, NULL);
  fixture_run (f);

  g_assert_cmpuint (n_answers, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    {
      g_autoptr (GVariant) snapshot = troupe_proc_dup_snapshot (f->proc, gone[i]);

      assert_known (snapshot);
    }
}

/* Someone connects and says something; answers when it is over. */
static void
hear (Fixture    *f,
      const char *bytes,
      gsize       size)
{
  TroupeTestStream *near, *far;

  troupe_test_stream_new_pair (&near, &far);
  troupe_test_stream_inject (near, bytes, size);
  troupe_loop_add_accepted (f->loop, TROUPE_STREAM (near));
  fixture_run (f);
  g_object_unref (far);
}

/* What peers did wrong is counted, by reason; until they do, there is nothing to say. */
static void
test_peer_faults (Fixture       *f,
                  gconstpointer  unused)
{
  g_autoptr (GVariant) before = g_variant_ref_sink (troupe_proc_make_attributes (f->proc));
  g_autoptr (GVariant) after = NULL;
  g_autoptr (GVariant) faults = NULL;
  g_autofree char *text = NULL;

  assert_known (before);
  g_assert_null (g_variant_lookup_value (before, "peer_faults", NULL));
  hear (f, "GET / HTTP/1.1", 14);
  hear (f, "TRPE\2\0", 6);
  hear (f, "hello", 5);
  after = g_variant_ref_sink (troupe_proc_make_attributes (f->proc));
  assert_known (after);
  faults = g_variant_lookup_value (after, "peer_faults", NULL);
  g_assert_nonnull (faults);
  text = g_variant_print (faults, FALSE);

  g_assert_cmpstr (text, ==, "{'stranger': 2, 'version': 1}");
}

/* --- what is refused --- */

#define WHO "'id': <'local:1,p0,a[3]'>, 'name': <'a'>, 'pid': <uint64 3>, 'type': <'t'>"
#define FAILED WHO ", 'status': <'failed: bad'>, 'failure_error_message': <'bad'>, " \
               "'failure_occurred_at_ns': <int64 5>"
#define CHAIN "'failure_chain': <'a failed: bad'>"

typedef struct
{
  const char  *name;
  const char  *text;
  TroupeError  code;
  const char  *expected; /* NULL: it is accepted */
} Case;

static const Case cases[] = {
  { "idle", "{" WHO ", 'status': <'idle'>}", 0, NULL },
  { "unknown-name", "{" WHO ", 'status': <'idle'>, 'mood': <true>}", 0, NULL },
  { "processing", "{" WHO ", 'status': <'processing note for 3 ms'>}", 0, NULL },
  { "stopped-without-a-reason", "{" WHO ", 'status': <'stopped'>}", 0, NULL },
  { "proc", "{'id': <'local:1,p0'>, 'name': <'p0'>, 'type': <'proc'>, 'status': <'ready'>}", 0, NULL },
  { "failed", "{" FAILED ", " CHAIN ", 'failure_is_propagated': <false>, "
              "'failure_root_cause_actor': <'local:1,p0,a[3]'>}", 0, NULL },
  { "propagated", "{" FAILED ", " CHAIN ", 'failure_is_propagated': <true>, "
                  "'failure_root_cause_actor': <'local:1,p0,b[4]'>, 'failure_root_cause_name': <'B'>}", 0, NULL },
  { "no-status", "{" WHO "}", TROUPE_ERROR_NOT_FOUND, "'status' is missing" },
  { "no-type", "{'id': <'x'>, 'name': <'a'>, 'status': <'idle'>}", TROUPE_ERROR_NOT_FOUND, "'type' is missing" },
  { "no-id", "{'name': <'a'>, 'type': <'t'>, 'status': <'idle'>}", TROUPE_ERROR_NOT_FOUND, "'id' is missing" },
  { "other-type", "{" WHO ", 'status': <'idle'>, 'queue_depth': <'much'>}", TROUPE_ERROR_INVALID_VALUE,
    "'queue_depth' is of type s, expected t" },
  { "no-such-status", "{" WHO ", 'status': <'running'>}", TROUPE_ERROR_INVALID_VALUE, "'running' is no status" },
  { "no-such-status-of-a-proc", "{'id': <'x'>, 'name': <'p'>, 'type': <'proc'>, 'status': <'idle'>}",
    TROUPE_ERROR_INVALID_VALUE, "'idle' is no status" },
  { "reason-without-an-end", "{" WHO ", 'status': <'idle: tired'>}", TROUPE_ERROR_INVALID_VALUE,
    "'idle: tired' gives a reason, and is not terminal" },
  { "failed-without-a-failure", "{" WHO ", 'status': <'failed: bad'>}", TROUPE_ERROR_NOT_FOUND,
    "'failure_chain' is missing" },
  { "failed-in-part", "{" FAILED ", " CHAIN ", 'failure_is_propagated': <false>}", TROUPE_ERROR_NOT_FOUND,
    "'failure_root_cause_actor' is missing" },
  { "failure-without-the-status", "{" WHO ", 'status': <'idle'>, 'failure_error_message': <'bad'>}",
    TROUPE_ERROR_INVALID_VALUE, "'failure_error_message' is there, and the status is 'idle'" },
  { "failure-of-a-stop", "{" WHO ", 'status': <'stopped: done'>, 'failure_root_cause_name': <'B'>}",
    TROUPE_ERROR_INVALID_VALUE, "'failure_root_cause_name' is there, and the status is 'stopped: done'" },
  { "not-propagated-from-another", "{" FAILED ", " CHAIN ", 'failure_is_propagated': <false>, "
                                   "'failure_root_cause_actor': <'local:1,p0,b[4]'>}", TROUPE_ERROR_INVALID_VALUE,
    "the failure of local:1,p0,a[3] began with local:1,p0,b[4], and is not said to be propagated" },
  { "propagated-from-itself", "{" FAILED ", " CHAIN ", 'failure_is_propagated': <true>, "
                              "'failure_root_cause_actor': <'local:1,p0,a[3]'>}", TROUPE_ERROR_INVALID_VALUE,
    "the failure of local:1,p0,a[3] began with local:1,p0,a[3], and is said to be propagated" },
};

static void
test_case (gconstpointer data)
{
  const Case *test_case = data;
  g_autoptr (GVariant) attributes = g_variant_parse (G_VARIANT_TYPE_VARDICT, test_case->text, NULL, NULL, NULL);
  g_autofree char *expected = g_strconcat ("Could not read the attributes: ", test_case->expected, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (attributes);
  if (test_case->expected == NULL)
    {
      g_assert_true (troupe_attributes_check (attributes, &error));
      g_assert_no_error (error);
      return;
    }
  g_assert_false (troupe_attributes_check (attributes, &error));
  g_assert_error (error, TROUPE_ERROR, (int) test_case->code);
  g_assert_cmpstr (error->message, ==, expected);
}

/* What is written and read again says the same. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (GVariant) given = g_variant_parse (G_VARIANT_TYPE_VARDICT, cases[i].text, NULL, NULL, NULL);
      g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (given);
      g_autoptr (GVariant) read = g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE);

      g_assert_true (g_variant_equal (given, read));
      g_assert_true (troupe_attributes_check (read, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proc/attribute/table-is-sorted-and-explained", test_table);
  g_test_add ("/proc/attribute/everything-that-is-answered-is-in-the-table", Fixture, NULL, fixture_set_up,
              test_answers, fixture_tear_down);
  g_test_add ("/proc/attribute/what-peers-did-wrong-is-counted", Fixture, NULL, fixture_set_up, test_peer_faults,
              fixture_tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/attribute/check/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/proc/attribute/what-is-written-and-read-again-says-the-same", test_round_trip);

  return g_test_run ();
}
