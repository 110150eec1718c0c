#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# A process that is killed and started again at the same address is found there by the one that dials it: it takes what
# comes in order, and nothing that was taken before. TROUPE_TEST_LIVES: how often.
set -eu

lives=${TROUPE_TEST_LIVES:-5}

n=0
# holds NAME ADDRESS
holds () {
  n=$((n + 1))
  if "$TROUPE_BUILDDIR/tests/real/killed" "$2" "$lives" >output 2>errors &&
    grep -q " taken in $lives lives" output && [ ! -s errors ]; then
    echo "ok $n /real/killed/$1"
  else
    echo "not ok $n /real/killed/$1"
  fi
  sed 's/^/# /' output errors
}

echo 1..3
holds over-an-abstract-name unix:@
holds over-tcp tcp:127.0.0.1:0
# Not in the scratch directory, whose path may be too long for a socket.
directory=$(mktemp -d /tmp/troupe-killed.XXXXXX)
holds over-a-socket-file "unix:$directory/socket"
rm -r "$directory"
