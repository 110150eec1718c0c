/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "proc/troupe-actor.h"
#include "proc/troupe-loop.h"

G_BEGIN_DECLS

typedef struct _TroupeDeferral TroupeDeferral;

/**
 * TroupeReplyFunc:
 * @reply: (nullable): the answer; %NULL if none will come
 * @reason: why none will come; %TROUPE_REASON_NONE with an answer
 * @user_data: (closure): data of the caller
 *
 * The end of an ask: called exactly once, on the loop, unless the asker ends first.
 */
typedef void (*TroupeReplyFunc) (TroupeMessage *reply,
                                 TroupeReason   reason,
                                 gpointer       user_data);

/**
 * TroupeWorkFunc:
 * @data: (closure): data of the work
 *
 * Work that runs on a thread; in a simulated world, at once, at the end of its declared duration.
 */
typedef void (*TroupeWorkFunc) (gpointer data);

/**
 * TroupeDoneFunc:
 * @context: the actor's context
 * @data: (closure): data of the work
 * @error: return location for an error
 *
 * The work is done: the rest of the handler that asked for it. Runs on the loop.
 *
 * Returns: %FALSE, with @error set, to fail the actor
 */
typedef gboolean (*TroupeDoneFunc) (TroupeContext  *context,
                                    gpointer        data,
                                    GError        **error);

#define TROUPE_TYPE_CONTEXT (troupe_context_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType           troupe_context_get_type      (void);
TROUPE_AVAILABLE_IN_ALL
TroupeContext  *troupe_context_ref           (TroupeContext           *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_unref         (TroupeContext           *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId  *troupe_context_get_self      (TroupeContext           *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId  *troupe_context_get_parent    (TroupeContext           *self);
TROUPE_AVAILABLE_IN_ALL
TroupeLoop     *troupe_context_get_loop      (TroupeContext           *self);
TROUPE_AVAILABLE_IN_ALL
guint64         troupe_context_get_time      (TroupeContext           *self);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_send          (TroupeContext           *self,
                                              TroupeActorId           *receiver,
                                              const TroupeMessageType *type,
                                              GVariant                *body,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_send_ordered  (TroupeContext           *self,
                                              TroupeActorId           *receiver,
                                              const TroupeMessageType *type,
                                              GVariant                *body,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef *troupe_context_refer         (TroupeContext           *self,
                                              TroupeActorId           *actor) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_send_data     (TroupeContext           *self,
                                              TroupeActorRef          *receiver,
                                              const TroupeMessageType *type,
                                              gconstpointer            data,
                                              gsize                    size,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_send_ordered_data (TroupeContext           *self,
                                                  TroupeActorRef          *receiver,
                                                  const TroupeMessageType *type,
                                                  gconstpointer            data,
                                                  gsize                    size,
                                                  GError                 **error);
TROUPE_AVAILABLE_IN_ALL
guint           troupe_context_get_backlog   (TroupeContext           *self,
                                              TroupeActorId           *receiver);
TROUPE_AVAILABLE_IN_ALL
guint64         troupe_context_send_after    (TroupeContext           *self,
                                              guint64                  delay_ns,
                                              const TroupeMessageType *type,
                                              GVariant                *body,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_cancel_send   (TroupeContext           *self,
                                              guint64                  token);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_ask           (TroupeContext           *self,
                                              TroupeActorId           *receiver,
                                              const TroupeMessageType *type,
                                              GVariant                *body,
                                              TroupeReplyFunc          func,
                                              gpointer                 user_data,
                                              GDestroyNotify           destroy,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_reply         (TroupeContext           *self,
                                              TroupeMessage           *message,
                                              const TroupeMessageType *type,
                                              GVariant                *body,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId  *troupe_context_spawn         (TroupeContext           *self,
                                              const char              *name,
                                              TroupeActor             *actor,
                                              GError                 **error);
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef *troupe_context_spawn_behavior (TroupeContext          *self,
                                              const char              *name,
                                              const TroupeBehavior    *behavior,
                                              gpointer                 state,
                                              GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_stop          (TroupeContext           *self,
                                              const char              *text);
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_panic         (TroupeContext           *self,
                                              const char              *text);
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_record        (TroupeContext           *self,
                                              const char              *text);
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_publish       (TroupeContext           *self,
                                              const char              *name,
                                              GVariant                *value);
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_publish_all   (TroupeContext           *self,
                                              GVariant                *attributes);
TROUPE_AVAILABLE_IN_ALL
GVariant       *troupe_context_dup_published (TroupeContext           *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeDeferral *troupe_context_defer         (TroupeContext           *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
void            troupe_context_defer_for     (TroupeContext           *self,
                                              guint64                  duration_ns);

TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_context_run_in_thread (TroupeContext           *self,
                                              TroupeWorkFunc           work,
                                              guint64                  model_duration_ns,
                                              TroupeDoneFunc           done,
                                              gpointer                 data,
                                              GDestroyNotify           destroy,
                                              GError                 **error);

#define TROUPE_TYPE_DEFERRAL (troupe_deferral_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType           troupe_deferral_get_type     (void);
TROUPE_AVAILABLE_IN_ALL
void            troupe_deferral_complete     (TroupeDeferral          *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_deferral_fail         (TroupeDeferral          *self,
                                              const GError            *error);
TROUPE_AVAILABLE_IN_ALL
TroupeDeferral *troupe_deferral_ref          (TroupeDeferral          *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_deferral_unref        (TroupeDeferral          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeContext, troupe_context_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeDeferral, troupe_deferral_unref)

G_END_DECLS
