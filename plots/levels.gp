# SPDX-License-Identifier: GPL-3.0-or-later
# chart: point series.csv
# Fan charts of the theatres' levels (series level.THEATRE), one panel a theatre: the median and the central 50 % and
# 90 % of replicas, over the bands of ladder.csv.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("levels.gp")]
load here . "theme.gp"
load here . "series.gp"

prefix = "level"
eval find_keys
theatres = keys
n = words(theatres)
if (n == 0) { exit }

# The ladder's bands: edges, and names with the rungs of Kahn's ladder that they stand for.
array band_from[20]
array band_to[20]
array band_name[20]
n_bands = 0
learn_band(from, to, name, kahn) = \
    (n_bands = n_bands + 1, band_from[n_bands] = from, band_to[n_bands] = to, band_name[n_bands] = name . "\n" . kahn)
set table $seen
plot here . "ladder.csv" using ( \
    learn_band(column("from"), column("to"), stringcolumn("name"), \
               sprintf("Kahn %d–%d", column("kahn_from"), column("kahn_to"))), 0) with table
unset table
band_rgb(b) = tint(0x8A7F6A, 0.09 * (b - 1))

# One column of panels up to four theatres, then two, then three; the order runs down the columns.
columns = n <= 4 ? 1 : n <= 12 ? 2 : 3
rows = (n + columns - 1) / columns
height = 192 + rows * (n == 1 ? 300 : n <= 4 ? 190 : 150)
subtitle = "Escalation level by theatre, rungs 0 to 10"
note = "Bands: rungs of Kahn's ladder of 44 (On Escalation, 1965), by his units; where these lie on 0 to 10 is judged."
x_title_at = x_title_at + 16
eval open(height)

aside = columns > 1 ? 0.05 : 0
broad = (0.765 + aside) / columns
x_left(c) = 0.08 + (c - 1) * broad
x_right(c) = x_left(c) + broad - aside
most_tics = most_tics / columns
step = fits(1)
is_dated = has_dates && columns == 1
top = down(72)
bottom = up(120)
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
    if (c == 1) { set label 13 "rung" at screen across(24), graph 0.5 center rotate by 90 textcolor rgb ink } \
    else { unset label 13 }
    eval x_tics
    do for [b = 1 : n_bands] {
        set object 30 + b rectangle from graph 0, first band_from[b] to graph 1, first band_to[b] \
            fc rgb band_rgb(b) fillstyle solid 1 noborder behind
        # beside the last column
        if (c == columns) {
            set label 30 + b band_name[b] at graph 1.0, first 0.5 * (band_from[b] + band_to[b]) left offset 0.6, 0.4 \
                noenhanced textcolor rgb grey font scaled(8)
        } else { unset label 30 + b }
    }
    theatre = word(theatres, i)
    set label 9 bold(theatre) at graph 0.012, graph 0.91 left front textcolor rgb shade(hue(i))
    s = "level." . theatre
    plot data using (at(s, "period")):(at(s, "q05")):(at(s, "q95")) with filledcurves lc rgb wide(hue(i)), \
         "" using (at(s, "period")):(at(s, "q25")):(at(s, "q75")) with filledcurves lc rgb narrow(hue(i)), \
         "" using (at(s, "period")):(at(s, "q50")) with lines lc rgb hue(i) lw 2
    eval end_frame
}
unset multiplot
