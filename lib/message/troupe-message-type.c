/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-message-pool-private.h"
#include "message/troupe-message-type-private.h"

#include "base/troupe-hash-private.h"

#include <string.h>

/* The registry of message types: a list that only grows, newest first. A type is complete before it is
 * hooked in, and never changes or moves afterwards, so readers need no lock; writers race by compare-and-exchange. */
static const TroupeMessageType *newest_type;

/* A type lives for ever, so a reference to it is the type itself. */
static TroupeMessageType *
type_ref (TroupeMessageType *self)
{
  return self;
}

static void
type_unref (TroupeMessageType *self)
{
}

G_DEFINE_BOXED_TYPE (TroupeMessageType, troupe_message_type, type_ref, type_unref)

static const TroupeMessageType *
get_newest_type (void)
{
  return g_atomic_pointer_get (&newest_type);
}

gboolean
troupe_message_type_is_name (const char *name)
{
  gboolean at_word_start = TRUE;

  for (const char *p = name; *p != '\0'; p++)
    {
      if (g_ascii_islower (*p))
        at_word_start = FALSE;
      else if (at_word_start)
        return FALSE;
      else if (*p == '.')
        at_word_start = TRUE;
      else if (!g_ascii_isdigit (*p) && *p != '_' && *p != '-')
        return FALSE;
    }

  return !at_word_start && strlen (name) <= TROUPE_MESSAGE_TYPE_NAME_LENGTH_MAX;
}

static gboolean
are_legal_fields (const TroupeMessageField *fields,
                  guint                     n_fields)
{
  for (guint i = 0; i < n_fields; i++)
    {
      if (fields[i].name == NULL || *fields[i].name == '\0' || fields[i].type == NULL)
        return FALSE;
      if (!g_variant_type_string_is_valid (fields[i].type) ||
          !g_variant_type_is_definite (G_VARIANT_TYPE (fields[i].type)))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (g_str_equal (fields[i].name, fields[j].name))
          return FALSE;
    }

  return TRUE;
}

static const TroupeMessageField *
copy_fields (const TroupeMessageField *fields,
             guint                     n_fields)
{
  TroupeMessageField *copies = g_new0 (TroupeMessageField, n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      copies[i].name = g_strdup (fields[i].name);
      copies[i].type = g_strdup (fields[i].type);
      copies[i].sentence = g_strdup (fields[i].sentence);
    }

  return copies;
}

static GVariantType *
make_signature (const TroupeMessageField *fields,
                guint                     n_fields)
{
  g_autofree const GVariantType **items = g_new0 (const GVariantType *, n_fields);

  for (guint i = 0; i < n_fields; i++)
    items[i] = G_VARIANT_TYPE (fields[i].type);

  return g_variant_type_new_tuple (items, (int) n_fields);
}

/* GLib keeps the fixed size of a type to itself, but a value of a fixed-size type always has that size, also
 * when it is made from too few bytes; one of another type has the size of its bytes, which is 0 here. */
static gsize
get_fixed_size (const GVariantType *signature)
{
  g_autoptr (GVariant) value = g_variant_new_from_data (signature, NULL, 0, FALSE, NULL, NULL);

  return g_variant_get_size (value);
}

static TroupeMessageType *
make_type (const char               *name,
           const TroupeMessageField *fields,
           guint                     n_fields,
           const char               *sentence,
           guint64                   port)
{
  TroupeMessageType *self = g_new0 (TroupeMessageType, 1);

  self->name = g_strdup (name);
  self->sentence = g_strdup (sentence);
  self->fields = copy_fields (fields, n_fields);
  self->n_fields = n_fields;
  self->signature = make_signature (fields, n_fields);
  self->fixed_size = get_fixed_size (self->signature);
  self->size_class = troupe_message_pool_get_class (self->fixed_size);
  self->is_plain = troupe_message_type_is_plain (self->signature);
  self->hash = troupe_hash_string (name);
  self->port = port != 0 ? port : TROUPE_PORT_HANDLER_BIT | self->hash;

  return self;
}

