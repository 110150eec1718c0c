/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-port-ref-private.h"

#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

/*
 *   reference = port-id *( ";" option )          each option at most once
 *   option    = "once" | "no-return" | "unsplit" | "type=" name | "reducer=" name | "parameters=" value
 *
 * A port id ends with a bracket, and no option has one: the last bracket of the text ends the id. The value is a
 * GVariant as text, with its type; what is not a letter, a digit or one of -._~ is written as in a URI.
 */

/**
 * troupe_port_ref_to_string:
 * @self: a reference to a port
 *
 * Prints it, see #TroupePortRef. Callable from every thread.
 *
 * Returns: (transfer full): the text; it parses back
 */
char *
troupe_port_ref_to_string (const TroupePortRef *self)
{
  g_autofree char *id_text = NULL;
  TroupePortFlags flags;
  GVariant *parameters;
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  id_text = troupe_port_id_to_string (troupe_port_ref_get_id (self));
  flags = troupe_port_ref_get_flags (self);
  parameters = troupe_port_ref_get_reducer_parameters (self);
  text = g_string_new (id_text);
  if (flags & TROUPE_PORT_ONCE)
    g_string_append (text, ";once");
  if (flags & TROUPE_PORT_NO_RETURN)
    g_string_append (text, ";no-return");
  if (flags & TROUPE_PORT_UNSPLIT)
    g_string_append (text, ";unsplit");
  if (troupe_port_ref_get_kind_name (self) != NULL)
    g_string_append_printf (text, ";type=%s", troupe_port_ref_get_kind_name (self));
  if (troupe_port_ref_get_reducer (self) != NULL)
    g_string_append_printf (text, ";reducer=%s", troupe_port_ref_get_reducer (self));
  if (parameters != NULL)
    {
      g_autofree char *value = g_variant_print (parameters, /* type_annotate = */ TRUE);

      g_string_append (text, ";parameters=");
      g_string_append_uri_escaped (text, value, NULL, /* allow_utf8 = */ FALSE);
    }

  return g_string_free (text, FALSE);
}

/* What the options say. Each may be said once. */
typedef struct
{
  TroupePortFlags  flags;
  const char      *kind_name;  /* (nullable) */
  const char      *reducer;    /* (nullable) */
  GVariant        *parameters; /* (owned) (nullable) */
} Options;

static gboolean
refuse_option (const char  *option,
               const char  *what,
               GError     **error)
{
  g_autofree char *quoted = troupe_text_quote (option);

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE, "the option %s %s", quoted, what);

  return FALSE;
}

static gboolean
read_flag (const char       *option,
           TroupePortFlags   flag,
           Options          *options,
           GError          **error)
{
  if (options->flags & flag)
    return refuse_option (option, "stands twice", error);

  options->flags |= flag;

  return TRUE;
}

static gboolean
read_name (const char  *option,
           const char **ret_name,
           GError     **error)
{
  if (*ret_name != NULL)
    return refuse_option (option, "stands twice", error);

  *ret_name = strchr (option, '=') + 1;

  return TRUE;
}

static gboolean
read_parameters (const char  *option,
                 Options     *options,
                 GError     **error)
{
  g_autofree char *value = g_uri_unescape_string (strchr (option, '=') + 1, NULL);

  if (options->parameters != NULL)
    return refuse_option (option, "stands twice", error);
  if (value != NULL)
    options->parameters = g_variant_parse (NULL, value, NULL, NULL, NULL);

  return options->parameters != NULL || refuse_option (option, "is not a value", error);
}

static gboolean
read_option (const char  *option,
             Options     *options,
             GError     **error)
{
  if (strcmp (option, "once") == 0)
    return read_flag (option, TROUPE_PORT_ONCE, options, error);
  if (strcmp (option, "no-return") == 0)
    return read_flag (option, TROUPE_PORT_NO_RETURN, options, error);
  if (strcmp (option, "unsplit") == 0)
    return read_flag (option, TROUPE_PORT_UNSPLIT, options, error);
  if (g_str_has_prefix (option, "type="))
    return read_name (option, &options->kind_name, error);
  if (g_str_has_prefix (option, "reducer="))
    return read_name (option, &options->reducer, error);
  if (g_str_has_prefix (option, "parameters="))
    return read_parameters (option, options, error);

  return refuse_option (option, "is not known", error);
}

/* @words: the options, after what stands between the id and the first ';', which is nothing. */
static TroupePortRef *
make_ref (TroupePortId       *id,
          const char *const  *words,
          GError            **error)
{
  g_autoptr (GVariant) parameters = NULL;
  TroupePortRefParts parts = { .id = id };
  Options options = { 0 };
  gboolean are_read = words[0] == NULL || *words[0] == '\0' || refuse_option (words[0], "is not known", error);

  for (guint i = 1; words[0] != NULL && words[i] != NULL && are_read; i++)
    are_read = read_option (words[i], &options, error);
  parameters = options.parameters;
  if (!are_read)
    return NULL;

  parts.kind_name = options.kind_name;
  parts.flags = options.flags;
  parts.reducer = options.reducer;
  parts.parameters = parameters;

  return troupe_port_ref_new_from_parts (&parts, error);
}

/**
 * troupe_port_ref_parse:
 * @text: a text such as `local:1,bank,teller[0][1024];once`
 * @error: return location for an error
 *
 * Reads a reference to a port. What troupe_port_ref_to_string() prints parses back to an equal one. Callable from every
 * thread.
 *
 * Fails with %TROUPE_ERROR_INVALID_VALUE where an option makes no sense, and as troupe_port_id_parse() does.
 *
 * Returns: (transfer full): the reference, or %NULL on error
 */
TroupePortRef *
troupe_port_ref_parse (const char  *text,
                       GError     **error)
{
  g_autofree char *id_text = NULL;
  g_autoptr (TroupePortId) id = NULL;
  g_auto (GStrv) words = NULL;
  TroupePortRef *self = NULL;
  const char *end;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  end = strrchr (text, ']');
  end = end != NULL ? end + 1 : text + strlen (text);
  id_text = g_strndup (text, (gsize) (end - text));
  id = troupe_port_id_parse (id_text, error);
  if (id == NULL)
    return NULL;

  words = g_strsplit (end, ";", -1);
  self = make_ref (id, (const char *const *) words, error);
  if (self == NULL)
    {
      g_autofree char *quoted = troupe_text_quote (text);

      g_prefix_error (error, "Could not read %s as a reference to a port: ", quoted);
    }

  return self;
}
