/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-command.h"

#include "program/troupe-json-line.h"
#include "program/troupe-module-lint.h"
#include "program/troupe-suite.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

typedef struct
{
  gboolean   is_json;
  gboolean   is_verbose;
  char     **folders;    /* (nullable): of modules */
} Options;

static void
options_clear (Options *self)
{
  g_strfreev (self->folders);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
print_json (TroupeDiagnostics *diagnostics)
{
  g_autoptr (GPtrArray) sorted = troupe_diagnostics_dup_sorted (diagnostics);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  for (guint i = 0; i < sorted->len; i++)
    {
      const TroupeDiagnostic *item = g_ptr_array_index (sorted, i);

      json_builder_begin_object (builder);
      troupe_json_line_add_string (builder, "file", item->file_name);
      troupe_json_line_add_number (builder, "line", item->span.line);
      troupe_json_line_add_number (builder, "column", item->span.column);
      troupe_json_line_add_string (builder, "severity", item->severity == TROUPE_SEVERITY_ERROR ? "error" : "warning");
      troupe_json_line_add_string (builder, "text", item->text);
      json_builder_end_object (builder);
      troupe_json_line_print (builder);
    }
}

static void
print_text (TroupeDiagnostics *diagnostics)
{
  g_autofree char *text = troupe_diagnostics_to_string (diagnostics);

  fputs (text, stdout);
}

/* FALSE: it cannot be read as what it is */
static gboolean
read_module (const char         *path,
             TroupeDiagnostics  *diagnostics,
             GError            **error)
{
  static const TroupeSpan whole = { 0 };
  g_autoptr (GPtrArray) findings = troupe_module_lint (path, error);

  for (guint i = 0; findings != NULL && i < findings->len; i++)
    troupe_diagnostics_add (diagnostics, TROUPE_SEVERITY_ERROR, path, &whole, "the module %s",
                            (const char *) g_ptr_array_index (findings, i));

  return findings != NULL;
}

static gboolean
read_scenario (const Options      *options,
               const char         *path,
               TroupeDiagnostics  *diagnostics,
               GError            **error)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (TroupeModuleLoader) loader = NULL;
  g_autoptr (TroupeSuite) suite = NULL;

  loader = troupe_module_loader_new ((const char *const *) options->folders, TROUPE_MODULE_EXAMINED);
  suite = troupe_suite_load (paths, loader, diagnostics, error);

  return suite != NULL;
}

/* Each file has its own list, since a list is bounded. Returns: whether it can be read and has no errors */
static gboolean
lint_file (const Options *options,
           const char    *path)
{
  g_autoptr (TroupeDiagnostics) diagnostics = troupe_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  gboolean was_read;

  if (troupe_module_lint_is_module (path))
    was_read = read_module (path, diagnostics, &error);
  else
    was_read = read_scenario (options, path, diagnostics, &error);
  if (!was_read)
    {
      troupe_command_complain (TROUPE_EXIT_USAGE, "lint", "%s", error->message);
      return FALSE;
    }

  if (options->is_json)
    print_json (diagnostics);
  else
    print_text (diagnostics);
  if (options->is_verbose && !options->is_json && diagnostics->items->len == 0)
    printf ("%s: clean\n", path);

  return !troupe_diagnostics_has_error (diagnostics);
}

int
troupe_command_lint (int    argc,
                     char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "modules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.folders,
      "Look here for what files use, before their own folder; may come again", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "Print an object on a line for each finding", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.is_verbose, "Name also the files that are clean", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;
  gboolean is_clean = TRUE;
  int exit_code;

  if (!troupe_command_parse (&argc, &argv, entries, "FILE|FOLDER|MODULE.so...",
                             "Tells all that is wrong with scenario files and with modules that they could use, and"
                             " runs nothing.\n\n"
                             "Exit status: 0 no file has an error, 2 one has.", &exit_code))
    return exit_code;
  if (argc < 2)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "lint", "name a scenario file, a folder of them or a module");
  paths = troupe_suite_find ((const char *const *) argv + 1, &error);
  if (paths == NULL)
    return troupe_command_complain (TROUPE_EXIT_USAGE, "lint", "%s", error->message);

  for (guint i = 0; paths[i] != NULL; i++)
    is_clean = lint_file (&options, paths[i]) && is_clean;

  return is_clean ? TROUPE_EXIT_HELD : TROUPE_EXIT_USAGE;
}
