/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-delivery-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-router-private.h"

G_DEFINE_FINAL_TYPE (TroupeRouter, troupe_router, G_TYPE_OBJECT)

void
troupe_router_leave_loop (TroupeRouter *self)
{
  while (self->held.length > 0)
    troupe_message_free (troupe_message_queue_pop (&self->held));
  self->holds = FALSE;
  self->loop = NULL;
}

static void
troupe_router_dispose (GObject *object)
{
  TroupeRouter *self = TROUPE_ROUTER (object);

  troupe_router_leave_loop (self);
  g_clear_weak_pointer (&self->fallback);
  G_OBJECT_CLASS (troupe_router_parent_class)->dispose (object);
}

static void
troupe_router_finalize (GObject *object)
{
  TroupeRouter *self = TROUPE_ROUTER (object);

  troupe_address_book_clear (&self->book);
  g_clear_pointer (&self->default_address, troupe_address_unref);
  G_OBJECT_CLASS (troupe_router_parent_class)->finalize (object);
}

static void
troupe_router_class_init (TroupeRouterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = troupe_router_dispose;
  G_OBJECT_CLASS (klass)->finalize = troupe_router_finalize;
}

static void
troupe_router_init (TroupeRouter *self)
{
  troupe_address_book_init (&self->book);
  troupe_message_queue_init (&self->held);
}

/**
 * troupe_router_new:
 *
 * Makes a router with an empty book, for others to fall back to.
 *
 * Returns: (transfer full): the router
 */
TroupeRouter *
troupe_router_new (void)
{
  return g_object_new (TROUPE_TYPE_ROUTER, NULL);
}

/**
 * troupe_router_bind_actor:
 * @self: a router
 * @actor: (transfer none): an actor
 * @address: (transfer none): where messages to it go
 *
 * Says where an actor is reached, whatever is said of its proc. Replaces what was said of it before; messages that are
 * on their way keep to theirs.
 */
void
troupe_router_bind_actor (TroupeRouter  *self,
                          TroupeActorId *actor,
                          TroupeAddress *address)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));
  g_return_if_fail (actor != NULL && address != NULL);

  troupe_address_book_bind (&self->book, troupe_prefix_of_actor (actor), address);
}

/**
 * troupe_router_bind_proc:
 * @self: a router
 * @proc: (transfer none): a proc
 * @address: (transfer none): where messages to its actors go
 *
 * Says where a proc is reached, whatever its id and the book say of its address. Replaces what was said before.
 */
void
troupe_router_bind_proc (TroupeRouter  *self,
                         TroupeProcId  *proc,
                         TroupeAddress *address)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));
  g_return_if_fail (proc != NULL && address != NULL);

  troupe_address_book_bind (&self->book, troupe_prefix_of_proc (proc), address);
}

/**
 * troupe_router_bind_address:
 * @self: a router
 * @prefix: (transfer none): an address, as it stands in the ids of procs
 * @address: (transfer none): where messages to those procs go
 *
 * Says where the procs of an address are reached: by way of another one. Replaces what was said before.
 */
void
troupe_router_bind_address (TroupeRouter  *self,
                            TroupeAddress *prefix,
                            TroupeAddress *address)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));
  g_return_if_fail (prefix != NULL && address != NULL);

  troupe_address_book_bind (&self->book, troupe_prefix_of_address (prefix), address);
}

/**
 * troupe_router_unbind_actor:
 * @self: a router
 * @actor: (transfer none): an actor
 *
 * Takes an actor out of the book.
 *
 * Returns: how many entries that were: 0 or 1
 */
guint
troupe_router_unbind_actor (TroupeRouter  *self,
                            TroupeActorId *actor)
{
  g_return_val_if_fail (TROUPE_IS_ROUTER (self), 0);
  g_return_val_if_fail (actor != NULL, 0);

  return troupe_address_book_unbind (&self->book, troupe_prefix_of_actor (actor));
}

