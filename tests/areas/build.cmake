# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the tree (tier house) and of what is installed (tier package).

set(house_rules folders spdx length includes model_free models_public words calls format)
foreach(rule IN LISTS house_rules)
  add_test(NAME house.${rule} COMMAND sh ${PROJECT_SOURCE_DIR}/tests/house/rules.sh ${rule} ${PROJECT_SOURCE_DIR})
  set_tests_properties(house.${rule} PROPERTIES LABELS house TIMEOUT 60 SKIP_RETURN_CODE 77)
endforeach()
# Each rule must find what it is there for.
add_test(NAME house.rules_can_fail COMMAND sh ${PROJECT_SOURCE_DIR}/tests/house/violations.sh)
set_tests_properties(house.rules_can_fail PROPERTIES LABELS house TIMEOUT 60)
if(NOT BRINK_SANITIZE) # sanitizers add names and state
  add_test(NAME house.symbols COMMAND sh ${PROJECT_SOURCE_DIR}/tests/package/symbols.sh $<TARGET_FILE:brink>)
  set_tests_properties(house.symbols PROPERTIES LABELS house TIMEOUT 60)
endif()

if(NOT BRINK_SANITIZE) # a consumer would have to be built with the sanitizer too
  set(prefix ${PROJECT_BINARY_DIR}/package/prefix)
  add_test(NAME package.install COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${prefix})
  add_test(NAME package.fresh COMMAND ${CMAKE_COMMAND} -E rm -rf ${PROJECT_BINARY_DIR}/package)
  add_test(NAME package.consumer
    COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${PROJECT_SOURCE_DIR}/tests/package/consumer
            ${PROJECT_BINARY_DIR}/package/consumer --build-generator ${CMAKE_GENERATOR}
            --build-options -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}
            --test-command consumer ${prefix}/${CMAKE_INSTALL_DATADIR}/brink/scenarios/baseline)
  add_test(NAME package.installed
    COMMAND sh ${PROJECT_SOURCE_DIR}/tests/package/installed.sh ${prefix} ${PROJECT_VERSION} ${CMAKE_C_COMPILER}
            ${CMAKE_INSTALL_LIBDIR})
  set_tests_properties(package.install package.consumer package.installed PROPERTIES LABELS package TIMEOUT 120)
  set_tests_properties(package.fresh PROPERTIES LABELS package FIXTURES_SETUP package_fresh)
  set_tests_properties(package.install PROPERTIES FIXTURES_REQUIRED package_fresh FIXTURES_SETUP package)
  set_tests_properties(package.consumer package.installed PROPERTIES FIXTURES_REQUIRED package)
endif()

if(CMAKE_C_COMPILER_ID STREQUAL Clang AND NOT BRINK_SANITIZE)
  add_test(NAME package.compilers
    COMMAND sh ${PROJECT_SOURCE_DIR}/tests/package/compilers.sh ${PROJECT_SOURCE_DIR} $<TARGET_FILE:brink_cli>)
  set_tests_properties(package.compilers PROPERTIES LABELS package TIMEOUT 600)
endif()

if(CMAKE_C_COMPILER_ID STREQUAL GNU AND NOT BRINK_SANITIZE)
  add_test(NAME package.readme COMMAND sh ${PROJECT_SOURCE_DIR}/tests/package/readme.sh ${PROJECT_SOURCE_DIR})
  set_tests_properties(package.readme PROPERTIES LABELS long TIMEOUT 900)
endif()
