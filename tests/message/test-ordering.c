/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-random-private.h"
#include "message/troupe-reorder-buffer-private.h"
#include "message/troupe-sequencer-private.h"

#include "lib/troupe-test-messages.h"

#define A "local:1,p,a[0]"
#define B "local:1,p,b[0]"
#define R "local:2,q,r[3]"
#define S "local:2,q,s[4]"

#define FLOW       G_GUINT64_CONSTANT (77)
#define PARKED_MAX G_GUINT64_CONSTANT (1000)
#define SECOND     G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  TroupeTestMessages   messages;
  TroupeReorderBuffer *buffer;
  TroupeSequencer     *sequencer;
  guint64              now_ns;
  guint64              parked_max;
} Fixture;

static void
set_up (Fixture      *t,
        gconstpointer data)
{
  troupe_test_messages_init (&t->messages);
  t->buffer = troupe_reorder_buffer_new ();
  t->sequencer = troupe_sequencer_new (G_GUINT64_CONSTANT (1000));
  t->now_ns = SECOND;
  t->parked_max = PARKED_MAX;
}

/* Nothing that came is anywhere but with us, or freed. */
static void
tear_down (Fixture      *t,
           gconstpointer data)
{
  g_clear_pointer (&t->buffer, troupe_reorder_buffer_free);
  g_clear_pointer (&t->sequencer, troupe_sequencer_free);
  troupe_test_messages_clear (&t->messages);
}

/* ---- receiving ---- */

static TroupeMessage *
new_ordered (Fixture    *t,
             const char *sender,
             guint64     flow,
             guint64     number)
{
  g_autoptr (TroupePeer) from = troupe_test_messages_peer (&t->messages, sender);
  g_autoptr (TroupePeer) to = troupe_test_messages_peer (&t->messages, R);
  g_autoptr (GError) error = NULL;
  TroupeMessage *message = troupe_message_new_for_order (t->messages.pool, troupe_test_type_note (), from, to,
                                                         g_variant_new ("(ts)", number, "text"), &error);

  g_assert_no_error (error);
  troupe_message_set_order (message, flow, number);

  return message;
}

/* "1 2 4/1": 1 and 2, and then 4, with one missing. */
static char *
pop_all (Fixture *t)
{
  GString *text = g_string_new (NULL);
  TroupeMessage *message;

  while ((message = troupe_reorder_buffer_pop (t->buffer, t->now_ns)) != NULL)
    {
      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, text->len > 0 ? " " : "",
                              troupe_message_get_order (message)->number);
      if (troupe_message_get_n_missing (message) > 0)
        g_string_append_printf (text, "/%" G_GUINT64_FORMAT, troupe_message_get_n_missing (message));
      troupe_message_free (message);
    }

  return g_string_free (text, FALSE);
}

/* What comes of it: as pop_all(), or why it is not taken. "" where it is parked. */
static char *
arrive_in (Fixture    *t,
           const char *sender,
           guint64     flow,
           guint64     number)
{
  TroupeMessage *message = new_ordered (t, sender, flow, number);
  TroupeReorderResult result = troupe_reorder_buffer_add (t->buffer, message, t->parked_max, t->now_ns);

  if (result == TROUPE_REORDER_READY || result == TROUPE_REORDER_PARKED)
    return pop_all (t);

  troupe_message_free (message);

  return g_strdup (result == TROUPE_REORDER_LATE ? "late" : "duplicate");
}

static void
expect_from (Fixture    *t,
             const char *sender,
             guint64     number,
             const char *expected)
{
  g_autofree char *text = arrive_in (t, sender, FLOW, number);

  g_assert_cmpstr (text, ==, expected);
}

static void
expect (Fixture    *t,
        guint64     number,
        const char *expected)
{
  expect_from (t, A, number, expected);
}

/* What comes of waiting for so long with a bound of a second. */
static void
expect_after (Fixture    *t,
              guint64     duration_ns,
              const char *expected)
{
  GString *text = g_string_new (NULL);

  t->now_ns += duration_ns;
  while (troupe_reorder_buffer_skip_one (t->buffer, SECOND, t->now_ns))
    {
      g_autofree char *popped = pop_all (t);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", popped);
    }

  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

static void
test_in_order (Fixture      *t,
               gconstpointer data)
{
  for (guint64 number = 1; number <= 10; number++)
    {
      g_autofree char *expected = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

      expect (t, number, expected);
      g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 0);
    }
}

