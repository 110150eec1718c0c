/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/session-ends.h"

/* How often two ends may ask to be run at one time before a test must have stalled. */
#define ROUNDS_MAX 100000

/* ---- a ---- */

static void
on_wake (TroupeInitiator *initiator,
         gpointer         user_data)
{
  ((SessionEnds *) user_data)->is_awake = TRUE;
}

static guint
on_choose (TroupeInitiator *initiator,
           const char      *site,
           guint            n,
           gpointer         user_data)
{
  return 0;
}

static void
on_connected (TroupeInitiator *initiator,
              TroupeProcId    *peer,
              gpointer         user_data)
{
  SessionEnds *self = user_data;

  g_assert_true (self->has_strangers || troupe_proc_id_equal (peer, self->b_proc));
  g_string_append (self->a_log, "connected ");
}

static void
on_disconnected (TroupeInitiator *initiator,
                 gboolean         was_open,
                 TroupeReason     reason,
                 const GError    *error,
                 gpointer         user_data)
{
  SessionEnds *self = user_data;

  g_test_message ("a at %" G_GUINT64_FORMAT " ns: %s", self->now_ns,
                  error != NULL ? error->message : "closed in order");
  g_string_append_printf (self->a_log, "%s:%s ", was_open ? "disconnected" : "failed",
                          troupe_reason_to_string (reason));
}

static void
on_returned (TroupeInitiator *initiator,
             TroupeMessage   *message,
             TroupeReason     reason,
             gpointer         user_data)
{
  SessionEnds *self = user_data;

  g_string_append_printf (self->a_log, "returned:%" G_GUINT64_FORMAT ":%s ", message->number,
                          troupe_reason_to_string (reason));
  troupe_message_free (message);
}

/* ---- b ---- */

static void
on_arrival_wake (TroupeArrival *arrival,
                 gpointer       user_data)
{
  ((SessionArrival *) user_data)->is_awake = TRUE;
}

static void
on_opened (TroupeArrival *arrival,
           TroupeProcId  *peer,
           gpointer       user_data)
{
  SessionArrival *self = user_data;

  g_assert_true (self->ends->has_strangers || troupe_proc_id_equal (peer, self->ends->a_proc));
  g_string_append (self->ends->b_log, "opened ");
}

static void
on_received (TroupeArrival *arrival,
             TroupeMessage *message,
             gpointer       user_data)
{
  SessionEnds *self = ((SessionArrival *) user_data)->ends;

  g_string_append_printf (self->b_log, "received:%" G_GUINT64_FORMAT " ", message->number);
  if (self->keeps || g_strcmp0 (troupe_actor_id_get_name (message->receiver->id), self->stalled) == 0)
    g_queue_push_tail (&self->kept, message);
  else
    troupe_message_free (message);
}

static void
on_closed (TroupeArrival *arrival,
           gboolean       was_open,
           TroupeReason   reason,
           const GError  *error,
           gpointer       user_data)
{
  SessionArrival *self = user_data;

  g_assert_false (self->is_over);
  self->is_over = TRUE;
  g_test_message ("b at %" G_GUINT64_FORMAT " ns: %s", self->ends->now_ns,
                  error != NULL ? error->message : "closed in order");
  g_string_append_printf (self->ends->b_log, "%s:%s ", was_open ? "closed" : "dropped",
                          troupe_reason_to_string (reason));
}

static void
session_arrival_free (gpointer data)
{
  SessionArrival *self = data;

  g_clear_pointer (&self->arrival, troupe_arrival_free);
  g_object_unref (self->stream);
  g_free (self);
}

static void
add_arrival (SessionEnds      *self,
             TroupeTestStream *far)
{
  static const TroupeArrivalFuncs funcs = { on_arrival_wake, on_opened, on_received, on_closed, NULL };
  SessionArrival *entry = g_new0 (SessionArrival, 1);

  entry->ends = self;
  entry->stream = g_object_ref (far);
  g_ptr_array_add (self->arrivals, entry);
  entry->arrival = troupe_arrival_new (TROUPE_STREAM (far), &self->b_home, self->table, self->b.peers, &funcs, entry,
                                       self->now_ns);
}

/* ---- the network ---- */

