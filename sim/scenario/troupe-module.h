/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe-sim.h> can be included directly."
#endif

#include "scenario/troupe-actor-type.h"

G_BEGIN_DECLS

/* A shared library with actors that a scenario file can `use`. It is written against <troupe.h> alone, but for one
 * function that tells what is in it:
 *
 *   const TroupeModule *
 *   troupe_module_v1 (void)
 *   {
 *     static const TroupeActorType *const types[] = { &teller };
 *     static const TroupeModule module = { .types = types, .n_types = G_N_ELEMENTS (types) };
 *
 *     deposit = troupe_message_type_register (...);
 *     return &module;
 *   }
 *
 * Build it with the flags of `pkg-config troupe-sim-1`, as a library without a version (gcc -shared -fPIC, or libtool's
 * -module -avoid-version). It links to libtroupe-1 and to nothing of the simulator. A module is loaded once and stays.
 *
 * All procs of a simulated world live in one process, so what an actor keeps outside of itself is shared by procs that
 * share nothing in the real world, and what it asks of the system is not in the hands of the seed. `troupe-sim lint`
 * reads a module for both: variables that can be written, but for those marked TROUPE_SET_ONCE and those that GObject
 * makes; and calls that reach past the world, but for those named with TROUPE_MAY_CALL. A sealed run refuses a module
 * that has either. */
typedef struct
{
  const TroupeActorType *const *types;
  guint                         n_types;
} TroupeModule;

/* The one symbol that the file is asked for. It is called once, before there is any actor or other thread: the place
 * to register message types. What it returns is not copied. A module whose symbol has another number was made for
 * another version of these structures, and is refused. */
#define TROUPE_MODULE_SYMBOL "troupe_module_v1"

__attribute__ ((visibility ("default")))
const TroupeModule *troupe_module_v1 (void);

/* Marks a static variable that is set before there are actors, by troupe_module_v1(), and never after:
 *
 *   static TROUPE_SET_ONCE const TroupeMessageType *deposit; */
#define TROUPE_SET_ONCE __attribute__ ((section (TROUPE_SET_ONCE_SECTION)))
#define TROUPE_SET_ONCE_SECTION "troupe_set_once"

/* Says that the module means to call @function, which reaches past the world: for code that is linked in and never runs
 * in a simulation, or a lock that nothing holds there. Stands at the top of a file:
 *
 *   TROUPE_MAY_CALL (g_mutex_lock); */
#define TROUPE_MAY_CALL(function) \
  static const char troupe_may_call_##function[] \
  __attribute__ ((section (TROUPE_MAY_CALL_SECTION), used)) = #function
#define TROUPE_MAY_CALL_SECTION "troupe_may_call"

G_END_DECLS