/* For a type that lost the race of its name: nobody has seen it. */
static void
free_type (TroupeMessageType *self)
{
  for (guint i = 0; i < self->n_fields; i++)
    {
      g_free ((char *) self->fields[i].name);
      g_free ((char *) self->fields[i].type);
      g_free ((char *) self->fields[i].sentence);
    }
  g_free ((TroupeMessageField *) self->fields);
  g_variant_type_free ((GVariantType *) self->signature);
  g_free ((char *) self->name);
  g_free ((char *) self->sentence);
  g_free (self);
}

static gboolean
have_same_fields (const TroupeMessageType *a,
                  const TroupeMessageType *b)
{
  if (a->n_fields != b->n_fields)
    return FALSE;

  for (guint i = 0; i < a->n_fields; i++)
    if (!g_str_equal (a->fields[i].name, b->fields[i].name) ||
        !g_str_equal (a->fields[i].type, b->fields[i].type))
      return FALSE;

  return TRUE;
}

static const TroupeMessageType *
find_by_name (const TroupeMessageType *newest,
              const char              *name,
              guint64                  hash)
{
  for (const TroupeMessageType *type = newest; type != NULL; type = type->next)
    if (type->hash == hash && g_str_equal (type->name, name))
      return type;

  return NULL;
}

/* Two names with one hash would share a handler port. */
static const TroupeMessageType *
find_by_handler_port (const TroupeMessageType *newest,
                      guint64                  port)
{
  if (port < TROUPE_PORT_HANDLER_BIT)
    return NULL;

  for (const TroupeMessageType *type = newest; type != NULL; type = type->next)
    if (type->port == port)
      return type;

  return NULL;
}

/* @type: (transfer full) */
static const TroupeMessageType *
add_type (TroupeMessageType *type)
{
  for (;;)
    {
      const TroupeMessageType *newest = get_newest_type ();
      const TroupeMessageType *twin = find_by_name (newest, type->name, type->hash);
      const TroupeMessageType *rival = find_by_handler_port (newest, type->port);

      if (twin != NULL || rival != NULL)
        {
          if (twin == NULL)
            g_critical ("Message types %s and %s have the same port: rename one", type->name,
                        rival->name);
          else if (!have_same_fields (twin, type) || twin->port != type->port)
            {
              g_critical ("Message type %s is registered already, with other fields or another port",
                          type->name);
              twin = NULL;
            }
          free_type (type);
          return twin;
        }

      type->next = newest;
      type->index = newest != NULL ? newest->index + 1 : 0;
      if (g_atomic_pointer_compare_and_exchange (&newest_type, newest, type))
        return type;
    }
}

/**
 * troupe_message_type_register: (constructor)
 * @name: words joined by dots, such as `bank.deposit`; a word is `[a-z][a-z0-9_-]*`
 * @fields: (array length=n_fields) (nullable): the fields, in order; copied
 * @n_fields: how many
 * @sentence: what a message of this type means; copied
 *
 * Registers a message type, for ever.
 *
 * Registering a name again with the same fields answers the type that is there; with other fields, or with an
 * illegal name or field, it is a programming error: a critical warning and %NULL. From any thread.
 *
 * Returns: (transfer none): the type
 */
const TroupeMessageType *
troupe_message_type_register (const char               *name,
                              const TroupeMessageField *fields,
                              guint                     n_fields,
                              const char               *sentence)
{
  g_return_val_if_fail (name != NULL && troupe_message_type_is_name (name), NULL);
  g_return_val_if_fail (fields != NULL || n_fields == 0, NULL);
  g_return_val_if_fail (are_legal_fields (fields, n_fields), NULL);
  g_return_val_if_fail (sentence != NULL, NULL);

  return add_type (make_type (name, fields, n_fields, sentence, /* port = */ 0));
}

/**
 * troupe_message_type_register_variant: (constructor) (rename-to troupe_message_type_register)
 * @name: as in troupe_message_type_register()
 * @fields: (nullable): name, type and sentence of each field, in order: an `a(sss)`; a floating one is consumed
 * @sentence: what a message of this type means; copied
 *
 * Registers a message type, for ever: troupe_message_type_register() for languages without C structures. From any
 * thread.
 *
 * Returns: (transfer none): the type
 */
