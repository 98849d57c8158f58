/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nash equilibria, found in exact arithmetic: payoffs are rationals (brink/game.h), and whether something is a best
 * reply is decided without a tolerance. The probabilities that come out are the nearest doubles.
 *
 * Trees are solved through their reduced strategic form and need perfect recall; a mixture is given as the behaviour
 * that plays like it (Kuhn 1953). Information sets that a player's own choices rule out have uniform behaviour: an
 * equilibrium says nothing about them. */
#ifndef BRINK_NASH_H
#define BRINK_NASH_H

#include "brink/game.h"
#include "brink/solution.h"
#include "brink/status.h"

enum {
    BRINK_NASH_MAX_STRATEGIES = 64,  /* of two players together, for all equilibria */
    BRINK_NASH_MAX_VERTICES = 100000 /* of one player's polyhedron */
};

/* All equilibria in pure strategies, of any number of players, in the order of profiles; at most `most`, is_cut saying
 * whether there are more. In a tree those of the reduced strategic form. is_degenerate: in some equilibrium a player
 * has another best reply. O(profiles x sum of strategies).
 *
 *   solutions   set to a list that the caller frees (of none, if there is none), or to NULL
 *
 * BRINK_OK; BRINK_EDATA: a game that is refused (said why); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_nash_pure(const brink_game *game, size_t most, brink_solutions **solutions,
                                              brink_error *err);

/* All extreme equilibria of two players: pairs of vertices of the best-reply polyhedra
 *
 *     P = { x >= 0, t : payoff of each column against x <= t },     Q likewise,
 *
 * in which every strategy is unplayed or a best reply (Mangasarian 1964; Avis, Rosenberg, Savani & von Stengel 2010,
 * Economic Theory 42, 9-37). Vertices by the double description method (Motzkin et al. 1953; Fukuda & Prodon 1996) in
 * whole numbers. All other equilibria are mixtures within a `component`: a set of extreme equilibria that hang
 * together. is_degenerate: some mixed strategy has more pure best replies than strategies that it plays, so that
 * components of more than a point may exist (a component with two or more extreme equilibria is one). In order of the
 * first player's mixtures, those that play earlier strategies more coming first; at most `most`, is_cut saying whether
 * there are more.
 *
 * BRINK_OK; BRINK_EDATA: not two players, too large, or refused (said why); BRINK_ENOMEM. A game of 10 x 10 takes below
 * a second; the number of vertices may grow exponentially. */
BRINK_MUST_CHECK brink_status brink_nash_all(const brink_game *game, size_t most, brink_solutions **solutions,
                                             brink_error *err);

/* Subgame-perfect equilibria in pure strategies of a tree with perfect information, by backward induction. Where
 * actions tie, all ways of breaking ties are followed: at most `most` equilibria, the one that always takes the first
 * of tied actions coming first; is_cut says whether there are more, is_degenerate whether anything tied. BRINK_OK;
 * BRINK_EDATA: a table, or an information set with several nodes (said which); BRINK_ENOMEM. O(nodes) for each
 * equilibrium. */
BRINK_MUST_CHECK brink_status brink_nash_subgame_perfect(const brink_game *game, size_t most,
                                                         brink_solutions **solutions, brink_error *err);

#endif
