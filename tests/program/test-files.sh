#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# fmt and lint: what they say of good files and bad ones, and what becomes of the files.
. "$TROUPE_SRCDIR/tests/program/program.sh"

cat >loose.scn <<'END'
# What this is about.
  scenario   "A file that no one has put in order"   # the title


host    h0
proc h0.p0
actor   a : puppet   on  h0.p0    on-undeliverable=absorb

at 5ms   tell a note   id=7
expect handled  a  id=7   within   1000ms
END
cat >canonical.scn <<'END'
# What this is about.
scenario "A file that no one has put in order"  # the title

host h0
proc h0.p0
actor a : puppet on h0.p0 on-undeliverable=absorb

at 5ms tell a note id=7
expect handled a id=7 within 1000ms
END
printf 'scenario "Wrong twice"\nhost 9\nfrobnicate\n' >bad.scn
printf 'scenario "Not executed yet"\nhost h0\nat 1s stop h0\n' >later.scn
cp loose.scn original.scn
cp bad.scn bad-original.scn

# --- fmt ---

exits 0 "fmt succeeds on a good file" "$sim" fmt loose.scn
cp out got
same canonical.scn got "and prints its canonical form"
same original.scn loose.scn "and leaves the file alone"
exits 0 "fmt succeeds on what it printed" "$sim" fmt canonical.scn
cp out got
same canonical.scn got "and prints it again"
exits 0 "several files are printed one after the other" "$sim" fmt canonical.scn loose.scn
cp out got
cat canonical.scn canonical.scn >wanted
same wanted got "in their order"

exits 2 "fmt refuses a file with errors" "$sim" fmt bad.scn
counts 0 . "and prints nothing"
prints err '^bad\.scn:3:1: error: ' "but its errors"
exits 2 "fmt -i refuses a file with errors" "$sim" fmt -i loose.scn bad.scn
same bad-original.scn bad.scn "and leaves it alone"
same original.scn loose.scn "and those beside it"
exits 2 "fmt wants a file" "$sim" fmt
exits 2 "fmt refuses a file that is not there" "$sim" fmt missing.scn
prints err "^troupe-sim: fmt: .*missing\.scn" "and names it"

chmod 640 loose.scn
ln -s loose.scn link.scn
exits 0 "fmt -i succeeds" "$sim" fmt -i link.scn
counts 0 . "and prints nothing"
same canonical.scn loose.scn "and writes what the link leads to"
if [ -L link.scn ]; then passes "and keeps the link"; else fails "and keeps the link"; fi
if [ "$(stat -c %a loose.scn)" = 640 ]; then passes "and the permissions"; else fails "and the permissions"; fi
ls -i loose.scn >before
exits 0 "fmt -i succeeds on what is in order" "$sim" fmt -i loose.scn
ls -i loose.scn >after
same before after "and does not write it again"
find . -name 'loose.scn?*' >out
counts 0 . "no file is left behind"

# --- lint ---

exits 0 "lint succeeds on a clean file" "$sim" lint canonical.scn
counts 0 . "and says nothing"
exits 0 "lint -v succeeds" "$sim" lint -v canonical.scn
counts 1 '^canonical\.scn: clean$' "and says so"
exits 2 "lint tells bad files" "$sim" lint canonical.scn bad.scn
counts 1 '^bad\.scn:2:[0-9]+: error: ' "by their first error"
counts 1 '^bad\.scn:3:[0-9]+: error: ' "and by all others"
exits 2 "lint goes on after a file that cannot be read" "$sim" lint missing.scn bad.scn
prints err "missing\.scn" "and names it"
counts 2 '^bad\.scn:' "and tells of the others"
exits 2 "lint --json tells bad files" "$sim" lint --json bad.scn
counts 2 '^\{"file":"bad\.scn","line":[23],"column":[0-9]+,"severity":"error","text":".*"\}$' "an object on each line"
printf '\177ELF\002\001\377\377\n\377\n' >module.so
exits 2 "run refuses a module" "$sim" run module.so
prints err "^troupe-sim: run: Could not read the file module\.so: it is a module or program" "and says what it is"
exits 2 "lint refuses what only begins like one" "$sim" lint module.so
prints err "^troupe-sim: lint: Could not read the module module\.so: it is no shared library" "and says so"
exits 2 "lint wants a file" "$sim" lint
printf 'scenario "Too early"\nhost h0\nproc h0.p0\nwhen status h0.p0 is=ready kill h0.p0\nseeds 2-1\n' >early.scn
exits 2 "lint reports a range that runs backwards" "$sim" lint early.scn

