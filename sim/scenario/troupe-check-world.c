/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-check-private.h"
#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-set-private.h"

#include <string.h>

/* The world of a file. First all names are declared, since a name may be used above its declaration; then what
 * they stand on. */

typedef void (*DeclarationFunc) (TroupeCheck       *self,
                                 TroupeDeclaration *declaration,
                                 gboolean           is_spawned);

static TroupePlaceKind
place_kind_of (TroupeDeclarationKind kind)
{
  static const TroupePlaceKind kinds[] = {
    TROUPE_PLACE_HOST, TROUPE_PLACE_PROC, TROUPE_PLACE_ACTOR, TROUPE_PLACE_CLIENT, TROUPE_PLACE_MESH,
  };

  return kinds[kind];
}

/* Every declaration, also those of `spawn`, in file order. */
static void
for_each_declaration (TroupeCheck     *self,
                      DeclarationFunc  func)
{
  for (guint i = 0; i < self->scenario->statements->len; i++)
    {
      const TroupeStatement *statement = g_ptr_array_index (self->scenario->statements, i);
      TroupeAction *action = statement->step != NULL ? statement->step->action : NULL;

      while (action != NULL && action->action != NULL)
        action = action->action;
      if (statement->declaration != NULL)
        func (self, statement->declaration, FALSE);
      else if (action != NULL && action->declaration != NULL)
        func (self, action->declaration, TRUE);
    }
}

/* ---- Names ---- */

/* Reports the first name that cannot be declared. Returns: whether it can */
static gboolean
name_is_free (TroupeCheck       *self,
              const TroupeSpan  *span,
              const char        *name,
              const char        *local_name)
{
  const TroupePlace *place = g_hash_table_lookup (self->scenario->place_table, name);

  if (!troupe_word_is_name (local_name))
    troupe_check_error (self, span,
                        "'%.80s' is no name; write small letters, digits, '-' and '_', a letter first, at most 63",
                        local_name);
  else if (place != NULL && place->kind == TROUPE_PLACE_DRIVER)
    troupe_check_error (self, span, "'driver' is the client and host of every scenario; take another name");
  else if (place != NULL)
    troupe_check_error (self, span, "'%s' is declared twice; it is %s since line %u, column %u", name,
                        troupe_check_kind_to_string (place->kind), place->span.line, place->span.column);
  else if (name != local_name && (g_str_equal (local_name, "service") || g_str_equal (local_name, "local")))
    troupe_check_error (self, span, "'%s' is there on every host; take another name", local_name);
  else if (self->scenario->places->len >= TROUPE_CHECK_PLACES_MAX)
    troupe_check_error (self, span, "more than 250,000 places; declare fewer");
  else
    return TRUE;

  return FALSE;
}

static gboolean
declare_one (TroupeCheck           *self,
             TroupeDeclaration     *declaration,
             const TroupePlaceItem *item,
             gboolean               is_spawned,
             const char            *host,
             const char            *local_name)
{
  g_autofree char *full_name = host != NULL ? g_strdup_printf ("%s.%s", host, local_name) : NULL;
  const char *name = full_name != NULL ? full_name : local_name;
  TroupePlace *place;

  if (!name_is_free (self, &item->span, name, local_name))
    return FALSE;
  place = troupe_check_add_place (self, place_kind_of (declaration->kind), name);
  place->declaration = declaration;
  place->span = item->span;
  place->is_spawned = is_spawned;
  place->is_introspectable = declaration->is_introspectable;
  g_free (place->local_name);
  place->local_name = g_strdup (local_name);
  g_ptr_array_add (declaration->names->places, place);
  if (place->kind == TROUPE_PLACE_HOST)
    {
      place->procs = g_ptr_array_new ();
      g_ptr_array_add (self->hosts, place);
    }

  return TRUE;
}

/* The names that a part of a declared name gives. Returns: (nullable): NULL: reported */
static GPtrArray *
expand_declared (TroupeCheck           *self,
                 const TroupePlaceItem *item,
                 const char            *part)
{
  const char *problem = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (troupe_set_is_glob (part))
    problem = "a glob finds what is declared; a declaration needs names or ranges";
  else
    names = troupe_set_expand (part, &problem);
  if (names == NULL)
    troupe_check_error (self, &item->span, "%s", problem);

  return g_steal_pointer (&names);
}

