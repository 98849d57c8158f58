/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink run: scenarios in, results out. Nothing is written before every scenario has been read, checked and compiled.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "brink/study.h"
#include "cli.h"
#include "describe.h"
#include "exports.h"
#include "folder.h"
#include "points.h"
#include "run_words.h"
#include "running.h"
#include "summary.h"
#include "thresholds.h"

enum { KEY_THRESHOLD = 256, KEY_DESIGN };
enum { KEY_UNTIL = 512, KEY_REPLICAS_CSV, KEY_TRAJECTORIES, KEY_WIDE, KEY_JSON, KEY_METRICS_ONLY };
enum { MAX_DEFAULT_FOLDER = 120 };

static const struct argp_option options[] = {
    {"replicas", 'n', "N", 0, "Replicas a point (default 1000); with --until at most so many (default 100000)", 1},
    {"until", KEY_UNTIL, "METRIC=H", 0,
     "Run each point until half the 95 % interval of METRIC's mean is H or less, in its unit or, as in 2%, in percent "
     "of the mean; looked at after 512, 1024, 2048, ... replicas, never between; may be repeated",
     1},
    {"max-failures", CLI_RUN_MAX_FAILURES, "N|P%", 0,
     "Fail (exit status 75) when more than N replicas of a point, or P percent of them, failed (default 5%)", 1},
    {"seed", CLI_RUN_SEED, "S", 0,
     "Seed of all random numbers, 0 .. 2^64-1 in decimal digits (default 1); the same seed gives the same bytes", 1},
    CLI_PERIODS_OPTION(1),
    CLI_SET_OPTION("at every point, as --set actors.USA.clarity=0.7", 1),
    {"design", KEY_DESIGN, "FILE", 0,
     "Run the points of a design instead: a CSV table (or the name of one that came with brink), a row a point, with "
     "columns scenario, name, note (or not), and one a path",
     1},
    {"threshold", KEY_THRESHOLD, "METRIC>=X", 0, CLI_THRESHOLD_HELP, 1},
    CLI_OUTPUT_OPTION("results/NAME, by scenario or design", 2),
    CLI_RESUME_OPTION("run", 2),
    CLI_FORCE_OPTION(2),
    {"replicas-csv", KEY_REPLICAS_CSV, NULL, 0, "Write replicas.csv too: every metric of every replica", 3},
    {"metrics-only", KEY_METRICS_ONLY, NULL, 0,
     "Keep metrics and no series, cascades or actions over time: for designs of very many points", 3},
    {"trajectories", KEY_TRAJECTORIES, "N", OPTION_ARG_OPTIONAL,
     "Write trajectories.csv too: every series of the first N replicas (default 20), period by period", 3},
    {"wide", KEY_WIDE, NULL, 0, "Write summary_wide.csv and series_wide.csv too: one column a metric and statistic", 3},
    {"json", KEY_JSON, NULL, 0, "Print the summary as JSON, and nothing else, on standard output", 3},
    CLI_THREADS_OPTION(4),
    CLI_QUIET_OPTION("summary", 4),
    {0},
};

typedef struct arguments {
    cli_words scenarios;
    cli_run_words run;
    cli_thresholds thresholds;
    cli_exports exports;
    const char *design; /* NULL: the scenarios */
    bool metrics_only;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_run;
    switch (key) {
    case 'n':
        return cli_parse_whole(me, "--replicas", arg, 1, UINT32_MAX, &a->run.replication.replicas);
    case KEY_UNTIL:
        return cli_add_until(me, &a->run.replication, arg);
    case KEY_METRICS_ONLY:
        a->metrics_only = true;
        return 0;
    case KEY_REPLICAS_CSV:
        a->exports.has_replicas = true;
        return 0;
    case KEY_TRAJECTORIES:
        return cli_parse_trajectories(me, arg, &a->exports);
    case KEY_WIDE:
        a->exports.is_wide = true;
        return 0;
    case KEY_JSON:
        a->exports.is_json = true;
        return 0;
    case KEY_THRESHOLD:
        return cli_add_threshold(me, &a->thresholds, arg);
    case KEY_DESIGN:
        a->design = arg;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->scenarios, state);
        return 0;
    default:
        return cli_run_parse(me, key, arg, &a->run);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO...\n--design FILE",
    .doc = "Simulate scenarios and write tables of the results.\n\n"
           "A SCENARIO is a folder of CSV tables, or the name of one that came with brink.\v"
           "Examples:\n"
           "  brink run baseline                        a shipped scenario\n"
           "  brink run baseline -n 10000 --seed 7      more replicas, other random numbers\n"
           "  brink run mine baseline -o results/both   two scenarios under the same noise\n"
           "  brink run baseline --set parameters.reprisal=0.2 -o results/reprisal\n"
           "  brink run baseline --threshold 'peak_level>=7'\n"
           "  brink run --design postures.csv           many points under the same noise\n"
           "  brink run baseline --until provocations=0.5 --until conflict_probability=2%\n"
           "  brink run baseline -n 10000 --resume      go on after Ctrl-C or a crash\n\n"
           "Values that a scenario leaves out come from the model (see 'brink list parameters'); the sources of "
           "those that it holds stand in its sources.csv (see 'brink show').\n\n"
           "Leaves summary.csv, series.csv, actions.csv, distributions.csv, differences.csv (every other point against "
           "the first), cascades.csv, influence.csv, manifest.json and results.db in the output folder. "
           "Exit status: 0 done, 64 wrong usage, 65 wrong data, 66 no input, 73 output exists or cannot be made, "
           "74 read or write error, 75 too many replicas failed, 130 interrupted (resumable).",
};

