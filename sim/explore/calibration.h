/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of calibration share. */
#ifndef BRINK_EXPLORE_CALIBRATION_H
#define BRINK_EXPLORE_CALIBRATION_H

#include <time.h>

#include "brink/calibrate.h"
#include "explore/growing.h"

enum { BRINK__MOST_CHECKS = 3 };

typedef struct brink__generations {
    brink_generation *item; /* [n] */
    size_t n, capacity;
} brink__generations;

typedef struct brink__trial_points {
    brink_trial_point *item; /* [n] score and moment are owned */
    size_t n, capacity;
} brink__trial_points;

struct brink_calibration {
    const brink_calibrate_problem *problem; /* borrowed, as the next two */
    const brink_calibrate_options *options;
    const char *folder;
    size_t n_parameters, n_targets;
    brink_design *design; /* all that was run, as the points of `study` */
    brink__growing study;
    brink__trial_points points;
    brink__generations generations;

    const char *phase; /* for progress, as what follows */
    size_t round;
    struct timespec started;

    double *mean;       /* [n_parameters] posterior scores */
    double *covariance; /* [n_parameters][n_parameters] of them */
    double *jacobian;   /* [n_targets][n_parameters], of sqrt(w) r */
    double *linear;     /* [n_parameters] */
    double *loadings;   /* [n_parameters][n_parameters] a direction a row */
    brink_direction *direction;
    size_t n_directions;
    brink_moments_fit fit;

    brink_fact_check *check; /* [n_checks][n_targets] */
    size_t n_checks;
    double *checked; /* [BRINK__MOST_CHECKS][n_parameters] scores; NaN: as the scenario has it */
};

/* Before the first point: looks at the store, when it is to be resumed. Statuses of brink__growing_init(). */
BRINK_MUST_CHECK brink_status brink__moments_open(brink_calibration *calibration, brink_error *err);

/* Adds a point with these scores (copied) to be run by brink__moments_run(). `noise` as brink_point has it. BRINK_OK or
 * BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__moments_add(brink_calibration *calibration, bool is_fit, uint32_t noise,
                                                 const double *score);

/* Runs the points from `first` on, unless the store has them, and judges them. Copies, checks and digests of their
 * scenarios are those of these points alone. */
BRINK_MUST_CHECK brink_status brink__moments_run(brink_calibration *calibration, size_t first, brink_error *err);

/* How many more points the budget allows. */
size_t brink__moments_left(const brink_calibration *calibration);

/* A design without points, of the problem; NULL when out of memory. */
brink_design *brink__moments_design(const brink_calibration *calibration);

/* The point of these scores on such a design. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__moments_place(const brink_calibration *calibration, brink_design *design,
                                                   const char *name, uint32_t noise, const double *score);

/* Q of moments; NaN if one that has a weight is missing. residual[n_targets] (may be NULL): sqrt(w) r. */
double brink__misfit(const brink_calibration *calibration, const double *moment, double *residual);

/* The parts of a calibration, in this order. */
BRINK_MUST_CHECK brink_status brink__particles(brink_calibration *calibration, brink_error *err);
BRINK_MUST_CHECK brink_status brink__fit_moments(brink_calibration *calibration, brink_error *err);
BRINK_MUST_CHECK brink_status brink__identify(brink_calibration *calibration, brink_error *err);
BRINK_MUST_CHECK brink_status brink__check_fits(brink_calibration *calibration, brink_error *err);

#endif