static void
declare_item (TroupeCheck           *self,
              TroupeDeclaration     *declaration,
              const TroupePlaceItem *item,
              gboolean               is_spawned)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gboolean is_proc = declaration->kind == TROUPE_DECLARATION_PROC;
  guint n_parts = troupe_set_split (item->text, &first, &second);
  g_autoptr (GPtrArray) hosts = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (item->is_excluded || n_parts != (is_proc ? 2 : 1))
    {
      troupe_check_error (self, &item->span, "'%.80s' cannot be declared; write %s", item->text,
                          item->is_excluded ? "the ranges without what is excepted"
                          : is_proc         ? "HOST.NAME"
                                            : "a NAME without a dot");
      return;
    }
  names = expand_declared (self, item, is_proc ? second : first);
  if (names == NULL || (is_proc && (hosts = expand_declared (self, item, first)) == NULL))
    return;
  if ((guint64) names->len * (hosts != NULL ? hosts->len : 1) > TROUPE_SET_NAMES_MAX)
    {
      troupe_check_error (self, &item->span, "the ranges give more than 100,000 names; write fewer");
      return;
    }
  for (guint i = 0; i < (hosts != NULL ? hosts->len : 1); i++)
    for (guint j = 0; j < names->len; j++)
      if (!declare_one (self, declaration, item, is_spawned, hosts != NULL ? g_ptr_array_index (hosts, i) : NULL,
                        g_ptr_array_index (names, j)))
        return;
}

static void
declare (TroupeCheck       *self,
         TroupeDeclaration *declaration,
         gboolean           is_spawned)
{
  for (guint i = 0; i < declaration->names->items->len; i++)
    declare_item (self, declaration, g_ptr_array_index (declaration->names->items, i), is_spawned);
}

/* Puts each declared proc on its host. */
static void
put_on_hosts (TroupeCheck       *self,
              TroupeDeclaration *declaration,
              gboolean           is_spawned)
{
  const char *missing = NULL;

  if (declaration->kind != TROUPE_DECLARATION_PROC)
    return;
  for (guint i = 0; i < declaration->names->places->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (declaration->names->places, i);
      g_autofree char *name = g_strndup (place->name, (gsize) (strchr (place->name, '.') - place->name));
      TroupePlace *host = g_hash_table_lookup (self->scenario->place_table, name);

      if (host != NULL && host->kind == TROUPE_PLACE_HOST)
        {
          place->host = host;
          g_ptr_array_add (host->procs, place);
        }
      else if (missing == NULL)
        {
          missing = place->name;
          troupe_check_error (self, &place->span, "there is no host '%.80s' for this proc; %s", name,
                              host != NULL && host->kind == TROUPE_PLACE_DRIVER
                              ? "the driver's host takes none, so take another"
                              : "declare it with 'host', or mend the name");
        }
    }
}

void
troupe_check_declare (TroupeCheck *self)
{
  troupe_check_add_place (self, TROUPE_PLACE_DRIVER, "driver");
  for_each_declaration (self, declare);
  for_each_declaration (self, put_on_hosts);
}

/* ---- What they stand on ---- */

/* What `on`, `under` and `over` take. */
static TroupePlaceUse
use_of (const TroupeDeclaration *declaration,
        gboolean                 is_spawned)
{
  TroupePlaceUse use = { TROUPE_PLACES_PROC, !is_spawned, "'on' takes a proc" };

  if (declaration->relation == TROUPE_RELATION_OVER)
    use.what = "'over' takes procs";
  if (declaration->relation == TROUPE_RELATION_UNDER)
    {
      use.kinds = TROUPE_PLACE_BIT (TROUPE_PLACE_ACTOR) | TROUPE_PLACE_BIT (TROUPE_PLACE_RANK);
      use.what = "'under' takes an actor";
    }

  return use;
}

/* Ranges of equal length pair up; a single place takes them all. */
static void
pair (TroupeCheck       *self,
      TroupeDeclaration *declaration)
{
  GPtrArray *names = declaration->names->places;
  GPtrArray *where = declaration->where->places;

  if (where->len != 1 && where->len != names->len)
    {
      troupe_check_error (self, &declaration->where->span,
                          "%u %s not pair with %u places; give each name one, or all the same",
                          names->len, names->len == 1 ? "name does" : "names do", where->len);
      return;
    }
  for (guint i = 0; i < names->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (names, i);
      TroupePlace *at = g_ptr_array_index (where, where->len == 1 ? 0 : i);

      if (declaration->relation == TROUPE_RELATION_UNDER)
        place->parent = at;
      else
        place->proc = at;
    }
}

