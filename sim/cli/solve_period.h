/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `brink solve SCENARIO`: a period of a scenario, solved and explained. */
#ifndef SIM_CLI_SOLVE_PERIOD_H
#define SIM_CLI_SOLVE_PERIOD_H

#include "brink/game_file.h"
#include "brink/posts.h"
#include "cli.h"

typedef struct cli_solve_period {
    const char *scenario; /* a folder, or the bare name of a shipped one */
    cli_overrides overrides;
    brink_moment moment;
    bool has_replica;            /* a replica or seed was named */
    const char *theatre, *actor; /* only these; NULL: all */
    bool has_terms;              /* of those who answer too; where an actor is given, always */
    bool is_csv;
    const char *write[BRINK_GAME_N_FORMATS]; /* files to write the theatre's game to, as finite game; NULL: none */
    const char *given;                       /* the last of the options below that was given, or NULL */
} cli_solve_period;

/* Its options, for the list of the command. */
enum {
    CLI_KEY_PERIOD = 512,
    CLI_KEY_REPLICA,
    CLI_KEY_SEED,
    CLI_KEY_THEATRE,
    CLI_KEY_ACTOR,
    CLI_KEY_TERMS,
    CLI_KEY_SET,
};
#define CLI_SOLVE_PERIOD_OPTIONS                                                                                       \
    {"period",                                                                                                         \
     CLI_KEY_PERIOD,                                                                                                   \
     "K",                                                                                                              \
     0,                                                                                                                \
     "The period: 0 (default), the start, before anything has happened; or 1 and more, as a replica comes to it, "     \
     "after the shocks of that period",                                                                                \
     1},                                                                                                               \
        {"replica", CLI_KEY_REPLICA, "R", 0, "Which replica (default 0); with --period 1 and more", 1},                \
        {"seed", CLI_KEY_SEED, "S", 0, "Seed of all random numbers (default 1), as of 'brink run'", 1},                \
        {"theatre", CLI_KEY_THEATRE, "T", 0, "Only posts in this theatre", 2},                                         \
        {"actor", CLI_KEY_ACTOR, "X", 0, "Only posts of this actor, with the terms of all its payoffs", 2},            \
        {"terms",                                                                                                      \
         CLI_KEY_TERMS,                                                                                                \
         NULL,                                                                                                         \
         0,                                                                                                            \
         "Also the terms of those who answer, at every occasion (in CSV they are there always)",                       \
         2},                                                                                                           \
    {                                                                                                                  \
        "set", CLI_KEY_SET, "PATH=VALUE", 0, "Override one value first; may be repeated", 3                            \
    }

/* For the command's parser: 0, ENOMEM, CLI_TOLD, or ARGP_ERR_UNKNOWN for a key that is none of these. */
error_t cli_solve_period_parse(const cli_command *command, int key, char *arg, cli_solve_period *how);

/* Solves and prints. Whatever it returns but BRINK_OK has been told. */
brink_status cli_solve_scenario(const cli_command *command, const cli_solve_period *how);

#endif
