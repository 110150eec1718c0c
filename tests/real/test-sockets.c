/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-world-private.h"
#include "real/troupe-clock-private.h"
#include "real/troupe-poller-private.h"
#include "real/troupe-real-world.h"
#include "real/troupe-socket-private.h"
#include "lib/troupe-test-valgrind.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

/* What of sockets is the system's, and no other transport has: files, descriptors, users. What all have in common is in
 * tests/conformance. */

typedef struct
{
  GMainContext *context;
  TroupeWorld  *world;
  char         *directory; /* (owned) */
  char         *path;      /* (owned): in it, free at first */
  guint         n_ready;   /* calls of the ready function of a listener */

  /* A dispatch connects to the listener and iterates the context, once: */
  gboolean        iterates;
  TroupeListener *listener;
  TroupeStream   *client;
  guint           n_nested; /* calls of the ready function meanwhile */
} Fixture;

static gboolean
dispatch (guint    budget,
          gpointer user_data)
{
  Fixture *fixture = user_data;
  guint n_ready = fixture->n_ready;

  if (!fixture->iterates)
    return FALSE;

  fixture->iterates = FALSE;
  fixture->client = troupe_world_connect (fixture->world, troupe_listener_get_address (fixture->listener), NULL);
  while (g_main_context_iteration (fixture->context, /* may_block = */ FALSE))
    ;
  fixture->n_nested = fixture->n_ready - n_ready;

  return FALSE;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->context = g_main_context_new ();
  fixture->world = troupe_real_world_new (fixture->context);
  troupe_world_attach (fixture->world, dispatch, fixture);
  fixture->directory = troupe_world_make_directory (fixture->world, "test", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->directory, "socket", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->world != NULL)
    g_assert_finalize_object (fixture->world);
  g_main_context_unref (fixture->context);
  g_free (fixture->directory);
  g_free (fixture->path);
}

static void
run_what_is_ready (Fixture *fixture)
{
  while (g_main_context_iteration (fixture->context, /* may_block = */ FALSE))
    ;
}

static TroupeAddress *
parse_address (const char *text)
{
  g_autoptr (GError) error = NULL;
  TroupeAddress *address = troupe_address_parse (text, &error);

  g_assert_no_error (error);

  return address;
}

/* (transfer full) (nullable): with @error */
static TroupeListener *
listen_at (Fixture     *fixture,
           const char  *text,
           GError     **error)
{
  g_autoptr (TroupeAddress) address = parse_address (text);

  return troupe_world_listen (fixture->world, address, error);
}

static TroupeListener *
listen_at_path (Fixture  *fixture,
                GError  **error)
{
  g_autofree char *text = g_strconcat ("unix:", fixture->path, NULL);

  return listen_at (fixture, text, error);
}

/* A socket that is bound to the path of the fixture, as another process might have it. */
static int
bind_by_hand (Fixture *fixture)
{
  g_autofree char *text = g_strconcat ("unix:", fixture->path, NULL);
  g_autoptr (TroupeAddress) address = parse_address (text);
  TroupeSocketAddress socket_address;
  int fd = troupe_socket_open (AF_UNIX, "test", NULL);

  g_assert_true (troupe_socket_address_set (&socket_address, address));
  g_assert_cmpint (bind (fd, &socket_address.any, socket_address.size), ==, 0);

  return fd;
}

static void
test_a_directory_is_private_and_goes_with_its_world (Fixture       *fixture,
                                                     gconstpointer  data)
{
  GStatBuf found;

  g_assert_cmpint (g_stat (fixture->directory, &found), ==, 0);
  g_assert_cmpint (found.st_mode & 07777, ==, 0700);

  g_clear_object (&fixture->world);
  g_assert_cmpint (g_stat (fixture->directory, &found), !=, 0);
}

