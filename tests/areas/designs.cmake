# SPDX-License-Identifier: GPL-3.0-or-later
brink_test(unit design)
brink_test(unit design_memory LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)

if(TARGET brink_cli)
  add_test(NAME cli.designs
    COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/designs.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.designs PROPERTIES LABELS cli TIMEOUT 120)
endif()
