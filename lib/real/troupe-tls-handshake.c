/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-tls-handshake-private.h"

#include "base/troupe-error.h"
#include "real/troupe-clock-private.h"
#include "real/troupe-socket-private.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How long a peer may say nothing, and then how long looking up, connecting and authenticating may take: nobody who
 * means it needs longer. That others are before it, and hold the threads, is not held against it. */
#define HANDSHAKE_NS (10 * TROUPE_NS_PER_S)

/* How many clients, and how many servers, shake hands at once; others wait for a thread. GIO does the work of each on a
 * thread of its own pool, which has ten for all users of this process and grows slowly. A server begins when its peer
 * has said something, so that strangers who connect and are silent hold none. */
#define N_THREADS_MAX 4

/* What the loop and the thread share. Until it is done it is the thread's, then the loop's. */
typedef struct
{
  gatomicrefcount       n_refs;
  TroupeTlsCredentials *credentials; /* (owned) */
  GCancellable         *cancellable; /* (owned): the loop wants no more of it */
  int                   event_fd;    /* (owned): tells the loop when a thread has begun, and when it is done */
  int                   is_done;     /* (atomic) */
  char                 *name;        /* (owned) */
  char                 *host;        /* (owned) (nullable): of a client; NULL: this is a server */
  guint16               port;
  int                   fd;          /* (owned): of a server; -1 once the socket has it */
  char                 *fault;       /* (owned) (nullable): of the peer's certificate */
  gboolean              is_accepted; /* there was one, and it is good */
  TroupeTlsResult       result;
} Job;

struct _TroupeTlsHandshakes
{
  TroupePoller         *poller;      /* (owned) */
  TroupeTlsCredentials *credentials; /* (owned) (nullable): until they are set, or needed */
  GThreadPool          *threads[2];  /* (owned) (nullable): of clients, of servers; made for the first one */
  GQueue                handshakes;  /* (element-type TroupeTlsHandshake): those that tell someone, the oldest first */
  gboolean              has_stopped;
};

struct _TroupeTlsHandshake
{
  TroupeTlsHandshakes *owner;       /* (not owned) (nullable): NULL once it has told, or the owner is gone */
  GList                link;        /* in its list; its data is this */
  Job                 *job;         /* (owned) */
  TroupePollerWatch    watch;       /* of the job's descriptor */
  TroupePollerWatch    hello_watch; /* of a server's socket, until the peer has said something */
  TroupePollerPause    pause;       /* until it has taken too long */
  TroupeTlsDoneFunc    func;
  gpointer             user_data;
};

void
troupe_tls_result_clear (TroupeTlsResult *self)
{
  g_clear_object (&self->connection);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->peer, g_free);
  g_clear_error (&self->error);
}

static void
job_unref (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->n_refs))
    return;

  troupe_tls_result_clear (&job->result);
  troupe_tls_credentials_unref (job->credentials);
  g_object_unref (job->cancellable);
  close (job->event_fd);
  if (job->fd >= 0)
    close (job->fd);
  g_free (job->name);
  g_free (job->host);
  g_free (job->fault);
  g_free (job);
}

static gboolean
accept_certificate (GTlsConnection       *connection,
                    GTlsCertificate      *peer,
                    GTlsCertificateFlags  flags,
                    gpointer              user_data)
{
  Job *job = user_data;
  g_autoptr (GSocketConnectable) identity = NULL;

  if (job->host != NULL)
    identity = g_network_address_new (job->host, job->port);
  g_clear_pointer (&job->fault, g_free);
  job->fault = troupe_tls_credentials_find_fault (job->credentials, peer, identity);
  job->is_accepted = job->fault == NULL;

  return job->is_accepted;
}

