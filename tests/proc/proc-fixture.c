/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"
#include "base/troupe-inbox-private.h"
#include "message/troupe-message-private.h"
#include "proc/troupe-loop-private.h"

/* --- the world --- */

typedef struct
{
  TroupeWaker waker;
  gboolean    woken; /* atomic: wake() comes from every thread */
} TestWaker;

typedef struct
{
  TroupeWorld  parent_instance;

  Fixture     *fixture;   /* (not owned): outlives us */
  guint64      now_ns;
  guint64      wake_at_ns;
  TestWaker   *waker;     /* (owned) */
} TestWorld;

typedef TroupeWorldClass TestWorldClass;

GType test_world_get_type (void);
G_DEFINE_FINAL_TYPE (TestWorld, test_world, TROUPE_TYPE_WORLD)

static guint64
test_world_get_time (TroupeWorld *world)
{
  return ((TestWorld *) world)->now_ns;
}

static void
test_waker_wake (TroupeWaker *waker)
{
  g_atomic_int_set (&((TestWaker *) waker)->woken, TRUE);
}

static void
test_waker_free (TroupeWaker *waker)
{
  g_free (waker);
}

static void
test_world_wake (TroupeWorld *world)
{
  troupe_waker_wake (&((TestWorld *) world)->waker->waker);
}

static TroupeWaker *
test_world_dup_waker (TroupeWorld *world)
{
  return troupe_waker_ref (&((TestWorld *) world)->waker->waker);
}

static void
test_world_finalize (GObject *object)
{
  troupe_waker_unref (&((TestWorld *) object)->waker->waker);
  G_OBJECT_CLASS (test_world_parent_class)->finalize (object);
}

static void
test_world_wake_at (TroupeWorld *world,
                    guint64      time_ns)
{
  ((TestWorld *) world)->wake_at_ns = time_ns;
}

/* Time passes until something is due. Where nothing is, nobody can wait. */
static gboolean
test_world_iterate (TroupeWorld *world)
{
  TestWorld *self = (TestWorld *) world;
  Fixture *fixture = self->fixture;

  if (fixture->iterating != NULL)
    fixture->iterating (fixture);
  if (!g_atomic_int_get (&self->waker->woken) && self->wake_at_ns == G_MAXUINT64)
    return FALSE;
  if (!g_atomic_int_get (&self->waker->woken))
    self->now_ns = MAX (self->now_ns, self->wake_at_ns);
  fixture_run (fixture);

  return TRUE;
}

static void
test_world_exit (TroupeWorld *world,
                 int          code,
                 const char  *text)
{
  Fixture *fixture = ((TestWorld *) world)->fixture;

  fixture->exit_code = code;
  fixture->exit_text = g_strdup (text);
}

typedef struct
{
  TroupeWorldWork      work;
  gpointer             data;
  TroupeWorldWorkDone  done;
  gpointer             user_data;
  GDestroyNotify       destroy;
} TestWork;

/* As a simulated world does it. */
static gboolean
test_world_run_in_thread (TroupeWorld          *world,
                          TroupeWorldWork       work,
                          gpointer              data,
                          guint64               model_duration_ns,
                          TroupeWorldWorkDone   done,
                          gpointer              user_data,
                          GDestroyNotify        destroy,
                          GError              **error)
{
  TestWork record = { work, data, done, user_data, destroy };

  if (model_duration_ns == 0)
    {
      g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED, "No duration was declared");
      return FALSE;
    }

  g_queue_push_tail (&((TestWorld *) world)->fixture->works, g_memdup2 (&record, sizeof record));

  return TRUE;
}

static TroupeStream *
test_world_connect (TroupeWorld    *world,
                    TroupeAddress  *address,
                    GError        **error)
{
  Fixture *fixture = ((TestWorld *) world)->fixture;

  g_free (fixture->dialled);
  fixture->dialled = g_strdup (troupe_address_to_string (address));
  if (fixture->stream == NULL)
    g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED, "Nobody is there");

  return g_steal_pointer (&fixture->stream);
}

