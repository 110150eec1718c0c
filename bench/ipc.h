/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "measure.h"

G_BEGIN_DECLS

/* What every program that measures two processes has in common. One process sends and the other one counts, or one
 * echoes and the other one times; rates are by the clock on the wall, which both share. */

#define IPC_BODY_BYTES    64
#define IPC_BLOB_BYTES    (1024 * 1024)
#define IPC_N_ROUND_TRIPS 5000
#define IPC_WINDOW        4000 /* messages of 64 bytes under way at most, where the program limits them itself */
#define IPC_CREDIT        1000 /* of which so many are allowed at a time */
#define IPC_BLOB_WINDOW   4    /* messages of 1 MiB under way at most */

/* Runs @child in a process of its own, which is killed when this one ends; answers its number. */
pid_t   ipc_start_child     (void   (*child) (gpointer data),
                             gpointer data);
void    ipc_kill_child      (pid_t    child);
/* This process and the children that it starts from now on run on one processor. */
void    ipc_pin             (void);
guint64 ipc_get_time_ns     (void);
/* The median of @n times. */
double  ipc_median          (guint64 *times_ns,
                             guint    n);

G_END_DECLS
