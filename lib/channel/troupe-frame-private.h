/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-reason.h"
#include "channel/troupe-output-private.h"
#include "message/troupe-message-private.h"

G_BEGIN_DECLS

/* What goes over a connection once both ends have greeted each other: frames, one after the other, as PROTOCOL.md says
 * byte by byte. A header of 32 bytes, then a payload. All numbers are little-endian, and so are we. */

/* The largest payload: a message of TROUPE_MESSAGE_SIZE_MAX fits. */
#define TROUPE_FRAME_PAYLOAD_MAX (64u * 1024 * 1024)
/* The same for a frame that holds a text. */
#define TROUPE_FRAME_TEXT_MAX 1024u
/* What follows a payload where the ends have agreed on it. */
#define TROUPE_FRAME_TRAILER_SIZE 8u

/* D: from the initiator, which sends messages; A: from the acceptor, which takes them. */
typedef enum
{
  TROUPE_FRAME_DEFINE = 1,          /* D: what a dictionary index stands for */
  TROUPE_FRAME_MESSAGE = 2,         /* D */
  TROUPE_FRAME_CONFIRMATION = 3,    /* D: refusals have come */
  TROUPE_FRAME_PING = 4,            /* D: acknowledge now, and show that you live */
  TROUPE_FRAME_CLOSE = 5,           /* D, A: the session is over, in order */
  TROUPE_FRAME_ACKNOWLEDGEMENT = 6, /* A */
  TROUPE_FRAME_REFUSAL = 7,         /* A: one message cannot be read here */
  TROUPE_FRAME_REJECTION = 8,       /* A: the session is over, for a reason */
  TROUPE_FRAME_INQUIRY = 9,         /* D: tell when few messages wait for a receiver */
  TROUPE_FRAME_TALLY = 10,          /* A: so few do */
} TroupeFrameKind;

#define TROUPE_N_FRAME_KINDS (TROUPE_FRAME_TALLY + 1)

/* Flags of a message beside TroupeMessageFlags, which stand in the low half. */
enum
{
  TROUPE_FRAME_HAS_PORT = 1 << 4,       /* the payload begins with the port: it is not that of the type */
  TROUPE_FRAME_HAS_REPLY_PORT = 1 << 5, /* then the reply port; where it is ordered, then flow and number */
};

/* Ports, flow and number. */
#define TROUPE_FRAME_PREFIX_MAX 32u

/* Flags of an acknowledgement. */
enum
{
  TROUPE_FRAME_IS_CLEAR = 1 << 0, /* no long body waits: one message may go, however long it is */
};

/* In an acknowledgement: so many messages wait, or more. */
#define TROUPE_FRAME_MANY_WAIT G_MAXUINT16

/* Why a session is over, in `reason`. */
typedef enum
{
  TROUPE_REJECTION_MALFORMED = 1, /* a frame that makes no sense */
  TROUPE_REJECTION_GAP = 2,       /* a sequence is missing */
  TROUPE_REJECTION_OVERRUN = 3,   /* much more came than there was credit for */
} TroupeRejection;

/* What a definition defines, in `flags`. */
enum
{
  TROUPE_FRAME_DEFINES_PEER = 0,
  TROUPE_FRAME_DEFINES_TYPE = 1,
};

/* A header as it goes over the wire. What a kind does not use is zero. */
typedef struct
{
  guint32 size;     /* of the payload, trailer not included */
  guint8  kind;     /* TroupeFrameKind */
  guint8  flags;
  guint8  hops;     /* message */
  guint8  reason;   /* message, refusal: a TroupeReason; rejection: a TroupeRejection */
  guint32 sequence; /* message: its sequence, modulo 2^32; acknowledgement: messages that may follow `number`; inquiry,
                     * tally: messages that wait for the receiver */
  guint16 receiver; /* message, inquiry: dictionary index; acknowledgement: KiB that may follow, the low half */
  guint16 sender;   /* message: dictionary index, 0: nobody; acknowledgement: the high half; tally: KiB that wait, the
                     * low half */
  guint64 number;   /* message: its number; definition: the index; inquiry, tally: that of the inquiry;
                     * all others: a sequence */
  guint16 type;     /* message: dictionary index; tally: the high half; acknowledgement: messages of the session that
                     * wait, or TROUPE_FRAME_MANY_WAIT */
  guint16 zero;
  guint32 checksum; /* of all before it */
} TroupeFrameHeader;

#define TROUPE_FRAME_HEADER_SIZE 32u

G_STATIC_ASSERT (sizeof (TroupeFrameHeader) == TROUPE_FRAME_HEADER_SIZE);
G_STATIC_ASSERT (G_STRUCT_OFFSET (TroupeFrameHeader, number) == 16);
G_STATIC_ASSERT (G_STRUCT_OFFSET (TroupeFrameHeader, checksum) == 28);

/* A frame that has come: valid until the next one is asked for. */
typedef struct
{
  TroupeFrameHeader  header;
  const guint8      *payload; /* (not owned): without the trailer; NULL where it stands in a block, see TroupeInput */
  guint64            offset;  /* of the first byte of the header, in the stream */
} TroupeFrame;

/* Who sends a frame. */
typedef enum
{
  TROUPE_FRAME_FROM_INITIATOR,
  TROUPE_FRAME_FROM_ACCEPTOR,
} TroupeFrameOrigin;

/* Fills in the checksum and copies the header to @target. */
void     troupe_frame_header_write (TroupeFrameHeader        *self,
                                    guint8                   *target);
/* Copies the header that stands at @source, if it is one that @origin can send. Fails with CORRUPT where the checksum
 * does not fit, and with INVALID_FRAME where it does, and the header makes no sense. @offset: in the stream, for the
 * error. */
gboolean troupe_frame_header_read  (TroupeFrameHeader        *self,
                                    const guint8             *source,
                                    TroupeFrameOrigin         origin,
                                    guint64                   offset,
                                    GError                  **error);
/* Appends a frame whose payload is a text, of TROUPE_FRAME_TEXT_MAX bytes at most. */
void     troupe_frame_append_text  (TroupeOutput             *output,
                                    TroupeFrameHeader        *header,
                                    const char               *text,
                                    gboolean                  has_trailer);
/* Sets INVALID_FRAME for the frame that begins at @offset; answers FALSE. */
gboolean troupe_frame_refuse       (guint64                   offset,
                                    GError                  **error,
                                    const char               *format,
                                    ...) G_GNUC_PRINTF (3, 4);

/* How many bytes stand before the body of a message. */
static inline guint32
troupe_frame_header_get_prefix_size (const TroupeFrameHeader *self)
{
  return (self->flags & TROUPE_FRAME_HAS_PORT ? 8u : 0u) + (self->flags & TROUPE_FRAME_HAS_REPLY_PORT ? 8u : 0u) +
         (self->flags & TROUPE_MESSAGE_IS_ORDERED ? 16u : 0u);
}

static inline guint32
troupe_frame_header_get_credit_kib (const TroupeFrameHeader *self)
{
  return self->receiver | (guint32) self->sender << 16;
}

static inline guint32
troupe_frame_header_get_tally_kib (const TroupeFrameHeader *self)
{
  return self->sender | (guint32) self->type << 16;
}

G_END_DECLS
