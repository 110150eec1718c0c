/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "program/troupe-stack.h"

#include "program/troupe-crash.h"

#include <string.h>

/* The lowest function of a run: what called it is the worker. */
#define LOWEST_FUNCTION "troupe_worker_run_execute"

/* Each look-up takes a process and the reading of an object's debug information, and crashes repeat themselves. */
static GHashTable *known_names; /* "OBJECT OFFSET" to a name, or to "" */

/* The stack of a text, below its heading; NULL: it has none. */
static const char *
find_stack (const char *text)
{
  const char *heading = text == NULL ? NULL : g_strrstr (text, TROUPE_CRASH_STACK_HEADING);

  return heading == NULL ? NULL : heading + strlen (TROUPE_CRASH_STACK_HEADING);
}

/* A frame whose function is hidden in its object: `/usr/lib/libtroupe-1.so.0(+0x1a2b)[0x7f...]`. */
static gboolean
split_hidden_frame (const char  *frame,
                    char       **ret_object,
                    guint64     *ret_offset)
{
  const char *offset = strstr (frame, "(+0x");

  if (offset == NULL || frame == offset)
    return FALSE;

  *ret_object = g_strndup (frame, offset - frame);
  *ret_offset = g_ascii_strtoull (offset + strlen ("(+0x"), NULL, 16);

  return TRUE;
}

/* (transfer full) (nullable): "function at file.c:12" */
static char *
ask_addr2line (const char *object,
               guint64     offset)
{
  g_autofree char *address = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", offset);
  const char *const arguments[] = { "addr2line", "-f", "-s", "-p", "-e", object, address, NULL };
  g_autofree char *output = NULL;
  char *remark;
  int status;

  if (!g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                     &output, NULL, &status, NULL) ||
      status != 0)
    return NULL;

  /* Without debug information it names the nearest exported function, which is another one. */
  if (strstr (output, "??") != NULL)
    return NULL;
  remark = strstr (output, " (discriminator");
  if (remark != NULL)
    *remark = '\0';

  return g_strdup (g_strchomp (output));
}

/* (nullable) (transfer none) */
static const char *
look_up_frame (const char *frame,
               gboolean    is_return_address)
{
  g_autofree char *object = NULL;
  g_autofree char *key = NULL;
  const char *name;
  guint64 offset;

  if (!split_hidden_frame (frame, &object, &offset))
    return NULL;

  if (known_names == NULL)
    known_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  /* A place to return to is just behind the call. */
  offset -= is_return_address;
  key = g_strdup_printf ("%s %" G_GINT64_MODIFIER "x", object, offset);
  name = g_hash_table_lookup (known_names, key);
  if (name == NULL)
    {
      char *found = ask_addr2line (object, offset);

      name = found == NULL ? g_strdup ("") : found;
      g_hash_table_insert (known_names, g_steal_pointer (&key), (char *) name);
    }

  return *name == '\0' ? NULL : name;
}

char *
troupe_stack_dup_with_names (const char *text)
{
  const char *stack = find_stack (text);
  g_auto (GStrv) frames = NULL;
  GString *named;

  if (stack == NULL)
    return g_strdup (text);

  named = g_string_new_len (text, stack - text);
  frames = g_strsplit (stack, "\n", -1);
  for (guint i = 0; frames[i] != NULL && *frames[i] != '\0'; i++)
    {
      const char *name = look_up_frame (frames[i], i > 0);

      if (g_str_has_prefix (name == NULL ? "" : name, LOWEST_FUNCTION))
        break;
      g_string_append_printf (named, "%s%s%s\n", name == NULL ? "" : name, name == NULL ? "" : "  ", frames[i]);
    }

  return g_string_free (named, FALSE);
}

static gboolean
is_below_the_run (const char *frame)
{
  static const char *const objects[] = { "/libc.so", "linux-vdso", "/ld-linux", "/libglib-2.0", "/libgobject-2.0" };

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    if (strstr (frame, objects[i]) != NULL)
      return TRUE;

  return FALSE;
}

char *
troupe_stack_dup_place (const char *text)
{
  const char *stack = find_stack (text);
  g_auto (GStrv) frames = stack == NULL ? NULL : g_strsplit (stack, "\n", -1);

  for (guint i = 0; frames != NULL && frames[i] != NULL && *frames[i] != '\0'; i++)
    {
      const char *name;

      if (is_below_the_run (frames[i]))
        continue;
      name = look_up_frame (frames[i], i > 0);
      if (name != NULL)
        return g_strdup (name);
      /* Where the object lies differs from process to process. */
      frames[i][strcspn (frames[i], "[")] = '\0';
      return g_path_get_basename (frames[i]);
    }

  return NULL;
}

char *
troupe_stack_dup_message (const char *text)
{
  const char *stack = find_stack (text);
  g_autofree char *message = NULL;
  char *line;

  if (stack == NULL)
    return NULL;

  message = g_strchomp (g_strndup (text, stack - strlen (TROUPE_CRASH_STACK_HEADING) - text));
  line = strrchr (message, '\n');
  line = line == NULL ? message : line + 1;
  /* A failed assertion is told twice, the second time to a test harness. */
  if (g_str_has_prefix (line, "Bail out! "))
    line += strlen ("Bail out! ");

  return *line == '\0' ? NULL : g_strdup (line);
}