/**
 * troupe_router_unbind_proc:
 * @self: a router
 * @proc: (transfer none): a proc
 *
 * Takes a proc and all its actors out of the book.
 *
 * Returns: how many entries that were
 */
guint
troupe_router_unbind_proc (TroupeRouter *self,
                           TroupeProcId *proc)
{
  g_return_val_if_fail (TROUPE_IS_ROUTER (self), 0);
  g_return_val_if_fail (proc != NULL, 0);

  return troupe_address_book_unbind (&self->book, troupe_prefix_of_proc (proc));
}

/**
 * troupe_router_unbind_address:
 * @self: a router
 * @prefix: (transfer none): an address, as it stands in the ids of procs
 *
 * Takes an address, its procs and their actors out of the book.
 *
 * Returns: how many entries that were
 */
guint
troupe_router_unbind_address (TroupeRouter  *self,
                              TroupeAddress *prefix)
{
  g_return_val_if_fail (TROUPE_IS_ROUTER (self), 0);
  g_return_val_if_fail (prefix != NULL, 0);

  return troupe_address_book_unbind (&self->book, troupe_prefix_of_address (prefix));
}

/**
 * troupe_router_list_prefixes:
 * @self: a router
 *
 * Lists whom the book names: addresses, procs and actors, without those that another entry covers.
 *
 * Returns: (transfer full) (array zero-terminated=1): their printed forms, in order
 */
char **
troupe_router_list_prefixes (TroupeRouter *self)
{
  g_return_val_if_fail (TROUPE_IS_ROUTER (self), NULL);

  return troupe_address_book_list (&self->book);
}

/**
 * troupe_router_set_fallback:
 * @self: a router
 * @fallback: (nullable) (transfer none): another router, which does not fall back to this one; %NULL: none
 *
 * Says who is asked for whom the book does not name. The fallback is not kept alive: once it has gone, messages that
 * would have asked it are returned as %TROUPE_REASON_BROKEN_LINK.
 */
void
troupe_router_set_fallback (TroupeRouter *self,
                            TroupeRouter *fallback)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));
  g_return_if_fail (fallback == NULL || TROUPE_IS_ROUTER (fallback));
  for (TroupeRouter *other = fallback; other != NULL; other = other->fallback)
    g_return_if_fail (other != self);

  g_set_weak_pointer (&self->fallback, fallback);
  self->has_fallback = fallback != NULL;
}

/**
 * troupe_router_set_remote_only:
 * @self: a router
 * @remote_only: whether of the addresses in ids only `tcp` and `tls` ones are dialled
 *
 * Says what addresses in ids are worth: those inside a machine may mean nothing here. What is not dialled goes to the
 * default address.
 */
void
troupe_router_set_remote_only (TroupeRouter *self,
                               gboolean      remote_only)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));

  self->remote_only = remote_only;
}

/**
 * troupe_router_set_gateway:
 * @self: the router of a loop
 * @is_gateway: whether messages that come from other processes go on by the address in their id
 *
 * Lets other processes reach by way of this one whom no book names. By default only those that a book names are
 * forwarded to, so that what is not here comes back at once. Each forward counts; what has been forwarded too often
 * (knob `route.hops-max`) is returned as %TROUPE_REASON_TTL_EXPIRED.
 */
void
troupe_router_set_gateway (TroupeRouter *self,
                           gboolean      is_gateway)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));

  self->is_gateway = is_gateway;
}

/* What waits goes, in order. Who hears of it may do anything to the router. */
static void
router_release (TroupeRouter *self)
{
  g_autoptr (TroupeRouter) held G_GNUC_UNUSED = g_object_ref (self);
  guint n = self->held.length;
  TroupeMessage *message;

  for (; n > 0 && (message = troupe_message_queue_pop (&self->held)) != NULL; n--)
    troupe_loop_deliver (self->loop, message);
  if (self->loop != NULL)
    troupe_loop_check_flush (self->loop);
}

/**
 * troupe_router_set_default:
 * @self: a router
 * @address: (nullable) (transfer none): an address; %NULL: none
 *
 * Says where messages go that no entry, no fallback and no address in an id lead anywhere. What waits for a default
 * address goes there, in order.
 */
