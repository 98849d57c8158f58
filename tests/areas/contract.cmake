# SPDX-License-Identifier: GPL-3.0-or-later
# What every registered model owes the engine: promises x models.
set(registry ${PROJECT_SOURCE_DIR}/tests/support/registry.c)
brink_test(contract models SOURCES ${registry})
brink_test(contract bytes SOURCES ${registry} support/store_dump.c LIBRARIES PkgConfig::SQLITE)
brink_test(contract draws SOURCES ${registry} support/scenario_copy.c
  LIBRARIES -Wl,--wrap=brink_uniform -Wl,--wrap=brink_uniforms -Wl,--wrap=brink_normal -Wl,--wrap=brink_normals
            -Wl,--wrap=brink_rng_seek)
brink_test(contract compile SOURCES ${registry} LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
