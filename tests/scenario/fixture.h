/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-scenario.h"

G_BEGIN_DECLS

/* What the tests of this room share. */

/* Registers the puppet, and `bank.teller` with a key and a message field of every form. */
void            fixture_register_types (void);
/* A parsed and checked file that must be good: anything reported fails the test. */
TroupeScenario *fixture_load           (const char           *text);
/* What is reported of a file, as text. (transfer full) */
char           *fixture_report         (const char           *file_name,
                                        const char           *text,
                                        gsize                 length);
/* A file of the source tree. (transfer full) */
char           *fixture_read           (const char           *path,
                                        gsize                *ret_length);
char           *fixture_path           (const char           *path);
/* The names of the files in a folder that end in .scn, sorted. (element-type utf8) */
GPtrArray      *fixture_list           (const char           *folder);
/* Everything that a tree says, but for spans and comments. (transfer full) */
char           *fixture_dump           (const TroupeScenario *scenario);
/* The tree is the same after it was printed and read again, and the print too. */
void            fixture_assert_fixed   (const TroupeScenario *scenario);
/* "h0 h1.p0 ..." (transfer full) */
char           *fixture_names          (const TroupePlaceSet *set);

G_END_DECLS
