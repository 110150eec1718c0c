/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-matcher.h"

#include "executor/troupe-value-compare.h"
#include "scenario/troupe-event-rule-private.h"
#include "message/troupe-message-private.h"

#include <string.h>

/* Where in an event the value of a key is. */
typedef enum
{
  SOURCE_NONE,
  SOURCE_PID,
  SOURCE_NAME,
  SOURCE_SUBJECT,
  SOURCE_OBJECT,
  SOURCE_VIA,
  SOURCE_PEER,
  SOURCE_DESTINATION,
  SOURCE_NEXT,
  SOURCE_STATUS,
  SOURCE_REASON,
  SOURCE_TEXT,
  SOURCE_CODE,
  SOURCE_SIGNAL,
  SOURCE_NUMBER,
  SOURCE_MESSAGE,
  SOURCE_SEQUENCE,
  SOURCE_HANDLED,
  SOURCE_FIELD,
} Source;

typedef struct
{
  const TroupeArgument *argument; /* (not owned): of the file */
  Source                source;
} Key;

struct _TroupeMatcher
{
  const TroupeEventPattern *pattern;   /* (not owned) */
  TroupePlaceTable         *places;    /* (not owned) */
  GArray                   *keys;      /* (element-type Key) */
  guint8                   *subjects;  /* by the index of a place: 1 if it is a subject */
  guint                     n_places;
  guint64                   n_matches; /* of all but nth */
};

/* ---- keys ---- */

/* `from` and `to` of a message: which party the event's subject is depends on its kind. */
static Source
source_of_party (TroupeEventKind kind,
                 const char     *key)
{
  gboolean subject_is_receiver = kind == TROUPE_EVENT_DELIVERED || kind == TROUPE_EVENT_HANDLED ||
                                 kind == TROUPE_EVENT_PARKED || kind == TROUPE_EVENT_GAP;

  return g_str_equal (key, subject_is_receiver ? "to" : "from") ? SOURCE_SUBJECT : SOURCE_OBJECT;
}

static Source
source_of_message_key (TroupeEventKind kind,
                       const char     *key)
{
  if (g_str_equal (key, "message"))
    return SOURCE_MESSAGE;
  if (g_str_equal (key, "seq"))
    return SOURCE_SEQUENCE;
  if (g_str_equal (key, "from") || g_str_equal (key, "to"))
    return source_of_party (kind, key);
  if (g_str_equal (key, "missing") && kind == TROUPE_EVENT_GAP)
    return SOURCE_NUMBER;
  if (g_str_equal (key, "reason") &&
      (kind == TROUPE_EVENT_RETURNED || kind == TROUPE_EVENT_ABANDONED))
    return SOURCE_REASON;

  return SOURCE_FIELD;
}

typedef struct
{
  TroupeEventKind  kind;
  const char      *key;
  Source           source;
} KeyOfKind;

static const KeyOfKind keys_of_kinds[] = {
  { TROUPE_EVENT_SPAWNED, "pid", SOURCE_PID },
  { TROUPE_EVENT_SPAWNED, "name", SOURCE_NAME },
  { TROUPE_EVENT_SPAWNED, "parent", SOURCE_OBJECT },
  { TROUPE_EVENT_STATUS, "is", SOURCE_STATUS },
  { TROUPE_EVENT_STATUS, "reason", SOURCE_TEXT },
  { TROUPE_EVENT_SUPERVISED, "actor", SOURCE_OBJECT },
  { TROUPE_EVENT_SUPERVISED, "via", SOURCE_VIA },
  { TROUPE_EVENT_SUPERVISED, "is", SOURCE_STATUS },
  { TROUPE_EVENT_SUPERVISED, "handled", SOURCE_HANDLED },
  { TROUPE_EVENT_SNAPSHOT, "status", SOURCE_TEXT },
  { TROUPE_EVENT_UNHANDLED, "actor", SOURCE_OBJECT },
  { TROUPE_EVENT_EXITED, "code", SOURCE_CODE },
  { TROUPE_EVENT_EXITED, "signal", SOURCE_SIGNAL },
  { TROUPE_EVENT_CONNECTED, "to", SOURCE_PEER },
  { TROUPE_EVENT_CONNECTED, "reason", SOURCE_REASON },
  { TROUPE_EVENT_DISCONNECTED, "to", SOURCE_PEER },
  { TROUPE_EVENT_DISCONNECTED, "reason", SOURCE_REASON },
  { TROUPE_EVENT_ROUTED, "to", SOURCE_DESTINATION },
  { TROUPE_EVENT_ROUTED, "via", SOURCE_NEXT },
  { TROUPE_EVENT_ROUTED, "hops", SOURCE_NUMBER },
};

