# SPDX-License-Identifier: GPL-3.0-or-later
# The classics against their closed forms, through the ordinary engine.
brink_verification(verification classics)
# The same with forty times as many replicas.
add_test(NAME long.classics COMMAND test_classics 20000 WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(long.classics PROPERTIES LABELS long TIMEOUT 1800 FAIL_REGULAR_EXPRESSION "Running 0 test")
brink_test(unit classics_documented SOURCES support/markdown.c)
brink_test(unit classics_check SOURCES ${PROJECT_SOURCE_DIR}/tests/support/scenario_copy.c)
brink_verification(property unilateral SOURCES ${PROJECT_SOURCE_DIR}/tests/support/registry.c)
