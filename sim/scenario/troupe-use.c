/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-scenario-private.h"

/* What the `use` statements of a file bring: the types of modules, for this file alone. */

GPtrArray *
troupe_scenario_list_types (const TroupeScenario *self)
{
  GPtrArray *types = g_ptr_array_new ();
  guint n_types;
  const TroupeActorType *const *registered = troupe_actor_type_list (&n_types);

  for (guint i = 0; i < n_types; i++)
    g_ptr_array_add (types, (gpointer) registered[i]);
  for (guint i = 0; i < self->uses->len; i++)
    {
      const TroupeModule *module = ((const TroupeStatement *) g_ptr_array_index (self->uses, i))->module;

      for (guint j = 0; module != NULL && j < module->n_types; j++)
        if (!g_ptr_array_find (types, module->types[j], NULL))
          g_ptr_array_add (types, (gpointer) module->types[j]);
    }

  return types;
}

gboolean
troupe_scenario_lacks_module (const TroupeScenario *self)
{
  for (guint i = 0; i < self->uses->len; i++)
    if (((const TroupeStatement *) g_ptr_array_index (self->uses, i))->module == NULL)
      return TRUE;

  return FALSE;
}

void
troupe_scenario_use_the_same (TroupeScenario       *self,
                              const TroupeScenario *other)
{
  for (guint i = 0; i < MIN (self->uses->len, other->uses->len); i++)
    {
      TroupeStatement *use = g_ptr_array_index (self->uses, i);

      use->module = ((const TroupeStatement *) g_ptr_array_index (other->uses, i))->module;
    }
}

/* (nullable): another type of that name, which the file can name already */
static const TroupeActorType *
find_namesake (const GPtrArray       *types,
               const TroupeActorType *type)
{
  for (guint i = 0; i < types->len; i++)
    {
      const TroupeActorType *other = g_ptr_array_index (types, i);

      if (other != type && g_str_equal (other->name, type->name))
        return other;
    }

  return NULL;
}

/**
 * troupe_scenario_use:
 * @self: a scenario that was parsed, and not yet checked
 * @use: one of its `uses`
 * @module: what @use stands for; it is kept, not copied, and must live as long as the program
 * @diagnostics: the list that the parser reported to
 *
 * Lets the file, and no other, name the actor types of a module. Where one of them has the name of a type that the file
 * can name already, that is reported and the module is left out.
 *
 * Returns: whether the file can name them
 */
gboolean
troupe_scenario_use (TroupeScenario     *self,
                     TroupeStatement    *use,
                     const TroupeModule *module,
                     TroupeDiagnostics  *diagnostics)
{
  g_autoptr (GPtrArray) types = NULL;

  g_return_val_if_fail (self != NULL && module != NULL && diagnostics != NULL, FALSE);
  g_return_val_if_fail (use != NULL && use->kind == TROUPE_STATEMENT_USE, FALSE);
  g_return_val_if_fail (self->places->len == 0, FALSE);

  types = troupe_scenario_list_types (self);
  for (guint i = 0; i < module->n_types; i++)
    {
      if (find_namesake (types, module->types[i]) == NULL)
        continue;
      troupe_diagnostics_add (diagnostics, TROUPE_SEVERITY_ERROR, self->file_name, &use->span,
                              "the module has an actor type '%.80s', and the file can name another one so; "
                              "use modules whose types have names of their own", module->types[i]->name);
      return FALSE;
    }
  use->module = module;

  return TRUE;
}
