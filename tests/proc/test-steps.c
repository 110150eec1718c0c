/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* What one step of an actor does, in a world that explores and in one that does not. A fixture_step() is one step. */

#define N_CHILDREN 10u

/* One for each child: its behaviour counts its end. */
typedef struct
{
  guint n_frees;
  guint n_heard; /* by the parent */
} Family;

static gboolean
child_stop (gpointer        state,
            TroupeContext  *context,
            GError        **error)
{
  troupe_context_stop (context, "done");

  return TRUE;
}

static gboolean
child_fail (gpointer        state,
            TroupeContext  *context,
            GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "no good");

  return FALSE;
}

static void
child_free (gpointer state)
{
  ((Family *) state)->n_frees++;
}

static TroupeSupervision
parent_supervise (gpointer                 state,
                  TroupeContext           *context,
                  TroupeSupervisionEvent  *event,
                  GError                 **error)
{
  ((Family *) state)->n_heard++;

  return TROUPE_SUPERVISION_HANDLED;
}

static const TroupeBehavior stopping_behavior = { .type_name = "stopping", .init = child_stop, .free = child_free };
static const TroupeBehavior failing_behavior = { .type_name = "failing", .init = child_fail, .free = child_free };
static const TroupeBehavior parent_behavior = { .type_name = "parent", .handle_supervision_event = parent_supervise };

/* Spawns the parent, lets it come to rest, and spawns its children, which all wait for their first step. */
static void
spawn_family (Fixture              *f,
              Family               *family,
              const TroupeBehavior *child,
              guint                 n_children)
{
  g_autoptr (TroupeActorRef) parent = troupe_proc_spawn_behavior (f->proc, "parent", &parent_behavior, family, NULL);
  TroupeCell *cell = troupe_cell_from_mailbox (parent->mailbox);

  fixture_run (f);
  for (guint i = 0; i < n_children; i++)
    g_assert_nonnull (troupe_proc_spawn_under (f->proc, cell, "child", child, family, NULL));
}

static void
run_steps (Fixture *f,
           guint    n)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (fixture_step (f));
}

static void
test_end_in_one_step (Fixture       *f,
                      gconstpointer  child)
{
  Family family = { 0 };

  spawn_family (f, &family, child, 2);
  run_steps (f, 1);
  g_assert_cmpuint (family.n_frees, ==, 1);
  run_steps (f, 1);
  g_assert_cmpuint (family.n_frees, ==, 2);
  g_assert_cmpuint (family.n_heard, ==, 0);
  fixture_run (f);
  g_assert_cmpuint (family.n_heard, ==, 2);
}

static void
test_ends_in_a_row (Fixture       *f,
                    gconstpointer  child)
{
  Family family = { 0 };

  spawn_family (f, &family, child, N_CHILDREN);
  run_steps (f, N_CHILDREN);
  g_assert_cmpuint (family.n_heard, ==, 0);
  run_steps (f, 1);
  g_assert_cmpuint (family.n_heard, ==, 8);
  run_steps (f, 1);
  g_assert_cmpuint (family.n_heard, ==, N_CHILDREN);
}

/* It has ended, and its last step may come at any time; who hears of its end may come first. */
static void
test_explored (Fixture       *f,
               gconstpointer  child)
{
  Family family = { 0 };

  f->loop->explores = TRUE;
  spawn_family (f, &family, child, N_CHILDREN);
  run_steps (f, N_CHILDREN);
  g_assert_cmpuint (family.n_frees, <, N_CHILDREN);
  for (guint n_heard = 0; fixture_step (f); n_heard = family.n_heard)
    g_assert_cmpuint (family.n_heard, <=, n_heard + 1);
  g_assert_cmpuint (family.n_heard, ==, N_CHILDREN);
  g_assert_cmpuint (family.n_frees, ==, N_CHILDREN);
}

/* --- messages --- */

typedef struct
{
  guint n_handled;
  guint panic_at;  /* which message is one too many; 0: none */
  guint stop_at;   /* with which it wants to stop; 0: none */
} Worker;

static gboolean
worker_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  Worker *self = state;

  self->n_handled++;
  if (self->n_handled == self->panic_at)
    troupe_context_panic (context, "too much");
  if (self->n_handled == self->stop_at)
    troupe_context_stop (context, "enough");

  return TRUE;
}

