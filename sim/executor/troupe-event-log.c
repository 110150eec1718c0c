/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-event-log.h"

#include "executor/troupe-event-text.h"
#include "executor/troupe-time-text.h"

#include <string.h>

/* A line that waits for its time. */
typedef struct
{
  guint64  number;
  guint64  time_ns; /* of the world */
  char    *content; /* (owned) */
} Line;

struct _TroupeEventLog
{
  GString          *text;     /* (not owned) (nullable) */
  TroupePlaceTable *places;   /* (not owned) (nullable) */
  GArray           *waiting;  /* (element-type Line) */
  gboolean          has_zero;
  guint64           zero_ns;
};

static void
line_clear (gpointer data)
{
  g_free (((Line *) data)->content);
}

TroupeEventLog *
troupe_event_log_new (GString          *text,
                      TroupePlaceTable *places)
{
  TroupeEventLog *self = g_new0 (TroupeEventLog, 1);

  self->text = text;
  self->places = places;
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->waiting, line_clear);

  return self;
}

void
troupe_event_log_free (TroupeEventLog *self)
{
  g_array_unref (self->waiting);
  g_free (self);
}

static void
append_line (TroupeEventLog *self,
             guint64         number,
             guint64         time_ns,
             const char     *content)
{
  gboolean is_before = time_ns < self->zero_ns;
  g_autofree char *distance = troupe_time_to_string (is_before ? self->zero_ns - time_ns : time_ns - self->zero_ns);
  g_autofree char *time = g_strconcat (is_before ? "-" : "", distance, NULL);
  int kind_length = (int) strcspn (content, " ");

  /* The kind stands in a column of its own, and what follows it begins with a blank. */
  g_string_append_printf (self->text, "%8" G_GUINT64_FORMAT " %13s  %-12.*s%s\n", number, time, kind_length, content,
                          content + kind_length);
}

void
troupe_event_log_add (TroupeEventLog    *self,
                      const TroupeEvent *event,
                      guint64            number)
{
  g_autofree char *content = NULL;
  Line line;

  if (self->text == NULL)
    return;

  content = troupe_event_to_string (event, self->places);
  if (self->has_zero)
    {
      append_line (self, number, event->time_ns, content);
      return;
    }

  line = (Line) { number, event->time_ns, g_steal_pointer (&content) };
  g_array_append_val (self->waiting, line);
}

void
troupe_event_log_set_zero (TroupeEventLog *self,
                           guint64         zero_ns)
{
  self->has_zero = TRUE;
  self->zero_ns = zero_ns;
  for (guint i = 0; i < self->waiting->len; i++)
    {
      Line *line = &g_array_index (self->waiting, Line, i);

      append_line (self, line->number, line->time_ns, line->content);
    }
  g_array_set_size (self->waiting, 0);
}
