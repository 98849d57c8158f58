#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# brink tune and brink rank --indifference: the same bytes after kill -9 at any moment, for any number of threads and any
# instruction set; what was found is a design that runs; --force removes what they left, and nothing else.
set -eu
# a search waits for the disk after every trial; a kill loses as little in memory
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
. "$(dirname -- "$0")/story.sh"

same_files() { # same_files FOLDER FOLDER FILE...
    a=$1
    b=$2
    shift 2
    for file in "$@"; do
        [ -s "$a/$file" ] || fail "$a/$file is missing or empty"
        cmp "$a/$file" "$b/$file" || fail "$file differs"
    done
}

# killed MOMENT COMMAND...
killed() {
    moment=$1
    shift
    "$brink" "$@" >out 2>err </dev/null &
    process=$!
    sleep "$moment"
    kill -s KILL "$process" 2>/dev/null || :
    wait "$process" 2>/dev/null || :
}

levers="--levers actors.USA.* --levers *.red_line"
small="--periods 3 -n 64 --fresh 256 --cost-weight 0"
set -f
# one total, with the bound that the baseline has
common="tune baseline $levers $small --budget 2560"
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -o whole --threads 1
has out 'run again under fresh noise, 256 pairs of replicas'
has out '^Results are in whole: trace.csv, gains.csv, tuned.csv, manifest.json, results.db, fresh/$'
# from here on as on a CPU without FMA, to glibc's exp and log
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX512F BRINK_ISA=base
for moment in 0.02 0.1 0.2 0.3 0.4 0.6; do
    # shellcheck disable=SC2086 # words
    killed "$moment" $common -q -o part --resume
done
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -q -o part --resume --threads 3
same_files whole part trace.csv gains.csv tuned.csv fresh/summary.csv fresh/differences.csv

unset GLIBC_TUNABLES BRINK_ISA

# what was found runs as a design, beside the scenario as it is, and is what the search saw
expect 0 "$brink" run --design whole/tuned.csv --periods 3 -n 64 --seed 1 -q -o again
winner=$(sed -n '3s/^[^,]*,\([^,]*\),.*/\1/p' whole/tuned.csv)
first=$(sed -n "s/^[^,]*,$winner,provocations,64,\([^,]*\),.*/\1/p" again/summary.csv)
grep -q "^[0-9]*,$winner,.*,$first," whole/trace.csv || fail "provocations of $winner differ: $first"

# a front
common="tune baseline --front $levers $small --budget 3072 --population 16 --candidates 4"
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -o front
has out '^Hypervolume '
for moment in 0.05 0.2 0.35; do
    # shellcheck disable=SC2086 # words
    killed "$moment" $common -q -o other --resume
done
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -q -o other --resume --threads 3
same_files front other trace.csv front.csv hypervolume.csv tuned.csv fresh/summary.csv

# a selection
common="rank --design essay.csv --periods 3 --metric provocations --indifference 0.05 --stage 128"
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -o selected --threads 1
has out '^Selected: no_partnership\. '
for moment in 0.1 0.3 0.5 0.8; do
    # shellcheck disable=SC2086 # words
    killed "$moment" $common -q -o picked --resume
done
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -q -o picked --resume
same_files selected picked selection.csv

# another search is refused and left alone; --force takes away what was brink's
cp whole/trace.csv before.csv
# shellcheck disable=SC2086 # words
expect 78 "$brink" tune baseline $levers $small --budget 2560 --seed 2 -q -o whole --resume
has err 'holds another search: stored with seed 1, this search has seed 2'
# shellcheck disable=SC2086 # words
expect 73 "$brink" tune baseline $levers $small --budget 2560 -q -o whole
cmp before.csv whole/trace.csv || fail "a refused search changed the results"
echo mine >whole/fresh/notes.txt
expect 0 "$brink" run baseline --periods 2 -n 10 -q -o whole --force
[ ! -e whole/trace.csv ] && [ ! -e whole/tuned.csv ] && [ ! -e whole/fresh/results.db ] ||
    fail "--force left files of the search"
[ -e whole/fresh/notes.txt ] || fail "--force removed somebody's file"
# what is refused leaves nothing, no empty folder either
expect 64 "$brink" tune baseline --budget 10 -q -o refused
[ ! -e refused ] || fail "a refused search left its folder"

# a search that is refused leaves nothing in the way of the next
expect 64 "$brink" tune baseline -n 32 --budget 2000 -o refused
has err 'gives the global search 17 trials'
expect 64 "$brink" tune baseline --front -n 32 --budget 100 -o refused
has err 'allows 2 trials'
[ ! -e refused ] || fail "a refused search left a folder"
