#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Explorations: kill -9 and --resume give the same bytes, for any number of threads; a larger design keeps what is there;
# designs run by hand give the numbers of the command; another study in the folder is left alone.
set -eu
. "$(dirname -- "$0")/story.sh"
surfaces=$source/scenarios/surfaces

# killed MOMENT ARGUMENT...: a command that is ended after MOMENT seconds
killed() {
    moment=$1
    shift
    "$brink" "$@" >out 2>err </dev/null &
    process=$!
    sleep "$moment"
    kill -s KILL "$process" 2>/dev/null || :
    wait "$process" 2>/dev/null || :
}

same() { # same FOLDER FOLDER FILE...
    one=$1
    other=$2
    shift 2
    for file in "$@"; do
        [ -s "$one/$file" ] || fail "$one/$file is missing or empty"
        cmp "$one/$file" "$other/$file" || fail "$file differs"
    done
}

# --- killed and resumed
set -- sense sobol baseline --vary actors.USA.clarity=0.1:0.9 --vary parameters.reprisal=0:0.4 -N 16 --scrambles 4 \
    -n 24 --periods 8 -q
expect 0 "$brink" "$@" --threads 1 -o whole
for moment in 0.01 0.03 0.05 0.08 0.13 0.21; do
    killed "$moment" "$@" --resume -o part
done
expect 0 "$brink" "$@" --resume --threads 3 -o part
same whole part sensitivity.csv design.csv

set -- sense morris baseline --levers='actors.*' -N 4 -n 24 --periods 6 -q
expect 0 "$brink" "$@" --threads 1 -o whole_m
for moment in 0.02 0.06 0.11; do
    killed "$moment" "$@" --resume -o part_m
done
expect 0 "$brink" "$@" --resume -o part_m
same whole_m part_m sensitivity.csv design.csv

set -- sweep baseline actors.USA.clarity=0:1:5 parameters.reprisal=0:0.4:3 -n 40 --periods 8 -q
expect 0 "$brink" "$@" --threads 1 -o whole_s
for moment in 0.02 0.06 0.11; do
    killed "$moment" "$@" --resume -o part_s
done
expect 0 "$brink" "$@" --resume -o part_s
same whole_s part_s sweep.csv design.csv

# --- grown
expect 0 "$brink" sense sobol "$surfaces/ishigami" -N 64 -n 1 -q -o grown
expect 0 "$brink" sense sobol "$surfaces/ishigami" -N 256 -n 1 -q -o grown --resume
expect 0 "$brink" sense sobol "$surfaces/ishigami" -N 256 -n 1 -q -o at_once
same grown at_once sensitivity.csv design.csv
expect 0 "$brink" sense morris "$surfaces/linear" -N 4 -n 1 -q -o grown_m
expect 0 "$brink" sense morris "$surfaces/linear" -N 9 -n 1 -q -o grown_m --resume
expect 0 "$brink" sense morris "$surfaces/linear" -N 9 -n 1 -q -o at_once_m
same grown_m at_once_m sensitivity.csv design.csv
for method in sobol halton latin; do
    expect 0 "$brink" design $method "$surfaces/quadratic" --levers -n 16 -q -o few.csv --force
    expect 0 "$brink" design $method "$surfaces/quadratic" --levers -n 64 -q -o many.csv --force
    head -n 17 many.csv | cmp - few.csv || fail "a larger $method design does not hold the smaller"
    rm -rf few many
    expect 0 "$brink" run --design few.csv -n 20 -q --metrics-only -o few
    expect 0 "$brink" run --design many.csv -n 20 -q --metrics-only -o few --resume
    expect 0 "$brink" run --design many.csv -n 20 -q --metrics-only -o many
    same few many summary.csv differences.csv
done

# --- by hand: the design that a command leaves, run by itself, is the same study
expect 0 "$brink" run --design whole/design.csv -n 24 -q --metrics-only -o hand
"$brink" export hand --replicas-csv -o hand_csv >/dev/null
"$brink" export whole --replicas-csv -o whole_csv >/dev/null
same hand_csv whole_csv replicas.csv

# --- other metrics of the same run; and of what was named only the new is written
expect 0 "$brink" sense sobol baseline --vary actors.USA.clarity=0.1:0.9 --vary parameters.reprisal=0:0.4 -N 16 \
    --scrambles 4 -n 24 --periods 8 --resume -o whole --metric damage --metric enforcement
has err 'every replica is finished already'
has whole/sensitivity.csv '^enforcement,ratio,ST,'
! grep -q '^provocations' whole/sensitivity.csv || fail "metrics of before are still there"
has whole/manifest.json '"sensitivity.csv"'
has whole/manifest.json '"method": "sobol"'

# --- another study in the folder
cp part_s/design.csv kept.csv
expect 73 "$brink" sweep baseline actors.USA.clarity=0:1:5 -n 40 --periods 8 -q -o part_s
expect 78 "$brink" sweep baseline actors.USA.clarity=0:1:7 -n 40 --periods 8 -q -o part_s --resume
cmp kept.csv part_s/design.csv || fail "a refused command has written a design"
expect 0 "$brink" sweep baseline actors.USA.clarity=0:1:7 -n 40 --periods 8 -q -o part_s --force
has part_s/sweep.csv '^x7,actors.USA.clarity,1,,,'

# --- bad tables are refused before anything runs
cp -R "$surfaces/quadratic" mine
printf 'path,lower,upper\ninputs.x1.value,1,-1\ninputs.x9.value,0,1\n' >mine/levers.csv
expect 65 "$brink" sense morris mine --levers -q -o none
has err 'mine/levers.csv:2:19: upper = -1; allowed: more than lower, 1'
has err 'mine/levers.csv:3:1: path = unknown key x9'
printf 'path,distribution,parameters\ninputs.x1.value,normal,sd=0\n' >mine/uncertainties.csv
expect 65 "$brink" design sobol mine --uncertainties -q
has err 'mine/uncertainties.csv:2:24: sd is not above 0'
printf 'metric,direction\nz,minimise\n' >mine/objectives.csv
expect 65 "$brink" sweep mine inputs.x1.value=0:1 -q -o none
has err 'mine/objectives.csv:2:1: metric = z; allowed'
[ ! -e none ] || fail "a refused command has made a folder"

# --- points that fail are named
expect 75 "$brink" sweep "$surfaces/quadratic" inputs.x1.value=0:100:3 -n 10 -q -o wild
has err 'point x2 failed in 10 of 10 replicas, most by: a value left its documented range (as 1 other point)'
