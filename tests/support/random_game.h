/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Games at random, each a function of its seed. */
#ifndef TESTS_SUPPORT_RANDOM_GAME_H
#define TESTS_SUPPORT_RANDOM_GAME_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

#include "brink/game.h"

/* What payoffs are like. */
typedef enum payoff_kind {
    PAYOFF_UNIFORM,      /* in [-1, 1] */
    PAYOFF_WHOLE,        /* -2 .. 2: ties */
    PAYOFF_SPREAD,       /* over orders of magnitude */
    PAYOFF_COORDINATION, /* one where all do the same, with a little noise: curves of equilibria that nearly touch */
    PAYOFF_N
} payoff_kind;

brink_game *random_table(uint64_t seed, size_t n_players, size_t most_actions, payoff_kind kind);

/* Chance, information sets of several nodes, imperfect recall (never met twice on a path), payoffs inside the tree. Not
 * COORDINATION. */
brink_game *random_tree(uint64_t seed, size_t depth, payoff_kind kind);

/* Perfect information: every information set has one node. */
brink_game *random_perfect_tree(uint64_t seed, size_t depth, payoff_kind kind);

#endif
