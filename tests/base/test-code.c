/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

/* The enumerations with names: errors, reasons, statuses and kinds of events. */

#include "config.h"

#include "base/troupe-address.h"
#include "base/troupe-error.h"
#include "base/troupe-event-private.h"
#include "base/troupe-reason.h"
#include "base/troupe-status.h"

static void
test_error_domain_is_registered (void)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (TROUPE_TYPE_ERROR);

  g_assert_cmpstr (g_quark_to_string (TROUPE_ERROR), ==, "troupe-error-quark");
  g_assert_cmpuint (G_ENUM_CLASS (klass)->n_values, ==, TROUPE_ERROR_FAILED + 1);
}

static void
test_reason_names_parse_back (void)
{
  for (guint i = 0; i < TROUPE_N_REASONS; i++)
    {
      TroupeReason reason = (TroupeReason) (i + 1);

      g_assert_true (troupe_reason_from_string (troupe_reason_to_string ((TroupeReason) i), &reason));
      g_assert_cmpuint (reason, ==, i);
    }
}

static void
test_reason_refuses_other_names (void)
{
  TroupeReason reason = TROUPE_REASON_TIMEOUT;

  g_assert_false (troupe_reason_from_string ("actor_stopped", &reason));
  g_assert_false (troupe_reason_from_string ("", &reason));
  g_assert_cmpuint (reason, ==, TROUPE_REASON_TIMEOUT);
}

/* The nick that bindings see is the name that people write. */
static void
assert_nicks (GType         type,
              const char *(*name_of) (guint value))
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GEnumClass *enum_class = G_ENUM_CLASS (klass);

  for (guint i = 0; i < enum_class->n_values; i++)
    g_assert_cmpstr (enum_class->values[i].value_nick, ==, name_of (i));
}

static const char *
reason_name (guint value)
{
  return troupe_reason_to_string ((TroupeReason) value);
}

static const char *
actor_status_name (guint value)
{
  return troupe_actor_status_to_string ((TroupeActorStatus) value);
}

static const char *
proc_status_name (guint value)
{
  return troupe_proc_status_to_string ((TroupeProcStatus) value);
}

static void
test_nicks_are_the_names (void)
{
  assert_nicks (TROUPE_TYPE_REASON, reason_name);
  assert_nicks (TROUPE_TYPE_ACTOR_STATUS, actor_status_name);
  assert_nicks (TROUPE_TYPE_PROC_STATUS, proc_status_name);
}

static void
test_actor_status_names_parse_back (void)
{
  for (guint i = 0; i < TROUPE_N_ACTOR_STATUSES; i++)
    {
      TroupeActorStatus status = (TroupeActorStatus) (i + 1);

      g_assert_true (troupe_actor_status_from_string (actor_status_name (i), &status));
      g_assert_cmpuint (status, ==, i);
    }
}

static void
test_actor_status_refuses_other_names (void)
{
  TroupeActorStatus status = TROUPE_ACTOR_STATUS_IDLE;

  g_assert_false (troupe_actor_status_from_string ("killed", &status));
  g_assert_cmpuint (status, ==, TROUPE_ACTOR_STATUS_IDLE);
}

/* One row for each status: what it may become, in the order of the enumeration. */
static void
test_actor_status_changes_along_the_drawn_arrows (void)
{
  static const char *const arrows[TROUPE_N_ACTOR_STATUSES] = {
    [TROUPE_ACTOR_STATUS_CREATED] = ".IC..S..",
    [TROUPE_ACTOR_STATUS_INITIALIZING] = "...I.S..",
    [TROUPE_ACTOR_STATUS_CLIENT] = "......S.",
    [TROUPE_ACTOR_STATUS_IDLE] = "....PS..",
    [TROUPE_ACTOR_STATUS_PROCESSING] = "...I.S..",
    [TROUPE_ACTOR_STATUS_STOPPING] = "......SF",
    [TROUPE_ACTOR_STATUS_STOPPED] = "........",
    [TROUPE_ACTOR_STATUS_FAILED] = "........",
  };

  for (guint from = 0; from < TROUPE_N_ACTOR_STATUSES; from++)
    {
      for (guint to = 0; to < TROUPE_N_ACTOR_STATUSES; to++)
        g_assert_cmpint (troupe_actor_status_may_become ((TroupeActorStatus) from, (TroupeActorStatus) to),
                         ==, arrows[from][to] != '.');
    }
}