/* Takes @cause. */
static void
fail (Job    *job,
      GError *cause)
{
  gboolean is_client = job->host != NULL;
  /* Where its owner wants no more of it, nobody reads this. */
  gboolean is_late = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean is_refused = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) || job->fault != NULL;

  if (job->fault != NULL)
    job->result.error = g_error_new (TROUPE_ERROR, TROUPE_ERROR_REFUSED,
                                     "Could not %s %s: its certificate is refused: %s",
                                     is_client ? "connect to" : "accept", job->name, job->fault);
  else
    job->result.error = g_error_new (is_refused ? TROUPE_ERROR : cause->domain,
                                     is_refused ? TROUPE_ERROR_REFUSED : cause->code, "Could not %s %s: %s",
                                     is_client ? "connect to" : "accept", job->name,
                                     is_late ? "it took longer than 10 s" : cause->message);
  g_error_free (cause);
}

/* (transfer full): the stream below. */
static GSocketConnection *
connect_socket (Job     *job,
                GError **error)
{
  g_autoptr (GSocket) socket = NULL;

  if (job->host != NULL)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnectable) address = g_network_address_new (job->host, job->port);

      g_socket_client_set_enable_proxy (client, FALSE);

      return g_socket_client_connect (client, address, job->cancellable, error);
    }

  socket = g_socket_new_from_fd (job->fd, error);
  if (socket == NULL)
    return NULL;
  job->fd = -1;

  return g_socket_connection_factory_create_connection (socket);
}

static GTlsConnection *
make_connection (Job        *job,
                 GIOStream  *below,
                 GError    **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  GTlsCertificate *certificate = troupe_tls_credentials_get_certificate (job->credentials);
  GTlsDatabase *database = troupe_tls_credentials_get_database (job->credentials);
  g_autoptr (GSocketConnectable) identity = NULL;

  if (job->host == NULL)
    return g_initable_new (g_tls_backend_get_server_connection_type (backend), job->cancellable, error,
                           "base-io-stream", below, "certificate", certificate, "database", database,
                           "authentication-mode", G_TLS_AUTHENTICATION_REQUIRED, NULL);

  identity = g_network_address_new (job->host, job->port);

  return g_initable_new (g_tls_backend_get_client_connection_type (backend), job->cancellable, error,
                         "base-io-stream", below, "certificate", certificate, "database", database,
                         "server-identity", identity, NULL);
}

/* (transfer full) (nullable): the first name in a certificate. */
static char *
dup_name (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = certificate != NULL ? g_tls_certificate_get_dns_names (certificate) : NULL;
  gconstpointer data;
  gsize size;

  if (names == NULL || names->len == 0)
    return NULL;

  data = g_bytes_get_data (g_ptr_array_index (names, 0), &size);

  return g_strndup (data, size);
}

static gboolean
shake_hands (Job     *job,
             GError **error)
{
  g_autoptr (GSocketConnection) below = connect_socket (job, error);
  g_autoptr (GTlsConnection) connection = NULL;
  GSocket *socket;

  if (below == NULL)
    return FALSE;
  connection = make_connection (job, G_IO_STREAM (below), error);
  if (connection == NULL)
    return FALSE;

  /* The database knows nobody, so each certificate is ours to judge. */
  g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate), job);
  if (!g_tls_connection_handshake (connection, job->cancellable, error))
    return FALSE;
  g_signal_handlers_disconnect_by_func (connection, accept_certificate, job);
  if (!job->is_accepted)
    {
      g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED, "the peer has shown no certificate");
      return FALSE;
    }

  socket = g_socket_connection_get_socket (below);
  troupe_socket_set_no_delay (g_socket_get_fd (socket));
  job->result.peer = dup_name (g_tls_connection_get_peer_certificate (connection));
  job->result.socket = g_object_ref (socket);
  job->result.connection = g_steal_pointer (&connection);

  return TRUE;
}

static void
tell_loop (Job *job)
{
  if (eventfd_write (job->event_fd, 1) != 0)
    g_error ("Could not tell a loop of a handshake: %s", g_strerror (errno));
}

/* Runs on a thread. */
static void
run_job (gpointer data,
         gpointer user_data)
{
  Job *job = data;
  GError *cause = NULL;

  tell_loop (job);
  if (!shake_hands (job, &cause))
    fail (job, cause);

  g_atomic_int_set (&job->is_done, TRUE);
  tell_loop (job);
  job_unref (job);
}

