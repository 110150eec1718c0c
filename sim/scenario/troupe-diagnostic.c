/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-diagnostic.h"

static void
diagnostic_free (gpointer data)
{
  TroupeDiagnostic *self = data;

  g_free (self->file_name);
  g_free (self->text);
  g_free (self);
}

/**
 * troupe_diagnostics_new:
 *
 * Makes an empty list.
 *
 * Returns: (transfer full): the list
 */
TroupeDiagnostics *
troupe_diagnostics_new (void)
{
  TroupeDiagnostics *self = g_new0 (TroupeDiagnostics, 1);

  self->items = g_ptr_array_new_with_free_func (diagnostic_free);

  return self;
}

/**
 * troupe_diagnostics_free:
 * @self: (transfer full): a list
 *
 * Frees the list and what is in it.
 */
void
troupe_diagnostics_free (TroupeDiagnostics *self)
{
  g_ptr_array_unref (self->items);
  g_free (self);
}

static void
append (TroupeDiagnostics *self,
        TroupeSeverity     severity,
        const char        *file_name,
        const TroupeSpan  *span,
        char              *text)
{
  TroupeDiagnostic *diagnostic = g_new0 (TroupeDiagnostic, 1);

  diagnostic->severity = severity;
  diagnostic->file_name = g_strdup (file_name);
  diagnostic->span = *span;
  diagnostic->text = text;
  g_ptr_array_add (self->items, diagnostic);
}

/**
 * troupe_diagnostics_add:
 * @self: a list
 * @severity: whether the file can still be run
 * @file_name: the file
 * @span: the place in it
 * @format: "what; what to do", without a final period
 * @...: arguments of @format
 *
 * Reports one thing. Past TROUPE_DIAGNOSTICS_MAX it is counted only.
 */
void
troupe_diagnostics_add (TroupeDiagnostics *self,
                        TroupeSeverity     severity,
                        const char        *file_name,
                        const TroupeSpan  *span,
                        const char        *format,
                        ...)
{
  va_list arguments;

  g_return_if_fail (self != NULL && file_name != NULL && span != NULL);

  if (severity == TROUPE_SEVERITY_ERROR)
    self->n_errors++;
  if (self->items->len >= TROUPE_DIAGNOSTICS_MAX)
    return;
  if (self->items->len == TROUPE_DIAGNOSTICS_MAX - 1)
    {
      append (self, severity, file_name, span, g_strdup ("more is wrong than is worth printing; mend the rest first"));
      return;
    }

  va_start (arguments, format);
  append (self, severity, file_name, span, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

/**
 * troupe_diagnostics_has_error:
 * @self: a list
 *
 * Tells errors from mere warnings.
 *
 * Returns: whether something was added that forbids running the file
 */
gboolean
troupe_diagnostics_has_error (TroupeDiagnostics *self)
{
  return self->n_errors > 0;
}

static int
compare_number (guint a,
                guint b)
{
  return (a > b) - (a < b);
}

/* Sorting is by place; g_ptr_array_sort() keeps the order of what is equal. */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  const TroupeDiagnostic *first = *(const TroupeDiagnostic *const *) a;
  const TroupeDiagnostic *second = *(const TroupeDiagnostic *const *) b;
  int result = g_strcmp0 (first->file_name, second->file_name);

  if (result == 0)
    result = compare_number (first->span.line, second->span.line);
  if (result == 0)
    result = compare_number (first->span.column, second->span.column);

  return result;
}

/**
 * troupe_diagnostics_dup_sorted:
 * @self: a list
 *
 * Sorts the list by file, line and column.
 *
 * Returns: (transfer container) (element-type TroupeDiagnostic): what was kept; it lives as long as @self
 */
GPtrArray *
troupe_diagnostics_dup_sorted (TroupeDiagnostics *self)
{
  GPtrArray *sorted;

  g_return_val_if_fail (self != NULL, NULL);

  sorted = g_ptr_array_copy (self->items, NULL, NULL);
  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare);

  return sorted;
}

/**
 * troupe_diagnostics_to_string:
 * @self: a list
 *
 * Prints the list, sorted by file, line and column. What is said of a file as a whole has neither line nor column.
 *
 * Returns: (transfer full): a line for each, with line ends
 */
char *
troupe_diagnostics_to_string (TroupeDiagnostics *self)
{
  g_autoptr (GPtrArray) sorted = troupe_diagnostics_dup_sorted (self);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < sorted->len; i++)
    {
      const TroupeDiagnostic *item = g_ptr_array_index (sorted, i);
      const char *severity = item->severity == TROUPE_SEVERITY_ERROR ? "error" : "warning";

      g_string_append (text, item->file_name);
      if (item->span.line > 0)
        g_string_append_printf (text, ":%u:%u", item->span.line, item->span.column);
      g_string_append_printf (text, ": %s: %s\n", severity, item->text);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
