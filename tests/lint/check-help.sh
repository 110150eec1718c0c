#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What troupe-sim says of itself is what its manual says, and what the shell completes: commands, options, subjects. And
# what it lists is what the manual of the language tells.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

sim=$TROUPE_BUILDDIR/troupe-sim
page=$TROUPE_SRCDIR/man/troupe-sim.1.rst
language=$TROUPE_SRCDIR/man/troupe-scenario.5.rst
completion=$TROUPE_SRCDIR/completions/troupe-sim

# section FILE HEADING: its lines, up to the next heading.
section () {
  awk -v heading="$2" '
    { line[NR] = $0 }
    END {
      for (i = 1; i <= NR; i++) {
        if (line[i] != "" && line[i + 1] ~ /^(===+|---+|\.\.\.+)$/) inside = line[i] == heading
        if (inside) print line[i]
      }
    }' "$1"
}

# options: those that the lines of standard input explain.
options () {
  sed -nE 's/^ *(-.*)/\1/p' | sed 's/  .*//' | grep -oE -- '(^|[ ,])--?[a-z][a-z-]*' | tr -d ' ,' | sort -u
}

help_commands () { "$sim" --help | sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p' | sort; }
help_options () { if [ "$1" = troupe-sim ]; then "$sim" --help; else "$sim" "$1" --help; fi | options; }
help_subjects () {
  "$sim" list --help | sed -nE 's/^ *troupe-sim list .* ([a-z|]+) \[MODULE\.so\.\.\.\]$/\1/p' | tr '|' '\n' | sort
}

page_commands () {
  awk '/^COMMANDS$/ { inside = 1 } /^OPTIONS$/ { inside = 0 }
       inside && /^----*$/ { print last } { last = $0 }' "$1" | sort
}
page_options () { section "$1" "$(if [ "$2" = troupe-sim ]; then echo OPTIONS; else echo "$2"; fi)" | options; }
page_subjects () { section "$1" list | sed -nE 's/^([a-z]+)$/\1/p' | grep -v '^list$' | sort; }

completed_commands () { sed -nE 's/^ *_troupe_sim_words (run .*)/\1/p' "$1" | tr ' ' '\n' | grep -v '^-' | sort; }
completed_options () {
  if [ "$2" = troupe-sim ]; then
    sed -nE 's/^ *_troupe_sim_words (run .*)/\1/p' "$1"
  else
    awk -F'"' -v command="$2" '
      $0 ~ "^ *" command "\\)"     { inside = 1 }
      inside && /options\+?=/ { print $2 }
      /;;/                     { inside = 0 }' "$1"
  fi | tr ' ' '\n' | grep '^-' | sort -u
}
completed_subjects () { sed -nE 's/^ *_troupe_sim_words (invariants.*)/\1/p' "$1" | tr ' ' '\n' | sort; }

# differ WHAT ONE OTHER: lines of the file `one` that `other` lacks, and the other way round.
differ () {
  comm -23 one other | sed "s|.*|$1 & is in $2, but not in $3|"
  comm -13 one other | sed "s|.*|$1 & is in $3, but not in $2|"
}

# page_against_help FILE, completion_against_help FILE
page_against_help () { against_help page "the manual" "$1"; }
completion_against_help () { against_help completed "the completion" "$1"; }
against_help () {
  help_commands >one
  "$1_commands" "$3" >other
  differ "the command" "the help" "$2"
  for command in troupe-sim $(help_commands); do
    help_options "$command" >one
    "$1_options" "$3" "$command" >other
    # What every command has in common is told once, for the shell too.
    [ "$command $1" != "troupe-sim completed" ] || sed -i '/^-h$/d' one
    differ "$command:" "the help" "$2"
  done
  help_subjects >one
  "$1_subjects" "$3" >other
  differ "list:" "the help" "$2"
}

# language_against_lists FILE: the kinds of events with their keys, and the messages of the puppet with their fields.
language_against_lists () {
  "$sim" list events | awk '
    /^[a-z]/        { kind = $1 }
    /^    .*nth=/   { gsub (/=[^ ]*/, ""); gsub (/ATTRIBUTE|nth$|^ */, ""); print kind, $0 }' |
    sed 's/ *$//' | sort >one
  section "$1" EVENTS | sed -nE 's/^    (([a-z]+)  .*)/\1/p' | grep -v '^kind ' |
    sed -E 's/^([a-z]+) {2,}[^ ]+( [^ ]+)*( {2,}|$)/\1 /; s/ *$//' | sort >other
  differ "the event" "the list" "the manual"
  "$sim" list types | sed -nE 's/^  ([a-z-]+) .*/\1/p' | sort >one
  section "$1" "THE PUPPET" | sed -nE '/^Messages:/,$s/^\*\*([a-z-]+).*/\1/p' | sort >other
  differ "the message" "the list" "the manual"
}

# language_against_parser MANUAL: each word that begins a statement, a step or an action is told of. The parser has a
# table of the ones, `{ "host", TROUPE_STATEMENT_...`, and of the others, `[TROUPE_ACTION_TELL] = { "tell", ...`.
language_against_parser () {
  sed -nE 's/^ *(\{|\[TROUPE_ACTION_[A-Z]*\] = \{) "([a-z]+)", .*/\2/p' "$TROUPE_SRCDIR/sim/scenario/troupe-parser.c" \
    "$TROUPE_SRCDIR/sim/scenario/troupe-parser-action.c" | sort -u >one
  [ "$(wc -l <one)" -ge 40 ] || echo "the tables of the parser were not found"
  # A word in bold on a line that begins with one.
  grep '^\*\*' "$1" | grep -oE '\*\*[a-z]+' | tr -d '*' | sort -u >other
  comm -23 one other | sed 's/.*/the manual does not tell of &/'
}

clean "the manual says what the help says" "$(page_against_help "$page")"
clean "the completion knows what the help says" "$(completion_against_help "$completion")"
clean "the manual of the language says what the lists say" "$(language_against_lists "$language")"
clean "the manual of the language tells of each word of the parser" "$(language_against_parser "$language")"

# --- each check is proven by planted differences ---

sed '/^--prove/d' "$page" >planted.rst
names "an option that the manual lacks is named" "$(page_against_help planted.rst)" "--prove is in the help"
sed 's/^--prove   .*/&\n--planted         Nothing./' "$page" >planted.rst
names "an option that only the manual has is named" "$(page_against_help planted.rst)" "--planted is in the manual"
sed 's/^fmt$/tidy/' "$page" >planted.rst
names "a command that the manual lacks is named" "$(page_against_help planted.rst)" "fmt is in the help"
names "a command that only the manual has is named" "$(page_against_help planted.rst)" "tidy is in the manual"
sed 's/^faults$/vices/' "$page" >planted.rst
names "a subject that the manual lacks is named" "$(page_against_help planted.rst)" "faults is in the help"
sed 's/ --prove / --planted /' "$completion" >planted
names "an option that the completion lacks is named" "$(completion_against_help planted)" "--prove is in the help"
names "an option that only the completion has is named" "$(completion_against_help planted)" "--planted is in the comp"
sed 's/^    sent  /    send  /' "$language" >planted.rst
names "an event that the manual lacks is named" "$(language_against_lists planted.rst)" "sent message from to id seq"
sed 's/^\*\*wedge\*\*/**wobble**/' "$language" >planted.rst
names "a message that the manual lacks is named" "$(language_against_lists planted.rst)" "wedge is in the list"
sed 's/^\*\*partition\*\*/**split**/' "$language" >planted.rst
names "an action that the manual lacks is named" "$(language_against_parser planted.rst)" "does not tell of partition"
sed 's/^\*\*sweep\*\*/**vary**/' "$language" >planted.rst
names "a statement that the manual lacks is named" "$(language_against_parser planted.rst)" "does not tell of sweep"

finish
