/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantal response equilibria once more, slowly: payoffs by adding up every path or profile, log odds against each
 * information set's last action, derivatives by differences, own elimination, and very short steps of one length.
 * Shares nothing with models/games but the description of games. */
#ifndef TESTS_SUPPORT_SLOW_QUANTAL_H
#define TESTS_SUPPORT_SLOW_QUANTAL_H

#include <stdbool.h>

#include "brink/game.h"

/* What every action pays its player given that its information set is reached, at a profile without zeros:
 * payoff [n_actions]. */
void slow_payoffs(const brink_game *game, const double *p, double *payoff);

/* The principal branch at lambda, with steps of `length`: p [n_actions]. False when it did not get there. */
bool slow_quantal(const brink_game *game, double lambda, double length, double *p);

#endif
