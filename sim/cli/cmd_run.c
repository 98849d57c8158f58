/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink run: scenarios in, results out. Nothing is written before every scenario has been read, checked and compiled.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "brink/report.h"
#include "brink/study.h"
#include "cli.h"
#include "describe.h"
#include "engine/pool.h"
#include "folder.h"
#include "points.h"
#include "progress.h"
#include "summary.h"
#include "thresholds.h"

enum { KEY_SET = 256, KEY_PERIODS, KEY_RESUME, KEY_FORCE, KEY_SEED, KEY_THREADS, KEY_THRESHOLD, KEY_DESIGN };
enum { MAX_THREADS = 1024, MAX_DEFAULT_FOLDER = 120 };

static const struct argp_option options[] = {
    {"replicas", 'n', "N", 0, "Replicas a point (default 1000)", 1},
    {"seed", KEY_SEED, "S", 0,
     "Seed of all random numbers, 0 .. 2^64-1 in decimal digits (default 1); the same seed gives the same bytes", 1},
    {"periods", KEY_PERIODS, "T", 0, "Run T periods, whatever the scenario says; short for --set scenario.horizon=T",
     1},
    {"set", KEY_SET, "PATH=VALUE", 0,
     "Override one value at every point, as --set actors.USA.clarity=0.7; may be repeated, the last one counts", 1},
    {"design", KEY_DESIGN, "FILE", 0,
     "Run the points of a design instead: a CSV table (or the name of one that came with brink), a row a point, with "
     "columns scenario, name, note (or not), and one a path",
     1},
    {"threshold", KEY_THRESHOLD, "METRIC>=X", 0, CLI_THRESHOLD_HELP, 1},
    {"output", 'o', "DIR", 0, "Folder for the results (default results/NAME, by scenario or design)", 2},
    {"resume", KEY_RESUME, NULL, 0, "Finish the interrupted run in that folder (start it when there is none)", 2},
    {"force", KEY_FORCE, NULL, 0, "Replace the results in that folder; other files in it are left alone", 2},
    {"threads", KEY_THREADS, "K", 0, "Threads (default: all cores); results do not depend on it", 3},
    {"quiet", 'q', NULL, 0, "Print neither progress nor summary, only warnings and errors", 3},
    {0},
};

typedef struct arguments {
    cli_words scenarios;
    cli_overrides overrides;
    cli_thresholds thresholds;
    uint64_t replicas, seed, threads;
    const char *design; /* NULL: the scenarios */
    const char *output; /* NULL: by the scenarios' names, or the design's */
    bool is_resuming, is_forced, is_quiet;
} arguments;

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    const cli_command *me = &cli_command_run;
    uint64_t periods = 0;
    switch (key) {
    case 'n':
        return cli_parse_whole(me, "--replicas", arg, 1, UINT32_MAX, &a->replicas);
    case KEY_SEED:
        return cli_parse_whole(me, "--seed", arg, 0, UINT64_MAX, &a->seed);
    case KEY_PERIODS:
        if (cli_parse_whole(me, "--periods", arg, 1, UINT32_MAX, &periods) != 0) {
            return CLI_TOLD;
        }
        return cli_add_override(&a->overrides, "--periods", "scenario.horizon", arg);
    case KEY_SET:
        return cli_add_set(me, &a->overrides, arg);
    case KEY_THRESHOLD:
        return cli_add_threshold(me, &a->thresholds, arg);
    case KEY_DESIGN:
        a->design = arg;
        return 0;
    case 'o':
        a->output = arg;
        return 0;
    case KEY_RESUME:
        a->is_resuming = true;
        return 0;
    case KEY_FORCE:
        a->is_forced = true;
        return 0;
    case KEY_THREADS:
        return cli_parse_whole(me, "--threads", arg, 1, MAX_THREADS, &a->threads);
    case 'q':
        a->is_quiet = true;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->scenarios, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "SCENARIO...\n--design FILE",
    .doc = "Simulate scenarios and write tables of the results.\n\n"
           "A SCENARIO is a folder of CSV tables, or the bare name of one that came with brink.\v"
           "Examples:\n"
           "  brink run baseline                        a shipped scenario\n"
           "  brink run baseline -n 10000 --seed 7      more replicas, other random numbers\n"
           "  brink run mine baseline -o results/both   two scenarios under the same noise\n"
           "  brink run baseline --set parameters.reprisal=0.2 -o results/reprisal\n"
           "  brink run baseline --threshold 'peak_level>=7'\n"
           "  brink run --design postures.csv           many points under the same noise\n"
           "  brink run baseline -n 10000 --resume      go on after Ctrl-C or a crash\n\n"
           "Values that a scenario leaves out come from the model (see 'brink list parameters'); the sources of "
           "those that it holds stand in its sources.csv (see 'brink show').\n\n"
           "Leaves summary.csv, series.csv, actions.csv, differences.csv (every other point against the first), "
           "manifest.json and results.db in the output folder. "
           "Exit status: 0 done, 64 wrong usage, 65 wrong data, 66 no input, 73 output exists or cannot be made, "
           "74 read or write error, 130 interrupted (resumable).",
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
        const char *slash = strrchr(a->design, '/');
        const char *name = slash != NULL ? slash + 1 : a->design;
        const char *dot = strrchr(name, '.');
        size_t length = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
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
    if (a->output == NULL && name_folder(p, a, folder, sizeof folder) >= sizeof folder) {
        return cli_usage(&cli_command_run, "%s a folder for the results: give --output DIR",
                         a->design != NULL ? "so long a name needs" : "so many scenarios need");
    }
    p->folder = strdup(a->output != NULL ? a->output : folder);
    return p->folder != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
}

