/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-stream.h"

/* A stream that answers one byte, takes two, and counts who asks. */
typedef struct
{
  TroupeStream parent_instance;

  guint n_reads;
  guint n_writes;
  guint n_closes;
} CountingStream;

typedef TroupeStreamClass CountingStreamClass;

GType counting_stream_get_type (void);

G_DEFINE_TYPE (CountingStream, counting_stream, TROUPE_TYPE_STREAM)

static TroupeStreamResult
counting_stream_try_read (TroupeStream *stream,
                          void         *buffer,
                          gsize         size,
                          gsize        *ret_size)
{
  CountingStream *self = (CountingStream *) stream;

  self->n_reads++;
  if (self->n_reads > 1)
    return TROUPE_STREAM_AGAIN;

  *(char *) buffer = 'x';
  *ret_size = 1;

  return TROUPE_STREAM_OK;
}

static TroupeStreamResult
counting_stream_try_write (TroupeStream       *stream,
                           const TroupeVector *vectors,
                           guint               n_vectors,
                           gsize              *ret_size)
{
  CountingStream *self = (CountingStream *) stream;

  self->n_writes++;
  *ret_size = MIN (vectors[0].size, 2);

  return TROUPE_STREAM_OK;
}

static void
counting_stream_close (TroupeStream *stream)
{
  ((CountingStream *) stream)->n_closes++;
}

static void
counting_stream_class_init (CountingStreamClass *klass)
{
  klass->try_read = counting_stream_try_read;
  klass->try_write = counting_stream_try_write;
  klass->close = counting_stream_close;
}

static void
counting_stream_init (CountingStream *self)
{
}

/* A listener whose connections never end. */
typedef struct
{
  TroupeListener parent_instance;

  TroupeAddress *address;
  guint          n_closes;
} EagerListener;

typedef TroupeListenerClass EagerListenerClass;

GType eager_listener_get_type (void);

G_DEFINE_TYPE (EagerListener, eager_listener, TROUPE_TYPE_LISTENER)

static TroupeStream *
eager_listener_accept (TroupeListener *listener)
{
  return g_object_new (counting_stream_get_type (), NULL);
}

static TroupeAddress *
eager_listener_get_address (TroupeListener *listener)
{
  return ((EagerListener *) listener)->address;
}

static void
eager_listener_close (TroupeListener *listener)
{
  ((EagerListener *) listener)->n_closes++;
}

static void
eager_listener_finalize (GObject *object)
{
  troupe_address_unref (((EagerListener *) object)->address);
  G_OBJECT_CLASS (eager_listener_parent_class)->finalize (object);
}

static void
eager_listener_class_init (EagerListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = eager_listener_finalize;
  klass->accept = eager_listener_accept;
  klass->get_address = eager_listener_get_address;
  klass->close = eager_listener_close;
}

static void
eager_listener_init (EagerListener *self)
{
  self->address = troupe_address_parse ("local:7", NULL);
}

static void
count_stream (TroupeStream *stream,
              gpointer      user_data)
{
  (*(guint *) user_data)++;
}

static void
drop_stream (TroupeStream *stream,
             gpointer      user_data)
{
  TroupeStream **held = user_data;

  troupe_stream_close (stream);
  g_clear_object (held);
}

static void
count_listener (TroupeListener *listener,
                gpointer        user_data)
{
  (*(guint *) user_data)++;
}