static Source
source_of_key (guint       kind,
               const char *key)
{
  switch (kind)
    {
    case TROUPE_EVENT_SENT:
    case TROUPE_EVENT_DELIVERED:
    case TROUPE_EVENT_HANDLED:
    case TROUPE_EVENT_RETURNED:
    case TROUPE_EVENT_LOST:
    case TROUPE_EVENT_ABANDONED:
    case TROUPE_EVENT_REPLIED:
    case TROUPE_EVENT_PARKED:
    case TROUPE_EVENT_GAP:
      return source_of_message_key (kind, key);
    default:
      for (guint i = 0; i < G_N_ELEMENTS (keys_of_kinds); i++)
        {
          if (keys_of_kinds[i].kind == kind && g_str_equal (keys_of_kinds[i].key, key))
            return keys_of_kinds[i].source;
        }
      return SOURCE_NONE;
    }
}

gboolean
troupe_matcher_knows_key (guint       kind,
                          const char *key)
{
  return kind == TROUPE_PATTERN_INVARIANT || source_of_key (kind, key) != SOURCE_NONE;
}

/* ---- making ---- */

TroupeMatcher *
troupe_matcher_new (const TroupeEventPattern *pattern,
                    TroupePlaceTable         *places)
{
  TroupeMatcher *self = g_new0 (TroupeMatcher, 1);

  self->pattern = pattern;
  self->places = places;
  self->keys = g_array_new (FALSE, FALSE, sizeof (Key));
  for (guint i = 0; i < pattern->keys->len; i++)
    {
      Key key = { .argument = g_ptr_array_index (pattern->keys, i) };

      key.source = source_of_key (pattern->kind, key.argument->key);
      g_array_append_val (self->keys, key);
    }

  self->n_places = troupe_place_table_get_n_places (places);
  self->subjects = g_new0 (guint8, self->n_places + 1);
  for (guint i = 0; i < pattern->subject->places->len; i++)
    {
      const TroupePlace *place = g_ptr_array_index (pattern->subject->places, i);

      self->subjects[place->index] = 1;
    }

  return self;
}

void
troupe_matcher_free (TroupeMatcher *self)
{
  g_array_unref (self->keys);
  g_free (self->subjects);
  g_free (self);
}

/* ---- matching ---- */

static gboolean
is_subject (TroupeMatcher     *self,
            const TroupePlace *place)
{
  return place != NULL && self->subjects[place->index] != 0;
}

/* An event is about its actor, or, where it has none, about its proc and about the host of that. */
static gboolean
subject_matches (TroupeMatcher     *self,
                 const TroupeEvent *event)
{
  const TroupePlace *place;

  if (self->pattern->subject->is_any)
    return TRUE;
  if (event->subject != NULL && event->kind != TROUPE_EVENT_ROUTED)
    return is_subject (self, troupe_place_table_find_actor (self->places, event->subject));

  place = troupe_place_table_find_proc (self->places, event->proc);

  return is_subject (self, place) || (place != NULL && is_subject (self, place->host));
}

/* Is the party of the event that place? */
static gboolean
place_matches (const TroupeArgument *argument,
               const TroupePlace    *place)
{
  gboolean is_same = place == argument->value->place ||
                     (place != NULL && place->host != NULL && place->host == argument->value->place);

  return argument->operator_ == TROUPE_OPERATOR_NOT_EQUAL ? !is_same : is_same;
}

