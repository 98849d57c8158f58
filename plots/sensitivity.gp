# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder sensitivity.csv
# Bars: which values matter. Of Sobol' indices, the total, and within it the first order; of elementary effects their mean size,
# over what luck alone would show. Lines: 95 % intervals. At the right end: the places that are open.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("sensitivity.gp")]
load here . "theme.gp"
wanted = " ST S1 mu_star "
load here . "rankings.gp"
if (n_keys == 0) { exit }

subtitle = is_morris \
    ? "Mean size of the effect of each value over its whole range (Morris's mu*)" \
    : "Shares of the variance (Sobol'): by a value alone (dark), with its interactions (light)"
note = is_morris \
    ? "Dark grey: the size that luck alone would show; light grey: not clearly above it. Lines: 95 % intervals. Right: places that are open." \
    : "Lines: 95 % intervals over scrambles, black of light bars, orange of dark ones. Right: places that are open (all at once)."

# A value stands out where its interval lies above luck, or above a share of a hundredth.
stands_out(z) = column("lo95") > (is_morris ? column("noise") : 0.01)
places(z) = column("rank_from") == column("rank_to") ? sprintf("%d", column("rank_from")) \
          : sprintf("%d–%d", column("rank_from"), column("rank_to"))
at(k, name) = is(k) && is_index(name) ? y(stringcolumn("path")) : NaN
if (!is_morris) {
    # one axis for all: shares compare
    do for [k = 2 : n_keys] { lowest[1] = least(lowest[1], lowest[k]); highest[1] = most(highest[1], highest[k]) }
    if (lowest[1] < -0.1 || highest[1] > 1.05) { footer = footer . "; long lines go on beyond the axis" }
    lowest[1] = most(lowest[1], -0.1)
    highest[1] = least(highest[1], 1.05)
    do for [k = 1 : n_keys] { lowest[k] = lowest[1]; highest[k] = highest[1]; unit[k] = "" }
}
# what lies outside of the axis ends at its end; room for the places behind it
inside(k, x) = most(lowest[k], least(end[k], x))
array end[n_keys]
do for [k = 1 : n_keys] { end[k] = highest[k] }
do for [k = 1 : n_keys] { highest[k] = highest[k] + (highest[k] - lowest[k]) * 48.0 / broad }

set multiplot
eval frame
do for [k = 1 : n_keys] {
    eval begin_panel
    set style fill solid 1 noborder
    x_places = highest[k] + 0.03 * spread
    if (is_morris) {
        plot data using (0):(at(k, "mu_star")):(0):(column("estimate")):(at(k, "mu_star") - 0.3):(at(k, "mu_star") + 0.3): \
                 (stands_out(0) ? narrow(hues[1]) : 0xC8C8C8) with boxxyerror lc rgb variable, \
             "" using (0):(at(k, "mu_star")):(0):(column("noise")):(at(k, "mu_star") - 0.3):(at(k, "mu_star") + 0.3) \
                 with boxxyerror lc rgb 0x9A9A9A, \
             "" using (column("lo95")):(at(k, "mu_star")):(column("hi95") - column("lo95")):(0) with vectors nohead lw 1.4 lc rgb ink, \
             "" using (x_places):(at(k, "mu_star")):(is_index(ranked) ? places(0) : "") with labels right font scaled(9) \
                 textcolor rgb grey noenhanced
    } else {
        plot data using (0):(at(k, "ST")):(inside(k, least(0, column("estimate")))):(inside(k, most(0, column("estimate")))):(at(k, "ST") - 0.34):(at(k, "ST") + 0.34): \
                 (stands_out(0) ? tint(hues[1], 0.35) : 0xD4D4D4) with boxxyerror lc rgb variable, \
             "" using (0):(at(k, "S1")):(inside(k, least(0, column("estimate")))):(inside(k, most(0, column("estimate")))):(at(k, "S1") - 0.17):(at(k, "S1") + 0.17) \
                 with boxxyerror lc rgb hues[1], \
             "" using (inside(k, column("lo95"))):(at(k, "ST") + 0.25):(inside(k, column("hi95")) - inside(k, column("lo95"))):(0) with vectors nohead lw 1.2 lc rgb ink, \
             "" using (inside(k, column("lo95"))):(at(k, "S1") - 0.08):(inside(k, column("hi95")) - inside(k, column("lo95"))):(0) with vectors nohead lw 1.2 lc rgb hues[2], \
             "" using (x_places):(at(k, "ST")):(is_index(ranked) ? places(0) : "") with labels right font scaled(9) \
                 textcolor rgb grey noenhanced
    }
    eval end_frame
}
unset multiplot
