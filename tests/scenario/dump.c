/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "fixture.h"

/* A tree as text: every field that the executor reads, by content. */

#define U G_GUINT64_FORMAT
#define I G_GINT64_FORMAT

static void
dump_set (GString              *text,
          const char           *name,
          const TroupePlaceSet *set)
{
  g_autofree char *names = NULL;

  if (set == NULL)
    return;
  names = fixture_names (set);
  g_string_append_printf (text, " %s{%d|%s}", name, set->is_any, names);
}

static void
dump_pick (GString          *text,
           const char       *name,
           const TroupePick *pick)
{
  if (pick == NULL)
    return;
  g_string_append_printf (text, " %s:%d:%u", name, pick->kind, pick->n);
  dump_set (text, "of", pick->set);
}

static void
dump_variant (GString  *text,
              GVariant *variant)
{
  g_autofree char *printed = variant != NULL ? g_variant_print (variant, TRUE) : NULL;

  g_string_append_printf (text, "<%s>", printed != NULL ? printed : "");
}

static void
dump_value (GString           *text,
            const TroupeValue *value)
{
  g_string_append_printf (text, "%d:%s:%" I ":%" I ":%u:%d@%s", value->kind,
                          value->text, value->number,
                          value->number_max, value->billionths, value->is_negative,
                          value->place != NULL ? value->place->name : "");
  dump_variant (text, value->variant);
}

static void
dump_arguments (GString         *text,
                const GPtrArray *arguments)
{
  for (guint i = 0; arguments != NULL && i < arguments->len; i++)
    {
      const TroupeArgument *argument = g_ptr_array_index (arguments, i);

      g_string_append_printf (text, " %s(%d)", argument->key, argument->operator_);
      dump_value (text, argument->value);
    }
}

static void
dump_event (GString                  *text,
            const TroupeEventPattern *event)
{
  if (event == NULL)
    return;
  g_string_append_printf (text, " event %u nth %u", event->kind, event->nth);
  dump_set (text, "subject", event->subject);
  dump_arguments (text, event->keys);
}

static void
dump_declaration (GString                 *text,
                  const TroupeDeclaration *declaration)
{
  g_string_append_printf (text, " declaration %d type %s relation %d introspectable %d zone %s clock %" U
                          " drift %" I, declaration->kind, declaration->type_name, declaration->relation,
                          declaration->is_introspectable, declaration->zone, declaration->clock_ns,
                          declaration->drift_ppb);
  dump_set (text, "names", declaration->names);
  dump_set (text, "where", declaration->where);
  dump_arguments (text, declaration->arguments);
}

static void
dump_link (GString                   *text,
           const TroupeLinkStatement *link)
{
  g_string_append_printf (text, " link %d oneway %d given %u delay %" U "..%" U
                          " dist %d loss %u reset %u rate %" U " mtu %" U, link->kind, link->is_oneway,
                          link->given, link->delay_min_ns, link->delay_max_ns, link->distribution, link->loss_ppb,
                          link->reset_ppb,
                          link->rate_bps, link->mtu_bytes);
  dump_set (text, "left", link->left);
  dump_set (text, "right", link->right);
}

static void
dump_action (GString            *text,
             const TroupeAction *action)
{
  g_string_append_printf (text,
                          " action %d oneway %d message %s (%s) point %s reason %s from %s number %" U
                          " offset %" I " interval %" U, action->kind, action->is_oneway,
                          action->message,
                          action->message_type != NULL ? troupe_message_type_get_name (action->message_type) : "",
                          action->point,
                          action->reason, action->from != NULL ? action->from->name : "", action->number,
                          action->offset_ns,
                          action->interval_ns);
  dump_pick (text, "targets", action->targets);
  dump_pick (text, "others", action->others);
  dump_arguments (text, action->arguments);
  for (guint i = 0; i < action->n_body; i++)
    {
      g_string_append_printf (text, " [%s", action->body[i].place != NULL ? action->body[i].place->name : "");
      dump_variant (text, action->body[i].variant);
      g_string_append_c (text, ']');
    }
  if (action->declaration != NULL)
    dump_declaration (text, action->declaration);
  if (action->link != NULL)
    dump_link (text, action->link);
  if (action->action != NULL)
    dump_action (text, action->action);
}

