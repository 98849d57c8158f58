#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# record.sh BRINK [CASE...]: writes the answers of the named cases, or of all, anew. Read the difference before committing.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
source=$(dirname -- "$(dirname -- "$here")")
brink=$(realpath -- "$1")
shift
if [ "$#" -eq 0 ]; then
    for file in "$here"/cases/*.args; do
        set -- "$@" "$(basename -- "$file" .args)"
    done
fi
for name in "$@"; do
    sh "$here/case.sh" --record "$brink" "$source" "$name"
done
