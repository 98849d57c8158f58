# SPDX-License-Identifier: GPL-3.0-or-later
# Calibration: known posteriors, known optima, what cannot be identified, and the command.
brink_test(property calibrate)
if(NOT BRINK_SANITIZE) # simulation, through code that the property test reaches
  brink_verification(verification posterior)
endif()
brink_test(unit charts_calibration)

if(TARGET brink_cli)
  add_test(NAME cli.calibrate_story
    COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/calibrate.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.calibrate_story PROPERTIES LABELS cli TIMEOUT 120)
endif()
