# SPDX-License-Identifier: GPL-3.0-or-later
# Tuning: optimisers, several objectives, selection of the best of many.
brink_test(unit optimise)
brink_test(unit pareto)
brink_test(unit nsde)
