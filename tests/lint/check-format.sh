#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What `./dev format` mends, and what it leaves alone. `./dev lint` asks it about every file.

if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
  echo '1..0 # SKIP clang-format 14 is missing'
  exit 0
fi

. "$TROUPE_SRCDIR/tests/lint/lint.sh"

formatter=$TROUPE_SRCDIR/build-aux/format-sources
cp "$TROUPE_SRCDIR/.clang-format" .

# layout FILE: what would change in it.
layout () { "$formatter" --check "$1" || :; }

cat >good.c <<'END'
#define SHORT     1
#define LONG_NAME 2

/* A struct in columns, and a table. */
typedef struct
{
  const char *name;
  guint       n_pending;  /* not yet handled */
} Good;

static const Good goods[] = {
  { "one", 1 }, { "two", 2 },
  { "three", 3 },
};

static gboolean
by_hand (guint      n_goods,
         gboolean (*is_good) (const Good *good))
{
}

static gboolean
good_function (const Good  *good,
               guint        n_goods,
               GError     **error)
{
  if (good->n_pending == 0
      || !is_good (good, n_goods))
    return FALSE;

  *error = NULL;
  return goods[0].n_pending
         == good->n_pending;
}
END
clean "what is laid out by hand stays" "$(layout good.c)"

printf '\n\nint x;  \r\n\n\n' >line-ends.h
"$formatter" line-ends.h >out
printf '\n\nint x;\n' >wanted
clean "line ends are mended, in headers too" "$(diff wanted line-ends.h)"

cp good.c twice.c
"$formatter" good.c >out
clean "to format is to change nothing the second time" "$(diff twice.c good.c)"

# --- each rule is proven by a planted violation ---

# planted WHAT SED WANTED: good.c with this change is named, and mended.
planted () {
  sed "$2" good.c >planted.c
  names "$1 is named" "$(layout planted.c)" "$3"
  "$formatter" planted.c >out
  clean "$1 is mended" "$(diff good.c planted.c)"
}

planted "a planted blank at a line's end" 's/return FALSE;/& /' "-    return FALSE; "
planted "a planted indentation" 's/^    return FALSE/      return FALSE/' "-      return FALSE"
planted "a planted bracket without a blank" 's/!is_good (/!is_good(/' "-      || !is_good(good, n_goods)"
planted "a planted operator without blanks" 's/= NULL/=NULL/' "-  *error =NULL"
planted "a planted parameter beside its column" 's/^               GError  /              GError  /' \
  "-              GError"

finish
