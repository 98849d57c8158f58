# SPDX-License-Identifier: GPL-3.0-or-later
# Games of postures.
brink_test(unit posture_game)
brink_test(property empirical)
if(NOT BRINK_SANITIZE) # arithmetic, through code that other tests reach
  brink_verification(verification posture_games)
endif()

if(TARGET brink_cli)
  add_test(NAME cli.duels COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/duels.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.duels PROPERTIES LABELS cli TIMEOUT 300)
endif()
