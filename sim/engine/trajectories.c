/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "brink/study.h"
#include "engine/block.h"

/* Shows the replicas of the block's only batch. */
static brink_status show(const brink__block *block, uint64_t first, double *path, brink_visit_trajectory *visit,
                         void *context, brink_error *err)
{
    for (size_t k = 0; k < block->n; k++) {
        for (size_t cell = 0; cell < block->shape.dims.n_cells; cell++) {
            path[cell] = block->series[cell * BRINK_LANES + k];
        }
        brink_status status = visit(context, first + k, (brink_status)block->status[k], path, err);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

/* By the same code as a run, a batch at a time, so that a trajectory cannot differ from what the run has counted. */
brink_status brink_study_replay(const brink_program *program, uint64_t seed, uint32_t noise, uint64_t n,
                                brink_visit_trajectory *visit, void *context, const volatile sig_atomic_t *stop,
                                brink_error *err)
{
    brink__block block = {0};
    atomic_int never = 0;
    atomic_uint_fast64_t periods = 0;
    brink_status status = BRINK_OK;
    double *path = calloc(((size_t)program->n_periods + 1) * (program->n_series + 1), sizeof *path);
    if (!path) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a trajectory");
    }
    for (uint64_t first = 0; status == BRINK_OK && first < n; first += BRINK_LANES) {
        size_t lanes = n - first < BRINK_LANES ? (size_t)(n - first) : BRINK_LANES;
        if (stop && *stop) {
            status = brink_fail(err, BRINK_EINTERRUPTED, "interrupted");
            break;
        }
        status =
            brink__block_run(&block, program, seed, BRINK_NOISE_REPLICAS * noise + first, lanes, &never, &periods, err);
        if (status == BRINK_OK) {
            status = show(&block, first, path, visit, context, err);
        }
    }
    brink__block_free(&block);
    free(path);
    return status;
}
