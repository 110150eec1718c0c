/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-cell-private.h"
#include "proc/troupe-instance.h"

G_BEGIN_DECLS

/* The actor of an actor-instance: it has no will of its own, and hands all that it gets to the functions of the
 * instance's holder. */
#define TROUPE_TYPE_DRIVEN_ACTOR (troupe_driven_actor_get_type ())
G_DECLARE_FINAL_TYPE (TroupeDrivenActor, troupe_driven_actor, TROUPE, DRIVEN_ACTOR, TroupeActor)

/* A function of the holder, with its data. */
typedef struct
{
  GCallback       func;      /* (nullable) */
  gpointer        user_data;
  GDestroyNotify  destroy;   /* (nullable) */
} TroupeHolderFunc;

struct _TroupeDrivenActor
{
  TroupeActor       parent_instance;

  TroupeInstance   *instance;       /* (not owned) (nullable): NULL once it was dropped: nobody is told then */
  TroupeHolderFunc  work;
  TroupeHolderFunc  supervision;
  TroupeHolderFunc  signal;
  guint64          *accepted_types; /* (owned): bit set over TroupeMessageType.index; the mailbox reads it */
  guint             n_accepted_words;
};

static inline TroupeDrivenActor *
troupe_cell_get_driven (const TroupeCell *self)
{
  return (TroupeDrivenActor *) self->state;
}

/* (transfer full) */
TroupeDrivenActor *troupe_driven_actor_new      (void);
void               troupe_holder_func_set       (TroupeHolderFunc         *self,
                                                 GCallback                 func,
                                                 gpointer                  user_data,
                                                 GDestroyNotify            destroy);
void               troupe_driven_actor_accept   (TroupeDrivenActor        *self,
                                                 TroupeCell               *cell,
                                                 const TroupeMessageType  *type);
void               troupe_driven_actor_signal   (TroupeDrivenActor        *self,
                                                 TroupeInstanceSignal      signal,
                                                 const char               *text);

G_END_DECLS
