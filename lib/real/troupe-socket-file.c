/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "real/troupe-socket-file-private.h"

#include "real/troupe-socket-private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A process that is killed leaves its socket files behind, and nobody can listen there until they are gone. Whoever
 * wants such a path removes the file once it has proof that its owner is dead:
 *
 * 1. Nobody else is doing the same with this file. Otherwise two that come at once could both find it dead, and the
 *    slower one remove what the quicker one has put in its place. An abstract name that is made of the file's numbers
 *    is the lock: the system gives it to one, and takes it back when that process ends, however it ends.
 * 2. Nobody holds a socket that bears the path, not even one that does not listen: the system's list of sockets does
 *    not have it.
 * 3. A connect is refused: nor does anyone listen who sees the file, but whose sockets are not on our list. This comes
 *    last, so that one who lives is not bothered.
 */
#define LIST_OF_SOCKETS "/proc/net/unix"

static gboolean
look (TroupeSocketFile *self,
      const char       *path)
{
  struct stat found;

  if (lstat (path, &found) != 0 || !S_ISSOCK (found.st_mode))
    return FALSE;

  *self = (TroupeSocketFile) { found.st_dev, found.st_ino };

  return TRUE;
}

void
troupe_socket_file_note (TroupeSocketFile *self,
                         const char       *path)
{
  if (!look (self, path))
    *self = (TroupeSocketFile) { 0, 0 };
}

void
troupe_socket_file_remove (const TroupeSocketFile *self,
                           const char             *path)
{
  TroupeSocketFile found;

  if (self->inode != 0 && look (&found, path) && found.device == self->device && found.inode == self->inode)
    unlink (path);
}

/* -1: someone else has it. */
static int
lock (const TroupeSocketFile *file)
{
  g_autofree char *name = g_strdup_printf ("unix:@troupe-takes-over-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x",
                                           (guint64) file->device, (guint64) file->inode);
  g_autoptr (TroupeAddress) address = troupe_address_parse (name, NULL);
  TroupeSocketAddress socket_address;
  int fd = troupe_socket_open (AF_UNIX, "lock a socket file", NULL);

  if (fd < 0)
    return -1;

  troupe_socket_address_set (&socket_address, address);
  if (bind (fd, &socket_address.any, socket_address.size) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static gboolean
refuses_connections (const char *path)
{
  g_autofree char *text = g_strconcat ("unix:", path, NULL);
  g_autoptr (TroupeAddress) address = troupe_address_parse (text, NULL);
  TroupeSocketAddress socket_address;
  int fd = troupe_socket_open (AF_UNIX, "probe a socket file", NULL);
  int code;

  if (fd < 0)
    return FALSE;

  troupe_socket_address_set (&socket_address, address);
  code = troupe_socket_connect (fd, &socket_address);
  close (fd);

  return code == ECONNREFUSED;
}

/* Each line of the list ends in the path of its socket. What cannot be read proves nothing. */
static gboolean
is_listed (const char *path)
{
  g_autofree char *ending = g_strdup_printf (" %s\n", path);
  g_autofree char *list = NULL;

  if (!g_file_get_contents (LIST_OF_SOCKETS, &list, NULL, NULL))
    return TRUE;

  return strstr (list, ending) != NULL;
}

gboolean
troupe_socket_file_remove_dead (const char *path)
{
  TroupeSocketFile file, again;
  gboolean is_removed = FALSE;
  int lock_fd;

  if (!look (&file, path))
    return FALSE;
  lock_fd = lock (&file);
  if (lock_fd < 0)
    return FALSE;

  /* It may have been removed, and made anew, before we had the lock. */
  if (look (&again, path) && again.device == file.device && again.inode == file.inode && !is_listed (path) &&
      refuses_connections (path))
    is_removed = unlink (path) == 0;
  close (lock_fd);

  return is_removed;
}
