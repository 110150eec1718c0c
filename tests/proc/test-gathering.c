/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"
#include "proc/troupe-gathering.h"

/* Ports where many messages become one, and ports that call a function. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture         parent; /* first */
  TroupeInstance *client; /* receives */
  TroupeInstance *sender;
  TroupeInstance *middle; /* has the split ports */
  guint64         sum;    /* of what a port's function got */
  TroupePortRef  *ref;    /* (nullable): of a port whose function uses it */
} Scene;

static void
set_up (Scene         *scene,
        gconstpointer  unused)
{
  fixture_set_up (&scene->parent, NULL);
  scene->client = fixture_client (&scene->parent, "c");
  scene->sender = fixture_client (&scene->parent, "s");
  scene->middle = fixture_client (&scene->parent, "m");
}

static void
tear_down (Scene         *scene,
           gconstpointer  unused)
{
  troupe_defect_disable_all ();
  g_clear_pointer (&scene->ref, troupe_port_ref_unref);
  g_clear_object (&scene->client);
  g_clear_object (&scene->sender);
  g_clear_object (&scene->middle);
  fixture_tear_down (&scene->parent, NULL);
}

static const TroupeMessageType *
number_type (void)
{
  static const TroupeMessageField fields[] = { { "number", "x", "A number" } };

  return troupe_message_type_register ("test.number", fields, 1, "A number");
}

static void
set_knob (Scene      *scene,
          const char *name,
          guint64     value)
{
  g_autoptr (GError) error = NULL;

  troupe_proc_set_knob (scene->parent.proc, name, value, &error);
  g_assert_no_error (error);
}

static void
send_number (Scene         *scene,
             TroupePortRef *ref,
             gint64         number)
{
  g_autoptr (GError) error = NULL;

  troupe_instance_send_to_port (scene->sender, ref, number_type (), g_variant_new ("(x)", number), &error);
  g_assert_no_error (error);
}

/* Sends the numbers of a space-separated text, and lets the loop run. */
static void
send_numbers (Scene         *scene,
              TroupePortRef *ref,
              const char    *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    send_number (scene, ref, g_ascii_strtoll (words[i], NULL, 10));
  fixture_run (&scene->parent);
}

/* What is there now, as space-separated text. */
static void
assert_received (TroupePort *port,
                 const char *expected)
{
  g_autoptr (GPtrArray) messages = troupe_port_drain (port);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr (GVariant) number = troupe_message_dup_field (messages->pdata[i], "number");

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", g_variant_get_int64 (number));
    }

  g_assert_cmpstr (text->str, ==, expected);
}

/* --- accumulating --- */

static TroupePort *
open_accumulator_port (Scene      *scene,
                       const char *reducer)
{
  g_autoptr (TroupeAccumulator) accumulator = troupe_accumulator_new_reducing (reducer, NULL, NULL);
  g_autoptr (GError) error = NULL;
  TroupePort *port = troupe_instance_open_accumulator_port (scene->client, number_type (), accumulator, NULL, &error);

  g_assert_no_error (error);

  return port;
}

static void
test_accumulator (Scene         *scene,
                  gconstpointer  unused)
{
  g_autoptr (TroupePort) port = open_accumulator_port (scene, "max-int64");
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  for (gint64 i = -3; i <= 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", (int) i);

      send_numbers (scene, ref, text);
      assert_received (port, text);
    }
  for (gint64 i = -3; i <= 3; i++)
    {
      send_number (scene, ref, i);
      fixture_run (&scene->parent);
      assert_received (port, "3");
    }
  assert_received (port, "");
  send_numbers (scene, ref, "4");
  assert_received (port, "4");
  send_numbers (scene, ref, "5 6 7 8 9");
  assert_received (port, "9");
  send_numbers (scene, ref, "1 3 2");
  assert_received (port, "9");
}

