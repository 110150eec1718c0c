/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include <troupe-sim.h>

/* A module that forgot to register the message type of its actor. */

static const TroupeActorMessage messages[] = { { NULL, NULL, 0 } };

static TroupeActor *
create (GVariant  *keys,
        GError   **error)
{
  return NULL;
}

static const TroupeActorType type = {
  .name = "test.careless",
  .sentence = "Takes a message that is not there.",
  .messages = messages,
  .n_messages = G_N_ELEMENTS (messages),
  .create = create,
};

const TroupeModule *
troupe_module_v1 (void)
{
  static const TroupeActorType *const types[] = { &type };
  static const TroupeModule module = { types, G_N_ELEMENTS (types) };

  return &module;
}
