/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "proc-fixture.h"

#include "base/troupe-error.h"

/* Where a proc is reached. */

/* --- a listener that got an address of the world's choice --- */

typedef struct
{
  TroupeListener  parent_instance;

  TroupeAddress  *address;
  guint          *n_closed; /* (not owned) */
} FakeListener;

typedef TroupeListenerClass FakeListenerClass;

GType fake_listener_get_type (void);
G_DEFINE_FINAL_TYPE (FakeListener, fake_listener, TROUPE_TYPE_LISTENER)

static TroupeStream *
fake_listener_accept (TroupeListener *listener)
{
  return NULL;
}

static TroupeAddress *
fake_listener_get_address (TroupeListener *listener)
{
  return ((FakeListener *) listener)->address;
}

static void
fake_listener_close (TroupeListener *listener)
{
  ++*((FakeListener *) listener)->n_closed;
}

static void
fake_listener_finalize (GObject *object)
{
  troupe_address_unref (((FakeListener *) object)->address);
  G_OBJECT_CLASS (fake_listener_parent_class)->finalize (object);
}

static void
fake_listener_class_init (FakeListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_listener_finalize;
  klass->accept = fake_listener_accept;
  klass->get_address = fake_listener_get_address;
  klass->close = fake_listener_close;
}

static void
fake_listener_init (FakeListener *self)
{
}

static TroupeListener *
fake_listener_new (const char *address,
                   guint      *n_closed)
{
  FakeListener *self = g_object_new (fake_listener_get_type (), NULL);

  self->address = troupe_address_parse (address, NULL);
  self->n_closed = n_closed;

  return TROUPE_LISTENER (self);
}

/* --- the tests --- */

static TroupeProc *
new_direct (Fixture     *f,
            const char  *address_text,
            const char  *name,
            GError     **error)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse (address_text, NULL);

  return troupe_proc_new_direct (f->loop, address, name, error);
}

static void
test_direct (Fixture       *f,
             gconstpointer  unused)
{
  guint n_closed = 0;
  GError *error = NULL;
  TroupeProc *proc;
  g_autofree char *text = NULL;

  f->listener = fake_listener_new ("tcp:127.0.0.1:4711", &n_closed);
  proc = new_direct (f, "tcp:127.0.0.1:0", "p1", &error);
  g_assert_no_error (error);
  text = troupe_proc_id_to_string (troupe_proc_get_id (proc));

  g_assert_cmpstr (text, ==, "tcp:127.0.0.1:4711,p1");
  g_assert_cmpuint (n_closed, ==, 0);
  g_assert_finalize_object (proc);
  g_assert_cmpuint (n_closed, ==, 1);
}

static void
test_direct_taken (Fixture       *f,
                   gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (new_direct (f, "tcp:127.0.0.1:1", "p1", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "Could not listen at tcp:127.0.0.1:1: it is taken");
}

static void
test_direct_bad_name (Fixture       *f,
                      gconstpointer  unused)
{
  guint n_closed = 0;
  g_autoptr (GError) error = NULL;

  f->listener = fake_listener_new ("tcp:127.0.0.1:4711", &n_closed);
  g_assert_null (new_direct (f, "tcp:127.0.0.1:0", "no name", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
  g_assert_nonnull (f->listener);
  g_clear_object (&f->listener);
}

/* The world gave an address at which a proc of that name lives. */
static void
test_direct_exists (Fixture       *f,
                    gconstpointer  unused)
{
  guint n_closed = 0, n_first_closed = 0;
  g_autoptr (TroupeProc) first = NULL;
  g_autoptr (GError) error = NULL;

  f->listener = fake_listener_new ("tcp:127.0.0.1:4711", &n_first_closed);
  first = new_direct (f, "tcp:127.0.0.1:0", "p1", NULL);
  f->listener = fake_listener_new ("tcp:127.0.0.1:4711", &n_closed);
  g_assert_null (new_direct (f, "tcp:127.0.0.1:0", "p1", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  g_assert_cmpuint (n_closed, ==, 1);
  g_assert_cmpuint (n_first_closed, ==, 0);
}

static void
test_serve (Fixture       *f,
            gconstpointer  unused)
{
  g_autoptr (TroupeAddress) address = troupe_address_parse ("tcp:127.0.0.1:4711", NULL);
  TroupeProc *proc = troupe_proc_new (f->loop, address, "p1", NULL);
  guint n_closed = 0;
  GError *error = NULL;
  g_autoptr (GError) refusal = NULL;

  g_assert_false (troupe_proc_serve (proc, &refusal));
  g_assert_error (refusal, TROUPE_ERROR, TROUPE_ERROR_EXISTS);
  f->listener = fake_listener_new ("tcp:127.0.0.1:4711", &n_closed);
  g_assert_true (troupe_proc_serve (proc, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (proc);

  g_assert_cmpuint (n_closed, ==, 1);
}

static void
test_local (Fixture       *f,
            gconstpointer  unused)
{
  g_autoptr (TroupeProc) first = troupe_proc_new_local (f->loop, "worker", NULL);
  g_autoptr (TroupeProc) second = troupe_proc_new_local (f->loop, "worker", NULL);
  TroupeAddress *address = troupe_proc_id_get_address (troupe_proc_get_id (first));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (troupe_address_get_kind (address), ==, TROUPE_ADDRESS_LOCAL);
  g_assert_false (troupe_address_is_any (address));
  g_assert_cmpstr (troupe_proc_id_get_name (troupe_proc_get_id (first)), ==, "worker");
  g_assert_false (troupe_proc_id_equal (troupe_proc_get_id (first), troupe_proc_get_id (second)));
  g_assert_null (troupe_proc_new_local (f->loop, "", &error));
  g_assert_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_NAME);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/proc/serving/a-direct-proc-bears-the-address-that-it-got", test_direct);
  ADD ("/proc/serving/an-address-that-is-taken-is-refused", test_direct_taken);
  ADD ("/proc/serving/an-illegal-name-does-not-listen", test_direct_bad_name);
  ADD ("/proc/serving/a-listener-without-a-proc-is-closed", test_direct_exists);
  ADD ("/proc/serving/a-served-proc-listens-until-it-goes", test_serve);
  ADD ("/proc/serving/local-procs-are-never-mistaken-for-each-other", test_local);

  return g_test_run ();
}