static void
test_references_bear_reducers (Scene         *scene,
                               gconstpointer  unused)
{
  g_autoptr (TroupePort) accumulates = open_accumulator_port (scene, "max-int64");
  g_autoptr (TroupePort) plain = troupe_instance_open_port (scene->client, number_type (), TROUPE_PORT_MODE_QUEUE,
                                                            NULL);
  g_autoptr (TroupePort) sums = troupe_instance_open_reduce_port (scene->client, number_type (), "sum-int64", NULL,
                                                                  NULL);
  g_autoptr (TroupePortRef) accumulates_ref = troupe_port_bind (accumulates);
  g_autoptr (TroupePortRef) plain_ref = troupe_port_bind (plain);
  g_autoptr (TroupePortRef) sums_ref = troupe_port_bind (sums);

  g_assert_cmpstr (troupe_port_ref_get_reducer (accumulates_ref), ==, "max-int64");
  g_assert_null (troupe_port_ref_get_reducer (plain_ref));
  g_assert_cmpstr (troupe_port_ref_get_reducer (sums_ref), ==, "sum-int64");
  g_assert_cmpuint (troupe_port_ref_get_flags (sums_ref), ==, TROUPE_PORT_ONCE);
}

static void
test_bad_update (Scene         *scene,
                 gconstpointer  unused)
{
  g_autoptr (TroupePort) port = open_accumulator_port (scene, "sum-int64");
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  send_numbers (scene, ref, "1 9223372036854775807 2");

  assert_received (port, "3");
  fixture_expect (&scene->parent, "returned", "returned s c test.number type-mismatch\n");
}

/* An accumulator of one's own: how many updates there were. */
typedef struct
{
  TroupeAccumulator parent_instance;
  gint64            n;
} Counting;

typedef TroupeAccumulatorClass CountingClass;

GType counting_get_type (void);
G_DEFINE_FINAL_TYPE (Counting, counting, TROUPE_TYPE_ACCUMULATOR)

static gboolean
counting_fold (TroupeAccumulator  *accumulator,
               GVariant           *update,
               GError            **error)
{
  ((Counting *) accumulator)->n++;

  return TRUE;
}

static GVariant *
counting_dup_state (TroupeAccumulator *accumulator)
{
  return g_variant_new ("(x)", ((Counting *) accumulator)->n);
}

static void
counting_class_init (CountingClass *klass)
{
  klass->fold = counting_fold;
  klass->dup_state = counting_dup_state;
}

static void
counting_init (Counting *self)
{
}

static void
test_own_accumulator (Scene         *scene,
                      gconstpointer  unused)
{
  g_autoptr (TroupeAccumulator) accumulator = g_object_new (counting_get_type (), NULL);
  g_autoptr (TroupePort) port = troupe_instance_open_accumulator_port (scene->client, note_type (), accumulator,
                                                                       number_type (), NULL);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  for (guint i = 0; i < 3; i++)
    troupe_instance_send_to_port (scene->sender, ref, NULL, note_body (i), NULL);
  fixture_run (&scene->parent);

  g_assert_null (troupe_port_ref_get_reducer (ref));
  assert_received (port, "3");
}

static void
test_reduce_port (Scene         *scene,
                  gconstpointer  unused)
{
  g_autoptr (TroupePort) port = troupe_instance_open_reduce_port (scene->client, number_type (), "sum-int64", NULL,
                                                                  NULL);
  g_autoptr (TroupePortRef) ref = troupe_port_bind (port);

  send_numbers (scene, ref, "42 1");

  assert_received (port, "42");
  fixture_expect (&scene->parent, "returned", "returned s c test.number no-such-port\n");
}

