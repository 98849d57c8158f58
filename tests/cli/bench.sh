#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What `brink bench` reports is whole and consistent, nothing stays behind, and an interrupt ends it. No time is asserted.
set -eu
. "$(dirname -- "$0")/story.sh"
mkdir scratch
export TMPDIR="$work/scratch"

empty() { [ -z "$(ls -A scratch)" ] || { ls -AR scratch >&2; fail "scratch files were left"; }; }

expect 0 "$brink" bench baseline --set scenario.horizon=3 --rounds 3 --millis 1 --threads 2 --csv
empty
[ "$(head -n 1 out)" = 'quantity,of,against,median,min,max,unit' ] || fail "another header"
for row in replica-periods,damped, 'by processor time,damped,' replica-periods,plain, replica-periods,base, '"base, 2 threads"' '"base, 2 processes"' \
    'kernel ratio,base,plain' 'ratio of kernels alone,base,plain' "kernels' share of time,plain," 'algorithm ratio,plain,damped' 'both,base,damped' 'threads to processes' \
    'replica-periods,lanes,' 'vectors alone,base,lanes' 'sweeps a solve,damped' 'sweeps a solve,instruction sets' 'exponentials a period,plain' \
    'vector exponential,"base, 2 doubles"' 'vector exponential,"base, 4 floats"'; do
    case $row in *threads\" | *processes\") row=$(printf %s "$row" | sed 's/base/[a-z0-9]*/') ;; esac
    has out "$row"
done
# every number is above 0 but for Newton steps of who takes none, and median, min and max are in order
sed 's/"[^"]*"/quoted/' out | awk -F, 'NR > 1 {
    n++
    if (!($5 <= $4 && $4 <= $6)) { print "not in order: " $0; bad = 1 }
    if (!($4 > 0) && !($1 ~ /^Newton/ && $2 == "damped")) { print "not above 0: " $0; bad = 1 }
} END { exit bad || n < 15 }' || fail "wrong numbers"

# those that were asked for alone
expect 0 "$brink" bench baseline --set scenario.horizon=2 --rounds 1 --millis 1 --threads 1 --csv --kernel plain --kernel base
has out 'kernel ratio,base,plain'
! grep -qE '^[^,]*,(damped|lanes|avx)' out || { cat out >&2; fail "another kernel was measured"; }
empty

# a model without kernels to choose from
expect 0 "$brink" bench classics/ladder --rounds 1 --millis 1 --threads 1
has out 'no kernels to compare'
has out 'as built'
empty

env --default-signal=INT "$brink" bench baseline --rounds 99 --millis 10000 --threads 1 >out 2>err </dev/null &
process=$!
waited=0
while [ -z "$(find scratch -name results.db)" ] && [ "$waited" -lt 400 ]; do
    sleep 0.02
    waited=$((waited + 1))
done
kill -s INT "$process"
got=0
wait "$process" || got=$?
[ "$got" -eq 130 ] || { cat err >&2; fail "exit status $got, expected 130"; }
[ "$(cat err)" = 'brink: interrupted' ] || { cat err >&2; fail "something else was said"; }
empty
