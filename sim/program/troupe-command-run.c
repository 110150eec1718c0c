/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"

#include "program/troupe-interrupt.h"
#include "program/troupe-seal.h"
#include "program/troupe-session.h"
#include "program/troupe-worker-run.h"

#include <stdio.h>
#include <string.h>

#define JOBS_MAX 1024

typedef struct
{
  char            *seed;
  char            *seeds_text;
  char            *world;
  char           **folders; /* (nullable): of modules */
  int              n_jobs;
  int              cpu_limit_s;
  gboolean         is_unsealed;
  gboolean         is_proven;
  gboolean         is_tap;
  gboolean         is_json;
  gboolean         is_verbose;
  TroupePlanSeeds  seeds;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->seed);
  g_free (self->seeds_text);
  g_free (self->world);
  g_strfreev (self->folders);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
options_read (Options   *self,
              int       *argc,
              char    ***argv,
              int       *ret_exit)
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed, "Run this seed only; SEED:ORDER: this order of it", "N" },
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &self->seeds_text, "Run these seeds instead of the files' own", "A-B" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &self->n_jobs, "Processes at a time (as many as processors)", "N" },
    { "world", 0, 0, G_OPTION_ARG_STRING, &self->world, "Where to run: sim", "WORLD" },
    { "prove", 0, 0, G_OPTION_ARG_NONE, &self->is_proven,
      "Run everything in two processes whose surroundings differ: they must agree", NULL },
    { "modules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->folders,
      "Look here for what files use, before their own folder; may come again", "FOLDER" },
    { "no-seal", 0, 0, G_OPTION_ARG_NONE, &self->is_unsealed, "Let runs reach clocks, files and threads", NULL },
    { "cpu-limit", 0, 0, G_OPTION_ARG_INT, &self->cpu_limit_s, "CPU time that a run may take (300)", "SECONDS" },
    { "tap", 0, 0, G_OPTION_ARG_NONE, &self->is_tap, "Print TAP 13: a test point for each file", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "Print an object on a line for each run", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self->is_verbose, "Show also how canaries fail", NULL },
    { NULL },
  };

  self->n_jobs = (int) g_get_num_processors ();
  self->cpu_limit_s = TROUPE_WORKER_RUN_CPU_LIMIT_S;

  return troupe_command_parse (argc, argv, entries, "FILE|FOLDER...",
                               "Rehearses scenarios in simulated worlds.\n\n"
                               "Exit status: 0 everything held, 1 a run failed, 2 bad input or usage,"
                               " 3 the machine could not run it.", ret_exit);
}

/* Returns: 0, or the exit code after a complaint */
static int
options_check (Options *self,
               int      n_paths)
{
  g_autoptr (GError) error = NULL;
  const char *text = self->seed != NULL ? self->seed : self->seeds_text;

  if (n_paths == 0)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "run", "name a scenario file or a folder of them");
  if (self->is_tap && self->is_json)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "run", "--tap and --json exclude each other");
  if (self->seed != NULL && self->seeds_text != NULL)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "run", "--seed and --seeds exclude each other");
  if (self->n_jobs < 1 || self->n_jobs > JOBS_MAX)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--jobs", "a number from 1 to %d is wanted", JOBS_MAX);
  if (self->cpu_limit_s < 1)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--cpu-limit", "at least one second is wanted");
  if (self->world != NULL && strcmp (self->world, "real") == 0)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--world real", "this version runs in the simulated world only");
  if (self->world != NULL && strcmp (self->world, "sim") != 0)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--world", "there is no world '%s'; name sim", self->world);
  if (text == NULL)
    return 0;
  if (!troupe_plan_parse_seeds (text, &self->seeds, &error))
    return troupe_command_complain (TROUPE_EXIT_USAGE, self->seed != NULL ? "--seed" : "--seeds", "%s", error->message);
  if (self->seed != NULL && strchr (text, '-') != NULL)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--seed", "one seed is wanted; --seeds takes a range");
  if (self->seed == NULL && self->seeds.has_order)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--seeds",
                                    "a range is wanted; --seed takes a seed and an order");

  return 0;
}