static void
test_a_listener_removes_its_file (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at_path (fixture, NULL);

  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  troupe_listener_close (listener);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_a_listener_removes_no_others_file (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at_path (fixture, NULL);
  int fd;

  /* Someone removed the file, and someone else is at its place now. */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  fd = bind_by_hand (fixture);
  troupe_listener_close (listener);

  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  close (fd);
}

static void
note_exit (TroupeRealWorld *world,
           int              code,
           const char      *text,
           gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_a_process_that_exits_leaves_no_file (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at_path (fixture, NULL);
  gboolean has_ended = FALSE;

  troupe_real_world_set_exit_func (TROUPE_REAL_WORLD (fixture->world), note_exit, &has_ended);
  troupe_world_exit (fixture->world, 0, NULL);
  run_what_is_ready (fixture);

  g_assert_true (has_ended);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_the_file_of_a_dead_process_is_no_obstacle (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (GError) error = NULL;

  close (bind_by_hand (fixture));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  listener = listen_at_path (fixture, &error);
  g_assert_no_error (error);
}

static void
test_the_file_of_a_live_process_is_kept (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  int fd = bind_by_hand (fixture);
  GStatBuf before, after;

  g_assert_cmpint (g_lstat (fixture->path, &before), ==, 0);

  /* Bound, and not listening yet. */
  g_assert_null (listen_at_path (fixture, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_clear_error (&error);

  /* Listening. */
  g_assert_cmpint (listen (fd, 1), ==, 0);
  g_assert_null (listen_at_path (fixture, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);

  g_assert_cmpint (g_lstat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (after.st_ino, ==, before.st_ino);
  close (fd);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
}

static void
test_a_file_that_is_no_socket_is_kept (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "dear diary", -1, &error));
  g_assert_null (listen_at_path (fixture, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
}

/* Another process is about to take the same dead file over. */
static void
test_a_file_is_taken_over_by_one (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (TroupeListener) rival = NULL;
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *lock = NULL;
  GStatBuf found;

  close (bind_by_hand (fixture));
  g_assert_cmpint (g_lstat (fixture->path, &found), ==, 0);
  lock = g_strdup_printf ("unix:@troupe-takes-over-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x",
                          (guint64) found.st_dev, (guint64) found.st_ino);
  rival = listen_at (fixture, lock, &error);
  g_assert_no_error (error);

  g_assert_null (listen_at_path (fixture, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_clear_error (&error);

  troupe_listener_close (rival);
  listener = listen_at_path (fixture, &error);
  g_assert_no_error (error);
}

static void
test_a_path_that_is_too_long_is_named (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *name = g_strnfill (120, 'x');
  g_autofree char *text = g_strdup_printf ("unix:/%s", name);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_address_parse (text, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS);
  g_assert_nonnull (strstr (error->message, "xxxxxxxx"));
  g_assert_nonnull (strstr (error->message, "the system takes at most 107"));
}

static void
test_a_longest_path_is_reached (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *name = g_strnfill (107 - strlen (fixture->directory) - 1, 'x');
  g_autofree char *text = g_strdup_printf ("unix:%s/%s", fixture->directory, name);
  g_autoptr (TroupeAddress) address = parse_address (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (TroupeListener) listener = troupe_world_listen (fixture->world, address, &error);
  g_autoptr (TroupeStream) client = NULL;
  g_autoptr (TroupeStream) server = NULL;

  g_assert_no_error (error);
  client = troupe_world_connect (fixture->world, address, &error);
  g_assert_no_error (error);
  server = troupe_listener_accept (listener);
  g_assert_nonnull (server);
}

/* Two of them share no more than their beginning. */
static void
test_any_name_cannot_be_guessed (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (TroupeListener) first = listen_at (fixture, "unix:@", NULL);
  g_autoptr (TroupeListener) second = listen_at (fixture, "unix:@", NULL);
  const char *one = troupe_address_to_string (troupe_listener_get_address (first));
  const char *other = troupe_address_to_string (troupe_listener_get_address (second));

  g_assert_true (g_str_has_prefix (one, "unix:@troupe-"));
  g_assert_cmpuint (strlen (one), ==, strlen ("unix:@troupe-") + 24);
  g_assert_cmpstr (one, !=, other);
}

static void
test_a_unix_peer_is_a_user (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at (fixture, "unix:@", NULL);
  g_autoptr (TroupeStream) client = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), NULL);
  g_autoptr (TroupeStream) server = troupe_listener_accept (listener);
  g_autofree char *user = g_strdup_printf ("uid:%u", getuid ());

  g_assert_cmpstr (troupe_stream_get_peer (client), ==, user);
  g_assert_cmpstr (troupe_stream_get_peer (server), ==, user);
}

static void
test_a_tcp_peer_is_unknown (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at (fixture, "tcp:127.0.0.1:0", NULL);
  g_autoptr (TroupeStream) client = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), NULL);
  g_autoptr (TroupeStream) server = troupe_listener_accept (listener);

  g_assert_null (troupe_stream_get_peer (client));
  g_assert_null (troupe_stream_get_peer (server));
}

/* A dial that has met itself, as one can to a port that nobody listens at: it is given that port to come from. */
static int
open_own_peer (char **ret_text)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = troupe_socket_open (AF_INET, "test", NULL);
  GPollFD wait = { .fd = fd, .events = G_IO_OUT };

  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, size), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *) &address, &size), ==, 0);
  if (connect (fd, (struct sockaddr *) &address, size) != 0)
    g_assert_cmpint (errno, ==, EINPROGRESS);
  g_assert_cmpint (g_poll (&wait, 1, -1), ==, 1);
  *ret_text = g_strdup_printf ("tcp:127.0.0.1:%u", g_ntohs (address.sin_port));

  return fd;
}

/* Else the system would remember it for a minute, and keep the port from the server that it is for. */
static void
test_who_meets_itself_leaves_the_port_free (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *text = NULL;
  int fd = open_own_peer (&text);
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (troupe_socket_finish_connect (fd), ==, ECONNREFUSED);
  close (fd);
  listener = listen_at (fixture, text, &error);

  g_assert_no_error (error);
}

static void
test_other_kinds_have_no_sockets (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (TroupeAddress) address = parse_address ("local:5");
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_world_listen (fixture->world, address, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "local:5"));
  g_clear_error (&error);

  g_assert_null (troupe_world_connect (fixture->world, address, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "local:5"));
}

