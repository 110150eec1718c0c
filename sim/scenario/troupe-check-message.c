/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-message-type-private.h"
#include "scenario/troupe-check-private.h"
#include "scenario/troupe-suggest-private.h"

#include <string.h>

/* tell, ask, cast: which message is meant, and its body. */

static const char *
short_name (const TroupeMessageType *type)
{
  const char *name = troupe_message_type_get_name (type);
  const char *dot = strrchr (name, '.');

  return dot != NULL ? dot + 1 : name;
}

static void
report_unknown (TroupeCheck           *self,
                const TroupeSpan      *span,
                const TroupeActorType *type,
                const char            *written)
{
  g_autofree const char **names = g_new0 (const char *, type->n_messages + 1);
  g_autofree char *list = NULL;
  g_autofree char *otherwise = NULL;
  g_autofree char *hint = NULL;

  for (guint i = 0; i < type->n_messages; i++)
    names[i] = short_name (type->messages[i].type);
  list = troupe_suggest_list (names, type->n_messages);
  otherwise = g_strdup_printf ("it takes %s", type->n_messages > 0 ? list : "none");
  hint = troupe_suggest (written, names, type->n_messages, otherwise);
  troupe_check_error (self, span, "%s takes no message '%.80s'; %s", type->name, written, hint);
}

/* Among the messages of all actor types that the file can name. */
static const TroupeActorMessage *
find_anywhere (TroupeCheck *self,
               const char  *written)
{
  g_autoptr (GPtrArray) types = troupe_scenario_list_types (self->scenario);

  for (guint i = 0; i < types->len; i++)
    {
      const TroupeActorMessage *message = troupe_actor_type_find_message (g_ptr_array_index (types, i), written);

      if (message != NULL)
        return message;
    }

  return NULL;
}

gboolean
troupe_check_message_name (TroupeCheck              *self,
                           const TroupeSpan         *span,
                           const char               *written,
                           const TroupeMessageType **ret_type)
{
  g_autoptr (GPtrArray) types = troupe_message_type_list ();
  g_autofree const char **names = g_new0 (const char *, types->len + 1);
  const TroupeActorMessage *message = find_anywhere (self, written);
  g_autofree char *hint = NULL;

  *ret_type = message != NULL ? message->type : troupe_message_type_lookup (written);
  for (guint i = 0; i < types->len; i++)
    {
      const TroupeMessageType *type = g_ptr_array_index (types, i);

      names[i] = short_name (type);
      if (*ret_type == NULL && troupe_message_name_matches (written, troupe_message_type_get_name (type)))
        *ret_type = type;
    }
  if (*ret_type != NULL || types->len == 0 || troupe_scenario_lacks_module (self->scenario))
    return TRUE;

  hint = troupe_suggest (written, names, types->len, "'troupe-sim list types' prints all");
  troupe_check_error (self, span, "there is no message '%.80s'; %s", written, hint);

  return FALSE;
}

/* The message that all targets take. What is no actor - a client, a proc's agent - leaves the choice to the others. */
static const TroupeActorMessage *
find_message (TroupeCheck  *self,
              TroupeAction *action)
{
  const GPtrArray *targets = action->targets->set->places;
  const TroupeActorMessage *found = NULL;
  const TroupeActorType *found_type = NULL;

  for (guint i = 0; i < targets->len; i++)
    {
      const TroupePlace *target = g_ptr_array_index (targets, i);
      const TroupeActorMessage *message;

      if (target->type == NULL || target->type == found_type)
        continue;
      message = troupe_actor_type_find_message (target->type, action->message);
      if (message == NULL)
        {
          report_unknown (self, &action->message_span, target->type, action->message);
          return NULL;
        }
      if (found != NULL && found->type != message->type)
        {
          troupe_check_error (self, &action->message_span,
                              "'%s' is another message for %s than for %s; write two steps",
                              action->message, found_type->name, target->type->name);
          return NULL;
        }
      found = message;
      found_type = target->type;
    }

  return found;
}

static const TroupeParameter *
find_parameter (const TroupeActorMessage *message,
                const char               *name)
{
  for (guint i = 0; message != NULL && i < message->n_parameters; i++)
    if (g_str_equal (message->parameters[i].name, name))
      return &message->parameters[i];

  return NULL;
}

