/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-replace-file.h"

#include "program/troupe-worker.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (const char  *path,
      int          errno_,
      GError     **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno_), "Could not replace the file %s: %s", path,
               g_strerror (errno_));

  return FALSE;
}

static gboolean
has_content (const char *path,
             const char *text)
{
  g_autofree char *content = NULL;
  gsize size;

  return g_file_get_contents (path, &content, &size, NULL) && size == strlen (text)
         && memcmp (content, text, size) == 0;
}

/* The new content, on the disk, with the permissions of the old one. Returns: 0, or why not */
static int
fill (int         fd,
      const char *text,
      mode_t      mode)
{
  if (!troupe_worker_write (fd, text, strlen (text)) || fchmod (fd, mode) != 0 || fsync (fd) != 0)
    return errno;

  return 0;
}

gboolean
troupe_replace_file (const char  *path,
                     const char  *text,
                     GError     **error)
{
  char *target = NULL;
  g_autofree char *real_path = NULL;
  g_autofree char *new_path = NULL;
  struct stat status;
  int reason;
  int fd;

  target = realpath (path, NULL);
  if (target == NULL || stat (target, &status) != 0)
    {
      reason = errno;
      free (target);
      return fail (path, reason, error);
    }
  real_path = g_strdup (target);
  free (target);
  if (has_content (real_path, text))
    return TRUE;

  new_path = g_strconcat (real_path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (new_path, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (path, errno, error);
  reason = fill (fd, text, status.st_mode & 07777);
  if (close (fd) != 0 && reason == 0)
    reason = errno;
  if (reason == 0 && rename (new_path, real_path) != 0)
    reason = errno;
  if (reason == 0)
    return TRUE;

  g_unlink (new_path);

  return fail (path, reason, error);
}
