# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# shellcheck shell=sh disable=SC2034 # read by the tests
# What the tests of troupe-sim share. A command under test leaves `out` and `err`; a point is a line of TAP.
set -eu

sim=$TROUPE_BUILDDIR/troupe-sim
# troupe-sim with an executor that does what a scenario's title says.
odd=$TROUPE_BUILDDIR/tests/program/misbehaving-sim
n_points=0
status=0

passes () { n_points=$((n_points + 1)); echo "ok $n_points - $1"; }
fails () {
  n_points=$((n_points + 1)); status=1
  echo "not ok $n_points - $1"
  sed 's/^/# out: /' out
  sed 's/^/# err: /' err
}
skips () { n_points=$((n_points + 1)); echo "ok $n_points - $1 # SKIP $2"; }

# exits CODE DESCRIPTION COMMAND...
exits () {
  wanted=$1 description=$2
  shift 2
  got=0
  "$@" >out 2>err || got=$?
  if [ "$got" = "$wanted" ]; then passes "$description"; else echo "# exit status $got"; fails "$description"; fi
}

# prints out|err REGEX DESCRIPTION
prints () { if grep -qE -- "$2" "$1"; then passes "$3"; else fails "$3"; fi; }
# unfolds: makes one line of `out`, with one blank where there were several or a line ended.
unfolds () { tr -s ' \n' ' ' <out >unfolded; mv unfolded out; }
# counts N REGEX DESCRIPTION: so many lines of `out`
counts () { if [ "$(grep -cE -- "$2" out)" = "$1" ]; then passes "$3"; else fails "$3"; fi; }
# same FILE FILE DESCRIPTION
same () { if cmp -s "$1" "$2"; then passes "$3"; else diff "$1" "$2" | sed 's/^/# /'; fails "$3"; fi; }

# scenario NAME TITLE [LINE...]: writes NAME.scn
scenario () {
  file=$1.scn title=$2
  shift 2
  { echo "scenario \"$title\""; for line in "$@"; do echo "$line"; done; } >"$file"
}

is_sealed () { "$odd" run --tap "$1" 2>/dev/null | grep -q '^# not sealed' && return 1; return 0; }

finish () { echo "1..$n_points"; exit $status; }
