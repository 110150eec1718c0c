/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-executor.h"

#include "proc/troupe-router.h"

/* `proc PROC via=PROC`: by way of whom a proc sends. The routers of both are told, anew with each proc that starts, as
 * each start has an address of its own. */

/* (nullable): who passes on what a proc of this place sends */
static const TroupePlace *
find_via (const TroupePlace *place)
{
  GPtrArray *arguments = place->declaration != NULL ? place->declaration->arguments : NULL;

  for (guint i = 0; place->kind == TROUPE_PLACE_PROC && arguments != NULL && i < arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (arguments, i);

      if (troupe_argument_is_via (argument))
        return argument->value->place;
    }

  return NULL;
}

/* (nullable): the last one that this place has had. The driver is nobody's business: each answers it directly. */
static TroupeIncarnation *
get_proc (TroupeExecutor    *self,
          const TroupePlace *place)
{
  return place->kind == TROUPE_PLACE_PROC ? troupe_place_table_get_incarnation (self->places, place) : NULL;
}

static void
lay_routes_of (TroupeExecutor    *self,
               TroupeIncarnation *proc,
               TroupeIncarnation *via)
{
  TroupeAddress *way = troupe_proc_id_get_address (via->id);
  GPtrArray *places = self->scenario->places;

  troupe_router_set_gateway (troupe_loop_get_router (via->loop), TRUE);
  for (guint i = 0; i < places->len; i++)
    {
      TroupeIncarnation *other = get_proc (self, places->pdata[i]);

      if (other != NULL && other != proc && other != via)
        troupe_router_bind_address (troupe_loop_get_router (proc->loop), troupe_proc_id_get_address (other->id), way);
    }
}

gboolean
troupe_argument_is_via (const TroupeArgument *argument)
{
  return g_str_equal (argument->key, "via");
}

void
troupe_executor_lay_routes (TroupeExecutor *self)
{
  GPtrArray *places = self->scenario->places;

  for (guint i = 0; i < places->len; i++)
    {
      const TroupePlace *via_place = find_via (places->pdata[i]);
      TroupeIncarnation *via = via_place != NULL ? get_proc (self, via_place) : NULL;
      TroupeIncarnation *proc = via != NULL ? get_proc (self, places->pdata[i]) : NULL;

      if (troupe_incarnation_is_alive (proc) && troupe_incarnation_is_alive (via))
        lay_routes_of (self, proc, via);
    }
}
