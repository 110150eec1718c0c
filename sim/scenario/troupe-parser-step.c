/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

/* Steps: `[NAME:] WHEN ACTION`. */

/* Keeps the value for the printer and gives the time. */
static gboolean
parse_time (TroupeParser  *self,
            const char    *after,
            TroupeValue  **value,
            guint64       *time_ns)
{
  *value = troupe_parser_time (self, after);
  if (*value == NULL)
    return FALSE;
  *time_ns = (guint64) (*value)->number;

  return TRUE;
}

/* `between T and T` */
static gboolean
parse_between (TroupeParser *self,
               TroupeWhen   *when)
{
  if (!parse_time (self, "between", &when->from, &when->from_ns)
      || !troupe_parser_expect (self, TROUPE_TOKEN_WORD, "and", "write between TIME and TIME")
      || !parse_time (self, "and", &when->until, &when->until_ns))
    return FALSE;
  if (when->from_ns > when->until_ns)
    {
      troupe_parser_error (self, &when->until->span, "'between' runs backwards; write the smaller time first");
      return FALSE;
    }

  return TRUE;
}

/* `every T [from T] [until T]` */
static gboolean
parse_every (TroupeParser *self,
             TroupeWhen   *when)
{
  if (!parse_time (self, "every", &when->time, &when->time_ns))
    return FALSE;
  when->from_ns = when->time_ns;
  when->until_ns = TROUPE_TIME_NONE;
  if (troupe_parser_accept (self, TROUPE_TOKEN_WORD, "from")
      && !parse_time (self, "from", &when->from, &when->from_ns))
    return FALSE;
  if (troupe_parser_accept (self, TROUPE_TOKEN_WORD, "until")
      && !parse_time (self, "until", &when->until, &when->until_ns))
    return FALSE;
  if (when->time_ns == 0)
    {
      troupe_parser_error (self, &when->time->span, "'every' needs time to pass; write at least 1ns");
      return FALSE;
    }
  if (when->from_ns > when->until_ns)
    {
      troupe_parser_error (self, &when->until->span, "'until' lies before the first time; write a later one");
      return FALSE;
    }

  return TRUE;
}

/* `when EVENT [after T]`, `whenever EVENT [after T]` */
static gboolean
parse_event (TroupeParser *self,
             TroupeWhen   *when)
{
  when->event = troupe_parser_event (self);
  if (when->event == NULL)
    return FALSE;

  return !troupe_parser_accept (self, TROUPE_TOKEN_WORD, "after")
         || parse_time (self, "after", &when->time, &when->time_ns);
}

static gboolean
parse_at (TroupeParser *self,
          TroupeWhen   *when)
{
  return parse_time (self, when->kind == TROUPE_WHEN_AT ? "at" : "after", &when->time, &when->time_ns);
}

typedef struct
{
  const char      *word;
  TroupeWhenKind   kind;
  gboolean       (*parse) (TroupeParser *self,
                           TroupeWhen   *when);
} WhenForm;

static const WhenForm forms[] = {
  { "at", TROUPE_WHEN_AT, parse_at },
  { "after", TROUPE_WHEN_AFTER, parse_at },
  { "between", TROUPE_WHEN_BETWEEN, parse_between },
  { "every", TROUPE_WHEN_EVERY, parse_every },
  { "when", TROUPE_WHEN_EVENT, parse_event },
  { "whenever", TROUPE_WHEN_EVENTS, parse_event },
};

static TroupeWhen *
parse_when (TroupeParser *self)
{
  g_autoptr (TroupeWhen) when = g_new0 (TroupeWhen, 1);
  const char *words[G_N_ELEMENTS (forms)];
  guint first = self->position;
  const TroupeToken *token = troupe_parser_next (self);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      words[i] = forms[i].word;
      if (!troupe_token_is (token, TROUPE_TOKEN_WORD, forms[i].word))
        continue;
      when->kind = forms[i].kind;
      if (!forms[i].parse (self, when))
        return NULL;
      when->span = troupe_parser_span (self, first);
      return g_steal_pointer (&when);
    }

  hint = troupe_suggest (token->text, words, G_N_ELEMENTS (words), "write at, after, between, every, when or whenever");
  troupe_parser_error (self, &token->span, "'%.40s' does not say when; %s", token->text, hint);

  return NULL;
}

/* From the label or the first word of WHEN, to the line's end. */
TroupeStep *
troupe_parser_step (TroupeParser *self)
{
  g_autoptr (TroupeStep) step = g_new0 (TroupeStep, 1);
  guint first = self->position;

  if (troupe_token_is (troupe_parser_peek (self, 1), TROUPE_TOKEN_SYMBOL, ":"))
    {
      step->label = troupe_parser_word (self, "a label", troupe_word_is_name);
      if (step->label == NULL)
        return NULL;
      troupe_parser_next (self);
    }
  step->when = parse_when (self);
  if (step->when == NULL)
    return NULL;
  step->action = troupe_parser_action (self);
  if (step->action == NULL)
    return NULL;
  step->span = troupe_parser_span (self, first);

  return g_steal_pointer (&step);
}
