/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-proc-core-private.h"

#include "base/troupe-error.h"

/* Setting and reading what the table in base/troupe-knob.c lists. A proc starts with a copy of its loop's values. */

static gboolean
knob_is_of_loop (const char *name)
{
  const TroupeKnob *knob = troupe_knob_lookup (name);

  return knob != NULL && knob->scope == TROUPE_KNOB_SCOPE_LOOP;
}

/**
 * troupe_loop_set_knob:
 * @self: a loop
 * @name: which knob, see troupe_knob_list()
 * @value: what to set it to, in the knob's unit
 * @error: return location for an error
 *
 * Sets a knob of the loop. If it is one that each proc has its own of, this is what procs made from now on start with;
 * those that are there keep theirs. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND where there is no such knob, with %TROUPE_ERROR_INVALID_VALUE where @value is out
 * of its range; nothing changes then.
 *
 * Returns: %TRUE if it is set
 */
gboolean
troupe_loop_set_knob (TroupeLoop  *self,
                      const char  *name,
                      guint64      value,
                      GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_knob_values_set (&self->knobs, name, value, error);
}

/**
 * troupe_loop_get_knob:
 * @self: a loop
 * @name: which knob
 * @ret_value: (out): what it is set to; untouched on error
 * @error: return location for an error
 *
 * On the loop's thread. Fails with %TROUPE_ERROR_NOT_FOUND where there is no such knob.
 *
 * Returns: %TRUE if there is one
 */
gboolean
troupe_loop_get_knob (TroupeLoop  *self,
                      const char  *name,
                      guint64     *ret_value,
                      GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (ret_value != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_knob_values_get (&self->knobs, name, ret_value, error);
}

/**
 * troupe_proc_set_knob:
 * @self: a proc
 * @name: which knob, see troupe_knob_list()
 * @value: what to set it to, in the knob's unit
 * @error: return location for an error
 *
 * Sets a knob of this proc. A bound counts from the next time that it begins. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND where there is no such knob, with %TROUPE_ERROR_INVALID_VALUE where @value is out
 * of its range, and with %TROUPE_ERROR_NOT_SUPPORTED where the knob is the loop's; nothing changes then.
 *
 * Returns: %TRUE if it is set
 */
gboolean
troupe_proc_set_knob (TroupeProc  *self,
                      const char  *name,
                      guint64      value,
                      GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (knob_is_of_loop (name))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                   "Could not set the knob %s of one proc: it is the loop's", name);
      return FALSE;
    }
  if (!troupe_knob_values_set (&self->knobs, name, value, error))
    return FALSE;

  troupe_recorder_resize (&self->recorder, (guint) self->knobs.values[TROUPE_KNOB_RECORDER_LENGTH]);
  troupe_snapshot_store_trim (&self->snapshots, self->knobs.values[TROUPE_KNOB_SNAPSHOT_RETENTION]);

  return TRUE;
}

/**
 * troupe_proc_get_knob:
 * @self: a proc
 * @name: which knob
 * @ret_value: (out): what it is set to; untouched on error
 * @error: return location for an error
 *
 * Answers a knob of this proc, or of its loop where it is the loop's. On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND where there is no such knob.
 *
 * Returns: %TRUE if there is one
 */
gboolean
troupe_proc_get_knob (TroupeProc  *self,
                      const char  *name,
                      guint64     *ret_value,
                      GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (ret_value != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return troupe_knob_values_get (knob_is_of_loop (name) ? &self->loop->knobs : &self->knobs, name, ret_value, error);
}
