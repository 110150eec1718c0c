/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-supervision-event-private.h"

/* Supervision events as text. */

/* @cause: (transfer full) (nullable) */
static TroupeSupervisionEvent *
make_event (const char             *name,
            const char             *display_name,
            TroupeActorStatus       status,
            const char             *text,
            TroupeSupervisionEvent *cause)
{
  g_autofree char *id_text = g_strdup_printf ("local:1,p,%s[0]", name);
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse (id_text, NULL);
  g_autoptr (TroupePeer) peer = troupe_peer_new_detached (id);
  TroupeSupervisionEvent *event;

  event = troupe_supervision_event_new (/* recycler = */ NULL, peer, g_strdup (display_name), status,
                                        /* prefix = */ NULL, text, cause, 1);
  g_clear_pointer (&cause, troupe_supervision_event_release);

  return event;
}

static TroupeSupervisionEvent *
failed (const char             *name,
        const char             *text,
        TroupeSupervisionEvent *cause)
{
  return make_event (name, NULL, TROUPE_ACTOR_STATUS_FAILED, text, cause);
}

static TroupeSupervisionEvent *
stopped (const char *name,
         const char *text)
{
  return make_event (name, NULL, TROUPE_ACTOR_STATUS_STOPPED, text, NULL);
}

/* @event: (transfer full) */
static void
assert_display (TroupeSupervisionEvent *event,
                const char             *expected)
{
  g_autofree char *text = troupe_supervision_event_to_string (event);

  g_assert_cmpstr (text, ==, expected);
  troupe_supervision_event_release (event);
}

/* @event: (transfer full) */
static void
assert_report (TroupeSupervisionEvent *event,
               const char             *expected)
{
  g_autofree char *text = troupe_supervision_event_to_report (event);

  g_assert_cmpstr (text, ==, expected);
  troupe_supervision_event_release (event);
}

static void
test_failure (void)
{
  assert_display (failed ("a", "bad input", NULL), "local:1,p,a[0] failed: bad input");
  assert_display (failed ("a", "", NULL), "local:1,p,a[0] failed");
}

static void
test_abort (void)
{
  assert_display (failed ("a", "aborted: enough", NULL), "local:1,p,a[0] failed: aborted: enough");
}

static void
test_stop (void)
{
  assert_display (stopped ("a", "done"), "local:1,p,a[0] stopped: done");
}

static void
test_unhandled (void)
{
  assert_display (failed ("mid", "", failed ("leaf", "bad input", NULL)),
                  "local:1,p,mid[0] did not handle the end of its child:\n"
                  "  local:1,p,leaf[0] failed: bad input");
}

static void
test_unhandled_stop (void)
{
  assert_display (failed ("mid", "", stopped ("leaf", "done")),
                  "local:1,p,mid[0] did not handle the end of its child:\n"
                  "  local:1,p,leaf[0] stopped: done");
}

static void
test_while_handling (void)
{
  assert_display (failed ("mid", "clumsy", failed ("leaf", "bad input", NULL)),
                  "local:1,p,mid[0] failed: clumsy, while handling:\n"
                  "  local:1,p,leaf[0] failed: bad input");
}

static void
test_deep (void)
{
  assert_display (failed ("top", "", failed ("mid", "clumsy", failed ("leaf", "bad input", NULL))),
                  "local:1,p,top[0] did not handle the end of its child:\n"
                  "  local:1,p,mid[0] failed: clumsy, while handling:\n"
                  "    local:1,p,leaf[0] failed: bad input");
}

static void
test_newlines (void)
{
  assert_display (failed ("mid", "clumsy\n\n", failed ("leaf", "bad input\n", NULL)),
                  "local:1,p,mid[0] failed: clumsy, while handling:\n"
                  "  local:1,p,leaf[0] failed: bad input");
}

static void
test_host_agent (void)
{
  assert_display (stopped ("host_agent", "gone"),
                  "local:1,p,host_agent[0] stopped: "
                  "the process at local:1 no longer responds and is presumed dead");
}

