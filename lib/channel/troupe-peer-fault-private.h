/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-frame-private.h"
#include "channel/troupe-greeting-private.h"

G_BEGIN_DECLS

/* What another process has done that it should not have. */
typedef enum
{
  TROUPE_PEER_FAULT_CORRUPT,   /* a checksum did not fit: noise, as a rule */
  TROUPE_PEER_FAULT_GAP,       /* a sequence was missing */
  TROUPE_PEER_FAULT_GREETING,  /* its greeting, or its answer to ours, made no sense */
  TROUPE_PEER_FAULT_MALFORMED, /* a frame made none */
  TROUPE_PEER_FAULT_OVERRUN,   /* it sent much more than it had credit for */
  TROUPE_PEER_FAULT_SILENT,    /* it said nothing where it should have */
  TROUPE_PEER_FAULT_STRANGER,  /* what it said was no greeting at all */
  TROUPE_PEER_FAULT_VERSION,   /* it speaks another version of the protocol */
} TroupePeerFault;

#define TROUPE_N_PEER_FAULTS (TROUPE_PEER_FAULT_VERSION + 1)

typedef struct
{
  guint64 counts[TROUPE_N_PEER_FAULTS];
} TroupePeerFaults;

/* A word for each. */
const char      *troupe_peer_fault_to_string   (TroupePeerFault   fault);
void             troupe_peer_faults_add        (TroupePeerFaults *self,
                                                TroupePeerFault   fault);
/* Why a session was rejected. */
void             troupe_peer_faults_add_rejection (TroupePeerFaults *self,
                                                   TroupeRejection   rejection);
/* Why a greeting was refused: what is no fault of the peer's is not counted. */
void             troupe_peer_faults_add_verdict (TroupePeerFaults *self,
                                                 TroupeVerdict     verdict);
/* Why a connection has ended, where that was for something that came over it, or did not. @error: (nullable) */
void             troupe_peer_faults_add_end    (TroupePeerFaults *self,
                                                TroupeReason      reason,
                                                TroupePeerFault   if_invalid,
                                                const GError     *error);
/* (transfer floating) (nullable): a dictionary of those that there were, a{st}; NULL: none were. */
TROUPE_INTERNAL
GVariant        *troupe_peer_faults_make_variant (const TroupePeerFaults *self);

G_END_DECLS
