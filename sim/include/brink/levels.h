/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Level-k reasoning (Stahl & Wilson 1994; Nagel 1995; Camerer, Ho & Chong 2004, Quarterly Journal of Economics 119,
 * 861-898). Level 0 plays every action of an information set with the same probability. Level k answers, as a player
 * with precision lambda would (or with its best reply), others who
 *
 *   level-k               are all of level k - 1
 *   cognitive hierarchy   are of levels 0 .. k - 1, in the proportions of a Poisson distribution with mean tau, each
 *                         player apart
 *
 * In a tree a player of level k plans ahead: its later choices are its own of level k. What it thinks of others at an
 * information set follows from theirs, and in a hierarchy from what the path says about their levels: a mixture of
 * levels is the behaviour that plays like it (Kuhn 1953). Where others never come by their strategies, beliefs are the
 * limit of equally likely trembles. Trees need perfect recall. */
#ifndef BRINK_LEVELS_H
#define BRINK_LEVELS_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/game.h"
#include "brink/solution.h"
#include "brink/status.h"

enum { BRINK_LEVELS_MAX = 100 };
#define BRINK_LEVEL_ALL ((size_t)-1) /* in place of a level: the population of a hierarchy */

typedef struct brink_levels_options {
    size_t level;      /* highest level, 0 .. BRINK_LEVELS_MAX */
    bool is_hierarchy; /* cognitive hierarchy */
    double tau;        /* of a hierarchy: mean level, in [0, 50] */
    double lambda;     /* precision >= 0; infinite: best replies, those within 1e-12 of the range of payoffs played
                        * alike */
    const double *rationality; /* [n_players] lambda_i = r_i lambda; NULL: all 1 */
} brink_levels_options;

/* Levels 0 .. `level`, each as what would come of all being of that level; and for a hierarchy last, with level
 * BRINK_LEVEL_ALL, what the population does: levels up to the highest in their Poisson shares, made to sum to one.
 * residual and error are NaN, branch NONE. BRINK_OK; BRINK_EDATA: an option or game that is refused (said why);
 * BRINK_ENOMEM. O(levels x information sets x payoffs). */
BRINK_MUST_CHECK brink_status brink_levels_solve(const brink_game *game, const brink_levels_options *options,
                                                 brink_solutions **solutions, brink_error *err);

/* e^-tau tau^k / k! for tau >= 0: the share of level k. */
double brink_poisson_share(double tau, size_t k);

#endif
