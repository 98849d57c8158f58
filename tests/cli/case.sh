#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# case.sh [--record] BRINK SOURCE CASE: one call of the command against its recorded answer.
#
# cases/CASE.args is the command line, as a shell reads it; cases/CASE.setup (optional) prepares the working directory
# first. cases/CASE.{stdout,stderr,exit} are what must come out; a file that is missing stands for nothing, or for exit
# status 0. --record writes them. What differs from machine to machine (folder of the sources, commit, times) is replaced.
set -eu
record=
if [ "$1" = --record ]; then
    record=yes
    shift
fi
brink=$1
source=$2
name=$3
cases=$source/tests/cli/cases
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir "$work/cwd" "$work/got"

# What the command looks at besides its arguments
unset ARGP_HELP_FMT BRINK_PLOTS BRINK_ISA NO_COLOR COLUMNS
export LC_ALL=C TERM=dumb BRINK_DATA="$source"

cd "$work/cwd"
export brink source
if [ -e "$cases/$name.setup" ]; then
    sh -eu "$cases/$name.setup" >/dev/null 2>&1 || { echo "the setup of $name failed" >&2; exit 1; }
fi
eval "set -- $(cat "$cases/$name.args")"
status=0
"$brink" "$@" >"$work/raw.stdout" 2>"$work/raw.stderr" </dev/null || status=$?
for stream in stdout stderr; do
    sed -e "s|$source|SOURCE|g" \
        -e 's/(commit [^)]*)/(commit COMMIT)/' \
        -e 's/replicas in [0-9.:]* [a-z]*, [0-9,]* replica-periods/replicas in TIME, RATE replica-periods/' \
        "$work/raw.$stream" >"$work/got/$stream"
done
if [ "$status" -eq 0 ]; then : >"$work/got/exit"; else echo "$status" >"$work/got/exit"; fi

bad=0
for part in stdout stderr exit; do
    want=$cases/$name.$part
    if [ -n "$record" ]; then
        if [ -s "$work/got/$part" ]; then cp "$work/got/$part" "$want"; else rm -f "$want"; fi
        continue
    fi
    [ -e "$want" ] || want=/dev/null
    diff -u --label "expected $part" --label "got $part" "$want" "$work/got/$part" || bad=1
done
exit "$bad"
