/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-program-name.h"

#include <string.h>

/* Set once by main(), before anything else runs. */
static char *program_name;

char *
troupe_program_name_make (const char *called_as,
                          const char *folder)
{
  g_autofree char *path = NULL;
  const char *libtool = g_strrstr (called_as, "/.libs/");
  gsize n_folder = folder == NULL ? 0 : strlen (folder);

  /* In a build tree libtool's script stands where the user called us, and calls us below it. */
  if (libtool != NULL && strchr (libtool + strlen ("/.libs/"), '/') == NULL)
    {
      const char *name = libtool + strlen ("/.libs/");

      name += g_str_has_prefix (name, "lt-") ? strlen ("lt-") : 0;
      path = g_strdup_printf ("%.*s/%s", (int) (libtool - called_as), called_as, name);
    }
  else
    {
      path = g_strdup (called_as);
    }

  /* Without a slash the shell would look for it elsewhere. */
  if (n_folder > 1 && g_str_has_prefix (path, folder) && path[n_folder] == '/')
    return g_strconcat (strchr (path + n_folder + 1, '/') == NULL ? "./" : "", path + n_folder + 1, NULL);

  return g_steal_pointer (&path);
}

void
troupe_program_name_init (const char *called_as)
{
  g_autofree char *folder = g_get_current_dir ();

  g_free (program_name);
  program_name = troupe_program_name_make (called_as, folder);
}

const char *
troupe_program_name_get (void)
{
  return program_name != NULL ? program_name : "troupe-sim";
}
