/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-check-private.h"
#include "scenario/troupe-lexer-private.h"
#include "scenario/troupe-set-private.h"
#include "scenario/troupe-suggest-private.h"

/* What the members of a SET stand for. Ranges and globs turn like the digits of a counter, the last one fastest; a
 * glob runs over what is declared, in that order. */

/* One member of a set being resolved. The first thing wrong with it is reported, the rest is not. */
typedef struct
{
  TroupeCheck          *check;
  const TroupePlaceUse *use;
  const TroupeSpan     *span;
  const char           *text;
  GPtrArray            *places;    /* (element-type TroupePlace): found so far, by all members */
  guint                 n_found;   /* by this one */
  gboolean              is_broken;
} Member;

const char *
troupe_check_kind_to_string (TroupePlaceKind kind)
{
  static const char *const names[] = {
    "the driver", "a host", "a proc", "a proc that is not declared",
    "an actor", "a client", "a mesh", "a rank of a mesh",
  };

  return names[kind];
}

char *
troupe_check_describe_kinds (const char *who,
                             guint       kinds)
{
  static const struct
  {
    TroupePlaceKind  kind;
    const char      *name;
  } names[] = {
    { TROUPE_PLACE_ACTOR, "actors" }, { TROUPE_PLACE_CLIENT, "clients" }, { TROUPE_PLACE_RANK, "ranks of a mesh" },
    { TROUPE_PLACE_MESH, "meshes" }, { TROUPE_PLACE_PROC, "procs" }, { TROUPE_PLACE_HOST, "hosts" },
  };
  const char *words[G_N_ELEMENTS (names)];
  g_autofree char *list = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((kinds & TROUPE_PLACE_BIT (names[i].kind)) != 0)
      words[n++] = names[i].name;
  list = troupe_suggest_list (words, n);

  return g_strdup_printf ("'%s' takes %s", who, list);
}

TroupePlace *
troupe_check_add_place (TroupeCheck     *self,
                        TroupePlaceKind  kind,
                        const char      *name)
{
  TroupeScenario *scenario = self->scenario;
  TroupePlace *place = g_new0 (TroupePlace, 1);
  guint stamp = 0;

  place->kind = kind;
  place->index = scenario->places->len;
  place->name = g_strdup (name);
  place->local_name = g_strdup (name);
  g_ptr_array_add (scenario->places, place);
  g_hash_table_insert (scenario->place_table, place->name, place);
  g_array_append_val (self->stamps, stamp);

  return place;
}

static void
report (Member     *self,
        const char *what)
{
  if (!self->is_broken)
    troupe_check_error (self->check, self->span, "%s", what);
  self->is_broken = TRUE;
}

/* What a name that is nowhere declared may have been meant to be: a place of a kind that fits. */
static void
report_unknown (Member     *self,
                const char *name)
{
  const GPtrArray *places = self->check->scenario->places;
  g_autofree const char **names = NULL;
  g_autofree char *hint = NULL;
  g_autofree char *what = NULL;
  guint n_names = 0;

  if (self->is_broken)
    return;
  names = g_new0 (const char *, places->len);
  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (places, i);

      if ((self->use->kinds & TROUPE_PLACE_BIT (place->kind)) != 0)
        names[n_names++] = place->name;
    }
  hint = troupe_suggest (name, names, n_names, "declare it, or mend the name");
  what = g_strdup_printf ("'%.80s' is not declared; %s", name, hint);
  report (self, what);
}

static gboolean
spend (Member *self)
{
  TroupeCheck *check = self->check;

  if (++check->n_work <= TROUPE_CHECK_WORK_MAX)
    return TRUE;
  if (!check->is_tired)
    report (self, "the sets of this file expand too far; name fewer places");
  check->is_tired = self->is_broken = TRUE;

  return FALSE;
}

static void
add (Member      *self,
     TroupePlace *place)
{
  guint *stamp;

  self->n_found++;
  stamp = &g_array_index (self->check->stamps, guint, place->index);
  if (*stamp == self->check->stamp)
    return;
  *stamp = self->check->stamp;
  g_ptr_array_add (self->places, place);
}

