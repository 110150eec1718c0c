#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What HACKING.md says of every file and a script can see.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

# Each check is called in the folder that it looks at, and prints `file[:line]: what`.

sources () { find lib sim tests examples bench scenarios -type f \( -name '*.c' -o -name '*.h' \) | sort; }
# The broken scenario files that the tests feed to the parser are none of our texts.
texts () {
  find lib sim tests examples bench scenarios .ci completions man docs m4/troupe-* Makefile.am configure.ac -type f \
    \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.scn' -o -name '*.am' -o -name '*.am.inc' \
    -o -name '*.ac' -o -name 'troupe-*.m4' -o -path '*.ci/run' -o -path 'tests/run-*' -o -path bench/run \
    -o -path bench/count-instructions -o -path completions/troupe-sim \) \
    ! -path 'tests/scenario/*.scn' 2>"$scratch/find.log" | sort
  find dev autogen.sh build-aux/coverage-of-rooms build-aux/format-sources build-aux/glib-tsan.sh 2>"$scratch/find.log"
}
prose () { texts; find . -maxdepth 1 -name '*.md' -o -maxdepth 1 -name NEWS; }

# The first lines say the licence and whose the work is.
without_licence () {
  texts | while read -r file; do
    case $file in *.scn) continue ;; esac
    head -n 4 "$file" | grep -q 'SPDX-License-Identifier: Apache-2\.0' || echo "$file: no SPDX line"
    head -n 4 "$file" | grep -q 'Copyright the Troupe contributors' || echo "$file: no copyright line"
  done
}

with_tabs () { sources | xargs -r grep -n "$(printf '\t')" || [ $? = 123 ]; }
# The scenarios of tests/scenario/errors are broken on purpose.
with_trailing_blanks () {
  prose | grep -v '^tests/scenario/errors/' | xargs -r grep -nE '[[:space:]]+$' || [ $? = 123 ]
}
with_long_lines () { texts | LC_ALL=C.UTF-8 xargs -r grep -nE '^.{121,}' || [ $? = 123 ]; }
too_long () {
  sources | while read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 800 ] || echo "$file: $lines lines, 800 at most"
  done
}

# A function begins at its name in column 0 and ends at a brace in column 0.
with_long_functions () {
  # shellcheck disable=SC2016 # the dollars are awk's
  sources | grep '\.c$' | xargs -r awk '
    FNR == 1                { name = "" }
    /^[a-z_][a-z0-9_]* \(/  { name = $1; first = FNR }
    /^}$/ && name != ""     { if (FNR - first + 1 > 80) printf "%s:%d: %s is %d lines long, 80 at most\n",
                                                               FILENAME, first, name, FNR - first + 1
                              name = "" }'
}

# A source that no Makefile.am.inc lists is neither built nor distributed. A program without a list of sources is made
# of the one that bears its name.
orphans () {
  find . -name 'Makefile.am*' ! -path './_build*' -exec cat {} + |
    grep -oE '(lib|sim|tests|examples|bench|scenarios)/[A-Za-z0-9_./-]+' | sed 'p; s/$/.c/' |
    sort -u >"$scratch/listed"
  find lib sim tests examples bench scenarios -type f ! -path 'tests/fuzz/corpus/*' ! -name '.*' ! -name '*.pyc' \
    ! -name '*.o' ! -name 'Makefile*' ! -name '*.in' | sort -u >"$scratch/present"
  comm -13 "$scratch/listed" "$scratch/present" | sed 's/$/: no Makefile.am.inc lists it/'
}

# Words that promise what is not there. The brackets keep this line from finding itself.
unfinished () { prose | xargs -r grep -nwE '[T]ODO|[F]IXME|[X]XX|[n]ot implemented|[u]nimplemented' || [ $? = 123 ]; }

# TROUPE_DEFECT ("name") must be in the table, and what is in the table must be used and be asked for by a scenario.
used_defects () { grep -rhoE 'TROUPE_DEFECT \("[a-z.-]+"\)' lib sim | sed 's/.*"\(.*\)".*/\1/' | sort -u; }
listed_defects () { sed -nE 's/^ *\{ *"([a-z.-]+)",.*/\1/p' lib/base/troupe-defect.c | sort -u; }
# asked_defects: those that a scenario switches on, or a test above the library that says their name.
asked_defects () {
  listed_defects | while read -r name; do
    find scenarios tests -type f ! -path 'tests/base/*' ! -path 'tests/lint/*' -exec grep -lF "$name" {} + |
      sed "s/.*/$name/"
  done | sort -u
}
stray_defects () {
  used_defects >"$scratch/used"
  listed_defects >"$scratch/listed"
  asked_defects >"$scratch/asked"
  comm -23 "$scratch/used" "$scratch/listed" | sed 's/$/: planted, but not in the table of troupe-defect.c/'
  comm -13 "$scratch/used" "$scratch/listed" | sed 's/$/: in the table of troupe-defect.c, but planted nowhere/'
  comm -13 "$scratch/asked" "$scratch/listed" | sed 's/$/: no scenario or test catches it/'
}

# TROUPE_FAULT_POINT (world, "name"): the same, for the table of points.
used_points () {
  grep -rhoE 'TROUPE_FAULT_POINT \([^"]*"[a-z.-]+"\)' lib/*/*.c sim | sed 's/.*"\(.*\)".*/\1/' | sort -u
}
listed_points () { sed -nE 's/^ *\{ *"([a-z.-]+)",.*/\1/p' lib/base/troupe-fault.c | sort -u; }
stray_points () {
  used_points >"$scratch/used"
  listed_points >"$scratch/listed"
  comm -23 "$scratch/used" "$scratch/listed" | sed 's/$/: passed, but not in the table of troupe-fault.c/'
  comm -13 "$scratch/used" "$scratch/listed" | sed 's/$/: in the table of troupe-fault.c, but passed nowhere/'
}

clean "every file names its licence" "$(in_folder "$TROUPE_SRCDIR" without_licence)"
clean "no source has a tab" "$(in_folder "$TROUPE_SRCDIR" with_tabs)"
clean "no line ends in blanks" "$(in_folder "$TROUPE_SRCDIR" with_trailing_blanks)"
clean "no line is over 120 columns" "$(in_folder "$TROUPE_SRCDIR" with_long_lines)"
clean "no source is over 800 lines" "$(in_folder "$TROUPE_SRCDIR" too_long)"
clean "no function is over 80 lines" "$(in_folder "$TROUPE_SRCDIR" with_long_functions)"
clean "no source is an orphan" "$(in_folder "$TROUPE_SRCDIR" orphans)"
clean "no word promises what is not there" "$(in_folder "$TROUPE_SRCDIR" unfinished)"
clean "every defect is listed, planted and caught" "$(in_folder "$TROUPE_SRCDIR" stray_defects)"
clean "every fault point is listed and passed" "$(in_folder "$TROUPE_SRCDIR" stray_points)"

# --- each check is proven by a planted violation ---

mkdir -p planted/lib/base planted/sim planted/tests planted/examples planted/bench planted/scenarios
(
  cd planted
  printf 'int\tx;\nint y; \n/* [%0120d] */\n' 0 | tr '[]' '  ' >lib/base/bad.c
  printf 'first (void)\n{\n%s}\n' "$(seq 79 | sed 's/.*/  ;/')
" >lib/base/long.c
  seq 801 | sed 's/.*/;/' >lib/base/huge.c
  printf '/* T%s: later */\n' ODO >lib/base/unfinished.c
  printf '  { "planted.unused", "A sentence." },\n' >lib/base/troupe-defect.c
  printf 'if (TROUPE_DEFECT ("planted.unlisted"))\n' >lib/base/defect.c
  printf '  { "planted.untouched", "A sentence." },\n' >lib/base/troupe-fault.c
  printf 'if (TROUPE_FAULT_POINT (world, "planted.unknown"))\n' >lib/base/fault.c
  printf 'lib/base/bad.c\n' >Makefile.am
)
names "a planted file without a licence is named" "$(in_folder planted without_licence)" bad.c
names "a planted tab is named" "$(in_folder planted with_tabs)" bad.c:1
names "a planted trailing blank is named" "$(in_folder planted with_trailing_blanks)" bad.c:2
names "a planted long line is named" "$(in_folder planted with_long_lines)" bad.c:3
names "a planted long file is named" "$(in_folder planted too_long)" huge.c
names "a planted long function is named" "$(in_folder planted with_long_functions)" "first is 82 lines"
names "a planted orphan is named" "$(in_folder planted orphans)" long.c
names "a planted unfinished word is named" "$(in_folder planted unfinished)" unfinished.c
names "a planted unlisted defect is named" "$(in_folder planted stray_defects)" planted.unlisted
names "a planted unused defect is named" "$(in_folder planted stray_defects)" "planted.unused: in the table"
names "a planted unlisted fault point is named" "$(in_folder planted stray_points)" planted.unknown
names "a planted unused fault point is named" "$(in_folder planted stray_points)" "planted.untouched: in the table"

finish
