/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* What a proc and its actors answer about themselves: the recorder, the pressure of work, what was published,
 * failures. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture         base;
  Script          root_script;
  Script          child_script;
  TroupeActorId  *root;
  TroupeActorId  *child;
  TroupeInstance *client;
  GVariant       *answer;  /* (owned): attributes of the last query */
} Watch;

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "bad input");

  return FALSE;
}

static gboolean
wedge (TroupeContext  *context,
       TroupeMessage  *message,
       Script         *script,
       GError        **error)
{
  script->deferral = troupe_context_defer (context);

  return TRUE;
}

static TroupeSupervision
take_all (TroupeContext           *context,
          TroupeSupervisionEvent  *event,
          Script                  *script,
          GError                 **error)
{
  return TROUPE_SUPERVISION_HANDLED;
}

static void
watch_set_up (Watch         *self,
              gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->root_script.supervise = take_all;
  self->child_script.display_name = "The Clerk";
  self->root = fixture_spawn (&self->base, "root", &self->root_script);
  self->child = fixture_spawn_child (&self->base, self->root, "child", &self->child_script);
  self->client = fixture_client (&self->base, "c");
  fixture_run (&self->base);
}

static void
watch_tear_down (Watch         *self,
                 gconstpointer  unused)
{
  g_object_unref (self->client);
  troupe_actor_id_unref (self->root);
  troupe_actor_id_unref (self->child);
  g_clear_pointer (&self->answer, g_variant_unref);
  fixture_tear_down (&self->base, NULL);
}

static void
take_answer (TroupeMessage *reply,
             TroupeReason   reason,
             gpointer       user_data)
{
  Watch *t = user_data;

  g_assert_nonnull (reply);
  g_clear_pointer (&t->answer, g_variant_unref);
  t->answer = troupe_message_dup_field (reply, "attributes");
}

/* @actor: (nullable): the proc itself */
static void
watch_query (Watch         *t,
             TroupeActorId *actor)
{
  if (actor != NULL)
    troupe_instance_query (t->client, actor, take_answer, t, NULL);
  else
    troupe_instance_query_proc (t->client, troupe_proc_get_id (t->base.proc), take_answer, t, NULL);
  fixture_run (&t->base);
}

