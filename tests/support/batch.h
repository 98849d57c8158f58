/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A batch of a model, run by hand. */
#ifndef TESTS_SUPPORT_BATCH_H
#define TESTS_SUPPORT_BATCH_H

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/model.h"

enum { BATCH_SEED = 11 };

typedef struct batch_run {
    brink_batch batch;
    size_t n_cells;     /* of all counted tables */
    double *series;     /* [n_periods + 1][n_series][BRINK_LANES] */
    double *metrics;    /* [n_metrics][BRINK_LANES]; those of RATIO stay NaN */
    uint64_t *counters; /* [n_counters] */
    uint32_t *counts;   /* [BRINK_LANES][n_cells] */
} batch_run;

static inline void *batch_memory(size_t n, size_t size)
{
    const size_t bytes = (n * size / 64 + 1) * 64;
    void *memory = aligned_alloc(64, bytes);
    assert_non_null(memory);
    return memset(memory, 0, bytes);
}

static inline void batch_new(batch_run *run, const brink_program *program)
{
    const brink_model_type *type = program->type;
    *run = (batch_run){.batch = {.program = program, .seed = BATCH_SEED}};
    for (size_t i = 0; i < program->n_count_tables; i++) {
        run->n_cells += program->count_tables[i].n_rows * program->count_tables[i].n_bins;
    }
    run->series = batch_memory(((size_t)program->n_periods + 1) * program->n_series * BRINK_LANES, sizeof(double));
    run->metrics = batch_memory(program->n_metrics * BRINK_LANES, sizeof(double));
    run->counters = batch_memory(type->n_counters, sizeof(uint64_t));
    run->counts = batch_memory(run->n_cells * BRINK_LANES, sizeof(uint32_t));
    run->batch.memory = batch_memory(type->batch_bytes(program), 1);
}

static inline void batch_free(batch_run *run)
{
    free(run->series);
    free(run->metrics);
    free(run->counters);
    free(run->counts);
    free(run->batch.memory);
}

/* Runs replicas first .. first + n - 1, in lanes 0 .. n-1. */
static inline void batch_go(batch_run *run, uint64_t first, size_t n, bool is_counting)
{
    const brink_program *program = run->batch.program;
    const brink_model_type *type = program->type;
    const size_t row = program->n_series * BRINK_LANES;
    run->batch.first = first;
    run->batch.n = n;
    run->batch.counters = run->counters;
    run->batch.counts = is_counting ? run->counts : NULL;
    memset(run->counters, 0, type->n_counters * sizeof(uint64_t));
    memset(run->counts, 0, run->n_cells * BRINK_LANES * sizeof(uint32_t));
    for (size_t i = 0; i < program->n_metrics * BRINK_LANES; i++) {
        run->metrics[i] = (double)NAN;
    }
    type->start(&run->batch);
    type->series_values(&run->batch, run->series);
    for (uint32_t t = 1; t <= program->n_periods; t++) {
        type->step(&run->batch);
        assert_int_equal(run->batch.period, t);
        type->series_values(&run->batch, run->series + t * row);
    }
    type->metric_values(&run->batch, run->metrics);
}

#endif
