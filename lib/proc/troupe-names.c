/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-names-private.h"

#include "base/troupe-defect-private.h"

typedef struct
{
  gboolean had_root;    /* pid 0 has been given */
  guint64  pid_highest; /* 0: no pid above 0 has been given */
} NameRecord;

void
troupe_names_init (TroupeNames *self)
{
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
troupe_names_clear (TroupeNames *self)
{
  g_clear_pointer (&self->records, g_hash_table_unref);
}

static NameRecord *
names_get_record (TroupeNames *self,
                  const char  *name)
{
  NameRecord *record = g_hash_table_lookup (self->records, name);

  if (record == NULL)
    {
      record = g_new0 (NameRecord, 1);
      g_hash_table_insert (self->records, g_strdup (name), record);
    }

  return record;
}

guint64
troupe_names_take_root (TroupeNames *self,
                        const char  *name)
{
  NameRecord *record = names_get_record (self, name);

  if (record->had_root)
    return ++record->pid_highest;

  record->had_root = TRUE;

  return 0;
}

guint64
troupe_names_take_child (TroupeNames *self,
                         const char  *name,
                         guint64      domain)
{
  NameRecord *record = names_get_record (self, name);
  guint64 pid = MAX (domain, record->pid_highest) + 1;

  if (TROUPE_DEFECT ("identity.pid-reuse"))
    pid = domain + 1;
  if (TROUPE_DEFECT ("identity.pids-by-name"))
    pid = record->pid_highest + 1;
  record->pid_highest = MAX (record->pid_highest, pid);

  return pid;
}

gboolean
troupe_names_knows (TroupeNames *self,
                    const char  *name)
{
  return g_hash_table_contains (self->records, name);
}

gboolean
troupe_names_had (TroupeNames *self,
                  const char  *name,
                  guint64      pid)
{
  const NameRecord *record = g_hash_table_lookup (self->records, name);

  if (record == NULL)
    return FALSE;

  return pid == 0 ? record->had_root : pid <= record->pid_highest;
}
