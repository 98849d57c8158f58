# SPDX-License-Identifier: GPL-3.0-or-later
# What the charts share. A chart is called as
#
#   gnuplot -d -c CHART.gp SERIES.CSV PICTURE [png|svg [TITLE [START [PERIOD_DAYS [SOURCE]]]]]
#
# and, after naming its arguments (a loaded file does not see them), loads this file. It reads series.csv as brink run
# writes it (of several points, the first), runs nothing, and makes no PICTURE when the series that it is about are absent.
# START is a date, YYYY-MM-DD.
#
# PNG is 1800 pixels wide with everything drawn twice as large, so that it reads well at 900.

set encoding utf8
set locale "C"
set datafile separator comma
set datafile columnheaders

period_days = strlen(days) > 0 ? real(days) : 0

# Okabe & Ito (2008): distinct to colour-blind readers; yellow is left out, it is too light for lines.
array hues[7] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000]
hue(i) = hues[1 + (i - 1) % |hues|]
ink = 0x222222
grey = 0x666666
faint = 0xDDDDDD

# A colour mixed with white; share of the colour in [0, 1].
mixed(channel, share) = int(255 - share * (255 - channel) + 0.5)
tint(rgb, share) = 65536 * mixed((rgb / 65536) % 256, share) + 256 * mixed((rgb / 256) % 256, share) \
                 + mixed(rgb % 256, share)
wide(rgb) = tint(rgb, 0.20)   # band of 90 %
narrow(rgb) = tint(rgb, 0.48) # band of 50 %

# A darker one, for text.
shade(rgb) = 65536 * int(0.75 * ((rgb / 65536) % 256)) + 256 * int(0.75 * ((rgb / 256) % 256)) + int(0.75 * (rgb % 256))

thousands(n) = n < 1000 ? sprintf("%d", n) : thousands(n / 1000) . "," . sprintf("%03d", n % 1000)

# Discovery: the first point, its last period, and every series in order of the file, each framed by spaces. Only series
# that have a value count.
point = ""
names = " "
last = 0
n_least = 1e300
n_most = 0
left = NaN # share of replicas without conflict at the last period
is_ours(p) = (point eq "" ? point = p : p, p eq point)
note(name, n) = (strstrt(names, " " . name . " ") > 0 ? names : (names = names . name . " "), \
                 n < n_least ? n_least = n : n, n > n_most ? n_most = n : n)
set table $seen
plot data using ( \
    is_ours(stringcolumn("point")) && column("mean") == column("mean") \
        ? (note(stringcolumn("series"), column("n")), \
           column("period") >= last ? (last = column("period"), left = column("no_conflict")) : 0) : 0) with table
unset table
has(name) = strstrt(names, " " . name . " ") > 0

# `prefix = PREFIX; eval find_keys` sets `keys` to the keys of the series PREFIX.KEY, in order of the file. (A loop: functions
# may call themselves no more than 250 deep.)
find_keys = "keys = ''; do for [name in names] { if (strstrt(name, prefix . '.') == 1)" \
          . "{ keys = keys . ' ' . name[strlen(prefix) + 2 : *] } }"

# A cell of the rows of one series, for `plot data using (at(NAME, "period")):(at(NAME, "mean"))`; NaN in other rows, which
# leaves them out since the rows of a series stand together.
at(name, cell) = stringcolumn("series") eq name && stringcolumn("point") eq point ? column(cell) : NaN

# `s = NAME; cell = "q50"; eval find_end` sets `final` to the last value in a column of a series.
find_end = "final = 0; set table $seen;" \
         . "plot data using (at(s, cell) == at(s, cell) ? final = column(cell) : 0) with table; unset table"

# Terminal of a chart `height` high where it is 900 wide; `eval open(height)`.
open(height) = (format eq "svg" \
    ? sprintf("set terminal svg size 900,%d font 'DejaVu Sans,12' linewidth 1 background 'white' enhanced", height) \
    : sprintf("set terminal pngcairo size 1800,%d font 'DejaVu Sans,24' linewidth 2 background 'white' enhanced", \
              2 * height)) . "; set output picture"

set style fill solid 1 noborder
set border 3 lc rgb ink lw 0.8
set tics nomirror out scale 0.5 textcolor rgb ink
set grid ytics lc rgb faint lw 0.6 lt 1
set grid front
unset key

