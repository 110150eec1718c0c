#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# The reference of the library: every public symbol is documented, and every link leads somewhere.

if [ -z "$GI_DOCGEN" ]; then
  echo '1..0 # SKIP gi-docgen is missing'
  exit 0
elif [ ! -f "$TROUPE_BUILDDIR/Troupe-1.gir" ]; then
  echo '1..0 # SKIP configured without introspection'
  exit 0
fi

. "$TROUPE_SRCDIR/tests/lint/lint.sh"
cd "$TROUPE_BUILDDIR" || exit 1

# complaints VERB [OPTION...]: what gi-docgen says.
complaints () {
  verb=$1
  shift
  "$GI_DOCGEN" "$verb" --quiet --fatal-warnings --config=docs/reference/Troupe.toml "$@" 2>&1 || echo "exit status $?"
}

undocumented () { complaints check "$1"; }
dead_links () { complaints generate --no-namespace-dir --content-dir="$1" --output-dir="$scratch/html" Troupe-1.gir; }

# misquotes PAGE SOURCE: the first line of each block of C in PAGE that is not, as a whole, in SOURCE.
misquotes () {
  awk '
    NR == FNR { source = source "\n" $0; next }
    /^```c$/  { inside = 1; block = "\n"; next }
    /^```$/   { if (inside && !index(source "\n", block)) print first ": not in the source"
                inside = 0; next }
    inside    { if (block == "\n") first = $0; block = block $0 "\n" }' "$2" "$1"
}

pages=$TROUPE_SRCDIR/docs/reference
example=$TROUPE_SRCDIR/examples/hello.c
clean "every public symbol is documented" "$(undocumented Troupe-1.gir)"
clean "no link leads nowhere" "$(dead_links "$pages")"
clean "the pages quote the example as it is" "$(misquotes "$pages/getting-started.md" "$example")"
clean "that of the module too" "$(misquotes "$pages/rehearsing.md" "$TROUPE_SRCDIR/examples/bank.c")"

# --- each check is proven by a planted violation ---

mkdir "$scratch/planted"
sed '/<function name="name_check"/,/<\/function>/ { /<doc /,/<\/doc>/ d }' Troupe-1.gir >"$scratch/planted/Troupe-1.gir"
cp "$pages"/*.md "$scratch/planted/"
chmod -R u+w "$scratch/planted"
printf '\n[func@planted_link]\n' >>"$scratch/planted/worlds.md"
# shellcheck disable=SC2016 # quotes of Markdown
printf '```c\nint planted;\n```\n' >"$scratch/planted/quote.md"
names "a planted undocumented symbol is named" "$(undocumented "$scratch/planted/Troupe-1.gir")" name_check
names "a planted dead link is named" "$(dead_links "$scratch/planted")" planted_link
names "a planted misquote is named" "$(misquotes "$scratch/planted/quote.md" "$example")" "int planted;"

finish
