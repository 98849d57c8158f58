#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# readme.sh SOURCE: README.md quotes what ./quickstart says now, to the last digit, and a second run of it leaves every
# CSV file as it was and draws no plot again.
set -eu
cd -- "$1"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

./quickstart "$work/study"
# shellcheck disable=SC2016 # the backticks are Markdown's
sed -n '/^```text$/,/^```$/p' README.md | sed '1d;$d' >"$work/quoted"
[ -s "$work/quoted" ]
.ci/digest "$work/study" >"$work/said"
diff -u "$work/quoted" "$work/said" || {
    echo "README.md is out of date: run .ci/gallery" >&2
    exit 1
}
mkdir "$work/first"
cp "$work"/study/*.csv "$work/first/"
./quickstart "$work/study" >"$work/second"
for file in summary series actions distributions differences cascades influence; do
    cmp "$work/first/$file.csv" "$work/study/$file.csv"
done
# pictures are drawn again only when one is missing, or what they are made from has changed
grep -q 'plots are as they were' "$work/second"
rm "$work/study/plots/damage.png"
./quickstart "$work/study" >"$work/third"
grep -q 'Drawing the plots' "$work/third"
[ -s "$work/study/plots/damage.png" ]
for picture in "$work"/study/plots/*.png; do
    [ -s "$picture" ]
done
