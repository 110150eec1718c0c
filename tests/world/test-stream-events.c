/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "wire.h"

/* What the world tells of streams, as words: `server opened 1 tcp:10.0.0.1:1024`. */
static void
note_event (const TroupeEvent *event,
            guint64            event_number,
            gpointer           user_data)
{
  gboolean is_of_acceptor = (event->detail & TROUPE_EVENT_IS_ACCEPTOR) != 0;

  switch ((guint) event->kind)
    {
    case TROUPE_EVENT_OPENED:
    case TROUPE_EVENT_CLOSED:
      g_assert_cmpstr (troupe_proc_id_get_name (event->proc), ==, is_of_acceptor ? "server" : "client");
      g_string_append_printf (user_data, "%s %s %u", troupe_proc_id_get_name (event->proc),
                              troupe_event_kind_to_string (event->kind), (guint) event->message_number);
      if (event->kind == TROUPE_EVENT_OPENED)
        g_string_append_printf (user_data, " %s", troupe_address_to_string ((TroupeAddress *) event->payload));
      g_string_append (user_data, "; ");
      break;

    case TROUPE_EVENT_PAUSED:
    case TROUPE_EVENT_RESUMED:
    case TROUPE_EVENT_EXITED:
      g_string_append_printf (user_data, "%s %s; ", troupe_proc_id_get_name (event->proc),
                              troupe_event_kind_to_string (event->kind));
      break;

    default:
      break;
    }
}

static Wire *
wire_noted (GString *text)
{
  Wire *wire = wire_new (1);

  troupe_sim_run_set_event_func (wire->run, note_event, text);

  return wire;
}

static void
assert_noted (GString    *text,
              const char *expected)
{
  g_assert_cmpstr (text->str, ==, expected);
  g_string_truncate (text, 0);
}

static void
test_each_end_opens_and_is_closed_by_itself (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_noted (text);
  const char *address = troupe_address_to_string (troupe_listener_get_address (wire->listener));
  g_autofree char *opened = g_strdup_printf ("server opened 1 %s; client opened 1 %s; ", address, address);

  fake_loop_run (wire->run);
  assert_noted (text, opened);

  troupe_stream_close (wire->client_stream);
  fake_loop_run (wire->run);
  assert_noted (text, "client closed 1; ");

  troupe_stream_close (wire->server_stream);
  troupe_stream_close (wire->server_stream);
  g_clear_object (&wire->server_stream);
  assert_noted (text, "server closed 1; ");
}

/* Who is told that a connection broke has it still. */
static void
test_a_broken_end_is_closed_by_who_lets_go_of_it (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_noted (text);

  fake_loop_run (wire->run);
  g_string_truncate (text, 0);
  troupe_sim_process_kill (wire->server->process, 9);
  fake_loop_run (wire->run);
  g_assert_cmpint (wire->client_read, ==, TROUPE_STREAM_BROKEN);
  assert_noted (text, "server exited; ");

  g_clear_object (&wire->client_stream);
  assert_noted (text, "client closed 1; ");
}

static void
test_who_gives_up_asking_closes_what_never_opened (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_noted (text);

  troupe_stream_close (wire->client_stream);

  assert_noted (text, "client closed 1; ");
}

static void
test_a_listener_closes_what_it_has_not_accepted (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_noted (text);

  troupe_listener_set_ready_func (wire->listener, NULL, NULL);
  fake_loop_run (wire->run);
  g_string_truncate (text, 0);
  troupe_listener_close (wire->listener);

  assert_noted (text, "server closed 1; ");
}

static void
test_connections_are_numbered_as_they_are_asked_for (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_new (1);
  g_autoptr (TroupeStream) second = NULL;

  fake_loop_run (wire->run);
  g_clear_object (&wire->server_stream);
  second = troupe_world_connect (wire->client->world, troupe_listener_get_address (wire->listener), NULL);
  fake_loop_run (wire->run);

  g_assert_cmpuint (wire->client_stream->number, ==, 1);
  g_assert_cmpuint (second->number, ==, 2);
  g_assert_cmpuint (wire->server_stream->number, ==, 2);
}

static void
test_standing_still_is_told_once (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_noted (text);

  troupe_sim_process_resume (wire->client->process);
  troupe_sim_process_pause (wire->client->process);
  troupe_sim_host_pause (wire->hosts[1]);
  assert_noted (text, "client paused; ");
  g_assert_true (troupe_sim_process_is_paused (wire->client->process));

  troupe_sim_process_resume (wire->client->process);
  assert_noted (text, "client resumed; ");
  g_assert_false (troupe_sim_process_is_paused (wire->client->process));

  troupe_sim_process_kill (wire->client->process, 9);
  troupe_sim_process_pause (wire->client->process);
  assert_noted (text, "client exited; ");
}

static void
test_where_nobody_listens_nothing_is_told (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Wire) wire = wire_noted (text);
  guint64 n_events = troupe_sim_run_get_n_events (wire->run);

  troupe_world_set_event_mask (wire->client->world, 0);
  troupe_world_set_event_mask (wire->server->world, 0);
  fake_loop_run (wire->run);
  troupe_stream_close (wire->client_stream);

  g_assert_cmpuint (troupe_sim_run_get_n_events (wire->run), ==, n_events);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add_func ("/world/stream-events/" name, func)
  ADD ("each-end-opens-and-is-closed-by-itself", test_each_end_opens_and_is_closed_by_itself);
  ADD ("a-broken-end-is-closed-by-who-lets-go-of-it", test_a_broken_end_is_closed_by_who_lets_go_of_it);
  ADD ("who-gives-up-asking-closes-what-never-opened", test_who_gives_up_asking_closes_what_never_opened);
  ADD ("a-listener-closes-what-it-has-not-accepted", test_a_listener_closes_what_it_has_not_accepted);
  ADD ("connections-are-numbered-as-they-are-asked-for", test_connections_are_numbered_as_they_are_asked_for);
  ADD ("standing-still-is-told-once", test_standing_still_is_told_once);
  ADD ("where-nobody-listens-nothing-is-told", test_where_nobody_listens_nothing_is_told);

  return g_test_run ();
}
