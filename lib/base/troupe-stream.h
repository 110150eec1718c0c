/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-address.h"

G_BEGIN_DECLS

/* Byte streams as a world offers them. Nothing here blocks. All calls come from the thread of the
 * world's loop, and ready functions run there, never inside the call that set them. */

/**
 * TroupeStreamResult:
 * @TROUPE_STREAM_OK: at least one byte went through
 * @TROUPE_STREAM_AGAIN: nothing can go through now; the ready function says when
 * @TROUPE_STREAM_END: the peer closed its side; nothing more can be read
 * @TROUPE_STREAM_BROKEN: the connection broke or was refused; troupe_stream_get_error() says why
 *
 * What an attempt to read or write achieved.
 */
typedef enum
{
  TROUPE_STREAM_OK,
  TROUPE_STREAM_AGAIN,
  TROUPE_STREAM_END,
  TROUPE_STREAM_BROKEN,
} TroupeStreamResult;

/**
 * TroupeVector:
 * @data: the bytes
 * @size: how many
 *
 * A run of bytes to write.
 */
typedef struct
{
  const void *data;
  gsize       size;
} TroupeVector;

typedef struct _TroupeStream TroupeStream;
typedef struct _TroupeStreamClass TroupeStreamClass;
typedef struct _TroupeListener TroupeListener;
typedef struct _TroupeListenerClass TroupeListenerClass;

/**
 * TroupeStreamReadyFunc:
 * @stream: the stream
 * @user_data: (closure): data of the caller
 *
 * The stream may have become readable, writable, connected or broken: try again.
 */
typedef void (*TroupeStreamReadyFunc) (TroupeStream *stream,
                                       gpointer      user_data);

/**
 * TroupeListenerReadyFunc:
 * @listener: the listener
 * @user_data: (closure): data of the caller
 *
 * A connection may wait to be accepted.
 */
typedef void (*TroupeListenerReadyFunc) (TroupeListener *listener,
                                         gpointer        user_data);

#define TROUPE_TYPE_STREAM (troupe_stream_get_type ())
#define TROUPE_STREAM(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), TROUPE_TYPE_STREAM, TroupeStream))
#define TROUPE_IS_STREAM(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), TROUPE_TYPE_STREAM))
#define TROUPE_STREAM_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), TROUPE_TYPE_STREAM, TroupeStreamClass))
#define TROUPE_TYPE_LISTENER (troupe_listener_get_type ())
#define TROUPE_LISTENER(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), TROUPE_TYPE_LISTENER, TroupeListener))
#define TROUPE_IS_LISTENER(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), TROUPE_TYPE_LISTENER))
#define TROUPE_LISTENER_GET_CLASS(object) \
  (G_TYPE_INSTANCE_GET_CLASS ((object), TROUPE_TYPE_LISTENER, TroupeListenerClass))

struct _TroupeStream
{
  GObject                parent_instance;

  /*< private >*/
  TroupeStreamReadyFunc  ready_func; /* (nullable): whom to tell; implementations call troupe_stream_ready() */
  gpointer               ready_data;
  gboolean               closed;     /* the class is not asked any more */
  guint32                number;     /* what events call the connection; 0: its world does not number them */
};

struct _TroupeStreamClass
{
  GObjectClass         parent_class;

  /*< public >*/
  TroupeStreamResult (*try_read)  (TroupeStream        *self,
                                   void                *buffer,
                                   gsize                size,
                                   gsize               *ret_size);
  TroupeStreamResult (*try_write) (TroupeStream        *self,
                                   const TroupeVector  *vectors,
                                   guint                n_vectors,
                                   gsize               *ret_size);
  const char        *(*get_peer)  (TroupeStream        *self);
  const GError      *(*get_error) (TroupeStream        *self);
  void               (*close)     (TroupeStream        *self);

  /*< private >*/
  gpointer             padding[8];
};

struct _TroupeListener
{
  GObject                  parent_instance;

  /*< private >*/
  TroupeListenerReadyFunc  ready_func;
  gpointer                 ready_data;
  gboolean                 closed;
};

struct _TroupeListenerClass
{
  GObjectClass     parent_class;

  /*< public >*/
  TroupeStream  *(*accept)      (TroupeListener  *self);
  TroupeAddress *(*get_address) (TroupeListener  *self);
  void           (*close)       (TroupeListener  *self);

  /*< private >*/
  gpointer         padding[8];
};

TROUPE_AVAILABLE_IN_ALL
GType               troupe_stream_get_type         (void);
TROUPE_AVAILABLE_IN_ALL
TroupeStreamResult  troupe_stream_try_read         (TroupeStream            *self,
                                                    void                    *buffer,
                                                    gsize                    size,
                                                    gsize                   *ret_size);
TROUPE_AVAILABLE_IN_ALL
TroupeStreamResult  troupe_stream_try_write        (TroupeStream            *self,
                                                    const TroupeVector      *vectors,
                                                    guint                    n_vectors,
                                                    gsize                   *ret_size);
TROUPE_AVAILABLE_IN_ALL
void                troupe_stream_set_ready_func   (TroupeStream            *self,
                                                    TroupeStreamReadyFunc    func,
                                                    gpointer                 user_data);
TROUPE_AVAILABLE_IN_ALL
void                troupe_stream_ready            (TroupeStream            *self);
TROUPE_AVAILABLE_IN_ALL
const char         *troupe_stream_get_peer         (TroupeStream            *self);
TROUPE_AVAILABLE_IN_ALL
const GError       *troupe_stream_get_error        (TroupeStream            *self);
TROUPE_AVAILABLE_IN_ALL
void                troupe_stream_close            (TroupeStream            *self);

TROUPE_AVAILABLE_IN_ALL
GType               troupe_listener_get_type       (void);
TROUPE_AVAILABLE_IN_ALL
TroupeStream       *troupe_listener_accept         (TroupeListener          *self) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeAddress      *troupe_listener_get_address    (TroupeListener          *self);
TROUPE_AVAILABLE_IN_ALL
void                troupe_listener_set_ready_func (TroupeListener          *self,
                                                    TroupeListenerReadyFunc  func,
                                                    gpointer                 user_data);
TROUPE_AVAILABLE_IN_ALL
void                troupe_listener_ready          (TroupeListener          *self);
TROUPE_AVAILABLE_IN_ALL
void                troupe_listener_close          (TroupeListener          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeListener, g_object_unref)

G_END_DECLS
