/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-suite.h"

#include "base/troupe-defect-private.h"
#include "executor/troupe-sim-result.h"

#include <gio/gio.h>
#include <string.h>

#define SCENARIO_SUFFIX ".scn"

/* A link that leads upwards ends here, not at the end of memory. */
#define FOLDER_DEPTH_MAX 32

static gboolean find_in_folder (const char  *folder,
                                guint        depth,
                                GPtrArray   *found,
                                GError     **error);

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_folder (const char  *folder,
             GError     **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, error);
  const char *name;

  if (directory == NULL)
    return NULL;

  while ((name = g_dir_read_name (directory)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  return g_steal_pointer (&names);
}

static gboolean
find_in_folder (const char  *folder,
                guint        depth,
                GPtrArray   *found,
                GError     **error)
{
  g_autoptr (GPtrArray) names = list_folder (folder, error);

  if (names == NULL)
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          if (depth < FOLDER_DEPTH_MAX && !find_in_folder (path, depth + 1, found, error))
            return FALSE;
        }
      else if (g_str_has_suffix (path, SCENARIO_SUFFIX))
        {
          g_ptr_array_add (found, g_steal_pointer (&path));
        }
    }

  return TRUE;
}

char **
troupe_suite_find (const char *const  *paths,
                   GError            **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      guint n_found = found->len;

      if (!g_file_test (paths[i], G_FILE_TEST_IS_DIR))
        {
          g_ptr_array_add (found, g_strdup (paths[i]));
          continue;
        }
      if (!find_in_folder (paths[i], 0, found, error))
        return NULL;
      if (found->len == n_found)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       "Could not find scenarios in the folder %s: it holds no file named *" SCENARIO_SUFFIX, paths[i]);
          return NULL;
        }
    }

  return (char **) g_ptr_array_free (g_steal_pointer (&found), FALSE);
}

static void
suite_file_free (gpointer data)
{
  TroupeSuiteFile *self = data;

  g_free (self->path);
  g_ptr_array_unref (self->variants);
  g_free (self->skip_reason);
  g_free (self);
}

void
troupe_suite_free (TroupeSuite *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->files);
  g_free (self);
}

static const TroupeClaim *
find_fails_claim (const TroupeScenario *scenario)
{
  for (guint i = 0; i < scenario->claims->len; i++)
    {
      const TroupeClaim *claim = g_ptr_array_index (scenario->claims, i);

      if (claim->kind == TROUPE_CLAIM_FAILS)
        return claim;
    }

  return NULL;
}

static TroupeSuiteFile *
suite_file_load (const char         *path,
                 TroupeModuleLoader *loader,
                 TroupeDiagnostics  *diagnostics,
                 GError            **error)
{
  g_autofree char *text = NULL;
  TroupeSuiteFile *self;
  gsize length;
  guint n_variants = 1;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (g_str_has_prefix (text, "\177ELF"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "Could not read the file %s: it is a module or program, and scenarios are text", path);
      return NULL;
    }

  self = g_new0 (TroupeSuiteFile, 1);
  self->path = g_strdup (path);
  self->folders = loader != NULL ? troupe_module_loader_get_folders (loader) : NULL;
  self->variants = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_scenario_free);

  for (guint i = 0; i < n_variants; i++)
    {
      TroupeScenario *scenario = troupe_scenario_parse_variant (path, text, length, i, diagnostics);

      g_ptr_array_add (self->variants, scenario);
      n_variants = troupe_scenario_get_n_variants (scenario);
      if (loader != NULL)
        troupe_module_loader_use (loader, scenario, diagnostics);
      /* The others would say the same again. */
      if (!troupe_scenario_check (scenario, diagnostics))
        break;
    }
  self->fails = find_fails_claim (troupe_suite_file_get_scenario (self));

  return self;
}

TroupeSuite *
troupe_suite_load (const char *const  *paths,
                   TroupeModuleLoader *loader,
                   TroupeDiagnostics  *diagnostics,
                   GError            **error)
{
  g_autoptr (TroupeSuite) self = g_new0 (TroupeSuite, 1);

  self->files = g_ptr_array_new_with_free_func (suite_file_free);
  troupe_sim_init ();

  for (guint i = 0; paths[i] != NULL; i++)
    {
      TroupeSuiteFile *file = suite_file_load (paths[i], loader, diagnostics, error);

      if (file == NULL)
        return NULL;
      g_ptr_array_add (self->files, file);
    }

  return g_steal_pointer (&self);
}

/* (transfer full) (nullable) */
static char *
dup_skip_reason (const TroupeSuiteFile *self,
                 gboolean               is_proven)
{
  const TroupeScenario *scenario = troupe_suite_file_get_scenario (self);

  if (scenario->options.defects->len > 0 && !TROUPE_DEFECTS_BUILT)
    return g_strdup_printf ("the defect %s is not compiled in: configure with --enable-defects",
                            (const char *) g_ptr_array_index (scenario->options.defects, 0));
  if ((scenario->options.worlds & TROUPE_WORLD_SIM) == 0)
    return g_strdup ("the file is for the real world only");
  if (self->fails != NULL && g_strcmp0 (self->fails->text, TROUPE_FAILURE_DETERMINISM) == 0 && !is_proven)
    return g_strdup ("only --prove can see it fail");

  return NULL;
}

void
troupe_suite_prepare (TroupeSuite       *self,
                      gboolean           is_proven,
                      TroupeDiagnostics *diagnostics)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->files->len; i++)
    {
      TroupeSuiteFile *file = g_ptr_array_index (self->files, i);

      file->skip_reason = dup_skip_reason (file, is_proven);
      if (file->skip_reason == NULL)
        troupe_sim_can_execute (troupe_suite_file_get_scenario (file), diagnostics);
    }
}

const TroupeScenario *
troupe_suite_file_get_scenario (const TroupeSuiteFile *self)
{
  return g_ptr_array_index (self->variants, 0);
}

char *
troupe_suite_file_dup_seed (const TroupeSuiteFile *self,
                            guint64                seed,
                            guint                  order)
{
  if (troupe_suite_file_get_scenario (self)->options.explore != TROUPE_EXPLORE_EXHAUSTIVE)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, seed);

  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%u", seed, order);
}

char *
troupe_suite_file_dup_sweep (const TroupeSuiteFile *self,
                             guint                  variant)
{
  const GPtrArray *sweeps = troupe_suite_file_get_scenario (self)->options.sweeps;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  if (sweeps->len == 0)
    return NULL;

  /* The last sweep turns fastest, so the digits come from the right. */
  for (guint i = sweeps->len; i > 0; i--)
    {
      const TroupeSweep *sweep = g_ptr_array_index (sweeps, i - 1);
      const TroupeValue *value = g_ptr_array_index (sweep->values, variant % sweep->values->len);

      g_ptr_array_insert (parts, 0, g_strdup_printf ("$%s = %s", sweep->name, value->text));
      variant /= sweep->values->len;
    }

  return g_strjoinv (", ", (char **) parts->pdata);
}