TroupeTlsHandshakes *
troupe_tls_handshakes_new (TroupePoller *poller)
{
  TroupeTlsHandshakes *self = g_rc_box_new0 (TroupeTlsHandshakes);

  self->poller = troupe_poller_ref (poller);
  g_queue_init (&self->handshakes);

  return self;
}

TroupeTlsHandshakes *
troupe_tls_handshakes_ref (TroupeTlsHandshakes *self)
{
  return g_rc_box_acquire (self);
}

/* Nobody is told any more. */
static void
detach (TroupeTlsHandshake *self)
{
  TroupeTlsHandshakes *owner = g_steal_pointer (&self->owner);

  if (owner == NULL)
    return;

  troupe_poller_remove (owner->poller, &self->watch);
  troupe_poller_remove (owner->poller, &self->hello_watch);
  troupe_poller_cancel_pause (owner->poller, &self->pause);
  g_queue_unlink (&owner->handshakes, &self->link);
}

void
troupe_tls_handshakes_stop (TroupeTlsHandshakes *self)
{
  self->has_stopped = TRUE;
  while (self->handshakes.head != NULL)
    {
      TroupeTlsHandshake *handshake = self->handshakes.head->data;

      g_cancellable_cancel (handshake->job->cancellable);
      detach (handshake);
    }

  /* What was cancelled ends at once. */
  for (guint i = 0; i < G_N_ELEMENTS (self->threads); i++)
    {
      if (self->threads[i] != NULL)
        g_thread_pool_free (g_steal_pointer (&self->threads[i]), /* immediate = */ TRUE, /* wait = */ TRUE);
    }
}

static void
handshakes_clear (gpointer data)
{
  TroupeTlsHandshakes *self = data;

  troupe_tls_handshakes_stop (self);
  g_clear_pointer (&self->credentials, troupe_tls_credentials_unref);
  troupe_poller_unref (self->poller);
}

void
troupe_tls_handshakes_unref (TroupeTlsHandshakes *self)
{
  g_rc_box_release_full (self, handshakes_clear);
}

void
troupe_tls_handshakes_set_credentials (TroupeTlsHandshakes  *self,
                                       TroupeTlsCredentials *credentials)
{
  g_clear_pointer (&self->credentials, troupe_tls_credentials_unref);
  self->credentials = credentials;
}

gboolean
troupe_tls_handshakes_ensure_credentials (TroupeTlsHandshakes  *self,
                                          GError              **error)
{
  if (self->credentials == NULL)
    self->credentials = troupe_tls_credentials_new_default (error);

  return self->credentials != NULL;
}

/* Hands it to a thread. */
static void
begin (TroupeTlsHandshake *self)
{
  GThreadPool **threads = &self->owner->threads[self->job->host == NULL];

  troupe_poller_remove (self->owner->poller, &self->hello_watch);
  troupe_poller_cancel_pause (self->owner->poller, &self->pause);
  if (*threads == NULL)
    *threads = g_thread_pool_new_full (run_job, NULL, job_unref, N_THREADS_MAX, /* exclusive = */ FALSE, NULL);
  g_atomic_ref_count_inc (&self->job->n_refs);
  g_thread_pool_push (*threads, self->job, NULL);
}

static void
peer_speaks (guint32  events,
             gpointer user_data)
{
  begin (user_data);
}

/* It then fails, and says so itself. */
static void
take_too_long (gpointer user_data)
{
  TroupeTlsHandshake *self = user_data;
  gboolean has_begun = self->hello_watch.func == NULL;

  g_cancellable_cancel (self->job->cancellable);
  if (!has_begun)
    begin (self);
}

