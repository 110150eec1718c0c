/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-listener-private.h"

#include "world/troupe-sim-host-private.h"
#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-stream-private.h"

/* How many connections can wait to be accepted; who asks for one more hears nothing, and asks again. */
#define N_WAITING_MAX 128u

struct _TroupeSimListener
{
  TroupeListener    parent_instance;

  TroupeSimNetwork *network; /* (nullable) (not owned): NULL once closed or severed */
  TroupeSimProcess *process; /* (nullable) (not owned): NULL with the network */
  GList             link;    /* in the process's list while it has one; its data is this */
  TroupeAddress    *address; /* (owned) */
  GQueue            waiting; /* (element-type TroupeSimStream) (owned): not accepted yet, oldest first */
};

G_DEFINE_FINAL_TYPE (TroupeSimListener, troupe_sim_listener, TROUPE_TYPE_LISTENER)

static TroupeStream *
troupe_sim_listener_accept (TroupeListener *listener)
{
  TroupeSimListener *self = (TroupeSimListener *) listener;

  return self->process != NULL ? g_queue_pop_head (&self->waiting) : NULL;
}

static TroupeAddress *
troupe_sim_listener_get_address (TroupeListener *listener)
{
  return ((TroupeSimListener *) listener)->address;
}

void
troupe_sim_listener_sever (TroupeSimListener *self)
{
  TroupeSimProcess *process = g_steal_pointer (&self->process);
  TroupeSimNetwork *network = g_steal_pointer (&self->network);

  if (process == NULL)
    return;

  g_queue_unlink (&process->listeners, &self->link);
  troupe_sim_network_remove_listener (network, process->host, self->address);
}

static void
troupe_sim_listener_close (TroupeListener *listener)
{
  TroupeSimListener *self = (TroupeSimListener *) listener;
  TroupeSimStream *stream;

  troupe_sim_listener_sever (self);
  while ((stream = g_queue_pop_head (&self->waiting)) != NULL)
    {
      troupe_sim_stream_refuse (stream);
      g_object_unref (stream);
    }
}

TroupeSimListener *
troupe_sim_listener_new (TroupeSimNetwork *network,
                         TroupeSimProcess *process,
                         TroupeAddress    *address)
{
  TroupeSimListener *self = g_object_new (TROUPE_SIM_TYPE_LISTENER, NULL);

  self->network = network;
  self->process = process;
  self->address = troupe_address_ref (address);
  g_queue_push_tail_link (&process->listeners, &self->link);

  return self;
}

gboolean
troupe_sim_listener_is_full (const TroupeSimListener *self)
{
  return self->waiting.length >= N_WAITING_MAX;
}

TroupeSimProcess *
troupe_sim_listener_get_process (const TroupeSimListener *self)
{
  return self->process;
}

void
troupe_sim_listener_offer (TroupeSimListener   *self,
                           TroupeSimConnection *connection)
{
  g_autofree char *peer = g_strconcat ("tcp:", connection->hosts[TROUPE_SIM_CLIENT]->ip, NULL);
  TroupeSimStream *stream = troupe_sim_stream_new (self->process, peer);

  troupe_sim_connection_join (connection, TROUPE_SIM_SERVER, stream);
  troupe_sim_stream_attach (stream, connection, TROUPE_SIM_SERVER);
  g_queue_push_tail (&self->waiting, stream);
  troupe_sim_stream_tell_opened (stream);
  troupe_listener_ready (TROUPE_LISTENER (self));
}

static void
troupe_sim_listener_dispose (GObject *object)
{
  troupe_sim_listener_close ((TroupeListener *) object);

  G_OBJECT_CLASS (troupe_sim_listener_parent_class)->dispose (object);
}

static void
troupe_sim_listener_finalize (GObject *object)
{
  TroupeSimListener *self = (TroupeSimListener *) object;

  troupe_address_unref (self->address);

  G_OBJECT_CLASS (troupe_sim_listener_parent_class)->finalize (object);
}

static void
troupe_sim_listener_class_init (TroupeSimListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  TroupeListenerClass *listener_class = (TroupeListenerClass *) klass;

  object_class->dispose = troupe_sim_listener_dispose;
  object_class->finalize = troupe_sim_listener_finalize;
  listener_class->accept = troupe_sim_listener_accept;
  listener_class->get_address = troupe_sim_listener_get_address;
  listener_class->close = troupe_sim_listener_close;
}

static void
troupe_sim_listener_init (TroupeSimListener *self)
{
  self->link.data = self;
  g_queue_init (&self->waiting);
}
