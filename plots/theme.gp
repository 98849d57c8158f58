# SPDX-License-Identifier: GPL-3.0-or-later
# What all charts share: colours, terminals, heading and foot. README.md says how a chart is called. A chart names its
# arguments (a loaded file does not see them) and loads this file:
#
#   data = ARG1; picture = ARG2; format = ARG3; heading = ARG4; start = ARG5; days = ARG6; source = ARG7
#   more = ARG8; headline = ARG9
#   here = ARG0[1 : strlen(ARG0) - strlen("levels.gp")]
#   load here . "theme.gp"
#
# Charts are laid out for a width of 900 pixels, and sizes are in pixels of that. PNG has everything twice as large, 1800 pixels
# wide.

set encoding utf8
set locale "C"
set datafile separator comma
set datafile columnheaders

# Okabe & Ito (2008): distinct to colour-blind readers; yellow is left out, it is too light for lines.
array hues[7] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000]
hue(i) = hues[1 + (i - 1) % |hues|]
ink = 0x222222
grey = 0x666666
faint = 0xDDDDDD
more_rgb = 0xB34E00 # what rises
less_rgb = 0x0061A0 # what falls

# A colour mixed with white; share of the colour in [0, 1].
mixed(channel, share) = int(255 - share * (255 - channel) + 0.5)
tint(rgb, share) = 65536 * mixed((rgb / 65536) % 256, share) + 256 * mixed((rgb / 256) % 256, share) \
                 + mixed(rgb % 256, share)
wide(rgb) = tint(rgb, 0.20)   # band of 90 %
narrow(rgb) = tint(rgb, 0.48) # band of 50 %

# A darker one, for text.
shade(rgb) = 65536 * int(0.75 * ((rgb / 65536) % 256)) + 256 * int(0.75 * ((rgb / 256) % 256)) + int(0.75 * (rgb % 256))

thousands(n) = n < 1000 ? sprintf("%d", n) : thousands(n / 1000) . "," . sprintf("%03d", n % 1000)
least(a, b) = a < b ? a : b
most(a, b) = a > b ? a : b

# A text of at most `n` characters: an ellipsis stands for what is left out before the last six, as names often differ there.
cut(text, n) = strlen(text) <= n ? text : text[1 : most(n - 7, 1)] . "…" . text[strlen(text) - 5 : *]

# About how many pixels a text takes in font size 10, and the text or as much of it as fits into so many.
capitals(text) = strlen(text) == 0 ? 0 : sum [i = 1 : strlen(text)] (strstrt("ABCDEFGHIJKLMNOPQRSTUVWXYZ", text[i : i]) > 0)
breadth(text) = 7.6 * strlen(text) + 1.5 * capitals(text)
fit(text, pixels) = breadth(text) <= pixels ? text : fit_in(text, strlen(text) - 1, pixels)
fit_in(text, n, pixels) = n <= 9 || breadth(cut(text, n)) <= pixels ? cut(text, n) : fit_in(text, n - 1, pixels)

# Bold texts, for labels that are not `noenhanced`: a bold font by name is lost on the SVG terminal.
# So is a space after them; a hard one is not.
escaped(text) = strlen(text) == 0 ? "" \
    : (strstrt("_^{}@&~\\", text[1 : 1]) > 0 ? "\\" : "") . text[1 : 1] . escaped(text[2 : *])
bold(text) = "{/:Bold " . escaped(text) . "}"
italic(text) = "{/:Italic " . escaped(text) . "}"

# Pixels of a PNG for each pixel of the 900-wide picture.
sharpness = 2
zoom = format eq "svg" ? 1 : sharpness

# Terminal of a chart `height` high where it is 900 wide; `eval open(height)`. SVG counts its fonts in pixels, PNG in points.
open(height) = (format eq "svg" \
    ? sprintf("set terminal svg size 900,%d font 'DejaVu Sans,12' fontscale 1.333 linewidth 1 background 'white'" \
              . " enhanced", height) \
    : sprintf("set terminal pngcairo size %d,%d font 'DejaVu Sans,%d' linewidth %d background 'white' enhanced", \
              900 * zoom, height * zoom, 12 * zoom, zoom)) . "; set output picture"

set style fill solid 1 noborder
set border 3 lc rgb ink lw 0.8
set tics nomirror out scale 0.5 textcolor rgb ink
set grid ytics lc rgb faint lw 0.6 lt 1
set grid front
unset key

scaled(size) = sprintf(",%d", size * zoom) # font size as of the 900-wide picture
size_of_heading = strlen(heading) <= 76 ? 15 : strlen(heading) <= 96 ? 12 : 10

# Heading, subtitle, title of the x axis, a note and the foot of a chart `height` high, set for its first panel only.
down(y) = 1 - y / real(height) # screen coordinate of a pixel counted from the top of the 900-wide picture
up(y) = y / real(height)
across(x) = x / 900.0
subtitle = ""
x_title = ""
x_title_at = 52 # pixels above the lower edge
note = ""
footer = ""
frame = "set label 1 heading at screen 0.02, screen down(22) left noenhanced textcolor rgb ink" \
      . "    font scaled(size_of_heading);" \
      . "set label 2 subtitle at screen 0.02, screen down(48) left noenhanced textcolor rgb grey;" \
      . "set label 3 x_title at screen 0.51, screen up(x_title_at) center noenhanced textcolor rgb ink;" \
      . "set label 4 footer at screen 0.02, screen up(16) left noenhanced textcolor rgb grey font scaled(10);" \
      . "set label 5 source at screen 0.98, screen up(16) right noenhanced textcolor rgb grey font scaled(10);" \
      . "set label 10 note at screen 0.02, screen up(32) left noenhanced textcolor rgb grey font scaled(10)"
end_frame = "unset label 1; unset label 2; unset label 3; unset label 4; unset label 5; unset label 10;" \
          . "unset label 6; unset label 7; unset label 8; unset object 1; unset object 2; unset arrow 1"

# `list = ""; column_name = "point"; eval find_names` sets `list` to the names in a column of `data`, each once, in order of
# the file, framed by spaces.
keep(name) = strstrt(list, " " . name . " ") > 0 ? list : (list = list . name . " ")
find_names = "list = ' '; set table $seen; plot data using (keep(stringcolumn(column_name)), 0) with table; unset table"
