/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "transport.h"

#include "real/troupe-real-world.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  GMainContext *context;
  char         *directory; /* (owned): for socket files */
  guint         n_names;
} RealNet;

static gboolean
no_work (guint    budget,
         gpointer user_data)
{
  return FALSE;
}

static void
real_open (Net *net)
{
  RealNet *self = g_new0 (RealNet, 1);
  g_autoptr (GError) error = NULL;

  net->data = self;
  self->context = g_main_context_new ();
  net->server = troupe_real_world_new (self->context);
  net->client = troupe_real_world_new (self->context);
  troupe_world_attach (net->server, no_work, NULL);
  troupe_world_attach (net->client, no_work, NULL);
  self->directory = troupe_world_make_directory (net->server, "test", &error);
  g_assert_no_error (error);
}

static void
real_close (Net *net)
{
  RealNet *self = net->data;

  g_assert_finalize_object (net->client);
  g_assert_finalize_object (net->server);
  /* The world has removed it, so every listener has removed its file. */
  g_assert_false (g_file_test (self->directory, G_FILE_TEST_EXISTS));
  g_main_context_unref (self->context);
  g_free (self->directory);
  g_free (self);
}

static gboolean
real_turn (Net      *net,
           gboolean  may_wait)
{
  RealNet *self = net->data;

  g_main_context_iteration (self->context, may_wait);

  return TRUE;
}

static const char *
no_reason (void)
{
  return NULL;
}

/* A path leaves no choice, so there is one more of them each time. */
static char *
unix_path_dup_free (Net *net)
{
  RealNet *self = net->data;

  return g_strdup_printf ("unix:%s/%u", self->directory, ++self->n_names);
}

static char *
unix_path_dup_foreign (Net *net)
{
  RealNet *self = net->data;

  return g_strdup_printf ("unix:%s/absent/socket", self->directory);
}

const Transport unix_path_transport = {
  .name = "unix-path",
  .why_not = no_reason,
  .open = real_open,
  .close = real_close,
  .turn = real_turn,
  .dup_any = unix_path_dup_free,
  .dup_free = unix_path_dup_free,
  .dup_foreign = unix_path_dup_foreign,
};

static char *
unix_abstract_dup_any (Net *net)
{
  return g_strdup ("unix:@");
}

/* Nobody else has the name of a new directory. */
static char *
unix_abstract_dup_free (Net *net)
{
  RealNet *self = net->data;

  return g_strdup_printf ("unix:@%s/%u", self->directory, ++self->n_names);
}

const Transport unix_abstract_transport = {
  .name = "unix-abstract",
  .why_not = no_reason,
  .open = real_open,
  .close = real_close,
  .turn = real_turn,
  .dup_any = unix_abstract_dup_any,
  .dup_free = unix_abstract_dup_free,
  .dup_foreign = unix_path_dup_foreign,
};

static char *
tcp_v4_dup_any (Net *net)
{
  return g_strdup ("tcp:127.0.0.1:0");
}

/* A port that the system has just given and taken back; it gives others first. */
static guint
find_free_port (int family)
{
  union
  {
    struct sockaddr     any;
    struct sockaddr_in  v4;
    struct sockaddr_in6 v6;
  } address = { .any.sa_family = (sa_family_t) family };
  socklen_t size = family == AF_INET ? sizeof address.v4 : sizeof address.v6;
  int fd = socket (family, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (family == AF_INET)
    address.v4.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  else
    address.v6.sin6_addr = in6addr_loopback;
  g_assert_cmpint (bind (fd, &address.any, size), ==, 0);
  g_assert_cmpint (getsockname (fd, &address.any, &size), ==, 0);
  close (fd);

  return ntohs (family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

static char *
tcp_v4_dup_free (Net *net)
{
  return g_strdup_printf ("tcp:127.0.0.1:%u", find_free_port (AF_INET));
}

/* Addresses that are set aside for examples are no machine's. */
static char *
tcp_v4_dup_foreign (Net *net)
{
  return g_strdup ("tcp:192.0.2.1:0");
}

const Transport tcp_v4_transport = {
  .name = "tcp-v4",
  .why_not = no_reason,
  .open = real_open,
  .close = real_close,
  .turn = real_turn,
  .dup_any = tcp_v4_dup_any,
  .dup_free = tcp_v4_dup_free,
  .dup_foreign = tcp_v4_dup_foreign,
};

static const char *
tcp_v6_why_not (void)
{
  struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
  int fd = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean has_v6 = fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0;

  if (fd >= 0)
    close (fd);

  return has_v6 ? NULL : "this machine has no IPv6 loopback";
}

static char *
tcp_v6_dup_any (Net *net)
{
  return g_strdup ("tcp:[::1]:0");
}

static char *
tcp_v6_dup_free (Net *net)
{
  return g_strdup_printf ("tcp:[::1]:%u", find_free_port (AF_INET6));
}

static char *
tcp_v6_dup_foreign (Net *net)
{
  return g_strdup ("tcp:[2001:db8::1]:0");
}

const Transport tcp_v6_transport = {
  .name = "tcp-v6",
  .why_not = tcp_v6_why_not,
  .open = real_open,
  .close = real_close,
  .turn = real_turn,
  .dup_any = tcp_v6_dup_any,
  .dup_free = tcp_v6_dup_free,
  .dup_foreign = tcp_v6_dup_foreign,
};

static const char *
tls_why_not (void)
{
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return NULL;

  return "GIO has no TLS here: the package glib-networking is missing";
}

static void
tls_open (Net *net)
{
  g_autofree char *directory = g_build_filename (g_getenv ("TROUPE_SRCDIR"), "tests/real/tls", NULL);
  g_autofree char *authorities = g_build_filename (directory, "ca.crt", NULL);
  g_autofree char *certificate = g_build_filename (directory, "host.crt", NULL);
  g_autofree char *key = g_build_filename (directory, "host.key", NULL);
  g_autoptr (GError) error = NULL;

  real_open (net);
  troupe_real_world_set_tls (TROUPE_REAL_WORLD (net->server), authorities, certificate, key, &error);
  g_assert_no_error (error);
  troupe_real_world_set_tls (TROUPE_REAL_WORLD (net->client), authorities, certificate, key, &error);
  g_assert_no_error (error);
}

static char *
tls_name_dup_any (Net *net)
{
  return g_strdup ("tls:localhost:0");
}

static char *
tls_name_dup_free (Net *net)
{
  return g_strdup_printf ("tls:localhost:%u", find_free_port (AF_INET));
}

static char *
tls_dup_foreign (Net *net)
{
  return g_strdup ("tls:192.0.2.1:0");
}

const Transport tls_name_transport = {
  .name = "tls-name",
  .why_not = tls_why_not,
  .open = tls_open,
  .close = real_close,
  .turn = real_turn,
  .dup_any = tls_name_dup_any,
  .dup_free = tls_name_dup_free,
  .dup_foreign = tls_dup_foreign,
};

static char *
tls_v4_dup_any (Net *net)
{
  return g_strdup ("tls:127.0.0.1:0");
}

static char *
tls_v4_dup_free (Net *net)
{
  return g_strdup_printf ("tls:127.0.0.1:%u", find_free_port (AF_INET));
}

const Transport tls_v4_transport = {
  .name = "tls-v4",
  .why_not = tls_why_not,
  .open = tls_open,
  .close = real_close,
  .turn = real_turn,
  .dup_any = tls_v4_dup_any,
  .dup_free = tls_v4_dup_free,
  .dup_foreign = tls_dup_foreign,
};