static void
test_proc_agent (void)
{
  assert_display (stopped ("proc_agent", "gone"),
                  "local:1,p,proc_agent[0] stopped: "
                  "the process at local:1 no longer responds and is presumed dead");
}

static void
test_display_name (void)
{
  assert_display (make_event ("a", "The Clerk", TROUPE_ACTOR_STATUS_FAILED, "bad input", NULL),
                  "The Clerk failed: bad input");
}

static void
test_report (void)
{
  assert_report (failed ("a", "bad input", NULL), "local:1,p,a[0] and all actors below it failed: bad input");
}

static void
test_report_abort (void)
{
  assert_report (failed ("a", "aborted: enough", NULL),
                 "local:1,p,a[0] and all actors below it failed: aborted: enough");
}

static void
test_report_leaf_only (void)
{
  assert_report (failed ("top", "", failed ("mid", "", failed ("leaf", "bad input", NULL))),
                 "local:1,p,leaf[0] and all actors below it failed: bad input");
}

static void
test_report_stopped_leaf (void)
{
  assert_report (failed ("top", "", failed ("mid", "", stopped ("leaf", "done"))),
                 "local:1,p,mid[0] and all actors below it failed: it did not handle the end of its child:\n"
                 "  local:1,p,leaf[0] stopped: done");
}

static void
test_report_agent (void)
{
  assert_report (failed ("top", "", failed ("mid", "", stopped ("proc_agent", "gone"))),
                 "local:1,p,mid[0] and all actors below it failed: it did not handle the end of its child:\n"
                 "  local:1,p,proc_agent[0] stopped: the process at local:1 no longer responds and is presumed dead");
}

static void
test_report_while_handling (void)
{
  assert_report (failed ("mid", "clumsy\n", failed ("leaf", "bad input", NULL)),
                 "local:1,p,mid[0] and all actors below it failed: clumsy, while handling:\n"
                 "  local:1,p,leaf[0] and all actors below it failed: bad input");
}

static void
test_report_nested (void)
{
  assert_report (failed ("top", "clumsier", failed ("mid", "clumsy", failed ("leaf", "bad input", NULL))),
                 "local:1,p,top[0] and all actors below it failed: clumsier, while handling:\n"
                 "  local:1,p,mid[0] and all actors below it failed: clumsy, while handling:\n"
                 "    local:1,p,leaf[0] and all actors below it failed: bad input");
}

static void
test_report_starts_at_handler (void)
{
  assert_report (failed ("top", "", failed ("mid", "clumsy", failed ("leaf", "bad input", NULL))),
                 "local:1,p,mid[0] and all actors below it failed: clumsy, while handling:\n"
                 "  local:1,p,leaf[0] and all actors below it failed: bad input");
}

static void
test_report_of_stop (void)
{
  assert_report (stopped ("a", "done"), NULL);
}

static void
test_root_cause (void)
{
  TroupeSupervisionEvent *leaf = stopped ("leaf", "done");
  TroupeSupervisionEvent *event = failed ("top", "", failed ("mid", "", leaf));

  g_assert_true (troupe_supervision_event_get_root_cause (event) == leaf);
  g_assert_true (troupe_supervision_event_get_root_cause (leaf) == leaf);
  troupe_supervision_event_release (event);
}

