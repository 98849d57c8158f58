# SPDX-License-Identifier: GPL-3.0-or-later
# Games: building, files, equilibria.
brink_test(unit game)
brink_test(unit game_exact LIBRARIES PkgConfig::GMP)
target_include_directories(test_game_exact PRIVATE ${PROJECT_SOURCE_DIR}/models)
