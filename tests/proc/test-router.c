/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-defect-private.h"
#include "proc/troupe-delivery-private.h"
#include "proc/troupe-proc-core-private.h"
#include "proc/troupe-router.h"

/* Where messages go that are not for this loop. */

typedef struct
{
  Fixture         parent; /* first */
  TroupeRouter   *router; /* of the loop */
  TroupeInstance *client;
} Scene;

static void
set_up (Scene         *scene,
        gconstpointer  unused)
{
  fixture_set_up (&scene->parent, NULL);
  scene->router = g_object_ref (troupe_loop_get_router (scene->parent.loop));
  scene->client = fixture_client (&scene->parent, "c");
}

static void
tear_down (Scene         *scene,
           gconstpointer  unused)
{
  troupe_defect_disable_all ();
  g_clear_object (&scene->client);
  fixture_tear_down (&scene->parent, NULL);
  g_assert_finalize_object (scene->router);
}

/* --- the book --- */

/* Binds what @prefix names: an address, a proc or an actor. */
static void
bind (TroupeRouter *router,
      const char   *prefix,
      const char   *address)
{
  g_autoptr (TroupeAddress) target = troupe_address_parse (address, NULL);
  g_autoptr (TroupeActorId) actor = troupe_actor_id_parse (prefix, NULL);
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse (prefix, NULL);
  g_autoptr (TroupeAddress) own = troupe_address_parse (prefix, NULL);

  g_assert_nonnull (target);
  if (proc != NULL)
    troupe_router_bind_proc (router, proc, target);
  else if (actor != NULL)
    troupe_router_bind_actor (router, actor, target);
  else
    troupe_router_bind_address (router, own, target);
}

static guint
unbind (TroupeRouter *router,
        const char   *prefix)
{
  g_autoptr (TroupeActorId) actor = troupe_actor_id_parse (prefix, NULL);
  g_autoptr (TroupeProcId) proc = troupe_proc_id_parse (prefix, NULL);
  g_autoptr (TroupeAddress) own = troupe_address_parse (prefix, NULL);

  if (proc != NULL)
    return troupe_router_unbind_proc (router, proc);
  if (actor != NULL)
    return troupe_router_unbind_actor (router, actor);

  return troupe_router_unbind_address (router, own);
}

/* The address as text, interned. (nullable) */
static const char *
look_up (TroupeRouter *router,
         const char   *actor)
{
  g_autoptr (TroupeActorId) id = troupe_actor_id_parse (actor, NULL);
  g_autoptr (TroupeAddress) address = troupe_router_lookup (router, id);

  return address != NULL ? g_intern_string (troupe_address_to_string (address)) : NULL;
}

