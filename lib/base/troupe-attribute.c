/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-attribute.h"

#include "base/troupe-error.h"
#include "base/troupe-status.h"

#include <string.h>

/* All that is answered, in one place: users read it, scenario files match it, and what comes from elsewhere is checked
 * against it. Sorted by name. */
static const TroupeAttribute attributes_known[] = {
  { "children", "as", "Ids of its children, in the order of spawning; of a proc: of its roots" },
  { "created_at_ns", "x", "When it was made, in nanoseconds since 1970-01-01 UTC; not of a proc" },
  { "duplicates", "t", "How many messages were dropped, since they had come before; if it has flows" },
  { "ended", "as", "Of a proc: ids of those whose snapshots it keeps, in the order of ending" },
  { "failure_chain", "s", "Who failed: how, and what caused it, a line each" },
  { "failure_error_message", "s", "Who failed: why" },
  { "failure_is_propagated", "b", "Who failed: it began with another actor" },
  { "failure_occurred_at_ns", "x", "Who failed: when, in nanoseconds since 1970-01-01 UTC" },
  { "failure_root_cause_actor", "s", "Who failed: the id of the actor where it began" },
  { "failure_root_cause_name", "s", "Who failed: the display name of the actor where it began, if it has one" },
  { "flight_recorder", "a(txss)", "What happened lately, oldest first: number, wall clock, actor, text; if anything" },
  { "id", "s", "Whose attributes these are" },
  { "last_handled", "s", "The type of the message handled last, if any" },
  { "messages_handled", "t", "How many messages it has handled; queries and signals do not count" },
  { "name", "s", "Its name, the same as in its id" },
  { "parent", "s", "The id of the actor that supervises it, if there is one" },
  { "parked", "t", "How many messages have come in front of others of their flow, and wait for them; if it has flows" },
  { "peer_faults", "a{st}", "Of a proc: how often other processes did wrong towards its loop, by reason; if ever" },
  { "pid", "t", "What tells it from others of its name; not of a proc" },
  { "processing_time_ns", "t", "How long its handlers took, as the clock of its loop shows it" },
  { "published", "a{sv}", "What the actor has published, if anything" },
  { "queue_age_ns", "t", "Of a proc: how long ago something was last seen waiting; if ever" },
  { "queue_depth", "t", "How many messages wait to be handled; of a proc: in all mailboxes" },
  { "queue_high_water", "t", "Of a proc: the highest that queue_depth has been" },
  { "status", "s", "Such as \"idle\", \"processing TYPE for N ms\", \"client\", \"stopped: REASON\"" },
  { "type", "s", "The actor's type; \"()\" of a client, \"proc\" of a proc" },
};

/* What everyone has, and what everyone has who failed. */
static const char *const required[] = { "id", "name", "status", "type" };
static const char *const required_of_failure[] = {
  "failure_chain", "failure_error_message", "failure_is_propagated", "failure_occurred_at_ns",
  "failure_root_cause_actor",
};

/**
 * troupe_attribute_list:
 * @ret_n_attributes: (out): how many
 *
 * Lists all attributes that are known, sorted by name. Callable from every thread.
 *
 * Returns: (transfer none) (array length=ret_n_attributes): the attributes
 */
const TroupeAttribute *
troupe_attribute_list (guint *ret_n_attributes)
{
  g_return_val_if_fail (ret_n_attributes != NULL, NULL);

  *ret_n_attributes = G_N_ELEMENTS (attributes_known);

  return attributes_known;
}

/* Unknown names are left alone: a newer runtime may say more (AV-3). */
static gboolean
check_types (GVariantDict  *dict,
             GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (attributes_known); i++)
    {
      const TroupeAttribute *attribute = &attributes_known[i];
      g_autoptr (GVariant) value = g_variant_dict_lookup_value (dict, attribute->name, NULL);

      if (value == NULL || g_variant_is_of_type (value, G_VARIANT_TYPE (attribute->type)))
        continue;
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not read the attributes: '%s' is of type %s, expected %s", attribute->name,
                   g_variant_get_type_string (value), attribute->type);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_present (GVariantDict       *dict,
               const char *const  *names,
               guint               n_names,
               GError            **error)
{
  for (guint i = 0; i < n_names; i++)
    if (!g_variant_dict_contains (dict, names[i]))
      {
        g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND, "Could not read the attributes: '%s' is missing",
                     names[i]);
        return FALSE;
      }

  return TRUE;
}

