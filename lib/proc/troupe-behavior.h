/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "message/troupe-message.h"
#include "base/troupe-reason.h"
#include "proc/troupe-supervision-event.h"

G_BEGIN_DECLS

/**
 * TroupeContext:
 *
 * What an actor can do: send, answer, spawn, wait. It stands for one actor, is the same in all its calls, and is
 * valid from the start of its init until the end of its cleanup. Where it is not said otherwise, functions of it are to
 * be called on the loop's thread, also outside a handler.
 */
typedef struct _TroupeContext TroupeContext;

/**
 * TroupeSupervision:
 * @TROUPE_SUPERVISION_HANDLED: the actor took care of it and goes on
 * @TROUPE_SUPERVISION_DECLINED: the actor fails with its child, and the event climbs to its own parent; of a clean
 *   stop the same as handled
 * @TROUPE_SUPERVISION_FAILED: the actor failed while handling it; the error is set
 *
 * What an actor did with a child's end.
 */
typedef enum
{
  TROUPE_SUPERVISION_HANDLED,
  TROUPE_SUPERVISION_DECLINED,
  TROUPE_SUPERVISION_FAILED,
} TroupeSupervision;

#define TROUPE_TYPE_SUPERVISION (troupe_supervision_get_type ())

/**
 * TroupeBehavior: (skip)
 * @type_name: what introspection answers for its actors; must live for ever
 * @init: (nullable): runs first; if it fails, so does the actor
 * @handle: (nullable): runs for each message of a type that was accepted
 * @cleanup: (nullable): runs last, not after a panic; @failure is set if the actor failed
 * @handle_supervision_event: (nullable): a child has ended; without it failures are declined
 * @handle_undeliverable: (nullable): a message came back; without it the actor fails
 * @dup_display_name: (nullable): a name for people, or %NULL; it stands in the texts of supervision instead of the id
 * @free: (nullable): frees the state when the actor is gone
 *
 * What actors do, as a plain table of functions over some state: for C programs with very many or very short-lived
 * actors, for which a #GObject each is too much. It is what #TroupeActor is made of; what is said there of each
 * function holds here.
 *
 * A table is filled before the first spawn and does not change or go away while an actor of it lives. It may be
 * shared by loops of several threads.
 */
typedef struct _TroupeBehavior TroupeBehavior;
struct _TroupeBehavior
{
  const char         *type_name;
  gboolean          (*init)                     (gpointer                 state,
                                                 TroupeContext           *context,
                                                 GError                 **error);
  gboolean          (*handle)                   (gpointer                 state,
                                                 TroupeContext           *context,
                                                 TroupeMessage           *message,
                                                 GError                 **error);
  gboolean          (*cleanup)                  (gpointer                 state,
                                                 TroupeContext           *context,
                                                 const GError            *failure,
                                                 GError                 **error);
  TroupeSupervision (*handle_supervision_event) (gpointer                 state,
                                                 TroupeContext           *context,
                                                 TroupeSupervisionEvent  *event,
                                                 GError                 **error);
  gboolean          (*handle_undeliverable)     (gpointer                 state,
                                                 TroupeContext           *context,
                                                 TroupeMessage           *message,
                                                 TroupeReason             reason,
                                                 GError                 **error);
  char             *(*dup_display_name)         (gpointer                 state);
  void              (*free)                     (gpointer                 state);

  /*< private >*/
  guint64            *accepted_types;   /* (owned): bit set over the message types that handle takes */
  guint               n_accepted_words;
  gpointer            padding[4];
};

TROUPE_AVAILABLE_IN_ALL
GType    troupe_supervision_get_type (void);
TROUPE_AVAILABLE_IN_ALL
void     troupe_behavior_accept      (TroupeBehavior          *self,
                                      const TroupeMessageType *type);
TROUPE_AVAILABLE_IN_ALL
gboolean troupe_behavior_accepts     (const TroupeBehavior    *self,
                                      const TroupeMessageType *type);

G_END_DECLS
