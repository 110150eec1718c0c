/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-lane-private.h"

#include "base/troupe-error.h"

/* Where a loop is found by the others of its process, and how it finds them. */

static guint
loop_count_served (TroupeLoop    *self,
                   TroupeAddress *address)
{
  guint n = 0;

  for (guint i = 0; i < self->served->len; i++)
    if (troupe_address_equal (self->served->pdata[i], address))
      n++;

  return n;
}

gboolean
troupe_loop_serve_local (TroupeLoop     *self,
                         TroupeAddress  *address,
                         GError        **error)
{
  if (troupe_address_is_any (address))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS,
                   "Could not listen at %s: a proc has the address that it was made with, and this one leaves its "
                   "number open", troupe_address_to_string (address));
      return FALSE;
    }
  if (loop_count_served (self, address) == 0 &&
      !troupe_world_publish_inbox (self->world, address, self->inbox, error))
    return FALSE;

  g_ptr_array_add (self->served, troupe_address_ref (address));

  return TRUE;
}

void
troupe_loop_unserve_local (TroupeLoop    *self,
                           TroupeAddress *address)
{
  guint index = 0;

  if (!g_ptr_array_find_with_equal_func (self->served, address, troupe_address_equal, &index))
    return;

  if (loop_count_served (self, address) == 1)
    {
      troupe_world_withdraw_inbox (self->world, address, self->inbox);
      __atomic_fetch_add (&self->inbox->n_withdrawn, 1, __ATOMIC_RELAXED);
    }
  g_ptr_array_remove_index (self->served, index);
}

/* @inbox: (transfer full) */
static TroupeLane *
loop_find_lane_to (TroupeLoop  *self,
                   TroupeInbox *inbox)
{
  TroupeLane *lane;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      lane = self->lanes->pdata[i];
      if (lane->receiver_inbox == inbox)
        {
          troupe_inbox_unref (inbox);
          return lane;
        }
    }

  lane = troupe_lane_new (self, inbox);
  g_ptr_array_add (self->lanes, lane);

  return lane;
}

TroupeLane *
troupe_loop_find_lane (TroupeLoop    *self,
                       TroupeAddress *address)
{
  TroupeLane *lane = g_hash_table_lookup (self->lane_routes, address);
  g_autoptr (TroupeInbox) inbox = NULL;

  if (lane != NULL)
    return lane;

  inbox = troupe_world_find_inbox (self->world, address);
  if (inbox == NULL || inbox == self->inbox)
    return NULL;

  lane = loop_find_lane_to (self, g_steal_pointer (&inbox));
  g_hash_table_insert (self->lane_routes, troupe_address_ref (address), lane);

  return lane;
}

static gboolean
route_leads_to (gpointer key,
                gpointer value,
                gpointer user_data)
{
  return value == user_data;
}

void
troupe_loop_forget_routes (TroupeLoop *self,
                           TroupeLane *lane)
{
  g_hash_table_foreach_remove (self->lane_routes, route_leads_to, lane);
}

void
troupe_loop_remove_lane (TroupeLoop *self,
                         TroupeLane *lane)
{
  g_ptr_array_remove (self->lanes, lane);
  troupe_lane_end (lane);
}

void
troupe_loop_end_lanes (TroupeLoop *self)
{
  g_hash_table_remove_all (self->lane_routes);
  for (guint i = 0; i < self->lanes->len; i++)
    troupe_lane_end (self->lanes->pdata[i]);
  g_ptr_array_set_size (self->lanes, 0);
  for (guint i = 0; i < self->arrivals->len; i++)
    troupe_lane_detach (self->arrivals->pdata[i]);
  g_ptr_array_set_size (self->arrivals, 0);
}
