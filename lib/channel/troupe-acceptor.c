/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-acceptor-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-hash-private.h"
#include "channel/troupe-arrival-private.h"

/* Of how many such parts of the window one is worth an acknowledgement, where little is left. */
#define WINDOW_PARTS 256u
/* What the pool of a session keeps of free blocks of each size: there may be many sessions. */
#define POOL_KEPT_BYTES (128u * 1024)

/* So many bytes of bodies are acknowledged at once: the initiator holds them as long, and uses their memory again while
 * it is still in the cache. */
#define ACK_BYTES (1024u * 1024)

/* ---- the table ---- */

static guint
acceptor_hash (gconstpointer data)
{
  const TroupeAcceptor *self = data;

  return (guint) troupe_hash_mix (self->incarnation, self->session);
}

static gboolean
acceptor_equal (gconstpointer a,
                gconstpointer b)
{
  const TroupeAcceptor *first = a;
  const TroupeAcceptor *second = b;

  return first->incarnation == second->incarnation && first->session == second->session;
}

/* Messages that came in this session may still be on their way, or waited for. */
static void
retire_pool (TroupeAcceptorTable *table,
             TroupeMessagePool   *pool)
{
  if (troupe_message_pool_get_n_out (pool) == 0)
    troupe_message_pool_free (pool);
  else
    g_queue_push_tail (&table->retired, pool);
}

static void
free_retired_pools (TroupeAcceptorTable *self)
{
  GList *next;

  for (GList *link = self->retired.head; link != NULL; link = next)
    {
      next = link->next;
      if (troupe_message_pool_get_n_out (link->data) > 0)
        continue;
      troupe_message_pool_free (link->data);
      g_queue_delete_link (&self->retired, link);
    }
}

/* Few messages are left where someone wants to know when: it can be told. */
static void
answer_due (TroupeAcceptorTable *self)
{
  while (self->due.length > 0)
    {
      TroupeTally *tally = g_queue_peek_head (&self->due);
      TroupeAcceptor *acceptor = tally->asker;

      troupe_tally_move (tally, &acceptor->answerable);
      if (acceptor->arrival != NULL)
        troupe_arrival_wake (acceptor->arrival);
    }
}

/* Nobody asks about @tally any more. */
static void
forget_inquiry (TroupeTally *tally)
{
  troupe_tally_move (tally, NULL);
  troupe_tally_release (tally);
}

static void
forget_inquiries (GQueue *queue)
{
  while (queue->length > 0)
    forget_inquiry (g_queue_peek_head (queue));
}

/* Nobody is left to be told. */
static void
forget_all_inquiries (TroupeAcceptor *self)
{
  answer_due (self->table);
  forget_inquiries (&self->asked);
  forget_inquiries (&self->answerable);
  forget_inquiries (&self->told);
}

static void
acceptor_free (gpointer data)
{
  TroupeAcceptor *self = data;

  g_assert (self->arrival == NULL);

  if (self->idle_link.data != NULL)
    g_queue_unlink (&self->table->idle, &self->idle_link);
  if (self->is_withheld)
    g_queue_unlink (&self->table->withheld, &self->withheld_link);
  forget_all_inquiries (self);
  troupe_tallies_free (self->tallies);
  retire_pool (self->table, self->pool);
  g_clear_pointer (&self->refusals, g_array_unref);
  g_free (self->rejection_text);
  g_free (self);
}

TroupeAcceptorTable *
troupe_acceptor_table_new (const TroupeKnobValues *knobs,
                           TroupeLargeBlocks      *large)
{
  TroupeAcceptorTable *self = g_new0 (TroupeAcceptorTable, 1);

  self->knobs = knobs;
  self->large = large;
  self->acceptors = g_hash_table_new_full (acceptor_hash, acceptor_equal, acceptor_free, NULL);
  g_queue_init (&self->idle);
  g_queue_init (&self->withheld);
  g_queue_init (&self->greeters);
  g_queue_init (&self->retired);
  g_queue_init (&self->due);

  return self;
}

void
troupe_acceptor_table_free (TroupeAcceptorTable *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->greeters.length == 0);

  g_hash_table_unref (self->acceptors);
  free_retired_pools (self);
  g_queue_clear_full (&self->retired, (GDestroyNotify) troupe_message_pool_free);
  g_free (self);
}

guint
troupe_acceptor_table_get_size (const TroupeAcceptorTable *self)
{
  return g_hash_table_size (self->acceptors);
}

TroupeAcceptor *
troupe_acceptor_table_find (TroupeAcceptorTable *self,
                            guint64              incarnation,
                            guint64              session)
{
  TroupeAcceptor key = { .incarnation = incarnation, .session = session };

  return g_hash_table_lookup (self->acceptors, &key);
}

