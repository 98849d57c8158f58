/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sensitivity of outcomes to factors: Sobol' indices (shares of the variance over the factors' distributions) and
 * elementary effects (Morris's screening). Each makes points of a design, and reads their outcomes once they were run.
 *
 * Noise. An outcome at a point is an estimate from few replicas, so squares and products of outcomes are too large, or
 * too small, by their noise: indices from them are biased, towards "everything matters a little". Here every square and
 * product of estimates is corrected by an unbiased estimate of that part, from the replicas themselves:
 *
 *   E[Yp Yq] = yp yq + cov(noise of Yp, noise of Yq)     the covariance over replicas over their number
 *
 * which is right whether points share their luck (as those of one scramble, or trajectory, do) or not. Scrambles and
 * trajectories have noise of their own, so that what differs between them is independent: intervals rest on that alone,
 * not on a resampling of points that were chosen together. Raw figures, without the correction, stand beside.
 *
 * Statistics other than means go through their pseudo-values (brink/outcomes.h). */
#ifndef BRINK_SENSITIVITY_H
#define BRINK_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/factors.h"
#include "brink/outcomes.h"
#include "brink/status.h"

/* One estimate. */
typedef struct brink_index {
    double estimate;       /* corrected for noise; may lie a little outside of its range */
    double se, lo95, hi95; /* over scrambles or trajectories, Student's t */
    double raw;            /* not corrected */
    double noise;          /* what noise alone would make of it: see below */
} brink_index;

/* Places that a factor may have in a ranking: those that the differences to all others leave open, all of them at once
 * at 95 % (Bonferroni). 1 is the largest. */
typedef struct brink_rank {
    size_t place, from, to;
} brink_rank;

/* --- Sobol' indices ----------------------------------------------------------------------------------------------- */

/* Base points A and B, and A with column i of B, for every factor (Saltelli et al. 2010, Comp. Phys. Comm. 181,
 * 259-270); with second_order also B with column i of A (Saltelli 2002, Comp. Phys. Comm. 145, 280-297). From Sobol's
 * sequence in 2 d dimensions where it has so many, else from Halton's; a scramble of it each. */
typedef struct brink_indices_plan {
    size_t scrambles; /* >= 2 */
    size_t points;    /* base points of each, >= 2; powers of 2 suit Sobol's sequence */
    bool second_order;
    uint64_t seed; /* of the scrambles */
} brink_indices_plan;

/* Points of the design: scrambles x points x (d + 2), or x (2 d + 2). 0 when d is too large (2 d > BRINK_HALTON_DIMS),
 * or the number. */
size_t brink_indices_n_points(const brink_indices_plan *plan, size_t d);

/* Adds them to a design of the factors (brink_factors_design()). A plan with more points holds that with fewer first.
 * BRINK_OK; BRINK_EUSAGE (a plan that makes no sense); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_indices_add_points(const brink_indices_plan *plan, const brink_factors *factors,
                                                       brink_design *design, brink_error *err);

typedef struct brink_indices {
    size_t d;
    double mean, sd;       /* of the outcome over the factors' distributions, noise taken off */
    double mean_se, sd_se; /* their standard errors, over scrambles */
    double raw_sd;         /* noise left in */
    double noise_share;    /* of the raw variance that is noise, 0 .. 1 */
    brink_index *first;    /* [d] S_i = V[E[Y | X_i]] / V[Y] */
    brink_index *total;    /* [d] T_i = E[V[Y | all but X_i]] / V[Y] */
    brink_index *second;   /* [d (d - 1) / 2] S_ij, i < j, in order of i, then j; NULL without */
    brink_rank *rank;      /* [d] by total index */
} brink_indices;

/* Estimates all indices of a statistic of a metric.
 *
 *   outcomes   of the design that brink_indices_add_points() made, with no points besides
 *   indices    set; end it with brink_indices_free(). noise of an index: raw - estimate
 *
 * With A, B, AB_i for the outcomes of a row, less what noise adds to each product, over all rows of a scramble:
 * V_i = mean (B - m)(AB_i - A), m the mean over the other scrambles, which changes nothing but the error; the total
 * variance is mean (A - AB_i)^2 / 2 (Jansen 1999, Comp. Phys. Comm. 117, 35-43); V the sample variance of A and B. An
 * index is a ratio of sums over scrambles, its error that of a ratio estimator. NaN where the outcome does not vary.
 * BRINK_OK; what brink_outcomes_pseudo() returns; BRINK_ENOMEM. Time: each point's replicas are read once, and for
 * second order d^2 products a row. */
BRINK_MUST_CHECK brink_status brink_indices_estimate(brink_outcomes *outcomes, const brink_indices_plan *plan, size_t d,
                                                     const char *metric, const brink_statistic *statistic,
                                                     brink_indices *indices, brink_error *err);
void brink_indices_free(brink_indices *indices); /* {0} is fine */

/* --- elementary effects ------------------------------------------------------------------------------------------- */

typedef struct brink_effects_plan {
    size_t trajectories; /* >= 2 */
    size_t levels;       /* places of the grid, even */
    uint64_t seed;
} brink_effects_plan;

/* trajectories x (d + 1). */
size_t brink_effects_n_points(const brink_effects_plan *plan, size_t d);

/* Adds the trajectories to a design of the factors: places 0 .. 1 of the grid are quantiles 0 .. 1 of a factor, but for
 * normal and lognormal ones 0.025 .. 0.975. A plan with more trajectories holds that with fewer first. BRINK_OK;
 * BRINK_EUSAGE; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_effects_add_points(const brink_effects_plan *plan, const brink_factors *factors,
                                                       brink_design *design, brink_error *err);

/* An effect is the change of the outcome over the change of the place on the grid, so in the outcome's unit for a
 * factor that goes over its whole range. */
typedef struct brink_effects {
    size_t d;
    brink_index *mu;      /* [d] mean effect. noise: its standard error from replicas alone */
    brink_index *mu_star; /* [d] mean size of an effect (Campolongo, Cariboni & Saltelli 2007, Env. Modelling & Software
                             22, 1509-1518). noise: the size that luck alone would show, without any effect */
    brink_index *sigma; /* [d] standard deviation of the effects: nonlinearity and interactions. noise: that of luck */
    brink_rank *rank;   /* [d] by mu_star */
} brink_effects;

/* Estimates the effects on a statistic of a metric, as brink_indices_estimate() does indices. Intervals of mu and
 * mu_star by Student's t over trajectories, of sigma by the jackknife. mu needs no correction; sigma's square is
 * corrected; mu_star is not (the size of a noisy effect has no unbiased estimate), and compares with its noise. */
BRINK_MUST_CHECK brink_status brink_effects_estimate(brink_outcomes *outcomes, const brink_effects_plan *plan, size_t d,
                                                     const char *metric, const brink_statistic *statistic,
                                                     brink_effects *effects, brink_error *err);
void brink_effects_free(brink_effects *effects); /* {0} is fine */

#endif
