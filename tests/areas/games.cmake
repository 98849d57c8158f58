# SPDX-License-Identifier: GPL-3.0-or-later
# Games: building, files, equilibria.
brink_test(unit game)
brink_test(unit game_exact LIBRARIES PkgConfig::GMP)
target_include_directories(test_game_exact PRIVATE ${PROJECT_SOURCE_DIR}/models)
brink_verification(verification games)

add_library(test_random_games STATIC support/random_game.c support/slow_quantal.c)
set_target_properties(test_random_games PROPERTIES C_EXTENSIONS OFF)
target_include_directories(test_random_games PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(test_random_games PRIVATE brink::brink brink_build m)
brink_test(unit game_file LIBRARIES test_random_games)
brink_test(unit levels LIBRARIES test_random_games)
brink_test(unit markov LIBRARIES test_random_games)
brink_test(unit nash LIBRARIES test_random_games)
brink_test(property quantal LIBRARIES test_random_games)
# The same over twenty times as many games.
add_test(NAME long.quantal COMMAND test_quantal WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
set_tests_properties(long.quantal PROPERTIES LABELS long TIMEOUT 1800 ENVIRONMENT BRINK_QUANTAL_SCALE=20)
brink_test(unit game_memory LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)

# The fuzz target over its corpus as an ordinary test; the fuzzer itself with -DBRINK_FUZZ=ON (clang).
add_executable(replay_games ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/replay.c ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/games.c)
target_include_directories(replay_games PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/sim)
target_link_libraries(replay_games PRIVATE brink::brink brink_build m)
add_test(NAME fuzz.games_corpus COMMAND replay_games ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/games)
set_tests_properties(fuzz.games_corpus PROPERTIES LABELS fuzz TIMEOUT 120)
if(BRINK_FUZZ)
  add_executable(fuzz_games ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/games.c)
  target_include_directories(fuzz_games PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/sim)
  target_compile_options(fuzz_games PRIVATE -fsanitize=fuzzer)
  target_link_options(fuzz_games PRIVATE -fsanitize=fuzzer)
  target_link_libraries(fuzz_games PRIVATE brink::brink brink_build m)
endif()
