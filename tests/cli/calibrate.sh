#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# brink calibrate: the same bytes after kill -9 at any moment and for any number of threads; what was found is a design
# that runs; --force removes what it left, and nothing else.
set -eu
# it waits for the disk after every generation; a kill loses as little in memory
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
. "$(dirname -- "$0")/story.sh"

tables="posterior.csv generations.csv moments.csv fit.csv identifiability.csv correlations.csv directions.csv
calibrated.csv fresh/summary.csv fresh/differences.csv"
common="calibrate baseline -p parameters.reprisal -p actions.sabotage.gain --periods 20 -n 48 --particles 20
--budget 3600 --check 128"
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -o whole --threads 1
has out 'generations of 20 particles, 48 replicas each, seed 1'
has out '^Results are in whole: posterior.csv'
has err 'warning: the budget ended at tolerance'
# every table that was read is an input, with its digest
for table in scenario targets uncertainties; do
    sum=$(sha256sum "$source/scenarios/baseline/$table.csv" | cut -d ' ' -f 1)
    tr -d ' \n' <whole/manifest.json >flat
    grep -q "\"file\":\"[^\"]*baseline/$table.csv\",\"sha256\":\"$sum\"" flat ||
        fail "$table.csv is not among the inputs of the manifest"
done
for moment in 0.05 0.1 0.2 0.3 0.5; do
    # shellcheck disable=SC2086 # words
    "$brink" $common -q -o part --resume >out 2>err </dev/null &
    process=$!
    sleep "$moment"
    kill -s KILL "$process" 2>/dev/null || :
    wait "$process" 2>/dev/null || :
done
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -q -o part --resume --threads 3
for table in $tables; do
    [ -s "whole/$table" ] || fail "whole/$table is missing or empty"
    cmp "whole/$table" "part/$table" || fail "$table differs"
done

# what was found runs as a design, and is what the check saw
expect 0 "$brink" run --design whole/calibrated.csv --periods 20 -n 128 --seed 1 -q -o again
cmp whole/fresh/summary.csv again/summary.csv || fail "the design is not what was checked"

# of a value that is set twice the last counts, in the design that is left too
expect 0 "$brink" calibrate baseline -p parameters.reprisal --set actions.sabotage.gain=0.1 \
    --set actions.sabotage.gain=0.2 --periods 20 -n 16 --particles 20 --budget 640 --rounds 0 --check 16 -q -o twice
expect 0 "$brink" run --design twice/calibrated.csv --periods 20 -n 16 -q -o twice_again

# something else is refused and left alone; --force takes away what was brink's
cp whole/moments.csv before.csv
# shellcheck disable=SC2086 # words
expect 78 "$brink" $common --seed 2 -q -o whole --resume
has err 'holds another calibration: stored with seed 1'
# shellcheck disable=SC2086 # words
expect 73 "$brink" $common -q -o whole
cmp before.csv whole/moments.csv || fail "a refused calibration changed the results"
echo mine >whole/fresh/notes.txt
expect 0 "$brink" run baseline --periods 2 -n 10 -q -o whole --force
for table in $tables; do
    [ ! -e "whole/$table" ] || fail "--force left $table"
done
[ -e whole/fresh/notes.txt ] || fail "--force removed somebody's file"
