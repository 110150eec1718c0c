/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "scenario/troupe-parser-private.h"
#include "scenario/troupe-suggest-private.h"

/* ACTION: what a step does. A function for each form; several actions share one. */

typedef gboolean (*ParseFunc) (TroupeParser *self,
                               TroupeAction *action);

typedef struct
{
  const char *name;
  const char *what; /* the targets are */
  ParseFunc   parse;
} ActionForm;

static const ActionForm forms[TROUPE_N_ACTION_KINDS];

static gboolean
parse_targets (TroupeParser *self,
               TroupeAction *action)
{
  action->targets = troupe_parser_pick (self, forms[action->kind].what);

  return action->targets != NULL;
}

static gboolean
parse_arguments (TroupeParser *self,
                 TroupeAction *action)
{
  g_ptr_array_unref (action->arguments);
  action->arguments = troupe_parser_arguments (self, /* operators = */ FALSE);

  return action->arguments != NULL;
}

/* `SET [KEY=VALUE ...]`: also the actions without a key, so that a wrong one is named by the check. */
static gboolean
parse_on_targets (TroupeParser *self,
                  TroupeAction *action)
{
  return parse_targets (self, action) && parse_arguments (self, action);
}

/* `SET MESSAGE [KEY=VALUE ...]` */
static gboolean
parse_message (TroupeParser *self,
               TroupeAction *action)
{
  const TroupeToken *behind;

  if (!parse_targets (self, action))
    return FALSE;
  behind = troupe_parser_peek (self, 1);
  if (troupe_token_is (behind, TROUPE_TOKEN_SYMBOL, "=") && !behind->space_before)
    {
      troupe_parser_error (self, &troupe_parser_peek (self, 0)->span,
                           "a message is missing before its arguments; write %s %s MESSAGE",
                           forms[action->kind].name, action->kind == TROUPE_ACTION_CAST ? "MESH" : "SET");
      return FALSE;
    }
  action->message_span = troupe_parser_peek (self, 0)->span;
  action->message = troupe_parser_word (self, "a message", troupe_word_is_dotted);

  return action->message != NULL && parse_arguments (self, action);
}

/* `proc|actor|client|mesh DECLARATION` */
static gboolean
parse_spawn (TroupeParser *self,
             TroupeAction *action)
{
  static const char *const words[] = { "proc", "actor", "client", "mesh", NULL };
  const TroupeToken *token = troupe_parser_peek (self, 0);

  if (token->kind != TROUPE_TOKEN_WORD || !g_strv_contains (words, token->text))
    {
      troupe_parser_error_missing (self, "what to spawn", "write proc, actor, client or mesh, and its declaration");
      return FALSE;
    }
  action->declaration = troupe_parser_declaration (self);

  return action->declaration != NULL;
}

/* `SET | SET [oneway]` */
static gboolean
parse_partition (TroupeParser *self,
                 TroupeAction *action)
{
  if (!parse_targets (self, action)
      || !troupe_parser_expect (self, TROUPE_TOKEN_SYMBOL, "|", "write partition SET | SET"))
    return FALSE;
  action->others = troupe_parser_pick (self, forms[action->kind].what);
  action->is_oneway = troupe_parser_accept (self, TROUPE_TOKEN_WORD, "oneway");

  return action->others != NULL;
}

/* `[SET | SET]` */
static gboolean
parse_heal (TroupeParser *self,
            TroupeAction *action)
{
  if (troupe_parser_peek (self, 0)->kind == TROUPE_TOKEN_END)
    return TRUE;
  if (!parse_targets (self, action)
      || !troupe_parser_expect (self, TROUPE_TOKEN_SYMBOL, "|", "write heal alone, or heal SET | SET"))
    return FALSE;
  action->others = troupe_parser_pick (self, forms[action->kind].what);

  return action->others != NULL;
}

/* `SET <-> SET`, `SET -> SET` */
static gboolean
parse_reset (TroupeParser *self,
             TroupeAction *action)
{
  if (!parse_targets (self, action))
    return FALSE;
  action->is_oneway = troupe_parser_accept (self, TROUPE_TOKEN_SYMBOL, "->");
  if (!action->is_oneway
      && !troupe_parser_expect (self, TROUPE_TOKEN_SYMBOL, "<->", "write reset SET <-> SET, or reset SET -> SET"))
    return FALSE;
  action->others = troupe_parser_pick (self, forms[action->kind].what);

  return action->others != NULL;
}

static gboolean
parse_link (TroupeParser *self,
            TroupeAction *action)
{
  self->position--;
  action->link = troupe_parser_link (self);

  return action->link != NULL;
}

/* `HOST-SET by T`; a clock can jump back: `by -5s` */
static gboolean
parse_skew (TroupeParser *self,
            TroupeAction *action)
{
  if (!parse_targets (self, action)
      || !troupe_parser_expect (self, TROUPE_TOKEN_WORD, "by", "write skew HOSTS by TIME"))
    return FALSE;
  action->value = troupe_parser_value (self);
  if (action->value == NULL)
    return FALSE;
  if (action->value->kind != TROUPE_VALUE_TIME)
    {
      troupe_parser_error (self, &action->value->span,
                           "'%.40s' stands where a time behind 'by' is needed; write one such as 10s or -10s",
                           action->value->text);
      return FALSE;
    }
  action->offset_ns = action->value->number;

  return TRUE;
}

