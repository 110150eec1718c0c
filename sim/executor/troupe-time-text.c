/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-time-text.h"

typedef struct
{
  const char *name;
  guint64     ns;
} Unit;

static const Unit units[] = {
  { "s", G_GUINT64_CONSTANT (1000000000) },
  { "ms", G_GUINT64_CONSTANT (1000000) },
  { "us", G_GUINT64_CONSTANT (1000) },
};

char *
troupe_time_to_string (guint64 time_ns)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      guint64 whole = time_ns / units[i].ns;
      guint64 thousandths = time_ns % units[i].ns / (units[i].ns / 1000);

      if (whole == 0 || time_ns % (units[i].ns / 1000) != 0)
        continue;
      if (thousandths == 0)
        return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", whole, units[i].name);

      return g_strdup_printf ("%" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT "%s", whole, thousandths, units[i].name);
    }

  return g_strdup_printf ("%" G_GUINT64_FORMAT "ns", time_ns);
}
