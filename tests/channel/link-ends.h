/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "channel/troupe-link-private.h"

#include "lib/troupe-test-messages.h"
#include "lib/troupe-test-stream.h"

G_BEGIN_DECLS

/* One process, as far as its link is concerned. */
typedef struct
{
  TroupeTestMessages  messages;
  TroupeTestStream   *stream;   /* (owned) */
  TroupeLink         *link;     /* (owned) */
  gboolean            is_awake; /* the link has asked to be pumped */
  gboolean            answers;  /* sends "re" for each message that is not a return */
  gboolean            resends;  /* sends a note anew, once, when it comes back */
  gboolean            gives_up; /* takes all messages from the link as soon as it has received one */
  GString            *log;      /* (owned): what the link told, a word each: "opened received:1 ..." */
  GString            *received; /* (owned): the texts of the notes that came, a word each */
  GString            *returned; /* (owned): the numbers of the messages that came back, a word each */
  GPtrArray          *disguises; /* (owned): types that are not registered */
  guint               n_closed;
  GError             *error;    /* (owned) (nullable): what the link closed with */
} LinkEnd;

/* Two ends: a (`local:1,p`) and b (`local:2,q`). */
typedef struct
{
  LinkEnd a;
  LinkEnd b;
} LinkEnds;

void link_ends_init          (LinkEnds   *self);
void link_ends_clear         (LinkEnds   *self);
/* Makes both links, once the streams are prepared. */
void link_ends_open          (LinkEnds   *self);
/* Pumps both until neither asks for more. */
void link_ends_run           (LinkEnds   *self);
void link_end_pump           (LinkEnd    *self);
/* Sends a note. */
void link_end_send           (LinkEnd    *self,
                              guint64     number,
                              const char *text);
/* Sends a note under the name of another type, which the peer may not know, or whose form it does not have. */
void link_end_send_disguised (LinkEnd    *self,
                              guint64     number,
                              const char *type_name,
                              guint       flags);

G_END_DECLS
