#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# ThreadSanitizer finds no race in the inbox, and finds one that is planted. It sees only code that is compiled for it,
# so the inbox is built again here, with its test; GLib is left out of what it watches.

skip () { echo "1..0 # SKIP $1"; exit 0; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
base=$TROUPE_SRCDIR/lib/base

# compile INBOX PROGRAM
compile () {
  # shellcheck disable=SC2046 # flags are words
  ${CC:-cc} -std=gnu11 -g -O1 -fsanitize=thread -I"$TROUPE_BUILDDIR" -I"$TROUPE_SRCDIR/lib" -I"$TROUPE_BUILDDIR/lib" \
    -DTROUPE_COMPILATION $(pkg-config --cflags gio-2.0) -o "$2" "$1" "$TROUPE_SRCDIR/tests/base/test-inbox.c" \
    $(pkg-config --libs gio-2.0)
}

# The sanitizer wants its own places in memory, which a system that scatters mappings widely may have given away.
run () { TSAN_OPTIONS=halt_on_error=1 setarch "$(uname -m)" --addr-no-randomize "$1" >"$1.log" 2>&1; }

printf 'int main (void) { return 0; }\n' >"$scratch/empty.c"
${CC:-cc} -fsanitize=thread -o "$scratch/empty" "$scratch/empty.c" 2>"$scratch/empty.err" ||
  skip "the compiler has no ThreadSanitizer"
run "$scratch/empty" || skip "ThreadSanitizer does not run here"

echo 1..2
status=0
if compile "$base/troupe-inbox.c" "$scratch/inbox" && run "$scratch/inbox"; then
  echo "ok 1 - threads share the inbox without a race"
else
  sed 's/^/# /' "$scratch/inbox.log"
  echo "not ok 1 - threads share the inbox without a race"
  status=1
fi

# What is put is no longer released to who takes it.
sed 's/__ATOMIC_RELEASE, __ATOMIC_RELAXED/__ATOMIC_RELAXED, __ATOMIC_RELAXED/' "$base/troupe-inbox.c" \
  >"$scratch/planted.c"
if ! cmp -s "$base/troupe-inbox.c" "$scratch/planted.c" && compile "$scratch/planted.c" "$scratch/planted" &&
  ! run "$scratch/planted" && grep -q 'WARNING: ThreadSanitizer: data race' "$scratch/planted.log"; then
  echo "ok 2 - a planted race is found"
else
  echo "not ok 2 - a planted race is found"
  status=1
fi
exit $status