static void
assert_prefixes (TroupeRouter *router,
                 const char   *expected)
{
  g_auto (GStrv) prefixes = troupe_router_list_prefixes (router);
  g_autofree char *text = g_strjoinv (" ", prefixes);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_longest_prefix (Scene         *scene,
                     gconstpointer  unused)
{
  TroupeRouter *router = scene->router;

  bind (router, "tcp:1.2.3.4:5", "unix:/by-address");
  bind (router, "tcp:1.2.3.4:5,p", "unix:/by-proc");
  bind (router, "tcp:1.2.3.4:5,p,b[0]", "unix:/by-actor");

  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,p,b[0]"), ==, "unix:/by-actor");
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,p,a[0]"), ==, "unix:/by-proc");
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,p,b[1]"), ==, "unix:/by-proc");
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,p,c[0]"), ==, "unix:/by-proc");
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,q,b[0]"), ==, "unix:/by-address");
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:6,p,b[0]"), ==, "tcp:1.2.3.4:6");
}

static void
test_rebinding (Scene         *scene,
                gconstpointer  unused)
{
  bind (scene->router, "tcp:1.2.3.4:5,p", "unix:/one");
  bind (scene->router, "tcp:1.2.3.4:5,p", "unix:/two");

  g_assert_cmpstr (look_up (scene->router, "tcp:1.2.3.4:5,p,a[0]"), ==, "unix:/two");
  assert_prefixes (scene->router, "tcp:1.2.3.4:5,p");
}

static void
test_unbinding (Scene         *scene,
                gconstpointer  unused)
{
  TroupeRouter *router = scene->router;

  bind (router, "tcp:1.2.3.4:5,p", "unix:/p");
  bind (router, "tcp:1.2.3.4:5,p,a[0]", "unix:/a");
  bind (router, "tcp:1.2.3.4:5,p,a[1]", "unix:/a1");
  bind (router, "tcp:1.2.3.4:5,p2", "unix:/p2");
  bind (router, "tcp:1.2.3.4:6,p", "unix:/other");

  g_assert_cmpuint (unbind (router, "tcp:1.2.3.4:5,p,a[1]"), ==, 1);
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,p,a[1]"), ==, "unix:/p");
  g_assert_cmpuint (unbind (router, "tcp:1.2.3.4:5,p"), ==, 2);
  g_assert_cmpuint (unbind (router, "tcp:1.2.3.4:5,p"), ==, 0);
  g_assert_cmpstr (look_up (router, "tcp:1.2.3.4:5,p,a[0]"), ==, "tcp:1.2.3.4:5");
  assert_prefixes (router, "tcp:1.2.3.4:5,p2 tcp:1.2.3.4:6,p");
  g_assert_cmpuint (unbind (router, "tcp:1.2.3.4:5"), ==, 1);
  assert_prefixes (router, "tcp:1.2.3.4:6,p");
}

static void
test_prefixes (Scene         *scene,
               gconstpointer  unused)
{
  TroupeRouter *router = scene->router;

  assert_prefixes (router, "");
  bind (router, "local:7,world", "unix:/1");
  assert_prefixes (router, "local:7,world");
  bind (router, "local:7,world_0", "unix:/2");
  bind (router, "local:7,world_1", "unix:/3");
  bind (router, "local:7,world0", "unix:/4");
  bind (router, "local:8,world", "unix:/5");
  assert_prefixes (router, "local:7,world local:7,world0 local:7,world_0 local:7,world_1 local:8,world");
  bind (router, "local:7,world,covered[0]", "unix:/6");
  bind (router, "local:9,elsewhere,alone[3]", "unix:/7");
  assert_prefixes (router, "local:7,world local:7,world0 local:7,world_0 local:7,world_1 local:8,world "
                           "local:9,elsewhere,alone[3]");
  bind (router, "local:7", "unix:/8");
  assert_prefixes (router, "local:7 local:8,world local:9,elsewhere,alone[3]");
}

/* --- whom the book does not name --- */

static void
test_default (Scene         *scene,
              gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("unix:/default", NULL);

  troupe_router_set_default (scene->router, address);
  g_assert_cmpstr (look_up (scene->router, "unix:/x,p,a[0]"), ==, "unix:/x");
  troupe_router_set_remote_only (scene->router, TRUE);
  g_assert_cmpstr (look_up (scene->router, "unix:/x,p,a[0]"), ==, "unix:/default");
  g_assert_cmpstr (look_up (scene->router, "local:9,p,a[0]"), ==, "unix:/default");
  g_assert_cmpstr (look_up (scene->router, "tcp:1.2.3.4:5,p,a[0]"), ==, "tcp:1.2.3.4:5");
  g_assert_cmpstr (look_up (scene->router, "tls:host.example:5,p,a[0]"), ==, "tls:host.example:5");
  troupe_router_set_default (scene->router, NULL);
  g_assert_null (look_up (scene->router, "unix:/x,p,a[0]"));
}

static void
send_to (Scene      *scene,
         const char *actor,
         guint64     id)
{
  g_autoptr (TroupeActorId) receiver = troupe_actor_id_parse (actor, NULL);
  g_autoptr (GError) error = NULL;

  troupe_instance_send (scene->client, receiver, note_type (), note_body (id), &error);
  g_assert_no_error (error);
}

static void
test_fallback (Scene         *scene,
               gconstpointer  unused)
{
  TroupeRouter *fallback = troupe_router_new ();

  bind (fallback, "tcp:1.2.3.4:5,p", "unix:/by-fallback");
  bind (scene->router, "tcp:1.2.3.4:5,p,a[0]", "unix:/by-book");
  troupe_router_set_fallback (scene->router, fallback);
  g_assert_cmpstr (look_up (scene->router, "tcp:1.2.3.4:5,p,a[0]"), ==, "unix:/by-book");
  g_assert_cmpstr (look_up (scene->router, "tcp:1.2.3.4:5,p,b[0]"), ==, "unix:/by-fallback");
  g_assert_cmpstr (look_up (scene->router, "tcp:1.2.3.4:5,q,b[0]"), ==, "tcp:1.2.3.4:5");

  g_assert_finalize_object (fallback);
  g_assert_null (look_up (scene->router, "tcp:1.2.3.4:5,p,b[0]"));
  send_to (scene, "tcp:1.2.3.4:5,p,b[0]", 1);
  fixture_expect (&scene->parent, "returned", "returned c b note broken-link\n");
}

static void
test_remote_only_without_default (Scene         *scene,
                                  gconstpointer  unused)
{
  troupe_router_set_remote_only (scene->router, TRUE);
  send_to (scene, "unix:/x,p,a[0]", 1);

  fixture_expect (&scene->parent, "returned", "returned c a note unroutable\n");
}

/* --- messages --- */

static void
test_bound_address_is_dialled (Scene         *scene,
                               gconstpointer  unused)
{
  bind (scene->router, "tcp:1.2.3.4:5,p", "unix:/by-proc");
  send_to (scene, "tcp:1.2.3.4:5,p,a[0]", 1);
  fixture_run (&scene->parent);

  g_assert_cmpstr (scene->parent.dialled, ==, "unix:/by-proc");
}

/* A proc of our own address may live elsewhere, if the book says so. One that lives here is here, whatever it says. */
static void
test_own_address (Scene         *scene,
                  gconstpointer  unused)
{
  Script script = { 0 };
  g_autoptr (TroupeActorId) a G_GNUC_UNUSED = fixture_spawn (&scene->parent, "a", &script);

  bind (scene->router, "local:1,p0", "unix:/elsewhere");
  bind (scene->router, "local:1,child", "unix:/child");
  bind (scene->router, "local:1,round", "local:1");
  fixture_run (&scene->parent);
  send_to (scene, "local:1,p0,a[0]", 1);
  send_to (scene, "local:1,p0,nobody[0]", 1);
  send_to (scene, "local:1,unknown,x[0]", 1);
  send_to (scene, "local:1,round,y[0]", 1);
  fixture_run (&scene->parent);
  g_assert_null (scene->parent.dialled);
  g_assert_cmpuint (script.n_calls, ==, 1);
  fixture_expect (&scene->parent, "handled returned",
                  "returned c nobody note no-such-actor\n"
                  "returned c x note no-such-proc\n"
                  "returned c y note no-such-proc\n"
                  "handled a c note\n");
  send_to (scene, "local:1,child,z[0]", 1);
  fixture_run (&scene->parent);

  g_assert_cmpstr (scene->parent.dialled, ==, "unix:/child");
}

static void
test_holding (Scene         *scene,
              gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("local:1", NULL);
  g_autoptr (TroupeAddress) other = troupe_address_parse ("unix:/other", NULL);

  troupe_router_set_remote_only (scene->router, TRUE);
  troupe_router_hold (scene->router, 2);
  send_to (scene, "unix:/x,p,a[0]", 1);
  send_to (scene, "unix:/x,p,b[0]", 2);
  fixture_expect (&scene->parent, "returned", "");
  send_to (scene, "unix:/x,p,c[0]", 3);
  fixture_expect (&scene->parent, "returned", "returned c c note unroutable\n");

  /* That leads back to us, where no such procs are: so they show that they went, and in which order. */
  g_assert_true (troupe_router_configure (scene->router, address));
  g_assert_false (troupe_router_configure (scene->router, other));
  fixture_expect (&scene->parent, "returned",
                  "returned c c note unroutable\n"
                  "returned c a note no-such-proc\n"
                  "returned c b note no-such-proc\n");
  g_assert_cmpstr (look_up (scene->router, "unix:/x,p,a[0]"), ==, "local:1");
}

static void
test_held_is_lost (Scene         *scene,
                   gconstpointer  unused)
{
  troupe_router_set_remote_only (scene->router, TRUE);
  troupe_router_hold (scene->router, 2);
  send_to (scene, "unix:/x,p,a[0]", 1);
  troupe_loop_give_up (scene->parent.loop);

  fixture_expect (&scene->parent, "lost", "lost c a note\n");
}

/* --- forwarding --- */

static TroupeMessage *
new_arrival (Scene      *scene,
             const char *receiver,
             guint8      hops)
{
  TroupeLoop *loop = scene->parent.loop;
  g_autoptr (TroupeActorId) receiver_id = troupe_actor_id_parse (receiver, NULL);
  g_autoptr (TroupePeer) to = troupe_peer_table_intern (loop->peers, receiver_id);
  g_autoptr (TroupePeer) from = troupe_peer_table_intern (loop->peers, troupe_instance_get_id (scene->client));
  TroupeMessage *message = troupe_message_new_variant (loop->pool, note_type (), from, to, note_body (1), NULL);

  message->number = 1;
  message->hops = hops;

  return message;
}

static void
arrive (Scene      *scene,
        const char *receiver,
        guint8      hops)
{
  troupe_loop_accept (scene->parent.loop, new_arrival (scene, receiver, hops));
  fixture_run (&scene->parent);
}

static void
test_forwards_what_is_bound (Scene         *scene,
                             gconstpointer  unused)
{
  bind (scene->router, "local:1,child", "unix:/child");
  arrive (scene, "local:1,child,a[0]", 3);

  g_assert_cmpstr (scene->parent.dialled, ==, "unix:/child");
  fixture_expect (&scene->parent, "routed", "routed a 4\n");
}

static void
test_forwards_nothing_else (Scene         *scene,
                            gconstpointer  unused)
{
  arrive (scene, "tcp:1.2.3.4:5,p,a[0]", 0);

  g_assert_null (scene->parent.dialled);
  fixture_expect (&scene->parent, "routed returned", "returned c a note no-such-proc\n");
}

static void
test_gateway (Scene         *scene,
              gconstpointer  unused)
{
  troupe_router_set_gateway (scene->router, TRUE);
  arrive (scene, "tcp:1.2.3.4:5,p,a[0]", 0);
  arrive (scene, "local:1,unknown,b[0]", 0);

  g_assert_cmpstr (scene->parent.dialled, ==, "tcp:1.2.3.4:5");
  fixture_expect (&scene->parent, "routed", "routed a 1\n");
}

static gboolean
ends_a_circle (Scene *scene)
{
  fixture_forget (&scene->parent);
  bind (scene->router, "tcp:1.2.3.4:5,p", "unix:/round");
  arrive (scene, "tcp:1.2.3.4:5,p,a[0]", TROUPE_MESSAGE_HOPS_MAX);

  for (guint i = 0; i < scene->parent.events->len; i++)
    if (g_str_equal (scene->parent.events->pdata[i], "returned c a note ttl-expired"))
      return TRUE;

  return FALSE;
}

static void
test_circle (Scene         *scene,
             gconstpointer  unused)
{
  g_assert_true (ends_a_circle (scene));
  fixture_expect (&scene->parent, "routed", "");
  g_assert_true (troupe_loop_set_knob (scene->parent.loop, "route.hops-max", 10, NULL));
  fixture_forget (&scene->parent);
  arrive (scene, "tcp:1.2.3.4:5,p,b[0]", 10);
  fixture_expect (&scene->parent, "routed returned", "returned c b note ttl-expired\n");
  arrive (scene, "tcp:1.2.3.4:5,p,b[0]", 9);

  fixture_expect (&scene->parent, "routed", "routed b 10\n");
}

/* A return whose hops are used up is abandoned, once, and never turned round again. */
static void
test_return_in_a_circle (Scene         *scene,
                         gconstpointer  unused)
{
  TroupeLoop *loop = scene->parent.loop;
  g_autoptr (TroupeActorId) far_id = troupe_actor_id_parse ("tcp:1.2.3.4:5,p,a[0]", NULL);
  g_autoptr (TroupePeer) far_away = troupe_peer_table_intern (loop->peers, far_id);
  g_autoptr (TroupePeer) near = troupe_peer_table_intern (loop->peers, troupe_instance_get_id (scene->client));
  TroupeMessage *message = troupe_message_new_variant (loop->pool, note_type (), far_away, near, note_body (1), NULL);

  bind (scene->router, "tcp:1.2.3.4:5,p", "unix:/round");
  message->number = 1;
  message->hops = TROUPE_MESSAGE_HOPS_MAX;
  message->flags = TROUPE_MESSAGE_IS_RETURN;
  message->reason = TROUPE_REASON_NO_SUCH_PORT;
  troupe_loop_accept (loop, message);

  fixture_expect (&scene->parent, "routed returned abandoned", "abandoned a c note no-such-port\n");
}

/* --- canaries: each shows that a planted defect is seen --- */

static gboolean
finds_the_proc (Scene *scene)
{
  bind (scene->router, "tcp:1.2.3.4:5,p", "unix:/by-proc");
  bind (scene->router, "tcp:1.2.3.4:5,p,b[0]", "unix:/by-actor");

  return g_strcmp0 (look_up (scene->router, "tcp:1.2.3.4:5,p,c[0]"), "unix:/by-proc") == 0;
}

static void
assert_canary (Scene       *scene,
               const char  *defect,
               gboolean   (*is_right) (Scene *scene))
{
  if (!TROUPE_DEFECTS_BUILT)
    {
      g_test_skip ("this build has no defects");
      return;
    }

  g_assert_true (is_right (scene));
  g_assert_true (troupe_defect_enable (defect, NULL));
  g_assert_false (is_right (scene));
}

static void
test_canary_lookup (Scene         *scene,
                    gconstpointer  unused)
{
  assert_canary (scene, "router.predecessor-lookup", finds_the_proc);
}

static void
test_canary_hops (Scene         *scene,
                  gconstpointer  unused)
{
  assert_canary (scene, "router.hops-ignored", ends_a_circle);
}

#define ADD(path, func) g_test_add ("/proc/router/" path, Scene, NULL, set_up, func, tear_down)
#define CANARY(path, func) g_test_add ("/proc/canary/" path, Scene, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("the-longest-prefix-counts", test_longest_prefix);
  ADD ("a-new-binding-replaces-the-old", test_rebinding);
  ADD ("unbinding-takes-all-that-is-covered", test_unbinding);
  ADD ("prefixes-are-those-that-nothing-covers", test_prefixes);
  ADD ("the-default-is-for-what-is-not-dialled", test_default);
  ADD ("a-fallback-that-is-gone-is-a-broken-link", test_fallback);
  ADD ("without-a-way-it-is-unroutable", test_remote_only_without_default);
  ADD ("the-bound-address-is-dialled", test_bound_address_is_dialled);
  ADD ("what-lives-here-is-here", test_own_address);
  ADD ("held-messages-go-in-order-once-there-is-a-way", test_holding);
  ADD ("held-messages-are-lost-with-their-process", test_held_is_lost);
  ADD ("what-is-bound-is-forwarded", test_forwards_what_is_bound);
  ADD ("what-is-not-bound-goes-no-further", test_forwards_nothing_else);
  ADD ("a-gateway-forwards-by-the-address-in-the-id", test_gateway);
  ADD ("a-message-in-a-circle-comes-back", test_circle);
  ADD ("a-return-in-a-circle-is-abandoned", test_return_in_a_circle);
  CANARY ("router-predecessor-lookup", test_canary_lookup);
  CANARY ("router-hops-ignored", test_canary_hops);

  return g_test_run ();
}