static void
forget_oldest (TroupeAcceptorTable *self)
{
  g_hash_table_remove (self->acceptors, g_queue_peek_head (&self->idle));
}

static gboolean
make_room (TroupeAcceptorTable *self,
           guint64              now_ns)
{
  const TroupeAcceptor *oldest;

  free_retired_pools (self);
  if (TROUPE_DEFECT ("session.forgets-nothing"))
    return g_hash_table_size (self->acceptors) < self->knobs->values[TROUPE_KNOB_SESSION_COUNT_MAX];
  while ((oldest = g_queue_peek_head (&self->idle)) != NULL &&
         now_ns - oldest->lost_ns >= self->knobs->values[TROUPE_KNOB_SESSION_RETENTION])
    forget_oldest (self);
  if (g_hash_table_size (self->acceptors) < self->knobs->values[TROUPE_KNOB_SESSION_COUNT_MAX])
    return TRUE;
  if (self->idle.length == 0)
    return FALSE;
  forget_oldest (self);

  return TRUE;
}

TroupeAcceptor *
troupe_acceptor_table_add (TroupeAcceptorTable *self,
                           guint64              incarnation,
                           guint64              session,
                           guint64              expected,
                           guint64              now_ns)
{
  TroupeAcceptor *acceptor;

  if (!make_room (self, now_ns))
    return NULL;

  acceptor = g_new0 (TroupeAcceptor, 1);
  acceptor->table = self;
  acceptor->incarnation = incarnation;
  acceptor->session = session;
  acceptor->expected = acceptor->acknowledged = expected;
  acceptor->pool = troupe_message_pool_new_sharing (self->large, POOL_KEPT_BYTES);
  acceptor->tallies = g_hash_table_new (NULL, NULL);
  g_queue_init (&acceptor->asked);
  g_queue_init (&acceptor->answerable);
  g_queue_init (&acceptor->told);
  acceptor->withheld_link.data = acceptor;
  g_hash_table_add (self->acceptors, acceptor);

  return acceptor;
}

void
troupe_acceptor_forget (TroupeAcceptor *self)
{
  g_hash_table_remove (self->table->acceptors, self);
}

void
troupe_acceptor_attach (TroupeAcceptor *self,
                        TroupeArrival  *arrival,
                        guint64         connection)
{
  if (self->idle_link.data != NULL)
    {
      g_queue_unlink (&self->table->idle, &self->idle_link);
      self->idle_link.data = NULL;
    }
  self->arrival = arrival;
  self->connection = connection;
  while (self->told.length > 0)
    troupe_tally_move (g_queue_peek_head (&self->told), &self->answerable);
}

void
troupe_acceptor_detach (TroupeAcceptor *self,
                        guint64         now_ns)
{
  self->arrival = NULL;
  if (TROUPE_DEFECT ("session.forgets-inquiries"))
    forget_all_inquiries (self);
  self->lost_ns = now_ns;
  self->idle_link.data = self;
  g_queue_push_tail_link (&self->table->idle, &self->idle_link);
}

/* ---- credit ---- */

static void
withhold (TroupeAcceptor *self,
          gboolean        is_withheld)
{
  if (self->is_withheld == is_withheld)
    return;

  self->is_withheld = is_withheld;
  if (is_withheld)
    g_queue_push_tail_link (&self->table->withheld, &self->withheld_link);
  else
    g_queue_unlink (&self->table->withheld, &self->withheld_link);
}

static guint64
get_window (const TroupeAcceptor *self)
{
  return self->table->knobs->values[TROUPE_KNOB_SESSION_WINDOW];
}

static guint64
get_window_bytes (const TroupeAcceptor *self)
{
  return self->table->knobs->values[TROUPE_KNOB_SESSION_WINDOW_BYTES];
}

/* What is out of the pool waits in a mailbox, or on its way back, and takes the place of what could come. */
static guint64
get_room (const TroupeAcceptor *self)
{
  return get_window (self) - MIN (get_window (self), self->pool->n_out);
}

static guint64
get_room_bytes (const TroupeAcceptor *self)
{
  return get_window_bytes (self) - MIN (get_window_bytes (self), self->pool->n_large_bytes);
}

/* Would the initiator perhaps like more than it was told of? With half a window it goes on until the next
 * acknowledgement; only a body that is longer than that may have to wait. */
gboolean
troupe_acceptor_get_credit (TroupeAcceptor *self,
                            guint32        *ret_messages,
                            guint32        *ret_kib)
{
  guint64 enough_bytes = MAX (get_window_bytes (self) / 2, MIN (get_window_bytes (self), TROUPE_MESSAGE_SIZE_MAX));

  self->credit = MIN (get_room (self), G_MAXUINT32);
  self->credit_bytes = MIN (get_room_bytes (self), G_MAXUINT32 * G_GUINT64_CONSTANT (1024));
  *ret_messages = (guint32) self->credit;
  *ret_kib = (guint32) (self->credit_bytes / 1024);
  withhold (self, 2 * self->credit < get_window (self) || self->credit_bytes < enough_bytes);

  return self->pool->n_large_bytes == 0;
}

