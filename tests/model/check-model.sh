#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# The protocol between two loops holds in every order that two threads can have, and the model is not blind: planted
# bugs are found.

skip () { echo "1..0 # SKIP $1"; exit 0; }
command -v spin >/dev/null || skip "spin is not installed"

model=$TROUPE_SRCDIR/tests/model/lane.pml
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

# verify OPTION FILE: true if every order was tried and none is wrong.
verify () {
  # shellcheck disable=SC2086 # an option, or none
  spin $1 -a "$2" >spin.log 2>&1 && ${CC:-cc} -O2 -DSAFETY -w -o pan pan.c >cc.log 2>&1 &&
    ./pan -m100000 >pan.log 2>&1 && grep -q 'errors: 0' pan.log && ! grep -q 'max search depth too small' pan.log
}

n=0 status=0
point () {
  n=$((n + 1))
  if [ "$2" = 0 ]; then echo "ok $n - $1"; else sed 's/^/# /' ./*.log; echo "not ok $n - $1"; status=1; fi
}

# finds WHAT OPTION FROM TO: with that line planted, something is wrong.
finds () {
  sed "s/$3/$4/" "$model" >planted.pml
  if cmp -s "$model" planted.pml || verify "$2" planted.pml || ! grep -q 'errors: 1' pan.log; then
    point "$1" 1
  else
    point "$1" 0
  fi
}

echo 1..5
verify "" "$model"; point "whenever a loop ends, each message was taken or returned, in order" $?
verify -DNO_END "$model"; point "while both go on, each message is taken" $?
finds "a parcel that nobody asks for is found" -DNO_END 'is_wanted = waiting > 0' 'is_wanted = false'
finds "a farewell that overtakes the parcel is found" "" 'farewell \&\& !at_receiver' 'farewell'
finds "a parcel that stays with a loop that ends is found" "" \
  'has_parcel = at_receiver; has_farewell' 'has_parcel = false; has_farewell'
exit $status
