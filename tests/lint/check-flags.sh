#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# The warnings that configure probed are really in the flags: a probe that refuses all of them looks clean.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

# missing_flags FLAGS: what every build must have and these lack.
missing_flags () {
  for flag in -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -fvisibility=hidden -fno-common; do
    case " $1 " in *" $flag "*) ;; *) echo "$flag" ;; esac
  done
}

clean "every warning that the project relies on is in the flags" "$(missing_flags "$AM_CFLAGS")"
names "flags without -Wall are named" "$(missing_flags "-std=gnu11 -Wextra")" -Wall

cat >planted.c <<'EOF'
void planted_function (void);
void planted_function (void) { int planted_unused; }
EOF
if compile "$ROOM_CPPFLAGS" planted.c -Werror 2>compiler.log; then
  clean "a planted unused variable is a warning" "it compiles without one"
else
  names "a planted unused variable is a warning" "$(cat compiler.log)" planted_unused
fi

finish
