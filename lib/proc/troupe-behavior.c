/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-behavior-private.h"

#include "base/troupe-error.h"
#include "message/troupe-message-type-private.h"

G_DEFINE_ENUM_TYPE (TroupeSupervision, troupe_supervision,
                    G_DEFINE_ENUM_VALUE (TROUPE_SUPERVISION_HANDLED, "handled"),
                    G_DEFINE_ENUM_VALUE (TROUPE_SUPERVISION_DECLINED, "declined"),
                    G_DEFINE_ENUM_VALUE (TROUPE_SUPERVISION_FAILED, "failed"))

TroupeSupervision
troupe_behavior_decline_failures (TroupeSupervisionEvent *event)
{
  return troupe_supervision_event_is_failure (event) ? TROUPE_SUPERVISION_DECLINED : TROUPE_SUPERVISION_HANDLED;
}

gboolean
troupe_behavior_fail_on_return (TroupeMessage  *message,
                                TroupeReason    reason,
                                GError        **error)
{
  g_autofree char *receiver = troupe_actor_id_to_string (troupe_message_get_receiver (message));

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_FAILED, "Message %s to %s came back: %s",
               troupe_message_type_get_name (troupe_message_get_kind (message)), receiver,
               troupe_reason_to_string (reason));

  return FALSE;
}

/**
 * troupe_behavior_accept: (skip)
 * @self: a behaviour
 * @type: a message type
 *
 * Declares that `handle` takes messages of that type. Others are returned to their senders, as
 * %TROUPE_REASON_NO_SUCH_PORT. Only before the first spawn.
 */
void
troupe_behavior_accept (TroupeBehavior          *self,
                        const TroupeMessageType *type)
{
  guint word;

  g_return_if_fail (self != NULL);
  g_return_if_fail (type != NULL);

  word = type->index / 64;
  if (word >= self->n_accepted_words)
    {
      self->accepted_types = g_renew (guint64, self->accepted_types, word + 1);
      for (guint i = self->n_accepted_words; i <= word; i++)
        self->accepted_types[i] = 0;
      self->n_accepted_words = word + 1;
    }
  self->accepted_types[word] |= G_GUINT64_CONSTANT (1) << (type->index % 64);
}

/**
 * troupe_behavior_accepts: (skip)
 * @self: a behaviour
 * @type: a message type
 *
 * Tells what was accepted.
 *
 * Returns: whether `handle` takes messages of that type
 */
gboolean
troupe_behavior_accepts (const TroupeBehavior    *self,
                         const TroupeMessageType *type)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  return type->index / 64 < self->n_accepted_words &&
         (self->accepted_types[type->index / 64] >> (type->index % 64) & 1) != 0;
}
