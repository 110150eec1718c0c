/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-value-compare.h"

#include <string.h>

/* A whole number of either sign. */
typedef struct
{
  gboolean is_negative;
  guint64  size;        /* its absolute value */
} Number;

static Number
number_from_signed (gint64 value)
{
  return (Number) { value < 0, value < 0 ? -(guint64) value : (guint64) value };
}

static gboolean
read_number (GVariant *variant,
             Number   *ret_number)
{
  switch (g_variant_classify (variant))
    {
    case G_VARIANT_CLASS_BYTE:
      *ret_number = number_from_signed (g_variant_get_byte (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT16:
      *ret_number = number_from_signed (g_variant_get_int16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT16:
      *ret_number = number_from_signed (g_variant_get_uint16 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT32:
      *ret_number = number_from_signed (g_variant_get_int32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT32:
      *ret_number = number_from_signed (g_variant_get_uint32 (variant));
      return TRUE;
    case G_VARIANT_CLASS_INT64:
      *ret_number = number_from_signed (g_variant_get_int64 (variant));
      return TRUE;
    case G_VARIANT_CLASS_UINT64:
      *ret_number = (Number) { FALSE, g_variant_get_uint64 (variant) };
      return TRUE;
    case G_VARIANT_CLASS_BOOLEAN:
    case G_VARIANT_CLASS_HANDLE:
    case G_VARIANT_CLASS_DOUBLE:
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
    case G_VARIANT_CLASS_ARRAY:
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
    default:
      return FALSE;
    }
}

static int
number_compare (const Number *a,
                const Number *b)
{
  int by_size = a->size < b->size ? -1 : a->size > b->size;

  if (a->is_negative != b->is_negative)
    return a->is_negative ? -1 : 1;

  return a->is_negative ? -by_size : by_size;
}

static gboolean
holds (int            order,
       TroupeOperator operator_)
{
  switch (operator_)
    {
    case TROUPE_OPERATOR_EQUAL:
      return order == 0;
    case TROUPE_OPERATOR_NOT_EQUAL:
      return order != 0;
    case TROUPE_OPERATOR_LESS:
      return order < 0;
    case TROUPE_OPERATOR_GREATER:
      return order > 0;
    case TROUPE_OPERATOR_CONTAINS:
    default:
      return FALSE;
    }
}

static char *
dup_text (GVariant *variant)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_STRING) ||
      g_variant_is_of_type (variant, G_VARIANT_TYPE_OBJECT_PATH) ||
      g_variant_is_of_type (variant, G_VARIANT_TYPE_SIGNATURE))
    return g_variant_dup_string (variant, NULL);

  return g_variant_print (variant, FALSE);
}

gboolean
troupe_compare_variant (GVariant       *actual,
                        TroupeOperator  operator_,
                        GVariant       *expected)
{
  g_autofree char *actual_text = NULL;
  g_autofree char *expected_text = NULL;
  Number actual_number, expected_number;

  if (read_number (actual, &actual_number) && read_number (expected, &expected_number) &&
      operator_ != TROUPE_OPERATOR_CONTAINS)
    return holds (number_compare (&actual_number, &expected_number), operator_);

  actual_text = dup_text (actual);
  expected_text = dup_text (expected);
  if (operator_ == TROUPE_OPERATOR_CONTAINS)
    return strstr (actual_text, expected_text) != NULL;

  return holds (strcmp (actual_text, expected_text), operator_);
}
