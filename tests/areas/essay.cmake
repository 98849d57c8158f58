# SPDX-License-Identifier: GPL-3.0-or-later
# The shipped batch of postures, and facts that the baseline is compared with.
brink_test(unit facts SOURCES ${PROJECT_SOURCE_DIR}/tests/support/scenario_copy.c)
if(NOT BRINK_SANITIZE) # a minute's arithmetic there, through code that other tests reach
  brink_test(property essay TIMEOUT 600)
  add_test(NAME long.essay COMMAND test_essay 2000)
  set_tests_properties(long.essay PROPERTIES LABELS long TIMEOUT 1800 FAIL_REGULAR_EXPRESSION "Running 0 test")
endif()
