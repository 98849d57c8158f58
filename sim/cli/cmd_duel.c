/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink duel: a table of postures against another, as a game. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/quantal.h"
#include "brink/report.h"
#include "cli.h"
#include "describe.h"
#include "duel_plan.h"
#include "dueled.h"
#include "folder.h"
#include "progress.h"
#include "running.h"

enum { KEY_ROW = 256, KEY_COLUMN, KEY_BUDGET, KEY_SLICE, KEY_FIRST, KEY_UNIFORM, KEY_RESAMPLES, KEY_LAMBDA };
enum { MAX_LAMBDAS = 16, BUDGET = 50000, SLICE = 128, FIRST = 4 };

static const struct argp_option options[] = {
    {"row-payoff", KEY_ROW, "LIST", 0,
     "What the first table's side is paid: METRIC or METRIC=WEIGHT, with commas between several that are added", 1},
    {"column-payoff", KEY_COLUMN, "LIST", 0, "The same of the second table's side", 1},
    {"lambda", KEY_LAMBDA, "L,...", 0, "Also quantal responses of these precisions, per unit of the payoffs", 1},
    {"budget", KEY_BUDGET, "R", 0, "Replicas of all cells together (default 50000); more goes on where less stopped",
     2},
    {"slice", KEY_SLICE, "N", 0, "Replicas that are dealt at a time (32 to 65536, default 128)", 2},
    {"first", KEY_FIRST, "K", 0, "Slices of every cell in the first round (default 4)", 2},
    {"uniform", KEY_UNIFORM, NULL, 0, "Deal all cells the same, instead of more to those that decide", 2},
    {"resamples", KEY_RESAMPLES, "B", 0, "Resampled games for intervals (100 to 20000, default 1000)", 2},
    {"max-failures", CLI_RUN_MAX_FAILURES, "N|P%", 0,
     "Fail (exit status 75) when more than N replicas of a slice, or P percent of them, failed (default 5%)", 2},
    CLI_SEED_OPTION(3),
    CLI_PERIODS_OPTION(3),
    CLI_SET_OPTION("in all cells", 3),
    CLI_OUTPUT_OPTION("results/ROWS_COLUMNS, by the tables", 4),
    CLI_RESUME_OPTION("game", 4),
    CLI_FORCE_OPTION(4),
    CLI_THREADS_OPTION(5),
    CLI_QUIET_OPTION("outcome", 5),
    {0},
};

typedef struct arguments {
    cli_duel_words words;
    double lambda[MAX_LAMBDAS];
    size_t n_lambdas;
    uint64_t budget, slice, first, resamples;
    bool is_uniform;
} arguments;

static int parse_lambdas(const char *text, arguments *a)
{
    const char *at = text;
    a->n_lambdas = 0;
    for (;;) {
        char *end = NULL;
        errno = 0;
        const double x = strtod(at, &end);
        const bool is_right = end != at && errno == 0 && x >= 0.0 && x <= BRINK_QUANTAL_MAX_LAMBDA &&
                              (*end == ',' || *end == '\0') && a->n_lambdas < MAX_LAMBDAS;
        if (!is_right) {
            (void)cli_usage(&cli_command_duel, "--lambda '%s': at most %d numbers from 0 to %g are needed, with commas",
                            text, MAX_LAMBDAS, BRINK_QUANTAL_MAX_LAMBDA);
            return CLI_TOLD;
        }
        a->lambda[a->n_lambdas++] = x;
        if (*end == '\0') {
            return 0;
        }
        at = end + 1;
    }
}

/* Options about the game itself; ARGP_ERR_UNKNOWN for others. */
static error_t parse_game(int key, char *arg, arguments *a)
{
    const cli_command *me = &cli_command_duel;
    switch (key) {
    case KEY_ROW:
        return cli_parse_payoff("--row-payoff", arg, &a->words.payoff[0]);
    case KEY_COLUMN:
        return cli_parse_payoff("--column-payoff", arg, &a->words.payoff[1]);
    case KEY_LAMBDA:
        return parse_lambdas(arg, a);
    case KEY_BUDGET:
        return cli_parse_whole(me, "--budget", arg, 1, UINT32_MAX, &a->budget);
    case KEY_SLICE:
        return cli_parse_whole(me, "--slice", arg, 32, 65536, &a->slice);
    case KEY_FIRST:
        return cli_parse_whole(me, "--first", arg, 1, 1000, &a->first);
    case KEY_UNIFORM:
        a->is_uniform = true;
        return 0;
    case KEY_RESAMPLES:
        return cli_parse_whole(me, "--resamples", arg, 100, BRINK_DUEL_MAX_RESAMPLES, &a->resamples);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_duel;
    switch (key) {
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words.tables, state);
        return 0;
    default:
        break;
    }
    const error_t failed = cli_run_parse(me, key, arg, &a->words.run);
    return failed == ARGP_ERR_UNKNOWN ? parse_game(key, arg, a) : failed;
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "ROWS COLUMNS",
    .doc =
        "Play the postures of one table against those of another: each side chooses one, and simulation tells what "
        "every pair pays. Says what is dominated, the Nash equilibria, and how sure all of that is.\v"
        "Examples:\n"
        "  brink duel postures_west.csv postures_axis.csv --row-payoff payoff.USA,payoff.EUR "
        "--column-payoff payoff.RUS,payoff.IRN\n"
        "  brink duel mine.csv theirs.csv --row-payoff payoff.USA --column-payoff payoff.RUS --lambda 0.1,1\n\n"
        "A table is a design: scenario, name, note (or not), and a column for each path that the postures set; "
        "one scenario for all, and no path in both tables. All cells meet the same luck, replica by replica. After the "
        "first round replicas go to the cells that decide the equilibrium. Intervals are over resampled replicas.\n\n"
        "Leaves duel_cells.csv, duel_postures.csv, duel_equilibria.csv, duel_rounds.csv, manifest.json and results.db "
        "in the output "
        "folder. Exit status: 0 done, 64 wrong usage, 65 wrong data, 66 no input, 73 output exists or cannot be made, "
        "74 read or write error, 75 too many failures, 130 interrupted (resumable).",
};

