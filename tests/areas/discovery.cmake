# SPDX-License-Identifier: GPL-3.0-or-later
# Where cases of interest lie (PRIM, CART), and how robust postures are.
brink_test(unit prim)
brink_test(unit tree)
brink_test(unit robust)
brink_test(unit case_table)
brink_test(unit discovery_memory LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
brink_test(property discovery)
brink_test(property robustness)
brink_test(property worlds)
brink_verification(verification prim_reference)
brink_verification(verification robust_noise)

if(TARGET brink_cli)
  foreach(story IN ITEMS discovery robustness)
    add_test(NAME cli.${story}
      COMMAND sh ${PROJECT_SOURCE_DIR}/tests/cli/${story}.sh $<TARGET_FILE:brink_cli> ${PROJECT_SOURCE_DIR})
    set_tests_properties(cli.${story} PROPERTIES LABELS cli TIMEOUT 120)
  endforeach()
endif()
