/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include "world/troupe-sim-network.h"

/* What statements and steps do to the network: places become hosts and processes, the rest is the world's. */

/* (transfer full) (element-type TroupeSimHost): each once. The driver is the host of that name. */
static GPtrArray *
collect_hosts (TroupeExecutor *self,
               GPtrArray      *places)
{
  GPtrArray *hosts = g_ptr_array_new ();

  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (places, i);

      if (place->kind == TROUPE_PLACE_HOST || place->kind == TROUPE_PLACE_DRIVER)
        g_ptr_array_add (hosts, troupe_place_table_get (self->places, place)->host);
    }

  return hosts;
}

/* (transfer full) (element-type TroupeSimProcess): those that there are now */
static GPtrArray *
collect_processes (TroupeExecutor *self,
                   GPtrArray      *places)
{
  GPtrArray *processes = g_ptr_array_new ();

  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (places, i);
      const TroupeIncarnation *incarnation;

      if (place->kind != TROUPE_PLACE_PROC)
        continue;
      incarnation = troupe_place_table_get_incarnation (self->places, place);
      if (troupe_incarnation_is_alive (incarnation))
        g_ptr_array_add (processes, incarnation->process);
    }

  return processes;
}

static TroupeSimHostSet
borrow_hosts (GPtrArray *hosts)
{
  return (TroupeSimHostSet) { (TroupeSimHost *const *) hosts->pdata, hosts->len };
}

static TroupeSimEndSet
borrow_ends (GPtrArray *hosts,
             GPtrArray *processes)
{
  return (TroupeSimEndSet) {
    .hosts = borrow_hosts (hosts),
    .processes = (TroupeSimProcess *const *) processes->pdata,
    .n_processes = processes->len,
  };
}

static TroupeSimWay
get_way (gboolean is_oneway)
{
  return is_oneway ? TROUPE_SIM_LEFT_TO_RIGHT : TROUPE_SIM_BOTH_WAYS;
}

/* ---- links ---- */

static guint
get_given (guint bits)
{
  static const struct
  {
    TroupeLinkAttribute    bit;
    TroupeSimLinkAttribute attribute;
  } pairs[] = {
    { TROUPE_LINK_DELAY, TROUPE_SIM_LINK_DELAY },
    { TROUPE_LINK_DIST, TROUPE_SIM_LINK_DISTRIBUTION },
    { TROUPE_LINK_LOSS, TROUPE_SIM_LINK_LOSS },
    { TROUPE_LINK_RATE, TROUPE_SIM_LINK_RATE },
    { TROUPE_LINK_MTU, TROUPE_SIM_LINK_MTU },
    { TROUPE_LINK_RESET, TROUPE_SIM_LINK_RESET },
  };
  guint given = 0;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (bits & pairs[i].bit)
      given |= pairs[i].attribute;

  return given;
}

static TroupeSimDistribution
get_distribution (TroupeDistribution distribution)
{
  switch (distribution)
    {
    case TROUPE_DISTRIBUTION_EXPONENTIAL:
      return TROUPE_SIM_EXPONENTIAL;
    case TROUPE_DISTRIBUTION_NORMAL:
      return TROUPE_SIM_NORMAL;
    case TROUPE_DISTRIBUTION_UNIFORM:
    default:
      return TROUPE_SIM_UNIFORM;
    }
}

void
troupe_executor_link (TroupeExecutor            *self,
                      const TroupeLinkStatement *statement)
{
  TroupeSimLink link = {
    .given = get_given (statement->given),
    .delay_min_ns = statement->delay_min_ns,
    .delay_max_ns = statement->delay_max_ns,
    .distribution = get_distribution (statement->distribution),
    .loss_ppb = statement->loss_ppb,
    .reset_ppb = statement->reset_ppb,
    .rate_bps = statement->rate_bps,
    .mtu_bytes = statement->mtu_bytes,
  };
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GPtrArray) right = NULL;
  TroupeSimHostSet left_set;
  TroupeSimHostSet right_set;

  if (statement->kind != TROUPE_LINK_BETWEEN)
    {
      troupe_sim_run_link_zones (self->run,
                                 statement->kind == TROUPE_LINK_SAME_ZONE ? TROUPE_SIM_SAME_ZONE
                                                                          : TROUPE_SIM_CROSS_ZONE,
                                 &link);
      return;
    }

  left = collect_hosts (self, statement->left->places);
  right = collect_hosts (self, statement->right->places);
  left_set = borrow_hosts (left);
  right_set = borrow_hosts (right);
  troupe_sim_run_link (self->run, &left_set, &right_set, get_way (statement->is_oneway), &link);
}

/* ---- partitions and resets ---- */

static void
change_partition (TroupeExecutor     *self,
                  const TroupeAction *action,
                  GPtrArray          *targets,
                  GPtrArray          *others)
{
  g_autoptr (GPtrArray) left = collect_hosts (self, targets);
  g_autoptr (GPtrArray) right = collect_hosts (self, others);
  TroupeSimHostSet left_set = borrow_hosts (left);
  TroupeSimHostSet right_set = borrow_hosts (right);

  if (action->kind == TROUPE_ACTION_PARTITION)
    troupe_sim_run_partition (self->run, &left_set, &right_set, get_way (action->is_oneway));
  else
    troupe_sim_run_heal (self->run, &left_set, &right_set);
}

static void
reset (TroupeExecutor     *self,
       const TroupeAction *action,
       GPtrArray          *targets,
       GPtrArray          *others)
{
  g_autoptr (GPtrArray) left_hosts = collect_hosts (self, targets);
  g_autoptr (GPtrArray) right_hosts = collect_hosts (self, others);
  g_autoptr (GPtrArray) left_processes = collect_processes (self, targets);
  g_autoptr (GPtrArray) right_processes = collect_processes (self, others);
  TroupeSimEndSet left = borrow_ends (left_hosts, left_processes);
  TroupeSimEndSet right = borrow_ends (right_hosts, right_processes);

  troupe_sim_run_reset (self->run, &left, &right, get_way (action->is_oneway));
}

void
troupe_executor_act_on_network (TroupeExecutor     *self,
                                const TroupeAction *action,
                                GPtrArray          *targets,
                                GPtrArray          *others)
{
  if (action->kind == TROUPE_ACTION_LINK)
    troupe_executor_link (self, action->link);
  else if (targets == NULL)
    troupe_sim_run_heal_all (self->run);
  else if (action->kind == TROUPE_ACTION_RESET)
    reset (self, action, targets, others);
  else
    change_partition (self, action, targets, others);
}