static TroupeListener *
test_world_listen (TroupeWorld    *world,
                   TroupeAddress  *address,
                   GError        **error)
{
  Fixture *fixture = ((TestWorld *) world)->fixture;

  if (fixture->listener == NULL)
    g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Could not listen at %s: it is taken",
                 troupe_address_to_string (address));

  return g_steal_pointer (&fixture->listener);
}

static gboolean
test_world_publish_inbox (TroupeWorld    *world,
                          TroupeAddress  *address,
                          TroupeInbox    *inbox,
                          GError        **error)
{
  GHashTable *directory = ((TestWorld *) world)->fixture->directory;

  if (directory == NULL)
    return TRUE;
  if (g_hash_table_contains (directory, address))
    {
      g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS, "Another loop is there");
      return FALSE;
    }

  return g_hash_table_insert (directory, troupe_address_ref (address), troupe_inbox_ref (inbox));
}

static void
test_world_withdraw_inbox (TroupeWorld   *world,
                           TroupeAddress *address,
                           TroupeInbox   *inbox)
{
  GHashTable *directory = ((TestWorld *) world)->fixture->directory;

  if (directory != NULL)
    g_hash_table_remove (directory, address);
}

static TroupeInbox *
test_world_find_inbox (TroupeWorld   *world,
                       TroupeAddress *address)
{
  GHashTable *directory = ((TestWorld *) world)->fixture->directory;
  TroupeInbox *inbox = directory != NULL ? g_hash_table_lookup (directory, address) : NULL;

  return inbox != NULL ? troupe_inbox_ref (inbox) : NULL;
}

static void
append_actor (GString             *line,
              const TroupeActorId *id)
{
  if (id == NULL)
    g_string_append (line, " -");
  else if (troupe_actor_id_get_pid (id) == 0)
    g_string_append_printf (line, " %s", troupe_actor_id_get_name (id));
  else
    g_string_append_printf (line, " %s[%" G_GUINT64_FORMAT "]", troupe_actor_id_get_name (id),
                            troupe_actor_id_get_pid (id));
}

static void
append_message (GString           *line,
                const TroupeEvent *event)
{
  append_actor (line, event->subject);
  append_actor (line, event->object);
  g_string_append_printf (line, " %s", troupe_message_type_get_name (troupe_message_get_kind (event->payload)));
  if (event->reason != TROUPE_REASON_NONE)
    g_string_append_printf (line, " %s", troupe_reason_to_string (event->reason));
}

static void
append_details (GString           *line,
                const TroupeEvent *event)
{
  const char *text = event->payload;

  switch ((TroupeEventKind) event->kind)
    {
    case TROUPE_EVENT_STATUS:
      append_actor (line, event->subject);
      g_string_append_printf (line, " %s%s%s", troupe_actor_status_to_string (event->detail),
                              text != NULL ? ": " : "", text != NULL ? text : "");
      break;
    case TROUPE_EVENT_SENT:
    case TROUPE_EVENT_DELIVERED:
    case TROUPE_EVENT_HANDLED:
    case TROUPE_EVENT_RETURNED:
    case TROUPE_EVENT_LOST:
    case TROUPE_EVENT_ABANDONED:
    case TROUPE_EVENT_REPLIED:
    case TROUPE_EVENT_PARKED:
      append_message (line, event);
      break;
    case TROUPE_EVENT_GAP:
      append_message (line, event);
      g_string_append_printf (line, " %u", event->detail);
      break;
    case TROUPE_EVENT_SUPERVISED:
      append_actor (line, event->subject);
      append_actor (line, event->object);
      g_string_append (line, " via");
      append_actor (line, event->payload);
      g_string_append (line, (event->detail & TROUPE_EVENT_WAS_HANDLED) ? " handled" : " unhandled");
      break;
    case TROUPE_EVENT_SNAPSHOT:
    case TROUPE_EVENT_OVERRUN:
      append_actor (line, event->subject);
      g_string_append_printf (line, " %s", text);
      break;
    case TROUPE_EVENT_UNHANDLED:
      append_actor (line, event->object);
      break;
    case TROUPE_EVENT_ROUTED:
      append_actor (line, event->object);
      g_string_append_printf (line, " %u", event->detail);
      break;
    case TROUPE_EVENT_SPAWNED:
    case TROUPE_EVENT_DROPPED:
    case TROUPE_EVENT_READY:
    case TROUPE_EVENT_EXITED:
    case TROUPE_EVENT_CONNECTED:
    case TROUPE_EVENT_DISCONNECTED:
    case TROUPE_EVENT_ACKNOWLEDGED:
    case TROUPE_EVENT_HALTED:
    case TROUPE_EVENT_OPENED:
    case TROUPE_EVENT_CLOSED:
    case TROUPE_EVENT_GREETING:
    case TROUPE_EVENT_PAUSED:
    case TROUPE_EVENT_RESUMED:
    default:
      append_actor (line, event->subject);
      break;
    }
}

