#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Words, options, exit codes: what troupe-sim says before anything runs.
. "$TROUPE_SRCDIR/tests/program/program.sh"

scenario good "A run passes"
mkdir folder empty
cp good.scn folder/good.scn
printf 'scenario "Wrong twice"\nhost 9\nfrobnicate\n' >bad.scn

exits 2 "no command is wrong usage" "$sim"
prints err '^troupe-sim: usage: ' "and is told so"
exits 2 "an unknown command is wrong usage" "$sim" shrink good.scn
prints err '^troupe-sim: shrink: ' "and is named"
exits 0 "--help succeeds" "$sim" --help
prints out '^Usage: troupe-sim ' "and tells the usage"
exits 0 "--version succeeds" "$sim" --version
prints out '^troupe-sim \(troupe\) [0-9]+\.[0-9]+\.[0-9]+$' "and tells the version first"
exits 0 "run --help succeeds" "$sim" run --help
prints out '--seeds=A-B' "and tells the options"
exits 0 "list --help succeeds" "$sim" list --help
prints out 'invariants\|types\|events' "and tells the subjects"
exits 0 "fmt --help succeeds" "$sim" fmt --help
exits 0 "lint --help succeeds" "$sim" lint --help

exits 2 "run without a file is wrong usage" "$sim" run
exits 2 "an unknown option is wrong usage" "$sim" run --frobnicate good.scn
prints err "^troupe-sim: run: .*--frobnicate" "and is named"
exits 2 "--tap and --json exclude each other" "$sim" run --tap --json good.scn
exits 2 "--seed and --seeds exclude each other" "$sim" run --seed 1 --seeds 1-2 good.scn
exits 2 "a seed is a number" "$sim" run --seed many good.scn
exits 2 "--seed takes no range" "$sim" run --seed 1-2 good.scn
exits 2 "a range does not run backwards" "$sim" run --seeds 2-1 good.scn
exits 2 "--seeds takes no order" "$sim" run --seeds 1:2 good.scn
exits 2 "an order is below the bound" "$sim" run --seed 1:1000 good.scn
exits 2 "there are no zero jobs" "$sim" run --jobs 0 good.scn
exits 2 "there is no real world yet" "$sim" run --world real good.scn
prints err '^troupe-sim: --world real: ' "and that is told"
exits 2 "there is no third world" "$sim" run --world lost good.scn
exits 2 "a missing file is bad input" "$sim" run missing.scn
prints err 'missing\.scn' "and is named"
exits 2 "a folder without scenarios is bad input" "$sim" run empty
prints err 'empty' "and is named"

exits 2 "a malformed file is bad input" "$sim" run good.scn bad.scn
counts 0 . "and nothing has run"
prints err '^bad\.scn:2:[0-9]+: error: ' "its first error is told"
prints err '^bad\.scn:3:[0-9]+: error: ' "its second error is told in the same pass"

exits 2 "list wants a subject" "$sim" list
exits 2 "list knows its subjects" "$sim" list weather
exits 0 "list invariants succeeds" "$sim" list invariants
prints out '^AI-1 +The pid of a named child' "and prints a sentence for each"
exits 0 "list types succeeds" "$sim" list types
prints out '^puppet ' "and prints the stock actor"
exits 0 "list defects succeeds" "$sim" list defects
prints out '^determinism\.address-order ' "and prints a name for each"
exits 0 "list events succeeds" "$sim" list events
prints out '^status +An actor or a proc has another status\.$' "and prints a sentence for each"
counts 1 '^    is=STATUS reason=TEXT code=NUMBER signal=NUMBER nth=NUMBER$' "and its keys"
counts 1 '^    of \*$' "and whom it is of"
exits 0 "list faults succeeds" "$sim" list faults
prints out '^connect\.fails +Asking for a connection fails' "and prints a sentence for each"
exits 0 "list knobs succeeds" "$sim" list knobs
prints out '^stop\.cleanup-bound +How long the cleanup' "and prints a sentence for each"
counts 1 '^    3s, from 1ms to ' "and what it may be"
exits 0 "list --json events succeeds" "$sim" list --json events
counts 20 '^\{"name":"[a-z]+","sentence":".*\.","of":\[".*"\],"keys":\[.*\],"attributes":(true|false)\}$' \
  "and prints an object for each"
exits 0 "list --json types succeeds" "$sim" list --json types
counts 1 '^\{"name":"puppet",.*"messages":\[\{"name":"note"' "and prints the messages of each"
exits 0 "list --json invariants succeeds" "$sim" list --json invariants
counts 1 '^\{"name":"AI-1","sentence":"The pid' "and prints an object for each"
exits 0 "list --json defects succeeds" "$sim" list --json defects
counts 1 '^\{"name":"identity.pid-reuse",.*"built":(true|false)\}$' "and prints an object for each"
exits 0 "list --json knobs succeeds" "$sim" list --json knobs
counts 1 '^\{"name":"stop.cleanup-bound",.*"unit":"ns","default":3000000000,"minimum":1000000,' \
  "and prints an object for each"
exits 0 "list --json faults succeeds" "$sim" list --json faults
counts 1 '^\{"name":"connect\.fails","sentence":"Asking ' "and prints an object for each"

finish
