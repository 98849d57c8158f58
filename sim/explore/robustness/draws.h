/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bootstrap draws of the measures of robustness. */
#ifndef BRINK_EXPLORE_ROBUSTNESS_DRAWS_H
#define BRINK_EXPLORE_ROBUSTNESS_DRAWS_H

#include <gsl/gsl_rng.h>

#include "explore/robustness/measures.h"

/* What a draw draws anew: batches of replicas, or these and states. */
typedef enum brink__draw_kind { BRINK__DRAW_REPLICAS, BRINK__DRAW_BOTH, BRINK__N_DRAW_KINDS } brink__draw_kind;

/* Room for all draws of one objective, used again for the next. */
typedef struct brink__draws {
    const brink_payoffs *payoffs;
    const brink_robust_options *options;
    size_t first, n_objectives; /* objectives judged at once: one, or all */
    bool has_noise;             /* whether any of them has batches */
    bool has_unknown_error;     /* whether any of them that counts here has */
    brink__world world;
    gsl_rng *rng;
    size_t *states;     /* [n_states] drawn */
    size_t *all_states; /* [n_states] 0, 1, ... */
    double *weight;     /* [n_batches] of a draw: how much more often than once a batch was drawn, scaled */
    double *centre;     /* [n_objectives][cells] losses without the spread of noise: what draws add noise to */
    double
        *noise;   /* [n_objectives][n_postures] mean variance of the noise of a cell that is not common to all states */
    double *room; /* [n_batches] */
    double *raw, *base; /* [measures][n_postures] badness as estimated; with the spread of noise taken out */
    double *out;        /* [measures][n_postures] */
    double *draw;       /* [kinds][measures][n_postures][n_draws] */
} brink__draws;

/* BRINK_OK, BRINK_ENOMEM; brink__draws_fini() in either case. */
BRINK_MUST_CHECK brink_status brink__draws_init(brink__draws *draws, const brink_payoffs *payoffs,
                                                const brink_robust_options *options, brink_error *err);
void brink__draws_fini(brink__draws *draws);

/* Turns to objective `i`, or to all at once for i = n_objectives: fills in raw and base. False when there is nothing to
 * measure: no bounds for all at once. */
bool brink__draws_begin(brink__draws *draws, size_t i);

/* Makes draw number `number`: the same states and batches for every objective. */
void brink__draws_make(brink__draws *draws, size_t number);

/* The draws of a measure and posture [n_draws]. */
double *brink__draws_of(const brink__draws *draws, brink__draw_kind kind, size_t measure, size_t posture);

/* Share of the variance over states of a posture's estimates that is noise, in [0, 1]. */
double brink__draws_noise(const brink__draws *draws, size_t objective, size_t posture);

#endif
