/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-module-loader.h"

#include "program/troupe-module-lint.h"

#include <gio/gio.h>
#include <gmodule.h>

struct _TroupeModuleLoader
{
  char                 **folders;
  TroupeModuleScrutiny   scrutiny;
  GHashTable            *loaded;   /* path to TroupeModule (not owned) */
};

TroupeModuleLoader *
troupe_module_loader_new (const char *const    *folders,
                          TroupeModuleScrutiny  scrutiny)
{
  static const char *const none[] = { NULL };
  TroupeModuleLoader *self = g_new0 (TroupeModuleLoader, 1);

  self->folders = g_strdupv ((char **) (folders != NULL ? folders : none));
  self->scrutiny = scrutiny;
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
troupe_module_loader_free (TroupeModuleLoader *self)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->folders);
  g_hash_table_unref (self->loaded);
  g_free (self);
}

const char *const *
troupe_module_loader_get_folders (TroupeModuleLoader *self)
{
  return (const char *const *) self->folders;
}

/* ---- one module ---- */

static gboolean
refuse_table (GError     **error,
              const char  *path,
              const char  *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Could not use the module %s: %s", path, why);

  return FALSE;
}

static gboolean
check_type (const TroupeActorType  *type,
            const char             *path,
            GError                **error)
{
  g_autofree char *why = NULL;

  if (type == NULL || type->name == NULL || type->create == NULL)
    return refuse_table (error, path, "an actor type in its table has no name, or nothing that makes it");

  for (guint i = 0; i < type->n_messages; i++)
    {
      if (type->messages[i].type != NULL)
        continue;
      why = g_strdup_printf ("message %u of its actor type '%s' has no message type; register it in "
                             TROUPE_MODULE_SYMBOL "()", i, type->name);
      return refuse_table (error, path, why);
    }

  return TRUE;
}

static gboolean
check_table (const TroupeModule  *module,
             const char          *path,
             GError             **error)
{
  if (module == NULL || (module->n_types > 0 && module->types == NULL))
    return refuse_table (error, path, TROUPE_MODULE_SYMBOL "() returned no table");

  for (guint i = 0; i < module->n_types; i++)
    {
      if (!check_type (module->types[i], path, error))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (g_str_equal (module->types[i]->name, module->types[j]->name))
          return refuse_table (error, path, "two of its actor types have the same name");
    }

  return TRUE;
}

/* All that is bound is bound now: a run that is sealed binds nothing any more. */
static const TroupeModule *
open_module (const char  *path,
             GError     **error)
{
  typedef const TroupeModule *(*Describe) (void);
  GModule *file = g_module_open_full (path, G_MODULE_BIND_LOCAL, error);
  gpointer symbol;
  const TroupeModule *module;

  if (file == NULL)
    {
      g_prefix_error (error, "Could not load the module %s: ", path);
      return NULL;
    }
  if (!g_module_symbol (file, TROUPE_MODULE_SYMBOL, &symbol) || symbol == NULL)
    {
      refuse_table (error, path, "it has no function " TROUPE_MODULE_SYMBOL "()");
      g_module_close (file);
      return NULL;
    }

  /* Its types are registered for good from here on. */
  g_module_make_resident (file);
  module = ((Describe) symbol) ();

  return check_table (module, path, error) ? module : NULL;
}

/* What is no whole module is refused in any case: the system's loader would take it at its word, and crash. */
static gboolean
examine (TroupeModuleLoader  *self,
         const char          *path,
         GError             **error)
{
  g_autoptr (GPtrArray) findings = troupe_module_lint (path, error);

  if (findings == NULL)
    return FALSE;
  if (findings->len == 0 || self->scrutiny == TROUPE_MODULE_TRUSTED)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               "Could not use the module %s: it %s%s; 'troupe-sim lint' of the module tells all", path,
               (const char *) g_ptr_array_index (findings, 0), findings->len > 1 ? ", and that is not all" : "");

  return FALSE;
}

const TroupeModule *
troupe_module_loader_load (TroupeModuleLoader  *self,
                           const char          *path,
                           GError             **error)
{
  const TroupeModule *module;

  g_return_val_if_fail (self != NULL && path != NULL, NULL);

  module = g_hash_table_lookup (self->loaded, path);
  if (module != NULL)
    return module;
  if (!examine (self, path, error))
    return NULL;
  module = open_module (path, error);
  if (module != NULL)
    g_hash_table_insert (self->loaded, g_strdup (path), (gpointer) module);

  return module;
}

/* ---- what a file uses ---- */

/* `./bank` is `./bank.so`. Never a bare name, which the system would look for elsewhere. (transfer full) */
static char *
dup_path (const char *folder,
          const char *written)
{
  const char *suffix = g_str_has_suffix (written, "." G_MODULE_SUFFIX) ? "" : "." G_MODULE_SUFFIX;
  g_autofree char *name = g_strconcat (written, suffix, NULL);

  return g_canonicalize_filename (name, folder);
}

/* Where a module is that the file names @written: in the first folder that has it, last that of the file.
 * (transfer full) */
static char *
find_module (TroupeModuleLoader   *self,
             const TroupeScenario *scenario,
             const char           *written)
{
  g_autofree char *own = g_path_get_dirname (scenario->file_name);
  g_autofree char *own_absolute = g_canonicalize_filename (own, NULL);

  for (guint i = 0; self->folders[i] != NULL; i++)
    {
      g_autofree char *folder = g_canonicalize_filename (self->folders[i], NULL);
      g_autofree char *path = dup_path (folder, written);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }

  return dup_path (own_absolute, written);
}

void
troupe_module_loader_use (TroupeModuleLoader *self,
                          TroupeScenario     *scenario,
                          TroupeDiagnostics  *diagnostics)
{
  g_return_if_fail (self != NULL && scenario != NULL && diagnostics != NULL);

  for (guint i = 0; i < scenario->uses->len; i++)
    {
      TroupeStatement *use = g_ptr_array_index (scenario->uses, i);
      g_autofree char *path = find_module (self, scenario, use->text);
      g_autoptr (GError) error = NULL;
      const TroupeModule *module = troupe_module_loader_load (self, path, &error);

      if (module != NULL)
        troupe_scenario_use (scenario, use, module, diagnostics);
      else
        troupe_diagnostics_add (diagnostics, TROUPE_SEVERITY_ERROR, scenario->file_name, &use->span, "%s",
                                error->message);
    }
}
