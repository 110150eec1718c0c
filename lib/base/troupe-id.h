/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe.h> can be included directly."
#endif

#include "base/troupe-address.h"

G_BEGIN_DECLS

/**
 * TROUPE_NAME_LENGTH_MAX:
 *
 * The longest legal name of a proc or an actor, in bytes (core C-149).
 */
#define TROUPE_NAME_LENGTH_MAX 63

/**
 * TroupeProcId:
 *
 * Which proc: an address and a name, printed `address,name`. Immutable, counted, usable
 * from every thread.
 */
typedef struct _TroupeProcId TroupeProcId;

/**
 * TroupeActorId:
 *
 * Which actor or client instance: a proc, a name and a pid, printed `address,proc,name[pid]`.
 * Never given twice in a proc (AI-3). Immutable, counted, usable from every thread.
 */
typedef struct _TroupeActorId TroupeActorId;

/**
 * TroupePortId:
 *
 * Which port of an actor, printed `address,proc,name[pid][index]`. Immutable, counted,
 * usable from every thread.
 */
typedef struct _TroupePortId TroupePortId;

#define TROUPE_TYPE_PROC_ID (troupe_proc_id_get_type ())
#define TROUPE_TYPE_ACTOR_ID (troupe_actor_id_get_type ())
#define TROUPE_TYPE_PORT_ID (troupe_port_id_get_type ())

TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_name_check             (const char           *name,
                                              GError              **error);

TROUPE_AVAILABLE_IN_ALL
GType          troupe_proc_id_get_type       (void);
TROUPE_AVAILABLE_IN_ALL
TroupeProcId  *troupe_proc_id_new            (TroupeAddress        *address,
                                              const char           *name,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeProcId  *troupe_proc_id_parse          (const char           *text,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeProcId  *troupe_proc_id_ref            (TroupeProcId         *self);
TROUPE_AVAILABLE_IN_ALL
void           troupe_proc_id_unref          (TroupeProcId         *self);
TROUPE_AVAILABLE_IN_ALL
TroupeAddress *troupe_proc_id_get_address    (const TroupeProcId   *self);
TROUPE_AVAILABLE_IN_ALL
const char    *troupe_proc_id_get_name       (const TroupeProcId   *self);
TROUPE_AVAILABLE_IN_ALL
char          *troupe_proc_id_to_string      (const TroupeProcId   *self);
TROUPE_AVAILABLE_IN_ALL
guint          troupe_proc_id_hash           (gconstpointer         self);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_proc_id_equal          (gconstpointer         a,
                                              gconstpointer         b);
TROUPE_AVAILABLE_IN_ALL
int            troupe_proc_id_compare        (gconstpointer         a,
                                              gconstpointer         b);

TROUPE_AVAILABLE_IN_ALL
GType          troupe_actor_id_get_type      (void);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId *troupe_actor_id_new           (TroupeProcId         *proc,
                                              const char           *name,
                                              guint64               pid,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeActorId *troupe_actor_id_parse         (const char           *text,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupeActorId *troupe_actor_id_ref           (TroupeActorId        *self);
TROUPE_AVAILABLE_IN_ALL
void           troupe_actor_id_unref         (TroupeActorId        *self);
TROUPE_AVAILABLE_IN_ALL
TroupeProcId  *troupe_actor_id_get_proc      (const TroupeActorId  *self);
TROUPE_AVAILABLE_IN_ALL
const char    *troupe_actor_id_get_name      (const TroupeActorId  *self);
TROUPE_AVAILABLE_IN_ALL
guint64        troupe_actor_id_get_pid       (const TroupeActorId  *self);
TROUPE_AVAILABLE_IN_ALL
char          *troupe_actor_id_to_string     (const TroupeActorId  *self);
TROUPE_AVAILABLE_IN_ALL
guint          troupe_actor_id_hash          (gconstpointer         self);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_actor_id_equal         (gconstpointer         a,
                                              gconstpointer         b);
TROUPE_AVAILABLE_IN_ALL
int            troupe_actor_id_compare       (gconstpointer         a,
                                              gconstpointer         b);

TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_proc_id_is_prefix_of   (const TroupeProcId   *self,
                                              const TroupeActorId  *actor);

TROUPE_AVAILABLE_IN_ALL
GType          troupe_port_id_get_type       (void);
TROUPE_AVAILABLE_IN_ALL
TroupePortId  *troupe_port_id_new            (TroupeActorId        *actor,
                                              guint64               index) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortId  *troupe_port_id_parse          (const char           *text,
                                              GError              **error) G_GNUC_WARN_UNUSED_RESULT;
TROUPE_AVAILABLE_IN_ALL
TroupePortId  *troupe_port_id_ref            (TroupePortId         *self);
TROUPE_AVAILABLE_IN_ALL
void           troupe_port_id_unref          (TroupePortId         *self);
TROUPE_AVAILABLE_IN_ALL
TroupeActorId *troupe_port_id_get_actor      (const TroupePortId   *self);
TROUPE_AVAILABLE_IN_ALL
guint64        troupe_port_id_get_index      (const TroupePortId   *self);
TROUPE_AVAILABLE_IN_ALL
char          *troupe_port_id_to_string      (const TroupePortId   *self);
TROUPE_AVAILABLE_IN_ALL
guint          troupe_port_id_hash           (gconstpointer         self);
TROUPE_AVAILABLE_IN_ALL
gboolean       troupe_port_id_equal          (gconstpointer         a,
                                              gconstpointer         b);
TROUPE_AVAILABLE_IN_ALL
int            troupe_port_id_compare        (gconstpointer         a,
                                              gconstpointer         b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeProcId, troupe_proc_id_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeActorId, troupe_actor_id_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupePortId, troupe_port_id_unref)

G_END_DECLS
