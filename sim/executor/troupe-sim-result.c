/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-sim-result-private.h"

/* verdict, seed, order, hash, n_events, virtual_ns, failures (id, claim, text, line, time_ns), sometimes, armed,
 * kept, choices (chosen, n) */
#define RESULT_FORMAT "(ututtta(sssut)ttta(uu))"

/**
 * troupe_sim_failure_new:
 * @id: which invariant or claim, see #TroupeSimFailure
 * @claim: what was claimed
 * @text: what happened instead
 * @line: of the claim in the file; 0: it has none
 * @time_ns: virtual, from the scenario's time 0
 *
 * Makes a failure; the texts are copied.
 *
 * Returns: (transfer full): the failure
 */
TroupeSimFailure *
troupe_sim_failure_new (const char *id,
                        const char *claim,
                        const char *text,
                        guint       line,
                        guint64     time_ns)
{
  TroupeSimFailure *self = g_new0 (TroupeSimFailure, 1);

  self->id = g_strdup (id);
  self->claim = g_strdup (claim);
  self->text = g_strdup (text);
  self->line = line;
  self->time_ns = time_ns;

  return self;
}

/**
 * troupe_sim_failure_free:
 * @self: (transfer full): a failure
 *
 * Frees a failure.
 */
void
troupe_sim_failure_free (TroupeSimFailure *self)
{
  g_free (self->id);
  g_free (self->claim);
  g_free (self->text);
  g_free (self);
}

static void
free_failure (gpointer failure)
{
  troupe_sim_failure_free (failure);
}

TroupeSimResult *
troupe_sim_result_new (guint64 seed)
{
  TroupeSimResult *self = g_new0 (TroupeSimResult, 1);

  self->verdict = TROUPE_SIM_PASS;
  self->seed = seed;
  self->failures = g_ptr_array_new_with_free_func (free_failure);
  self->choices = g_array_new (FALSE, FALSE, sizeof (guint));

  return self;
}

/**
 * troupe_sim_result_free:
 * @self: (transfer full): a result
 *
 * Frees a result.
 */
void
troupe_sim_result_free (TroupeSimResult *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->failures);
  g_array_unref (self->choices);
  g_free (self);
}

void
troupe_sim_result_add_failure (TroupeSimResult *self,
                               const char      *id,
                               const char      *claim,
                               const char      *text,
                               guint            line,
                               guint64          time_ns)
{
  g_ptr_array_add (self->failures, troupe_sim_failure_new (id, claim, text, line, time_ns));
  self->verdict = TROUPE_SIM_FAIL;
}

GPtrArray *
troupe_sim_result_steal_failures (TroupeSimResult *self)
{
  GPtrArray *failures = self->failures;

  self->failures = g_ptr_array_new_with_free_func (free_failure);
  self->verdict = TROUPE_SIM_PASS;

  return failures;
}

void
troupe_sim_result_take_failures (TroupeSimResult *self,
                                 GPtrArray       *failures)
{
  if (failures->len > 0)
    self->verdict = TROUPE_SIM_FAIL;
  g_ptr_array_extend_and_steal (self->failures, failures);
}

/**
 * troupe_sim_result_to_variant:
 * @self: a result
 *
 * The result as a value that can go to another process.
 *
 * Returns: (transfer full): a floating variant; troupe_sim_result_from_variant() reads it
 */
GVariant *
troupe_sim_result_to_variant (const TroupeSimResult *self)
{
  GVariantBuilder failures;
  GVariantBuilder choices;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&failures, G_VARIANT_TYPE ("a(sssut)"));
  for (guint i = 0; i < self->failures->len; i++)
    {
      const TroupeSimFailure *failure = g_ptr_array_index (self->failures, i);

      g_variant_builder_add (&failures, "(sssut)", failure->id, failure->claim, failure->text, failure->line,
                             failure->time_ns);
    }

  g_variant_builder_init (&choices, G_VARIANT_TYPE ("a(uu)"));
  for (guint i = 0; i + 1 < self->choices->len; i += 2)
    g_variant_builder_add (&choices, "(uu)", g_array_index (self->choices, guint, i),
                           g_array_index (self->choices, guint, i + 1));

  return g_variant_new (RESULT_FORMAT, (guint) self->verdict, self->seed, self->order, self->hash, self->n_events,
                        self->virtual_ns, &failures, self->sometimes, self->armed, self->kept, &choices);
}

/**
 * troupe_sim_result_from_variant:
 * @variant: what troupe_sim_result_to_variant() made, perhaps from untrusted bytes
 *
 * The result that another process sent.
 *
 * Returns: (transfer full) (nullable): the result; %NULL if @variant is no result
 */
TroupeSimResult *
troupe_sim_result_from_variant (GVariant *variant)
{
  g_autoptr (GVariantIter) failures = NULL;
  g_autoptr (GVariantIter) choices = NULL;
  TroupeSimResult *self;
  const char *id, *claim, *text;
  guint line, verdict, pair[2];
  guint64 time_ns;

  g_return_val_if_fail (variant != NULL, NULL);

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE (RESULT_FORMAT)) || !g_variant_is_normal_form (variant))
    return NULL;

  self = troupe_sim_result_new (0);
  g_variant_get (variant, RESULT_FORMAT, &verdict, &self->seed, &self->order, &self->hash, &self->n_events,
                 &self->virtual_ns, &failures, &self->sometimes, &self->armed, &self->kept, &choices);
  while (g_variant_iter_next (failures, "(&s&s&sut)", &id, &claim, &text, &line, &time_ns))
    troupe_sim_result_add_failure (self, id, claim, text, line, time_ns);
  while (g_variant_iter_next (choices, "(uu)", &pair[0], &pair[1]))
    g_array_append_vals (self->choices, pair, 2);
  self->verdict = verdict == TROUPE_SIM_PASS ? TROUPE_SIM_PASS : TROUPE_SIM_FAIL;

  return self;
}
