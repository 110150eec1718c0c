/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "base/troupe-inbox-private.h"
#include "base/troupe-world-private.h"
#include "message/troupe-message-private.h"
#include "troupe.h"

/* Loops on threads of their own that flood each other; one ends while the others go on. Each message has one fate, and
 * nobody waits for ever. Worlds here spin, and use no lock on the way of a message, so ThreadSanitizer would see a
 * race. */

#define N_LOOPS 3
#define N_ACTORS 2     /* of each loop */
#define N_SENDS 20000  /* of each loop */
#define N_BURST 20     /* how many an actor sends at a time */
#define LEAVES_AFTER 5000

/* --- a world without time --- */

typedef struct
{
  TroupeWaker waker;
  int         woken; /* (atomic) */
} SpinWaker;

typedef struct
{
  TroupeWorld parent_instance;

  SpinWaker  *waker;  /* (owned) */
  gint64      n_open; /* messages sent here, less messages that met their fate here */
  guint       n_lost;
} SpinWorld;

typedef TroupeWorldClass SpinWorldClass;

GType spin_world_get_type (void);
G_DEFINE_FINAL_TYPE (SpinWorld, spin_world, TROUPE_TYPE_WORLD)

static void
spin_waker_wake (TroupeWaker *waker)
{
  __atomic_store_n (&((SpinWaker *) waker)->woken, TRUE, __ATOMIC_RELEASE);
}

static void
spin_waker_free (TroupeWaker *waker)
{
  g_free (waker);
}

static void
spin_world_wake (TroupeWorld *world)
{
  troupe_waker_wake (&((SpinWorld *) world)->waker->waker);
}

static TroupeWaker *
spin_world_dup_waker (TroupeWorld *world)
{
  return troupe_waker_ref (&((SpinWorld *) world)->waker->waker);
}

/* The directory of this process: looked at once for each address. */
static GMutex directory_lock;
static TroupeInbox *directory[N_LOOPS + 1];

static gboolean
spin_world_publish_inbox (TroupeWorld    *world,
                          TroupeAddress  *address,
                          TroupeInbox    *inbox,
                          GError        **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&directory_lock);

  directory[troupe_address_get_port (address)] = troupe_inbox_ref (inbox);

  return TRUE;
}

static void
spin_world_withdraw_inbox (TroupeWorld   *world,
                           TroupeAddress *address,
                           TroupeInbox   *inbox)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&directory_lock);

  g_clear_pointer (&directory[troupe_address_get_port (address)], troupe_inbox_unref);
}

static TroupeInbox *
spin_world_find_inbox (TroupeWorld   *world,
                       TroupeAddress *address)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&directory_lock);
  TroupeInbox *inbox = directory[troupe_address_get_port (address)];

  return inbox != NULL ? troupe_inbox_ref (inbox) : NULL;
}

static void
spin_world_emit (TroupeWorld   *world,
                 gconstpointer  data)
{
  SpinWorld *self = (SpinWorld *) world;
  const TroupeEvent *event = data;

  switch ((guint) event->kind)
    {
    case TROUPE_EVENT_SENT:
      self->n_open++;
      break;
    case TROUPE_EVENT_LOST:
      self->n_lost++;
      self->n_open--;
      break;
    case TROUPE_EVENT_HANDLED:
    case TROUPE_EVENT_RETURNED:
    case TROUPE_EVENT_ABANDONED:
      self->n_open--;
      break;
    default:
      break;
    }
}

static void
spin_world_finalize (GObject *object)
{
  troupe_waker_unref (&((SpinWorld *) object)->waker->waker);
  G_OBJECT_CLASS (spin_world_parent_class)->finalize (object);
}

static void
spin_world_class_init (SpinWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spin_world_finalize;
  klass->wake = spin_world_wake;
  klass->dup_waker = spin_world_dup_waker;
  klass->publish_inbox = spin_world_publish_inbox;
  klass->withdraw_inbox = spin_world_withdraw_inbox;
  klass->find_inbox = spin_world_find_inbox;
  klass->emit = spin_world_emit;
}

static void
spin_world_init (SpinWorld *self)
{
  self->waker = g_new0 (SpinWaker, 1);
  self->waker->waker = (TroupeWaker) { .wake = spin_waker_wake, .free = spin_waker_free };
  troupe_ref_count_init (&self->waker->waker.n_refs);
  troupe_world_set_event_mask (TROUPE_WORLD (self), G_MAXUINT32);
}

/* --- actors --- */

typedef struct _Member Member;

/* One actor, and whom it knows. */
typedef struct
{
  Member         *member;
  TroupeActorRef *peers[N_LOOPS * N_ACTORS];  /* all actors, itself too */
  guint64         n_sent[N_LOOPS * N_ACTORS]; /* to each */
  guint64         n_got[N_LOOPS * N_ACTORS];  /* from each: the number of the last */
  guint           index;
} Speaker;

