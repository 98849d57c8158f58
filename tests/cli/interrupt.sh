#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A run that is interrupted says so, exits with 130, and is finished by --resume to the same bytes.
set -eu
. "$(dirname -- "$0")/story.sh"

# interrupted SIGNAL REPLICAS FOLDER: exit status of a run that gets SIGNAL once its store is there. A shell without job
# control starts background processes with SIGINT ignored, which brink honours: so env sets it back where it can.
interrupted() {
    env --default-signal=INT "$brink" run baseline -n "$2" --periods 20 -o "$3" >out 2>err </dev/null &
    process=$!
    waited=0
    while [ ! -s "$3/results.db" ] && kill -0 "$process" 2>/dev/null && [ "$waited" -lt 400 ]; do
        sleep 0.02
        waited=$((waited + 1))
    done
    sleep 0.3
    kill -s "$1" "$process" 2>/dev/null || :
    sent=$(date +%s)
    got=0
    wait "$process" || got=$?
    [ "$(($(date +%s) - sent))" -lt 20 ] || fail "SIG$1 did not end the run"
}

for signal in INT TERM; do
    replicas=500
    while :; do
        rm -rf part partial
        interrupted "$signal" "$replicas" part
        if [ "$got" -ne 0 ]; then
            [ "$got" -eq 130 ] || { cat err >&2; fail "SIG$signal: exit status $got, expected 130"; }
            has err 'interrupted; .* --resume goes on from it'
            [ ! -e part/summary.csv ] || fail "an interrupted run left tables"
            expect 0 "$brink" export part -o partial
            ! grep -q 'replicas are finished' err || break
        fi
        replicas=$((replicas * 4)) # this machine had finished before
        [ "$replicas" -lt 5000000 ] || fail "no run could be interrupted"
    done
    expect 73 "$brink" run baseline -n "$replicas" --periods 20 -q -o part
    has err '--resume'
    expect 0 "$brink" run baseline -n "$replicas" --periods 20 -q -o part --resume
    if [ "$signal" = INT ]; then
        expect 0 "$brink" run baseline -n "$replicas" --periods 20 -q -o whole --threads 1
        same_tables whole part
    fi
    # finished: nothing is left to do, and the tables can be made again
    cp part/summary.csv before.csv
    rm part/summary.csv
    expect 0 "$brink" run baseline -n "$replicas" --periods 20 -o part --resume
    has err 'every replica is finished already'
    cmp before.csv part/summary.csv || fail "a second --resume changed the tables"
done

# a short run for facts leaves nothing of the folder that it runs in, however it ends
mkdir short
for signal in INT TERM; do
    env --default-signal=INT TMPDIR="$work/short" "$brink" check baseline --facts >out 2>err </dev/null &
    process=$!
    waited=0
    while [ -z "$(ls short)" ] && kill -0 "$process" 2>/dev/null && [ "$waited" -lt 4000 ]; do
        sleep 0.002
        waited=$((waited + 1))
    done
    kill -s "$signal" "$process" 2>/dev/null || :
    got=0
    wait "$process" || got=$?
    [ "$got" -eq 130 ] || [ "$got" -eq 0 ] || fail "SIG$signal: a short run ended with exit status $got"
    [ "$got" -eq 0 ] || has err 'interrupted'
    [ -z "$(ls short)" ] || fail "SIG$signal: a short run left $(ls short)"
done
