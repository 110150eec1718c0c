/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-real-network-private.h"

#include "base/troupe-error.h"
#include "real/troupe-socket-listener-private.h"
#include "real/troupe-socket-stream-private.h"
#include "real/troupe-tls-stream-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <unistd.h>

struct _TroupeRealNetwork
{
  TroupePoller        *poller;      /* (owned) */
  TroupeTlsHandshakes *handshakes;  /* (owned) */
  GPtrArray           *listeners;   /* (owned) (element-type TroupeListener) (elements not owned): those that live */
  GPtrArray           *directories; /* (owned) (element-type filename) */
};

TroupeRealNetwork *
troupe_real_network_new (GError **error)
{
  TroupePoller *poller = troupe_poller_new (error);
  TroupeRealNetwork *self;

  if (poller == NULL)
    return NULL;

  self = g_new0 (TroupeRealNetwork, 1);
  self->poller = poller;
  self->handshakes = troupe_tls_handshakes_new (poller);
  self->listeners = g_ptr_array_new ();
  self->directories = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
forget_listener (gpointer  data,
                 GObject  *listener)
{
  TroupeRealNetwork *self = data;

  g_ptr_array_remove (self->listeners, listener);
}

void
troupe_real_network_free (TroupeRealNetwork *self)
{
  for (guint i = 0; i < self->listeners->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->listeners, i), forget_listener, self);
  g_ptr_array_unref (self->listeners);

  for (guint i = 0; i < self->directories->len; i++)
    rmdir (g_ptr_array_index (self->directories, i));
  g_ptr_array_unref (self->directories);

  troupe_tls_handshakes_stop (self->handshakes);
  troupe_tls_handshakes_unref (self->handshakes);
  troupe_poller_stop_lingering (self->poller);
  troupe_poller_unref (self->poller);
  g_free (self);
}

TroupePoller *
troupe_real_network_get_poller (TroupeRealNetwork *self)
{
  return self->poller;
}

/* Is there a transport for such an address? */
static gboolean
check_kind (TroupeAddress  *address,
            const char     *attempt,
            GError        **error)
{
  TroupeAddressKind kind = troupe_address_get_kind (address);

  if (kind != TROUPE_ADDRESS_LOCAL)
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
               "Could not %s %s: there are sockets for tcp, tls and unix addresses only", attempt,
               troupe_address_to_string (address));

  return FALSE;
}

gboolean
troupe_real_network_set_tls (TroupeRealNetwork  *self,
                             const char         *authorities,
                             const char         *certificate,
                             const char         *key,
                             GError            **error)
{
  TroupeTlsCredentials *credentials = troupe_tls_credentials_new (authorities, certificate, key, error);

  if (credentials == NULL)
    return FALSE;

  troupe_tls_handshakes_set_credentials (self->handshakes, credentials);

  return TRUE;
}

TroupeListener *
troupe_real_network_listen (TroupeRealNetwork  *self,
                            TroupeAddress      *address,
                            GError            **error)
{
  TroupeListener *listener;

  if (!check_kind (address, "listen at", error))
    return NULL;

  listener = troupe_socket_listener_new (self->poller, self->handshakes, address, error);
  if (listener == NULL)
    return NULL;

  g_ptr_array_add (self->listeners, listener);
  g_object_weak_ref (G_OBJECT (listener), forget_listener, self);

  return listener;
}

TroupeStream *
troupe_real_network_connect (TroupeRealNetwork  *self,
                             TroupeAddress      *address,
                             GError            **error)
{
  TroupeStream *stream;

  if (!check_kind (address, "connect to", error))
    return NULL;

  if (troupe_address_get_kind (address) == TROUPE_ADDRESS_TLS)
    {
      stream = troupe_tls_stream_new_connecting (self->poller, self->handshakes, address, error);
      if (stream == NULL)
        g_prefix_error (error, "Could not connect to %s: ", troupe_address_to_string (address));
      return stream;
    }

  return troupe_socket_stream_new_connecting (self->poller, address, error);
}

char *
troupe_real_network_make_directory (TroupeRealNetwork  *self,
                                    const char         *purpose,
                                    GError            **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *name = g_strdup_printf ("troupe-%s-XXXXXX", purpose);
  g_autofree char *path = NULL;

  path = g_build_filename (runtime != NULL && g_path_is_absolute (runtime) ? runtime : g_get_tmp_dir (), name, NULL);
  if (g_mkdtemp (path) == NULL)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not make the directory %s: %s", path,
                   g_strerror (code));
      return NULL;
    }

  g_ptr_array_add (self->directories, g_strdup (path));

  return g_steal_pointer (&path);
}

void
troupe_real_network_close_listeners (TroupeRealNetwork *self)
{
  for (guint i = 0; i < self->listeners->len; i++)
    troupe_listener_close (g_ptr_array_index (self->listeners, i));
}
