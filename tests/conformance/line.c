/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "line.h"

#include <string.h>

/* Of one try, where a test says nothing else. */
#define READ_SIZE  16384
#define WRITE_SIZE 65536
#define N_READS    64

static guint
count_descriptors (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n_descriptors = 0;

  g_assert_nonnull (directory);
  while (g_dir_read_name (directory) != NULL)
    n_descriptors++;

  return n_descriptors;
}

TroupeAddress *
parse_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeAddress *address = troupe_address_parse (text, &error);

  g_assert_no_error (error);

  return address;
}

GBytes *
make_pattern (gsize size,
              guint which)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 7 + (i >> 8) * 13 + (i >> 16) * 31 + which * 101);

  return g_bytes_new_take (data, size);
}

static void
end_ready (TroupeStream *stream,
           gpointer      user_data)
{
  End *self = user_data;

  g_assert_true (stream == self->stream);
  self->is_ready = TRUE;
  self->n_ready++;
}

/* Takes @stream. */
static End *
line_add_end (Line         *self,
              TroupeStream *stream)
{
  End *end = g_new0 (End, 1);

  end->line = self;
  end->stream = stream;
  end->is_ready = TRUE;
  end->read_size = READ_SIZE;
  end->n_reads_max = N_READS;
  end->write_size = WRITE_SIZE;
  end->received = g_byte_array_new ();
  end->last_read = TROUPE_STREAM_AGAIN;
  end->last_write = TROUPE_STREAM_AGAIN;
  troupe_stream_set_ready_func (stream, end_ready, end);
  g_assert_cmpuint (end->n_ready, ==, 0);
  g_ptr_array_add (self->ends, end);

  return end;
}

static void
end_free (gpointer data)
{
  End *self = data;

  g_object_unref (self->stream);
  g_byte_array_unref (self->received);
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  g_free (self);
}

static Line *
line_new (const Transport *transport)
{
  Line *self = g_new0 (Line, 1);

  self->transport = transport;
  self->ends = g_ptr_array_new_with_free_func (end_free);
  self->accepted = g_ptr_array_new ();
  transport->open (&self->net);

  return self;
}

static void
line_free (Line *self)
{
  g_ptr_array_unref (self->accepted);
  g_ptr_array_unref (self->ends);
  g_clear_object (&self->listener);
  self->transport->close (&self->net);
  g_free (self);
}

/* What the system's libraries open once and keep is no leak: one connection, before any descriptor is counted. */
static void
rehearse (const Transport *transport)
{
  Line *line = line_new (transport);
  End *client, *server;

  line_listen (line, NULL);
  client = line_connect (line, &server);
  end_write_text (client, "x");
  end_wait_for_bytes (server, 1);
  line_free (line);
}

Line *
line_open (const Transport *transport)
{
  static const Transport *rehearsed;
  guint n_descriptors;
  Line *self;

  if (rehearsed != transport)
    rehearse (transport);
  rehearsed = transport;

  n_descriptors = count_descriptors ();
  self = line_new (transport);
  self->n_descriptors = n_descriptors;

  return self;
}

void
line_close (Line *self)
{
  guint n_descriptors = self->n_descriptors;

  line_free (self);
  /* What was given up while a thread of the system's libraries had it in hand is closed by that thread, in a moment. A
   * leak is never closed: then the test does not end. */
  while (count_descriptors () > n_descriptors)
    g_thread_yield ();
}

static void
listener_ready (TroupeListener *listener,
                gpointer        user_data)
{
  Line *self = user_data;

  self->is_listener_ready = TRUE;
}

void
line_listen (Line       *self,
             const char *text)
{
  g_autofree char *any = text == NULL ? self->transport->dup_any (&self->net) : NULL;
  g_autoptr (TroupeAddress) address = parse_address (text != NULL ? text : any);
  g_autoptr (GError) error = NULL;

  g_assert_null (self->listener);
  self->listener = troupe_world_listen (self->net.server, address, &error);
  g_assert_no_error (error);
  troupe_listener_set_ready_func (self->listener, listener_ready, self);
  self->is_listener_ready = TRUE;
}

End *
line_dial_to (Line       *self,
              const char *text)
{
  g_autoptr (TroupeAddress) address = parse_address (text);
  g_autoptr (GError) error = NULL;
  TroupeStream *stream = troupe_world_connect (self->net.client, address, &error);

  g_assert_no_error (error);

  return line_add_end (self, stream);
}

End *
line_dial (Line *self)
{
  return line_dial_to (self, troupe_address_to_string (troupe_listener_get_address (self->listener)));
}

