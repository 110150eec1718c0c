/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "proc/troupe-instance.h"
#include "puppet/troupe-puppet-private.h"

/* A puppet: an actor without a will. Written against the public API alone, so that what a scenario rehearses is
 * what any user's actor could do. */

struct _TroupePuppet
{
  TroupeActor       parent_instance;

  TroupePuppetKeys  keys;
  TroupeDeferral   *wedge;  /* (owned) (nullable): of the `wedge` that it handles; held until it ends */
};

G_DEFINE_FINAL_TYPE (TroupePuppet, troupe_puppet, TROUPE_TYPE_ACTOR)

typedef gboolean (*ActFunc) (TroupePuppet  *self,
                             TroupeContext *context,
                             TroupeMessage *message,
                             GError       **error);

static char *
dup_text (const TroupeMessage *message,
          const char          *field)
{
  g_autoptr (GVariant) value = troupe_message_dup_field (message, field);

  return g_variant_dup_string (value, NULL);
}

static guint64
get_number (const TroupeMessage *message,
            const char          *field)
{
  g_autoptr (GVariant) value = troupe_message_dup_field (message, field);

  return g_variant_get_uint64 (value);
}

static gboolean
act_note (TroupePuppet  *self,
          TroupeContext *context,
          TroupeMessage *message,
          GError       **error)
{
  return TRUE;
}

static gboolean
act_echo (TroupePuppet  *self,
          TroupeContext *context,
          TroupeMessage *message,
          GError       **error)
{
  g_autoptr (GVariant) body = NULL;

  if (!troupe_message_wants_reply (message))
    return TRUE;

  body = troupe_message_dup_body (message);

  return troupe_context_reply (context, message, troupe_message_get_kind (message), body, error);
}

static gboolean
act_fail (TroupePuppet  *self,
          TroupeContext *context,
          TroupeMessage *message,
          GError       **error)
{
  g_autofree char *text = dup_text (message, "text");

  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED,
                       text[0] != '\0' ? text : "Told to fail");

  return FALSE;
}

static gboolean
act_panic (TroupePuppet  *self,
           TroupeContext *context,
           TroupeMessage *message,
           GError       **error)
{
  g_autofree char *text = dup_text (message, "text");

  troupe_context_panic (context, text[0] != '\0' ? text : "Told to panic");

  return TRUE;
}

/* Zero, empty or false: no bytes at all read as the default value of any type. (transfer full) */
static GVariant *
new_default (const GVariantType *type)
{
  g_autoptr (GVariant) nothing = NULL;

  nothing = g_variant_ref_sink (g_variant_new_from_data (type, NULL, 0, /* trusted = */ FALSE, NULL, NULL));

  return g_variant_get_normal_form (nothing);
}

/* A body of @type whose field `id` is @id and whose other fields are zero, empty or false. (transfer full) */
static GVariant *
new_body (const TroupeMessageType *type,
          guint64                  id)
{
  GVariantBuilder builder;
  const TroupeMessageField *fields;
  guint n_fields;

  fields = troupe_message_type_get_fields (type, &n_fields);
  g_variant_builder_init (&builder, troupe_message_type_get_signature (type));

  for (guint i = 0; i < n_fields; i++)
    {
      const GVariantType *field_type = G_VARIANT_TYPE (fields[i].type);

      if (g_str_equal (fields[i].name, "id") && g_variant_type_equal (field_type, G_VARIANT_TYPE_UINT64))
        g_variant_builder_add_value (&builder, g_variant_new_uint64 (id));
      else
        {
          g_autoptr (GVariant) value = new_default (field_type);

          g_variant_builder_add_value (&builder, value);
        }
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

typedef gboolean (*SendFunc) (TroupeContext           *context,
                              TroupeActorId           *receiver,
                              const TroupeMessageType *type,
                              GVariant                *body,
                              GError                 **error);

/* How @message says to send. */
static SendFunc
choose_send (const TroupeMessage *message)
{
  g_autoptr (GVariant) ordered = troupe_message_dup_field (message, "ordered");

  return g_variant_get_boolean (ordered) ? troupe_context_send_ordered : troupe_context_send;
}

static gboolean
act_send (TroupePuppet  *self,
          TroupeContext *context,
          TroupeMessage *message,
          GError       **error)
{
  g_autofree char *to = dup_text (message, "to");
  g_autofree char *type_name = dup_text (message, "message");
  guint64 count = get_number (message, "count");
  SendFunc send = choose_send (message);
  g_autoptr (TroupeActorId) receiver = NULL;
  g_autoptr (GVariant) body = NULL;
  const TroupeMessageType *type;

  receiver = troupe_actor_id_parse (to, error);
  if (receiver == NULL)
    return FALSE;

  type = troupe_message_type_lookup (type_name);
  if (type == NULL)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_UNKNOWN_TYPE,
                   "Could not send to %s: there is no message type %s", to, type_name);
      return FALSE;
    }

  body = new_body (type, get_number (message, "id"));
  for (guint64 i = 0; i < count; i++)
    if (!send (context, receiver, type, body, error))
      return FALSE;

  return TRUE;
}

