# SPDX-License-Identifier: GPL-3.0-or-later
# chart: none
# For charts of tails: the share of cases with at least so much, on log axes, a panel for each point but the first, which is
# repeated in grey in every panel. Load it after theme.gp with these set:
#
#   is_row(k)         whether a row is one of those to draw, of all points (k means nothing)
#   lo(k), hi(k)      interval of column ccdf
#   has_all           whether column ccdf_all is to be drawn, dashed
#   has_steps         whether values are whole numbers, to be marked one by one
#   quantity          what is on the x axis, with its unit
#   remark(i)         a line of text in the panel of point i
#   subtitle, note, footer

list = ""; column_name = "point"; eval find_names; points = list
n_points = words(points)
reference = word(points, 1)
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)

x_least = 1e300
x_most = 0
y_least = 1
set table $seen
plot data using (is_row(0) && column("ccdf") > 0 && column("value") > 0 \
    ? (x_least = least(x_least, column("value")), x_most = most(x_most, column("value")), \
       y_least = least(y_least, column("ccdf"))) : 0) with table
unset table
if (x_most <= 0) { exit }

n = n_points == 1 ? 1 : n_points - 1
columns = n <= 3 ? n : n == 4 ? 2 : n <= 9 ? 3 : 4
rows = (n + columns - 1) / columns
tall = n == 1 ? 360 : columns == 2 ? 250 : columns == 3 ? 180 : 112
head = n_points == 1 ? 22 : 44 # above each panel, for its name and remark
height = 62 + rows * (tall + head) + 96
eval open(height)
margin = 72
broad = (900.0 - margin - 20 - (columns - 1) * 16) / columns
x_left(c) = margin + (c - 1) * (broad + 16)
y_top(r) = 58 + (r - 1) * (tall + head) + head

set logscale xy
set format y "10^{%L}"
# a tick a power of ten, or at 1, 2, 5 of each where there are few of them
decades = log10(x_most / x_least)
set xrange [x_least / (decades > 0 ? 10 ** (0.02 * decades) : 1.5) : x_most * (decades > 0 ? 10 ** (0.04 * decades) : 1.5)]
set yrange [10 ** floor(log10(0.6 * y_least)) : 1.6]
text_of(x) = columns >= 3 && x > 9999 && decades * columns >= 6 ? sprintf("10^{%d}", int(log10(x) + 0.5)) : x >= 1e6 || x < 0.001 ? sprintf("%.0e", x) : x >= 1000 ? thousands(int(x + 0.5)) : sprintf("%g", x)
x_tics = "set xtics () out scale 0.5; do for [e = floor(log10(x_least)) : ceil(log10(x_most))] {" \
       . "  do for [f in (decades * columns < 3 ? '1 2 5' : decades * columns < 6 ? '1 3' : '1')] {" \
       . "    t = real(f) * 10.0 ** e; if (is_lowest) { set xtics add (text_of(t) t) } else { set xtics add ('' t) } } }"
set xtics font "" . scaled(10)
set ytics font "" . scaled(10)
set ytics 10
set mytics 1
set grid xtics ytics lc rgb faint lw 0.6 lt 1
x_title = quantity
x_title_at = 52

own(i) = is_row(0) && column("ccdf") > 0 && stringcolumn("point") eq word(points, i)
at(i, v) = own(i) ? v : NaN
dark = 0x777777
rgb = hue(1)

set multiplot
eval frame
set label 13 "share" at screen across(16), screen 0.5 * (down(y_top(1)) + down(y_top(rows) + tall)) center rotate by 90 \
    textcolor rgb ink
do for [k = 1 : n] {
    i = n_points == 1 ? 1 : k + 1
    c = 1 + (k - 1) % columns
    r = 1 + (k - 1) / columns
    is_lowest = k + columns > n
    set lmargin at screen across(x_left(c))
    set rmargin at screen across(x_left(c) + broad)
    set tmargin at screen down(y_top(r))
    set bmargin at screen down(y_top(r) + tall)
    eval x_tics
    if (c == 1) { set format y "10^{%L}" } else { set format y "" }
    # of a study of one point the source says the name
    set label 11 (n_points > 1 ? bold(cut(word(points, i), int(broad / 8.4))) : "") at graph 0, graph 1 left \
        offset 0, 1.45 front font scaled(10) textcolor rgb shade(rgb)
    set label 12 remark(i) at graph 0, graph 1 left offset 0, 0.5 front noenhanced font scaled(columns < 4 ? 9 : 8) textcolor rgb grey
    plot data using (at(i, column("value"))):(lo(0)):(hi(0)) with filledcurves lc rgb wide(rgb), \
         "" using (n_points > 1 ? at(1, column("value")) : NaN):(column("ccdf")) with lines lc rgb dark lw 1.2, \
         "" using (has_all ? at(i, column("value")) : NaN):(column("ccdf_all")) with lines lc rgb rgb lw 1.2 dt (6, 4), \
         "" using (at(i, column("value"))):(column("ccdf")) with lines lc rgb rgb lw 1.8, \
         "" using (has_steps && n <= 4 ? at(i, column("value")) : NaN):(column("ccdf")) \
              with points pt 7 ps 0.25 * zoom lc rgb rgb
    eval end_frame
    unset label 13
}
unset multiplot