static void
test_bad_reducers (Scene         *scene,
                   gconstpointer  unused)
{
  g_autoptr (TroupeAccumulator) accumulator = troupe_accumulator_new_reducing ("sum-uint64", NULL, NULL);
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (GError) folded = NULL;

  g_assert_null (troupe_instance_open_reduce_port (scene->client, number_type (), "no.such", NULL, &none));
  g_assert_error (none, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_assert_null (troupe_instance_open_reduce_port (scene->client, number_type (), "sum-uint64", NULL, &other));
  g_assert_error (other, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
  g_assert_null (troupe_instance_open_accumulator_port (scene->client, number_type (), accumulator, NULL, &folded));
  g_assert_error (folded, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
}

/* --- splitting --- */

typedef struct
{
  TroupePort    *port;
  TroupePortRef *original;
  TroupePortRef *split;
} Split;

/* @reducer: (nullable). Splits a port of the client at the one in the middle. */
static void
split_set_up (Split      *self,
              Scene      *scene,
              const char *reducer,
              guint       n_updates)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *with_reducer = NULL;
  g_autoptr (TroupePortRef) bound = NULL;

  self->port = troupe_instance_open_port (scene->client, number_type (), TROUPE_PORT_MODE_QUEUE, NULL);
  bound = troupe_port_bind (self->port);
  text = troupe_port_ref_to_string (bound);
  with_reducer = g_strconcat (text, reducer != NULL ? ";reducer=" : NULL, reducer, NULL);
  self->original = troupe_port_ref_parse (with_reducer, NULL);
  self->split = troupe_instance_split_port (scene->middle, self->original, n_updates, &error);
  g_assert_no_error (error);
}

static void
split_clear (Split *self)
{
  g_clear_object (&self->port);
  troupe_port_ref_unref (self->original);
  troupe_port_ref_unref (self->split);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Split, split_clear)

static void
test_split_without_reducer (Scene         *scene,
                            gconstpointer  unused)
{
  g_auto (Split) split = { 0 };
  g_autoptr (TroupePortRef) again = NULL;

  split_set_up (&split, scene, NULL, 0);
  again = troupe_instance_split_port (scene->sender, split.split, 0, NULL);
  send_numbers (scene, split.original, "1");
  send_numbers (scene, split.split, "2");
  send_numbers (scene, again, "3");

  assert_received (split.port, "1 2 3");
}

static void
test_split_unknown_reducer (Scene         *scene,
                            gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  split_set_up (&split, scene, "no.such.reducer", 0);
  send_numbers (scene, split.split, "1 2");

  assert_received (split.port, "1 2");
}

static void
test_split_by_count (Scene         *scene,
                     gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  set_knob (scene, "split.buffer-age", 600000 * MS);
  split_set_up (&split, scene, "sum-int64", 0);
  send_numbers (scene, split.split, "1 2 3 4 5 6 7 8 9");

  assert_received (split.port, "15");
  fixture_expect (&scene->parent, "returned abandoned", "");
}

static void
test_split_of_one (Scene         *scene,
                   gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  set_knob (scene, "split.buffer-length", 1);
  split_set_up (&split, scene, "sum-int64", 0);
  send_numbers (scene, split.split, "4 2 3");

  assert_received (split.port, "4 2 3");
}

/* The time counts from the first that waits: later ones do not put it off. */
static void
test_split_by_time (Scene         *scene,
                    gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  set_knob (scene, "split.buffer-length", 100);
  split_set_up (&split, scene, "sum-int64", 0);
  send_numbers (scene, split.split, "10");
  fixture_advance (&scene->parent, 30 * MS);
  send_numbers (scene, split.split, "20 30");
  assert_received (split.port, "");
  fixture_advance (&scene->parent, 20 * MS);
  assert_received (split.port, "60");
  fixture_advance (&scene->parent, 1000 * MS);
  assert_received (split.port, "");
}

static void
test_split_by_count_and_time (Scene         *scene,
                              gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  set_knob (scene, "split.buffer-length", 3);
  split_set_up (&split, scene, "sum-int64", 0);
  send_numbers (scene, split.split, "10 20 30 40");
  assert_received (split.port, "60");
  fixture_advance (&scene->parent, 50 * MS);
  assert_received (split.port, "40");
}

/* The update that completes the number comes in the very step in which the time is over. */
static void
test_split_at_once (Scene         *scene,
                    gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  set_knob (scene, "split.buffer-length", 2);
  split_set_up (&split, scene, "sum-int64", 0);
  send_numbers (scene, split.split, "1");
  send_number (scene, split.split, 2);
  fixture_advance (&scene->parent, 50 * MS);
  assert_received (split.port, "3");
  fixture_advance (&scene->parent, 50 * MS);
  assert_received (split.port, "");
}

static void
test_split_of_n (Scene         *scene,
                 gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  split_set_up (&split, scene, "sum-int64", 3);
  send_numbers (scene, split.split, "10 20");
  fixture_advance (&scene->parent, 1000 * MS);
  assert_received (split.port, "");
  fixture_expect (&scene->parent, "handled", "");
  send_numbers (scene, split.split, "30");
  assert_received (split.port, "60");
  send_numbers (scene, split.split, "40");

  assert_received (split.port, "");
  fixture_expect (&scene->parent, "returned", "returned s m test.number no-such-port\n");
}

static void
test_split_refuses_one (Scene         *scene,
                        gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  split_set_up (&split, scene, "sum-int64", 3);
  send_numbers (scene, split.split, "1 9223372036854775807 2 3");

  assert_received (split.port, "6");
  fixture_expect (&scene->parent, "returned", "returned s m test.number type-mismatch\n");
}

static void
test_split_owner_stops (Scene         *scene,
                        gconstpointer  unused)
{
  g_auto (Split) stream = { 0 };
  g_auto (Split) of_three = { 0 };

  split_set_up (&stream, scene, "sum-int64", 0);
  split_set_up (&of_three, scene, "sum-int64", 3);
  send_numbers (scene, stream.split, "1 2");
  send_numbers (scene, of_three.split, "3 4");
  troupe_instance_drop (scene->middle);
  fixture_run (&scene->parent);

  assert_received (stream.port, "3");
  assert_received (of_three.port, "");
  fixture_expect (&scene->parent, "returned",
                  "returned s m test.number actor-stopped\nreturned s m test.number actor-stopped\n");
}

static void
test_split_closed (Scene         *scene,
                   gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  split_set_up (&split, scene, "sum-int64", 3);
  send_numbers (scene, split.split, "3 4");

  g_assert_false (troupe_instance_close_port (scene->sender, split.split));
  g_assert_false (troupe_instance_close_port (scene->client, split.original));
  g_assert_true (troupe_instance_close_port (scene->middle, split.split));
  g_assert_false (troupe_instance_close_port (scene->middle, split.split));
  fixture_expect (&scene->parent, "returned",
                  "returned s m test.number no-such-port\nreturned s m test.number no-such-port\n");
}

static void
test_split_lost (Scene         *scene,
                 gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  split_set_up (&split, scene, "sum-int64", 3);
  send_numbers (scene, split.split, "3 4");
  troupe_loop_give_up (scene->parent.loop);

  fixture_expect (&scene->parent, "lost", "lost s m test.number\nlost s m test.number\n");
}

/* Who no longer waits must not harm who stands between. */
static void
test_split_goes_nowhere (Scene         *scene,
                         gconstpointer  unused)
{
  g_auto (Split) split = { 0 };

  set_knob (scene, "split.buffer-length", 2);
  split_set_up (&split, scene, "sum-int64", 0);
  g_clear_object (&split.port);
  send_numbers (scene, split.split, "1 2");

  fixture_expect (&scene->parent, "returned abandoned", "abandoned m c test.number no-such-port\n");
}

static void
test_bad_splits (Scene         *scene,
                 gconstpointer  unused)
{
  static const struct
  {
    const char  *ref;
    TroupeError  code;
  } cases[] = {
    { "local:1,p0,c[0][1024];type=no.such.type", TROUPE_ERROR_UNKNOWN_TYPE },
    { "local:1,p0,c[0][1024];once;type=test.number", TROUPE_ERROR_INVALID_VALUE },
    { "local:1,p0,c[0][1024];type=test.number;reducer=sum-uint64", TROUPE_ERROR_INVALID_VALUE },
    { "local:1,p0,c[0][1024];reducer=sum-int64", TROUPE_ERROR_INVALID_VALUE },
  };

  number_type ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TroupePortRef) ref = troupe_port_ref_parse (cases[i].ref, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (troupe_instance_split_port (scene->middle, ref, 0, &error));
      g_assert_error (error, TROUPE_ERROR, (int) cases[i].code);
    }
}

/* --- functions --- */

static gboolean
add_number (TroupeMessage  *message,
            gpointer        user_data,
            GError        **error)
{
  Scene *scene = user_data;

  if (note_id (message) == 13)
    {
      g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "not this one");
      return FALSE;
    }
  scene->sum += note_id (message);

  return TRUE;
}

