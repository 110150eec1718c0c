/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "channel/troupe-peer-fault-private.h"

#include "base/troupe-error.h"

static const char *const words[TROUPE_N_PEER_FAULTS] = {
  [TROUPE_PEER_FAULT_CORRUPT] = "corrupt",
  [TROUPE_PEER_FAULT_GAP] = "gap",
  [TROUPE_PEER_FAULT_GREETING] = "greeting",
  [TROUPE_PEER_FAULT_MALFORMED] = "malformed",
  [TROUPE_PEER_FAULT_OVERRUN] = "overrun",
  [TROUPE_PEER_FAULT_SILENT] = "silent",
  [TROUPE_PEER_FAULT_STRANGER] = "stranger",
  [TROUPE_PEER_FAULT_VERSION] = "version",
};

const char *
troupe_peer_fault_to_string (TroupePeerFault fault)
{
  g_return_val_if_fail ((guint) fault < TROUPE_N_PEER_FAULTS, NULL);

  return words[fault];
}

void
troupe_peer_faults_add (TroupePeerFaults *self,
                        TroupePeerFault   fault)
{
  self->counts[fault]++;
}

void
troupe_peer_faults_add_rejection (TroupePeerFaults *self,
                                  TroupeRejection   rejection)
{
  switch (rejection)
    {
    case TROUPE_REJECTION_MALFORMED:
      troupe_peer_faults_add (self, TROUPE_PEER_FAULT_MALFORMED);
      return;

    case TROUPE_REJECTION_GAP:
      troupe_peer_faults_add (self, TROUPE_PEER_FAULT_GAP);
      return;

    case TROUPE_REJECTION_OVERRUN:
      troupe_peer_faults_add (self, TROUPE_PEER_FAULT_OVERRUN);
      return;

    default:
      g_assert_not_reached ();
    }
}

/* That connections overtake each other happens, and that there is no room is ours to answer for. */
void
troupe_peer_faults_add_verdict (TroupePeerFaults *self,
                                TroupeVerdict     verdict)
{
  if (verdict == TROUPE_VERDICT_VERSION)
    troupe_peer_faults_add (self, TROUPE_PEER_FAULT_VERSION);
  if (verdict == TROUPE_VERDICT_MALFORMED)
    troupe_peer_faults_add (self, TROUPE_PEER_FAULT_GREETING);
}

void
troupe_peer_faults_add_end (TroupePeerFaults *self,
                            TroupeReason      reason,
                            TroupePeerFault   if_invalid,
                            const GError     *error)
{
  if (g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_CORRUPT))
    troupe_peer_faults_add (self, TROUPE_PEER_FAULT_CORRUPT);
  else if (g_error_matches (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_FRAME))
    troupe_peer_faults_add (self, if_invalid);
  else if (reason == TROUPE_REASON_TIMEOUT)
    troupe_peer_faults_add (self, TROUPE_PEER_FAULT_SILENT);
}

GVariant *
troupe_peer_faults_make_variant (const TroupePeerFaults *self)
{
  GVariantBuilder builder;
  gboolean is_empty = TRUE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{st}"));
  for (guint i = 0; i < TROUPE_N_PEER_FAULTS; i++)
    {
      if (self->counts[i] == 0)
        continue;
      g_variant_builder_add (&builder, "{st}", words[i], self->counts[i]);
      is_empty = FALSE;
    }
  if (!is_empty)
    return g_variant_builder_end (&builder);

  g_variant_builder_clear (&builder);

  return NULL;
}
