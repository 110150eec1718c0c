/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-shares-private.h"

#include "base/troupe-defect-private.h"
#include "channel/troupe-dictionary-private.h"

#include <string.h>

#define INDICES_MIN 16u
/* An inquiry is answered once this part of what there is still waits: late enough that a receiver that keeps up is
 * asked about seldom, and early enough that it does not run dry. */
#define PARTS_TO_ASK_FOR 4u
/* No room is divided into more: what is multiplied by that fits. */
#define PARTS_MAX (G_GUINT64_CONSTANT (1) << 28)

void
troupe_shares_init (TroupeShares *self)
{
  *self = (TroupeShares) {
    .by_receiver = g_hash_table_new (NULL, NULL),
    .by_inquiry = g_hash_table_new (g_int64_hash, g_int64_equal),
  };
  g_queue_init (&self->all);
  g_queue_init (&self->waiting);
  g_queue_init (&self->ready);
}

/* The key of an inquiry is its number where the share has it. */
static void
close_inquiry (TroupeShares *self,
               TroupeShare  *share)
{
  if (share->inquiry != 0)
    g_hash_table_remove (self->by_inquiry, &share->inquiry);
  share->inquiry = 0;
  share->has_asked = FALSE;
}

static void
share_free (TroupeShares *self,
            TroupeShare  *share)
{
  g_assert (share->aside.length == 0 && share->queue == NULL);

  close_inquiry (self, share);
  if (share->index != 0)
    self->by_index[share->index - 1] = NULL;
  g_queue_unlink (&self->all, &share->all_link);
  g_hash_table_remove (self->by_receiver, share->receiver);
  troupe_ages_clear (&share->ages);
  troupe_peer_unref (share->receiver);
  g_free (share);
}

void
troupe_shares_clear (TroupeShares *self)
{
  while (self->all.length > 0)
    share_free (self, g_queue_peek_head (&self->all));
  g_hash_table_unref (self->by_receiver);
  g_hash_table_unref (self->by_inquiry);
  g_free (self->by_index);
}

static void
count_parts (TroupeShares *self)
{
  self->n_parts = MIN (self->divisor * (1 + troupe_shares_get_n_waiting (self)), PARTS_MAX);
}

void
troupe_shares_set_divisor (TroupeShares *self,
                           guint64       divisor)
{
  self->divisor = divisor;
  count_parts (self);
}

static void
move (TroupeShares *self,
      TroupeShare  *share,
      GQueue       *queue)
{
  if (share->queue != NULL)
    g_queue_unlink (share->queue, &share->link);
  share->queue = queue;
  if (queue != NULL)
    g_queue_push_tail_link (queue, &share->link);
  count_parts (self);
}

/* ---- indices ---- */

static void
forget_indices (TroupeShares *self)
{
  for (GList *link = self->all.head; link != NULL; link = link->next)
    ((TroupeShare *) link->data)->index = 0;
  if (self->n_indices > 0)
    memset (self->by_index, 0, self->n_indices * sizeof *self->by_index);
}

static void
forget_idle (TroupeShares *self)
{
  GList *next;

  for (GList *link = self->all.head; link != NULL; link = next)
    {
      TroupeShare *share = link->data;

      next = link->next;
      if (share->aside.length == 0)
        share_free (self, share);
    }
}

/* What was sent before still waits where it does; but connections may come and go, and receivers with them. */
void
troupe_shares_reconnect (TroupeShares *self)
{
  forget_indices (self);
  for (GList *link = self->all.head; link != NULL; link = link->next)
    ((TroupeShare *) link->data)->has_asked = FALSE;
  while (self->waiting.length > 0)
    move (self, g_queue_peek_head (&self->waiting), &self->ready);
  if (self->all.length > TROUPE_DICTIONARY_PEERS_MAX)
    forget_idle (self);
}

void
troupe_shares_reset (TroupeShares *self)
{
  forget_indices (self);
  forget_idle (self);
}

void
troupe_shares_absolve (TroupeShares *self)
{
  for (GList *link = self->all.head; link != NULL; link = link->next)
    {
      TroupeShare *share = link->data;

      close_inquiry (self, share);
      share->n_handled = share->n_sent;
      share->handled_bytes = share->sent_bytes;
    }
}

void
troupe_share_limit (TroupeShare *share,
                    guint64      n,
                    guint64      n_bytes)
{
  share->n_handled = share->n_sent - MIN (share->n_sent - share->n_handled, n);
  share->handled_bytes = share->sent_bytes - MIN (share->sent_bytes - share->handled_bytes, n_bytes);
}

static TroupeShare *
share_new (TroupeShares *self,
           TroupePeer   *receiver)
{
  TroupeShare *share = g_new0 (TroupeShare, 1);

  share->receiver = troupe_peer_ref (receiver);
  share->link.data = share;
  share->all_link.data = share;
  troupe_message_queue_init (&share->aside);
  troupe_ages_init (&share->ages);
  g_queue_push_tail_link (&self->all, &share->all_link);
  g_hash_table_insert (self->by_receiver, receiver, share);

  return share;
}

TroupeShare *
troupe_shares_bind (TroupeShares *self,
                    guint         index,
                    TroupePeer   *receiver)
{
  TroupeShare *share = g_hash_table_lookup (self->by_receiver, receiver);

  if (share == NULL)
    share = share_new (self, receiver);
  if (index > self->n_indices)
    {
      guint n = MAX (MAX (INDICES_MIN, index), 2 * self->n_indices);

      self->by_index = g_renew (TroupeShare *, self->by_index, n);
      memset (self->by_index + self->n_indices, 0, (n - self->n_indices) * sizeof *self->by_index);
      self->n_indices = n;
    }
  share->index = index;
  self->by_index[index - 1] = share;

  return share;
}

