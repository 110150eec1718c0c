/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* An actor that a program drives, and what it is told. */

#define SECOND G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  Fixture            base;
  TroupeInstance    *self;      /* `hand` */
  TroupeInstance    *client;
  Script             script;    /* of its children */
  GString           *told;      /* a word for each call */
  TroupeSupervision  judgement;
  gboolean           fails;     /* its work function */
  gboolean           obliges;   /* stops when asked */
  guint              n_freed;
} Hand;

static gboolean
take_work (TroupeInstance  *instance,
           TroupeMessage   *message,
           gpointer         user_data,
           GError         **error)
{
  Hand *t = user_data;

  g_string_append_printf (t->told, "work:%u ", (guint) note_id (message));
  if (t->fails)
    g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "clumsy");

  return !t->fails;
}

static TroupeSupervision
take_event (TroupeInstance          *instance,
            TroupeSupervisionEvent  *event,
            gpointer                 user_data,
            GError                 **error)
{
  Hand *t = user_data;

  g_string_append_printf (t->told, "child:%s ", troupe_supervision_event_get_text (event));

  return t->judgement;
}

static void
take_signal (TroupeInstance       *instance,
             TroupeInstanceSignal  signal,
             const char           *text,
             gpointer              user_data)
{
  Hand *t = user_data;

  g_string_append_printf (t->told, "%s:%s ", signal == TROUPE_INSTANCE_SIGNAL_STOP ? "stop" : "ended", text);
  if (signal == TROUPE_INSTANCE_SIGNAL_STOP && t->obliges)
    troupe_instance_stop (instance, text);
}

static void
count_freed (gpointer user_data)
{
  ((Hand *) user_data)->n_freed++;
}

static gboolean
fail_handler (TroupeContext  *context,
              TroupeMessage  *message,
              Script         *script,
              GError        **error)
{
  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "bad input");

  return FALSE;
}

static void
hand_set_up (Hand          *self,
             gconstpointer  unused)
{
  GError *error = NULL;

  fixture_set_up (&self->base, NULL);
  self->told = g_string_new (NULL);
  self->obliges = TRUE;
  self->script.handle = fail_handler;
  self->self = troupe_proc_create_actor_instance (self->base.proc, "hand", take_work, self, count_freed, &error);
  g_assert_no_error (error);
  troupe_instance_accept (self->self, note_type ());
  troupe_instance_set_supervision_func (self->self, take_event, self, count_freed);
  troupe_instance_set_signal_func (self->self, take_signal, self, count_freed);
  self->client = fixture_client (&self->base, "c");
  fixture_run (&self->base);
  fixture_forget (&self->base);
}

static void
hand_tear_down (Hand          *self,
                gconstpointer  unused)
{
  g_clear_object (&self->client);
  g_clear_object (&self->self);
  fixture_tear_down (&self->base, NULL);
  troupe_defect_disable_all ();
  g_string_free (self->told, TRUE);
  g_assert_cmpuint (self->n_freed, ==, 3);
}

static TroupeActorId *
hand_id (Hand *t)
{
  return troupe_instance_get_id (t->self);
}

static void
tell (Hand          *t,
      TroupeActorId *actor,
      guint64        id)
{
  troupe_instance_send (t->client, actor, note_type (), note_body (id), NULL);
  fixture_run (&t->base);
}

static TroupeActorId *
hand_spawn (Hand *t)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (&t->script);
  GError *error = NULL;
  TroupeActorId *id = troupe_instance_spawn (t->self, "child", actor, &error);

  g_assert_no_error (error);
  fixture_run (&t->base);

  return id;
}

static void
test_work (Hand          *t,
           gconstpointer  unused)
{
  tell (t, hand_id (t), 1);
  tell (t, hand_id (t), 2);

  g_assert_cmpstr (t->told->str, ==, "work:1 work:2 ");
  fixture_expect (&t->base, "handled", "handled hand c note\nhandled hand c note\n");
}

static void
test_accepts (Hand          *t,
              gconstpointer  unused)
{
  troupe_instance_send (t->client, hand_id (t), other_type (), NULL, NULL);
  fixture_run (&t->base);
  fixture_expect (&t->base, "returned", "returned c hand other no-such-port\n");
}

static void
test_work_fails (Hand          *t,
                 gconstpointer  unused)
{
  t->fails = TRUE;
  tell (t, hand_id (t), 1);

  g_assert_cmpstr (t->told->str, ==, "work:1 ended:clumsy ");
  g_assert_cmpint (troupe_instance_get_status (t->self), ==, TROUPE_ACTOR_STATUS_FAILED);
  g_assert_null (troupe_instance_get_context (t->self));
}

static void
test_supervises (Hand          *t,
                 gconstpointer  unused)
{
  g_autoptr (TroupeActorId) child = hand_spawn (t);

  tell (t, child, 1);

  g_assert_cmpstr (t->told->str, ==, "child:bad input ");
  fixture_expect (&t->base, "supervised unhandled", "supervised hand child[1] via child[1] handled\n");
}

static void
test_declines (Hand          *t,
               gconstpointer  unused)
{
  g_autoptr (TroupeActorId) child = hand_spawn (t);

  t->judgement = TROUPE_SUPERVISION_DECLINED;
  tell (t, child, 1);

  g_assert_cmpstr (t->told->str, ==, "child:bad input ended:bad input ");
  g_assert_cmpint (t->base.exit_code, ==, 1);
}

static void
test_asked_to_stop (Hand          *t,
                    gconstpointer  unused)
{
  g_autoptr (TroupeActorId) child G_GNUC_UNUSED = hand_spawn (t);

  troupe_proc_stop_actor (t->base.proc, hand_id (t), "closing");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "stop:closing ended:closing ");
  fixture_expect (&t->base, "snapshot", "snapshot child[1] stopped: parent stopping\nsnapshot hand stopped: closing\n");
  g_assert_cmpint (troupe_instance_get_status (t->self), ==, TROUPE_ACTOR_STATUS_STOPPED);
}