/* Zeros, empty texts and arrays: what GVariant reads where there are no bytes. */
static GVariant *
zero_of (const GVariantType *type)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_from_bytes (type, nothing, /* trusted = */ FALSE));

  return g_variant_get_normal_form (variant);
}

static void
fill_field (TroupeCheck     *self,
            TroupeBodyField *field,
            TroupeValue     *value,
            TroupeValueUse  *use)
{
  if (!troupe_check_value (self, value, use))
    return;
  field->place = value->place;
  field->variant = value->variant != NULL ? g_variant_ref (value->variant) : NULL;
}

/* What the file leaves out: the parameter's default, else zero. */
static void
fill_default (TroupeCheck           *self,
              TroupeAction          *action,
              TroupeBodyField       *field,
              const TroupeParameter *parameter,
              TroupeValueUse        *use)
{
  g_autoptr (TroupeValue) value = NULL;

  if (parameter != NULL && parameter->is_required)
    troupe_check_error (self, &action->span, "'%s=' is missing, which '%s' needs; add it", parameter->name,
                        action->message);
  if (parameter != NULL && parameter->default_value != NULL)
    {
      value = troupe_value_new_from_text (parameter->default_value);
      value->span = action->span;
      fill_field (self, field, value, use);
    }
  if (field->variant == NULL && field->place == NULL)
    field->variant = zero_of (use->signature);
}

static void
fill_body (TroupeCheck              *self,
           TroupeAction             *action,
           const TroupeActorMessage *message)
{
  const TroupeMessageField *fields = troupe_message_type_get_fields (action->message_type, &action->n_body);

  action->body = g_new0 (TroupeBodyField, action->n_body);
  for (guint i = 0; i < action->n_body; i++)
    {
      const TroupeParameter *parameter = find_parameter (message, fields[i].name);
      TroupeArgument *argument = troupe_check_find_argument (action->arguments, fields[i].name);
      TroupeValueUse use = { fields[i].name, 0, NULL, G_VARIANT_TYPE (fields[i].type) };

      if (parameter != NULL)
        {
          use.kinds = parameter->kinds;
          use.words = parameter->words;
        }
      if (argument != NULL)
        fill_field (self, &action->body[i], argument->value, &use);
      else
        fill_default (self, action, &action->body[i], parameter, &use);
    }
}

static void
check_arguments (TroupeCheck  *self,
                 TroupeAction *action)
{
  guint n_fields;
  const TroupeMessageField *fields = troupe_message_type_get_fields (action->message_type, &n_fields);
  g_autofree const char **names = g_new0 (const char *, n_fields + 1);
  g_autofree char *owner = g_strdup_printf ("message %s", troupe_message_type_get_name (action->message_type));

  for (guint i = 0; i < n_fields; i++)
    names[i] = fields[i].name;
  names[n_fields] = "from";
  for (guint i = 0; i < action->arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (action->arguments, i);

      if (!g_str_equal (argument->key, "from")
          && troupe_message_type_find_field (action->message_type, argument->key) < 0)
        troupe_check_unknown_key (self, argument, owner, names, n_fields + 1);
    }
}

void
troupe_check_message (TroupeCheck  *self,
                      TroupeAction *action)
{
  static const TroupePlaceUse senders = { TROUPE_PLACES_INSTANCE, FALSE, "'from=' takes an actor or a client" };
  TroupeArgument *from = troupe_check_find_argument (action->arguments, "from");
  guint n_errors = self->diagnostics->n_errors;
  const TroupeActorMessage *message;

  troupe_check_duplicate_keys (self, action->arguments);
  if (from != NULL && troupe_check_resolve_value (self, from->value, &senders))
    action->from = from->value->place;
  message = find_message (self, action);
  if (message == NULL && self->diagnostics->n_errors == n_errors)
    message = find_anywhere (self, action->message);
  action->message_type = message != NULL ? message->type : NULL;
  if (action->message_type == NULL
      && (self->diagnostics->n_errors > n_errors
          || !troupe_check_message_name (self, &action->message_span, action->message, &action->message_type)
          || action->message_type == NULL))
    return;
  check_arguments (self, action);
  fill_body (self, action, message);
}
