# SPDX-License-Identifier: GPL-3.0-or-later
# Guards of speed: counted, never timed. `cmake --workflow --preset bench`.
if(TARGET brink_cli)
  string(REGEX MATCH "^[0-9]+" compiler_major ${CMAKE_C_COMPILER_VERSION})
  add_test(NAME bench.instructions
    COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/bench/instructions.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR}
            "${CMAKE_C_COMPILER_ID} ${compiler_major} ${CMAKE_BUILD_TYPE}")
  set_tests_properties(bench.instructions PROPERTIES LABELS bench TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()
