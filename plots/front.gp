# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder front.csv, hypervolume.csv
# What can be had for what: the postures of a Pareto front under fresh noise, a panel for each pair of what was wanted (of the
# first five), and how the hypervolume of the search grew.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("front.gp")]
load here . "theme.gp"

MOST_GOALS = 5
MOST_POSTURES = 100

# Goals are the quantities with a weight, postures the points, each in the order of the file; rows of a posture stand together.
array goal[MOST_GOALS]
array direction[MOST_GOALS]
array name[MOST_POSTURES]
array state[MOST_POSTURES] # 0 dominated, 1 on the front, 2 the knee
array member[MOST_POSTURES]
array value[MOST_GOALS * MOST_POSTURES]
array error[MOST_GOALS * MOST_POSTURES]
n_goals = 0
n_all = 0
n = 0
now = ""
title(q, s, unit) = (q eq "lever_cost" ? "cost of levers" : s eq "mean" ? q : q . " " . s) \
    . (strlen(unit) > 0 && unit ne "1" ? " (" . unit . ")" : "")
begin(z) = (n = n + 1, now = stringcolumn("point"), at = 0, name[n] = now, member[n] = column("membership"), \
    state[n] = column("knee") == 1 ? 2 : column("on_front"))
put(z) = (at = at + 1, n == 1 ? n_all = at : 0, at <= MOST_GOALS ? put_in((n - 1) * MOST_GOALS + at) : 0)
put_in(k) = (n_goals = most(n_goals, at), value[k] = column("value"), error[k] = column("se"), \
    n == 1 ? (goal[at] = title(stringcolumn("quantity"), stringcolumn("statistic"), stringcolumn("unit")), \
              direction[at] = stringcolumn("direction")) : 0)
learn(z) = n < MOST_POSTURES || stringcolumn("point") eq now \
    ? (stringcolumn("point") ne now ? begin(0) : 0, column("weight") > 0 ? put(0) : 0) : 0
set table $seen
plot data using (learn(0), 0) with table
unset table
if (n_goals < 2) { exit }

# Goals that differ between postures: where no lever costs anything, its cost says nothing.
used = ""
do for [j = 1 : n_goals] {
    differs = 0
    do for [i = 2 : n] { differs = differs || value[(i - 1) * MOST_GOALS + j] != value[j] }
    if (differs) { used = used . sprintf(" %d", j) }
}
n_used = words(used)
if (n_used < 2) { exit }

# name, state, share, and of each goal value and error; `nan` where a value has no error.
cell(x) = x == x ? sprintf("%.15g", x) : "nan"
set print $postures
line = "name,state,member"
do for [j = 1 : n_goals] { line = line . sprintf(",v%d,s%d", j, j) }
print line
do for [i = 1 : n] {
    line = sprintf("%s,%d,%g", name[i], state[i], member[i])
    do for [j = 1 : n_goals] {
        k = (i - 1) * MOST_GOALS + j
        line = line . "," . cell(value[k]) . "," . cell(error[k])
    }
    print line
}
unset print

has_volume = strlen(more) > 0
panels = n_used * (n_used - 1) / 2 + has_volume
columns = panels <= 2 ? panels : panels <= 4 ? 2 : 3
rows = (panels + columns - 1) / columns
tall = columns == 1 ? 360 : columns == 2 ? 260 : 190
gap = 84
height = 90 + rows * tall + (rows - 1) * gap + 112
eval open(height)
n_on = 0
has_knee = 0
do for [i = 1 : n] { n_on = n_on + (state[i] > 0); has_knee = has_knee || state[i] == 2 }
subtitle = sprintf("What can be had for what: %d of %d postures are on the front under fresh noise", n_on, n)
note = "Darker: on the front in more resampled studies. Bars: 95 % intervals. Arrows on an axis: where it is better." \
     . (n_all > MOST_GOALS ? sprintf(" The first %d of %d goals.", MOST_GOALS, n_all) : "")
footer = n == MOST_POSTURES ? sprintf("the first %d postures", n) : ""

margin = 104
broad = (900.0 - margin - 24 - (columns - 1) * 100) / columns
x_left(c) = margin + (c - 1) * (broad + 100)
y_top(r) = 98 + (r - 1) * (tall + gap)
low(x, s) = s == s ? x - 1.96 * s : x
high(x, s) = s == s ? x + 1.96 * s : x
better(j) = direction[j] eq "maximise" ? " →" : " ←"
colour(share) = tint(hues[1], 0.2 + 0.8 * share)

