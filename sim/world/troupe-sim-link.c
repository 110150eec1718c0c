/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-link-private.h"

/* Parts of a whole: of 10^9 for probabilities, as files write them; of 2^30 for places in a range. */
#define PPB 1000000000u
#define FRACTION_BITS 30
#define FRACTION_ONE (1u << FRACTION_BITS)

/* ln 2, in parts of 2^30. */
#define LN_2 G_GUINT64_CONSTANT (744261118)
/* Binary digits of a logarithm behind the point: a millionth of the range. */
#define N_LOG_DIGITS 20

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

void
troupe_sim_link_apply (TroupeSimLink       *self,
                       const TroupeSimLink *rule)
{
  if (rule->given & TROUPE_SIM_LINK_DELAY)
    {
      self->delay_min_ns = rule->delay_min_ns;
      self->delay_max_ns = rule->delay_max_ns;
    }
  if (rule->given & TROUPE_SIM_LINK_DISTRIBUTION)
    self->distribution = rule->distribution;
  if (rule->given & TROUPE_SIM_LINK_LOSS)
    self->loss_ppb = rule->loss_ppb;
  if (rule->given & TROUPE_SIM_LINK_RATE)
    self->rate_bps = rule->rate_bps;
  if (rule->given & TROUPE_SIM_LINK_MTU)
    self->mtu_bytes = rule->mtu_bytes;
  if (rule->given & TROUPE_SIM_LINK_RESET)
    self->reset_ppb = rule->reset_ppb;
  self->given |= rule->given;
}

/* log2 of @value, at least 1, in parts of 2^30: the digits behind the point come out of squaring, one by one. */
static guint64
get_log2 (guint32 value)
{
  guint exponent = g_bit_storage (value) - 1;
  guint64 mantissa = (guint64) value << (31 - exponent); /* from 2^31 to 2^32: 1 to 2 */
  guint64 log2 = (guint64) exponent << FRACTION_BITS;

  for (guint i = 1; i <= N_LOG_DIGITS; i++)
    {
      mantissa = mantissa * mantissa >> 31;
      if (mantissa >> 32 == 0)
        continue;
      mantissa >>= 1;
      log2 += FRACTION_ONE >> i;
    }

  return log2;
}

/* The mean is a quarter: -ln (1 - u) / 4, for u from 0 to 1. */
static guint32
get_exponential_fraction (guint32 u)
{
  guint64 minus_log2 = ((guint64) FRACTION_BITS << FRACTION_BITS) - get_log2 (FRACTION_ONE - u);
  guint64 fraction = (minus_log2 * LN_2 >> FRACTION_BITS) / 4;

  return (guint32) MIN (fraction, FRACTION_ONE);
}

/* The sum of three even draws of ten bits each has a standard deviation of a sixth of its range. */
static guint32
get_normal_fraction (guint32 u)
{
  guint64 sum = (u >> 20) + (u >> 10 & 1023) + (u & 1023);

  return (guint32) (sum * FRACTION_ONE / (3 * 1023));
}

static guint64
get_part (guint64 span,
          guint32 fraction)
{
  guint64 high = (span >> FRACTION_BITS) * fraction;
  guint64 low = (span & (FRACTION_ONE - 1)) * fraction >> FRACTION_BITS;

  return high + low;
}

guint64
troupe_sim_link_choose_delay (const TroupeSimLink *self,
                              TroupeSimRun        *run)
{
  guint64 span = self->delay_max_ns - self->delay_min_ns;
  guint32 fraction;

  if (span == 0)
    return self->delay_min_ns;
  if (self->distribution == TROUPE_SIM_UNIFORM && span < FRACTION_ONE)
    return self->delay_min_ns + troupe_sim_run_choose (run, "network.delay", (guint) span + 1);

  fraction = troupe_sim_run_choose (run, "network.delay", FRACTION_ONE);
  if (self->distribution == TROUPE_SIM_EXPONENTIAL)
    fraction = get_exponential_fraction (fraction);
  else if (self->distribution == TROUPE_SIM_NORMAL)
    fraction = get_normal_fraction (fraction);

  return self->delay_min_ns + get_part (span, fraction);
}

/* The calm choice is that it does not happen. */
static gboolean
happens (TroupeSimRun *run,
         const char   *site,
         guint32       ppb)
{
  return ppb > 0 && troupe_sim_run_choose (run, site, PPB) >= PPB - ppb;
}

gboolean
troupe_sim_link_choose_loss (const TroupeSimLink *self,
                             TroupeSimRun        *run)
{
  return happens (run, "network.loss", self->loss_ppb);
}

gboolean
troupe_sim_link_choose_reset (const TroupeSimLink *self,
                              TroupeSimRun        *run)
{
  return happens (run, "network.reset", self->reset_ppb);
}

guint64
troupe_sim_link_get_busy_ns (const TroupeSimLink *self,
                             guint32              n_bytes)
{
  return self->rate_bps > 0 ? n_bytes * SECOND_NS / self->rate_bps : 0;
}
