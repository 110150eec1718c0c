/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "message/troupe-reducer-private.h"

#include "base/troupe-error.h"

#include <string.h>

/* Numbers, watermarks and counters. What holds one entry for each rank is combined rank by rank; the ranks of what
 * comes out ascend, each once, whatever came in. */

/* --- numbers --- */

static gint64
get_int64 (GVariant *body)
{
  gint64 number;

  g_variant_get (body, "(x)", &number);

  return number;
}

static guint64
get_uint64 (GVariant *body)
{
  guint64 number;

  g_variant_get (body, "(t)", &number);

  return number;
}

static GVariant *
sum_int64 (GVariant  *left,
           GVariant  *right,
           GVariant  *parameters,
           gpointer   user_data,
           GError   **error)
{
  gint64 sum;

  if (!__builtin_add_overflow (get_int64 (left), get_int64 (right), &sum))
    return g_variant_new ("(x)", sum);

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
               "Could not add %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT ": the sum does not fit",
               get_int64 (left), get_int64 (right));

  return NULL;
}

static GVariant *
sum_uint64 (GVariant  *left,
            GVariant  *right,
            GVariant  *parameters,
            gpointer   user_data,
            GError   **error)
{
  guint64 sum;

  if (g_uint64_checked_add (&sum, get_uint64 (left), get_uint64 (right)))
    return g_variant_new ("(t)", sum);

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
               "Could not add %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT ": the sum does not fit",
               get_uint64 (left), get_uint64 (right));

  return NULL;
}

static GVariant *
min_int64 (GVariant  *left,
           GVariant  *right,
           GVariant  *parameters,
           gpointer   user_data,
           GError   **error)
{
  return g_variant_ref (get_int64 (left) <= get_int64 (right) ? left : right);
}

static GVariant *
max_int64 (GVariant  *left,
           GVariant  *right,
           GVariant  *parameters,
           gpointer   user_data,
           GError   **error)
{
  return g_variant_ref (get_int64 (left) >= get_int64 (right) ? left : right);
}

static GVariant *
min_uint64 (GVariant  *left,
            GVariant  *right,
            GVariant  *parameters,
            gpointer   user_data,
            GError   **error)
{
  return g_variant_ref (get_uint64 (left) <= get_uint64 (right) ? left : right);
}

static GVariant *
max_uint64 (GVariant  *left,
            GVariant  *right,
            GVariant  *parameters,
            gpointer   user_data,
            GError   **error)
{
  return g_variant_ref (get_uint64 (left) >= get_uint64 (right) ? left : right);
}

static GVariant *
read_number (GVariant *state)
{
  return g_variant_get_child_value (state, 0);
}

/* --- what has ranks --- */

/* One rank's part. Of a counter only the value counts. A signed value is kept as its bits. */
typedef struct
{
  guint64 rank;
  guint64 value;
  guint64 time;
} Entry;

static int
compare_ranks (gconstpointer a,
               gconstpointer b)
{
  const Entry *left = a;
  const Entry *right = b;

  return (left->rank > right->rank) - (left->rank < right->rank);
}

/* Which of two entries of one rank stands. */
typedef gboolean (*SupersedesFunc) (const Entry *entry,
                                    const Entry *other);

static gboolean
is_larger (const Entry *entry,
           const Entry *other)
{
  return entry->value > other->value;
}

static gboolean
is_later_unsigned (const Entry *entry,
                   const Entry *other)
{
  return entry->time > other->time || (entry->time == other->time && entry->value > other->value);
}

static gboolean
is_later_signed (const Entry *entry,
                 const Entry *other)
{
  return entry->time > other->time ||
         (entry->time == other->time && (gint64) entry->value > (gint64) other->value);
}

/* Appends the entries of field @index of @body: `a{tt}`, or `a{t(xt)}` with times. */
static void
read_entries (GVariant *body,
              gsize     index,
              gboolean  has_times,
              GArray   *entries)
{
  g_autoptr (GVariant) map = g_variant_get_child_value (body, index);
  gsize n = g_variant_n_children (map);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (map, i);
      g_autoptr (GVariant) content = g_variant_get_child_value (item, 1);
      Entry entry = { 0 };

      g_variant_get_child (item, 0, "t", &entry.rank);
      if (has_times)
        {
          g_autoptr (GVariant) value = g_variant_get_child_value (content, 0);

          /* Both kinds of numbers have the same 8 bytes. */
          entry.value = *(const guint64 *) g_variant_get_data (value);
          g_variant_get_child (content, 1, "t", &entry.time);
        }
      else
        {
          entry.value = g_variant_get_uint64 (content);
        }
      g_array_append_val (entries, entry);
    }
}

/* The entries of one field of two bodies, one for each rank. (transfer full) */
static GArray *
combine_entries (GVariant       *left,
                 GVariant       *right,
                 gsize           index,
                 gboolean        has_times,
                 SupersedesFunc  supersedes)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  guint n_kept = 0;

  read_entries (left, index, has_times, entries);
  if (right != NULL)
    read_entries (right, index, has_times, entries);
  g_array_sort (entries, compare_ranks);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      Entry *last = n_kept > 0 ? &g_array_index (entries, Entry, n_kept - 1) : NULL;

      if (last == NULL || last->rank != entry->rank)
        g_array_index (entries, Entry, n_kept++) = *entry;
      else if (supersedes (entry, last))
        *last = *entry;
    }
  g_array_set_size (entries, n_kept);

  return entries;
}

