#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 at ten moments, each time followed by --resume: the same bytes in the end.
set -eu
. "$(dirname -- "$0")/story.sh"

# killed MOMENT ARGUMENT...: a run that is ended after MOMENT seconds
killed() {
    moment=$1
    shift
    "$brink" run baseline -q "$@" >out 2>err </dev/null &
    process=$!
    sleep "$moment"
    kill -s KILL "$process" 2>/dev/null || :
    wait "$process" 2>/dev/null || :
}

expect 0 "$brink" run baseline -n 1500 --periods 10 -q -o whole
for moment in 0.01 0.03 0.05 0.08 0.13 0.21 0.34 0.55 0.02 0.09; do
    killed "$moment" -n 1500 --periods 10 -o part --resume
done
expect 0 "$brink" run baseline -n 1500 --periods 10 -q -o part --resume
same_tables whole part

# What a kill leaves behind is still known as brink's, however early it came, so --force may replace it.
expect 0 "$brink" run baseline -n 130 --periods 2 -q -o small
for moment in 0.004 0.006 0.008 0.01 0.015 0.02 0.03 0.05 0.08; do
    rm -rf part
    killed "$moment" -n 1500 --periods 10 -o part
    expect 0 "$brink" run baseline -n 130 --periods 2 -q -o part --force
    same_tables small part
done
