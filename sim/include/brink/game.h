/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finite games: strategic form (a table of payoffs) and extensive form (a tree with chance, information sets, and
 * payoffs at any node).
 *
 * A game is built once, then finished, and immutable from then on: threads may share it. Players, information sets,
 * nodes and outcomes are numbered from 0 in the order in which they were added. Both forms have information sets, so
 * that what a player does has one shape everywhere: in the strategic form each player has exactly one, whose actions
 * are the strategies.
 *
 *   behaviour profile   double p[brink_game_n_actions()]: the probability of action `a` of information set `h` stands
 * at brink_game_get_infoset(game, h)->first + a; chance has no place in it pure profile        index s_0 + m_0 (s_1 +
 * m_1 (s_2 + ...)) of player i's strategy s_i of m_i: the first player's varies fastest, as in Gambit's files
 *
 * Numbers are exact: next to the nearest double, a payoff or probability that was given as text ("1/3", or more digits
 * than a double holds) keeps that text. One given as a double is taken for its shortest decimal that reads back. So
 * chance can be required to sum to exactly one, equilibria can be computed in rationals, and a game that is written and
 * read again is the same game.
 *
 * Building a tree:
 *
 *     brink_game *g = brink_game_new(BRINK_GAME_EXTENSIVE, "Entry");
 *     size_t rival = brink_game_add_player(g, "Rival");
 *     size_t owner = brink_game_add_player(g, "Owner");
 *     size_t enter = brink_game_add_infoset(g, rival, "", 2, (const char *const[]){"out", "in"});
 *     size_t reply = brink_game_add_infoset(g, owner, "", 2, (const char *const[]){"fight", "share"});
 *     size_t root = brink_game_add_node(g, BRINK_GAME_NONE, 0, enter, BRINK_GAME_NONE, "");
 *     brink_game_add_leaf(g, root, 0, "kept out", (const double[]){0, 2});
 *     size_t entered = brink_game_add_node(g, root, 1, reply, BRINK_GAME_NONE, "");
 *     brink_game_add_leaf(g, entered, 0, "fought", (const double[]){-1, -1});
 *     brink_game_add_leaf(g, entered, 1, "shared", (const double[]){1, 1});
 *     brink_status status = brink_game_finish(g, &err);     // the first mistake of all the calls above
 *
 * A table: one information set for each player, in the order of players, then brink_game_set_payoffs() for every pure
 * profile. */
#ifndef BRINK_GAME_H
#define BRINK_GAME_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

typedef struct brink_game brink_game;

typedef enum brink_game_form { BRINK_GAME_STRATEGIC, BRINK_GAME_EXTENSIVE } brink_game_form;

#define BRINK_GAME_NONE   ((size_t)-1) /* no node, no information set, no outcome */
#define BRINK_GAME_CHANCE ((size_t)-2) /* in place of a player */

/* Limits; beyond them building fails. */
enum {
    BRINK_GAME_MAX_PLAYERS = 64,
    BRINK_GAME_MAX_ACTIONS = 65536,  /* of one information set */
    BRINK_GAME_MAX_NODES = 1 << 20,  /* also of information sets and of outcomes */
    BRINK_GAME_MAX_DEPTH = 1024,     /* moves on a path */
    BRINK_GAME_MAX_ENTRIES = 1 << 22 /* of a table: profiles times players */
};
#define BRINK_GAME_MAX_PAYOFF 1e100 /* in size */

typedef struct brink_game_player {
    const char *label;
    const size_t *infoset; /* [n_infosets] in order of their addition */
    size_t n_infosets;
    double lo, hi; /* least and greatest payoff: over all profiles, or sums over paths to a terminal node */
} brink_game_player;

/* An information set; or a chance event, with probabilities. */
typedef struct brink_game_infoset {
    const char *label;
    size_t player; /* or BRINK_GAME_CHANCE */
    size_t number; /* positive, unique within its player (or chance): its name in files; from 1 when not given */
    size_t n_actions;
    const char *const *action; /* [n_actions] labels */
    const double *probability; /* [n_actions] of a chance event; NULL otherwise */
    size_t first;              /* place of the first action in a behaviour profile; NONE for chance */
    const size_t *node;        /* [n_nodes] its nodes; none in the strategic form */
    size_t n_nodes;
} brink_game_infoset;

