/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "program/troupe-tally.h"

G_BEGIN_DECLS

/* Terminal sequences, all empty where colours are not wanted. */
typedef struct
{
  const char *good;
  const char *bad;
  const char *faint;
  const char *strong;
  const char *plain;
} TroupeColors;

/* One distinct failure on a page of text: what was claimed, what happened, where, when, with which seed, how to run it
 * again, and what went before. @is_awaited: of a canary, which must fail so */
void troupe_failure_page_append (GString                *page,
                                 const TroupeSuiteFile  *file,
                                 const TroupeTallyEntry *entry,
                                 gboolean                is_awaited,
                                 const TroupeColors     *colors);

G_END_DECLS
