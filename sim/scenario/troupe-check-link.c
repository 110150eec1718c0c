/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-check-private.h"

/* Links: which hosts, and what their attributes say. */

static gboolean
check_delay (TroupeCheck         *self,
             TroupeLinkStatement *link,
             const TroupeValue   *value)
{
  if ((value->kind != TROUPE_VALUE_TIME && value->kind != TROUPE_VALUE_TIME_RANGE) || value->is_negative)
    return FALSE;
  link->delay_min_ns = (guint64) value->number;
  link->delay_max_ns = (guint64) value->number_max;

  return TRUE;
}

static gboolean
check_dist (TroupeCheck         *self,
            TroupeLinkStatement *link,
            const TroupeValue   *value)
{
  static const char *const words[] = { "uniform", "exp", "normal" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (value->text, words[i]))
      {
        link->distribution = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_part (const TroupeValue *value,
           guint32           *ret_ppb)
{
  if (value->kind != TROUPE_VALUE_PERCENT || value->is_negative || value->number > 1000000000)
    return FALSE;
  *ret_ppb = (guint32) value->number;

  return TRUE;
}

static gboolean
check_loss (TroupeCheck         *self,
            TroupeLinkStatement *link,
            const TroupeValue   *value)
{
  return read_part (value, &link->loss_ppb);
}

static gboolean
check_reset (TroupeCheck         *self,
             TroupeLinkStatement *link,
             const TroupeValue   *value)
{
  return read_part (value, &link->reset_ppb);
}

static gboolean
read_size (const TroupeValue *value,
           guint64           *ret_size)
{
  if (value->kind != TROUPE_VALUE_NUMBER || value->billionths != 0 || value->number < 1)
    return FALSE;
  *ret_size = (guint64) value->number;

  return TRUE;
}

static gboolean
check_rate (TroupeCheck         *self,
            TroupeLinkStatement *link,
            const TroupeValue   *value)
{
  return read_size (value, &link->rate_bps);
}

static gboolean
check_mtu (TroupeCheck         *self,
           TroupeLinkStatement *link,
           const TroupeValue   *value)
{
  return read_size (value, &link->mtu_bytes);
}

typedef struct
{
  const char           *key;
  TroupeLinkAttribute   bit;
  const char           *form;
  gboolean            (*check) (TroupeCheck         *self,
                                TroupeLinkStatement *link,
                                const TroupeValue   *value);
} Attribute;

static const Attribute attributes[] = {
  { "delay", TROUPE_LINK_DELAY, "a time, or two such as 1ms..3ms", check_delay },
  { "dist", TROUPE_LINK_DIST, "uniform, exp or normal", check_dist },
  { "loss", TROUPE_LINK_LOSS, "a part such as 2%, up to 100%", check_loss },
  { "rate", TROUPE_LINK_RATE, "bytes a second, such as 10M", check_rate },
  { "mtu", TROUPE_LINK_MTU, "bytes, such as 1500", check_mtu },
  { "reset", TROUPE_LINK_RESET, "a part such as 0.1%, up to 100%", check_reset },
};

static void
check_attribute (TroupeCheck          *self,
                 TroupeLinkStatement  *link,
                 const TroupeArgument *argument)
{
  const char *keys[G_N_ELEMENTS (attributes)];

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      keys[i] = attributes[i].key;
      if (!g_str_equal (argument->key, attributes[i].key))
        continue;
      link->given |= attributes[i].bit;
      if (!attributes[i].check (self, link, argument->value))
        troupe_check_error (self, &argument->value->span, "'%.40s' is no %s of a link; write %s", argument->value->text,
                            argument->key, attributes[i].form);
      return;
    }
  troupe_check_unknown_key (self, argument, "a link", keys, G_N_ELEMENTS (keys));
}

void
troupe_check_link (TroupeCheck         *self,
                   TroupeLinkStatement *link)
{
  static const TroupePlaceUse hosts = { TROUPE_PLACES_HOST, FALSE, "a link joins hosts" };

  if (link->left != NULL)
    {
      troupe_check_resolve (self, link->left, &hosts);
      troupe_check_resolve (self, link->right, &hosts);
    }
  troupe_check_duplicate_keys (self, link->arguments);
  for (guint i = 0; i < link->arguments->len; i++)
    check_attribute (self, link, g_ptr_array_index (link->arguments, i));
}
