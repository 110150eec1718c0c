/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-knob.h"
#include "scenario/troupe-check-private.h"
#include "scenario/troupe-vocabulary.h"

/* Knobs of the runtime: `set KEY VALUE`, and what a proc takes. Their table is that of the library. */

/* As a file would write it. (transfer full) */
static char *
dup_number (const TroupeKnob *knob,
            guint64           number)
{
  static const struct
  {
    guint64     ns;
    const char *suffix;
  } units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } };
  guint i = 0;

  if (knob->unit != TROUPE_KNOB_UNIT_NANOSECONDS)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  while (number % units[i].ns != 0)
    i++;

  return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", number / units[i].ns, units[i].suffix);
}

void
troupe_check_knob (TroupeCheck      *self,
                   const TroupeSpan *span,
                   const char       *key,
                   TroupeValue      *value)
{
  guint n_names;
  const char *const *names = troupe_vocabulary_list (TROUPE_VOCABULARY_KNOB, &n_names);
  const TroupeKnob *knob = troupe_knob_lookup (key);
  TroupeValueUse use = { key, TROUPE_PARAMETER_NUMBER, NULL, NULL };
  g_autofree char *minimum = NULL;
  g_autofree char *maximum = NULL;
  guint64 number;

  troupe_check_word (self, span, "a knob", key, names, n_names);
  if (knob == NULL)
    return;

  if (knob->unit == TROUPE_KNOB_UNIT_NANOSECONDS)
    use.kinds = TROUPE_PARAMETER_TIME;
  if (!troupe_check_value (self, value, &use))
    return;

  number = g_variant_get_uint64 (value->variant);
  if (number >= knob->minimum && number <= knob->maximum)
    return;
  minimum = dup_number (knob, knob->minimum);
  maximum = dup_number (knob, knob->maximum);
  troupe_check_error (self, &value->span, "%s is out of range; '%s' goes from %s to %s", value->text, key, minimum,
                      maximum);
}
