/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "channel/troupe-ages-private.h"
#include "channel/troupe-dictionary-private.h"

#include "lib/troupe-test-messages.h"

typedef struct
{
  TroupeTestMessages messages;
  TroupeDictionary   dictionary;
  TroupeGlossary     glossary;
} Fixture;

static void
set_up (Fixture      *t,
        gconstpointer data)
{
  troupe_test_messages_init (&t->messages);
  troupe_dictionary_init (&t->dictionary);
  troupe_glossary_init (&t->glossary, t->messages.peers);
}

static void
tear_down (Fixture      *t,
           gconstpointer data)
{
  troupe_dictionary_clear (&t->dictionary);
  troupe_glossary_clear (&t->glossary);
  troupe_test_messages_clear (&t->messages);
}

static TroupePeer *
make_peer (Fixture *t,
           guint    i)
{
  g_autofree char *text = g_strdup_printf ("local:1,p,a[%u]", i);

  return troupe_test_messages_peer (&t->messages, text);
}

static void
test_many_peers (Fixture      *t,
                 gconstpointer data)
{
  for (guint i = 1; i <= 3000; i++)
    {
      g_autoptr (TroupePeer) peer = make_peer (t, i);

      g_assert_cmpuint (troupe_dictionary_find (&t->dictionary, peer), ==, 0);
      g_assert_cmpuint (troupe_dictionary_add (&t->dictionary, peer), ==, i);
    }
  for (guint i = 1; i <= 3000; i++)
    {
      g_autoptr (TroupePeer) peer = make_peer (t, i);

      g_assert_cmpuint (troupe_dictionary_find (&t->dictionary, peer), ==, i);
    }
}

/* A full one begins again, and holds nobody any more. */
static void
test_bound (Fixture      *t,
            gconstpointer data)
{
  g_autoptr (TroupePeer) late = make_peer (t, 100000);

  for (guint i = 1; i < TROUPE_DICTIONARY_PEERS_MAX; i++)
    {
      g_autoptr (TroupePeer) peer = make_peer (t, i);

      troupe_dictionary_make_room (&t->dictionary);
      troupe_dictionary_add (&t->dictionary, peer);
    }
  troupe_dictionary_make_room (&t->dictionary);

  g_assert_cmpuint (troupe_peer_table_get_size (t->messages.peers), ==, 1);
  g_assert_cmpuint (troupe_dictionary_find (&t->dictionary, late), ==, 0);
  g_assert_cmpuint (troupe_dictionary_add (&t->dictionary, late), ==, 1);
}

static void
test_types (Fixture      *t,
            gconstpointer data)
{
  g_assert_cmpuint (troupe_dictionary_find_type (&t->dictionary, troupe_test_type_flag ()), ==, 0);
  g_assert_cmpuint (troupe_dictionary_add_type (&t->dictionary, troupe_test_type_flag ()), ==, 1);
  g_assert_cmpuint (troupe_dictionary_add_type (&t->dictionary, troupe_test_type_note ()), ==, 2);

  g_assert_cmpuint (troupe_dictionary_find_type (&t->dictionary, troupe_test_type_flag ()), ==, 1);
  g_assert_cmpuint (troupe_dictionary_find_type (&t->dictionary, troupe_test_type_nothing ()), ==, 0);
}

static void
test_glossary (Fixture      *t,
               gconstpointer data)
{
  g_autoptr (TroupePeer) peer = troupe_test_messages_peer (&t->messages, "local:1,p,a[3]");
  const TroupeMessageType *type = troupe_test_type_flag ();

  g_assert_true (troupe_glossary_define (&t->glossary, 1, "local:1,p,b[0]", 14, NULL));
  g_assert_true (troupe_glossary_define (&t->glossary, 2, "local:1,p,a[3]", 14, NULL));
  g_assert_true (troupe_glossary_get (&t->glossary, 2) == peer);
  g_assert_null (troupe_glossary_get (&t->glossary, 0));
  g_assert_null (troupe_glossary_get (&t->glossary, 3));

  g_assert_true (troupe_glossary_define_type (&t->glossary, 1, "test.note", 9, NULL));
  g_assert_true (troupe_glossary_define_type (&t->glossary, 2, "test.unknown", 12, NULL));
  g_assert_true (troupe_glossary_get_type (&t->glossary, 2, &type));
  g_assert_null (type);
  g_assert_false (troupe_glossary_get_type (&t->glossary, 0, &type));
  g_assert_false (troupe_glossary_get_type (&t->glossary, 3, &type));
}

/* Index 1 begins anew; any other but the next is refused, and nothing has changed. */
static void
test_glossary_order (Fixture      *t,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (troupe_glossary_define (&t->glossary, 1, "local:1,p,b[0]", 14, NULL));
  g_assert_true (troupe_glossary_define (&t->glossary, 2, "local:1,p,c[0]", 14, NULL));
  g_assert_false (troupe_glossary_define (&t->glossary, 4, "local:1,p,d[0]", 14, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE);
  g_assert_nonnull (troupe_glossary_get (&t->glossary, 2));
  g_assert_true (troupe_glossary_define (&t->glossary, 1, "local:1,p,e[0]", 14, NULL));

  g_assert_null (troupe_glossary_get (&t->glossary, 2));
  g_assert_cmpstr (troupe_actor_id_get_name (troupe_glossary_get (&t->glossary, 1)->id), ==, "e");
}

static void
test_ages (void)
{
  TroupeAges ages;

  troupe_ages_init (&ages);
  g_assert_cmpuint (troupe_ages_get_oldest (&ages), ==, G_MAXUINT64);
  for (guint64 time_ns = 1; time_ns <= 100; time_ns++)
    for (guint i = 0; i < time_ns % 5 + 1; i++)
      troupe_ages_push (&ages, time_ns);
  g_assert_cmpuint (ages.length, ==, 100);
  for (guint64 time_ns = 1; time_ns <= 100; time_ns++)
    {
      g_assert_cmpuint (troupe_ages_get_oldest (&ages), ==, time_ns);
      if (time_ns % 5 > 0)
        troupe_ages_pop (&ages, time_ns % 5);
      g_assert_cmpuint (troupe_ages_get_oldest (&ages), ==, time_ns);
      troupe_ages_pop (&ages, 1);
    }

  g_assert_cmpuint (ages.length, ==, 0);
  troupe_ages_clear (&ages);
}

static void
test_ages_pops_many (void)
{
  TroupeAges ages;

  troupe_ages_init (&ages);
  for (guint64 time_ns = 1; time_ns <= 10; time_ns++)
    for (guint i = 0; i < 3; i++)
      troupe_ages_push (&ages, time_ns);
  troupe_ages_pop (&ages, 3 * 4 + 2);

  g_assert_cmpuint (troupe_ages_get_oldest (&ages), ==, 5);
  troupe_ages_clear (&ages);
}

#define ADD(name, func) g_test_add ("/channel/dictionary/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("each-peer-keeps-its-index", test_many_peers);
  ADD ("a-full-one-begins-again", test_bound);
  ADD ("types-have-indices-of-their-own", test_types);
  ADD ("a-glossary-knows-what-it-was-told", test_glossary);
  ADD ("a-glossary-is-told-in-order", test_glossary_order);
  g_test_add_func ("/channel/ages/the-oldest-comes-first", test_ages);
  g_test_add_func ("/channel/ages/many-go-at-once", test_ages_pops_many);

  return g_test_run ();
}
