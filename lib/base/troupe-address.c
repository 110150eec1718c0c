/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-address.h"
#include "base/troupe-error.h"
#include "base/troupe-hash-private.h"
#include "base/troupe-id-private.h"
#include "base/troupe-ref-count-private.h"
#include "base/troupe-text-private.h"

#include <arpa/inet.h>
#include <string.h>

/*
 * The texts, one for each address:
 *
 *   tcp:127.0.0.1:4000    tcp:[::1]:4000        a literal address and a port
 *   tls:host.example:443  tls:[::1]:443         a name in lower case, or a literal address
 *   local:7                                     a number
 *   unix:/run/x.sock      unix:@name   unix:@   a path, an abstract name, any abstract name
 *
 * Numbers have no needless zeros, IPv6 addresses the form that inet_ntop() gives them. The reader also
 * takes `!` for the first colon, and other spellings of names and IPv6 addresses.
 */

/* Size of sun_path in struct sockaddr_un, with the byte that ends it. */
#define UNIX_PATH_SIZE 108

/* Of a host name and of one of its labels, in bytes (RFC 1035). */
#define HOST_LENGTH_MAX 253
#define LABEL_LENGTH_MAX 63

struct _TroupeAddress
{
  TroupeRefCount     n_refs;
  TroupeAddressKind  kind;
  guint64            port;   /* tcp, tls: the port; local: the number; unix: 0 */
  char              *host;   /* (owned) (nullable): tcp, tls: without brackets; unix: the path or @name; local: NULL */
  char              *text;   /* (owned): the printed form; equal addresses have equal texts */
  guint64            hash64; /* of text */
};

G_DEFINE_BOXED_TYPE (TroupeAddress, troupe_address, troupe_address_ref, troupe_address_unref)

G_DEFINE_ENUM_TYPE (TroupeAddressKind, troupe_address_kind,
  G_DEFINE_ENUM_VALUE (TROUPE_ADDRESS_TCP, "tcp"),
  G_DEFINE_ENUM_VALUE (TROUPE_ADDRESS_TLS, "tls"),
  G_DEFINE_ENUM_VALUE (TROUPE_ADDRESS_LOCAL, "local"),
  G_DEFINE_ENUM_VALUE (TROUPE_ADDRESS_UNIX, "unix"))

static const char *const kind_names[] = {
  [TROUPE_ADDRESS_TCP] = "tcp",
  [TROUPE_ADDRESS_TLS] = "tls",
  [TROUPE_ADDRESS_LOCAL] = "local",
  [TROUPE_ADDRESS_UNIX] = "unix",
};

/* Takes @host. */
static TroupeAddress *
address_new (TroupeAddressKind  kind,
             char              *host,
             guint64            port)
{
  TroupeAddress *self = g_new0 (TroupeAddress, 1);
  const char *name = kind_names[kind];

  g_assert (host != NULL || kind == TROUPE_ADDRESS_LOCAL);

  troupe_ref_count_init (&self->n_refs);
  self->kind = kind;
  self->host = host;
  self->port = port;

  if (kind == TROUPE_ADDRESS_UNIX)
    self->text = g_strdup_printf ("%s:%s", name, host);
  else if (kind == TROUPE_ADDRESS_LOCAL)
    self->text = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name, port);
  else if (strchr (host, ':') != NULL)
    self->text = g_strdup_printf ("%s:[%s]:%" G_GUINT64_FORMAT, name, host, port);
  else
    self->text = g_strdup_printf ("%s:%s:%" G_GUINT64_FORMAT, name, host, port);

  self->hash64 = troupe_hash_string (self->text);

  return self;
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error_literal (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS, what);

  return FALSE;
}

/* The canonical form of a literal IP address; NULL if it is none. */
static char *
canonical_ip (int         family,
              const char *text)
{
  guchar bytes[sizeof (struct in6_addr)];
  char canonical[INET6_ADDRSTRLEN];

  if (inet_pton (family, text, bytes) != 1)
    return NULL;

  return g_strdup (inet_ntop (family, bytes, canonical, sizeof canonical));
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > LABEL_LENGTH_MAX || label[0] == '-' || label[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (label[i]) && label[i] != '-')
        return FALSE;
    }

  return TRUE;
}

/* The lower-case form of a host name or a literal IPv4 address; NULL if it is none. A last label of digits can
 * only be that of an IPv4 address, so that 10.0.0.256 is not taken for a name. */
static char *
canonical_host_name (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);
  guint n_labels = g_strv_length (labels);
  const char *last;

  if (n_labels == 0 || strlen (text) > HOST_LENGTH_MAX)
    return NULL;

  for (guint i = 0; i < n_labels; i++)
    {
      if (!is_label (labels[i]))
        return NULL;
    }

  last = labels[n_labels - 1];
  if (strspn (last, "0123456789") == strlen (last))
    return canonical_ip (AF_INET, text);

  return g_ascii_strdown (text, -1);
}

