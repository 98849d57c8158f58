# SPDX-License-Identifier: GPL-3.0-or-later
# The reference implementation of the deterrence model, its own tests, and the kernel compared with it.
set(oracle_sources
  oracle/oracle.c
  oracle/oracle_metrics.c
  oracle/oracle_period.c
  oracle/oracle_read.c
  oracle/oracle_report.c
  oracle/payoff.c
  oracle/random_scenario.c
  oracle/rules.c
  oracle/solve.c
  oracle/tiny.c
  oracle/trace.c
)
add_library(test_oracle_model STATIC ${oracle_sources})
set_target_properties(test_oracle_model PROPERTIES C_EXTENSIONS OFF)
target_include_directories(test_oracle_model PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/sim)
target_link_libraries(test_oracle_model PRIVATE brink::brink brink_build m)

brink_test(property oracle LIBRARIES test_oracle_model)
brink_verification(property compare LIBRARIES test_oracle_model TIMEOUT 600)
# The same over six times as many random scenarios, with further seeds.
add_test(NAME long.compare COMMAND test_compare WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(long.compare PROPERTIES LABELS long TIMEOUT 1800 ENVIRONMENT BRINK_COMPARE_SCALE=6)
