/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-settle.h"

#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "message/troupe-message-private.h"

/* A message without a fate. (sender, number) is its identity. */
typedef struct
{
  TroupeActorId           *sender;   /* (owned) */
  TroupeActorId           *receiver; /* (owned) */
  guint64                  number;
  const TroupeMessageType *type;
  guint64                  order;    /* of being sent, in this run */
} Message;

/* Something whose status is a transitional one. */
typedef struct
{
  TroupeProcId  *proc;   /* (owned) */
  TroupeActorId *actor;  /* (owned) (nullable): the proc itself */
  guint          status; /* Troupe{Actor,Proc}Status */
  guint64        order;  /* of entering its status, in this run */
} Transition;

/* The tables are looked up and counted; the oldest entry is found by `order`, never by a table's own order. */
struct _TroupeSettle
{
  GHashTable *messages;   /* (element-type Message): a set */
  GHashTable *actors;     /* (element-type TroupeActorId Transition) */
  GHashTable *procs;      /* (element-type TroupeProcId Transition) */
  guint       n_asks;     /* that wait for an answer */
  guint64     n_entries;  /* ever: where `order` comes from */
  guint64     wedge_hash; /* of the name of the type that holds its receiver on purpose; 0: none does */
};

/* ---- entries ---- */

static guint
message_hash (gconstpointer data)
{
  const Message *self = data;

  return (guint) troupe_hash_mix (troupe_actor_id_get_hash64 (self->sender), self->number);
}

static gboolean
message_equal (gconstpointer a,
               gconstpointer b)
{
  const Message *first = a;
  const Message *second = b;

  return first->number == second->number && troupe_actor_id_equal (first->sender, second->sender);
}

static void
message_free (gpointer data)
{
  Message *self = data;

  troupe_actor_id_unref (self->sender);
  troupe_actor_id_unref (self->receiver);
  g_free (self);
}

static void
transition_free (gpointer data)
{
  Transition *self = data;

  troupe_proc_id_unref (self->proc);
  g_clear_pointer (&self->actor, troupe_actor_id_unref);
  g_free (self);
}

TroupeSettle *
troupe_settle_new (const TroupeMessageType *wedge_type)
{
  TroupeSettle *self = g_new0 (TroupeSettle, 1);

  self->messages = g_hash_table_new_full (message_hash, message_equal, message_free, NULL);
  self->actors = g_hash_table_new_full (troupe_actor_id_hash, troupe_actor_id_equal, NULL, transition_free);
  self->procs = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal, NULL, transition_free);
  self->wedge_hash = wedge_type != NULL ? wedge_type->hash : 0;

  return self;
}

void
troupe_settle_free (TroupeSettle *self)
{
  g_hash_table_unref (self->messages);
  g_hash_table_unref (self->actors);
  g_hash_table_unref (self->procs);
  g_free (self);
}

/* ---- messages ---- */

static void
message_sent (TroupeSettle      *self,
              const TroupeEvent *event)
{
  const TroupeMessage *message = event->payload;
  Message *entry;

  if (event->subject == NULL || event->object == NULL || message == NULL)
    return;

  entry = g_new0 (Message, 1);
  entry->sender = troupe_actor_id_ref ((TroupeActorId *) event->subject);
  entry->receiver = troupe_actor_id_ref ((TroupeActorId *) event->object);
  entry->number = event->message_number;
  entry->type = message->type;
  entry->order = self->n_entries++;
  g_hash_table_add (self->messages, entry);
}

/* Idempotent: a message that was perhaps handled may have two fates. */
static void
message_ended (TroupeSettle        *self,
               const TroupeActorId *sender,
               guint64              number)
{
  Message key = { .sender = (TroupeActorId *) sender, .number = number };

  if (sender != NULL)
    g_hash_table_remove (self->messages, &key);
}

/* ---- statuses ---- */

static gboolean
actor_status_is_transitional (TroupeActorStatus status)
{
  return status == TROUPE_ACTOR_STATUS_CREATED ||
         status == TROUPE_ACTOR_STATUS_INITIALIZING ||
         status == TROUPE_ACTOR_STATUS_STOPPING;
}

static gboolean
proc_status_is_transitional (TroupeProcStatus status)
{
  return status == TROUPE_PROC_STATUS_STARTING ||
         status == TROUPE_PROC_STATUS_RUNNING ||
         status == TROUPE_PROC_STATUS_STOPPING;
}

static void
status_changed (TroupeSettle      *self,
                const TroupeEvent *event)
{
  guint status = TROUPE_EVENT_DETAIL_NUMBER (event->detail);
  gboolean is_transitional = event->subject != NULL ? actor_status_is_transitional (status)
                                                    : proc_status_is_transitional (status);
  Transition *entry;

  if (!is_transitional)
    {
      if (event->subject != NULL)
        g_hash_table_remove (self->actors, event->subject);
      else
        g_hash_table_remove (self->procs, event->proc);

      return;
    }

  entry = g_new0 (Transition, 1);
  entry->proc = troupe_proc_id_ref ((TroupeProcId *) event->proc);
  entry->status = status;
  entry->order = self->n_entries++;
  if (event->subject != NULL)
    {
      entry->actor = troupe_actor_id_ref ((TroupeActorId *) event->subject);
      g_hash_table_replace (self->actors, entry->actor, entry);
    }
  else
    {
      g_hash_table_replace (self->procs, entry->proc, entry);
    }
}

