# SPDX-License-Identifier: GPL-3.0-or-later
brink_verification(unit rng)

# brink/math.h at each instruction set: the same bits
set(streams support/math_stream_base.c)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  list(APPEND streams support/math_stream_avx2.c support/math_stream_avx512.c)
  set_source_files_properties(support/math_stream_avx2.c PROPERTIES COMPILE_OPTIONS "-O3;-mavx2;-mfma")
  set_source_files_properties(support/math_stream_avx512.c PROPERTIES
    COMPILE_OPTIONS "-O3;-mavx2;-mfma;-mavx512f;-mavx512dq;-mprefer-vector-width=512")
  set_source_files_properties(unit/math.c PROPERTIES COMPILE_DEFINITIONS MATH_STREAM_X86)
endif()
brink_verification(unit math SOURCES ${streams})

brink_test(property study SOURCES support/toy.c support/store_dump.c LIBRARIES PkgConfig::SQLITE)
brink_test(property points SOURCES support/toy.c support/store_dump.c LIBRARIES PkgConfig::SQLITE)
brink_test(unit codec)
brink_test(unit tally SOURCES support/toy.c)
brink_test(unit estimates)
brink_test(faults interrupted SOURCES support/toy.c support/store_dump.c LIBRARIES PkgConfig::SQLITE)
brink_test(faults store SOURCES support/toy.c support/store_dump.c LIBRARIES PkgConfig::SQLITE)
