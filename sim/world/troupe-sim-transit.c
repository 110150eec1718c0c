/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "world/troupe-sim-transit-private.h"

#include "world/troupe-sim-process-private.h"
#include "world/troupe-sim-run-private.h"

static void first_is_due (gpointer data);
static void note_is_due  (gpointer data);
static void probe_is_due (gpointer data);

static TroupeSimRun *
get_run (const TroupeSimPipe *pipe)
{
  return pipe->connection->network->run;
}

static TroupeSimPath *
get_path (const TroupeSimPipe *pipe)
{
  return pipe->connection->paths[troupe_sim_pipe_get_writer (pipe)];
}

static TroupeSimPath *
get_path_back (const TroupeSimPipe *pipe)
{
  return pipe->connection->paths[!troupe_sim_pipe_get_writer (pipe)];
}

static gboolean
is_cut (const TroupeSimPipe *pipe,
        const TroupeSimPath *path)
{
  return troupe_sim_topology_is_cut (&get_run (pipe)->network.topology, path);
}

/* Until when a segment can be sent again. */
static guint64
get_deadline (const TroupeSimPipe    *pipe,
              const TroupeSimSegment *segment)
{
  if (troupe_sim_segment_is_handshake (segment))
    return pipe->connection->asked_ns + TROUPE_SIM_CONNECT_NS_MAX;

  return MAX (segment->first_ns, pipe->answered_ns) + TROUPE_SIM_ANSWER_NS_MAX;
}

/* ---- the first segment ---- */

/* Order holds, so that one heap entry for the first segment is enough: what follows it waits for it. */
static void
schedule_first (TroupeSimPipe *pipe)
{
  TroupeSimRun *run = get_run (pipe);
  const TroupeSimSegment *first = troupe_sim_pipe_get_segment (pipe, 0);

  pipe->entry_ns = MAX (first->due_ns, run->time_ns);
  troupe_sim_connection_ref (pipe->connection);
  troupe_sim_run_schedule_as (run, pipe->entry_ns, first->sequence, first_is_due, pipe);
}

/* Chance does not lose it: that would only make it come again. */
static void
hold_back (TroupeSimSegment *segment,
           guint64           now_ns,
           guint8            hold,
           guint64           deadline_ns)
{
  segment->hold = hold;
  segment->unheld_ns = segment->is_on_its_way ? segment->due_ns : now_ns;
  segment->is_on_its_way = TRUE;
  segment->due_ns = deadline_ns;
}

/* The first attempt: chance decides over it, unless someone has asked for something else. */
static void
send_first (TroupeSimPipe    *pipe,
            TroupeSimSegment *segment)
{
  TroupeSimConnection *connection = pipe->connection;
  guint writer = troupe_sim_pipe_get_writer (pipe);
  TroupeSimProcess *from = connection->ends[writer] != NULL ? troupe_sim_connection_get_process (connection, writer)
                                                            : NULL;
  TroupeSimRun *run = get_run (pipe);
  guint64 deadline_ns = get_deadline (pipe, segment);
  TroupeSimDisturbance disturbance;

  troupe_sim_segment_send (segment, run, get_path (pipe), deadline_ns);
  if (G_LIKELY (from == NULL || from->disturbances == NULL) || segment->kind != TROUPE_SIM_SEGMENT_BYTES)
    return;
  if (!troupe_sim_process_take_disturbance (from, troupe_sim_connection_get_process (connection, !writer),
                                            &disturbance))
    return;

  if (disturbance.is_loss)
    troupe_sim_segment_lose (segment, run->time_ns, deadline_ns);
  else if (disturbance.hold != 0)
    hold_back (segment, run->time_ns, disturbance.hold, deadline_ns);
  else
    segment->due_ns = MIN (segment->due_ns + disturbance.delay_ns, deadline_ns);
}

/* Two segments of bytes that come together come as one; so do those that wait at a cut to be sent again. */
static gboolean
join_last (TroupeSimPipe          *pipe,
           const TroupeSimSegment *segment)
{
  TroupeSimSegment *last;

  if (segment->kind != TROUPE_SIM_SEGMENT_BYTES || pipe->n_segments == 0)
    return FALSE;

  last = troupe_sim_pipe_get_segment (pipe, pipe->n_segments - 1);
  if (last->kind != TROUPE_SIM_SEGMENT_BYTES || last->is_on_its_way != segment->is_on_its_way)
    return FALSE;
  if (segment->hold != last->hold || (segment->is_on_its_way && last->unheld_ns != segment->unheld_ns))
    return FALSE;
  if (segment->is_on_its_way ? last->due_ns != segment->due_ns : !is_cut (pipe, get_path (pipe)))
    return FALSE;

  last->n_bytes += segment->n_bytes;

  return TRUE;
}

