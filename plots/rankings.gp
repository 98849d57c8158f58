# SPDX-License-Identifier: GPL-3.0-or-later
# chart: none
# Panels of sensitivity.csv, one for each of up to six metrics, with the values that matter in one order down the side. The
# caller sets subtitle, note, `wanted` (the indices whose intervals an axis must hold), then loads this, and plots between
# `eval begin_panel` and `eval end_frame` for k = 1 .. n_keys:
#
#   key(0)      metric and statistic of a row, as one word; keys: all of them
#   place[i]    of value i on the y axis; y(path)
#   n, n_keys   values shown, panels
#   is_morris   whether the indices are elementary effects

most_values = 16

list = ""; column_name = "index"; eval find_names
is_morris = strstrt(list, " mu_star ") > 0
ranked = is_morris ? "mu_star" : "ST"
is_index(name) = stringcolumn("index") eq name

# Panels: metrics with their statistics. Paths: all of them.
key(z) = stringcolumn("metric") . "|" . stringcolumn("statistic")
keys = " "
paths = " "
keep_key(text) = strstrt(keys, " " . text . " ") > 0 || words(keys) >= 6 ? 0 : (keys = keys . text . " ", 0)
keep_path(text) = strstrt(paths, " " . text . " ") > 0 ? 0 : (paths = paths . text . " ", 0)
set table $seen
plot data using (is_index(ranked) ? (keep_key(key(0)), keep_path(stringcolumn("path"))) : 0) with table
unset table
n_keys = words(keys)
n_paths = words(paths)
if (n_keys == 0) { exit }
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)
metric_of(text) = text[1 : strstrt(text, "|") - 1]
statistic_of(text) = text[strstrt(text, "|") + 1 : *]
title_of(text) = metric_of(text) . (statistic_of(text) eq "mean" ? "" : ", " . statistic_of(text))

# Order: by the best place in any panel, and where that is the same by the sum of all.
array score[n_paths]
do for [i = 1 : n_paths] { score[i] = 1e6 }
score_row(i, r) = i == 0 ? 0 : (score[i] = least(floor(score[i] / 1000), r) * 1000 \
    + (score[i] >= 1e6 ? 0 : score[i] - 1000 * floor(score[i] / 1000)) + r / real(n_keys * n_paths) * 999 / real(n_paths + 1))
set table $seen
plot data using (is_index(ranked) && index_of(keys, key(0), 1) > 0 \
    ? score_row(index_of(paths, stringcolumn("path"), 1), column("rank")) : 0) with table
unset table
array order[n_paths]
do for [i = 1 : n_paths] { order[i] = i }
do for [i = 2 : n_paths] {
    do for [m = i : 2 : -1] {
        if (score[order[m]] < score[order[m - 1]]) {
            swapped = order[m]; order[m] = order[m - 1]; order[m - 1] = swapped
        }
    }
}
n = least(n_paths, most_values)
array place[n_paths]
do for [i = 1 : n_paths] { place[i] = NaN }
do for [i = 1 : n] { place[order[i]] = n + 1 - i }
y(path) = index_of(paths, path, 1) == 0 ? NaN : place[index_of(paths, path, 1)]

# Of each panel: the range of what is wanted, its unit.
array lowest[n_keys]
array highest[n_keys]
array unit[n_keys]
do for [k = 1 : n_keys] { lowest[k] = 0; highest[k] = 0; unit[k] = "" }
reach(k) = (lowest[k] = least(lowest[k], column("lo95") == column("lo95") ? column("lo95") : column("estimate")), \
    highest[k] = most(highest[k], column("hi95") == column("hi95") ? column("hi95") : column("estimate")), \
    unit[k] = stringcolumn("unit"))
set table $seen
plot data using (strstrt(wanted, " " . stringcolumn("index") . " ") > 0 && y(stringcolumn("path")) > 0 \
    && index_of(keys, key(0), 1) > 0 ? reach(index_of(keys, key(0), 1)) : 0) with table
unset table

columns = n_keys < 3 ? n_keys : n_keys == 4 ? 2 : 3
rows = (n_keys + columns - 1) / columns
row_height = 20
tall = most(n * row_height, 60)
height = 76 + rows * (tall + 62) + 30
longest = 0
do for [i = 1 : n] { longest = most(longest, breadth(word(paths, order[i]))) }
longest = least(longest, 270)
margin = 28 + longest
eval open(height)
broad = (900.0 - margin - 24 - (columns - 1) * 26) / columns
x_left(c) = margin + (c - 1) * (broad + 26)
footer = n < n_paths ? sprintf("The %d values that matter most of %d", n, n_paths) : sprintf("%d value%s", n, n == 1 ? "" : "s")
nice(x) = (p = 10 ** floor(log10(x)), x / p <= 1 ? p : x / p <= 2 ? 2 * p : x / p <= 5 ? 5 * p : 10 * p)
is(k) = key(0) eq word(keys, k)
in_unit(k) = strlen(unit[k]) > 0 && unit[k] ne "1" ? " (" . unit[k] . ")" : ""

# The frame of panel k, whose column is c and row is r.
begin_panel = "c = 1 + (k - 1) % columns; r = 1 + (k - 1) / columns; eval panel"
panel = "set lmargin at screen across(x_left(c)); set rmargin at screen across(x_left(c) + broad);" \
      . "set tmargin at screen down(76 + (r - 1) * (tall + 62) + 20);" \
      . "set bmargin at screen down(76 + (r - 1) * (tall + 62) + 20 + tall);" \
      . "spread = highest[k] - lowest[k] > 0 ? highest[k] - lowest[k] : 1;" \
      . "set xrange [lowest[k] - (lowest[k] < 0 ? 0.04 * spread : 0) : highest[k] + 0.04 * spread];" \
      . "set xtics nice(spread / most(broad / 50, 1)) out scale 0.5 format '%g' font '' . scaled(10) offset 0, 0.3;" \
      . "if (c == 1) { set ytics () nomirror scale 0 font '' . scaled(10) noenhanced;" \
      . "do for [i = 1 : n] { set ytics add (fit(word(paths, order[i]), longest) n + 1 - i) } } else { unset ytics };" \
      . "set arrow 2 from first 0, graph 0 to first 0, graph 1 nohead lc rgb ink lw 0.8 front;" \
      . "set label 11 bold(cut(title_of(word(keys, k)), int((broad + 20) / 8.8) - strlen(in_unit(k)))) . in_unit(k)" \
      . "    at graph 0, graph 1 left offset 0, 0.7 font scaled(11) textcolor rgb ink;" \
      . "do for [i = 1 : n] { if (i % 2 == 1) { set object 10 + i rectangle from graph 0, first i - 0.5 to graph 1, first i + 0.5" \
      . "    fc rgb 0xF4F4F4 fillstyle solid 1 noborder behind } }"

set yrange [0.4 : n + 0.6]
set border 1
unset grid
set grid back xtics lc rgb faint lw 0.6 lt 1
set bars 0