static void
test_world_emit (TroupeWorld   *world,
                 gconstpointer  data)
{
  const TroupeEvent *event = data;
  Fixture *fixture = ((TestWorld *) world)->fixture;
  GString *line;

  if (fixture->observe != NULL)
    {
      fixture->observe (event, fixture->observe_data);
      return;
    }

  line = g_string_new (troupe_event_kind_to_string (event->kind));
  append_details (line, event);
  g_ptr_array_add (fixture->events, g_string_free (line, FALSE));
}

static guint
test_world_choose (TroupeWorld *world,
                   const char  *site,
                   guint        n)
{
  TroupeRandom *random = ((TestWorld *) world)->fixture->random;

  return random != NULL ? (guint) troupe_random_below (random, n) : 0;
}

static void
test_world_class_init (TestWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_world_finalize;
  klass->get_time = test_world_get_time;
  klass->wake = test_world_wake;
  klass->dup_waker = test_world_dup_waker;
  klass->wake_at = test_world_wake_at;
  klass->iterate = test_world_iterate;
  klass->exit = test_world_exit;
  klass->emit = test_world_emit;
  klass->choose = test_world_choose;
  klass->connect = test_world_connect;
  klass->listen = test_world_listen;
  klass->run_in_thread = test_world_run_in_thread;
  klass->publish_inbox = test_world_publish_inbox;
  klass->withdraw_inbox = test_world_withdraw_inbox;
  klass->find_inbox = test_world_find_inbox;
}

static void
test_world_init (TestWorld *self)
{
  self->wake_at_ns = G_MAXUINT64;
  self->now_ns = 1000;
  self->waker = g_new0 (TestWaker, 1);
  self->waker->waker = (TroupeWaker) { .wake = test_waker_wake, .free = test_waker_free };
  troupe_ref_count_init (&self->waker->waker.n_refs);
}

/* --- the fixture --- */

static void
fixture_make (Fixture    *self,
              const char *address_text,
              const char *name)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (address_text, NULL);
  GError *error = NULL;

  self->world = g_object_new (test_world_get_type (), NULL);
  ((TestWorld *) self->world)->fixture = self;
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->exit_code = -1;
  g_queue_init (&self->works);
  troupe_world_set_event_mask (self->world, G_MAXUINT32);
  self->loop = troupe_loop_new (self->world);
  self->loop->explores = self->random != NULL;
  self->proc = troupe_proc_new (self->loop, address, name, &error);
  g_assert_no_error (error);
}

void
fixture_set_up (Fixture       *self,
                gconstpointer  unused)
{
  fixture_make (self, "local:1", "p0");
}

void
fixture_set_up_at (Fixture    *self,
                   const char *address,
                   const char *name,
                   GHashTable *directory)
{
  GError *error = NULL;

  self->directory = directory;
  fixture_make (self, address, name);
  troupe_proc_serve (self->proc, &error);
  g_assert_no_error (error);
}

