/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#if !defined (TROUPE_INSIDE) && !defined (TROUPE_COMPILATION)
# error "Only <troupe-sim.h> can be included directly."
#endif

#include "scenario/troupe-actor-type.h"
#include "scenario/troupe-diagnostic.h"
#include "scenario/troupe-module.h"

G_BEGIN_DECLS

/* The tree of a scenario file. It owns all that it points to, and does not change once it is checked.
 *
 *   TroupeScenario
 *     statements ->  declarations, steps, claims, options, pins, in file order
 *     places     ->  every host, proc, actor, client and mesh that the file declares, once each
 *
 * Times are virtual nanoseconds. Fields marked (checked) are filled by troupe_scenario_check(). */
typedef struct _TroupeScenario TroupeScenario;
typedef struct _TroupePlace TroupePlace;
typedef struct _TroupeStep TroupeStep;
typedef struct _TroupeAction TroupeAction;

#define TROUPE_TIME_NONE G_MAXUINT64

/* ---- Places: what can be named ---- */

typedef enum
{
  TROUPE_PLACE_DRIVER,       /* the client `driver` and its host of the same name; which of the two, the use decides */
  TROUPE_PLACE_HOST,
  TROUPE_PLACE_PROC,         /* declared; or a host's `service` or `local` proc (is_implicit) */
  TROUPE_PLACE_UNKNOWN_PROC, /* never declared, on a declared host: it does not exist */
  TROUPE_PLACE_ACTOR,
  TROUPE_PLACE_CLIENT,
  TROUPE_PLACE_MESH,
  TROUPE_PLACE_RANK,         /* one rank of a mesh */
} TroupePlaceKind;

typedef struct _TroupeDeclaration TroupeDeclaration;

/* One thing that can be named. There is one of each in a scenario: compare by pointer, order by index. (checked) */
struct _TroupePlace
{
  TroupePlaceKind          kind;
  guint                    index;        /* in TroupeScenario.places */
  char                    *name;         /* `h0`, `h0.p0`, `leaf`, `m`, `m[7]` */
  char                    *local_name;   /* a proc's own part, `p0`; an actor's name in the runtime; else as name */
  TroupeSpan               span;         /* of its declaration; line 0 where there is none */
  const TroupeDeclaration *declaration;  /* (nullable): none for the driver, implicit and unknown procs */
  gboolean                 is_implicit;  /* `h0.service`, `h0.local`, `driver.service`, `driver.local` */
  gboolean                 is_spawned;   /* declared by a `spawn` step: it is not there at time 0 */
  TroupePlace             *host;         /* (nullable): of a proc; the driver is the host of its own */
  TroupePlace             *proc;         /* (nullable): of a root actor, a client, a rank */
  TroupePlace             *parent;       /* (nullable): the actor over a child */
  TroupePlace             *mesh;         /* (nullable): of a rank */
  TroupePlace             *owner;        /* (nullable): of a mesh: an actor or client; NULL: the driver */
  guint                    rank;         /* of a rank */
  GPtrArray               *procs;        /* (nullable) (element-type TroupePlace): of a mesh, by rank; of a host */
  const TroupeActorType   *type;         /* (nullable): of an actor, mesh, rank */
  GVariant                *keys;         /* (nullable): a{sv} for type->create; of an actor, mesh, rank */
  gboolean                 is_introspectable; /* a client */
};

/* One member of a SET as written: a place, with ranges or globs. */
typedef struct
{
  TroupeSpan  span;
  char       *text;        /* `h[0-3].p*` */
  char       *source;      /* (nullable): with `$NAME` as written, where a sweep gave a part of the text */
  gboolean    is_excluded; /* stands behind `except` */
} TroupePlaceItem;

/* Some places, as written and as they came out. */
typedef struct
{
  TroupeSpan  span;
  GPtrArray  *items;  /* (element-type TroupePlaceItem): at least one; the excluded ones last */
  gboolean    is_any; /* the SUBJECT `*` of an event: everything, declared or not; places is then empty */
  GPtrArray  *places; /* (element-type TroupePlace): in the order written, last range fastest, each once (checked) */
} TroupePlaceSet;

/* ---- Values and arguments ---- */

