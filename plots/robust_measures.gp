# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder robust.csv
# How robust each posture is: for each objective a row of panels, one a measure; in each the postures with their 95 % intervals,
# in colour those that may be the best by that measure.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("robust_measures.gp")]
load here . "theme.gp"

MOST_OBJECTIVES = 6
MOST_POSTURES = 40
measures = "expected worst_tail regret share radius"
titles = "expected|worst but for a tail|largest regret|bound kept (share)|radius"
title_of(m) = piece(titles, m)
piece(text, k) = k == 1 ? text[1 : strstrt(text . "|", "|") - 1] : piece(text[strstrt(text, "|") + 1 : *], k - 1)
n_measures = words(measures)
place_of(name) = name eq "expected" ? 1 : name eq "worst_tail" ? 2 : name eq "regret" ? 3 : name eq "share" ? 4 \
    : name eq "radius" ? 5 : 0

# Objectives stand together, in each measure by measure, in that posture by posture.
n_objectives = 0; n_postures = 0; p = 0; last_objective = ""; last_measure = ""
step_objective(z) = (n_objectives = n_objectives + 1, last_objective = stringcolumn("objective"), last_measure = "")
step_measure(z) = (p = 0, last_measure = stringcolumn("measure"))
follow(z) = (stringcolumn("objective") ne last_objective ? step_objective(0) : 0, \
    stringcolumn("measure") ne last_measure ? step_measure(0) : 0, p = p + 1)
n_bounded = 0
# all bounds at once say nothing new where one objective alone has a bound
count(z) = (follow(0), n_postures = most(n_postures, p), \
    n_bounded = n_bounded + (stringcolumn("measure") eq "share" && p == 1 ? 1 : 0))
set table $seen
plot data using (count(0), 0) with table
unset table
if (n_objectives == 0) { exit }
n_objectives = n_bounded == 2 && last_objective eq "all bounds" ? n_objectives - 1 : n_objectives
n_all = n_objectives
shown = least(n_objectives, MOST_OBJECTIVES)
rows = least(n_postures, MOST_POSTURES)

array objective[shown]
array direction[shown]
array unit[shown]
array bound[shown]
array name_of[rows]
cells = shown * n_measures * rows
array value[cells]
array lo[cells]
array hi[cells]
array is_best[cells]
array is_end[cells] # no state fails: at least this
do for [i = 1 : cells] { value[i] = NaN; lo[i] = NaN; hi[i] = NaN; is_best[i] = 0; is_end[i] = 0 }
at(o, m, k) = ((o - 1) * n_measures + m - 1) * rows + k
n_objectives = 0; last_objective = ""; last_measure = ""
keep_cell(i) = (value[i] = column("value"), lo[i] = column("lo95"), hi[i] = column("hi95"), \
    is_best[i] = column("may_be_best"), is_end[i] = column("is_censored"))
keep_head(o) = (objective[o] = stringcolumn("objective"), direction[o] = stringcolumn("direction"), bound[o] = column("bound"), \
    stringcolumn("measure") eq "expected" ? (unit[o] = stringcolumn("unit")) : 0)
take(m) = (name_of[p] = stringcolumn("posture"), keep_head(n_objectives), m > 0 ? keep_cell(at(n_objectives, m, p)) : 0)
fill(z) = (follow(0), n_objectives <= shown && p <= rows ? take(place_of(stringcolumn("measure"))) : 0)
do for [o = 1 : shown] { unit[o] = "" }
set table $seen
plot data using (fill(0), 0) with table
unset table

longest = 0
do for [k = 1 : rows] { longest = most(longest, breadth(name_of[k])) }
longest = least(longest, 205)
margin = 28 + longest
right = 884
gap = 30
broad = (right - margin - gap * (n_measures - 1)) / n_measures
row_height = 16
panel = 78 + rows * row_height
height = 60 + shown * panel + 50
eval open(height)
subtitle = "Robustness of postures over states of the world, with 95 % intervals"
footer = n_postures > rows ? sprintf("the first %d of %d postures", rows, n_postures) : sprintf("%d posture%s", rows, rows == 1 ? "" : "s")
footer = footer . (n_all > shown ? sprintf("; the first %d of %d objectives", shown, n_all) : "")
note = "In colour: may be the best by that measure (95 %). Hollow: no error is known, so any may be. Arrow: no state seen fails within."

