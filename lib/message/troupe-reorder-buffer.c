/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-reorder-buffer-private.h"

#include "base/troupe-container-private.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"

/* Numbers from `first` to `last` that were given up, and have not come since. */
typedef struct
{
  guint64 first;
  guint64 last;
} Gap;

/* (sender, name) is its identity. It stands in one of three queues:
 *
 *   nothing is parked               -> idle, by when something came last
 *   `first` is the next             -> ready
 *   there is a gap before `first`   -> waiting, by how long something has been parked
 */
typedef struct
{
  TroupePeer    *sender;   /* (owned) */
  guint64        name;
  guint64        let_out;  /* the highest number that was let out or given up */
  guint64        horizon;  /* up to here it is not known any more which */
  TroupeMessage *first;    /* (owned): what is parked, linked by next; numbers go up from above let_out */
  TroupeMessage *last;     /* (not owned): NULL together with first */
  GArray        *gaps;     /* (element-type Gap) (owned) (nullable): going up, between horizon and let_out */
  guint64        since_ns; /* what `idle` and `waiting` go by */
  GQueue        *queue;    /* which of them it stands in */
  GList          link;     /* there; its data is the flow */
} Flow;

struct _TroupeReorderBuffer
{
  GHashTable *flows;    /* (element-type Flow) (owned): a set, looked up only */
  GQueue      idle;
  GQueue      ready;
  GQueue      waiting;
  guint       n_parked; /* in all flows */
};

/* ---- flows ---- */

static guint
flow_hash (gconstpointer data)
{
  const Flow *self = data;

  return (guint) troupe_hash_mix (troupe_actor_id_get_hash64 (self->sender->id), self->name);
}

static gboolean
flow_equal (gconstpointer a,
            gconstpointer b)
{
  const Flow *first = a;
  const Flow *second = b;

  return first->name == second->name && first->sender == second->sender;
}

static void
flow_free (gpointer data)
{
  Flow *self = data;

  while (self->first != NULL)
    {
      TroupeMessage *message = self->first;

      self->first = message->next;
      message->next = NULL;
      troupe_message_free (message);
    }
  g_clear_pointer (&self->gaps, g_array_unref);
  troupe_peer_unref (self->sender);
  g_free (self);
}

static void
flow_move (Flow   *self,
           GQueue *queue,
           GList  *after)
{
  if (self->queue != NULL)
    g_queue_unlink (self->queue, &self->link);
  self->queue = queue;
  if (after != NULL)
    g_queue_insert_after_link (queue, after, &self->link);
  else
    g_queue_push_head_link (queue, &self->link);
}

static gboolean
flow_is_ready (const Flow *self)
{
  return self->first != NULL && troupe_message_get_order (self->first)->number == self->let_out + 1;
}

/* Behind all that has waited for longer. */
static void
flow_wait (Flow   *self,
           GQueue *waiting)
{
  GList *after;

  self->since_ns = G_MAXUINT64;
  for (const TroupeMessage *message = self->first; message != NULL; message = message->next)
    self->since_ns = MIN (self->since_ns, troupe_message_get_order (message)->parked_ns);

  if (self->queue == waiting)
    g_queue_unlink (waiting, &self->link);
  for (after = waiting->tail; after != NULL; after = after->prev)
    if (((const Flow *) after->data)->since_ns <= self->since_ns)
      break;
  if (self->queue == waiting)
    self->queue = NULL;
  flow_move (self, waiting, after);
}

/* Puts the flow where it belongs now. */
static void
place (TroupeReorderBuffer *self,
       Flow                *flow,
       guint64              now_ns)
{
  if (flow_is_ready (flow))
    {
      if (flow->queue != &self->ready)
        flow_move (flow, &self->ready, self->ready.tail);
    }
  else if (flow->first != NULL)
    {
      flow_wait (flow, &self->waiting);
    }
  else
    {
      GList *tail = self->idle.tail;

      flow->since_ns = now_ns;
      if (tail != &flow->link)
        flow_move (flow, &self->idle, tail);
    }
}

static void
forget_flow (TroupeReorderBuffer *self,
             Flow                *flow)
{
  g_queue_unlink (flow->queue, &flow->link);
  g_hash_table_remove (self->flows, flow);
}

static Flow *
begin_flow (TroupeReorderBuffer *self,
            const Flow          *key,
            guint64              now_ns)
{
  Flow *flow = g_memdup2 (key, sizeof *key);

  if (g_hash_table_size (self->flows) >= TROUPE_REORDER_FLOWS_MAX && self->idle.head != NULL)
    forget_flow (self, self->idle.head->data);

  troupe_peer_ref (flow->sender);
  flow->link.data = flow;
  g_hash_table_add (self->flows, flow);
  place (self, flow, now_ns);

  return flow;
}

