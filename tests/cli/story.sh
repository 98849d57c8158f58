# SPDX-License-Identifier: GPL-3.0-or-later
# What the longer stories share: `. story.sh` with BRINK and SOURCE as arguments; they go on in a folder of their own.
brink=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work"
unset ARGP_HELP_FMT BRINK_PLOTS BRINK_ISA NO_COLOR
export LC_ALL=C TERM=dumb BRINK_DATA="$source"

fail() {
    echo "$*" >&2
    exit 1
}

# expect STATUS COMMAND...: its output goes to the files out and err
expect() {
    want=$1
    shift
    got=0
    "$@" >out 2>err </dev/null || got=$?
    [ "$got" -eq "$want" ] || { cat err >&2; fail "exit status $got, expected $want: $*"; }
}

has() { # has FILE PATTERN
    grep -q -- "$2" "$1" || { cat "$1" >&2; fail "no '$2' in $1"; }
}

same_tables() { # same_tables FOLDER FOLDER
    for table in summary.csv series.csv actions.csv distributions.csv cascades.csv influence.csv; do
        [ -s "$1/$table" ] || fail "$1/$table is missing or empty"
        cmp "$1/$table" "$2/$table" || fail "$table differs"
    done
}
