/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-scenario.h"

G_BEGIN_DECLS

/* Nodes of the tree: made by the parser, freed with the scenario. All take NULL. */
void troupe_value_free          (TroupeValue         *self);
void troupe_argument_free       (TroupeArgument      *self);
void troupe_place_set_free      (TroupePlaceSet      *self);
void troupe_pick_free           (TroupePick          *self);
void troupe_event_pattern_free  (TroupeEventPattern  *self);
void troupe_declaration_free    (TroupeDeclaration   *self);
void troupe_link_statement_free (TroupeLinkStatement *self);
void troupe_setting_free        (TroupeSetting       *self);
void troupe_when_free           (TroupeWhen          *self);
void troupe_action_free         (TroupeAction        *self);
void troupe_step_free           (TroupeStep          *self);
void troupe_claim_free          (TroupeClaim         *self);
void troupe_sweep_free          (TroupeSweep         *self);
void troupe_pin_free            (TroupePin           *self);
void troupe_statement_free      (TroupeStatement     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeValue, troupe_value_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeArgument, troupe_argument_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePlaceSet, troupe_place_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePick, troupe_pick_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeEventPattern, troupe_event_pattern_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeDeclaration, troupe_declaration_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeLinkStatement, troupe_link_statement_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSetting, troupe_setting_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeWhen, troupe_when_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeAction, troupe_action_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeStep, troupe_step_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeClaim, troupe_claim_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeSweep, troupe_sweep_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePin, troupe_pin_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeStatement, troupe_statement_free)

TroupeScenario *troupe_scenario_new               (const char  *file_name,
                                                   const char  *text,
                                                   gsize        length);
/* What the file can name: the registered types, then those of its modules. (transfer container) */
GPtrArray      *troupe_scenario_list_types        (const TroupeScenario *self);
/* Some `use` stands for nothing: what it would bring is not to be missed. */
gboolean        troupe_scenario_lacks_module      (const TroupeScenario *self);
/* @self is another variant of @other. */
void            troupe_scenario_use_the_same      (TroupeScenario       *self,
                                                   const TroupeScenario *other);
/* Classifies the text: number, time, percentage, boolean or a mere word. Returns: (nullable): what is wrong with it,
 * as "what; what to do"; then it stays a word */
const char     *troupe_value_read                 (TroupeValue *self);
/* From text as a file would write it, such as a default: one word or one "string". (transfer full) */
TroupeValue    *troupe_value_new_from_text        (const char  *text);
const char     *troupe_operator_to_string         (TroupeOperator operator_);

G_END_DECLS
