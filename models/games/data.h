/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a game is kept. While it is built, arrays grow; brink_game_finish() adds what follows from them. */
#ifndef GAMES_DATA_H
#define GAMES_DATA_H

#include <stdarg.h>

#include "brink/game.h"
#include "exact.h"

struct brink__chunk;

typedef struct infoset_data {
    brink_game_infoset view;
    const char **action;
    double *probability;
    const char **exact; /* [n_actions] of a chance event: texts, NULL where the double says it; NULL: all are so */
} infoset_data;

typedef struct outcome_data {
    brink_game_outcome view;
    double *payoff;
    const char **exact; /* [n_players], as above */
} outcome_data;

struct brink_game {
    brink_game_form form;
    const char *title, *comment;
    struct brink__chunk *texts;
    brink_game_player *players;
    size_t n_players, players_capacity;
    infoset_data *infosets;
    size_t n_infosets, infosets_capacity;
    brink_game_node *nodes;
    size_t n_nodes, nodes_capacity;
    outcome_data *outcomes;
    size_t n_outcomes, outcomes_capacity;
    size_t last_number[BRINK_GAME_MAX_PLAYERS + 1]; /* of information sets; the last is chance's */

    /* table; all NULL until its first entry */
    size_t n_profiles;
    double *payoffs;       /* [n_profiles][n_players] */
    const char **exact;    /* the same, texts; NULL when no payoff has one */
    size_t *outcome_at;    /* [n_profiles], or NULL */
    unsigned char *is_set; /* [n_profiles] while building */
    size_t n_set;

    /* derived by finish */
    size_t n_actions;
    size_t *infosets_of_players; /* one list after the other */
    size_t *nodes_of_infosets;
    size_t *children;     /* [n_nodes - 1] */
    double *path_payoffs; /* [terminal nodes][n_players] */

    brink_error error; /* the first mistake */
    bool has_failed, is_finished;
};

/* Remembers the first mistake of something that is built. */
void BRINK_PRINTF(4, 0)
    brink__first_mistake(brink_error *error, bool *has_failed, brink_status code, const char *format, va_list args);

/* The same of a game; returns BRINK_GAME_NONE. */
size_t brink__game_fail(brink_game *game, brink_status code, const char *format, ...) BRINK_PRINTF(3, 4);

/* Payoffs [n_players] from doubles, or from texts (not NULL), into `out`; texts that must be kept go to (*exact)[first
 * + i] of n, made when it is first needed. False when something is wrong (remembered). */
bool brink__game_take_payoffs(brink_game *game, const double *payoff, const char *const *text, double *out,
                              const char ***exact, size_t n, size_t first);

/* The next node in prefix order, NONE after the last. */
size_t brink__game_next(const brink_game *game, size_t node);

/* The text of a number as games keep it: `exact`, or (NULL) the shortest decimal in `digits`. */
const char *brink__game_text(double value, const char *exact, char digits[32]);

/* Exact numbers: of a chance action; of a payoff of an outcome; of a payoff in a table. `q` must be initialised. */
void brink__game_exact_probability(const brink_game *game, size_t infoset, size_t action, mpq_t q);
void brink__game_exact_payoff(const brink_game *game, size_t outcome, size_t player, mpq_t q);
void brink__game_exact_entry(const brink_game *game, size_t profile, size_t player, mpq_t q);

#endif
