#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Each public header compiles alone, as C and as C++; each other header of the library and the simulator as C.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

# does_not_compile LANGUAGE FLAGS HEADER...: those that do not, with the first error.
does_not_compile () {
  language=$1 flags=$2
  shift 2
  for header in "$@"; do
    printf '#include "%s"\n' "$header" >alone.c
    (cd "$TROUPE_BUILDDIR" && eval "$CC -x $language -I. $OUTSIDE_CPPFLAGS $GLIB_CFLAGS -UTROUPE_COMPILATION $flags" \
      -Wall -Werror -fsyntax-only '"$scratch/alone.c"') >compiler.log 2>&1 ||
      echo "$header: $(grep -m1 error: compiler.log)"
  done
}

public=$(sed -n "s|^#include \"\(.*\)\"|$TROUPE_SRCDIR/lib/\1|p" "$TROUPE_SRCDIR/lib/troupe.h")
private=$(find "$TROUPE_SRCDIR/lib" "$TROUPE_SRCDIR/sim" -name '*.h' ! -name troupe-banned.h | sort |
  grep -vxF -e "$public" -e "$TROUPE_SRCDIR/lib/troupe.h")

clean "each public header compiles alone as C" "$(does_not_compile c -DTROUPE_INSIDE $public)"
if $CC -x c++ -fsyntax-only /dev/null 2>compiler.log; then
  clean "each public header compiles alone as C++" "$(does_not_compile c++ -DTROUPE_INSIDE $public)"
else
  skip "each public header compiles alone as C++" "$CC has no C++ compiler"
fi
clean "each other header compiles alone as C" "$(does_not_compile c -DTROUPE_COMPILATION $private)"
clean "troupe.h is all that a user includes" "$(does_not_compile c ' ' "$TROUPE_SRCDIR/lib/troupe.h")"

# --- the check is proven by planted violations ---

echo 'GQuark planted_needs_glib (void);' >planted.h
names "a planted header that includes too little is named" "$(does_not_compile c ' ' "$PWD/planted.h")" planted.h
names "a public header included directly is refused" \
  "$(does_not_compile c ' ' "$TROUPE_SRCDIR/lib/base/troupe-id.h")" "Only <troupe.h> can be included directly"

finish
