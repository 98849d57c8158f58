# SPDX-License-Identifier: GPL-3.0-or-later
# The command as its users meet it. tests/cli/record.sh writes the answers of the cases anew.
set(cli_sources cli.c overview.c progress.c summary.c table.c)
list(TRANSFORM cli_sources PREPEND ${PROJECT_SOURCE_DIR}/sim/cli/)
foreach(test IN ITEMS cli_overview cli_summary cli_text)
  brink_test(unit ${test} SOURCES ${cli_sources})
  target_compile_definitions(test_${test} PRIVATE _GNU_SOURCE)
endforeach()

if(TARGET brink_cli)
  set(cli ${PROJECT_SOURCE_DIR}/tests/cli)
  file(GLOB cases CONFIGURE_DEPENDS RELATIVE ${cli}/cases ${cli}/cases/*.args)
  foreach(case IN LISTS cases)
    string(REPLACE .args "" case ${case})
    add_test(NAME cli.${case} COMMAND sh ${cli}/case.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR} ${case})
    set_tests_properties(cli.${case} PROPERTIES LABELS cli TIMEOUT 60)
  endforeach()
  # Longer stories: a script each, given the command and the source tree.
  foreach(story IN ITEMS force full_disk interrupt installed_data killed terminal threads)
    add_test(NAME cli.${story} COMMAND sh ${cli}/${story}.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
    set_tests_properties(cli.${story} PROPERTIES LABELS cli TIMEOUT 120 SKIP_RETURN_CODE 77)
  endforeach()
endif()