static brink_status make_plan(plan *p, const arguments *a, int argc, char **argv)
{
    brink_status status = cli_points_read(&p->points, a->design, &a->scenarios, &a->overrides);
    if (status == BRINK_OK) {
        status = check_names(p, a);
    }
    if (status == BRINK_OK) {
        status = choose_folder(p, a);
    }
    if (status == BRINK_OK) {
        status = cli_points_compile(&p->points);
    }
    if (status == BRINK_OK) {
        status = cli_thresholds_check(&a->thresholds, p->points.point, p->points.n);
    }
    if (status == BRINK_OK) {
        p->description = cli_describe_study(&p->points, &a->overrides, &a->thresholds, argc, argv);
        status = p->description != NULL ? BRINK_OK : cli_fail(BRINK_ENOMEM, "out of memory");
    }
    return status;
}

static brink_status claim_folder(const char *folder, const arguments *a)
{
    if (!a->is_resuming && cli_folder_holds_results(folder)) {
        if (!a->is_forced) {
            return cli_fail(BRINK_ECANTCREATE,
                            "%s already holds results: --resume finishes an interrupted run, --force replaces them, "
                            "--output DIR puts the new ones elsewhere",
                            folder);
        }
        brink_status status = cli_folder_clear(folder);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return cli_folder_make(folder);
}

/* --- interruptions ------------------------------------------------------------------------------------------- */

static volatile sig_atomic_t stop; /* the one thing that a signal handler may touch */

/* The next signal ends the process at once: the store survives that. */
static void on_signal(int number)
{
    struct sigaction fallback = {.sa_handler = SIG_DFL};
    stop = 1;
    (void)sigaction(number, &fallback, NULL);
}

/* What is ignored stays ignored, as nohup and shells without job control want it. */
static void catch_signal(int number)
{
    struct sigaction old;
    struct sigaction handler = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
        (void)sigaction(number, &handler, NULL);
    }
}

/* --- running ------------------------------------------------------------------------------------------------- */

static double replica_periods(const plan *p, uint64_t replicas)
{
    double periods = 0.0;
    for (size_t i = 0; i < p->points.n; i++) {
        periods += (double)p->points.point[i].program->n_periods;
    }
    return periods * (double)replicas;
}