/* --- playing ------------------------------------------------------------------------------------------------- */

static brink_status play(const cli_duel_plan *p, const arguments *a, cli_run_facts *facts, brink_duel **duel)
{
    cli_progress progress;
    cli_progress_init(&progress, a->words.run.is_quiet);
    const brink_duel_options how = {.seed = a->words.run.seed,
                                    .budget = a->budget,
                                    .slice = a->slice,
                                    .first = a->first,
                                    .is_uniform = a->is_uniform,
                                    .resamples = (size_t)a->resamples,
                                    .lambda = a->lambda,
                                    .n_lambdas = a->n_lambdas,
                                    .max_failures = &a->words.run.replication.limit,
                                    .threads = facts->threads,
                                    .resume = a->words.run.is_resuming,
                                    .description = p->description,
                                    .stop = cli_stop(),
                                    .progress = cli_dueled_progress,
                                    .context = &progress};
    brink_error err = {0};
    const cli_clock clock = cli_clock_start(facts);
    brink_status status = brink_duel_play(&p->problem, &how, p->folder, duel, &err);
    cli_clock_stop(&clock, facts);
    cli_progress_clear(&progress);
    return cli_run_end(status, &err, "game", p->folder, a->words.run.is_forced);
}

static brink_status write_files(const cli_duel_plan *p, const cli_run_facts *facts, const brink_duel *duel, int argc,
                                char **argv)
{
    brink_error err = {0};
    char *run = cli_describe_run(facts, argc, argv);
    brink_status status =
        run != NULL ? brink_report_duel(duel, p->folder, &err) : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    status = status == BRINK_OK ? cli_export_study(p->folder, run, false) : cli_fail_error(status, &err);
    free(run);
    return status;
}

static brink_status check_arguments(const arguments *a)
{
    if (a->words.tables.n != 2) {
        return cli_usage(&cli_command_duel,
                         "'brink duel' needs two tables of postures, as in 'brink duel postures_west.csv "
                         "postures_axis.csv --row-payoff ... --column-payoff ...'");
    }
    for (size_t side = 0; side < 2; side++) {
        if (a->words.payoff[side].n == 0) {
            return cli_usage(&cli_command_duel, "%s is needed: the metrics that the %s table's side is paid",
                             side == 0 ? "--row-payoff" : "--column-payoff", side == 0 ? "first" : "second");
        }
    }
    return cli_run_words_check(&cli_command_duel, &a->words.run);
}

/* Before anything is written. */
static brink_status check_budget(const cli_duel_plan *p, const arguments *a)
{
    const brink_duel_options how = {.budget = a->budget, .slice = a->slice, .first = a->first};
    brink_error err = {0};
    return brink_duel_check_budget(&p->problem, &how, &err) == BRINK_OK
               ? BRINK_OK
               : cli_usage(&cli_command_duel, "--%s", err.what); /* it begins with the option's name */
}

static brink_status command(int argc, char **argv)
{
    arguments a = {
        .budget = BUDGET, .slice = SLICE, .first = FIRST, .resamples = BRINK_DUEL_RESAMPLES, .words.run.seed = 1};
    cli_duel_plan p = {0};
    brink_duel *duel = NULL;
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_duel, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status != BRINK_OK || is_done) {
        goto out;
    }
    status = check_arguments(&a);
    if (status != BRINK_OK) {
        goto out;
    }
    cli_run_facts facts = cli_run_words_facts(&a.words.run, a.budget);
    status = cli_duel_plan_make(&p, &a.words, argc, typed);
    if (status == BRINK_OK) {
        status = check_budget(&p, &a);
    }
    if (status == BRINK_OK) {
        status = cli_claim_folder(p.folder, a.words.run.is_resuming, a.words.run.is_forced);
    }
    if (status == BRINK_OK) {
        status = play(&p, &a, &facts, &duel);
        if (status != BRINK_OK) {
            cli_folder_leave(p.folder);
        }
    }
    if (status == BRINK_OK) {
        status = write_files(&p, &facts, duel, argc, typed);
    }
    if (status == BRINK_OK && !a.words.run.is_quiet) {
        status = cli_dueled_print(duel);
        (void)printf("Results are in %s: duel_cells.csv, duel_postures.csv, duel_equilibria.csv, duel_rounds.csv, "
                     "manifest.json, "
                     "results.db\n",
                     p.folder);
    }
out:
    brink_duel_free(duel);
    cli_duel_plan_fini(&p);
    cli_run_words_fini(&a.words.run);
    cli_payoff_fini(&a.words.payoff[0]);
    cli_payoff_fini(&a.words.payoff[1]);
    free(typed);
    return status;
}

const cli_command cli_command_duel = {
    .name = "duel", .summary = "play postures against postures, as a game", .argp = &argp, .run = command};
