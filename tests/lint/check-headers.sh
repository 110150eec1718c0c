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

public=$(
  sed -n "s|^#include \"\(.*\)\"|$TROUPE_SRCDIR/lib/\1|p" "$TROUPE_SRCDIR/lib/troupe.h"
  sed -n "s|^#include \"\(.*\)\"|$TROUPE_SRCDIR/sim/\1|p" "$TROUPE_SRCDIR/sim/troupe-sim.h"
)
private=$(find "$TROUPE_SRCDIR/lib" "$TROUPE_SRCDIR/sim" -name '*.h' ! -name troupe-banned.h | sort |
  grep -vxF -e "$public" -e "$TROUPE_SRCDIR/lib/troupe.h" -e "$TROUPE_SRCDIR/sim/troupe-sim.h")

# The lists are words.
# shellcheck disable=SC2086
clean "each public header compiles alone as C" "$(does_not_compile c -DTROUPE_INSIDE $public)"
if $CC -x c++ -fsyntax-only /dev/null 2>compiler.log; then
  # shellcheck disable=SC2086
  clean "each public header compiles alone as C++" "$(does_not_compile c++ -DTROUPE_INSIDE $public)"
else
  skip "each public header compiles alone as C++" "$CC has no C++ compiler"
fi
# shellcheck disable=SC2086
clean "each other header compiles alone as C" "$(does_not_compile c -DTROUPE_COMPILATION $private)"
clean "troupe.h is all that a user includes" "$(does_not_compile c ' ' "$TROUPE_SRCDIR/lib/troupe.h")"
clean "troupe-sim.h is all that a user of the simulator includes" \
  "$(does_not_compile c ' ' "$TROUPE_SRCDIR/sim/troupe-sim.h")"

# not_installed FRAGMENT UMBRELLA: what a user includes through the umbrella and does not get, and the other way round.
not_installed () {
  umbrella=$(basename "$2" .planted) folder=$(case $2 in *troupe-sim.h*) echo sim ;; *) echo lib ;; esac)
  sed -nE '/^troupe(sim)?include[a-z_]*_HEADERS/,/[^\\]$/s|.*('"$folder"'/[^ ]*\.h).*|\1|p' "$1" |
    grep -vxF "$folder/$umbrella" | sort >installed
  sed -nE 's|^ *# *include "(.*)"|'"$folder"'/\1|p' "$2" | sort >included
  comm -13 installed included | sed "s/\$/: $umbrella includes it, and it is not installed/"
  comm -23 installed included | sed "s/\$/: is installed, but $umbrella does not include it/"
}
clean "what troupe.h includes is what is installed" \
  "$(not_installed "$TROUPE_SRCDIR/lib/Makefile.am.inc" "$TROUPE_SRCDIR/lib/troupe.h")"
clean "what troupe-sim.h includes is what is installed" \
  "$(not_installed "$TROUPE_SRCDIR/sim/Makefile.am.inc" "$TROUPE_SRCDIR/sim/troupe-sim.h")"

# --- the check is proven by planted violations ---

echo 'GQuark planted_needs_glib (void);' >planted.h
names "a planted header that includes too little is named" "$(does_not_compile c ' ' "$PWD/planted.h")" planted.h
grep -v troupe-knob.h "$TROUPE_SRCDIR/lib/Makefile.am.inc" >planted.am
names "a planted header that is not installed is named" \
  "$(not_installed planted.am "$TROUPE_SRCDIR/lib/troupe.h")" "troupe-knob.h: troupe.h includes it"
grep -v troupe-id.h "$TROUPE_SRCDIR/lib/troupe.h" >troupe.h.planted
names "a planted header that is installed for nothing is named" \
  "$(not_installed "$TROUPE_SRCDIR/lib/Makefile.am.inc" troupe.h.planted)" "troupe-id.h: is installed, but"
grep -v troupe-module.h "$TROUPE_SRCDIR/sim/troupe-sim.h" >troupe-sim.h.planted
names "also of the simulator" \
  "$(not_installed "$TROUPE_SRCDIR/sim/Makefile.am.inc" troupe-sim.h.planted)" \
  "troupe-module.h: is installed, but troupe-sim.h"
names "a public header included directly is refused" \
  "$(does_not_compile c ' ' "$TROUPE_SRCDIR/lib/base/troupe-id.h")" "Only <troupe.h> can be included directly"
names "one of the simulator too" "$(does_not_compile c ' ' "$TROUPE_SRCDIR/sim/scenario/troupe-module.h")" \
  "Only <troupe-sim.h> can be included directly"

finish
