/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "base/troupe-defect-private.h"
#include "base/troupe-error.h"
#include "base/troupe-text-private.h"

#include <string.h>

/* Sorted by name. The sentence says what is wrong where the defect is on. */
static const TroupeDefect defects[] = {
  { "delivery.silent-drop", "A message that cannot be delivered is dropped, and nobody hears of it" },
  { "determinism.address-order", "Who goes next depends on where the heap lies" },
  { "identity.pid-reuse", "A child's pid ignores the pids that its name has had" },
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
