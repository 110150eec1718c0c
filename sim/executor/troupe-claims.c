/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#include "config.h"

#include "executor/troupe-claims.h"

#include "executor/troupe-event-text.h"
#include "executor/troupe-time-text.h"

/* The state of one claim.
 *
 *   WAITING --(the step above fires)--> OPEN --(its time is over, its count too high, or the run ends)--> DECIDED
 *
 * Without a window a claim is OPEN from the start. */
typedef enum
{
  STATE_WAITING,
  STATE_OPEN,
  STATE_DECIDED,
} State;

typedef struct
{
  TroupeClaims      *claims;    /* (not owned) */
  const TroupeClaim *claim;     /* (not owned) */
  TroupeMatcher     *matcher;   /* (owned) (nullable) */
  TroupeMatcher     *second;    /* (owned) (nullable): of an order */
  State              state;
  guint64            n_matches; /* while open */
  guint64            opened_ns; /* since time 0 */
} ClaimState;

struct _TroupeClaims
{
  TroupePlaceTable *places;  /* (not owned) */
  TroupeSimResult  *result;  /* (not owned) */
  TroupeAgenda     *agenda;  /* (not owned) (nullable): until time 0 */
  GPtrArray        *states;  /* (element-type ClaimState): in file order */
  guint64           zero_ns;
};

static void
claim_state_free (gpointer data)
{
  ClaimState *self = data;

  g_clear_pointer (&self->matcher, troupe_matcher_free);
  g_clear_pointer (&self->second, troupe_matcher_free);
  g_free (self);
}

TroupeClaims *
troupe_claims_new (const TroupeScenario *scenario,
                   TroupePlaceTable     *places,
                   TroupeSimResult      *result)
{
  TroupeClaims *self = g_new0 (TroupeClaims, 1);

  self->places = places;
  self->result = result;
  self->states = g_ptr_array_new_with_free_func (claim_state_free);
  for (guint i = 0; i < scenario->claims->len; i++)
    {
      ClaimState *state = g_new0 (ClaimState, 1);

      state->claims = self;
      state->claim = g_ptr_array_index (scenario->claims, i);
      if (state->claim->event != NULL)
        state->matcher = troupe_matcher_new (state->claim->event, places);
      if (state->claim->second != NULL)
        state->second = troupe_matcher_new (state->claim->second, places);
      g_ptr_array_add (self->states, state);
    }

  return self;
}

void
troupe_claims_free (TroupeClaims *self)
{
  g_ptr_array_unref (self->states);
  g_free (self);
}

void
troupe_claims_fail (TroupeClaims      *self,
                    const TroupeClaim *claim,
                    const char        *id,
                    guint64            time_ns,
                    const char        *format,
                    ...)
{
  g_autofree char *printed = troupe_claim_print (claim);
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  troupe_sim_result_add_failure (self->result, id, printed, text, claim->span.line, time_ns);
}

/* ---- windows ---- */

static gboolean
has_window (const TroupeClaim *claim)
{
  return claim->kind == TROUPE_CLAIM_EXPECT && claim->within_ns != TROUPE_TIME_NONE;
}

static void
decide_expect (ClaimState *state,
               guint64     time_ns)
{
  const TroupeClaim *claim = state->claim;
  g_autofree char *opened = NULL;
  g_autofree char *closed = NULL;

  state->state = STATE_DECIDED;
  if (state->n_matches >= claim->count_min)
    return;

  if (!has_window (claim))
    {
      troupe_claims_fail (state->claims, claim, "expect", time_ns,
                          "it happened %" G_GUINT64_FORMAT " times by the end of the run; at least %" G_GUINT64_FORMAT
                          " was expected", state->n_matches, claim->count_min);
      return;
    }

  opened = troupe_time_to_string (state->opened_ns);
  closed = troupe_time_to_string (state->opened_ns + claim->within_ns);
  troupe_claims_fail (state->claims, claim, "expect", time_ns,
                      "it happened %" G_GUINT64_FORMAT " times from %s to %s; at least %" G_GUINT64_FORMAT
                      " was expected", state->n_matches, opened, closed, claim->count_min);
}

/* The last instant of the window is over. */
static void
close_window (gpointer user_data)
{
  ClaimState *state = user_data;

  if (state->state == STATE_OPEN)
    decide_expect (state, state->opened_ns + state->claim->within_ns);
}

static void
open_window (ClaimState *state,
             guint64     time_ns)
{
  TroupeClaims *self = state->claims;

  state->state = STATE_OPEN;
  state->opened_ns = time_ns;
  troupe_agenda_add (self->agenda, self->zero_ns + time_ns + state->claim->within_ns + 1, G_MAXUINT, close_window,
                     state);
}

void
troupe_claims_start (TroupeClaims *self,
                     TroupeAgenda *agenda,
                     guint64       zero_ns)
{
  self->agenda = agenda;
  self->zero_ns = zero_ns;
  for (guint i = 0; i < self->states->len; i++)
    {
      ClaimState *state = g_ptr_array_index (self->states, i);

      if (!has_window (state->claim))
        state->state = STATE_OPEN;
      else if (state->claim->step == NULL)
        open_window (state, 0);
    }
}

void
troupe_claims_step_fired (TroupeClaims     *self,
                          const TroupeStep *step,
                          guint64           time_ns)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      ClaimState *state = g_ptr_array_index (self->states, i);

      if (state->state == STATE_WAITING && state->claim->step == step)
        open_window (state, time_ns);
    }
}

