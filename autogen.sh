#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Troupe contributors

# Makes configure and the Makefile.in files. Nothing else.
set -e
cd "$(dirname "$0")"
exec autoreconf --install --force