static TroupeStream *
on_dial (TroupeInitiator  *initiator,
         GError          **error,
         gpointer          user_data)
{
  SessionEnds *self = user_data;
  TroupeTestStream *near, *far;

  self->n_dialled++;
  if (self->dial_error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->dial_error));
      return NULL;
    }

  troupe_test_stream_new_pair (&near, &far);
  if (self->prepare != NULL)
    self->prepare (self, near, far);
  g_set_object (&self->near, near);
  if (self->refuses)
    troupe_test_stream_refuse (near);
  if (self->is_deaf)
    g_ptr_array_add (self->deaf, g_object_ref (far));
  else if (!self->refuses)
    add_arrival (self, g_object_ref (far));
  g_object_unref (far);

  return TROUPE_STREAM (near);
}

/* ---- both ---- */

static TroupeProcId *
parse_proc (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeProcId *proc = troupe_proc_id_parse (text, &error);

  g_assert_no_error (error);

  return proc;
}

static void
begin_b (SessionEnds *self,
         guint64      incarnation)
{
  self->b_home = (TroupeSessionHome) {
    .proc = self->b_proc, .incarnation = incarnation, .knobs = &self->knobs, .scratch = self->scratch,
  };
  self->table = troupe_acceptor_table_new (&self->knobs, &self->large);
}

static void
begin_a (SessionEnds *self)
{
  static const TroupeInitiatorFuncs funcs = {
    on_wake, on_dial, on_choose, on_connected, on_disconnected, on_returned, NULL,
  };

  self->a_home = (TroupeSessionHome) {
    .proc = self->a_proc, .incarnation = 77, .n_sessions = &self->n_sessions, .knobs = &self->knobs,
    .scratch = self->scratch,
  };
  self->initiator = troupe_initiator_new (&self->a_home, self->has_trailers, &funcs, self);
}

void
session_ends_init (SessionEnds *self)
{
  *self = (SessionEnds) {
    .now_ns = SECOND,
    .scratch = troupe_scratch_new (&self->large),
    .a_proc = parse_proc ("local:1,p"),
    .b_proc = parse_proc ("local:2,q"),
    .a_log = g_string_new (NULL),
    .b_log = g_string_new (NULL),
    .disguises = g_ptr_array_new_with_free_func (g_free),
    .deaf = g_ptr_array_new_with_free_func (g_object_unref),
    .arrivals = g_ptr_array_new_with_free_func (session_arrival_free),
  };
  g_queue_init (&self->kept);
  troupe_knob_values_init (&self->knobs);
  troupe_test_messages_init (&self->a);
  troupe_test_messages_init (&self->b);
  begin_a (self);
  begin_b (self, 1001);
}

void
session_ends_let_go (SessionEnds *self)
{
  while (self->kept.length > 0)
    troupe_message_free (g_queue_pop_head (&self->kept));
}

void
session_ends_clear (SessionEnds *self)
{
  g_clear_pointer (&self->initiator, troupe_initiator_free);
  session_ends_let_go (self);
  g_clear_pointer (&self->arrivals, g_ptr_array_unref);
  g_clear_pointer (&self->table, troupe_acceptor_table_free);
  g_clear_object (&self->near);
  troupe_test_messages_clear (&self->a);
  troupe_test_messages_clear (&self->b);
  troupe_large_blocks_clear (&self->large);
  g_clear_pointer (&self->disguises, g_ptr_array_unref);
  g_clear_pointer (&self->deaf, g_ptr_array_unref);
  g_clear_pointer (&self->a_proc, troupe_proc_id_unref);
  g_clear_pointer (&self->b_proc, troupe_proc_id_unref);
  g_string_free (g_steal_pointer (&self->a_log), TRUE);
  g_string_free (g_steal_pointer (&self->b_log), TRUE);
  g_clear_error (&self->dial_error);
  g_clear_pointer (&self->scratch, g_free);
}

/* FALSE: it did not want to */
static gboolean
run_arrivals (SessionEnds *self)
{
  gboolean has_run = FALSE;

  troupe_acceptor_table_grant (self->table);
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      SessionArrival *entry = self->arrivals->pdata[i];

      if (entry->arrival == NULL || (!entry->is_awake && !entry->is_over &&
                                     troupe_arrival_get_wake_time (entry->arrival) > self->now_ns))
        continue;
      has_run = TRUE;
      entry->is_awake = FALSE;
      if (!entry->is_over)
        troupe_arrival_run (entry->arrival, self->now_ns);
      if (entry->is_over)
        g_clear_pointer (&entry->arrival, troupe_arrival_free);
    }

  return has_run;
}

