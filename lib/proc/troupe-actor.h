/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "proc/troupe-behavior.h"

G_BEGIN_DECLS

typedef struct _TroupeActor TroupeActor;
typedef struct _TroupeActorClass TroupeActorClass;

#define TROUPE_TYPE_ACTOR (troupe_actor_get_type ())
#define TROUPE_ACTOR(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), TROUPE_TYPE_ACTOR, TroupeActor))
#define TROUPE_ACTOR_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), TROUPE_TYPE_ACTOR, TroupeActorClass))
#define TROUPE_IS_ACTOR(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), TROUPE_TYPE_ACTOR))
#define TROUPE_IS_ACTOR_CLASS(klass) (G_TYPE_CHECK_CLASS_TYPE ((klass), TROUPE_TYPE_ACTOR))
#define TROUPE_ACTOR_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), TROUPE_TYPE_ACTOR, TroupeActorClass))

struct _TroupeActor
{
  GObject parent_instance;
};

struct _TroupeActorClass
{
  GObjectClass        parent_class;

  /*< public >*/
  gboolean          (*init)                     (TroupeActor             *self,
                                                 TroupeContext           *context,
                                                 GError                 **error);
  gboolean          (*handle)                   (TroupeActor             *self,
                                                 TroupeContext           *context,
                                                 TroupeMessage           *message,
                                                 GError                 **error);
  gboolean          (*cleanup)                  (TroupeActor             *self,
                                                 TroupeContext           *context,
                                                 const GError            *failure,
                                                 GError                 **error);
  TroupeSupervision (*handle_supervision_event) (TroupeActor             *self,
                                                 TroupeContext           *context,
                                                 TroupeSupervisionEvent  *event,
                                                 GError                 **error);
  gboolean          (*handle_undeliverable)     (TroupeActor             *self,
                                                 TroupeContext           *context,
                                                 TroupeMessage           *message,
                                                 TroupeReason             reason,
                                                 GError                 **error);

  char             *(*dup_display_name)         (TroupeActor             *self);

  /*< private >*/
  TroupeBehavior      behavior;         /* calls the functions above; the state is the actor */
  gpointer            padding[8];
};

TROUPE_AVAILABLE_IN_ALL
GType       troupe_actor_get_type               (void);
TROUPE_AVAILABLE_IN_ALL
void        troupe_actor_class_set_type_name    (TroupeActorClass        *klass,
                                                 const char              *type_name);
TROUPE_AVAILABLE_IN_ALL
void        troupe_actor_class_accept           (TroupeActorClass        *klass,
                                                 const TroupeMessageType *type);
TROUPE_AVAILABLE_IN_ALL
gboolean    troupe_actor_class_accepts          (TroupeActorClass        *klass,
                                                 const TroupeMessageType *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeActor, g_object_unref)

G_END_DECLS