static void
thread_tells (guint32  events,
              gpointer user_data)
{
  TroupeTlsHandshake *self = user_data;

  if (!g_atomic_int_get (&self->job->is_done))
    {
      if (self->pause.deadline_ns == 0)
        troupe_poller_begin_pause (self->owner->poller, &self->pause, HANDSHAKE_NS, take_too_long, self);
      return;
    }

  detach (self);
  self->func (self->user_data);
}

/* Watches for what is to happen first. */
static gboolean
prepare (TroupeTlsHandshake  *self,
         TroupePoller        *poller,
         GError             **error)
{
  if (!troupe_poller_add (poller, &self->watch, self->job->event_fd, EPOLLIN, thread_tells, self, error))
    return FALSE;
  if (self->job->host != NULL
      || troupe_poller_add (poller, &self->hello_watch, self->job->fd, EPOLLIN, peer_speaks, self, error))
    return TRUE;

  troupe_poller_remove (poller, &self->watch);

  return FALSE;
}

/* (nullable) (transfer full): with @error. */
static Job *
job_new (TroupeTlsHandshakes  *owner,
         const char           *name,
         GError              **error)
{
  Job *job;
  int event_fd;

  if (owner->has_stopped)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_CLOSED, "Could not shake hands with %s: this process is ending",
                   name);
      return NULL;
    }
  if (!troupe_tls_handshakes_ensure_credentials (owner, error))
    return NULL;

  event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event_fd < 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Could not shake hands with %s: %s", name,
                   g_strerror (code));
      return NULL;
    }

  job = g_new0 (Job, 1);
  g_atomic_ref_count_init (&job->n_refs);
  job->credentials = troupe_tls_credentials_ref (owner->credentials);
  job->cancellable = g_cancellable_new ();
  job->name = g_strdup (name);
  job->fd = -1;
  job->event_fd = event_fd;

  return job;
}

/* Takes @job. */
static TroupeTlsHandshake *
handshake_new (TroupeTlsHandshakes  *owner,
               Job                  *job,
               TroupeTlsDoneFunc     func,
               gpointer              user_data,
               GError              **error)
{
  TroupeTlsHandshake *self = g_new0 (TroupeTlsHandshake, 1);

  self->job = job;
  self->func = func;
  self->user_data = user_data;
  if (!prepare (self, owner->poller, error))
    {
      troupe_tls_handshake_free (self);
      return NULL;
    }

  self->owner = owner;
  self->link.data = self;
  g_queue_push_tail_link (&owner->handshakes, &self->link);
  if (job->host != NULL)
    begin (self);
  else
    troupe_poller_begin_pause (owner->poller, &self->pause, HANDSHAKE_NS, take_too_long, self);

  return self;
}

TroupeTlsHandshake *
troupe_tls_handshake_new_client (TroupeTlsHandshakes  *owner,
                                 const char           *host,
                                 guint16               port,
                                 const char           *name,
                                 TroupeTlsDoneFunc     func,
                                 gpointer              user_data,
                                 GError              **error)
{
  Job *job = job_new (owner, name, error);

  if (job == NULL)
    return NULL;

  job->host = g_strdup (host);
  job->port = port;

  return handshake_new (owner, job, func, user_data, error);
}

TroupeTlsHandshake *
troupe_tls_handshake_new_server (TroupeTlsHandshakes  *owner,
                                 int                   fd,
                                 const char           *name,
                                 TroupeTlsDoneFunc     func,
                                 gpointer              user_data,
                                 GError              **error)
{
  Job *job = job_new (owner, name, error);

  if (job == NULL)
    {
      close (fd);
      return NULL;
    }

  job->fd = fd;

  return handshake_new (owner, job, func, user_data, error);
}

void
troupe_tls_handshake_take_result (TroupeTlsHandshake *self,
                                  TroupeTlsResult    *ret_result)
{
  g_assert (self->owner == NULL);

  *ret_result = self->job->result;
  self->job->result = (TroupeTlsResult) { NULL };
}

void
troupe_tls_handshake_free (TroupeTlsHandshake *self)
{
  g_cancellable_cancel (self->job->cancellable);
  detach (self);
  job_unref (self->job);
  g_free (self);
}
