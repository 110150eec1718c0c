/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* Messages of an actor to itself that wait for their time. */

#define MS G_GUINT64_CONSTANT (1000000)

typedef struct
{
  Fixture        base;
  Script         script;
  TroupeActorId *id;
  guint64        seen[4]; /* ids of notes, in the order of handling */
} Clock;

static gboolean
note_down (TroupeContext  *context,
           TroupeMessage  *message,
           Script         *script,
           GError        **error)
{
  Clock *t = script->data;

  g_assert_cmpuint (script->n_calls, <=, G_N_ELEMENTS (t->seen));
  t->seen[script->n_calls - 1] = note_id (message);

  return TRUE;
}

static void
clock_set_up (Clock         *self,
              gconstpointer  unused)
{
  fixture_set_up (&self->base, NULL);
  self->script.handle = note_down;
  self->script.data = self;
  self->id = fixture_spawn (&self->base, "clock", &self->script);
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
clock_tear_down (Clock         *self,
                 gconstpointer  unused)
{
  troupe_actor_id_unref (self->id);
  fixture_tear_down (&self->base, NULL);
}

static guint64
send_after (Clock   *t,
            guint64  delay_ns,
            guint64  id)
{
  GError *error = NULL;
  guint64 token = troupe_context_send_after (t->script.context, delay_ns, note_type (), note_body (id), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (token, !=, 0);

  return token;
}

static void
test_comes_in_time (Clock         *t,
                    gconstpointer  unused)
{
  send_after (t, 10 * MS, 7);
  fixture_advance (&t->base, 10 * MS - 1);
  fixture_expect (&t->base, "sent delivered handled", "");
  fixture_advance (&t->base, 1);

  fixture_expect (&t->base, "sent delivered handled",
                  "sent clock clock note\ndelivered clock clock note\nhandled clock clock note\n");
  g_assert_cmpuint (t->seen[0], ==, 7);
}

static void
test_order (Clock         *t,
            gconstpointer  unused)
{
  send_after (t, 20 * MS, 3);
  send_after (t, 10 * MS, 1);
  send_after (t, 10 * MS, 2);
  fixture_advance (&t->base, 20 * MS);

  g_assert_cmpuint (t->script.n_calls, ==, 3);
  g_assert_cmpuint (t->seen[0], ==, 1);
  g_assert_cmpuint (t->seen[1], ==, 2);
  g_assert_cmpuint (t->seen[2], ==, 3);
}

static void
test_cancelled (Clock         *t,
                gconstpointer  unused)
{
  guint64 first = send_after (t, 10 * MS, 1);
  guint64 second = send_after (t, 10 * MS, 2);

  g_assert_cmpuint (first, !=, second);
  g_assert_true (troupe_context_cancel_send (t->script.context, first));
  g_assert_false (troupe_context_cancel_send (t->script.context, first));
  fixture_advance (&t->base, 10 * MS);

  g_assert_cmpuint (t->script.n_calls, ==, 1);
  g_assert_cmpuint (t->seen[0], ==, 2);
}

static void
test_too_late (Clock         *t,
               gconstpointer  unused)
{
  guint64 token = send_after (t, 0, 1);

  fixture_advance (&t->base, 1);

  g_assert_cmpuint (t->script.n_calls, ==, 1);
  g_assert_false (troupe_context_cancel_send (t->script.context, token));
}

static void
test_bad_body (Clock         *t,
               gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (troupe_context_send_after (t->script.context, MS, note_type (), g_variant_new ("(s)", "x"), &error),
                    ==, 0);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_MESSAGE);
}

static void
test_forgotten_by_stop (Clock         *t,
                        gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  send_after (t, 10 * MS, 1);
  troupe_proc_stop_actor (t->base.proc, t->id, "done");
  g_assert_cmpuint (troupe_context_send_after (t->script.context, MS, note_type (), note_body (2), &error), ==, 0);
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  fixture_advance (&t->base, 20 * MS);

  fixture_expect (&t->base, "sent returned snapshot", "snapshot clock stopped: done\n");
}

static void
test_forgotten_by_abort (Clock         *t,
                         gconstpointer  unused)
{
  send_after (t, 10 * MS, 1);
  troupe_proc_abort_actor (t->base.proc, t->id, "enough");
  fixture_advance (&t->base, 20 * MS);

  fixture_expect (&t->base, "sent", "");
}

#define ADD(path, func) g_test_add (path, Clock, NULL, clock_set_up, func, clock_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/delayed/a-message-comes-in-its-time", test_comes_in_time);
  ADD ("/proc/delayed/messages-come-by-time-and-then-by-call", test_order);
  ADD ("/proc/delayed/a-cancelled-one-does-not-come", test_cancelled);
  ADD ("/proc/delayed/what-was-sent-is-not-cancelled", test_too_late);
  ADD ("/proc/delayed/a-body-is-checked-at-the-call", test_bad_body);
  ADD ("/proc/delayed/a-stop-forgets-what-waits", test_forgotten_by_stop);
  ADD ("/proc/delayed/an-abort-forgets-what-waits", test_forgotten_by_abort);

  return g_test_run ();
}
