/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reduced strategies of a tree. */
#ifndef GAMES_REDUCE_H
#define GAMES_REDUCE_H

#include "brink/game.h"

/* The reduced strategies of one player: choice [n][player's n_infosets] actions, NONE where own choices rule the
 * information set out (never, of a game with a forgetful player). */
typedef struct brink__reduced {
    size_t n, capacity;
    size_t *choice;
} brink__reduced;

/* One for each player: reduced [n_players], zeroed; fini each in any case. In strategic form they are its strategies.
 * BRINK_OK; BRINK_EDATA: more than BRINK_GAME_MAX_ACTIONS; BRINK_ENOMEM. */
brink_status brink__reduce(const brink_game *game, brink__reduced *reduced, brink_error *err);
void brink__reduced_fini(brink__reduced *reduced);

/* The strategic form that belongs to them. */
brink_status brink__reduced_game(const brink_game *game, const brink__reduced *reduced, brink_game **strategic,
                                 brink_error *err);

/* The behaviour that plays like a mixture of reduced strategies: weight [n] of player i's, into p [n_actions]. What its
 * own strategies never reach is played uniformly. With perfect recall it has the same distribution over paths as the
 * mixture (Kuhn 1953). */
void brink__reduced_behaviour(const brink_game *game, const brink__reduced *reduced, size_t i, const double *weight,
                              double *p);

#endif
