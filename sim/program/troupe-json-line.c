/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-json-line.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

void
troupe_json_line_add_string (JsonBuilder *builder,
                             const char  *key,
                             const char  *text)
{
  json_builder_set_member_name (builder, key);
  if (text == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, text);
}

void
troupe_json_line_add_number (JsonBuilder *builder,
                             const char  *key,
                             guint64      number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, (gint64) number);
}

void
troupe_json_line_begin_array (JsonBuilder *builder,
                              const char  *key)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
}

void
troupe_json_line_print (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  puts (text);
  json_builder_reset (builder);
}
