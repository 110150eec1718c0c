/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-vocabulary.h"

/* The registries: never freed, written only before threads start. */
static GPtrArray *vocabularies[TROUPE_N_VOCABULARY_KINDS];

static gboolean
same_word (gconstpointer a,
           gconstpointer b)
{
  return g_str_equal (a, b);
}

/**
 * troupe_vocabulary_register:
 * @kind: what it names
 * @name: a name that files may use
 *
 * Makes a name known. From the first one on, files may use no others of the kind.
 */
void
troupe_vocabulary_register (TroupeVocabularyKind  kind,
                            const char           *name)
{
  GPtrArray *words;

  g_return_if_fail (kind < TROUPE_N_VOCABULARY_KINDS && name != NULL);

  if (vocabularies[kind] == NULL)
    vocabularies[kind] = g_ptr_array_new ();
  words = vocabularies[kind];
  if (!g_ptr_array_find_with_equal_func (words, name, same_word, NULL))
    g_ptr_array_add (words, g_strdup (name));
}

/**
 * troupe_vocabulary_list:
 * @kind: what they name
 * @ret_n_names: (out): how many
 *
 * Lists what was registered, in that order.
 *
 * Returns: (transfer none) (nullable) (array length=ret_n_names): the names; %NULL: none
 */
const char *const *
troupe_vocabulary_list (TroupeVocabularyKind  kind,
                        guint                *ret_n_names)
{
  g_return_val_if_fail (kind < TROUPE_N_VOCABULARY_KINDS && ret_n_names != NULL, NULL);

  *ret_n_names = vocabularies[kind] != NULL ? vocabularies[kind]->len : 0;

  return vocabularies[kind] != NULL ? (const char *const *) vocabularies[kind]->pdata : NULL;
}