static void
listener_ready (TroupeListener *listener,
                gpointer        user_data)
{
  Fixture *fixture = user_data;

  fixture->n_ready++;
}

/* Sets how many descriptors this process may have; answers how many it could have before. */
static rlim_t
limit_descriptors (rlim_t n_descriptors)
{
  struct rlimit limit;
  rlim_t before;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  before = limit.rlim_cur;
  limit.rlim_cur = n_descriptors;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);

  return before;
}

/* The lowest descriptor that is free. */
static rlim_t
count_lowest_free (void)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  close (fd);

  return (rlim_t) fd;
}

static void
test_without_descriptors_connections_wait (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at (fixture, "unix:@", NULL);
  g_autoptr (TroupeStream) client = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), NULL);
  g_autoptr (TroupeStream) server = NULL;
  g_autoptr (TroupeStream) none = NULL;
  g_autoptr (GError) error = NULL;
  rlim_t before;

  if (troupe_test_runs_under_valgrind ())
    {
      g_test_skip ("beyond the limit valgrind accepts a connection and drops it");
      return;
    }

  troupe_listener_set_ready_func (listener, listener_ready, fixture);
  run_what_is_ready (fixture);
  fixture->n_ready = 0;
  before = limit_descriptors (count_lowest_free ());

  g_assert_null (troupe_listener_accept (listener));
  g_assert_cmpuint (troupe_real_world_get_n_shortages (TROUPE_REAL_WORLD (fixture->world)), ==, 1);
  /* It rests: nothing is tried, and nothing counted. */
  g_assert_null (troupe_listener_accept (listener));
  g_assert_cmpuint (troupe_real_world_get_n_shortages (TROUPE_REAL_WORLD (fixture->world)), ==, 1);
  none = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), &error);
  limit_descriptors (before);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES);
  g_assert_nonnull (strstr (error->message, troupe_address_to_string (troupe_listener_get_address (listener))));

  while (fixture->n_ready == 0)
    g_main_context_iteration (fixture->context, /* may_block = */ TRUE);
  server = troupe_listener_accept (listener);
  g_assert_nonnull (server);
}

static void
test_a_closed_listener_rests_no_more (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at (fixture, "unix:@", NULL);
  g_autoptr (TroupeStream) client = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), NULL);
  rlim_t before;

  before = limit_descriptors (count_lowest_free ());
  g_assert_null (troupe_listener_accept (listener));
  limit_descriptors (before);
  troupe_listener_set_ready_func (listener, listener_ready, fixture);
  g_clear_object (&listener);

  run_what_is_ready (fixture);
  g_assert_cmpuint (fixture->n_ready, ==, 0);
}

