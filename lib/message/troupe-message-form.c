/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-message-private.h"

#include <string.h>

/* Is a body from a wire the one serialised form of some value: offsets in order and no wider than need be, padding
 * zero, booleans 0 or 1, strings UTF-8? GLib answers that too, but looks at each element of an array, also where any
 * bytes will do: 14 ms for a megabyte. This check takes such arrays in one step.
 *
 * The format, as far as it matters here: values stand at offsets that are multiples of their alignment, with zeros
 * between them. Where a container holds values of varying size, the places where they end stand at its own end,
 * little-endian, as wide as the size of the whole container demands: in order in an array, backwards in a tuple, whose
 * last item needs none. */

/* How deep values may be nested: what GLib takes. */
#define DEPTH_MAX 128

typedef struct
{
  gsize    alignment;  /* 1, 2, 4 or 8 */
  gsize    fixed_size; /* 0: it varies */
  gboolean is_plain;   /* any bytes of that size are a value in normal form */
} Layout;

/* The bytes of one value, and what is known of the place it has. */
typedef struct
{
  const guint8 *data;
  gsize         size;
  guint         depth; /* in how many containers it stands */
} Value;

/* @type points to a valid type string, which may have more behind its end. */
static gboolean check_value (const char *type,
                             Layout      layout,
                             Value       value);

static gsize
round_up (gsize offset,
          gsize alignment)
{
  return (offset + alignment - 1) & ~(alignment - 1);
}

static Layout read_layout (const char **type);

static gboolean
ends_tuple (const char *type)
{
  return *type == ')' || *type == '}';
}

/* Reads the types of the items, and the bracket behind them. */
static Layout
read_tuple_layout (const char **type)
{
  Layout layout = { 1, 0, TRUE };
  gboolean is_fixed = TRUE;
  gsize end = 0;

  while (!ends_tuple (*type))
    {
      Layout item = read_layout (type);

      layout.alignment = MAX (layout.alignment, item.alignment);
      layout.is_plain = layout.is_plain && item.is_plain && end % item.alignment == 0;
      is_fixed = is_fixed && item.fixed_size > 0;
      end = round_up (end, item.alignment) + item.fixed_size;
    }
  (*type)++;
  if (!is_fixed)
    return (Layout) { layout.alignment, 0, FALSE };

  /* The empty tuple is one zero byte. */
  layout.is_plain = layout.is_plain && end > 0 && end % layout.alignment == 0;
  layout.fixed_size = end > 0 ? round_up (end, layout.alignment) : 1;

  return layout;
}

/* Moves *@type behind the one type that it points to. */
static Layout
read_layout (const char **type)
{
  switch (*(*type)++)
    {
    case 'y':
      return (Layout) { 1, 1, TRUE };

    case 'b':
      return (Layout) { 1, 1, FALSE };

    case 'n':
    case 'q':
      return (Layout) { 2, 2, TRUE };

    case 'i':
    case 'u':
    case 'h':
      return (Layout) { 4, 4, TRUE };

    case 'x':
    case 't':
    case 'd':
      return (Layout) { 8, 8, TRUE };

    case 'v':
      return (Layout) { 8, 0, FALSE };

    case 'a':
    case 'm':
      return (Layout) { read_layout (type).alignment, 0, FALSE };

    case '(':
    case '{':
      return read_tuple_layout (type);

    default: /* s, o, g */
      return (Layout) { 1, 0, FALSE };
    }
}

static Layout
get_layout (const char *type)
{
  return read_layout (&type);
}

/* A container of no bytes has offsets of no bytes, which all read 0: GLib takes that too. */
static gsize
get_offset_width (gsize size)
{
  if (size <= G_MAXUINT8)
    return size > 0 ? 1 : 0;
  if (size <= G_MAXUINT16)
    return 2;

  return size <= G_MAXUINT32 ? 4 : 8;
}

static gsize
read_offset (const guint8 *data,
             gsize         width)
{
  guint64 offset = 0;

  memcpy (&offset, data, width);

  return GUINT64_FROM_LE (offset);
}

/* Would @n_offsets in a container of @end bytes without them be written as wide as in one of @size bytes? */
static gboolean
is_narrowest (gsize end,
              gsize n_offsets,
              gsize size)
{
  gsize width = get_offset_width (size);

  return n_offsets == 0 || width <= 1 || get_offset_width (end + n_offsets * (width / 2)) == width;
}

/* Are the bytes from *@at up to @next zero, and before @end? Moves *@at there. */
static gboolean
skip_zeros (const guint8 *data,
            gsize        *at,
            gsize         next,
            gsize         end)
{
  for (; *at < next; (*at)++)
    if (*at >= end || data[*at] != 0)
      return FALSE;

  return TRUE;
}

static gboolean
check_fixed_array (const char *element,
                   Layout      layout,
                   Value       value)
{
  if (value.size % layout.fixed_size != 0)
    return FALSE;
  if (layout.is_plain)
    return TRUE;

  for (gsize at = 0; at < value.size; at += layout.fixed_size)
    if (!check_value (element, layout, (Value) { value.data + at, layout.fixed_size, value.depth + 1 }))
      return FALSE;

  return TRUE;
}

