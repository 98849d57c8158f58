# SPDX-License-Identifier: GPL-3.0-or-later
# How many replicas a study takes (targets, rounds, failures), and tables of single replicas, wide tables, JSON.
brink_test(unit plan SOURCES support/toy.c)
brink_test(property rounds SOURCES support/toy.c support/store_dump.c LIBRARIES PkgConfig::SQLITE)
brink_test(property replicas SOURCES support/toy.c LIBRARIES PkgConfig::JANSSON)

if(TARGET brink_cli)
  set(cli ${PROJECT_SOURCE_DIR}/sim/cli)
  brink_test(unit cli_replication SOURCES ${cli}/cli.c ${cli}/progress.c ${cli}/replication.c ${cli}/table.c)
  target_compile_definitions(test_cli_replication PRIVATE _GNU_SOURCE)

  add_executable(json_reads ${CMAKE_CURRENT_SOURCE_DIR}/cli/json_reads.c)
  target_link_libraries(json_reads PRIVATE brink_build PkgConfig::JANSSON)
  foreach(story IN ITEMS until exports)
    add_test(NAME cli.${story} COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/${story}.sh $<TARGET_FILE:brink_cli>
                                       ${PROJECT_SOURCE_DIR} $<TARGET_FILE:json_reads>)
    set_tests_properties(cli.${story} PROPERTIES LABELS cli TIMEOUT 120 SKIP_RETURN_CODE 77)
  endforeach()
endif()
