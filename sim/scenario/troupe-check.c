/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "scenario/troupe-check-private.h"

/* The check of a file, from the names to the claims. */

/* A file of many sweeps is checked for this many of its combinations. */
#define VARIANTS_CHECKED_MAX 100

G_GNUC_PRINTF (4, 0)
static void
report (TroupeCheck      *self,
        TroupeSeverity    severity,
        const TroupeSpan *span,
        const char       *format,
        va_list           arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  troupe_diagnostics_add (self->diagnostics, severity, self->scenario->file_name, span, "%s", text);
}

void
troupe_check_error (TroupeCheck      *self,
                    const TroupeSpan *span,
                    const char       *format,
                    ...)
{
  va_list arguments;

  va_start (arguments, format);
  report (self, TROUPE_SEVERITY_ERROR, span, format, arguments);
  va_end (arguments);
}

void
troupe_check_warning (TroupeCheck      *self,
                      const TroupeSpan *span,
                      const char       *format,
                      ...)
{
  va_list arguments;

  va_start (arguments, format);
  report (self, TROUPE_SEVERITY_WARNING, span, format, arguments);
  va_end (arguments);
}

/* What a statement may stand in a file only once under: its kind, and where each kind has names, the name. */
static char *
dup_unique_key (const TroupeStatement *statement)
{
  switch (statement->kind)
    {
    case TROUPE_STATEMENT_SCENARIO:
      return g_strdup ("'scenario'");
    case TROUPE_STATEMENT_SEEDS:
      return g_strdup ("'seeds'");
    case TROUPE_STATEMENT_EXPLORE:
      return g_strdup ("'explore'");
    case TROUPE_STATEMENT_WORLDS:
      return g_strdup ("'worlds'");
    case TROUPE_STATEMENT_LIMIT:
      return g_strdup ("'limit'");
    case TROUPE_STATEMENT_SET:
      return g_strdup_printf ("'set %s'", statement->setting->key);
    case TROUPE_STATEMENT_SWEEP:
      return g_strdup_printf ("'sweep %s'", statement->sweep->name);
    case TROUPE_STATEMENT_DEFECT:
      return g_strdup_printf ("'defect %s'", statement->text);
    case TROUPE_STATEMENT_STEP:
      return statement->step->label != NULL ? g_strdup_printf ("the label '%s'", statement->step->label) : NULL;
    case TROUPE_STATEMENT_USE:
    case TROUPE_STATEMENT_DECLARATION:
    case TROUPE_STATEMENT_LINK:
    case TROUPE_STATEMENT_CLAIM:
    case TROUPE_STATEMENT_PIN:
    default:
      return NULL;
    }
}

static void
check_unique (TroupeCheck *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->scenario->statements->len; i++)
    {
      const TroupeStatement *statement = g_ptr_array_index (self->scenario->statements, i);
      g_autofree char *key = dup_unique_key (statement);
      const TroupeStatement *first = key != NULL ? g_hash_table_lookup (seen, key) : NULL;

      if (first != NULL)
        troupe_check_error (self, &statement->span,
                            "%s stands in the file twice, first in line %u, column %u; keep one", key,
                            first->span.line, first->span.column);
      else if (key != NULL)
        g_hash_table_insert (seen, g_steal_pointer (&key), (gpointer) statement);
    }
}

static void
check_defect (TroupeCheck           *self,
              const TroupeStatement *statement)
{
  guint n_defects;
  const TroupeDefect *defects = troupe_defect_list (&n_defects);
  g_autofree const char **names = g_new0 (const char *, n_defects + 1);

  for (guint i = 0; i < n_defects; i++)
    names[i] = defects[i].name;
  troupe_check_word (self, &statement->span, "a defect", statement->text, names, n_defects);
}

static gboolean
restarts (const TroupeAction *action)
{
  while (action->action != NULL)
    action = action->action;

  return action->kind == TROUPE_ACTION_RESTART;
}

static void
check_step (TroupeCheck *self,
            TroupeStep  *step)
{
  if (step->when->event != NULL)
    troupe_check_event (self, step->when->event);
  troupe_check_when_never (self, step->when);
  troupe_check_action (self, step->action);
}

