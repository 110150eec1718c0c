/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "ipc.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* What sockets can do: no frames, no order to keep, nothing acknowledged. Small messages go by writev(). */

const char *const measure_who = "raw";

#define N_VECTORS   1024
#define READ_BYTES  (64 * 1024)

typedef struct
{
  int fd;
} End;

static void
make_tcp_pair (int fds[2])
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listening = socket (AF_INET, SOCK_STREAM, 0);
  int on = 1;

  if (bind (listening, (struct sockaddr *) &address, size) != 0 || listen (listening, 1) != 0 ||
      getsockname (listening, (struct sockaddr *) &address, &size) != 0)
    g_error ("Could not listen");
  fds[0] = socket (AF_INET, SOCK_STREAM, 0);
  if (connect (fds[0], (struct sockaddr *) &address, size) != 0)
    g_error ("Could not connect");
  fds[1] = accept (listening, NULL, NULL);
  close (listening);
  for (guint i = 0; i < 2; i++)
    setsockopt (fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void
make_unix_pair (int fds[2])
{
  if (socketpair (AF_UNIX, SOCK_STREAM, 0, fds) != 0)
    g_error ("Could not make sockets");
}

static void
read_all (int    fd,
          void  *buffer,
          gsize  size)
{
  for (gsize n_read = 0; n_read < size;)
    {
      gssize n_more = read (fd, (guint8 *) buffer + n_read, size - n_read);

      if (n_more <= 0)
        g_error ("The peer is gone");
      n_read += (gsize) n_more;
    }
}

static void
write_all (int         fd,
           const void *buffer,
           gsize       size)
{
  for (gsize n_written = 0; n_written < size;)
    {
      gssize n_more = write (fd, (const guint8 *) buffer + n_written, size - n_written);

      if (n_more <= 0)
        g_error ("The peer is gone");
      n_written += (gsize) n_more;
    }
}

static void
send_bodies (gpointer data)
{
  End *end = data;
  guint8 body[IPC_BODY_BYTES] = { 0 };
  struct iovec vectors[N_VECTORS];

  for (guint i = 0; i < N_VECTORS; i++)
    vectors[i] = (struct iovec) { body, sizeof body };
  while (writev (end->fd, vectors, N_VECTORS) > 0)
    ;
}

static void
send_blobs (gpointer data)
{
  End *end = data;
  g_autofree guint8 *blob = g_malloc0 (IPC_BLOB_BYTES);

  while (TRUE)
    write_all (end->fd, blob, IPC_BLOB_BYTES);
}

static void
send_back (gpointer data)
{
  End *end = data;
  guint8 body[IPC_BODY_BYTES];

  while (TRUE)
    {
      read_all (end->fd, body, sizeof body);
      write_all (end->fd, body, sizeof body);
    }
}

/* Bytes a second that @child sends, read in pieces of @size. */
static double
measure_bytes (void   (*make_pair) (int fds[2]),
               void   (*child) (gpointer data),
               gsize    size,
               double   seconds)
{
  g_autofree guint8 *buffer = g_malloc (size);
  guint64 began_ns = 0;
  guint64 now_ns = 0;
  guint64 n_bytes = 0;
  End other;
  int fds[2];
  pid_t pid;

  make_pair (fds);
  other.fd = fds[1];
  pid = ipc_start_child (child, &other);
  for (guint i = 0; began_ns == 0 || (double) (now_ns - began_ns) < seconds * 1e9; i++)
    {
      gssize n_read = read (fds[0], buffer, size);

      if (n_read <= 0)
        g_error ("The peer is gone");
      n_bytes += (gsize) n_read;
      now_ns = ipc_get_time_ns ();
      if (began_ns == 0 && i == 100)
        {
          began_ns = now_ns;
          n_bytes = 0;
        }
    }
  ipc_kill_child (pid);
  close (fds[0]);
  close (fds[1]);

  return (double) n_bytes * 1e9 / (double) (now_ns - began_ns);
}

static double
measure_round_trip (void (*make_pair) (int fds[2]))
{
  g_autofree guint64 *times_ns = g_new (guint64, IPC_N_ROUND_TRIPS);
  guint8 body[IPC_BODY_BYTES] = { 0 };
  End other;
  int fds[2];
  pid_t pid;

  ipc_pin ();
  make_pair (fds);
  other.fd = fds[1];
  pid = ipc_start_child (send_back, &other);
  for (guint i = 0; i < IPC_N_ROUND_TRIPS; i++)
    {
      guint64 began_ns = ipc_get_time_ns ();

      write_all (fds[0], body, sizeof body);
      read_all (fds[0], body, sizeof body);
      times_ns[i] = ipc_get_time_ns () - began_ns;
    }
  ipc_kill_child (pid);
  close (fds[0]);
  close (fds[1]);

  return ipc_median (times_ns, IPC_N_ROUND_TRIPS);
}

static double
one_way_unix (double seconds)
{
  return measure_bytes (make_unix_pair, send_bodies, READ_BYTES, seconds) / IPC_BODY_BYTES;
}

static double
one_way_tcp (double seconds)
{
  return measure_bytes (make_tcp_pair, send_bodies, READ_BYTES, seconds) / IPC_BODY_BYTES;
}

static double
round_trip_unix (double seconds)
{
  return measure_round_trip (make_unix_pair);
}

static double
round_trip_tcp (double seconds)
{
  return measure_round_trip (make_tcp_pair);
}

static double
blobs_unix (double seconds)
{
  return measure_bytes (make_unix_pair, send_blobs, IPC_BLOB_BYTES, seconds) / 1e6;
}

static double
blobs_tcp (double seconds)
{
  return measure_bytes (make_tcp_pair, send_blobs, IPC_BLOB_BYTES, seconds) / 1e6;
}

const Measure measures[] = {
  { "one-way-unix", one_way_unix },
  { "one-way-tcp", one_way_tcp },
  { "round-trip-unix", round_trip_unix },
  { "round-trip-tcp", round_trip_tcp },
  { "blobs-unix", blobs_unix },
  { "blobs-tcp", blobs_tcp },
  { NULL },
};
