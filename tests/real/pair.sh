#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Two processes talk over each kind of socket; one that cannot listen says where, and why.
set -eu

n=0
# result NAME yes|no
result () {
  n=$((n + 1))
  if [ "$2" = yes ]; then
    echo "ok $n /examples/pair/$1"
  else
    echo "not ok $n /examples/pair/$1"
    sed 's/^/# /' output errors
  fi
}

# talks NAME ADDRESS
talks () {
  status=0
  "$TROUPE_BUILDDIR/examples/pair" "$2" >output 2>errors || status=$?
  [ "$status" = 0 ] && [ ! -s errors ] && [ "$(cat output)" = 'The sum of the numbers from 1 to 1000 is 500500' ] &&
    holds=yes || holds=no
  result "$1" "$holds"
}

# says NAME ADDRESS WHAT
says () {
  status=0
  "$TROUPE_BUILDDIR/examples/pair" "$2" >output 2>errors || status=$?
  [ "$status" = 1 ] && [ ! -s output ] && grep -qF "$3" errors && holds=yes || holds=no
  result "$1" "$holds"
}

echo 1..7
talks over-an-abstract-name unix:@
# Not in the scratch directory, whose path may be too long for a socket.
directory=$(mktemp -d /tmp/troupe-pair.XXXXXX)
talks over-a-socket-file "unix:$directory/socket"
rmdir "$directory" && holds=yes || holds=no
result the-socket-file-is-gone "$holds"
talks over-tcp tcp:127.0.0.1:0

TROUPE_TLS_CA=$TROUPE_SRCDIR/tests/real/tls/ca.crt
TROUPE_TLS_CERT=$TROUPE_SRCDIR/tests/real/tls/host.crt
TROUPE_TLS_KEY=$TROUPE_SRCDIR/tests/real/tls/host.key
export TROUPE_TLS_CA TROUPE_TLS_CERT TROUPE_TLS_KEY
if "$TROUPE_BUILDDIR/examples/pair" tls:localhost:0 2>&1 | grep -qF 'GIO has no backend for it'; then
  n=$((n + 1))
  echo "ok $n /examples/pair/over-tls # SKIP the package glib-networking is missing"
else
  talks over-tls tls:localhost:0
fi

says a-wildcard-is-no-identity tcp:0.0.0.0:0 'Could not serve the proc parent at tcp:0.0.0.0:0: '
says a-missing-directory-is-named unix:/nonexistent/pair \
  'Could not listen at unix:/nonexistent/pair: No such file or directory'
