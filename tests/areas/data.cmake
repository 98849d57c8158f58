# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the scenarios that ship, of the deterrence model's tables and rules, and of examples in the documentation.
add_test(NAME docs.examples
  COMMAND sh ${PROJECT_SOURCE_DIR}/tests/docs/examples.sh ${CMAKE_C_COMPILER} ${PROJECT_SOURCE_DIR}/sim/include
          ${PROJECT_SOURCE_DIR}/models/README.md)
set_tests_properties(docs.examples PROPERTIES LABELS docs TIMEOUT 60)
brink_test(unit deterrence_schema SOURCES ${PROJECT_SOURCE_DIR}/tests/support/markdown.c)
brink_test(unit deterrence_check SOURCES ${PROJECT_SOURCE_DIR}/tests/support/scenario_copy.c)
brink_test(unit baseline)
