/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include <glib.h>

#include "troupe-macros.h"

G_BEGIN_DECLS

/* Names that other rooms define and scenario files use. A room registers its own before a file is checked; a kind
 * of which nothing is registered is not checked. */
typedef enum
{
  TROUPE_VOCABULARY_INVARIANT,   /* AI-1; beside those that the language itself names */
  TROUPE_VOCABULARY_KNOB,        /* `set KEY VALUE` */
  TROUPE_VOCABULARY_FAULT_POINT, /* `inject POINT` */
} TroupeVocabularyKind;

#define TROUPE_N_VOCABULARY_KINDS (TROUPE_VOCABULARY_FAULT_POINT + 1)

/* @name is copied; a name again does nothing. Register before any other thread starts. */
TROUPE_AVAILABLE_IN_ALL
void               troupe_vocabulary_register (TroupeVocabularyKind  kind,
                                               const char           *name);
/* Sorted by registering. */
TROUPE_AVAILABLE_IN_ALL
const char *const *troupe_vocabulary_list     (TroupeVocabularyKind  kind,
                                               guint                *ret_n_names);

G_END_DECLS
