# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder sensitivity.csv
# Tornado of elementary effects: which way a metric moves when one value goes from the low to the high end of its range.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("tornado.gp")]
load here . "theme.gp"
wanted = " mu "
load here . "rankings.gp"
if (n_keys == 0 || !is_morris) { exit }

subtitle = "Mean effect of each value going from the low to the high end of its range (Morris's mu)"
note = "Lines: 95 % intervals over trajectories. In colour where the interval excludes 0: orange raises the metric, blue lowers it."
colour(z) = column("lo95") > 0 ? tint(more_rgb, 0.7) : column("hi95") < 0 ? tint(less_rgb, 0.7) : 0xC0C0C0
at(k) = is(k) && is_index("mu") ? y(stringcolumn("path")) : NaN

set multiplot
eval frame
do for [k = 1 : n_keys] {
    eval begin_panel
    set style fill solid 1 noborder
    plot data using (0):(at(k)):(least(0, column("estimate"))):(most(0, column("estimate"))):(at(k) - 0.34):(at(k) + 0.34): \
             (colour(0)) with boxxyerror lc rgb variable, \
         "" using (column("lo95")):(at(k)):(column("hi95") - column("lo95")):(0) with vectors nohead lw 1.4 lc rgb ink
    eval end_frame
}
unset multiplot
