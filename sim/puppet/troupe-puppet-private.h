/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-actor.h"
#include "proc/troupe-context.h"
#include "puppet/troupe-puppet.h"

G_BEGIN_DECLS

#define TROUPE_TYPE_PUPPET (troupe_puppet_get_type ())
G_DECLARE_FINAL_TYPE (TroupePuppet, troupe_puppet, TROUPE, PUPPET, TroupeActor)

/* What a puppet can be told, in the order of its description. */
typedef enum
{
  TROUPE_PUPPET_NOTE,
  TROUPE_PUPPET_ECHO,
  TROUPE_PUPPET_FAIL,
  TROUPE_PUPPET_PANIC,
  TROUPE_PUPPET_SEND,
  TROUPE_PUPPET_SPAWN_CHILD,
  TROUPE_PUPPET_OPEN_CLIENT,
  TROUPE_PUPPET_BUSY,
  TROUPE_PUPPET_COMPUTE,
  TROUPE_PUPPET_REMIND,
  TROUPE_PUPPET_WEDGE,
  TROUPE_PUPPET_STOP,
} TroupePuppetAct;

#define TROUPE_N_PUPPET_ACTS (TROUPE_PUPPET_STOP + 1)

typedef enum
{
  TROUPE_PUPPET_DECLINES_FAILURES,
  TROUPE_PUPPET_HANDLES_FAILURES,
  TROUPE_PUPPET_FAILS_ON_FAILURES,
} TroupePuppetOnSupervision;

typedef enum
{
  TROUPE_PUPPET_FAILS_ON_RETURNS,
  TROUPE_PUPPET_ABSORBS_RETURNS,
} TroupePuppetOnUndeliverable;

/* The keys of its declaration. All zero is what a child gets from `spawn-child`. */
typedef struct
{
  TroupePuppetOnSupervision   on_supervision;
  TroupePuppetOnUndeliverable on_undeliverable;
  gboolean                    init_fails;
  gboolean                    cleanup_fails;
  guint64                     cleanup_ns;       /* how long its cleanup takes; 0: no time */
} TroupePuppetKeys;

/* (transfer full) */
TroupeActor             *troupe_puppet_new     (const TroupePuppetKeys *keys);
/* Its message type for @act, registered. */
const TroupeMessageType *troupe_puppet_message (TroupePuppetAct         act);

G_END_DECLS
