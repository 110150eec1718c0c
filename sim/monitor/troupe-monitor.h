/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-event-private.h"

G_BEGIN_DECLS

/* A monitor watches one invariant in every run: it reads the event stream and nothing else. One file each. */
typedef struct _TroupeMonitor TroupeMonitor;
typedef struct _TroupeMonitorClass TroupeMonitorClass;

struct _TroupeMonitorClass
{
  const char *id;                                  /* "AI-1" */
  const char *sentence;                            /* what `troupe-sim list invariants` prints */
  guint32     kinds;                               /* bits 1 << TroupeEventKind that it wants */
  gsize       size;                                /* of its record, whose first member is a TroupeMonitor */
  void      (*init)    (TroupeMonitor     *self);
  void      (*clear)   (TroupeMonitor     *self);
  void      (*observe) (TroupeMonitor     *self,
                        const TroupeEvent *event);
  /* The run is over, at @time_ns: perhaps long after the last event. @settled: nothing was queued, in a handler or on
   * its way any more. Whoever decides that must not do it by counting fates alone: a message that vanished would pass
   * for one on its way. */
  void      (*finish)  (TroupeMonitor     *self,
                        guint64            time_ns,
                        gboolean           settled);
};

struct _TroupeMonitor
{
  const TroupeMonitorClass *klass;
  guint64                   n_armed;   /* how often the invariant had an occasion to be broken */
  char                     *violation; /* (nullable): the first one, as text: what was claimed and what happened */
};

/* All monitors, in the order of `list invariants`. */
TROUPE_AVAILABLE_IN_ALL
const TroupeMonitorClass *const *troupe_monitor_list  (guint                    *ret_n_classes);
TROUPE_AVAILABLE_IN_ALL
const TroupeMonitorClass        *troupe_monitor_find  (const char               *id);
TROUPE_AVAILABLE_IN_ALL
TroupeMonitor                   *troupe_monitor_new   (const TroupeMonitorClass *klass);
TROUPE_AVAILABLE_IN_ALL
void                             troupe_monitor_free  (TroupeMonitor            *self);
/* For monitors: the first call stays. */
void                             troupe_monitor_violate (TroupeMonitor          *self,
                                                         const char             *format,
                                                         ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
