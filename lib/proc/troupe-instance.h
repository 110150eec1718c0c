/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "proc/troupe-context.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_INSTANCE (troupe_instance_get_type ())

/**
 * TroupeInstance:
 *
 * A client instance: an actor's identity and mailbox that a program drives from outside. The last unref drops it. All
 * functions are to be called on the loop's thread.
 */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (TroupeInstance, troupe_instance, TROUPE, INSTANCE, GObject)

/**
 * TroupeClientFlags:
 * @TROUPE_CLIENT_PLAIN: it does not answer queries
 * @TROUPE_CLIENT_INTROSPECTABLE: it answers queries, and leaves a snapshot when it is dropped (CI-1, CI-2)
 *
 * What a client instance offers.
 */
typedef enum
{
  TROUPE_CLIENT_PLAIN,
  TROUPE_CLIENT_INTROSPECTABLE,
} TroupeClientFlags;

#define TROUPE_TYPE_CLIENT_FLAGS (troupe_client_flags_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType           troupe_client_flags_get_type  (void);

/**
 * TroupeInstanceSignal:
 * @TROUPE_INSTANCE_SIGNAL_STOP: it is asked to stop
 * @TROUPE_INSTANCE_SIGNAL_ENDED: it has ended; nothing more comes
 *
 * What an actor-instance is told.
 */
typedef enum
{
  TROUPE_INSTANCE_SIGNAL_STOP,
  TROUPE_INSTANCE_SIGNAL_ENDED,
} TroupeInstanceSignal;

/**
 * TroupeInstanceWorkFunc:
 * @self: the actor-instance
 * @message: what it is to handle, borrowed
 * @user_data: (closure): data of the caller
 * @error: return location for an error
 *
 * Handles one message, on the loop.
 *
 * Returns: %FALSE, with @error set, to fail the actor-instance
 */
typedef gboolean (*TroupeInstanceWorkFunc) (TroupeInstance  *self,
                                            TroupeMessage   *message,
                                            gpointer         user_data,
                                            GError         **error);

/**
 * TroupeInstanceSupervisionFunc:
 * @self: the actor-instance
 * @event: how a child ended
 * @user_data: (closure): data of the caller
 * @error: return location for an error
 *
 * Supervises its children: called on the loop, once for each end of a child, and for each failure that a child handed
 * up.
 *
 * Returns: what it made of it
 */
typedef TroupeSupervision (*TroupeInstanceSupervisionFunc) (TroupeInstance          *self,
                                                            TroupeSupervisionEvent  *event,
                                                            gpointer                 user_data,
                                                            GError                 **error);

/**
 * TroupeInstanceSignalFunc:
 * @self: the actor-instance
 * @signal: what it is told
 * @text: why, for people; may be empty
 * @user_data: (closure): data of the caller
 *
 * Tells it of a signal, on the loop.
 */
typedef void (*TroupeInstanceSignalFunc) (TroupeInstance       *self,
                                          TroupeInstanceSignal  signal,
                                          const char           *text,
                                          gpointer              user_data);

#define TROUPE_TYPE_INSTANCE_SIGNAL (troupe_instance_signal_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType              troupe_instance_signal_get_type (void);
TROUPE_AVAILABLE_IN_ALL
TroupeInstance    *troupe_context_create_client (TroupeContext         *self,
                                               const char              *name,
                                               TroupeClientFlags        flags,
                                               GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeActorId     *troupe_instance_get_id     (TroupeInstance          *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorStatus  troupe_instance_get_status (TroupeInstance          *self);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_instance_send       (TroupeInstance          *self,
                                               TroupeActorId           *receiver,
                                               const TroupeMessageType *type,
                                               GVariant                *body,
                                               GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_instance_send_ordered (TroupeInstance          *self,
                                               TroupeActorId           *receiver,
                                               const TroupeMessageType *type,
                                               GVariant                *body,
                                               GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_instance_ask        (TroupeInstance          *self,
                                               TroupeActorId           *receiver,
                                               const TroupeMessageType *type,
                                               GVariant                *body,
                                               TroupeReplyFunc          func,
                                               gpointer                 user_data,
                                               GDestroyNotify           destroy,
                                               GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_instance_reply      (TroupeInstance          *self,
                                               TroupeMessage           *message,
                                               const TroupeMessageType *type,
                                               GVariant                *body,
                                               GError                 **error);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_instance_query      (TroupeInstance          *self,
                                               TroupeActorId           *receiver,
                                               TroupeReplyFunc          func,
                                               gpointer                 user_data,
                                               GDestroyNotify           destroy);
TROUPE_AVAILABLE_IN_ALL
gboolean           troupe_instance_query_proc (TroupeInstance          *self,
                                               TroupeProcId            *proc,
                                               TroupeReplyFunc          func,
                                               gpointer                 user_data,
                                               GDestroyNotify           destroy);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_stop_actor (TroupeInstance          *self,
                                               TroupeActorId           *receiver,
                                               const char              *text);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_abort_actor (TroupeInstance         *self,
                                               TroupeActorId           *receiver,
                                               const char              *text);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_accept     (TroupeInstance          *self,
                                               const TroupeMessageType *type);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_set_supervision_func (TroupeInstance                *self,
                                                         TroupeInstanceSupervisionFunc  func,
                                                         gpointer                       user_data,
                                                         GDestroyNotify                 destroy);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_set_signal_func (TroupeInstance           *self,
                                                    TroupeInstanceSignalFunc  func,
                                                    gpointer                  user_data,
                                                    GDestroyNotify            destroy);
TROUPE_AVAILABLE_IN_ALL
TroupeContext     *troupe_instance_get_context (TroupeInstance         *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId     *troupe_instance_spawn      (TroupeInstance          *self,
                                               const char              *name,
                                               TroupeActor             *actor,
                                               GError                 **error);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_stop       (TroupeInstance          *self,
                                               const char              *text);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_fail       (TroupeInstance          *self,
                                               const GError            *failure);
TROUPE_AVAILABLE_IN_ALL
void               troupe_instance_drop       (TroupeInstance          *self);

G_END_DECLS
