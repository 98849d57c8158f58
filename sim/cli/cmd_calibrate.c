/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink calibrate: uncertain values that fit what is known, and what is known about them then. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "brink/report.h"
#include "calibrate_plan.h"
#include "calibrated.h"
#include "cli.h"
#include "describe.h"
#include "folder.h"
#include "progress.h"
#include "running.h"

enum { KEY_PARTICLES = 256, KEY_BUDGET, KEY_CHECK, KEY_ROUNDS };
enum { REPLICAS = 128, PARTICLES = 200, BUDGET = 300000, CHECK = 2000, ROUNDS = 8 };

static const struct argp_option options[] = {
    {"parameters", 'p', "PATTERN", 0,
     "Values to be fitted: those of uncertainties.csv whose path fits, as 'actors.*.fatigue_rate' (required); may be "
     "repeated",
     1},
    {"replicas", 'n', "N", 0, "Replicas a particle (default 128)", 2},
    {"particles", KEY_PARTICLES, "N", 0, "Particles a generation (default 200)", 2},
    {"budget", KEY_BUDGET, "R", 0, "Replicas of all particles and of the best fit together (default 300000)", 2},
    {"rounds", KEY_ROUNDS, "N", 0, "Rounds of the search for the best fit, at most (default 8); 0: none", 2},
    {"check", KEY_CHECK, "N", 0, "Replicas, under fresh luck, by which targets pass or miss (default 2000)", 2},
    {"max-failures", CLI_RUN_MAX_FAILURES, "N|P%", 0,
     "A particle fails when more than N of its replicas, or P percent of them, failed (default 5%)", 2},
    {"seed", CLI_RUN_SEED, "S", 0,
     "Seed of all random numbers, those of the particles too (default 1); the same seed gives the same bytes", 3},
    CLI_PERIODS_OPTION(3),
    CLI_SET_OPTION("everywhere", 3),
    CLI_OUTPUT_OPTION("results/NAME_calibrate", 4),
    CLI_RESUME_OPTION("calibration", 4),
    CLI_FORCE_OPTION(4),
    CLI_THREADS_OPTION(5),
    CLI_QUIET_OPTION("outcome", 5),
    {0},
};

typedef struct arguments {
    cli_calibrate_words words;
    uint64_t replicas, particles, budget, rounds, check;
} arguments;

/* Options about the calibration itself; ARGP_ERR_UNKNOWN for others. */
static error_t parse_fit(int key, char *arg, arguments *a)
{
    const cli_command *me = &cli_command_calibrate;
    switch (key) {
    case 'p':
        return cli_add_word(&a->words.pattern, &a->words.n_patterns, arg);
    case 'n':
        return cli_parse_whole(me, "--replicas", arg, 2, UINT32_MAX, &a->replicas);
    case KEY_PARTICLES:
        return cli_parse_whole(me, "--particles", arg, 20, 100000, &a->particles);
    case KEY_BUDGET:
        return cli_parse_whole(me, "--budget", arg, 1, UINT64_MAX / 2, &a->budget);
    case KEY_ROUNDS:
        return cli_parse_whole(me, "--rounds", arg, 0, 1000, &a->rounds);
    case KEY_CHECK:
        return cli_parse_whole(me, "--check", arg, 2, UINT32_MAX, &a->check);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_calibrate;
    switch (key) {
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words.scenarios, state);
        return 0;
    default:
        break;
    }
    const error_t failed = cli_run_parse(me, key, arg, &a->words.run);
    return failed == ARGP_ERR_UNKNOWN ? parse_fit(key, arg, a) : failed;
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc =
        "Fit uncertain values of a scenario (uncertainties.csv) to what is known (targets.csv): a posterior, the best "
        "fit, and what the targets can and cannot say about each value.\v"
        "Examples:\n"
        "  brink calibrate baseline -p 'actors.*.fatigue_rate' -p parameters.reprisal\n"
        "  brink calibrate baseline -p 'actors.*.strain' --budget 100000\n"
        "  brink calibrate baseline -p parameters.reprisal --resume   go on after Ctrl-C or a crash\n\n"
        "Approximate Bayesian computation: particles are drawn from the prior, weighted by how well their simulated "
        "moments fit, and drawn anew around the better ones, until the tolerance is that of the bands of the targets "
        "(1), or the budget is spent; the posterior is then wider than the bands say, and a warning tells it. A band "
        "is read as a 95 % interval. The best fit is by simulated moments.\n\n"
        "Leaves posterior.csv, generations.csv, moments.csv, fit.csv, identifiability.csv, correlations.csv, "
        "directions.csv, calibrated.csv (a design of the scenario as it is, the posterior mean and the best fit, for "
        "'brink run --design'), manifest.json and results.db in the output folder, and in its folder fresh the study "
        "by which targets pass or miss. "
        "Exit status: 0 done, misses included, 64 wrong usage, 65 wrong data, 66 no input, 73 output exists or cannot "
        "be made, 74 read or write error, 75 most particles fail, 130 interrupted (resumable).",
};

