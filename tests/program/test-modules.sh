#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Actors of modules: `use`, --modules, and what is found wrong with a module before it runs.
. "$TROUPE_SRCDIR/tests/program/program.sh"

bank=$TROUPE_BUILDDIR/examples/.libs
modules=$TROUPE_BUILDDIR/tests/program/.libs
example=$TROUPE_SRCDIR/examples/bank.scn

# --- the example ---

exits 0 "the accounts of the example pass their scenario" "$sim" run --tap --modules "$bank" "$example"
prints out '^ok 1 - What cannot be paid out' "and it has run"
exits 0 "two processes with the module agree" "$sim" run --tap --prove --seeds 1-20 --modules "$bank" "$example"
prints out '^# no mismatch in 20 runs$' "event for event"
exits 0 "a program of one's own runs the same file" "$TROUPE_BUILDDIR/examples/rehearse" "$example"
prints out '^What cannot be paid out is put back: 20 of 20 seeds held$' "with the accounts built in"
exits 0 "the types of a module are listed" "$sim" list types "$bank/bank.so"
prints out '^bank\.account +Holds money' "with their names"
prints out '^  bank\.transfer +Sends money' "and their messages"
exits 0 "and as objects" "$sim" list --json types "$bank/bank.so"
counts 1 '^\{"name":"bank\.account",' "one a line"
exits 2 "modules have no knobs" "$sim" list knobs "$bank/bank.so"

# --- where a module is looked for ---

mkdir -p here elsewhere
cp "$bank/bank.so" here/bank.so
account='actor a : bank.account on h0.p balance=5'
scenario here/good "An account" 'use "./bank"' 'host h0' 'proc h0.p' "$account" 'at 1ms tell a deposit amount=1' \
  'expect handled a message=deposit'
exits 0 "a module is looked for beside the file" "$sim" run here/good.scn
cp here/good.scn elsewhere/good.scn
exits 2 "and nowhere else" "$sim" run elsewhere/good.scn
prints err '^elsewhere/good\.scn:2:[0-9]+: error: Could not .*/elsewhere/bank\.so' "which is told with the place"
counts 0 . "and nothing has run"
if grep -q 'bank\.account' err; then fails "what the module would bring is not missed too"
else passes "what the module would bring is not missed too"; fi
exits 0 "a folder that is named comes first" "$sim" run --modules nowhere --modules here elsewhere/good.scn
exits 0 "fmt needs no module" "$sim" fmt elsewhere/good.scn
prints out '^use "./bank"$' "and keeps the line"
sed 's/^expect.*/never handled a/' here/good.scn >elsewhere/bad.scn
exits 1 "a claim about an account can fail" "$sim" run --modules here elsewhere/bad.scn
prints out 'run elsewhere/bad\.scn --modules here --seed 1$' "and what replays it says where the module is"

# shellcheck disable=SC2016 # of the scenario
scenario here/swept "Two accounts, one after the other" 'sweep n = 7, 8' 'use "./bank"' 'host h0' 'proc h0.p' \
  'actor a : bank.account on h0.p balance=$n' 'at 1ms query a' 'expect replied a published~$n'
exits 0 "each variant of a file has the types" "$sim" run --tap here/swept.scn
counts 1 '^# 2 runs$' "and was run"

# --- modules are examined where runs are sealed ---

if "$sim" run --tap here/good.scn | grep -q '^# not sealed'; then
  skips "modules are examined before they are used" "this build links calls and variables of its own into them"
  finish
fi

exits 0 "lint reads what the file uses" "$sim" lint -v --modules "$bank" "$example"
prints out 'bank\.scn: clean$' "and finds nothing"
exits 0 "lint reads a module" "$sim" lint -v "$bank/bank.so"
prints out 'bank\.so: clean$' "and finds nothing"

# --- a type is known where its module is used ---

scenario plain "No module" 'host h0' 'proc h0.p' "$account"
exits 2 "a file that uses no module has no account" "$sim" lint here/good.scn plain.scn
prints out "^plain\.scn:4:[0-9]+: error: there is no actor type 'bank\.account'; 'use' the module" \
  "also beside one that has"
scenario namesake "Two puppets" 'use "./module-namesake"' 'host h0'
exits 2 "a name that is taken is refused" "$sim" lint --modules "$modules" namesake.scn
prints out "^namesake\.scn:2:[0-9]+: error: the module has an actor type 'puppet', and the file can" "with the place"
exits 2 "also in a list" "$sim" list types "$modules/module-namesake.so"
scenario careless "A message without a type" 'use "./module-careless"' 'host h0'
exits 2 "a table with a hole is refused" "$sim" lint --modules "$modules" careless.scn
prints out "message 0 of its actor type 'test\.careless' has no message type" "with what is missing"

# --- what must not be in a module ---

exits 2 "lint refuses a module that reaches past the world" "$sim" lint "$modules/module-reaching.so"
counts 3 '/module-reaching\.so: error: the module ' "for three things"
prints out 'the module calls g_get_monotonic_time\(\), which reads a clock' "a call"
prints out "the module has a variable 'n_made' that all procs" "a variable"
prints out "the module has a variable 'n_inside' that all procs" "and one inside a function"
exits 2 "also as objects" "$sim" lint --json "$modules/module-reaching.so"
counts 3 '"line":0,"column":0,"severity":"error","text":"the module ' "one a line"

scenario reaching "It reaches" 'use "./module-reaching"' 'host h0' 'proc h0.p' 'actor a : test.reacher on h0.p'
exits 2 "a sealed run refuses it" "$sim" run --modules "$modules" reaching.scn
prints err "^reaching\.scn:2:[0-9]+: error: Could not use the module .*/module-reaching\.so: it " "with the place"
counts 0 . "and nothing has run"
exits 0 "an unsealed run lets it" "$sim" run --no-seal --modules "$modules" reaching.scn

strip -o stripped.so "$modules/module-reaching.so"
exits 2 "a module without symbols is not vouched for" "$sim" lint stripped.so
prints out 'stripped\.so: error: the module has no symbols' "since its variables have no names"

exits 2 "a library that is no module is refused" "$sim" lint "$TROUPE_BUILDDIR/.libs/libtroupe-1.so"
prints err "libtroupe-1\.so: it has no function troupe_module_v1\(\)" "and told why"
head -c 3000 "$bank/bank.so" >torn.so
exits 2 "a torn module is refused" "$sim" lint torn.so
scenario torn "Torn" 'use "./torn"' 'host h0'
exits 2 "also where it is used" "$sim" run torn.scn
exits 2 "and where anything else is let in" "$sim" run --no-seal torn.scn
prints err "^torn\.scn:2:[0-9]+: error: Could not read the module" "and told why"

finish
