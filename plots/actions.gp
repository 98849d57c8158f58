# SPDX-License-Identifier: GPL-3.0-or-later
# chart: study actions.csv, differences.csv
# Who did what where, and how often: a row an action, a column a point. In the cells the mean number a replica; their colour is
# the change against the first point, where the interval that holds for all points at once excludes none (differences.csv). Of a
# study of one point: bars, with intervals.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("actions.gp")]
load here . "theme.gp"

# The rows: ACTOR.THEATRE.ACTION in order of the file. Functions may call themselves no more than 250 deep.
key(k) = stringcolumn("actor") . "." . stringcolumn("theatre") . "." . stringcolumn("action")
most_rows = 120
list = ""; column_name = "point"; eval find_names; points = list
list = ' '; set table $seen; plot data using (keep(key(0)), 0) with table; unset table
n_all = words(list)
keys = ""
do for [name in list] { if (words(keys) < most_rows) { keys = keys . " " . name } }
n = words(points)
n_rows = words(keys)
if (n_rows == 0) { exit }
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)
part(name, i) = i == 1 ? name[1 : strstrt(name, ".") - 1] \
              : i == 2 ? part(name[strstrt(name, ".") + 1 : *], 1) : rest_of(rest_of(name))
rest_of(name) = name[strstrt(name, ".") + 1 : *]

# Cells by row, then by point.
array mean[n_rows * n]
array half[n_rows * n]
array share[n_rows * n]
array changed[n_rows * n] # 1: more, -1: less, 0: not known to differ, NaN: nothing to compare with
do for [i = 1 : n_rows * n] { mean[i] = NaN; half[i] = NaN; share[i] = NaN; changed[i] = NaN }
n_least = 1e300
n_most = 0
fill(i) = i <= 0 ? 0 : (mean[i] = column("mean"), half[i] = 0.5 * (column("hi95") - column("lo95")), \
    share[i] = column("per_period"), n_least = least(n_least, column("n")), n_most = most(n_most, column("n")))
cell(r, c) = r == 0 || c == 0 ? 0 : (r - 1) * n + c
set table $seen
plot data using (fill(cell(index_of(keys, key(0), 1), index_of(points, stringcolumn("point"), 1))), 0) with table
judge(i) = i <= 0 ? 0 : (changed[i] = column("lo95_all") > 0 ? 1 : column("hi95_all") < 0 ? -1 : 0)
if (strlen(more) > 0) {
    plot more using (strstrt(stringcolumn("metric"), ".") == 0 ? 0 \
        : judge(cell(index_of(keys, rest_of(stringcolumn("metric")), 1), index_of(points, stringcolumn("point"), 1))), 0) \
        with table
}
unset table

longest = 0
do for [name in points] { longest = most(longest, strlen(name)) }
longest_action = 0
longest_actor = 0
longest_theatre = 0
do for [name in keys] {
    longest_actor = most(longest_actor, strlen(part(name, 1)))
    longest_theatre = most(longest_theatre, strlen(part(name, 2)))
    longest_action = most(longest_action, strlen(part(name, 3)))
}
row_height = 15
x_actor = 20
x_theatre = x_actor + 16 + 7.6 * least(longest_actor, 16)
x_action = x_theatre + 16 + 7.0 * least(longest_theatre, 16)
margin = x_action + 12 + 7.0 * least(longest_action, 24)
# so that the slanted names above the columns end within the picture
broad = 180
do for [c = 1 : n] { broad = least(broad, (890.0 - margin - (n > 1 ? 0.66 * 7.2 * least(strlen(word(points, c)), 32) : 0)) / (c - 0.5)) }
broad = least(broad, (900.0 - margin - 20) / n)
is_single = n == 1
has_halves = broad >= 84
header = is_single ? 6 : 16 + 0.80 * 7.4 * least(longest, 32)
height = 70 + header + n_rows * row_height + (is_single ? 80 : 60)
eval open(height)

with_cents(x) = broad < 28 ? sprintf("%.2f", x)[2 : *] : sprintf("%.2f", x)
text_of(x) = x != x ? "" : x == 0 ? "0" : x < 0.005 ? "<" . with_cents(0.01) : x < 0.995 ? with_cents(x) \
           : x < 9.95 ? sprintf("%.1f", x) : sprintf("%.0f", x)
# as many decimals as the interval bears: one digit of it, two where it begins with 1
decimals(h) = h > 0 ? (place = floor(log10(h)), most(0, least(6, (h < 2 * 10 ** place ? 1 : 0) - place))) : 2
with_half(m, h) = sprintf(sprintf("%%.%df ± %%.%df", decimals(h), decimals(h)), m, h)
full_text(i) = mean[i] != mean[i] ? "" : has_halves && half[i] == half[i] ? with_half(mean[i], half[i]) : text_of(mean[i])
note = "In the cells: mean number a replica" . (has_halves ? " ± half its 95 % interval" : "") . ". White: not known to differ from " \
     . cut(word(points, 1), 20) . (n > 2 ? sprintf(" (interval for all %d at once)", n - 1) : "") . ". Empty: not open."
