/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench_exp.h"

#include "bench.h"

enum { ROWS = 1000 };

bench_exp_cost bench_exp_measure(brink_isa isa)
{
    static const bench_exp_rows *const rows[BRINK_N_ISAS] = {&bench_exp_base, &bench_exp_avx2, &bench_exp_avx512};
    double x[BENCH_EXP_ROW], y[BENCH_EXP_ROW];
    float x_single[BENCH_EXP_ROW], y_single[BENCH_EXP_ROW];
    for (size_t i = 0; i < BENCH_EXP_ROW; i++) {
        x[i] = -30.0 * (double)i / BENCH_EXP_ROW;
        x_single[i] = (float)x[i];
    }
    const double begin = bench_now();
    for (int i = 0; i < ROWS; i++) {
        rows[isa]->doubles(x, y);
    }
    const double middle = bench_now();
    for (int i = 0; i < ROWS; i++) {
        rows[isa]->floats(x_single, y_single);
    }
    const double per = 1e9 / (ROWS * (double)BENCH_EXP_ROW);
    return (bench_exp_cost){(middle - begin) * per, (bench_now() - middle) * per, rows[isa]->vector};
}
