/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink tune: postures that do better, and how sure one may be of that. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "brink/tune.h"
#include "cli.h"
#include "describe.h"
#include "folder.h"
#include "progress.h"
#include "running.h"
#include "tune_plan.h"
#include "tuned.h"

enum { KEY_BUDGET = 256, KEY_FRESH, KEY_FRONT, KEY_GLOBAL, KEY_LOCAL, KEY_SHARE, KEY_STEP, KEY_TOLERANCE };
enum { KEY_POPULATION = 512, KEY_COST_WEIGHT, KEY_CANDIDATES, KEY_LEVERS };
enum { REPLICAS = 256, BUDGET = 100000, FRESH = 4096 };

static const struct argp_option options[] = {
    {"front", KEY_FRONT, NULL, 0,
     "Search for the Pareto front of the objectives (and of the levers' cost) instead of the best of their weighted "
     "sum",
     1},
    {"levers", KEY_LEVERS, "PATTERN", 0,
     "Move only the levers whose path fits, as 'actors.USA.*' (default: all of levers.csv); may be repeated", 1},
    {"cost-weight", KEY_COST_WEIGHT, "W", 0, "Weight of the levers' cost in the sum (default 1)", 1},
    {"replicas", 'n', "N", 0, "Replicas a trial, the same noise for all (default 256)", 2},
    {"budget", KEY_BUDGET, "R", 0, "Replicas of all trials together (default 100000)", 2},
    {"fresh", KEY_FRESH, "N", 0,
     "Replicas, under noise that had no part in the search, of the best and of the scenario as it is (default 4096)",
     2},
    {"max-failures", CLI_RUN_MAX_FAILURES, "N|P%", 0,
     "A trial fails when more than N of its replicas, or P percent of them, failed (default 5%)", 2},
    {"global", KEY_GLOBAL, "METHOD", 0,
     "First search the whole range, by crs (default), isres or none; --front has a method of its own", 3},
    {"local", KEY_LOCAL, "METHOD", 0,
     "Then go on from the best, by bobyqa (default without bounds), cobyla (default with bounds) or none", 3},
    {"global-share", KEY_SHARE, "S", 0, "Share of the budget for the first (default 0.3)", 3},
    {"step", KEY_STEP, "S", 0, "First radius of the local search, as a share of each lever's range (default 0.25)", 3},
    {"tolerance", KEY_TOLERANCE, "T", 0,
     "Last radius of the local search, the same (default 0.001); levers move on a grid ten times as fine", 3},
    {"population", KEY_POPULATION, "N", 0, "Trials that a generation of the search has", 3},
    {"candidates", KEY_CANDIDATES, "N", 0, "Postures of a front that are run again (default 24)", 3},
    {"seed", CLI_RUN_SEED, "S", 0,
     "Seed of all random numbers, those of the search too (default 1); the same seed gives the same bytes", 4},
    CLI_PERIODS_OPTION(4),
    CLI_SET_OPTION("in all trials", 4),
    CLI_OUTPUT_OPTION("results/NAME_tune", 5),
    CLI_RESUME_OPTION("search", 5),
    CLI_FORCE_OPTION(5),
    CLI_THREADS_OPTION(6),
    CLI_QUIET_OPTION("outcome", 6),
    {0},
};

typedef struct arguments {
    cli_tune_words words;
    uint64_t replicas, budget, fresh, population, candidates;
    double share, step, tolerance, cost_weight;
    brink_optimiser global, local;
    bool has_local;
} arguments;

static int parse_number(const char *option, const char *text, double lo, double hi, double *value)
{
    char *end = NULL;
    errno = 0;
    double x = strtod(text, &end);
    if (end == text || *end != '\0' || errno != 0 || !(x >= lo && x <= hi)) {
        (void)cli_usage(&cli_command_tune, "%s '%s': a number from %g to %g is needed", option, text, lo, hi);
        return CLI_TOLD;
    }
    *value = x;
    return 0;
}

static int parse_method(const char *option, const char *text, brink_optimiser first, brink_optimiser last,
                        brink_optimiser *method)
{
    for (brink_optimiser m = first; m <= last; m++) {
        if (strcmp(text, brink_optimiser_name(m)) == 0) {
            *method = m;
            return 0;
        }
    }
    if (strcmp(text, brink_optimiser_name(BRINK_NO_OPTIMISER)) == 0) {
        *method = BRINK_NO_OPTIMISER;
        return 0;
    }
    (void)cli_usage(&cli_command_tune, "%s '%s': %s, %s or none is needed", option, text, brink_optimiser_name(first),
                    brink_optimiser_name(last));
    return CLI_TOLD;
}