/* ---- gaps ---- */

static void
remember_gap (Flow    *flow,
              guint    index,
              guint64  first,
              guint64  last)
{
  const Gap gap = { first, last };

  if (flow->gaps == NULL)
    flow->gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  g_array_insert_val (flow->gaps, index, gap);
  if (flow->gaps->len <= TROUPE_REORDER_GAPS_MAX)
    return;

  flow->horizon = g_array_index (flow->gaps, Gap, 0).last;
  g_array_remove_index (flow->gaps, 0);
}

/* @number is in the gap of this index, and comes after all. */
static void
shrink_gap (Flow    *flow,
            guint    index,
            guint64  number)
{
  Gap *gap = &g_array_index (flow->gaps, Gap, index);
  guint64 last = gap->last;

  if (gap->first == last)
    {
      g_array_remove_index (flow->gaps, index);
    }
  else if (number == gap->first)
    {
      gap->first++;
    }
  else
    {
      gap->last = number - 1;
      if (number < last)
        remember_gap (flow, index + 1, number + 1, last);
    }
}

/* @number has been let out or given up: the latter, as far as is known? */
static gboolean
was_given_up (Flow    *flow,
              guint64  number)
{
  for (guint i = 0; flow->gaps != NULL && i < flow->gaps->len; i++)
    {
      const Gap *gap = &g_array_index (flow->gaps, Gap, i);

      if (number < gap->first || number > gap->last)
        continue;

      shrink_gap (flow, i, number);
      return TRUE;
    }

  return number <= flow->horizon;
}

/* What is missing before the first that is parked will not be waited for. */
static void
skip (TroupeReorderBuffer *self,
      Flow                *flow,
      guint64              now_ns)
{
  TroupeOrder *order = troupe_message_get_order (flow->first);

  order->n_missing = order->number - 1 - flow->let_out;
  remember_gap (flow, flow->gaps != NULL ? flow->gaps->len : 0, flow->let_out + 1, order->number - 1);
  flow->let_out = order->number - 1;
  place (self, flow, now_ns);
}

/* ---- what is parked ---- */

/* FALSE: one of this number is there already. */
static gboolean
park (TroupeReorderBuffer *self,
      Flow                *flow,
      TroupeMessage       *message)
{
  guint64 number = troupe_message_get_order (message)->number;
  TroupeMessage **at = &flow->first;

  /* What comes early mostly comes in order. */
  if (flow->last != NULL && troupe_message_get_order (flow->last)->number < number)
    at = &flow->last->next;
  while (*at != NULL && troupe_message_get_order (*at)->number < number)
    at = &(*at)->next;
  if (*at != NULL && troupe_message_get_order (*at)->number == number)
    return FALSE;

  message->next = *at;
  *at = message;
  if (message->next == NULL)
    flow->last = message;
  self->n_parked++;

  return TRUE;
}

/* Takes out what @at, a link of the list, points to. */
static TroupeMessage *
unpark (TroupeReorderBuffer  *self,
        Flow                 *flow,
        TroupeMessage       **at)
{
  TroupeMessage *message = *at;

  *at = message->next;
  message->next = NULL;
  if (message == flow->last)
    flow->last = flow->first == NULL ? NULL : TROUPE_CONTAINER (at, TroupeMessage, next);
  self->n_parked--;

  return message;
}

/* ---- for the owner ---- */

TroupeReorderBuffer *
troupe_reorder_buffer_new (void)
{
  TroupeReorderBuffer *self = g_new0 (TroupeReorderBuffer, 1);

  self->flows = g_hash_table_new_full (flow_hash, flow_equal, flow_free, NULL);
  g_queue_init (&self->idle);
  g_queue_init (&self->ready);
  g_queue_init (&self->waiting);

  return self;
}

void
troupe_reorder_buffer_free (TroupeReorderBuffer *self)
{
  g_hash_table_unref (self->flows);
  g_free (self);
}