GHashTable *
fixture_directory_new (void)
{
  return g_hash_table_new_full (troupe_address_hash, troupe_address_equal, (GDestroyNotify) troupe_address_unref,
                                (GDestroyNotify) troupe_inbox_unref);
}

void
fixture_tear_down (Fixture       *self,
                   gconstpointer  unused)
{
  if (self->proc != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->proc));
  if (self->loop != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->loop));
  g_assert_finalize_object (g_steal_pointer (&self->world));
  g_ptr_array_unref (self->events);
  g_free (self->exit_text);
  g_clear_pointer (&self->dialled, g_free);
  g_clear_object (&self->stream);
}

gboolean
fixture_step (Fixture *self)
{
  TestWorld *world = (TestWorld *) self->world;

  if (!g_atomic_int_compare_and_exchange (&world->waker->woken, TRUE, FALSE) && world->wake_at_ns > world->now_ns)
    return FALSE;

  world->wake_at_ns = G_MAXUINT64;
  if (troupe_world_dispatch (self->world, 1))
    g_atomic_int_set (&world->waker->woken, TRUE);

  return TRUE;
}

void
fixture_run (Fixture *self)
{
  while (fixture_step (self))
    ;
}

void
fixture_advance (Fixture *self,
                 guint64  duration_ns)
{
  TestWorld *world = (TestWorld *) self->world;
  guint64 until_ns = world->now_ns + duration_ns;

  fixture_run (self);
  while (world->wake_at_ns <= until_ns)
    {
      world->now_ns = world->wake_at_ns;
      fixture_run (self);
    }
  world->now_ns = until_ns;
}

void
fixture_elapse (Fixture *self,
                guint64  duration_ns)
{
  ((TestWorld *) self->world)->now_ns += duration_ns;
}

void
fixture_work (Fixture *self)
{
  g_autofree TestWork *record = g_queue_pop_head (&self->works);

  g_assert_nonnull (record);
  record->done (record->work (record->data), record->user_data);
  fixture_run (self);
}

void
fixture_forget_work (Fixture *self)
{
  g_autofree TestWork *record = g_queue_pop_head (&self->works);

  g_assert_nonnull (record);
  g_assert_nonnull (record->destroy);
  record->destroy (record->user_data);
}

static gboolean
line_is_wanted (const char        *line,
                const char *const *kinds)
{
  for (guint i = 0; kinds[i] != NULL; i++)
    if (g_str_has_prefix (line, kinds[i]) && line[strlen (kinds[i])] == ' ')
      return TRUE;

  return FALSE;
}

void
fixture_expect (Fixture    *self,
                const char *kinds,
                const char *lines)
{
  g_auto (GStrv) words = g_strsplit (kinds, " ", -1);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < self->events->len; i++)
    if (line_is_wanted (self->events->pdata[i], (const char *const *) words))
      g_string_append_printf (got, "%s\n", (const char *) self->events->pdata[i]);

  g_assert_cmpstr (got->str, ==, lines);
}

void
fixture_forget (Fixture *self)
{
  g_ptr_array_set_size (self->events, 0);
}

/* --- messages --- */

const TroupeMessageType *
note_type (void)
{
  static const TroupeMessageField fields[] = { { "id", "t", "Which one" } };

  return troupe_message_type_register ("note", fields, 1, "A note");
}

const TroupeMessageType *
other_type (void)
{
  return troupe_message_type_register ("other", NULL, 0, "What no actor of the tests accepts");
}

GVariant *
note_body (guint64 id)
{
  return g_variant_new ("(t)", id);
}

guint64
note_id (const TroupeMessage *message)
{
  g_autoptr (GVariant) id = troupe_message_dup_field (message, "id");

  return g_variant_get_uint64 (id);
}

/* --- actors --- */

typedef struct
{
  TroupeActor  parent_instance;

  Script      *script; /* (not owned): the test's */
} ScriptedActor;

typedef TroupeActorClass ScriptedActorClass;

