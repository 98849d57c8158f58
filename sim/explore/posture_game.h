/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One game of postures, its payoffs given: equilibria, dominance, regret. Payoffs are u[n[0]][n[1]][2] row-major, of
 * the row's side and of the column's; profiles p[n[0] + n[1]], rows first. */
#ifndef BRINK_EXPLORE_POSTURE_GAME_H
#define BRINK_EXPLORE_POSTURE_GAME_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/duel.h"

typedef struct brink__posture_game {
    size_t n[2];
    const double *u; /* borrowed */
} brink__posture_game;

static inline double brink__pay(const brink__posture_game *g, size_t side, size_t row, size_t column)
{
    return g->u[2 * (row * g->n[1] + column) + side];
}

/* What posture i of a side gets from posture j of its opponent. */
static inline double brink__pay_of(const brink__posture_game *g, size_t side, size_t i, size_t j)
{
    return side == 0 ? brink__pay(g, 0, i, j) : brink__pay(g, 1, j, i);
}

/* What posture i of a side gets against the mixture p of its opponent. */
double brink__pay_against(const brink__posture_game *g, size_t side, size_t i, const double *p);

/* What the side gets when both mix. */
double brink__pay_of_mixtures(const brink__posture_game *g, size_t side, const double *p);

/* How much a posture of the side would gain at most by another against posture j: best reply less i. */
double brink__gain(const brink__posture_game *g, size_t side, size_t i, size_t j);

/* Largest gain of either side by leaving p. */
double brink__regret(const brink__posture_game *g, const double *p);

typedef struct brink__profiles {
    size_t n;
    double *p;         /* [n][n[0] + n[1]] */
    size_t *component; /* [n] */
    bool is_degenerate, is_cut;
} brink__profiles;
void brink__profiles_fini(brink__profiles *profiles); /* zeroed is fine */

/* All extreme Nash equilibria, at most BRINK_DUEL_MAX_EQUILIBRIA. Statuses of brink_nash_all(). */
BRINK_MUST_CHECK brink_status brink__find_nash(const brink__posture_game *g, brink__profiles *profiles,
                                               brink_error *err);

/* One quantal response equilibrium a lambda; n_lambdas of them, those that the path did not come to NaN. BRINK_OK also
 * then; BRINK_EDATA, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__find_quantal(const brink__posture_game *g, const double *lambda, size_t n_lambdas,
                                                  brink__profiles *profiles, brink_error *err);

/* Strict dominance by postures and mixtures. Of postures that are out (is_out [n[0] + n[1]], NULL: none) nothing is
 * said, and they play no part.
 *
 *   by   [n[0] + n[1]] set to what dominates: BRINK_DUEL_MIXTURE, a posture of the side (the first that does), or
 *        BRINK__NOTHING
 *
 * A mixture is found as the game of zero sum of the other postures less the one in question has a value above 0: exact
 * (brink_nash_all()). Statuses of that. */
#define BRINK__NOTHING ((size_t)-2)
BRINK_MUST_CHECK brink_status brink__find_strict(const brink__posture_game *g, const bool *is_out, size_t *by,
                                                 brink_error *err);

/* The first posture of the side that is nowhere worse than i and somewhere better; BRINK__NOTHING. */
size_t brink__find_weak(const brink__posture_game *g, size_t side, size_t i);

/* round[n[0] + n[1]]: when iterated elimination of strictly dominated postures, of both sides at once, removes it; 0:
 * never. What is left does not depend on the order. */
BRINK_MUST_CHECK brink_status brink__eliminate(const brink__posture_game *g, size_t *round, brink_error *err);

#endif
