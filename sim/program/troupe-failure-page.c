/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-failure-page.h"

#include "program/troupe-text-format.h"

#include <string.h>

#define ROW_COLUMN   12
#define BLOCK_COLUMN 4
/* Past it two blanks are text, not layout. */
#define LAST_COLUMN_MAX 40

/* What is to be copied stands on one line, however long. */
static void
append_line (GString            *page,
             const TroupeColors *colors,
             const char         *name,
             const char         *text)
{
  g_string_append_printf (page, "  %s%-9s%s %s\n", colors->faint, name, colors->plain, text);
}

static void
append_row (GString            *page,
            const TroupeColors *colors,
            const char         *name,
            const char         *text)
{
  g_string_append_printf (page, "  %s%-9s%s ", colors->faint, name, colors->plain);
  troupe_format_append_folded (page, text, ROW_COLUMN, 0);
  g_string_append_c (page, '\n');
}

/* Where the last column of a line begins that is laid out in columns, such as an event. */
static guint
find_last_column (const char *line)
{
  guint column = BLOCK_COLUMN;

  for (guint i = 2; i < MIN (strlen (line), LAST_COLUMN_MAX); i++)
    if (line[i] != ' ' && line[i - 1] == ' ' && line[i - 2] == ' ')
      column = i;

  return column;
}

static void
append_block (GString            *page,
              const TroupeColors *colors,
              const char         *heading,
              const char         *text)
{
  g_auto (GStrv) lines = NULL;

  if (text == NULL || *text == '\0')
    return;

  g_string_append_printf (page, "\n  %s%s%s\n", colors->faint, heading, colors->plain);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '\0')
        continue;
      g_string_append_printf (page, "%*s", BLOCK_COLUMN, "");
      troupe_format_append_folded (page, lines[i], BLOCK_COLUMN, find_last_column (lines[i]));
      g_string_append_c (page, '\n');
    }
}

static char *
dup_moment (const TroupeSuiteFile  *file,
            const TroupeTallyEntry *entry)
{
  g_autofree char *place = troupe_format_place (file, entry->failure);
  g_autofree char *time = troupe_format_time (entry->failure->time_ns);

  /* What is no claim about the world has no time in it. */
  if (entry->run == NULL || entry->n_events == 0 || strcmp (entry->failure->id, TROUPE_FAILURE_DETERMINISM) == 0)
    return g_steal_pointer (&place);

  return g_strdup_printf ("%s, at %s of virtual time", place, time);
}

static char *
dup_seeds (const TroupeSuiteFile  *file,
           const TroupeTallyEntry *entry)
{
  g_autofree char *seed = troupe_format_seed (file, entry);
  g_autofree char *others = NULL;

  if (entry->n_runs < 2)
    return g_steal_pointer (&seed);

  others = troupe_format_count (entry->n_runs - 1, "other run");

  return g_strdup_printf ("%s, and %s", seed, others);
}

void
troupe_failure_page_append (GString                *page,
                            const TroupeSuiteFile  *file,
                            const TroupeTallyEntry *entry,
                            gboolean                is_awaited,
                            const TroupeColors     *colors)
{
  const TroupeSimFailure *failure = entry->failure;
  g_autofree char *moment = dup_moment (file, entry);
  g_autofree char *seeds = dup_seeds (file, entry);
  g_autofree char *replay = troupe_format_replay (file, entry);
  gboolean is_mismatch = strcmp (failure->id, TROUPE_FAILURE_DETERMINISM) == 0;

  g_string_append_printf (page, "\n%s%s%s  %s%s%s  %s\n", is_awaited ? colors->good : colors->bad,
                          is_awaited ? "FAILED AS IT MUST" : "FAILED", colors->plain,
                          colors->strong, failure->id, colors->plain, troupe_suite_file_get_scenario (file)->title);
  append_row (page, colors, "claimed", failure->claim);
  append_row (page, colors, "happened", failure->text);
  append_line (page, colors, "where", moment);
  append_row (page, colors, "with", seeds);
  append_line (page, colors, "replay", replay);
  append_block (page, colors, "what its process wrote", entry->output);
  append_block (page, colors, is_mismatch ? "the first event that differs" : "the last events before it",
                entry->history);
}
