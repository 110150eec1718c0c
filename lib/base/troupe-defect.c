/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

/* Sorted by name. The sentence says what is wrong where the defect is on. */
static const TroupeDefect defects[] = {
  { "client.answers-as-instance", "An introspectable client answers \"client\" as its actor type" },
  { "client.leaves-nothing", "An introspectable client that is dropped leaves no snapshot" },
  { "client.links-pile-up", "A dropped client stays a child for as long as its parent lives" },
  { "delivery.returns-returns", "A return that cannot be delivered is returned again, without an end" },
  { "delivery.silent-drop", "A message that cannot be delivered is dropped, and nobody hears of it" },
  { "destroy.waits-for-the-driven", "The destruction of a proc waits for ever for an actor that a program drives" },
  { "determinism.address-order", "Who goes next depends on where the heap lies" },
  { "identity.barren-names", "A child that does not bear its root's name cannot have children" },
  { "identity.names-never-released", "The name of a root that has ended cannot be used again" },
  { "identity.pid-reuse", "A child's pid ignores the pids that its name has had" },
  { "identity.pids-by-name", "A child's pid comes from the counter of its name, not of its tree" },
  { "mailbox.second-first", "What waits longest goes to the back when a deferral ends" },
  { "ordering.stalls-on-a-gap", "What a message that never comes keeps back waits for it for ever" },
  { "port.refusal-unbinds", "A port that refuses one message takes no more" },
  { "pressure.counts-what-is-in-hand", "The queue depth of an actor counts the message that it handles" },
  { "pressure.mark-of-now", "The high-water mark of a proc is what waits now" },
  { "pressure.never-subtracted", "What a stop returns is counted as waiting for ever" },
  { "process.kill-as-failure", "A process that a signal killed has failed, as its status says" },
  { "process.outlives-its-host", "The youngest process of a host survives the stop of that" },
  { "router.hops-ignored", "A message may be forwarded for ever" },
  { "router.predecessor-lookup", "An entry for one actor hides the entry for its proc from the others" },
  { "session.acknowledges-backwards", "What has been acknowledged is acknowledged again but for its last message" },
  { "session.acks-when-handled", "What was taken is not acknowledged while some of it waits to be handled" },
  { "session.believes-lengths", "Memory is taken for a length that a peer only announces" },
  { "session.delivers-again", "A session that is resumed takes again what it took and did not acknowledge" },
  { "session.drops-the-unreadable", "A connection that carries what cannot be read is closed, and nobody is told why" },
  { "session.expires-as-success", "A message whose time is up counts as delivered" },
  { "session.forgets-inquiries", "What was asked over a connection is forgotten with it" },
  { "session.forgets-nothing", "A session that nobody has a connection of is remembered for ever" },
  { "session.gives-up", "A connection that is lost gives back all that waits" },
  { "session.holds-the-door", "A connection that is held to be alive keeps out the next one of its session" },
  { "session.leaves-without-a-word", "A process that ends does not say what it has taken" },
  { "session.no-bound", "The queue to another process has no bound" },
  { "session.no-deadline-when-idle", "The deadline of a message does not count while there is no connection" },
  { "session.no-deadline-when-open", "It does not count while it waits behind a connection that stands" },
  { "session.one-window", "What waits for one receiver takes all the room of its session" },
  { "session.over-and-silent", "A session that was rejected takes connections, and says nothing over them" },
  { "session.resumes-in-silence", "A session that is resumed does not acknowledge what it took before" },
  { "session.strict-clock", "An acknowledgement is due after its time, and not when that has come" },
  { "session.waits-for-greetings", "Who connects and does not greet is waited for, for ever" },
  { "snapshot.failure-as-stop", "The snapshot of who failed says that it stopped" },
  { "snapshot.newest-stop-first", "A proc that must forget forgets the newest clean stop" },
  { "split.failure-unbinds", "A split port that cannot combine one update takes no more" },
  { "status.end-told-twice", "A terminal status is told twice" },
  { "stopping.abort-unheard-in-drain", "An actor that drains does not hear that it is aborted" },
  { "stopping.children-orphaned", "A parent that waits too long for its children ends without them" },
  { "stopping.drain-unbounded", "An actor that drains takes what comes meanwhile, however long that goes on" },
  { "stopping.queue-lost", "What waits at an actor that stops vanishes, and nobody hears of it" },
  { "supervision.lost-while-stopping", "A failure that meets a stopping parent goes no further" },
  { "supervision.stops-end-parents", "A parent that declines the clean stop of a child ends with it" },
};

#ifdef TROUPE_ENABLE_DEFECTS

/* A switch of the whole process, thrown before any loop runs; a build for users does not have it. */
static gboolean defects_on[G_N_ELEMENTS (defects)];
static guint n_defects_on;

#endif

static int
defect_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (defects); i++)
    {
      if (strcmp (defects[i].name, name) == 0)
        return (int) i;
    }

  return -1;
}

const TroupeDefect *
troupe_defect_list (guint *ret_n_defects)
{
  *ret_n_defects = G_N_ELEMENTS (defects);

  return defects;
}

/* NOT_FOUND: no defect has this name. NOT_SUPPORTED: this build has none compiled in. */
gboolean
troupe_defect_enable (const char *name,
                      GError    **error)
{
  g_autofree char *quoted = troupe_text_quote (name);
  int found = defect_find (name);

  if (found < 0)
    {
      g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_FOUND,
                   "Could not switch on the defect %s: there is no such defect", quoted);
      return FALSE;
    }

#ifdef TROUPE_ENABLE_DEFECTS
  n_defects_on += !defects_on[found];
  defects_on[found] = TRUE;

  return TRUE;
#else
  g_set_error (error, TROUPE_ERROR, TROUPE_ERROR_NOT_SUPPORTED,
               "Could not switch on the defect %s: this build has no defects; "
               "configure it with --enable-defects", quoted);

  return FALSE;
#endif
}

void
troupe_defect_disable_all (void)
{
#ifdef TROUPE_ENABLE_DEFECTS
  memset (defects_on, 0, sizeof (defects_on));
  n_defects_on = 0;
#endif
}

gboolean
troupe_defect_is_on (const char *name)
{
#ifdef TROUPE_ENABLE_DEFECTS
  int found = n_defects_on == 0 ? -1 : defect_find (name);

  return found >= 0 && defects_on[found];
#else
  return FALSE;
#endif
}