subtitle = is_single ? "Actions: mean number a replica, with its 95 % interval" : "Actions by point: how many, and how they change"
footer = (n_least < n_most ? "n = " . thousands(int(n_least)) . " to " : "n = ") . thousands(int(n_most)) . " replicas" \
       . (n > 1 ? " a point" : "") . (n_all > n_rows ? sprintf("; the first %d of %d actions", n_rows, n_all) : "")
x_title_at = 36

set lmargin at screen across(margin)
set tmargin at screen down(70 + header)
set bmargin at screen down(70 + header + n_rows * row_height)
set yrange [n_rows + 0.5 : 0.5]
unset grid
unset ytics
eval frame

# Names of the rows, an actor's and a theatre's where they begin; a line between actors.
do for [r = 1 : n_rows] {
    is_first_of_actor = r == 1 || part(word(keys, r), 1) ne part(word(keys, r - 1), 1)
    is_first = is_first_of_actor || part(word(keys, r), 2) ne part(word(keys, r - 1), 2)
    if (is_first_of_actor) {
        set label 100 + r bold(cut(part(word(keys, r), 1), 16)) at screen across(x_actor), first r left font scaled(10) textcolor rgb ink
        set arrow 100 + r from screen across(x_actor), first r - 0.5 to screen across(margin + broad * (is_single ? 5 : n)), \
            first r - 0.5 nohead lc rgb grey lw 0.6 front
    }
    if (is_first) {
        set label 300 + r cut(part(word(keys, r), 2), 16) at screen across(x_theatre), first r left noenhanced \
            font "" . scaled(10) textcolor rgb grey
    }
    set label 500 + r cut(part(word(keys, r), 3), 24) at screen across(x_action), first r left noenhanced \
        font "" . scaled(10) textcolor rgb ink
}

if (is_single) {
    rgb = hue(1)
    note = ""
    x_title = "mean number a replica"
    eval frame
    set rmargin at screen 0.80
    set border 1
    set grid back xtics lc rgb faint lw 0.6 lt 1
    set xrange [0 : *]
    set xtics font "" . scaled(10)
    set bars 0.6
    set boxwidth 0.7
    words_of(r) = (half[r] == half[r] ? with_half(mean[r], half[r]) : text_of(mean[r])) . sprintf("  (%.2g a period)", share[r])
    set print $cells
    do for [r = 1 : n_rows] { if (mean[r] == mean[r]) { print sprintf("%d,%.17g,%.17g,\"%s\"", r, mean[r], half[r], words_of(r)) } }
    set print
    unset datafile columnheaders
    plot $cells using (0.5 * $2):1:(0.5 * $2):(0.35) with boxxyerror fc rgb narrow(rgb) fillstyle solid 1 noborder, \
         "" using 2:1:($2 - $3):($2 + $3) with xerrorbars pt 0 lw 1.4 lc rgb shade(rgb), \
         "" using ($2 + $3):1:4 with labels left offset 0.6, 0 font scaled(9) textcolor rgb ink
    exit
}

# Change as a colour: the logarithm of the ratio, at its strongest from a quarter and four times on.
strength(i, c) = mean[i - c + 1] > 0 ? (mean[i] > 0 ? least(abs(log(mean[i] / mean[i - c + 1])) / log(4), 1) : 1) : 1
colour(i, c) = c == 1 ? 0xF0F0F0 : changed[i] != changed[i] ? 0xFFFFFF : changed[i] == 0 ? 0xFFFFFF \
             : tint(changed[i] > 0 ? 0xD55E00 : 0x0072B2, 0.10 + 0.65 * strength(i, c))
text_rgb(i, c) = c == 1 ? ink : changed[i] == 0 ? 0x888888 : ink
set print $cells
do for [r = 1 : n_rows] {
    do for [c = 1 : n] {
        i = cell(r, c)
        print sprintf("%d,%d,%d,%d,\"%s\"", r, c, colour(i, c), text_rgb(i, c), full_text(i))
    }
}
set print
unset datafile columnheaders

set rmargin at screen across(margin + broad * n)
set xrange [0.5 : n + 0.5]
unset xtics
unset border
do for [c = 1 : n] {
    set label 700 + c "" . (c == 1 ? bold(cut(word(points, c), 32)) : escaped(cut(word(points, c), 32))) \
        at first c, graph 1 left offset 0, 0.5 rotate by 50 font scaled(10) textcolor rgb ink
}
# the scale of colours, at the top right
scale(k) = k == 3 ? 0xFFFFFF : tint(k > 3 ? 0xD55E00 : 0x0072B2, k == 1 || k == 5 ? 0.75 : 0.425)
do for [k = 1 : 5] {
    set object 50 + k rectangle from screen across(600 + 48 * k), screen down(56) to screen across(648 + 48 * k), screen down(41) \
        fc rgb scale(k) fillstyle solid 1 border lc rgb faint front
    set label 50 + k word("÷4 ÷2 = ×2 ×4", k) at screen across(624 + 48 * k), screen down(48) center front font scaled(9) \
        textcolor rgb ink
}
plot $cells using 2:1:(0.5):(0.5):3 with boxxyerror lc rgb variable fillstyle solid 1 border lc rgb 0xE6E6E6, \
     "" using 2:1:5:4 with labels center font scaled(8) textcolor rgb variable
