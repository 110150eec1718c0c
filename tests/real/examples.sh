#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# The examples print what they say, nothing else, and end in order.
set -eu

n=0

# example NAME POINT < WANTED
example () {
  n=$((n + 1))
  status=0
  cat >wanted
  "$TROUPE_BUILDDIR/examples/$1" >output 2>errors || status=$?
  if [ "$status" = 0 ] && cmp -s output wanted && [ ! -s errors ]; then
    echo "ok $n /examples/$1/$2"
  else
    echo "not ok $n /examples/$1/$2"
    echo "# exit status $status"
    sed 's/^/# /' output errors
  fi
}

example pool goes-on-without-the-worker-that-failed <<'OUTPUT'
A worker failed: Could not divide 720 by 0
The pool has stopped: the sum is 1644
OUTPUT
example request gets-answers-and-a-question-back <<'OUTPUT'
12 apples
0 pears
closed: it is six o'clock
no answer: actor-stopped
OUTPUT
example main-loop shares-its-thread-with-an-actor <<'OUTPUT'
4 readings, 21.0 degrees
OUTPUT
echo "1..$n"
