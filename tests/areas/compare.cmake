# SPDX-License-Identifier: GPL-3.0-or-later
# Comparisons of points, and metrics made by thresholds.
brink_test(unit compare_values)
brink_test(unit threshold)
brink_test(verification coverage)
brink_test(verification common_noise)
brink_test(property paired SOURCES support/toy.c)
