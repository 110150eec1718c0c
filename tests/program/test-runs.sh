#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What troupe-sim makes of runs that pass, fail, crash and hang, in each of its reports.
. "$TROUPE_SRCDIR/tests/program/program.sh"

scenario passes "A run passes" "seeds 1-10"
scenario failing "A run fails" "seeds 1-10"
scenario crashes "A run crashes" "seeds 1-10"
scenario asserts "A run asserts" "seeds 1-3"
scenario warns "A run warns" "seeds 1-3"
scenario exits "A run exits" "seeds 1-3"
scenario loops "A run loops" "seeds 1-4"
scenario kills "A run kills its worker" "seeds 1-4"
scenario canary "A run fails" "seeds 5-5" 'fails "a failed"'
scenario silent-canary "A run passes" 'fails "a failed"'
scenario often "Met sometimes" "sometimes spawned *" "seeds 1-3"
scenario never "Met sometimes" "sometimes spawned *" "seeds 3-5"
scenario keeps "A file keeps choices" "host h0" "pick h0 for step" "lose sent *" \
  "step: at 1s pause one of h*" "seeds 1-3"
scenario keeps-nothing "A file keeps choices" "first sent * before handled *" "lose sent *" "seeds 1-3"
scenario swept "A run passes" 'sweep size = 1, 2, 3' "seeds 1-2"
mkdir -p tree/b
cp passes.scn tree/c.scn
cp passes.scn tree/b/a.scn
cp passes.scn tree/a.scn

exits 0 "what holds exits with 0" "$odd" run passes.scn
prints out '^held +passes\.scn' "and is in the table"
prints out '^10 runs, [0-9]+ runs/s$' "and the rate is told"
exits 1 "what fails exits with 1" "$odd" run failing.scn
prints out '^FAILED +failing\.scn +2 of 10 runs failed' "and is in the table"
counts 1 '^FAILED  never' "failures that differ in their seed have one page"
prints out 'failing\.scn:3, at 1\.5ms of virtual time' "with place and time"
prints out 'seed 5, and 1 other run' "with the first seed"
prints out '^  replay +[^ ]*misbehaving-sim run failing\.scn --seed 5$' "with the command that replays it"
sed -n 's/^  replay  *//p' out >replay
counts 12 '^    [0-9]+ event of ' "with the last events"
exits 1 "the command that replays it fails alike" sh replay
exits 0 "another seed holds" "$odd" run failing.scn --seed 6

exits 1 "--tap exits alike" "$odd" run --tap passes.scn failing.scn
head -n 2 out >got
printf 'TAP version 13\n1..2\n' >wanted
same wanted got "its plan comes first"
prints out '^ok 1 - A run passes \(passes\.scn: 10 runs\)$' "a file that holds is a point"
prints out '^not ok 2 - A run fails \(failing\.scn: 10 runs\)$' "a file that fails is a point"
counts 1 '^  ---$' "with a YAML block"
counts 1 '^  \.\.\.$' "that ends"
prints out '^    - id: "never"$' "that has the failure"

exits 1 "a crash is a failed seed" "$odd" run --json crashes.scn
counts 9 '"result":"pass"' "and the others go on"
counts 1 '"seed":3,.*"result":"fail","failure":"crash"' "and it is the seed that crashed"
exits 1 "a crash is told with its place" "$odd" run crashes.scn
prints out 'signal 11 .* in (misbehave|misbehaving-sim)' "by its signal"
prints out '^    stack:' "and a stack"
exits 1 "a failed assertion is told with its text" "$odd" run asserts.scn
unfolds
prints out 'signal 6 .*code should not be reached' "by its signal"
exits 1 "a warning of a library ends its run" "$odd" run warns.scn
prints out 'a warning of a library$' "and is told"
exits 1 "an exit inside a run is a failed seed" "$odd" run exits.scn
prints out 'exited with code 7' "by its code"
exits 1 "a run that hangs is ended" "$odd" run --json --cpu-limit 1 loops.scn
counts 3 '"result":"pass"' "and the others go on"
prints out 'limit of CPU time' "and it is told"

exits 3 "a worker that is lost ends the program" "$odd" run --no-seal --jobs 1 kills.scn
prints err '^troupe-sim: could not run it: a worker was ended by signal 9' "and is told"

exits 0 "a canary that fails as it must holds" "$odd" run canary.scn
counts 0 'FAILED' "without a page"
exits 0 "with -v too" "$odd" run -v canary.scn
prints out '^FAILED AS IT MUST  never' "with a page"
counts 1 '^FAILED' "and only that one"
exits 1 "a canary that does not fail fails" "$odd" run silent-canary.scn
prints out '^FAILED  fails' "and is told"

exits 0 "what happens in one seed happens sometimes" "$odd" run often.scn
exits 1 "what happens in no seed does not" "$odd" run --json never.scn
counts 1 '"seed":null,.*"failure":"sometimes"' "and the file has failed, not a seed"

exits 0 "what is kept in one seed is there to be kept" "$odd" run keeps.scn
exits 1 "what is kept in no seed is not" "$odd" run --json keeps-nothing.scn
counts 1 '"seed":null,.*"failure":"vacuous"' "and the file has failed, not a seed"
prints out '"claim":"first sent \* before handled \*"' "for the line that keeps nothing"
exits 0 "a part of its seeds says nothing of it" "$odd" run keeps-nothing.scn --seed 1

exits 0 "a folder is its scenarios" "$odd" run --tap tree
sed -n 's/^ok [0-9]* - .*(\(.*\):.*/\1/p' out >got
printf 'tree/a.scn\ntree/b/a.scn\ntree/c.scn\n' >wanted
same wanted got "sorted by name"

exits 0 "a sweep is run once for each value" "$odd" run --json swept.scn
counts 6 '"variant":' "with all seeds"

"$odd" run --json --jobs 1 --seeds 1-40 failing.scn | sed 's/,"wall_ns":[0-9]*//' >one
"$odd" run --json --jobs 3 --seeds 1-40 failing.scn | sed 's/,"wall_ns":[0-9]*//' >many
same one many "more jobs do not change what is told, nor its order"

# After the first file there is no end in sight: the interrupt comes then.
mkfifo lines
"$odd" run --tap --seeds 1-1000000000 passes.scn failing.scn >lines 2>err & pid=$!
: >out
exec 3<lines
IFS= read -r line <&3
kill -INT "$pid"
cat <&3 >>out
got=0
wait "$pid" || got=$?
if [ "$got" -le 1 ]; then passes "an interrupt ends it"; else fails "an interrupt ends it"; fi
prints out '^# interrupted$' "with the results so far"

finish
