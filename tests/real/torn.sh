#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Two processes lose nothing, repeat nothing and keep the order, while their connections break every 50 ms.
# TROUPE_TEST_MESSAGES: how many go over each kind of socket; ten million is the long form of this test.
set -eu

messages=${TROUPE_TEST_MESSAGES:-200000}

n=0
# holds NAME ADDRESS
holds () {
  n=$((n + 1))
  if "$TROUPE_BUILDDIR/tests/real/torn" "$2" "$messages" >output 2>errors &&
    grep -q "^$messages received" output && [ ! -s errors ]; then
    echo "ok $n /real/torn/$1"
  else
    echo "not ok $n /real/torn/$1"
  fi
  sed 's/^/# /' output errors
}

echo 1..2
holds over-unix unix:@
holds over-tcp tcp:127.0.0.1:0
