# SPDX-License-Identifier: GPL-3.0-or-later
# chart: point series.csv
# Every series of a model that has none of the series which other charts are about (level.THEATRE, credibility): one panel a
# series, the first twelve. Numbers as the median and the central 50 % and 90 % of replicas; what is 0 or 1 in a replica, or
# has bins too coarse for quantiles, as the mean with the central 95 % of its sampling error.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("paths.gp")]
load here . "theme.gp"
load here . "series.gp"

prefix = "level"
eval find_keys
n_all = words(names)
if (words(keys) > 0 || has("credibility") || n_all == 0) { exit }
n = n_all < 12 ? n_all : 12

# A series is of shares when in every period its spread is that of a coin with its mean.
is_coin(mean, sd, n) = mean >= 0 && mean <= 1 && abs(sd * sd * (n - 1) - n * mean * (1 - mean)) < 1e-6 * n
end_of(sign) = column("mean") - sign * 1.96 * column("se") # one end of the error's band
n_means = 0
array is_mean[n]
array lowest[n]
array highest[n]
do for [i = 1 : n] {
    s = word(names, i)
    coin = 1
    bin = 0
    low = 1e300
    high = -1e300
    least = 1e300
    most = -1e300
    set table $seen
    plot data using (at(s, "mean") == at(s, "mean") ? ( \
        coin = coin && is_coin(column("mean"), column("sd"), column("n")), \
        bin = column("bin"), \
        least = end_of(1) < least ? end_of(1) : least, \
        most = end_of(-1) > most ? end_of(-1) : most, \
        low = column("q05") < low ? column("q05") : low, \
        high = column("q95") > high ? column("q95") : high) : 0) with table
    unset table
    coarse = !coin && bin > 0.3 * (high - low)
    is_mean[i] = coin || coarse
    n_means = n_means + is_mean[i]
    lowest[i] = coin ? 0 : coarse ? least : low
    highest[i] = coin ? 1 : coarse ? most : high
}

columns = n <= 4 ? 1 : n <= 8 ? 2 : 3
rows = (n + columns - 1) / columns
height = 190 + rows * (n == 1 ? 300 : n <= 4 ? 170 : 150)
subtitle = (n < n_all ? sprintf("The first %d of %d series", n, n_all) : n == 1 ? "The series of the model" : "All series") \
         . (n_means == n ? ": mean (of 0 or 1: share) of replicas, band: 95 % of its sampling error" : "")
footer = footer . (n_means == 0 || n_means == n ? "" : "; without a fan: mean, and 95 % of its error")
eval open(height)

aside = columns > 1 ? 0.07 : 0
broad = (0.89 + aside) / columns
x_left(c) = 0.085 + (c - 1) * broad
x_right(c) = x_left(c) + broad - aside
most_tics = most_tics / columns
step = fits(1)
is_dated = has_dates && columns == 1
top = down(90)
bottom = up(104)
gap = up(26)
tall = (top - bottom - (rows - 1) * gap) / rows
y_top(r) = top - (r - 1) * (tall + gap)

set multiplot
set format y "%g"
eval frame
shown = hue(1)
if (n_means < n) { eval legend }
do for [i = 1 : n] {
    c = 1 + (i - 1) / rows
    r = 1 + (i - 1) % rows
    is_last = r == rows || i == n
    s = word(names, i)
    rgb = hue(i)
    set lmargin at screen x_left(c)
    set rmargin at screen x_right(c)
    set tmargin at screen y_top(r)
    set bmargin at screen y_top(r) - tall
    spread = highest[i] - lowest[i]
    room = spread > 0 ? 0.04 * spread : abs(highest[i]) > 0 ? 0.5 * abs(highest[i]) : 1
    set yrange [lowest[i] - room : highest[i] + room]
    set ytics autofreq
    eval x_tics
    set label 9 s at graph 0, graph 1.0 offset 0, 0.6 left front noenhanced textcolor rgb shade(rgb) \
        font "DejaVu Sans:Bold" . scaled(11)
    if (is_mean[i]) {
        plot data using (at(s, "period")):(at(s, "mean") - 1.96 * at(s, "se")):(at(s, "mean") + 1.96 * at(s, "se")) \
                 with filledcurves lc rgb narrow(rgb), \
             "" using (at(s, "period")):(at(s, "mean")) with lines lc rgb rgb lw 1.6
    } else {
        plot data using (at(s, "period")):(at(s, "q05")):(at(s, "q95")) with filledcurves lc rgb wide(rgb), \
             "" using (at(s, "period")):(at(s, "q25")):(at(s, "q75")) with filledcurves lc rgb narrow(rgb), \
             "" using (at(s, "period")):(at(s, "q50")) with lines lc rgb rgb lw 2
    }
    eval end_frame
}
unset multiplot
