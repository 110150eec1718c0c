# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

"""Runs the functions of a module whose names begin with test_, in order, and says in TAP how they end."""

import sys
import traceback


def say(line):
    print(line, flush=True)


def skip_all(reason):
    say(f"1..0 # SKIP {reason}")
    sys.exit(0)


def run(module):
    tests = [function for name, function in vars(module).items() if name.startswith("test_")]
    failed = 0
    say(f"1..{len(tests)}")
    for number, test in enumerate(tests, start=1):
        what = test.__name__.removeprefix("test_").replace("_", "-")
        try:
            test()
        except Exception:  # each test is on its own
            failed += 1
            for line in traceback.format_exc().splitlines():
                say(f"# {line}")
            say(f"not ok {number} - {what}")
        else:
            say(f"ok {number} - {what}")
    sys.exit(1 if failed else 0)
