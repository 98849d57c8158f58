#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# instructions.sh BRINK SOURCE COMPILER [--record]: instructions that a replica-period of the baseline takes with the
# kernel of the base instruction set, counted by callgrind, against the budget in budget.txt. Counts, unlike times, are
# the same on a busy machine. What a run needs besides its replicas cancels in the difference of two runs. Fails when
# the count is more than a tenth over the budget, or so far below that the budget guards nothing any more. Exit status
# 77: no valgrind here, or a compiler other than the one that the budget is of.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
compiler=$3
record=${4:-}
. "$here/../cli/story.sh"
budget_file=$here/budget.txt
command -v valgrind >/dev/null || { echo "no valgrind"; exit 77; }
[ "$compiler" = 'GNU 12 Release' ] || { echo "the budget is of GNU 12 Release, this is $compiler"; exit 77; }

periods=20

count() { # count REPLICAS: instructions of a run
    rm -rf run
    BRINK_ISA=base expect 0 valgrind --tool=callgrind --callgrind-out-file=callgrind.out \
        "$brink" run baseline -n "$1" --periods "$periods" --threads 1 -q -o run
    sed -n 's/^==[0-9]*== Collected : \([0-9]*\)$/\1/p' err
}

few=$(count 128)
many=$(count 384)
count=$(((many - few) / (256 * periods)))
[ "$count" -gt 0 ] || { cat err >&2; fail "callgrind counted nothing"; }
if [ -n "$record" ]; then
    printf '# instructions a replica-period, base kernel, gcc 12 -O2/-O3: tests/bench/instructions.sh ... --record\n%s\n' \
        "$count" >"$budget_file"
fi
budget=$(grep -v '^#' "$budget_file")
echo "$count instructions a replica-period; budget $budget"
[ "$((10 * count))" -le "$((11 * budget))" ] || fail "more than a tenth over the budget"
[ "$((10 * count))" -ge "$((9 * budget))" ] ||
    fail "more than a tenth below the budget: good; record it (tests/bench/instructions.sh BRINK SOURCE '$compiler' --record)"
