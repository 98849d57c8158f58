/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/block.h"

#include <stdlib.h>
#include <string.h>

#include "engine/replicas.h"

enum { ALIGNMENT = 64 };

void brink__block_forget(brink__block *block)
{
    brink__shape_free(&block->shape);
    brink__delta_free(&block->delta);
    free(block->memory);
    free(block->series);
    free(block->metrics);
    free(block->fixed);
    free(block->counts);
    block->memory = NULL;
    block->series = NULL;
    block->metrics = NULL;
    block->fixed = NULL;
    block->counts = NULL;
    block->program = NULL;
}

void brink__block_free(brink__block *block)
{
    brink__block_forget(block);
    brink__bytes_free(&block->blob);
}

/* What of the shape is kept: all replicas are judged by their series, whether or not these are counted. */
static brink__dims dims_kept(const brink__block *block)
{
    brink__dims dims = block->shape.dims;
    if (block->metrics_only) {
        dims.n_series = 0;
        dims.n_cells = 0;
        dims.n_counts = 0;
    }
    return dims;
}

/* Zeroed, aligned, never of size 0; NULL when out of memory. */
static void *aligned(size_t n, size_t size)
{
    if (n > (SIZE_MAX - 2 * ALIGNMENT) / size) {
        return NULL;
    }
    size_t bytes = (n * size / ALIGNMENT + 1) * ALIGNMENT;
    void *memory = aligned_alloc(ALIGNMENT, bytes);
    return memory ? memset(memory, 0, bytes) : NULL;
}

/* Memory for a program. A model may keep what belongs to its program in the batch's memory, so each program gets fresh.
 */
static brink_status take_program(brink__block *block, const brink_program *program, brink_error *err)
{
    brink__block_forget(block);
    size_t n_counts = 0;
    brink_status status = brink__count_cells(program->count_tables, program->n_count_tables, &n_counts, err);
    if (status == BRINK_OK) {
        status = brink__shape_init(&block->shape, program->n_periods, program->metrics, program->n_metrics,
                                   program->series, program->n_series, program->type->n_counters, n_counts, err);
    }
    if (status != BRINK_OK) {
        return status;
    }
    const brink__dims *dims = &block->shape.dims;
    const brink__dims kept = dims_kept(block);
    block->memory = aligned(program->type->batch_bytes(program), 1);
    block->series = aligned(dims->n_cells, BRINK_LANES * sizeof *block->series);
    block->metrics = aligned(dims->n_metrics, BRINK_LANES * sizeof *block->metrics);
    block->fixed = aligned(dims->n_metrics, BRINK_BLOCK * sizeof *block->fixed);
    block->counts = aligned(kept.n_counts, BRINK_LANES * sizeof *block->counts);
    status = brink__delta_init(&block->delta, &kept);
    if (status != BRINK_OK || !block->memory || !block->series || !block->metrics || !block->fixed || !block->counts) {
        brink__block_forget(block);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a batch of replicas");
    }
    block->program = program;
    return BRINK_OK;
}

/* Whether the replicas of a batch are sound as far as it has run. */
typedef struct record {
    uint8_t failed[BRINK_LANES];   /* a brink_status */
    uint32_t periods[BRINK_LANES]; /* from the start on, whose series are in the delta */
} record;

/* Judges and adds the series of a period while they are at hand: of all periods they are more than caches hold. That a
 * replica fails later is so rare that its series are then taken out again. */
static void note_series(brink__block *block, const brink_batch *batch, uint32_t period, record *so_far)
{
    const brink__shape *shape = &block->shape;
    double *series = block->series + period * shape->dims.n_series * BRINK_LANES;
    block->program->type->series_values(batch, series);
    brink__judge_series(shape, series, batch->n, so_far->failed);
    if (!block->metrics_only) {
        brink__delta_add_series(&block->delta, shape, period, series, batch->n, so_far->failed);
    }
    for (size_t k = 0; k < batch->n; k++) {
        so_far->periods[k] += so_far->failed[k] == BRINK_OK;
    }
}

