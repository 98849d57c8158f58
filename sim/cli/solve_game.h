/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `brink solve FILE`: what players of a finite game, or of a stochastic one, do. */
#ifndef SIM_CLI_SOLVE_GAME_H
#define SIM_CLI_SOLVE_GAME_H

#include "brink/game_file.h"
#include "cli.h"

typedef enum cli_solve_concept {
    CLI_QRE,
    CLI_NASH,
    CLI_SPNE,
    CLI_LEVEL_K,
    CLI_HIERARCHY,
    CLI_MARKOV,
    CLI_NONE,
    CLI_N_CONCEPTS
} cli_solve_concept;
extern const char *const cli_solve_concepts[CLI_N_CONCEPTS]; /* their names */

typedef struct cli_solve_game {
    const char *file; /* a path, or the bare name of a shipped game */
    cli_solve_concept concept;
    bool has_concept, is_csv, is_picked, has_level, has_tau, has_most, has_steps;
    double *lambda; /* [n_lambdas], on the heap */
    size_t n_lambdas;
    const char **rationality; /* PLAYER=R [n_rationalities], on the heap */
    size_t n_rationalities;
    uint64_t seed, level, most, steps;
    double tau;
    const char *write[BRINK_GAME_N_FORMATS];
    const char *given; /* the last of the options below but the last three that was given, or NULL */
} cli_solve_game;

/* Its options, for the list of the command. */
enum {
    CLI_KEY_CONCEPT = 768,
    CLI_KEY_LAMBDA,
    CLI_KEY_RATIONALITY,
    CLI_KEY_PICK,
    CLI_KEY_LEVEL,
    CLI_KEY_TAU,
    CLI_KEY_MOST,
    CLI_KEY_STEPS,
    CLI_KEY_WRITE /* and the next two: formats in their order */
};
#define CLI_SOLVE_GAME_OPTIONS                                                                                         \
    {"concept",                                                                                                        \
     CLI_KEY_CONCEPT,                                                                                                  \
     "C",                                                                                                              \
     0,                                                                                                                \
     "qre (default for a game): logit quantal response; nash: all equilibria of two players, pure ones of more; "      \
     "spne: "                                                                                                          \
     "subgame-perfect ones of a tree with perfect information; level-k; cognitive-hierarchy; markov (default for a "   \
     "stochastic game): Markov logit equilibrium; none: solve nothing",                                                \
     4},                                                                                                               \
        {"lambda",                                                                                                     \
         CLI_KEY_LAMBDA,                                                                                               \
         "L,...",                                                                                                      \
         0,                                                                                                            \
         "Precisions, in 1/payoff (default 1); of level-k and cognitive-hierarchy one, without which they play best "  \
         "replies",                                                                                                    \
         4},                                                                                                           \
        {"rationality",                                                                                                \
         CLI_KEY_RATIONALITY,                                                                                          \
         "PLAYER=R",                                                                                                   \
         0,                                                                                                            \
         "A player's precision is R times lambda (default 1); may be repeated",                                        \
         4},                                                                                                           \
        {"pick",                                                                                                       \
         CLI_KEY_PICK,                                                                                                 \
         "SEED",                                                                                                       \
         0,                                                                                                            \
         "Where symmetric play is one equilibrium of several that split off, follow one of the others, picked by the " \
         "seed",                                                                                                       \
         4},                                                                                                           \
        {"level", CLI_KEY_LEVEL, "K", 0, "Highest level of reasoning, 0 to 100 (default 2)", 4},                       \
        {"tau", CLI_KEY_TAU, "T", 0, "Mean level of a cognitive hierarchy, 0 to 50 (default 1.5)", 4},                 \
        {"most", CLI_KEY_MOST, "N", 0, "List at most N equilibria of nash and spne (default 1000)", 4},                \
        {"steps", CLI_KEY_STEPS, "N", 0, "Give a path up after N steps (default 100000)", 4},                          \
        {"write-nfg",                                                                                                  \
         CLI_KEY_WRITE + BRINK_GAME_NFG,                                                                               \
         "FILE",                                                                                                       \
         0,                                                                                                            \
         "Write the game as .nfg, a tree in its reduced strategic form (-: "                                           \
         "on stdout)",                                                                                                 \
         5},                                                                                                           \
        {"write-efg",                                                                                                  \
         CLI_KEY_WRITE + BRINK_GAME_EFG,                                                                               \
         "FILE",                                                                                                       \
         0,                                                                                                            \
         "Write the game as .efg, a table as a tree of moves that nobody sees (-: on stdout)",                         \
         5},                                                                                                           \
    {                                                                                                                  \
        "write-csv", CLI_KEY_WRITE + BRINK_GAME_CSV, "FILE", 0, "Write the game as a CSV table of payoffs", 5          \
    }

/* For the command's parser: 0, ENOMEM, CLI_TOLD, or ARGP_ERR_UNKNOWN for a key that is none of these. */
error_t cli_solve_game_parse(int key, char *arg, cli_solve_game *a);

/* Whether a word names a file of a game rather than a scenario: by how it ends. */
bool cli_is_game_file(const char *word);

/* Reads, writes and solves. Whatever it returns but BRINK_OK has been told. */
brink_status cli_solve_file(cli_solve_game *a);

void cli_solve_game_fini(cli_solve_game *a); /* zeroed is fine */

/* Behind the above: options that the concept does not know. */
brink_status cli_solve_check_options(const cli_solve_game *a);

#endif
