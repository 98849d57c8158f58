# SPDX-License-Identifier: GPL-3.0-or-later
# chart: none
# What the charts of `brink discover` share. From `cases`, the path of discover_cases.csv or "", sets
#
#   asked    the outcomes that make a case one of interest, as its header has them; "" where it is not known
#
#   asked_between(a, b)  a, `asked` and b, as much of it as fits into a subtitle
#
# They stand in front of the last four columns, and nothing else there has a sign of comparison.

asked = ""
asked_between(a, b) = a . fit(asked, 770 - breadth(a) - breadth(b)) . b # in font size 12, where a sentence is narrower than names
is_outcome(text) = strstrt(text, "<") > 0 || strstrt(text, ">") > 0
if (strlen(cases) > 0) {
    stats cases using 0 nooutput
    do for [c = (exists("STATS_columns") ? STATS_columns : 0) - 4 : 2 : -1] {
        title_of_column = ""
        set table $seen
        plot cases using (title_of_column = columnhead(c), 0) every ::0::0 with table
        unset table
        if (!is_outcome(title_of_column)) { break }
        asked = title_of_column . (strlen(asked) > 0 ? ", " : "") . asked
    }
}
