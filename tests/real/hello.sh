#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# The first example prints its greeting, nothing else, and ends in order.
set -eu

echo 1..1
status=0
"$TROUPE_BUILDDIR/examples/hello" >output 2>errors || status=$?

if [ "$status" = 0 ] && [ "$(cat output)" = 'Hello, world!' ] && [ ! -s errors ]; then
  echo 'ok 1 /examples/hello/greets-and-stops'
else
  echo 'not ok 1 /examples/hello/greets-and-stops'
  echo "# exit status $status"
  sed 's/^/# /' output errors
fi
