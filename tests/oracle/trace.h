/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Path tracing (section 4, the definition): equilibria with every rationality scaled by x form a path that starts at x
 * = 0, where play is uniform, and is followed to its first arrival at x = 1, through folds. Pseudo-arclength predictor
 * and corrector (Allgower & Georg 1990, Introduction to Numerical Continuation Methods, ch. 4 and 6); Newton's method
 * is semismooth, since min, [.]+ and clamp make the path piecewise smooth. */
#ifndef TESTS_TRACE_H
#define TESTS_TRACE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct trace_system {
    size_t n; /* unknowns */
    /* At unknowns y[n] and scale x: residual[n], jacobian[n][n] (row-major, d residual / d y) and by_x[n]. jacobian and
     * by_x are NULL when not wanted. At x = 0 the residual must be y minus a constant. */
    void (*evaluate)(void *context, const double *y, double x, double *residual, double *jacobian, double *by_x);
    void *context;
    double rationality; /* the largest: sets how fine the steps in x start */
} trace_system;

typedef struct trace_result {
    size_t steps;
    size_t folds;     /* turns of x along the way */
    size_t corners;   /* kinks at which the path doubled back */
    size_t crossings; /* bifurcations passed straight over (exact symmetry) */
    double residual;  /* largest, at the end */
} trace_result;

/* y[n] receives the solution at x = 1. False when the path could not be followed, or out of memory. */
bool trace_follow(const trace_system *system, double *y, trace_result *result);

#endif
