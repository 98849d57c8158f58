/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink solve: what is chosen in one period of a scenario, and why. */
#include <string.h>

#include "cli.h"
#include "solve_period.h"

enum { KEY_PERIOD = 256, KEY_REPLICA, KEY_SEED, KEY_THEATRE, KEY_ACTOR, KEY_TERMS, KEY_SET, KEY_FORMAT };

static const struct argp_option options[] = {
    {"period", KEY_PERIOD, "K", 0,
     "The period: 0 (default), the start, before anything has happened; or 1 and more, as a replica comes to it, after "
     "the shocks of that period",
     1},
    {"replica", KEY_REPLICA, "R", 0, "Which replica (default 0); with --period 1 and more", 1},
    {"seed", KEY_SEED, "S", 0, "Seed of all random numbers (default 1), as of 'brink run'", 1},
    {"theatre", KEY_THEATRE, "T", 0, "Only posts in this theatre", 2},
    {"actor", KEY_ACTOR, "X", 0, "Only posts of this actor, with the terms of all its payoffs", 2},
    {"terms", KEY_TERMS, NULL, 0,
     "Also the terms of those who answer, at every occasion (in CSV they are there always)", 2},
    {"set", KEY_SET, "PATH=VALUE", 0, "Override one value first; may be repeated", 3},
    {"format", KEY_FORMAT, "FORMAT", 0, "table (default), or csv: a row a number", 4},
    {0},
};

typedef struct arguments {
    cli_words words;
    cli_solve_period scenario;
    bool has_replica;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_solve;
    uint64_t period = 0;
    switch (key) {
    case KEY_PERIOD:
        if (cli_parse_whole(me, "--period", arg, 0, UINT32_MAX, &period) != 0) {
            return CLI_TOLD;
        }
        a->scenario.moment.period = (uint32_t)period;
        return 0;
    case KEY_REPLICA:
        a->has_replica = true;
        return cli_parse_whole(me, "--replica", arg, 0, UINT64_MAX - 64, &a->scenario.moment.replica);
    case KEY_SEED:
        a->has_replica = true;
        return cli_parse_whole(me, "--seed", arg, 0, UINT64_MAX, &a->scenario.moment.seed);
    case KEY_THEATRE:
        a->scenario.theatre = arg;
        return 0;
    case KEY_ACTOR:
        a->scenario.actor = arg;
        return 0;
    case KEY_TERMS:
        a->scenario.has_terms = true;
        return 0;
    case KEY_SET:
        return cli_add_set(me, &a->scenario.overrides, arg);
    case KEY_FORMAT:
        if (strcmp(arg, "table") != 0 && strcmp(arg, "csv") != 0) {
            (void)cli_usage(me, "--format '%s': table or csv is needed", arg);
            return CLI_TOLD;
        }
        a->scenario.is_csv = strcmp(arg, "csv") == 0;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc = "Solve one period of a scenario and say why what is chosen is chosen: for every post the chance of each "
           "action by type, the payoff and the terms that add up to it, and the answer that those who move first "
           "expect to each action.\v"
           "Examples:\n"
           "  brink solve baseline                        the start\n"
           "  brink solve baseline --theatre UKR --actor RUS\n"
           "  brink solve baseline --period 40 --replica 7\n"
           "  brink solve baseline --set actors.USA.clarity=0.9 --format csv",
};

static brink_status command(int argc, char **argv)
{
    arguments a = {.scenario.moment.seed = 1};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_solve, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done && a.words.n != 1) {
        status = cli_usage(&cli_command_solve, "'brink solve' needs one scenario, as in 'brink solve baseline'");
    }
    if (status == BRINK_OK && !is_done && a.has_replica && a.scenario.moment.period == 0) {
        status =
            cli_usage(&cli_command_solve, "--replica and --seed need --period 1 or more: the start is the same for "
                                          "all replicas");
    }
    if (status == BRINK_OK && !is_done) {
        a.scenario.scenario = a.words.word[0];
        status = cli_solve_scenario(&cli_command_solve, &a.scenario);
    }
    cli_overrides_fini(&a.scenario.overrides);
    return status;
}

const cli_command cli_command_solve = {
    .name = "solve", .summary = "say what is chosen in one period, and why", .argp = &argp, .run = command};
