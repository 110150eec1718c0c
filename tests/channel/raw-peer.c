/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/raw-peer.h"

#include <string.h>

void
raw_greeting (GByteArray           *bytes,
              const TroupeGreeting *greeting)
{
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse ("local:1,p", NULL);
  TroupeGreeting copy = *greeting;

  copy.proc = proc;
  copy.incarnation = copy.incarnation != 0 ? copy.incarnation : 500;
  copy.session = copy.session != 0 ? copy.session : 1;
  copy.connection = copy.connection != 0 ? copy.connection : 1;
  copy.held = copy.held != 0 ? copy.held : 1;
  copy.fresh = copy.fresh != 0 ? copy.fresh : 1;
  troupe_greeting_append (&copy, bytes);
}

void
raw_answer (GByteArray    *bytes,
            TroupeVerdict  verdict,
            guint64        next)
{
  char text[] = "local:2,q";
  TroupeAnswer answer = {
    .verdict = verdict, .incarnation = 1001, .next = next, .credit_messages = 100, .credit_kib = 1000, .text = text,
  };

  troupe_answer_append (&answer, bytes);
}

void
raw_frame (GByteArray              *bytes,
           const TroupeFrameHeader *header,
           const void              *payload)
{
  TroupeFrameHeader copy = *header;
  guint8 target[TROUPE_FRAME_HEADER_SIZE];

  troupe_frame_header_write (&copy, target);
  g_byte_array_append (bytes, target, sizeof target);
  if (payload != NULL)
    g_byte_array_append (bytes, payload, header->size);
}

void
raw_define (GByteArray *bytes,
            guint       what,
            guint64     index,
            const char *text)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_DEFINE, .flags = (guint8) what, .number = index, .size = (guint32) strlen (text),
  };

  raw_frame (bytes, &header, text);
}

void
raw_definitions (GByteArray *bytes)
{
  troupe_test_type_note ();
  raw_define (bytes, TROUPE_FRAME_DEFINES_PEER, 1, "local:1,p,a[0]");
  raw_define (bytes, TROUPE_FRAME_DEFINES_PEER, 2, "local:2,q,b[3]");
  raw_define (bytes, TROUPE_FRAME_DEFINES_TYPE, 1, "test.note");
}

void
raw_note (GByteArray *bytes,
          guint32     sequence,
          guint64     number)
{
  TroupeFrameHeader header = {
    .kind = TROUPE_FRAME_MESSAGE, .size = 10, .sequence = sequence, .receiver = 2, .sender = 1, .number = number,
    .type = 1,
  };

  raw_frame (bytes, &header, "\1\0\0\0\0\0\0\0x\0");
}

void
raw_bare (GByteArray      *bytes,
          TroupeFrameKind  kind,
          guint64          number)
{
  TroupeFrameHeader header = { .kind = (guint8) kind, .number = number };

  raw_frame (bytes, &header, NULL);
}

void
raw_write (TroupeTestStream *end,
           GByteArray       *bytes)
{
  troupe_test_stream_inject (end, bytes->data, bytes->len);
  g_byte_array_set_size (bytes, 0);
}
