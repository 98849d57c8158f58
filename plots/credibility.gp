# SPDX-License-Identifier: GPL-3.0-or-later
# How credible the defenders are and how united: series credibility (the mean belief that a defender is resolute) with its
# fan and, thin, the mean belief about each defender (belief.ACTOR); below it unity. A mean, since a belief goes to one side
# or the other as a defender's type comes to light, and the median then tells which side has the majority.
data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
load ARG0[1 : strlen(ARG0) - strlen("credibility.gp")] . "theme.gp"

panels = (has("credibility") ? " credibility" : "") . (has("unity") ? " unity" : "")
n = words(panels)
if (n == 0) { exit }

height = 176 + (n == 1 ? 320 : 520)
subtitle = n == 2 ? "Credibility (thin: means by defender) and unity" \
         : has("unity") ? "Unity of the defenders" : "Credibility (thin: means by defender)"
eval open(height)
top = down(72)
bottom = up(104)
edge = n == 1 ? bottom : top - 0.6 * (top - bottom)

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
    rgb = hue(panel eq "unity" ? 3 : 1)
    y_top = i == 1 ? top : edge - up(10)
    y_bottom = is_last ? bottom : edge + up(10)
    set tmargin at screen y_top
    set bmargin at screen y_bottom
    set ylabel (panel eq "unity" ? "unity" : "belief in resolve") offset 1, 0
    eval x_tics

    # Lines and the texts at their ends; the fan's own first.
    lines = panel
    texts = panel eq "unity" ? "unity" : "all"
    if (panel eq "credibility") {
        prefix = "belief"
        eval find_keys
        do for [actor in keys] {
            lines = lines . " belief." . actor
            texts = texts . " " . actor
        }
    }
    n_lines = words(lines)
    apart = 15.0 / (height * (y_top - y_bottom)) # 15 pixels, less when there are too many
    apart = apart * n_lines > 1 ? 1.0 / n_lines : apart
    array ends[n_lines]
    array rank[n_lines]
    array places[n_lines]
    do for [k = 1 : n_lines] {
        s = word(lines, k)
        cell = k == 1 ? "q50" : "mean"
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
        set label 20 + k word(texts, m) at graph 1.012, first places[k] left noenhanced \
            font (m == 1 ? "DejaVu Sans:Bold" : "") . scaled(11) textcolor rgb shade(m == 1 ? rgb : hue(m))
    }
    s = panel
    plot data using (at(s, "period")):(at(s, "q05")):(at(s, "q95")) with filledcurves lc rgb wide(rgb), \
         "" using (at(s, "period")):(at(s, "q25")):(at(s, "q75")) with filledcurves lc rgb narrow(rgb), \
         for [k = 2 : n_lines] "" using (at(word(lines, k), "period")):(at(word(lines, k), "mean")) \
              with lines lc rgb hue(k) lw 1.3, \
         "" using (at(s, "period")):(at(s, "q50")) with lines lc rgb rgb lw 2.2
    eval end_frame
    do for [k = 1 : n_lines] { unset label 20 + k }
}
unset multiplot
