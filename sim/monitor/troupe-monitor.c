/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "monitor/troupe-monitor-private.h"

static const TroupeMonitorClass *const monitors[] = {
  &troupe_monitor_ai_1,
  &troupe_monitor_ai_3,
  &troupe_monitor_ci_1,
  &troupe_monitor_ci_2,
  &troupe_monitor_fate_1,
  &troupe_monitor_life_1,
  &troupe_monitor_link_1,
  &troupe_monitor_link_2,
  &troupe_monitor_link_3,
  &troupe_monitor_link_4,
  &troupe_monitor_ord_1,
  &troupe_monitor_proc_1,
  &troupe_monitor_route_1,
  &troupe_monitor_snap_1,
  &troupe_monitor_snap_2,
  &troupe_monitor_snap_3,
  &troupe_monitor_snap_4,
  &troupe_monitor_snap_5,
  &troupe_monitor_sup_1,
  &troupe_monitor_sup_2,
};

/**
 * troupe_monitor_list:
 * @ret_n_classes: (out): how many there are
 *
 * Lists every monitor, in the order of `troupe-sim list invariants`.
 *
 * Returns: (transfer none) (array length=ret_n_classes): the monitors
 */
const TroupeMonitorClass *const *
troupe_monitor_list (guint *ret_n_classes)
{
  g_return_val_if_fail (ret_n_classes != NULL, NULL);

  *ret_n_classes = G_N_ELEMENTS (monitors);

  return monitors;
}

/**
 * troupe_monitor_find:
 * @id: the id of an invariant, such as `AI-1`
 *
 * Finds the monitor of an invariant.
 *
 * Returns: (transfer none) (nullable): the monitor, or %NULL if no invariant has that id
 */
const TroupeMonitorClass *
troupe_monitor_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (monitors); i++)
    if (g_str_equal (monitors[i]->id, id))
      return monitors[i];

  return NULL;
}

/**
 * troupe_monitor_new:
 * @klass: which invariant to watch
 *
 * Makes a monitor for one run. Hand it each event of the kinds in its class, in the order of happening,
 * then call `finish` once.
 *
 * Returns: (transfer full): a monitor that has seen nothing
 */
TroupeMonitor *
troupe_monitor_new (const TroupeMonitorClass *klass)
{
  TroupeMonitor *self;

  g_return_val_if_fail (klass != NULL, NULL);
  g_return_val_if_fail (klass->size >= sizeof (TroupeMonitor), NULL);

  self = g_malloc0 (klass->size);
  self->klass = klass;
  klass->init (self);

  return self;
}

/**
 * troupe_monitor_free:
 * @self: (transfer full): a monitor
 *
 * Frees a monitor and all that it remembers.
 */
void
troupe_monitor_free (TroupeMonitor *self)
{
  g_return_if_fail (self != NULL);

  self->klass->clear (self);
  g_free (self->violation);
  g_free (self);
}

/**
 * troupe_monitor_violate:
 * @self: a monitor
 * @format: what was claimed and what happened, as printf() takes it
 * @...: the arguments of @format
 *
 * Says that the invariant is broken. The first call stays: what follows is most often its consequence.
 */
void
troupe_monitor_violate (TroupeMonitor *self,
                        const char    *format,
                        ...)
{
  va_list arguments;

  g_return_if_fail (self != NULL);
  g_return_if_fail (format != NULL);

  if (self->violation != NULL)
    return;

  va_start (arguments, format);
  self->violation = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

TroupeActorId *
troupe_monitor_name_key (const TroupeActorId *id)
{
  g_autoptr (GError) error = NULL;
  TroupeActorId *key;

  key = troupe_actor_id_new (troupe_actor_id_get_proc (id), troupe_actor_id_get_name (id),
                             /* pid = */ 0, &error);
  g_assert_no_error (error);

  return key;
}

GVariant *
troupe_monitor_dup_attributes (const TroupeMessage *reply)
{
  const TroupeMessageType *type = troupe_message_get_kind (reply);
  g_autoptr (GVariant) body = NULL;

  if (!g_variant_type_equal (troupe_message_type_get_signature (type), G_VARIANT_TYPE ("(a{sv})")))
    return NULL;

  body = troupe_message_dup_body (reply);

  return g_variant_get_child_value (body, 0);
}