static void
end_read (End *self)
{
  g_autofree guint8 *buffer = g_malloc (self->read_size);
  gsize n_read;

  for (gsize i = 0; i < self->n_reads_max; i++)
    {
      self->last_read = troupe_stream_try_read (self->stream, buffer, self->read_size, &n_read);
      if (self->last_read != TROUPE_STREAM_OK)
        return;
      g_byte_array_append (self->received, buffer, (guint) n_read);
    }

  /* Enough for now; nobody will tell us of what is still there. */
  self->is_ready = TRUE;
}

/* Writes once, in vectors of 0, 1, 2, 3 ... bytes and the rest. */
static void
end_write_once (End *self)
{
  TroupeVector vectors[12];
  gsize size;
  const guint8 *data = g_bytes_get_data (self->outgoing, &size);
  gsize rest = MIN (size - self->n_written, self->write_size);
  gsize n_written;

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      gsize n_bytes = i == G_N_ELEMENTS (vectors) - 1 ? rest : MIN (i, rest);

      vectors[i] = (TroupeVector) { data + self->n_written, n_bytes };
      data += n_bytes;
      rest -= n_bytes;
    }

  self->last_write = troupe_stream_try_write (self->stream, vectors, G_N_ELEMENTS (vectors), &n_written);
  self->n_written += n_written;
}

gboolean
end_has_written (const End *self)
{
  return self->outgoing == NULL || self->n_written == g_bytes_get_size (self->outgoing);
}

static void
end_try (End *self)
{
  self->is_ready = FALSE;
  if (!self->is_lazy)
    end_read (self);

  while (!end_has_written (self))
    {
      end_write_once (self);
      if (self->last_write != TROUPE_STREAM_OK)
        break;
    }
}

/* Does what is possible at once, and waits for nothing. */
static void
line_try (Line *self)
{
  TroupeStream *stream;

  if (self->is_listener_ready)
    {
      self->is_listener_ready = FALSE;
      while ((stream = troupe_listener_accept (self->listener)) != NULL)
        g_ptr_array_add (self->accepted, line_add_end (self, stream));
    }

  for (guint i = 0; i < self->ends->len; i++)
    {
      End *end = g_ptr_array_index (self->ends, i);

      if (end->is_ready)
        end_try (end);
    }
}

static gboolean
has_ready_end (Line *self)
{
  for (guint i = 0; i < self->ends->len; i++)
    {
      if (((End *) g_ptr_array_index (self->ends, i))->is_ready)
        return TRUE;
    }

  return self->is_listener_ready;
}

void
line_turn (Line *self)
{
  gboolean may_wait = !has_ready_end (self);

  if (!self->transport->turn (&self->net, may_wait))
    g_assert_false (may_wait);
  line_try (self);
}

/* As if it had never written or read. */
static void
end_forget (End *self)
{
  g_byte_array_set_size (self->received, 0);
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  self->n_written = 0;
  self->n_ready = 0;
  self->last_write = TROUPE_STREAM_AGAIN;
}

End *
line_connect (Line  *self,
              End  **ret_server)
{
  End *client = line_dial (self);
  guint n_accepted = self->accepted->len;
  End *server;

  while (self->accepted->len == n_accepted)
    line_turn (self);
  server = g_ptr_array_index (self->accepted, n_accepted);

  /* Some transports are not done when both ends are there. */
  end_write_text (client, "?");
  end_wait_for_bytes (server, 1);
  end_write_text (server, "!");
  end_wait_for_bytes (client, 1);
  end_forget (client);
  end_forget (server);
  *ret_server = server;

  return client;
}

void
end_write (End    *self,
           GBytes *bytes)
{
  g_assert_true (end_has_written (self));

  g_clear_pointer (&self->outgoing, g_bytes_unref);
  self->outgoing = bytes;
  self->n_written = 0;
  self->is_ready = TRUE;
}

void
end_write_text (End        *self,
                const char *text)
{
  end_write (self, g_bytes_new (text, strlen (text)));
}

void
end_wait_for_bytes (End   *self,
                    gsize  n_bytes)
{
  while (self->received->len < n_bytes)
    line_turn (self->line);
}

TroupeStreamResult
end_wait_for_end (End *self)
{
  while (self->last_read != TROUPE_STREAM_END && self->last_read != TROUPE_STREAM_BROKEN)
    line_turn (self->line);

  return self->last_read;
}

void
end_wait_until_written (End *self)
{
  while (!end_has_written (self))
    line_turn (self->line);
}

void
end_assert_received (End    *self,
                     GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpmem (self->received->data, self->received->len, data, size);
}

void
end_assert_received_text (End        *self,
                          const char *text)
{
  g_assert_cmpmem (self->received->data, self->received->len, text, strlen (text));
}
