/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-lane-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-sessions-private.h"

#include "base/troupe-error.h"
#include "base/troupe-random-private.h"

/* Where a proc is reached: at an address that it is given, at one that it gets by listening, or nowhere. */

/* Each step takes one, so that who is accepted when is for the loop to say. */
static void
proc_accept (TroupeListener *listener,
             gpointer        user_data)
{
  TroupeProc *self = user_data;
  TroupeStream *stream;

  while ((stream = troupe_listener_accept (listener)) != NULL)
    troupe_loop_add_accepted (self->loop, stream);
}

/**
 * troupe_proc_serve:
 * @self: a proc
 * @error: return location for an error
 *
 * Listens at the proc's address, so that procs of other processes can reach it; or, where that is a `local` one, procs
 * of other loops of this process. A local address belongs to one loop, and the procs there share it. On the loop's
 * thread.
 *
 * Fails as the world's listen does: %TROUPE_ERROR_EXISTS where the address is taken, %TROUPE_ERROR_NOT_SUPPORTED
 * where the world does not offer it, and %TROUPE_ERROR_INVALID_ADDRESS for `local:0`.
 *
 * Returns: %TRUE if it listens
 */
gboolean
troupe_proc_serve (TroupeProc  *self,
                   GError     **error)
{
  g_return_val_if_fail (TROUPE_IS_PROC (self), FALSE);
  g_return_val_if_fail (self->listener == NULL && !self->is_served, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (troupe_address_get_kind (troupe_proc_id_get_address (self->id)) == TROUPE_ADDRESS_LOCAL)
    {
      self->is_served = troupe_loop_serve_local (self->loop, troupe_proc_id_get_address (self->id), error);
      return self->is_served;
    }

  self->listener = troupe_world_listen (self->loop->world, troupe_proc_id_get_address (self->id), error);
  if (self->listener == NULL)
    return FALSE;

  troupe_listener_set_ready_func (self->listener, proc_accept, self);

  return TRUE;
}

/* All addresses of a machine: one can listen there, and nobody can dial it from elsewhere. */
static gboolean
is_wildcard (TroupeAddress *address)
{
  const char *host = troupe_address_get_host (address);

  switch (troupe_address_get_kind (address))
    {
    case TROUPE_ADDRESS_TCP:
    case TROUPE_ADDRESS_TLS:
      return g_str_equal (host, "0.0.0.0") || g_str_equal (host, "::");

    case TROUPE_ADDRESS_LOCAL:
    case TROUPE_ADDRESS_UNIX:
    default:
      return FALSE;
    }
}

static TroupeProc *
proc_new_direct_local (TroupeLoop     *loop,
                       TroupeAddress  *address,
                       const char     *name,
                       GError        **error)
{
  g_autoptr (TroupeProc) self = NULL;

  if (troupe_address_is_any (address))
    self = troupe_proc_new_local (loop, name, error);
  else
    self = troupe_proc_new (loop, address, name, error);

  return self != NULL && troupe_proc_serve (self, error) ? g_steal_pointer (&self) : NULL;
}

/* @dial_address: (nullable): what others dial; NULL: the address that the listener gets */
static TroupeProc *
proc_new_listening (TroupeLoop     *loop,
                    TroupeAddress  *address,
                    TroupeAddress  *dial_address,
                    const char     *name,
                    GError        **error)
{
  g_autoptr (TroupeListener) listener = NULL;
  TroupeProc *self;

  if (!troupe_name_check (name, error))
    return NULL;
  if (dial_address == NULL && is_wildcard (address))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS,
                   "Could not serve the proc %s at %s: that is every address of this machine, and others need one",
                   name, troupe_address_to_string (address));
      return NULL;
    }

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_LOCAL)
    return proc_new_direct_local (loop, address, name, error);

  listener = troupe_world_listen (loop->world, address, error);
  if (listener == NULL)
    return NULL;

  self = troupe_proc_new (loop, dial_address != NULL ? dial_address : troupe_listener_get_address (listener), name,
                          error);
  if (self == NULL)
    {
      troupe_listener_close (listener);
      return NULL;
    }
  self->listener = g_steal_pointer (&listener);
  troupe_listener_set_ready_func (self->listener, proc_accept, self);

  return self;
}

/**
 * troupe_proc_new_direct:
 * @loop: (transfer none): the loop that it lives on
 * @address: (transfer none): where it listens; `any` forms, such as `tcp:127.0.0.1:0` or `local:0`, leave the choice
 * @name: its name, unique at its address
 * @error: return location for an error
 *
 * Makes a proc that procs of other processes, or loops, can reach from the beginning: listens first, and takes the
 * address that it has got into its id. Others dial that address, so it must be one place: `tcp:0.0.0.0:0`, every
 * address of the machine, is refused. Otherwise as troupe_proc_new(). On the loop's thread.
 *
 * Fails as the world's listen does, see troupe_proc_serve(), as troupe_proc_new() does, and with
 * %TROUPE_ERROR_INVALID_ADDRESS. Then nothing listens.
 *
 * Returns: (transfer full): the proc, or %NULL on error
 */
TroupeProc *
troupe_proc_new_direct (TroupeLoop     *loop,
                        TroupeAddress  *address,
                        const char     *name,
                        GError        **error)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (loop), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return proc_new_listening (loop, address, NULL, name, error);
}

/**
 * troupe_proc_new_bound:
 * @loop: (transfer none): the loop that it lives on
 * @spec: (transfer none): where it listens, and what others dial
 * @name: its name, unique at its address
 * @error: return location for an error
 *
 * Makes a proc as troupe_proc_new_direct() does. Where @spec says what others dial, that is its address; it then may
 * listen at every address of the machine. On the loop's thread.
 *
 * Fails as troupe_proc_new_direct() does.
 *
 * Returns: (transfer full): the proc, or %NULL on error
 */
TroupeProc *
troupe_proc_new_bound (TroupeLoop      *loop,
                       TroupeBindSpec  *spec,
                       const char      *name,
                       GError         **error)
{
  g_return_val_if_fail (TROUPE_IS_LOOP (loop), NULL);
  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return proc_new_listening (loop, troupe_bind_spec_get_address (spec), troupe_bind_spec_get_dial_address (spec), name,
                             error);
}

/**
 * troupe_proc_new_local:
 * @loop: (transfer none): the loop that it lives on
 * @name: its name
 * @error: return location for an error
 *
 * Makes a proc at a `local` address of its own, a random number: nobody dials it, and no other proc is mistaken for it,
 * also not one of another loop. Otherwise as troupe_proc_new(). On the loop's thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_NAME.
 *
 * Returns: (transfer full): the proc, or %NULL on error
 */
TroupeProc *
troupe_proc_new_local (TroupeLoop  *loop,
                       const char  *name,
                       GError     **error)
{
  g_autofree char *purpose = NULL;
  g_autofree char *text = NULL;
  g_autoptr (TroupeAddress) address = NULL;
  TroupeRandom random;

  g_return_val_if_fail (TROUPE_IS_LOOP (loop), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  /* A seed of its own for each: a simulated world gives the same one for the same purpose. */
  purpose = g_strdup_printf ("proc.local-%u", ++loop->n_local_procs);
  troupe_random_init (&random, troupe_world_get_seed (loop->world, purpose), purpose);
  text = g_strdup_printf ("local:%" G_GUINT64_FORMAT, troupe_random_range (&random, 1, G_MAXUINT64));
  address = troupe_address_parse (text, NULL);

  return troupe_proc_new (loop, address, name, error);
}