typedef enum
{
  TROUPE_VALUE_WORD,       /* a NAME, DOTTED, ID, place or anything else unquoted that is none of the others */
  TROUPE_VALUE_STRING,
  TROUPE_VALUE_NUMBER,
  TROUPE_VALUE_TIME,
  TROUPE_VALUE_TIME_RANGE, /* `T..T` */
  TROUPE_VALUE_PERCENT,
  TROUPE_VALUE_BOOLEAN,
} TroupeValueKind;

typedef struct
{
  TroupeSpan       span;
  TroupeValueKind  kind;
  char            *text;       /* WORD, STRING: the text, without quotes; else as written */
  char            *source;     /* (nullable): `$NAME` as written where a sweep gave the text */
  gint64           number;     /* NUMBER: rounded towards 0; times: ns; PERCENT: parts of 10^9; BOOLEAN: 0, 1 */
  gint64           number_max; /* TIME_RANGE: the upper end; else as number */
  guint32          billionths; /* NUMBER: the fraction's size, 0 for a whole number */
  gboolean         is_negative;
  TroupePlace     *place;      /* (nullable): where the key takes a place (checked) */
  GVariant        *variant;    /* (nullable): typed as the key or field says; NULL where it is a place (checked) */
} TroupeValue;

typedef enum
{
  TROUPE_OPERATOR_EQUAL,
  TROUPE_OPERATOR_NOT_EQUAL,
  TROUPE_OPERATOR_LESS,
  TROUPE_OPERATOR_GREATER,
  TROUPE_OPERATOR_CONTAINS,
} TroupeOperator;

/* `key=value`; outside events the operator is always `=`. */
typedef struct
{
  TroupeSpan      span;
  char           *key;
  TroupeOperator  operator_;
  TroupeValue    *value;
} TroupeArgument;

/* One field of a message body, given or by default: exactly one of the two. (checked) */
typedef struct
{
  GVariant    *variant; /* (nullable): of the field's type */
  TroupePlace *place;   /* (nullable): put in as its id when the step runs */
} TroupeBodyField;

/* ---- Picks ---- */

typedef enum
{
  TROUPE_PICK_ALL,     /* a plain SET */
  TROUPE_PICK_COUNT,   /* `one of SET`, `N of SET` */
  TROUPE_PICK_PERCENT, /* `PERCENT of SET`, rounded up */
} TroupePickKind;

/* What an action does something to. */
typedef struct
{
  TroupeSpan      span;
  TroupePickKind  kind;
  TroupeValue    *amount; /* (nullable): `3` or `1%`, as written; NULL for a plain SET and for `one of` */
  guint           n;      /* how many of set->places the seed picks; all of them for ALL (checked) */
  TroupePlaceSet *set;
} TroupePick;

/* ---- Events ---- */

/* `KIND SUBJECT [KEY=VALUE ...]`. How the values of keys come out of the check:
 *
 *   actor via parent from to          place (value->place); of `connected` and `disconnected`, to is a host or proc;
 *                                     `routed`: to and via too
 *   message                           s: as written; compare by troupe_message_name_matches()
 *   is                                s: a status word that the subjects can have
 *   reason                            s: a short name for `returned` and `abandoned`, else any text
 *   pid code signal hops seq          x
 *   handled                           b
 *   name type status, invariant's id  s
 *   id, an attribute of `replied`     x for a number, t (ns) for a time, b for true and false, else s
 *
 * `<` and `>` stand only with numbers and times, `~` only with text. */
typedef struct
{
  TroupeSpan      span;
  guint           kind;    /* which: troupe_event_pattern_get_kind_name() has the word */
  TroupePlaceSet *subject;
  GPtrArray      *keys;    /* (element-type TroupeArgument): without nth */
  guint           nth;     /* from 1; 0: every one */
} TroupeEventPattern;

/* ---- Declarations ---- */

typedef enum
{
  TROUPE_DECLARATION_HOST,
  TROUPE_DECLARATION_PROC,
  TROUPE_DECLARATION_ACTOR,
  TROUPE_DECLARATION_CLIENT,
  TROUPE_DECLARATION_MESH,
} TroupeDeclarationKind;

typedef enum
{
  TROUPE_RELATION_NONE,
  TROUPE_RELATION_ON,    /* actor, client: `on PROC` */
  TROUPE_RELATION_UNDER, /* actor: `under ACTOR` */
  TROUPE_RELATION_OVER,  /* mesh: `over SET` */
} TroupeRelation;

