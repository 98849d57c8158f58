/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a stochastic game is kept. */
#ifndef GAMES_MARKOV_H
#define GAMES_MARKOV_H

#include "agents.h"
#include "brink/markov_game.h"

struct brink__chunk;

typedef struct markov_state {
    const char *label;
    size_t n_profiles;
    double *payoff;   /* [n_profiles][n_players] */
    double *discount; /* the same */
    double *to;       /* [n_profiles][n_states] */
    unsigned char *is_set;
} markov_state;

struct brink_markov_game {
    struct brink__chunk *texts;
    const char **player;
    size_t n_players, player_capacity;
    markov_state *state;
    size_t n_states, state_capacity;
    brink_markov_agent *agent; /* [n_states][n_players] */
    size_t agent_capacity;
    const char **label; /* of actions, all in one list */
    size_t n_labels, label_capacity;
    size_t n_actions;
    brink_error error;
    bool has_failed, is_finished;
};

size_t brink__markov_fail(brink_markov_game *game, brink_status code, const char *format, ...) BRINK_PRINTF(3, 4);

/* Agents of a stochastic game (borrowed): agent s n_players + i. `rationality` [n_players], or NULL: raw. */
brink_status brink__agents_of_markov(const brink_markov_game *game, const double *rationality, brink__agents **agents,
                                     brink_error *err);

/* V [n_states][n_players] of what payoffs() was last called with, in its unit. */
const double *brink__agents_markov_values(const brink__agents *agents);

#endif
