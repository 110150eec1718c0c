/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-id.h"

G_BEGIN_DECLS

/* Whom an entry is for: an actor, a proc with all its actors, or an address with all its procs. */
typedef struct
{
  TroupeAddress *address;
  TroupeProcId  *proc;    /* (nullable): NULL: every proc of the address */
  TroupeActorId *actor;   /* (nullable): NULL: every actor of the proc */
} TroupePrefix;

typedef struct
{
  TroupePrefix   prefix; /* what it points to is owned */
  TroupeAddress *target; /* (owned): where it leads */
} TroupeAddressEntry;

/* Entries in the order of their prefixes: one stands directly before all that it covers. */
typedef struct
{
  GPtrArray *entries; /* (element-type TroupeAddressEntry) (owned) */
} TroupeAddressBook;

TroupePrefix   troupe_prefix_of_actor    (const TroupeActorId     *actor);
TroupePrefix   troupe_prefix_of_proc     (const TroupeProcId      *proc);
TroupePrefix   troupe_prefix_of_address  (TroupeAddress           *address);

void           troupe_address_book_init  (TroupeAddressBook       *self);
void           troupe_address_book_clear (TroupeAddressBook       *self);
/* Replaces what was there. */
void           troupe_address_book_bind  (TroupeAddressBook       *self,
                                          TroupePrefix             prefix,
                                          TroupeAddress           *target);
/* Removes all that @prefix covers; answers how many that was. */
guint          troupe_address_book_unbind (TroupeAddressBook      *self,
                                          TroupePrefix             prefix);
/* The target of the longest prefix of @actor. (transfer none) (nullable) */
TroupeAddress *troupe_address_book_find  (const TroupeAddressBook *self,
                                          const TroupeActorId     *actor);
/* The prefixes that no other one covers, as text, in order. (transfer full) */
char         **troupe_address_book_list  (const TroupeAddressBook *self);

G_END_DECLS
