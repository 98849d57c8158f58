# SPDX-License-Identifier: GPL-3.0-or-later
# chart: point series.csv
# How credible the defenders are, how united, and how close partners are: series credibility (the mean belief that a defender
# is resolute) with its fan and, thin, the mean belief about each defender (belief.ACTOR); unity; alignment.FROM.TO. Means of
# beliefs, since a belief goes to one side or the other as a defender's type comes to light, and the median then tells which
# side has the majority.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
here = ARG0[1 : strlen(ARG0) - strlen("credibility.gp")]
load here . "theme.gp"
load here . "series.gp"

prefix = "alignment"
eval find_keys
pairs = keys
panels = (has("credibility") ? " credibility" : "") . (has("unity") ? " unity" : "") . (words(pairs) > 0 ? " alignment" : "")
n = words(panels)
if (n == 0) { exit }
subtitle = word(panels, 1) . (n > 1 ? (n == 3 ? ", " : " and ") . word(panels, 2) : "") \
         . (n == 3 ? " and " . word(panels, 3) : "")
subtitle = (subtitle[1 : 1] eq "c" ? "C" : subtitle[1 : 1] eq "u" ? "U" : "A") . subtitle[2 : *]
note = has("credibility") ? "Credibility: mean over the defenders of the belief that each is resolute; thin: belief about" \
     . " each, its mean over replicas." : ""
x_title_at = x_title_at + (strlen(note) > 0 ? 16 : 0)

# The first panel is half as tall again as the others.
share(i) = n == 1 ? 1.0 : i == 1 ? 1.5 / (n + 0.5) : 1.0 / (n + 0.5)
height = 176 + (strlen(note) > 0 ? 16 : 0) + (n == 1 ? 320 : n == 2 ? 520 : 640)
eval open(height)
top = down(72)
bottom = up(strlen(note) > 0 ? 120 : 104)
y_top(i) = i == 1 ? top : y_top(i - 1) - share(i - 1) * (top - bottom)

# The series that a panel draws as lines, the texts at their ends, and those that have a fan. The first line is the bold one.
set_up = "lines = panel; texts = panel eq 'credibility' ? 'all' : panel; fans = panel;" \
       . "if (panel eq 'credibility') { prefix = 'belief'; eval find_keys;" \
       . "    do for [actor in keys] { lines = lines . ' belief.' . actor; texts = texts . ' ' . actor } };" \
       . "if (panel eq 'alignment') { lines = ''; texts = pairs; do for [p in pairs] { lines = lines . ' alignment.' . p };" \
       . "    fans = words(pairs) <= 3 ? lines : '' }"
is_bold(k) = panel eq "alignment" || k == 1
rgb_of(k) = panel eq "unity" ? hue(3) : panel eq "alignment" ? hue(4 + k) : hue(k)
cell_of(k) = is_bold(k) ? "q50" : "mean"
dashed(text) = strstrt(text, ".") == 0 ? text : text[1 : strstrt(text, ".") - 1] . "–" . text[strstrt(text, ".") + 1 : *]

set multiplot
set lmargin at screen 0.085
set rmargin at screen 0.87
set yrange [0:1]
set ytics 0, 0.2, 1
set format y "%.1f"
eval frame
shown = hue(1)
eval legend
do for [i = 1 : n] {
    panel = word(panels, i)
    is_last = i == n
    eval set_up
    y_above = y_top(i) - (i == 1 ? 0 : up(10))
    y_below = is_last ? bottom : y_top(i + 1) + up(10)
    set tmargin at screen y_above
    set bmargin at screen y_below
    set label 13 (panel eq "credibility" ? "belief in resolve" : panel) at screen across(20), graph 0.5 center rotate by 90 \
        textcolor rgb ink
    eval x_tics

    n_lines = words(lines)
    apart = 15.0 / (height * (y_above - y_below)) # 15 pixels, less when there are too many
    apart = apart * n_lines > 1 ? 1.0 / n_lines : apart
    array ends[n_lines]
    array rank[n_lines]
    array places[n_lines]
    do for [k = 1 : n_lines] {
        s = word(lines, k)
        cell = cell_of(k)
        eval find_end
        ends[k] = final
        rank[k] = k
    }
    # by insertion, highest first
    do for [k = 2 : n_lines] {
        do for [m = k : 2 : -1] {
            if (ends[rank[m]] > ends[rank[m - 1]]) {
                swapped = rank[m]; rank[m] = rank[m - 1]; rank[m - 1] = swapped
            }
        }
    }
    # pushed down where they would touch, then up where that left the panel
    do for [k = 1 : n_lines] {
        places[k] = ends[rank[k]]
        if (k > 1 && places[k] > places[k - 1] - apart) { places[k] = places[k - 1] - apart }
    }
    lowest = 0.4 * apart
    do for [k = n_lines : 1 : -1] {
        if (places[k] < lowest) { places[k] = lowest }
        lowest = places[k] + apart
    }
    do for [k = 1 : n_lines] {
        m = rank[k]
        set label 20 + k "" . (is_bold(m) ? bold(dashed(word(texts, m))) : escaped(word(texts, m))) \
            at graph 1.012, first places[k] left font scaled(11) textcolor rgb shade(rgb_of(m))
    }
    plot for [k = 1 : words(fans)] data using (at(word(fans, k), "period")):(at(word(fans, k), "q05")):(at(word(fans, k), "q95")) \
              with filledcurves lc rgb wide(rgb_of(k)), \
         for [k = 1 : words(fans)] "" using (at(word(fans, k), "period")):(at(word(fans, k), "q25")):(at(word(fans, k), "q75")) \
              with filledcurves lc rgb narrow(rgb_of(k)), \
         for [k = 1 : n_lines] "" using (is_bold(k) ? NaN : at(word(lines, k), "period")):(at(word(lines, k), "mean")) \
              with lines lc rgb rgb_of(k) lw 1.3, \
         for [k = 1 : n_lines] "" using (is_bold(k) ? at(word(lines, k), "period") : NaN):(at(word(lines, k), "q50")) \
              with lines lc rgb rgb_of(k) lw 2.2
    eval end_frame
    do for [k = 1 : n_lines] { unset label 20 + k }
}
unset multiplot
