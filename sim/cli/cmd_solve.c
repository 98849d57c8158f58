/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink solve: what is chosen, and why: in one period of a scenario, or in a game of a file. */
#include <string.h>

#include "cli.h"
#include "solve_game.h"
#include "solve_period.h"

enum { KEY_FORMAT = 256 };

static const struct argp_option options[] = {
    {NULL, 0, NULL, 0, "Of a scenario:", 1},
    CLI_SOLVE_PERIOD_OPTIONS,
    {NULL, 0, NULL, 0, "Of a game:", 4},
    CLI_SOLVE_GAME_OPTIONS,
    {NULL, 0, NULL, 0, "Of both (a scenario's theatre is written if it is exactly a finite game):", 5},
    {"format", KEY_FORMAT, "FORMAT", 0, "table (default), or csv: a row a number", 5},
    {0},
};

typedef struct arguments {
    cli_words words;
    cli_solve_period period;
    cli_solve_game game;
} arguments;

static error_t parse_any(int key, char *arg, arguments *a)
{
    error_t failed = cli_solve_period_parse(&cli_command_solve, key, arg, &a->period);
    return failed == ARGP_ERR_UNKNOWN ? cli_solve_game_parse(key, arg, &a->game) : failed;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_FORMAT:
        if (strcmp(arg, "table") != 0 && strcmp(arg, "csv") != 0) {
            (void)cli_usage(&cli_command_solve, "--format '%s': table or csv is needed", arg);
            return CLI_TOLD;
        }
        a->period.is_csv = a->game.is_csv = strcmp(arg, "csv") == 0;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words, state);
        return 0;
    default:
        return parse_any(key, arg, a);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO\nFILE",
    .doc =
        "Solve one period of a scenario and say why what is chosen is chosen: for every post the chance of each "
        "action by type, the payoff and the terms that add up to it, and the answer that those who move first "
        "expect to each action. Or solve a finite game: a .nfg or .efg file of Gambit, or a .csv table of payoffs; or "
        "a "
        "stochastic game, a .csv table with a column 'state'. Shipped games (scenarios/games) are found by their "
        "names.\v"
        "Examples:\n"
        "  brink solve baseline                        the start\n"
        "  brink solve baseline --theatre UKR --actor RUS\n"
        "  brink solve baseline --period 40 --replica 7\n"
        "  brink solve baseline --set actors.USA.clarity=0.9 --format csv\n"
        "  brink solve chicken_asym.nfg --lambda 0.5,1,2\n"
        "  brink solve deterrence_2type.efg --lambda 5 --rationality Defender=2\n"
        "  brink solve entry.efg --concept spne\n"
        "  brink solve ladder.csv --lambda 1,5 --format csv\n"
        "  brink solve entry.efg --concept none --write-nfg entry.nfg\n\n"
        "A quantal response equilibrium is the one on the principal branch: the curve that starts at uniform play and "
        "lambda 0, at its first arrival at each lambda. Like players and actions are treated alike ('symmetric': other "
        "equilibria have split off by then). 'residual' is the largest distance of log p from its response, 'error' an "
        "estimate of the largest error of log p. A lambda that the path does not come to has no solution, and the exit "
        "status is 75.\n\n"
        "CSV of a game has columns action.PLAYER and payoff.PLAYER, a row a profile; a stochastic game besides these "
        "state, discount and to.STATE, a row a profile of a state. Numbers may be fractions. models/games/README.md "
        "has "
        "formats, mathematics and sources.",
};

static brink_status solve(arguments *a)
{
    if (a->words.n != 1) {
        return cli_usage(&cli_command_solve,
                         "'brink solve' needs one scenario or one file of a game, as in 'brink solve "
                         "baseline' or 'brink solve chicken_asym.nfg'");
    }
    const char *word = a->words.word[0];
    bool is_game = cli_is_game_file(word);
    const char *stray = is_game ? a->period.given : a->game.given;
    if (stray != NULL) {
        return cli_usage(&cli_command_solve, "%s is of %s, and '%s' is %s", stray, is_game ? "scenarios" : "games",
                         word, is_game ? "the file of a game" : "no file of a game by its name (.nfg, .efg, .csv)");
    }
    a->period.scenario = a->game.file = word;
    memcpy(a->period.write, a->game.write, sizeof a->period.write);
    return is_game ? cli_solve_file(&a->game) : cli_solve_scenario(&cli_command_solve, &a->period);
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.period.moment.seed = 1};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_solve, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done) {
        status = solve(&a);
    }
    cli_overrides_fini(&a.period.overrides);
    cli_solve_game_fini(&a.game);
    return status;
}

const cli_command cli_command_solve = {
    .name = "solve", .summary = "say what is chosen in a period or a game, and why", .argp = &argp, .run = command};
