# SPDX-License-Identifier: GPL-3.0-or-later
# chart: study differences.csv
# Forest plot: every other point against the first, by its paired difference in up to six headline metrics. Thick: the 95 %
# interval of this difference alone; thin: the interval that holds for all points at once. In colour where that one excludes 0.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("differences.gp")]
load here . "theme.gp"

list = ""; column_name = "point"; eval find_names; points = list
list = ""; column_name = "metric"; eval find_names; present = list
n = words(points)

# Headline metrics that are there; without a headline those that the table begins with.
metrics = ""
do for [name in (words(headline) > 0 ? headline : present)] {
    if (strstrt(present, " " . name . " ") > 0 && words(metrics) < 6) { metrics = metrics . " " . name }
}
n_metrics = words(metrics)
if (n == 0 || n_metrics == 0) { exit }

# Of each metric: its range over the points, unit, value at the reference; of each point: its difference in the first.
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)
array lowest[n_metrics]
array highest[n_metrics]
array unit[n_metrics]
array at_reference[n_metrics]
array difference[n]
do for [k = 1 : n_metrics] { lowest[k] = 0; highest[k] = 0; unit[k] = ""; at_reference[k] = NaN }
do for [i = 1 : n] { difference[i] = 0 }
reference = ""
n_least = 1e300
n_most = 0
end(side, k) = column("lo95_all") == column("lo95_all") ? column(side . "95_all") : column("difference")
learn(k) = k == 0 ? 0 : (lowest[k] = least(lowest[k], end("lo", k)), highest[k] = most(highest[k], end("hi", k)), \
    unit[k] = stringcolumn("unit"), at_reference[k] = column("reference_value"), reference = stringcolumn("reference"), \
    n_least = least(n_least, column("n")), n_most = most(n_most, column("n")), \
    k == 1 ? difference[index_of(points, stringcolumn("point"), 1)] = column("difference") : 0)
set table $seen
plot data using (column("difference") == column("difference") ? learn(index_of(metrics, stringcolumn("metric"), 1)) : 0) \
    with table
unset table

# Places of the points, greatest difference in the first metric on top.
array order[n]
array place[n]
do for [i = 1 : n] { order[i] = i }
do for [i = 2 : n] {
    do for [m = i : 2 : -1] {
        if (difference[order[m]] > difference[order[m - 1]]) {
            swapped = order[m]; order[m] = order[m - 1]; order[m - 1] = swapped
        }
    }
}
do for [i = 1 : n] { place[order[i]] = n + 1 - i }
y(name) = place[index_of(points, name, 1)]

columns = n_metrics < 3 ? n_metrics : 3
rows = (n_metrics + columns - 1) / columns
row_height = 18
tall = most(n * row_height, 36) # of a panel, in pixels
height = 92 + rows * (tall + 78) + 30
longest = 0
do for [name in points] { longest = most(longest, strlen(name)) }
# room for names, and for ticks on both sides of a panel
margin = 28 + 7.8 * least(longest, 32)
eval open(height)
broad = (900.0 - margin - 24 - (columns - 1) * 26) / columns
x_left(c) = margin + (c - 1) * (broad + 26)

subtitle = "Paired difference from " . reference . ", in the mean a replica"
footer = (n_least < n_most ? "n = " . thousands(int(n_least)) . " to " : "n = ") . thousands(int(n_most)) . " pairs of replicas"
note = n == 1 ? "Bars: 95 % interval of the paired difference." \
     : sprintf("Thick: 95 %% interval of one difference; thin: of all %d at once (Bonferroni), in each panel. Order: by %s.", \
               n, word(metrics, 1))

nice(x) = (p = 10 ** floor(log10(x)), x / p <= 1 ? p : x / p <= 2 ? 2 * p : x / p <= 5 ? 5 * p : 10 * p)
colour(k) = column("lo95_all") > 0 ? more_rgb : column("hi95_all") < 0 ? less_rgb : 0x888888
is(k) = stringcolumn("metric") eq word(metrics, k)

set multiplot
set yrange [0.4 : n + 0.6]
set border 1
unset grid
set grid xtics lc rgb faint lw 0.6 lt 1
set bars 0
eval frame
do for [k = 1 : n_metrics] {
    c = 1 + (k - 1) % columns
    r = 1 + (k - 1) / columns
    set lmargin at screen across(x_left(c))
    set rmargin at screen across(x_left(c) + broad)
    set tmargin at screen down(92 + (r - 1) * (tall + 78) + 26)
    set bmargin at screen down(92 + (r - 1) * (tall + 78) + 26 + tall)
    spread = highest[k] - lowest[k] > 0 ? highest[k] - lowest[k] : 1
    set xrange [lowest[k] - 0.04 * spread : highest[k] + 0.04 * spread]
    set xtics nice(spread / most(broad / 50, 1)) out scale 0.5 format "%g" font "" . scaled(10) offset 0, 0.3
    if (c == 1) {
        set ytics () nomirror scale 0 font "" . scaled(10) noenhanced
        do for [i = 1 : n] { set ytics add (cut(word(points, i), 32) place[i]) }
    } else { unset ytics }
    do for [i = 1 : n] {
        if (place[i] % 2 == 1) {
            set object 10 + i rectangle from graph 0, first place[i] - 0.5 to graph 1, first place[i] + 0.5 \
                fc rgb 0xF4F4F4 fillstyle solid 1 noborder behind
        }
    }
    set arrow 2 from first 0, graph 0 to first 0, graph 1 nohead lc rgb ink lw 0.8 front
    set label 11 bold(word(metrics, k) . (strlen(unit[k]) > 0 && unit[k] ne "1" ? " (" . unit[k] . ")" : "")) \
        at graph 0, graph 1 left offset 0, 1.5 font scaled(11) textcolor rgb ink
    set label 12 sprintf("%s: %.4g", cut(reference, int(broad / 6.2) - 11), at_reference[k]) at graph 0, graph 1 left offset 0, 0.55 noenhanced \
        font scaled(9) textcolor rgb grey
    plot data using (is(k) ? column("difference") : NaN):(y(stringcolumn("point"))):(column("lo95_all")):(column("hi95_all")):(colour(k)) \
             with xerrorbars lw 1 pt 0 lc rgb variable, \
         "" using (is(k) ? column("difference") : NaN):(y(stringcolumn("point"))):(column("lo95")):(column("hi95")):(colour(k)) \
             with xerrorbars lw 3.2 pt 0 lc rgb variable, \
         "" using (is(k) ? column("difference") : NaN):(y(stringcolumn("point"))):(colour(k)) \
             with points pt 7 ps 0.85 * zoom lc rgb variable, \
         "" using (is(k) ? column("difference") : NaN):(y(stringcolumn("point"))) \
             with points pt 7 ps 0.4 * zoom lc rgb 0xFFFFFF
    eval end_frame
}
unset multiplot
