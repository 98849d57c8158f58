#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# report.sh TEMPLATE ROWS: prints VERIFICATION.md. TEMPLATE is template.md; ROWS a folder of NAME.tsv (written by
# tests/support/verify.c) and `programs`, which lists the NAMEs. Exit status 1, with the reason, when rows are missing,
# of a section that the template lacks, or of a check that its section has twice; or when a section has none.
set -eu
export LC_ALL=C.UTF-8
template=$1
rows=$2
set --
while IFS= read -r name; do
    [ -s "$rows/$name.tsv" ] || { echo "$rows/$name.tsv: no rows; did the test run?" >&2; exit 1; }
    set -- "$@" "$rows/$name.tsv"
done <"$rows/programs"
[ "$#" -gt 0 ] || { echo "$rows/programs: lists no programs" >&2; exit 1; }

awk -F '\t' -v template="$template" '
    function wrong(text) { print text | "cat >&2"; is_wrong = 1 }
    function row(i) {
        return "| " check[i] " | " value[i] " | " reference[i] " | " origin[i] " | " deviation[i] " | " tolerance[i] \
               " | " verdict[i] " |"
    }
    function head() {
        print "| check | value | reference | origin | deviation | tolerance | verdict |"
        print "|---|---|---|---|---|---|---|"
    }
    function table(section,    i) {
        head()
        for (i = 1; i <= n; i++) {
            if (section == in_section[i]) print row(i)
        }
    }
    function summary(    i) {
        printf "%d checks: %d pass, %d miss.\n", n, n - n_missed, n_missed
        if (n_missed == 0) return
        print ""
        head()
        for (i = 1; i <= n; i++) {
            if (verdict[i] != "pass") print row(i)
        }
    }
    NF != 8 { wrong(FILENAME ":" FNR ": not 8 cells") }
    {
        n++
        in_section[n] = $1; check[n] = $2; value[n] = $3; reference[n] = $4
        origin[n] = $5; deviation[n] = $6; tolerance[n] = $7; verdict[n] = $8
        if (seen[$1 FS $2]++) wrong(FILENAME ":" FNR ": section " $1 " has the check twice: " $2)
        n_rows[$1]++
        if ($8 != "pass") n_missed++
    }
    END {
        while ((getline line <template) > 0) {
            if (line == "<!-- summary -->") {
                summary()
            } else if (line ~ /^<!-- rows [^ ]+ -->$/) {
                split(line, part, " ")
                if (!(part[3] in n_rows)) wrong(template ": section " part[3] " has no rows")
                is_known[part[3]] = 1
                table(part[3])
            } else {
                print line
            }
        }
        for (section in n_rows) {
            if (!(section in is_known)) wrong(template ": there is no section " section)
        }
        exit is_wrong
    }' "$@"