static void
check_mesh_size (TroupeCheck       *self,
                 TroupeDeclaration *declaration,
                 gboolean           is_spawned)
{
  TroupePlaceUse use = use_of (declaration, is_spawned);

  if (declaration->kind != TROUPE_DECLARATION_MESH || declaration->is_broken
      || !troupe_check_resolve (self, declaration->where, &use))
    return;
  for (guint i = 0; i < declaration->names->places->len; i++)
    {
      TroupePlace *mesh = g_ptr_array_index (declaration->names->places, i);

      mesh->procs = g_ptr_array_ref (declaration->where->places);
    }
}

static void
check_where (TroupeCheck       *self,
             TroupeDeclaration *declaration,
             gboolean           is_spawned)
{
  TroupePlaceUse use = use_of (declaration, is_spawned);

  if (declaration->kind == TROUPE_DECLARATION_MESH || declaration->where == NULL || declaration->is_broken)
    return;
  if (troupe_check_resolve (self, declaration->where, &use) && declaration->names->places->len > 0)
    pair (self, declaration);
}

static void
check_keys (TroupeCheck       *self,
            TroupeDeclaration *declaration,
            gboolean           is_spawned)
{
  if (!declaration->is_broken)
    troupe_check_declaration_keys (self, declaration);
}

/* An actor under itself, round some corners. Each place is walked over once. */
static void
check_parents (TroupeCheck *self)
{
  enum { NEW, ON_THE_WAY, GOOD };
  const GPtrArray *places = self->scenario->places;
  g_autofree guint8 *states = g_new0 (guint8, places->len);

  for (guint i = 0; i < places->len; i++)
    {
      TroupePlace *first = g_ptr_array_index (places, i);
      TroupePlace *place = first;

      for (; place != NULL && states[place->index] == NEW; place = place->parent)
        states[place->index] = ON_THE_WAY;
      if (place != NULL && states[place->index] == ON_THE_WAY)
        troupe_check_error (self, &place->span,
                            "'%s' stands under itself; put one of the actors in this ring on a proc",
                            place->name);
      for (place = first; place != NULL && states[place->index] == ON_THE_WAY; place = place->parent)
        states[place->index] = GOOD;
    }
}

/* Ranks that were named before their mesh got its keys. */
static void
finish_ranks (TroupeCheck *self)
{
  for (guint i = 0; i < self->scenario->places->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (self->scenario->places, i);

      if (place->kind != TROUPE_PLACE_RANK || place->keys != NULL || place->mesh->keys == NULL)
        continue;
      place->type = place->mesh->type;
      place->keys = g_variant_ref (place->mesh->keys);
    }
}

/* ---- Settings ---- */

static void
check_setting (TroupeCheck         *self,
               const TroupeSetting *setting,
               const TroupeSpan    *span)
{
  static const TroupeValueUse faults = { "faults", TROUPE_PARAMETER_TEXT, NULL, NULL };
  const char *const *names;
  guint n_names;

  if (!g_str_equal (setting->key, "faults"))
    {
      troupe_check_knob (self, span, setting->key, g_ptr_array_index (setting->values, 0));
      return;
    }
  names = troupe_vocabulary_list (TROUPE_VOCABULARY_FAULT_POINT, &n_names);
  for (guint i = 0; i < setting->values->len; i++)
    {
      TroupeValue *value = g_ptr_array_index (setting->values, i);

      if (!troupe_check_value (self, value, &faults))
        continue;
      if (!troupe_word_is_dotted (value->text))
        troupe_check_error (self, &value->span, "'%.40s' is no fault point; write on, or names such as spawn.fails",
                            value->text);
      else if (setting->values->len > 1 || !g_str_equal (value->text, "on"))
        troupe_check_word (self, &value->span, "a fault point", value->text, names, n_names);
    }
}

void
troupe_check_world (TroupeCheck *self)
{
  for_each_declaration (self, check_mesh_size);
  for_each_declaration (self, check_where);
  check_parents (self);
  for_each_declaration (self, check_keys);
  finish_ranks (self);
  for (guint i = 0; i < self->scenario->statements->len; i++)
    {
      const TroupeStatement *statement = g_ptr_array_index (self->scenario->statements, i);

      if (statement->link != NULL)
        troupe_check_link (self, statement->link);
      if (statement->setting != NULL)
        check_setting (self, statement->setting, &statement->span);
    }
}