/* Takes out what was added of replicas that failed. */
static void take_failed(brink__block *block, const brink_batch *batch, const record *so_far)
{
    const brink__shape *shape = &block->shape;
    for (size_t k = 0; k < batch->n; k++) {
        for (uint32_t period = 0; batch->failed[k] != BRINK_OK && period < so_far->periods[k]; period++) {
            brink__delta_take_series(&block->delta, shape, period,
                                     block->series + period * shape->dims.n_series * BRINK_LANES, k);
        }
    }
}

/* Runs one batch into lanes `at` onwards of the block. */
static brink_status run_batch(brink__block *block, brink_batch *batch, size_t at, const atomic_int *stop,
                              atomic_uint_fast64_t *periods)
{
    const brink_model_type *type = block->program->type;
    record so_far = {0};
    memset(block->counts, 0, block->delta.sums.dims.n_counts * BRINK_LANES * sizeof *block->counts);
    type->start(batch);
    note_series(block, batch, 0, &so_far);
    for (uint32_t period = 1; period <= block->shape.n_periods; period++) {
        if (atomic_load_explicit(stop, memory_order_relaxed)) {
            return BRINK_EINTERRUPTED;
        }
        type->step(batch);
        note_series(block, batch, period, &so_far);
        (void)atomic_fetch_add_explicit(periods, batch->n, memory_order_relaxed);
    }
    type->metric_values(batch, block->metrics);
    brink__judge(&block->shape, so_far.failed, block->metrics, batch->n, batch->failed);
    if (!block->metrics_only) {
        take_failed(block, batch, &so_far);
        brink__delta_add_counts(&block->delta, block->program->count_tables, block->program->n_count_tables,
                                block->counts, batch->n, batch->failed);
    }
    memcpy(block->status + at, batch->failed, batch->n);
    for (size_t m = 0; m < block->shape.dims.n_metrics; m++) {
        bool is_ratio = brink__is_ratio(&block->shape.metrics[m]);
        const double *values = block->metrics + m * BRINK_LANES;
        int64_t *fixed = block->fixed + m * BRINK_BLOCK + at;
        for (size_t k = 0; k < batch->n; k++) {
            bool has_value = !is_ratio && batch->failed[k] == BRINK_OK;
            fixed[k] = has_value ? brink__fix(&block->shape.metric[m], values[k]) : BRINK__MISSING;
        }
    }
    return BRINK_OK;
}

brink_status brink__block_run(brink__block *block, const brink_program *program, uint64_t seed, uint64_t first,
                              size_t n, const atomic_int *stop, atomic_uint_fast64_t *periods, brink_error *err)
{
    if (block->program != program) {
        brink_status status = take_program(block, program, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
    brink__delta_clear(&block->delta);
    block->n = n;
    for (size_t at = 0; at < n; at += BRINK_LANES) {
        brink_batch batch = {.program = program,
                             .seed = seed,
                             .first = first + at,
                             .n = n - at < BRINK_LANES ? n - at : BRINK_LANES,
                             .memory = block->memory,
                             .counters = block->delta.sums.counts.counters,
                             .counts = block->metrics_only ? NULL : block->counts};
        brink_status status = run_batch(block, &batch, at, stop, periods);
        if (status != BRINK_OK) {
            return status;
        }
    }
    brink__delta_add_metrics(&block->delta, &block->shape, block->fixed, n, block->status);
    brink__bytes_clear(&block->blob);
    brink__replicas_encode(block->fixed, block->shape.dims.n_metrics, n, block->status, &block->blob);
    return block->blob.failed ? brink_fail(err, BRINK_ENOMEM, "out of memory for the values of a block") : BRINK_OK;
}

brink_status brink__block_fail(brink__block *block, brink_status why, size_t n, brink_error *err)
{
    static const brink__dims none = {0};
    brink__block_forget(block);
    if (brink__delta_init(&block->delta, &none) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a block");
    }
    block->n = n;
    memset(block->status, (int)why, n);
    brink__delta_add_metrics(&block->delta, &block->shape, NULL, n, block->status);
    brink__bytes_clear(&block->blob);
    brink__replicas_encode(NULL, 0, n, block->status, &block->blob);
    return block->blob.failed ? brink_fail(err, BRINK_ENOMEM, "out of memory for the values of a block") : BRINK_OK;
}
