/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running one block of replicas. */
#ifndef BRINK_ENGINE_BLOCK_H
#define BRINK_ENGINE_BLOCK_H

#include <stdatomic.h>

#include "brink/study.h"
#include "engine/tally.h"

/* The memory of one thread, and the block that it ran last. Starts as {0}; brink__block_free() ends it. What is big:
 * the series of a batch (8 bytes x lanes x cells), its counted tables (4 bytes x lanes x counts) and the delta (304
 * bytes x cells). */
typedef struct brink__block {
    bool metrics_only;            /* set before the first run: the delta holds neither series nor counted tables */
    const brink_program *program; /* whose memory this is; borrowed */
    brink__shape shape;           /* of the program; the delta's dims are smaller with metrics_only */
    brink__delta delta;
    void *memory;     /* the model's, 64-byte aligned */
    double *series;   /* [n_cells][BRINK_LANES] of a batch */
    double *metrics;  /* [n_metrics][BRINK_LANES] of a batch */
    int64_t *fixed;   /* [n_metrics][BRINK_BLOCK] */
    uint32_t *counts; /* [BRINK_LANES][n_counts] of a batch */
    uint8_t status[BRINK_BLOCK];
    size_t n;          /* replicas */
    brink__bytes blob; /* replica values: replicas.h */
} brink__block;

void brink__block_free(brink__block *block);

/* Lets go of a program that is about to be freed. */
void brink__block_forget(brink__block *block);

/* Fills the block with n replicas that failed because their program could not be made. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__block_fail(brink__block *block, brink_status why, size_t n, brink_error *err);

/* Runs replicas first .. first + n - 1 of a program; the block then holds their delta and blob.
 *
 *   first     of all that the seed knows, so with the noise of the point
 *   stop      non-zero: give up at the next period
 *   periods   replica-periods run are added to it as they are
 *
 * BRINK_OK, BRINK_EINTERRUPTED, BRINK_ENOMEM, BRINK_EBUG (the program describes impossible outputs). */
BRINK_MUST_CHECK brink_status brink__block_run(brink__block *block, const brink_program *program, uint64_t seed,
                                               uint64_t first, size_t n, const atomic_int *stop,
                                               atomic_uint_fast64_t *periods, brink_error *err);

#endif