void
troupe_router_set_default (TroupeRouter  *self,
                           TroupeAddress *address)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));

  if (address != NULL)
    troupe_address_ref (address);
  g_clear_pointer (&self->default_address, troupe_address_unref);
  self->default_address = address;
  if (address != NULL)
    router_release (self);
}

/**
 * troupe_router_hold:
 * @self: the router of a loop
 * @n_messages_max: how many may wait; what comes beyond is returned as %TROUPE_REASON_UNROUTABLE
 *
 * Lets messages that need a default address wait until there is one, see troupe_router_configure(): for a process that
 * begins to talk before it has been told how.
 */
void
troupe_router_hold (TroupeRouter *self,
                    guint         n_messages_max)
{
  g_return_if_fail (TROUPE_IS_ROUTER (self));
  g_return_if_fail (self->loop != NULL);

  self->holds = TRUE;
  self->n_held_max = n_messages_max;
}

/**
 * troupe_router_configure:
 * @self: the router of a loop
 * @address: (transfer none): an address
 *
 * Sets the default address, unless there is one: the first who says it is right. What waited for it goes, in order.
 *
 * Returns: %FALSE if there was one, and nothing changed
 */
gboolean
troupe_router_configure (TroupeRouter  *self,
                         TroupeAddress *address)
{
  g_return_val_if_fail (TROUPE_IS_ROUTER (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  if (self->default_address != NULL)
    return FALSE;

  troupe_router_set_default (self, address);

  return TRUE;
}

TroupeAddress *
troupe_router_find_bound (TroupeRouter        *self,
                          const TroupeActorId *target)
{
  for (TroupeRouter *router = self; router != NULL; router = router->fallback)
    {
      TroupeAddress *address = troupe_address_book_find (&router->book, target);

      if (address != NULL)
        return address;
    }

  return NULL;
}

static gboolean
is_remote (const TroupeAddress *address)
{
  TroupeAddressKind kind = troupe_address_get_kind (address);

  return kind == TROUPE_ADDRESS_TCP || kind == TROUPE_ADDRESS_TLS;
}

TroupeReason
troupe_router_find (TroupeRouter        *self,
                    const TroupeActorId *target,
                    TroupeAddress      **ret_address)
{
  TroupeAddress *own = troupe_proc_id_get_address (troupe_actor_id_get_proc (target));

  *ret_address = troupe_address_book_find (&self->book, target);
  if (*ret_address != NULL)
    return TROUPE_REASON_NONE;
  if (self->has_fallback)
    return self->fallback != NULL ? troupe_router_find (self->fallback, target, ret_address)
                                  : TROUPE_REASON_BROKEN_LINK;

  *ret_address = !self->remote_only || is_remote (own) ? own : self->default_address;

  return *ret_address != NULL || self->holds ? TROUPE_REASON_NONE : TROUPE_REASON_UNROUTABLE;
}

gboolean
troupe_router_wait (TroupeRouter  *self,
                    TroupeMessage *message)
{
  if (!self->holds || self->held.length >= self->n_held_max)
    return FALSE;

  troupe_message_queue_push (&self->held, message);

  return TRUE;
}

/**
 * troupe_router_lookup:
 * @self: a router
 * @actor: (transfer none): an actor
 *
 * Answers where a message to an actor would go now, if that is not here.
 *
 * Returns: (transfer full) (nullable): the address; %NULL where no way leads there, or messages wait for one
 */
TroupeAddress *
troupe_router_lookup (TroupeRouter  *self,
                      TroupeActorId *actor)
{
  TroupeAddress *address = NULL;

  g_return_val_if_fail (TROUPE_IS_ROUTER (self), NULL);
  g_return_val_if_fail (actor != NULL, NULL);

  if (troupe_router_find (self, actor, &address) != TROUPE_REASON_NONE || address == NULL)
    return NULL;

  return troupe_address_ref (address);
}
