/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outcomes of points that belong together (a row of a Sobol' design, a trajectory), with the noise of their means. */
#ifndef BRINK_EXPLORE_ROWS_H
#define BRINK_EXPLORE_ROWS_H

#include "brink/sensitivity.h"

typedef struct brink__row {
    brink_outcomes *outcomes; /* borrowed */
    const char *metric;
    brink_statistic statistic;
    size_t width, replicas;
    double *pseudo; /* [width][replicas], less the mean of each; NaN = missing */
    double *mean;   /* [width] */
    size_t *n;      /* [width] replicas with a value */
} brink__row;

/* Room for `width` points. BRINK_OK, BRINK_ENOMEM; brink__row_fini() after either. */
BRINK_MUST_CHECK brink_status brink__row_init(brink__row *row, brink_outcomes *outcomes, const char *metric,
                                              const brink_statistic *statistic, size_t width, brink_error *err);
void brink__row_fini(brink__row *row);

/* Reads the points first .. first + width - 1. Statuses of brink_outcomes_pseudo(). */
BRINK_MUST_CHECK brink_status brink__row_read(brink__row *row, size_t first, brink_error *err);

/* Covariance of the noise of the means of two points of the row: that over replicas with a value at both, over the
 * number of replicas. 0 with fewer than two. */
double brink__row_noise(const brink__row *row, size_t p, size_t q);

/* The variance of the noise of the difference of two points. */
double brink__row_noise_of_difference(const brink__row *row, size_t p, size_t q);

/* Places in a ranking of d things by value[d], larger first: x[n][d] are n independent contributions to each, whose
 * means are the values to first order. */
void brink__rank(const double *value, const double *x, size_t n, size_t d, brink_rank *rank);

/* Mean and standard error of x[0], x[step] ... n of them. */
void brink__mean_and_error(const double *x, size_t n, size_t step, double *mean, double *se);

#endif
