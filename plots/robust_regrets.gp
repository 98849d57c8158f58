# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder robust_regrets.csv
# Regret: for each objective a map of postures by states of the world, coloured by what the best posture for that state would
# have spared. States from the easiest to the hardest; postures by their largest regret, the smallest on top; at the right that
# number.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("robust_regrets.gp")]
load here . "theme.gp"

# Rows stand by objective, posture, state. How many of each there are; what is shown of them.
MOST_PANELS = 6
MOST_POSTURES = 40
MOST_COLUMNS = 400
n_panels = 0; n_postures = 0; n_states = 0; p = 0
last_objective = ""; last_posture = ""
is_place(z) = column("place") == column("place")
step_panel(z) = (n_panels = n_panels + 1, last_objective = stringcolumn("objective"), last_posture = "", p = 0)
step_posture(z) = (p = p + 1, last_posture = stringcolumn("posture"))
follow(z) = (stringcolumn("objective") ne last_objective ? step_panel(0) : 0, \
    stringcolumn("posture") ne last_posture ? step_posture(0) : 0)
count(z) = (follow(0), n_postures = most(n_postures, p), n_states = is_place(0) ? most(n_states, column("place")) : n_states)
set table $seen
plot data using (count(0), 0) with table
unset table
if (n_panels == 0 || n_states == 0) { exit }
shown = least(n_panels, MOST_PANELS)
rows = least(n_postures, MOST_POSTURES)
stride = int((n_states + MOST_COLUMNS - 1) / MOST_COLUMNS)

array objective[shown]
array unit[shown]
array name_of[rows]
array largest[shown * rows]
array greatest[shown]
do for [i = 1 : shown * rows] { largest[i] = 0 }
do for [i = 1 : shown] { greatest[i] = 0 }
n_panels = 0; p = 0; last_objective = ""; last_posture = ""
at(o, k) = (o - 1) * rows + k
take(z) = (objective[n_panels] = stringcolumn("objective"), unit[n_panels] = stringcolumn("unit"), \
    name_of[p] = stringcolumn("posture"), \
    largest[at(n_panels, p)] = most(largest[at(n_panels, p)], column("regret")), \
    greatest[n_panels] = most(greatest[n_panels], column("regret")))
fill(z) = (follow(0), n_panels <= shown && p <= rows && is_place(0) ? take(0) : 0)
set table $seen
plot data using (fill(0), 0) with table
unset table

# Place of a posture in a panel: by its largest regret, ties in order of the file.
array rank[shown * rows]
do for [o = 1 : shown] {
    do for [k = 1 : rows] {
        above = 0
        do for [j = 1 : rows] {
            mine = largest[at(o, k)]; other = largest[at(o, j)]
            above = above + (other < mine || (other == mine && j < k))
        }
        rank[at(o, k)] = above + 1
    }
}

longest = 0
do for [k = 1 : rows] { longest = most(longest, breadth(name_of[k])) }
longest = least(longest, 220)
margin = 28 + longest
right = 806
row_height = 16
panel = 34 + rows * row_height
height = 84 + shown * panel + 74
eval open(height)
subtitle = "Regret: what the best posture for the same state of the world would have spared"
footer = sprintf("%d states%s%s", n_states, stride > 1 ? sprintf(", one in %d shown", stride) : "", \
    n_postures > rows ? sprintf("; the first %d of %d postures", rows, n_postures) : "") \
    . (n_panels > shown ? sprintf("; the first %d of %d objectives", shown, n_panels) : "")
note = "As estimated: replication noise makes regrets look larger; robust.csv has them corrected and with intervals. White: none."
x_title = "states of the world, from the one that is easiest for its best posture to the hardest"
x_title_at = 52

set yrange [rows + 0.5 : 0.5]
set xrange [0.5 : n_states + 0.5]
set border 0
unset grid
unset ytics
unset xtics
set lmargin at screen across(margin)
set rmargin at screen across(right)
four(x) = x >= 999.5 ? thousands(int(x + 0.5)) : sprintf("%.3g", x)
with_unit(o) = four(greatest[o]) . (unit[o] eq "1" || strlen(unit[o]) == 0 ? "" : " " . unit[o])
share_of(o) = greatest[o] > 0 ? column("regret") / greatest[o] : 0
colour(s) = s <= 0 ? 0xFFFFFF : tint(0xB34E00, 0.10 + 0.90 * s)
is_shown(z) = is_place(0) && (int(column("place")) - 1) % stride == 0

set multiplot
do for [o = 1 : shown] {
    top = 70 + (o - 1) * panel
    set tmargin at screen down(top + 30)
    set bmargin at screen down(top + 30 + rows * row_height)
    if (o == 1) { eval frame }
    set label 30 objective[o] at screen across(margin), screen down(top + 18) left noenhanced font scaled(12) \
        textcolor rgb ink
    set label 31 "largest" at screen across(886), screen down(top + 18) right font scaled(10) textcolor rgb grey
    # the scale of colours
    do for [c = 0 : 20] {
        set object 40 + c rectangle from screen across(right - 226 + 5 * c), screen down(top + 22) \
            to screen across(right - 221 + 5 * c), screen down(top + 12) fc rgb colour(c / 20.0) fillstyle solid 1 noborder
    }
    set label 32 "0" at screen across(right - 232), screen down(top + 18) right font scaled(10) textcolor rgb grey
    set label 33 with_unit(o) at screen across(right - 114), screen down(top + 18) left noenhanced font scaled(10) \
        textcolor rgb grey
    set object 90 rectangle from graph 0, graph 0 to graph 1, graph 1 fillstyle empty border lc rgb 0xBBBBBB lw 0.6 front
    do for [k = 1 : rows] {
        y = rank[at(o, k)]
        set label 100 + k fit(name_of[k], longest) at screen across(margin - 8), first y right noenhanced \
            font scaled(10) textcolor rgb ink
        set label 200 + k four(largest[at(o, k)]) at screen across(886), first y right font scaled(10) textcolor rgb ink
    }
    n_panels = 0; p = 0; last_objective = ""; last_posture = ""
    here_o = o
    y_of(z) = (follow(0), n_panels == here_o && p <= rows && is_shown(0) ? rank[at(here_o, p)] : NaN)
    plot data using (column("place") + 0.5 * (stride - 1)):(y_of(0)):(0.5 * stride):(0.5):(colour(share_of(here_o))) \
        with boxxyerror fc rgb variable fillstyle solid 1 noborder
    if (o == 1) { eval end_frame }
}
unset multiplot
