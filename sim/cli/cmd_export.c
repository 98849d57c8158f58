/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink export: the tables again, from the store. */
#include <stdio.h>

#include "brink/report.h"
#include "cli.h"
#include "exports.h"
#include "folder.h"
#include "summary.h"
#include "thresholds.h"

enum { KEY_THRESHOLD = 256, KEY_REPLICAS_CSV, KEY_WIDE, KEY_JSON };

static const struct argp_option options[] = {
    {"replicas-csv", KEY_REPLICAS_CSV, NULL, 0, "Write replicas.csv too: every metric of every replica", 1},
    {"wide", KEY_WIDE, NULL, 0, "Write summary_wide.csv and series_wide.csv too: one column a metric and statistic", 1},
    {"json", KEY_JSON, NULL, 0,
     "Print the summary as JSON, and nothing else, on standard output; alone it writes no tables", 1},
    {"threshold", KEY_THRESHOLD, "METRIC>=X", 0, CLI_THRESHOLD_HELP, 1},
    {"output", 'o', "DIR", 0, "Write into this folder instead", 2},
    {"quiet", 'q', NULL, 0, "Print only warnings and errors", 2},
    {0},
};

typedef struct arguments {
    cli_words folders;
    const char *output;
    cli_thresholds thresholds;
    cli_exports exports;
    bool is_quiet;
} arguments;

// NOLINTNEXTLINE(readability-non-const-parameter): the type is argp's
static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_REPLICAS_CSV:
        a->exports.has_replicas = true;
        return 0;
    case KEY_WIDE:
        a->exports.is_wide = true;
        return 0;
    case KEY_JSON:
        a->exports.is_json = true;
        return 0;
    case 'o':
        a->output = arg;
        return 0;
    case KEY_THRESHOLD:
        return cli_add_threshold(&cli_command_export, &a->thresholds, arg);
    case 'q':
        a->is_quiet = true;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->folders, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "RESULTS",
    .doc = "Write summary.csv, series.csv, actions.csv, distributions.csv, cascades.csv and influence.csv, and "
           "differences.csv for several points, again from the store results.db.\v"
           "Examples:\n"
           "  brink export results/baseline\n"
           "  brink export results/baseline --replicas-csv -o elsewhere\n"
           "  brink export results/baseline --json | jq '.points[0].metrics[0]'\n"
           "  brink export results/baseline -o elsewhere --threshold 'peak_level>=7'\n\n"
           "An interrupted run, or one that is still going on, can be exported too: its tables then rest on the "
           "replicas that are finished. Trajectories are not in the store: 'brink run --trajectories' writes them. "
           "manifest.json is left as the run wrote it.",
};

static brink_status write_tables(brink_results *results, const char *to, const arguments *a)
{
    brink_error err = {0};
    brink_status status = a->output != NULL ? cli_folder_make(to) : BRINK_OK;
    if (status == BRINK_OK) {
        status = brink_report_csv(results, to, &err);
        if (status != BRINK_OK) {
            (void)cli_fail_error(status, &err);
        }
    }
    return status == BRINK_OK ? cli_exports_write(&a->exports, results, to) : status;
}

static void print_names(const brink_results *results, const char *to, const arguments *a)
{
    (void)printf("%s/summary.csv\n%s/series.csv\n%s/actions.csv\n%s/distributions.csv\n", to, to, to, to);
    if (brink_results_n_points(results) > 1) {
        (void)printf("%s/differences.csv\n", to);
    }
    if (cli_summary_has_counted(results)) {
        (void)printf("%s/cascades.csv\n%s/influence.csv\n", to, to);
    }
    cli_exports_print_names(&a->exports, "", to, "\n");
}

static brink_status export(const char *from, const arguments *a)
{
    const char *to = a->output != NULL ? a->output : from;
    bool has_tables = !a->exports.is_json || a->output != NULL || a->exports.has_replicas || a->exports.is_wide;
    brink_results *results = NULL;
    brink_error err = {0};
    brink_status status = brink_results_open(from, &results, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    cli_summary_warn_unfinished(results);
    status = cli_thresholds_apply(&a->thresholds, results, false);
    if (status == BRINK_OK && has_tables) {
        status = write_tables(results, to, a);
    }
    brink_status usable = cli_summary_warn(results);
    if (status == BRINK_OK && a->exports.is_json) {
        status = cli_exports_print_json(results);
    } else if (status == BRINK_OK && !a->is_quiet) {
        print_names(results, to, a);
    }
    brink_results_close(results);
    return status != BRINK_OK ? status : usable;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_export, argc, argv, &a, &is_done);
    if (status != BRINK_OK || is_done) {
        cli_thresholds_fini(&a.thresholds);
        return status;
    }
    if (a.folders.n != 1) {
        cli_thresholds_fini(&a.thresholds);
        return cli_usage(&cli_command_export, "'brink export' needs one folder of results, as in "
                                              "'brink export results/baseline'");
    }
    status = export(a.folders.word[0], &a);
    cli_thresholds_fini(&a.thresholds);
    return status;
}

const cli_command cli_command_export = {
    .name = "export", .summary = "write the tables again from results.db", .argp = &argp, .run = command};
