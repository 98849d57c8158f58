/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Discounted stochastic games (Shapley 1953; Fink 1964) and their Markov logit equilibria.
 *
 * In a state s every player i has its own actions there. A profile a of actions pays u_i(s, a) and leads to state s'
 * with probability phi(s' | s, a), and player i weighs what comes then by the discount factor delta_i(s, a) in [0, 1).
 * In an equilibrium of precision lambda everybody plays, in every state, the same way whatever has been,
 *
 *     Q_i(s, b) = E over the others of [ u_i(s, a) + delta_i(s, a) sum_s' phi(s' | s, a) V_i(s') ],   a_i = b
 *     p_i(b | s) = exp(lambda_i Q_i(s, b)) / sum_c exp(lambda_i Q_i(s, c)),                            lambda_i = r_i
 * lambda V_i(s) = sum_b p_i(b | s) Q_i(s, b)
 *
 * with no reward for randomness in V (no entropy term), as in Breitmoser, Tan & Zizzo (2010, Economics Bulletin) and
 * Eibelshäuser & Poensgen (2019, arXiv:1904.05069). It is on the principal branch: the curve that starts at uniform
 * play and lambda 0, where it first reaches lambda; folds, symmetry and the seeded pick are as in brink/quantal.h.
 *
 * CSV (as brink/scenario.h has it): a row a profile of a state, each once, in any order. Columns in any order:
 *
 *   state            its name
 *   action.PLAYER    the player's action there, one column a player
 *   payoff.PLAYER    u_i: an integer, decimal or fraction
 *   discount         delta of all players, in [0, 1); or discount.PLAYER, one column a player
 *   to.STATE         phi: one column a state, each in [0, 1] and their sum exactly 1; an empty cell is 0
 *
 * Players, states and actions are in order of appearance (states: of the rows). */
#ifndef BRINK_MARKOV_GAME_H
#define BRINK_MARKOV_GAME_H

#include <stddef.h>

#include "brink/quantal.h"
#include "brink/solution.h"
#include "brink/status.h"

typedef struct brink_markov_game brink_markov_game;

/* What a player can do in a state. Agent s n_players + i is player i in state s. */
typedef struct brink_markov_agent {
    size_t state, player;
    size_t n_actions;
    const char *const *action; /* [n_actions] labels */
    size_t first;              /* place of the first action in a profile of behaviour [n_actions of all agents] */
} brink_markov_agent;

enum { BRINK_MARKOV_MAX_STATES = 1024, BRINK_MARKOV_MAX_NUMBERS = 1 << 24 /* profiles of all states, times states */ };

/* --- building: a mistake is remembered, calls after it do nothing, brink_markov_finish() tells it ----------------- */

/* NULL when out of memory. */
brink_markov_game *brink_markov_new(void);
void brink_markov_free(brink_markov_game *game); /* NULL is fine */
size_t brink_markov_add_player(brink_markov_game *game, const char *label);
/* n_actions [n_players], action: their labels, the first player's first. After all players. */
size_t brink_markov_add_state(brink_markov_game *game, const char *label, const size_t *n_actions,
                              const char *const *action);
/* A profile of a state: index as in brink/game.h, payoff and discount [n_players], to [n_states] summing to one within
 * 1e-12. After all states. */
void brink_markov_set(brink_markov_game *game, size_t state, size_t profile, const double *payoff,
                      const double *discount, const double *to);
/* BRINK_OK; BRINK_EDATA: the first mistake; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_markov_finish(brink_markov_game *game, brink_error *err);

/* Reads and checks a CSV file, or bytes [n] called `name` in messages. As brink_game_read(). */
BRINK_MUST_CHECK brink_status brink_markov_read(const char *file, brink_markov_game **game,
                                                brink_diagnostics *diagnostics);
BRINK_MUST_CHECK brink_status brink_markov_read_bytes(const char *name, const char *bytes, size_t n,
                                                      brink_markov_game **game, brink_diagnostics *diagnostics);

/* Whether the first line of a CSV file has a column `state`. False for what cannot be read. */
bool brink_markov_is_file(const char *file);

/* --- a finished game; all borrowed -------------------------------------------------------------------------------- */

size_t brink_markov_n_players(const brink_markov_game *game);
size_t brink_markov_n_states(const brink_markov_game *game);
size_t brink_markov_n_actions(const brink_markov_game *game); /* of all agents */
const char *brink_markov_player(const brink_markov_game *game, size_t i);
const char *brink_markov_state(const brink_markov_game *game, size_t s);
const brink_markov_agent *brink_markov_get_agent(const brink_markov_game *game, size_t s, size_t i);

/* --- equilibria --------------------------------------------------------------------------------------------------- */

/* As brink_solution; all numbers below `status` are NaN when it is not BRINK_OK. */
typedef struct brink_markov_solution {
    double lambda;
    brink_branch branch;
    brink_status status;
    double residual;      /* largest |log p - log of the response to p| */
    double error;         /* estimate of the largest error of log p */
    double regret;        /* largest of agent_regret */
    double *p;            /* [n_actions] */
    double *log_p;        /* [n_actions] */
    double *q;            /* [n_actions] Q */
    double *value;        /* [n_states][n_players] V */
    double *agent_regret; /* [n_states][n_players] best Q less V, as a share of what the player's Q range over in all
                           * states */
} brink_markov_solution;

typedef struct brink_markov_solutions {
    size_t n;
    brink_markov_solution *item;
} brink_markov_solutions;
void brink_markov_solutions_free(brink_markov_solutions *solutions); /* NULL is fine */

/* One solution for each lambda, as brink_quantal_solve(). A step costs n^3 for n actions of all agents, and
 * players x states^3. */
BRINK_MUST_CHECK brink_status brink_markov_solve(const brink_markov_game *game, const brink_quantal_options *options,
                                                 brink_markov_solutions **solutions, brink_error *err);

#endif
