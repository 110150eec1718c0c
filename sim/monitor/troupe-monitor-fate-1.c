/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-hash-private.h"
#include "message/troupe-message-private.h"
#include "monitor/troupe-monitor-private.h"

/* FATE-1 keeps the books of every message, known by its sender and number:
 *
 *   sent --> handled
 *        --> returned    back at its sender, with a reason
 *        --> lost        its last custodian died with it
 *        --> abandoned   the return could not be delivered
 *
 * It has one fate, once, except where a custodian could not know better:
 *   - a return for `timeout` or `broken-link` says "not known to be handled": it may stand beside
 *     handled or lost;
 *   - what is lost or abandoned on the way, not in the proc that it was bound for, may have arrived
 *     all the same: who dies still holds what the next custodian accepted and did not acknowledge yet.
 * While every custodian lives, nothing is lost: with a loss some process exits.
 *
 * Once the run has settled each message has a fate. Exempt is one of the type `wedge` that was
 * delivered to an actor which still lives, since a scenario wedged its handler on purpose, and what
 * waits at that actor behind it.
 *
 * Armed by every message that is sent. One without a sender has no identity, and no return. */

/* What was told of a message. */
enum
{
  SENT                = 1 << 0,
  HANDLED             = 1 << 1,
  RETURNED            = 1 << 2,
  LOST                = 1 << 3, /* with the process of its receiver */
  LOST_RETURN         = 1 << 4, /* on its way back, with the process of its sender */
  LOST_ON_THE_WAY     = 1 << 5,
  ABANDONED           = 1 << 6, /* at its sender */
  ABANDONED_ELSEWHERE = 1 << 7,
  NEVER_HANDLED       = 1 << 8, /* a return or its abandonment said so */
  WEDGED              = 1 << 9, /* a `wedge`, and delivered */

  FATES = HANDLED | RETURNED | LOST | LOST_RETURN | LOST_ON_THE_WAY | ABANDONED | ABANDONED_ELSEWHERE
};

/* How the marks read after "was" and "had been". */
static const struct
{
  guint16     mark;
  const char *words;
} mark_words[] = {
  { SENT, "sent" },
  { HANDLED, "handled" },
  { RETURNED, "returned" },
  { LOST, "lost with its receiver's process" },
  { LOST_RETURN, "lost with its sender's process on its way back" },
  { LOST_ON_THE_WAY, "lost on the way" },
  { ABANDONED, "abandoned at its sender" },
  { ABANDONED_ELSEWHERE, "abandoned on its way back" },
  { NEVER_HANDLED, "returned for a reason that means \"never handled\"" },
};

/* Eight bytes for each message of a run. */
typedef struct
{
  guint32 receiver; /* its Party.index */
  guint16 type;     /* 1 + TroupeMessageType.index; 0 where the event told none */
  guint16 marks;
} Entry;

/* An actor or client that sends or receives. */
typedef struct
{
  TroupeActorId *id;      /* (owned) */
  GArray        *entries; /* (element-type Entry) (owned) (nullable): of what it sent, by number - 1 */
  guint32        index;   /* in Fate1.parties */
  gboolean       ended;   /* its status is terminal */
  gboolean       wedged;  /* found at the end: it lives, and holds a `wedge` */
} Party;

/* A message that was told to be lost. */
typedef struct
{
  TroupeProcId *proc;   /* (owned): where */
  Party        *sender; /* (not owned) */
  guint64       number;
} Loss;

typedef struct
{
  TroupeMonitor  parent;
  GPtrArray     *parties;  /* (element-type Party) (owned): in the order of their first event */
  GHashTable    *party_of; /* (element-type TroupeActorId Party): nothing owned */
  GPtrArray     *types;    /* (element-type TroupeMessageType): by index, with holes */
  GPtrArray     *losses;   /* (element-type Loss) (owned): in the order in which they were told */
  GHashTable    *exited;   /* (element-type TroupeProcId): a set */
  guint64        wedge;    /* hash of that type's name */
} Fate1;

static void
party_free (gpointer data)
{
  Party *self = data;

  g_clear_pointer (&self->entries, g_array_unref);
  troupe_actor_id_unref (self->id);
  g_free (self);
}

static void
loss_free (gpointer data)
{
  Loss *self = data;

  troupe_proc_id_unref (self->proc);
  g_free (self);
}

