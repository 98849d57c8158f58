# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder discover_trajectory.csv, discover_cases.csv
# Peeling: what coverage each gain in density costs, and how many dimensions it takes. A trajectory a box, the first in colour
# (by the number of limited dimensions), the others grey; rings: the steps that were taken. Faint curves of equal balance, the
# harmonic mean of both.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("discover_peeling.gp")]
load here . "theme.gp"
cases = ARG8
load here . "discoveries.gp"

n_boxes = 0
most_limited = 0
MOST = 10
array quasi_p[MOST] # the largest of the step that was taken, by box
do for [b = 1 : MOST] { quasi_p[b] = NaN }
n_cases = 0
learn(z) = (n_boxes = most(n_boxes, column("box")), n_cases = most(n_cases, column("n")), \
    column("is_chosen") == 1 && column("box") <= MOST ? quasi_p[int(column("box"))] = column("largest_quasi_p") : 0, \
    column("box") == 1 ? most_limited = most(most_limited, column("n_limited")) : 0)
set table $seen
plot data using (learn(0), 0) with table
unset table
if (n_boxes == 0) { exit }

height = 620
eval open(height)
subtitle = "Peeling: what coverage each gain in density costs"
subtitle = strlen(asked) > 0 ? asked_between(subtitle . "; of interest: ", "") : subtitle
footer = sprintf("%s cases, %d box%s", thousands(int(n_cases)), n_boxes, n_boxes == 1 ? "" : "es")
note = "Rings: steps that were taken. quasi-p above 0.05: a limit may be chance. Faint: equal harmonic mean. Judged on the cases peeled."
x_title = "coverage (share of all cases of interest)"
x_title_at = 54

# Light to dark for more dimensions; one colour where there is one number.
depth(n) = most_limited <= 1 ? 0.8 : 0.25 + 0.75 * (n - 1) / (most_limited - 1.0)
colour(n) = n == 0 ? 0x999999 : tint(0x00457A, depth(n))
at_box(b, cell) = column("box") == b ? column(cell) : NaN
rest(cell) = column("box") > 1 ? column(cell) : NaN

set lmargin at screen across(76)
set rmargin at screen across(740)
set tmargin at screen down(70)
set bmargin at screen up(102)
set xrange [0 : 1.02]
set yrange [0 : 1.04]
set xtics 0, 0.2, 1
set ytics 0, 0.2, 1
set ylabel "density (share of the box that is of interest)" offset 1.5, 0 textcolor rgb ink
set grid back xtics ytics lc rgb faint lw 0.6 lt 1
set samples 8000
balance(x, f) = x > f / 2 && f * x / (2 * x - f) <= 1 ? f * x / (2 * x - f) : NaN
eval frame

# The scale of colours, at the right.
shown = least(most_limited + 1, 9)
pick(k) = shown == 1 ? 0 : int(k * most_limited / (shown - 1.0) + 0.5)
set label 20 "limited" at screen across(764), screen down(84) left font scaled(11) textcolor rgb ink
set label 21 "dimensions" at screen across(764), screen down(100) left font scaled(11) textcolor rgb ink
do for [k = 0 : shown - 1] {
    set object 30 + k circle at screen across(772), screen down(122 + 22 * k) size screen across(5) \
        fc rgb colour(pick(k)) fillstyle solid 1 noborder
    set label 30 + k sprintf("%d", pick(k)) at screen across(786), screen down(122 + 22 * k) left font scaled(11)
}
# What the limits of each box that was taken may owe to chance, below it.
set label 60 "largest" at screen across(764), screen down(158 + 22 * shown) left font scaled(11) textcolor rgb ink
set label 61 "quasi-p" at screen across(764), screen down(174 + 22 * shown) left font scaled(11) textcolor rgb ink
do for [b = 1 : least(n_boxes, MOST)] {
    set label 61 + b sprintf("box %d: ", b) . (quasi_p[b] == quasi_p[b] ? sprintf("%.2g", quasi_p[b]) : "none") \
        at screen across(764), screen down(178 + 22 * shown + 18 * b) left font scaled(11) textcolor rgb shade(0xD55E00)
}
do for [k = 1 : 4] {
    f = 0.2 * k
    set label 50 + k sprintf("%.1f", f) at f / (2 - f) + 0.01, 1.02 left font scaled(9) textcolor rgb 0xAAAAAA
}
plot for [k = 1 : 4] balance(x, 0.2 * k) with lines lc rgb 0xDDDDDD lw 1 dt 2, \
     data using (rest("coverage")):(rest("density")) with points pt 7 ps 0.5 * zoom lc rgb 0xBBBBBB, \
     data using (at_box(1, "coverage")):(at_box(1, "density")) with lines lc rgb 0xAAAAAA lw 1, \
     data using (at_box(1, "coverage")):(at_box(1, "density")):(colour(column("n_limited"))) \
         with points pt 7 ps 1.0 * zoom lc rgb variable, \
     data using (column("is_chosen") == 1 ? column("coverage") : NaN):(column("density")) \
         with points pt 6 ps 2.2 * zoom lw 2 lc rgb 0xD55E00, \
     data using (column("is_chosen") == 1 ? column("coverage") : NaN):(column("density")):(sprintf("box %d", column("box"))) \
         with labels offset 0, -1.4 font scaled(10) textcolor rgb shade(0xD55E00)
