/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include <troupe-sim.h>

/* A module that does what one must not: its actor cannot be made without a look at the clock, and counts in a variable
 * that all share. What it may call it says. */

static guint n_made;
static TROUPE_SET_ONCE guint n_asked;

TROUPE_MAY_CALL (g_getenv);

G_DECLARE_FINAL_TYPE (Reacher, reacher, TEST, REACHER, TroupeActor)
struct _Reacher
{
  TroupeActor parent_instance;

  gint64      made_us;
  guint       number;
};
G_DEFINE_FINAL_TYPE (Reacher, reacher, TROUPE_TYPE_ACTOR)

static void
reacher_class_init (ReacherClass *klass)
{
}

static void
reacher_init (Reacher *self)
{
  static guint n_inside;

  self->number = ++n_made + ++n_inside;
  if (g_getenv ("TROUPE_TEST_NO_CLOCK") == NULL)
    self->made_us = g_get_monotonic_time ();
}

static TroupeActor *
create_reacher (GVariant  *keys,
                GError   **error)
{
  return g_object_new (reacher_get_type (), NULL);
}

static const TroupeActorType reacher_type = {
  .name = "test.reacher",
  .sentence = "Reaches past the world.",
  .create = create_reacher,
};

const TroupeModule *
troupe_module_v1 (void)
{
  static const TroupeActorType *const types[] = { &reacher_type };
  static const TroupeModule module = { types, G_N_ELEMENTS (types) };

  n_asked++;

  return &module;
}
