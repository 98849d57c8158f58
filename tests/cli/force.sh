#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# --force replaces what brink made and nothing else.
set -eu
. "$(dirname -- "$0")/story.sh"
run() { "$brink" run baseline -n 3 --periods 2 -q -o results "$@"; }

expect 0 run
mkdir -p results/plots
: >results/notes.txt
: >results/plots/mine.png
: >results/plots/levels.png # as a plot of the old results
cp results/summary.csv before.csv
expect 73 run --seed 2
cmp before.csv results/summary.csv || fail "a refused run wrote something"
expect 0 run --seed 2 --force
! cmp -s before.csv results/summary.csv || fail "--force kept the old results"
[ -e results/notes.txt ] && [ -e results/plots/mine.png ] || fail "--force removed somebody else's file"
[ ! -e results/plots/levels.png ] || fail "--force kept a plot of the old results"

# A database of somebody else is not touched, nor is anything beside it.
mkdir foreign
printf 'SQLite format 3\000 and whatever' >foreign/results.db
: >foreign/summary.csv
expect 73 "$brink" run baseline -n 3 --periods 2 -q -o foreign --force
[ -e foreign/results.db ] && [ -e foreign/summary.csv ] || fail "--force removed a foreign file"
has err 'nothing was removed'

# Tables of the same names without a store may be anybody's.
mkdir tables
echo precious >tables/series.csv
expect 73 "$brink" run baseline -n 3 --periods 2 -q -o tables
expect 73 "$brink" run baseline -n 3 --periods 2 -q -o tables --force
has tables/series.csv precious

# A folder of other things may take results.
mkdir other
: >other/notes.txt
expect 0 "$brink" run baseline -n 3 --periods 2 -q -o other
[ -e other/notes.txt ] || fail "a run removed somebody else's file"