void
troupe_sim_transit_send (TroupeSimPipe    *pipe,
                         TroupeSimSegment *segment)
{
  TroupeSimRun *run = get_run (pipe);

  segment->first_ns = run->time_ns;
  send_first (pipe, segment);
  if (segment->is_on_its_way)
    {
      if (segment->hold == 0)
        segment->unheld_ns = segment->due_ns;
      segment->unheld_ns = MAX (segment->unheld_ns, pipe->last_unheld_ns);
      pipe->last_unheld_ns = segment->unheld_ns;
      segment->due_ns = MAX (segment->due_ns, pipe->last_arrival_ns);
      pipe->last_arrival_ns = segment->due_ns;
    }
  pipe->has_reset |= segment->kind == TROUPE_SIM_SEGMENT_RESET;
  if (join_last (pipe, segment))
    return;

  segment->sequence = troupe_sim_run_next_sequence (run);
  troupe_sim_pipe_push_segment (pipe, segment);
  pipe->connection->network->n_in_flight++;
  if (pipe->n_segments == 1)
    schedule_first (pipe);
}

/* What was held back, and what waited behind it, goes on as if nothing had been: each when its time has come. */
void
troupe_sim_transit_release (TroupeSimPipe *pipe,
                            guint8         hold)
{
  TroupeSimRun *run = get_run (pipe);
  guint64 arrival_ns = run->time_ns;
  gboolean was_held = FALSE;

  for (guint i = 0; i < pipe->n_segments; i++)
    {
      TroupeSimSegment *segment = troupe_sim_pipe_get_segment (pipe, i);

      if (segment->hold == hold)
        {
          was_held = TRUE;
          segment->hold = 0;
        }
      if (was_held && segment->hold == 0 && segment->is_on_its_way)
        segment->due_ns = MAX (segment->unheld_ns, arrival_ns);
      if (segment->is_on_its_way)
        arrival_ns = MAX (arrival_ns, segment->due_ns);
    }

  if (!was_held)
    return;

  pipe->last_arrival_ns = arrival_ns;
  if (pipe->entry_ns != MAX (troupe_sim_pipe_get_segment (pipe, 0)->due_ns, run->time_ns))
    schedule_first (pipe);
}

static void
drop (TroupeSimPipe *pipe,
      guint          n_kept)
{
  pipe->connection->network->n_in_flight -= pipe->n_segments - n_kept;
  troupe_sim_pipe_drop (pipe, n_kept);
}

void
troupe_sim_transit_drop (TroupeSimPipe *pipe)
{
  drop (pipe, 0);
}

static gboolean
is_answer_to_request (TroupeSimSegmentKind kind)
{
  return kind == TROUPE_SIM_SEGMENT_OPENED || kind == TROUPE_SIM_SEGMENT_REFUSED;
}

void
troupe_sim_transit_drop_unsaid (TroupeSimPipe *pipe)
{
  gboolean has_answer = pipe->n_segments > 0 && is_answer_to_request (troupe_sim_pipe_get_segment (pipe, 0)->kind);

  drop (pipe, has_answer ? 1 : 0);
}

/* An answer takes no time, and chance does not lose it: a later one would say the same. */
static void
answer (TroupeSimPipe *pipe,
        guint64        first_ns)
{
  TroupeSimRun *run = get_run (pipe);

  if (!is_cut (pipe, get_path_back (pipe)))
    {
      pipe->answered_ns = run->time_ns;
      pipe->unanswered_ns = TROUPE_SIM_NEVER;
      return;
    }

  if (pipe->unanswered_ns != TROUPE_SIM_NEVER || pipe->connection->is_dead[troupe_sim_pipe_get_writer (pipe)])
    return;

  pipe->unanswered_ns = first_ns;
  pipe->n_probes = 1;
  pipe->probe_ns = run->time_ns + troupe_sim_segment_get_pause_ns (FALSE, pipe->n_probes);
  troupe_sim_connection_ref (pipe->connection);
  troupe_sim_run_schedule (run, pipe->probe_ns, probe_is_due, pipe);
}

static void
lose_first (TroupeSimPipe *pipe)
{
  TroupeSimSegment *first = troupe_sim_pipe_get_segment (pipe, 0);

  troupe_sim_segment_lose (first, get_run (pipe)->time_ns, get_deadline (pipe, first));
}

static void
give_up_first (TroupeSimPipe *pipe)
{
  TroupeSimConnection *connection = pipe->connection;
  TroupeSimSegmentKind kind = troupe_sim_pipe_get_segment (pipe, 0)->kind;

  if (is_answer_to_request (kind))
    {
      /* Who asked waits no longer; the server does not know. */
      connection->network->n_in_flight--;
      troupe_sim_pipe_pop_segment (pipe);
      troupe_sim_connection_time_out (connection, TROUPE_SIM_CLIENT);
      return;
    }

  troupe_sim_connection_time_out (connection, troupe_sim_pipe_get_writer (pipe));
}

