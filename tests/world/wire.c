/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "wire.h"

#include <string.h>

void
wire_server_read (gpointer user_data)
{
  Wire *wire = user_data;
  guint8 buffer[5000];
  gsize size;

  while ((wire->last_read = troupe_stream_try_read (wire->server_stream, buffer, sizeof buffer, &size)) ==
         TROUPE_STREAM_OK)
    {
      g_assert_cmpuint (size, >, 0);
      g_assert_cmpuint (size, <=, sizeof buffer);
      g_byte_array_append (wire->received, buffer, (guint) size);
    }
}

static void
server_ready (TroupeStream *stream,
              gpointer      user_data)
{
  Wire *wire = user_data;

  if (!wire->is_lazy)
    fake_loop_post (wire->server, wire_server_read, wire);
}

static void
server_accept (TroupeListener *listener,
               gpointer        user_data)
{
  Wire *wire = user_data;

  wire->server_stream = troupe_listener_accept (listener);
  g_assert_nonnull (wire->server_stream);
  troupe_stream_set_ready_func (wire->server_stream, server_ready, wire);
}

void
wire_client_write (gpointer user_data)
{
  Wire *wire = user_data;
  gsize n_all;
  const guint8 *all;
  guint8 buffer[16];
  gsize size;

  wire->client_read = troupe_stream_try_read (wire->client_stream, buffer, sizeof buffer, &size);
  if (wire->outgoing == NULL)
    return;

  all = g_bytes_get_data (wire->outgoing, &n_all);
  while (wire->n_written < n_all)
    {
      gsize n_now = 1 + troupe_world_choose (wire->client->world, "test.write", (guint) (n_all - wire->n_written));
      TroupeVector vectors[2] = {
        { all + wire->n_written, n_now / 3 },
        { all + wire->n_written + n_now / 3, n_now - n_now / 3 },
      };

      if (troupe_stream_try_write (wire->client_stream, vectors, 2, &size) != TROUPE_STREAM_OK)
        return;
      wire->n_written += size;
    }
}

static void
client_ready (TroupeStream *stream,
              gpointer      user_data)
{
  Wire *wire = user_data;

  wire->n_ready++;
  fake_loop_post (wire->client, wire_client_write, wire);
}

Wire *
wire_new (guint64 seed)
{
  Wire *self = g_new0 (Wire, 1);
  g_autoptr (TroupeAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->run = troupe_sim_run_new (seed);
  self->hosts[0] = troupe_sim_run_add_host (self->run, "h0");
  self->hosts[1] = troupe_sim_run_add_host (self->run, "h1");
  self->server = fake_loop_new (self->hosts[0], "server");
  self->client = fake_loop_new (self->hosts[1], "client");
  self->received = g_byte_array_new ();

  address = troupe_sim_host_dup_address (self->hosts[0]);
  self->listener = troupe_world_listen (self->server->world, address, &error);
  g_assert_no_error (error);
  troupe_listener_set_ready_func (self->listener, server_accept, self);
  self->client_stream = troupe_world_connect (self->client->world, address, &error);
  g_assert_no_error (error);
  troupe_stream_set_ready_func (self->client_stream, client_ready, self);

  return self;
}

void
wire_free (Wire *self)
{
  g_clear_object (&self->server_stream);
  g_clear_object (&self->client_stream);
  g_clear_object (&self->listener);
  fake_loop_free (self->server);
  fake_loop_free (self->client);
  g_clear_pointer (&self->run, troupe_sim_run_free);
  g_byte_array_unref (self->received);
  g_clear_pointer (&self->outgoing, g_bytes_unref);
  g_free (self);
}

Wire *
wire_open (guint64 seed)
{
  Wire *self = wire_new (seed);

  fake_loop_run (self->run);
  g_assert_nonnull (self->server_stream);

  return self;
}

TroupeStreamResult
wire_try_write (TroupeStream *stream,
                const char   *text,
                gsize        *ret_size)
{
  TroupeVector vector = { text, strlen (text) };

  return troupe_stream_try_write (stream, &vector, 1, ret_size);
}

void
wire_assert_wrote (TroupeStream *stream,
                   const char   *text)
{
  gsize size;

  g_assert_cmpint (wire_try_write (stream, text, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpuint (size, ==, strlen (text));
}

void
wire_assert_received (Wire       *self,
                      const char *text)
{
  g_assert_cmpmem (self->received->data, self->received->len, text, strlen (text));
}
