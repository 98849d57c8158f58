#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where a bare name is looked for: in the working directory, in $BRINK_DATA, beside the program.
set -eu
. "$(dirname -- "$0")/story.sh"

named() { # named NAME FOLDER: the baseline under another name
    mkdir -p "$2"
    cp "$source"/scenarios/baseline/*.csv "$2"
    sed -i "s/^name,.*/name,$1/" "$2/scenario.csv"
}
named beside moved/share/brink/scenarios/study
named chosen chosen/scenarios/study
mkdir -p moved/bin
cp "$brink" moved/bin/brink

unset BRINK_DATA
expect 0 moved/bin/brink check study
has out '^beside:'
BRINK_DATA=$work/chosen
export BRINK_DATA
expect 0 moved/bin/brink check study
has out '^chosen:'
expect 66 moved/bin/brink check baseline # not in the folder that was named
named here study
expect 0 moved/bin/brink check study
has out '^here:'
