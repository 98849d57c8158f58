#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# examples.sh COMPILER INCLUDE FILE...: every C example in these Markdown files compiles without a warning.
set -eu
compiler=$1
include=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
count=0
for file; do
    awk -v out="$scratch/example" '
        /^```c$/ { n++; on = 1; next }
        /^```/ { on = 0 }
        on { print > (out n ".c") }' "$file"
    for example in "$scratch"/example*.c; do
        [ -f "$example" ] || continue
        "$compiler" -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wcast-qual \
            -Wstrict-prototypes -Wmissing-prototypes -Werror -I"$include" -c -o "$scratch/example.o" "$example"
        count=$((count + 1))
    done
    rm -f "$scratch"/example*.c
done
[ "$count" -gt 0 ] || { echo "no examples found" >&2; exit 1; }
echo "$count compiled"