static void
assert_says (TroupeSupervisionEvent *event,
             const char             *expected)
{
  g_autofree char *text = troupe_supervision_event_to_string (event);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_outlives_loop (void)
{
  TroupeSupervisionEvent *event = failed ("a", "bad", NULL);
  g_autofree char *expected = troupe_supervision_event_to_string (event);

  g_assert_true (troupe_supervision_event_ref (event) == event);
  troupe_supervision_event_release (event);
  assert_says (event, expected);

  /* It comes back, and leaves again. */
  troupe_supervision_event_hold (event);
  troupe_supervision_event_unref (event);
  assert_says (event, expected);
  troupe_supervision_event_release (event);
}

static void
test_blocks (void)
{
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse ("local:1,p,a[0]", NULL);
  TroupePeerTable *peers = troupe_peer_table_new ();
  TroupePeer *peer = troupe_peer_table_intern (peers, id);
  g_autofree char *long_text = g_strnfill (1000, 'x');
  const char *texts[] = { NULL, "", "short", long_text };
  TroupeRecycler recycler = { NULL };

  for (guint i = 0; i < 4 * G_N_ELEMENTS (texts); i++)
    {
      const char *text = texts[i % G_N_ELEMENTS (texts)];
      g_autofree char *prefixed = g_strconcat ("why: ", text, NULL);
      TroupeSupervisionEvent *event;

      event = troupe_supervision_event_new (&recycler, peer, g_strdup ("A"), TROUPE_ACTOR_STATUS_FAILED, "why", text,
                                            /* cause = */ NULL, 1);
      g_assert_cmpstr (troupe_supervision_event_get_text (event), ==, prefixed);
      g_assert_true (troupe_supervision_event_hold (event) == event);
      troupe_supervision_event_release (event);
      if (i >= 2 * G_N_ELEMENTS (texts))
        troupe_supervision_event_unref (troupe_supervision_event_ref (event));
      troupe_supervision_event_release (event);
    }

  troupe_recycler_clear (&recycler);
  troupe_peer_unref (peer);
  troupe_peer_table_free (peers);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/proc/supervision-text/a-failure-says-why", test_failure);
  g_test_add_func ("/proc/supervision-text/an-abort-says-so", test_abort);
  g_test_add_func ("/proc/supervision-text/a-stop-says-why", test_stop);
  g_test_add_func ("/proc/supervision-text/an-unhandled-failure-is-shown-below", test_unhandled);
  g_test_add_func ("/proc/supervision-text/an-unhandled-stop-is-shown-below", test_unhandled_stop);
  g_test_add_func ("/proc/supervision-text/a-failure-while-handling-shows-both", test_while_handling);
  g_test_add_func ("/proc/supervision-text/each-level-is-indented-by-two", test_deep);
  g_test_add_func ("/proc/supervision-text/newlines-at-the-end-go", test_newlines);
  g_test_add_func ("/proc/supervision-text/a-stopped-host-agent-means-a-dead-process", test_host_agent);
  g_test_add_func ("/proc/supervision-text/a-stopped-proc-agent-means-a-dead-process", test_proc_agent);
  g_test_add_func ("/proc/supervision-text/a-display-name-stands-for-the-id", test_display_name);
  g_test_add_func ("/proc/supervision-text/a-report-names-who-failed", test_report);
  g_test_add_func ("/proc/supervision-text/a-report-names-an-abort", test_report_abort);
  g_test_add_func ("/proc/supervision-text/a-report-leaves-out-who-passed-it-on", test_report_leaf_only);
  g_test_add_func ("/proc/supervision-text/a-report-names-who-did-not-handle-a-stop", test_report_stopped_leaf);
  g_test_add_func ("/proc/supervision-text/a-report-names-a-dead-process", test_report_agent);
  g_test_add_func ("/proc/supervision-text/a-report-shows-what-was-being-handled", test_report_while_handling);
  g_test_add_func ("/proc/supervision-text/a-report-nests", test_report_nested);
  g_test_add_func ("/proc/supervision-text/a-report-starts-at-the-failed-handler", test_report_starts_at_handler);
  g_test_add_func ("/proc/supervision-text/a-stop-has-no-report", test_report_of_stop);
  g_test_add_func ("/proc/supervision-text/the-root-cause-may-be-a-stop", test_root_cause);
  g_test_add_func ("/proc/supervision-text/an-event-may-outlive-its-loop", test_outlives_loop);
  g_test_add_func ("/proc/supervision-text/a-prefix-stands-before-every-text", test_blocks);

  return g_test_run ();
}