static void
send_notes (Scene         *scene,
            const guint64 *ids,
            guint          n)
{
  for (guint i = 0; i < n; i++)
    troupe_instance_send_to_port (scene->sender, scene->ref, note_type (), note_body (ids[i]), NULL);
  fixture_run (&scene->parent);
}

static void
test_func_port (Scene         *scene,
                gconstpointer  unused)
{
  const guint64 ids[] = { 10, 5, 13, 1, 0 };

  scene->ref = troupe_instance_open_func_port (scene->client, note_type (), TROUPE_PORT_DEFAULT, add_number, scene,
                                               NULL, NULL);
  send_notes (scene, ids, G_N_ELEMENTS (ids));

  g_assert_cmpuint (scene->sum, ==, 16);
  fixture_expect (&scene->parent, "returned", "returned s c note type-mismatch\n");
}

static void
test_func_port_once (Scene         *scene,
                     gconstpointer  unused)
{
  const guint64 ids[] = { 13, 5, 1 };

  scene->ref = troupe_instance_open_func_port (scene->client, note_type (), TROUPE_PORT_ONCE, add_number, scene, NULL,
                                               NULL);
  send_notes (scene, ids, G_N_ELEMENTS (ids));

  g_assert_cmpuint (scene->sum, ==, 5);
  fixture_expect (&scene->parent, "returned",
                  "returned s c note type-mismatch\nreturned s c note no-such-port\n");
}

