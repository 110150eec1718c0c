/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-id-private.h"
#include "proc/troupe-sessions-private.h"

/* The sessions that a loop has, and how it finds them. All dials of this world fail. */

#define SECOND_NS G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  Fixture         base;
  TroupeInstance *client; /* (owned) */
} Sending;

static void
set_up (Sending       *t,
        gconstpointer  unused)
{
  fixture_set_up (&t->base, NULL);
  troupe_loop_set_knob (t->base.loop, "session.retention", SECOND_NS, NULL);
  t->client = fixture_client (&t->base, "c");
}

static void
tear_down (Sending       *t,
           gconstpointer  unused)
{
  g_clear_object (&t->client);
  fixture_tear_down (&t->base, NULL);
}

/* To an actor of the process at that port. */
static void
send_to (Sending *t,
         guint    port)
{
  g_autofree char *receiver = g_strdup_printf ("tcp:127.0.0.1:%u,q,x[0]", port);
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse (receiver, NULL);

  troupe_instance_send (t->client, id, note_type (), note_body (1), NULL);
  fixture_run (&t->base);
}

static guint64
get_hash_of_port (guint port)
{
  g_autofree char *text = g_strdup_printf ("tcp:127.0.0.1:%u", port);
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, NULL);

  return troupe_address_get_hash64 (address);
}

/* Another port than @port, whose session is found at the same place. */
static guint
find_neighbour (guint port)
{
  guint other = port + 1;

  while ((get_hash_of_port (port) ^ get_hash_of_port (other)) % TROUPE_RECENT_MAX != 0)
    other++;

  return other;
}

/* How many sessions are found sooner. Each is one that there is: where it is not, the pointer is only compared. */
static guint
count_recent (Sending *t)
{
  TroupeSessions *sessions = t->base.loop->sessions;
  guint n_recent = 0;

  for (guint i = 0; i < TROUPE_RECENT_MAX; i++)
    {
      if (sessions->recent[i] == NULL)
        continue;
      g_assert_true (g_ptr_array_find (sessions->outbounds, sessions->recent[i], NULL));
      n_recent++;
    }

  return n_recent;
}

static void
test_one_address_has_one_session (Sending       *t,
                                  gconstpointer  unused)
{
  send_to (t, 2);
  send_to (t, 2);

  g_assert_cmpuint (t->base.loop->sessions->outbounds->len, ==, 1);
  g_assert_cmpuint (count_recent (t), ==, 1);
}

static void
test_what_is_forgotten_is_found_no_more (Sending       *t,
                                         gconstpointer  unused)
{
  send_to (t, 2);
  fixture_advance (&t->base, 2 * SECOND_NS);

  g_assert_cmpuint (t->base.loop->sessions->outbounds->len, ==, 0);
  g_assert_cmpuint (count_recent (t), ==, 0);

  send_to (t, 2);
  g_assert_cmpuint (t->base.loop->sessions->outbounds->len, ==, 1);
  g_assert_cmpuint (count_recent (t), ==, 1);
}

static void
test_who_shares_a_place_is_told_apart (Sending       *t,
                                       gconstpointer  unused)
{
  guint other = find_neighbour (2);
  g_autofree char *address = g_strdup_printf ("tcp:127.0.0.1:%u", other);

  send_to (t, 2);
  g_assert_cmpstr (t->base.dialled, ==, "tcp:127.0.0.1:2");
  send_to (t, other);
  g_assert_cmpstr (t->base.dialled, ==, address);
  fixture_advance (&t->base, SECOND_NS / 2);
  send_to (t, 2);
  g_assert_cmpstr (t->base.dialled, ==, "tcp:127.0.0.1:2");

  g_assert_cmpuint (t->base.loop->sessions->outbounds->len, ==, 2);
  g_assert_cmpuint (count_recent (t), ==, 1);
}

/* The place of the one that goes may be that of another one by then. */
static void
test_one_that_goes_takes_its_own_place_only (Sending       *t,
                                             gconstpointer  unused)
{
  guint other = find_neighbour (2);

  send_to (t, 2);
  fixture_advance (&t->base, SECOND_NS / 2);
  send_to (t, other);
  fixture_advance (&t->base, SECOND_NS * 3 / 4);

  g_assert_cmpuint (t->base.loop->sessions->outbounds->len, ==, 1);
  g_assert_cmpuint (count_recent (t), ==, 1);
}

#define ADD(path, func) g_test_add ("/proc/sessions/" path, Sending, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("one-address-has-one-session", test_one_address_has_one_session);
  ADD ("what-is-forgotten-is-found-no-more", test_what_is_forgotten_is_found_no_more);
  ADD ("who-shares-a-place-is-told-apart", test_who_shares_a_place_is_told_apart);
  ADD ("one-that-goes-takes-its-own-place-only", test_one_that_goes_takes_its_own_place_only);

  return g_test_run ();
}
