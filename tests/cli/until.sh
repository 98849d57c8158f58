#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs that stop by themselves: the same bytes for any number of threads, after kills, and beside other scenarios; what was
# not reached is said.
set -eu
. "$(dirname -- "$0")/story.sh"
json_reads=$3
cp -r "$source/scenarios/baseline" other
sed -i 's/^name,.*/name,other/' other/scenario.csv

common='--periods 4 --until provocations=0.12 --until answers=3%'
# shellcheck disable=SC2086 # words
run() { "$brink" run baseline $common "$@"; }
expect 0 run -q -o whole --threads 1
expect 0 run -q -o threads --threads 7
same_tables whole threads
expect 0 "$brink" export whole --json
"$json_reads" complete replicas points.0.done points.0.until points.0.until.0.metric points.0.until.0.reached \
    points.0.until.1.reached <out >values
{ read -r complete; read -r ceiling; read -r replicas; read -r targets; read -r metric; read -r first; read -r second; } <values
[ "$complete $ceiling $targets $metric $first $second" = 'true 100000 2 "answers" true true' ] ||
    { cat values >&2; fail "unexpected outcome"; }
[ "$replicas" -gt 512 ] && [ "$replicas" -lt 100000 ] || fail "$replicas replicas tell nothing"

# the same scenario in company has the same rows
expect 0 run other -q -o both --max-failures 3
grep -v '^other,' both/summary.csv >both.csv
cmp whole/summary.csv both.csv || fail "another scenario changed the rows of this one"

# kills
for moment in 0.01 0.03 0.05 0.07 0.09 0.12; do
    # not by run(): the process to be killed would be its subshell
    # shellcheck disable=SC2086 # words
    "$brink" run baseline $common -q -o part --resume >out 2>err </dev/null &
    process=$!
    sleep "$moment"
    kill -s KILL "$process" 2>/dev/null || :
    wait "$process" 2>/dev/null || :
done
expect 0 run -q -o part --resume
same_tables whole part
expect 78 "$brink" run baseline --periods 4 --until provocations=0.3 -q -o part --resume
has err 'stored with targets'

# what the ceiling stopped is warned of, also quietly
expect 0 run -q -n 700 -o short
has err 'warning: baseline: provocations is known to +- .* only, not 0.12: the ceiling of 700 replicas'
expect 0 run -n 700 -o short --resume
has out '^--until: 1 of 2 half-widths reached'
has out 'baseline  provocations .* 700  no: ceiling$'
has out 'baseline  answers .* 3% of mean .* 700  yes$'

# nothing is written, or removed, for a metric that does not exist
cp short/summary.csv before.csv
expect 64 "$brink" run baseline --until provocatons=1 -o short --force
has err "did you mean 'provocations'"
cmp before.csv short/summary.csv || fail "a refused run removed results"
