/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Solutions of games: what is played, what is believed, what it pays, and how far it is from what its concept asks.
 *
 * Every concept (brink/quantal.h, brink/nash.h, brink/levels.h) gives a list of these. Behaviour profiles and indices
 * are those of brink/game.h. */
#ifndef BRINK_SOLUTION_H
#define BRINK_SOLUTION_H

#include <stddef.h>

#include "brink/game.h"
#include "brink/status.h"

/* Where a solution lies among others. */
typedef enum brink_branch {
    BRINK_BRANCH_NONE,      /* the concept has no branches */
    BRINK_BRANCH_PRINCIPAL, /* on the curve of quantal response equilibria that starts at uniform play */
    BRINK_BRANCH_SYMMETRIC, /* the same, past a point where curves that treat like players unlike have split off */
    BRINK_BRANCH_PICKED,    /* on the curve that a seed picked where they do */
    BRINK_BRANCH_PURE,      /* Nash: all play pure strategies */
    BRINK_BRANCH_MIXED,     /* Nash: somebody mixes */
    BRINK_BRANCH_N
} brink_branch;

/* "principal", "symmetric", ...; "" for NONE. */
const char *brink_branch_name(brink_branch branch);

/* When `status` is not BRINK_OK there is no solution: all numbers below it are NaN. */
typedef struct brink_solution {
    double lambda;    /* precision, or NaN where the concept has none */
    size_t level;     /* of reasoning (level-k); else 0 */
    size_t component; /* of the set of Nash equilibria, from 1; else 0 */
    brink_branch branch;
    brink_status status; /* BRINK_OK, or BRINK_EDIVERGE: the path stalled */
    double residual;     /* largest |log p - log of the response to p|; NaN where the concept is no fixed point */
    double error;   /* estimate of the largest error of log p: what rounding leaves of Newton's moves; NaN as above */
    double regret;  /* largest of infoset_regret over what is reached */
    double *p;      /* [n_actions] behaviour profile */
    double *log_p;  /* [n_actions] its logarithms, -infinity for 0: what doubles cannot hold in p is still here */
    double *payoff; /* [n_actions] what an action pays its player, given that the information set is reached */
    double *infoset_regret; /* [n_infosets] best payoff there less what is got, as a share of the range of the player's
                             * payoffs in the game; 0 for chance */
    double *reach;          /* [n_infosets] probability that it is reached; 1 in the strategic form */
    double *belief;         /* [n_nodes] probability of a node given that its information set is reached; 0 at terminal
                             * nodes. Where the set has probability 0, the limit of equally likely trembles */
    double *expected;       /* [n_players] expected payoffs */
} brink_solution;

typedef struct brink_solutions {
    size_t n;
    brink_solution *item; /* [n] */
    /* of Nash equilibria */
    bool is_degenerate; /* some equilibria are not isolated, or some strategy has more best replies than it mixes */
    bool is_cut;        /* there are more than were asked for */
} brink_solutions;

void brink_solutions_free(brink_solutions *solutions); /* NULL is fine */

/* What follows from playing `p` [n_actions], each information set's probabilities summing to one: a solution without
 * branch, with residual NaN. The caller frees the list of one. BRINK_OK; BRINK_EDATA (an absent-minded player);
 * BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_assess(const brink_game *game, const double *p, brink_solutions **solutions,
                                           brink_error *err);

#endif