/* What is idle costs nothing: the context would sleep for ever. */
static void
test_idle_sockets_wake_nobody (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (TroupeListener) listener = listen_at (fixture, "unix:@", NULL);
  g_autoptr (TroupeStream) client = troupe_world_connect (fixture->world, troupe_listener_get_address (listener), NULL);
  g_autoptr (TroupeStream) server = troupe_listener_accept (listener);

  run_what_is_ready (fixture);
  g_assert_false (g_main_context_pending (fixture->context));
}

/* A handler that iterates the context is not interrupted by sockets, and the context does not find them ready again and
 * again. */
static void
test_sockets_wait_for_the_end_of_a_dispatch (Fixture       *fixture,
                                             gconstpointer  data)
{
  fixture->listener = listen_at (fixture, "unix:@", NULL);
  troupe_listener_set_ready_func (fixture->listener, listener_ready, fixture);
  run_what_is_ready (fixture);
  fixture->iterates = TRUE;
  troupe_world_wake (fixture->world);
  run_what_is_ready (fixture);

  g_assert_false (fixture->iterates);
  g_assert_cmpuint (fixture->n_nested, ==, 0);
  g_assert_cmpuint (fixture->n_ready, ==, 1);
  g_object_unref (fixture->client);
  g_object_unref (fixture->listener);
}

static void
note_pause (gpointer user_data)
{
  g_string_append_c (user_data, '.');
}

static void
note_end (gpointer user_data)
{
  g_string_append_c (user_data, '|');
}

static void
test_pauses_end_in_the_order_of_their_times (void)
{
  g_autoptr (TroupePoller) poller = troupe_poller_new (NULL);
  g_autoptr (GString) notes = g_string_new (NULL);
  TroupePollerPause pauses[4] = { { .deadline_ns = 0 } };

  g_assert_cmpuint (troupe_poller_get_deadline (poller), ==, G_MAXUINT64);
  troupe_poller_begin_pause (poller, &pauses[0], 4 * TROUPE_NS_PER_S, note_end, notes);
  troupe_poller_begin_pause (poller, &pauses[1], 1 * TROUPE_NS_PER_S, note_pause, notes);
  troupe_poller_begin_pause (poller, &pauses[2], 2 * TROUPE_NS_PER_S, note_pause, notes);
  troupe_poller_begin_pause (poller, &pauses[3], 3 * TROUPE_NS_PER_S, note_pause, notes);
  troupe_poller_cancel_pause (poller, &pauses[2]);
  g_assert_cmpuint (troupe_poller_get_deadline (poller), ==, pauses[1].deadline_ns);

  troupe_poller_end_pauses (poller, pauses[1].deadline_ns - 1);
  g_assert_cmpstr (notes->str, ==, "");
  troupe_poller_end_pauses (poller, pauses[1].deadline_ns);
  troupe_poller_end_pauses (poller, G_MAXUINT64 - 1);
  g_assert_cmpstr (notes->str, ==, "..|");
  g_assert_cmpuint (troupe_poller_get_deadline (poller), ==, G_MAXUINT64);
}

typedef struct
{
  TroupePoller      *poller;
  TroupePollerWatch  watches[2];
  guint              n_told;
} Pair;

/* The first one that is told ends the other one. */
static void
end_the_other (guint32  events,
               gpointer user_data)
{
  Pair *pair = user_data;

  pair->n_told++;
  troupe_poller_remove (pair->poller, &pair->watches[0]);
  troupe_poller_remove (pair->poller, &pair->watches[1]);
}

static void
test_who_was_removed_is_not_told (void)
{
  Pair pair = { .poller = troupe_poller_new (NULL) };
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  /* Both are ready at once: a pipe without a reader and one with room. */
  for (guint i = 0; i < 2; i++)
    g_assert_true (troupe_poller_add (pair.poller, &pair.watches[i], i == 0 ? dup (fds[1]) : fds[1], EPOLLOUT,
                                      end_the_other, &pair, NULL));
  troupe_poller_dispatch (pair.poller);
  troupe_poller_dispatch (pair.poller);

  g_assert_cmpuint (pair.n_told, ==, 1);
  close (pair.watches[0].fd);
  close (fds[0]);
  close (fds[1]);
  troupe_poller_unref (pair.poller);
}

