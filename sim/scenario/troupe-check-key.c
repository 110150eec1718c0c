/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-check-private.h"
#include "scenario/troupe-suggest-private.h"

#include <string.h>

/* The arguments of declarations: host, proc, actor, mesh. */

/* ---- host ---- */

/* `NUMBERppm`, which may be negative: as parts of 10^9. */
static gboolean
read_drift (const char *text,
            gint64     *ret_ppb)
{
  gsize length = strlen (text);
  TroupeValue value = { 0 };
  gboolean is_good;

  if (!g_str_has_suffix (text, "ppm"))
    return FALSE;
  value.text = g_strndup (text, length - 3);
  is_good = troupe_value_read (&value) == NULL && value.kind == TROUPE_VALUE_NUMBER
            && value.billionths % 1000000 == 0 && ABS (value.number) < 1000000;
  *ret_ppb = ABS (value.number) * 1000 + value.billionths / 1000000;
  if (value.is_negative)
    *ret_ppb = -*ret_ppb;
  g_free (value.text);

  return is_good;
}

static void
check_host_key (TroupeCheck       *self,
                TroupeDeclaration *declaration,
                TroupeArgument    *argument)
{
  static const char *const keys[] = { "zone", "clock", "drift" };
  static const TroupeValueUse zone = { "zone", TROUPE_PARAMETER_NAME, NULL, NULL };
  static const TroupeValueUse clock = { "clock", TROUPE_PARAMETER_TIME, NULL, NULL };
  TroupeValue *value = argument->value;

  if (g_str_equal (argument->key, "zone"))
    {
      if (troupe_check_value (self, value, &zone))
        declaration->zone = value->text;
    }
  else if (g_str_equal (argument->key, "clock"))
    {
      if (troupe_check_value (self, value, &clock))
        declaration->clock_ns = (guint64) value->number;
    }
  else if (!g_str_equal (argument->key, "drift"))
    {
      troupe_check_unknown_key (self, argument, "a host", keys, G_N_ELEMENTS (keys));
    }
  else if (!read_drift (value->text, &declaration->drift_ppb))
    {
      troupe_check_error (self, &value->span,
                          "'%.40s' does not fit drift=; write one such as 50ppm or -1.5ppm, below 1,000,000",
                          value->text);
    }
}

/* ---- actor and mesh ---- */

static const TroupeParameter *
find_parameter (const TroupeParameter *parameters,
                guint                  n_parameters,
                const char            *name)
{
  for (guint i = 0; i < n_parameters; i++)
    if (g_str_equal (parameters[i].name, name))
      return &parameters[i];

  return NULL;
}

/* In a key a place is given as it is written: the actor is made before places have ids. */
static GVariant *
dup_key_variant (const TroupeValue *value)
{
  return value->variant != NULL ? g_variant_ref (value->variant)
                                : g_variant_ref_sink (g_variant_new_string (value->text));
}

static void
add_defaults (TroupeCheck       *self,
              TroupeDeclaration *declaration,
              GVariantDict      *keys)
{
  const TroupeActorType *type = declaration->type;

  for (guint i = 0; i < type->n_keys; i++)
    {
      const TroupeParameter *parameter = &type->keys[i];
      TroupeValueUse use = { parameter->name, parameter->kinds, parameter->words, NULL };
      g_autoptr (TroupeValue) value = NULL;

      if (troupe_check_find_argument (declaration->arguments, parameter->name) != NULL)
        continue;
      if (parameter->is_required)
        troupe_check_error (self, &declaration->span, "'%s=' is missing, which every %s needs; add it",
                            parameter->name, type->name);
      if (parameter->default_value == NULL)
        continue;
      value = troupe_value_new_from_text (parameter->default_value);
      value->span = declaration->span;
      if (troupe_check_value (self, value, &use))
        {
          g_autoptr (GVariant) variant = dup_key_variant (value);

          g_variant_dict_insert_value (keys, parameter->name, variant);
        }
    }
}

static void
check_type_key (TroupeCheck       *self,
                TroupeDeclaration *declaration,
                TroupeArgument    *argument,
                GVariantDict      *keys)
{
  const TroupeActorType *type = declaration->type;
  const TroupeParameter *parameter = find_parameter (type->keys, type->n_keys, argument->key);
  g_autofree const char **names = g_new0 (const char *, type->n_keys + 1);
  g_autofree char *owner = g_strdup_printf ("actor type %s", type->name);
  TroupeValueUse use = { argument->key, 0, NULL, NULL };

  if (parameter == NULL)
    {
      for (guint i = 0; i < type->n_keys; i++)
        names[i] = type->keys[i].name;
      names[type->n_keys] = declaration->kind == TROUPE_DECLARATION_MESH ? "owner" : "name";
      troupe_check_unknown_key (self, argument, owner, names, type->n_keys + 1);
      return;
    }
  use.kinds = parameter->kinds;
  use.words = parameter->words;
  if (troupe_check_value (self, argument->value, &use))
    {
      g_autoptr (GVariant) variant = dup_key_variant (argument->value);

      g_variant_dict_insert_value (keys, parameter->name, variant);
    }
}

