/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-roster-private.h"

void
troupe_roster_init (TroupeRoster   *self,
                    guint           kinds,
                    gsize           size,
                    GDestroyNotify  clear)
{
  self->members = g_ptr_array_new ();
  self->member_of = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);
  self->silent = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                        (GDestroyNotify) troupe_proc_id_unref, NULL);
  self->kinds = kinds;
  self->size = size;
  self->clear = clear;
}

static void
roster_free_member (TroupeRoster *self,
                    TroupeMember *member)
{
  if (self->clear != NULL)
    self->clear (member);
  troupe_actor_id_unref (member->id);
  g_clear_pointer (&member->parent, troupe_actor_id_unref);
  g_free (member);
}

void
troupe_roster_clear (TroupeRoster *self)
{
  g_hash_table_unref (self->member_of);
  g_hash_table_unref (self->silent);
  for (guint i = 0; i < self->members->len; i++)
    roster_free_member (self, g_ptr_array_index (self->members, i));
  g_ptr_array_unref (self->members);
}

static void
roster_add (TroupeRoster      *self,
            const TroupeEvent *event)
{
  TroupeMember *member;

  if ((self->kinds >> TROUPE_EVENT_DETAIL_NUMBER (event->detail) & 1) == 0)
    return;

  member = g_malloc0 (self->size);
  member->id = troupe_monitor_keep_actor (event->subject);
  member->parent = event->object != NULL ? troupe_monitor_keep_actor (event->object) : NULL;
  member->status = TROUPE_ACTOR_STATUS_CREATED;
  g_ptr_array_add (self->members, member);
  g_hash_table_insert (self->member_of, member->id, member);
}

gpointer
troupe_roster_observe (TroupeRoster      *self,
                       const TroupeEvent *event)
{
  TroupeMember *member;

  if (event->kind == TROUPE_EVENT_SPAWNED)
    roster_add (self, event);
  else if (event->kind == TROUPE_EVENT_EXITED)
    troupe_roster_silence (self, event->proc);

  member = troupe_roster_find (self, event->subject);
  if (event->kind == TROUPE_EVENT_STATUS && member != NULL)
    member->status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);

  return member;
}

gpointer
troupe_roster_find (TroupeRoster        *self,
                    const TroupeActorId *id)
{
  return id != NULL ? g_hash_table_lookup (self->member_of, id) : NULL;
}

void
troupe_roster_silence (TroupeRoster       *self,
                       const TroupeProcId *proc)
{
  g_hash_table_add (self->silent, troupe_monitor_keep_proc (proc));
}

gboolean
troupe_roster_is_silent (const TroupeRoster *self,
                         const TroupeMember *member)
{
  return g_hash_table_contains (self->silent, troupe_actor_id_get_proc (member->id));
}
