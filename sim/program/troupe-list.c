/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-list.h"

const TroupeListSubject troupe_list_subjects[] = {
  { "invariants", troupe_list_text_invariants, troupe_list_json_invariants },
  { "types", troupe_list_text_types, troupe_list_json_types },
  { "events", troupe_list_text_events, troupe_list_json_events },
  { "faults", troupe_list_text_faults, troupe_list_json_faults },
  { "knobs", troupe_list_text_knobs, troupe_list_json_knobs },
  { "defects", troupe_list_text_defects, troupe_list_json_defects },
  { NULL },
};

GPtrArray *
troupe_list_dup_subjects (const TroupeEventRule *rule)
{
  static const struct
  {
    TroupePlaceKind  kind;
    const char      *word;
  } words[] = {
    { TROUPE_PLACE_HOST, "host" },
    { TROUPE_PLACE_PROC, "proc" },
    { TROUPE_PLACE_ACTOR, "actor" },
    { TROUPE_PLACE_CLIENT, "client" },
    { TROUPE_PLACE_MESH, "mesh" },
  };
  GPtrArray *subjects = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (rule->subjects & TROUPE_PLACE_BIT (words[i].kind))
      g_ptr_array_add (subjects, (gpointer) words[i].word);
  if (subjects->len == 0)
    g_ptr_array_add (subjects, (gpointer) "*");

  return subjects;
}

const char *
troupe_list_get_key_value (TroupeKeyKind kind)
{
  switch (kind)
    {
    case TROUPE_KEY_PLACE:
      return "PLACE";
    case TROUPE_KEY_NUMBER:
      return "NUMBER";
    case TROUPE_KEY_BOOLEAN:
      return "true|false";
    case TROUPE_KEY_TEXT:
      return "TEXT";
    case TROUPE_KEY_MESSAGE:
      return "MESSAGE";
    case TROUPE_KEY_STATUS:
      return "STATUS";
    case TROUPE_KEY_REASON:
      return "REASON";
    case TROUPE_KEY_ID:
      return "ID";
    case TROUPE_KEY_ANY:
    default:
      return "VALUE";
    }
}

guint
troupe_list_count_keys (const TroupeEventRule *rule)
{
  guint n = 0;

  while (n < G_N_ELEMENTS (rule->keys) && rule->keys[n].name != NULL)
    n++;

  return n;
}

const char *
troupe_list_get_field_sentence (const TroupeActorMessage *message,
                                const TroupeMessageField *field)
{
  for (guint i = 0; i < message->n_parameters; i++)
    if (g_str_equal (message->parameters[i].name, field->name) && message->parameters[i].sentence != NULL)
      return message->parameters[i].sentence;

  return field->sentence;
}
