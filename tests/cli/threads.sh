#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The number of threads leaves no trace in the tables.
set -eu
. "$(dirname -- "$0")/story.sh"
cp -r "$source/scenarios/baseline" other
sed -i 's/^name,.*/name,other/' other/scenario.csv

for threads in 1 2 7; do
    expect 0 "$brink" run baseline other -n 700 --periods 12 -q --threads "$threads" -o "with$threads"
done
same_tables with1 with2
same_tables with1 with7
expect 0 "$brink" run baseline other -n 700 --periods 12 -q --seed 2 -o seed2
! cmp -s with1/summary.csv seed2/summary.csv || fail "another seed gave the same table"
