#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# compilers.sh SOURCE BRINK: this build of brink and the release preset's (gcc) write the same bytes: of the baseline at
# every instruction set that this CPU has, of the classics.
set -eu
source=$1
brink=$2
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

cd "$source"
if ! { cmake --preset release && cmake --build --preset release --target brink_cli; } >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi
study() { # study COMMAND ISA FOLDER
    BRINK_ISA=$2 "$1" run scenarios/baseline -n 160 --periods 30 --seed 20240907 --quiet -o "$work/$3"
    BRINK_ISA=$2 "$1" solve scenarios/baseline --period 30 --replica 4 --format csv >"$work/$3/solve.csv"
}
study build/release/brink base reference
compared=0
for isa in base avx2 avx512; do
    for build in gcc clang; do
        command=$brink
        [ $build = clang ] || command=build/release/brink
        study "$command" $isa $build-$isa
        for file in summary series actions solve; do
            [ -s "$work/reference/$file.csv" ]
            cmp "$work/reference/$file.csv" "$work/$build-$isa/$file.csv"
            compared=$((compared + 1))
        done
    done
done
# the classics, whose theory is computed when compiling
for build in gcc clang; do
    command=$brink
    [ $build = clang ] || command=build/release/brink
    "$command" run scenarios/classics/* -n 160 --seed 20240907 --quiet -o "$work/classics-$build"
done
for file in summary series cascades; do
    [ -s "$work/classics-gcc/$file.csv" ]
    cmp "$work/classics-gcc/$file.csv" "$work/classics-clang/$file.csv"
    compared=$((compared + 1))
done
echo "$compared files are equal to gcc's"
