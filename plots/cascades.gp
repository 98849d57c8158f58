# SPDX-License-Identifier: GPL-3.0-or-later
# chart: study cascades.csv
# The tail of cascade sizes: the share of cascades with at least so many actions. Solid: those that were complete, with the
# interval over replicas (an upper bound on its width); dashed: with those that the end cut off, counted as at least as large as
# they had grown (Kaplan & Meier 1958).
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("cascades.gp")]
load here . "theme.gp"

is_row(k) = stringcolumn("quantity") eq "size"
# on the scale of logarithms, where the interval of a small share stays above 0
relative(k) = column("ccdf_se") == column("ccdf_se") ? column("ccdf_se") / column("ccdf") : 0
lo(k) = column("ccdf") * exp(-1.96 * relative(k))
hi(k) = least(column("ccdf") * exp(1.96 * relative(k)), 1)
has_all = 1
has_steps = 1

# Of each point: how many were complete, and how many were cut off.
array complete[200]
array cut_off[200]
now = ""
first = ""
index = 0
learn(point) = (point ne now ? (index = index + 1, now = point, first = index == 1 ? point : first, complete[index] = 0, cut_off[index] = 0) : 0, \
    complete[index] = complete[index] + column("count"), cut_off[index] = cut_off[index] + column("censored"))
set table $seen
plot data using (is_row(0) && index < 200 ? learn(stringcolumn("point")) : 0) with table
unset table
if (index == 0) { exit }

quantity = "actions in a cascade"
share(i) = 100.0 * cut_off[i] / (complete[i] + cut_off[i])
remark(i) = thousands(int(complete[i])) . " complete, " . sprintf("%.2g", share(i)) . " % cut off"
subtitle = "Cascades: share with at least so many actions"
note = "Solid: complete ones, with a 95 % interval (upper bound); dashed: all, those that the end cut off taken as at least" \
     . " so large."
footer = index > 1 ? "Grey: " . first . ", complete ones" : ""
load here . "tails.gp"
