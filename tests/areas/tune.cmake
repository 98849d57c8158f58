# SPDX-License-Identifier: GPL-3.0-or-later
# Tuning: optimisers, several objectives, selection of the best of many.
brink_test(unit optimise)
brink_test(unit pareto)
brink_test(unit nsde)
brink_test(property tune SOURCES support/scenario_copy.c)
if(NOT BRINK_SANITIZE) # simulation, through code that other tests reach
  brink_test(property tune_baseline TIMEOUT 300)
endif()
brink_test(unit grid)
