/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "stage.h"

#include <time.h>

/* Eight procs on one loop, or on two that have a thread each. Each proc has a hundred senders and one sink. A sender
 * sends a burst and waits until its sink has handled it; one message in 64 goes to another proc's sink instead, which
 * answers nothing. So procs work for themselves most of the time, and neither of two loops ever waits for the other. */

#define N_PROCS       8
#define N_LOOPS_MAX   2
#define N_BURSTS      G_GUINT64_CONSTANT (10000) /* of each proc */
#define STRANGER_EACH 64

typedef struct _Town Town;
typedef struct _House House;

typedef struct
{
  House *house;
  guint  index;
} Sender;

/* One proc. */
struct _House
{
  Town            *town;
  guint            loop_index;
  TroupeProc      *proc;
  TroupeInstance  *client;
  TroupeActorRef  *senders[MEASURE_N_SENDERS];
  Sender           states[MEASURE_N_SENDERS];
  TroupeActorRef  *sinks[N_PROCS]; /* of all procs, as its loop knows them; first its own */
  guint64          n_bursts_left;
  guint            n_active;       /* senders that have not been told to rest */
  guint            n_until_stranger;
  guint            next_stranger;
  guint8           gap[128];       /* the next one may belong to another thread */
};

/* One loop, and the thread that drives it. */
typedef struct
{
  Town         *town;
  guint         index;
  GMainContext *context;
  TroupeWorld  *world;
  TroupeLoop   *loop;
  guint         n_busy;       /* of its procs; its thread's alone */
  double        used_seconds; /* of the last batch */
} Street;

struct _Town
{
  guint                    n_loops;
  const TroupeMessageType *begin;
  const TroupeMessageType *body; /* its first word: 1 in the last message of a burst */
  Street                   streets[N_LOOPS_MAX];
  House                    houses[N_PROCS];
};