const TroupeMessageType *
troupe_message_type_register_variant (const char *name,
                                      GVariant   *fields,
                                      const char *sentence)
{
  g_autoptr (GVariant) rows = fields != NULL ? g_variant_ref_sink (fields) : NULL;
  g_autofree TroupeMessageField *items = NULL;
  guint n_items;

  g_return_val_if_fail (rows == NULL || g_variant_is_of_type (rows, G_VARIANT_TYPE ("a(sss)")), NULL);

  n_items = rows != NULL ? (guint) g_variant_n_children (rows) : 0;
  items = g_new0 (TroupeMessageField, n_items);
  for (guint i = 0; i < n_items; i++)
    g_variant_get_child (rows, i, "(&s&s&s)", &items[i].name, &items[i].type, &items[i].sentence);

  return troupe_message_type_register (name, items, n_items, sentence);
}

const TroupeMessageType *
troupe_message_type_register_control (const char               *name,
                                      const TroupeMessageField *fields,
                                      guint                     n_fields,
                                      const char               *sentence,
                                      guint64                   port)
{
  g_return_val_if_fail (name != NULL && troupe_message_type_is_name (name), NULL);
  g_return_val_if_fail (fields != NULL || n_fields == 0, NULL);
  g_return_val_if_fail (are_legal_fields (fields, n_fields), NULL);
  g_return_val_if_fail (sentence != NULL, NULL);
  g_return_val_if_fail (port > 0 && port < TROUPE_PORT_EPHEMERAL_FIRST, NULL);

  return add_type (make_type (name, fields, n_fields, sentence, port));
}

/**
 * troupe_message_type_lookup:
 * @name: a name
 *
 * Finds a registered message type by its name. From any thread.
 *
 * Returns: (transfer none) (nullable): the type, or %NULL if none has that name
 */
const TroupeMessageType *
troupe_message_type_lookup (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return find_by_name (get_newest_type (), name, troupe_hash_string (name));
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const TroupeMessageType *const *type_a = a;
  const TroupeMessageType *const *type_b = b;

  return strcmp ((*type_a)->name, (*type_b)->name);
}

GPtrArray *
troupe_message_type_list (void)
{
  GPtrArray *types = g_ptr_array_new ();

  for (const TroupeMessageType *type = get_newest_type (); type != NULL; type = type->next)
    g_ptr_array_add (types, (gpointer) type);
  g_ptr_array_sort (types, compare_names);

  return types;
}

/**
 * troupe_message_type_get_name:
 * @self: a message type
 *
 * The name under which it was registered. From any thread.
 *
 * Returns: (transfer none): the name
 */
const char *
troupe_message_type_get_name (const TroupeMessageType *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * troupe_message_type_get_sentence:
 * @self: a message type
 *
 * What a message of this type means. From any thread.
 *
 * Returns: (transfer none): a sentence
 */
const char *
troupe_message_type_get_sentence (const TroupeMessageType *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sentence;
}

/**
 * troupe_message_type_get_signature:
 * @self: a message type
 *
 * The GVariant type of its bodies: the tuple of its fields. From any thread.
 *
 * Returns: (transfer none): a tuple type
 */
const GVariantType *
troupe_message_type_get_signature (const TroupeMessageType *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->signature;
}

/**
 * troupe_message_type_get_fields:
 * @self: a message type
 * @ret_n_fields: (out): how many there are
 *
 * The fields, in the order of the body. From any thread.
 *
 * Returns: (array length=ret_n_fields) (transfer none): the fields
 */
const TroupeMessageField *
troupe_message_type_get_fields (const TroupeMessageType *self,
                                guint                   *ret_n_fields)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (ret_n_fields != NULL, NULL);

  *ret_n_fields = self->n_fields;

  return self->fields;
}

/**
 * troupe_message_type_find_field:
 * @self: a message type
 * @name: a name
 *
 * Finds a field by its name. From any thread.
 *
 * Returns: its place in the body, from 0, or -1 if there is no such field
 */
int
troupe_message_type_find_field (const TroupeMessageType *self,
                                const char              *name)
{
  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);

  for (guint i = 0; i < self->n_fields; i++)
    if (g_str_equal (self->fields[i].name, name))
      return (int) i;

  return -1;
}

/**
 * troupe_message_type_get_port:
 * @self: a message type
 *
 * The index of the port at which an actor takes messages of this type. From any thread.
 *
 * Returns: the hash of the name with the top bit set; a small number for the runtime's own types
 */
guint64
troupe_message_type_get_port (const TroupeMessageType *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}
