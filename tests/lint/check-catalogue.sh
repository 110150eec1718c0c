#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# tests/catalogue.tsv has a line for each behaviour of the catalogue, and each test that it names exists.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

# Which of the catalogue's behaviours must have a line: a letter, the first and the last number.
ranges='C 1 414
H 84 99'

compiled_cases >cases

lines () { grep -v '^#' "$1"; }

# FILE: ids that are missing, stand twice or are none of the catalogue's.
wrong_ids () {
  echo "$ranges" | while read -r letter first last; do
    seq "$first" "$last" | sed "s/^/00/; s/.*\(...\)\$/$letter-\1/"
  done >wanted
  lines "$1" | cut -f 1 | sort >given
  sort wanted | comm -23 - given | sed 's/$/: no line/'
  sort wanted | comm -13 - given | sed 's/$/: stands twice, or is none of the catalogue/'
}

# FILE: lines that do not have three parts, each with something in it.
wrong_forms () {
  lines "$1" | awk -F '\t' 'NF != 3 || $2 == "" || $3 == "" { print $1 ": not id, test and reason" }'
}

# FILE: tests that do not exist.
missing_tests () {
  lines "$1" | while IFS="$(printf '\t')" read -r id place _; do
    test=${place#replaced:}
    case $test in
      not-applicable:) ;;
      /*) grep -qxF "$test" cases || echo "$id: no test program lists $test" ;;
      scenarios/*.scn) [ -f "$TROUPE_SRCDIR/$test" ] || echo "$id: there is no $test" ;;
      *) echo "$id: '$place' is no test, and no 'not-applicable:'" ;;
    esac
  done
}

catalogue=$TROUPE_SRCDIR/tests/catalogue.tsv
clean "each behaviour has one line" "$(wrong_ids "$catalogue")"
clean "each line says which test, and why" "$(wrong_forms "$catalogue")"
clean "each test that is named exists" "$(missing_tests "$catalogue")"

# --- the checks are proven by planted violations ---

lines "$catalogue" | sed '1d' >planted.tsv
printf 'C-002\t/no/such/test\tno reason\nC-999\tsomewhere\n' >>planted.tsv
names "a planted gap is named" "$(wrong_ids planted.tsv)" "C-001: no line"
names "a planted double is named" "$(wrong_ids planted.tsv)" "C-002: stands twice"
names "a planted stranger is named" "$(wrong_ids planted.tsv)" "C-999"
names "a planted short line is named" "$(wrong_forms planted.tsv)" "C-999"
names "a planted test that does not exist is named" "$(missing_tests planted.tsv)" /no/such/test

finish
