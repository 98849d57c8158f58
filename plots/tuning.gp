# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder trace.csv, gains.csv
# How a search for one total went: each trial, the best so far, and at the right what is left of the gain under fresh noise.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("tuning.gp")]
load here . "theme.gp"

# Trials, methods, the scenario as it is (the first trial), the best that meets the bounds; a front has no total.
n = 0
n_failed = 0
n_broken = 0
now = NaN
best = NaN
low = 1e300
last = 0
first = 0
column_name = "phase"; eval find_names; phases = list
learn(t) = (n = n + 1, first = n == 1 ? column("replicas") : first, last = column("replicas"), \
    now = n == 1 ? t : now, best = column("best"), \
    stringcolumn("status") eq "failed" ? n_failed = n_failed + 1 : (low = least(low, t), \
    column("violation") > 0 ? n_broken = n_broken + 1 : 0))
set table $seen
plot data using (learn(column("total"))) with table
unset table
if (n == 0 || strstrt(phases, " front ") > 0) { exit }

# What is left of it under fresh noise.
has_gain = 0
fresh_now = NaN
fresh_tuned = NaN
lo = NaN
hi = NaN
pairs = 0
gain(z) = (has_gain = 1, fresh_now = column("incumbent"), fresh_tuned = column("posture"), lo = column("lo95"), \
    hi = column("hi95"), pairs = column("n"))
if (strlen(more) > 0) {
    set table $seen
    plot more using (stringcolumn("quantity") eq "total" ? gain(0) : 0) with table
    unset table
}
has_gain = has_gain && lo == lo

# Bad trials lie far above: the axis ends a little above the scenario as it is, and they are marked at its upper edge.
bottom = low
top = now
if (has_gain) {
    bottom = least(bottom, least(fresh_now, fresh_now + lo))
    top = most(top, most(fresh_now, fresh_now + hi))
}
span = top > bottom ? top - bottom : most(abs(top), 1)
y_low = bottom - 0.08 * span
y_high = top + 0.6 * span

height = 560
eval open(height)
subtitle = sprintf("A search: %s trials; the total is to be small", thousands(n))
note = "Ring: the scenario as it is. Triangle: beyond the axis." \
     . (n_broken > 0 ? " Crosses: trials that break a bound." : "") \
     . (has_gain ? " Right: noise that the search has not met." : "")
footer = (has_gain ? sprintf("fresh noise: %s pairs of replicas", thousands(int(pairs))) : "nothing better was found") \
       . (n_failed > 0 ? sprintf("; %d trial%s failed", n_failed, n_failed == 1 ? "" : "s") : "")
x_title = "replicas spent"
x_title_at = 56
right = has_gain ? 640 : 860

colour_of(name) = name eq "incumbent" ? ink : name eq "crs" || name eq "isres" ? hues[1] : hues[2]
inside(t) = t <= y_high ? t : NaN
is_broken(z) = column("violation") > 0
kept(name) = stringcolumn("phase") eq name && !is_broken(0) ? inside(column("total")) : NaN

# x, y, and the ends of an interval: the scenario as it is; it and the winner under fresh noise.
set print $marks
print "x,y,lo,hi"
print sprintf("%.15g,%.15g,0,0", first, now)
print sprintf("0.8,%.15g,0,0", fresh_now)
print sprintf("2.2,%.15g,%.15g,%.15g", fresh_tuned, fresh_now + lo, fresh_now + hi)
unset print

set grid back
set multiplot
eval frame
# room for the numbers of the axis, whose steps are about a fifth of it
decimals = most(0, -floor(log10((y_high - y_low) / 5)))
written = sprintf("%%.%df", decimals)
letters = most(strlen(sprintf(written, y_low)), strlen(sprintf(written, y_high)))
left = most(84, 48 + 9 * letters)
set lmargin at screen across(left)
set rmargin at screen across(right)
set tmargin at screen down(96)
set bmargin at screen up(100)
set xrange [0 : last * 1.01]
set yrange [y_low : y_high]
set format x "%.0f"
set xtics autofreq
set format y "%g"
set label 13 "total of a trial" at screen across(20), graph 0.5 center rotate by 90 textcolor rgb ink
i = 0
do for [name in phases] {
    if (name ne "incumbent") {
        set label 20 + i "● " . name at screen across(left + 90 * i), screen down(76) left noenhanced \
            textcolor rgb colour_of(name) font scaled(11)
        i = i + 1
    }
}
set label 20 + i "— best so far that keeps the bounds" at screen across(left + 90 * i), screen down(76) left noenhanced \
    textcolor rgb ink font scaled(11)
plot for [name in phases] data using (column("replicas")):(kept(name)) with points pt 7 ps 0.4 * zoom lc rgb colour_of(name), \
     data using (column("replicas")):(is_broken(0) ? inside(column("total")) : NaN) with points pt 2 ps 0.4 * zoom lc rgb 0xAAAAAA, \
     data using (column("replicas")):(column("total") > y_high ? y_high - 0.015 * (y_high - y_low) : NaN) \
         with points pt 9 ps 0.6 * zoom lc rgb 0xBBBBBB, \
     data using (column("replicas")):(column("best")) with steps lc rgb ink lw 1.6, \
     $marks using 1:2 every ::0::0 with points pt 6 ps 1.1 * zoom lw 1.5 lc rgb ink
eval end_frame
unset label 13
do for [k = 20 : 40] { unset label k }

short(x) = sprintf(abs(x) >= 1e4 ? "%.0f" : "%.4g", x)

# The right panel: both under fresh noise on the same axis, the paired interval around the winner.
if (has_gain) {
    set lmargin at screen across(right + 40)
    set rmargin at screen across(880)
    unset grid
    set format y ""
    set xrange [0 : 3]
    set xtics ("as it is" 0.8, "tuned" 2.2) out scale 0.5
    set label 30 "under fresh noise" at graph 0.5, graph 1 center offset 0, 0.8 textcolor rgb ink font "DejaVu Sans:Bold" . scaled(11)
    set label 31 "change " . (fresh_tuned < fresh_now ? "" : "+") . short(fresh_tuned - fresh_now) at graph 0.5, graph 0.97 center textcolor rgb ink font scaled(11)
    set label 32 "95 % interval\n" . short(lo) . " to " . short(hi) at graph 0.5, graph 0.925 center textcolor rgb grey font scaled(10)
    set arrow 9 from 0.8, fresh_now to 3, fresh_now nohead lc rgb grey lw 0.8 dt 2
    plot $marks using 1:2 every ::1::1 with points pt 6 ps 1.1 * zoom lw 1.5 lc rgb ink, \
         $marks using 1:2:3:4 every ::2::2 with yerrorbars pt 7 ps 0.7 * zoom lw 2 lc rgb hues[2]
}
unset multiplot
