/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "transport.h"

G_BEGIN_DECLS

/* The two sides of connections as the suite drives them: a server that accepts what comes, and ends that read and write
 * when their streams are ready, and only then. */

typedef struct _Line Line;

/* One end of a connection. */
typedef struct
{
  Line               *line;
  TroupeStream       *stream;     /* (owned) */
  gboolean            is_ready;   /* it is to be tried: at first, and when its ready function was called */
  guint               n_ready;    /* calls of its ready function */
  gboolean            is_lazy;    /* it does not read */
  gsize               read_size;  /* of the buffer that it reads with */
  gsize               n_reads_max; /* in one go; then others get their turn */
  GByteArray         *received;
  TroupeStreamResult  last_read;  /* why it stopped reading */
  GBytes             *outgoing;   /* (nullable): what it writes */
  gsize               n_written;
  gsize               write_size; /* of one write, cut into vectors of many sizes */
  TroupeStreamResult  last_write;
} End;

struct _Line
{
  const Transport *transport;
  Net              net;
  guint            n_descriptors; /* of the process, before the net was opened */
  TroupeListener  *listener;      /* (owned) (nullable) */
  GPtrArray       *ends;          /* (owned) (element-type End): all of them */
  GPtrArray       *accepted;      /* (element-type End): those of the server, in the order of accepting */
  gboolean         is_listener_ready;
};

Line          *line_open            (const Transport *transport);
/* Does not return while a descriptor is left. */
void           line_close           (Line            *self);
/* Listens, and accepts what comes. @text: NULL: at an address that the listener chooses. */
void           line_listen          (Line            *self,
                                     const char      *text);
/* (transfer none): to where the line listens. */
End           *line_dial            (Line            *self);
End           *line_dial_to         (Line            *self,
                                     const char      *text);
/* Dials, and lets it be accepted, until a byte has gone each way; the server's end goes to @ret_server. */
End           *line_connect         (Line            *self,
                                     End            **ret_server);
/* One turn: something happens, waited for only if no end is ready; then every end that is ready is tried. */
void           line_turn            (Line            *self);

/* Takes @bytes and writes them, as far as that goes now. */
void           end_write            (End             *self,
                                     GBytes          *bytes);
void           end_write_text       (End             *self,
                                     const char      *text);
gboolean       end_has_written      (const End       *self);
void           end_wait_for_bytes   (End             *self,
                                     gsize            n_bytes);
/* Until reading has come to an end or broken; answers which. */
TroupeStreamResult end_wait_for_end (End             *self);
void           end_wait_until_written (End           *self);
void           end_assert_received  (End             *self,
                                     GBytes          *bytes);
void           end_assert_received_text (End         *self,
                                     const char      *text);

/* (transfer full): @size bytes that no shift leaves as they are. */
GBytes        *make_pattern         (gsize            size,
                                     guint            which);
TroupeAddress *parse_address        (const char      *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Line, line_close)

G_END_DECLS