TroupeReorderResult
troupe_reorder_buffer_add (TroupeReorderBuffer *self,
                           TroupeMessage       *message,
                           guint64              parked_max,
                           guint64              now_ns)
{
  TroupeOrder *order = troupe_message_get_order (message);
  Flow key = { .sender = message->sender, .name = order->flow };
  Flow *flow = g_hash_table_lookup (self->flows, &key);

  g_assert ((message->flags & TROUPE_MESSAGE_IS_ORDERED) != 0 && message->sender != NULL && order->number > 0);

  if (flow == NULL)
    flow = begin_flow (self, &key, now_ns);
  if (order->number <= flow->let_out)
    {
      if (flow->queue == &self->idle)
        place (self, flow, now_ns);
      return was_given_up (flow, order->number) ? TROUPE_REORDER_LATE : TROUPE_REORDER_DUPLICATE;
    }
  if (!park (self, flow, message))
    return TROUPE_REORDER_DUPLICATE;

  order->n_missing = 0;
  order->parked_ns = now_ns;
  if (flow->queue != &self->waiting || flow_is_ready (flow))
    place (self, flow, now_ns);
  if (order->number == flow->let_out + 1)
    return TROUPE_REORDER_READY;

  if (self->n_parked > parked_max && self->waiting.head != NULL)
    skip (self, self->waiting.head->data, now_ns);

  return TROUPE_REORDER_PARKED;
}

TroupeMessage *
troupe_reorder_buffer_pop (TroupeReorderBuffer *self,
                           guint64              now_ns)
{
  Flow *flow = g_queue_peek_head (&self->ready);
  TroupeMessage *message;

  if (flow == NULL)
    return NULL;

  message = unpark (self, flow, &flow->first);
  flow->let_out = troupe_message_get_order (message)->number;
  place (self, flow, now_ns);

  return message;
}

gboolean
troupe_reorder_buffer_skip_one (TroupeReorderBuffer *self,
                                guint64              gap_bound_ns,
                                guint64              now_ns)
{
  Flow *flow = g_queue_peek_head (&self->waiting);

  if (flow == NULL || now_ns - flow->since_ns < gap_bound_ns)
    return FALSE;

  skip (self, flow, now_ns);

  return TRUE;
}

void
troupe_reorder_buffer_forget (TroupeReorderBuffer *self,
                              guint64              retention_ns,
                              guint64              now_ns)
{
  Flow *flow;

  while ((flow = g_queue_peek_head (&self->idle)) != NULL && now_ns - flow->since_ns >= retention_ns)
    forget_flow (self, flow);
}

guint64
troupe_reorder_buffer_get_wake_time (const TroupeReorderBuffer *self,
                                     guint64                    gap_bound_ns,
                                     guint64                    retention_ns)
{
  guint64 wake_ns = G_MAXUINT64;

  if (self->waiting.head != NULL)
    wake_ns = ((const Flow *) self->waiting.head->data)->since_ns + gap_bound_ns;
  if (self->idle.head != NULL)
    wake_ns = MIN (wake_ns, ((const Flow *) self->idle.head->data)->since_ns + retention_ns);

  return wake_ns;
}

static TroupeMessage *
take_out_of (TroupeReorderBuffer *self,
             const GQueue        *queue,
             guint64              port_min,
             guint64              now_ns)
{
  for (GList *link = queue->head; link != NULL; link = link->next)
    {
      Flow *flow = link->data;
      TroupeMessage **at = &flow->first;
      TroupeMessage *message;

      while (*at != NULL && (*at)->port < port_min)
        at = &(*at)->next;
      if (*at == NULL)
        continue;

      message = unpark (self, flow, at);
      /* One that still waits stays where it is, so that all of it goes before others do. */
      if (flow->first == NULL || flow->queue == &self->ready)
        place (self, flow, now_ns);
      return message;
    }

  return NULL;
}

TroupeMessage *
troupe_reorder_buffer_take_out (TroupeReorderBuffer *self,
                                guint64              port_min,
                                guint64              now_ns)
{
  TroupeMessage *message = take_out_of (self, &self->ready, port_min, now_ns);

  return message != NULL ? message : take_out_of (self, &self->waiting, port_min, now_ns);
}

void
troupe_reorder_buffer_foreach (const TroupeReorderBuffer *self,
                               TroupeReorderFunc          func,
                               gpointer                   user_data)
{
  for (const GList *link = self->ready.head; link != NULL; link = link->next)
    func (((const Flow *) link->data)->first, user_data);
  for (const GList *link = self->waiting.head; link != NULL; link = link->next)
    func (((const Flow *) link->data)->first, user_data);
}

guint
troupe_reorder_buffer_get_n_parked (const TroupeReorderBuffer *self)
{
  return self->n_parked;
}

guint
troupe_reorder_buffer_get_n_flows (const TroupeReorderBuffer *self)
{
  return g_hash_table_size (self->flows);
}