static void
fate_1_init (TroupeMonitor *monitor)
{
  Fate1 *self = (Fate1 *) monitor;

  self->parties = g_ptr_array_new_with_free_func (party_free);
  self->party_of = g_hash_table_new (troupe_actor_id_hash, troupe_actor_id_equal);
  self->types = g_ptr_array_new ();
  self->losses = g_ptr_array_new_with_free_func (loss_free);
  self->exited = g_hash_table_new_full (troupe_proc_id_hash, troupe_proc_id_equal,
                                        (GDestroyNotify) troupe_proc_id_unref, NULL);
  self->wedge = troupe_hash_string ("wedge");
}

static void
fate_1_clear (TroupeMonitor *monitor)
{
  Fate1 *self = (Fate1 *) monitor;

  g_hash_table_unref (self->party_of);
  g_hash_table_unref (self->exited);
  g_ptr_array_unref (self->losses);
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->parties);
}

static Party *
find_party (Fate1               *self,
            const TroupeActorId *id)
{
  Party *party = g_hash_table_lookup (self->party_of, id);

  if (party != NULL)
    return party;

  party = g_new0 (Party, 1);
  party->id = troupe_monitor_keep_actor (id);
  party->index = self->parties->len;
  g_ptr_array_add (self->parties, party);
  g_hash_table_insert (self->party_of, party->id, party);

  return party;
}

static Entry *
find_entry (Party   *sender,
            guint64  number)
{
  g_assert (number > 0 && number < G_MAXUINT32);

  if (sender->entries == NULL)
    sender->entries = g_array_new (FALSE, /* clear = */ TRUE, sizeof (Entry));
  if (sender->entries->len < number)
    g_array_set_size (sender->entries, number);

  return &g_array_index (sender->entries, Entry, number - 1);
}

/* What Entry.type holds for the type of @message. */
static guint16
remember_type (Fate1               *self,
               const TroupeMessage *message)
{
  const TroupeMessageType *type = message != NULL ? message->type : NULL;

  if (type == NULL || type->index >= G_MAXUINT16)
    return 0;

  if (self->types->len <= type->index)
    g_ptr_array_set_size (self->types, (int) type->index + 1);
  self->types->pdata[type->index] = (gpointer) type;

  return type->index + 1;
}

/* "note 7 from S to R". (transfer full) */
static char *
describe (Fate1       *self,
          const Party *sender,
          guint64      number)
{
  const Entry *entry = &g_array_index (sender->entries, Entry, number - 1);
  const Party *receiver = g_ptr_array_index (self->parties, entry->receiver);
  const TroupeMessageType *type = NULL;
  g_autofree char *sender_text = troupe_actor_id_to_string (sender->id);
  g_autofree char *receiver_text = troupe_actor_id_to_string (receiver->id);

  if (entry->type > 0)
    type = g_ptr_array_index (self->types, entry->type - 1);

  return g_strdup_printf ("%s %" G_GUINT64_FORMAT " from %s to %s",
                          type != NULL ? troupe_message_type_get_name (type) : "message", number,
                          sender_text, receiver_text);
}

static const char *
words_of (guint16 marks)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mark_words); i++)
    if (marks & mark_words[i].mark)
      return mark_words[i].words;

  g_assert_not_reached ();
}

static void
report_conflict (Fate1             *self,
                 const TroupeEvent *event,
                 const Party       *sender,
                 guint16            mark,
                 guint16            conflict)
{
  g_autofree char *text = describe (self, sender, event->message_number);
  g_autofree char *reason = NULL;

  if (event->reason != TROUPE_REASON_NONE)
    reason = g_strdup_printf (" as %s", troupe_reason_to_string (event->reason));

  if (conflict & mark)
    troupe_monitor_violate (&self->parent, "%s was %s twice, expected once", text, words_of (mark));
  else
    troupe_monitor_violate (&self->parent, "%s was %s%s, after it had been %s", text, words_of (mark),
                            reason != NULL ? reason : "", words_of (conflict));
}

