# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the scenarios that ship, of the deterrence model's tables and rules, and of examples in the documentation.
add_test(NAME docs.examples
  COMMAND sh ${PROJECT_SOURCE_DIR}/tests/docs/examples.sh ${CMAKE_C_COMPILER} ${PROJECT_SOURCE_DIR}/sim/include
          ${PROJECT_SOURCE_DIR}/models/README.md)
set_tests_properties(docs.examples PROPERTIES LABELS docs TIMEOUT 60)