/* One line that declares things, or what a `spawn` declares. */
struct _TroupeDeclaration
{
  TroupeSpan               span;
  TroupeDeclarationKind    kind;
  TroupePlaceSet          *names;             /* its places are what it declares (checked) */
  char                    *type_name;         /* (nullable): actor, mesh */
  TroupeSpan               type_span;
  TroupeRelation           relation;
  TroupePlaceSet          *where;             /* (nullable) */
  GPtrArray               *arguments;         /* (element-type TroupeArgument): all, in file order */
  gboolean                 is_introspectable; /* client */
  gboolean                 is_broken;         /* has been reported; only the names count */

  /* (checked) */
  const TroupeActorType   *type;              /* (nullable) */
  const char              *zone;              /* (nullable): host */
  guint64                  clock_ns;          /* host: what its wall clock says at time 0, after the run's own */
  gint64                   drift_ppb;         /* host: parts per 10^9 that its wall clock runs fast */
};

typedef enum
{
  TROUPE_LINK_BETWEEN,    /* `SET <-> SET`, `SET -> SET` */
  TROUPE_LINK_SAME_ZONE,
  TROUPE_LINK_CROSS_ZONE,
} TroupeLinkKind;

typedef enum
{
  TROUPE_LINK_DELAY = 1 << 0,
  TROUPE_LINK_DIST  = 1 << 1,
  TROUPE_LINK_LOSS  = 1 << 2,
  TROUPE_LINK_RATE  = 1 << 3,
  TROUPE_LINK_MTU   = 1 << 4,
  TROUPE_LINK_RESET = 1 << 5,
} TroupeLinkAttribute;

typedef enum
{
  TROUPE_DISTRIBUTION_UNIFORM,
  TROUPE_DISTRIBUTION_EXPONENTIAL,
  TROUPE_DISTRIBUTION_NORMAL,
} TroupeDistribution;

typedef struct
{
  TroupeSpan          span;
  TroupeLinkKind      kind;
  gboolean            is_oneway;     /* `->` */
  TroupePlaceSet     *left;          /* (nullable): hosts */
  TroupePlaceSet     *right;         /* (nullable): hosts */
  GPtrArray          *arguments;     /* (element-type TroupeArgument) */

  /* (checked) */
  guint               given;         /* bits of TroupeLinkAttribute: the rest stays as it was */
  guint64             delay_min_ns;
  guint64             delay_max_ns;
  TroupeDistribution  distribution;
  guint32             loss_ppb;      /* of 10^9 */
  guint32             reset_ppb;     /* of 10^9, for each delivery */
  guint64             rate_bps;      /* bytes a second */
  guint64             mtu_bytes;
} TroupeLinkStatement;

/* `set KEY VALUE`; `set faults on`, `set faults DOTTED,DOTTED`. */
typedef struct
{
  char      *key;
  GPtrArray *values; /* (element-type TroupeValue): one, but for faults */
} TroupeSetting;

/* ---- Steps ---- */

typedef enum
{
  TROUPE_WHEN_AT,
  TROUPE_WHEN_AFTER,    /* time_ns since the previous step */
  TROUPE_WHEN_BETWEEN,  /* the seed picks one time from from_ns to until_ns, both included */
  TROUPE_WHEN_EVERY,    /* each time_ns, from from_ns to until_ns, both included */
  TROUPE_WHEN_EVENT,    /* `when`: time_ns after the first match */
  TROUPE_WHEN_EVENTS,   /* `whenever`: time_ns after each match */
} TroupeWhenKind;

typedef struct
{
  TroupeSpan          span;
  TroupeWhenKind      kind;
  TroupeValue        *time;       /* (nullable): as written; for the printer */
  TroupeValue        *from;       /* (nullable): as written */
  TroupeValue        *until;      /* (nullable): as written */
  guint64             time_ns;    /* AT: when; AFTER, EVENT(S): how long after; EVERY: the interval, at least 1 */
  guint64             from_ns;    /* EVERY without `from`: the interval */
  guint64             until_ns;   /* EVERY without `until`: TROUPE_TIME_NONE */
  TroupeEventPattern *event;      /* (nullable): EVENT, EVENTS */
} TroupeWhen;

