#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# A room calls and includes what stands lower, never higher. Calls are read from the symbols of the rooms' archives,
# includes from the sources.
. "$TROUPE_SRCDIR/tests/lint/lint.sh"

# folder/room: the rooms that it may use.
rooms='
lib/base:
lib/message: base
lib/channel: base message
lib/proc: base message channel
lib/real: base
sim/world: base
sim/scenario: base message channel proc
sim/monitor: base message
sim/puppet: base message channel proc scenario
sim/executor: base message channel proc world scenario monitor puppet
sim/program: base message channel proc real world scenario monitor puppet executor
'
all_rooms=$(printf '%s' "$rooms" | sed -n 's|^[a-z]*/\([a-z]*\):.*|\1|p' | paste -sd ' ')

defined () { nm --defined-only --extern-only "$@" 2>nm.log | awk 'NF == 3 { print $3 }' | sort -u; }
undefined () { nm --undefined-only "$@" 2>nm.log | awk 'NF == 2 { print $2 }' | sort -u; }

# calls_into ARCHIVE ARCHIVE...: the symbols that the first takes from the others.
calls_into () {
  undefined "$1" >wanted
  shift
  defined "$@" >offered
  comm -12 wanted offered
}

# forbidden_rooms ROOM: all rooms but itself and those that it may use.
forbidden_rooms () {
  allowed=" $1 $(printf '%s' "$rooms" | sed -n "s|^[a-z]*/$1:||p") "
  for room in $all_rooms; do
    case $allowed in *" $room "*) ;; *) echo "$room" ;; esac
  done
}

# calls_upwards ROOM
calls_upwards () {
  for other in $(forbidden_rooms "$1"); do
    calls_into "$(room_archive "$1")" "$(room_archive "$other")" | sed "s|^|$1 calls $other: |"
  done
}

# includes_upwards FOLDER ROOM: files of FOLDER/ROOM that include a header of a room that it may not use.
includes_upwards () {
  for other in $(forbidden_rooms "$2"); do
    grep -rn --include='*.[ch]' "^# *include \"$other/" "$1/$2" || [ $? = 1 ]
  done
  case $1 in
    *lib) grep -rn --include='*.[ch]' '^# *include [<"]troupe\.h[>"]' "$1/$2" || [ $? = 1 ] ;;
  esac
}

for entry in $(printf '%s' "$rooms" | sed -n 's|:.*||p'); do
  folder=${entry%/*} room=${entry#*/}
  if [ ! -f "$(room_archive "$room")" ]; then
    clean "$room has an archive" "$(room_archive "$room") is not there"
    continue
  fi
  clean "$room calls no higher room" "$(calls_upwards "$room")"
  clean "$room includes no higher room" "$(includes_upwards "$TROUPE_SRCDIR/$folder" "$room")"
done

unlisted=
for folder in "$TROUPE_SRCDIR"/lib/*/ "$TROUPE_SRCDIR"/sim/*/; do
  room=$(basename "$folder")
  case " $all_rooms " in *" $room "*) ;; *) unlisted="$unlisted $room" ;; esac
done
clean "every folder of lib and sim is a room that this test knows" "$unlisted"

# A coverage build exports __gcov_ names and mangle_path; that is its affair.
strange_exports () { nm -D --defined-only "$1" | awk '$3 !~ /^(troupe_|__gcov_|mangle_path$)/ { print $3 }'; }

for library in libtroupe-1.so libtroupe-sim-1.so; do
  clean "$library exports only troupe_ names" "$(strange_exports "$TROUPE_BUILDDIR/.libs/$library")"
done

# --- each check is proven by a planted violation ---

cat >low.c <<'EOF'
void planted_above (void);
void planted_below (void);
void planted_below (void) { planted_above (); }
EOF
cat >high.c <<'EOF'
void planted_above (void);
void planted_above (void) { }
EOF
compile "$ROOM_CPPFLAGS" low.c
compile "$ROOM_CPPFLAGS" high.c
ar cr low.a low.o
ar cr high.a high.o
names "a planted call upwards is named" "$(calls_into low.a high.a)" planted_above

echo 'int planted_export; int troupe_fine;' >export.c
$CC -shared -fPIC export.c -o export.so
names "a planted export of a strange name is named" "$(strange_exports export.so)" planted_export

mkdir -p planted/lib/base
echo '#include "message/troupe-mailbox-private.h"' >planted/lib/base/planted-upwards.c
echo '#include <troupe.h>' >planted/lib/base/planted-umbrella.c
names "a planted include upwards is named" "$(includes_upwards planted/lib base)" planted-upwards.c
names "a planted include of troupe.h is named" "$(includes_upwards planted/lib base)" planted-umbrella.c

finish
