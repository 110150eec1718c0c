/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright the Troupe contributors */

#pragma once

#include "base/troupe-world.h"

G_BEGIN_DECLS

/* What the suite needs to know of a transport: two worlds that can reach each other, one for servers and one for
 * clients, and addresses of one kind. Everything else it asks of the worlds, which is the point. */
typedef struct
{
  TroupeWorld *server; /* (owned) */
  TroupeWorld *client; /* (owned) */
  gpointer     data;   /* of the transport */
} Net;

typedef struct
{
  const char    *name;

  /* (nullable): why it cannot be tried here. */
  const char  *(*why_not)       (void);
  void         (*open)          (Net *net);
  void         (*close)         (Net *net);
  /* Lets something happen; with @may_wait, waits for it where that takes time. FALSE: nothing can happen any more. */
  gboolean     (*turn)          (Net      *net,
                                 gboolean  may_wait);
  /* (transfer full): an address that leaves the choice to the listener. */
  char        *(*dup_any)       (Net *net);
  /* (transfer full): one where nobody listens, and a server can; another one each time. */
  char        *(*dup_free)      (Net *net);
  /* (transfer full): one that is well formed, and where no server of this net can listen. */
  char        *(*dup_foreign)   (Net *net);
} Transport;

extern const Transport unix_path_transport;
extern const Transport unix_abstract_transport;
extern const Transport tcp_v4_transport;
extern const Transport tcp_v6_transport;
extern const Transport tls_name_transport;
extern const Transport tls_v4_transport;
extern const Transport sim_unix_transport;
extern const Transport sim_tcp_transport;

G_END_DECLS
