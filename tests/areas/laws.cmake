# SPDX-License-Identifier: GPL-3.0-or-later
# Laws that the mathematics of the deterrence model implies.
set(laws_sources support/tables.c support/paths.c oracle/random_scenario.c oracle/tiny.c)
brink_verification(property laws_choice SOURCES ${laws_sources})
brink_verification(property laws_state SOURCES ${laws_sources})
brink_verification(property laws_beliefs SOURCES ${laws_sources})
brink_verification(property laws_noise SOURCES ${laws_sources})

# What the model says of a period: choices, terms, expected answers.
brink_verification(property explain SOURCES support/tables.c support/paths.c LIBRARIES test_oracle_model)
# ... and its theatres as finite games.
brink_verification(property finite SOURCES ${laws_sources})
brink_test(unit posts SOURCES oracle/tiny.c
  LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)

# Ways to compute a period, against one another.
brink_test(property kernels SOURCES ${laws_sources})
brink_test(property tracer SOURCES ${laws_sources})
