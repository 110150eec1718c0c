/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc/troupe-behavior-private.h"
#include "proc/troupe-cell-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-supervision-event-private.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"

/* The way of one failure: the child that ends hands its event to its parent, as a notice. The parent handles it
 * and goes on, or declines it and fails with the very same event, or fails while handling it, with an event of
 * its own that names the child's as its cause. So it climbs until someone handles it; above the root is the
 * proc, and there it ends the process. A parent that is itself on the way out hands failures on, unhandled: none
 * vanishes. A clean stop travels the same road, is never declined and never ends anything; but who fails while
 * handling one has failed. */

TroupeSupervisionEvent *
troupe_cell_new_event (TroupeCell             *self,
                       TroupeActorStatus       status,
                       const char             *prefix,
                       const char             *text,
                       TroupeSupervisionEvent *cause)
{
  const TroupeBehavior *behavior = self->behavior;
  char *display_name = behavior->dup_display_name != NULL ? behavior->dup_display_name (self->state) : NULL;

  return troupe_supervision_event_new (&self->proc->loop->events, self->peer, display_name, status, prefix, text, cause,
                                       troupe_loop_get_wall_clock (self->proc->loop));
}

void
troupe_cell_hand_up (TroupeCell             *self,
                     TroupeCell             *parent,
                     TroupeSupervisionEvent *event)
{
  TroupeNotice *notice;

  if (parent == NULL)
    {
      troupe_proc_take_event (self->proc, self, event);
      return;
    }

  notice = troupe_recycler_take (&self->proc->loop->notices, sizeof *notice);
  *notice = (TroupeNotice) { .event = event, .via = troupe_peer_ref (self->peer) };
  notice->next = parent->last_notice != NULL ? parent->last_notice->next : notice;
  if (parent->last_notice != NULL)
    parent->last_notice->next = notice;
  parent->last_notice = notice;
  troupe_cell_schedule (parent);
}

static void
cell_emit_supervised (TroupeCell         *self,
                      const TroupeNotice *notice,
                      gboolean            handled)
{
  TroupeWorld *world = self->proc->loop->world;
  TroupeEvent event = { .kind = TROUPE_EVENT_SUPERVISED };

  troupe_cell_record_supervised (self, notice, handled);
  if (!troupe_world_listens (world, TROUPE_EVENT_SUPERVISED))
    return;

  event.detail = troupe_supervision_event_get_status (notice->event) | (handled ? TROUPE_EVENT_WAS_HANDLED : 0);
  event.proc = self->proc->id;
  event.subject = troupe_cell_get_id (self);
  event.object = troupe_supervision_event_get_actor (notice->event);
  event.payload = notice->via->id;
  troupe_world_emit (world, &event);
}

/* On the way out we handle nothing more: a failure goes on upwards, as what we fail with, or past us if we fail
 * already. */
static void
cell_pass_on (TroupeCell   *self,
              TroupeNotice *notice)
{
  gboolean is_failure = troupe_supervision_event_is_failure (notice->event);

  cell_emit_supervised (self, notice, /* handled = */ !is_failure);
  if (is_failure && !TROUPE_DEFECT ("supervision.lost-while-stopping"))
    troupe_cell_hand_up (self, self->parent, troupe_supervision_event_hold (notice->event));
}

static void
cell_fail_while_handling (TroupeCell   *self,
                          TroupeNotice *notice,
                          GError       *error)
{
  const char *text = error != NULL ? error->message : "it failed without saying why";
  TroupeSupervisionEvent *event;

  event = troupe_cell_new_event (self, TROUPE_ACTOR_STATUS_FAILED, /* prefix = */ NULL, text, notice->event);
  troupe_cell_fail (self, event);
}

static TroupeSupervision
cell_call_supervision (TroupeCell    *self,
                       TroupeNotice  *notice,
                       GError       **error)
{
  if (self->behavior->handle_supervision_event == NULL)
    return troupe_behavior_decline_failures (notice->event);

  return self->behavior->handle_supervision_event (self->state, self, notice->event, error);
}

static void
cell_ask_actor (TroupeCell   *self,
                TroupeNotice *notice)
{
  gboolean is_failure = troupe_supervision_event_is_failure (notice->event);
  g_autoptr (GError) error = NULL;
  TroupeSupervision answer = cell_call_supervision (self, notice, &error);

  if (!is_failure && TROUPE_DEFECT ("supervision.stops-end-parents"))
    troupe_cell_stop (self, TROUPE_STOP_NOW, troupe_supervision_event_get_text (notice->event));
  if (!is_failure && answer == TROUPE_SUPERVISION_DECLINED)
    answer = TROUPE_SUPERVISION_HANDLED;
  cell_emit_supervised (self, notice, answer == TROUPE_SUPERVISION_HANDLED);
  if (troupe_cell_check_panic (self))
    return;

  if (answer == TROUPE_SUPERVISION_DECLINED)
    troupe_cell_fail (self, troupe_supervision_event_hold (notice->event));
  else if (answer == TROUPE_SUPERVISION_FAILED)
    cell_fail_while_handling (self, notice, error);
}

void
troupe_cell_handle_notice (TroupeCell *self)
{
  TroupeNotice *notice = troupe_cell_take_notice (self);

  if (self->status == TROUPE_ACTOR_STATUS_STOPPING)
    cell_pass_on (self, notice);
  else
    cell_ask_actor (self, notice);

  troupe_notice_free (notice, self->proc->loop);
}

void
troupe_notice_free (TroupeNotice *self,
                    TroupeLoop   *loop)
{
  troupe_supervision_event_release (self->event);
  troupe_peer_unref (self->via);
  troupe_recycler_give_back (&loop->notices, self);
}