typedef enum
{
  TROUPE_ACTION_TELL,      /* targets message arguments from */
  TROUPE_ACTION_ASK,       /* targets message arguments from */
  TROUPE_ACTION_CAST,      /* targets (one mesh, or ranks of one) message arguments from */
  TROUPE_ACTION_QUERY,     /* targets */
  TROUPE_ACTION_SPAWN,     /* declaration */
  TROUPE_ACTION_STOP,      /* targets reason */
  TROUPE_ACTION_ABORT,     /* targets */
  TROUPE_ACTION_DROP,      /* targets */
  TROUPE_ACTION_KILL,      /* targets number: the signal, 9 by default */
  TROUPE_ACTION_EXIT,      /* targets number: the code */
  TROUPE_ACTION_CRASH,     /* targets */
  TROUPE_ACTION_RESTART,   /* targets */
  TROUPE_ACTION_PAUSE,     /* targets */
  TROUPE_ACTION_RESUME,    /* targets */
  TROUPE_ACTION_PARTITION, /* targets others is_oneway: what goes from left to right is cut */
  TROUPE_ACTION_HEAL,      /* targets others; both NULL: everything */
  TROUPE_ACTION_RESET,     /* targets others is_oneway: only targets see it */
  TROUPE_ACTION_LINK,      /* link */
  TROUPE_ACTION_SKEW,      /* targets offset_ns */
  TROUPE_ACTION_INJECT,    /* point targets arguments */
  TROUPE_ACTION_REPEAT,    /* number interval_ns action */
} TroupeActionKind;

#define TROUPE_N_ACTION_KINDS (TROUPE_ACTION_REPEAT + 1)

/* A field that the kind does not list above is zero. */
struct _TroupeAction
{
  TroupeSpan               span;
  TroupeActionKind         kind;
  TroupePick              *targets;      /* (nullable): also the left side of partition, heal and reset */
  TroupePick              *others;       /* (nullable): the right side */
  gboolean                 is_oneway;
  char                    *message;      /* (nullable): as written */
  TroupeSpan               message_span;
  GPtrArray               *arguments;    /* (element-type TroupeArgument): all, in file order */
  TroupeDeclaration       *declaration;  /* (nullable) */
  TroupeLinkStatement     *link;         /* (nullable) */
  char                    *point;        /* (nullable): a fault point's name */
  TroupeValue             *value;        /* (nullable): skew's time, repeat's count, as written */
  TroupeValue             *interval;     /* (nullable): repeat's `every`, as written */
  gint64                   offset_ns;    /* skew; negative: backwards */
  guint64                  interval_ns;  /* repeat; 0: all at once */
  TroupeAction            *action;       /* (nullable): what repeat repeats; a pick in it is made anew each time */

  /* (checked) */
  guint64                  number;       /* kill: the signal; exit: the code; repeat: how often, at least 1 */
  const char              *reason;       /* (nullable): stop */
  TroupePlace             *from;         /* (nullable): the sender; NULL: the driver */
  const TroupeMessageType *message_type; /* (nullable): tell, ask, cast */
  TroupeBodyField         *body;         /* (nullable): one for each field of message_type */
  guint                    n_body;
};

struct _TroupeStep
{
  TroupeSpan    span;
  guint         index;  /* among the steps, in file order */
  char         *label;  /* (nullable) */
  TroupeWhen   *when;
  TroupeAction *action;
};

/* ---- Claims ---- */

typedef enum
{
  TROUPE_CLAIM_EXPECT,    /* event step within_ns count_min count_max */
  TROUPE_CLAIM_NEVER,     /* event */
  TROUPE_CLAIM_ORDER,     /* event before second */
  TROUPE_CLAIM_SETTLES,   /* within_ns */
  TROUPE_CLAIM_EXERCISES, /* ids */
  TROUPE_CLAIM_SOMETIMES, /* event */
  TROUPE_CLAIM_FAILS,     /* ids: one; or text */
} TroupeClaimKind;

typedef struct
{
  TroupeSpan          span;
  guint               index;       /* among the claims of its kind, in file order */
  TroupeClaimKind     kind;
  TroupeEventPattern *event;       /* (nullable) */
  TroupeEventPattern *second;      /* (nullable) */
  TroupeValue        *within;      /* (nullable): as written */
  guint64             within_ns;   /* TROUPE_TIME_NONE: by the end of the run */
  TroupeStep         *step;        /* (nullable) (not owned): the step above opens the window; NULL: time 0 */
  gboolean            has_count;   /* was written */
  TroupeValue        *count;       /* (nullable): as written: a number or a word such as `1..50` */
  guint64             count_min;   /* 1 by default */
  guint64             count_max;   /* G_MAXUINT64 by default */
  GPtrArray          *ids;         /* (nullable) (element-type TroupeValue): of invariants */
  char               *text;        /* (nullable): a part of the failure's text */
} TroupeClaim;