/* A place that was named in full: it must fit. */
static void
add_named (Member      *self,
           TroupePlace *place)
{
  g_autofree char *what = NULL;

  if ((self->use->kinds & TROUPE_PLACE_BIT (place->kind)) == 0)
    {
      if (place->kind == TROUPE_PLACE_MESH && (self->use->kinds & TROUPE_PLACE_BIT (TROUPE_PLACE_RANK)) != 0)
        what = g_strdup_printf ("'%s' is a mesh; name its ranks, such as %s[0]", place->name, place->name);
      else
        what = g_strdup_printf ("'%s' is %s; %s", place->name, troupe_check_kind_to_string (place->kind),
                                self->use->what);
      report (self, what);
      return;
    }
  if (self->use->is_set_up && place->is_spawned)
    {
      what = g_strdup_printf ("'%s' is not there at time 0, a step spawns it in line %u; spawn this after it, too",
                              place->name, place->span.line);
      report (self, what);
      return;
    }
  add (self, place);
}

/* What a glob may find: never the driver, and in a declaration nothing that a step spawns. */
static gboolean
glob_finds (Member            *self,
            const char        *glob,
            const TroupePlace *place,
            const char        *name)
{
  return (self->use->kinds & TROUPE_PLACE_BIT (place->kind)) != 0 && place->kind != TROUPE_PLACE_DRIVER
         && !(self->use->is_set_up && place->is_spawned) && troupe_set_matches (glob, name);
}

/* `h0.service`, `h0.local`, or a proc that was never declared where that is allowed; made when first named. */
static TroupePlace *
make_proc (Member      *self,
           TroupePlace *host,
           const char  *name,
           const char  *full_name)
{
  gboolean is_implicit = g_str_equal (name, "service") || g_str_equal (name, "local");
  TroupePlaceKind kind = is_implicit ? TROUPE_PLACE_PROC : TROUPE_PLACE_UNKNOWN_PROC;
  TroupePlace *place;

  if ((!is_implicit && (self->use->kinds & TROUPE_PLACE_BIT (TROUPE_PLACE_UNKNOWN_PROC)) == 0)
      || !troupe_word_is_name (name))
    {
      report_unknown (self, full_name);
      return NULL;
    }
  if (self->check->scenario->places->len >= TROUPE_CHECK_PLACES_MAX)
    {
      report (self, "more than 250,000 places; name fewer");
      return NULL;
    }
  place = troupe_check_add_place (self->check, kind, full_name);
  place->is_implicit = is_implicit;
  place->is_spawned = host->is_spawned;
  place->host = host;
  g_free (place->local_name);
  place->local_name = g_strdup (name);

  return place;
}

/* One name of the part behind the dot, on one host. A host that was found by a glob need not have the proc. */
static void
resolve_proc (Member      *self,
              TroupePlace *host,
              const char  *name,
              gboolean     host_is_globbed)
{
  g_autofree char *full_name = NULL;
  TroupePlace *place;

  if (!spend (self))
    return;
  if (troupe_set_is_glob (name))
    {
      for (guint i = 0; host->procs != NULL && i < host->procs->len && spend (self); i++)
        {
          place = g_ptr_array_index (host->procs, i);
          if (glob_finds (self, name, place, place->local_name))
            add (self, place);
        }
      return;
    }
  full_name = g_strdup_printf ("%s.%s", host->name, name);
  place = g_hash_table_lookup (self->check->scenario->place_table, full_name);
  if (place != NULL && host_is_globbed
      && (place->kind == TROUPE_PLACE_UNKNOWN_PROC || (self->use->is_set_up && place->is_spawned)))
    return;
  if (place == NULL && host_is_globbed && !g_str_equal (name, "service") && !g_str_equal (name, "local"))
    return;
  if (place == NULL)
    place = make_proc (self, host, name, full_name);
  if (place != NULL)
    add_named (self, place);
}

