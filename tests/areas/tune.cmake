# SPDX-License-Identifier: GPL-3.0-or-later
# Tuning: optimisers, several objectives, selection of the best of many.
brink_test(unit optimise)
brink_test(unit pareto)
brink_test(unit nsde)
brink_test(unit elimination)
brink_verification(verification correct_selection)
brink_verification(verification optima SOURCES support/scenario_copy.c)
brink_test(property tune SOURCES support/scenario_copy.c)
if(NOT BRINK_SANITIZE) # simulation, through code that other tests reach
  brink_test(property tune_baseline TIMEOUT 300)
endif()
brink_test(unit grid)
brink_test(unit charts_tuning)
brink_test(property rank SOURCES support/toy.c)

if(TARGET brink_cli)
  add_test(NAME cli.searches COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/searches.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.searches PROPERTIES LABELS cli TIMEOUT 300)
  if(NOT BRINK_SANITIZE)
    add_test(NAME cli.tutorial
      COMMAND sh ${PROJECT_SOURCE_DIR}/tests/package/tutorial.sh --quick $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
    set_tests_properties(cli.tutorial PROPERTIES LABELS cli TIMEOUT 300)
    add_test(NAME package.tutorial
      COMMAND sh ${PROJECT_SOURCE_DIR}/tests/package/tutorial.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
    set_tests_properties(package.tutorial PROPERTIES LABELS long TIMEOUT 1800)
  endif()
endif()
