/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-tls-credentials-private.h"

#include "base/troupe-error.h"

#include <string.h>

#define PEM_BEGIN         "-----BEGIN"
#define PEM_CERTIFICATE   "-----BEGIN CERTIFICATE-----"
#define DEFAULT_DIRECTORY "/etc/troupe/tls"

/* A database that knows nobody. */
#define TROUPE_TYPE_NO_DATABASE (troupe_no_database_get_type ())
G_DECLARE_FINAL_TYPE (TroupeNoDatabase, troupe_no_database, TROUPE, NO_DATABASE, GTlsDatabase)

struct _TroupeNoDatabase
{
  GTlsDatabase parent_instance;
};

G_DEFINE_FINAL_TYPE (TroupeNoDatabase, troupe_no_database, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
troupe_no_database_verify_chain (GTlsDatabase             *database,
                                 GTlsCertificate          *chain,
                                 const char               *purpose,
                                 GSocketConnectable       *identity,
                                 GTlsInteraction          *interaction,
                                 GTlsDatabaseVerifyFlags   flags,
                                 GCancellable             *cancellable,
                                 GError                  **error)
{
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
troupe_no_database_class_init (TroupeNoDatabaseClass *klass)
{
  G_TLS_DATABASE_CLASS (klass)->verify_chain = troupe_no_database_verify_chain;
}

static void
troupe_no_database_init (TroupeNoDatabase *self)
{
}

struct _TroupeTlsCredentials
{
  gatomicrefcount  n_refs;
  GTlsDatabase    *database;    /* (owned): knows nobody */
  GPtrArray       *authorities; /* (owned) (element-type GTlsCertificate): at least one */
  GTlsCertificate *certificate; /* (owned): with its key */
};

/* (transfer full): the PEM text, or what the file of that path holds. */
static char *
read_pem (const char  *source,
          const char  *what,
          GError     **error)
{
  char *text = NULL;

  if (g_str_has_prefix (source, PEM_BEGIN))
    return g_strdup (source);

  if (!g_file_get_contents (source, &text, NULL, error))
    g_prefix_error (error, "Could not read the %s of TLS: ", what);

  return text;
}

/* (transfer full) (nullable): with @error */
static GPtrArray *
read_authorities (const char  *source,
                  GError     **error)
{
  g_autofree char *text = read_pem (source, "certificate authorities", error);
  g_autoptr (GPtrArray) authorities = g_ptr_array_new_with_free_func (g_object_unref);

  if (text == NULL)
    return NULL;

  /* One at a time: given more GIO takes them for a chain, reads all that follow, and loses one where another is bad. */
  for (const char *at = strstr (text, PEM_CERTIFICATE), *next; at != NULL; at = next)
    {
      GTlsCertificate *certificate;

      next = strstr (at + 1, PEM_CERTIFICATE);
      certificate = g_tls_certificate_new_from_pem (at, next != NULL ? next - at : -1, NULL);
      if (certificate != NULL)
        g_ptr_array_add (authorities, certificate);
    }

  if (authorities->len == 0)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not read the certificate authorities of TLS: there is no certificate in them");
      return NULL;
    }

  return g_steal_pointer (&authorities);
}

static GTlsCertificate *
read_certificate (const char  *certificate,
                  const char  *key,
                  GError     **error)
{
  g_autofree char *certificate_text = read_pem (certificate, "certificate", error);
  g_autofree char *key_text = certificate_text != NULL ? read_pem (key, "key", error) : NULL;
  g_autofree char *both = NULL;
  GTlsCertificate *result;

  if (key_text == NULL)
    return NULL;

  both = g_strconcat (certificate_text, "\n", key_text, NULL);
  result = g_tls_certificate_new_from_pem (both, -1, error);
  if (result == NULL)
    g_prefix_error (error, "Could not read the certificate and key of TLS: ");

  return result;
}

TroupeTlsCredentials *
troupe_tls_credentials_new (const char  *authorities,
                            const char  *certificate,
                            const char  *key,
                            GError     **error)
{
  g_autoptr (GPtrArray) read = NULL;
  GTlsCertificate *own;
  TroupeTlsCredentials *self;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
                   "Could not use TLS: GIO has no backend for it, such as the package glib-networking");
      return NULL;
    }

  read = read_authorities (authorities, error);
  own = read != NULL ? read_certificate (certificate, key, error) : NULL;
  if (own == NULL)
    return NULL;

  self = g_new0 (TroupeTlsCredentials, 1);
  g_atomic_ref_count_init (&self->n_refs);
  self->database = g_object_new (TROUPE_TYPE_NO_DATABASE, NULL);
  self->authorities = g_steal_pointer (&read);
  self->certificate = own;

  return self;
}

/* (transfer full): what the variable says, or the default file. */
static char *
dup_source (const char *variable,
            const char *file)
{
  const char *value = g_getenv (variable);

  return value != NULL && value[0] != '\0' ? g_strdup (value) : g_build_filename (DEFAULT_DIRECTORY, file, NULL);
}

TroupeTlsCredentials *
troupe_tls_credentials_new_default (GError **error)
{
  g_autofree char *authorities = dup_source ("TROUPE_TLS_CA", "ca.crt");
  g_autofree char *certificate = dup_source ("TROUPE_TLS_CERT", "tls.crt");
  g_autofree char *key = dup_source ("TROUPE_TLS_KEY", "tls.key");

  return troupe_tls_credentials_new (authorities, certificate, key, error);
}

TroupeTlsCredentials *
troupe_tls_credentials_ref (TroupeTlsCredentials *self)
{
  g_atomic_ref_count_inc (&self->n_refs);

  return self;
}

void
troupe_tls_credentials_unref (TroupeTlsCredentials *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  g_object_unref (self->database);
  g_ptr_array_unref (self->authorities);
  g_object_unref (self->certificate);
  g_free (self);
}

GTlsDatabase *
troupe_tls_credentials_get_database (const TroupeTlsCredentials *self)
{
  return self->database;
}

GTlsCertificate *
troupe_tls_credentials_get_certificate (const TroupeTlsCredentials *self)
{
  return self->certificate;
}

static char *
describe_flags (GTlsCertificateFlags flags)
{
  g_autoptr (GFlagsClass) klass = g_type_class_ref (G_TYPE_TLS_CERTIFICATE_FLAGS);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < klass->n_values; i++)
    {
      const GFlagsValue *value = &klass->values[i];

      if (value->value != 0 && value->value != G_TLS_CERTIFICATE_VALIDATE_ALL && (flags & value->value) == value->value)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", value->value_nick);
    }

  return g_string_free (text, FALSE);
}

char *
troupe_tls_credentials_find_fault (const TroupeTlsCredentials *self,
                                   GTlsCertificate            *peer,
                                   GSocketConnectable         *identity)
{
  GTlsCertificateFlags flags = G_TLS_CERTIFICATE_UNKNOWN_CA;

  /* The faults that count are those that remain with the authority who knows it. */
  for (guint i = 0; i < self->authorities->len && (flags & G_TLS_CERTIFICATE_UNKNOWN_CA); i++)
    flags = g_tls_certificate_verify (peer, identity, g_ptr_array_index (self->authorities, i));

  return flags != 0 ? describe_flags (flags) : NULL;
}
