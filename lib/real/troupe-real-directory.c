/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-directory-private.h"
#include "base/troupe-error.h"

/* One for the process, since a local address means the same on each of its loops. A loop looks each address up once. */
static GMutex lock;
static GHashTable *inboxes; /* (owned) (nullable): TroupeAddress to TroupeInbox; guarded by lock */

/* (transfer none) (nullable) */
static TroupeInbox *
look_up (TroupeAddress *address)
{
  return inboxes != NULL ? g_hash_table_lookup (inboxes, address) : NULL;
}

gboolean
troupe_real_directory_publish (TroupeAddress  *address,
                               TroupeInbox    *inbox,
                               GError        **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  TroupeInbox *other = look_up (address);

  if (other != NULL && other != inbox)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS,
                   "Could not listen at %s: another loop of this process does", troupe_address_to_string (address));
      return FALSE;
    }
  if (inboxes == NULL)
    inboxes = g_hash_table_new_full (troupe_address_hash, troupe_address_equal,
                                     (GDestroyNotify) troupe_address_unref, (GDestroyNotify) troupe_inbox_unref);
  g_hash_table_replace (inboxes, troupe_address_ref (address), troupe_inbox_ref (inbox));

  return TRUE;
}

void
troupe_real_directory_withdraw (TroupeAddress *address,
                                TroupeInbox   *inbox)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (look_up (address) != inbox)
    return;

  g_hash_table_remove (inboxes, address);
  if (g_hash_table_size (inboxes) == 0)
    g_clear_pointer (&inboxes, g_hash_table_unref);
}

TroupeInbox *
troupe_real_directory_find (TroupeAddress *address)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  TroupeInbox *inbox = look_up (address);

  return inbox != NULL ? troupe_inbox_ref (inbox) : NULL;
}
