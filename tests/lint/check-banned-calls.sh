#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# A room that runs inside a world reaches nothing outside of it. What its archive takes from other libraries must be on
# the list of allowed calls; and what lib/base/troupe-banned.h poisons must not compile.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

rooms='base message channel proc world scenario monitor puppet executor'

# The patterns of allowed-calls.txt, as one extended regular expression.
allowed=$(sed -e 's/#.*//' -e 's/ //g' -e '/^$/d' "$TROUPE_SRCDIR/tests/lint/allowed-calls.txt" |
  sed 's/\*/[A-Za-z0-9_]*/g' | paste -sd '|')

# outside_calls OBJECT...: the symbols that these need, that are not Troupe's and not on the list.
outside_calls () {
  [ -f "$1" ] || { echo "$1 is not there"; return; }
  nm --undefined-only "$@" 2>nm.log | awk 'NF == 2 { print $2 }' | sort -u |
    grep -vE "^(troupe_.*|$allowed)\$" || [ $? = 1 ]
}

for room in $rooms; do
  clean "$room calls only what is allowed" "$(outside_calls "$(room_archive "$room")" | sed "s/^/$room calls /")"
done

# unknown_to_modules HEADER: what it poisons, and a module may call unnoticed.
unknown_to_modules () {
  sed -n 's/^#pragma GCC poison //p' "$1" | tr ' ' '\n' | sort -u >poisoned
  grep -oE '"[a-z_0-9]+"' "$TROUPE_SRCDIR/sim/program/troupe-module-calls.c" | tr -d '"' | sort -u >looked-for
  comm -23 poisoned looked-for | sed 's/.*/a module that calls & is not told so/'
}
clean "what rooms may not call is looked for in modules" \
  "$(unknown_to_modules "$TROUPE_SRCDIR/lib/base/troupe-banned.h")"

# --- each check is proven by planted violations ---

echo '#pragma GCC poison g_getenv g_planted_clock' >planted.h
names "a planted call that modules are not searched for is named" "$(unknown_to_modules planted.h)" \
  "calls g_planted_clock is not"

# planted CALL: a source file that makes this call.
planted () {
  cat >planted.c <<EOF
#include "config.h"
#include <gio/gio.h>
#include <stdlib.h>
#include <time.h>
#include <sys/socket.h>
void planted_function (void);
void planted_function (void) { (void) $1; }
EOF
}

while read -r symbol call; do
  planted "$call"
  compile "$OUTSIDE_CPPFLAGS" planted.c
  names "a planted call of $symbol is named" "$(outside_calls planted.o)" "$symbol"
done <<'EOF'
time time (NULL)
rand rand ()
g_get_monotonic_time g_get_monotonic_time ()
g_random_int g_random_int ()
g_getenv g_getenv ("HOME")
g_thread_self g_thread_self ()
g_main_context_default g_main_context_default ()
g_timeout_add_full g_timeout_add_full (0, 1, NULL, NULL, NULL)
g_task_new g_task_new (NULL, NULL, NULL, NULL)
g_file_get_contents g_file_get_contents ("x", NULL, NULL, NULL)
socket socket (1, 1, 0)
EOF

while read -r symbol call; do
  planted "$call"
  if compile "$ROOM_CPPFLAGS" planted.c 2>compiler.log; then
    clean "$symbol does not compile in a room" "it compiles"
  else
    names "$symbol does not compile in a room" "$(cat compiler.log)" "poisoned"
  fi
done <<'EOF'
g_get_monotonic_time g_get_monotonic_time ()
g_random_int g_random_int ()
g_getenv g_getenv ("HOME")
g_timeout_add_full g_timeout_add_full (0, 1, NULL, NULL, NULL)
g_task_new g_task_new (NULL, NULL, NULL, NULL)
EOF

finish