static void
handle_first (TroupeSimPipe *pipe)
{
  TroupeSimRun *run = get_run (pipe);
  TroupeSimSegment *first = troupe_sim_pipe_get_segment (pipe, 0);
  TroupeSimSegment copy = *first;

  if (!first->is_on_its_way)
    {
      if (run->time_ns >= get_deadline (pipe, first))
        give_up_first (pipe);
      else
        troupe_sim_segment_send (first, run, get_path (pipe), get_deadline (pipe, first));
      return;
    }

  if (is_cut (pipe, get_path (pipe)) || !troupe_sim_connection_arrive (pipe))
    lose_first (pipe);
  else if (!troupe_sim_segment_is_handshake (&copy))
    answer (pipe, copy.first_ns);
}

static void
first_is_due (gpointer data)
{
  TroupeSimPipe *pipe = data;

  if (pipe->entry_ns == get_run (pipe)->time_ns)
    {
      pipe->entry_ns = TROUPE_SIM_NEVER;
      if (pipe->n_segments > 0)
        handle_first (pipe);
      if (pipe->n_segments > 0 && pipe->entry_ns == TROUPE_SIM_NEVER)
        schedule_first (pipe);
    }

  troupe_sim_connection_unref (pipe->connection);
}

/* What was there without an answer is sent again, and again, until there is one. */
static void
probe_is_due (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *connection = pipe->connection;
  TroupeSimRun *run = get_run (pipe);

  if (pipe->unanswered_ns != TROUPE_SIM_NEVER && pipe->probe_ns == run->time_ns)
    {
      guint64 deadline_ns = MAX (pipe->unanswered_ns, pipe->answered_ns) + TROUPE_SIM_ANSWER_NS_MAX;

      if (run->time_ns >= deadline_ns)
        {
          troupe_sim_connection_time_out (connection, troupe_sim_pipe_get_writer (pipe));
        }
      else if (!is_cut (pipe, get_path (pipe)) && !is_cut (pipe, get_path_back (pipe)))
        {
          pipe->answered_ns = run->time_ns;
          pipe->unanswered_ns = TROUPE_SIM_NEVER;
        }
      else
        {
          pipe->n_probes += pipe->n_probes < G_MAXUINT8;
          pipe->probe_ns = MIN (run->time_ns + troupe_sim_segment_get_pause_ns (FALSE, pipe->n_probes), deadline_ns);
          troupe_sim_connection_ref (connection);
          troupe_sim_run_schedule (run, pipe->probe_ns, probe_is_due, pipe);
        }
    }

  troupe_sim_connection_unref (connection);
}

/* ---- notes of room ---- */

static void
schedule_note (TroupeSimPipe *pipe)
{
  troupe_sim_connection_ref (pipe->connection);
  troupe_sim_run_schedule (get_run (pipe), pipe->note.due_ns, note_is_due, pipe);
}

void
troupe_sim_transit_send_note (TroupeSimPipe *pipe,
                              guint32        n_bytes)
{
  TroupeSimRun *run = get_run (pipe);

  pipe->note = (TroupeSimSegment) { .kind = TROUPE_SIM_SEGMENT_ROOM, .n_bytes = n_bytes, .first_ns = run->time_ns };
  troupe_sim_segment_send (&pipe->note, run, get_path_back (pipe), TROUPE_SIM_NEVER);
  schedule_note (pipe);
}

/* Without news of room a writer that has something to say asks for it, and breaks off like any that is not answered;
 * one that has nothing to say waits. */
static void
note_is_due (gpointer data)
{
  TroupeSimPipe *pipe = data;
  TroupeSimConnection *connection = pipe->connection;
  TroupeSimRun *run = get_run (pipe);
  guint writer = troupe_sim_pipe_get_writer (pipe);

  if (connection->ends[writer] == NULL || connection->is_dead[writer] || connection->is_dead[!writer])
    {
      pipe->note.n_bytes = 0;
    }
  else if (pipe->note.is_on_its_way && !is_cut (pipe, get_path_back (pipe)))
    {
      guint32 n_bytes = pipe->note.n_bytes;

      pipe->note.n_bytes = 0;
      troupe_sim_connection_hear (pipe, n_bytes);
    }
  else if (pipe->room == 0 && run->time_ns >= pipe->note.first_ns + TROUPE_SIM_ANSWER_NS_MAX)
    {
      troupe_sim_connection_time_out (connection, writer);
    }
  else
    {
      if (pipe->note.is_on_its_way)
        troupe_sim_segment_lose (&pipe->note, run->time_ns, TROUPE_SIM_NEVER);
      else
        troupe_sim_segment_send (&pipe->note, run, get_path_back (pipe), TROUPE_SIM_NEVER);
      schedule_note (pipe);
    }

  troupe_sim_connection_unref (connection);
}
