/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include <glib-object.h>

#include "troupe-macros.h"

G_BEGIN_DECLS

/**
 * TroupeActorStatus:
 * @TROUPE_ACTOR_STATUS_CREATED: it exists; its init has not begun
 * @TROUPE_ACTOR_STATUS_INITIALIZING: its init runs
 * @TROUPE_ACTOR_STATUS_CLIENT: it is a client instance, driven from outside
 * @TROUPE_ACTOR_STATUS_IDLE: it waits for a message
 * @TROUPE_ACTOR_STATUS_PROCESSING: it handles a message
 * @TROUPE_ACTOR_STATUS_STOPPING: it handles nothing more; its children end, then its cleanup runs
 * @TROUPE_ACTOR_STATUS_STOPPED: it ended in order (terminal)
 * @TROUPE_ACTOR_STATUS_FAILED: it ended with a failure (terminal)
 *
 * What an actor is doing.
 *
 * ```
 *   created -> initializing -> idle <-> processing
 *      |             |          |           |
 *      +-------------+----------+-----------+--> stopping --> stopped | failed
 *      |
 *      +--> client --> stopped
 * ```
 */
typedef enum
{
  TROUPE_ACTOR_STATUS_CREATED,
  TROUPE_ACTOR_STATUS_INITIALIZING,
  TROUPE_ACTOR_STATUS_CLIENT,
  TROUPE_ACTOR_STATUS_IDLE,
  TROUPE_ACTOR_STATUS_PROCESSING,
  TROUPE_ACTOR_STATUS_STOPPING,
  TROUPE_ACTOR_STATUS_STOPPED,
  TROUPE_ACTOR_STATUS_FAILED,
} TroupeActorStatus;

/**
 * TROUPE_N_ACTOR_STATUSES:
 *
 * How many values #TroupeActorStatus has.
 */
#define TROUPE_N_ACTOR_STATUSES (TROUPE_ACTOR_STATUS_FAILED + 1)

/**
 * TroupeProcStatus:
 * @TROUPE_PROC_STATUS_STARTING: its process has been asked for
 * @TROUPE_PROC_STATUS_RUNNING: its process runs
 * @TROUPE_PROC_STATUS_READY: it accepts messages
 * @TROUPE_PROC_STATUS_STOPPING: its actors are being stopped
 * @TROUPE_PROC_STATUS_STOPPED: it ended in order (terminal)
 * @TROUPE_PROC_STATUS_KILLED: its process was killed by a signal (terminal)
 * @TROUPE_PROC_STATUS_FAILED: its process ended with a code other than zero (terminal)
 *
 * What a proc is doing.
 */
typedef enum
{
  TROUPE_PROC_STATUS_STARTING,
  TROUPE_PROC_STATUS_RUNNING,
  TROUPE_PROC_STATUS_READY,
  TROUPE_PROC_STATUS_STOPPING,
  TROUPE_PROC_STATUS_STOPPED,
  TROUPE_PROC_STATUS_KILLED,
  TROUPE_PROC_STATUS_FAILED,
} TroupeProcStatus;

/**
 * TROUPE_N_PROC_STATUSES:
 *
 * How many values #TroupeProcStatus has.
 */
#define TROUPE_N_PROC_STATUSES (TROUPE_PROC_STATUS_FAILED + 1)

#define TROUPE_TYPE_ACTOR_STATUS (troupe_actor_status_get_type ())
#define TROUPE_TYPE_PROC_STATUS (troupe_proc_status_get_type ())

TROUPE_AVAILABLE_IN_ALL
GType       troupe_actor_status_get_type    (void);
TROUPE_AVAILABLE_IN_ALL
GType       troupe_proc_status_get_type     (void);

TROUPE_AVAILABLE_IN_ALL
const char *troupe_actor_status_to_string   (TroupeActorStatus  status);
TROUPE_AVAILABLE_IN_ALL
gboolean    troupe_actor_status_from_string (const char        *text,
                                             TroupeActorStatus *ret_status);
TROUPE_AVAILABLE_IN_ALL
gboolean    troupe_actor_status_is_terminal (TroupeActorStatus  status);
TROUPE_AVAILABLE_IN_ALL
gboolean    troupe_actor_status_may_become  (TroupeActorStatus  from,
                                             TroupeActorStatus  to);
TROUPE_AVAILABLE_IN_ALL
const char *troupe_proc_status_to_string    (TroupeProcStatus   status);
TROUPE_AVAILABLE_IN_ALL
gboolean    troupe_proc_status_from_string  (const char        *text,
                                             TroupeProcStatus  *ret_status);

G_END_DECLS
