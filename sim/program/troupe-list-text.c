/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-list.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-fault-private.h"
#include "base/troupe-knob.h"
#include "monitor/troupe-monitor.h"
#include "program/troupe-text-format.h"
#include "scenario/troupe-actor-type.h"
#include "scenario/troupe-vocabulary.h"

#include <stdio.h>

static void
print_name (const char *name,
            const char *sentence)
{
  printf ("%-28s %s\n", name, sentence);
}

void
troupe_list_text_invariants (void)
{
  guint n_monitors;
  const TroupeMonitorClass *const *monitors = troupe_monitor_list (&n_monitors);

  for (guint i = 0; i < n_monitors; i++)
    print_name (monitors[i]->id, monitors[i]->sentence);
}

static void
print_parameters (const TroupeParameter *parameters,
                  guint                  n_parameters)
{
  for (guint i = 0; i < n_parameters; i++)
    {
      g_autofree char *name = g_strdup_printf ("    %s=", parameters[i].name);

      print_name (name, parameters[i].sentence == NULL ? "" : parameters[i].sentence);
    }
}

static void
print_fields (const TroupeActorMessage *message)
{
  guint n_fields;
  const TroupeMessageField *fields = troupe_message_type_get_fields (message->type, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      g_autofree char *name = g_strdup_printf ("    %s=", fields[i].name);

      print_name (name, troupe_list_get_field_sentence (message, &fields[i]));
    }
}

void
troupe_list_text_types (void)
{
  guint n_types;
  const TroupeActorType *const *types = troupe_actor_type_list (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      print_name (types[i]->name, types[i]->sentence);
      print_parameters (types[i]->keys, types[i]->n_keys);
      for (guint j = 0; j < types[i]->n_messages; j++)
        {
          const TroupeActorMessage *message = &types[i]->messages[j];
          g_autofree char *name = g_strdup_printf ("  %s", troupe_message_type_get_name (message->type));

          print_name (name, troupe_message_type_get_sentence (message->type));
          print_fields (message);
        }
    }
}

static void
print_event (const TroupeEventRule *rule)
{
  g_autoptr (GPtrArray) subjects = troupe_list_dup_subjects (rule);
  g_autoptr (GString) keys = g_string_new (NULL);
  guint n_keys = troupe_list_count_keys (rule);

  for (guint i = 0; i < n_keys; i++)
    g_string_append_printf (keys, "%s=%s ", rule->keys[i].name, troupe_list_get_key_value (rule->keys[i].kind));
  if (rule->has_attributes)
    g_string_append (keys, "ATTRIBUTE=VALUE ");
  g_string_append (keys, "nth=NUMBER");

  print_name (rule->name, rule->sentence);
  printf ("    of ");
  for (guint i = 0; i < subjects->len; i++)
    printf ("%s%s", i == 0 ? "" : ", ", (const char *) g_ptr_array_index (subjects, i));
  printf ("\n    %s\n", keys->str);
}

void
troupe_list_text_events (void)
{
  guint n_rules;
  const TroupeEventRule *rules = troupe_event_rule_list (&n_rules);

  for (guint i = 0; i < n_rules; i++)
    print_event (&rules[i]);
}

void
troupe_list_text_faults (void)
{
  guint n_points;
  const TroupeFaultPoint *points = troupe_fault_point_list (&n_points);

  for (guint i = 0; i < n_points; i++)
    print_name (points[i].name, points[i].sentence);
}

/* A value as a file writes it behind `set`. (transfer full) */
static char *
dup_knob_value (const TroupeKnob *knob,
                guint64           value)
{
  if (knob->unit == TROUPE_KNOB_UNIT_NANOSECONDS)
    return troupe_format_time (value);

  return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

void
troupe_list_text_knobs (void)
{
  guint n_knobs;
  const TroupeKnob *knobs = troupe_knob_list (&n_knobs);

  for (guint i = 0; i < n_knobs; i++)
    {
      g_autofree char *value = dup_knob_value (&knobs[i], knobs[i].default_value);
      g_autofree char *minimum = dup_knob_value (&knobs[i], knobs[i].minimum);
      g_autofree char *maximum = dup_knob_value (&knobs[i], knobs[i].maximum);

      print_name (knobs[i].name, knobs[i].sentence);
      printf ("    %s, from %s to %s\n", value, minimum, maximum);
    }
}

void
troupe_list_text_defects (void)
{
  guint n_defects;
  const TroupeDefect *defects = troupe_defect_list (&n_defects);

  for (guint i = 0; i < n_defects; i++)
    print_name (defects[i].name, defects[i].sentence);
  if (!TROUPE_DEFECTS_BUILT)
    puts ("None of them is compiled in: configure with --enable-defects.");
}
