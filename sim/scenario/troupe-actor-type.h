/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe-sim.h> can be included directly."
#endif

#include "message/troupe-message-type.h"
#include "proc/troupe-actor.h"

G_BEGIN_DECLS

/* What an actor type tells scenario files about itself: the keys of its declaration, the messages that it takes.
 * The stock `puppet` and the types of a loadable module are described alike. */

/* What may be written as a value. A parameter that takes several, such as `cleanup=fail` and `cleanup=5ms`, ors
 * them. */
typedef enum
{
  TROUPE_PARAMETER_WORD    = 1 << 0, /* one of `words`; a string (s) */
  TROUPE_PARAMETER_NAME    = 1 << 1, /* a legal name of a proc or an actor; s */
  TROUPE_PARAMETER_TEXT    = 1 << 2, /* any text: "quoted", or a bare word; s */
  TROUPE_PARAMETER_NUMBER  = 1 << 3, /* a whole number, not negative; t */
  TROUPE_PARAMETER_TIME    = 1 << 4, /* a time, as nanoseconds; t */
  TROUPE_PARAMETER_BOOLEAN = 1 << 5, /* true or false; b */
  TROUPE_PARAMETER_PLACE   = 1 << 6, /* a place; s. In a message: its id when the step runs; in a key: as written */
  TROUPE_PARAMETER_MESSAGE = 1 << 7, /* a message, short or in full; s: the full name, such as `puppet.note` */
} TroupeParameterKind;

/* A key of a declaration, or a field of a message that has more to say than its GVariant type. */
typedef struct
{
  const char        *name;          /* as the file writes it: `on-supervision` */
  guint              kinds;         /* bits of TroupeParameterKind */
  const char *const *words;         /* (nullable): for WORD: what is allowed, NULL-terminated */
  const char        *default_value; /* (nullable): as a file would write it; NULL: a key is absent, a field is zero */
  gboolean           is_required;   /* the file must give it */
  const char        *sentence;
} TroupeParameter;

/* A message that the type takes. A file writes its full name, or the part after the last dot: `puppet.fail` is `fail`.
 * A field is written as its GVariant type says: numbers are range-checked, s takes a word or a "string", anything
 * that is no basic type takes GVariant text in quotes. A parameter of the field's name changes that: TIME and
 * NUMBER fit any integer field; WORD, NAME, TEXT, PLACE and MESSAGE fit s. */
typedef struct
{
  const TroupeMessageType *type;
  const TroupeParameter   *parameters;   /* (nullable) */
  guint                    n_parameters;
} TroupeActorMessage;

typedef struct
{
  const char               *name;            /* DOTTED, such as `puppet` or `bank.teller` */
  const char               *sentence;
  const TroupeParameter    *keys;            /* beside `name`, which every actor declaration takes */
  guint                     n_keys;
  const TroupeActorMessage *messages;
  guint                     n_messages;
  const TroupeMessageType  *default_message; /* (nullable): where a file names none */

  /* Makes an actor. @keys is an a{sv} with every key that was given or has a default, typed as its kind says.
   * (transfer full) */
  TroupeActor            *(*create) (GVariant  *keys,
                                     GError   **error);
} TroupeActorType;

/* @type is not copied and must live as long as the program; a second one of the name is the caller's bug, the same
 * one again does nothing. Register before any other thread starts. */
TROUPE_AVAILABLE_IN_ALL
void                            troupe_actor_type_register     (const TroupeActorType *type);
TROUPE_AVAILABLE_IN_ALL
const TroupeActorType          *troupe_actor_type_lookup       (const char            *name);
/* In the order of registering. */
TROUPE_AVAILABLE_IN_ALL
const TroupeActorType *const   *troupe_actor_type_list         (guint                 *ret_n_types);
/* The message that @written means for the type, or NULL. */
TROUPE_AVAILABLE_IN_ALL
const TroupeActorMessage       *troupe_actor_type_find_message (const TroupeActorType *self,
                                                                const char            *written);
/* Does @written mean the message type of that full name: the same, or its part after the last dot? */
TROUPE_AVAILABLE_IN_ALL
gboolean                        troupe_message_name_matches    (const char            *written,
                                                                const char            *full_name);

G_END_DECLS
