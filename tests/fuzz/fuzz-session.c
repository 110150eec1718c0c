/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fuzz.h"
#include "fit-checksums.h"

#include "channel/raw-peer.h"

#include <string.h>

/* Whatever a peer writes, and however it is cut: nobody is told of a message twice, nothing leaks, and a session with
 * somebody else goes on. */

/* The first two bytes of an input: how many bytes come at a time, and these. */
enum
{
  TO_INITIATOR = 1 << 0, /* else to an acceptor */
  HAS_GREETED = 1 << 1,  /* a good greeting or answer goes before it, and definitions */
  HAS_TRAILERS = 1 << 2,
  IS_AS_IT_IS = 1 << 3,  /* else the checksums are made to fit */
  TAKES_TIME = 1 << 4,   /* a second goes by between the pieces */
};

/* The messages that an initiator has: more for one receiver than a raw peer has room for, so that some wait aside. */
#define FIRST 101
#define LAST 175

/* Fits the checksums of what may be a greeting, and then frames. */
static void
fit (guint8 *data,
     gsize   size,
     guint   flags)
{
  gsize at = 0;

  if (flags & IS_AS_IT_IS)
    return;
  if (!(flags & HAS_GREETED) && (flags & TO_INITIATOR))
    at = fit_greeting_checksum (data, size, ANSWER_HEAD_SIZE, ANSWER_TEXT_SIZE_AT);
  else if (!(flags & HAS_GREETED))
    at = fit_greeting_checksum (data, size, GREETING_HEAD_SIZE, GREETING_TEXT_SIZE_AT);
  fit_checksums (data + at, size - at, flags & HAS_TRAILERS);
}

static void
write_pieces (SessionEnds      *ends,
              TroupeTestStream *end,
              const guint8     *data,
              gsize             size,
              const guint8     *how)
{
  gsize piece = how[0] + 1u;

  for (gsize at = 0; at < size; at += piece)
    {
      troupe_test_stream_inject (end, data + at, MIN (piece, size - at));
      session_ends_run (ends);
      if (how[1] & TAKES_TIME)
        session_ends_advance (ends, SECOND);
    }
}

/* The session goes on over another connection, if there is one. */
static void
greet_again (SessionEnds *ends,
             guint        flags)
{
  g_autoptr (GByteArray) greeting = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = session_ends_connect (ends);

  raw_greeting (greeting, &(TroupeGreeting) { .connection = 2, .has_trailers = (flags & HAS_TRAILERS) != 0 });
  raw_write (session_ends_get_arrival (ends)->stream, greeting);
  session_ends_advance (ends, 60 * SECOND);
}

static void
feed_acceptor (SessionEnds  *ends,
               const guint8 *data,
               gsize         size,
               const guint8 *how)
{
  g_autoptr (GByteArray) greeting = g_byte_array_new ();
  TroupeTestStream *near = session_ends_connect (ends);
  g_autoptr (TroupeTestStream) far = g_object_ref (session_ends_get_arrival (ends)->stream);

  if (how[1] & HAS_GREETED)
    {
      raw_greeting (greeting, &(TroupeGreeting) { .has_trailers = (how[1] & HAS_TRAILERS) != 0 });
      if (!(how[1] & HAS_TRAILERS))
        raw_definitions (greeting);
      raw_write (far, greeting);
    }
  write_pieces (ends, far, data, size, how);
  session_ends_advance (ends, SECOND);
  greet_again (ends, how[1]);
  g_object_unref (near);
}

static void
feed_initiator (SessionEnds  *ends,
                const guint8 *data,
                gsize         size,
                const guint8 *how)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (TroupeTestStream) near = NULL;

  ends->is_deaf = TRUE;
  for (guint i = FIRST; i <= LAST; i++)
    session_ends_send (ends, i);
  session_ends_run (ends);
  near = g_object_ref (ends->near);
  if (how[1] & HAS_GREETED)
    {
      raw_answer (answer, TROUPE_VERDICT_BEGUN, 1);
      raw_write (near, answer);
    }
  write_pieces (ends, near, data, size, how);
  ends->is_deaf = FALSE;
  session_ends_advance (ends, 60 * SECOND);
  g_assert_cmpuint (troupe_initiator_get_n_held (ends->initiator), ==, 0);
}

/* No message of ours has come back twice, or to nobody. */
static void
assert_each_once (const SessionEnds *ends)
{
  for (guint i = FIRST; i <= LAST; i++)
    {
      g_autofree char *word = g_strdup_printf ("returned:%u:", i);
      const char *at = strstr (ends->a_log->str, word);

      g_assert_true (at == NULL || strstr (at + 1, word) == NULL);
    }
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree guint8 *copy = NULL;
  SessionEnds ends;

  if (size < 3)
    return 0;

  copy = g_memdup2 (data + 2, size - 2);
  fit (copy, size - 2, data[1]);
  session_ends_init (&ends);
  ends.has_strangers = TRUE;
  if (data[1] & TO_INITIATOR)
    feed_initiator (&ends, copy, size - 2, data);
  else
    feed_acceptor (&ends, copy, size - 2, data);
  assert_each_once (&ends);

  session_ends_send (&ends, 1000);
  session_ends_advance (&ends, 10 * SECOND);
  g_assert_nonnull (strstr (ends.b_log->str, "received:1000 "));
  session_ends_clear (&ends);

  return 0;
}