/* `POINT on SET [KEY=VALUE ...]` */
static gboolean
parse_inject (TroupeParser *self,
              TroupeAction *action)
{
  action->point = troupe_parser_word (self, "a fault point", troupe_word_is_dotted);

  return action->point != NULL
         && troupe_parser_expect (self, TROUPE_TOKEN_WORD, "on", "write inject POINT on SET")
         && parse_on_targets (self, action);
}

/* `N [every T] ACTION` */
static gboolean
parse_repeat (TroupeParser *self,
              TroupeAction *action)
{
  if (++self->depth > TROUPE_REPEAT_DEPTH_MAX)
    {
      troupe_parser_error (self, &troupe_parser_peek (self, 0)->span,
                           "'repeat' stands in 'repeat' too deep; multiply the numbers");
      return FALSE;
    }
  action->value = troupe_parser_number (self, "a number of repetitions", 1);
  if (action->value == NULL)
    return FALSE;
  action->number = (guint64) action->value->number;
  if (action->number > TROUPE_REPEAT_MAX)
    {
      troupe_parser_error (self, &action->value->span, "more than 1,000,000 repetitions; write fewer, or 'every'");
      return FALSE;
    }
  if (troupe_parser_accept (self, TROUPE_TOKEN_WORD, "every"))
    {
      action->interval = troupe_parser_time (self, "every");
      if (action->interval == NULL)
        return FALSE;
      action->interval_ns = (guint64) action->interval->number;
    }
  action->action = troupe_parser_action (self);

  return action->action != NULL;
}

static const ActionForm forms[TROUPE_N_ACTION_KINDS] = {
  [TROUPE_ACTION_TELL] = { "tell", "who is told", parse_message },
  [TROUPE_ACTION_ASK] = { "ask", "who is asked", parse_message },
  [TROUPE_ACTION_CAST] = { "cast", "a mesh", parse_message },
  [TROUPE_ACTION_QUERY] = { "query", "who is queried", parse_on_targets },
  [TROUPE_ACTION_SPAWN] = { "spawn", NULL, parse_spawn },
  [TROUPE_ACTION_STOP] = { "stop", "what to stop", parse_on_targets },
  [TROUPE_ACTION_ABORT] = { "abort", "an actor", parse_on_targets },
  [TROUPE_ACTION_DROP] = { "drop", "a client", parse_on_targets },
  [TROUPE_ACTION_KILL] = { "kill", "a proc", parse_on_targets },
  [TROUPE_ACTION_EXIT] = { "exit", "a proc", parse_on_targets },
  [TROUPE_ACTION_CRASH] = { "crash", "a host", parse_on_targets },
  [TROUPE_ACTION_RESTART] = { "restart", "a host or proc", parse_on_targets },
  [TROUPE_ACTION_PAUSE] = { "pause", "a host or proc", parse_on_targets },
  [TROUPE_ACTION_RESUME] = { "resume", "a host or proc", parse_on_targets },
  [TROUPE_ACTION_PARTITION] = { "partition", "a host", parse_partition },
  [TROUPE_ACTION_HEAL] = { "heal", "a host", parse_heal },
  [TROUPE_ACTION_RESET] = { "reset", "a host or proc", parse_reset },
  [TROUPE_ACTION_LINK] = { "link", NULL, parse_link },
  [TROUPE_ACTION_SKEW] = { "skew", "a host", parse_skew },
  [TROUPE_ACTION_INJECT] = { "inject", "a host or proc", parse_inject },
  [TROUPE_ACTION_REPEAT] = { "repeat", NULL, parse_repeat },
};

/**
 * troupe_action_kind_to_string:
 * @kind: a kind
 *
 * Names an action as files write it.
 *
 * Returns: (transfer none): its word
 */
const char *
troupe_action_kind_to_string (TroupeActionKind kind)
{
  g_return_val_if_fail (kind < TROUPE_N_ACTION_KINDS, NULL);

  return forms[kind].name;
}

static gboolean
parse_kind (TroupeParser     *self,
            TroupeActionKind *ret_kind)
{
  const TroupeToken *token = troupe_parser_peek (self, 0);
  const char *names[TROUPE_N_ACTION_KINDS];
  g_autofree char *hint = NULL;

  if (token->kind != TROUPE_TOKEN_WORD)
    {
      troupe_parser_error_missing (self, "an action", "write one such as tell a note");
      return FALSE;
    }
  for (guint i = 0; i < TROUPE_N_ACTION_KINDS; i++)
    {
      names[i] = forms[i].name;
      if (g_str_equal (forms[i].name, token->text))
        {
          *ret_kind = i;
          troupe_parser_next (self);
          return TRUE;
        }
    }
  hint = troupe_suggest (token->text, names, TROUPE_N_ACTION_KINDS, "write one such as tell, stop, kill or partition");
  troupe_parser_error (self, &token->span, "there is no action '%.40s'; %s", token->text, hint);

  return FALSE;
}

/* To the line's end. */
TroupeAction *
troupe_parser_action (TroupeParser *self)
{
  static const char *const oneway[] = { "oneway", NULL };
  g_autoptr (TroupeAction) action = g_new0 (TroupeAction, 1);
  guint first = self->position;

  if (!parse_kind (self, &action->kind))
    return NULL;
  action->arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) troupe_argument_free);
  if (!forms[action->kind].parse (self, action))
    return NULL;
  /* What holds another statement has had that one look at the line's end. */
  if (action->declaration == NULL && action->link == NULL && action->action == NULL
      && !troupe_parser_finish (self, action->kind == TROUPE_ACTION_PARTITION ? oneway : NULL))
    return NULL;
  action->span = troupe_parser_span (self, first);

  return g_steal_pointer (&action);
}
