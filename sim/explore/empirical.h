/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Payoffs of an empirical game: replicas of its cells under common noise, some cells having more than others, and their
 * means, as they are and resampled. brink/duel.h says what is estimated and how. */
#ifndef BRINK_EXPLORE_EMPIRICAL_H
#define BRINK_EXPLORE_EMPIRICAL_H

#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct brink__replicas {
    size_t n, capacity, n_failed;
    double *x[2]; /* [n] payoffs of the sides; NaN in both where a replica failed */
} brink__replicas;

/* Cells of one number of replicas, and what stands for those that have more. */
typedef struct brink__level {
    size_t n;     /* replicas */
    double *z[2]; /* [n] mean over the cells with more; NaN where one of them failed; NULL for the first level */
} brink__level;

typedef struct brink__empirical {
    size_t n[2], n_cells;
    brink__replicas *cell; /* [n[0]][n[1]] */
    /* set by brink__empirical_fit() */
    size_t *order;    /* [n_cells] cells by falling number of replicas */
    size_t *level_of; /* [n_cells] */
    brink__level *level;
    size_t n_levels;
    double *slope; /* [n_cells][2] of the regression on the level's z */
    double
        *residual;  /* [n_cells][2] variance of a replica around it; in the first level, around the other cells there */
    double *weight; /* [replicas of the first level] room */
} brink__empirical;

/* A game without replicas. BRINK_OK or BRINK_ENOMEM. Fini in any case; zeroed is fine. */
BRINK_MUST_CHECK brink_status brink__empirical_init(brink__empirical *e, size_t n_rows, size_t n_columns,
                                                    brink_error *err);
void brink__empirical_fini(brink__empirical *e);

/* Adds the next replicas of a cell: x[n][2] row-major, NaN where one failed. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__empirical_add(brink__empirical *e, size_t cell, const double *x, size_t n,
                                                   brink_error *err);

/* Gets ready for the means, after the last addition. Every cell must have a replica that did not fail. BRINK_OK or
 * BRINK_ENOMEM. O(levels x replicas). */
BRINK_MUST_CHECK brink_status brink__empirical_fit(brink__empirical *e, brink_error *err);

/* mean[n_cells][2] */
void brink__empirical_means(const brink__empirical *e, double *mean);

/* What a resampled game is for: they have draws of their own. */
typedef enum brink__resample_use { BRINK__RESAMPLE_JUDGE = 1, BRINK__RESAMPLE_ALLOT } brink__resample_use;

/* The same of resampled game b, 0 .. 65535: replica r has a Poisson weight by (seed, use, b, r), the same in all cells.
 * O(replicas). */
void brink__empirical_resample(brink__empirical *e, uint64_t seed, brink__resample_use use, uint16_t b, double *mean);

#endif
