# SPDX-License-Identifier: GPL-3.0-or-later
# chart: point influence.csv
# Who answers whom: a row what set off an action (an actor in a theatre, or nothing), a column whose action it was. Colour and
# numbers: the share of the column's actions that this parent set off.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("influence.gp")]
load here . "theme.gp"

parent(k) = stringcolumn("parent_actor") . (strlen(stringcolumn("parent_theatre")) > 0 ? "." . stringcolumn("parent_theatre") : "")
child(k) = stringcolumn("child_actor") . "." . stringcolumn("child_theatre")
list = ' '; set table $seen; plot data using (keep(parent(0)), 0) with table; unset table; parents = list
list = ' '; set table $seen; plot data using (keep(child(0)), 0) with table; unset table; children = list
most_posts = 40
n_rows = least(words(parents), most_posts + 1)
n = least(words(children), most_posts)
if (n == 0) { exit }
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)

# Cells by row, then by column; of each column the number a replica.
array share[n_rows * n]
array error[n_rows * n]
array total[n]
do for [i = 1 : n_rows * n] { share[i] = NaN; error[i] = NaN }
do for [c = 1 : n] { total[c] = 0 }
cell(r, c) = r == 0 || c == 0 || r > n_rows || c > n ? 0 : (r - 1) * n + c
fill(i, c) = i == 0 ? 0 : (share[i] = column("share"), total[c] = total[c] + column("per_replica"), \
    error[i] = column("per_replica_se"))
set table $seen
plot data using (c = index_of(children, child(0), 1), fill(cell(index_of(parents, parent(0), 1), c), c), 0) with table
unset table
worst = 0 # half-width of the interval of a share, its total taken as known, of columns with an action a replica
do for [r = 1 : n_rows] {
    do for [c = 1 : n] {
        i = cell(r, c)
        if (total[c] >= 1 && error[i] == error[i]) { worst = most(worst, 196.0 * error[i] / total[c]) }
    }
}

actor_of(name) = strstrt(name, ".") == 0 ? name : name[1 : strstrt(name, ".") - 1]
theatre_of(name) = strstrt(name, ".") == 0 ? "" : name[strstrt(name, ".") + 1 : *]
shown(name) = name eq "root" ? "nothing (root)" : cut(actor_of(name), 20) . " in " . cut(theatre_of(name), 20)
side = 0
do for [name in parents . children] { side = most(side, strlen(shown(name))) }
margin = 36 + 6.9 * side
broad = least((890.0 - margin - 0.66 * 6.9 * side) / (n - 0.5), 62)
row_height = n_rows <= 16 ? 26 : 18
header = 8 + 0.78 * 6.9 * side + 18
height = 70 + header + n_rows * row_height + 62
eval open(height)

subtitle = "Who answers whom: what set off the actions of each, in % of them"
note = "Columns: whose action, and how many a replica. Rows: what set it off, by attribution (it describes; it is no cause)."
footer = (worst > 0 ? sprintf("95 %% intervals: ±%.2g points or less, where there is an action a replica", worst) : "") \
       . (words(children) > n ? sprintf("; the first %d of %d posts", n, words(children)) : "")
set lmargin at screen across(margin)
set rmargin at screen across(margin + broad * n)
set tmargin at screen down(70 + header)
set bmargin at screen down(70 + header + n_rows * row_height)
set xrange [0.5 : n + 0.5]
set yrange [n_rows + 0.5 : 0.5]
unset grid
unset xtics
unset ytics
unset border
eval frame
text_of(x) = x != x ? "" : x == 0 ? "" : x < 0.0005 ? "<0.1" : x < 0.0995 ? sprintf("%.1f", 100 * x) : sprintf("%.0f", 100 * x)
number(x) = x < 0.095 ? sprintf("%.2g", x) : x < 9.95 ? sprintf("%.1f", x) : sprintf("%.0f", x)
# one colour from light to dark; text white where it is dark
colour(x) = x == x && x > 0 ? tint(0x08519C, 0.04 + 0.90 * sqrt(x)) : 0xFFFFFF
ink_on(x) = x == x && x > 0.3 ? 0xFFFFFF : ink
set print $cells
do for [r = 1 : n_rows] {
    do for [c = 1 : n] {
        i = cell(r, c)
        print sprintf("%d,%d,%d,%d,\"%s\"", r, c, colour(share[i]), ink_on(share[i]), text_of(share[i]))
    }
}
set print
unset datafile columnheaders
do for [r = 1 : n_rows] {
    set label 100 + r "" . (word(parents, r) eq "root" ? italic(shown("root")) : escaped(shown(word(parents, r)))) \
        at screen across(margin - 8), first r right font scaled(10) textcolor rgb ink
}
do for [c = 1 : n] {
    set label 200 + c shown(word(children, c)) at first c, graph 1 left offset 0, 1.4 rotate by 50 noenhanced \
        font "" . scaled(10) textcolor rgb ink
    set label 300 + c number(total[c]) at first c, graph 1 center offset 0, 0.5 font "" . scaled(9) textcolor rgb grey
}
plot $cells using 2:1:(0.5):(0.5):3 with boxxyerror lc rgb variable fillstyle solid 1 border lc rgb 0xE6E6E6, \
     "" using 2:1:5:4 with labels center font scaled(row_height > 20 ? 10 : 8) textcolor rgb variable