/* A tcp connection whose far end does not read, so that what was written stays where it is. */
static void
connect_by_hand (int fds[2])
{
  TroupeSocketAddress address;
  int listening = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_true (troupe_socket_address_set_ip (&address, "127.0.0.1", 0));
  g_assert_cmpint (bind (listening, &address.any, address.size), ==, 0);
  g_assert_cmpint (listen (listening, 1), ==, 0);
  g_assert_cmpint (getsockname (listening, &address.any, &address.size), ==, 0);
  fds[0] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (fds[0], &address.any, address.size), ==, 0);
  fds[1] = accept (listening, NULL, NULL);
  g_assert_cmpint (fds[1], >=, 0);
  close (listening);
}

static void
test_who_does_not_read_is_waited_for_within_a_bound (void)
{
  g_autoptr (TroupePoller) poller = troupe_poller_new (NULL);
  static const guint8 bytes[65536];
  int fds[2];

  connect_by_hand (fds);
  while (send (fds[0], bytes, sizeof bytes, MSG_DONTWAIT) > 0)
    ;
  troupe_poller_close_socket (poller, fds[0], /* is_unix = */ FALSE);
  troupe_poller_dispatch (poller);
  g_assert_cmpint (fcntl (fds[0], F_GETFD), >=, 0);
  g_assert_cmpuint (troupe_poller_get_deadline (poller), <=, troupe_clock_read_monotonic () + 5 * TROUPE_NS_PER_S);

  troupe_poller_end_pauses (poller, G_MAXUINT64 - 1);
  g_assert_cmpint (fcntl (fds[0], F_GETFD), <, 0);
  g_assert_cmpuint (troupe_poller_get_deadline (poller), ==, G_MAXUINT64);
  close (fds[1]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define TEST(name, func) g_test_add ("/real/sockets/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("a-directory-is-private-and-goes-with-its-world", test_a_directory_is_private_and_goes_with_its_world);
  TEST ("a-listener-removes-its-file", test_a_listener_removes_its_file);
  TEST ("a-listener-removes-no-others-file", test_a_listener_removes_no_others_file);
  TEST ("a-process-that-exits-leaves-no-file", test_a_process_that_exits_leaves_no_file);
  TEST ("the-file-of-a-dead-process-is-no-obstacle", test_the_file_of_a_dead_process_is_no_obstacle);
  TEST ("the-file-of-a-live-process-is-kept", test_the_file_of_a_live_process_is_kept);
  TEST ("a-file-that-is-no-socket-is-kept", test_a_file_that_is_no_socket_is_kept);
  TEST ("a-file-is-taken-over-by-one", test_a_file_is_taken_over_by_one);
  TEST ("a-path-that-is-too-long-is-named", test_a_path_that_is_too_long_is_named);
  TEST ("a-longest-path-is-reached", test_a_longest_path_is_reached);
  TEST ("any-name-cannot-be-guessed", test_any_name_cannot_be_guessed);
  TEST ("a-unix-peer-is-a-user", test_a_unix_peer_is_a_user);
  TEST ("a-tcp-peer-is-unknown", test_a_tcp_peer_is_unknown);
  TEST ("who-meets-itself-leaves-the-port-free", test_who_meets_itself_leaves_the_port_free);
  TEST ("other-kinds-have-no-sockets", test_other_kinds_have_no_sockets);
  TEST ("without-descriptors-connections-wait", test_without_descriptors_connections_wait);
  TEST ("a-closed-listener-rests-no-more", test_a_closed_listener_rests_no_more);
  TEST ("idle-sockets-wake-nobody", test_idle_sockets_wake_nobody);
  TEST ("sockets-wait-for-the-end-of-a-dispatch", test_sockets_wait_for_the_end_of_a_dispatch);
#undef TEST
  g_test_add_func ("/real/poller/pauses-end-in-the-order-of-their-times", test_pauses_end_in_the_order_of_their_times);
  g_test_add_func ("/real/poller/who-was-removed-is-not-told", test_who_was_removed_is_not_told);
  g_test_add_func ("/real/poller/who-does-not-read-is-waited-for-within-a-bound",
                   test_who_does_not_read_is_waited_for_within_a_bound);

  return g_test_run ();
}
