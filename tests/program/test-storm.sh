#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# A sealed run that allocates and frees a great deal, steps that wait for their time among it. GLib's slices, where they
# are in use, look at the clock when they trim what they keep; behind the seal that would end the run.
. "$TROUPE_SRCDIR/tests/program/program.sh"

cat >storm.scn <<'END'
scenario "A storm of messages"
host h[0-1]
proc h[0-1].p[0-1]
actor sink : puppet on h0.p0
actor far : puppet on h1.p0
actor s[0-3] : puppet on h0.p1
every 10ms from 10ms until 500ms tell s[0-3] send to=sink message=echo count=200
every 10ms from 10ms until 500ms tell s[0-1] send to=far message=note count=100
whenever handled far after 100ms tell sink note
settles within 60s
seeds 1-3
END

unset G_SLICE
exits 0 "a storm is weathered behind the seal" "$sim" run --tap storm.scn
if grep -q '^# not sealed' out; then
  skips "it was sealed" "this machine has no seal"
else
  passes "it was sealed"
fi
exits 0 "it is large" "$sim" run --json storm.scn
counts 3 '"events":[0-9]{6,}' "in each of its seeds"

finish
