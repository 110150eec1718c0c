#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Each public function has its documentation above its definition, each parameter is told of, and what is returned says
# whose it is: a scanner that finds no `(transfer ...)` guesses. Types, fields and links are the reference's affair.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

# complaints PUBLIC FILE...: about the functions that the list PUBLIC names and that the files define.
complaints () {
  awk '
    # A public name for each line of the list.
    NR == FNR { public[$1] = 1; next }

    FNR == 1          { inside = 0; head = "" }
    /^\/\*\*$/        { inside = 1; block = ""; next }
    inside && /^ \*\// {
      inside = 0
      split (block, lines, "\n")
      name = lines[1]; sub (/^ \* /, "", name); sub (/:.*/, "", name)
      blocks[name] = block
      next
    }
    inside            { block = block $0 "\n"; next }

    # A definition: the type on a line of its own, then the name and the parameters up to the brace.
    /^[a-z_][a-z0-9_]* \(/ { head = $0; type = before; where = FILENAME ":" FNR; next_head = 1 }
    head != "" && !next_head { head = head " " $0 }
    head != "" && /^{/ { look(head, type, where); head = "" }
    { next_head = 0; before = $0 }

    function look(head, type, where,    name, block, returns, n, i, parts, parameter) {
      name = head; sub (/ .*/, "", name)
      if (!(name in public)) return
      if (!(name in blocks)) { print where ": " name " has no documentation"; return }
      block = "\n" blocks[name]
      sub (/^[^(]*\(/, "", head); sub (/\)[^)]*$/, "", head)
      n = split (head, parts, ",")
      for (i = 1; i <= n; i++) {
        parameter = parts[i]
        if (parameter ~ /\) *\(|^ *void *$/) continue   # a function pointer of its own; none
        if (parameter !~ /[A-Za-z_]/) continue
        sub (/\[.*/, "", parameter); sub (/ *$/, "", parameter); sub (/.*[^A-Za-z0-9_.]/, "", parameter)
        if (parameter == "...") parameter = "[.][.][.]"
        if (parameter != "error" && block !~ ("\n [*] @" parameter ":"))
          print where ": " name " does not tell of its parameter " parameter
      }
      if (type == "void") return
      if (block !~ /\n [*] Returns:/) { print where ": " name " does not tell what it returns"; return }
      returns = block; sub (/.*\n [*] Returns:/, "", returns)
      if (type ~ /[*]$/ && returns !~ /\(transfer (none|full|container|floating)\)/)
        print where ": " name " returns " type " and does not say whose it is"
    }

    END { for (name in public) if (name in blocks) delete public[name]
          for (name in public) print name ": public, and no source documents it" }' "$@"
}

# Functions that return a GType come from macros, and have nothing to tell.
for folder in lib sim; do
  grep -hv '^#' "$TROUPE_SRCDIR/$folder"/troupe*.symbols | awk 'NF == 1 && !/_get_type$/' >public
  clean "every public function of $folder says what it takes and whose what it returns is" \
    "$(complaints public "$TROUPE_SRCDIR/$folder"/*/*.c | sed "s|^$TROUPE_SRCDIR/||")"
done

# --- the check is proven by planted violations ---

printf '%s\n' planted_bare planted_parameter planted_return planted_owner planted_gone >planted-public
cat >planted.c <<'END'
void
planted_bare (void)
{
}

/**
 * planted_parameter:
 * @first: one
 */
void
planted_parameter (int        first,
                   const int *second)
{
}

/**
 * planted_return:
 */
int
planted_return (void)
{
}

/**
 * planted_owner:
 *
 * Returns: a text
 */
char *
planted_owner (void)
{
}
END
found=$(complaints planted-public planted.c)
names "a planted function without documentation is named" "$found" "planted.c:2: planted_bare has no documentation"
names "a planted parameter without a word is named" "$found" "planted_parameter does not tell of its parameter second"
names "a planted result without a word is named" "$found" "planted_return does not tell what it returns"
names "a planted result without an owner is named" "$found" "planted_owner returns char * and does not say whose"
names "a planted function that is nowhere is named" "$found" "planted_gone: public, and no source documents it"

finish
