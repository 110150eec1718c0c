/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "proc/troupe-proc.h"
#include "scenario/troupe-actor-type.h"
#include "world/troupe-sim-run.h"

G_BEGIN_DECLS

typedef void (*StageWatchFunc) (const TroupeEvent *event,
                                gpointer           watcher);

/* One proc in a simulated world, with puppets on it and a client to direct them. What happens is written
 * down, a line for each event, with actors as `name[pid]`:
 *
 *   status a[0] failed: bad input         spawned worker[1] under a[0]
 *   handled a[0] note                     returned a[0] note actor-stopped
 *   replied a[0] (7, 'text')              supervised a[0] of worker[1] handled
 *   sent a[0] note to b[0]                body (7, 'text')    (of what a puppet sent)
 */
typedef struct
{
  TroupeSimRun     *run;      /* (owned) */
  TroupeSimProcess *process;  /* (not owned): the run's */
  TroupeLoop       *loop;     /* (owned) */
  TroupeProc       *proc;     /* (owned) */
  TroupeInstance   *director; /* (owned) */
  GPtrArray        *lines;    /* (element-type utf8) (owned): what happened */
  StageWatchFunc    watch;    /* (nullable): sees every event */
  gpointer          watcher;
} Stage;

Stage         *stage_new        (void);
/* The same, and @watch sees every event, those of the set-up as well. */
Stage         *stage_new_watched (StageWatchFunc  watch,
                                  gpointer        watcher);
void           stage_free       (Stage      *self);
/* A root puppet. @keys: GVariant text of an a{sv}, or NULL for none. (transfer full) */
TroupeActorId *stage_spawn      (Stage      *self,
                                 const char *name,
                                 const char *keys);
/* A puppet under @parent. (transfer full) */
TroupeActorId *stage_spawn_under (Stage         *self,
                                  TroupeActorId *parent,
                                  const char    *name,
                                  const char    *keys);
/* @body: GVariant text of the fields, or NULL for none; then as g_strdup_printf() takes it. */
void           stage_tell       (Stage         *self,
                                 TroupeActorId *actor,
                                 const char    *message,
                                 const char    *body,
                                 ...) G_GNUC_PRINTF (4, 5);
void           stage_ask        (Stage         *self,
                                 TroupeActorId *actor,
                                 const char    *message,
                                 const char    *body);
/* Lets everything happen that happens within that time. */
void           stage_play       (Stage      *self,
                                 guint64     duration_ns);
/* How many lines are exactly @line. */
guint          stage_count      (Stage      *self,
                                 const char *line);
/* How many lines begin with @prefix. */
guint          stage_count_prefix (Stage      *self,
                                   const char *prefix);

/* Prints the play where the claim fails. */
#define stage_assert_count(stage, line, n)                                  \
  G_STMT_START                                                              \
  {                                                                         \
    if (stage_count ((stage), (line)) != (n))                               \
      stage_print ((stage), (line));                                        \
    g_assert_cmpuint (stage_count ((stage), (line)), ==, (n));              \
  }                                                                         \
  G_STMT_END

void           stage_print      (Stage      *self,
                                 const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

G_END_DECLS
