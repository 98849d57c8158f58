#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# can_fail.sh SOURCE MISSES: checks that miss fail their test and stand in the document; documents that are wrong, or out of
# date, are told. MISSES is the program of misses.c.
set -eu
export LC_ALL=C.UTF-8
here=$1/tests/verification
misses=$2
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
wrong=0
tell() { echo "$*"; wrong=1; }

mkdir -p "$work/rows" "$work/tree/tests/verification"
cp "$here/report.sh" "$work/tree/tests/verification/"
template=$work/tree/tests/verification/template.md
document=$work/tree/VERIFICATION.md
printf 'x\n\n<!-- summary -->\n\n<!-- rows made_up -->\n' >"$template"
echo misses >"$work/rows/programs"
report() { sh "$here/report.sh" "$template" "$work/rows"; }
refuses() { # refuses REASON: report must fail and give it
    if report >"$work/out" 2>&1; then tell "not refused: $1"; fi
    grep -q "$1" "$work/out" || { tell "not said: $1"; cat "$work/out"; }
}

refuses 'did the test run'
if BRINK_VERIFICATION=$work/rows "$misses" >"$work/out" 2>&1; then tell 'misses pass'; fi
grep -q '13 checks missed' "$work/out" || { tell 'not every miss was counted'; cat "$work/out"; }
[ "$(grep -c 'MISS' "$work/rows/misses.tsv")" -eq 13 ] || tell 'not 13 rows of misses'
[ "$(grep -c 'pass$' "$work/rows/misses.tsv")" -eq 6 ] || tell 'not 6 rows of passes'
report >"$document" || tell 'misses are not reported'
grep -q '^19 checks: 6 pass, 13 miss\.$' "$document" || tell 'the summary is wrong'
[ "$(grep -c 'MISS' "$document")" -eq 26 ] || tell 'misses do not stand at the top and in their section'
grep -qF '| number | 1 | 2 | none \| nowhere | 1 | 0.5 | **MISS** |' "$document" || tell 'a row is wrong'

# up to date: a value may move by a tenth of its tolerance, and nothing else may
current() { sh "$here/document.sh" "$work/tree" "$work/rows" >"$work/out" 2>&1; }
change() { # change CHECK COLUMN TEXT: in the rows
    awk -F '\t' -v OFS='\t' -v check="$1" -v column="$2" -v text="$3" \
        '$2 == check { $column = text } { print }' "$work/good.tsv" >"$work/rows/misses.tsv"
}
cp "$work/rows/misses.tsv" "$work/good.tsv"
current || { tell 'an exact document is out of date'; cat "$work/out"; }
change 'number, well' 3 1.04
current || { tell 'a tenth of a tolerance is too much'; cat "$work/out"; }
change 'number, well' 6 0.36
current || { tell 'a deviation may not move'; cat "$work/out"; }
for edit in 'number, well:3:1.06' 'number, well:3:nan' 'number, well:4:1.5' 'number, well:8:**MISS**' 'text, well:3:war' \
    'mean, well:3:1.00001 +- 0.1' 'same, well:3:4 bytes' 'worst, well:5:elsewhere'; do
    old_ifs=$IFS
    IFS=:
    # shellcheck disable=SC2086 # three parts
    set -- $edit
    IFS=$old_ifs
    change "$1" "$2" "$3"
    if current; then tell "not seen: $edit"; fi
done
sed '$d' "$work/good.tsv" >"$work/rows/misses.tsv"
if current; then tell 'a row fewer is not seen'; fi
cp "$work/good.tsv" "$work/rows/misses.tsv"
echo more >>"$document"
if current; then tell 'a line more is not seen'; fi

head -n 1 "$work/good.tsv" >>"$work/rows/misses.tsv"
refuses 'has the check twice: number'
printf 'elsewhere\tx\t1\t1\tnone\t0\t0\tpass\n' >"$work/rows/misses.tsv"
refuses 'there is no section elsewhere'
refuses 'section made_up has no rows'
exit $wrong
