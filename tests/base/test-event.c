/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-event-private.h"
#include "base/troupe-hash-private.h"

typedef struct
{
  TroupeActorId *actor;
  TroupeEvent    event;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->actor = troupe_actor_id_parse ("tcp:127.0.0.1:4000,bank,teller[3]", NULL);
  fixture->event = (TroupeEvent) {
    .kind = TROUPE_EVENT_HANDLED,
    .reason = TROUPE_REASON_UNROUTABLE,
    .detail = TROUPE_EVENT_SIGNALLED | 7,
    .time_ns = 1000,
    .proc = troupe_actor_id_get_proc (fixture->actor),
    .subject = fixture->actor,
    .message_type = troupe_hash_string ("bank.deposit"),
    .message_number = 9,
  };
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  troupe_actor_id_unref (fixture->actor);
}

/* From an independent implementation. */
static void
test_hash_is_fixed_for_ever (Fixture       *fixture,
                             gconstpointer  data)
{
  g_assert_cmphex (troupe_event_hash (&fixture->event, 0x1234), ==, G_GUINT64_CONSTANT (0x3b7f13c14841a003));
}

static void
test_hash_is_of_content_not_of_addresses (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr (TroupeActorId) twin = troupe_actor_id_parse ("tcp:127.0.0.1:4000,bank,teller[3]", NULL);
  TroupeEvent event = fixture->event;

  event.subject = twin;
  event.proc = troupe_actor_id_get_proc (twin);
  event.payload = twin;

  g_assert_true (twin != fixture->actor);
  g_assert_cmphex (troupe_event_hash (&event, 1), ==, troupe_event_hash (&fixture->event, 1));
}

static void
test_hash_depends_on_each_part (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (TroupeActorId) other = troupe_actor_id_parse ("local:1,bank,teller[4]", NULL);
  TroupeEvent changed[9];
  guint64 hash = troupe_event_hash (&fixture->event, 1);

  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    changed[i] = fixture->event;

  changed[0].kind = TROUPE_EVENT_DELIVERED;
  changed[1].reason = TROUPE_REASON_NONE;
  changed[2].detail = 7;
  changed[3].time_ns = 1001;
  changed[4].proc = troupe_actor_id_get_proc (other);
  changed[5].subject = NULL;
  changed[6].object = other;
  changed[7].message_type = 0;
  changed[8].message_number = 10;

  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    g_assert_cmphex (troupe_event_hash (&changed[i], 1), !=, hash);
  g_assert_cmphex (troupe_event_hash (&fixture->event, 2), !=, hash);
}

static void
test_hash_tells_subject_from_object (Fixture       *fixture,
                                     gconstpointer  data)
{
  TroupeEvent turned = fixture->event;

  turned.subject = NULL;
  turned.object = fixture->actor;

  g_assert_cmphex (troupe_event_hash (&turned, 1), !=, troupe_event_hash (&fixture->event, 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/base/event/hash-is-fixed-for-ever", Fixture, NULL,
              set_up, test_hash_is_fixed_for_ever, tear_down);
  g_test_add ("/base/event/hash-is-of-content-not-of-addresses", Fixture, NULL,
              set_up, test_hash_is_of_content_not_of_addresses, tear_down);
  g_test_add ("/base/event/hash-depends-on-each-part", Fixture, NULL,
              set_up, test_hash_depends_on_each_part, tear_down);
  g_test_add ("/base/event/hash-tells-subject-from-object", Fixture, NULL,
              set_up, test_hash_tells_subject_from_object, tear_down);

  return g_test_run ();
}
