/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-world-private.h"
#include "real/troupe-real-world.h"

#include <gio/gio.h>

/* How often sockets tell of room to write, and what one that is ready costs. */

#define CHUNK 65536u

typedef struct
{
  GMainContext *context;
  TroupeWorld  *world;
  TroupeStream *client;
  TroupeStream *server;
  guint         n_ready;      /* calls of the ready function of the client */
  guint         n_dispatches;
  gboolean      wakes;        /* the ready function wakes the loop, as one does that has work for it */
} Fixture;

static gboolean
dispatch (guint    budget,
          gpointer user_data)
{
  ((Fixture *) user_data)->n_dispatches++;

  return FALSE;
}

static void
note_ready (TroupeStream *stream,
            gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->n_ready++;
  if (fixture->wakes)
    troupe_world_wake (fixture->world);
}

static void
run_what_is_ready (Fixture *fixture)
{
  while (g_main_context_iteration (fixture->context, /* may_block = */ FALSE))
    ;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  kind)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (kind, NULL);
  g_autoptr (TroupeListener) listener = NULL;

  fixture->context = g_main_context_new ();
  fixture->world = troupe_real_world_new (fixture->context);
  troupe_world_attach (fixture->world, dispatch, fixture);
  listener = troupe_world_listen (fixture->world, address, NULL);
  fixture->client = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), NULL);
  while ((fixture->server = troupe_listener_accept (listener)) == NULL)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
  troupe_stream_set_ready_func (fixture->client, note_ready, fixture);
  run_what_is_ready (fixture);
  fixture->n_ready = fixture->n_dispatches = 0;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->server);
  g_assert_finalize_object (fixture->world);
  g_main_context_unref (fixture->context);
}

static gsize
write_all_that_goes (Fixture *fixture)
{
  static const guint8 bytes[CHUNK];
  const TroupeVector vector = { bytes, sizeof bytes };
  gsize total = 0;
  gsize n_written;

  while (troupe_stream_try_write (fixture->client, &vector, 1, &n_written) == TROUPE_STREAM_OK)
    total += n_written;

  return total;
}

/* Waits for @size bytes at the other end. */
static void
read_all (Fixture *fixture,
          gsize    size)
{
  static guint8 bytes[CHUNK];
  gsize n_read;

  while (size > 0)
    if (troupe_stream_try_read (fixture->server, bytes, MIN (size, sizeof bytes), &n_read) == TROUPE_STREAM_OK)
      size -= n_read;
    else
      g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

static void
run_until_ready (Fixture *fixture)
{
  while (fixture->n_ready == 0)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
}

/* Again and again: that it was told of room once does not end it. */
static void
test_each_time (Fixture       *fixture,
                gconstpointer  data)
{
  for (guint i = 0; i < 20; i++)
    {
      gsize n_written = write_all_that_goes (fixture);

      g_assert_cmpuint (n_written, >, 0);
      fixture->n_ready = 0;
      read_all (fixture, n_written);
      run_until_ready (fixture);
    }
}

/* Each read of the peer makes room, which nobody has asked for. */
static void
test_once_more (Fixture       *fixture,
                gconstpointer  data)
{
  const TroupeVector vector = { "x", 1 };

  read_all (fixture, write_all_that_goes (fixture));
  run_until_ready (fixture);
  run_what_is_ready (fixture);
  fixture->n_ready = 0;

  for (guint i = 0; i < 20; i++)
    {
      gsize n_written;

      g_assert_cmpint (troupe_stream_try_write (fixture->client, &vector, 1, &n_written), ==, TROUPE_STREAM_OK);
      read_all (fixture, 1);
      run_what_is_ready (fixture);
    }

  g_assert_cmpuint (fixture->n_ready, <=, 1);
}

/* What the ready function asks for is done in the same dispatch, and another would find nothing. */
static void
test_one_dispatch (Fixture       *fixture,
                   gconstpointer  data)
{
  const TroupeVector vector = { "x", 1 };
  gsize n_written;

  fixture->wakes = TRUE;
  g_assert_cmpint (troupe_stream_try_write (fixture->server, &vector, 1, &n_written), ==, TROUPE_STREAM_OK);
  run_until_ready (fixture);
  run_what_is_ready (fixture);

  g_assert_cmpuint (fixture->n_ready, ==, 1);
  g_assert_cmpuint (fixture->n_dispatches, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    const char *address;
  } kinds[] = { { "unix", "unix:@" }, { "tcp", "tcp:127.0.0.1:0" } };
  static const struct
  {
    const char *name;
    void      (*run) (Fixture       *fixture,
                      gconstpointer  data);
  } cases[] = {
    { "who-fills-it-is-told-each-time", test_each_time },
    { "who-does-not-fill-it-is-told-once-at-most", test_once_more },
    { "a-ready-one-costs-one-dispatch", test_one_dispatch },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
      {
        g_autofree char *path = g_strdup_printf ("/real/socket-room/%s/%s", cases[i].name, kinds[j].name);

        g_test_add (path, Fixture, kinds[j].address, set_up, cases[i].run, tear_down);
      }

  return g_test_run ();
}