static void
resolve_procs (Member      *self,
               TroupePlace *host,
               GPtrArray   *names,
               gboolean     host_is_globbed)
{
  for (guint i = 0; i < names->len && !self->is_broken; i++)
    resolve_proc (self, host, g_ptr_array_index (names, i), host_is_globbed);
}

/* `host.proc` */
static void
resolve_pairs (Member    *self,
               GPtrArray *hosts,
               GPtrArray *procs)
{
  for (guint i = 0; i < hosts->len && !self->is_broken; i++)
    {
      const char *name = g_ptr_array_index (hosts, i);
      TroupePlace *host;

      if (troupe_set_is_glob (name))
        {
          for (guint j = 0; j < self->check->hosts->len && spend (self); j++)
            {
              host = g_ptr_array_index (self->check->hosts, j);
              if (troupe_set_matches (name, host->name))
                resolve_procs (self, host, procs, TRUE);
            }
          continue;
        }
      host = g_hash_table_lookup (self->check->scenario->place_table, name);
      if (host == NULL || (host->kind != TROUPE_PLACE_HOST && host->kind != TROUPE_PLACE_DRIVER))
        {
          g_autofree char *what = g_strdup_printf ("there is no host '%.80s'; declare it, or mend the name", name);

          report (self, what);
          return;
        }
      resolve_procs (self, host, procs, FALSE);
    }
}

/* A name without a dot: a host, an actor, a client, a mesh. */
static void
resolve_names (Member    *self,
               GPtrArray *names)
{
  TroupeScenario *scenario = self->check->scenario;

  for (guint i = 0; i < names->len && !self->is_broken && spend (self); i++)
    {
      const char *name = g_ptr_array_index (names, i);
      TroupePlace *place = g_hash_table_lookup (scenario->place_table, name);

      if (place != NULL)
        add_named (self, place);
      else if (!troupe_set_is_glob (name))
        report_unknown (self, name);
      else
        for (guint j = 0; j < scenario->places->len && spend (self); j++)
          {
            place = g_ptr_array_index (scenario->places, j);
            if (place->kind != TROUPE_PLACE_PROC && place->kind != TROUPE_PLACE_UNKNOWN_PROC
                && place->kind != TROUPE_PLACE_RANK && glob_finds (self, name, place, place->name))
              add (self, place);
          }
    }
}

static TroupePlace *
find_rank (Member      *self,
           TroupePlace *mesh,
           guint        rank)
{
  g_autofree char *name = g_strdup_printf ("%s[%u]", mesh->name, rank);
  TroupePlace *place = g_hash_table_lookup (self->check->scenario->place_table, name);

  if (place != NULL)
    return place;
  place = troupe_check_add_place (self->check, TROUPE_PLACE_RANK, name);
  place->span = mesh->span;
  place->declaration = mesh->declaration;
  place->is_spawned = mesh->is_spawned;
  place->mesh = mesh;
  place->rank = rank;
  place->proc = g_ptr_array_index (mesh->procs, rank);
  place->type = mesh->type;
  place->keys = mesh->keys != NULL ? g_variant_ref (mesh->keys) : NULL;

  return place;
}

/* `mesh[2,5-7]` */
static void
resolve_ranks (Member      *self,
               TroupePlace *mesh)
{
  const char *problem = NULL;
  g_autoptr (GArray) ranks = troupe_set_ranks (self->text, &problem);

  if (ranks == NULL)
    {
      report (self, problem);
      return;
    }
  /* A mesh that is broken itself has no size, and has been reported. */
  if (mesh->procs == NULL)
    {
      self->is_broken = TRUE;
      return;
    }
  for (guint i = 0; i < ranks->len && !self->is_broken && spend (self); i++)
    {
      guint rank = g_array_index (ranks, guint, i);

      if (rank >= mesh->procs->len)
        {
          g_autofree char *what = g_strdup_printf ("mesh '%s' has no rank %u; its last one is %u", mesh->name, rank,
                                                   mesh->procs->len - 1);

          report (self, what);
          return;
        }
      add_named (self, find_rank (self, mesh, rank));
    }
}