static gboolean
house_send_burst (House          *self,
                  TroupeContext  *context,
                  GError        **error)
{
  for (guint i = 0; i < MEASURE_CREDIT; i++)
    {
      gboolean is_last = i + 1 == MEASURE_CREDIT;
      MeasureBody body = { { is_last } };
      TroupeActorRef *sink = self->sinks[0];

      if (self->n_until_stranger > 0)
        self->n_until_stranger--;
      if (self->n_until_stranger == 0 && !is_last)
        {
          self->n_until_stranger = STRANGER_EACH;
          self->next_stranger = self->next_stranger % (N_PROCS - 1) + 1;
          sink = self->sinks[self->next_stranger];
        }
      if (!troupe_context_send_data (context, sink, self->town->body, &body, sizeof body, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
sender_handle (gpointer        state,
               TroupeContext  *context,
               TroupeMessage  *message,
               GError        **error)
{
  return house_send_burst (((Sender *) state)->house, context, error);
}

static gboolean
sink_begin (House          *self,
            TroupeContext  *context,
            GError        **error)
{
  MeasureBody body = { { 0 } };

  self->n_bursts_left = N_BURSTS - MEASURE_N_SENDERS;
  self->n_active = MEASURE_N_SENDERS;
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    if (!troupe_context_send_data (context, self->senders[i], self->town->body, &body, sizeof body, error))
      return FALSE;

  return TRUE;
}

static gboolean
sink_handle (gpointer        state,
             TroupeContext  *context,
             TroupeMessage  *message,
             GError        **error)
{
  House *self = state;
  const MeasureBody *body = troupe_message_get_data (message, NULL);

  if (troupe_message_is (message, self->town->begin))
    return sink_begin (self, context, error);
  if (body->words[0] == 0)
    return TRUE;

  if (self->n_bursts_left > 0)
    {
      self->n_bursts_left--;
      return troupe_context_send_data (context, troupe_message_get_sender_ref (message), self->town->body, body,
                                       sizeof *body, error);
    }
  if (--self->n_active == 0)
    self->town->streets[self->loop_index].n_busy--;

  return TRUE;
}

static TroupeBehavior sender_behavior = { .type_name = "sender", .handle = sender_handle };
static TroupeBehavior sink_behavior = { .type_name = "sink", .handle = sink_handle };

/* --- the town --- */

static TroupeActorId *
make_sink_id (const Town *self,
              guint       house)
{
  g_autofree char *text = g_strdup_printf ("local:%u,h%u,sink", house % self->n_loops + 1, house);

  return troupe_actor_id_parse (text, NULL);
}

static void
street_open (Street *self,
             Town   *town,
             guint   index)
{
  self->town = town;
  self->index = index;
  self->context = g_main_context_new ();
  self->world = troupe_real_world_new (self->context);
  self->loop = troupe_loop_new (self->world);
}

static void
house_open (House *self,
            Town  *town,
            guint  index)
{
  g_autofree char *address_text = g_strdup_printf ("local:%u", index % town->n_loops + 1);
  g_autofree char *proc_name = g_strdup_printf ("h%u", index);
  g_autoptr (TroupeAddress) address = troupe_address_parse (address_text, NULL);

  self->town = town;
  self->loop_index = index % town->n_loops;
  self->n_until_stranger = STRANGER_EACH;
  self->proc = troupe_proc_new (town->streets[self->loop_index].loop, address, proc_name, NULL);
  if (!troupe_proc_serve (self->proc, NULL))
    g_error ("Could not serve %s at %s", proc_name, address_text);
  self->client = troupe_proc_create_client (self->proc, "client", TROUPE_CLIENT_PLAIN, NULL);
  self->sinks[0] = troupe_proc_spawn_behavior (self->proc, "sink", &sink_behavior, self, NULL);
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u", i);

      self->states[i] = (Sender) { .house = self, .index = i };
      self->senders[i] = troupe_proc_spawn_behavior (self->proc, name, &sender_behavior, &self->states[i], NULL);
    }
  for (guint i = 1; i < N_PROCS; i++)
    {
      g_autoptr (TroupeActorId) sink = make_sink_id (town, (index + i) % N_PROCS);

      self->sinks[i] = troupe_proc_refer (self->proc, sink);
    }
}

static void
town_open (Town  *self,
           guint  n_loops)
{
  static const TroupeMessageField begin_fields[] = { { "amount", "t", "how much to do" } };
  static const TroupeMessageField body_fields[] = {
    { "a", "t", "a word" }, { "b", "t", "a word" }, { "c", "t", "a word" }, { "d", "t", "a word" },
    { "e", "t", "a word" }, { "f", "t", "a word" }, { "g", "t", "a word" }, { "h", "t", "a word" },
  };

  self->n_loops = n_loops;
  self->begin = troupe_message_type_register ("bench.begin", begin_fields, G_N_ELEMENTS (begin_fields), "Begin");
  self->body = troupe_message_type_register ("bench.body", body_fields, G_N_ELEMENTS (body_fields), "64 bytes");
  troupe_behavior_accept (&sink_behavior, self->begin);
  troupe_behavior_accept (&sink_behavior, self->body);
  troupe_behavior_accept (&sender_behavior, self->body);
  for (guint i = 0; i < n_loops; i++)
    street_open (&self->streets[i], self, i);
  for (guint i = 0; i < N_PROCS; i++)
    house_open (&self->houses[i], self, i);
}

static void
house_close (House *self)
{
  for (guint i = 0; i < MEASURE_N_SENDERS; i++)
    troupe_actor_ref_unref (self->senders[i]);
  for (guint i = 0; i < N_PROCS; i++)
    troupe_actor_ref_unref (self->sinks[i]);
  g_clear_object (&self->client);
  g_clear_object (&self->proc);
}

static void
town_close (Town *self)
{
  for (guint i = 0; i < N_PROCS; i++)
    house_close (&self->houses[i]);
  for (guint i = 0; i < self->n_loops; i++)
    g_clear_object (&self->streets[i].loop);
  for (guint i = 0; i < self->n_loops; i++)
    {
      g_clear_object (&self->streets[i].world);
      g_main_context_unref (self->streets[i].context);
    }
}

/* --- a batch --- */

static double
get_thread_seconds (void)
{
  struct timespec used;

  if (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used) != 0)
    g_error ("Could not read the clock of the thread");

  return (double) used.tv_sec + (double) used.tv_nsec * 1e-9;
}

static gpointer
street_run (gpointer data)
{
  Street *self = data;
  Town *town = self->town;
  double began = get_thread_seconds ();

  for (guint i = self->index; i < N_PROCS; i += town->n_loops, self->n_busy++)
    troupe_instance_send (town->houses[i].client, troupe_actor_ref_get_id (town->houses[i].sinks[0]), town->begin,
                          g_variant_new ("(t)", N_BURSTS), NULL);
  while (self->n_busy > 0)
    g_main_context_iteration (self->context, /* may_block = */ TRUE);
  self->used_seconds = get_thread_seconds () - began;

  return NULL;
}

/* What the busiest thread used of a processor. */
static double
town_run (Town *self)
{
  GThread *threads[N_LOOPS_MAX];
  double used = 0;

  for (guint i = 0; i < self->n_loops; i++)
    threads[i] = g_thread_new ("loop", street_run, &self->streets[i]);
  for (guint i = 0; i < self->n_loops; i++)
    {
      g_thread_join (threads[i]);
      used = MAX (used, self->streets[i].used_seconds);
    }

  return used;
}

static double
measure_loops (double seconds,
               guint  n_loops)
{
  g_autofree Town *town = g_new0 (Town, 1);
  double used = 0;
  guint64 n_done = 0;

  town_open (town, n_loops);
  town_run (town);
  do
    {
      used += town_run (town);
      n_done += N_PROCS * N_BURSTS * MEASURE_CREDIT;
    }
  while (used < seconds);
  town_close (town);

  return (double) n_done / used;
}

double
measure_one_loop (double seconds)
{
  return measure_loops (seconds, 1);
}

double
measure_two_loops (double seconds)
{
  return measure_loops (seconds, 2);
}
