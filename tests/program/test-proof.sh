#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# The seal round a run, and --prove.
. "$TROUPE_SRCDIR/tests/program/program.sh"

scenario passes "A run passes" "seeds 1-10"
scenario clock "A run reads the clock" "seeds 1-5"
scenario file "A run opens a file" "seeds 1-5"
scenario waits "A run waits for ever" "seeds 1-5"
scenario differs "A run differs" "seeds 1-5"
scenario canary "A run differs" "seeds 3-3" 'fails "determinism"'
scenario planted "Who goes next depends on where the heap lies" \
  "host h[0-3]" "proc h[0-3].p0" "actor a[0-3] : puppet on h[0-3].p0" \
  "at 1ms tell a[0-3] note" "defect determinism.address-order" "seeds 1-5"

# breaks_seal FILE REGEX WHAT
breaks_seal () {
  exits 1 "$3 in a run breaks the seal" "$odd" run --json "$1.scn"
  counts 4 '"result":"pass"' "and the other seeds hold"
  counts 1 '"seed":3,.*"failure":"seal"' "and it is a failed seed"
  exits 1 "$3 is told" "$odd" run "$1.scn"
  prints out "$2" "with what was called"
  prints out '^    .*(misbehave|misbehaving-sim)' "and who called"
}

if is_sealed passes.scn; then
  breaks_seal clock 'a read of the clock, from ' "a read of the clock"
  breaks_seal file 'access, from ' "a file"
  breaks_seal waits 'a lock that no one will release' "a wait for ever"
  exits 0 "what breaks the seal runs without it" "$odd" run --no-seal clock.scn
else
  skips "the seal" "$("$odd" run --tap passes.scn | sed -n 's/^# not sealed: //p')"
fi

exits 0 "what is a function of its seed is proven" "$odd" run --prove passes.scn
prints out '^no mismatch in 10 runs$' "and that is told"
exits 1 "what depends on an address is not" "$odd" run --prove --json differs.scn
counts 1 '"seed":3,.*"failure":"determinism"' "in the seed that does"
exits 1 "two processes that differ are told" "$odd" run --prove --tap differs.scn
prints out '^        first process:  7 event of ' "with the first event that differs, of one"
prints out '^        second process: 7 event of ' "and of the other"
prints out 'replay: ".*misbehaving-sim run differs\.scn --seed 3 --prove"' "and the command that replays it"
exits 0 "a canary may wait for it" "$odd" run --prove --tap canary.scn
counts 0 'SKIP' "and holds then"
exits 0 "without --prove it cannot" "$odd" run --tap canary.scn
prints out '^ok 1 - .* # SKIP only --prove' "and is skipped"

if "$sim" list defects | grep -q '^None '; then
  exits 0 "a file with a defect is skipped where none is compiled in" "$sim" run --prove --tap planted.scn
  prints out '^ok 1 - .* # SKIP the defect determinism\.address-order' "by its name"
else
  exits 1 "--prove finds the planted order of addresses" "$sim" run --prove --tap planted.scn
  prints out 'id: "determinism"' "by its name"
  prints out '^        first process: ' "with the first event that differs"
fi

finish