static gboolean
run_initiator (SessionEnds *self)
{
  if (!self->is_awake &&
      (troupe_initiator_is_dormant (self->initiator, self->now_ns) ||
       troupe_initiator_get_wake_time (self->initiator) > self->now_ns))
    return FALSE;

  self->is_awake = FALSE;
  troupe_initiator_run (self->initiator, self->now_ns);

  return TRUE;
}

void
session_ends_run (SessionEnds *self)
{
  gboolean goes_on = TRUE;

  for (guint i = 0; goes_on; i++)
    {
      g_assert_cmpuint (i, <, ROUNDS_MAX);
      goes_on = run_initiator (self);
      goes_on |= run_arrivals (self);
    }
}

static guint64
get_next_time (SessionEnds *self)
{
  guint64 time_ns = G_MAXUINT64;

  if (!troupe_initiator_is_dormant (self->initiator, self->now_ns))
    time_ns = troupe_initiator_get_wake_time (self->initiator);
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      const SessionArrival *entry = self->arrivals->pdata[i];

      if (entry->arrival != NULL)
        time_ns = MIN (time_ns, troupe_arrival_get_wake_time (entry->arrival));
    }

  return time_ns;
}

void
session_ends_advance (SessionEnds *self,
                      guint64      duration_ns)
{
  guint64 until_ns = self->now_ns + duration_ns;
  guint64 next_ns;

  session_ends_run (self);
  while ((next_ns = get_next_time (self)) <= until_ns)
    {
      g_assert_cmpuint (next_ns, >, self->now_ns);
      self->now_ns = next_ns;
      session_ends_run (self);
    }
  self->now_ns = until_ns;
}

void
session_ends_send_text (SessionEnds *self,
                        guint64      number,
                        const char  *text)
{
  TroupeMessage *message = troupe_test_messages_new_note (&self->a, "local:1,p,a[0]", "local:2,q,b[3]", number, text);

  g_assert_true (troupe_initiator_post (self->initiator, message, self->now_ns));
}

void
session_ends_send_to (SessionEnds *self,
                      guint64      number,
                      const char  *receiver,
                      guint        flags,
                      guint64      port)
{
  TroupeMessage *message = troupe_test_messages_new_note (&self->a, "local:1,p,a[0]", receiver, number, "x");

  message->flags = (guint8) flags;
  if (port != 0)
    message->port = port;
  g_assert_true (troupe_initiator_post (self->initiator, message, self->now_ns));
}

void
session_ends_send (SessionEnds *self,
                   guint64      number)
{
  session_ends_send_text (self, number, "x");
}

void
session_ends_send_disguised (SessionEnds *self,
                             guint64      number,
                             const char  *type_name,
                             guint        flags)
{
  TroupeMessage *message = troupe_test_messages_new_note (&self->a, "local:1,p,a[0]", "local:2,q,b[3]", number, "x");
  TroupeMessageType *disguise = g_memdup2 (message->type, sizeof *message->type);

  disguise->name = type_name;
  disguise->index = 100 + self->disguises->len;
  message->type = disguise;
  message->flags = (guint8) flags;
  g_ptr_array_add (self->disguises, disguise);
  g_assert_true (troupe_initiator_post (self->initiator, message, self->now_ns));
}

void
session_ends_break (SessionEnds *self)
{
  troupe_test_stream_break (self->near);
}

void
session_ends_restart_b (SessionEnds *self)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      SessionArrival *entry = self->arrivals->pdata[i];

      if (entry->arrival != NULL)
        troupe_arrival_silence (entry->arrival);
    }
  g_ptr_array_set_size (self->arrivals, 0);
  session_ends_let_go (self);
  troupe_acceptor_table_free (self->table);
  begin_b (self, self->b_home.incarnation + 1);
}

TroupeTestStream *
session_ends_connect (SessionEnds *self)
{
  TroupeTestStream *near, *far;

  troupe_test_stream_new_pair (&near, &far);
  add_arrival (self, far);

  return near;
}

SessionArrival *
session_ends_get_arrival (SessionEnds *self)
{
  g_assert_cmpuint (self->arrivals->len, >, 0);

  return self->arrivals->pdata[self->arrivals->len - 1];
}
