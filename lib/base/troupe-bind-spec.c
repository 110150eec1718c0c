/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-bind-spec.h"
#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

struct _TroupeBindSpec
{
  gatomicrefcount  n_refs;
  TroupeAddress   *address;      /* (owned): where to listen */
  TroupeAddress   *dial_address; /* (owned) (nullable): what others dial, where that is something else */
};

G_DEFINE_BOXED_TYPE (TroupeBindSpec, troupe_bind_spec, troupe_bind_spec_ref, troupe_bind_spec_unref)

/* Which address of this machine others can reach, nobody can guess for its user: a first one may be that of the
 * loopback or of a bridge. So the transports that would need it are refused. */
static const struct
{
  const char *name;
  const char *address; /* NULL: refused */
} transports[] = {
  { "local", "local:0" },
  { "unix", "unix:@" },
  { "tcp(Localhost)", "tcp:127.0.0.1:0" },
  { "tcp", NULL },
  { "tcp(Hostname)", NULL },
  { "tls", NULL },
};

/* The schemes of URLs, and the kinds of address that they stand for. */
static const struct
{
  const char *scheme;
  const char *kind;
  gboolean    has_host;
} schemes[] = {
  { "tcp://", "tcp:", TRUE },
  { "tls://", "tls:", TRUE },
  { "ipc://", "unix:", FALSE },
  { "inproc://", "local:", FALSE },
};

static TroupeBindSpec *
bind_spec_new (TroupeAddress *address,
               TroupeAddress *dial_address)
{
  TroupeBindSpec *self = g_new0 (TroupeBindSpec, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->address = address;
  self->dial_address = dial_address;

  return self;
}

/* (transfer full): @rest with a host that stands for others written out. */
static char *
expand_host (const char *rest)
{
  if (g_str_has_prefix (rest, "*:"))
    return g_strconcat ("[::]", rest + strlen ("*"), NULL);
  if (g_str_has_prefix (rest, "localhost:"))
    return g_strconcat ("127.0.0.1", rest + strlen ("localhost"), NULL);

  return g_strdup (rest);
}

/* (nullable): with @error. @text: a URL, @size bytes of it */
static TroupeAddress *
read_url (const char  *text,
          gsize        size,
          GError     **error)
{
  g_autofree char *url = g_strndup (text, size);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_has_prefix (url, schemes[i].scheme))
      {
        const char *rest = url + strlen (schemes[i].scheme);
        gboolean is_name = g_str_equal (schemes[i].kind, "tls:") && g_str_has_prefix (rest, "localhost:");
        g_autofree char *expanded = schemes[i].has_host && !is_name ? expand_host (rest) : g_strdup (rest);
        g_autofree char *address = g_strconcat (schemes[i].kind, expanded, NULL);

        return troupe_address_parse (address, error);
      }

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS,
               "the schemes of URLs are tcp, tls, ipc and inproc");

  return NULL;
}

/* The `@` between two URLs; NULL: there is none. One that begins an abstract name is no such. */
static const char *
find_at (const char *text)
{
  for (const char *at = strchr (text, '@'); at != NULL; at = strchr (at + 1, '@'))
    {
      if (strstr (at, "://") != NULL)
        return at;
    }

  return NULL;
}

static TroupeBindSpec *
read_urls (const char  *text,
           GError     **error)
{
  const char *at = find_at (text);
  g_autoptr (TroupeAddress) dial_address = NULL;
  TroupeAddress *address;

  if (at == NULL)
    {
      address = read_url (text, strlen (text), error);
      return address != NULL ? bind_spec_new (address, NULL) : NULL;
    }

  if (!g_str_has_prefix (text, "tcp://") || !g_str_has_prefix (at + 1, "tcp://"))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS, "only two URLs of tcp can stand around a '@'");
      return NULL;
    }
  dial_address = read_url (text, (gsize) (at - text), error);
  if (dial_address == NULL)
    return NULL;
  if (troupe_address_is_any (dial_address))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS, "others need a port to dial");
      return NULL;
    }
  address = read_url (at + 1, strlen (at + 1), error);

  return address != NULL ? bind_spec_new (address, g_steal_pointer (&dial_address)) : NULL;
}

static TroupeBindSpec *
read_bind_spec (const char  *text,
                GError     **error)
{
  TroupeAddress *address;

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    {
      if (!g_str_equal (text, transports[i].name))
        continue;
      if (transports[i].address != NULL)
        return bind_spec_new (troupe_address_parse (transports[i].address, NULL), NULL);
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_ADDRESS,
                   "which address of this machine others can reach is not known: name one, with port 0 for any port");
      return NULL;
    }

  if (strstr (text, "://") != NULL)
    return read_urls (text, error);

  address = troupe_address_parse (text, error);

  return address != NULL ? bind_spec_new (address, NULL) : NULL;
}

/**
 * troupe_bind_spec_parse:
 * @text: a text such as `unix`, `tcp:127.0.0.1:0` or `tcp://127.0.0.1:4000`
 * @error: return location for an error
 *
 * Reads where to serve. Callable from every thread.
 *
 * Returns: (transfer full): the spec, or %NULL with %TROUPE_ERROR_INVALID_ADDRESS
 */
TroupeBindSpec *
troupe_bind_spec_parse (const char  *text,
                        GError     **error)
{
  TroupeBindSpec *self;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = read_bind_spec (text, error);
  if (self == NULL)
    {
      g_autofree char *quoted = troupe_text_quote (text);

      g_prefix_error (error, "Could not read %s as where to serve: ", quoted);
    }

  return self;
}

/**
 * troupe_bind_spec_ref:
 * @self: a spec
 *
 * Takes a reference. Callable from every thread.
 *
 * Returns: (transfer full): @self
 */
TroupeBindSpec *
troupe_bind_spec_ref (TroupeBindSpec *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->n_refs);

  return self;
}

/**
 * troupe_bind_spec_unref:
 * @self: (transfer full): a spec
 *
 * Drops a reference; the last one frees it. Callable from every thread.
 */
void
troupe_bind_spec_unref (TroupeBindSpec *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  troupe_address_unref (self->address);
  g_clear_pointer (&self->dial_address, troupe_address_unref);
  g_free (self);
}

/**
 * troupe_bind_spec_get_address:
 * @self: a spec
 *
 * Answers where to listen; it may leave the choice to the system. Callable from every thread.
 *
 * Returns: (transfer none): the address
 */
TroupeAddress *
troupe_bind_spec_get_address (const TroupeBindSpec *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address;
}

/**
 * troupe_bind_spec_get_dial_address:
 * @self: a spec
 *
 * Answers what others dial, where that is not the address at which one listens, as behind a gate. It is then the
 * identity of whoever serves here. Callable from every thread.
 *
 * Returns: (transfer none) (nullable): the address; %NULL: the one that the listener got
 */
TroupeAddress *
troupe_bind_spec_get_dial_address (const TroupeBindSpec *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->dial_address;
}
