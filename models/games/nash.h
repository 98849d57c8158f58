/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the Nash solvers share: a game's strategic form and the way back. */
#ifndef GAMES_NASH_H
#define GAMES_NASH_H

#include "agents.h"
#include "brink/solution.h"
#include "reduce.h"

typedef struct brink__strategic {
    const brink_game *game;  /* borrowed */
    const brink_game *table; /* the game itself, or its reduced strategic form */
    brink_game *own;         /* the latter, to be freed */
    brink__agents *raw;      /* of `game` */
    brink__reduced reduced[BRINK_GAME_MAX_PLAYERS];
} brink__strategic;

/* BRINK_OK; BRINK_EDATA: a forgetful player, or too large; BRINK_ENOMEM. Fini in any case; `s` must be zeroed. */
brink_status brink__strategic_init(brink__strategic *s, const brink_game *game, brink_error *err);
void brink__strategic_fini(brink__strategic *s);

/* Adds an equilibrium: weight [strategies of all players, the first's first]. BRINK_OK or BRINK_ENOMEM. */
brink_status brink__strategic_add(const brink__strategic *s, const double *weight, brink_solutions *list,
                                  brink_error *err);

#endif