exits 0 "lint accepts what is not executed yet" "$sim" lint later.scn
exits 2 "run refuses it" "$sim" run canonical.scn later.scn
counts 0 . "before anything has run"
prints err "^later\.scn:3:[0-9]+: error: 'stop' on a host is not executed by this build" "by its name"
printf 'scenario "No monitor"\nhost h0\nexercises OWN-1\nnever invariant * id=CAST-1\n' >monitors.scn
exits 0 "lint accepts an invariant that no monitor watches" "$sim" lint monitors.scn
exits 2 "run refuses to exercise it" "$sim" run monitors.scn
prints err "^monitors\.scn:3:[0-9]+: error: .*OWN-1" "by its name"
prints err "^monitors\.scn:4:[0-9]+: error: .*CAST-1" "in events too"

# --- every file that there is ---

# all_the_same FOLDER: each file there lints clean, and its canonical form lints clean and is its own canonical form.
all_the_same () {
  find "$1" -name '*.scn' | sort | while read -r file; do
    "$sim" lint "$file"
    { "$sim" fmt "$file" >once.scn && "$sim" fmt once.scn >twice.scn && cmp once.scn twice.scn; } ||
      echo "$file: its canonical form has another"
    "$sim" lint once.scn
  done
}

# hashes FOLDER: what its runs come to.
hashes () { "$sim" run --json --seed 1 "$1" | sed -E 's/.*"seed":([0-9]+),.*"hash":([^,]*),.*/\1 \2/' || [ $? = 1 ]; }

all_the_same "$TROUPE_SRCDIR/scenarios" >out 2>err
counts 0 . "the project's scenarios are clean, and so are their canonical forms"
cp -R "$TROUPE_SRCDIR/scenarios" formatted
chmod -R u+w formatted
exits 0 "fmt -i takes a folder" "$sim" fmt -i formatted
hashes "$TROUPE_SRCDIR/scenarios" >wanted
hashes formatted >got
same wanted got "a canonical form runs like the file that it was made of"
shared=${TROUPE_SHARED:-$TROUPE_SRCDIR/../shared}/scenarios
if [ -d "$shared" ]; then
  all_the_same "$shared" >out 2>err
  counts 0 . "the shared scenarios are clean, and so are their canonical forms"
else
  skips "the shared scenarios are clean, and so are their canonical forms" "there is no folder $shared"
fi


# examples FILE: each block of it that is a whole scenario, as example-N.scn.
examples () {
  awk '/^```/    { inside = !inside; if (inside) { block = ""; next }
                   if (block ~ /^scenario "/ && block !~ /"TITLE"/) printf "%s", block >("example-" ++n ".scn")
                   next }
       inside    { block = block $0 "\n" }' "$1"
}

contract=${TROUPE_SHARED:-$TROUPE_SRCDIR/../shared}/design/scenario-language.md
if [ -f "$contract" ]; then
  mkdir examples
  (cd examples && examples "$contract")
  find examples -name '*.scn' >out
  counts 4 . "the contract of the language has four examples"
  all_the_same examples >out 2>err
  counts 0 . "which are clean, and so are their canonical forms"
else
  skips "the examples of the contract are clean" "there is no file $contract"
fi

finish