# Steps of ticks: 1, 2 or 5 of a power of ten, three or more of them over the values of a goal.
array reach[MOST_GOALS]
do for [j = 1 : n_goals] {
    ends_low = 1e300
    ends_high = -1e300
    do for [i = 1 : n] {
        m = (i - 1) * MOST_GOALS + j
        ends_low = least(ends_low, low(value[m], error[m]))
        ends_high = most(ends_high, high(value[m], error[m]))
    }
    reach[j] = ends_high - ends_low
}
nice(f) = f < 2 ? 1 : f < 5 ? 2 : 5
power(x) = 10 ** floor(log10(x))
tick(x) = power(x) * nice(x / power(x))
panel = "c = 1 + (k - 1) % columns; r = 1 + (k - 1) / columns;" \
      . "set lmargin at screen across(x_left(c)); set rmargin at screen across(x_left(c) + broad);" \
      . "set tmargin at screen down(y_top(r)); set bmargin at screen down(y_top(r) + tall)"

set grid back xtics ytics lc rgb faint lw 0.6 lt 1
set xtics font "" . scaled(9)
set ytics font "" . scaled(9)
set format "%g"
set xtics autofreq
set autoscale noextend # the lower end of a cost is 0
set offsets graph 0.05, graph 0.05, graph 0.06, graph 0.06
set bars 0
set multiplot
eval frame
set label 20 "○ as it is" at screen across(margin), screen down(74) left textcolor rgb ink font scaled(11)
set label 21 "● on the front" at screen across(margin + 110), screen down(74) left textcolor rgb hues[1] font scaled(11)
if (n_on < n) { set label 22 "× dominated" at screen across(margin + 250), screen down(74) left textcolor rgb 0x777777 font scaled(11) }
if (has_knee) { set label 23 "◆ the knee" at screen across(margin + 370), screen down(74) left textcolor rgb hues[2] font scaled(11) }
k = 0
do for [ka = 1 : n_used - 1] {
    do for [kb = ka + 1 : n_used] {
        k = k + 1
        a = int(word(used, ka))
        b = int(word(used, kb))
        eval panel
        set xlabel goal[a] . better(a) noenhanced font scaled(10) textcolor rgb ink offset 0, 0.4
        set ylabel goal[b] . better(b) noenhanced font scaled(10) textcolor rgb ink offset 0.8, 0
        set xtics tick(reach[a] / 2.5)
        set ytics tick(reach[b] / 3)
        h = 2 + 2 * a
        v = 2 + 2 * b
        plot $postures using (column(h)):(column(v)):(low(column(h), column(h + 1))):(high(column(h), column(h + 1))) \
                 :(low(column(v), column(v + 1))):(high(column(v), column(v + 1))) \
                 with xyerrorbars pt 0 ps 0 lw 0.9 lc rgb 0x999999, \
             "" using (column(2) == 0 ? column(h) : NaN):(column(v)) with points pt 2 ps 0.6 * zoom lc rgb 0x777777, \
             "" using (column(2) == 1 ? column(h) : NaN):(column(v)):(colour(column(3))) with points pt 7 ps 0.7 * zoom lc rgb variable, \
             "" using (column(2) == 2 ? column(h) : NaN):(column(v)) with points pt 13 ps 1.1 * zoom lc rgb hues[2], \
             "" using (column(h)):(column(v)) every ::0::0 with points pt 6 ps 1.1 * zoom lw 1.5 lc rgb ink
        eval end_frame
        do for [l = 20 : 23] { unset label l }
    }
}
if (has_volume) {
    k = k + 1
    eval panel
    spent = 0
    set table $seen
    plot more using (spent = most(spent, column("replicas")), 0) with table
    unset table
    step = spent > 0 ? tick(spent / 2.5) : 1
    set xtics step
    set ytics autofreq
    set xlabel "replicas spent" font scaled(10) textcolor rgb ink offset 0, 0.4
    set ylabel "hypervolume" font scaled(10) textcolor rgb ink offset 0.8, 0
    set format x "%.0s%c"
    set xrange [0 : *]
    set yrange [0 : *]
    plot more using "replicas":"hypervolume" with linespoints pt 7 ps 0.4 * zoom lw 1.4 lc rgb hues[3]
}
unset multiplot
