/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of exponentials, compiled once per instruction set: what bench_exp.c takes the time of. The including file
 * defines NAME and VECTOR, the bytes of a vector. */
#include "bench_exp.h"
#include "brink/math.h"

static void doubles(const double *restrict x, double *restrict y)
{
    for (size_t i = 0; i < BENCH_EXP_ROW; i++) {
        y[i] = brink_exp2(x[i]);
    }
}

static void floats(const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < BENCH_EXP_ROW; i++) {
        y[i] = brink_exp2f(x[i]);
    }
}

const bench_exp_rows NAME = {doubles, floats, VECTOR};