/* (transfer full) (nullable): NULL: it has complained */
static TroupeSuite *
load_suite (const Options      *options,
            TroupeModuleLoader *loader,
            const char *const  *paths)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (TroupeSuite) suite = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  suite = troupe_suite_load (paths, loader, diagnostics, &error);
  if (suite != NULL && !troupe_diagnostics_has_error (diagnostics))
    troupe_suite_prepare (suite, options->is_proven, diagnostics);

  text = troupe_diagnostics_to_string (diagnostics);
  fputs (text, stderr);
  if (suite == NULL)
    troupe_command_complain (TROUPE_EXIT_USAGE, "run", "%s", error->message);
  if (suite == NULL || troupe_diagnostics_has_error (diagnostics))
    return NULL;

  return g_steal_pointer (&suite);
}

static TroupeReport *
make_report (const Options *options)
{
  TroupeReport *report;

  if (options->is_tap)
    report = troupe_report_tap_new ();
  else if (options->is_json)
    report = troupe_report_json_new ();
  else
    report = troupe_report_terminal_new ();
  report->is_verbose = options->is_verbose;

  return report;
}

/* A process for each run that there is at first; where orders are explored, more come. */
static guint
get_n_workers (const Options     *options,
               const TroupeSuite *suite,
               TroupePlan        *plan)
{
  guint64 n_runs = troupe_plan_get_n_runs (plan);

  for (guint i = 0; i < suite->files->len; i++)
    {
      const TroupeSuiteFile *file = g_ptr_array_index (suite->files, i);

      if (troupe_suite_file_get_scenario (file)->options.explore == TROUPE_EXPLORE_EXHAUSTIVE)
        return options->n_jobs;
    }

  return MIN ((guint64) options->n_jobs, options->is_proven ? 2 * n_runs : n_runs);
}

static int
run_suite (const Options       *options,
           TroupeModuleLoader  *loader,
           const TroupeSuite   *suite,
           char               **paths)
{
  g_autoptr (TroupePlan) plan = troupe_plan_new (suite, &options->seeds);
  g_autoptr (TroupeWorkerPool) pool = NULL;
  g_autoptr (GError) error = NULL;
  TroupeWorkerPoolOptions pool_options = {
    .paths = paths,
    .folders = troupe_module_loader_get_folders (loader),
    .n_jobs = get_n_workers (options, suite, plan),
    .is_proven = options->is_proven,
    .is_sealed = !options->is_unsealed,
    .cpu_limit_s = options->cpu_limit_s,
  };
  TroupeReport *report;
  TroupeSessionEnd end;

  troupe_interrupt_catch ();
  pool = troupe_worker_pool_new (&pool_options, &error);
  if (pool == NULL)
    return troupe_command_complain (TROUPE_EXIT_MACHINE, "could not start workers", "%s", error->message);

  report = make_report (options);
  end = troupe_session_run (suite, plan, pool, report, &pool_options, options->seed != NULL, &error);
  report->free (report);

  if (end == TROUPE_SESSION_BROKEN)
    return troupe_command_complain (TROUPE_EXIT_MACHINE, "could not run it", "%s", error->message);
  if (troupe_plan_lacks_order (plan))
    return troupe_command_complain (TROUPE_EXIT_USAGE, "--seed", "the seed has no order %u", options->seeds.order);

  return end == TROUPE_SESSION_FAILED ? TROUPE_EXIT_FAILED : TROUPE_EXIT_HELD;
}

int
troupe_command_run (int    argc,
                    char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TroupeModuleLoader) loader = NULL;
  g_autoptr (TroupeSuite) suite = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;
  gboolean is_sealed;
  int exit_code;

  if (!options_read (&options, &argc, &argv, &exit_code))
    return exit_code;
  exit_code = options_check (&options, argc - 1);
  if (exit_code != 0)
    return exit_code;

  paths = troupe_suite_find ((const char *const *) argv + 1, &error);
  if (paths == NULL)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "run", "%s", error->message);
  /* What a module does past its world is refused for the seal's sake. */
  is_sealed = !options.is_unsealed && troupe_seal_get_obstacle () == NULL;
  loader = troupe_module_loader_new ((const char *const *) options.folders,
                                     is_sealed ? TROUPE_MODULE_EXAMINED : TROUPE_MODULE_TRUSTED);
  suite = load_suite (&options, loader, (const char *const *) paths);
  if (suite == NULL)
    return TROUPE_EXIT_USAGE;

  return run_suite (&options, loader, suite, paths);
}