/* ---- How often and how ---- */

typedef enum
{
  TROUPE_EXPLORE_RANDOM,
  TROUPE_EXPLORE_PCT,
  TROUPE_EXPLORE_EXHAUSTIVE,
} TroupeExplore;

typedef enum
{
  TROUPE_WORLD_SIM  = 1 << 0,
  TROUPE_WORLD_REAL = 1 << 1,
} TroupeWorlds;

typedef struct
{
  TroupeSpan  span;
  char       *name;
  GPtrArray  *values; /* (element-type TroupeValue): at least one */
} TroupeSweep;

/* What all option statements of the file came to. */
typedef struct
{
  guint64        seed_first;    /* 1 */
  guint64        seed_last;     /* 1 */
  TroupeExplore  explore;       /* RANDOM */
  guint          explore_n;     /* pct: priority changes; exhaustive: the choices that are tried, G_MAXUINT: all */
  guint          worlds;        /* bits of TroupeWorlds: SIM */
  guint64        limit_time_ns; /* TROUPE_TIME_NONE: none */
  guint64        limit_events;  /* G_MAXUINT64: none */
  guint64        limit_memory;  /* bytes; G_MAXUINT64: none */
  GPtrArray     *sweeps;        /* (element-type TroupeSweep) (not owned) */
  GPtrArray     *defects;       /* (element-type utf8) (not owned) */
} TroupeScenarioOptions;

/* ---- Pins: choices that are kept ---- */

typedef enum
{
  TROUPE_PIN_LOSE,  /* event */
  TROUPE_PIN_DELAY, /* event delay_ns */
  TROUPE_PIN_FIRST, /* event before second */
  TROUPE_PIN_PICK,  /* place for step */
} TroupePinKind;

typedef struct
{
  TroupeSpan          span;
  TroupePinKind       kind;
  TroupeEventPattern *event;    /* (nullable) */
  TroupeEventPattern *second;   /* (nullable) */
  TroupeValue        *delay;    /* (nullable): as written */
  guint64             delay_ns;
  TroupePlaceSet     *picked;   /* (nullable): one place for each that the step picks */
  char               *label;    /* (nullable) */
  TroupeStep         *step;     /* (nullable) (not owned): the step of that label (checked) */
} TroupePin;

/* ---- The file ---- */

typedef enum
{
  TROUPE_STATEMENT_SCENARIO,
  TROUPE_STATEMENT_USE,
  TROUPE_STATEMENT_SET,
  TROUPE_STATEMENT_DECLARATION,
  TROUPE_STATEMENT_LINK,
  TROUPE_STATEMENT_STEP,
  TROUPE_STATEMENT_CLAIM,
  TROUPE_STATEMENT_SEEDS,
  TROUPE_STATEMENT_EXPLORE,
  TROUPE_STATEMENT_WORLDS,
  TROUPE_STATEMENT_LIMIT,
  TROUPE_STATEMENT_SWEEP,
  TROUPE_STATEMENT_DEFECT,
  TROUPE_STATEMENT_PIN,
} TroupeStatementKind;

typedef struct
{
  TroupeStatementKind  kind;
  TroupeSpan           span;
  char               **comments_above;   /* (nullable): lines from `#` on; an empty one is a blank line */
  char                *comment_beside;   /* (nullable): from `#` on */

  /* By kind: one of these. */
  char                *text;             /* SCENARIO: the title; USE: the path; DEFECT: its name */
  const TroupeModule  *module;           /* (nullable): USE: what was loaded from there */
  TroupeSetting       *setting;
  TroupeDeclaration   *declaration;
  TroupeLinkStatement *link;
  TroupeStep          *step;
  TroupeClaim         *claim;
  TroupePin           *pin;
  TroupeSweep         *sweep;
  GPtrArray           *words;            /* SEEDS, EXPLORE, WORLDS: (element-type TroupeValue), as written */
  GPtrArray           *arguments;        /* LIMIT: (element-type TroupeArgument) */
} TroupeStatement;

struct _TroupeScenario
{
  char                  *file_name;
  char                  *text;        /* of the file; spans are offsets into it */
  gsize                  text_length;
  char                  *title;       /* (nullable): NULL only where its lack was reported */
  GPtrArray             *statements;  /* (element-type TroupeStatement): file order */
  char                 **comments_end;/* (nullable): lines after the last statement */
  guint                  variant;     /* which combination of sweep values this tree has */