static GVariant *
make_counts (GArray *entries)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{tt}"));
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      g_variant_builder_add (&builder, "{tt}", entry->rank, entry->value);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
combine_counts (GVariant *left,
                GVariant *right,
                gsize     index)
{
  g_autoptr (GArray) entries = combine_entries (left, right, index, FALSE, is_larger);

  return make_counts (entries);
}

static GVariant *
combine_grow_counters (GVariant  *left,
                       GVariant  *right,
                       GVariant  *parameters,
                       gpointer   user_data,
                       GError   **error)
{
  return g_variant_new ("(@a{tt})", combine_counts (left, right, 0));
}

static GVariant *
combine_up_down_counters (GVariant  *left,
                          GVariant  *right,
                          GVariant  *parameters,
                          gpointer   user_data,
                          GError   **error)
{
  return g_variant_new ("(@a{tt}@a{tt})", combine_counts (left, right, 0), combine_counts (left, right, 1));
}

/* Modulo 2^64, as the sum of what many count may be. */
static guint64
sum_counts (GVariant *state,
            gsize     index)
{
  g_autoptr (GArray) entries = combine_entries (state, NULL, index, FALSE, is_larger);
  guint64 sum = 0;

  for (guint i = 0; i < entries->len; i++)
    sum += g_array_index (entries, Entry, i).value;

  return sum;
}

static GVariant *
read_grow_counter (GVariant *state)
{
  return g_variant_new_uint64 (sum_counts (state, 0));
}

static GVariant *
read_up_down_counter (GVariant *state)
{
  return g_variant_new_int64 ((gint64) (sum_counts (state, 0) - sum_counts (state, 1)));
}

static GVariant *
make_watermark (GArray   *entries,
                gboolean  is_signed)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, is_signed ? G_VARIANT_TYPE ("a{t(xt)}") : G_VARIANT_TYPE ("a{t(tt)}"));
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (is_signed)
        g_variant_builder_add (&builder, "{t(xt)}", entry->rank, (gint64) entry->value, entry->time);
      else
        g_variant_builder_add (&builder, "{t(tt)}", entry->rank, entry->value, entry->time);
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
combine_watermarks_int64 (GVariant  *left,
                          GVariant  *right,
                          GVariant  *parameters,
                          gpointer   user_data,
                          GError   **error)
{
  g_autoptr (GArray) entries = combine_entries (left, right, 0, TRUE, is_later_signed);

  return g_variant_new ("(@a{t(xt)})", make_watermark (entries, TRUE));
}

static GVariant *
combine_watermarks_uint64 (GVariant  *left,
                           GVariant  *right,
                           GVariant  *parameters,
                           gpointer   user_data,
                           GError   **error)
{
  g_autoptr (GArray) entries = combine_entries (left, right, 0, TRUE, is_later_unsigned);

  return g_variant_new ("(@a{t(tt)})", make_watermark (entries, FALSE));
}

static GVariant *
read_watermark_int64 (GVariant *state)
{
  g_autoptr (GArray) entries = combine_entries (state, NULL, 0, TRUE, is_later_signed);
  gint64 least = G_MAXINT64;

  for (guint i = 0; i < entries->len; i++)
    least = MIN (least, (gint64) g_array_index (entries, Entry, i).value);

  return entries->len > 0 ? g_variant_new_int64 (least) : NULL;
}

static GVariant *
read_watermark_uint64 (GVariant *state)
{
  g_autoptr (GArray) entries = combine_entries (state, NULL, 0, TRUE, is_later_unsigned);
  guint64 least = G_MAXUINT64;

  for (guint i = 0; i < entries->len; i++)
    least = MIN (least, g_array_index (entries, Entry, i).value);

  return entries->len > 0 ? g_variant_new_uint64 (least) : NULL;
}

#define INT64 ((const GVariantType *) "(x)")
#define UINT64 ((const GVariantType *) "(t)")
#define WATERMARK_INT64 ((const GVariantType *) "(a{t(xt)})")
#define WATERMARK_UINT64 ((const GVariantType *) "(a{t(tt)})")
#define COUNTER ((const GVariantType *) "(a{tt})")
#define TWO_COUNTERS ((const GVariantType *) "(a{tt}a{tt})")

static const TroupeReducer built_in[] = {
  { NULL, "grow-counter", "The largest count of each rank", COUNTER, combine_grow_counters, NULL, read_grow_counter },
  { NULL, "max-int64", "The larger number", INT64, max_int64, NULL, read_number },
  { NULL, "max-uint64", "The larger number", UINT64, max_uint64, NULL, read_number },
  { NULL, "min-int64", "The smaller number", INT64, min_int64, NULL, read_number },
  { NULL, "min-uint64", "The smaller number", UINT64, min_uint64, NULL, read_number },
  { NULL, "sum-int64", "The sum", INT64, sum_int64, NULL, read_number },
  { NULL, "sum-uint64", "The sum", UINT64, sum_uint64, NULL, read_number },
  { NULL, "up-down-counter", "The largest counts of each rank, up and down", TWO_COUNTERS, combine_up_down_counters,
    NULL, read_up_down_counter },
  { NULL, "watermark-int64", "The latest value of each rank", WATERMARK_INT64, combine_watermarks_int64, NULL,
    read_watermark_int64 },
  { NULL, "watermark-uint64", "The latest value of each rank", WATERMARK_UINT64, combine_watermarks_uint64, NULL,
    read_watermark_uint64 },
};

const TroupeReducer *
troupe_built_in_reducer_lookup (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (strcmp (built_in[i].name, name) == 0)
      return &built_in[i];

  return NULL;
}
