/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-error.h"
#include "wire.h"

#define US G_GUINT64_CONSTANT (1000)
#define MS G_GUINT64_CONSTANT (1000000)

static void
test_connecting_takes_the_way_there_and_back (void)
{
  g_autoptr (Wire) wire = wire_new (1);
  gsize size;

  g_assert_cmpint (wire_try_write (wire->client_stream, "x", &size), ==, TROUPE_STREAM_AGAIN);
  g_assert_false (troupe_sim_run_is_quiet (wire->run));

  while (wire->server_stream == NULL)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, MS);
  g_assert_cmpint (wire_try_write (wire->client_stream, "x", &size), ==, TROUPE_STREAM_AGAIN);

  while (wire->n_ready == 0)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));
  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, 2 * MS);
  wire_assert_wrote (wire->client_stream, "x");
}

static void
test_inside_a_host_the_way_is_short (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);
  g_autoptr (FakeLoop) neighbour = fake_loop_new (wire->hosts[0], "neighbour");
  g_autoptr (TroupeStream) stream = troupe_world_connect (neighbour->world,
                                                          troupe_listener_get_address (wire->listener), NULL);

  g_assert_nonnull (stream);
  g_clear_object (&wire->server_stream);
  while (wire->server_stream == NULL)
    g_assert_true (troupe_sim_run_step (wire->run, G_MAXUINT64));

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 10 * US);
}

static void
test_a_connection_to_nobody_is_refused (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  guint64 begin_ns = troupe_sim_run_get_time (wire->run);
  g_autoptr (TroupeAddress) nobody = troupe_address_parse ("tcp:10.0.0.1:9", NULL);
  g_autoptr (TroupeStream) stream = troupe_world_connect (wire->client->world, nobody, NULL);
  gsize size;

  g_assert_cmpint (wire_try_write (stream, "x", &size), ==, TROUPE_STREAM_AGAIN);
  fake_loop_run (wire->run);

  g_assert_cmpuint (troupe_sim_run_get_time (wire->run), ==, begin_ns + 2 * MS);
  g_assert_cmpint (wire_try_write (stream, "x", &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (stream), TROUPE_ERROR, TROUPE_ERROR_REFUSED);
  g_assert_cmpstr (troupe_stream_get_error (stream)->message, ==,
                   "Could not connect to tcp:10.0.0.1:9: Connection refused");
}

static void
test_a_host_that_does_not_exist_refuses (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  g_autoptr (TroupeAddress) nobody = troupe_address_parse ("tcp:10.9.9.9:9", NULL);
  g_autoptr (TroupeStream) stream = troupe_world_connect (wire->client->world, nobody, NULL);
  char buffer[8];
  gsize size;

  fake_loop_run (wire->run);

  g_assert_cmpint (troupe_stream_try_read (stream, buffer, sizeof buffer, &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (stream), TROUPE_ERROR, TROUPE_ERROR_REFUSED);
}

static void
test_a_dead_process_hears_nothing (void)
{
  g_autoptr (Wire) wire = wire_open (1);

  wire_assert_wrote (wire->client_stream, "unheard");
  troupe_sim_process_kill (wire->server->process, 9);
  fake_loop_run (wire->run);

  wire_assert_received (wire, "");
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
}

static void
test_a_dead_process_listens_no_more (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  TroupeAddress *address = troupe_listener_get_address (wire->listener);
  g_autoptr (FakeLoop) successor = fake_loop_new (wire->hosts[0], "successor");
  g_autoptr (TroupeListener) listener = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_world_listen (successor->world, address, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_clear_error (&error);

  troupe_sim_process_kill (wire->server->process, 9);
  listener = troupe_world_listen (successor->world, address, &error);

  g_assert_no_error (error);
  g_assert_nonnull (listener);
}

static void
test_a_kill_before_the_request_arrives_refuses_it (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  troupe_sim_process_kill (wire->server->process, 9);
  fake_loop_run (wire->run);

  g_assert_null (wire->server_stream);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_REFUSED);
}

static void
test_a_closed_listener_resets_who_waits (void)
{
  g_autoptr (Wire) wire = wire_new (1);

  troupe_listener_set_ready_func (wire->listener, NULL, NULL);
  fake_loop_run (wire->run);
  troupe_listener_close (wire->listener);
  fake_loop_run (wire->run);

  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
  g_assert_error (troupe_stream_get_error (wire->client_stream), TROUPE_ERROR, TROUPE_ERROR_BROKEN);
}

static void
test_any_port_and_any_name_are_given_out (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  g_autoptr (TroupeAddress) any_port = troupe_address_parse ("tcp:10.0.0.1:0", NULL);
  g_autoptr (TroupeAddress) any_name = troupe_address_parse ("unix:@", NULL);
  g_autoptr (TroupeListener) port = troupe_world_listen (wire->server->world, any_port, NULL);
  g_autoptr (TroupeListener) name = troupe_world_listen (wire->server->world, any_name, NULL);

  g_assert_false (troupe_address_is_any (troupe_listener_get_address (port)));
  g_assert_false (troupe_address_is_any (troupe_listener_get_address (name)));
}

static void
test_a_named_socket_is_of_its_host (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  g_autofree char *directory = troupe_world_make_directory (wire->server->world, "sockets", NULL);
  g_autofree char *text = g_strdup_printf ("unix:%s/x.sock", directory);
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, NULL);
  g_autoptr (TroupeListener) listener = troupe_world_listen (wire->server->world, address, NULL);
  g_autoptr (FakeLoop) neighbour = fake_loop_new (wire->hosts[0], "neighbour");
  g_autoptr (TroupeStream) near = troupe_world_connect (neighbour->world, address, NULL);
  g_autoptr (TroupeStream) far = troupe_world_connect (wire->client->world, address, NULL);

  g_assert_nonnull (listener);
  fake_loop_run (wire->run);

  wire_assert_wrote (near, "x");
  g_assert_error (troupe_stream_get_error (far), TROUPE_ERROR, TROUPE_ERROR_REFUSED);
}

static void
test_addresses_that_are_not_here_are_refused (void)
{
  g_autoptr (Wire) wire = wire_open (1);
  g_autoptr (TroupeAddress) elsewhere = troupe_address_parse ("tcp:10.0.0.2:7", NULL);
  g_autoptr (TroupeAddress) local = troupe_address_parse ("local:7", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (troupe_world_listen (wire->server->world, elsewhere, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (troupe_world_connect (wire->server->world, local, &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/network/" name, func)
  ADD ("connecting-takes-the-way-there-and-back", test_connecting_takes_the_way_there_and_back);
  ADD ("inside-a-host-the-way-is-short", test_inside_a_host_the_way_is_short);
  ADD ("a-connection-to-nobody-is-refused", test_a_connection_to_nobody_is_refused);
  ADD ("a-host-that-does-not-exist-refuses", test_a_host_that_does_not_exist_refuses);
  ADD ("a-dead-process-hears-nothing", test_a_dead_process_hears_nothing);
  ADD ("a-dead-process-listens-no-more", test_a_dead_process_listens_no_more);
  ADD ("a-kill-before-the-request-arrives-refuses-it", test_a_kill_before_the_request_arrives_refuses_it);
  ADD ("a-closed-listener-resets-who-waits", test_a_closed_listener_resets_who_waits);
  ADD ("any-port-and-any-name-are-given-out", test_any_port_and_any_name_are_given_out);
  ADD ("a-named-socket-is-of-its-host", test_a_named_socket_is_of_its_host);
  ADD ("addresses-that-are-not-here-are-refused", test_addresses_that_are_not_here_are_refused);
#undef ADD

  return g_test_run ();
}