TroupeShare *
troupe_shares_find_aside (const TroupeShares *self,
                          const TroupePeer   *receiver)
{
  TroupeShare *share = g_hash_table_lookup (self->by_receiver, receiver);

  return share != NULL && share->aside.length > 0 ? share : NULL;
}

/* ---- how much is too much ---- */

/* One part in so many of the room is for this receiver. Those that wait share it; so however many do, there is room for
 * another one. */
static guint64
get_n_parts (const TroupeShares *self,
             const TroupeShare  *share)
{
  return MIN (self->divisor * (troupe_shares_get_n_waiting (self) + (share->queue == NULL ? 1 : 0)), PARTS_MAX);
}

gboolean
troupe_shares_allow (const TroupeShares  *self,
                     const TroupeShare   *share,
                     const TroupeMessage *message,
                     guint64              room,
                     guint64              room_bytes)
{
  guint64 n_parts = get_n_parts (self, share);
  guint64 n = share->n_sent - share->n_handled;
  guint64 n_bytes = share->sent_bytes - share->handled_bytes;
  guint64 size = troupe_message_get_large_size (message);

  if (n_parts == 0 || TROUPE_DEFECT ("session.one-window"))
    return TRUE;
  if (n > 0 && (n + 1) * n_parts > room)
    return FALSE;

  return size == 0 || n_bytes == 0 || n_bytes + size <= room_bytes / n_parts;
}

gboolean
troupe_shares_wants_tally (const TroupeShares *self,
                           const TroupeShare  *share,
                           guint64             room,
                           guint64             room_bytes)
{
  guint64 n_parts = get_n_parts (self, share);
  guint64 n = share->n_sent - share->n_handled;
  guint64 n_bytes = share->sent_bytes - share->handled_bytes;

  if (n_parts == 0 || n == 0)
    return FALSE;

  return (n + 1) * n_parts > room / 4 * 3 || n_bytes > room_bytes / n_parts / 4 * 3;
}

void
troupe_shares_ask (TroupeShares *self,
                   TroupeShare  *share)
{
  share->has_asked = TRUE;
  if (share->inquiry != 0)
    return;

  share->inquiry = ++self->n_inquiries;
  share->n_asked = share->n_sent;
  share->asked_bytes = share->sent_bytes;
  share->n_few = (guint32) MIN ((share->n_sent - share->n_handled) / PARTS_TO_ASK_FOR, G_MAXUINT32);
  g_hash_table_insert (self->by_inquiry, &share->inquiry, share);
}

/* All that was sent before the inquiry had been taken when it was answered, and perhaps more: so no more than this, and
 * what was sent after it, waits. */
void
troupe_shares_take_tally (TroupeShares *self,
                          guint64       inquiry,
                          guint64       n,
                          guint64       n_bytes)
{
  TroupeShare *share = g_hash_table_lookup (self->by_inquiry, &inquiry);

  if (share == NULL)
    return;

  close_inquiry (self, share);
  troupe_share_limit (share, share->n_sent - share->n_asked + n, share->sent_bytes - share->asked_bytes + n_bytes);
  if (share->queue == &self->waiting)
    move (self, share, &self->ready);
}

/* ---- what is aside ---- */

void
troupe_shares_put_aside (TroupeShares  *self,
                         TroupeShare   *share,
                         TroupeMessage *message,
                         guint64        time_ns)
{
  if (self->n_aside == 0)
    self->oldest_ns = time_ns;
  self->n_aside++;
  troupe_message_queue_push (&share->aside, message);
  troupe_ages_push (&share->ages, time_ns);
  if (share->queue == NULL)
    move (self, share, &self->waiting);
}

void
troupe_shares_wait (TroupeShares *self,
                    TroupeShare  *share)
{
  g_assert (share->has_asked);

  move (self, share, &self->waiting);
}

TroupeMessage *
troupe_shares_pop_aside (TroupeShares *self,
                         TroupeShare  *share,
                         guint64      *ret_time_ns)
{
  TroupeMessage *message = troupe_message_queue_pop (&share->aside);

  *ret_time_ns = troupe_ages_get_oldest (&share->ages);
  troupe_ages_pop (&share->ages, 1);
  self->n_aside--;
  if (share->aside.length > 0)
    return message;

  move (self, share, NULL);
  if (share->index == 0)
    share_free (self, share);

  return message;
}

static void
take_from (TroupeShares       *self,
           GQueue             *queue,
           guint64             time_ns,
           TroupeMessageQueue *ret_messages)
{
  GList *next;

  for (GList *link = queue->head; link != NULL; link = next)
    {
      TroupeShare *share = link->data;
      guint64 oldest_ns = troupe_ages_get_oldest (&share->ages);
      guint n = share->aside.length;
      guint64 ignored_ns;

      next = link->next;
      for (; n > 0 && oldest_ns <= time_ns; n--)
        {
          troupe_message_queue_push (ret_messages, troupe_shares_pop_aside (self, share, &ignored_ns));
          oldest_ns = n > 1 ? troupe_ages_get_oldest (&share->ages) : G_MAXUINT64;
        }
      self->oldest_ns = MIN (self->oldest_ns, oldest_ns);
    }
}

void
troupe_shares_take_aside (TroupeShares       *self,
                          guint64             time_ns,
                          TroupeMessageQueue *ret_messages)
{
  self->oldest_ns = G_MAXUINT64;
  take_from (self, &self->ready, time_ns, ret_messages);
  take_from (self, &self->waiting, time_ns, ret_messages);
}
