/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-sequencer-private.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"

/* (receiver, port) is its identity. */
typedef struct
{
  TroupePeer *receiver; /* (owned) */
  guint64     port;     /* HANDLER for all handler ports */
  guint64     name;     /* what receivers know it by */
  guint64     number;   /* of the message sent last */
  guint64     used_ns;  /* when that was */
  GList       link;     /* in TroupeSequencer.used; its data is the flow */
} Flow;

struct _TroupeSequencer
{
  GHashTable *flows;     /* (element-type Flow) (owned): a set, looked up only */
  GQueue      used;      /* (element-type Flow): the one used longest ago first */
  guint64     next_name;
};

#define HANDLER 0

static guint
flow_hash (gconstpointer data)
{
  const Flow *self = data;

  return (guint) troupe_hash_mix (troupe_actor_id_get_hash64 (self->receiver->id), self->port);
}

static gboolean
flow_equal (gconstpointer a,
            gconstpointer b)
{
  const Flow *first = a;
  const Flow *second = b;

  return first->port == second->port && first->receiver == second->receiver;
}

static void
flow_free (gpointer data)
{
  Flow *self = data;

  troupe_peer_unref (self->receiver);
  g_free (self);
}

TroupeSequencer *
troupe_sequencer_new (guint64 seed)
{
  TroupeSequencer *self = g_new0 (TroupeSequencer, 1);

  self->flows = g_hash_table_new_full (flow_hash, flow_equal, flow_free, NULL);
  g_queue_init (&self->used);
  self->next_name = seed;

  return self;
}

void
troupe_sequencer_free (TroupeSequencer *self)
{
  g_hash_table_unref (self->flows);
  g_free (self);
}

static void
forget (TroupeSequencer *self,
        Flow            *flow)
{
  g_queue_unlink (&self->used, &flow->link);
  g_hash_table_remove (self->flows, flow);
}

static void
forget_unused (TroupeSequencer *self,
               guint64          now_ns,
               guint64          retention_ns)
{
  Flow *oldest;

  while ((oldest = g_queue_peek_head (&self->used)) != NULL && now_ns - oldest->used_ns >= retention_ns / 2)
    forget (self, oldest);
}

static Flow *
begin (TroupeSequencer *self,
       const Flow      *key)
{
  Flow *flow = g_memdup2 (key, sizeof *key);

  if (self->used.length == TROUPE_SEQUENCER_FLOWS_MAX)
    forget (self, self->used.head->data);

  troupe_peer_ref (flow->receiver);
  flow->name = self->next_name++;
  flow->link.data = flow;
  g_hash_table_add (self->flows, flow);
  g_queue_push_tail_link (&self->used, &flow->link);

  return flow;
}

void
troupe_sequencer_number (TroupeSequencer *self,
                         TroupeMessage   *message,
                         guint64          now_ns,
                         guint64          retention_ns)
{
  Flow key = {
    .receiver = message->receiver,
    .port = message->port >= TROUPE_PORT_HANDLER_BIT ? HANDLER : message->port,
  };
  Flow *flow;

  forget_unused (self, now_ns, retention_ns);
  flow = g_hash_table_lookup (self->flows, &key);
  if (flow == NULL)
    flow = begin (self, &key);

  flow->number++;
  flow->used_ns = now_ns;
  g_queue_unlink (&self->used, &flow->link);
  g_queue_push_tail_link (&self->used, &flow->link);
  troupe_message_set_order (message, flow->name, flow->number);
}

guint
troupe_sequencer_get_n_flows (const TroupeSequencer *self)
{
  return self->used.length;
}
