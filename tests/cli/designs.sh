#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a point of a design gives is the same bytes whatever stands beside it in the design and in whichever order, for
# any number of threads, and after any number of kills.
set -eu
. "$(dirname -- "$0")/story.sh"
mkdir -p studies/calm
cp -r "$source/scenarios/baseline" studies/near
sed -i 's/^name,.*/name,near/' studies/near/scenario.csv
printf 'key,value\nname,calm\nextends,near\n' >studies/calm/scenario.csv
printf 'parameter,value\nreprisal,0.05\n' >studies/calm/parameters.csv

# Five points of three scenarios: one shipped, one beside the design, one that extends that.
cat >studies/all.csv <<END
scenario,name,note,actors.USA.clarity,menus.IRN.UKR.missiles.open,parameters.learning,scenario.horizon
baseline,as_is,,,,,
near,clear,Lines are stated,0.9,,,
calm,calm,,,,,
baseline,shut,,,0,,
baseline,unmoved,,0.1,,0,9
END
# Some of them, the other way round, under other columns, from another folder.
cat >some.csv <<END
scenario,name,parameters.learning,scenario.horizon,actors.USA.clarity,actors.EUR.clarity
baseline,unmoved,0,9,0.1,
studies/near,clear,,,0.9,
studies/near,other,,,,0.3
baseline,as_is,,,,
END
run() { expect 0 "$brink" run -n 300 --periods 7 -q "$@"; }

# rows FOLDER TABLE POINT: the point's rows, in their order
rows() { awk -F, -v point="$3" 'NR > 1 && $2 == point' "$1/$2"; }

run --design studies/all.csv -o all
run --design some.csv -o some
for point in unmoved clear as_is; do
    for table in summary.csv series.csv actions.csv; do
        rows all "$table" "$point" >one
        rows some "$table" "$point" >other
        [ -s one ] || fail "no rows of $point in $table"
        cmp one other || fail "the rows of $point in $table depend on the other points"
    done
done
# No two points are alike, or all this would show nothing.
for point in clear calm shut unmoved; do
    rows all summary.csv "$point" | sed 's/^[^,]*,[^,]*,//' >one
    ! rows all summary.csv as_is | sed 's/^[^,]*,[^,]*,//' | cmp -s one - || fail "$point is as_is"
done

# A point alone: a scenario with --set
run baseline --set actors.USA.clarity=0.1 --set parameters.learning=0 -o alone
rows alone summary.csv baseline | sed 's/^baseline,baseline,//' >one
rows all summary.csv unmoved | sed 's/^baseline,unmoved,//' >other
cmp one other || fail "a point is not what --set makes of its scenario"

for threads in 1 2 7; do
    run --design studies/all.csv --threads "$threads" -o "with$threads"
    same_tables all "with$threads"
done

# kill -9 at ten moments, each time followed by --resume
for moment in 0.01 0.03 0.05 0.08 0.13 0.21 0.34 0.02 0.09 0.15; do
    "$brink" run --design studies/all.csv -n 300 --periods 7 -q -o part --resume >out 2>err </dev/null &
    process=$!
    sleep "$moment"
    kill -s KILL "$process" 2>/dev/null || :
    wait "$process" 2>/dev/null || :
done
run --design studies/all.csv -o part --resume
same_tables all part

# Another design is another study.
sed 's/^near,clear,.*/near,clear,,0.8,,,/' studies/all.csv >studies/changed.csv
expect 78 "$brink" run --design studies/changed.csv -n 300 --periods 7 -q -o part --resume
has err 'point clear'

# What was read stands in the manifest: the design, its scenarios once each, the notes.
has all/manifest.json '"design": "studies/all.csv"'
[ "$(grep -c '"file": ".*scenario.csv"' all/manifest.json)" -eq 3 ] || fail "the manifest does not list three scenarios"
has all/manifest.json "$(sha256sum studies/all.csv | cut -d ' ' -f 1)"
has all/manifest.json '"note": "Lines are stated"'
[ "$(grep -c '"note": null' all/manifest.json)" -eq 4 ] || fail "not four points without a note"

# What is wrong stops everything before anything is written.
printf 'scenario,name,actors.USA.clarity\nnear,a,0.5\nnear,b,2\n' >studies/wrong.csv
expect 65 "$brink" run --design studies/wrong.csv -n 300 -q -o nothing
has err '^studies/wrong.csv:3:8: clarity = 2; allowed: 0 to 1'
[ ! -e nothing ] || fail "something was written"

# A design that came with brink is found by its name, its scenarios beside it; what is here goes first.
mkdir -p data/scenarios
cp -r "$source/scenarios/baseline" data/scenarios/
printf 'scenario,name\nbaseline,theirs\n' >data/scenarios/came.csv
expect 0 env BRINK_DATA="$PWD/data" "$brink" run --design came.csv -n 2 --periods 2 -q
has results/came/manifest.json '"design": ".*/data/scenarios/came.csv"'
printf 'scenario,name\nbaseline,mine\n' >came.csv
expect 0 env BRINK_DATA="$PWD/data" "$brink" run --design came.csv -n 2 --periods 2 -q -o mine
has mine/summary.csv '^baseline,mine,'
