/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

/* The world: host, proc, actor, client, mesh, link, set. */

typedef struct
{
  const char            *word;
  TroupeDeclarationKind  kind;
  const char            *what_to_do;
} DeclarationForm;

static const DeclarationForm forms[] = {
  { "host", TROUPE_DECLARATION_HOST, "write host NAME" },
  { "proc", TROUPE_DECLARATION_PROC, "write proc HOST.NAME" },
  { "actor", TROUPE_DECLARATION_ACTOR, "write actor NAME : TYPE on PROC, or under ACTOR" },
  { "client", TROUPE_DECLARATION_CLIENT, "write client NAME on PROC" },
  { "mesh", TROUPE_DECLARATION_MESH, "write mesh NAME : TYPE over PROCS" },
};

static const DeclarationForm *
find_form (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].word, word))
      return &forms[i];

  return NULL;
}

static gboolean
parse_type (TroupeParser          *self,
            TroupeDeclaration     *declaration,
            const DeclarationForm *form)
{
  if (!troupe_parser_expect (self, TROUPE_TOKEN_SYMBOL, ":", form->what_to_do))
    return FALSE;
  declaration->type_span = troupe_parser_peek (self, 0)->span;
  declaration->type_name = troupe_parser_word (self, "an actor type", troupe_word_is_dotted);

  return declaration->type_name != NULL;
}

/* `on SET`, `under SET`, `over SET`: which of them the kind allows. */
static gboolean
parse_relation (TroupeParser          *self,
                TroupeDeclaration     *declaration,
                const DeclarationForm *form)
{
  gboolean is_actor = form->kind == TROUPE_DECLARATION_ACTOR;
  gboolean is_mesh = form->kind == TROUPE_DECLARATION_MESH;

  if (!is_mesh && troupe_parser_accept (self, TROUPE_TOKEN_WORD, "on"))
    declaration->relation = TROUPE_RELATION_ON;
  else if (is_actor && troupe_parser_accept (self, TROUPE_TOKEN_WORD, "under"))
    declaration->relation = TROUPE_RELATION_UNDER;
  else if (is_mesh && troupe_parser_accept (self, TROUPE_TOKEN_WORD, "over"))
    declaration->relation = TROUPE_RELATION_OVER;
  else
    {
      troupe_parser_error_missing (self, is_mesh ? "'over'" : is_actor ? "'on' or 'under'" : "'on'", form->what_to_do);
      return FALSE;
    }
  declaration->where = troupe_parser_set (self, declaration->relation == TROUPE_RELATION_UNDER ? "an actor" : "a proc");

  return declaration->where != NULL;
}

static gboolean
parse_declaration_rest (TroupeParser          *self,
                        TroupeDeclaration     *declaration,
                        const DeclarationForm *form)
{
  const char *const words[] = { "introspectable", NULL };
  gboolean is_client = form->kind == TROUPE_DECLARATION_CLIENT;

  if ((form->kind == TROUPE_DECLARATION_ACTOR || form->kind == TROUPE_DECLARATION_MESH)
      && !parse_type (self, declaration, form))
    return FALSE;
  if (form->kind != TROUPE_DECLARATION_HOST && form->kind != TROUPE_DECLARATION_PROC
      && !parse_relation (self, declaration, form))
    return FALSE;
  if (is_client && troupe_parser_accept (self, TROUPE_TOKEN_WORD, "introspectable"))
    declaration->is_introspectable = TRUE;
  else if (!is_client)
    {
      g_ptr_array_unref (declaration->arguments);
      declaration->arguments = troupe_parser_arguments (self, /* operators = */ FALSE);
    }

  return declaration->arguments != NULL && troupe_parser_finish (self, is_client ? words : NULL);
}

/* From `host`, `proc`, ... on, to the line's end. What is broken behind the names is reported, but still declares
 * them: their uses are no errors then. */
TroupeDeclaration *
troupe_parser_declaration (TroupeParser *self)
{
  g_autoptr (TroupeDeclaration) declaration = g_new0 (TroupeDeclaration, 1);
  guint first = self->position;
  const DeclarationForm *form = find_form (troupe_parser_next (self)->text);

  declaration->kind = form->kind;
  declaration->arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_argument_free);
  declaration->names = troupe_parser_set (self, "a name");
  if (declaration->names == NULL)
    return NULL;
  declaration->is_broken = !parse_declaration_rest (self, declaration, form);
  if (declaration->arguments == NULL)
    declaration->arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_argument_free);
  declaration->span = troupe_parser_span (self, first);

  return g_steal_pointer (&declaration);
}

static gboolean
parse_link_ends (TroupeParser        *self,
                 TroupeLinkStatement *link)
{
  static const char form[] = "write link SET <-> SET, SET -> SET, same zone or cross zone";
  const TroupeToken *second = troupe_parser_peek (self, 1);

  if (troupe_token_is (second, TROUPE_TOKEN_WORD, "zone"))
    {
      link->kind = TROUPE_LINK_SAME_ZONE;
      if (troupe_parser_accept (self, TROUPE_TOKEN_WORD, "cross"))
        link->kind = TROUPE_LINK_CROSS_ZONE;
      else if (!troupe_parser_expect (self, TROUPE_TOKEN_WORD, "same", form))
        return FALSE;
      troupe_parser_next (self);
      return TRUE;
    }

  link->left = troupe_parser_set (self, "a host");
  if (link->left == NULL)
    return FALSE;
  if (troupe_parser_accept (self, TROUPE_TOKEN_SYMBOL, "->"))
    link->is_oneway = TRUE;
  else if (!troupe_parser_expect (self, TROUPE_TOKEN_SYMBOL, "<->", form))
    return FALSE;
  link->right = troupe_parser_set (self, "a host");

  return link->right != NULL;
}

/* From `link` on, to the line's end. */
TroupeLinkStatement *
troupe_parser_link (TroupeParser *self)
{
  static const char *const attributes[] = { "delay=", "dist=", "loss=", "rate=", "mtu=", "reset=", NULL };
  g_autoptr (TroupeLinkStatement) link = g_new0 (TroupeLinkStatement, 1);
  guint first = self->position;

  troupe_parser_next (self);
  if (!parse_link_ends (self, link))
    return NULL;
  link->arguments = troupe_parser_arguments (self, /* operators = */ FALSE);
  if (link->arguments == NULL || !troupe_parser_finish (self, attributes))
    return NULL;
  if (link->arguments->len == 0)
    {
      troupe_parser_error_missing (self, "an attribute", "write one or more of delay= dist= loss= rate= mtu= reset=");
      return NULL;
    }
  link->span = troupe_parser_span (self, first);

  return g_steal_pointer (&link);
}

/* From `set` on. */
TroupeSetting *
troupe_parser_setting (TroupeParser *self)
{
  g_autoptr (TroupeSetting) setting = g_new0 (TroupeSetting, 1);
  gboolean is_faults;

  troupe_parser_next (self);
  setting->values = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_value_free);
  setting->key = troupe_parser_word (self, "a knob's name", troupe_word_is_dotted);
  if (setting->key == NULL)
    return NULL;
  is_faults = g_str_equal (setting->key, "faults");
  do
    {
      TroupeValue *value = troupe_parser_value (self);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (setting->values, value);
    }
  while (is_faults && troupe_parser_accept (self, TROUPE_TOKEN_SYMBOL, ","));

  return troupe_parser_finish (self, NULL) ? g_steal_pointer (&setting) : NULL;
}
