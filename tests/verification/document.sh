#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# document.sh SOURCE ROWS: whether VERIFICATION.md says what the checks just found (ROWS, see report.sh). It does when all
# texts agree, and numbers that have a tolerance agree to a tenth of it: their last digits are the compiler's.
set -eu
export LC_ALL=C.UTF-8
source=$1
rows=$2
sh "$source/tests/verification/report.sh" "$source/tests/verification/template.md" "$rows" >"$rows/VERIFICATION.md"

awk -v now="$rows/VERIFICATION.md" '
    function is_number(text) { return text ~ /^-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?$/ }
    function agree(old, new,    a, b, i, n, off) {
        if (old == new) return 1
        n = split(old, a, / \| /)
        if (n != split(new, b, / \| /) || n != 7) return 0
        for (i = 1; i <= 7; i++) {
            if (a[i] == b[i]) continue
            if ((i != 2 && i != 5) || !is_number(a[i]) || !is_number(b[i]) || !is_number(a[6])) return 0
            off = a[i] - b[i]
            if (i == 2 && (off < 0 ? -off : off) > 0.1 * a[6]) return 0
        }
        return 1
    }
    {
        if ((getline new <now) <= 0) new = "(nothing more)"
        if (!agree($0, new)) {
            if (n_wrong++ < 5) print "VERIFICATION.md:" FNR ": " $0 "\nnow: " new
        }
    }
    END {
        if ((getline new <now) > 0 && n_wrong++ < 5) print "VERIFICATION.md ends before: " new
        if (n_wrong > 0) print n_wrong " lines differ: .ci/verification writes the document anew"
        exit n_wrong > 0
    }' "$source/VERIFICATION.md"