/* `host:port`, `[v6]:port` */
static gboolean
read_host_and_port (TroupeAddressKind   kind,
                    const char         *rest,
                    char              **ret_host,
                    guint64            *ret_port,
                    GError            **error)
{
  const char *colon = strrchr (rest, ':');
  g_autofree char *quoted = NULL;
  g_autofree char *part = NULL;
  g_autofree char *host = NULL;
  gsize size;

  if (colon == NULL)
    return refuse (error, "the port is missing");

  if (!troupe_text_read_number (colon + 1, strlen (colon + 1), G_MAXUINT16, ret_port))
    {
      quoted = troupe_text_quote (colon + 1);
      return refuse (error, "%s is not a port, a number from 0 to 65535", quoted);
    }

  size = colon - rest;
  quoted = troupe_text_quote_part (rest, size);

  if (size >= 2 && rest[0] == '[' && rest[size - 1] == ']')
    {
      part = g_strndup (rest + 1, size - 2);
      host = canonical_ip (AF_INET6, part);
      if (host == NULL)
        return refuse (error, "%s is not an IPv6 address in brackets", quoted);
    }
  else
    {
      part = g_strndup (rest, size);
      host = kind == TROUPE_ADDRESS_TCP ? canonical_ip (AF_INET, part) : canonical_host_name (part);
      if (host == NULL)
        return refuse (error, "%s is not %s; an IPv6 address stands in brackets", quoted,
                       kind == TROUPE_ADDRESS_TCP ? "an IP address" : "a host name or an IP address");
    }

  *ret_host = g_steal_pointer (&host);

  return TRUE;
}

static gboolean
check_unix_path (const char  *path,
                 GError     **error)
{
  if (path[0] != '/' && path[0] != '@')
    return refuse (error, "a path begins with '/', an abstract name with '@'");

  if (strlen (path) >= UNIX_PATH_SIZE)
    return refuse (error, "the path has %" G_GSIZE_FORMAT " bytes, and the system takes at most %d",
                   strlen (path), UNIX_PATH_SIZE - 1);

  return TRUE;
}

static TroupeAddress *
read_rest (TroupeAddressKind   kind,
           const char         *rest,
           GError            **error)
{
  g_autofree char *quoted = NULL;
  char *host = NULL;
  guint64 port = 0;

  switch (kind)
    {
    case TROUPE_ADDRESS_TCP:
    case TROUPE_ADDRESS_TLS:
      if (!read_host_and_port (kind, rest, &host, &port, error))
        return NULL;
      return address_new (kind, host, port);

    case TROUPE_ADDRESS_LOCAL:
      if (troupe_text_read_number (rest, strlen (rest), G_MAXUINT64, &port))
        return address_new (kind, NULL, port);
      quoted = troupe_text_quote (rest);
      refuse (error, "%s is not a number from 0 to %" G_GUINT64_FORMAT, quoted, G_MAXUINT64);
      return NULL;

    case TROUPE_ADDRESS_UNIX:
      if (!check_unix_path (rest, error))
        return NULL;
      return address_new (kind, g_strdup (rest), 0);

    default:
      g_assert_not_reached ();
    }
}

/* What no address may contain, so that ids and lists of addresses can be taken apart. */
static gboolean
check_characters (const char  *text,
                  GError     **error)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      int offset = (int) (at - text);

      if (*at == ',')
        return refuse (error, "at byte %d: an address contains no comma", offset);
      if ((guchar) *at <= ' ' || *at == 0x7f)
        return refuse (error, "at byte %d: an address contains no blank or control character", offset);
    }

  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, "it is not UTF-8");

  return TRUE;
}

static TroupeAddress *
read_address (const char  *text,
              GError     **error)
{
  g_autofree char *name = NULL;
  g_autofree char *quoted = NULL;
  gsize size = strcspn (text, ":!");
  int kind;

  if (!check_characters (text, error))
    return NULL;

  if (text[size] == '\0')
    {
      refuse (error, "no ':' stands after the kind");
      return NULL;
    }

  name = g_strndup (text, size);
  kind = troupe_text_find (name, kind_names, G_N_ELEMENTS (kind_names));
  if (kind < 0)
    {
      quoted = troupe_text_quote (name);
      refuse (error, "%s is not a kind of address; the kinds are tcp, tls, local and unix", quoted);
      return NULL;
    }

  return read_rest ((TroupeAddressKind) kind, text + size + 1, error);
}

