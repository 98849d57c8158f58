# SPDX-License-Identifier: GPL-3.0-or-later
# Fan charts of the theatres' levels (series level.THEATRE), one panel a theatre: the median and the central 50 % and
# 90 % of replicas.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
load ARG0[1 : strlen(ARG0) - strlen("levels.gp")] . "theme.gp"

prefix = "level"
eval find_keys
theatres = keys
n = words(theatres)
if (n == 0) { exit }

# One column of panels up to four theatres, then two, then three; the order runs down the columns.
columns = n <= 4 ? 1 : n <= 12 ? 2 : 3
rows = (n + columns - 1) / columns
height = 176 + rows * (n == 1 ? 300 : n <= 4 ? 170 : 130)
subtitle = "Escalation level by theatre, rungs 0 to 10"
eval open(height)

aside = columns > 1 ? 0.06 : 0
broad = (0.87 + aside) / columns
x_left(c) = 0.08 + (c - 1) * broad
x_right(c) = x_left(c) + broad - aside
most_tics = most_tics / columns
step = fits(1)
is_dated = has_dates && columns == 1
top = down(72)
bottom = up(104)
gap = up(18)
tall = (top - bottom - (rows - 1) * gap) / rows
y_top(r) = top - (r - 1) * (tall + gap)

set multiplot
set yrange [0:10]
set ytics 0, 2, 10
eval frame
shown = hue(1)
eval legend
do for [i = 1 : n] {
    c = 1 + (i - 1) / rows
    r = 1 + (i - 1) % rows
    is_last = r == rows || i == n
    set lmargin at screen x_left(c)
    set rmargin at screen x_right(c)
    set tmargin at screen y_top(r)
    set bmargin at screen y_top(r) - tall
    if (c == 1) { set ylabel "rung" offset 1.5, 0 } else { unset ylabel }
    eval x_tics
    theatre = word(theatres, i)
    set label 9 theatre at graph 0.012, graph 0.88 left front noenhanced textcolor rgb hue(i) \
        font "DejaVu Sans:Bold" . scaled(12)
    s = "level." . theatre
    plot data using (at(s, "period")):(at(s, "q05")):(at(s, "q95")) with filledcurves lc rgb wide(hue(i)), \
         "" using (at(s, "period")):(at(s, "q25")):(at(s, "q75")) with filledcurves lc rgb narrow(hue(i)), \
         "" using (at(s, "period")):(at(s, "q50")) with lines lc rgb hue(i) lw 2
    eval end_frame
}
unset multiplot