static brink_status simulate(const plan *p, const arguments *a, cli_run_facts *facts)
{
    cli_progress progress;
    cli_progress_init(&progress, a->is_quiet);
    brink_run_options how = {.seed = a->seed,
                             .replicas = a->replicas,
                             .threads = facts->threads,
                             .resume = a->is_resuming,
                             .description = p->description,
                             .stop = &stop,
                             .progress = cli_progress_show,
                             .context = &progress};
    brink_error err = {0};
    struct timespec from;
    struct timespec to;
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    (void)clock_gettime(CLOCK_REALTIME, &facts->started);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    brink_status status = brink_study_run(p->folder, p->points.point, p->points.n, &how, &err);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    (void)clock_gettime(CLOCK_REALTIME, &facts->finished);
    cli_progress_clear(&progress);
    facts->wall_seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    uint64_t done_now = a->replicas * p->points.n - progress.last.done_before;
    double share = (double)done_now / (double)(a->replicas * p->points.n);
    facts->replica_periods_per_second =
        facts->wall_seconds > 0.0 ? share * replica_periods(p, a->replicas) / facts->wall_seconds : 0.0;
    if (status == BRINK_EINTERRUPTED) {
        return cli_fail(status,
                        "interrupted; what is finished is kept in %s: the same command with --resume%s goes on from it",
                        p->folder, a->is_forced ? " instead of --force" : "");
    }
    if (status == BRINK_EMISMATCH) {
        return cli_fail(status,
                        "%s holds another study: %s; --output DIR puts this one elsewhere, --force replaces that",
                        p->folder, err.what);
    }
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    if (done_now == 0 && !a->is_quiet) {
        (void)fputs("brink: every replica is finished already\n", stderr);
    } else if (!a->is_quiet) {
        char count[32];
        char rate[32];
        char taken[32];
        (void)fprintf(stderr, "brink: %s replicas in %s, %s replica-periods/s\n",
                      cli_grouped(count, sizeof count, (double)done_now),
                      cli_duration(taken, sizeof taken, facts->wall_seconds),
                      cli_grouped(rate, sizeof rate, facts->replica_periods_per_second));
    }
    return BRINK_OK;
}

static brink_status write_tables(brink_results *results, const plan *p, const cli_run_facts *facts, int argc,
                                 char **argv)
{
    brink_error err = {0};
    char *how = cli_describe_run(facts, argc, argv);
    brink_status status =
        how != NULL ? brink_report_csv(results, p->folder, &err) : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK) {
        status = brink_report_manifest(results, p->folder, how, &err);
    }
    free(how);
    if (status != BRINK_OK) {
        (void)cli_fail_error(status, &err);
        (void)cli_fail(status, "the simulation itself is complete: 'brink export %s' writes its tables again",
                       p->folder);
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
    status = cli_thresholds_apply(&a->thresholds, results, a->is_resuming);
    if (status == BRINK_OK) {
        status = write_tables(results, p, facts, argc, argv);
    }
    brink_status usable = cli_summary_warn(results);
    if (status == BRINK_OK && !a->is_quiet) {
        status = cli_summary_print(results);
        (void)printf("Results are in %s: summary.csv, series.csv, actions.csv, %smanifest.json, results.db\n"
                     "'brink plot %s' draws them.\n",
                     p->folder, brink_results_n_points(results) > 1 ? "differences.csv, " : "", p->folder);
    }
    brink_results_close(results);
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
    if (a->is_resuming && a->is_forced) {
        return cli_usage(&cli_command_run, "--resume keeps results and --force replaces them: give one of them");
    }
    return BRINK_OK;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.replicas = 1000, .seed = 1};
    plan p = {0};
    bool is_done = false;
    char **typed = calloc((size_t)argc + 1, sizeof *typed); /* argp puts argv in another order */
    if (typed == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    memcpy(typed, argv, (size_t)argc * sizeof *typed);
    brink_status status = cli_parse(&cli_command_run, argc, argv, &a, &is_done);
    if (status != BRINK_OK || is_done) {
        goto out;
    }
    status = check_arguments(&a);
    if (status != BRINK_OK) {
        goto out;
    }
    cli_run_facts facts = {.seed = a.seed,
                           .replicas = a.replicas,
                           .threads = a.threads > 0 ? (unsigned)a.threads : brink__processors(),
                           .is_resumed = a.is_resuming};
    status = make_plan(&p, &a, argc, typed);
    if (status == BRINK_OK) {
        status = claim_folder(p.folder, &a);
    }
    if (status == BRINK_OK) {
        status = simulate(&p, &a, &facts);
    }
    if (status == BRINK_OK) {
        status = finish(&p, &a, &facts, argc, typed);
    }
out:
    plan_fini(&p);
    cli_overrides_fini(&a.overrides);
    cli_thresholds_fini(&a.thresholds);
    free(typed);
    return status;
}

const cli_command cli_command_run = {
    .name = "run", .summary = "simulate scenarios and write tables of the results", .argp = &argp, .run = command};
