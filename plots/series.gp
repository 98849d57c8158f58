# SPDX-License-Identifier: GPL-3.0-or-later
# chart: none
# For charts of series.csv, the rows of one point: load it after theme.gp. It finds the series, and lays out the x axis, the
# foot, and the legend of fans. START is a date, YYYY-MM-DD.

period_days = strlen(days) > 0 ? real(days) : 0

# Discovery: the last period, and every series in order of the file, each framed by spaces. Only series that have a value
# count.
names = " "
last = 0
n_least = 1e300
n_most = 0
left = NaN # share of replicas without conflict at the last period
learn(name, n) = (strstrt(names, " " . name . " ") > 0 ? names : (names = names . name . " "), \
                  n < n_least ? n_least = n : n, n > n_most ? n_most = n : n)
set table $seen
plot data using ( \
    column("mean") == column("mean") \
        ? (learn(stringcolumn("series"), column("n")), \
           column("period") >= last ? (last = column("period"), left = column("no_conflict")) : 0) : 0) with table
unset table
has(name) = strstrt(names, " " . name . " ") > 0

# `prefix = PREFIX; eval find_keys` sets `keys` to the keys of the series PREFIX.KEY, in order of the file. (A loop: functions
# may call themselves no more than 250 deep.)
find_keys = "keys = ''; do for [name in names] { if (strstrt(name, prefix . '.') == 1)" \
          . "{ keys = keys . ' ' . name[strlen(prefix) + 2 : *] } }"

# A cell of the rows of one series, for `plot data using (at(NAME, "period")):(at(NAME, "mean"))`; NaN in other rows, which
# leaves them out since the rows of a series stand together.
at(name, cell) = stringcolumn("series") eq name ? column(cell) : NaN

# `s = NAME; cell = "q50"; eval find_end` sets `final` to the last value in a column of a series.
find_end = "final = 0; set table $seen;" \
         . "plot data using (at(s, cell) == at(s, cell) ? final = column(cell) : 0) with table; unset table"

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
x_title_at = is_dated ? 40 : 52
x_tic(period) = sprintf("%d", period) . (is_dated ? "\n" . date(period, "%b %Y") : "")
set xrange [0 : last > 0 ? last : 1]

# Ticks of the x axis, with their texts only where `is_last`.
x_tics = "set xtics (\"\" 0) nomirror out scale 0.5;" \
       . "do for [t = 0 : last : step] { if (is_last) { set xtics add (x_tic(t) t) } else { set xtics add (\"\" t) } }"

# What stands at the foot: how many replicas, and how many of them without conflict.
counts = "n = " . thousands(int(n_most)) . (n_most == 1 ? " replica" : " replicas") \
       . (n_least < n_most ? " (at least " . thousands(int(n_least)) . " in every period)" : "")
survival = left == left ? sprintf("; without broader conflict at the end: %.4g %%", 100 * left) : ""
footer = counts . survival

# What a fan consists of, in the same line as the subtitle; `eval legend` after setting `shown` to a colour.
shown = 0
legend = "set for [k = 1 : 2] object k rectangle from screen 0.315 + 0.18 * k, screen down(54)" \
       . "    to screen 0.34 + 0.18 * k, screen down(42)" \
       . "    fc rgb (k == 1 ? wide(shown) : narrow(shown)) fillstyle solid 1 noborder front;" \
       . "set label 6 '90 % of replicas' at screen 0.528, screen down(48) font scaled(11) textcolor rgb ink;" \
       . "set label 7 '50 % of replicas' at screen 0.708, screen down(48) font scaled(11) textcolor rgb ink;" \
       . "set arrow 1 from screen 0.855, screen down(48) to screen 0.88, screen down(48) nohead lw 2 lc rgb shown front;" \
       . "set label 8 'median' at screen 0.888, screen down(48) font scaled(11) textcolor rgb ink"