/* `name=` of an actor: its name in the runtime. */
static void
check_name (TroupeCheck       *self,
            TroupeDeclaration *declaration,
            TroupeValue       *value)
{
  static const TroupeValueUse name = { "name", TROUPE_PARAMETER_NAME, NULL, NULL };

  if (!troupe_check_value (self, value, &name))
    return;
  for (guint i = 0; i < declaration->names->places->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (declaration->names->places, i);

      g_free (place->local_name);
      place->local_name = g_strdup (value->text);
    }
}

/* `owner=` of a mesh. */
static void
check_owner (TroupeCheck       *self,
             TroupeDeclaration *declaration,
             TroupeValue       *value)
{
  static const TroupePlaceUse instances = { TROUPE_PLACES_INSTANCE, FALSE, "'owner=' takes an actor or a client" };

  if (!troupe_check_resolve_value (self, value, &instances) || value->place->kind == TROUPE_PLACE_DRIVER)
    return;
  for (guint i = 0; i < declaration->names->places->len; i++)
    {
      TroupePlace *mesh = g_ptr_array_index (declaration->names->places, i);

      mesh->owner = value->place;
    }
}

static void
find_type (TroupeCheck       *self,
           TroupeDeclaration *declaration)
{
  g_autoptr (GPtrArray) types = troupe_scenario_list_types (self->scenario);
  g_autofree const char **names = g_new0 (const char *, types->len + 1);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < types->len; i++)
    {
      const TroupeActorType *type = g_ptr_array_index (types, i);

      names[i] = type->name;
      if (g_str_equal (type->name, declaration->type_name))
        declaration->type = type;
    }
  if (declaration->type != NULL || troupe_scenario_lacks_module (self->scenario))
    return;
  hint = troupe_suggest (declaration->type_name, names, types->len, "'use' the module that has it");
  troupe_check_error (self, &declaration->type_span, "there is no actor type '%.80s'; %s", declaration->type_name,
                      hint);
}

static void
set_keys (TroupeDeclaration *declaration,
          GVariant          *keys)
{
  for (guint i = 0; i < declaration->names->places->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (declaration->names->places, i);

      place->type = declaration->type;
      place->keys = g_variant_ref (keys);
    }
}

static void
check_typed (TroupeCheck       *self,
             TroupeDeclaration *declaration)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) keys = NULL;
  const char *own = declaration->kind == TROUPE_DECLARATION_MESH ? "owner" : "name";

  find_type (self, declaration);
  for (guint i = 0; i < declaration->arguments->len; i++)
    {
      TroupeArgument *argument = g_ptr_array_index (declaration->arguments, i);

      if (!g_str_equal (argument->key, own))
        {
          if (declaration->type != NULL)
            check_type_key (self, declaration, argument, &dict);
        }
      else if (declaration->kind == TROUPE_DECLARATION_MESH)
        {
          check_owner (self, declaration, argument->value);
        }
      else
        {
          check_name (self, declaration, argument->value);
        }
    }
  if (declaration->type == NULL)
    return;
  add_defaults (self, declaration, &dict);
  keys = g_variant_ref_sink (g_variant_dict_end (&dict));
  set_keys (declaration, keys);
}

/* Another proc passes on what this one sends. */
static void
check_via (TroupeCheck             *self,
           const TroupeDeclaration *declaration,
           TroupeValue             *value)
{
  static const TroupePlaceUse procs = { TROUPE_PLACES_PROC, FALSE, "'via=' takes a proc" };

  if (!troupe_check_resolve_value (self, value, &procs))
    return;

  for (guint i = 0; i < declaration->names->places->len; i++)
    if (g_ptr_array_index (declaration->names->places, i) == value->place)
      troupe_check_error (self, &value->span, "'%s' cannot send by way of itself; name another proc",
                          value->place->name);
}

/* What a proc takes are knobs, and `via`. */
static void
check_proc_key (TroupeCheck             *self,
                const TroupeDeclaration *declaration,
                const TroupeArgument    *argument)
{
  if (g_str_equal (argument->key, "via"))
    check_via (self, declaration, argument->value);
  else
    troupe_check_knob (self, &argument->span, argument->key, argument->value);
}

void
troupe_check_declaration_keys (TroupeCheck       *self,
                               TroupeDeclaration *declaration)
{
  troupe_check_duplicate_keys (self, declaration->arguments);
  if (declaration->kind == TROUPE_DECLARATION_ACTOR || declaration->kind == TROUPE_DECLARATION_MESH)
    {
      check_typed (self, declaration);
      return;
    }
  for (guint i = 0; i < declaration->arguments->len; i++)
    {
      TroupeArgument *argument = g_ptr_array_index (declaration->arguments, i);

      if (declaration->kind == TROUPE_DECLARATION_HOST)
        check_host_key (self, declaration, argument);
      else
        check_proc_key (self, declaration, argument);
    }
}