set yrange [rows + 0.6 : 0.4]
set border 1 lc rgb 0xBBBBBB
unset ytics
set grid xtics back lc rgb faint lw 0.6 lt 1
set xtics nomirror offset 0, 0.4 font "" . scaled(9) textcolor rgb grey
set ytics 1 format ""
set grid ytics back lc rgb 0xF0F0F0 lw 0.6 lt 1
set tics scale 0
set bars 0
has_any(o, m) = any_from(o, m, 1)
any_from(o, m, k) = k > rows ? 0 : value[at(o, m, k)] == value[at(o, m, k)] ? 1 : any_from(o, m, k + 1)
with_unit(o) = strlen(unit[o]) > 0 && unit[o] ne "1" ? " [" . unit[o] . "]" : ""
aim(o) = strlen(direction[o]) == 0 ? "" : direction[o] eq "maximise" ? ", to be large" : ", to be small"
limit(o) = bound[o] == bound[o] ? sprintf(", bound %.4g", bound[o]) : ""
rgb_of(i) = is_best[i] == 1 ? hue(1) : 0x888888
tick(x) = (power = 10.0 ** floor(log10(x)), x > 5 * power ? 10 * power : x > 2 * power ? 5 * power : x > power ? 2 * power : power)
number_format(step) = step >= 1000 ? "%.0s%c" : "%g"
written(x, step) = gprintf(number_format(step), x)
edge(x, fallback) = x == x ? x : fallback

set multiplot
is_first = 1
do for [o = 1 : shown] {
    top = 66 + (o - 1) * panel
    set label 30 objective[o] . with_unit(o) . aim(o) . limit(o) at screen across(18), screen down(top + 16) left noenhanced \
        font scaled(12) textcolor rgb ink
    has_names = 0
    do for [m = 1 : n_measures] {
        if (!has_any(o, m)) { continue }
        left = margin + (m - 1) * (broad + gap)
        set lmargin at screen across(left)
        set rmargin at screen across(left + broad)
        set tmargin at screen down(top + 44)
        set bmargin at screen down(top + 44 + rows * row_height)
        if (is_first) { eval frame }
        set label 31 title_of(m) at screen across(left), screen down(top + 36) left font scaled(10) textcolor rgb grey
        unset for [k = 1 : rows] label 100 + k
        if (!has_names) {
            has_names = 1
            do for [k = 1 : rows] {
                set label 100 + k fit(name_of[k], longest) at screen across(margin - 8), first k right noenhanced font scaled(10) \
                    textcolor rgb ink
            }
        }
        x_lo = 1e300; x_hi = -1e300
        do for [k = 1 : rows] {
            i = at(o, m, k)
            if (value[i] == value[i]) {
                x_lo = least(x_lo, edge(lo[i], value[i]))
                x_hi = most(x_hi, edge(hi[i], value[i]))
            }
        }
        if (m >= 4) { x_lo = 0; x_hi = 1 }
        if (x_hi <= x_lo) { # one value: it in the middle
            span = x_hi == 0 ? 1 : 0.5 * abs(x_hi)
            x_lo = x_lo - span
            x_hi = x_hi + span
        }
        span = x_hi - x_lo
        set xrange [x_lo - 0.04 * span : x_hi + 0.06 * span]
        # as many ticks as there is room for their numbers
        step = tick(span / 4.4)
        step = span / step * (6 * strlen(written(step * floor(x_hi / step), step)) + 10) > broad ? tick(1.01 * step) : step
        set xtics step
        set format x number_format(step)
        set print $dots
        do for [k = 1 : rows] {
            i = at(o, m, k)
            if (value[i] == value[i]) {
                print sprintf("%.17g,%d,%.17g,%.17g,%d,%d,%d", value[i], k, edge(lo[i], value[i]), edge(hi[i], value[i]), \
                    rgb_of(i), is_end[i], lo[i] == lo[i])
            }
        }
        set print
        unset datafile columnheaders
        plot $dots using 1:2:3:4:5 with xerrorbars pt 0 lw 1.4 lc rgb variable, \
             "" using ($7 == 1 ? $1 : NaN):2:5 with points pt 7 ps 0.65 * zoom lc rgb variable, \
             "" using ($7 == 0 ? $1 : NaN):2:5 with points pt 6 ps 0.65 * zoom lc rgb variable, \
             "" using ($6 == 1 ? $1 : NaN):2:(0.05 * span):(0):5 with vectors head filled size screen 0.006, 20 lw 1.2 lc rgb variable
        set datafile columnheaders
        if (is_first) { eval end_frame; is_first = 0 }
        unset label 30
    }
}
unset multiplot