/* --- the plan ------------------------------------------------------------------------------------------------ */

typedef struct plan {
    cli_points points;
    char *folder;
    char *description;
} plan;

static void plan_fini(plan *p)
{
    free(p->folder);
    free(p->description);
    cli_points_fini(&p->points);
}

/* Names label all results, so two of one name could not be told apart. Those of a design are checked with it. */
static brink_status check_names(const plan *p, const arguments *a)
{
    for (size_t i = 0; i < p->points.scenarios.n; i++) {
        const char *name = brink_scenario_name(cli_points_scenario(&p->points, i));
        for (size_t j = 0; j < i; j++) {
            if (strcmp(name, brink_scenario_name(cli_points_scenario(&p->points, j))) == 0) {
                return cli_usage(&cli_command_run,
                                 "%s and %s are both named '%s', and results are labelled by that name: "
                                 "change 'name' in one scenario.csv",
                                 a->scenarios.word[j], a->scenarios.word[i], name);
            }
        }
    }
    return BRINK_OK;
}

/* results/a, or results/a+b+c; results/essay for a design essay.csv. Returns the length, as snprintf() does. */
static size_t name_folder(const plan *p, const arguments *a, char *folder, size_t size)
{
    size_t used = 0;
    if (a->design != NULL) {
        size_t length = 0;
        const char *name = cli_stem(a->design, &length);
        int n = snprintf(folder, size, "results/%.*s", length < size ? (int)length : (int)size, name);
        return n > 0 ? (size_t)n : 0;
    }
    for (size_t i = 0; i < p->points.n && used < size; i++) {
        int n = snprintf(folder + used, size - used, "%s%s", i == 0 ? "results/" : "+",
                         brink_scenario_name(cli_points_scenario(&p->points, i)));
        used += n > 0 ? (size_t)n : 0;
    }
    return used;
}

static brink_status choose_folder(plan *p, const arguments *a)
{
    char folder[MAX_DEFAULT_FOLDER];
    if (a->run.output == NULL && name_folder(p, a, folder, sizeof folder) >= sizeof folder) {
        return cli_usage(&cli_command_run, "%s a folder for the results: give --output DIR",
                         a->design != NULL ? "so long a name needs" : "so many scenarios need");
    }
    p->folder = strdup(a->run.output != NULL ? a->run.output : folder);
    return p->folder != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

static brink_status make_plan(plan *p, const arguments *a, int argc, char **argv)
{
    brink_status status = cli_points_read(&p->points, a->design, &a->scenarios, &a->run.overrides);
    if (status == BRINK_OK) {
        status = check_names(p, a);
    }
    if (status == BRINK_OK) {
        status = choose_folder(p, a);
    }
    if (status == BRINK_OK) {
        p->points.is_lazy = a->metrics_only && a->run.replication.n_targets == 0; /* targets look at every program */
        status = cli_points_compile(&p->points);
    }
    if (status == BRINK_OK) {
        status = cli_thresholds_check(&a->thresholds, p->points.point, p->points.n);
    }
    if (status == BRINK_OK) {
        p->description = cli_describe_study(&p->points, &a->run.overrides, &a->thresholds, NULL, argc, argv);
        status = p->description != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    }
    return status;
}

/* --- running ------------------------------------------------------------------------------------------------- */

static brink_status run_points(void *what, const char *folder, const brink_run_options *how, brink_error *err)
{
    const cli_points *points = what;
    return brink_study_run(folder, points->point, points->n, how, err);
}

static brink_status simulate(plan *p, const arguments *a, cli_run_facts *facts)
{
    brink_run_options how = {.seed = a->run.seed,
                             .replicas = a->run.replication.replicas,
                             .targets = a->run.replication.target,
                             .n_targets = a->run.replication.n_targets,
                             .max_failures = &a->run.replication.limit,
                             .threads = facts->threads,
                             .resume = a->run.is_resuming,
                             .metrics_only = a->metrics_only,
                             .compile = p->points.is_lazy ? cli_points_compile_one : NULL,
                             .compiler = &p->points,
                             .description = p->description};
    const cli_running running = {.folder = p->folder,
                                 .run = run_points,
                                 .what = &p->points,
                                 .is_quiet = a->run.is_quiet,
                                 .is_forced = a->run.is_forced};
    return cli_run(&running, &how, facts);
}

static brink_status write_tables(brink_results *results, const plan *p, const arguments *a, const cli_run_facts *facts,
                                 int argc, char **argv)
{
    brink_error err = {0};
    char *how = cli_describe_run(facts, argc, argv);
    brink_status status =
        how != NULL ? brink_report_csv(results, p->folder, &err) : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK && a->exports.trajectories > 0) {
        status = brink_report_trajectories(results, p->points.point, p->points.n, a->exports.trajectories, cli_stop(),
                                           p->folder, &err);
    }
    if (status == BRINK_OK && facts->done_now > 0) {
        status = cli_exports_drop(&a->exports, p->folder);
    }
    if (status == BRINK_OK) {
        status = cli_exports_write(&a->exports, results, p->folder);
    }
    if (status == BRINK_OK) {
        status = brink_report_manifest(results, p->folder, how, &err);
    }
    free(how);
    if (status != BRINK_OK) {
        if (err.code != BRINK_OK) { /* the others have told */
            (void)cli_fail_error(status, &err);
        }
        (void)cli_fail(status, "the simulation itself is complete: 'brink export %s' writes its tables again",
                       p->folder);
    }
    return status;
}