static void
watch_tell (Watch         *t,
            TroupeActorId *actor)
{
  troupe_instance_send (t->client, actor, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static gboolean
has (Watch      *t,
     const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (t->answer, name, NULL);

  return value != NULL;
}

static guint64
number (Watch      *t,
        const char *name)
{
  guint64 value = G_MAXUINT64;

  g_variant_lookup (t->answer, name, "t", &value);

  return value;
}

static const char *
text (GVariant   *attributes,
      const char *name)
{
  const char *value = NULL;

  g_variant_lookup (attributes, name, "&s", &value);

  return value;
}

/* The texts of the records in the answer, a line each. */
static void
assert_records (Watch      *t,
                const char *expected)
{
  g_autoptr (GVariant) records = g_variant_lookup_value (t->answer, "flight_recorder", G_VARIANT_TYPE ("a(txss)"));
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iterator;
  const char *line;

  if (records != NULL)
    {
      g_variant_iter_init (&iterator, records);
      while (g_variant_iter_next (&iterator, "(txs&s)", NULL, NULL, NULL, &line))
        g_string_append_printf (text, "%s\n", line);
    }

  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_records_of_one (Watch         *t,
                     gconstpointer  unused)
{
  troupe_context_record (t->root_script.context, "of the root");
  troupe_context_record (t->child_script.context, "of the child");

  watch_query (t, t->root);
  assert_records (t, "of the root\n");
  watch_query (t, t->child);
  assert_records (t, "of the child\n");
  watch_query (t, NULL);
  assert_records (t, "of the root\nof the child\n");
}

static void
test_family (Watch         *t,
             gconstpointer  unused)
{
  g_autofree const char **of_root = NULL;
  g_autofree const char **of_child = NULL;

  watch_query (t, t->child);
  g_assert_cmpstr (text (t->answer, "parent"), ==, "local:1,p0,root[0]");
  g_assert_true (g_variant_lookup (t->answer, "children", "^a&s", &of_child));
  g_assert_null (of_child[0]);
  watch_query (t, t->root);

  g_assert_null (text (t->answer, "parent"));
  g_assert_true (g_variant_lookup (t->answer, "children", "^a&s", &of_root));
  g_assert_cmpstr (of_root[0], ==, "local:1,p0,child[1]");
  g_assert_null (of_root[1]);
}

static void
test_fresh_actor (Watch         *t,
                  gconstpointer  unused)
{
  watch_query (t, t->root);

  g_assert_cmpstr (text (t->answer, "status"), ==, "idle");
  g_assert_cmpuint (number (t, "messages_handled"), ==, 0);
  g_assert_null (text (t->answer, "last_handled"));
}

static void
test_queries_leave_no_trace (Watch         *t,
                             gconstpointer  unused)
{
  g_autoptr (GVariant) first = NULL;

  watch_tell (t, t->root);
  watch_query (t, t->root);
  first = g_variant_ref (t->answer);
  watch_query (t, t->root);

  g_assert_true (g_variant_equal (first, t->answer));
  g_assert_cmpstr (text (first, "last_handled"), ==, "note");
  g_assert_cmpuint (number (t, "messages_handled"), ==, 1);
}

static gboolean
take_time (TroupeContext  *context,
           TroupeMessage  *message,
           Script         *script,
           GError        **error)
{
  fixture_elapse (script->data, 3 * MS);

  return TRUE;
}

/* A loop reads the clock once for each dispatch, unless its knob says otherwise. */
static void
test_processing_time (Watch         *t,
                      gconstpointer  unused)
{
  t->root_script.handle = take_time;
  t->root_script.data = &t->base;
  watch_tell (t, t->root);
  watch_query (t, t->root);
  g_assert_cmpuint (number (t, "processing_time_ns"), ==, 0);
  troupe_loop_set_knob (t->base.loop, "loop.clock-handlers", 1, NULL);
  for (guint i = 0; i < 2; i++)
    watch_tell (t, t->root);
  watch_query (t, t->root);
  g_assert_cmpuint (number (t, "processing_time_ns"), ==, 6 * MS);

  troupe_loop_set_knob (t->base.loop, "loop.clock-handlers", 0, NULL);
  t->root_script.handle = wedge;
  watch_tell (t, t->root);
  fixture_advance (&t->base, 5 * MS);
  troupe_deferral_complete (t->root_script.deferral);
  fixture_run (&t->base);
  watch_query (t, t->root);
  g_assert_cmpuint (number (t, "processing_time_ns"), ==, 11 * MS);
}

static gboolean
stop_clocking (TroupeContext  *context,
               TroupeMessage  *message,
               Script         *script,
               GError        **error)
{
  fixture_elapse (script->data, 3 * MS);
  troupe_loop_set_knob (((Fixture *) script->data)->loop, "loop.clock-handlers", 0, NULL);

  return TRUE;
}

static void
test_clock_knob_within_call (Watch         *t,
                             gconstpointer  unused)
{
  t->root_script.handle = take_time;
  t->root_script.data = &t->base;
  troupe_loop_set_knob (t->base.loop, "loop.clock-handlers", 1, NULL);
  troupe_instance_send (t->client, t->root, note_type (), note_body (1), NULL);
  troupe_instance_send (t->client, t->root, note_type (), note_body (2), NULL);
  fixture_run (&t->base);
  t->root_script.handle = stop_clocking;
  watch_tell (t, t->root);
  watch_query (t, t->root);

  g_assert_cmpuint (number (t, "processing_time_ns"), ==, 6 * MS);
}

static void
test_no_records (Watch         *t,
                 gconstpointer  unused)
{
  watch_query (t, t->root);

  g_assert_false (has (t, "flight_recorder"));
}

static void
test_records_of_the_runtime (Watch         *t,
                             gconstpointer  unused)
{
  t->child_script.handle = fail_handler;
  watch_tell (t, t->child);

  watch_query (t, NULL);
  assert_records (t, "stopping\nfailed: bad input\nsupervised: child[1] failed, handled\n");
}

static void
test_records_bounded (Watch         *t,
                      gconstpointer  unused)
{
  troupe_proc_set_knob (t->base.proc, "recorder.length", 2, NULL);
  troupe_context_record (t->root_script.context, "one");
  troupe_context_record (t->root_script.context, "two");
  troupe_context_record (t->root_script.context, "three");
  watch_query (t, t->root);
  assert_records (t, "two\nthree\n");

  troupe_proc_set_knob (t->base.proc, "recorder.length", 3, NULL);
  troupe_context_record (t->root_script.context, "four");
  watch_query (t, t->root);
  assert_records (t, "two\nthree\nfour\n");
  troupe_proc_set_knob (t->base.proc, "recorder.length", 1, NULL);
  watch_query (t, t->root);
  assert_records (t, "four\n");
  troupe_proc_set_knob (t->base.proc, "recorder.length", 0, NULL);
  troupe_context_record (t->root_script.context, "five");
  watch_query (t, t->root);
  assert_records (t, "");
}

static void
test_pressure_cold (Watch         *t,
                    gconstpointer  unused)
{
  watch_query (t, NULL);

  g_assert_cmpuint (number (t, "queue_depth"), ==, 0);
  g_assert_cmpuint (number (t, "queue_high_water"), ==, 0);
  g_assert_cmpuint (number (t, "queue_age_ns"), ==, G_MAXUINT64);
}

static void
test_pressure_sums (Watch         *t,
                    gconstpointer  unused)
{
  t->root_script.handle = wedge;
  t->child_script.handle = wedge;
  for (guint i = 0; i < 3; i++)
    watch_tell (t, t->root);
  for (guint i = 0; i < 2; i++)
    watch_tell (t, t->child);

  watch_query (t, t->root);
  g_assert_cmpuint (number (t, "queue_depth"), ==, 2);
  watch_query (t, t->child);
  g_assert_cmpuint (number (t, "queue_depth"), ==, 1);
  watch_query (t, NULL);
  g_assert_cmpuint (number (t, "queue_depth"), ==, 3);
  g_assert_cmpuint (number (t, "queue_high_water"), ==, 3);
  troupe_deferral_unref (t->root_script.deferral);
  troupe_deferral_unref (t->child_script.deferral);
}

/* The original never subtracts what a stop leaves in the queue. */
static void
test_pressure_after_abort (Watch         *t,
                           gconstpointer  unused)
{
  t->child_script.handle = wedge;
  for (guint i = 0; i < 4; i++)
    watch_tell (t, t->child);
  troupe_proc_abort_actor (t->base.proc, t->child, "enough");
  fixture_advance (&t->base, 5 * MS);
  watch_query (t, NULL);

  g_assert_cmpuint (number (t, "queue_depth"), ==, 0);
  g_assert_cmpuint (number (t, "queue_high_water"), ==, 3);
  g_assert_cmpuint (number (t, "queue_age_ns"), ==, 5 * MS);
  troupe_deferral_unref (t->child_script.deferral);
}

static void
test_age (void)
{
  TroupePressure pressure = { 0 };

  troupe_pressure_add (&pressure, 1000);
  troupe_pressure_add (&pressure, 1000);
  g_assert_cmpuint (troupe_pressure_get_age (&pressure, 2000), ==, 1000);
  troupe_pressure_subtract (&pressure, 3000);
  g_assert_cmpuint (troupe_pressure_get_age (&pressure, 4000), ==, 1000);
  troupe_pressure_subtract (&pressure, 5000);
  g_assert_cmpuint (troupe_pressure_get_age (&pressure, 6000), ==, 3000);
  g_assert_cmpuint (pressure.high_water, ==, 2);
  g_assert_cmpuint (pressure.total, ==, 0);
}

static void
test_published (Watch         *t,
                gconstpointer  unused)
{
  TroupeContext *context = t->root_script.context;
  g_autoptr (GVariant) published = NULL;
  gint32 value = 0;

  g_assert_null (troupe_context_dup_published (context));
  troupe_context_publish (context, "rank", g_variant_new_int32 (1));
  troupe_context_publish (context, "zone", g_variant_new_string ("north"));
  troupe_context_publish (context, "rank", g_variant_new_int32 (2));
  watch_query (t, t->root);

  published = g_variant_lookup_value (t->answer, "published", G_VARIANT_TYPE_VARDICT);
  g_assert_nonnull (published);
  g_assert_cmpuint (g_variant_n_children (published), ==, 2);
  g_assert_true (g_variant_lookup (published, "rank", "i", &value));
  g_assert_cmpint (value, ==, 2);
}

static void
test_published_replaced (Watch         *t,
                         gconstpointer  unused)
{
  TroupeContext *context = t->root_script.context;

  troupe_context_publish (context, "status", g_variant_new_string ("on fire"));
  watch_query (t, t->root);
  g_assert_cmpstr (text (t->answer, "status"), ==, "idle");
  troupe_context_publish_all (context, NULL);
  watch_query (t, t->root);

  g_assert_false (has (t, "published"));
}

static void
test_failure_attributes (Watch         *t,
                         gconstpointer  unused)
{
  g_autoptr (GVariant) snapshot = NULL;
  gboolean is_propagated = TRUE;

  t->child_script.handle = fail_handler;
  watch_tell (t, t->child);
  snapshot = troupe_proc_dup_snapshot (t->base.proc, t->child);

  g_assert_cmpstr (text (snapshot, "failure_error_message"), ==, "bad input");
  g_assert_cmpstr (text (snapshot, "failure_root_cause_actor"), ==, "local:1,p0,child[1]");
  g_assert_cmpstr (text (snapshot, "failure_root_cause_name"), ==, "The Clerk");
  g_assert_cmpstr (text (snapshot, "failure_chain"), ==, "The Clerk failed: bad input");
  g_assert_true (g_variant_lookup (snapshot, "failure_occurred_at_ns", "x", NULL));
  g_assert_true (g_variant_lookup (snapshot, "failure_is_propagated", "b", &is_propagated));
  g_assert_false (is_propagated);
}

static void
test_propagated_failure (Watch         *t,
                         gconstpointer  unused)
{
  g_autoptr (GVariant) snapshot = NULL;
  gboolean is_propagated = FALSE;

  t->child_script.handle = fail_handler;
  t->root_script.supervise = NULL;
  watch_tell (t, t->child);
  snapshot = troupe_proc_dup_snapshot (t->base.proc, t->root);

  g_assert_cmpstr (text (snapshot, "failure_root_cause_actor"), ==, "local:1,p0,child[1]");
  g_assert_true (g_variant_lookup (snapshot, "failure_is_propagated", "b", &is_propagated));
  g_assert_true (is_propagated);
}

static void
test_stop_has_no_failure (Watch         *t,
                          gconstpointer  unused)
{
  g_autoptr (GVariant) snapshot = NULL;

  troupe_proc_stop_actor (t->base.proc, t->child, "done");
  fixture_run (&t->base);
  snapshot = troupe_proc_dup_snapshot (t->base.proc, t->child);

  g_assert_null (text (snapshot, "failure_error_message"));
  g_assert_null (text (snapshot, "failure_root_cause_actor"));
  g_assert_false (g_variant_lookup (snapshot, "failure_is_propagated", "b", NULL));
}

static void
test_display_name_in_chain (Watch         *t,
                            gconstpointer  unused)
{
  t->child_script.handle = fail_handler;
  t->root_script.supervise = NULL;
  watch_tell (t, t->child);

  g_assert_cmpstr (t->base.exit_text, ==, "No one handled this failure:\nThe Clerk failed: bad input");
}

#define ADD(path, func) g_test_add (path, Watch, NULL, watch_set_up, func, watch_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/observation/records-are-told-by-actor", test_records_of_one);
  ADD ("/proc/observation/parent-and-children-are-answered", test_family);
  ADD ("/proc/observation/a-fresh-actor-is-idle-and-has-handled-nothing", test_fresh_actor);
  ADD ("/proc/observation/queries-leave-no-trace", test_queries_leave_no_trace);
  ADD ("/proc/observation/the-time-of-handlers-is-summed", test_processing_time);
  ADD ("/proc/observation/a-clock-that-is-switched-off-within-a-call-does-no-harm", test_clock_knob_within_call);
  ADD ("/proc/observation/without-records-there-is-no-attribute", test_no_records);
  ADD ("/proc/observation/the-runtime-records-ends", test_records_of_the_runtime);
  ADD ("/proc/observation/the-newest-records-stay", test_records_bounded);
  ADD ("/proc/observation/a-quiet-proc-has-no-age", test_pressure_cold);
  ADD ("/proc/observation/waiting-work-is-summed", test_pressure_sums);
  ADD ("/proc/observation/what-an-abort-returns-waits-no-longer", test_pressure_after_abort);
  g_test_add_func ("/proc/observation/the-age-is-that-of-the-last-sight", test_age);
  ADD ("/proc/observation/what-is-published-is-answered-apart", test_published);
  ADD ("/proc/observation/what-is-published-replaces-nothing-of-the-runtime", test_published_replaced);
  ADD ("/proc/observation/a-failure-has-its-attributes", test_failure_attributes);
  ADD ("/proc/observation/a-failure-passed-on-names-its-root-cause", test_propagated_failure);
  ADD ("/proc/observation/a-stop-has-no-failure-attributes", test_stop_has_no_failure);
  ADD ("/proc/observation/a-display-name-stands-in-the-chain", test_display_name_in_chain);

  return g_test_run ();
}
