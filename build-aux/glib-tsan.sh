#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# usage: build-aux/glib-tsan.sh PREFIX
#
# Builds the GLib that this Debian has, from Debian's source with its patches, with ThreadSanitizer, into PREFIX. Where
# the one of that version is there already, nothing is done. The source comes through apt, with lists of its own, so
# that neither root nor a deb-src line in the system's configuration is needed.

set -euo pipefail

prefix=$(realpath -m "$1")
version=$(dpkg-query -W -f '${Version}' libglib2.0-0)
stamp=$prefix/.version-$version
work=$prefix.work

say() { printf 'glib-tsan: %s\n' "$*"; }

if [[ -f $stamp ]]; then
  exit 0
fi
rm -rf "$prefix" "$work"
mkdir -p "$work"/{parts,lists/partial,cache/archives/partial}
cd "$work"

# Both forms in which apt writes its sources.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  [[ -f $file ]] || continue
  case $file in
    *.list) sed -nE 's/^deb /deb-src /p' "$file" >>parts/sources.list ;;
    *.sources) sed -E 's/^Types:.*/Types: deb-src/' "$file" >"parts/${file##*/}" ;;
  esac
done
apt=(apt-get -q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/parts"
  -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=)

say "fetching the source of glib2.0 $version"
if ! { "${apt[@]}" update && "${apt[@]}" source "glib2.0=$version"; } >fetch.log 2>&1; then
  tail -n 20 fetch.log >&2
  say "apt has no source of glib2.0 $version"
  exit 1
fi

say "building it with ThreadSanitizer"
cd glib2.0-*/
{
  meson setup build --prefix="$prefix" --libdir=lib -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false \
    -Dtests=false -Dselinux=disabled -Dlibmount=disabled -Dnls=disabled -Dsysprof=disabled
  ninja -C build install
} >../build.log 2>&1 || { tail -n 40 ../build.log >&2; say "the build failed"; exit 1; }

cd /
rm -rf "$work"
touch "$stamp"
say "$prefix has it"
