/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-status.h"
#include "base/troupe-text-private.h"

G_DEFINE_ENUM_TYPE (TroupeActorStatus, troupe_actor_status,
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_CREATED, "created"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_INITIALIZING, "initializing"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_CLIENT, "client"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_IDLE, "idle"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_PROCESSING, "processing"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_STOPPING, "stopping"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_STOPPED, "stopped"),
  G_DEFINE_ENUM_VALUE (TROUPE_ACTOR_STATUS_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (TroupeProcStatus, troupe_proc_status,
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_STARTING, "starting"),
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_RUNNING, "running"),
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_READY, "ready"),
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_STOPPING, "stopping"),
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_STOPPED, "stopped"),
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_KILLED, "killed"),
  G_DEFINE_ENUM_VALUE (TROUPE_PROC_STATUS_FAILED, "failed"))

/* What scenario files and reports write. */
static const char *const actor_status_names[TROUPE_N_ACTOR_STATUSES] = {
  [TROUPE_ACTOR_STATUS_CREATED] = "created",
  [TROUPE_ACTOR_STATUS_INITIALIZING] = "initializing",
  [TROUPE_ACTOR_STATUS_CLIENT] = "client",
  [TROUPE_ACTOR_STATUS_IDLE] = "idle",
  [TROUPE_ACTOR_STATUS_PROCESSING] = "processing",
  [TROUPE_ACTOR_STATUS_STOPPING] = "stopping",
  [TROUPE_ACTOR_STATUS_STOPPED] = "stopped",
  [TROUPE_ACTOR_STATUS_FAILED] = "failed",
};

static const char *const proc_status_names[TROUPE_N_PROC_STATUSES] = {
  [TROUPE_PROC_STATUS_STARTING] = "starting",
  [TROUPE_PROC_STATUS_RUNNING] = "running",
  [TROUPE_PROC_STATUS_READY] = "ready",
  [TROUPE_PROC_STATUS_STOPPING] = "stopping",
  [TROUPE_PROC_STATUS_STOPPED] = "stopped",
  [TROUPE_PROC_STATUS_KILLED] = "killed",
  [TROUPE_PROC_STATUS_FAILED] = "failed",
};

#define ARROW(status) (1u << TROUPE_ACTOR_STATUS_##status)

/* The arrows of the drawing at #TroupeActorStatus: from each status, a bit for each one that may follow. */
static const guint actor_status_arrows[TROUPE_N_ACTOR_STATUSES] = {
  [TROUPE_ACTOR_STATUS_CREATED] = ARROW (INITIALIZING) | ARROW (CLIENT) | ARROW (STOPPING),
  [TROUPE_ACTOR_STATUS_INITIALIZING] = ARROW (IDLE) | ARROW (STOPPING),
  [TROUPE_ACTOR_STATUS_CLIENT] = ARROW (STOPPED),
  [TROUPE_ACTOR_STATUS_IDLE] = ARROW (PROCESSING) | ARROW (STOPPING),
  [TROUPE_ACTOR_STATUS_PROCESSING] = ARROW (IDLE) | ARROW (STOPPING),
  [TROUPE_ACTOR_STATUS_STOPPING] = ARROW (STOPPED) | ARROW (FAILED),
};

/**
 * troupe_actor_status_to_string:
 * @status: a status
 *
 * Its name, such as `idle`. Callable from every thread.
 *
 * Returns: (transfer none): the name
 */
const char *
troupe_actor_status_to_string (TroupeActorStatus status)
{
  g_return_val_if_fail ((guint) status < TROUPE_N_ACTOR_STATUSES, "?");

  return actor_status_names[status];
}

/**
 * troupe_actor_status_from_string:
 * @text: a name
 * @ret_status: (out): the status; untouched on failure
 *
 * Which status of an actor has this name. Callable from every thread.
 *
 * Returns: %FALSE if none has
 */
gboolean
troupe_actor_status_from_string (const char        *text,
                                 TroupeActorStatus *ret_status)
{
  int found;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (ret_status != NULL, FALSE);

  found = troupe_text_find (text, actor_status_names, TROUPE_N_ACTOR_STATUSES);
  if (found < 0)
    return FALSE;

  *ret_status = (TroupeActorStatus) found;

  return TRUE;
}

/**
 * troupe_actor_status_is_terminal:
 * @status: a status
 *
 * Has the actor ended? A terminal status never changes. Callable from every thread.
 *
 * Returns: %TRUE for stopped and failed
 */
gboolean
troupe_actor_status_is_terminal (TroupeActorStatus status)
{
  return status == TROUPE_ACTOR_STATUS_STOPPED || status == TROUPE_ACTOR_STATUS_FAILED;
}

/**
 * troupe_actor_status_may_become:
 * @from: a status
 * @to: another one
 *
 * Is there an arrow between the two in the drawing at #TroupeActorStatus? Callable from every thread.
 *
 * Returns: %TRUE if an actor may go from @from to @to in one step
 */
gboolean
troupe_actor_status_may_become (TroupeActorStatus from,
                                TroupeActorStatus to)
{
  g_return_val_if_fail ((guint) from < TROUPE_N_ACTOR_STATUSES, FALSE);
  g_return_val_if_fail ((guint) to < TROUPE_N_ACTOR_STATUSES, FALSE);

  return (actor_status_arrows[from] & (1u << to)) != 0;
}

/**
 * troupe_proc_status_to_string:
 * @status: a status
 *
 * Its name, such as `ready`. Callable from every thread.
 *
 * Returns: (transfer none): the name
 */
const char *
troupe_proc_status_to_string (TroupeProcStatus status)
{
  g_return_val_if_fail ((guint) status < TROUPE_N_PROC_STATUSES, "?");

  return proc_status_names[status];
}

/**
 * troupe_proc_status_from_string:
 * @text: a name
 * @ret_status: (out): the status; untouched on failure
 *
 * Which status of a proc has this name. Callable from every thread.
 *
 * Returns: %FALSE if none has
 */
gboolean
troupe_proc_status_from_string (const char       *text,
                                TroupeProcStatus *ret_status)
{
  int found;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (ret_status != NULL, FALSE);

  found = troupe_text_find (text, proc_status_names, TROUPE_N_PROC_STATUSES);
  if (found < 0)
    return FALSE;

  *ret_status = (TroupeProcStatus) found;

  return TRUE;
}
