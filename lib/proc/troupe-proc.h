/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-bind-spec.h"
#include "proc/troupe-instance.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PROC (troupe_proc_get_type ())

/**
 * TroupeProc:
 *
 * One addressable set of actors on one loop. Where it is not said otherwise, its functions are to be called on the
 * loop's thread.
 */
TROUPE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (TroupeProc, troupe_proc, TROUPE, PROC, GObject)

/**
 * TroupeProcStoppedFunc:
 * @proc: the proc
 * @user_data: (closure): data of the caller
 *
 * Every actor of the proc has ended. Called on the loop.
 */
typedef void (*TroupeProcStoppedFunc) (TroupeProc *proc,
                                       gpointer    user_data);

/**
 * TroupeProcDestroyedFunc:
 * @proc: the proc
 * @stopped: (element-type TroupeActorId): the actors that ended by themselves, in that order
 * @aborted: (element-type TroupeActorId): those that took too long and were aborted, in the order of creation
 * @user_data: (closure): data of the caller
 *
 * The proc is destroyed: every actor has ended. Called on the loop. The lists are the proc's.
 */
typedef void (*TroupeProcDestroyedFunc) (TroupeProc *proc,
                                         GPtrArray  *stopped,
                                         GPtrArray  *aborted,
                                         gpointer    user_data);

/**
 * TroupeActorEndedFunc:
 * @proc: the proc
 * @actor: who has ended
 * @status: how: %TROUPE_ACTOR_STATUS_STOPPED or %TROUPE_ACTOR_STATUS_FAILED
 * @text: why, for people; may be empty
 * @user_data: (closure): data of the caller
 *
 * An actor that was watched has ended. Called on the loop.
 */
typedef void (*TroupeActorEndedFunc) (TroupeProc        *proc,
                                      TroupeActorId     *actor,
                                      TroupeActorStatus  status,
                                      const char        *text,
                                      gpointer           user_data);

/**
 * TroupeActorFunc:
 * @proc: the proc
 * @actor: an actor or client of it
 * @depth: how many actors supervise it: 0 for a root
 * @user_data: (closure): data of the caller
 *
 * One step of a walk over a proc's actors.
 *
 * Returns: %FALSE to end the walk
 */
typedef gboolean (*TroupeActorFunc) (TroupeProc    *proc,
                                     TroupeActorId *actor,
                                     guint          depth,
                                     gpointer       user_data);

TROUPE_AVAILABLE_IN_ALL
TroupeProc     *troupe_proc_new               (TroupeLoop             *loop,
                                               TroupeAddress          *address,
                                               const char             *name,
                                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeProc     *troupe_proc_new_direct        (TroupeLoop             *loop,
                                               TroupeAddress          *address,
                                               const char             *name,
                                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeProc     *troupe_proc_new_bound         (TroupeLoop             *loop,
                                               TroupeBindSpec         *spec,
                                               const char             *name,
                                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeProc     *troupe_proc_new_local         (TroupeLoop             *loop,
                                               const char             *name,
                                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_serve             (TroupeProc             *self,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
TroupeProcId   *troupe_proc_get_id            (TroupeProc             *self);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_set_knob          (TroupeProc             *self,
                                               const char             *name,
                                               guint64                 value,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_get_knob          (TroupeProc             *self,
                                               const char             *name,
                                               guint64                *ret_value,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId  *troupe_proc_spawn             (TroupeProc             *self,
                                               const char             *name,
                                               TroupeActor            *actor,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId  *troupe_proc_spawn_child       (TroupeProc             *self,
                                               TroupeActorId          *parent,
                                               const char             *name,
                                               TroupeActor            *actor,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef *troupe_proc_spawn_behavior    (TroupeProc             *self,
                                               const char             *name,
                                               const TroupeBehavior   *behavior,
                                               gpointer                state,
                                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef *troupe_proc_refer             (TroupeProc             *self,
                                               TroupeActorId          *actor) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeInstance *troupe_proc_create_client     (TroupeProc             *self,
                                               const char             *name,
                                               TroupeClientFlags       flags,
                                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeInstance *troupe_proc_create_actor_instance (TroupeProc             *self,
                                                   const char             *name,
                                                   TroupeInstanceWorkFunc  func,
                                                   gpointer                user_data,
                                                   GDestroyNotify          destroy,
                                                   GError                **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_stop_actor        (TroupeProc             *self,
                                               TroupeActorId          *actor,
                                               const char             *text);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_abort_actor       (TroupeProc             *self,
                                               TroupeActorId          *actor,
                                               const char             *text);
TROUPE_AVAILABLE_IN_ALL
void            troupe_proc_stop              (TroupeProc             *self,
                                               const char             *text,
                                               TroupeProcStoppedFunc   func,
                                               gpointer                user_data);
TROUPE_AVAILABLE_IN_ALL
void            troupe_proc_destroy           (TroupeProc             *self,
                                               const char             *text,
                                               guint64                 timeout_ns,
                                               TroupeProcDestroyedFunc func,
                                               gpointer                user_data,
                                               GDestroyNotify          destroy);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_destroy_and_wait  (TroupeProc             *self,
                                               const char             *text,
                                               guint64                 timeout_ns,
                                               GPtrArray             **ret_stopped,
                                               GPtrArray             **ret_aborted,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_set_coordinator   (TroupeProc             *self,
                                               TroupeActorId          *actor,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_get_actor_status  (TroupeProc             *self,
                                               TroupeActorId          *actor,
                                               TroupeActorStatus      *ret_status);
TROUPE_AVAILABLE_IN_ALL
GPtrArray      *troupe_proc_list_children     (TroupeProc             *self,
                                               TroupeActorId          *actor);
TROUPE_AVAILABLE_IN_ALL
GVariant       *troupe_proc_dup_snapshot      (TroupeProc             *self,
                                               TroupeActorId          *actor);
TROUPE_AVAILABLE_IN_ALL
GPtrArray      *troupe_proc_list_actors       (TroupeProc             *self);
TROUPE_AVAILABLE_IN_ALL
GPtrArray      *troupe_proc_list_roots        (TroupeProc             *self);
TROUPE_AVAILABLE_IN_ALL
GPtrArray      *troupe_proc_list_ended        (TroupeProc             *self);
TROUPE_AVAILABLE_IN_ALL
void            troupe_proc_walk_actors       (TroupeProc             *self,
                                               TroupeActorFunc         func,
                                               gpointer                user_data);
TROUPE_AVAILABLE_IN_ALL
TroupeActorRef *troupe_proc_resolve           (TroupeProc             *self,
                                               TroupeActorId          *actor,
                                               const char             *type_name) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
guint64         troupe_proc_watch_actor       (TroupeProc             *self,
                                               TroupeActorId          *actor,
                                               TroupeActorEndedFunc    func,
                                               gpointer                user_data,
                                               GDestroyNotify          destroy,
                                               GError                **error);
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_proc_unwatch_actor     (TroupeProc             *self,
                                               guint64                 token);

G_END_DECLS
