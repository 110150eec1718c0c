/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-prove.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>

/* Odd, so that the stack starts elsewhere in its page too. */
#define PADDING_SIZE 5003

/* The sizes of what is held in numbers: 16, 32, ... 1,024 bytes. */
#define HEAP_SIZES          64
#define HEAP_SIZE_STEP      16
#define HEAP_BLOCKS_OF_SIZE 64

/* (nullable): one that this machine has and this process does not use */
static const char *
find_other_locale (void)
{
  static const char *const candidates[] = { "de_DE.UTF-8", "C.UTF-8", "C" };
  const char *current = setlocale (LC_ALL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      locale_t locale = newlocale (LC_ALL_MASK, candidates[i], (locale_t) 0);

      if (locale == (locale_t) 0)
        continue;
      freelocale (locale);
      if (g_strcmp0 (candidates[i], current) != 0)
        return candidates[i];
    }

  return "C";
}

char **
troupe_prove_dup_environment (void)
{
  g_autofree char *padding = g_strnfill (PADDING_SIZE, 'x');
  char **environment = g_get_environ ();

  environment = g_environ_setenv (environment, "LC_ALL", find_other_locale (), TRUE);
  environment = g_environ_setenv (environment, "TZ", "TRP-5:45", TRUE);
  environment = g_environ_setenv (environment, "MALLOC_PERTURB_", "165", TRUE);
  environment = g_environ_setenv (environment, "TROUPE_PADDING", padding, TRUE);

  return environment;
}

void
troupe_prove_change_layout (gpointer user_data)
{
  int persona = personality (0xffffffff);

  if (persona != -1)
    personality (persona ^ ADDR_NO_RANDOMIZE);
}

/* Of each size every other block is freed, from both ends to the middle; the blocks between, which stay for good, keep
 * the holes from growing together. */
void
troupe_prove_disturb_heap (void)
{
  static void *blocks[HEAP_SIZES][HEAP_BLOCKS_OF_SIZE];

  for (guint size = 0; size < HEAP_SIZES; size++)
    {
      for (guint i = 0; i < HEAP_BLOCKS_OF_SIZE; i++)
        blocks[size][i] = malloc ((size + 1) * HEAP_SIZE_STEP);
      for (guint i = 0; i < HEAP_BLOCKS_OF_SIZE / 2; i += 2)
        {
          g_clear_pointer (&blocks[size][i], free);
          g_clear_pointer (&blocks[size][HEAP_BLOCKS_OF_SIZE - 1 - i], free);
        }
    }
}

gboolean
troupe_prove_differs (const TroupeRun *run)
{
  const TroupeSimResult *a = run->outcomes[0] == NULL ? NULL : run->outcomes[0]->result;
  const TroupeSimResult *b = run->outcomes[1] == NULL ? NULL : run->outcomes[1]->result;

  return a != NULL && b != NULL && (a->hash != b->hash || a->n_events != b->n_events || a->verdict != b->verdict);
}

TroupeSimFailure *
troupe_prove_compare (const TroupeRun *run)
{
  g_autofree char *text = NULL;
  const TroupeSimResult *a;
  const TroupeSimResult *b;

  if (!troupe_prove_differs (run))
    return NULL;

  a = run->outcomes[0]->result;
  b = run->outcomes[1]->result;
  text = g_strdup_printf ("one process made %" G_GUINT64_FORMAT " events with the hash %016" G_GINT64_MODIFIER "x,"
                          " another %" G_GUINT64_FORMAT " with %016" G_GINT64_MODIFIER "x",
                          a->n_events, a->hash, b->n_events, b->hash);

  return troupe_sim_failure_new (TROUPE_FAILURE_DETERMINISM,
                                 "a run is a function of its library, file and seed, and of nothing else", text, 0, 0);
}

char *
troupe_prove_dup_difference (const char *log_a,
                             const char *log_b)
{
  gsize line_start = 0;
  gsize i = 0;

  while (log_a[i] == log_b[i] && log_a[i] != '\0')
    {
      if (log_a[i] == '\n')
        line_start = i + 1;
      i++;
    }

  if (log_a[i] == log_b[i])
    return g_strdup ("a second try of both made the same events");

  return g_strdup_printf ("first process:  %.*s\nsecond process: %.*s",
                          (int) strcspn (log_a + line_start, "\n"), log_a + line_start,
                          (int) strcspn (log_b + line_start, "\n"), log_b + line_start);
}
