# SPDX-License-Identifier: GPL-3.0-or-later
# chart: none
# What both charts of sweep.csv share: its panels, one for each of up to six metrics, and its axes. Sets
#
#   is_map             whether two values were moved
#   keys, n_keys       metric and statistic of the panels, as words; key(0) of a row
#   xs, ys             the places in their order, as words; x_is_list: they are no numbers
#   x_path, y_path     what was moved
#   x_now, y_now       where the scenario as it is stands, as texts

key(z) = stringcolumn("metric") . "|" . stringcolumn("statistic")
keys = " "
xs = " "
ys = " "
x_path = ""
y_path = ""
x_now = ""
y_now = ""
x_is_list = 0
y_is_list = 0
n_least = 1e300
n_most = 0
keep_key(text) = strstrt(keys, " " . text . " ") > 0 || words(keys) >= 6 ? 0 : (keys = keys . text . " ", 0)
keep_x(text) = strstrt(xs, " " . text . " ") > 0 ? 0 : (xs = xs . text . " ", 0)
keep_y(text) = strlen(text) == 0 || strstrt(ys, " " . text . " ") > 0 ? 0 : (ys = ys . text . " ", 0)
is_as_is(z) = stringcolumn("point") eq "as_is"
learn(z) = (keep_key(key(0)), x_path = stringcolumn("x_path"), y_path = stringcolumn("y_path"), \
    n_least = least(n_least, column("n")), n_most = most(n_most, column("n")), \
    is_as_is(0) ? (x_now = stringcolumn("x"), y_now = stringcolumn("y"), 0) \
    : (x_is_list = x_is_list || column("x") != column("x"), y_is_list = y_is_list || column("y") != column("y"), \
       keep_x(stringcolumn("x")), keep_y(stringcolumn("y"))))
set table $seen
plot data using (learn(0)) with table
unset table
n_keys = words(keys)
if (n_keys == 0) { exit }
is_map = strlen(y_path) > 0
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)
metric_of(text) = text[1 : strstrt(text, "|") - 1]
statistic_of(text) = text[strstrt(text, "|") + 1 : *]
title_of(text) = metric_of(text) . (statistic_of(text) eq "mean" ? "" : ", " . statistic_of(text))
is(k) = key(0) eq word(keys, k)
footer = (n_least < n_most ? "n = " . thousands(int(n_least)) . " to " : "n = ") . thousands(int(n_most)) . " replicas a point"
