# SPDX-License-Identifier: GPL-3.0-or-later
# chart: folder duel_cells.csv, duel_equilibria.csv
# What pairs of postures pay either side, a panel a side: numbers are payoffs, colour is how far each is behind the side's best
# reply, best replies are framed. Beside the names: how often the first Nash equilibrium plays them.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
more = ARG8; headline = ARG9
here = ARG0[1 : strlen(ARG0) - strlen("duel_payoffs.gp")]
load here . "theme.gp"

column_name = "row"; eval find_names; rows = list
column_name = "column"; eval find_names; columns = list
n_rows = words(rows)
n = words(columns)
if (n_rows == 0 || n == 0) { exit }
index_of(texts, text, i) = i > words(texts) ? 0 : word(texts, i) eq text ? i : index_of(texts, text, i + 1)

# by side, row, column
array pay[2 * n_rows * n]
array gain[2 * n_rows * n]
array is_best[2 * n_rows * n]
array worst_se[2]
array most_gain[2]
array unit[2]
fewest = 1e300
greatest = 0
do for [s = 1 : 2] { worst_se[s] = 0; most_gain[s] = 0; unit[s] = "" }
side_of(name) = name eq "row" ? 1 : 2
at(s, r, c) = ((s - 1) * n_rows + r - 1) * n + c
fill(i, s) = (pay[i] = column("payoff"), gain[i] = column("gain"), is_best[i] = column("best_reply"), \
    unit[s] = stringcolumn("unit"), \
    fewest = least(fewest, column("replicas")), greatest = most(greatest, column("replicas")), \
    worst_se[s] = most(worst_se[s], column("se")), most_gain[s] = most(most_gain[s], column("gain")), 0)
set table $seen
plot data using (s = side_of(stringcolumn("side")), \
    fill(at(s, index_of(rows, stringcolumn("row"), 1), index_of(columns, stringcolumn("column"), 1)), s)) with table
unset table

# probabilities of the first equilibrium, by row and column
array played[n_rows + n]
do for [k = 1 : n_rows + n] { played[k] = NaN }
place(s, name) = s == 1 ? index_of(rows, name, 1) : n_rows + index_of(columns, name, 1)
n_nash = 0
note_played(s, name, p) = (played[place(s, name)] = p, 0)
if (strlen(more) > 0) {
    set table $seen
    plot more using (stringcolumn("solution") eq "nash" ? (n_nash = most(n_nash, column("number")), \
        column("number") == 1 ? note_played(side_of(stringcolumn("side")), stringcolumn("posture"), column("probability")) : 0) \
        : 0) with table
    unset table
}
shown_played(p) = p != p || p == 0 ? "" : sprintf("  %.0f %%", 100 * p)

side = 0
do for [name in rows] { side = most(side, breadth(cut(name, 22))) }
top = 0
do for [i = 1 : n] { top = most(top, breadth(cut(word(columns, i), 22) . shown_played(played[n_rows + i]))) }
margin = 70 + side
broad = least((885.0 - margin) / n, 120)
# names that are too long for their columns are turned, and the last then needs room at the right
is_turned = top > broad - 4
if (is_turned) { broad = least((885.0 - margin - most(0.8 * top - 30, 0)) / n, 120) }
row_height = n_rows <= 8 ? 30 : 22
header = 44 + (is_turned ? 0.68 * top : 16)
panel = header + n_rows * row_height + 24
height = 64 + 2 * panel + 52
eval open(height)

subtitle = "Postures against postures: what each pair pays either side"
text_of(x) = abs(x) >= 99.5 ? sprintf("%.0f", x) : x == 0 ? "0" : sprintf("%#.3g", x)
widest = 0
do for [i = 1 : 2 * n_rows * n] { widest = most(widest, breadth(text_of(pay[i]))) }
has_numbers = widest <= broad
note = (has_numbers ? "" : "Payoffs: duel_cells.csv. ") . "Framed: a best reply. Colour: how far behind the best reply." \
     . (n_nash > 0 ? sprintf(" In %%: played in %s Nash equilibrium%s", n_nash == 1 ? "the" : "the first", \
     n_nash == 1 ? "" : sprintf(" of %d", n_nash)) : "")
footer = sprintf("%d cell%s of %s%s replicas; standard errors up to %.2g and %.2g", n_rows * n, \
    n_rows * n == 1 ? "" : "s", \
    fewest < greatest ? thousands(int(fewest)) . " to " : "", thousands(int(greatest)), worst_se[1], worst_se[2])
source = source[most(strstrt(source, "seed "), 1) : *] # its points are slices of cells
with_unit(s) = strlen(unit[s]) > 0 && unit[s] ne "1" ? " (" . unit[s] . ")" : ""
colour(s, x) = most_gain[s] > 0 ? tint(more_rgb, 0.65 * sqrt(x / most_gain[s])) : 0xFFFFFF

unset grid; unset xtics; unset ytics; unset border
set xrange [0.5 : n + 0.5]
set yrange [n_rows + 0.5 : 0.5]
set lmargin at screen across(margin)
set rmargin at screen across(margin + broad * n)
unset datafile columnheaders
set multiplot
eval frame
do for [s = 1 : 2] {
    upper = 64 + (s - 1) * panel + header
    set tmargin at screen down(upper)
    set bmargin at screen down(upper + n_rows * row_height)
    set print $cells
    do for [r = 1 : n_rows] {
        do for [c = 1 : n] {
            i = at(s, r, c)
            print sprintf("%d,%d,%d,%d,\"%s\",%d", r, c, colour(s, gain[i]), ink, has_numbers ? text_of(pay[i]) : "", is_best[i])
        }
    }
    set print
    do for [r = 1 : n_rows] {
        set label 100 + r cut(word(rows, r), 22) . shown_played(played[r]) at screen across(margin - 8), first r right noenhanced \
            font scaled(10) textcolor rgb ink
    }
    do for [c = 1 : n] {
        if (is_turned) {
            set label 200 + c cut(word(columns, c), 22) . shown_played(played[n_rows + c]) at first c, graph 1 left \
                offset 0, 0.6 rotate by 40 noenhanced font scaled(10) textcolor rgb ink
        } else {
            set label 200 + c cut(word(columns, c), 22) . shown_played(played[n_rows + c]) at first c, graph 1 center \
                offset 0, 0.7 noenhanced font scaled(10) textcolor rgb ink
        }
    }
    set label 300 "" . bold(s == 1 ? "What the rows' side gets" : "What the columns' side gets") . with_unit(s) at screen 0.02, \
        screen down(upper - header + 16) left textcolor rgb ink
    plot $cells using 2:1:(0.5):(0.5):3 with boxxyerror lc rgb variable fillstyle solid 1 border lc rgb 0xE6E6E6, \
         "" using ($6 == 1 ? $2 : NaN):1:(0.47):(0.44) with boxxyerror lc rgb ink lw 2 fillstyle empty border lc rgb ink, \
         "" using 2:1:5:4 with labels center font scaled(10) textcolor rgb variable
    eval end_frame
}
unset multiplot
