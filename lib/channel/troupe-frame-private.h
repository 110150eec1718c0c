/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* What goes over a stream between two processes is frames, one after the other. All numbers are little-endian;
 * offsets count from the start of the frame.
 *
 *   offset  bytes
 *        0      4  n: length of the payload
 *        4      1  kind
 *        5      3  zero
 *        8      8  sequence
 *       16      n  payload
 *
 * hello: who speaks. The first frame of each direction, and only the first. Sequence 0.
 *       16      4  "TRPE"
 *       20      2  version of this format
 *       22      2  zero
 *       24    ...  proc id, as text
 *
 * message: sequences count up from 1 in each direction.
 *       16      8  port
 *       24      8  reply port, 0: none
 *       32      8  number
 *       40      2  s: length of the sender's id, 0: nobody
 *       42      2  r: length of the receiver's id
 *       44      2  t: length of the name of the type
 *       46      1  hops
 *       47      1  reason
 *       48      1  flags
 *       49      7  zero
 *       56      s  sender, as text
 *     56+s      r  receiver, as text
 *   56+s+r      t  name of the type
 * 56+s+r+t    ...  body
 *
 * acknowledgement: all messages up to this sequence were accepted or refused. No payload.
 *
 * refusal: the message of this sequence cannot be read here; those before it were accepted or refused.
 *       16      1  reason
 */
#define TROUPE_FRAME_VERSION 1

/* The largest payload: bounds what a peer can make us hold. A message of TROUPE_MESSAGE_SIZE_MAX fits. */
#define TROUPE_FRAME_PAYLOAD_MAX (64u * 1024 * 1024)
/* The same for a hello, which comes from someone we do not know yet. */
#define TROUPE_FRAME_HELLO_PAYLOAD_MAX 1024u

/* Offsets of the header. */
enum
{
  TROUPE_FRAME_AT_LENGTH = 0,
  TROUPE_FRAME_AT_KIND = 4,
  TROUPE_FRAME_AT_ZERO = 5,
  TROUPE_FRAME_AT_SEQUENCE = 8,
  TROUPE_FRAME_HEADER_SIZE = 16,
};

typedef enum
{
  TROUPE_FRAME_HELLO = 1,
  TROUPE_FRAME_MESSAGE = 2,
  TROUPE_FRAME_ACKNOWLEDGEMENT = 3,
  TROUPE_FRAME_REFUSAL = 4,
} TroupeFrameKind;

typedef struct
{
  TroupeFrameKind  kind;
  guint64          sequence;
  guint64          offset;  /* of its first byte, in the stream */
  const guint8    *payload; /* (not owned): until the decoder is asked or fed again */
  gsize            size;    /* of the payload, in bytes */
} TroupeFrame;

/* A run of bytes inside a frame; not terminated. */
typedef struct
{
  const char *data; /* (not owned) */
  gsize       size;
} TroupeFrameText;

/* The payload of a message, taken apart but not interpreted. */
typedef struct
{
  guint64          port;
  guint64          reply_port;
  guint64          number;
  guint8           hops;
  guint8           reason; /* a TroupeReason */
  guint8           flags;  /* TroupeMessageFlags */
  TroupeFrameText  sender; /* empty: nobody */
  TroupeFrameText  receiver;
  TroupeFrameText  type_name;
  TroupeFrameText  body;
} TroupeFrameMessage;

/* Encoding: each appends one frame to @output. */
void     troupe_frame_append_hello           (GByteArray          *output,
                                              const TroupeProcId  *self_id);
void     troupe_frame_append_message         (GByteArray          *output,
                                              guint64              sequence,
                                              const TroupeMessage *message);
void     troupe_frame_append_acknowledgement (GByteArray          *output,
                                              guint64              sequence);
void     troupe_frame_append_refusal         (GByteArray          *output,
                                              guint64              sequence,
                                              TroupeReason         reason);

/* Parsing the payload of a frame of that kind. All fail with INVALID_FRAME, naming the offset in the stream. */
gboolean troupe_frame_parse_hello            (const TroupeFrame   *frame,
                                              TroupeProcId       **ret_id,
                                              GError             **error);
gboolean troupe_frame_parse_message          (const TroupeFrame   *frame,
                                              TroupeFrameMessage  *ret_message,
                                              GError             **error);
gboolean troupe_frame_parse_refusal          (const TroupeFrame   *frame,
                                              TroupeReason        *ret_reason,
                                              GError             **error);
/* Sets INVALID_FRAME for what stands @at bytes into the frame that begins at @offset; answers FALSE. */
gboolean troupe_frame_refuse                 (guint64              offset,
                                              gsize                at,
                                              GError             **error,
                                              const char          *format,
                                              ...) G_GNUC_PRINTF (4, 5);

typedef enum
{
  TROUPE_FRAME_WHOLE,    /* here is one */
  TROUPE_FRAME_PARTIAL,  /* feed more */
  TROUPE_FRAME_INVALID,  /* the bytes are no frame; nothing after them can be read */
} TroupeFrameResult;

/* Finds frames in a stream that arrives in chunks. Holds what has arrived, and never takes memory for what a length
 * merely announces. */
typedef struct
{
  GByteArray *bytes;  /* (owned): arrived, from the first byte that was not let go */
  gsize       taken;  /* how many of them were given out as frames */
  guint64     offset; /* of the first of them, in the stream */
} TroupeFrameDecoder;

void              troupe_frame_decoder_init          (TroupeFrameDecoder       *self);
void              troupe_frame_decoder_clear         (TroupeFrameDecoder       *self);
void              troupe_frame_decoder_feed          (TroupeFrameDecoder       *self,
                                                      const void               *data,
                                                      gsize                     size);
TroupeFrameResult troupe_frame_decoder_next          (TroupeFrameDecoder       *self,
                                                      TroupeFrame              *ret_frame,
                                                      GError                  **error);
/* Bytes of a frame that is not whole yet. */
gsize             troupe_frame_decoder_get_n_pending (const TroupeFrameDecoder *self);

G_END_DECLS
