/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-address-book-private.h"

#include "base/troupe-defect-private.h"

TroupePrefix
troupe_prefix_of_address (TroupeAddress *address)
{
  return (TroupePrefix) { .address = address };
}

TroupePrefix
troupe_prefix_of_proc (const TroupeProcId *proc)
{
  return (TroupePrefix) { .address = troupe_proc_id_get_address (proc), .proc = (TroupeProcId *) proc };
}

TroupePrefix
troupe_prefix_of_actor (const TroupeActorId *actor)
{
  TroupePrefix prefix = troupe_prefix_of_proc (troupe_actor_id_get_proc (actor));

  prefix.actor = (TroupeActorId *) actor;

  return prefix;
}

/* An address comes before its procs, a proc before its actors. */
static int
compare_prefixes (const TroupePrefix *a,
                  const TroupePrefix *b)
{
  int order = troupe_address_compare (a->address, b->address);

  if (order != 0 || (a->proc == NULL && b->proc == NULL))
    return order;
  if (a->proc == NULL || b->proc == NULL)
    return a->proc == NULL ? -1 : 1;

  order = troupe_proc_id_compare (a->proc, b->proc);
  if (order != 0 || (a->actor == NULL && b->actor == NULL))
    return order;
  if (a->actor == NULL || b->actor == NULL)
    return a->actor == NULL ? -1 : 1;

  return troupe_actor_id_compare (a->actor, b->actor);
}

static gboolean
prefix_covers (const TroupePrefix *self,
               const TroupePrefix *other)
{
  if (!troupe_address_equal (self->address, other->address))
    return FALSE;
  if (self->proc == NULL)
    return TRUE;
  if (other->proc == NULL || !troupe_proc_id_equal (self->proc, other->proc))
    return FALSE;

  return self->actor == NULL || (other->actor != NULL && troupe_actor_id_equal (self->actor, other->actor));
}

/* (transfer full) */
static char *
prefix_to_string (const TroupePrefix *self)
{
  if (self->actor != NULL)
    return troupe_actor_id_to_string (self->actor);
  if (self->proc != NULL)
    return troupe_proc_id_to_string (self->proc);

  return g_strdup (troupe_address_to_string (self->address));
}

static void
entry_free (gpointer data)
{
  TroupeAddressEntry *self = data;

  troupe_address_unref (self->prefix.address);
  g_clear_pointer (&self->prefix.proc, troupe_proc_id_unref);
  g_clear_pointer (&self->prefix.actor, troupe_actor_id_unref);
  troupe_address_unref (self->target);
  g_free (self);
}

static TroupeAddressEntry *
entry_new (TroupePrefix   prefix,
           TroupeAddress *target)
{
  TroupeAddressEntry *self = g_new0 (TroupeAddressEntry, 1);

  self->prefix.address = troupe_address_ref (prefix.address);
  self->prefix.proc = prefix.proc != NULL ? troupe_proc_id_ref (prefix.proc) : NULL;
  self->prefix.actor = prefix.actor != NULL ? troupe_actor_id_ref (prefix.actor) : NULL;
  self->target = troupe_address_ref (target);

  return self;
}

void
troupe_address_book_init (TroupeAddressBook *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

void
troupe_address_book_clear (TroupeAddressBook *self)
{
  g_clear_pointer (&self->entries, g_ptr_array_unref);
}

static TroupeAddressEntry *
get_entry (const TroupeAddressBook *self,
           guint                    place)
{
  return place < self->entries->len ? self->entries->pdata[place] : NULL;
}

/* Where the first entry that is not before @prefix stands. */
static guint
find_place (const TroupeAddressBook *self,
            const TroupePrefix      *prefix)
{
  guint first = 0;
  guint end = self->entries->len;

  while (first < end)
    {
      guint middle = first + (end - first) / 2;

      if (compare_prefixes (&get_entry (self, middle)->prefix, prefix) < 0)
        first = middle + 1;
      else
        end = middle;
    }

  return first;
}

/* (nullable) */
static TroupeAddressEntry *
find_exactly (const TroupeAddressBook *self,
              TroupePrefix             prefix)
{
  TroupeAddressEntry *entry = get_entry (self, find_place (self, &prefix));

  return entry != NULL && compare_prefixes (&entry->prefix, &prefix) == 0 ? entry : NULL;
}

void
troupe_address_book_bind (TroupeAddressBook *self,
                          TroupePrefix       prefix,
                          TroupeAddress     *target)
{
  TroupeAddressEntry *entry = entry_new (prefix, target);
  guint place = find_place (self, &prefix);
  TroupeAddressEntry *old = get_entry (self, place);

  if (old != NULL && compare_prefixes (&old->prefix, &prefix) == 0)
    {
      self->entries->pdata[place] = entry;
      entry_free (old);
    }
  else
    {
      g_ptr_array_insert (self->entries, (int) place, entry);
    }
}

guint
troupe_address_book_unbind (TroupeAddressBook *self,
                            TroupePrefix       prefix)
{
  guint place = find_place (self, &prefix);
  guint n = 0;

  while (place + n < self->entries->len && prefix_covers (&prefix, &get_entry (self, place + n)->prefix))
    n++;
  if (n > 0)
    g_ptr_array_remove_range (self->entries, place, n);

  return n;
}

/* What a single look at the neighbours would find: the greatest prefix that is not after the actor, if it covers it. */
static TroupeAddress *
find_predecessor (const TroupeAddressBook *self,
                  const TroupePrefix      *actor)
{
  guint place = find_place (self, actor);
  TroupeAddressEntry *entry = get_entry (self, place);

  if (entry == NULL || compare_prefixes (&entry->prefix, actor) != 0)
    entry = place > 0 ? get_entry (self, place - 1) : NULL;

  return entry != NULL && prefix_covers (&entry->prefix, actor) ? entry->target : NULL;
}

TroupeAddress *
troupe_address_book_find (const TroupeAddressBook *self,
                          const TroupeActorId     *actor)
{
  TroupePrefix prefix = troupe_prefix_of_actor (actor);
  TroupeAddressEntry *entry = NULL;

  if (self->entries->len == 0)
    return NULL;
  if (TROUPE_DEFECT ("router.predecessor-lookup"))
    return find_predecessor (self, &prefix);

  entry = find_exactly (self, prefix);
  if (entry == NULL)
    entry = find_exactly (self, troupe_prefix_of_proc (prefix.proc));
  if (entry == NULL)
    entry = find_exactly (self, troupe_prefix_of_address (prefix.address));

  return entry != NULL ? entry->target : NULL;
}

char **
troupe_address_book_list (const TroupeAddressBook *self)
{
  GPtrArray *texts = g_ptr_array_new ();
  const TroupePrefix *last = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const TroupePrefix *prefix = &get_entry (self, i)->prefix;

      if (last != NULL && prefix_covers (last, prefix))
        continue;
      g_ptr_array_add (texts, prefix_to_string (prefix));
      last = prefix;
    }
  g_ptr_array_add (texts, NULL);

  return (char **) g_ptr_array_free (texts, FALSE);
}
