# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder sweep.csv
# Heat maps: metrics over a grid of two values, coloured by the paired difference from the scenario as it is, which has a frame
# where it lies on the grid and else a ring. Pale cells with a grey number have a 95 % interval of that difference that includes 0.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("sweep_map.gp")]
load here . "theme.gp"
load here . "sweeps.gp"
if (n_keys == 0 || !is_map) { exit }

nx = words(xs)
ny = words(ys)
# Where the scenario as it is stands among the places.
place_of(texts, text, is_list) = is_list ? (i = index_of(texts, text, 1), i > 0 ? i : NaN) \
    : words(texts) < 2 ? 1 : between(texts, real(text), 1)
# places need not be even: within the first two around it, and beyond all of them on from the nearer end
at(texts, i) = real(word(texts, i))
along(texts, v, i) = i + (v - at(texts, i)) / (at(texts, i + 1) - at(texts, i))
between(texts, v, i) = i < words(texts) ? ((v - at(texts, i)) * (v - at(texts, i + 1)) <= 0 ? along(texts, v, i) \
    : between(texts, v, i + 1)) \
    : along(texts, v, abs(v - at(texts, 1)) < abs(v - at(texts, words(texts))) ? 1 : words(texts) - 1)
x_at = place_of(xs, x_now, x_is_list)
y_at = place_of(ys, y_now, y_is_list)
# on the grid: a ring would hide the number of that cell
is_near(a) = abs(a - floor(a + 0.5)) < 1e-6
is_cell = is_near(x_at) && is_near(y_at) && x_at > 0.5 && x_at < nx + 0.5 && y_at > 0.5 && y_at < ny + 0.5

array largest[n_keys]
array smallest[n_keys] # values, for the scale of the numbers
array greatest[n_keys]
array as_is[n_keys]
array unit[n_keys]
do for [k = 1 : n_keys] { largest[k] = 0; smallest[k] = 1e300; greatest[k] = 0; as_is[k] = NaN; unit[k] = "" }
reach(k) = k == 0 ? 0 : (smallest[k] = least(smallest[k], abs(column("value"))), \
    greatest[k] = most(greatest[k], abs(column("value"))), unit[k] = stringcolumn("unit"), is_as_is(0) ? as_is[k] = column("value") \
    : (largest[k] = most(largest[k], abs(column("difference")))))
set table $seen
plot data using (column("value") == column("value") ? reach(index_of(keys, key(0), 1)) : 0) with table
unset table

columns = n_keys < 2 ? 1 : 2
rows = (n_keys + columns - 1) / columns
tall = most(180, least(300, ny * 24))
height = 76 + rows * (tall + 82) + 62
longest = 0
do for [name in ys] { longest = most(longest, strlen(name)) }
margin = 44 + 7 * least(longest, 14)
gap = margin
eval open(height)
broad = (900.0 - margin - 24 - (columns - 1) * gap) / columns
subtitle = "Over " . fit(x_path, 205) . " and " . fit(y_path, 205) . ": against the scenario as it is (" . (is_cell ? "frame)" : "ring)")
x_title = x_path
x_title_at = 56
note = "Blue: less, orange: more. Grey numbers: the 95 % interval of the paired difference includes 0, or there are too few replicas for one."

colour(share) = share < 0 ? tint(less_rgb, -share) : tint(more_rgb, share)
cell_x(k) = is(k) && !is_as_is(0) ? index_of(xs, stringcolumn("x"), 1) : NaN
cell_y(z) = index_of(ys, stringcolumn("y"), 1)
is_open(z) = !(column("difference_lo95") > 0 || column("difference_hi95") < 0)
share(k) = largest[k] > 0 ? 0.85 * column("difference") / largest[k] : 0
has_numbers = broad / nx >= 34 && tall / ny >= 16
# numbers of a panel are in one power of a thousand; where all are from 0.1 to 1 they need none
scale(k) = greatest[k] <= 0 || (smallest[k] >= 0.1 && greatest[k] < 1) ? 0 : 3 * floor(log10(greatest[k]) / 3)
short(v) = abs(v) >= 100 ? sprintf("%.0f", v) : abs(v) >= 10 ? sprintf("%.1f", v) : sprintf("%.2f", v)
number(k, v) = scale(k) == 0 && greatest[k] < 1 ? sprintf("%.3f", v) : short(v / 10.0 ** scale(k))
in_unit(k) = scale(k) == 0 ? "" : sprintf(" in 10^{%d}", scale(k))
ink_of(k) = is_open(0) ? 0x777777 : abs(share(k)) > 0.6 ? 0xFFFFFF : ink

set multiplot
eval frame
unset grid
set border 0
do for [k = 1 : n_keys] {
    c = 1 + (k - 1) % columns
    r = 1 + (k - 1) / columns
    set lmargin at screen across(margin + (c - 1) * (broad + gap))
    set rmargin at screen across(margin + (c - 1) * (broad + gap) + broad)
    set tmargin at screen down(76 + (r - 1) * (tall + 82) + 38)
    set bmargin at screen down(76 + (r - 1) * (tall + 82) + 38 + tall)
    set xrange [least(0.5, x_at - 0.3) : most(nx + 0.5, x_at + 0.3)]
    set yrange [least(0.5, y_at - 0.3) : most(ny + 0.5, y_at + 0.3)]
    set xtics () scale 0 font "" . scaled(10) noenhanced
    set ytics () scale 0 font "" . scaled(10) noenhanced
    every_x = int(ceil(nx * 34.0 / broad))
    every_y = int(ceil(ny * 14.0 / tall))
    do for [i = 1 : nx : every_x] { set xtics add (cut(word(xs, i), 12) i) }
    do for [i = 1 : ny : every_y] { set ytics add (cut(word(ys, i), 14) i) }
    set label 11 bold(title_of(word(keys, k))) . in_unit(k) . (strlen(unit[k]) > 0 && unit[k] ne "1" ? " (" . unit[k] . ")" : "") \
        at graph 0, graph 1 left offset 0, 1.6 font scaled(11) textcolor rgb ink
    set label 12 "as it is: " . number(k, as_is[k]) . "; darkest: " . number(k, largest[k]) . " away" at graph 0, graph 1 left offset 0, 0.5 \
        noenhanced font scaled(10) textcolor rgb grey
    if (c == 1) { set label 13 fit(y_path, (tall + 60) / 1.1) at screen across(14), graph 0.5 center rotate by 90 noenhanced font scaled(11) textcolor rgb ink }
    plot data using (cell_x(k)):(cell_y(0)):(0.48):(0.47):(colour(is_open(0) ? 0.3 * share(k) : share(k))) \
             with boxxyerror fc rgb variable, \
         "" using (cell_x(k)):(cell_y(0)):(has_numbers ? number(k, column("value")) : ""):(ink_of(k)) with labels \
             noenhanced font scaled(9) textcolor rgb variable, \
         "+" using (is_cell ? NaN : x_at):(y_at) every ::0::0 with points pt 6 ps 2.6 * zoom lw 1.8 lc rgb ink, \
         "+" using (is_cell ? x_at : NaN):(y_at):(0.47):(0.45) every ::0::0 with boxxyerror lc rgb ink lw 2 \
             fillstyle empty border lc rgb ink
    eval end_frame
    unset label 11; unset label 12; unset label 13
}
unset multiplot