/**
 * troupe_address_parse:
 * @text: a text such as `tcp:127.0.0.1:4000`
 * @error: return location for an error
 *
 * Reads an address. tcp takes literal addresses only, since a name is not one place. What
 * troupe_address_to_string() prints parses back to an equal address. Callable from every thread.
 *
 * Returns: (transfer full): the address, or %NULL with %TROUPE_ERROR_INVALID_ADDRESS
 */
TroupeAddress *
troupe_address_parse (const char  *text,
                      GError     **error)
{
  TroupeAddress *self;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = read_address (text, error);
  if (self == NULL)
    {
      g_autofree char *quoted = troupe_text_quote (text);

      g_prefix_error (error, "Could not read %s as an address: ", quoted);
    }

  return self;
}

/**
 * troupe_address_ref:
 * @self: an address
 *
 * Takes a reference. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupeAddress *
troupe_address_ref (TroupeAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  troupe_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_address_unref:
 * @self: (transfer full): an address
 *
 * Drops a reference; the last one frees it. Callable from every thread.
 */
void
troupe_address_unref (TroupeAddress *self)
{
  g_return_if_fail (self != NULL);

  if (!troupe_ref_count_dec (&self->n_refs))
    return;

  g_free (self->host);
  g_free (self->text);
  g_free (self);
}

/**
 * troupe_address_get_kind:
 * @self: an address
 *
 * Answers what kind of address it is. Callable from every thread.
 *
 * Returns: its kind
 */
TroupeAddressKind
troupe_address_get_kind (const TroupeAddress *self)
{
  g_return_val_if_fail (self != NULL, TROUPE_ADDRESS_LOCAL);

  return self->kind;
}

/**
 * troupe_address_get_host:
 * @self: an address
 *
 * Where it points: for tcp and tls the host, an IPv6 address without its brackets; for unix the path, or
 * the abstract name with its `@`.
 *
 * Returns: (transfer none) (nullable): the host or path; %NULL for local
 */
const char *
troupe_address_get_host (const TroupeAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

/**
 * troupe_address_get_port:
 * @self: an address
 *
 * Answers the number in it. Callable from every thread.
 *
 * Returns: the port of a tcp or tls address, the number of a local one, 0 for unix
 */
guint64
troupe_address_get_port (const TroupeAddress *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

/**
 * troupe_address_is_any:
 * @self: an address
 *
 * Does it leave the choice to whoever listens on it? So do port 0, `local:0` and `unix:@`. The listener
 * then says which address it got.
 *
 * Returns: %TRUE if it does
 */
gboolean
troupe_address_is_any (const TroupeAddress *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->kind == TROUPE_ADDRESS_UNIX)
    return strcmp (self->host, "@") == 0;

  return self->port == 0;
}

/**
 * troupe_address_to_string:
 * @self: an address
 *
 * The one printed form of this address; it parses back.
 *
 * Returns: (transfer none): the text, as long as @self lives
 */
const char *
troupe_address_to_string (const TroupeAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

guint64
troupe_address_get_hash64 (const TroupeAddress *self)
{
  return self->hash64;
}

/**
 * troupe_address_hash:
 * @self: (type TroupeAddress): an address
 *
 * A #GHashFunc, the same in every process and run.
 *
 * Returns: a hash of its content
 */
guint
troupe_address_hash (gconstpointer self)
{
  const TroupeAddress *address = self;

  g_return_val_if_fail (address != NULL, 0);

  return (guint) (address->hash64 ^ address->hash64 >> 32);
}

/**
 * troupe_address_equal:
 * @a: (type TroupeAddress): an address
 * @b: (type TroupeAddress): another one
 *
 * A #GEqualFunc.
 *
 * Returns: %TRUE if they are the same address
 */
gboolean
troupe_address_equal (gconstpointer a,
                      gconstpointer b)
{
  const TroupeAddress *left = a;
  const TroupeAddress *right = b;

  g_return_val_if_fail (left != NULL && right != NULL, FALSE);

  return left == right
         || (left->hash64 == right->hash64 && strcmp (left->text, right->text) == 0);
}

/**
 * troupe_address_compare:
 * @a: (type TroupeAddress): an address
 * @b: (type TroupeAddress): another one
 *
 * A #GCompareFunc: by kind, then host or path by its bytes, then port or number.
 *
 * Returns: less than, equal to or greater than 0
 */
int
troupe_address_compare (gconstpointer a,
                        gconstpointer b)
{
  const TroupeAddress *left = a;
  const TroupeAddress *right = b;
  int order;

  g_return_val_if_fail (left != NULL && right != NULL, 0);

  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;

  order = g_strcmp0 (left->host, right->host);
  if (order != 0)
    return order;

  return (left->port > right->port) - (left->port < right->port);
}
