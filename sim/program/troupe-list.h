/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-event-rule-private.h"

G_BEGIN_DECLS

/* What `troupe-sim list` can print, each as text and as objects on lines. A set of names that is empty is told in the
 * text, and is no line of JSON. */
typedef struct
{
  const char *name;
  void      (*print_text) (void);
  void      (*print_json) (void);
} TroupeListSubject;

/* Ends with a subject without a name. */
extern const TroupeListSubject troupe_list_subjects[];

void troupe_list_text_invariants (void);
void troupe_list_text_types      (void);
void troupe_list_text_events     (void);
void troupe_list_text_faults     (void);
void troupe_list_text_knobs      (void);
void troupe_list_text_defects    (void);
void troupe_list_json_invariants (void);
void troupe_list_json_types      (void);
void troupe_list_json_events     (void);
void troupe_list_json_faults     (void);
void troupe_list_json_knobs      (void);
void troupe_list_json_defects    (void);

/* Whom an event can be of, in the words of declarations: "actor", "client"; "*" where it is of the whole run.
 * (transfer container) (element-type utf8) */
GPtrArray  *troupe_list_dup_subjects  (const TroupeEventRule *rule);
/* What is written behind the `=` of a key: "PLACE", "NUMBER". */
const char *troupe_list_get_key_value (TroupeKeyKind          kind);
/* How many keys the event has. */
guint       troupe_list_count_keys    (const TroupeEventRule *rule);

/* What a field means to who writes a file: as the type of the actor says, else as the message does. */
const char *troupe_list_get_field_sentence (const TroupeActorMessage *message,
                                            const TroupeMessageField *field);

G_END_DECLS
