/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the process of one run tells its worker, in a page that both share: it can be written where nothing
 * else can, in a signal handler and behind the seal. The worker clears it before each fork. */
typedef struct
{
  guint32 finished;       /* 1: the result file is complete */
  gint32  seal_errno;     /* why the seal could not be closed; 0: sealed, or not asked for */
  gint32  signal_number;  /* that ended the run; 0: none was caught */
  gint32  trapped_call;   /* the system call that the seal refused, TROUPE_SEAL_CLOCK, or -1 */
  guint64 address;        /* of the fault */
  guint64 n_result_bytes; /* in the result file, from its start */
  guint64 n_log_bytes;    /* in the result file, after the result */
} TroupeRunNote;

G_END_DECLS
