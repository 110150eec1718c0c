/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "transport.h"

#include "world/troupe-sim-run.h"

/* The seed decides how reads are cut. */
#define SEED 7

typedef struct
{
  TroupeSimRun  *run;
  TroupeSimHost *hosts[2]; /* of the server, of the client */
  guint          n_names;
} SimNet;

static gboolean
no_work (guint    budget,
         gpointer user_data)
{
  return FALSE;
}

/* (transfer full) */
static TroupeWorld *
start_process (TroupeSimHost *host,
               const char    *name)
{
  g_autoptr (TroupeAddress) address = troupe_sim_host_dup_address (host);
  g_autoptr (TroupeProcId) proc_id = troupe_proc_id_new (address, name, NULL);
  TroupeWorld *world = troupe_sim_process_get_world (troupe_sim_host_start_process (host, proc_id));

  troupe_world_attach (world, no_work, NULL);

  return g_object_ref (world);
}

static void
sim_open (Net      *net,
          gboolean  has_two_hosts)
{
  SimNet *self = g_new0 (SimNet, 1);

  net->data = self;
  self->run = troupe_sim_run_new (SEED);
  self->hosts[0] = troupe_sim_run_add_host (self->run, "h0");
  self->hosts[1] = has_two_hosts ? troupe_sim_run_add_host (self->run, "h1") : self->hosts[0];
  net->server = start_process (self->hosts[0], "server");
  net->client = start_process (self->hosts[1], "client");
}

/* A unix socket reaches processes of its own machine only. */
static void
sim_unix_open (Net *net)
{
  sim_open (net, /* has_two_hosts = */ FALSE);
}

static void
sim_tcp_open (Net *net)
{
  sim_open (net, /* has_two_hosts = */ TRUE);
}

static void
sim_close (Net *net)
{
  SimNet *self = net->data;

  troupe_world_detach (net->client);
  troupe_world_detach (net->server);
  g_object_unref (net->client);
  g_object_unref (net->server);
  troupe_sim_run_free (self->run);
  g_free (self);
}

static gboolean
sim_turn (Net      *net,
          gboolean  may_wait)
{
  return troupe_sim_run_step (((SimNet *) net->data)->run, G_MAXUINT64);
}

static const char *
sim_why_not (void)
{
  return NULL;
}

static char *
sim_unix_dup_any (Net *net)
{
  return g_strdup ("unix:@");
}

static char *
sim_unix_dup_free (Net *net)
{
  return g_strdup_printf ("unix:/run/test/%u", ++((SimNet *) net->data)->n_names);
}

/* Of another host: all that a simulated machine has beside its own. */
static char *
sim_dup_foreign (Net *net)
{
  return g_strdup ("tcp:192.0.2.1:1");
}

const Transport sim_unix_transport = {
  .name = "sim-unix",
  .why_not = sim_why_not,
  .open = sim_unix_open,
  .close = sim_close,
  .turn = sim_turn,
  .dup_any = sim_unix_dup_any,
  .dup_free = sim_unix_dup_free,
  .dup_foreign = sim_dup_foreign,
};

static char *
sim_tcp_dup_free (Net *net)
{
  g_autoptr (TroupeAddress) address = troupe_sim_host_dup_address (((SimNet *) net->data)->hosts[0]);

  return g_strdup (troupe_address_to_string (address));
}

static char *
sim_tcp_dup_any (Net *net)
{
  g_autoptr (TroupeAddress) address = troupe_sim_host_dup_address (((SimNet *) net->data)->hosts[0]);

  return g_strdup_printf ("tcp:%s:0", troupe_address_get_host (address));
}

const Transport sim_tcp_transport = {
  .name = "sim-tcp",
  .why_not = sim_why_not,
  .open = sim_tcp_open,
  .close = sim_close,
  .turn = sim_turn,
  .dup_any = sim_tcp_dup_any,
  .dup_free = sim_tcp_dup_free,
  .dup_foreign = sim_dup_foreign,
};
