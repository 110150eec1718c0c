/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "ipc.h"

#include <unistd.h>
#include <zmq.h>

/* ZeroMQ: PUSH to PULL for rates, PAIR for round trips. */

const char *const measure_who = "zeromq";

typedef struct
{
  char  address[64];
  gsize size;
} Peer;

static void *
open_socket (void       *context,
             int         type,
             const char *address,
             gboolean    listens)
{
  void *socket = zmq_socket (context, type);

  if (socket == NULL || (listens ? zmq_bind (socket, address) : zmq_connect (socket, address)) != 0)
    g_error ("ZeroMQ: %s", zmq_strerror (zmq_errno ()));

  return socket;
}

static void
send_all (gpointer data)
{
  Peer *peer = data;
  g_autofree guint8 *bytes = g_malloc0 (peer->size);
  void *socket = open_socket (zmq_ctx_new (), ZMQ_PUSH, peer->address, FALSE);

  while (zmq_send (socket, bytes, peer->size, 0) >= 0)
    ;
}

static void
send_back (gpointer data)
{
  Peer *peer = data;
  guint8 body[IPC_BODY_BYTES];
  void *socket = open_socket (zmq_ctx_new (), ZMQ_PAIR, peer->address, FALSE);

  while (zmq_recv (socket, body, sizeof body, 0) >= 0)
    zmq_send (socket, body, sizeof body, 0);
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
  zmq_msg_t message;
  void *context, *socket;
  pid_t pid;

  name_address (&peer, kind);
  pid = ipc_start_child (send_all, &peer);
  context = zmq_ctx_new ();
  socket = open_socket (context, ZMQ_PULL, peer.address, TRUE);
  while (began_ns == 0 || (double) (now_ns - began_ns) < seconds * 1e9)
    {
      zmq_msg_init (&message);
      if (zmq_msg_recv (&message, socket, 0) != (int) size)
        g_error ("ZeroMQ: %s", zmq_strerror (zmq_errno ()));
      zmq_msg_close (&message);
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
  if (g_str_equal (kind, "unix"))
    unlink (peer.address + strlen ("ipc://"));

  return (double) n_received * 1e9 / (double) (now_ns - began_ns);
}

static double
measure_round_trip (const char *kind)
{
  g_autofree guint64 *times_ns = g_new (guint64, IPC_N_ROUND_TRIPS);
  guint8 body[IPC_BODY_BYTES] = { 0 };
  Peer peer;
  void *socket;
  pid_t pid;

  ipc_pin ();
  name_address (&peer, kind);
  pid = ipc_start_child (send_back, &peer);
  socket = open_socket (zmq_ctx_new (), ZMQ_PAIR, peer.address, TRUE);
  for (guint i = 0; i < IPC_N_ROUND_TRIPS; i++)
    {
      guint64 began_ns = ipc_get_time_ns ();

      zmq_send (socket, body, sizeof body, 0);
      zmq_recv (socket, body, sizeof body, 0);
      times_ns[i] = ipc_get_time_ns () - began_ns;
    }
  ipc_kill_child (pid);
  if (g_str_equal (kind, "unix"))
    unlink (peer.address + strlen ("ipc://"));

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
