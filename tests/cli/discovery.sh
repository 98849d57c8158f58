#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# brink discover: kill -9 and --resume give the same bytes, for any number of threads; more points keep those that were run;
# results of a design are searched as they are; another study in the folder is left alone; boxes are drawn.
set -eu
. "$(dirname -- "$0")/story.sh"
surfaces=$source/scenarios/surfaces
found="discover_summary.csv discover_boxes.csv discover_trajectory.csv discover_tree.csv discover_cases.csv"

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

# --- killed and resumed: a posture of the shipped scenario
printf 'scenario,name,actors.USA.clarity\nbaseline,clear,0.9\n' >mine.csv
set -- discover --posture mine.csv:clear --vary parameters.reprisal=0:0.4 --vary parameters.learning=0:1 \
    --outcome 'provocations>8' --points 60 -n 16 --periods 6 --resamples 10 -q
expect 0 "$brink" "$@" --threads 1 -o whole
for moment in 0.02 0.05 0.09 0.15 0.25; do
    killed "$moment" "$@" --resume -o part
done
expect 0 "$brink" "$@" --resume --threads 3 -o part
same whole part $found design.csv
has whole/design.csv '^baseline,h1,0.9,'
has whole/manifest.json '"kind": "discover"'
has whole/discover.json '"file": "discover_boxes.csv"'

# --- more points
set -- discover "$surfaces/box" -n 10 --resamples 5 -q
expect 0 "$brink" "$@" --points 100 -o grown
head -n 101 grown/design.csv >few.csv
expect 0 "$brink" "$@" --points 300 -o grown --resume
head -n 101 grown/design.csv | cmp - few.csv || fail "more points are not those of before and further ones"
expect 0 "$brink" "$@" --points 300 -o at_once
same grown at_once $found design.csv

# --- results are searched as they are, by whoever ran the design; so is a table
expect 0 "$brink" run --design grown/design.csv -n 10 -q --metrics-only -o hand
expect 0 "$brink" discover hand --outcome 'y>0.5' --resamples 5 -q
same hand grown $found
expect 64 "$brink" discover hand --outcome 'y>0.5' --points 10
has err 'hand is searched as it is'
expect 0 "$brink" discover --table "$source/tests/verification/prim/data.csv" --outcome 'y>=1' --resamples 5 -q -o table
has table/discover_boxes.csv '^1,x1,real,'

# --- what is of interest may be asked anew; --statistic is of the outcome
expect 0 "$brink" discover "$surfaces/box" -n 10 --points 300 -o grown --resume --outcome 'y<0.2' --boxes 2 --resamples 0
has err 'every replica is finished already'
has out '265 of interest'

# --- another study in the folder
cp at_once/discover_boxes.csv kept.csv
expect 73 "$brink" "$@" --points 300 -o at_once
expect 78 "$brink" "$@" --points 300 --vary inputs.x1.value=0:1 -o at_once --resume
cmp kept.csv at_once/discover_boxes.csv || fail "a refused command has written findings"

# --- a question that has no answer runs nothing
expect 64 "$brink" discover "$surfaces/box" --outcome 'x>1' -q -o none
expect 64 "$brink" discover "$surfaces/box" --dimension 'inputs.z*' -q -o none
[ ! -e none ] || fail "a refused command has made a folder"

# --- charts
if command -v gnuplot >/dev/null; then
    expect 0 "$brink" plot at_once --format svg
    for chart in boxes peeling scatter; do
        has out "at_once/plots/discover_$chart.svg"
    done
    has at_once/plots/discover_boxes.svg '>inputs.x2.value<'
    expect 0 "$brink" plot table --format svg
    has out 'table/plots/discover_scatter.svg'
fi
