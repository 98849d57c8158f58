# SPDX-License-Identifier: GPL-3.0-or-later
# The shipped batch of postures, and facts that the baseline is compared with.
brink_test(unit facts SOURCES ${PROJECT_SOURCE_DIR}/tests/support/scenario_copy.c)
