# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder discover_cases.csv, discover_boxes.csv
# The cases in the two numeric dimensions that the first box limits most surely (least quasi-p-values), with the boxes' sides.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
boxes = ARG8
here = ARG0[1 : strlen(ARG0) - strlen("discover_scatter.gp")]
load here . "theme.gp"
if (strlen(boxes) == 0) { exit }
cases = data
load here . "discoveries.gp"

# The two dimensions; where only one is limited, the first other one stands beside it.
first_name = ""; second_name = ""; other_name = ""
first_p = 2; second_p = 2
unit_1 = ""; unit_2 = ""; unit_other = ""
take_first(z) = (second_name = first_name, second_p = first_p, unit_2 = unit_1, \
    first_name = stringcolumn("dimension"), first_p = column("quasi_p"), unit_1 = stringcolumn("unit"))
take_second(z) = (second_name = stringcolumn("dimension"), second_p = column("quasi_p"), unit_2 = stringcolumn("unit"))
is_number(z) = column("box") == 1 && stringcolumn("kind") ne "category"
weigh(z) = !is_number(0) ? 0 : column("is_limited") != 1 \
    ? (strlen(other_name) == 0 ? (other_name = stringcolumn("dimension"), unit_other = stringcolumn("unit")) : 0) \
    : column("quasi_p") < first_p ? take_first(0) : column("quasi_p") < second_p ? take_second(0) : 0
set table $seen
plot boxes using (weigh(0), 0) with table
unset table
is_single = strlen(second_name) == 0
if (is_single) { second_name = other_name; unit_2 = unit_other }
if (strlen(first_name) == 0 || strlen(second_name) == 0) { exit }

# Sides of the boxes in these two; the data's ends where a side has no limit.
MOST = 20
array x_from[MOST]
array x_to[MOST]
array y_from[MOST]
array y_to[MOST]
n_boxes = 0
x_lo = NaN; x_hi = NaN; y_lo = NaN; y_hi = NaN
end(side, fallback) = column(side) == column(side) ? column(side) : column(fallback)
side_x(z) = (n_boxes = int(most(n_boxes, column("box"))), x_lo = column("least"), x_hi = column("greatest"), \
    x_from[int(column("box"))] = end("lower", "least"), x_to[int(column("box"))] = end("upper", "greatest"))
side_y(z) = (y_lo = column("least"), y_hi = column("greatest"), \
    y_from[int(column("box"))] = end("lower", "least"), y_to[int(column("box"))] = end("upper", "greatest"))
read_sides(z) = column("box") > MOST ? 0 : stringcolumn("dimension") eq first_name ? side_x(0) \
    : stringcolumn("dimension") eq second_name ? side_y(0) : 0
set table $seen
plot boxes using (read_sides(0), 0) with table
unset table

n_cases = 0
n_interest = 0
n_undecided = 0
learn(z) = (n_cases = n_cases + 1, n_interest = n_interest + column("is_interest"), \
    n_undecided = n_undecided + column("is_undecided"))
set table $seen
plot data using (learn(0), 0) with table
unset table

height = 640
eval open(height)
in_unit(unit) = strlen(unit) > 0 && unit ne "1" ? " [" . unit . "]" : ""
titled(name, unit, pixels) = fit(name, pixels / 1.2 - breadth(in_unit(unit))) . in_unit(unit)
subtitle = is_single ? "Cases by the one dimension that the first box limits, spread over another" \
    : "Cases in the two dimensions that the first box limits most surely"
subtitle = strlen(asked) > 0 ? asked_between(subtitle . "; of interest: ", "") : subtitle
footer = sprintf("%s cases, %s of interest%s", thousands(int(n_cases)), thousands(int(n_interest)), \
    n_undecided > 0 ? sprintf(", %s undecided by their intervals", thousands(int(n_undecided))) : "")
note = n_boxes > 1 ? "Frames: sides of the boxes; other dimensions may limit them too." \
    : "Frame: sides of the box; other dimensions may limit it too."
x_title = titled(first_name, unit_1, 700)
x_title_at = 54

set lmargin at screen across(84)
set rmargin at screen across(876)
set tmargin at screen down(92)
set bmargin at screen up(104)
pad_x = 0.03 * (x_hi - x_lo); pad_y = 0.03 * (y_hi - y_lo)
set xrange [x_lo - pad_x : x_hi + pad_x]
set yrange [y_lo - pad_y : y_hi + pad_y]
set ylabel titled(second_name, unit_2, 440) offset 0.5, 0 noenhanced textcolor rgb ink
set grid back xtics ytics lc rgb faint lw 0.6 lt 1
do for [b = 1 : n_boxes] {
    set object 100 + b rectangle from x_from[b], y_from[b] to x_to[b], y_to[b] fc rgb tint(hue(b), 0.10) \
        fillstyle solid 1 noborder behind
    set object 200 + b rectangle from x_from[b], y_from[b] to x_to[b], y_to[b] fillstyle empty border lc rgb hue(b) lw 2 front
    set label 200 + b sprintf("box %d", b) at x_to[b], y_to[b] right offset -0.6, -0.8 front font scaled(11) \
        textcolor rgb shade(hue(b))
}
eval frame
set key at screen across(876), screen down(72) right horizontal samplen 0.6 textcolor rgb ink font "" . scaled(11)
dots = n_cases > 2000 ? 0.45 : n_cases > 500 ? 0.7 : 0.95
plot data using (column("is_interest") == 0 ? column(first_name) : NaN):(column(second_name)) \
         with points pt 7 ps dots * zoom lc rgb 0xB8B8B8 title "not of interest", \
     data using (column("is_interest") == 1 ? column(first_name) : NaN):(column(second_name)) \
         with points pt 7 ps dots * zoom lc rgb 0xD55E00 title "of interest", \
     data using (column("is_undecided") == 1 ? column(first_name) : NaN):(column(second_name)) \
         with points pt 6 ps 1.5 * dots * zoom lw 1.2 lc rgb 0x333333 title (n_undecided > 0 ? "undecided" : "")
