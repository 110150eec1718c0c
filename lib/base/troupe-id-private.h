/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-hash-private.h"
#include "base/troupe-id.h"
#include "base/troupe-ref-count-private.h"

#include <string.h>

G_BEGIN_DECLS

/* The name, which is legal and ends with 0, stands behind it. An id may lie inside a block that is larger, and whose
 * maker has room of its own before it. Whoever lets go last frees the whole block. */
struct _TroupeActorId
{
  TroupeRefCount  n_refs;
  guint32         n_before; /* bytes of the block before us */
  TroupeProcId   *proc;     /* (owned) */
  guint64         pid;
  guint64         hash64;   /* of proc, name and pid */
};

/* What an id says, borrowed: to look for one without making it. */
typedef struct
{
  TroupeProcId *proc;
  const char   *name;      /* legal */
  gsize         name_size; /* with the 0 at its end */
  guint64       pid;
  guint64       hash64;    /* of all this */
} TroupeActorKey;

static inline const char *
troupe_actor_id_peek_name (const TroupeActorId *self)
{
  return (const char *) (self + 1);
}

/* The hash of all the ids of one name in one proc, before a pid is folded in. */
static inline guint64
troupe_actor_key_hash_pid (guint64 hash_of_name,
                           guint64 pid)
{
  return troupe_hash_mix (hash_of_name, pid);
}

/* @hash_of_name: what troupe_actor_key_hash_name() answered. */
static inline TroupeActorKey
troupe_actor_key (TroupeProcId *proc,
                  const char   *name,
                  gsize         name_size,
                  guint64       hash_of_name,
                  guint64       pid)
{
  return (TroupeActorKey) { proc, name, name_size, pid, troupe_actor_key_hash_pid (hash_of_name, pid) };
}

static inline TroupeActorKey
troupe_actor_id_get_key (const TroupeActorId *self)
{
  const char *name = troupe_actor_id_peek_name (self);

  return (TroupeActorKey) { self->proc, name, strlen (name) + 1, self->pid, self->hash64 };
}

static inline gboolean
troupe_actor_id_is (const TroupeActorId  *self,
                    const TroupeActorKey *key)
{
  return self->hash64 == key->hash64 && self->pid == key->pid &&
         strcmp (troupe_actor_id_peek_name (self), key->name) == 0 &&
         (self->proc == key->proc || troupe_proc_id_equal (self->proc, key->proc));
}

/* The hash of a proc and a name: see troupe_actor_key(). */
guint64  troupe_actor_key_hash_name (const TroupeProcId   *proc,
                                     const char           *name);
/* Makes an id of @key at @self, inside @block, which is from g_malloc() and has room for key->name_size bytes behind
 * @self. self->proc is NULL, or what is left of an id that was there before. The caller has the reference. */
void     troupe_actor_id_init_inside (TroupeActorId        *self,
                                      gpointer              block,
                                      const TroupeActorKey *key);
/* The maker of the block has done with it. If nobody else holds the id it is no more, the block and self->proc are the
 * caller's, and the answer is TRUE. Else the block goes with the last reference. */
gboolean troupe_actor_id_clear_inside (TroupeActorId       *self);

/* 64-bit hashes of the content, computed once when the value is made: the same in every process and every run. */
TROUPE_INTERNAL
guint64 troupe_address_get_hash64  (const TroupeAddress *self);
TROUPE_INTERNAL
guint64 troupe_proc_id_get_hash64  (const TroupeProcId  *self);
TROUPE_INTERNAL
guint64 troupe_actor_id_get_hash64 (const TroupeActorId *self);

G_END_DECLS