/* A field of the body, or, of an answer, an attribute. */
static gboolean
field_matches (const TroupeArgument *argument,
               const TroupeMessage  *message)
{
  g_autoptr (GVariant) value = NULL;

  if (message == NULL)
    return FALSE;

  if (message->type == troupe_message_type_answer ())
    {
      g_autoptr (GVariant) body = troupe_message_dup_body (message);
      g_autoptr (GVariant) attributes = g_variant_get_child_value (body, 0);

      value = g_variant_lookup_value (attributes, argument->key, NULL);
    }
  else if (troupe_message_type_find_field (message->type, argument->key) >= 0)
    {
      value = troupe_message_dup_field (message, argument->key);
    }

  return value != NULL && troupe_compare_variant (value, argument->operator_, argument->value->variant);
}

static const char *
status_word (const TroupeEvent *event)
{
  guint number = TROUPE_EVENT_DETAIL_NUMBER (event->detail);

  return event->subject != NULL ? troupe_actor_status_to_string (number) : troupe_proc_status_to_string (number);
}

static gboolean
message_matches (const TroupeArgument *argument,
                 const TroupeMessage  *message)
{
  gboolean is_same = message != NULL &&
                     troupe_message_name_matches (g_variant_get_string (argument->value->variant, NULL),
                                                  message->type->name);

  if (argument->operator_ == TROUPE_OPERATOR_CONTAINS)
    return message != NULL &&
           strstr (message->type->name, g_variant_get_string (argument->value->variant, NULL)) != NULL;

  return argument->operator_ == TROUPE_OPERATOR_NOT_EQUAL ? !is_same : is_same;
}

static gboolean
text_matches (const TroupeArgument *argument,
              const char           *text)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string (text != NULL ? text : ""));

  return troupe_compare_variant (value, argument->operator_, argument->value->variant);
}

static gboolean
number_matches (const TroupeArgument *argument,
                guint64               number)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_uint64 (number));

  return troupe_compare_variant (value, argument->operator_, argument->value->variant);
}

static gboolean
actor_matches (TroupeMatcher        *self,
               const TroupeArgument *argument,
               const TroupeActorId  *id)
{
  return place_matches (argument, troupe_place_table_find_actor (self->places, id));
}

/* Where a message goes is an actor, its proc and the host of that, at once. */
static gboolean
destination_matches (TroupeMatcher        *self,
                     const TroupeArgument *argument,
                     const TroupeActorId  *id)
{
  const TroupePlace *actor = troupe_place_table_find_actor (self->places, id);
  const TroupeProcId *proc_id = id != NULL ? troupe_actor_id_get_proc (id) : NULL;
  const TroupePlace *proc = troupe_place_table_find_proc (self->places, proc_id);
  const TroupePlace *place = argument->value->place;
  gboolean is_same = place == actor || place == proc || (proc != NULL && place == proc->host);

  return argument->operator_ == TROUPE_OPERATOR_NOT_EQUAL ? !is_same : is_same;
}

/* (nullable): the proc that a forward goes to next */
static const TroupePlace *
find_next (TroupeMatcher       *self,
           const TroupeForward *forward)
{
  return troupe_place_table_find_address (self->places, forward->next);
}

/* (nullable): the proc at the other end */
static const TroupePlace *
find_peer (TroupeMatcher          *self,
           const TroupeConnection *connection)
{
  return troupe_place_table_find_proc (self->places, connection->peer);
}

static gboolean
boolean_matches (const TroupeArgument *argument,
                 gboolean              truth)
{
  gboolean is_same = !truth == !g_variant_get_boolean (argument->value->variant);

  return argument->operator_ == TROUPE_OPERATOR_NOT_EQUAL ? !is_same : is_same;
}

