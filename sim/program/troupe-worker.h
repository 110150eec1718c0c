/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-run.h"

G_BEGIN_DECLS

/* A worker is this program, executed anew as `troupe-sim --worker [OPTION...] -- FILE...`. It reads the files once,
 * then takes requests on its standard input and answers each on its standard output, in their order:
 *
 *   request   TroupeWorkerRequest | prefix: n_prefix guint32
 *   answer    TroupeWorkerAnswer  | result: n_result_bytes | log: n_log_bytes | text: n_text_bytes
 *
 * A result is a serialised variant of type v. Both ends are the same program on the same machine.
 *
 *      read request --> one thread? --> clear note --> fork --> wait --> answer --+
 *           ^                                            |                        |
 *           |                                            +-> limits, seal, run,   |
 *           |                                                result file, _exit   |
 *           +---------------------------------------------------------------------+
 */

#define TROUPE_WORKER_ARGUMENT "--worker"

/* What a worker is told when it is started, as arguments. */
#define TROUPE_WORKER_NO_SEAL      "--no-seal"
#define TROUPE_WORKER_DISTURB_HEAP "--disturb-heap"
#define TROUPE_WORKER_FOLDER       "--folder="       /* to work in, once the files are read */
#define TROUPE_WORKER_CPU_LIMIT    "--cpu-limit="    /* seconds a run */
#define TROUPE_WORKER_MODULES      "--modules="      /* a folder to look for modules in; may come again */

typedef struct
{
  guint32 file;     /* index in the files of the command line */
  guint32 variant;
  guint64 seed;
  guint32 order;
  guint32 log;      /* TroupeRunLog */
  guint32 n_prefix;
  guint32 reserved;
} TroupeWorkerRequest;

typedef struct
{
  guint32 kind;     /* TroupeOutcomeKind */
  gint32  code;
  gint32  trapped_call;
  gint32  seal_errno;
  guint64 address;
  guint64 wall_ns;
  guint64 n_result_bytes;
  guint64 n_log_bytes;
  guint64 n_text_bytes;
} TroupeWorkerAnswer;

/* Runs a worker until its standard input ends. Returns: the exit code of the program */
int      troupe_worker_main      (int           argc,
                                  char        **argv);

/* All of @size bytes, over as many calls as it takes. FALSE: an error, or the end came first (then errno is 0). */
gboolean troupe_worker_read      (int           fd,
                                  void         *buffer,
                                  gsize         size);
gboolean troupe_worker_write     (int           fd,
                                  const void   *buffer,
                                  gsize         size);

G_END_DECLS
