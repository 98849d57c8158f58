#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# brink robust: kill -9 and --resume give the same bytes, for any number of threads; more states keep those that were run;
# another study in the folder is left alone; the regrets are drawn.
set -eu
. "$(dirname -- "$0")/story.sh"
surfaces=$source/scenarios/surfaces
found="robust.csv robust_regrets.csv robust_states.csv design.csv"

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

same() { # same FOLDER FOLDER
    for file in $found; do
        [ -s "$1/$file" ] || fail "$1/$file is missing or empty"
        cmp "$1/$file" "$2/$file" || fail "$file differs"
    done
}

# --- killed and resumed: postures of two scenarios, one of which settles a value
cat >mine.csv <<'END'
scenario,name,actors.USA.clarity,parameters.reprisal
baseline,as_is,,
baseline,clear,0.9,
missiles,afar,,0.3
END
set -- robust mine.csv --vary parameters.reprisal=0:0.4 --vary parameters.learning=0:1 --want 'conflict_probability<=0.01' \
    --want 'credibility_end>=0.5' --states 12 --near 4 -n 24 --periods 8 --draws 200 -q
expect 0 "$brink" "$@" --threads 1 -o whole
has err 'posture afar settles parameters.reprisal'
for moment in 0.02 0.05 0.09 0.15 0.25; do
    killed "$moment" "$@" --resume -o part
done
expect 0 "$brink" "$@" --resume --threads 3 -o part
same whole part
has whole/manifest.json '"kind": "robust"'
has whole/manifest.json '"file": "robust.csv"'
has whole/robust.csv '^all bounds,,,share,clear,'

# --- more states
set -- robust "$surfaces/hedges.csv" -n 40 --draws 200 -q
expect 0 "$brink" "$@" --states 20 -o grown
head -n 21 grown/robust_states.csv >few.csv
expect 0 "$brink" "$@" --states 50 -o grown --resume
head -n 21 grown/robust_states.csv | cmp - few.csv || fail "more states are not those of before and further ones"
expect 0 "$brink" "$@" --states 50 -o at_once
same grown at_once

# --- other measures of the same run: nothing is run again
expect 0 "$brink" robust "$surfaces/hedges.csv" -n 40 --draws 200 --states 50 -o grown --resume --tail 0.5 --want 'loss<=2'
has err 'every replica is finished already'
has grown/robust.csv '^loss,minimise,2,share,middle,1,'

# --- another study in the folder
cp at_once/robust.csv kept.csv
expect 73 "$brink" "$@" --states 50 -o at_once
expect 78 "$brink" "$@" --states 50 --vary inputs.x.value=0:1 -o at_once --resume
cmp kept.csv at_once/robust.csv || fail "a refused command has written findings"

# --- postures that fail are named
printf 'scenario,name,inputs.d.value\nhedge,tame,0\nhedge,wild,100\n' >"wild.csv"
cp -R "$surfaces/hedge" hedge
expect 75 "$brink" robust wild.csv -n 10 --states 4 --draws 100 -q -o wild
has err 'failed in 10 of 10 replicas'

# --- charts
if command -v gnuplot >/dev/null; then
    expect 0 "$brink" plot whole --format svg
    has out 'whole/plots/robust_regrets.svg'
    has out 'whole/plots/robust_measures.svg'
    has whole/plots/robust_regrets.svg '>afar<'
fi
