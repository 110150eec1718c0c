/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-text-format.h"

#include "program/troupe-program-name.h"

#include <string.h>

char *
troupe_format_time (guint64 time_ns)
{
  static const struct
  {
    guint64     size_ns;
    const char *unit;
  } units[] = {
    { G_GUINT64_CONSTANT (1000000000), "s" },
    { 1000000, "ms" },
    { 1000, "us" },
    { 1, "ns" },
  };
  guint i = 0;
  GString *text;

  if (time_ns == 0)
    return g_strdup ("0s");

  while (time_ns < units[i].size_ns)
    i++;

  text = g_string_new (NULL);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, time_ns / units[i].size_ns);
  if (time_ns % units[i].size_ns != 0)
    {
      /* The remainder as a fraction: as many digits as the unit has zeros. */
      int n_digits = 0;

      for (guint64 size_ns = units[i].size_ns; size_ns > 1; size_ns /= 10)
        n_digits++;
      g_string_append_printf (text, ".%0*" G_GUINT64_FORMAT, n_digits, time_ns % units[i].size_ns);
      while (text->str[text->len - 1] == '0')
        g_string_truncate (text, text->len - 1);
    }
  g_string_append (text, units[i].unit);

  return g_string_free (text, FALSE);
}

char *
troupe_format_place (const TroupeSuiteFile  *file,
                     const TroupeSimFailure *failure)
{
  if (failure->line == 0)
    return g_strdup (file->path);

  return g_strdup_printf ("%s:%u", file->path, failure->line);
}

static char *
dup_shell_word (const char *text)
{
  gboolean is_plain = *text != '\0' && *text != '-';

  for (const char *c = text; *c != '\0'; c++)
    is_plain = is_plain && (g_ascii_isalnum (*c) || strchr ("/._-+,:@%", *c) != NULL);

  return is_plain ? g_strdup (text) : g_shell_quote (text);
}

/* ` --modules FOLDER` for each. (transfer full) */
static char *
dup_folders (const TroupeSuiteFile *file)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; file->folders != NULL && file->folders[i] != NULL; i++)
    {
      g_autofree char *folder = dup_shell_word (file->folders[i]);

      g_string_append_printf (text, " --modules %s", folder);
    }

  return g_string_free (text, FALSE);
}

char *
troupe_format_replay (const TroupeSuiteFile  *file,
                      const TroupeTallyEntry *entry)
{
  g_autofree char *program = dup_shell_word (troupe_program_name_get ());
  g_autofree char *path = dup_shell_word (file->path);
  g_autofree char *folders = dup_folders (file);
  g_autofree char *seed = NULL;
  gboolean needs_proof = strcmp (entry->failure->id, TROUPE_FAILURE_DETERMINISM) == 0;

  if (entry->run == NULL)
    return g_strdup_printf ("%s run %s%s", program, path, folders);

  seed = troupe_suite_file_dup_seed (file, entry->run->seed, entry->run->order);

  return g_strdup_printf ("%s run %s%s --seed %s%s", program, path, folders, seed, needs_proof ? " --prove" : "");
}

char *
troupe_format_seed (const TroupeSuiteFile  *file,
                    const TroupeTallyEntry *entry)
{
  g_autofree char *seed = NULL;
  g_autofree char *sweep = NULL;

  if (entry->run == NULL)
    return g_strdup ("all seeds");

  seed = troupe_suite_file_dup_seed (file, entry->run->seed, entry->run->order);
  sweep = troupe_suite_file_dup_sweep (file, entry->run->variant);

  return sweep == NULL ? g_strdup_printf ("seed %s", seed) : g_strdup_printf ("seed %s, %s", seed, sweep);
}

char *
troupe_format_count (guint64     n,
                     const char *noun)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, n);
  for (gssize i = (gssize) text->len - 3; i > 0; i -= 3)
    g_string_insert_c (text, i, ',');
  g_string_append_printf (text, " %s%s", noun, n == 1 ? "" : "s");

  return g_string_free (text, FALSE);
}

/* Where a line of @text that may have @room columns ends: at its end, or at a blank. A word that is too long stands
 * alone. */
static const char *
find_fold (const char *text,
           guint       room)
{
  gsize n_indent = strspn (text, " ");
  const char *fold = NULL;
  const char *c = text;
  guint column = 0;

  for (; *c != '\0' && *c != '\n'; column++, c = g_utf8_next_char (c))
    {
      if (column <= n_indent || *c != ' ' || c[-1] == ' ')
        continue;
      if (column > room)
        return fold != NULL ? fold : c;
      fold = c;
    }

  return column > room && fold != NULL ? fold : c;
}

void
troupe_format_append_folded (GString    *page,
                             const char *text,
                             guint       column,
                             guint       hang)
{
  guint indent = column;

  for (;;)
    {
      const char *end = find_fold (text, TROUPE_FORMAT_COLUMNS - indent);

      g_string_append_len (page, text, end - text);
      if (*end == '\0')
        return;

      indent = *end == '\n' ? column : column + hang;
      text = *end == '\n' ? end + 1 : end + strspn (end, " ");
      g_string_append_printf (page, "\n%*s", (int) indent, "");
    }
}