/* Ranks, where a mesh has the name before the brackets. Returns: whether it has */
static gboolean
resolve_as_ranks (Member *self)
{
  g_autofree char *name = NULL;
  TroupePlace *mesh;

  if (!troupe_set_is_rank (self->text, &name))
    return FALSE;
  mesh = g_hash_table_lookup (self->check->scenario->place_table, name);
  if (mesh == NULL || mesh->kind != TROUPE_PLACE_MESH)
    return FALSE;
  resolve_ranks (self, mesh);

  return TRUE;
}

/* Returns: whether nothing was wrong with it */
static gboolean
resolve_member (Member *self)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) first_names = NULL;
  g_autoptr (GPtrArray) second_names = NULL;
  const char *problem = NULL;

  if (resolve_as_ranks (self))
    return !self->is_broken;
  if (troupe_set_split (self->text, &first, &second) == 0)
    {
      report (self, "this is no place; write a NAME or HOST.PROC");
      return FALSE;
    }
  first_names = troupe_set_expand (first, &problem);
  if (first_names != NULL && second != NULL)
    second_names = troupe_set_expand (second, &problem);
  if (first_names == NULL || (second != NULL && second_names == NULL))
    report (self, problem);
  else if (second != NULL)
    resolve_pairs (self, first_names, second_names);
  else
    resolve_names (self, first_names);
  if (self->n_found == 0 && !self->is_broken)
    {
      g_autofree char *what = g_strdup_printf ("'%.80s' finds nothing; %s", self->text, self->use->what);

      report (self, what);
    }

  return !self->is_broken;
}

/* The members that are excluded, or those that are not. */
static GPtrArray *
resolve_members (TroupeCheck          *self,
                 TroupePlaceSet       *set,
                 const TroupePlaceUse *use,
                 gboolean              is_excluded)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  gboolean is_good = TRUE;

  self->stamp++;
  for (guint i = 0; i < set->items->len; i++)
    {
      const TroupePlaceItem *item = g_ptr_array_index (set->items, i);
      Member member = { self, use, &item->span, item->text, places, 0, FALSE };

      if (item->is_excluded == is_excluded && !resolve_member (&member))
        is_good = FALSE;
    }

  return is_good ? g_steal_pointer (&places) : NULL;
}

gboolean
troupe_check_resolve (TroupeCheck          *self,
                      TroupePlaceSet       *set,
                      const TroupePlaceUse *use)
{
  g_autoptr (GPtrArray) included = resolve_members (self, set, use, FALSE);
  g_autoptr (GPtrArray) excluded = resolve_members (self, set, use, TRUE);

  if (included == NULL || excluded == NULL)
    return FALSE;
  /* The excluded ones bear the last stamp. */
  for (guint i = 0; i < included->len; i++)
    {
      TroupePlace *place = g_ptr_array_index (included, i);

      if (g_array_index (self->stamps, guint, place->index) != self->stamp)
        g_ptr_array_add (set->places, place);
    }
  if (set->places->len == 0)
    {
      troupe_check_error (self, &set->span, "'except' leaves nothing; except less");
      return FALSE;
    }

  return TRUE;
}

gboolean
troupe_check_resolve_value (TroupeCheck          *self,
                            TroupeValue          *value,
                            const TroupePlaceUse *use)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  Member member = { self, use, &value->span, value->text, places, 0, FALSE };

  self->stamp++;
  if (value->kind != TROUPE_VALUE_WORD)
    {
      troupe_check_error (self, &value->span, "'%.40s' is no place; name one, without quotes", value->text);
      return FALSE;
    }
  if (!resolve_member (&member))
    return FALSE;
  if (places->len != 1 || troupe_set_is_glob (value->text))
    {
      troupe_check_error (self, &value->span, "'%.40s' is more than one place; name one", value->text);
      return FALSE;
    }
  value->place = g_ptr_array_index (places, 0);

  return TRUE;
}
