# SPDX-License-Identifier: GPL-3.0-or-later
# Cascades of the deterrence model against plain bookkeeping.
brink_test(property cascades SOURCES oracle/forest.c oracle/random_scenario.c oracle/tiny.c)
