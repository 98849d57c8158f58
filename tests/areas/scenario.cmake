# SPDX-License-Identifier: GPL-3.0-or-later
set(wrap_allocations -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
brink_test(unit text)
brink_test(unit status LIBRARIES ${wrap_allocations})
brink_test(unit scenario_input)
brink_test(unit scenario)
brink_test(unit scenario_memory LIBRARIES ${wrap_allocations})

# The fuzz target over its corpus as an ordinary test; the fuzzer itself with -DBRINK_FUZZ=ON (clang).
add_executable(replay_csv ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/replay.c ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/csv.c)
target_include_directories(replay_csv PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/sim)
target_link_libraries(replay_csv PRIVATE brink::brink brink_build m)
add_test(NAME fuzz.csv_corpus COMMAND replay_csv ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/csv)
add_test(NAME fuzz.empty_corpus_fails COMMAND replay_csv ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/replay_csv.dir/no_corpus)
set_tests_properties(fuzz.csv_corpus fuzz.empty_corpus_fails PROPERTIES LABELS fuzz TIMEOUT 120)
set_tests_properties(fuzz.empty_corpus_fails PROPERTIES WILL_FAIL ON)
if(BRINK_FUZZ)
  target_compile_options(brink PRIVATE -fsanitize=fuzzer-no-link) # the reader is what should be covered
  add_executable(fuzz_csv ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/csv.c)
  target_include_directories(fuzz_csv PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/sim)
  target_compile_options(fuzz_csv PRIVATE -fsanitize=fuzzer)
  target_link_options(fuzz_csv PRIVATE -fsanitize=fuzzer)
  target_link_libraries(fuzz_csv PRIVATE brink::brink brink_build m)
endif()