/* Writes @mark into the books; what stands there already must not be among @conflicts. */
static void
enter (Fate1             *self,
       const TroupeEvent *event,
       guint16            mark,
       guint16            conflicts)
{
  gboolean from_receiver = event->kind == TROUPE_EVENT_HANDLED || event->kind == TROUPE_EVENT_DELIVERED;
  const TroupeActorId *sender_id = from_receiver ? event->object : event->subject;
  const TroupeActorId *receiver_id = from_receiver ? event->subject : event->object;
  Party *sender = find_party (self, sender_id);
  Entry *entry = find_entry (sender, event->message_number);
  guint16 conflict = entry->marks & conflicts;

  if (entry->marks == 0)
    {
      entry->receiver = find_party (self, receiver_id)->index;
      entry->type = remember_type (self, event->payload);
    }

  entry->marks |= mark;
  if (G_UNLIKELY (conflict != 0))
    report_conflict (self, event, sender, mark & ~NEVER_HANDLED, conflict);
}

/* Does the reason say that the message was never handled? */
static gboolean
is_definite (TroupeReason reason)
{
  return reason != TROUPE_REASON_TIMEOUT && reason != TROUPE_REASON_BROKEN_LINK;
}

static gboolean
is_at_home (const TroupeEvent   *event,
            const TroupeActorId *id)
{
  return troupe_proc_id_equal (event->proc, troupe_actor_id_get_proc (id));
}

static void
observe_returned (Fate1             *self,
                  const TroupeEvent *event)
{
  guint16 once = RETURNED | ABANDONED | LOST_RETURN;

  if (is_definite (event->reason))
    enter (self, event, RETURNED | NEVER_HANDLED, once | HANDLED | LOST);
  else
    enter (self, event, RETURNED, once);
}

static void
observe_abandoned (Fate1             *self,
                   const TroupeEvent *event)
{
  gboolean at_home = is_at_home (event, event->subject);
  guint16 mark = at_home ? ABANDONED : ABANDONED_ELSEWHERE;
  guint16 once = at_home ? ABANDONED | RETURNED | LOST_RETURN : ABANDONED_ELSEWHERE;

  if (is_definite (event->reason))
    enter (self, event, mark | NEVER_HANDLED, once | HANDLED | LOST);
  else
    enter (self, event, mark, once);
}

static void
remember_loss (Fate1             *self,
               const TroupeEvent *event)
{
  Loss *loss = g_new0 (Loss, 1);

  loss->proc = troupe_monitor_keep_proc (event->proc);
  loss->sender = find_party (self, event->subject);
  loss->number = event->message_number;
  g_ptr_array_add (self->losses, loss);
}

static void
observe_lost (Fate1             *self,
              const TroupeEvent *event)
{
  const TroupeMessage *message = event->payload;
  gboolean is_return = message != NULL && (message->flags & TROUPE_MESSAGE_IS_RETURN) != 0;

  if (is_return && is_at_home (event, event->subject))
    enter (self, event, LOST_RETURN, LOST_RETURN | RETURNED | ABANDONED);
  else if (!is_return && is_at_home (event, event->object))
    enter (self, event, LOST, LOST | HANDLED | NEVER_HANDLED);
  else
    enter (self, event, LOST_ON_THE_WAY, 0);

  remember_loss (self, event);
}

static void
observe_message (Fate1             *self,
                 const TroupeEvent *event)
{
  switch (event->kind)
    {
    case TROUPE_EVENT_SENT:
      self->parent.n_armed++;
      enter (self, event, SENT, SENT);
      break;

    case TROUPE_EVENT_DELIVERED:
      if (event->message_type == self->wedge)
        enter (self, event, WEDGED, 0);
      break;

    case TROUPE_EVENT_HANDLED:
      enter (self, event, HANDLED, HANDLED | NEVER_HANDLED | LOST);
      break;

    case TROUPE_EVENT_RETURNED:
      observe_returned (self, event);
      break;

    case TROUPE_EVENT_LOST:
      observe_lost (self, event);
      break;

    case TROUPE_EVENT_ABANDONED:
      observe_abandoned (self, event);
      break;

    default:
      break;
    }
}

static void
fate_1_observe (TroupeMonitor     *monitor,
                const TroupeEvent *event)
{
  Fate1 *self = (Fate1 *) monitor;

  if (event->kind == TROUPE_EVENT_EXITED)
    g_hash_table_add (self->exited, troupe_monitor_keep_proc (event->proc));
  else if (event->kind == TROUPE_EVENT_STATUS)
    {
      if (event->subject != NULL &&
          troupe_actor_status_is_terminal (TROUPE_EVENT_DETAIL_NUMBER (event->detail)))
        find_party (self, event->subject)->ended = TRUE;
    }
  else if (event->subject != NULL && event->object != NULL && event->message_number > 0)
    observe_message (self, event);
}

