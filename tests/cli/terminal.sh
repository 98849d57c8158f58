#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The live line: on a terminal only, gone at the end, no colours where they are not wanted.
set -eu
. "$(dirname -- "$0")/story.sh"
command -v script >/dev/null || { echo "no script(1) to make a terminal"; exit 77; }
script -qec true /dev/null >/dev/null 2>&1 </dev/null ||
    { echo "no pseudo-terminals here (/dev/pts is not mounted?)"; exit 77; }
escape=$(printf '\033')

# on_terminal VARIABLE=VALUE...: what a run writes to a terminal of 100 columns goes to the file `seen`
on_terminal() {
    rm -rf results
    script -qec "stty cols 100; env $* '$brink' run baseline -n 300 --periods 6 -o results" seen >/dev/null 2>&1 \
        </dev/null || fail "the run failed"
}
on_terminal TERM=xterm
has seen '%  .* of 300 replicas  .* replica-periods/s  .* left'
has seen "${escape}\[32m"
has seen "$(printf '\r')${escape}\[Kbrink: 300 replicas in"
on_terminal TERM=xterm NO_COLOR=1
has seen '%  .* of 300 replicas'
! grep -q "${escape}\[32m" seen || fail "colours in spite of NO_COLOR"
on_terminal TERM=dumb
! grep -q "$escape" seen || fail "escape sequences on a dumb terminal"
rm -rf results
script -qec "env TERM=xterm '$brink' run baseline -n 300 --periods 6 -o results --quiet" seen >/dev/null 2>&1 </dev/null
! grep -q replicas seen || fail "--quiet was not quiet"

# not on a terminal: plain lines only
rm -rf results
expect 0 env TERM=xterm "$brink" run baseline -n 300 --periods 6 -o results
! grep -q "$escape" err || fail "escape sequences in a file"
has err '^brink: 300 replicas in'

# The table of several points is as wide as the terminal, and no wider.
printf 'scenario,name\nbaseline,a\nbaseline,b\n' >two.csv
widest() { # widest COLUMNS: the longest line of the table on a terminal of so many columns
    rm -rf results
    script -qec "stty cols $1; env TERM=dumb '$brink' run --design two.csv -n 20 --periods 6 -o results 2>/dev/null" \
        seen >/dev/null 2>&1 </dev/null || fail "the run failed"
    tr -d '\r' <seen | awk '/^  / && length > widest { widest = length } END { print widest + 0 }'
}
narrow=$(widest 64)
wide=$(widest 160)
[ "$narrow" -gt 40 ] && [ "$narrow" -le 64 ] || fail "$narrow columns of text on a terminal of 64"
[ "$wide" -gt 120 ] && [ "$wide" -le 160 ] || fail "$wide columns of text on a terminal of 160"
