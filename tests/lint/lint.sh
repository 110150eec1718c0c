# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Read by the lint tests: TAP points from findings. A check is a function that prints one line for each violation;
# each test also plants a violation and demands that its check names it.
# shellcheck shell=sh

set -eu
: "${TROUPE_SRCDIR:?is set by make check}" "${TROUPE_BUILDDIR:?is set by make check}"

n_points=0
n_failed=0
scratch=$PWD # where tests/run-test starts each test; the sources may be read-only
if [ -e "$scratch/configure.ac" ]; then
  echo "Bail out! run it by tests/run-test: it would write into the sources"
  exit 1
fi

# clean NAME FINDINGS: passes when there are none, else prints them.
clean () {
  n_points=$((n_points + 1))
  if [ -z "$2" ]; then
    echo "ok $n_points - $1"
  else
    echo "not ok $n_points - $1"
    printf '%s\n' "$2" | sed 's/^/# /'
    n_failed=$((n_failed + 1))
  fi
}

# names NAME FINDINGS WORD: passes when the findings about a planted violation name WORD.
names () {
  n_points=$((n_points + 1))
  case $2 in
    *"$3"*) echo "ok $n_points - $1" ;;
    *)
      echo "not ok $n_points - $1"
      echo "# the planted violation '$3' was not named; found: $2"
      n_failed=$((n_failed + 1)) ;;
  esac
}

# skip NAME REASON
skip () {
  n_points=$((n_points + 1))
  echo "ok $n_points - $1 # SKIP $2"
}

finish () {
  echo "1..$n_points"
  exit "$((n_failed > 0))"
}

# in_folder FOLDER CHECK: what CHECK finds there.
in_folder () {
  (cd "$1" && "$2")
}

# compile CPPFLAGS SOURCE [FLAG...]: compiles SOURCE with the compiler and the flags of this build, to .o beside it.
compile () {
  compile_cppflags=$1
  # shellcheck disable=SC2034 # eval reads it
  compile_source=$(realpath "$2")
  shift 2
  (cd "$TROUPE_BUILDDIR" &&
    eval "$CC -I. $compile_cppflags $AM_CFLAGS" '"$@"' -c '"$compile_source"' -o '"${compile_source%.*}.o"')
}

# room_archive ROOM: where the convenience library of a room is.
room_archive () {
  for archive in "$TROUPE_BUILDDIR/.libs/libtroupe-$1.a" "$TROUPE_BUILDDIR/.libs/libtroupe-sim-$1.a"; do
    [ ! -f "$archive" ] || break
  done
  echo "$archive"
}

# compiled_cases: what the compiled tests call their cases; what is left from a source that has gone does not count.
compiled_cases () {
  for program in "$TROUPE_BUILDDIR"/tests/*/test-*; do
    if [ -x "$program" ] && [ -f "$TROUPE_SRCDIR${program#"$TROUPE_BUILDDIR"}.c" ]; then
      "$program" -l 2>list.log | grep '^/' || :
    fi
  done | sort -u
}