/* Sends what is less by one to the port that it runs for, and closes it at the end. */
static gboolean
count_down (TroupeMessage  *message,
            gpointer        user_data,
            GError        **error)
{
  Scene *scene = user_data;
  guint64 id = note_id (message);

  scene->sum++;
  if (id > 0)
    return troupe_instance_send_to_port (scene->client, scene->ref, NULL, note_body (id - 1), error);

  return troupe_instance_close_port (scene->client, scene->ref);
}

static void
count_freed (gpointer user_data)
{
  ((Scene *) user_data)->sum += 100;
}

static void
test_func_posts_here (Scene         *scene,
                      gconstpointer  unused)
{
  const guint64 ids[] = { 3 };

  scene->ref = troupe_instance_open_func_port (scene->client, note_type (), TROUPE_PORT_DEFAULT, count_down, scene,
                                               count_freed, NULL);
  send_notes (scene, ids, 1);

  g_assert_cmpuint (scene->sum, ==, 104);
}

/* A port for one kind of message that hands on another. */
static gboolean
convert (TroupeMessage  *message,
         gpointer        user_data,
         GError        **error)
{
  return troupe_port_send (user_data, NULL, number_type (), g_variant_new ("(x)", (gint64) note_id (message) * 2),
                           error);
}

static void
test_converting (Scene         *scene,
                 gconstpointer  unused)
{
  const guint64 ids[] = { 3, 4 };
  g_autoptr (TroupePort) port = troupe_instance_open_port (scene->client, number_type (), TROUPE_PORT_MODE_QUEUE,
                                                           NULL);

  scene->ref = troupe_instance_open_func_port (scene->client, note_type (), TROUPE_PORT_DEFAULT, convert, port, NULL,
                                               NULL);
  send_notes (scene, ids, 2);

  assert_received (port, "6 8");
}

