# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder identifiability.csv, fit.csv
# What a calibration learned: left, each parameter's posterior against its prior, in normal scores of the prior; right, each
# target under fresh luck, in the band that it should lie in.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("calibration.gp")]
load here . "theme.gp"

MOST = 100
array parameter[MOST]
array target[MOST]
n = 0
m = 0
n_flat = 0
has_fit = 0
learn(path) = n < MOST ? (n = n + 1, parameter[n] = path, column("contraction") > 0.9 ? n_flat = n_flat + 1 : 0, \
    column("fitted_score") == column("fitted_score") ? has_fit = 1 : 0) : 0
set table $seen
plot data using (learn(stringcolumn("path"))) with table
unset table
if (n == 0) { exit }

# Targets in the order of the first point's rows, replicas, and whether each point lies within the band.
n_least = 1e300
array passed[3] = [0, 0, 0]
place(point) = point eq "as_is" ? 1 : point eq "posterior" ? 2 : 3
meet(point, name) = (point eq "as_is" && m < MOST ? (m = m + 1, target[m] = name) : 0, n_least = least(n_least, column("n")), \
    has_fit = has_fit || point eq "fitted", \
    stringcolumn("verdict") eq "pass" ? passed[place(point)] = passed[place(point)] + 1 : 0)
if (strlen(more) > 0) {
    set table $seen
    plot more using (meet(stringcolumn("point"), stringcolumn("target"))) with table
    unset table
}

rows = most(most(n, m), 4)
height = 186 + 26 * rows
eval open(height)
subtitle = sprintf("Calibration: %d of %d parameters keep over 90 %% of the prior's standard deviation", n_flat, n)
note = "Left: 5, 50 and 95 %, grey before and blue after; 0 is the prior's median." \
     . (m > 0 ? " Right: lines are 95 % intervals; triangles lie beyond." : "")
footer = (m > 0 ? sprintf("right: n = %s replicas a point, fresh luck", thousands(int(n_least))) : "")

set multiplot
eval frame
set tmargin at screen down(92)
set bmargin at screen up(94)
unset grid
set grid xtics lc rgb faint lw 0.6 lt 1
set grid back
set yrange [0.4 : rows + 0.6]
unset ytics

row(k) = rows + 1 - k
now = 0
next(z) = (now = now + 1, row(now))
set lmargin at screen across(230)
set rmargin at screen across(500)
set xrange [-3.3 : 3.3]
set xtics -3, 1, 3
set format x "%g"
set label 13 "normal score of the prior" at graph 0.5, screen up(50) center textcolor rgb ink
do for [k = 1 : n] {
    set label 100 + k fit(parameter[k], 212) at screen across(222), first row(k) right noenhanced textcolor rgb ink font scaled(10)
}
set label 14 "● posterior" at screen across(230), screen down(76) left textcolor rgb hues[1] font scaled(11)
set label 15 (has_fit ? "◆ best fit" : "") at screen across(330), screen down(76) left textcolor rgb hues[2] font scaled(11)
plot now = 0, data using (-1.645):(next(0)):(3.29):(0) with vectors nohead lw 9 lc rgb faint, \
     now = 0, data using (column("score_q50")):(next(0)):(column("score_q05")):(column("score_q95")) \
         with xerrorbars pt 7 ps 0.8 * zoom lw 2 lc rgb hues[1], \
     now = 0, data using (y = next(0), column("fitted_score")):(y) with points pt 13 ps 0.9 * zoom lc rgb hues[2]
eval end_frame
unset label 13
unset label 14
unset label 15
do for [k = 1 : n] { unset label 100 + k }

# Where a value lies between the target (0) and the end of its band (1 above, -1 below): its residual over 1.96.
if (m > 0) {
    reach = 2.0
    share(z) = column("residual") / 1.959963984540054
    # the same of an end of its 95 % interval, cut off where the axis ends
    placed(x) = (x - column("value")) / (x < column("value") ? column("value") - column("lo") : column("hi") - column("value"))
    edge(name) = shown(placed(column(name)))
    shown(x) = x > reach ? reach : x < -reach ? -reach : x
    row_of(name) = (found = 0, (sum [k = 1 : m] (target[k] eq name ? (found = k) : 0)), row(found))
    point_of(i) = word("as_is posterior fitted", i)
    only(point, beyond) = stringcolumn("point") eq point && (abs(share(0)) > reach) == beyond ? shown(share(0)) : NaN
    set lmargin at screen across(660)
    set rmargin at screen across(880)
    set xrange [-1.15 * reach : 1.15 * reach]
    set xtics -2, 1, 2
    set object 9 rectangle from -1, graph 0 to 1, graph 1 back fillcolor rgb tint(hues[3], 0.16) fillstyle solid noborder
    set arrow 9 from 0, graph 0 to 0, graph 1 nohead lc rgb grey lw 0.8 dt 2
    set label 13 "0: target, ±1: ends of its band" at screen across(882), screen up(50) right textcolor rgb ink
    do for [k = 1 : m] {
        set label 100 + k fit(target[k], 144) at screen across(652), first row(k) right noenhanced textcolor rgb ink \
            font scaled(10)
    }
    set label 14 sprintf("○ as it is %d/%d", passed[1], m) at screen across(500), screen down(76) left textcolor rgb ink \
        font scaled(11)
    set label 15 sprintf("● posterior %d/%d", passed[2], m) at screen across(622), screen down(76) left \
        textcolor rgb hues[1] font scaled(11)
    set label 16 (has_fit ? sprintf("◆ best fit %d/%d", passed[3], m) : "") at screen across(760), screen down(76) left \
        textcolor rgb hues[2] font scaled(11)
    plot for [i = 1 : 3] more using (only(point_of(i), 0)):(row_of(stringcolumn("target"))):(edge("lo95")):(edge("hi95")) \
             with xerrorbars pt 0 ps 0 lw 1.2 lc rgb (i == 1 ? ink : hues[i - 1]), \
         more using (only("as_is", 0)):(row_of(stringcolumn("target"))) with points pt 6 ps 0.9 * zoom lw 1.4 lc rgb ink, \
         more using (only("posterior", 0)):(row_of(stringcolumn("target"))) with points pt 7 ps 0.7 * zoom lc rgb hues[1], \
         more using (only("fitted", 0)):(row_of(stringcolumn("target"))) with points pt 13 ps 0.8 * zoom lc rgb hues[2], \
         for [i = 1 : 3] more using (only(point_of(i), 1)): \
             (row_of(stringcolumn("target"))) with points pt 9 ps 0.9 * zoom lc rgb (i == 1 ? ink : hues[i - 1])
}
unset multiplot