static gboolean
has_exited (Fate1               *self,
            const TroupeActorId *actor)
{
  return g_hash_table_contains (self->exited, troupe_actor_id_get_proc (actor));
}

static void
check_losses (Fate1 *self)
{
  for (guint i = 0; i < self->losses->len; i++)
    {
      const Loss *loss = g_ptr_array_index (self->losses, i);
      const Entry *entry = &g_array_index (loss->sender->entries, Entry, loss->number - 1);
      const Party *receiver = g_ptr_array_index (self->parties, entry->receiver);
      g_autofree char *text = NULL;
      g_autofree char *proc_text = NULL;

      if (g_hash_table_contains (self->exited, loss->proc) || has_exited (self, loss->sender->id) ||
          has_exited (self, receiver->id))
        continue;

      text = describe (self, loss->sender, loss->number);
      proc_text = troupe_proc_id_to_string (loss->proc);
      troupe_monitor_violate (&self->parent,
                              "%s was lost by proc %s, and no process that held it has exited",
                              text, proc_text);
      return;
    }
}

static guint
count_entries (const Party *party)
{
  return party->entries != NULL ? party->entries->len : 0;
}

static gboolean
has_no_fate (const Entry *entry)
{
  return (entry->marks & SENT) != 0 && (entry->marks & FATES) == 0;
}

static void
find_wedged (Fate1 *self)
{
  for (guint i = 0; i < self->parties->len; i++)
    {
      const Party *sender = g_ptr_array_index (self->parties, i);

      for (guint j = 0; j < count_entries (sender); j++)
        {
          const Entry *entry = &g_array_index (sender->entries, Entry, j);
          Party *receiver = g_ptr_array_index (self->parties, entry->receiver);

          if (has_no_fate (entry) && (entry->marks & WEDGED) != 0)
            receiver->wedged = !receiver->ended && !has_exited (self, receiver->id);
        }
    }
}

static void
check_fates (Fate1 *self)
{
  g_autofree char *first = NULL;
  guint64 n_without = 0;

  find_wedged (self);
  for (guint i = 0; i < self->parties->len; i++)
    {
      const Party *sender = g_ptr_array_index (self->parties, i);

      for (guint j = 0; j < count_entries (sender); j++)
        {
          const Entry *entry = &g_array_index (sender->entries, Entry, j);
          const Party *receiver = g_ptr_array_index (self->parties, entry->receiver);

          if (!has_no_fate (entry) || receiver->wedged)
            continue;
          if (n_without++ == 0)
            first = describe (self, sender, j + 1);
        }
    }

  if (n_without == 1)
    troupe_monitor_violate (&self->parent,
                            "the run has settled, and %s has no fate: "
                            "it was not handled, returned or lost",
                            first);
  else if (n_without > 1)
    troupe_monitor_violate (&self->parent,
                            "the run has settled, and %" G_GUINT64_FORMAT " messages have no fate; "
                            "the first is %s: it was not handled, returned or lost",
                            n_without, first);
}

static void
fate_1_finish (TroupeMonitor *monitor,
               guint64        time_ns,
               gboolean       settled)
{
  Fate1 *self = (Fate1 *) monitor;

  check_losses (self);
  if (settled)
    check_fates (self);
}

const TroupeMonitorClass troupe_monitor_fate_1 = {
  .id = "FATE-1",
  .sentence = "A message is handled at most once; "
              "when its run has settled it has a fate: handled, returned or lost.",
  .kinds = 1u << TROUPE_EVENT_SENT | 1u << TROUPE_EVENT_DELIVERED | 1u << TROUPE_EVENT_HANDLED |
           1u << TROUPE_EVENT_RETURNED | 1u << TROUPE_EVENT_LOST | 1u << TROUPE_EVENT_ABANDONED |
           1u << TROUPE_EVENT_STATUS | 1u << TROUPE_EVENT_EXITED,
  .size = sizeof (Fate1),
  .init = fate_1_init,
  .clear = fate_1_clear,
  .observe = fate_1_observe,
  .finish = fate_1_finish,
};
