/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-event-private.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "base/troupe-text-private.h"

/* What scenario files write. */
static const char *const event_kind_names[TROUPE_N_EVENT_KINDS] = {
  [TROUPE_EVENT_READY] = "ready",
  [TROUPE_EVENT_SPAWNED] = "spawned",
  [TROUPE_EVENT_STATUS] = "status",
  [TROUPE_EVENT_SENT] = "sent",
  [TROUPE_EVENT_DELIVERED] = "delivered",
  [TROUPE_EVENT_HANDLED] = "handled",
  [TROUPE_EVENT_RETURNED] = "returned",
  [TROUPE_EVENT_LOST] = "lost",
  [TROUPE_EVENT_ABANDONED] = "abandoned",
  [TROUPE_EVENT_REPLIED] = "replied",
  [TROUPE_EVENT_SUPERVISED] = "supervised",
  [TROUPE_EVENT_SNAPSHOT] = "snapshot",
  [TROUPE_EVENT_UNHANDLED] = "unhandled",
  [TROUPE_EVENT_EXITED] = "exited",
  [TROUPE_EVENT_CONNECTED] = "connected",
  [TROUPE_EVENT_DISCONNECTED] = "disconnected",
  [TROUPE_EVENT_ROUTED] = "routed",
  [TROUPE_EVENT_DROPPED] = "dropped",
  [TROUPE_EVENT_OVERRUN] = "overrun",
  [TROUPE_EVENT_PARKED] = "parked",
  [TROUPE_EVENT_GAP] = "gap",
  [TROUPE_EVENT_ACKNOWLEDGED] = "acknowledged",
  [TROUPE_EVENT_HALTED] = "halted",
  [TROUPE_EVENT_OPENED] = "opened",
  [TROUPE_EVENT_CLOSED] = "closed",
  [TROUPE_EVENT_GREETING] = "greeting",
  [TROUPE_EVENT_PAUSED] = "paused",
  [TROUPE_EVENT_RESUMED] = "resumed",
};

/* troupe_world_listens() shifts by the kind. */
G_STATIC_ASSERT (TROUPE_N_EVENT_KINDS <= 32);

const char *
troupe_event_kind_to_string (TroupeEventKind kind)
{
  g_return_val_if_fail ((guint) kind < TROUPE_N_EVENT_KINDS, "?");

  return event_kind_names[kind];
}

gboolean
troupe_event_kind_from_string (const char      *text,
                               TroupeEventKind *ret_kind)
{
  int found = troupe_text_find (text, event_kind_names, TROUPE_N_EVENT_KINDS);

  if (found < 0)
    return FALSE;

  *ret_kind = (TroupeEventKind) found;

  return TRUE;
}

static guint64
hash_mix_actor (guint64              hash,
                const TroupeActorId *id)
{
  return troupe_hash_mix (hash, id != NULL ? troupe_actor_id_get_hash64 (id) : 0);
}

guint64
troupe_event_hash (const TroupeEvent *event,
                   guint64            hash)
{
  guint64 codes = event->kind | (guint64) event->reason << 16 | (guint64) event->detail << 32;

  hash = troupe_hash_mix (hash, codes);
  hash = troupe_hash_mix (hash, event->time_ns);
  hash = troupe_hash_mix (hash, event->proc != NULL ? troupe_proc_id_get_hash64 (event->proc) : 0);
  hash = hash_mix_actor (hash, event->subject);
  hash = hash_mix_actor (hash, event->object);
  hash = troupe_hash_mix (hash, event->message_type);
  hash = troupe_hash_mix (hash, event->message_number);

  return hash;
}