static void
test_takes_its_time (Hand          *t,
                     gconstpointer  unused)
{
  t->obliges = FALSE;
  troupe_instance_stop_actor (t->client, hand_id (t), "closing");
  fixture_run (&t->base);
  tell (t, hand_id (t), 7);
  g_assert_cmpstr (t->told->str, ==, "stop:closing work:7 ");
  troupe_instance_stop (t->self, "now");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "stop:closing work:7 ended:now ");
}

static void
note_destroyed (TroupeProc *proc,
                GPtrArray  *stopped,
                GPtrArray  *aborted,
                gpointer    user_data)
{
  g_string_append_printf (((Hand *) user_data)->told, "destroyed:%u+%u ", stopped->len, aborted->len);
}

/* The original waits for ever for a driven actor that ignores a stop. */
static void
test_destroyed_anyway (Hand          *t,
                       gconstpointer  unused)
{
  t->obliges = FALSE;
  troupe_proc_destroy (t->base.proc, "the end", SECOND, note_destroyed, t, NULL);
  fixture_advance (&t->base, SECOND);

  g_assert_cmpstr (t->told->str, ==,
                   "stop:the end ended:aborted: the destruction of its proc waited too long for it destroyed:0+1 ");
}

static void
test_canary_destroy (Hand          *t,
                     gconstpointer  unused)
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (troupe_defect_enable ("destroy.waits-for-the-driven", NULL));
  t->obliges = FALSE;
  troupe_proc_destroy (t->base.proc, "the end", SECOND, note_destroyed, t, NULL);
  fixture_advance (&t->base, 1000 * SECOND);

  g_assert_cmpstr (t->told->str, ==, "stop:the end ");
}

static void
test_aborted (Hand          *t,
              gconstpointer  unused)
{
  troupe_proc_abort_actor (t->base.proc, hand_id (t), "enough");
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "ended:aborted: enough ");
}

static void
test_dropped (Hand          *t,
              gconstpointer  unused)
{
  g_autoptr (TroupeActorId) child G_GNUC_UNUSED = hand_spawn (t);

  g_clear_object (&t->self);
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "");
  fixture_expect (&t->base, "snapshot",
                  "snapshot child[1] stopped: parent stopping\nsnapshot hand stopped: instance is dropped\n");
}

static void
test_after_the_end (Hand          *t,
                    gconstpointer  unused)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (&t->script);
  g_autoptr (GError) send_error = NULL;
  g_autoptr (GError) spawn_error = NULL;

  troupe_instance_stop (t->self, "done");
  fixture_run (&t->base);

  g_assert_false (troupe_instance_send (t->self, hand_id (t), note_type (), note_body (1), &send_error));
  g_assert_error (send_error, TROUPE_ERROR, TROUPE_ERROR_CLOSED);
  g_assert_null (troupe_instance_spawn (t->self, "late", actor, &spawn_error));
  g_assert_error (spawn_error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  troupe_instance_stop (t->self, "again");
}

static void
test_fails_itself (Hand          *t,
                   gconstpointer  unused)
{
  g_autoptr (GError) failure = g_error_new_literal (TROUPE_ERROR, TROUPE_ERROR_FAILED, "giving up");

  troupe_instance_fail (t->self, failure);
  fixture_run (&t->base);

  g_assert_cmpstr (t->told->str, ==, "ended:giving up ");
  fixture_expect (&t->base, "unhandled", "unhandled hand\n");
}

static void
test_plain_client_does_not_supervise (Hand          *t,
                                      gconstpointer  unused)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (&t->script);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_instance_spawn (t->client, "child", actor, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_null (troupe_instance_get_context (t->client));
}

static void
test_sends_later (Hand          *t,
                  gconstpointer  unused)
{
  TroupeContext *context = troupe_instance_get_context (t->self);

  g_assert_cmpuint (troupe_context_send_after (context, SECOND, note_type (), note_body (5), NULL), !=, 0);
  fixture_advance (&t->base, SECOND);

  g_assert_cmpstr (t->told->str, ==, "work:5 ");
}

#define ADD(path, func) g_test_add (path, Hand, NULL, hand_set_up, func, hand_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/actor-instance/it-gets-its-work", test_work);
  ADD ("/proc/actor-instance/it-gets-only-what-it-accepts", test_accepts);
  ADD ("/proc/actor-instance/it-fails-with-its-work", test_work_fails);
  ADD ("/proc/actor-instance/it-supervises-its-children", test_supervises);
  ADD ("/proc/actor-instance/what-it-declines-fails-it", test_declines);
  ADD ("/proc/actor-instance/it-is-asked-to-stop", test_asked_to_stop);
  ADD ("/proc/actor-instance/it-works-on-until-it-stops", test_takes_its_time);
  ADD ("/proc/actor-instance/a-destruction-does-not-wait-for-it", test_destroyed_anyway);
  ADD ("/proc/actor-instance/an-abort-does-not-ask", test_aborted);
  ADD ("/proc/actor-instance/dropped-it-stops-untold", test_dropped);
  ADD ("/proc/actor-instance/after-its-end-it-does-nothing", test_after_the_end);
  ADD ("/proc/actor-instance/it-can-fail", test_fails_itself);
  ADD ("/proc/actor-instance/a-plain-client-does-not-supervise", test_plain_client_does_not_supervise);
  ADD ("/proc/actor-instance/it-can-do-what-actors-can", test_sends_later);
  ADD ("/proc/canary/destroy-waits-for-the-driven", test_canary_destroy);

  return g_test_run ();
}
