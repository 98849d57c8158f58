/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an exponential costs on this machine. */
#ifndef SIM_CLI_BENCH_EXP_H
#define SIM_CLI_BENCH_EXP_H

#include <stddef.h>

#include "brink/model.h"

enum { BENCH_EXP_ROW = 512 }; /* in the nearest cache */

typedef struct bench_exp_rows {
    void (*doubles)(const double *restrict x, double *restrict y); /* [BENCH_EXP_ROW] */
    void (*floats)(const float *restrict x, float *restrict y);
    size_t vector; /* bytes */
} bench_exp_rows;

extern const bench_exp_rows bench_exp_base, bench_exp_avx2, bench_exp_avx512;

/* Nanoseconds for one of brink_exp2() and of brink_exp2f(), as loops over rows take them with an instruction set that
 * the CPU has, over about a millisecond each. */
typedef struct bench_exp_cost {
    double in_double, in_single;
    size_t vector; /* bytes */
} bench_exp_cost;
bench_exp_cost bench_exp_measure(brink_isa isa);

#endif
