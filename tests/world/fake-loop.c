/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fake-loop.h"

static gboolean
dispatch (guint    budget,
          gpointer user_data)
{
  FakeLoop *self = user_data;

  self->n_dispatches++;
  for (; budget > 0 && self->tasks.length > 0; budget--)
    {
      FakeTask task = (FakeTask) g_queue_pop_head (&self->tasks);
      gpointer task_data = g_queue_pop_head (&self->tasks);

      task (task_data);
    }

  return self->tasks.length > 0;
}

FakeLoop *
fake_loop_new (TroupeSimHost *host,
               const char    *name)
{
  FakeLoop *self = g_new0 (FakeLoop, 1);
  g_autoptr (TroupeAddress) address = troupe_sim_host_dup_address (host);
  g_autoptr (TroupeProcId) proc_id = troupe_proc_id_new (address, name, NULL);

  g_queue_init (&self->tasks);
  self->process = troupe_sim_host_start_process (host, proc_id);
  self->world = g_object_ref (troupe_sim_process_get_world (self->process));
  troupe_world_attach (self->world, dispatch, self);

  return self;
}

void
fake_loop_free (FakeLoop *self)
{
  troupe_world_detach (self->world);
  g_object_unref (self->world);
  g_queue_clear (&self->tasks);
  g_free (self);
}

void
fake_loop_post (FakeLoop *self,
                FakeTask  task,
                gpointer  user_data)
{
  g_queue_push_tail (&self->tasks, (gpointer) task);
  g_queue_push_tail (&self->tasks, user_data);
  troupe_world_wake (self->world);
}

void
fake_loop_emit (FakeLoop *self,
                guint64   number)
{
  TroupeEvent event = {
    .kind = TROUPE_EVENT_HANDLED,
    .proc = troupe_sim_process_get_proc_id (self->process),
    .message_number = number,
  };

  troupe_world_emit (self->world, &event);
}

void
fake_loop_run (TroupeSimRun *run)
{
  while (troupe_sim_run_step (run, G_MAXUINT64))
    ;
}