/* --- calibrating --------------------------------------------------------------------------------------------- */

static brink_status calibrate(const cli_calibrate_plan *p, const arguments *a, cli_run_facts *facts,
                              const brink_calibrate_options *how, brink_calibration **calibration)
{
    brink_error err = {0};
    const cli_clock clock = cli_clock_start(facts);
    const brink_status status = brink_calibrate(&p->problem, how, p->folder, calibration, &err);
    cli_clock_stop(&clock, facts);
    cli_progress_clear(how->context);
    return cli_run_end(status, &err, "calibration", p->folder, a->words.run.is_forced);
}

static brink_status write_files(const cli_calibrate_plan *p, const cli_run_facts *facts,
                                const brink_calibration *calibration, int argc, char **argv)
{
    brink_error err = {0};
    char *run = cli_describe_run(facts, argc, argv);
    brink_status status = run != NULL ? brink_report_calibration(calibration, p->folder, &err)
                                      : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    status = status == BRINK_OK ? cli_export_search(p->folder, run, true) : cli_fail_error(status, &err);
    free(run);
    return status;
}

static brink_status finish(const cli_calibrate_plan *p, const arguments *a, const brink_calibration *calibration)
{
    const brink_generation *last =
        brink_calibration_generation(calibration, brink_calibration_n_generations(calibration) - 1);
    brink_status status = BRINK_OK;
    if (last->tolerance > 1.0) {
        cli_warn("the budget ended at tolerance %.4g of the bands: the posterior is wider than they say; --budget",
                 last->tolerance);
    }
    if (!a->words.run.is_quiet) {
        status = cli_calibrated_print(calibration);
    }
    if (status == BRINK_OK && !a->words.run.is_quiet) {
        (void)printf("\nResults are in %s: posterior.csv, generations.csv, moments.csv, fit.csv, identifiability.csv,\n"
                     "correlations.csv, directions.csv, calibrated.csv, manifest.json, results.db, fresh/\n",
                     p->folder);
    }
    return status;
}

static brink_status check_arguments(const arguments *a)
{
    if (a->words.scenarios.n != 1) {
        return cli_usage(
            &cli_command_calibrate,
            "'brink calibrate' needs one scenario, as in 'brink calibrate baseline -p parameters.reprisal'");
    }
    if (a->words.n_patterns == 0) {
        return cli_usage(&cli_command_calibrate,
                         "--parameters PATTERN is needed: which uncertain values are to be fitted");
    }
    return cli_run_words_check(&cli_command_calibrate, &a->words.run);
}

static brink_status carry_out(arguments *a, cli_calibrate_plan *p, brink_calibration **calibration, int argc,
                              char **argv)
{
    cli_progress progress;
    cli_run_facts facts = cli_run_words_facts(&a->words.run, a->replicas);
    brink_status status = cli_calibrate_plan_make(p, &a->words, argc, argv);
    if (status == BRINK_OK) {
        status = cli_claim_folder(p->folder, a->words.run.is_resuming, a->words.run.is_forced);
    }
    cli_progress_init(&progress, a->words.run.is_quiet);
    const brink_calibrate_options how = {.seed = a->words.run.seed,
                                         .replicas = a->replicas,
                                         .particles = (size_t)a->particles,
                                         .budget = a->budget,
                                         .check = a->check,
                                         .most_rounds = (size_t)a->rounds,
                                         .max_failures = &a->words.run.replication.limit,
                                         .threads = facts.threads,
                                         .resume = a->words.run.is_resuming,
                                         .description = p->description,
                                         .stop = cli_stop(),
                                         .progress = cli_calibrated_progress,
                                         .context = &progress};
    if (status == BRINK_OK) {
        status = calibrate(p, a, &facts, &how, calibration);
        if (status != BRINK_OK) {
            cli_folder_leave(p->folder);
        }
    }
    if (status == BRINK_OK) {
        status = write_files(p, &facts, *calibration, argc, argv);
    }
    return status == BRINK_OK ? finish(p, a, *calibration) : status;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.replicas = REPLICAS,
                   .particles = PARTICLES,
                   .budget = BUDGET,
                   .rounds = ROUNDS,
                   .check = CHECK,
                   .words.run.seed = 1};
    cli_calibrate_plan p = {0};
    brink_calibration *calibration = NULL;
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_calibrate, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status == BRINK_OK && !is_done) {
        status = check_arguments(&a);
        if (status == BRINK_OK) {
            status = carry_out(&a, &p, &calibration, argc, typed);
        }
    }
    brink_calibration_free(calibration);
    cli_calibrate_plan_fini(&p);
    cli_run_words_fini(&a.words.run);
    free((void *)a.words.pattern);
    free(typed);
    return status;
}

const cli_command cli_command_calibrate = {
    .name = "calibrate", .summary = "fit uncertain values to what is known", .argp = &argp, .run = command};
