# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder discover_boxes.csv, discover_cases.csv
# The boxes: for each the dimensions that it limits, as ranges between the least and the greatest value of all cases, which stand
# below their ends, with the limits and quasi-p-values beside them.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("discover_boxes.gp")]
load here . "theme.gp"
cases = ARG8
load here . "discoveries.gp"

# Rows of the picture: box by box the limited dimensions, at most 30.
n_boxes = 0
n_rows = 0
MOST = 30
array row_name[MOST]
array row_box[MOST]
array row_from[MOST]
array row_to[MOST]
array row_text[MOST]
array row_p[MOST]
array row_again[MOST]
array row_least[MOST]
array row_greatest[MOST]
array box_text[100]
is_there(x) = x == x
limits(z) = stringcolumn("kind") eq "category" ? stringcolumn("levels") \
    : is_there(column("lower")) && is_there(column("upper")) ? sprintf("%.4g to %.4g", column("lower"), column("upper")) \
    : is_there(column("lower")) ? sprintf(">= %.4g", column("lower")) : sprintf("<= %.4g", column("upper"))
with_unit(z) = strlen(stringcolumn("unit")) > 0 && stringcolumn("unit") ne "1" ? " " . stringcolumn("unit") : ""
add(z) = n_rows >= MOST ? 0 : (n_rows = n_rows + 1, row_name[n_rows] = stringcolumn("dimension"), \
    row_box[n_rows] = int(column("box")), row_from[n_rows] = column("from"), row_to[n_rows] = column("to"), \
    row_text[n_rows] = limits(0) . with_unit(0), row_p[n_rows] = column("quasi_p"), row_again[n_rows] = column("resampled"), \
    row_least[n_rows] = column("least"), row_greatest[n_rows] = column("greatest"))
learn(z) = (n_boxes = int(most(n_boxes, column("box"))), \
    box_text[least(int(column("box")), 100)] = sprintf("box %d: density %.3g %%, coverage %.3g %%, %d cases", \
        column("box"), 100 * column("density"), 100 * column("coverage"), column("n")), \
    column("is_limited") == 1 ? add(0) : 0)
set table $seen
plot data using (learn(0), 0) with table
unset table
if (n_rows == 0) { exit }

# Places from the top: a line for the title of a box, then its rows.
array place[n_rows]
lines = 0
do for [i = 1 : n_rows] {
    if (i == 1 || row_box[i] != row_box[i - 1]) { lines = lines + 1.4 }
    place[i] = lines
    lines = lines + 1
}
height = 138 + 30 * lines
eval open(height)
longest = 0
do for [i = 1 : n_rows] { longest = most(longest, breadth(row_name[i])) }
longest = least(longest, 290)
margin = 28 + longest
right = 570

subtitle = strlen(asked) == 0 ? "Boxes of cases of interest: what each limits" \
    : asked_between("Boxes of cases of interest (", "): what each limits")
footer = sprintf("%d box%s", n_boxes, n_boxes == 1 ? "" : "es")
note = "Lines: the range of all cases. quasi-p: chance of so many of interest inside if the limit did nothing. again in: halves that find it."

unset border
unset grid
unset xtics
unset ytics
set xrange [0 : 1]
set yrange [lines : 0]
set lmargin at screen across(margin)
set rmargin at screen across(right)
set tmargin at screen down(76)
set bmargin at screen up(54)
eval frame
set label 20 "inside" at screen across(right + 14), screen down(72) left font scaled(10) textcolor rgb grey
set label 21 "quasi-p" at screen across(826), screen down(72) right font scaled(10) textcolor rgb grey
set label 22 "again in" at screen across(882), screen down(72) right font scaled(10) textcolor rgb grey
do for [i = 1 : n_rows] {
    b = row_box[i]
    y = place[i] + 0.4
    if (i == 1 || row_box[i - 1] != b) {
        set label 100 + i bold(box_text[b]) at screen across(18), first y - 0.85 left font scaled(11) textcolor rgb shade(hue(b))
    }
    set label 200 + i fit(row_name[i], longest) at screen across(margin - 10), first y right noenhanced font scaled(10)
    set label 300 + i cut(row_text[i], 26) at screen across(right + 14), first y left noenhanced font scaled(10)
    set label 400 + i sprintf("%.1g", row_p[i]) at screen across(826), first y right font scaled(10)
    again = row_again[i] == row_again[i] ? sprintf("%.0f %%", 100 * row_again[i]) : ""
    set label 500 + i again at screen across(882), first y right font scaled(10)
    if (is_there(row_least[i])) {
        set label 600 + i sprintf("%.3g", row_least[i]) at 0, y + 0.42 left font scaled(8) textcolor rgb grey
        set label 700 + i sprintf("%.3g", row_greatest[i]) at 1, y + 0.42 right font scaled(8) textcolor rgb grey
    }
    set object 100 + i rectangle from 0, y - 0.05 to 1, y + 0.05 fc rgb 0xDDDDDD fillstyle solid 1 noborder behind
    set object 200 + i rectangle from row_from[i], y - 0.2 to row_to[i], y + 0.2 fc rgb hue(b) fillstyle solid 1 noborder
}
plot NaN notitle