static void
test_reads_and_writes_reach_the_class (void)
{
  TroupeStream *stream = g_object_new (counting_stream_get_type (), NULL);
  TroupeVector vector = { "abc", 3 };
  char byte = 0;
  gsize size = 99;

  g_assert_cmpint (troupe_stream_try_read (stream, &byte, 1, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpuint (size, ==, 1);
  g_assert_cmpint (byte, ==, 'x');
  g_assert_cmpint (troupe_stream_try_read (stream, &byte, 1, &size), ==, TROUPE_STREAM_AGAIN);
  g_assert_cmpuint (size, ==, 0);
  g_assert_cmpint (troupe_stream_try_write (stream, &vector, 1, &size), ==, TROUPE_STREAM_OK);
  g_assert_cmpuint (size, ==, 2);

  g_assert_finalize_object (stream);
}

static void
test_closed_stream_is_broken (void)
{
  TroupeStream *stream = g_object_new (counting_stream_get_type (), NULL);
  CountingStream *counting = (CountingStream *) stream;
  TroupeVector vector = { "abc", 3 };
  char byte;
  gsize size = 99;

  troupe_stream_close (stream);
  troupe_stream_close (stream);

  g_assert_cmpuint (counting->n_closes, ==, 1);
  g_assert_cmpint (troupe_stream_try_read (stream, &byte, 1, &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_cmpuint (size, ==, 0);
  g_assert_cmpint (troupe_stream_try_write (stream, &vector, 1, &size), ==, TROUPE_STREAM_BROKEN);
  g_assert_cmpuint (counting->n_reads + counting->n_writes, ==, 0);

  g_assert_finalize_object (stream);
}

static void
test_ready_tells_the_user (void)
{
  TroupeStream *stream = g_object_new (counting_stream_get_type (), NULL);
  guint n_calls = 0;

  troupe_stream_ready (stream);
  troupe_stream_set_ready_func (stream, count_stream, &n_calls);
  g_assert_cmpuint (n_calls, ==, 0);

  troupe_stream_ready (stream);
  troupe_stream_ready (stream);
  g_assert_cmpuint (n_calls, ==, 2);

  troupe_stream_set_ready_func (stream, NULL, NULL);
  troupe_stream_ready (stream);
  g_assert_cmpuint (n_calls, ==, 2);

  g_assert_finalize_object (stream);
}

static void
test_closed_stream_tells_nobody (void)
{
  TroupeStream *stream = g_object_new (counting_stream_get_type (), NULL);
  guint n_calls = 0;

  troupe_stream_set_ready_func (stream, count_stream, &n_calls);
  troupe_stream_close (stream);
  troupe_stream_ready (stream);
  troupe_stream_set_ready_func (stream, count_stream, &n_calls);
  troupe_stream_ready (stream);

  g_assert_cmpuint (n_calls, ==, 0);
  g_assert_finalize_object (stream);
}

static void
test_user_may_drop_the_stream_when_told (void)
{
  TroupeStream *stream = g_object_new (counting_stream_get_type (), NULL);
  gpointer watched = stream;

  g_object_add_weak_pointer (G_OBJECT (stream), &watched);
  troupe_stream_set_ready_func (stream, drop_stream, &stream);

  troupe_stream_ready (watched);

  g_assert_null (stream);
  g_assert_null (watched);
}

static void
test_stream_without_proof_has_no_peer (void)
{
  TroupeStream *stream = g_object_new (counting_stream_get_type (), NULL);

  g_assert_null (troupe_stream_get_peer (stream));
  g_assert_null (troupe_stream_get_error (stream));

  g_assert_finalize_object (stream);
}

static void
test_listener_accepts_until_it_is_closed (void)
{
  TroupeListener *listener = g_object_new (eager_listener_get_type (), NULL);
  TroupeStream *stream = troupe_listener_accept (listener);

  g_assert_nonnull (stream);

  troupe_listener_close (listener);
  troupe_listener_close (listener);

  g_assert_cmpuint (((EagerListener *) listener)->n_closes, ==, 1);
  g_assert_null (troupe_listener_accept (listener));
  g_assert_cmpstr (troupe_address_to_string (troupe_listener_get_address (listener)), ==, "local:7");

  g_assert_finalize_object (stream);
  g_assert_finalize_object (listener);
}

static void
test_listener_tells_its_user_until_it_is_closed (void)
{
  TroupeListener *listener = g_object_new (eager_listener_get_type (), NULL);
  guint n_calls = 0;

  troupe_listener_ready (listener);
  troupe_listener_set_ready_func (listener, count_listener, &n_calls);
  g_assert_cmpuint (n_calls, ==, 0);
  troupe_listener_ready (listener);
  g_assert_cmpuint (n_calls, ==, 1);

  troupe_listener_close (listener);
  troupe_listener_set_ready_func (listener, count_listener, &n_calls);
  troupe_listener_ready (listener);
  g_assert_cmpuint (n_calls, ==, 1);

  g_assert_finalize_object (listener);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/stream/reads-and-writes-reach-the-class", test_reads_and_writes_reach_the_class);
  g_test_add_func ("/base/stream/closed-stream-is-broken", test_closed_stream_is_broken);
  g_test_add_func ("/base/stream/ready-tells-the-user", test_ready_tells_the_user);
  g_test_add_func ("/base/stream/closed-stream-tells-nobody", test_closed_stream_tells_nobody);
  g_test_add_func ("/base/stream/user-may-drop-the-stream-when-told", test_user_may_drop_the_stream_when_told);
  g_test_add_func ("/base/stream/stream-without-proof-has-no-peer", test_stream_without_proof_has_no_peer);
  g_test_add_func ("/base/listener/accepts-until-it-is-closed", test_listener_accepts_until_it_is_closed);
  g_test_add_func ("/base/listener/tells-its-user-until-it-is-closed",
                   test_listener_tells_its_user_until_it_is_closed);

  return g_test_run ();
}