static gboolean
transition_is_of (gpointer key,
                  gpointer value,
                  gpointer user_data)
{
  const Transition *self = value;

  return troupe_proc_id_equal (self->proc, user_data);
}

/* With its process, everything that an actor was about to become is over. */
static void
process_exited (TroupeSettle       *self,
                const TroupeProcId *proc)
{
  g_hash_table_foreach_remove (self->actors, transition_is_of, (gpointer) proc);
  g_hash_table_remove (self->procs, proc);
}

void
troupe_settle_observe (TroupeSettle      *self,
                       const TroupeEvent *event)
{
  switch ((TroupeEventKind) event->kind)
    {
    case TROUPE_EVENT_SENT:
      message_sent (self, event);
      break;
    case TROUPE_EVENT_DELIVERED:
      if (event->message_type == self->wedge_hash)
        message_ended (self, event->object, event->message_number);
      break;
    case TROUPE_EVENT_HANDLED:
      message_ended (self, event->object, event->message_number);
      break;
    case TROUPE_EVENT_RETURNED:
    case TROUPE_EVENT_LOST:
    case TROUPE_EVENT_ABANDONED:
      message_ended (self, event->subject, event->message_number);
      break;
    case TROUPE_EVENT_STATUS:
      status_changed (self, event);
      break;
    case TROUPE_EVENT_EXITED:
      process_exited (self, event->proc);
      break;
    case TROUPE_EVENT_READY:
    case TROUPE_EVENT_SPAWNED:
    case TROUPE_EVENT_REPLIED:
    case TROUPE_EVENT_SUPERVISED:
    case TROUPE_EVENT_SNAPSHOT:
    case TROUPE_EVENT_UNHANDLED:
    case TROUPE_EVENT_CONNECTED:
    case TROUPE_EVENT_DISCONNECTED:
    case TROUPE_EVENT_ROUTED:
    case TROUPE_EVENT_DROPPED:
    case TROUPE_EVENT_OVERRUN:
    case TROUPE_EVENT_PARKED:
    case TROUPE_EVENT_GAP:
    case TROUPE_EVENT_ACKNOWLEDGED:
    case TROUPE_EVENT_HALTED:
    case TROUPE_EVENT_OPENED:
    case TROUPE_EVENT_CLOSED:
    case TROUPE_EVENT_GREETING:
    case TROUPE_EVENT_PAUSED:
    case TROUPE_EVENT_RESUMED:
    default:
      break;
    }
}

void
troupe_settle_open_ask (TroupeSettle *self)
{
  self->n_asks++;
}

void
troupe_settle_close_ask (TroupeSettle *self)
{
  g_assert (self->n_asks > 0);
  self->n_asks--;
}

gboolean
troupe_settle_is_settled (TroupeSettle *self)
{
  return self->n_asks == 0 &&
         g_hash_table_size (self->messages) == 0 &&
         g_hash_table_size (self->actors) == 0 &&
         g_hash_table_size (self->procs) == 0;
}

/* ---- description ---- */

static void
describe_messages (TroupeSettle     *self,
                   TroupePlaceTable *places,
                   GPtrArray        *parts)
{
  const Message *oldest = NULL;
  GHashTableIter iter;
  gpointer entry;
  g_autofree char *sender = NULL;
  g_autofree char *receiver = NULL;

  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, &entry, NULL))
    {
      if (oldest == NULL || ((Message *) entry)->order < oldest->order)
        oldest = entry;
    }
  if (oldest == NULL)
    return;

  sender = troupe_place_table_name_actor (places, oldest->sender);
  receiver = troupe_place_table_name_actor (places, oldest->receiver);
  g_ptr_array_add (parts, g_strdup_printf ("%u messages have no fate yet, the oldest is %s number %" G_GUINT64_FORMAT
                                           " from %s to %s",
                                           g_hash_table_size (self->messages), oldest->type->name,
                                           oldest->number, sender, receiver));
}

static void
describe_transitions (GHashTable       *table,
                      TroupePlaceTable *places,
                      GPtrArray        *parts)
{
  const Transition *oldest = NULL;
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      if (oldest == NULL || ((Transition *) entry)->order < oldest->order)
        oldest = entry;
    }
  if (oldest == NULL)
    return;

  if (oldest->actor != NULL)
    {
      g_autofree char *actor = troupe_place_table_name_actor (places, oldest->actor);

      g_ptr_array_add (parts, g_strdup_printf ("%s is %s", actor, troupe_actor_status_to_string (oldest->status)));
    }
  else
    {
      g_autofree char *proc = troupe_place_table_name_proc (places, oldest->proc);

      g_ptr_array_add (parts, g_strdup_printf ("%s is %s", proc, troupe_proc_status_to_string (oldest->status)));
    }
}

char *
troupe_settle_describe (TroupeSettle     *self,
                        TroupePlaceTable *places)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  describe_messages (self, places, parts);
  if (self->n_asks > 0)
    g_ptr_array_add (parts, g_strdup_printf ("%u asks have no answer yet", self->n_asks));
  describe_transitions (self->actors, places, parts);
  describe_transitions (self->procs, places, parts);
  g_ptr_array_add (parts, NULL);

  return g_strjoinv ("; ", (char **) parts->pdata);
}