/* The process ended with a code, or by a signal; asked for the other, it does not match. */
static gboolean
exit_matches (const Key         *key,
              const TroupeEvent *event)
{
  gboolean is_signalled = (event->detail & TROUPE_EVENT_SIGNALLED) != 0;

  return is_signalled == (key->source == SOURCE_SIGNAL) &&
         number_matches (key->argument, TROUPE_EVENT_DETAIL_NUMBER (event->detail));
}

static gboolean
key_matches (TroupeMatcher     *self,
             const Key         *key,
             const TroupeEvent *event)
{
  const TroupeArgument *argument = key->argument;

  switch (key->source)
    {
    case SOURCE_PID:
      return number_matches (argument, troupe_actor_id_get_pid (event->subject));
    case SOURCE_NAME:
      return text_matches (argument, troupe_actor_id_get_name (event->subject));
    case SOURCE_SUBJECT:
      return actor_matches (self, argument, event->subject);
    case SOURCE_OBJECT:
      return actor_matches (self, argument, event->object);
    case SOURCE_VIA:
      return actor_matches (self, argument, event->payload);
    case SOURCE_PEER:
      return place_matches (argument, find_peer (self, event->payload));
    case SOURCE_DESTINATION:
      return destination_matches (self, argument, event->object);
    case SOURCE_NEXT:
      return place_matches (argument, find_next (self, event->payload));
    case SOURCE_STATUS:
      return text_matches (argument, event->kind == TROUPE_EVENT_SUPERVISED
                                         ? troupe_actor_status_to_string (TROUPE_EVENT_DETAIL_NUMBER (event->detail))
                                         : status_word (event));
    case SOURCE_REASON:
      return text_matches (argument, troupe_reason_to_string (event->reason));
    case SOURCE_TEXT:
      return text_matches (argument, event->payload);
    case SOURCE_CODE:
    case SOURCE_SIGNAL:
      return exit_matches (key, event);
    case SOURCE_NUMBER:
      return number_matches (argument, TROUPE_EVENT_DETAIL_NUMBER (event->detail));
    case SOURCE_MESSAGE:
      return message_matches (argument, event->payload);
    case SOURCE_SEQUENCE:
      return number_matches (argument, event->message_number);
    case SOURCE_HANDLED:
      return boolean_matches (argument, (event->detail & TROUPE_EVENT_WAS_HANDLED) != 0);
    case SOURCE_FIELD:
      return field_matches (argument, event->payload);
    case SOURCE_NONE:
    default:
      return FALSE;
    }
}

/* One more matches all but nth: is it the one that is meant? */
static gboolean
count_match (TroupeMatcher *self)
{
  self->n_matches++;

  return self->pattern->nth == 0 || self->n_matches == self->pattern->nth;
}

static gboolean
all_but_count_matches (TroupeMatcher     *self,
                       const TroupeEvent *event)
{
  if (event->kind != self->pattern->kind || !subject_matches (self, event))
    return FALSE;

  for (guint i = 0; i < self->keys->len; i++)
    {
      if (!key_matches (self, &g_array_index (self->keys, Key, i), event))
        return FALSE;
    }

  return TRUE;
}

gboolean
troupe_matcher_match (TroupeMatcher     *self,
                      const TroupeEvent *event)
{
  return all_but_count_matches (self, event) && count_match (self);
}

gboolean
troupe_matcher_would_match (TroupeMatcher     *self,
                            const TroupeEvent *event)
{
  gboolean is_the_one = self->pattern->nth == 0 || self->pattern->nth == self->n_matches + 1;

  return is_the_one && all_but_count_matches (self, event);
}

gboolean
troupe_matcher_is_about (TroupeMatcher       *self,
                         const TroupeActorId *id)
{
  return is_subject (self, troupe_place_table_find_actor (self->places, id));
}

gboolean
troupe_matcher_match_invariant (TroupeMatcher *self,
                                const char    *id)
{
  if (self->pattern->kind != TROUPE_PATTERN_INVARIANT)
    return FALSE;

  for (guint i = 0; i < self->keys->len; i++)
    {
      if (!text_matches (g_array_index (self->keys, Key, i).argument, id))
        return FALSE;
    }

  return count_match (self);
}
