#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What bash offers behind `troupe-sim`.
. "$TROUPE_SRCDIR/tests/program/program.sh"

if ! command -v bash >out; then
  echo "1..0 # SKIP there is no bash"
  exit 0
fi

mkdir -p folder/inner
touch one.scn two.scn "with a blank.scn" notes.txt bank.so folder/three.scn

# offers DESCRIPTION EXPECTED WORD...: behind those words, the last of which is being written.
offers () {
  description=$1 expected=$2
  shift 2
  bash -c '. "$1"; shift; COMP_WORDS=(troupe-sim "$@"); COMP_CWORD=$#; _troupe_sim
           printf "%s\n" "${COMPREPLY[@]}"' completion "$TROUPE_SRCDIR/completions/troupe-sim" "$@" 2>err |
    sed '/^$/d' | LC_ALL=C sort | paste -sd, - >out
  if [ "$(cat out)" = "$expected" ]; then passes "$description"; else fails "$description"; fi
}

offers "all commands" "--help,--version,fmt,lint,list,run" ""
offers "the commands that begin so" "lint,list" "li"
offers "the options that begin so" "--seed,--seeds" run --se
offers "short options too" "--help,--in-place,-h,-i" fmt -
offers "scenarios and folders, and no other file" "folder,one.scn,two.scn,with a blank.scn" run ""
offers "scenarios in folders" "folder/inner,folder/three.scn" lint folder/
offers "names with blanks" "with a blank.scn" fmt -i "with a"
offers "nothing where a number is wanted" "" run --seed ""
offers "nothing behind a sign where a number is wanted" "" run --seeds = ""
offers "worlds" "sim" run --world ""
offers "worlds behind a sign" "sim" run --world = s
offers "subjects" "defects,events,faults,invariants,knobs,types" list ""
offers "subjects nowhere else" "" run inv
offers "modules behind types" "bank.so,folder" list types ""
offers "modules and scenarios where both are read" "bank.so,folder,one.scn,two.scn,with a blank.scn" lint ""
offers "folders where modules are looked for" "folder" run --modules ""
offers "nothing behind what is no command" "" frobnicate ""

finish
