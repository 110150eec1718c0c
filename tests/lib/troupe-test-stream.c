/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "lib/troupe-test-stream.h"

#include "base/troupe-error.h"

#include <string.h>

/**
 * TroupeTestStream:
 *
 * One end of a connection in memory, which tears where a test says.
 *
 * What one end writes can be read at the other at once. A pair has no thread and no clock: an end tells its user that
 * it is ready from inside the call at the other end that made it so, or from inside the read that a split ended.
 */
struct _TroupeTestStream
{
  TroupeStream      parent_instance;

  TroupeTestStream *peer;        /* (not owned) (nullable): the other end, while it lives */
  GByteArray       *arrived;     /* (owned): what can be read, behind what was */
  gsize             n_passed;    /* bytes at the front of `arrived` that were read */
  gsize             n_read;      /* bytes read since the beginning */
  gsize             n_written;   /* bytes written since the beginning */
  gsize             read_max;    /* bytes that one read gives at most */
  gsize             write_max;   /* bytes that one write takes at most */
  gsize             capacity;    /* bytes that can wait to be read at most */
  gsize             split_at;    /* a read ends here, once; G_MAXSIZE: nowhere */
  gsize             break_after; /* the connection breaks when so many bytes were written; G_MAXSIZE: never */
  gboolean          has_ended;   /* the other end was closed */
  GError           *error;       /* (owned) (nullable): the connection is broken, and why */
};

G_DEFINE_FINAL_TYPE (TroupeTestStream, troupe_test_stream, TROUPE_TYPE_STREAM)

static void
break_end (TroupeTestStream *self,
           TroupeError       code,
           const char       *text)
{
  if (self->error == NULL)
    g_set_error_literal (&self->error, TROUPE_ERROR, code, text);
  troupe_stream_ready (TROUPE_STREAM (self));
}

static void
break_pair (TroupeTestStream *self)
{
  break_end (self, TROUPE_ERROR_BROKEN, "The connection was reset");
  if (self->peer != NULL)
    break_end (self->peer, TROUPE_ERROR_BROKEN, "The connection was reset");
}

static gsize
get_n_waiting (const TroupeTestStream *self)
{
  return self->arrived->len - self->n_passed;
}

/* What was read goes when it is the greater part, so that a stream read in crumbs is not moved for each. */
static void
pass (TroupeTestStream *self,
      gsize             n)
{
  self->n_read += n;
  self->n_passed += n;
  if (self->n_passed < get_n_waiting (self))
    return;

  g_byte_array_remove_range (self->arrived, 0, (guint) self->n_passed);
  self->n_passed = 0;
}

static TroupeStreamResult
troupe_test_stream_try_read (TroupeStream *stream,
                             void         *buffer,
                             gsize         size,
                             gsize        *ret_size)
{
  TroupeTestStream *self = TROUPE_TEST_STREAM (stream);
  gsize n = MIN (MIN (size, get_n_waiting (self)), self->read_max);

  if (self->split_at == self->n_read)
    {
      self->split_at = G_MAXSIZE;
      troupe_stream_ready (stream);
      return TROUPE_STREAM_AGAIN;
    }
  if (n == 0)
    {
      if (self->error != NULL)
        return TROUPE_STREAM_BROKEN;
      return self->has_ended ? TROUPE_STREAM_END : TROUPE_STREAM_AGAIN;
    }

  if (self->split_at > self->n_read)
    n = MIN (n, self->split_at - self->n_read);
  memcpy (buffer, self->arrived->data + self->n_passed, n);
  pass (self, n);
  *ret_size = n;
  if (self->peer != NULL)
    troupe_stream_ready (TROUPE_STREAM (self->peer));

  return TROUPE_STREAM_OK;
}

static TroupeStreamResult
troupe_test_stream_try_write (TroupeStream       *stream,
                              const TroupeVector *vectors,
                              guint               n_vectors,
                              gsize              *ret_size)
{
  TroupeTestStream *self = TROUPE_TEST_STREAM (stream);
  gsize room, total = 0;

  if (self->error == NULL && self->break_after == self->n_written)
    break_pair (self);
  if (self->error != NULL || self->peer == NULL || self->has_ended)
    return TROUPE_STREAM_BROKEN;

  room = self->peer->capacity - MIN (self->peer->capacity, get_n_waiting (self->peer));
  room = MIN (MIN (room, self->write_max), self->break_after - self->n_written);
  for (guint i = 0; i < n_vectors && total < room; i++)
    {
      gsize n = MIN (vectors[i].size, room - total);

      g_byte_array_append (self->peer->arrived, vectors[i].data, (guint) n);
      total += n;
    }
  if (total == 0)
    return TROUPE_STREAM_AGAIN;

  self->n_written += total;
  *ret_size = total;
  troupe_stream_ready (TROUPE_STREAM (self->peer));

  return TROUPE_STREAM_OK;
}

static const char *
troupe_test_stream_get_peer (TroupeStream *stream)
{
  return "a test";
}

static const GError *
troupe_test_stream_get_error (TroupeStream *stream)
{
  return TROUPE_TEST_STREAM (stream)->error;
}

