#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Makes docs/invariants.md in the build folder: which monitors there are, which scenarios exercise them, which planted
# defects each alone catches, and what stands for each name that the specification gives to an invariant. That last part
# is docs/invariants.tsv, whose tests and monitors must exist.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"
export LC_ALL=C

sim=$TROUPE_BUILDDIR/troupe-sim
table=$TROUPE_SRCDIR/docs/invariants.tsv
page=$TROUPE_BUILDDIR/docs/invariants.md
tab=$(printf '\t')

"$sim" list invariants --json | sed -E 's/^\{"name":"([^"]*)","sentence":"(.*)"\}$/\1\t\2/; s/\\"/"/g' >monitors
cut -f 1 monitors >ids

compiled_cases >cases

# The names of the specification, in its order.
cat <<'NAMES' >wanted
CI-1 CI-2 AI-1 AI-2 AI-3 AI-4 FR-1 FR-2 FR-3 PD-1 PD-2 PD-3 PD-4 PD-5a PD-5b PD-5c PD-5d PD-5e PD-6 PD-7 PD-8 PD-9
SV-1 SR-1 SR-2 SR-3 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 IK-1 IK-2 FI-1 FI-2 FI-3 FI-4 FI-5 FI-6 FI-7 FI-8
IA-1 IA-2 IA-3 IA-4 IA-5 IA-6 AV-1 AV-2 AV-3 LP-1 U-1 U-2 U-3 U-4 U-5 U-6 U-7 U-8 U-9 U-10 U-11 U-12 U-13
NAMES
tr -s ' \n' '\n' <wanted | sed '/^$/d' >names

lines () { grep -v '^#' "$1"; }

# FILE: names that are missing, are not the specification's, or stand in another place.
wrong_names () { lines "$1" | cut -f 1 | diff names - | sed -n 's/^[<>] //p'; }

# FILE: lines whose monitor or test does not exist, or that do not say what holds.
wrong_places () {
  lines "$1" | while IFS=$tab read -r name place text; do
    [ -n "$text" ] || echo "$name: says nothing"
    case $place in
      not-applicable:) ;;
      /*) grep -qxF "$place" cases || echo "$name: no test program lists $place" ;;
      *) grep -qxF "$place" ids || echo "$name: '$place' is no monitor" ;;
    esac
  done
}

# exercised ID: the scenarios that demand that it was armed.
exercised () {
  (cd "$TROUPE_SRCDIR/scenarios" && grep -lE "^exercises (.* )?$1( .*)?\$" ./*/*.scn | sed 's|^\./||; s|\.scn$||')
}

# alone ID: the defects that no other monitor notices. ROWS has all of them.
alone () {
  awk -F '\t' -v id="$1" '
    { n = split($2, words, " "); found = 0; others = 0
      for (i = 1; i <= n; i++) { if (words[i] == id) found = 1; else if (words[i] ~ /^[A-Z]+-[0-9]+$/) others++ }
      if (found && !others) print $1 }' rows
}

# joined: the lines of the input as one, in code quotes.
# shellcheck disable=SC2016 # quotes of Markdown
joined () { sed 's/.*/`&`/' | paste -s -d , - | sed 's/,/, /g; s/^$/-/'; }

make_page () {
  cat <<'TEXT'
# Invariants

What must hold in every run, and what shows that it does. Made by `tests/lint/check-invariants.sh` from
`docs/invariants.tsv`, the monitors, the scenarios and the planted defects.

## What watches every run

A monitor reads the events of each simulated run. A scenario that *exercises* it fails if it had no occasion to see the
invariant broken. The last column names the planted defects that this monitor notices in their canaries, and no other
does; `make check-defects` switches each on in every scenario.

| id | what holds | exercised by | catches alone |
|---|---|---|---|
TEXT
  while IFS=$tab read -r id sentence; do
    printf '| %s | %s | %s | %s |\n' "$id" "$sentence" "$(exercised "$id" | joined)" "$(alone "$id" | joined)"
  done <monitors
  cat <<'TEXT'

## The names of the specification

| name | what holds here | watched or pinned by |
|---|---|---|
TEXT
  lines "$table" | awk -F '\t' '
    { printf "| %s | %s | %s |\n", $1, $3, $2 == "not-applicable:" ? "not applicable" : "`" $2 "`" }'
}

clean "each name of the specification has its line" "$(wrong_names "$table")"
clean "each line names a monitor or a test that exists" "$(wrong_places "$table")"
while read -r id; do [ -n "$(exercised "$id")" ] || echo "$id"; done <ids >unarmed
clean "each monitor is exercised by a scenario" "$(cat unarmed)"

status=0
"$TROUPE_SRCDIR/tests/check-defects" --rows >rows 2>defects.log || status=$?
if [ "$status" -eq 77 ]; then
  skip "each planted defect is caught" "this build has no defects"
else
  clean "each planted defect is caught" "$(awk -F '\t' '$2 == "" { print $1 }' rows; cat defects.log)"
fi
mkdir -p "$TROUPE_BUILDDIR/docs"
make_page >"$page"
clean "the page has a line for each monitor and each name" \
  "$(cat ids names | while read -r id; do grep -q "^| $id |" "$page" || echo "$id"; done)"

# --- the checks are proven by planted violations ---

lines "$table" | sed '1d' >planted
printf 'U-14\t/no/such/test\tsomething\nU-15\tXX-1\t\n' >>planted
names "a planted gap is named" "$(wrong_names planted)" CI-1
names "a planted stranger is named" "$(wrong_names planted)" U-14
names "a planted test that does not exist is named" "$(wrong_places planted)" /no/such/test
names "a planted monitor that does not exist is named" "$(wrong_places planted)" "'XX-1' is no monitor"
names "a planted silence is named" "$(wrong_places planted)" "U-15: says nothing"

finish
