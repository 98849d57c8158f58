#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tables on demand: the same bytes for any number of threads and from the store; JSON alone on standard output.
set -eu
. "$(dirname -- "$0")/story.sh"
json_reads=$3
demanded='replicas.csv summary_wide.csv series_wide.csv'
run() { "$brink" run baseline -n 300 --periods 5 "$@"; }

expect 0 run -q --replicas-csv --trajectories=40 --wide --threads 1 -o one
expect 0 run -q --replicas-csv --trajectories=40 --wide --threads 7 -o seven
for table in $demanded trajectories.csv; do
    cmp "one/$table" "seven/$table" || fail "$table depends on threads"
    has one/manifest.json "\"file\": \"$table\""
done
[ "$(wc -l <one/replicas.csv)" -eq 301 ] || fail "replicas.csv has not 300 rows"
[ "$(wc -l <one/trajectories.csv)" -eq 241 ] || fail "trajectories.csv has not 40 x 6 rows"
[ "$(wc -l <one/summary_wide.csv)" -eq 2 ] && [ "$(wc -l <one/series_wide.csv)" -eq 7 ] || fail "wide tables"

# nothing of it without being asked, and the same from the store later
expect 0 run -q -o plain
for table in $demanded trajectories.csv; do
    [ ! -e "plain/$table" ] || fail "$table was not asked for"
done
expect 0 "$brink" export plain --replicas-csv --wide -o elsewhere
for table in $demanded; do
    cmp "one/$table" "elsewhere/$table" || fail "$table from the store differs"
    has out "^elsewhere/$table\$"
done
same_tables one elsewhere

# JSON is all that there is on standard output, and holds what the table holds
expect 0 run --json -o json
"$json_reads" complete points.0.done points.0.metrics.0.metric points.0.metrics.0.hi95 <out >values
printf 'true\n300\n"%s"\n%s\n' "$(sed -n '2s/^[^,]*,[^,]*,\([^,]*\),.*/\1/p' json/summary.csv)" \
    "$(sed -n 2p json/summary.csv | cut -d, -f9)" >wanted
cmp values wanted || { cat values >&2; fail "JSON and summary.csv differ"; }
cp out run.json
chmod a-w plain
expect 0 "$brink" export plain --json
chmod u+w plain
cmp out run.json || fail "the store's JSON differs from the run's"
if [ -c /dev/full ]; then
    got=0
    "$brink" export plain --json >/dev/full 2>err </dev/null || got=$?
    [ "$got" -eq 74 ] || fail "JSON to a full disk: exit status $got, expected 74"
fi

# tables on demand that no longer fit the store go when the run goes on, and stay when there was nothing to do
: >one/notes.txt
expect 0 run -q -o one --resume
[ -e one/replicas.csv ] || fail "a run that did nothing removed a table"
expect 0 run -q -o one --seed 2 --force
[ ! -e one/replicas.csv ] && [ -e one/notes.txt ] || fail "--force left an old table, or took a foreign file"

# a full disk leaves no short table
limited() { (trap '' XFSZ && ulimit -f "$1" && shift && exec "$@"); }
expect 74 limited 8 "$brink" export plain --replicas-csv -o small
[ ! -e small/replicas.csv ] || fail "a short replicas.csv was left"

expect 64 run --trajectories=0 -o plain
has err "trajectories '0'"
