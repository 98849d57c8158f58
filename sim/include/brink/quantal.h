/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Logit quantal response equilibria: McKelvey & Palfrey (1995), Games and Economic Behavior 10, 6-38; in extensive form
 * the agent version of McKelvey & Palfrey (1998), Experimental Economics 1, 9-41. Every player i chooses at every
 * information set as if by itself,
 *
 *     p(a) = exp(lambda_i V(a)) / sum over b of exp(lambda_i V(b)),     lambda_i = r_i lambda,
 *
 * with V(a) the expected payoff of action a given that the set is reached, under the equilibrium's own beliefs and
 * choices, and r_i the rationality of i. There may be many such equilibria. The one meant here is on the principal
 * branch: the curve of equilibria in (log p, lambda) that starts at uniform play and lambda 0 (unique there; Turocy
 * 2005, Games and Economic Behavior 51, 243-263), at the point where the curve first reaches lambda. The curve is
 * followed, through folds where lambda turns; nothing is iterated to a fixed point, since that lands on other curves or
 * cycles.
 *
 * Symmetry. Actions that the game treats alike (of one player, of several, of agents of a tree) are played alike all
 * along the principal branch, as long as it is the only curve. Where curves that treat them unlike split off, the
 * solution stays symmetric and says so (BRINK_BRANCH_SYMMETRIC). With `is_picked`, the game is instead perturbed by a
 * relative 1e-6, drawn from the seed and the labels of players, information sets and actions, its principal branch
 * followed, and each solution carried back to the unperturbed game by Newton's method. */
#ifndef BRINK_QUANTAL_H
#define BRINK_QUANTAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/game.h"
#include "brink/solution.h"
#include "brink/status.h"

enum {
    BRINK_QUANTAL_MAX_ACTIONS = 2048, /* of all agents: work grows with the cube */
    BRINK_QUANTAL_STEPS = 100000      /* along a path */
};
#define BRINK_QUANTAL_MAX_LAMBDA      1e12
#define BRINK_QUANTAL_MAX_RATIONALITY 1e6

typedef struct brink_quantal_options {
    const double *lambda; /* [n_lambdas] each in [0, BRINK_QUANTAL_MAX_LAMBDA], in any order */
    size_t n_lambdas;
    const double *rationality; /* [n_players] r_i in [0, BRINK_QUANTAL_MAX_RATIONALITY]; NULL: all 1 */
    bool is_picked;
    uint64_t seed;    /* of the pick */
    size_t max_steps; /* 0: BRINK_QUANTAL_STEPS */
} brink_quantal_options;

/* One solution for each lambda, in their order; those that the path did not come to have status BRINK_EDIVERGE, and
 * then so has the call, which gives the list all the same. All lambdas are met on one path.
 *
 *   solutions   set to a list that the caller frees, or to NULL
 *
 * BRINK_OK; BRINK_EDIVERGE; BRINK_EDATA: a game or option that is refused (said why); BRINK_ENOMEM. With n actions of
 * all agents a step costs n^3, and what derivatives cost: players^2 x profiles for a table, nodes x depth x actions for
 * a tree; a path has tens to hundreds of steps. */
BRINK_MUST_CHECK brink_status brink_quantal_solve(const brink_game *game, const brink_quantal_options *options,
                                                  brink_solutions **solutions, brink_error *err);

#endif
