/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-event-rule-private.h"

G_BEGIN_DECLS

/* Each appends one node in the canonical form. troupe-printer.c has the file and its world, troupe-printer-step.c
 * the rest. */
void troupe_print_value       (GString                   *text,
                               const TroupeValue         *value);
void troupe_print_arguments   (GString                   *text,
                               const GPtrArray           *arguments);
void troupe_print_set         (GString                   *text,
                               const TroupePlaceSet      *set);
void troupe_print_event       (GString                   *text,
                               const TroupeEventPattern  *pattern);
void troupe_print_declaration (GString                   *text,
                               const TroupeDeclaration   *declaration);
void troupe_print_link        (GString                   *text,
                               const TroupeLinkStatement *link);
void troupe_print_step        (GString                   *text,
                               const TroupeStep          *step);
void troupe_print_claim       (GString                   *text,
                               const TroupeClaim         *claim);
void troupe_print_pin         (GString                   *text,
                               const TroupePin           *pin);

G_END_DECLS