typedef struct brink_game_node {
    const char *label;
    size_t parent;         /* NONE: the root, node 0 */
    size_t action;         /* of the parent's information set that leads here */
    size_t infoset;        /* NONE: terminal */
    size_t outcome;        /* NONE: pays nothing; payoffs along a path add up */
    const size_t *child;   /* [n_actions of the information set]; NULL when terminal */
    const double *payoffs; /* [n_players] sums over the path to a terminal node; NULL otherwise */
} brink_game_node;

typedef struct brink_game_outcome {
    const char *label;
    const double *payoff; /* [n_players] */
    size_t number;        /* positive, unique: its name in files */
} brink_game_outcome;

/* --- building ----------------------------------------------------------------------------------------------------
 *
 * A mistake (an unknown index, a limit, no memory) is remembered, the call returns BRINK_GAME_NONE, and calls after it
 * do nothing: brink_game_finish() tells the first. Texts are copied; NULL reads as "". */

/* NULL when out of memory. The caller frees it, finished or not. */
brink_game *brink_game_new(brink_game_form form, const char *title);
void brink_game_free(brink_game *game); /* NULL is fine */

void brink_game_set_comment(brink_game *game, const char *comment);

size_t brink_game_add_player(brink_game *game, const char *label);

/* An information set of a player with its actions; labels [n_actions]. */
size_t brink_game_add_infoset(brink_game *game, size_t player, const char *label, size_t n_actions,
                              const char *const *action);

/* A chance event. `probability` [n_actions], each in [0, 1]; their sum must be within 1e-12 of one, and the last is
 * then replaced by what exactly completes the decimals of the others. */
size_t brink_game_add_chance(brink_game *game, const char *label, size_t n_actions, const char *const *action,
                             const double *probability);

/* The same from texts, as "2/5" or "0.4"; they must sum to exactly one. */
size_t brink_game_add_chance_exact(brink_game *game, const char *label, size_t n_actions, const char *const *action,
                                   const char *const *probability);

/* Gives an information set, chance event or outcome another number than the next one. Numbers must be unique. */
void brink_game_number_infoset(brink_game *game, size_t infoset, size_t number);
void brink_game_number_outcome(brink_game *game, size_t outcome, size_t number);

/* An outcome; payoff [n_players], so all players must have been added. Or from texts. */
size_t brink_game_add_outcome(brink_game *game, const char *label, const double *payoff);
size_t brink_game_add_outcome_exact(brink_game *game, const char *label, const char *const *payoff);

/* A node of a tree below `action` of `parent` (NONE: the root, which comes first). `infoset` NONE: terminal; `outcome`
 * NONE: pays nothing. */
size_t brink_game_add_node(brink_game *game, size_t parent, size_t action, size_t infoset, size_t outcome,
                           const char *label);

/* A terminal node with an outcome of its own, both of that label. */
size_t brink_game_add_leaf(brink_game *game, size_t parent, size_t action, const char *label, const double *payoff);

/* Payoffs [n_players] at a pure profile of a table, or an outcome (NONE: pays nothing) there. One table takes either
 * payoffs or outcomes. No further players or information sets may be added after the first. */
void brink_game_set_payoffs(brink_game *game, size_t profile, const double *payoff);
void brink_game_set_payoffs_exact(brink_game *game, size_t profile, const char *const *payoff);
void brink_game_set_outcome(brink_game *game, size_t profile, size_t outcome);

/* Checks the whole and makes it immutable. BRINK_OK; BRINK_EDATA: the first mistake (a player without an information
 * set in the strategic form, a profile without payoffs, a node without a child, ...); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_game_finish(brink_game *game, brink_error *err);

/* A table in one call: strategy [n_strategies[0] + n_strategies[1] + ...] labels, the first player's first (NULL:
 * none); payoff [n_profiles][n_players]. */
