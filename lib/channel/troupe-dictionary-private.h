/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* Senders, receivers and types go over a connection as small numbers, from 1, each defined once before it is used.
 * Both ends build their table anew with each connection. */

/* How many one end defines before it begins again at 1: bounds what the other has to remember. */
#define TROUPE_DICTIONARY_PEERS_MAX 8192u
#define TROUPE_DICTIONARY_TYPES_MAX 4096u

/* What the initiator has defined. */
typedef struct
{
  TroupePeer              **peers;         /* (owned): by index - 1, each held */
  guint                     n_peers;
  guint                     n_peers_allocated;
  guint16                  *places;        /* (owned): open addressing by the hash of the id; an index, 0: free */
  guint                     n_places;      /* a power of two, at least twice n_peers; 0 while there are none */
  guint16                  *types;         /* (owned): the index of each type by TroupeMessageType.index; 0: none */
  guint                     n_types_known; /* length of that array */
  guint                     n_types;       /* that have an index */
} TroupeDictionary;

void    troupe_dictionary_init     (TroupeDictionary        *self);
void    troupe_dictionary_clear    (TroupeDictionary        *self);
/* 0: it is not defined */
guint16 troupe_dictionary_find     (const TroupeDictionary  *self,
                                    const TroupePeer        *peer);
guint16 troupe_dictionary_find_type (const TroupeDictionary  *self,
                                     const TroupeMessageType *type);
/* Sees that a sender and a receiver can be added: where there is no room, all lose their index. Answers whether they
 * have. */
gboolean troupe_dictionary_make_room (TroupeDictionary      *self);
/* The index that it has from now on. It must not have one, and there must be room. */
guint16 troupe_dictionary_add      (TroupeDictionary        *self,
                                    TroupePeer              *peer);
/* The same for a type; where there is no room, all others lose their index. */
guint16 troupe_dictionary_add_type (TroupeDictionary        *self,
                                    const TroupeMessageType *type);

/* What the acceptor was told. */
typedef struct
{
  TroupePeerTable *table;   /* (not owned): outlives us */
  GPtrArray       *peers;   /* (element-type TroupePeer): by index - 1 */
  GPtrArray       *tallies; /* (element-type TroupeTally) (owned): as long as `peers`: of those that are receivers; else
                             * NULL */
  GPtrArray       *types;   /* (element-type TroupeMessageType): by index - 1; NULL for one that is not known here */
} TroupeGlossary;

void     troupe_glossary_init      (TroupeGlossary           *self,
                                    TroupePeerTable          *table);
void     troupe_glossary_clear     (TroupeGlossary           *self);
/* No actor has an index any more. */
void     troupe_glossary_forget    (TroupeGlossary           *self);
/* Fails with INVALID_ID and what parsing an id fails with, or INVALID_VALUE where the index is not the next one, nor a
 * new beginning. */
gboolean troupe_glossary_define    (TroupeGlossary           *self,
                                    guint64                   index,
                                    const char               *text,
                                    gsize                     size,
                                    GError                  **error);
/* Fails with INVALID_VALUE as above. A name that is not known is none of its failures. */
gboolean troupe_glossary_define_type (TroupeGlossary          *self,
                                      guint64                  index,
                                      const char              *text,
                                      gsize                    size,
                                      GError                 **error);

/* (nullable): NULL where the index is not defined. */
static inline TroupePeer *
troupe_glossary_get (const TroupeGlossary *self,
                     guint                 index)
{
  return index - 1 < self->peers->len ? self->peers->pdata[index - 1] : NULL;
}

/* The tally in @tallies, those of its session, of the receiver of that index, which is defined. */
static inline TroupeTally *
troupe_glossary_get_tally (TroupeGlossary *self,
                           guint           index,
                           GHashTable     *tallies)
{
  gpointer *place = &self->tallies->pdata[index - 1];

  if (G_UNLIKELY (*place == NULL))
    *place = troupe_tally_hold (tallies, self->peers->pdata[index - 1]);

  return *place;
}

/* FALSE where the index is not defined; @ret_type: NULL where the type is not known here. */
static inline gboolean
troupe_glossary_get_type (const TroupeGlossary     *self,
                          guint                     index,
                          const TroupeMessageType **ret_type)
{
  if (index - 1 >= self->types->len)
    return FALSE;

  *ret_type = self->types->pdata[index - 1];

  return TRUE;
}

G_END_DECLS
