/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-scenario-private.h"

#include <string.h>

/* The tree's memory: each node frees what it owns. */

static void
unref_array (GPtrArray *array)
{
  if (array != NULL)
    g_ptr_array_unref (array);
}

void
troupe_argument_free (TroupeArgument *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  troupe_value_free (self->value);
  g_free (self);
}

void
troupe_place_set_free (TroupePlaceSet *self)
{
  if (self == NULL)
    return;

  unref_array (self->items);
  unref_array (self->places);
  g_free (self);
}

void
troupe_pick_free (TroupePick *self)
{
  if (self == NULL)
    return;

  troupe_value_free (self->amount);
  troupe_place_set_free (self->set);
  g_free (self);
}

void
troupe_event_pattern_free (TroupeEventPattern *self)
{
  if (self == NULL)
    return;

  troupe_place_set_free (self->subject);
  unref_array (self->keys);
  g_free (self);
}

void
troupe_declaration_free (TroupeDeclaration *self)
{
  if (self == NULL)
    return;

  troupe_place_set_free (self->names);
  troupe_place_set_free (self->where);
  g_free (self->type_name);
  unref_array (self->arguments);
  g_free (self);
}

void
troupe_link_statement_free (TroupeLinkStatement *self)
{
  if (self == NULL)
    return;

  troupe_place_set_free (self->left);
  troupe_place_set_free (self->right);
  unref_array (self->arguments);
  g_free (self);
}

void
troupe_setting_free (TroupeSetting *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  unref_array (self->values);
  g_free (self);
}

void
troupe_when_free (TroupeWhen *self)
{
  if (self == NULL)
    return;

  troupe_value_free (self->time);
  troupe_value_free (self->from);
  troupe_value_free (self->until);
  troupe_event_pattern_free (self->event);
  g_free (self);
}

static void
free_body (TroupeAction *self)
{
  for (guint i = 0; i < self->n_body; i++)
    g_clear_pointer (&self->body[i].variant, g_variant_unref);
  g_free (self->body);
}

void
troupe_action_free (TroupeAction *self)
{
  if (self == NULL)
    return;

  troupe_pick_free (self->targets);
  troupe_pick_free (self->others);
  g_free (self->message);
  unref_array (self->arguments);
  troupe_declaration_free (self->declaration);
  troupe_link_statement_free (self->link);
  g_free (self->point);
  troupe_value_free (self->value);
  troupe_value_free (self->interval);
  troupe_action_free (self->action);
  free_body (self);
  g_free (self);
}

void
troupe_step_free (TroupeStep *self)
{
  if (self == NULL)
    return;

  g_free (self->label);
  troupe_when_free (self->when);
  troupe_action_free (self->action);
  g_free (self);
}

void
troupe_claim_free (TroupeClaim *self)
{
  if (self == NULL)
    return;

  troupe_event_pattern_free (self->event);
  troupe_event_pattern_free (self->second);
  troupe_value_free (self->within);
  troupe_value_free (self->count);
  unref_array (self->ids);
  g_free (self->text);
  g_free (self);
}

void
troupe_sweep_free (TroupeSweep *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  unref_array (self->values);
  g_free (self);
}

void
troupe_pin_free (TroupePin *self)
{
  if (self == NULL)
    return;

  troupe_event_pattern_free (self->event);
  troupe_event_pattern_free (self->second);
  troupe_value_free (self->delay);
  troupe_place_set_free (self->picked);
  g_free (self->label);
  g_free (self);
}

void
troupe_statement_free (TroupeStatement *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->comments_above);
  g_free (self->comment_beside);
  g_free (self->text);
  troupe_setting_free (self->setting);
  troupe_declaration_free (self->declaration);
  troupe_link_statement_free (self->link);
  troupe_step_free (self->step);
  troupe_claim_free (self->claim);
  troupe_pin_free (self->pin);
  troupe_sweep_free (self->sweep);
  unref_array (self->words);
  unref_array (self->arguments);
  g_free (self);
}

static void
place_free (gpointer data)
{
  TroupePlace *self = data;

  g_free (self->name);
  g_free (self->local_name);
  unref_array (self->procs);
  g_clear_pointer (&self->keys, g_variant_unref);
  g_free (self);
}

TroupeScenario *
troupe_scenario_new (const char *file_name,
                     const char *text,
                     gsize       length)
{
  TroupeScenario *self = g_new0 (TroupeScenario, 1);

  self->file_name = g_strdup (file_name);
  self->text = g_malloc (length + 1);
  if (length > 0)
    memcpy (self->text, text, length);
  self->text[length] = '\0';
  self->text_length = length;
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_statement_free);
  self->declarations = g_ptr_array_new ();
  self->links = g_ptr_array_new ();
  self->settings = g_ptr_array_new ();
  self->uses = g_ptr_array_new ();
  self->steps = g_ptr_array_new ();
  self->claims = g_ptr_array_new ();
  self->pins = g_ptr_array_new ();
  self->options = (TroupeScenarioOptions) {
    .seed_first = 1,
    .seed_last = 1,
    .worlds = TROUPE_WORLD_SIM,
    .limit_time_ns = TROUPE_TIME_NONE,
    .limit_events = G_MAXUINT64,
    .limit_memory = G_MAXUINT64,
    .sweeps = g_ptr_array_new (),
    .defects = g_ptr_array_new (),
  };
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->place_table = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

/**
 * troupe_scenario_free:
 * @self: (transfer full): a scenario
 *
 * Frees the tree and all that it owns.
 */
void
troupe_scenario_free (TroupeScenario *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->declarations);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->settings);
  g_ptr_array_unref (self->uses);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->claims);
  g_ptr_array_unref (self->pins);
  g_ptr_array_unref (self->options.sweeps);
  g_ptr_array_unref (self->options.defects);
  g_hash_table_unref (self->place_table);
  g_ptr_array_unref (self->statements);
  g_ptr_array_unref (self->places);
  g_strfreev (self->comments_end);
  g_free (self->title);
  g_free (self->text);
  g_free (self->file_name);
  g_free (self);
}

/**
 * troupe_scenario_find_place:
 * @self: a checked scenario
 * @name: a name, such as `h0.p0` or `m[7]`
 *
 * Finds what was declared, or named without a declaration where that is allowed.
 *
 * Returns: (transfer none) (nullable): the place
 */
TroupePlace *
troupe_scenario_find_place (const TroupeScenario *self,
                            const char           *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_hash_table_lookup (self->place_table, name);
}

/**
 * troupe_scenario_get_n_variants:
 * @self: a scenario
 *
 * Counts the combinations of sweep values.
 *
 * Returns: how many trees the file stands for; 1 without a sweep
 */
guint
troupe_scenario_get_n_variants (const TroupeScenario *self)
{
  guint n = 1;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->options.sweeps->len; i++)
    {
      const TroupeSweep *sweep = g_ptr_array_index (self->options.sweeps, i);

      if (n > G_MAXUINT / sweep->values->len)
        return G_MAXUINT;
      n *= sweep->values->len;
    }

  return n;
}
