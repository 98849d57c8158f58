# SPDX-License-Identifier: GPL-3.0-or-later
# chart: study distributions.csv
# The tail of damage: the share of replicas with at least so much, with Wilson's interval at each value.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("damage.gp")]
load here . "theme.gp"

is_row(k) = stringcolumn("metric") eq "damage"
lo(k) = column("lo95")
hi(k) = column("hi95")
has_all = 0
has_steps = 0

# Of each point: replicas, unit, and the values that one replica in a hundred and one in a thousand exceed.
array one_in_100[200]
unit = ""
n_least = 1e300
n_most = 0
now = ""
first = ""
index = 0
learn(point) = (point ne now ? (index = index + 1, now = point, first = index == 1 ? point : first, one_in_100[index] = NaN) : 0, unit = stringcolumn("unit"), \
    n_least = least(n_least, column("n")), n_most = most(n_most, column("n")), \
    column("ccdf") >= 0.01 ? one_in_100[index] = column("value") : 0)
set table $seen
plot data using (is_row(0) && index < 200 ? learn(stringcolumn("point")) : 0) with table
unset table
if (index == 0) { exit }

quantity = "damage over the horizon (" . (strlen(unit) > 0 && unit ne "1" ? unit : "dimensionless") . ")"
remark(i) = "one in 100: " . thousands(int(one_in_100[i])) . " or more"
subtitle = "Tail of damage: share of replicas with at least so much"
note = (index > 1 ? "Grey: " . cut(first, 32) . ". " : "") . "Band: 95 % interval of the share at each value (Wilson)."
footer = (n_least < n_most ? "n = " . thousands(int(n_least)) . " to " : "n = ") . thousands(int(n_most)) . " replicas" \
       . (index > 1 ? " a point" : "")
load here . "tails.gp"
