# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder sweep.csv
# Lines: metrics along one value. Band: the 95 % interval of a metric at its place. Bars: that of the paired difference from the
# scenario as it is (ring), which shares the band's luck and so is shorter.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("sweep.gp")]
load here . "theme.gp"
load here . "sweeps.gp"
if (n_keys == 0 || is_map) { exit }

# Of each panel: range, unit, value at the scenario as it is.
array lowest[n_keys]
array highest[n_keys]
array unit[n_keys]
array as_is[n_keys]
do for [k = 1 : n_keys] { lowest[k] = 1e300; highest[k] = -1e300; unit[k] = ""; as_is[k] = NaN }
lower(z) = column("lo95") == column("lo95") ? column("lo95") : column("value")
upper(z) = column("hi95") == column("hi95") ? column("hi95") : column("value")
# the row of the scenario as it is stands first
difference(side) = column("difference_" . side) == column("difference_" . side) ? column("difference_" . side) : 0
reach(k) = k == 0 ? 0 : (is_as_is(0) ? as_is[k] = column("value") : 0, unit[k] = stringcolumn("unit"), \
    lowest[k] = least(lowest[k], least(lower(0), as_is[k] + difference("lo95"))), \
    highest[k] = most(highest[k], most(upper(0), as_is[k] + difference("hi95"))))
set table $seen
plot data using (reach(index_of(keys, key(0), 1))) with table
unset table

columns = n_keys < 2 ? 1 : 2
rows = (n_keys + columns - 1) / columns
tall = n_keys == 1 ? 300 : 190
height = 76 + rows * (tall + 66) + 62
margin = 76
gap = 84
eval open(height)
broad = (900.0 - margin - 24 - (columns - 1) * gap) / columns
subtitle = "Along " . x_path . ", all else as it is"
x_title = x_path
x_title_at = 56
note = "Band: 95 % interval. Bars: 95 % interval of the paired difference from the scenario as it is (ring)."
letters = most(4, int(broad / words(xs) / 7.5)) # of a place in a list
place_of(text) = (i = index_of(xs, text, 1), i > 0 ? i : NaN)
x(z) = x_is_list ? place_of(stringcolumn("x")) : column("x")
# The intervals at the places of panel k, with a gap where there is none: gnuplot would draw over it.
has_interval(z) = column("lo95") == column("lo95") && column("hi95") == column("hi95")
put_band = "set table $rows; plot data using (there(k)):(lower(0)):(upper(0)):(has_interval(0)) with table; unset table;" \
         . "set print $band; print 'x,lo,hi'; do for [i = 1 : |$rows|] { row = $rows[i];" \
         . "print word(row, 4) eq '1' ? word(row, 1) . ',' . word(row, 2) . ',' . word(row, 3) : '' }; unset print"
now(k) = is_as_is(0) && is(k) ? x(0) : NaN
there(k) = !is_as_is(0) && is(k) ? x(0) : NaN

set multiplot
eval frame
set bars 0.6
do for [k = 1 : n_keys] {
    c = 1 + (k - 1) % columns
    r = 1 + (k - 1) / columns
    set lmargin at screen across(margin + (c - 1) * (broad + gap))
    set rmargin at screen across(margin + (c - 1) * (broad + gap) + broad)
    set tmargin at screen down(76 + (r - 1) * (tall + 66) + 22)
    set bmargin at screen down(76 + (r - 1) * (tall + 66) + 22 + tall)
    spread = highest[k] > lowest[k] ? highest[k] - lowest[k] : most(abs(highest[k]), 1)
    set yrange [lowest[k] - 0.06 * spread : highest[k] + 0.06 * spread]
    set ytics autofreq font "" . scaled(10) format "%g"
    if (x_is_list) {
        set xrange [0.5 : words(xs) + 0.5]
        set xtics () scale 0 font "" . scaled(10) noenhanced
        do for [i = 1 : words(xs)] { set xtics add (cut(word(xs, i), letters) i) }
    } else {
        set xrange [*:*] noextend
        set offsets graph 0.03, graph 0.03, 0, 0
        set xtics autofreq font "" . scaled(10) format "%g"
    }
    set label 11 bold(title_of(word(keys, k))) . (strlen(unit[k]) > 0 && unit[k] ne "1" ? " (" . unit[k] . ")" : "") \
        at graph 0, graph 1 left offset 0, 0.8 font scaled(11) textcolor rgb ink
    if (x_is_list) {
        plot data using (there(k)):(lower(0)):(0):(upper(0) - lower(0)) with vectors nohead lw 9 lc rgb wide(hues[1]), \
             "" using (there(k)):(column("value")):(as_is[k] + column("difference_lo95")):(as_is[k] + column("difference_hi95")) \
                 with yerrorbars lw 1.6 pt 7 ps 0.9 * zoom lc rgb hues[1], \
             "" using (now(k)):(column("value")) with points pt 6 ps 1.7 * zoom lw 1.6 lc rgb ink
    } else {
        eval put_band
        plot $band using 1:2:3 with filledcurves fc rgb wide(hues[1]), \
             $band using 1:2:(0):($3 - $2) with vectors nohead lw 1 lc rgb wide(hues[1]), \
             data using (there(k)):(column("value")) with lines lw 1.8 lc rgb hues[1], \
             "" using (there(k)):(column("value")):(as_is[k] + column("difference_lo95")):(as_is[k] + column("difference_hi95")) \
                 with yerrorbars lw 1.3 pt 7 ps 0.6 * zoom lc rgb hues[1], \
             "" using (now(k)):(column("value")) with points pt 6 ps 1.7 * zoom lw 1.6 lc rgb ink
    }
    eval end_frame
    unset label 11
}
unset multiplot