static void
test_out_of_order (Fixture      *t,
                   gconstpointer data)
{
  expect (t, 4, "");
  expect (t, 3, "");
  expect (t, 2, "");
  expect (t, 9, "");
  expect (t, 8, "");
  expect (t, 7, "");
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 6);

  expect (t, 1, "1 2 3 4");
  expect (t, 5, "5");
  expect (t, 6, "6 7 8 9");
  expect (t, 10, "10");
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 0);
}

static void
test_two_senders (Fixture      *t,
                  gconstpointer data)
{
  expect_from (t, A, 2, "");
  expect_from (t, B, 1, "1");
  expect_from (t, B, 4, "");
  expect_from (t, A, 1, "1 2");
  expect_from (t, B, 3, "");
  expect_from (t, A, 3, "3");
  expect_from (t, B, 2, "2 3 4");
}

static void
test_duplicates (Fixture      *t,
                 gconstpointer data)
{
  expect (t, 1, "1");
  expect (t, 1, "duplicate");
  expect (t, 2, "2");
  expect (t, 1, "duplicate");
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 0);
}

/* Upstream this ends the process. */
static void
test_early_twice (Fixture      *t,
                  gconstpointer data)
{
  expect (t, 3, "");
  expect (t, 2, "");
  expect (t, 3, "duplicate");
  expect (t, 2, "duplicate");
  expect (t, 1, "1 2 3");
  expect (t, 3, "duplicate");
}

/* A process that was started anew, with the same ids. */
static void
test_flows_of_one_sender (Fixture      *t,
                          gconstpointer data)
{
  g_autofree char *first = arrive_in (t, A, FLOW, 1);
  g_autofree char *second = arrive_in (t, A, FLOW, 2);
  g_autofree char *other = arrive_in (t, A, FLOW + 1, 1);

  g_assert_cmpstr (first, ==, "1");
  g_assert_cmpstr (second, ==, "2");
  g_assert_cmpstr (other, ==, "1");
}

/* ---- gaps ---- */

static void
test_gap_is_given_up (Fixture      *t,
                      gconstpointer data)
{
  expect (t, 1, "1");
  expect (t, 4, "");
  expect (t, 5, "");

  g_assert_cmpuint (troupe_reorder_buffer_get_wake_time (t->buffer, SECOND, 10 * SECOND), ==, t->now_ns + SECOND);
  expect_after (t, SECOND - 1, "");
  expect_after (t, 1, "4/2 5");
  expect (t, 6, "6");
}

static void
test_gap_at_the_beginning (Fixture      *t,
                           gconstpointer data)
{
  expect (t, 3, "");

  expect_after (t, SECOND, "3/2");
  expect (t, 4, "4");
}

static void
test_late (Fixture      *t,
           gconstpointer data)
{
  expect (t, 6, "");
  expect_after (t, SECOND, "6/5");

  expect (t, 3, "late");
  expect (t, 3, "duplicate");
  expect (t, 1, "late");
  expect (t, 5, "late");
  expect (t, 2, "late");
  expect (t, 4, "late");
  for (guint64 number = 1; number <= 6; number++)
    expect (t, number, "duplicate");
}

/* Who was let out and who was given up so long ago is not known any more: then each is late, for who sent it may have
 * to hear of it. */
static void
test_old_gaps (Fixture      *t,
               gconstpointer data)
{
  guint n_gaps = TROUPE_REORDER_GAPS_MAX + 1;

  for (guint64 number = 2; number <= 2 * n_gaps; number += 2)
    {
      expect (t, number, "");
      t->now_ns += SECOND;
      g_assert_true (troupe_reorder_buffer_skip_one (t->buffer, SECOND, t->now_ns));
      g_free (pop_all (t));
    }

  expect (t, 1, "late");
  expect (t, 1, "late");
  expect (t, 2, "duplicate");
  expect (t, 3, "late");
  expect (t, 3, "duplicate");
}

/* Each message waits for the bound at most, not once for each gap before it. */
static void
test_gaps_do_not_add_up (Fixture      *t,
                         gconstpointer data)
{
  expect (t, 6, "");
  t->now_ns += SECOND / 2;
  expect (t, 4, "");
  expect (t, 2, "");

  expect_after (t, SECOND / 2, "2/1, 4/1, 6/1");
}

