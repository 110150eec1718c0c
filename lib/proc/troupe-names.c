/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-names-private.h"

#include "base/troupe-defect-private.h"

void
troupe_names_init (TroupeNames *self)
{
  self->latest = NULL;
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
troupe_names_clear (TroupeNames *self)
{
  self->latest = NULL;
  g_clear_pointer (&self->records, g_hash_table_unref);
}

TroupeNameRecord *
troupe_names_find (TroupeNames *self,
                   const char  *name)
{
  TroupeNameRecord *record;

  if (self->latest != NULL && strcmp (self->latest->name, name) == 0)
    return self->latest;

  record = g_hash_table_lookup (self->records, name);
  if (record != NULL)
    self->latest = record;

  return record;
}

TroupeNameRecord *
troupe_names_get (TroupeNames        *self,
                  const TroupeProcId *proc,
                  const char         *name)
{
  TroupeNameRecord *record = troupe_names_find (self, name);
  char *key;

  if (record != NULL)
    return record;

  record = g_new0 (TroupeNameRecord, 1);
  key = g_strdup (name);
  record->name = key;
  record->name_size = strlen (key) + 1;
  record->hash = troupe_actor_key_hash_name (proc, key);
  g_hash_table_insert (self->records, key, record);
  self->latest = record;

  return record;
}

guint64
troupe_name_take_root (TroupeNameRecord *self)
{
  if (self->had_root)
    return ++self->pid_highest;

  self->had_root = TRUE;

  return 0;
}

guint64
troupe_name_take_child (TroupeNameRecord *self,
                        guint64           domain)
{
  guint64 pid = MAX (domain, self->pid_highest) + 1;

  if (TROUPE_DEFECT ("identity.pid-reuse"))
    pid = domain + 1;
  if (TROUPE_DEFECT ("identity.pids-by-name"))
    pid = self->pid_highest + 1;
  self->pid_highest = MAX (self->pid_highest, pid);

  return pid;
}

gboolean
troupe_names_had (TroupeNames *self,
                  const char  *name,
                  guint64      pid)
{
  const TroupeNameRecord *record = troupe_names_find (self, name);

  if (record == NULL)
    return FALSE;

  return pid == 0 ? record->had_root : pid <= record->pid_highest;
}
