#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tutorial.sh [--quick | --record] BRINK SOURCE: runs the commands of TUTORIAL.md, the blocks marked `sh`, in a folder of their own.
#
# Each `text` block must be what the `sh` block before it prints, to the last digit; --record puts there what it prints now.
# --quick has far fewer replicas and shorter searches, so it holds that the commands work and say something, and no figures.
set -eu
mode=${1-}
case $mode in
--*) shift ;;
*) mode='' ;;
esac
source=$(CDPATH='' cd -- "$2" && pwd)
document=$source/TUTORIAL.md
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/bin" "$work/cwd" "$work/blocks"
ln -s "$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")" "$work/bin/brink"
unset ARGP_HELP_FMT BRINK_PLOTS BRINK_ISA NO_COLOR COLUMNS
export LC_ALL=C.UTF-8 TERM=dumb BRINK_DATA="$source" PATH="$work/bin:$PATH"

# blocks/N.sh, and blocks/N.text where the tutorial quotes what it prints
awk -v folder="$work/blocks" '
    /^```sh$/ { n++; file = sprintf("%s/%02d.sh", folder, n); next }
    /^```text$/ { file = sprintf("%s/%02d.text", folder, n); next }
    /^```$/ { if (file != "") close(file); file = ""; next }
    file != "" { print >file }' "$document"
[ -e "$work/blocks/01.sh" ] || { echo "TUTORIAL.md has no commands" >&2; exit 1; }

cd "$work/cwd"
ln -s "$source/scenarios" scenarios
bad=0
for block in "$work"/blocks/*.sh; do
    name=${block%.sh}
    if [ "$mode" = --quick ]; then
        # levers are priced for two years: in so few periods none would pay
        sed -E -i -e 's/-n [0-9]{3,}/-n 16/g' -e 's/--fresh [0-9]+/--fresh 64/' -e 's/--budget [0-9]+/--budget 1600/' \
            -e 's/^( *brink (run|tune|robust) [^&|]*)/\1 --periods 4/' -e 's/--states [0-9]+/--states 4/' -e 's/^( *brink tune .*)/\1 --cost-weight 0/' "$block"
    fi
    if ! sh -eu "$block" >"$name.out" 2>"$name.err" </dev/null; then
        echo "TUTORIAL.md: this fails:" >&2
        cat "$block" "$name.err" >&2
        exit 1
    fi
    [ -e "$name.text" ] || [ "$mode" = --record ] || continue
    # times differ from run to run
    sed -i 's/replicas in [0-9.:]* [a-z]*, [0-9,]* replica-periods/replicas in TIME, RATE replica-periods/' "$name.out"
    if [ "$mode" = --quick ]; then
        [ -s "$name.out" ] || { echo "this says nothing:" >&2; cat "$block" >&2; bad=1; }
        continue
    fi
    [ "$mode" = '' ] || continue
    diff -u --label "TUTORIAL.md" --label "now" "$name.text" "$name.out" || bad=1
done
for picture in $(find . -name '*.png'); do
    [ -s "$picture" ] || { echo "$picture is empty" >&2; bad=1; }
done
if [ "$mode" = --record ]; then
    awk -v folder="$work/blocks" '
        /^```sh$/ { n++ }
        /^```text$/ {
            print
            file = sprintf("%s/%02d.out", folder, n)
            while ((getline line <file) > 0) print line
            inside = 1
            next
        }
        inside && /^```$/ { inside = 0 }
        !inside { print }' "$document" >"$work/document"
    cat "$work/document" >"$document"
elif [ "$bad" -ne 0 ]; then
    echo "TUTORIAL.md is out of date: tests/package/tutorial.sh --record $1 $2" >&2
fi
exit "$bad"