/* A window without an upper bound is over as soon as it has seen enough. */
static gboolean
is_undecided (const ClaimState *state)
{
  return has_window (state->claim) && state->state == STATE_OPEN &&
         (state->n_matches < state->claim->count_min || state->claim->count_max != G_MAXUINT64);
}

gboolean
troupe_claims_is_window_open (TroupeClaims *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      if (is_undecided (g_ptr_array_index (self->states, i)))
        return TRUE;
    }

  return FALSE;
}

const TroupeClaim *
troupe_claims_get_settles (TroupeClaims *self)
{
  const TroupeClaim *least = NULL;

  for (guint i = 0; i < self->states->len; i++)
    {
      const TroupeClaim *claim = ((ClaimState *) g_ptr_array_index (self->states, i))->claim;

      if (claim->kind == TROUPE_CLAIM_SETTLES && (least == NULL || claim->within_ns < least->within_ns))
        least = claim;
    }

  return least;
}

/* ---- events ---- */

/* What a claim is shown: an event, or the violation of an invariant. */
typedef struct
{
  const TroupeEvent *event;        /* (nullable) */
  const char        *invariant_id; /* (nullable) */
} Shown;

static gboolean
matches (TroupeMatcher *matcher,
         const Shown   *shown)
{
  return shown->event != NULL ? troupe_matcher_match (matcher, shown->event)
                              : troupe_matcher_match_invariant (matcher, shown->invariant_id);
}

static char *
shown_to_string (const Shown      *shown,
                 TroupePlaceTable *places)
{
  return shown->event != NULL ? troupe_event_to_string (shown->event, places)
                              : g_strdup_printf ("invariant %s", shown->invariant_id);
}

static void
expect_observe (ClaimState  *state,
                const Shown *shown,
                guint64      time_ns)
{
  g_autofree char *what = NULL;

  if (!matches (state->matcher, shown) || ++state->n_matches <= state->claim->count_max)
    return;

  state->state = STATE_DECIDED;
  what = shown_to_string (shown, state->claims->places);
  troupe_claims_fail (state->claims, state->claim, "expect", time_ns,
                      "it happened for the %" G_GUINT64_FORMAT ". time, at most %" G_GUINT64_FORMAT
                      " was expected: %s", state->n_matches, state->claim->count_max, what);
}

static void
never_observe (ClaimState  *state,
               const Shown *shown,
               guint64      time_ns)
{
  g_autofree char *what = NULL;

  if (!matches (state->matcher, shown))
    return;

  state->state = STATE_DECIDED;
  what = shown_to_string (shown, state->claims->places);
  troupe_claims_fail (state->claims, state->claim, "never", time_ns, "it happened: %s", what);
}

/* An order is decided by whichever event comes first. */
static void
order_observe (ClaimState  *state,
               const Shown *shown,
               guint64      time_ns)
{
  g_autofree char *what = NULL;
  gboolean is_first = matches (state->matcher, shown);
  gboolean is_second = matches (state->second, shown);

  if (is_first || is_second)
    state->state = STATE_DECIDED;
  if (is_first || !is_second)
    return;

  what = shown_to_string (shown, state->claims->places);
  troupe_claims_fail (state->claims, state->claim, "order", time_ns,
                      "the second happened and the first had not: %s", what);
}

static void
sometimes_observe (ClaimState  *state,
                   const Shown *shown)
{
  if (!matches (state->matcher, shown))
    return;

  state->state = STATE_DECIDED;
  if (state->claim->index < 64)
    state->claims->result->sometimes |= G_GUINT64_CONSTANT (1) << state->claim->index;
}

static void
observe (TroupeClaims *self,
         const Shown  *shown,
         guint64       time_ns)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      ClaimState *state = g_ptr_array_index (self->states, i);

      if (state->state != STATE_OPEN)
        continue;

      switch (state->claim->kind)
        {
        case TROUPE_CLAIM_EXPECT:
          expect_observe (state, shown, time_ns);
          break;
        case TROUPE_CLAIM_NEVER:
          never_observe (state, shown, time_ns);
          break;
        case TROUPE_CLAIM_ORDER:
          order_observe (state, shown, time_ns);
          break;
        case TROUPE_CLAIM_SOMETIMES:
          sometimes_observe (state, shown);
          break;
        case TROUPE_CLAIM_SETTLES:
        case TROUPE_CLAIM_EXERCISES:
        case TROUPE_CLAIM_FAILS:
        default:
          break;
        }
    }
}

void
troupe_claims_observe (TroupeClaims      *self,
                       const TroupeEvent *event,
                       guint64            time_ns)
{
  Shown shown = { .event = event };

  observe (self, &shown, time_ns);
}

void
troupe_claims_observe_invariant (TroupeClaims *self,
                                 const char   *id,
                                 guint64       time_ns)
{
  Shown shown = { .invariant_id = id };

  observe (self, &shown, time_ns);
}

void
troupe_claims_finish (TroupeClaims *self,
                      guint64       time_ns)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      ClaimState *state = g_ptr_array_index (self->states, i);

      if (state->claim->kind != TROUPE_CLAIM_EXPECT || state->state == STATE_DECIDED)
        continue;

      if (state->state == STATE_OPEN)
        decide_expect (state, time_ns);
      else
        troupe_claims_fail (self, state->claim, "expect", time_ns, "the step above, in line %u, never fired",
                            state->claim->step->span.line);
    }
}
