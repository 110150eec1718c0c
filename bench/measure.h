/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The common end of the benchmark programs: `PROGRAM MEASURE AMOUNT` prints one line of JSON. */

/* What every program measures alike. */
#define MEASURE_BODY_BYTES 64
#define MEASURE_N_SENDERS  100  /* of the fan-in */
#define MEASURE_CREDIT     10   /* how many messages a sender of the fan-in may have under way */
#define MEASURE_N_RING     1000
#define MEASURE_N_IN_FLIGHT 100 /* of spawned or failing actors */

typedef struct
{
  guint64 words[MEASURE_BODY_BYTES / 8];
} MeasureBody;

typedef struct
{
  const char *name;
  /* @amount: seconds to run for; of `idle`: how many actors. Answers what is counted a second; of `idle`: bytes an
   * actor. */
  double    (*run) (double amount);
} Measure;

/* Of the program: what it measures, ended by one without a name. */
extern const Measure     measures[];
extern const char *const measure_who;

/* Calls @batch, which answers how much it has done, until @seconds of processor time are used, once before that;
 * answers how much was done a second of it. */
double measure_rate     (double    seconds,
                         guint64 (*batch) (gpointer data),
                         gpointer  data);
/* Resident memory of this process, in bytes. */
gsize  measure_resident (void);

G_END_DECLS
