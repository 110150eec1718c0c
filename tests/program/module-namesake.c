/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include <troupe-sim.h>

/* A module whose actor has the name of one that is built in. */

static TroupeActor *
create (GVariant  *keys,
        GError   **error)
{
  return NULL;
}

static const TroupeActorType type = { .name = "puppet", .sentence = "Is another puppet.", .create = create };

const TroupeModule *
troupe_module_v1 (void)
{
  static const TroupeActorType *const types[] = { &type };
  static const TroupeModule module = { types, G_N_ELEMENTS (types) };

  return &module;
}