/* An expectation that asks for nothing, `count 0`, is met by what never happens. */
static void
check_claim (TroupeCheck *self,
             TroupeClaim *claim)
{
  troupe_check_claim (self, claim);
  if (claim->kind == TROUPE_CLAIM_NEVER)
    troupe_check_never (self, claim->event, "this can never be broken");
  else if (claim->event != NULL && claim->count_min > 0)
    troupe_check_never (self, claim->event, "this can never be met");
  if (claim->second != NULL)
    troupe_check_never (self, claim->second, "this can never be met");
}

static void
check_statement (TroupeCheck           *self,
                 const TroupeStatement *statement)
{
  if (statement->step != NULL)
    check_step (self, statement->step);
  if (statement->kind == TROUPE_STATEMENT_DEFECT)
    check_defect (self, statement);
  if (statement->claim != NULL)
    check_claim (self, statement->claim);
}

static void
check_tree (TroupeScenario    *scenario,
            TroupeDiagnostics *diagnostics)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();
  g_autoptr (GArray) stamps = g_array_new (FALSE, TRUE, sizeof (guint));
  TroupeCheck self = { scenario, diagnostics, hosts, stamps };

  for (guint i = 0; i < scenario->steps->len; i++)
    self.restarts |= restarts (((TroupeStep *) g_ptr_array_index (scenario->steps, i))->action);
  check_unique (&self);
  troupe_check_declare (&self);
  troupe_check_world (&self);
  for (guint i = 0; i < scenario->statements->len; i++)
    check_statement (&self, g_ptr_array_index (scenario->statements, i));
  /* A pin looks at the set of a step, wherever that stands. */
  for (guint i = 0; i < scenario->pins->len; i++)
    troupe_check_pin (&self, g_ptr_array_index (scenario->pins, i));
}

/* Is something said of that place already? */
static gboolean
has_diagnostic (const TroupeDiagnostics *self,
                const TroupeDiagnostic  *other)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const TroupeDiagnostic *item = g_ptr_array_index (self->items, i);

      if (item->span.start == other->span.start && item->span.line == other->span.line)
        return TRUE;
    }

  return FALSE;
}

/* What another combination of sweep values makes wrong, and the first did not. */
static void
check_variant (TroupeScenario    *scenario,
               guint              variant,
               TroupeDiagnostics *diagnostics)
{
  g_autoptr (TroupeDiagnostics) others = troupe_diagnostics_new ();
  g_autoptr (TroupeScenario) tree = troupe_scenario_parse_variant (scenario->file_name, scenario->text,
                                                                   scenario->text_length,
                                                                   variant, others);

  troupe_scenario_use_the_same (tree, scenario);
  check_tree (tree, others);
  for (guint i = 0; i < others->items->len; i++)
    {
      const TroupeDiagnostic *item = g_ptr_array_index (others->items, i);

      if (!has_diagnostic (diagnostics, item))
        troupe_diagnostics_add (diagnostics, item->severity, item->file_name, &item->span, "%s", item->text);
    }
}

/**
 * troupe_scenario_check:
 * @self: a scenario that was parsed, and not yet checked
 * @diagnostics: the list that the parser reported to
 *
 * Checks names, keys, types and values, and fills the fields of the tree that are marked (checked). Call
 * troupe_scenario_use() before for what the file uses: what a `use` without a module would bring is not missed, but the
 * file cannot be executed then. Of a file with sweeps the other combinations are checked as well.
 *
 * Returns: whether the file can be run: no error was reported, here or by the parser
 */
gboolean
troupe_scenario_check (TroupeScenario    *self,
                       TroupeDiagnostics *diagnostics)
{
  guint n_variants;

  g_return_val_if_fail (self != NULL && diagnostics != NULL, FALSE);
  g_return_val_if_fail (self->places->len == 0, FALSE);

  check_tree (self, diagnostics);
  n_variants = MIN (troupe_scenario_get_n_variants (self), VARIANTS_CHECKED_MAX);
  for (guint i = 1; self->variant == 0 && i < n_variants; i++)
    check_variant (self, i, diagnostics);

  return !troupe_diagnostics_has_error (diagnostics);
}
