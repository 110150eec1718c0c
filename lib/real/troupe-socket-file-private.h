/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-address.h"

#include <sys/types.h>

G_BEGIN_DECLS

/* The file that a unix socket has in the file system: which one it is, so that nobody removes another's. */
typedef struct
{
  dev_t device;
  ino_t inode; /* 0: none */
} TroupeSocketFile;

/* Remembers the file that is at @path now. */
void     troupe_socket_file_note        (TroupeSocketFile       *self,
                                         const char             *path);
/* Removes the file, if it is still the one at @path. */
void     troupe_socket_file_remove      (const TroupeSocketFile *self,
                                         const char             *path);
/* Removes the socket file at @path if no process holds its socket any more. FALSE: there is something else, or someone
 * may still hold it. */
gboolean troupe_socket_file_remove_dead (const char             *path);

G_END_DECLS
