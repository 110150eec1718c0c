/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "ipc.h"

#include <nng/nng.h>
#include <nng/protocol/pair0/pair.h>
#include <unistd.h>

/* nng: a pair0 socket on each side. */

const char *const measure_who = "nng";

typedef struct
{
  char  address[64];
  gsize size;
} Peer;

static void
check (int result)
{
  if (result != 0)
    g_error ("nng: %s", nng_strerror (result));
}

static nng_socket
open_socket (const char *address,
             gboolean    listens)
{
  nng_socket socket;

  check (nng_pair0_open (&socket));
  check (nng_socket_set_size (socket, NNG_OPT_RECVMAXSZ, 0));
  check (listens ? nng_listen (socket, address, NULL, 0) : nng_dial (socket, address, NULL, NNG_FLAG_NONBLOCK));

  return socket;
}

static void
send_all (gpointer data)
{
  Peer *peer = data;
  g_autofree guint8 *bytes = g_malloc0 (peer->size);
  nng_socket socket = open_socket (peer->address, FALSE);

  while (nng_send (socket, bytes, peer->size, 0) == 0)
    ;
}

static void
send_back (gpointer data)
{
  Peer *peer = data;
  guint8 body[IPC_BODY_BYTES];
  gsize size = sizeof body;
  nng_socket socket = open_socket (peer->address, FALSE);

  while (nng_recv (socket, body, &size, 0) == 0)
    check (nng_send (socket, body, size, 0));
}

static void
name_address (Peer       *peer,
              const char *kind)
{
  if (g_str_equal (kind, "unix"))
    g_snprintf (peer->address, sizeof peer->address, "ipc:///tmp/troupe-bench-%d", getpid ());
  else
    g_snprintf (peer->address, sizeof peer->address, "tcp://127.0.0.1:%d", 20000 + getpid () % 40000);
}

/* Messages a second. */
static double
measure_rate_of (const char *kind,
                 gsize       size,
                 double      seconds)
{
  Peer peer = { .size = size };
  guint step = size == IPC_BODY_BYTES ? IPC_CREDIT : 1;
  guint64 began_ns = 0;
  guint64 now_ns = 0;
  guint64 n_received = 0;
  nng_socket socket;
  pid_t pid;

  name_address (&peer, kind);
  pid = ipc_start_child (send_all, &peer);
  socket = open_socket (peer.address, TRUE);
  while (began_ns == 0 || (double) (now_ns - began_ns) < seconds * 1e9)
    {
      nng_msg *message;

      check (nng_recvmsg (socket, &message, 0));
      nng_msg_free (message);
      if (++n_received % step != 0)
        continue;
      now_ns = ipc_get_time_ns ();
      if (began_ns == 0 && n_received >= 10 * step)
        {
          began_ns = now_ns;
          n_received = 0;
        }
    }
  ipc_kill_child (pid);

  return (double) n_received * 1e9 / (double) (now_ns - began_ns);
}

static double
measure_round_trip (const char *kind)
{
  g_autofree guint64 *times_ns = g_new (guint64, IPC_N_ROUND_TRIPS);
  guint8 body[IPC_BODY_BYTES] = { 0 };
  gsize size = sizeof body;
  Peer peer;
  nng_socket socket;
  pid_t pid;

  ipc_pin ();
  name_address (&peer, kind);
  pid = ipc_start_child (send_back, &peer);
  socket = open_socket (peer.address, TRUE);
  for (guint i = 0; i < IPC_N_ROUND_TRIPS; i++)
    {
      guint64 began_ns = ipc_get_time_ns ();

      check (nng_send (socket, body, sizeof body, 0));
      check (nng_recv (socket, body, &size, 0));
      times_ns[i] = ipc_get_time_ns () - began_ns;
    }
  ipc_kill_child (pid);

  return ipc_median (times_ns, IPC_N_ROUND_TRIPS);
}

#define MEASURE(kind) \
  static double one_way_##kind (double seconds) { return measure_rate_of (#kind, IPC_BODY_BYTES, seconds); } \
  static double round_trip_##kind (double seconds) { return measure_round_trip (#kind); } \
  static double blobs_##kind (double seconds) \
  { return measure_rate_of (#kind, IPC_BLOB_BYTES, seconds) * IPC_BLOB_BYTES / 1e6; }

MEASURE (unix)
MEASURE (tcp)

const Measure measures[] = {
  { "one-way-unix", one_way_unix },
  { "one-way-tcp", one_way_tcp },
  { "round-trip-unix", round_trip_unix },
  { "round-trip-tcp", round_trip_tcp },
  { "blobs-unix", blobs_unix },
  { "blobs-tcp", blobs_tcp },
  { NULL },
};