/* Is there so much more room by now that it is worth an acknowledgement? Where little is left for those who keep up, a
 * little more is worth one. */
static gboolean
can_grant (const TroupeAcceptor *self)
{
  guint64 room = get_room (self);

  if (get_room_bytes (self) > self->credit_bytes)
    return TRUE;

  return room > self->credit && (2 * (room - self->credit) >= room ||
                                 WINDOW_PARTS * (room - self->credit) >= get_window (self));
}

static void
grant_withheld (TroupeAcceptorTable *self)
{
  GList *next;

  for (GList *link = self->withheld.head; link != NULL; link = next)
    {
      TroupeAcceptor *acceptor = link->data;

      next = link->next;
      if (!can_grant (acceptor))
        continue;
      withhold (acceptor, FALSE);
      if (acceptor->arrival != NULL)
        troupe_arrival_acknowledge (acceptor->arrival);
    }
}

void
troupe_acceptor_table_grant (TroupeAcceptorTable *self)
{
  grant_withheld (self);
  answer_due (self);
}

void
troupe_acceptor_inquire (TroupeAcceptor *self,
                         TroupeTally    *tally,
                         guint32         limit,
                         guint64         mark)
{
  if (tally->queue == NULL)
    troupe_tally_hold (self->tallies, tally->receiver);
  tally->asker = self;
  tally->due = &self->table->due;
  tally->mark = mark;
  troupe_tally_move (tally, tally->n_out <= limit ? &self->answerable : &self->asked);
  tally->is_asked = tally->queue == &self->asked;
  tally->limit = tally->is_asked ? limit : 0;
}

void
troupe_acceptor_note_told (TroupeAcceptor *self)
{
  troupe_tally_move (g_queue_peek_head (&self->answerable), &self->told);
  if (self->told.length > TROUPE_TOLD_MAX)
    forget_inquiry (g_queue_peek_head (&self->told));
}

/* ---- what is owed ---- */

static guint64
get_debt (const TroupeAcceptor *self)
{
  return self->expected - self->acknowledged;
}

/* When the next acknowledgement may go, if nothing else makes it urgent: the first is due at once. */
static guint64
get_interval_end (const TroupeAcceptor *self)
{
  if (self->acknowledged_ns == 0)
    return 0;

  return self->acknowledged_ns + self->table->knobs->values[TROUPE_KNOB_SESSION_ACK_INTERVAL];
}

gboolean
troupe_acceptor_owes (const TroupeAcceptor *self,
                      guint64               now_ns)
{
  const guint64 *knobs = self->table->knobs->values;
  guint64 debt = get_debt (self);

  if (debt == 0)
    return FALSE;

  return debt >= knobs[TROUPE_KNOB_SESSION_ACK_COUNT] ||
         2 * debt >= self->credit ||
         self->taken_bytes >= MIN (ACK_BYTES, self->credit_bytes / 4) ||
         now_ns >= get_interval_end (self) + (TROUPE_DEFECT ("session.strict-clock") ? 1 : 0);
}

guint64
troupe_acceptor_get_due_time (const TroupeAcceptor *self)
{
  return get_debt (self) > 0 ? get_interval_end (self) : G_MAXUINT64;
}

void
troupe_acceptor_add_refusal (TroupeAcceptor *self,
                             guint64         sequence,
                             TroupeReason    reason)
{
  TroupeRefusal refusal = { sequence, (guint8) reason };

  if (self->refusals == NULL)
    self->refusals = g_array_new (FALSE, FALSE, sizeof refusal);
  g_array_append_val (self->refusals, refusal);
}

guint
troupe_acceptor_confirm (TroupeAcceptor *self,
                         guint64         sequence)
{
  guint n = 0;

  while (self->refusals != NULL && n < self->refusals->len &&
         g_array_index (self->refusals, TroupeRefusal, n).sequence <= sequence)
    n++;
  if (n > 0)
    g_array_remove_range (self->refusals, 0, n);

  return n;
}

void
troupe_acceptor_reject (TroupeAcceptor  *self,
                        TroupeRejection  rejection,
                        const char      *text)
{
  self->rejection = (guint8) rejection;
  g_free (self->rejection_text);
  self->rejection_text = g_strndup (text, TROUPE_FRAME_TEXT_MAX);
  troupe_peer_faults_add_rejection (&self->table->faults, rejection);
  forget_all_inquiries (self);
}