static void
test_a_filled_gap_leaves_the_next (Fixture      *t,
                                   gconstpointer data)
{
  expect (t, 2, "");
  t->now_ns += SECOND / 2;
  expect (t, 4, "");
  expect (t, 1, "1 2");

  expect_after (t, SECOND / 2, "");
  expect_after (t, SECOND / 2, "4/1");
}

static void
test_gaps_in_their_order (Fixture      *t,
                          gconstpointer data)
{
  expect_from (t, B, 2, "");
  t->now_ns += SECOND / 4;
  expect_from (t, A, 3, "");
  t->now_ns += SECOND / 4;
  expect_from (t, B, 4, "");

  expect_after (t, SECOND / 2, "2/1");
  expect_after (t, SECOND / 4, "3/2");
  expect_after (t, SECOND / 4, "4/1");
}

static void
test_too_many (Fixture      *t,
               gconstpointer data)
{
  t->parked_max = 3;
  expect_from (t, B, 9, "");
  t->now_ns += 1;
  expect_from (t, A, 2, "");
  expect_from (t, A, 3, "");
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 3);

  /* Who has waited for the longest time need not wait any more. */
  expect_from (t, A, 5, "9/8");
  expect_from (t, A, 7, "2/1 3");
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 2);
}

static void
test_none_may_wait (Fixture      *t,
                    gconstpointer data)
{
  t->parked_max = 0;
  expect (t, 2, "2/1");
  expect (t, 1, "late");
  expect (t, 3, "3");
}

/* ---- all orders ---- */

static void
swap (guint *a,
      guint *b)
{
  guint kept = *a;

  *a = *b;
  *b = kept;
}

/* Delivers @order, and the @again-th of it twice. */
static void
check_order (Fixture     *t,
             const guint *order,
             guint        n,
             guint        again,
             guint64      flow)
{
  GString *all = g_string_new (NULL);
  guint n_duplicates = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < (i == again ? 2u : 1u); j++)
      {
        g_autofree char *text = arrive_in (t, A, flow, order[i]);

        if (g_str_equal (text, "duplicate"))
          n_duplicates++;
        else if (*text != '\0')
          g_string_append_printf (all, "%s ", text);
      }

  g_assert_cmpstr (all->str, ==, "1 2 3 4 5 6 ");
  g_assert_cmpuint (n_duplicates, ==, 1);
  g_string_free (all, TRUE);
}

static void
check_orders_from (Fixture *t,
                   guint   *order,
                   guint    n,
                   guint    at,
                   guint64 *flow)
{
  if (at == n)
    for (guint again = 0; again < n; again++)
      check_order (t, order, n, again, (*flow)++);

  for (guint i = at; i < n; i++)
    {
      swap (&order[at], &order[i]);
      check_orders_from (t, order, n, at + 1, flow);
      swap (&order[at], &order[i]);
    }
}

static void
test_every_order (Fixture      *t,
                  gconstpointer data)
{
  guint order[] = { 1, 2, 3, 4, 5, 6 };
  guint64 flow = 0;

  check_orders_from (t, order, G_N_ELEMENTS (order), 0, &flow);

  g_assert_cmpuint (flow, ==, 720 * 6);
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 0);
}

static void
test_ten_thousand (Fixture      *t,
                   gconstpointer data)
{
  const guint n = 10000;
  g_autofree guint *order = g_new (guint, n);
  guint64 n_out = 0;
  TroupeRandom random;

  troupe_random_init (&random, 4711, "order");
  for (guint i = 0; i < n; i++)
    order[i] = i + 1;
  for (guint i = n - 1; i > 0; i--)
    swap (&order[i], &order[troupe_random_below (&random, i + 1)]);

  for (guint i = 0; i < n; i++)
    {
      TroupeMessage *message = new_ordered (t, A, FLOW, order[i]);

      g_assert_cmpint (troupe_reorder_buffer_add (t->buffer, message, n, t->now_ns), <=, TROUPE_REORDER_PARKED);
      while ((message = troupe_reorder_buffer_pop (t->buffer, t->now_ns)) != NULL)
        {
          g_assert_cmpuint (troupe_message_get_order (message)->number, ==, ++n_out);
          troupe_message_free (message);
        }
    }

  g_assert_cmpuint (n_out, ==, n);
}

/* ---- ends ---- */