BRINK_MUST_CHECK brink_status brink_game_new_table(const char *title, size_t n_players, const char *const *player,
                                                   const size_t *n_strategies, const char *const *strategy,
                                                   const double *payoff, brink_game **game, brink_error *err);

/* --- a finished game ---------------------------------------------------------------------------------------------
 *
 * Everything is borrowed from the game. Indices must be in range. */

brink_game_form brink_game_get_form(const brink_game *game);
const char *brink_game_title(const brink_game *game);
const char *brink_game_comment(const brink_game *game);

size_t brink_game_n_players(const brink_game *game);
size_t brink_game_n_infosets(const brink_game *game); /* chance events included */
size_t brink_game_n_nodes(const brink_game *game);    /* 0 in the strategic form */
size_t brink_game_n_outcomes(const brink_game *game);
size_t brink_game_n_actions(const brink_game *game);  /* of all players: length of a behaviour profile */
size_t brink_game_n_profiles(const brink_game *game); /* pure profiles of the strategic form; 0 of a tree */

const brink_game_player *brink_game_get_player(const brink_game *game, size_t i);
const brink_game_infoset *brink_game_get_infoset(const brink_game *game, size_t h);
const brink_game_node *brink_game_get_node(const brink_game *game, size_t n);
const brink_game_outcome *brink_game_get_outcome(const brink_game *game, size_t o);

/* Of the strategic form: payoffs [n_profiles][n_players], and the outcome of each profile [n_profiles], or NULL if the
 * table was given payoffs. NULL for a tree. */
const double *brink_game_payoffs(const brink_game *game);
const size_t *brink_game_profile_outcomes(const brink_game *game);

/* Index of a pure profile: strategy [n_players]. */
size_t brink_game_profile(const brink_game *game, const size_t *strategy);

/* How things are called in results, so that no two have one name: an information set "number:label", or the number
 * alone without a label, "" in the strategic form; a player or an action by its label, by its number (from 1) without
 * one, and by "label#number" where an earlier one has that label. Return out, cut to its size (> 0). */
const char *brink_game_player_name(const brink_game *game, size_t i, char *out, size_t size);
const char *brink_game_infoset_name(const brink_game *game, size_t h, char *out, size_t size);
const char *brink_game_action_name(const brink_game *game, size_t h, size_t a, char *out, size_t size);

/* An information set that is reached with different memories of what its player knew and did: then the player has not
 * perfect recall (Kuhn 1953). NONE: all players have it, as in any strategic form. */
size_t brink_game_forgetful(const brink_game *game);

/* An information set that is met twice on one path: its player is absent-minded (Piccione & Rubinstein 1997). NONE:
 * there is none. */
size_t brink_game_absent_minded(const brink_game *game);

/* The reduced strategic form of a tree (Kuhn 1953): a strategy names an action at every information set of its player
 * that its own earlier choices let be reached, "a/b" in the order of information sets, "*" for the others; one set
 * alone gives it the label of its action. Payoffs are expectations over chance, exact as long as their fractions have
 * at most 1024 characters, and the nearest doubles beyond. BRINK_OK, and a new game; BRINK_EDATA: too many strategies
 * or payoffs; BRINK_ENOMEM. A game in strategic form gives a copy. O(terminal nodes x profiles that lead to each). */
BRINK_MUST_CHECK brink_status brink_game_to_strategic(const brink_game *game, brink_game **strategic, brink_error *err);

/* A tree for a table: players choose one after the other, none seeing what the others chose. BRINK_OK, and a new game;
 * BRINK_EDATA: too many nodes; BRINK_ENOMEM. A tree gives a copy. */
BRINK_MUST_CHECK brink_status brink_game_to_extensive(const brink_game *game, brink_game **extensive, brink_error *err);

/* Expected payoffs [n_players] when a behaviour profile is played. O(nodes) or O(profiles x players). */
void brink_game_expected(const brink_game *game, const double *p, double *payoff);

#endif