static void
test_actor_status_terminal_has_no_way_out (void)
{
  for (guint from = 0; from < TROUPE_N_ACTOR_STATUSES; from++)
    {
      guint n_arrows = 0;

      for (guint to = 0; to < TROUPE_N_ACTOR_STATUSES; to++)
        n_arrows += troupe_actor_status_may_become ((TroupeActorStatus) from, (TroupeActorStatus) to);

      g_assert_cmpint (troupe_actor_status_is_terminal ((TroupeActorStatus) from), ==, n_arrows == 0);
    }
}

static void
test_proc_status_names_parse_back (void)
{
  for (guint i = 0; i < TROUPE_N_PROC_STATUSES; i++)
    {
      TroupeProcStatus status = (TroupeProcStatus) (i + 1);

      g_assert_true (troupe_proc_status_from_string (proc_status_name (i), &status));
      g_assert_cmpuint (status, ==, i);
    }
}

static void
test_proc_status_refuses_other_names (void)
{
  TroupeProcStatus status = TROUPE_PROC_STATUS_READY;

  g_assert_false (troupe_proc_status_from_string ("idle", &status));
  g_assert_cmpuint (status, ==, TROUPE_PROC_STATUS_READY);
}

static void
test_event_kind_names_parse_back (void)
{
  for (guint i = 0; i < TROUPE_N_EVENT_KINDS; i++)
    {
      TroupeEventKind kind = (TroupeEventKind) (i + 1);

      g_assert_true (troupe_event_kind_from_string (troupe_event_kind_to_string ((TroupeEventKind) i), &kind));
      g_assert_cmpuint (kind, ==, i);
    }
}

static void
test_event_kind_refuses_other_names (void)
{
  TroupeEventKind kind = TROUPE_EVENT_LOST;

  g_assert_false (troupe_event_kind_from_string ("invariant", &kind));
  g_assert_cmpuint (kind, ==, TROUPE_EVENT_LOST);
}

static void
test_value_out_of_range_is_a_callers_bug (void)
{
  g_test_expect_message ("troupe", G_LOG_LEVEL_CRITICAL, "*TROUPE_N_REASONS*");
  g_assert_cmpstr (troupe_reason_to_string ((TroupeReason) 99), ==, "?");
  g_test_assert_expected_messages ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/error/domain-is-registered", test_error_domain_is_registered);
  g_test_add_func ("/base/reason/names-parse-back", test_reason_names_parse_back);
  g_test_add_func ("/base/reason/refuses-other-names", test_reason_refuses_other_names);
  g_test_add_func ("/base/code/nicks-are-the-names", test_nicks_are_the_names);
  g_test_add_func ("/base/code/value-out-of-range-is-a-callers-bug", test_value_out_of_range_is_a_callers_bug);
  g_test_add_func ("/base/actor-status/names-parse-back", test_actor_status_names_parse_back);
  g_test_add_func ("/base/actor-status/refuses-other-names", test_actor_status_refuses_other_names);
  g_test_add_func ("/base/actor-status/changes-along-the-drawn-arrows",
                   test_actor_status_changes_along_the_drawn_arrows);
  g_test_add_func ("/base/actor-status/terminal-has-no-way-out", test_actor_status_terminal_has_no_way_out);
  g_test_add_func ("/base/proc-status/names-parse-back", test_proc_status_names_parse_back);
  g_test_add_func ("/base/proc-status/refuses-other-names", test_proc_status_refuses_other_names);
  g_test_add_func ("/base/event-kind/names-parse-back", test_event_kind_names_parse_back);
  g_test_add_func ("/base/event-kind/refuses-other-names", test_event_kind_refuses_other_names);

  return g_test_run ();
}
