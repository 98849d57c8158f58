/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The agents of a game: one for each information set of a player (McKelvey & Palfrey 1998, section 3: agents of a
 * player choose apart, each sure of nothing but the probabilities with which the others, its own player's included,
 * choose). Whatever the form of the game, an agent's problem is this: given all choice probabilities, what does each
 * action pay, and how does that change with them?
 *
 *   p, log_p [n_actions]      probabilities (summing to one in each agent) and their logarithms, -infinity for 0
 *   v [n_actions]             what an action pays when the agent is reached
 *   dv [n_actions][n_actions] dv[r][c]: derivative of v[r] with respect to log p[c], every log p moving by itself; NULL
 *                             when not wanted
 *
 * Payoffs are in the unit of the path: player i's are r_i (u_i - least u_i) / scale, with r_i its rationality and scale
 * the largest r_i (greatest u_i - least u_i), so that all lie in [0, 1] and mu = lambda scale weighs them; raw ones are
 * plain utils. */
#ifndef GAMES_AGENTS_H
#define GAMES_AGENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

typedef struct brink__agents brink__agents;
struct brink__agents {
    size_t n_agents, n_actions;
    size_t *first;  /* [n_agents + 1] agent k has actions first[k] .. first[k + 1] - 1 */
    size_t *player; /* [n_agents] */
    double scale;   /* 1 when raw, or when no payoff matters */
    void (*payoffs)(brink__agents *agents, const double *p, const double *log_p, double *v, double *dv);
    void (*free)(brink__agents *agents); /* accepts half-built ones */
};

struct brink_game;

/* Agents of a finished game (borrowed). `rationality` [n_players] r_i >= 0; NULL: raw. They hold workspace: one thread
 * at a time. BRINK_OK; BRINK_ENOMEM; BRINK_EDATA: an absent-minded player has no belief where it stands. */
brink_status brink__agents_of_game(const struct brink_game *game, const double *rationality, brink__agents **agents,
                                   brink_error *err);
void brink__agents_free(brink__agents *agents); /* NULL is fine */

/* For the makers of agents. Room for the two lists; false when out of memory. */
bool brink__agents_init(brink__agents *agents, size_t n_agents);
void brink__agents_fini(brink__agents *agents);

/* scale, and what player i's payoffs are multiplied by and lessened by: weight [n], shift [n], from rationality (NULL:
 * raw) and ranges lo, hi [n]. */
double brink__agents_scale(size_t n, const double *rationality, const double *lo, const double *hi, double *weight,
                           double *shift);

brink_status brink__agents_of_table(const struct brink_game *game, const double *rationality, brink__agents **agents,
                                    brink_error *err);
brink_status brink__agents_of_tree(const struct brink_game *game, const double *rationality, brink__agents **agents,
                                   brink_error *err);

/* Beliefs and reach in a tree at log probabilities of choices: belief [n_nodes], the probability of a node given that
 * its information set (or chance event) is reached, 0 at terminal nodes; reach [n_infosets]. Where an information set
 * has probability 0, beliefs are the limit of trembles: every choice of probability 0 is replaced by one and the same
 * small probability, which goes to 0. Logarithms throughout, so beliefs are right however small the reach. */
void brink__agents_beliefs(brink__agents *agents, const double *log_p, double *belief, double *reach);

#endif