/* --- canaries: each shows that a planted defect is seen --- */

/* Does a port that has refused one message take the next? */
static gboolean
takes_after_refusal (Scene *scene)
{
  const guint64 ids[] = { 13, 5 };

  g_clear_pointer (&scene->ref, troupe_port_ref_unref);
  scene->ref = troupe_instance_open_func_port (scene->client, note_type (), TROUPE_PORT_DEFAULT, add_number, scene,
                                               NULL, NULL);
  scene->sum = 0;
  send_notes (scene, ids, G_N_ELEMENTS (ids));

  return scene->sum == 5;
}

static gboolean
sums_after_failure (Scene *scene)
{
  g_auto (Split) split = { 0 };
  g_autoptr (GPtrArray) messages = NULL;

  split_set_up (&split, scene, "sum-int64", 2);
  send_numbers (scene, split.split, "1 9223372036854775807 2");
  messages = troupe_port_drain (split.port);

  return messages->len == 1;
}

static void
assert_canary (Scene       *scene,
               const char  *defect,
               gboolean   (*is_right) (Scene *scene))
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (is_right (scene));
  g_assert_true (troupe_defect_enable (defect, NULL));
  g_assert_false (is_right (scene));
}

static void
test_canary_refusal (Scene         *scene,
                     gconstpointer  unused)
{
  assert_canary (scene, "port.refusal-unbinds", takes_after_refusal);
}

static void
test_canary_split (Scene         *scene,
                   gconstpointer  unused)
{
  assert_canary (scene, "split.failure-unbinds", sums_after_failure);
}

#define ADD(path, func) g_test_add ("/proc/" path, Scene, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("gathering/an-accumulating-port-gives-its-state", test_accumulator);
  ADD ("gathering/references-bear-reducers", test_references_bear_reducers);
  ADD ("gathering/an-update-that-does-not-fold-comes-back", test_bad_update);
  ADD ("gathering/an-accumulator-can-be-a-users-own", test_own_accumulator);
  ADD ("gathering/a-reduce-port-takes-one-value-as-it-is", test_reduce_port);
  ADD ("gathering/a-reducer-must-fit-the-type", test_bad_reducers);
  ADD ("split/without-a-reducer-each-is-handed-on", test_split_without_reducer);
  ADD ("split/a-reducer-that-is-not-known-is-none", test_split_unknown_reducer);
  ADD ("split/a-stream-is-combined-by-count", test_split_by_count);
  ADD ("split/a-buffer-of-one-combines-nothing", test_split_of_one);
  ADD ("split/a-stream-is-combined-by-time", test_split_by_time);
  ADD ("split/what-comes-first-counts-count-or-time", test_split_by_count_and_time);
  ADD ("split/count-and-time-together-hand-on-once", test_split_at_once);
  ADD ("split/of-n-updates-one-message-is-made", test_split_of_n);
  ADD ("split/a-failed-reduce-refuses-only-that-update", test_split_refuses_one);
  ADD ("split/when-its-owner-stops-nothing-vanishes", test_split_owner_stops);
  ADD ("split/what-waits-in-a-closed-one-comes-back", test_split_closed);
  ADD ("split/what-waits-is-lost-with-its-process", test_split_lost);
  ADD ("split/what-is-handed-on-does-not-come-back", test_split_goes_nowhere);
  ADD ("split/one-that-makes-no-sense-is-refused", test_bad_splits);
  ADD ("func-port/it-is-called-for-each-message", test_func_port);
  ADD ("func-port/a-once-port-is-gone-when-it-has-taken-one", test_func_port_once);
  ADD ("func-port/it-may-send-to-itself-and-close-itself", test_func_posts_here);
  ADD ("func-port/it-can-convert-for-another-port", test_converting);
  ADD ("canary/port-refusal-unbinds", test_canary_refusal);
  ADD ("canary/split-failure-unbinds", test_canary_split);

  return g_test_run ();
}