static void
test_taken_out (Fixture      *t,
                gconstpointer data)
{
  TroupeMessage *message;

  expect_from (t, A, 5, "");
  expect_from (t, A, 3, "");
  expect_from (t, B, 2, "");
  for (guint i = 0; i < 3; i++)
    {
      static const guint64 numbers[] = { 3, 5, 2 };

      message = troupe_reorder_buffer_take_out (t->buffer, 0, t->now_ns);
      g_assert_cmpuint (troupe_message_get_order (message)->number, ==, numbers[i]);
      troupe_message_free (message);
    }

  g_assert_null (troupe_reorder_buffer_take_out (t->buffer, 0, t->now_ns));
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 0);
  g_assert_cmpuint (troupe_reorder_buffer_get_wake_time (t->buffer, SECOND, 10 * SECOND), ==, t->now_ns + 10 * SECOND);
}

static void
test_only_handlers_are_taken_out (Fixture      *t,
                                  gconstpointer data)
{
  TroupeMessage *message = new_ordered (t, A, FLOW + 1, 2);

  message->port = TROUPE_PORT_EPHEMERAL_FIRST;
  g_assert_cmpint (troupe_reorder_buffer_add (t->buffer, message, PARKED_MAX, t->now_ns), ==, TROUPE_REORDER_PARKED);
  expect (t, 2, "");

  message = troupe_reorder_buffer_take_out (t->buffer, TROUPE_PORT_HANDLER_BIT, t->now_ns);
  g_assert_cmpuint (troupe_message_get_order (message)->flow, ==, FLOW);
  troupe_message_free (message);
  g_assert_null (troupe_reorder_buffer_take_out (t->buffer, TROUPE_PORT_HANDLER_BIT, t->now_ns));
  g_assert_cmpuint (troupe_reorder_buffer_get_n_parked (t->buffer), ==, 1);
}

static void
count_messages (TroupeMessage *messages,
                gpointer       user_data)
{
  for (; messages != NULL; messages = messages->next)
    (*(guint *) user_data)++;
}

static void
test_all_that_is_parked_is_seen (Fixture      *t,
                                 gconstpointer data)
{
  guint n = 0;

  expect_from (t, A, 5, "");
  expect_from (t, B, 2, "");
  expect_from (t, A, 3, "");

  troupe_reorder_buffer_foreach (t->buffer, count_messages, &n);
  g_assert_cmpuint (n, ==, 3);
}

static void
test_idle_flows_are_forgotten (Fixture      *t,
                               gconstpointer data)
{
  expect_from (t, A, 1, "1");
  t->now_ns += SECOND;
  expect_from (t, B, 1, "1");
  g_assert_cmpuint (troupe_reorder_buffer_get_wake_time (t->buffer, SECOND, 10 * SECOND), ==, 11 * SECOND);

  t->now_ns = 11 * SECOND;
  troupe_reorder_buffer_forget (t->buffer, 10 * SECOND, t->now_ns);
  g_assert_cmpuint (troupe_reorder_buffer_get_n_flows (t->buffer), ==, 1);
  expect_from (t, B, 2, "2");
  expect_from (t, A, 1, "1");
}

/* A duplicate is a sign of life, and what waits is not forgotten. */
static void
test_flows_in_use_are_remembered (Fixture      *t,
                                  gconstpointer data)
{
  expect_from (t, A, 1, "1");
  expect_from (t, B, 2, "");
  t->now_ns += 9 * SECOND;
  expect_from (t, A, 1, "duplicate");
  t->now_ns += 9 * SECOND;

  troupe_reorder_buffer_forget (t->buffer, 10 * SECOND, t->now_ns);
  g_assert_cmpuint (troupe_reorder_buffer_get_n_flows (t->buffer), ==, 2);
}

static void
test_number_of_flows_is_bounded (Fixture      *t,
                                 gconstpointer data)
{
  for (guint64 flow = 0; flow <= TROUPE_REORDER_FLOWS_MAX; flow++)
    g_free (arrive_in (t, A, flow, 1));

  g_assert_cmpuint (troupe_reorder_buffer_get_n_flows (t->buffer), ==, TROUPE_REORDER_FLOWS_MAX);
}

/* ---- sending ---- */