/* What threads share. */
typedef struct
{
  TroupeActorId           *ids[N_LOOPS * N_ACTORS];
  const TroupeMessageType *note;   /* (index, number) */
  guint                    credit; /* of each loop's lanes */
  int                      n_served;  /* (atomic): loops that listen */
  int                      n_busy;    /* (atomic): loops that may still send of themselves */
  gint64                   n_open;    /* (atomic): messages without a fate */
} Crowd;

struct _Member
{
  Crowd       *crowd;
  guint        index;
  guint        n_left;    /* that its actors may still send */
  guint        n_handled;
  gboolean     leaves;    /* before the others */
  gboolean     is_gone;
  SpinWorld   *world;
  TroupeLoop  *loop;
  TroupeProc  *proc;
  Speaker      speakers[N_ACTORS];
};

static gboolean
speaker_send (Speaker        *self,
              TroupeContext  *context,
              GError        **error)
{
  Member *member = self->member;

  for (guint i = 0; i < N_BURST && member->n_left > 0; i++, member->n_left--)
    {
      guint to = (member->n_left * 7 + self->index) % (N_LOOPS * N_ACTORS);
      guint64 body[2] = { self->index, ++self->n_sent[to] };

      if (!troupe_context_send_data (context, self->peers[to], member->crowd->note, body, sizeof body, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
speaker_init (gpointer        state,
              TroupeContext  *context,
              GError        **error)
{
  Speaker *self = state;

  for (guint i = 0; i < N_LOOPS * N_ACTORS; i++)
    self->peers[i] = troupe_context_refer (context, self->member->crowd->ids[i]);

  return speaker_send (self, context, error);
}

static gboolean
speaker_handle (gpointer        state,
                TroupeContext  *context,
                TroupeMessage  *message,
                GError        **error)
{
  Speaker *self = state;
  const guint64 *body = troupe_message_get_data (message, NULL);

  g_assert_cmpuint (body[1], ==, self->n_got[body[0]] + 1);
  self->n_got[body[0]] = body[1];
  self->member->n_handled++;

  return speaker_send (self, context, error);
}

static gboolean
speaker_take_back (gpointer        state,
                   TroupeContext  *context,
                   TroupeMessage  *message,
                   TroupeReason    reason,
                   GError        **error)
{
  return speaker_send (state, context, error);
}

static void
speaker_free (gpointer state)
{
  Speaker *self = state;

  for (guint i = 0; i < N_LOOPS * N_ACTORS; i++)
    g_clear_pointer (&self->peers[i], troupe_actor_ref_unref);
}

static TroupeBehavior speaker_behavior = {
  .type_name = "speaker",
  .init = speaker_init,
  .handle = speaker_handle,
  .handle_undeliverable = speaker_take_back,
  .free = speaker_free,
};

/* --- threads --- */

static void
member_open (Member *self)
{
  g_autofree char *text = g_strdup_printf ("local:%u", self->index + 1);
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, NULL);

  self->world = g_object_new (spin_world_get_type (), NULL);
  self->loop = troupe_loop_new (TROUPE_WORLD (self->world));
  troupe_loop_set_knob (self->loop, "lane.credit", self->crowd->credit, NULL);
  self->proc = troupe_proc_new (self->loop, address, "p", NULL);
  g_assert_true (troupe_proc_serve (self->proc, NULL));
  __atomic_fetch_add (&self->crowd->n_served, 1, __ATOMIC_ACQ_REL);
  while (__atomic_load_n (&self->crowd->n_served, __ATOMIC_ACQUIRE) < N_LOOPS)
    g_thread_yield ();
  for (guint i = 0; i < N_ACTORS; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%u", i);

      self->speakers[i] = (Speaker) { .member = self, .index = self->index * N_ACTORS + i };
      troupe_actor_ref_unref (troupe_proc_spawn_behavior (self->proc, name, &speaker_behavior, &self->speakers[i],
                                                          NULL));
    }
}

/* FALSE if it was not woken. */
static gboolean
member_turn (Member *self)
{
  gboolean woken = __atomic_exchange_n (&self->world->waker->woken, FALSE, __ATOMIC_ACQ_REL);

  if (woken && troupe_world_dispatch (TROUPE_WORLD (self->world), 64))
    __atomic_store_n (&self->world->waker->woken, TRUE, __ATOMIC_RELAXED);
  if (self->world->n_open != 0)
    {
      __atomic_fetch_add (&self->crowd->n_open, self->world->n_open, __ATOMIC_ACQ_REL);
      self->world->n_open = 0;
    }

  return woken;
}

static void
member_gone (TroupeProc *proc,
             GPtrArray  *stopped,
             GPtrArray  *aborted,
             gpointer    user_data)
{
  ((Member *) user_data)->is_gone = TRUE;
}

/* It ends in order, however the others go on. */
static void
member_close (Member *self)
{
  troupe_proc_destroy (self->proc, NULL, /* timeout_ns = */ 1, member_gone, self, NULL);
  while (!self->is_gone)
    if (!member_turn (self))
      g_thread_yield ();
  g_assert_finalize_object (g_steal_pointer (&self->proc));
  g_assert_finalize_object (g_steal_pointer (&self->loop));
  g_assert_cmpuint (self->world->n_lost, ==, 0);
  __atomic_fetch_add (&self->crowd->n_open, self->world->n_open, __ATOMIC_ACQ_REL);
  g_assert_finalize_object (g_steal_pointer (&self->world));
}

static gboolean
crowd_is_done (Crowd *self)
{
  return __atomic_load_n (&self->n_busy, __ATOMIC_ACQUIRE) == 0 &&
         __atomic_load_n (&self->n_open, __ATOMIC_ACQUIRE) == 0;
}

static gpointer
member_run (gpointer data)
{
  Member *self = data;
  gboolean is_busy = TRUE;

  member_open (self);
  while (!crowd_is_done (self->crowd) && !(self->leaves && self->n_handled >= LEAVES_AFTER))
    {
      if (!member_turn (self))
        g_thread_yield ();
      if (is_busy && self->n_left == 0)
        {
          is_busy = FALSE;
          __atomic_fetch_sub (&self->crowd->n_busy, 1, __ATOMIC_ACQ_REL);
        }
    }
  member_close (self);
  if (is_busy)
    __atomic_fetch_sub (&self->crowd->n_busy, 1, __ATOMIC_ACQ_REL);

  return NULL;
}

/* Classes are made once, under locks that ThreadSanitizer does not see: before there are threads. */
static void
make_classes (void)
{
  g_autoptr (TroupeWorld) world = g_object_new (spin_world_get_type (), NULL);
  g_autoptr (TroupeLoop) loop = troupe_loop_new (world);
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  g_autoptr (TroupeProc) proc = troupe_proc_new (loop, address, "p", NULL);

  g_assert_nonnull (proc);
}

static void
run_crowd (guint    credit,
           gboolean one_leaves)
{
  static const TroupeMessageField fields[] = { { "index", "t", "Of the sender" }, { "number", "t", "Which one" } };
  Crowd crowd = { .credit = credit, .n_busy = N_LOOPS };
  Member members[N_LOOPS] = { { NULL } };
  GThread *threads[N_LOOPS];
  guint n_handled = 0;

  crowd.note = troupe_message_type_register ("crowd.note", fields, 2, "A note");
  troupe_behavior_accept (&speaker_behavior, crowd.note);
  for (guint i = 0; i < N_LOOPS * N_ACTORS; i++)
    {
      g_autofree char *text = g_strdup_printf ("local:%u,p,a%u[0]", i / N_ACTORS + 1, i % N_ACTORS);

      crowd.ids[i] = troupe_actor_id_parse (text, NULL);
    }
  for (guint i = 0; i < N_LOOPS; i++)
    {
      members[i] = (Member) { .crowd = &crowd, .index = i, .n_left = N_SENDS, .leaves = one_leaves && i == 1 };
      threads[i] = g_thread_new ("loop", member_run, &members[i]);
    }
  for (guint i = 0; i < N_LOOPS; i++)
    {
      g_thread_join (threads[i]);
      n_handled += members[i].n_handled;
    }
  g_assert_cmpint (crowd.n_open, ==, 0);
  if (!one_leaves)
    g_assert_cmpuint (n_handled, ==, N_LOOPS * N_SENDS);
  for (guint i = 0; i < N_LOOPS * N_ACTORS; i++)
    troupe_actor_id_unref (crowd.ids[i]);
}

static void
test_flood (void)
{
  run_crowd (/* credit = */ 100, /* one_leaves = */ FALSE);
}

/* Nothing but the parcel's absence makes a message wait. */
static void
test_flood_without_bound (void)
{
  run_crowd (/* credit = */ 1000000, /* one_leaves = */ FALSE);
}

static void
test_leave (void)
{
  run_crowd (/* credit = */ 100, /* one_leaves = */ TRUE);
  run_crowd (/* credit = */ 1000000, /* one_leaves = */ TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  make_classes ();

  g_test_add_func ("/proc/lane/threads-that-flood-each-other-go-on", test_flood);
  g_test_add_func ("/proc/lane/threads-with-much-credit-go-on", test_flood_without_bound);
  g_test_add_func ("/proc/lane/a-thread-that-leaves-forgets-nothing", test_leave);

  return g_test_run ();
}
