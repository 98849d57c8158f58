# SPDX-License-Identifier: GPL-3.0-or-later
# Explorations: their tables, and what they stand on.
brink_test(unit distribution)
brink_test(unit explore_tables SOURCES support/scenario_copy.c)
brink_test(property outcomes)
brink_test(unit explore_memory LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
brink_test(unit sampling)
if(NOT BRINK_SANITIZE) # arithmetic, through code that other tests reach
  brink_verification(verification sensitivity)
endif()
brink_test(unit charts_sense)
brink_test(unit charts_explore)

if(TARGET brink_cli)
  # kills and resumes, growth, refusals
  add_test(NAME cli.explore COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/explore.sh $<TARGET_FILE:brink_cli>
    ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.explore PROPERTIES LABELS cli TIMEOUT 120 SKIP_RETURN_CODE 77)
endif()