GType scripted_actor_get_type (void);
G_DEFINE_FINAL_TYPE (ScriptedActor, scripted_actor, TROUPE_TYPE_ACTOR)

#define PARENT_CLASS TROUPE_ACTOR_CLASS (scripted_actor_parent_class)

static gboolean
scripted_actor_start (TroupeActor    *actor,
                      TroupeContext  *context,
                      GError        **error)
{
  Script *script = ((ScriptedActor *) actor)->script;

  script->context = context;

  return script->init == NULL || script->init (context, script, error);
}

static gboolean
scripted_actor_handle (TroupeActor    *actor,
                       TroupeContext  *context,
                       TroupeMessage  *message,
                       GError        **error)
{
  Script *script = ((ScriptedActor *) actor)->script;

  script->n_calls++;

  return script->handle == NULL || script->handle (context, message, script, error);
}

static gboolean
scripted_actor_cleanup (TroupeActor    *actor,
                        TroupeContext  *context,
                        const GError   *failure,
                        GError        **error)
{
  Script *script = ((ScriptedActor *) actor)->script;

  script->n_cleanups++;

  return script->cleanup == NULL || script->cleanup (context, failure, script, error);
}

static TroupeSupervision
scripted_actor_supervise (TroupeActor             *actor,
                          TroupeContext           *context,
                          TroupeSupervisionEvent  *event,
                          GError                 **error)
{
  Script *script = ((ScriptedActor *) actor)->script;

  if (script->supervise == NULL)
    return PARENT_CLASS->handle_supervision_event (actor, context, event, error);

  return script->supervise (context, event, script, error);
}

static gboolean
scripted_actor_undeliverable (TroupeActor    *actor,
                              TroupeContext  *context,
                              TroupeMessage  *message,
                              TroupeReason    reason,
                              GError        **error)
{
  Script *script = ((ScriptedActor *) actor)->script;

  if (script->undeliverable == NULL)
    return PARENT_CLASS->handle_undeliverable (actor, context, message, reason, error);

  return script->undeliverable (context, message, reason, script, error);
}

static char *
scripted_actor_dup_display_name (TroupeActor *actor)
{
  return g_strdup (((ScriptedActor *) actor)->script->display_name);
}

static void
scripted_actor_class_init (ScriptedActorClass *klass)
{
  klass->init = scripted_actor_start;
  klass->handle = scripted_actor_handle;
  klass->cleanup = scripted_actor_cleanup;
  klass->handle_supervision_event = scripted_actor_supervise;
  klass->handle_undeliverable = scripted_actor_undeliverable;
  klass->dup_display_name = scripted_actor_dup_display_name;
  troupe_actor_class_set_type_name (klass, "scripted");
  troupe_actor_class_accept (klass, note_type ());
}

static void
scripted_actor_init (ScriptedActor *self)
{
}

TroupeActor *
scripted_actor_new (Script *script)
{
  ScriptedActor *self = g_object_new (scripted_actor_get_type (), NULL);

  self->script = script;

  return TROUPE_ACTOR (self);
}

TroupeActorId *
fixture_spawn (Fixture    *self,
               const char *name,
               Script     *script)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (script);
  GError *error = NULL;
  TroupeActorId *id = troupe_proc_spawn (self->proc, name, actor, &error);

  g_assert_no_error (error);

  return id;
}

TroupeActorId *
fixture_spawn_child (Fixture       *self,
                     TroupeActorId *parent,
                     const char    *name,
                     Script        *script)
{
  g_autoptr (TroupeActor) actor = scripted_actor_new (script);
  GError *error = NULL;
  TroupeActorId *id = troupe_proc_spawn_child (self->proc, parent, name, actor, &error);

  g_assert_no_error (error);

  return id;
}

TroupeInstance *
fixture_client (Fixture    *self,
                const char *name)
{
  GError *error = NULL;
  TroupeInstance *client = troupe_proc_create_client (self->proc, name, TROUPE_CLIENT_INTROSPECTABLE, &error);

  g_assert_no_error (error);

  return client;
}
