/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-list.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-fault-private.h"
#include "base/troupe-knob.h"
#include "monitor/troupe-monitor.h"
#include "program/troupe-json-line.h"
#include "scenario/troupe-actor-type.h"
#include "scenario/troupe-vocabulary.h"

#include <json-glib/json-glib.h>

/* An object on a line for each thing: `name` and, where there is one, `sentence`. Beside them
 *
 *   types    keys (name sentence), messages (name sentence, fields: name sentence type)
 *   events   of (words), keys (name value), attributes (whether any other key is one of the answer)
 *   knobs    unit ("count" or "ns"), default, minimum, maximum
 *   defects  built
 */

static void
begin_entry (JsonBuilder *builder,
             const char  *name,
             const char  *sentence)
{
  json_builder_begin_object (builder);
  troupe_json_line_add_string (builder, "name", name);
  if (sentence != NULL)
    troupe_json_line_add_string (builder, "sentence", sentence);
}

static void
add_flag (JsonBuilder *builder,
          const char  *key,
          gboolean     is_so)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, is_so);
}

static void
print_entry (const char *name,
             const char *sentence)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  begin_entry (builder, name, sentence);
  json_builder_end_object (builder);
  troupe_json_line_print (builder);
}

void
troupe_list_json_invariants (void)
{
  guint n_monitors;
  const TroupeMonitorClass *const *monitors = troupe_monitor_list (&n_monitors);

  for (guint i = 0; i < n_monitors; i++)
    print_entry (monitors[i]->id, monitors[i]->sentence);
}

static void
add_parameters (JsonBuilder           *builder,
                const char            *key,
                const TroupeParameter *parameters,
                guint                  n_parameters)
{
  troupe_json_line_begin_array (builder, key);
  for (guint i = 0; i < n_parameters; i++)
    {
      begin_entry (builder, parameters[i].name, parameters[i].sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_fields (JsonBuilder              *builder,
            const TroupeActorMessage *message)
{
  guint n_fields;
  const TroupeMessageField *fields = troupe_message_type_get_fields (message->type, &n_fields);

  troupe_json_line_begin_array (builder, "fields");
  for (guint i = 0; i < n_fields; i++)
    {
      begin_entry (builder, fields[i].name, troupe_list_get_field_sentence (message, &fields[i]));
      troupe_json_line_add_string (builder, "type", fields[i].type);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_type (const TroupeActorType *type)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  begin_entry (builder, type->name, type->sentence);
  add_parameters (builder, "keys", type->keys, type->n_keys);
  troupe_json_line_begin_array (builder, "messages");
  for (guint i = 0; i < type->n_messages; i++)
    {
      const TroupeActorMessage *message = &type->messages[i];

      begin_entry (builder, troupe_message_type_get_name (message->type),
                   troupe_message_type_get_sentence (message->type));
      add_fields (builder, message);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  troupe_json_line_print (builder);
}

void
troupe_list_json_types (void)
{
  guint n_types;
  const TroupeActorType *const *types = troupe_actor_type_list (&n_types);

  for (guint i = 0; i < n_types; i++)
    print_type (types[i]);
}

static void
add_keys (JsonBuilder           *builder,
          const TroupeEventRule *rule)
{
  guint n_keys = troupe_list_count_keys (rule);

  troupe_json_line_begin_array (builder, "keys");
  for (guint i = 0; i < n_keys; i++)
    {
      json_builder_begin_object (builder);
      troupe_json_line_add_string (builder, "name", rule->keys[i].name);
      troupe_json_line_add_string (builder, "value", troupe_list_get_key_value (rule->keys[i].kind));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_event (const TroupeEventRule *rule)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) subjects = troupe_list_dup_subjects (rule);

  begin_entry (builder, rule->name, rule->sentence);
  troupe_json_line_begin_array (builder, "of");
  for (guint i = 0; i < subjects->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (subjects, i));
  json_builder_end_array (builder);
  add_keys (builder, rule);
  add_flag (builder, "attributes", rule->has_attributes);
  json_builder_end_object (builder);
  troupe_json_line_print (builder);
}

void
troupe_list_json_events (void)
{
  guint n_rules;
  const TroupeEventRule *rules = troupe_event_rule_list (&n_rules);

  for (guint i = 0; i < n_rules; i++)
    print_event (&rules[i]);
}

void
troupe_list_json_faults (void)
{
  guint n_points;
  const TroupeFaultPoint *points = troupe_fault_point_list (&n_points);

  for (guint i = 0; i < n_points; i++)
    print_entry (points[i].name, points[i].sentence);
}

void
troupe_list_json_knobs (void)
{
  guint n_knobs;
  const TroupeKnob *knobs = troupe_knob_list (&n_knobs);

  for (guint i = 0; i < n_knobs; i++)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      begin_entry (builder, knobs[i].name, knobs[i].sentence);
      troupe_json_line_add_string (builder, "unit", knobs[i].unit == TROUPE_KNOB_UNIT_NANOSECONDS ? "ns" : "count");
      troupe_json_line_add_number (builder, "default", knobs[i].default_value);
      troupe_json_line_add_number (builder, "minimum", knobs[i].minimum);
      troupe_json_line_add_number (builder, "maximum", knobs[i].maximum);
      json_builder_end_object (builder);
      troupe_json_line_print (builder);
    }
}

void
troupe_list_json_defects (void)
{
  guint n_defects;
  const TroupeDefect *defects = troupe_defect_list (&n_defects);

  for (guint i = 0; i < n_defects; i++)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      begin_entry (builder, defects[i].name, defects[i].sentence);
      add_flag (builder, "built", TROUPE_DEFECTS_BUILT);
      json_builder_end_object (builder);
      troupe_json_line_print (builder);
    }
}