static gboolean
check_array (const char *type,
             Value       value)
{
  const char *element = type + 1;
  Layout layout = get_layout (element);
  gsize width = get_offset_width (value.size);
  gsize at = 0;
  gsize end;

  if (layout.fixed_size > 0)
    return check_fixed_array (element, layout, value);
  if (value.size == 0)
    return TRUE;

  /* The last offset says where the last element ends, and there the offsets begin. */
  end = read_offset (value.data + value.size - width, width);
  if (end > value.size - width || (value.size - end) % width != 0 ||
      !is_narrowest (end, (value.size - end) / width, value.size))
    return FALSE;

  for (gsize offset = end; offset < value.size; offset += width)
    {
      gsize element_end = read_offset (value.data + offset, width);

      if (element_end < at || element_end > end ||
          !skip_zeros (value.data, &at, round_up (at, layout.alignment), element_end))
        return FALSE;
      if (!check_value (element, layout, (Value) { value.data + at, element_end - at, value.depth + 1 }))
        return FALSE;
      at = element_end;
    }

  return TRUE;
}

static gboolean
check_maybe (const char *type,
             Value       value)
{
  const char *element = type + 1;
  Layout layout = get_layout (element);

  value.depth++;
  if (value.size == 0)
    return TRUE;
  if (layout.fixed_size == 0 && value.data[--value.size] != 0)
    return FALSE;

  return check_value (element, layout, value);
}

/* Also dictionary entries. */
static gboolean
check_tuple (const char *type,
             Layout      layout,
             Value       value)
{
  gsize width = get_offset_width (value.size);
  gsize offsets = value.size; /* where the offsets begin that were read so far */
  gsize at = 0;

  for (const char *next = type + 1; !ends_tuple (next);)
    {
      const char *item = next;
      Layout item_layout = read_layout (&next);
      gsize end = offsets;

      if (!skip_zeros (value.data, &at, round_up (at, item_layout.alignment), value.size))
        return FALSE;
      if (item_layout.fixed_size > 0)
        end = at + item_layout.fixed_size;
      else if (!ends_tuple (next))
        {
          if (offsets < at + width)
            return FALSE;
          offsets -= width;
          end = read_offset (value.data + offsets, width);
        }
      if (end < at || end > offsets)
        return FALSE;
      if (!check_value (item, item_layout, (Value) { value.data + at, end - at, value.depth + 1 }))
        return FALSE;
      at = end;
    }

  if (layout.fixed_size > 0)
    return skip_zeros (value.data, &at, value.size, value.size);

  return at == offsets && is_narrowest (at, width > 0 ? (value.size - offsets) / width : 0, value.size);
}

static gboolean
check_string (char  kind,
              Value value)
{
  const char *text = (const char *) value.data;

  /* UTF-8 without a zero byte inside, and one at the end. */
  if (value.size == 0 || text[value.size - 1] != '\0' || !g_utf8_validate_len (text, value.size - 1, NULL))
    return FALSE;
  if (kind == 'o')
    return g_variant_is_object_path (text);

  return kind == 's' || g_variant_is_signature (text);
}

/* A value, a zero byte, and the type of the value. */
static gboolean
check_variant (Value value)
{
  g_autofree char *text = NULL;
  gsize at = value.size;

  while (at > 0 && value.data[at - 1] != 0)
    at--;
  if (at == 0)
    return FALSE;

  text = g_strndup ((const char *) value.data + at, value.size - at);
  if (!g_variant_type_string_is_valid (text) || !g_variant_type_is_definite (G_VARIANT_TYPE (text)))
    return FALSE;

  return check_value (text, get_layout (text), (Value) { value.data, at - 1, value.depth + 1 });
}

static gboolean
check_value (const char *type,
             Layout      layout,
             Value       value)
{
  if (value.depth >= DEPTH_MAX)
    return FALSE;
  if (layout.fixed_size > 0 && value.size != layout.fixed_size)
    return FALSE;
  if (layout.is_plain)
    return TRUE;

  switch (*type)
    {
    case 'b':
      return value.data[0] <= 1;

    case 'v':
      return check_variant (value);

    case 'a':
      return check_array (type, value);

    case 'm':
      return check_maybe (type, value);

    case '(':
    case '{':
      return check_tuple (type, layout, value);

    default:
      return check_string (*type, value);
    }
}

gboolean
troupe_message_type_is_plain (const GVariantType *type)
{
  Layout layout;

  g_return_val_if_fail (type != NULL, FALSE);

  layout = get_layout (g_variant_type_peek_string (type));

  return layout.is_plain && layout.fixed_size > 0;
}

gboolean
troupe_message_body_is_normal (const GVariantType *type,
                               gconstpointer       data,
                               gsize               size)
{
  const char *text;

  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  text = g_variant_type_peek_string (type);

  return check_value (text, get_layout (text), (Value) { data, size, /* depth = */ 0 });
}