/* Options about the search itself; ARGP_ERR_UNKNOWN for others. */
static error_t parse_search(int key, char *arg, arguments *a)
{
    const cli_command *me = &cli_command_tune;
    switch (key) {
    case KEY_FRONT:
        a->words.is_front = true;
        return 0;
    case KEY_LEVERS:
        return cli_add_word(&a->words.pattern, &a->words.n_patterns, arg);
    case KEY_COST_WEIGHT:
        return parse_number("--cost-weight", arg, 0.0, 1e9, &a->cost_weight);
    case KEY_BUDGET:
        return cli_parse_whole(me, "--budget", arg, 1, UINT64_MAX / 2, &a->budget);
    case KEY_FRESH:
        return cli_parse_whole(me, "--fresh", arg, 2, UINT32_MAX, &a->fresh);
    case KEY_GLOBAL:
        return parse_method("--global", arg, BRINK_CRS, BRINK_ISRES, &a->global);
    case KEY_LOCAL:
        a->has_local = true;
        return parse_method("--local", arg, BRINK_BOBYQA, BRINK_COBYLA, &a->local);
    case KEY_SHARE:
        return parse_number("--global-share", arg, 0.0, 1.0, &a->share);
    case KEY_STEP:
        return parse_number("--step", arg, 1e-9, 0.5, &a->step);
    case KEY_TOLERANCE:
        return parse_number("--tolerance", arg, 1e-9, 0.5, &a->tolerance);
    case KEY_POPULATION:
        return cli_parse_whole(me, "--population", arg, 4, 100000, &a->population);
    case KEY_CANDIDATES:
        return cli_parse_whole(me, "--candidates", arg, 3, 1000, &a->candidates);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_tune;
    switch (key) {
    case 'n':
        return cli_parse_whole(me, "--replicas", arg, 2, UINT32_MAX, &a->replicas);
    case ARGP_KEY_ARGS:
        cli_take_words(&a->words.scenarios, state);
        return 0;
    default:
        break;
    }
    const error_t failed = cli_run_parse(me, key, arg, &a->words.run);
    return failed == ARGP_ERR_UNKNOWN ? parse_search(key, arg, a) : failed;
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO",
    .doc =
        "Move the levers of a scenario (levers.csv) until its objectives (objectives.csv) are met best, and tell what "
        "was gained under noise that played no part in the search.\v"
        "Examples:\n"
        "  brink tune baseline                 the best of the weighted sum\n"
        "  brink tune baseline --levers 'actors.*' --budget 40000\n"
        "  brink tune baseline --global none   only improve what is there\n"
        "  brink tune baseline --front         what can be had for what\n"
        "  brink tune baseline --resume        go on after Ctrl-C or a crash\n\n"
        "Every trial meets the same luck, so the best of them is in part the luckiest. It and the scenario as it is "
        "are therefore run again under fresh noise, replica by replica: that is the gain to quote. What the search "
        "itself believed stands beside it.\n\n"
        "Leaves trace.csv (every trial), gains.csv or front.csv and hypervolume.csv, tuned.csv (a design of the "
        "scenario as it is and of what was found, for 'brink run --design'), manifest.json and results.db in the "
        "output folder, and an ordinary study of what was run again in its folder fresh. "
        "Exit status: 0 done, also when nothing better was found, 64 wrong usage, 65 wrong data, 66 no input, 73 "
        "output exists or cannot be made, 74 read or write error, 75 the scenario as it is fails, 130 interrupted "
        "(resumable).",
};

/* --- tuning -------------------------------------------------------------------------------------------------- */

static brink_optimiser local_of(const cli_tune_plan *p, const arguments *a)
{
    bool has_bound = false;
    for (size_t j = 0; j < p->problem.n_objectives; j++) {
        has_bound = has_bound || !isnan(p->objective[j]->bound);
    }
    return a->has_local ? a->local : has_bound ? BRINK_COBYLA : BRINK_BOBYQA;
}

static brink_status search(const cli_tune_plan *p, const arguments *a, cli_run_facts *facts, brink_tuning **tuning)
{
    cli_progress progress;
    cli_progress_init(&progress, a->words.run.is_quiet);
    const brink_tune_options how = {.seed = a->words.run.seed,
                                    .replicas = a->replicas,
                                    .budget = a->budget,
                                    .fresh_replicas = a->fresh,
                                    .is_front = a->words.is_front,
                                    .global = a->global,
                                    .local = local_of(p, a),
                                    .global_share = a->share,
                                    .step = a->step,
                                    .tolerance = a->tolerance,
                                    .population = (size_t)a->population,
                                    .most_fresh = (size_t)a->candidates,
                                    .cost_weight = a->cost_weight,
                                    .max_failures = &a->words.run.replication.limit,
                                    .threads = facts->threads,
                                    .resume = a->words.run.is_resuming,
                                    .description = p->description,
                                    .stop = cli_stop(),
                                    .progress = cli_tuned_progress,
                                    .context = &progress};
    brink_error err = {0};
    const cli_clock clock = cli_clock_start(facts);
    brink_status status = brink_tune(&p->problem, &how, p->folder, tuning, &err);
    cli_clock_stop(&clock, facts);
    cli_progress_clear(&progress);
    return cli_run_end(status, &err, "search", p->folder, a->words.run.is_forced);
}

static brink_status write_files(const cli_tune_plan *p, const arguments *a, const cli_run_facts *facts,
                                const brink_tuning *tuning, int argc, char **argv)
{
    brink_error err = {0};
    char *run = cli_describe_run(facts, argc, argv);
    const bool has_fresh = a->words.is_front || brink_tuning_winner(tuning) > 0;
    brink_status status =
        run != NULL ? brink_report_tuning(tuning, p->folder, &err) : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    status = status == BRINK_OK ? cli_export_search(p->folder, run, has_fresh) : cli_fail_error(status, &err);
    free(run);
    return status;
}

static brink_status finish(const cli_tune_plan *p, const arguments *a, const brink_tuning *tuning)
{
    if (a->words.run.is_quiet) {
        return BRINK_OK;
    }
    brink_status status = cli_tuned_print(tuning);
    if (status == BRINK_OK) {
        (void)printf("Results are in %s: trace.csv, %s, tuned.csv, manifest.json, results.db%s\n"
                     "'brink run --design %s/tuned.csv' runs what was found beside the scenario as it is.\n",
                     p->folder, a->words.is_front ? "front.csv, hypervolume.csv" : "gains.csv",
                     a->words.is_front || brink_tuning_winner(tuning) > 0 ? ", fresh/" : "", p->folder);
    }
    return status;
}

static brink_status check_arguments(const arguments *a)
{
    if (a->words.scenarios.n != 1) {
        return cli_usage(&cli_command_tune, "'brink tune' needs one scenario, as in 'brink tune baseline'");
    }
    if (a->tolerance > a->step) {
        return cli_usage(&cli_command_tune, "--tolerance %g is more than --step %g: the last radius, and the first one",
                         a->tolerance, a->step);
    }
    return cli_run_words_check(&cli_command_tune, &a->words.run);
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.replicas = REPLICAS,
                   .budget = BUDGET,
                   .fresh = FRESH,
                   .words.run.seed = 1,
                   .share = 0.3,
                   .step = 0.25,
                   .tolerance = 0.001,
                   .cost_weight = 1.0,
                   .global = BRINK_CRS};
    cli_tune_plan p = {0};
    brink_tuning *tuning = NULL;
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_tune, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status != BRINK_OK || is_done) {
        goto out;
    }
    status = check_arguments(&a);
    if (status != BRINK_OK) {
        goto out;
    }
    cli_run_facts facts = cli_run_words_facts(&a.words.run, a.replicas);
    status = cli_tune_plan_make(&p, &a.words, argc, typed);
    if (status == BRINK_OK) {
        status = cli_claim_folder(p.folder, a.words.run.is_resuming, a.words.run.is_forced);
    }
    if (status == BRINK_OK) {
        status = search(&p, &a, &facts, &tuning);
        if (status != BRINK_OK) {
            cli_folder_leave(p.folder);
        }
    }
    if (status == BRINK_OK) {
        status = write_files(&p, &a, &facts, tuning, argc, typed);
    }
    if (status == BRINK_OK) {
        status = finish(&p, &a, tuning);
    }
out:
    brink_tuning_free(tuning);
    cli_tune_plan_fini(&p);
    cli_run_words_fini(&a.words.run);
    free((void *)a.words.pattern);
    free(typed);
    return status;
}

const cli_command cli_command_tune = {.name = "tune",
                                      .summary = "move the levers of a scenario to meet its objectives better",
                                      .argp = &argp,
                                      .run = command};