# The x axis: periods, named weeks when they are, with dates under the numbers when START is known.
has_dates = period_days > 0 && strlen(start) == 10
day_0 = has_dates ? strptime("%Y-%m-%d", start) : 0
date(period, layout) = strftime(layout, day_0 + period * period_days * 86400.0)
noun = period_days == 7 ? "weeks" : period_days == 1 ? "days" \
     : period_days > 0 ? sprintf("periods of %g days", period_days) : "periods"
x_title = noun . " from start" . (has_dates ? " (" . sprintf("%d", tm_mday(day_0)) . date(0, " %B %Y") . ")" : "")
steps = period_days == 7 ? "1 2 4 13 26 52 104 260 520 1040 2600 5200 10400" \
      : "1 2 5 10 20 50 100 200 500 1000 2000 5000 10000"
most_tics = 8.5
fits(i) = i >= words(steps) || last / real(word(steps, i)) <= most_tics ? int(word(steps, i)) : fits(i + 1)
step = fits(1)
is_dated = has_dates # whether dates stand under the ticks
x_tic(period) = sprintf("%d", period) . (is_dated ? "\n" . date(period, "%b %Y") : "")
set xrange [0 : last > 0 ? last : 1]

# What stands at the foot of every chart: how many replicas, and how many of them without conflict.
counts = "n = " . thousands(int(n_most)) . (n_most == 1 ? " replica" : " replicas") \
       . (n_least < n_most ? " (at least " . thousands(int(n_least)) . " in every period)" : "")
survival = left == left ? sprintf("; without broader conflict at the end: %.4g %%", 100 * left) : ""
footer = counts . survival

scaled(size) = sprintf(",%d", format eq "svg" ? size : 2 * size) # font size as of the 900-wide picture
size_of_heading = strlen(heading) <= 76 ? 15 : strlen(heading) <= 96 ? 12 : 10

# Heading, subtitle, title of the x axis and foot of a chart `height` high, set for its first panel only.
down(y) = 1 - y / real(height) # screen coordinate of a pixel counted from the top of the 900-wide picture
up(y) = y / real(height)
frame = "set label 1 heading at screen 0.02, screen down(22) left noenhanced textcolor rgb ink" \
      . "    font scaled(size_of_heading);" \
      . "set label 2 subtitle at screen 0.02, screen down(48) left noenhanced textcolor rgb grey;" \
      . "set label 3 x_title at screen 0.51, screen up(is_dated ? 40 : 52) center textcolor rgb ink;" \
      . "set label 4 footer at screen 0.02, screen up(16) left textcolor rgb grey font scaled(10);" \
      . "set label 5 source at screen 0.98, screen up(16) right noenhanced textcolor rgb grey font scaled(10)"
end_frame = "unset label 1; unset label 2; unset label 3; unset label 4; unset label 5;" \
          . "unset label 6; unset label 7; unset label 8; unset object 1; unset object 2; unset arrow 1"

# What a fan consists of, in the same line as the subtitle; `eval legend` after setting `shown` to a colour.
shown = 0
legend = "set for [k = 1 : 2] object k rectangle from screen 0.315 + 0.18 * k, screen down(54)" \
       . "    to screen 0.34 + 0.18 * k, screen down(42)" \
       . "    fc rgb (k == 1 ? wide(shown) : narrow(shown)) fillstyle solid 1 noborder front;" \
       . "set label 6 '90 % of replicas' at screen 0.528, screen down(48) font scaled(11) textcolor rgb ink;" \
       . "set label 7 '50 % of replicas' at screen 0.708, screen down(48) font scaled(11) textcolor rgb ink;" \
       . "set arrow 1 from screen 0.855, screen down(48) to screen 0.88, screen down(48) nohead lw 2 lc rgb shown front;" \
       . "set label 8 'median' at screen 0.888, screen down(48) font scaled(11) textcolor rgb ink"

# Ticks of the x axis, with their texts only where `is_last`.
x_tics = "set xtics (\"\" 0) nomirror out scale 0.5;" \
       . "do for [t = 0 : last : step] { if (is_last) { set xtics add (x_tic(t) t) } else { set xtics add (\"\" t) } }"
