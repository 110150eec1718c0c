#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What the libraries export is what the committed lists say, so that a change of the ABI is a line in a diff. A name
# that users can see through troupe.h or troupe-sim.h is public; any other is there for the simulator or its program,
# and is `internal`.
# TROUPE_TEST_REGENERATE=1 writes the lists anew.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"
export LC_ALL=C

# names_for_users: each troupe_ word that is left of troupe-sim.h, which includes troupe.h, when it was preprocessed.
names_for_users () {
  (cd "$TROUPE_BUILDDIR" && eval "$CC -I. $OUTSIDE_CPPFLAGS $GLIB_CFLAGS -UTROUPE_COMPILATION -E -x c" \
    '"$TROUPE_SRCDIR/sim/troupe-sim.h"') 2>compiler.log | grep -oE '\btroupe_[a-z0-9_]+' | sort -u
}

# exports LIBRARY: a line for each exported name, as it stands in a list.
exports () {
  nm -D --defined-only "$1" | awk '$3 ~ /^troupe_/ { print $3 }' | sort -u >exported
  comm -12 exported for-users >public
  comm -23 exported for-users | sed 's/$/ internal/' | sort -m - public
}

# drift LIST LIBRARY: what the one has and the other lacks, as a diff of the list.
drift () {
  exports "$2" >now
  grep -v '^#' "$1" | diff -U 0 - now | sed -n '/^[-+][a-z]/p'
}

# regenerate LIST LIBRARY: the head of the list stays.
regenerate () {
  [ -z "${TROUPE_TEST_REGENERATE-}" ] && return
  { sed -n '/^#/p' "$1"; exports "$2"; } >list
  cmp -s list "$1" || { cat list >"$1"; echo "# written anew: $1"; }
}

names_for_users >for-users
[ -s for-users ] || { cat compiler.log; echo "Bail out! the preprocessor made nothing of troupe-sim.h"; exit 1; }

while read -r list library; do
  list=$TROUPE_SRCDIR/$list library=$TROUPE_BUILDDIR/.libs/$library
  regenerate "$list" "$library"
  clean "${library##*/} exports what ${list##*/} says" "$(drift "$list" "$library" |
    sed '$ s|$|\n(TROUPE_TEST_REGENERATE=1 writes the list anew; read the diff: it is the ABI)|')"
done <<'EOT'
lib/troupe-1.symbols libtroupe-1.so
sim/troupe-sim-1.symbols libtroupe-sim-1.so
EOT

# --- the check is proven by planted violations ---

cat >planted.c <<'EOT'
int troupe_planted_new;
int troupe_name_check;
static int troupe_planted_static;
int *troupe_planted_internal (void);
int *troupe_planted_internal (void) { return &troupe_planted_static; }
EOT
$CC -shared -fPIC planted.c -o planted.so
printf '# A head.\ntroupe_name_check internal\ntroupe_planted_gone\ntroupe_planted_internal internal\n' >planted.symbols
names "a planted export is named" "$(drift planted.symbols planted.so)" "+troupe_planted_new internal"
names "a planted loss is named" "$(drift planted.symbols planted.so)" "-troupe_planted_gone"
names "a planted internal name that users see is named" "$(drift planted.symbols planted.so)" "+troupe_name_check"
TROUPE_TEST_REGENERATE=1 regenerate planted.symbols planted.so
clean "a list that was written anew has no drift" "$(drift planted.symbols planted.so)"

finish
