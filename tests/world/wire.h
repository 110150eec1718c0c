/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "fake-loop.h"

G_BEGIN_DECLS

#define WIRE_BUFFER_SIZE 65536

/* A server on h0 that listens, and a client on h1. Each reads all that it can whenever its stream is ready. */
typedef struct
{
  TroupeSimRun       *run;
  TroupeSimHost      *hosts[2];
  FakeLoop           *server;
  FakeLoop           *client;
  TroupeListener     *listener;
  TroupeStream       *server_stream; /* (nullable): accepted */
  TroupeStream       *client_stream;
  GByteArray         *received;      /* by the server */
  TroupeStreamResult  last_read;     /* of the server: why it stopped */
  TroupeStreamResult  client_read;   /* of the client */
  gboolean            is_lazy;       /* the server does not read */
  guint               n_ready;       /* of the client's stream */
  GBytes             *outgoing;      /* (nullable): what the client writes whenever it is ready */
  gsize               n_written;
} Wire;

/* A wire whose client has just asked to be connected. */
Wire               *wire_new             (guint64       seed);
/* A wire that is connected, in a world that has come to rest. */
Wire               *wire_open            (guint64       seed);
void                wire_free            (Wire         *self);
/* Tasks of a wire. The client reads, and writes what is outgoing as far as that goes; the server reads all. */
void                wire_client_write    (gpointer      wire);
void                wire_server_read     (gpointer      wire);
void                wire_assert_received (Wire         *self,
                                          const char   *text);

TroupeStreamResult  wire_try_write       (TroupeStream *stream,
                                          const char   *text,
                                          gsize        *ret_size);
void                wire_assert_wrote    (TroupeStream *stream,
                                          const char   *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wire, wire_free)

G_END_DECLS
