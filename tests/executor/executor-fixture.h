/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "executor/troupe-sim-result.h"
#include "scenario/troupe-scenario.h"

G_BEGIN_DECLS

/* A checked scenario; a file that is not accepted fails the test with its diagnostics. */
TroupeScenario  *executor_fixture_parse    (const char *text);
/* Parses, makes sure that it can be executed, and runs it. */
TroupeSimResult *executor_fixture_run      (const char *text,
                                            guint64     seed);
/* The same; what happened is appended to @event_log. */
TroupeSimResult *executor_fixture_run_logged (const char *text,
                                              guint64     seed,
                                              GString    *event_log);

G_END_DECLS
