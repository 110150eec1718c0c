#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# `explore exhaustive`: every order is run once, has a number, and runs again by it.
. "$TROUPE_SRCDIR/tests/program/program.sh"

scenario all "A run explores" "explore exhaustive 16" "seeds 1-2"
scenario some "A run explores" "explore exhaustive 2"

exits 0 "all orders are run" "$odd" run --json all.scn
counts 24 '"order":' "each of 12 once for both seeds"
if [ "$(sed -n 's/.*"hash":"\([^"]*\)".*/\1/p' out | sort -u | wc -l)" = 24 ]; then
  passes "no two are the same"
else
  fails "no two are the same"
fi
grep '"seed":2,"order":7,' out | sed 's/,"wall_ns":.*//' >wanted
exits 0 "an order runs again by its number" "$odd" run --json --seed 2:7 all.scn
counts 1 . "alone"
sed 's/,"wall_ns":.*//' out >got
same wanted got "and alike"
exits 2 "an order that is not there is bad input" "$odd" run --seed 1:12 all.scn
prints err 'no order 12' "and is told"
exits 0 "only the first choices are explored" "$odd" run --json some.scn
counts 6 '"order":' "as many as the file says"
exits 0 "two processes see the same orders" "$odd" run --prove all.scn
prints out '^no mismatch in 24 runs$' "and say so"

finish
