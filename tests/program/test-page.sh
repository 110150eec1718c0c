#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What a failure looks like, on a terminal and in a pipe.
. "$TROUPE_SRCDIR/tests/program/program.sh"

escape=$(printf '\033')

# no_color DESCRIPTION, color DESCRIPTION: of `out`
no_color () { if grep -qF "${escape}[1;31m" out; then fails "$1"; else passes "$1"; fi; }
color () { if grep -qF "${escape}[1;31m" out; then passes "$1"; else fails "$1"; fi; }

cat >"with a blank.scn" <<'END'
scenario "Nobody answers"
host h0
proc h0.p0
actor a : puppet on h0.p0
actor b : puppet on h0.p0 on-undeliverable=absorb
at 1ms tell a fail text="a long story of how it came about that nothing at all was left to be done any more by anybody"
at 9ms tell b send to=a
expect returned b reason=no-such-port to=a within 10ms
END
scenario asserts "A run asserts" "seeds 1-3"

exits 1 "a failure that is told in a pipe" "$sim" run "with a blank.scn"
no_color "has no colours"
counts 0 "$(printf '\r')" "and no progress"
counts 1 '^FAILED +with a blank\.scn ' "has a row in the table"
counts 1 '^FAILED  [a-z-]+  Nobody answers$' "has a page"
sed -n 's/^  replay  *//p' out >replay
exits 1 "its replay can be pasted, with a blank in the name" sh replay
ln -s "$TROUPE_BUILDDIR" tree
exits 1 "a call by a relative path fails alike" ./tree/troupe-sim run "with a blank.scn"
sed -n 's/^  replay  *//p' out >replay
exits 1 "and its replay can be pasted" sh replay

# wide: lines over 100 columns that have a blank to break them at.
wide () { grep -vE '^ +(replay|where) ' out | LC_ALL=C.UTF-8 awk 'length > 100 && $0 ~ /^ *[^ ]+ .* / && NF > 2'; }
exits 1 "a long story is told" "$odd" run asserts.scn
if [ -z "$(wide)" ]; then passes "in lines of at most 100 columns"; else fails "in lines of at most 100 columns"; fi
unfolds
prints out 'code should not be reached' "and to its end"

# on_terminal COMMAND: leaves what it shows in `out`, without the carriage returns of line ends.
on_terminal () { script -qec "$1" typescript </dev/null >shown 2>err || :; sed 's/\r$//' shown >out; }
if ! command -v script >shown || ! script -qec true typescript </dev/null >shown 2>&1; then
  skips "what a terminal shows" "there is no script(1)"
  finish
fi
export TERM=xterm
unset NO_COLOR
on_terminal "'$sim' run 'with a blank.scn'"
color "on a terminal a failure is red"
prints out 'file 1 of 1, run 1 of 1' "after a line of progress"
on_terminal "NO_COLOR=1 '$sim' run 'with a blank.scn'"
no_color "but not where NO_COLOR is set"
prints out '^.*FAILED +with a blank' "and it is told all the same"
on_terminal "NO_COLOR= '$sim' run 'with a blank.scn'"
color "an empty NO_COLOR is none"
on_terminal "TERM=dumb '$sim' run 'with a blank.scn'"
no_color "a dumb terminal has no colours"
counts 0 'run 1 of 1' "and no progress"

finish