static void
troupe_test_stream_close (TroupeStream *stream)
{
  TroupeTestStream *self = TROUPE_TEST_STREAM (stream);

  if (self->peer == NULL)
    return;

  self->peer->has_ended = TRUE;
  self->peer->peer = NULL;
  troupe_stream_ready (TROUPE_STREAM (self->peer));
  self->peer = NULL;
}

static void
troupe_test_stream_finalize (GObject *object)
{
  TroupeTestStream *self = TROUPE_TEST_STREAM (object);

  troupe_test_stream_close (TROUPE_STREAM (self));
  g_clear_pointer (&self->arrived, g_byte_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (troupe_test_stream_parent_class)->finalize (object);
}

static void
troupe_test_stream_class_init (TroupeTestStreamClass *klass)
{
  TroupeStreamClass *stream_class = (TroupeStreamClass *) klass;

  G_OBJECT_CLASS (klass)->finalize = troupe_test_stream_finalize;
  stream_class->try_read = troupe_test_stream_try_read;
  stream_class->try_write = troupe_test_stream_try_write;
  stream_class->get_peer = troupe_test_stream_get_peer;
  stream_class->get_error = troupe_test_stream_get_error;
  stream_class->close = troupe_test_stream_close;
}

static void
troupe_test_stream_init (TroupeTestStream *self)
{
  self->arrived = g_byte_array_new ();
  self->read_max = self->write_max = self->capacity = G_MAXSIZE;
  self->split_at = self->break_after = G_MAXSIZE;
}

/**
 * troupe_test_stream_new_pair:
 * @ret_a: (out) (transfer full): one end
 * @ret_b: (out) (transfer full): the other end
 *
 * Makes the two ends of a connection that works until it is told otherwise.
 */
void
troupe_test_stream_new_pair (TroupeTestStream **ret_a,
                             TroupeTestStream **ret_b)
{
  TroupeTestStream *a = g_object_new (TROUPE_TEST_TYPE_STREAM, NULL);
  TroupeTestStream *b = g_object_new (TROUPE_TEST_TYPE_STREAM, NULL);

  a->peer = b;
  b->peer = a;
  *ret_a = a;
  *ret_b = b;
}

/**
 * troupe_test_stream_limit_reads:
 * @self: an end
 * @max: how many bytes one read gives at most, at least 1
 *
 * Splits what this end reads into small chunks.
 */
void
troupe_test_stream_limit_reads (TroupeTestStream *self,
                                gsize             max)
{
  self->read_max = max;
}

/**
 * troupe_test_stream_limit_writes:
 * @self: an end
 * @max: how many bytes one write takes at most, at least 1
 *
 * Makes writes at this end partial.
 */
void
troupe_test_stream_limit_writes (TroupeTestStream *self,
                                 gsize             max)
{
  self->write_max = max;
}

/**
 * troupe_test_stream_set_capacity:
 * @self: an end
 * @capacity: how many bytes can wait to be read here, at least 1
 *
 * Makes the other end wait while this one does not read.
 */
void
troupe_test_stream_set_capacity (TroupeTestStream *self,
                                 gsize             capacity)
{
  self->capacity = capacity;
}

/**
 * troupe_test_stream_split_at:
 * @self: an end
 * @offset: where, counted in bytes that this end reads
 *
 * Makes one read end there, and the next one come too early.
 */
void
troupe_test_stream_split_at (TroupeTestStream *self,
                             gsize             offset)
{
  self->split_at = offset;
}

/**
 * troupe_test_stream_break_after:
 * @self: an end
 * @n_bytes: how many bytes it can write since the beginning
 *
 * Breaks the connection for both ends when this one writes more. What was written before can still be read.
 */
void
troupe_test_stream_break_after (TroupeTestStream *self,
                                gsize             n_bytes)
{
  self->break_after = n_bytes;
}

/**
 * troupe_test_stream_break:
 * @self: an end
 *
 * Breaks the connection for both ends, now. What was written before can still be read.
 */
void
troupe_test_stream_break (TroupeTestStream *self)
{
  break_pair (self);
}

/**
 * troupe_test_stream_refuse:
 * @self: an end
 *
 * Refuses the connection: nothing can be read or written at this end, and the other one is closed.
 */
void
troupe_test_stream_refuse (TroupeTestStream *self)
{
  break_end (self, TROUPE_ERROR_REFUSED, "The connection was refused");
  troupe_test_stream_close (TROUPE_STREAM (self));
}

/**
 * troupe_test_stream_inject:
 * @self: an end
 * @data: (array length=size) (element-type guint8): some bytes
 * @size: how many
 *
 * Lets this end read bytes that the other one did not write.
 */
void
troupe_test_stream_inject (TroupeTestStream *self,
                           gconstpointer     data,
                           gsize             size)
{
  g_byte_array_append (self->arrived, data, (guint) size);
  troupe_stream_ready (TROUPE_STREAM (self));
}

/**
 * troupe_test_stream_get_n_written:
 * @self: an end
 *
 * Counts what went through, for tests that try each offset.
 *
 * Returns: how many bytes this end has written
 */
gsize
troupe_test_stream_get_n_written (TroupeTestStream *self)
{
  return self->n_written;
}
