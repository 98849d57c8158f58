/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink solve: what is chosen in one period of a scenario, and why. */
#include <string.h>

#include "cli.h"
#include "solve_period.h"

enum { KEY_FORMAT = 256 };

static const struct argp_option options[] = {
    CLI_SOLVE_PERIOD_OPTIONS,
    {"format", KEY_FORMAT, "FORMAT", 0, "table (default), or csv: a row a number", 4},
    {0},
};

typedef struct arguments {
    cli_words words;
    cli_solve_period period;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_FORMAT:
        if (strcmp(arg, "table") != 0 && strcmp(arg, "csv") != 0) {
            (void)cli_usage(&cli_command_solve, "--format '%s': table or csv is needed", arg);
            return CLI_TOLD;
        }
        a->period.is_csv = strcmp(arg, "csv") == 0;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words, state);
        return 0;
    default:
        return cli_solve_period_parse(&cli_command_solve, key, arg, &a->period);
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
    arguments a = {.period.moment.seed = 1};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_solve, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done && a.words.n != 1) {
        status = cli_usage(&cli_command_solve, "'brink solve' needs one scenario, as in 'brink solve baseline'");
    }
    if (status == BRINK_OK && !is_done) {
        a.period.scenario = a.words.word[0];
        status = cli_solve_scenario(&cli_command_solve, &a.period);
    }
    cli_overrides_fini(&a.period.overrides);
    return status;
}

const cli_command cli_command_solve = {
    .name = "solve", .summary = "say what is chosen in one period, and why", .argp = &argp, .run = command};
