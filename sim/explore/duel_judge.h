/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an empirical game comes to, with intervals over resampled games. */
#ifndef BRINK_EXPLORE_DUEL_JUDGE_H
#define BRINK_EXPLORE_DUEL_JUDGE_H

#include "explore/empirical.h"
#include "explore/posture_game.h"

/* Allocates and fills everything of a duel that follows from payoffs: n, cell, posture, nash, quantal, n_resamples,
 * n_unsolved, is_degenerate, is_cut.
 *
 *   e      fitted
 *   duel   zeroed; brink_duel_free() in any case
 *
 * BRINK_OK; BRINK_EDIVERGE (no equilibrium could be had); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__duel_judge(brink__empirical *e, uint64_t seed, size_t n_resamples,
                                                const double *lambda, size_t n_lambdas, brink_duel *duel,
                                                brink_error *err);

#endif
