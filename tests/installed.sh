#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# What is installed is enough: programs and modules build against it with pkg-config alone, and run. `make installcheck`
# and `make distcheck` call this with TROUPE_SRCDIR, and with TROUPE_PREFIX, where all was installed to.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# What pkg-config says, wherever DESTDIR has put the files.
mkdir pkgconfig
for file in "$TROUPE_LIBDIR"/pkgconfig/troupe*.pc; do
  sed "s|^prefix=.*|prefix=$DESTDIR$TROUPE_PREFIX|" "$file" >"pkgconfig/${file##*/}"
done
PKG_CONFIG_PATH=$scratch/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
LD_LIBRARY_PATH=$TROUPE_LIBDIR${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export PKG_CONFIG_PATH LD_LIBRARY_PATH

# fails WHAT: says so, and ends.
fails () {
  echo "installed.sh: $1" >&2
  exit 1
}

# build OUTPUT PACKAGE SOURCE...: also -shared and its like may stand among the sources.
build () {
  output=$1 package=$2
  shift 2
  # shellcheck disable=SC2046 # flags are words
  $CC "$@" -o "$output" $(pkg-config --cflags --libs "$package") || fails "$output does not build"
}

for example in hello main-loop pool request; do
  build "$example" troupe-1 "$TROUPE_SRCDIR/examples/$example.c"
  "./$example" >output || fails "$example does not run"
  [ -s output ] || fails "$example says nothing"
done

build bank.so troupe-sim-1 -shared -fPIC "$TROUPE_SRCDIR/examples/bank.c"
build rehearse troupe-sim-1 "$TROUPE_SRCDIR/examples/bank.c" "$TROUPE_SRCDIR/examples/rehearse.c"
cp "$TROUPE_SRCDIR/examples/bank.scn" .
"$TROUPE_BINDIR/troupe-sim" lint bank.so bank.scn || fails "bank.so or bank.scn is not clean"
"$TROUPE_BINDIR/troupe-sim" run --tap bank.scn >said || { cat said; fails "bank.scn does not hold"; }
./rehearse bank.scn >said || { cat said; fails "rehearse does not hold"; }
echo "what is installed is enough: 4 programs, a module, a program that rehearses it"
