/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The values of brink/math.h over a fixed stream of arguments, folded into one number: every bit of every result
 * counts. The body is compiled once an instruction set, so that a test can compare them. */
#ifndef TESTS_SUPPORT_MATH_STREAM_H
#define TESTS_SUPPORT_MATH_STREAM_H

#include <stdint.h>

uint64_t math_stream_base(void);
uint64_t math_stream_avx2(void);
uint64_t math_stream_avx512(void);

#endif