/* What the sequencer makes of a message to @port of @receiver; 0: to a handler. */
static TroupeOrder
number_message (Fixture    *t,
                const char *receiver,
                guint64     port)
{
  g_autoptr (TroupePeer) from = troupe_test_messages_peer (&t->messages, A);
  g_autoptr (TroupePeer) to = troupe_test_messages_peer (&t->messages, receiver);
  g_autoptr (GError) error = NULL;
  TroupeMessage *message = troupe_message_new_for_order (t->messages.pool, troupe_test_type_note (), from, to,
                                                         g_variant_new ("(ts)", G_GUINT64_CONSTANT (7), "x"), &error);
  TroupeOrder order;

  g_assert_no_error (error);
  if (port != 0)
    message->port = port;
  troupe_sequencer_number (t->sequencer, message, t->now_ns, 10 * SECOND);
  g_assert_true (message->flags & TROUPE_MESSAGE_IS_ORDERED);
  order = *troupe_message_get_order (message);
  troupe_message_free (message);

  return order;
}

static void
test_handlers_share_a_flow (Fixture      *t,
                            gconstpointer data)
{
  TroupeOrder first = number_message (t, R, 0);
  TroupeOrder second = number_message (t, R, troupe_test_type_flag ()->port);
  TroupeOrder other = number_message (t, S, 0);
  TroupeOrder third = number_message (t, R, 0);

  g_assert_cmpuint (first.number, ==, 1);
  g_assert_cmpuint (second.number, ==, 2);
  g_assert_cmpuint (third.number, ==, 3);
  g_assert_cmpuint (first.flow, ==, second.flow);
  g_assert_cmpuint (first.flow, ==, third.flow);
  g_assert_cmpuint (other.number, ==, 1);
  g_assert_cmpuint (other.flow, !=, first.flow);
}

static void
test_each_port_has_a_flow (Fixture      *t,
                           gconstpointer data)
{
  guint64 port = TROUPE_PORT_EPHEMERAL_FIRST;

  g_assert_cmpuint (number_message (t, R, port).number, ==, 1);
  g_assert_cmpuint (number_message (t, S, port).number, ==, 1);
  g_assert_cmpuint (number_message (t, R, port + 1).number, ==, 1);
  g_assert_cmpuint (number_message (t, R, port).number, ==, 2);
  g_assert_cmpuint (troupe_sequencer_get_n_flows (t->sequencer), ==, 3);
}

static void
test_handlers_and_ports (Fixture      *t,
                         gconstpointer data)
{
  guint64 port = TROUPE_PORT_EPHEMERAL_FIRST;

  g_assert_cmpuint (number_message (t, R, 0).number, ==, 1);
  g_assert_cmpuint (number_message (t, R, port).number, ==, 1);
  g_assert_cmpuint (number_message (t, R, troupe_test_type_flag ()->port).number, ==, 2);
  g_assert_cmpuint (number_message (t, R, port).number, ==, 2);
  g_assert_cmpuint (number_message (t, R, 0).number, ==, 3);
}

static void
test_unused_flows_begin_anew (Fixture      *t,
                              gconstpointer data)
{
  TroupeOrder first = number_message (t, R, 0);
  TroupeOrder second, anew;

  t->now_ns += 5 * SECOND - 1;
  second = number_message (t, R, 0);
  t->now_ns += 5 * SECOND;
  anew = number_message (t, R, 0);

  g_assert_cmpuint (second.flow, ==, first.flow);
  g_assert_cmpuint (second.number, ==, 2);
  g_assert_cmpuint (anew.flow, !=, first.flow);
  g_assert_cmpuint (anew.number, ==, 1);
  g_assert_cmpuint (troupe_sequencer_get_n_flows (t->sequencer), ==, 1);
}

static void
test_number_of_destinations_is_bounded (Fixture      *t,
                                        gconstpointer data)
{
  guint64 port = TROUPE_PORT_EPHEMERAL_FIRST;

  for (guint64 i = 0; i <= TROUPE_SEQUENCER_FLOWS_MAX; i++)
    number_message (t, R, port + i);

  g_assert_cmpuint (troupe_sequencer_get_n_flows (t->sequencer), ==, TROUPE_SEQUENCER_FLOWS_MAX);
  g_assert_cmpuint (number_message (t, R, port + 1).number, ==, 2);
  g_assert_cmpuint (number_message (t, R, port).number, ==, 1);
}

/* ---- the place behind the body ---- */

