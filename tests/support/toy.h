/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A model small enough to know everything about: x' = phi x + e with e standard normal, from x = 0. Its programs are
 * made in place, without a scenario.
 *
 *   metrics   last (x at the end), up (x > 0 at the end), tests (periods with |x| > 1), hits (of those, x > 1),
 *             hit_share (hits over tests), first (first period with x > 2; missing if none)
 *   series    level (x), depth (-x; missing where x > 0)
 *   counters  steps, large (periods with |x| > 3)
 *   counted   sizes (of the periods, by |x| in bins from 0, 0.5, 1, 2 to 50; censored: those of the last period), turns
 *             (from nowhere, down, up to down, up: the signs of successive periods) */
#ifndef TESTS_SUPPORT_TOY_H
#define TESTS_SUPPORT_TOY_H

#include "brink/model.h"

enum { TOY_LAST, TOY_UP, TOY_TESTS, TOY_HITS, TOY_HIT_SHARE, TOY_FIRST, TOY_N_METRICS };
enum { TOY_LEVEL, TOY_DEPTH, TOY_N_SERIES };
enum { TOY_STEPS, TOY_LARGE, TOY_N_COUNTERS };
enum { TOY_SIZES, TOY_TURNS, TOY_N_TABLES };
enum { TOY_SIZE_BINS = 4, TOY_N_COUNTS = 2 * TOY_SIZE_BINS + 3 * 2 };

typedef struct toy_program {
    brink_program head;
    brink_output metrics[TOY_N_METRICS];
    brink_output series[TOY_N_SERIES];
    double phi;
    unsigned pause_us; /* what a period takes besides */
    /* Replicas r with r % every = 1 do so; 0: none. */
    unsigned fail_every;  /* the model gives them up in period 2, with BRINK_ENOMEM */
    unsigned nan_every;   /* `last` is NaN, which it may not be */
    unsigned range_every; /* `level` leaves its bounds in period 1, once */
} toy_program;

extern const brink_model_type toy_model;

extern const brink_count_table toy_tables[TOY_N_TABLES];

/* The cell of `sizes` that |x| belongs to, and that of `turns` (was: 0 nowhere, 1 down, 2 up), among TOY_N_COUNTS. */
size_t toy_size_cell(double x, bool is_last);
size_t toy_turn_cell(unsigned was, double x);

/* 1 <= n_periods. The program is owned by the caller and must stay where it is. */
void toy_init(toy_program *program, uint32_t n_periods, double phi);

/* The same replica by a plain loop: x[n_periods + 1]. */
void toy_path(const toy_program *program, uint64_t seed, uint64_t replica, double *x);

#endif
