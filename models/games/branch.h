/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The principal branch of logit responses over any agents: what games and stochastic games have in common. */
#ifndef GAMES_BRANCH_H
#define GAMES_BRANCH_H

#include "agents.h"
#include "brink/quantal.h"
#include "brink/solution.h"

/* A solution at one precision. */
typedef struct brink__branch_point {
    double lambda;
    double *log_p;       /* [n_actions] of the caller */
    brink_status status; /* BRINK_OK, or BRINK_EDIVERGE: nothing below, and log_p has no meaning */
    brink_branch branch;
    double residual, error;
} brink__branch_point;

/* Follows the branch and solves at each point's lambda (>= 0, in any order). `pick` [n_actions]: perturbations in [-1,
 * 1] that choose a curve where symmetry breaks (brink/quantal.h); NULL: symmetry stays. BRINK_OK; BRINK_EDIVERGE: not
 * all points were come to; BRINK_ENOMEM. */
brink_status brink__branch_solve(brink__agents *agents, const double *pick, size_t max_steps,
                                 brink__branch_point *points, size_t n_points, brink_error *err);

/* Whether options are within their ranges, and actions not too many. BRINK_OK or BRINK_EDATA. In quantal.c. */
brink_status brink__quantal_check(const brink_quantal_options *options, size_t n_players, size_t n_actions,
                                  brink_error *err);

#endif