static void
dump_step (GString          *text,
           const TroupeStep *step)
{
  const TroupeWhen *when = step->when;

  g_string_append_printf (text,
                          " step %u %s when %d %" U " %" U " %" U, step->index,
                          step->label, when->kind, when->time_ns, when->from_ns, when->until_ns);
  dump_event (text, when->event);
  dump_action (text, step->action);
}

static void
dump_claim (GString           *text,
            const TroupeClaim *claim)
{
  g_string_append_printf (text,
                          " claim %d index %u within %" U " step %d count %" U "..%" U
                          " text %s", claim->kind, claim->index, claim->within_ns,
                          claim->step != NULL ? (int) claim->step->index : -1, claim->count_min, claim->count_max,
                          claim->text);
  dump_event (text, claim->event);
  dump_event (text, claim->second);
  for (guint i = 0; claim->ids != NULL && i < claim->ids->len; i++)
    dump_value (text, g_ptr_array_index (claim->ids, i));
}

static void
dump_pin (GString         *text,
          const TroupePin *pin)
{
  g_string_append_printf (text, " pin %d delay %" U " label %s step %d", pin->kind, pin->delay_ns,
                          pin->label,
                          pin->step != NULL ? (int) pin->step->index : -1);
  dump_event (text, pin->event);
  dump_event (text, pin->second);
  dump_set (text, "picked", pin->picked);
}

static void
dump_statement (GString               *text,
                const TroupeStatement *statement)
{
  g_string_append_printf (text, "statement %d %s", statement->kind, statement->text);
  if (statement->setting != NULL)
    g_string_append_printf (text, " set %s %u", statement->setting->key, statement->setting->values->len);
  if (statement->declaration != NULL)
    dump_declaration (text, statement->declaration);
  if (statement->link != NULL)
    dump_link (text, statement->link);
  if (statement->step != NULL)
    dump_step (text, statement->step);
  if (statement->claim != NULL)
    dump_claim (text, statement->claim);
  if (statement->pin != NULL)
    dump_pin (text, statement->pin);
  if (statement->sweep != NULL)
    g_string_append_printf (text, " sweep %s %u", statement->sweep->name, statement->sweep->values->len);
  dump_arguments (text, statement->arguments);
  g_string_append_c (text, '\n');
}

static void
dump_place (GString           *text,
            const TroupePlace *place)
{
  const TroupePlace *const others[] = { place->host, place->proc, place->parent, place->mesh, place->owner };

  g_string_append_printf (text, "place %u %d %s %s implicit %d spawned %d rank %u introspectable %d type %s",
                          place->index, place->kind,
                          place->name, place->local_name, place->is_implicit, place->is_spawned, place->rank,
                          place->is_introspectable, place->type != NULL ? place->type->name : "");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_string_append_printf (text, " %s", others[i] != NULL ? others[i]->name : "-");
  dump_variant (text, place->keys);
  g_string_append_c (text, '\n');
}

char *
fixture_dump (const TroupeScenario *scenario)
{
  const TroupeScenarioOptions *options = &scenario->options;
  g_autoptr (GString) text = g_string_new (scenario->title);

  g_string_append_printf (text,
                          "\nseeds %" U "-%" U " explore %d %u worlds %u limit %" U
                          " %" U " %" U "\n", options->seed_first, options->seed_last,
                          options->explore, options->explore_n, options->worlds, options->limit_time_ns,
                          options->limit_events,
                          options->limit_memory);
  for (guint i = 0; i < scenario->statements->len; i++)
    dump_statement (text, g_ptr_array_index (scenario->statements, i));
  for (guint i = 0; i < scenario->places->len; i++)
    dump_place (text, g_ptr_array_index (scenario->places, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}