static gboolean
act_spawn_child (TroupePuppet  *self,
                 TroupeContext *context,
                 TroupeMessage *message,
                 GError       **error)
{
  const TroupePuppetKeys defaults = { 0 };
  g_autofree char *name = dup_text (message, "name");
  guint64 count = get_number (message, "count");

  for (guint64 i = 0; i < count; i++)
    {
      g_autoptr (TroupeActor) child = troupe_puppet_new (&defaults);
      g_autoptr (TroupeActorId) id = NULL;

      id = troupe_context_spawn (context, name[0] != '\0' ? name : NULL, child, error);
      if (id == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
act_open_client (TroupePuppet  *self,
                 TroupeContext *context,
                 TroupeMessage *message,
                 GError       **error)
{
  guint64 count = get_number (message, "count");

  for (guint64 i = 0; i < count; i++)
    {
      g_autoptr (TroupeInstance) client = NULL;

      client = troupe_context_create_client (context, NULL, TROUPE_CLIENT_INTROSPECTABLE, error);
      if (client == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
act_busy (TroupePuppet  *self,
          TroupeContext *context,
          TroupeMessage *message,
          GError       **error)
{
  troupe_context_defer_for (context, get_number (message, "for"));

  return TRUE;
}

/* It is the time that the work takes that is rehearsed, not what it does. */
static void
work_on_thread (gpointer data)
{
}

static gboolean
act_compute (TroupePuppet  *self,
             TroupeContext *context,
             TroupeMessage *message,
             GError       **error)
{
  return troupe_context_run_in_thread (context, work_on_thread, get_number (message, "for"), NULL, NULL, NULL, error);
}

static gboolean
act_remind (TroupePuppet  *self,
            TroupeContext *context,
            TroupeMessage *message,
            GError       **error)
{
  const TroupeMessageType *type = troupe_puppet_message (TROUPE_PUPPET_NOTE);
  g_autoptr (GVariant) body = new_body (type, get_number (message, "id"));

  return troupe_context_send_after (context, get_number (message, "after"), type, body, error) != 0;
}

static gboolean
act_wedge (TroupePuppet  *self,
           TroupeContext *context,
           TroupeMessage *message,
           GError       **error)
{
  self->wedge = troupe_context_defer (context);

  return TRUE;
}

static gboolean
act_stop (TroupePuppet  *self,
          TroupeContext *context,
          TroupeMessage *message,
          GError       **error)
{
  g_autofree char *text = dup_text (message, "text");

  troupe_context_stop (context, text[0] != '\0' ? text : "Told to stop");

  return TRUE;
}

static const ActFunc acts[TROUPE_N_PUPPET_ACTS] = {
  [TROUPE_PUPPET_NOTE] = act_note,
  [TROUPE_PUPPET_ECHO] = act_echo,
  [TROUPE_PUPPET_FAIL] = act_fail,
  [TROUPE_PUPPET_PANIC] = act_panic,
  [TROUPE_PUPPET_SEND] = act_send,
  [TROUPE_PUPPET_SPAWN_CHILD] = act_spawn_child,
  [TROUPE_PUPPET_OPEN_CLIENT] = act_open_client,
  [TROUPE_PUPPET_BUSY] = act_busy,
  [TROUPE_PUPPET_COMPUTE] = act_compute,
  [TROUPE_PUPPET_REMIND] = act_remind,
  [TROUPE_PUPPET_WEDGE] = act_wedge,
  [TROUPE_PUPPET_STOP] = act_stop,
};

static gboolean
troupe_puppet_handle (TroupeActor   *actor,
                      TroupeContext *context,
                      TroupeMessage *message,
                      GError       **error)
{
  for (guint i = 0; i < TROUPE_N_PUPPET_ACTS; i++)
    if (troupe_message_is (message, troupe_puppet_message (i)))
      return acts[i] (TROUPE_PUPPET (actor), context, message, error);

  g_assert_not_reached ();
}

static gboolean
troupe_puppet_init_actor (TroupeActor   *actor,
                          TroupeContext *context,
                          GError       **error)
{
  TroupePuppet *self = TROUPE_PUPPET (actor);

  if (!self->keys.init_fails)
    return TRUE;

  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "Its init was declared to fail");

  return FALSE;
}

static gboolean
troupe_puppet_cleanup (TroupeActor   *actor,
                       TroupeContext *context,
                       const GError  *failure,
                       GError       **error)
{
  TroupePuppet *self = TROUPE_PUPPET (actor);

  g_clear_pointer (&self->wedge, troupe_deferral_unref);

  if (self->keys.cleanup_fails)
    {
      g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "Its cleanup was declared to fail");
      return FALSE;
    }

  if (self->keys.cleanup_ns > 0)
    troupe_context_defer_for (context, self->keys.cleanup_ns);

  return TRUE;
}

static TroupeSupervision
troupe_puppet_handle_supervision_event (TroupeActor             *actor,
                                        TroupeContext           *context,
                                        TroupeSupervisionEvent  *event,
                                        GError                 **error)
{
  TroupePuppet *self = TROUPE_PUPPET (actor);
  g_autofree char *text = NULL;

  if (!troupe_supervision_event_is_failure (event))
    return TROUPE_SUPERVISION_HANDLED;

  switch (self->keys.on_supervision)
    {
    case TROUPE_PUPPET_HANDLES_FAILURES:
      return TROUPE_SUPERVISION_HANDLED;

    case TROUPE_PUPPET_DECLINES_FAILURES:
      return TROUPE_SUPERVISION_DECLINED;

    case TROUPE_PUPPET_FAILS_ON_FAILURES:
      text = troupe_supervision_event_to_string (event);
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_FAILED,
                   "It was declared to fail on a child's failure: %s", text);
      return TROUPE_SUPERVISION_FAILED;

    default:
      g_assert_not_reached ();
    }
}

static gboolean
troupe_puppet_handle_undeliverable (TroupeActor   *actor,
                                    TroupeContext *context,
                                    TroupeMessage *message,
                                    TroupeReason   reason,
                                    GError       **error)
{
  TroupePuppet *self = TROUPE_PUPPET (actor);
  g_autofree char *receiver = NULL;

  if (self->keys.on_undeliverable == TROUPE_PUPPET_ABSORBS_RETURNS)
    return TRUE;

  receiver = troupe_actor_id_to_string (troupe_message_get_receiver (message));
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "Could not deliver %s to %s: %s",
               troupe_message_type_get_name (troupe_message_get_kind (message)), receiver,
               troupe_reason_to_string (reason));

  return FALSE;
}

static void
troupe_puppet_dispose (GObject *object)
{
  TroupePuppet *self = TROUPE_PUPPET (object);

  g_clear_pointer (&self->wedge, troupe_deferral_unref);

  G_OBJECT_CLASS (troupe_puppet_parent_class)->dispose (object);
}

static void
troupe_puppet_class_init (TroupePuppetClass *klass)
{
  TroupeActorClass *actor_class = TROUPE_ACTOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = troupe_puppet_dispose;

  actor_class->init = troupe_puppet_init_actor;
  actor_class->handle = troupe_puppet_handle;
  actor_class->cleanup = troupe_puppet_cleanup;
  actor_class->handle_supervision_event = troupe_puppet_handle_supervision_event;
  actor_class->handle_undeliverable = troupe_puppet_handle_undeliverable;

  troupe_actor_class_set_type_name (actor_class, troupe_puppet_type ()->name);
  for (guint i = 0; i < TROUPE_N_PUPPET_ACTS; i++)
    troupe_actor_class_accept (actor_class, troupe_puppet_message (i));
}

static void
troupe_puppet_init (TroupePuppet *self)
{
}

TroupeActor *
troupe_puppet_new (const TroupePuppetKeys *keys)
{
  TroupePuppet *self = g_object_new (TROUPE_TYPE_PUPPET, NULL);

  self->keys = *keys;

  return TROUPE_ACTOR (self);
}