  /* The same things by kind, in file order; owned by their statements. */
  GPtrArray             *declarations;/* (element-type TroupeDeclaration): without those of spawn */
  GPtrArray             *links;       /* (element-type TroupeLinkStatement): without those of steps */
  GPtrArray             *settings;    /* (element-type TroupeSetting) */
  GPtrArray             *uses;        /* (element-type TroupeStatement): the `use` statements */
  GPtrArray             *steps;       /* (element-type TroupeStep) */
  GPtrArray             *claims;      /* (element-type TroupeClaim) */
  GPtrArray             *pins;        /* (element-type TroupePin) */
  TroupeScenarioOptions  options;

  GPtrArray             *places;      /* (element-type TroupePlace): the driver, what the file declares, in its order,
                                       * spawned ones too, then implicit and unknown procs and ranks as first named
                                       * (checked) */
  GHashTable            *place_table; /* name to TroupePlace (not owned) (checked) */
};

/* Reads a file. Never fails: what cannot be read is reported and left out, so that troupe_scenario_check() finds
 * the rest of the errors in the same pass; run only what that function accepts. Sweeps take their first values.
 * @text need not end in NUL. */
TROUPE_AVAILABLE_IN_ALL
TroupeScenario *troupe_scenario_parse            (const char           *file_name,
                                                  const char           *text,
                                                  gsize                 length,
                                                  TroupeDiagnostics    *diagnostics) G_GNUC_WARN_UNUSED_RESULT;
/* The same with the @variant-th combination of sweep values; the last sweep of the file turns fastest. */
TROUPE_AVAILABLE_IN_ALL
TroupeScenario *troupe_scenario_parse_variant    (const char           *file_name,
                                                  const char           *text,
                                                  gsize                 length,
                                                  guint                 variant,
                                                  TroupeDiagnostics    *diagnostics) G_GNUC_WARN_UNUSED_RESULT;
/* How many combinations of sweep values there are: 1 without a sweep. */
TROUPE_AVAILABLE_IN_ALL
guint           troupe_scenario_get_n_variants   (const TroupeScenario *self);
/* What a `use` of the file stands for: the file may now name the types of @module. Call before the check. FALSE: a
 * type has a name that is taken; it was reported. */
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_scenario_use              (TroupeScenario       *self,
                                                  TroupeStatement      *use,
                                                  const TroupeModule   *module,
                                                  TroupeDiagnostics    *diagnostics);
/* Names, keys, types, values. Fills what is marked (checked). Call once, after troupe_scenario_use() for each module.
 * Returns: whether the file can be run: no error was reported, here or by the parser */
TROUPE_AVAILABLE_IN_ALL
gboolean        troupe_scenario_check            (TroupeScenario       *self,
                                                  TroupeDiagnostics    *diagnostics);
/* The canonical form. (transfer full) */
TROUPE_AVAILABLE_IN_ALL
char           *troupe_scenario_print            (const TroupeScenario *self);
/* One statement of it, without comments and line end. (transfer full) */
TROUPE_AVAILABLE_IN_ALL
char           *troupe_scenario_print_statement  (const TroupeStatement *statement);
TROUPE_AVAILABLE_IN_ALL
char           *troupe_claim_print               (const TroupeClaim    *claim);
TROUPE_AVAILABLE_IN_ALL
char           *troupe_pin_print                 (const TroupePin      *pin);
TROUPE_AVAILABLE_IN_ALL
char           *troupe_event_pattern_print       (const TroupeEventPattern *pattern);
/* `returned`: the word that the pattern begins with. */
TROUPE_AVAILABLE_IN_ALL
const char     *troupe_event_pattern_get_kind_name (const TroupeEventPattern *pattern);
TROUPE_AVAILABLE_IN_ALL
const char     *troupe_action_kind_to_string     (TroupeActionKind      kind);
/* The place of that name in a checked scenario, such as `h0.p0` or `m[7]`; NULL: there is none that was declared
 * or named. */
TROUPE_AVAILABLE_IN_ALL
TroupePlace    *troupe_scenario_find_place       (const TroupeScenario *self,
                                                  const char           *name);
TROUPE_AVAILABLE_IN_ALL
void            troupe_scenario_free             (TroupeScenario       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TroupeScenario, troupe_scenario_free)

G_END_DECLS
