#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# installed.sh PREFIX VERSION CC LIBDIR: the package at PREFIX works by itself: command, data, pkg-config.
set -eu
prefix=$1
version=$2
cc=$3
libdir=$4
source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"

fail() {
    echo "$*" >&2
    exit 1
}
same() { # same LEFT RIGHT: what differs shows
    [ "$1" = "$2" ] || fail "expected '$2', got '$1'"
}

"$prefix/bin/brink" --version >version.txt
read -r name rest <version.txt
same "$name" brink
case " $rest" in *" $version"*) ;; *) fail "--version says '$name $rest', expected $version" ;; esac

scenario=$prefix/share/brink/scenarios/baseline
"$prefix/bin/brink" check "$scenario"
"$prefix/bin/brink" check classics/ladder # a shipped one in a folder, found beside the program
"$prefix/bin/brink" --quiet run "$scenario" -n 3 --periods 4 --seed 7 -o out ||
    "$prefix/bin/brink" run --quiet "$scenario" -n 3 --periods 4 --seed 7 -o out
for file in summary.csv series.csv actions.csv distributions.csv cascades.csv influence.csv manifest.json results.db; do
    [ -s "out/$file" ] || fail "out/$file is missing or empty"
done

if command -v gnuplot >/dev/null; then
    "$prefix/bin/brink" plot out >drawn
    for chart in levels credibility influence actions cascades damage; do
        [ -s "out/plots/$chart.png" ] && [ -s "out/plots/$chart.svg" ] || fail "out/plots/$chart is missing or empty"
    done
    same "$(grep -c . drawn)" 12
fi

PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
export PKG_CONFIG_PATH
same "$(pkg-config --modversion brink)" "$version"
[ -d "$(pkg-config --variable=datadir brink)/scenarios/baseline" ] || fail "pkg-config's datadir has no scenarios"
# shellcheck disable=SC2046 # flags are to be split
"$cc" -std=c17 "$source/consumer/main.c" $(pkg-config --cflags --libs brink) -o consumer
./consumer "$scenario"
