#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What cannot be written is an error: on standard output, and in the folder of results, which can be resumed.
set -eu
. "$(dirname -- "$0")/story.sh"
[ -c /dev/full ] || exit 77

for command in '--help' '--version' 'help run' 'list tables' 'show baseline' 'check baseline'; do
    got=0
    # shellcheck disable=SC2086 # words
    "$brink" $command >/dev/full 2>err </dev/null || got=$?
    [ "$got" -eq 74 ] || fail "brink $command >/dev/full: exit status $got, expected 74"
    has err 'standard output'
done
got=0
"$brink" run baseline -n 3 --periods 2 -o results >/dev/full 2>err || got=$?
[ "$got" -eq 74 ] || fail "brink run >/dev/full: exit status $got, expected 74"

# A limit on the size of files stands for the disk: no short table, and the same bytes once there is room.
expect 0 "$brink" run baseline -n 600 --periods 8 -q -o whole
limited() { (trap '' XFSZ && ulimit -f "$1" && shift && exec "$@"); }
expect 74 limited 64 "$brink" run baseline -n 600 --periods 8 -q -o part
for table in summary.csv series.csv actions.csv distributions.csv cascades.csv influence.csv; do
    [ ! -e "part/$table" ] || cmp "part/$table" "whole/$table" || fail "a short $table was left"
done
expect 0 "$brink" run baseline -n 600 --periods 8 -q -o part --resume
same_tables whole part