/* @body: (transfer floating) where its bytes are copied, held where a long one may stay where it is. */
static void
check_place_behind (Fixture  *t,
                    GVariant *body)
{
  g_autoptr (GVariant) expected = g_variant_ref (body);
  g_autoptr (TroupePeer) from = troupe_test_messages_peer (&t->messages, A);
  g_autoptr (TroupePeer) to = troupe_test_messages_peer (&t->messages, R);
  TroupeMessage *message = troupe_message_new_for_order (t->messages.pool, troupe_test_type_note (), from, to, body,
                                                         NULL);
  TroupeMessage *copy;

  troupe_message_set_order (message, 8, 9);
  copy = troupe_message_copy (message);
  for (guint i = 0; i < 2; i++)
    {
      TroupeMessage *one = i == 0 ? message : copy;
      g_autoptr (GVariant) read = troupe_message_dup_body (one);

      g_assert_cmpuint (troupe_message_get_order (one)->flow, ==, 8);
      g_assert_cmpuint (troupe_message_get_order (one)->number, ==, 9);
      g_assert_true (g_variant_equal (read, expected));
      troupe_message_free (one);
    }
}

static GVariant *
new_body (gsize size)
{
  g_autofree char *text = g_strnfill (size, 'x');

  return g_variant_new ("(ts)", G_GUINT64_CONSTANT (1), text);
}

static void
test_any_size (Fixture      *t,
               gconstpointer data)
{
  for (gsize size = 0; size < 5000; size += 7)
    check_place_behind (t, new_body (size));
  for (gsize size = 65000; size < 66000; size += 11)
    {
      g_autoptr (GVariant) held = g_variant_ref_sink (new_body (size));

      check_place_behind (t, new_body (size));
      check_place_behind (t, held);
    }
}

static void
test_others_miss_nothing (Fixture      *t,
                          gconstpointer data)
{
  TroupeMessage *message = troupe_test_messages_new_note (&t->messages, A, R, 1, "hello");

  g_assert_cmpuint (troupe_message_get_n_missing (message), ==, 0);
  troupe_message_free (message);
}

#define ADD(name, func) g_test_add ("/message/ordering/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-comes-in-order-is-let-out-at-once", test_in_order);
  ADD ("what-comes-early-waits-for-what-is-missing", test_out_of_order);
  ADD ("each-sender-is-put-in-order-by-itself", test_two_senders);
  ADD ("a-duplicate-is-dropped", test_duplicates);
  ADD ("so-is-one-of-what-waits", test_early_twice);
  ADD ("each-flow-of-a-sender-is-put-in-order-by-itself", test_flows_of_one_sender);
  ADD ("a-gap-is-given-up-after-its-bound", test_gap_is_given_up);
  ADD ("so-is-one-at-the-beginning", test_gap_at_the_beginning);
  ADD ("what-was-given-up-is-late-once", test_late);
  ADD ("what-is-not-known-any-more-is-late", test_old_gaps);
  ADD ("gaps-do-not-add-up", test_gaps_do_not_add_up);
  ADD ("a-gap-that-is-filled-leaves-the-next", test_a_filled_gap_leaves_the_next);
  ADD ("gaps-are-given-up-by-how-long-they-have-been-there", test_gaps_in_their_order);
  ADD ("where-too-many-wait-the-oldest-gap-is-given-up", test_too_many);
  ADD ("where-none-may-wait-none-does", test_none_may_wait);
  ADD ("every-order-becomes-the-same", test_every_order);
  ADD ("so-does-any-order-of-ten-thousand", test_ten_thousand);
  ADD ("what-waits-is-taken-out-flow-by-flow", test_taken_out);
  ADD ("what-waits-for-a-port-may-stay", test_only_handlers_are_taken_out);
  ADD ("all-that-waits-is-seen", test_all_that_is_parked_is_seen);
  ADD ("a-flow-without-messages-is-forgotten", test_idle_flows_are_forgotten);
  ADD ("a-flow-in-use-is-remembered", test_flows_in_use_are_remembered);
  ADD ("the-number-of-flows-is-bounded", test_number_of_flows_is_bounded);
  ADD ("the-handlers-of-an-actor-share-a-flow", test_handlers_share_a_flow);
  ADD ("each-open-port-has-a-flow-of-its-own", test_each_port_has_a_flow);
  ADD ("handlers-and-open-ports-count-apart", test_handlers_and_ports);
  ADD ("a-flow-that-was-not-used-begins-anew", test_unused_flows_begin_anew);
  ADD ("the-number-of-destinations-is-bounded", test_number_of_destinations_is_bounded);
  ADD ("a-body-of-any-size-has-its-place-in-the-order", test_any_size);
  ADD ("a-message-in-no-order-misses-nothing", test_others_miss_nothing);

  return g_test_run ();
}
