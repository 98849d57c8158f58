# SPDX-License-Identifier: GPL-3.0-or-later
# Games: building, files, equilibria.
brink_test(unit game)
brink_test(unit game_exact LIBRARIES PkgConfig::GMP)
target_include_directories(test_game_exact PRIVATE ${PROJECT_SOURCE_DIR}/models)
brink_test(verification games)

add_library(test_random_games STATIC support/random_game.c support/slow_quantal.c)
set_target_properties(test_random_games PROPERTIES C_EXTENSIONS OFF)
target_include_directories(test_random_games PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(test_random_games PRIVATE brink::brink brink_build m)
brink_test(property quantal LIBRARIES test_random_games)
# The same over twenty times as many games.
add_test(NAME long.quantal COMMAND test_quantal WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(long.quantal PROPERTIES LABELS long TIMEOUT 1800 ENVIRONMENT BRINK_QUANTAL_SCALE=20)
