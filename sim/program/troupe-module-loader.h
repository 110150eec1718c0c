/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "scenario/troupe-scenario.h"

G_BEGIN_DECLS

/* Finds and loads what files `use`. A module is loaded once, however many files use it, and never unloaded. */
typedef struct _TroupeModuleLoader TroupeModuleLoader;

typedef enum
{
  TROUPE_MODULE_EXAMINED, /* what reaches past the simulated world is refused before any of its code runs */
  TROUPE_MODULE_TRUSTED,
} TroupeModuleScrutiny;

/* @folders: (nullable) (array zero-terminated=1): where to look before the folder of the file */
TroupeModuleLoader *troupe_module_loader_new         (const char *const     *folders,
                                                      TroupeModuleScrutiny   scrutiny);
void                troupe_module_loader_free        (TroupeModuleLoader    *self);
/* (transfer none) (array zero-terminated=1) */
const char *const  *troupe_module_loader_get_folders (TroupeModuleLoader    *self);
/* Loads everything that @scenario uses, and reports what cannot be used. */
void                troupe_module_loader_use         (TroupeModuleLoader    *self,
                                                      TroupeScenario        *scenario,
                                                      TroupeDiagnostics     *diagnostics);
/* The module in the file @path. (transfer none) */
const TroupeModule *troupe_module_loader_load        (TroupeModuleLoader    *self,
                                                      const char            *path,
                                                      GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeModuleLoader, troupe_module_loader_free)

G_END_DECLS
