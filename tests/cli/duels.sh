#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# brink duel: the same bytes after kill -9 at any moment, for any number of threads and any instruction set; another game
# is refused and left alone; --force removes what one left.
set -eu
# a game waits for the disk after every round; a kill loses as little in memory
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm
. "$(dirname -- "$0")/story.sh"

same_files() { # same_files FOLDER FOLDER
    for file in duel_cells.csv duel_postures.csv duel_equilibria.csv duel_rounds.csv; do
        [ -s "$1/$file" ] || fail "$1/$file is missing or empty"
        cmp "$1/$file" "$2/$file" || fail "$file differs"
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

common="duel postures_west.csv postures_axis.csv --row-payoff payoff.USA,payoff.EUR=0.5 --column-payoff payoff.RUS"
common="$common --periods 3 --slice 32 --first 2 --budget 5000 --resamples 100 --lambda 0.1"
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -o whole --threads 1
has out '^Results are in whole: duel_cells.csv, duel_postures.csv, duel_equilibria.csv, duel_rounds.csv, manifest.json, results.db$'
has whole/manifest.json 'duel_equilibria.csv'
# from here on as on a CPU without FMA, to glibc's exp and log
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX512F BRINK_ISA=base
for moment in 0.02 0.1 0.2 0.3 0.5; do
    # shellcheck disable=SC2086 # words
    killed "$moment" $common -q -o part --resume
done
# shellcheck disable=SC2086 # words
expect 0 "$brink" $common -q -o part --resume --threads 3
same_files whole part
unset GLIBC_TUNABLES BRINK_ISA

cp whole/duel_cells.csv before.csv
# shellcheck disable=SC2086 # words
expect 78 "$brink" $common --seed 2 -q -o whole --resume
has err 'holds another game: stored with seed 1, this game has seed 2'
# shellcheck disable=SC2086 # words
expect 73 "$brink" $common -q -o whole
cmp before.csv whole/duel_cells.csv || fail "a refused game changed the results"
expect 0 "$brink" run baseline --periods 2 -n 10 -q -o whole --force
[ ! -e whole/duel_cells.csv ] && [ ! -e whole/duel_rounds.csv ] || fail "--force left files of the game"
