/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-supervision-event-private.h"

#include <string.h>

/* What stands between a prefix and the text. */
#define PREFIX_END ": "

/* Of a block that is used again: enough for most texts. */
#define BLOCK_BYTES 128

G_DEFINE_BOXED_TYPE (TroupeSupervisionEvent, troupe_supervision_event,
                     troupe_supervision_event_ref, troupe_supervision_event_unref)

static TroupeSupervisionEvent *
event_allocate (TroupeRecycler *recycler,
                gsize           size)
{
  TroupeSupervisionEvent *self;

  if (size > BLOCK_BYTES)
    recycler = NULL;
  self = recycler != NULL ? troupe_recycler_take (recycler, BLOCK_BYTES) : g_malloc (size);
  self->recycler = recycler;

  return self;
}

TroupeSupervisionEvent *
troupe_supervision_event_new (TroupeRecycler         *recycler,
                              TroupePeer             *actor,
                              char                   *display_name,
                              TroupeActorStatus       status,
                              const char             *prefix,
                              const char             *text,
                              TroupeSupervisionEvent *cause,
                              gint64                  wall_clock_ns)
{
  gsize prefix_length = prefix != NULL ? strlen (prefix) : 0;
  gsize begin = prefix != NULL ? prefix_length + strlen (PREFIX_END) : 0;
  gsize text_size = text != NULL ? strlen (text) + 1 : 1;
  TroupeSupervisionEvent *self = event_allocate (recycler, sizeof *self + begin + text_size);

  troupe_ref_count_init (&self->n_refs);
  self->n_held = 1;
  self->peer = troupe_peer_ref (actor);
  self->actor = actor->id;
  self->display_name = display_name;
  self->status = status;
  if (prefix != NULL)
    {
      memcpy (self->text, prefix, prefix_length);
      memcpy (self->text + prefix_length, PREFIX_END, strlen (PREFIX_END));
    }
  memcpy (self->text + begin, text != NULL ? text : "", text_size);
  self->cause = cause != NULL ? troupe_supervision_event_ref (cause) : NULL;
  self->wall_clock_ns = wall_clock_ns;

  return self;
}

static void
event_clear (TroupeSupervisionEvent *self)
{
  if (self->display_name != NULL)
    g_free (self->display_name);
  if (self->cause != NULL)
    troupe_supervision_event_unref (self->cause);
}

void
troupe_supervision_event_leave_loop (TroupeSupervisionEvent *self)
{
  TroupePeer *peer = g_steal_pointer (&self->peer);

  if (peer == NULL || !troupe_ref_count_is_one (&self->n_refs))
    {
      if (peer != NULL)
        {
          troupe_actor_id_ref (self->actor);
          troupe_peer_unref (peer);
        }
      troupe_supervision_event_unref (self);
      return;
    }

  event_clear (self);
  troupe_peer_unref (peer);
  if (self->recycler != NULL)
    troupe_recycler_give_back (self->recycler, self);
  else
    g_free (self);
}

/**
 * troupe_supervision_event_ref:
 * @self: an event
 *
 * Usable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupeSupervisionEvent *
troupe_supervision_event_ref (TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  troupe_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_supervision_event_unref:
 * @self: (transfer full): an event
 *
 * Usable from every thread.
 */
void
troupe_supervision_event_unref (TroupeSupervisionEvent *self)
{
  g_return_if_fail (self != NULL);

  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  event_clear (self);
  troupe_actor_id_unref (self->actor);
  g_free (self);
}

/**
 * troupe_supervision_event_get_actor:
 * @self: an event
 *
 * Answers who ended. Callable from every thread.
 *
 * Returns: (transfer none): the origin: the actor that ended
 */
TroupeActorId *
troupe_supervision_event_get_actor (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->actor;
}

/**
 * troupe_supervision_event_get_status:
 * @self: an event
 *
 * Answers how it ended. Callable from every thread.
 *
 * Returns: how the actor ended: %TROUPE_ACTOR_STATUS_STOPPED or %TROUPE_ACTOR_STATUS_FAILED
 */
TroupeActorStatus
troupe_supervision_event_get_status (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, TROUPE_ACTOR_STATUS_FAILED);

  return self->status;
}

/**
 * troupe_supervision_event_get_text:
 * @self: an event
 *
 * Answers why it ended. Callable from every thread.
 *
 * Returns: (transfer none): why it ended, for people; may be empty
 */
const char *
troupe_supervision_event_get_text (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * troupe_supervision_event_get_cause:
 * @self: an event
 *
 * Answers the event that the actor failed to handle, if that is why it failed. Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the cause
 */
TroupeSupervisionEvent *
troupe_supervision_event_get_cause (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cause;
}

/**
 * troupe_supervision_event_get_wall_clock:
 * @self: an event
 *
 * Answers when it ended. Callable from every thread.
 *
 * Returns: when it happened, in nanoseconds since 1970-01-01 UTC
 */
gint64
troupe_supervision_event_get_wall_clock (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->wall_clock_ns;
}

/**
 * troupe_supervision_event_is_failure:
 * @self: an event
 *
 * Tells failures from orderly ends. Callable from every thread.
 *
 * Returns: whether the actor failed, rather than stopped
 */
gboolean
troupe_supervision_event_is_failure (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->status == TROUPE_ACTOR_STATUS_FAILED;
}

/**
 * troupe_supervision_event_get_display_name:
 * @self: an event
 *
 * Answers the name for people that the actor gave itself, see `dup_display_name` of #TroupeActorClass. Never to be
 * parsed. Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the name, or %NULL
 */
const char *
troupe_supervision_event_get_display_name (const TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->display_name;
}

/**
 * troupe_supervision_event_get_root_cause:
 * @self: an event
 *
 * Answers the innermost event of the chain, also where that is a stop (SV-1). Callable from every thread.
 *
 * Returns: (transfer none): the event where it began; @self if it has no cause
 */
TroupeSupervisionEvent *
troupe_supervision_event_get_root_cause (TroupeSupervisionEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  while (self->cause != NULL)
    self = self->cause;

  return self;
}