/* Reads "STATUS", "STATUS: REASON" or "STATUS DETAIL". */
static gboolean
check_status (const char  *text,
              gboolean     is_proc,
              gboolean    *ret_failed,
              GError     **error)
{
  gsize size = strcspn (text, ": ");
  g_autofree char *word = g_strndup (text, size);
  TroupeActorStatus status = TROUPE_ACTOR_STATUS_IDLE;
  TroupeProcStatus proc_status;

  *ret_failed = FALSE;
  if (is_proc ? !troupe_proc_status_from_string (word, &proc_status)
              : !troupe_actor_status_from_string (word, &status))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not read the attributes: '%s' is no status", text);
      return FALSE;
    }
  if (text[size] == ':' && !is_proc && !troupe_actor_status_is_terminal (status))
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                   "Could not read the attributes: '%s' gives a reason, and is not terminal", text);
      return FALSE;
    }

  *ret_failed = status == TROUPE_ACTOR_STATUS_FAILED;

  return TRUE;
}

/* Who did not fail tells of no failure. */
static gboolean
check_no_failure (GVariantDict  *dict,
                  const char    *status,
                  GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (attributes_known); i++)
    if (g_str_has_prefix (attributes_known[i].name, "failure_") &&
        g_variant_dict_contains (dict, attributes_known[i].name))
      {
        g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
                     "Could not read the attributes: '%s' is there, and the status is '%s'", attributes_known[i].name,
                     status);
        return FALSE;
      }

  return TRUE;
}

/* A failure is propagated if and only if it began with another actor (FI-4). */
static gboolean
check_root_cause (GVariantDict  *dict,
                  GError       **error)
{
  const char *id = NULL;
  const char *cause = NULL;
  gboolean is_propagated = FALSE;

  g_variant_dict_lookup (dict, "id", "&s", &id);
  g_variant_dict_lookup (dict, "failure_root_cause_actor", "&s", &cause);
  g_variant_dict_lookup (dict, "failure_is_propagated", "b", &is_propagated);
  if (is_propagated == !g_str_equal (id, cause))
    return TRUE;

  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_INVALID_VALUE,
               "Could not read the attributes: the failure of %s began with %s, and is %s", id, cause,
               is_propagated ? "said to be propagated" : "not said to be propagated");

  return FALSE;
}

/**
 * troupe_attributes_check:
 * @attributes: what was answered (`a{sv}`)
 * @error: return location for an error
 *
 * Checks what someone answered of itself, wherever that came from: each known attribute has its type; those that all
 * have are there; a reason stands with a terminal status only (IA-3); who failed tells why, whole, and nobody else does
 * (IA-4, FI-3); a failure is propagated if it began elsewhere (FI-4). Attributes that are not known are left alone
 * (AV-3). Callable from every thread.
 *
 * Fails with %TROUPE_ERROR_NOT_FOUND where an attribute is missing, and with %TROUPE_ERROR_INVALID_VALUE where one does
 * not fit.
 *
 * Returns: %TRUE if all is as it should be
 */
gboolean
troupe_attributes_check (GVariant  *attributes,
                         GError   **error)
{
  g_auto (GVariantDict) dict = { 0 };
  const char *status = NULL;
  gboolean is_proc;
  gboolean failed;

  g_return_val_if_fail (attributes != NULL, FALSE);
  g_return_val_if_fail (g_variant_is_of_type (attributes, G_VARIANT_TYPE_VARDICT), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_variant_dict_init (&dict, attributes);
  if (!check_types (&dict, error) || !check_present (&dict, required, G_N_ELEMENTS (required), error))
    return FALSE;

  g_variant_dict_lookup (&dict, "status", "&s", &status);
  is_proc = !g_variant_dict_contains (&dict, "pid");
  if (!check_status (status, is_proc, &failed, error))
    return FALSE;
  if (!failed)
    return check_no_failure (&dict, status, error);

  return check_present (&dict, required_of_failure, G_N_ELEMENTS (required_of_failure), error) &&
         check_root_cause (&dict, error);
}
