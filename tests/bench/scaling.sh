#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# scaling.sh BRINK SOURCE: how the cost of a replica-period grows, as CSV: with actors, theatres and actions of made-up
# scenarios (generate.sh), with periods and with replicas of the baseline. One thread, by processor time, so that other
# programs do not count; what a run needs besides its replicas cancels in the difference of two runs. The best of two.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
set -- "$(realpath -- "$1")" "$(realpath -- "$2")" # the story goes on in another folder
. "$here/../cli/story.sh"

counter() { sed -n "s/^ *\"$1\": \([0-9]*\),*$/\1/p" run/manifest.json | tail -n 1; }

# run SCENARIO REPLICAS SEED OPTION...: processor time of a run, in seconds
run() {
    scenario=$1
    replicas=$2
    seed=$3
    shift 3
    rm -rf run
    times >before.txt # of this shell and its children; in a pipeline it would tell of another shell
    expect 0 "$brink" run "$scenario" -n "$replicas" --threads 1 --seed "$seed" -q -o run "$@"
    times >after.txt
    awk 'FNR == 2 { split($1, u, /[ms]/); split($2, s, /[ms]/); now = 60 * (u[1] + s[1]) + u[2] + s[2]
                    if (FILENAME == "before.txt") was = now }
         END { printf "%.6f\n", now - was }' before.txt after.txt
}

# measure WHAT SCENARIO REPLICAS OPTION...: the cost of REPLICAS beyond a first block of 128
measure() {
    what=$1
    scenario=$2
    replicas=$3
    shift 3
    best=
    for seed in 1 2; do
        few=$(run "$scenario" 128 "$seed" "$@")
        periods=$(counter periods)
        many=$(run "$scenario" "$((replicas + 128))" "$seed" "$@")
        best=$(awk -v few="$few" -v many="$many" -v best="$best" 'BEGIN {
            print best == "" || many - few < best ? many - few : best }')
    done
    awk -v what="$what" -v seconds="$best" -v few="$periods" -v stages="$(counter iterated_stages)" \
        -v steps="$(counter newton_steps)" -v sweeps="$(counter sweeps)" -v traced="$(counter traced_stages)" \
        -v periods="$(counter periods)" -v lost="$(counter nonconverged_periods)" -v exps="$(counter exponentials)" \
        'BEGIN {
            us = 1e6 * seconds / (periods - few)
            printf "%s,%d,%.0f,%.1f,%.2f,%.3f,%.0f,%.2f,%.1f,%d\n", what, periods - few, 1e6 / us, us, steps / stages,
                   sweeps / stages, exps / periods, 1000 * us / (exps / periods), 1e6 * traced / stages, lost }'
}

# made ACTORS THEATRES ACTIONS REPLICAS
made() {
    rm -rf made
    sh "$here/generate.sh" "$source" "$1" "$2" "$3" made
    measure "$1,$2,$3" made "$4" --periods 26
}

echo 'actors,theatres,actions,replica_periods,rate,microseconds,newton_steps,sweeps,exponentials,ns_an_exponential,traced_per_million,nonconverged'
for actors in 4 8 16 32; do made "$actors" 4 8 256; done
for theatres in 1 2 4 8 16; do made 16 "$theatres" 8 256; done
for actions in 4 8 16 32 64; do made 8 4 "$actions" 256; done
made 32 16 64 32
for periods in 13 26 52 104 208; do measure "baseline,$periods periods," baseline 1024 --periods "$periods"; done
for replicas in 1024 4096 16384; do measure "baseline,$replicas replicas," baseline "$replicas" --periods 26; done