static brink_status print_outcome(brink_results *results, const plan *p, const arguments *a)
{
    bool is_talking = !a->run.is_quiet && !a->exports.is_json;
    brink_status status = is_talking ? cli_summary_print(results) : BRINK_OK;
    if (status == BRINK_OK) {
        status = cli_replication_tell(results, is_talking);
    }
    if (status == BRINK_OK && a->exports.is_json) {
        status = cli_exports_print_json(results);
    }
    if (status == BRINK_OK && is_talking) {
        (void)printf("Results are in %s: summary.csv, series.csv, actions.csv,\ndistributions.csv%s%s", p->folder,
                     brink_results_n_points(results) > 1 ? ", differences.csv" : "",
                     cli_summary_has_counted(results) ? ", cascades.csv, influence.csv" : "");
        cli_exports_print_names(&a->exports, ", ", NULL, "");
        (void)printf(",\nmanifest.json, results.db\n'brink plot %s' draws them.\n", p->folder);
    }
    return status;
}

static brink_status finish(const plan *p, const arguments *a, const cli_run_facts *facts, int argc, char **argv)
{
    brink_results *results = NULL;
    brink_error err = {0};
    brink_status status = brink_results_open(p->folder, &results, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    status = cli_thresholds_apply(&a->thresholds, results, a->run.is_resuming);
    if (status == BRINK_OK) {
        status = write_tables(results, p, a, facts, argc, argv);
    }
    brink_status usable = cli_summary_warn(results);
    brink_status tolerable = cli_replication_judge(&a->run.replication, results);
    if (status == BRINK_OK) {
        status = print_outcome(results, p, a);
    }
    brink_results_close(results);
    status = status != BRINK_OK ? status : tolerable;
    return status != BRINK_OK ? status : usable;
}

static brink_status check_arguments(const arguments *a)
{
    if (a->scenarios.n == 0 && a->design == NULL) {
        return cli_usage(&cli_command_run,
                         "'brink run' needs a scenario, as in 'brink run baseline', or --design FILE");
    }
    if (a->scenarios.n > 0 && a->design != NULL) {
        return cli_usage(&cli_command_run,
                         "'%s' beside --design: a design names its scenarios itself; give it a row for this one",
                         a->scenarios.word[0]);
    }
    if (a->metrics_only && a->exports.trajectories > 0) {
        return cli_usage(&cli_command_run, "--trajectories are of series, and --metrics-only keeps none");
    }
    return cli_run_words_check(&cli_command_run, &a->run);
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.run.seed = 1};
    plan p = {0};
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_run, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status != BRINK_OK || is_done) {
        goto out;
    }
    status = check_arguments(&a);
    if (status != BRINK_OK) {
        goto out;
    }
    cli_replication_settle(&a.run.replication);
    cli_run_facts facts = cli_run_words_facts(&a.run, a.run.replication.replicas);
    status = make_plan(&p, &a, argc, typed);
    if (status == BRINK_OK) {
        status = cli_replication_check(&cli_command_run, &a.run.replication, p.points.point, p.points.n);
    }
    if (status == BRINK_OK) {
        status = cli_claim_folder(p.folder, a.run.is_resuming, a.run.is_forced);
    }
    if (status == BRINK_OK) {
        status = simulate(&p, &a, &facts);
    }
    if (status == BRINK_OK) {
        status = finish(&p, &a, &facts, argc, typed);
    }
out:
    plan_fini(&p);
    cli_run_words_fini(&a.run);
    cli_thresholds_fini(&a.thresholds);
    free(typed);
    return status;
}

const cli_command cli_command_run = {
    .name = "run", .summary = "simulate scenarios and write tables of the results", .argp = &argp, .run = command};