/* Spawns a worker that has @n messages. Nobody listens, so nothing keeps it from taking the short way. */
static TroupeActorRef *
spawn_worker (Fixture *f,
              Worker  *worker,
              guint    n)
{
  static TroupeBehavior behavior = { .type_name = "worker", .handle = worker_handle };
  g_autoptr (TroupeInstance) client = fixture_client (f, "client");
  TroupeActorRef *ref;

  troupe_behavior_accept (&behavior, note_type ());
  ref = troupe_proc_spawn_behavior (f->proc, "worker", &behavior, worker, NULL);
  fixture_run (f);
  troupe_world_set_event_mask (f->world, 0);
  for (guint i = 0; i < n; i++)
    g_assert_true (troupe_instance_send (client, troupe_actor_ref_get_id (ref), note_type (), note_body (i), NULL));

  return ref;
}

static void
test_messages_in_a_row (Fixture       *f,
                        gconstpointer  unused)
{
  Worker worker = { 0 };
  g_autoptr (TroupeActorRef) ref = spawn_worker (f, &worker, 10);

  run_steps (f, 1);
  g_assert_cmpuint (worker.n_handled, ==, 8);
  /* Others have their turn: the client, which has ended. */
  run_steps (f, 1);
  g_assert_cmpuint (worker.n_handled, ==, 8);
  run_steps (f, 1);
  g_assert_cmpuint (worker.n_handled, ==, 10);
}

static void
test_messages_explored (Fixture       *f,
                        gconstpointer  unused)
{
  Worker worker = { 0 };
  g_autoptr (TroupeActorRef) ref = spawn_worker (f, &worker, 3);

  f->loop->explores = TRUE;
  for (guint n_handled = 0; fixture_step (f); n_handled = worker.n_handled)
    g_assert_cmpuint (worker.n_handled, <=, n_handled + 1);
  g_assert_cmpuint (worker.n_handled, ==, 3);
}

static TroupeActorStatus
status_of (Fixture        *f,
           TroupeActorRef *ref)
{
  TroupeActorStatus status;

  g_assert_true (troupe_proc_get_actor_status (f->proc, troupe_actor_ref_get_id (ref), &status));

  return status;
}

static void
test_panic_ends_the_row (Fixture       *f,
                         gconstpointer  unused)
{
  Worker worker = { .panic_at = 2 };
  g_autoptr (TroupeActorRef) ref = spawn_worker (f, &worker, 5);

  fixture_run (f);
  g_assert_cmpuint (worker.n_handled, ==, 2);
  g_assert_cmpint (status_of (f, ref), ==, TROUPE_ACTOR_STATUS_FAILED);
  g_assert_cmpint (f->exit_code, ==, 1);
}

static void
test_stop_drains_the_rest (Fixture       *f,
                           gconstpointer  unused)
{
  Worker worker = { .stop_at = 2 };
  g_autoptr (TroupeActorRef) ref = spawn_worker (f, &worker, 5);

  run_steps (f, 1);
  g_assert_cmpuint (worker.n_handled, ==, 2);
  fixture_run (f);
  g_assert_cmpuint (worker.n_handled, ==, 5);
  g_assert_cmpint (status_of (f, ref), ==, TROUPE_ACTOR_STATUS_STOPPED);
}

#define ADD(path, func) g_test_add ("/proc/steps/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
#define ADD_CHILD(path, child, func) \
  g_test_add ("/proc/steps/" path, Fixture, child, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_CHILD ("who-stops-in-its-init-goes-in-that-step", &stopping_behavior, test_end_in_one_step);
  ADD_CHILD ("who-fails-in-its-init-goes-in-that-step", &failing_behavior, test_end_in_one_step);
  ADD_CHILD ("a-parent-hears-of-eight-stops-in-a-row", &stopping_behavior, test_ends_in_a_row);
  ADD_CHILD ("a-parent-hears-of-eight-failures-in-a-row", &failing_behavior, test_ends_in_a_row);
  ADD_CHILD ("a-world-that-explores-may-choose-between-the-steps-of-stops", &stopping_behavior, test_explored);
  ADD_CHILD ("a-world-that-explores-may-choose-between-the-steps-of-failures", &failing_behavior, test_explored);
  ADD ("eight-messages-are-handled-in-a-row", test_messages_in_a_row);
  ADD ("a-world-that-explores-may-choose-between-messages", test_messages_explored);
  ADD ("a-panic-ends-the-row", test_panic_ends_the_row);
  ADD ("who-wants-to-stop-handles-the-rest-one-by-one", test_stop_drains_the_rest);

  return g_test_run ();
}
