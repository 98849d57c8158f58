/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink diff: points of a study compared, replica by replica. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "differences.h"
#include "summary.h"
#include "thresholds.h"

enum { KEY_METRIC = 256, KEY_STATISTIC, KEY_ALL_PAIRS, KEY_THRESHOLD, KEY_FORMAT };

static const struct argp_option options[] = {
    {"metric", KEY_METRIC, "METRIC", 0,
     "Compare this metric, or all that match a pattern as 'events.RUS.*' (default: the main ones; in CSV, all); may be "
     "repeated",
     1},
    {"statistic", KEY_STATISTIC, "S", 0,
     "mean (default; of a ratio of totals, the ratio), quantile:P, cvar:P or cvar_low:P (mean of the highest or lowest "
     "share P of the replicas), exceed:X (probability of a value above X); may be repeated",
     1},
    {"all-pairs", KEY_ALL_PAIRS, NULL, 0, "Compare every point with every other, and rank them", 2},
    {"threshold", KEY_THRESHOLD, "METRIC>=X", 0, CLI_THRESHOLD_HELP, 2},
    {"format", KEY_FORMAT, "FORMAT", 0, "table (default) or csv, with the columns of differences.csv", 3},
    {0},
};

typedef struct arguments {
    cli_words words; /* results and points */
    const char **metric;
    size_t n_metrics;
    brink_statistic *statistic;
    size_t n_statistics;
    cli_thresholds thresholds;
    bool is_all_pairs, is_csv;
} arguments;

static int add_statistic(arguments *a, const char *text)
{
    brink_statistic *statistic = realloc(a->statistic, (a->n_statistics + 1) * sizeof *statistic);
    if (statistic == NULL) {
        return ENOMEM;
    }
    a->statistic = statistic;
    brink_error err = {0};
    if (brink_statistic_parse(text, &statistic[a->n_statistics], &err) != BRINK_OK) {
        (void)cli_usage(&cli_command_diff, "--statistic: %s", err.what);
        return CLI_TOLD;
    }
    a->n_statistics++;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case KEY_METRIC:
        return cli_add_word(&a->metric, &a->n_metrics, arg);
    case KEY_STATISTIC:
        return add_statistic(a, arg);
    case KEY_ALL_PAIRS:
        a->is_all_pairs = true;
        return 0;
    case KEY_THRESHOLD:
        return cli_add_threshold(&cli_command_diff, &a->thresholds, arg);
    case KEY_FORMAT:
        if (strcmp(arg, "table") != 0 && strcmp(arg, "csv") != 0) {
            (void)cli_usage(&cli_command_diff, "--format '%s': table or csv is needed", arg);
            return CLI_TOLD;
        }
        a->is_csv = strcmp(arg, "csv") == 0;
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
    .args_doc = "RESULTS [POINT [OTHER]]",
    .doc = "Compare points of a study, replica by replica, under the noise that they share.\n\n"
           "Every point with the first one; or POINT with the first one; or POINT minus OTHER.\v"
           "Examples:\n"
           "  brink diff results/both                         all points against the first\n"
           "  brink diff results/both firm baseline           firm minus baseline\n"
           "  brink diff results/both --metric damage --statistic cvar:0.05\n"
           "  brink diff results/both --all-pairs --metric provocations\n"
           "  brink diff results/both --threshold 'peak_level>=7' --format csv\n\n"
           "Replicas without a value at both points are left out of both. Intervals of 95 % of the difference: "
           "Student's t; Newcombe's for proportions. Beside the interval of each comparison stands one that holds for "
           "all in a metric and statistic at once (Bonferroni): trust that one when choosing among points. 'saved' is "
           "the variance that independent runs would have over that of the pairs. With --all-pairs, the places that "
           "the intervals leave to each point are told too.",
};

/* --- what is compared ---------------------------------------------------------------------------------------- */

static brink_status find_point(const brink_results *results, const char *name, size_t *point)
{
    size_t n = brink_results_n_points(results);
    const char **words = calloc(n + 1, sizeof *words);
    if (words == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    size_t found = n;
    for (size_t p = 0; p < n; p++) {
        words[p] = brink_results_get_point(results, p)->name;
        found = found == n && strcmp(words[p], name) == 0 ? p : found;
    }
    brink_status status = BRINK_OK;
    if (found == n) {
        char hint[256];
        status = cli_usage(&cli_command_diff, "these results have no point '%s'%s", name,
                           cli_hint(hint, sizeof hint, "", name, words, n));
    }
    free((void *)words);
    *point = found;
    return status;
}

static brink_status choose_pairs(const brink_results *results, const arguments *a, cli_comparisons *c)
{
    size_t n = brink_results_n_points(results);
    size_t n_pairs = a->is_all_pairs ? n * (n - 1) / 2 : n - 1;
    c->contrast = a->is_all_pairs ? CLI_ALL_PAIRS : a->words.n > 1 ? CLI_ONE_PAIR : CLI_AGAINST_FIRST;
    c->pair = calloc(n_pairs + 1, sizeof *c->pair);
    if (c->pair == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    if (c->contrast == CLI_ONE_PAIR) {
        brink_status status = find_point(results, a->words.word[1], &c->pair[0].point);
        if (status == BRINK_OK && a->words.n > 2) {
            status = find_point(results, a->words.word[2], &c->pair[0].reference);
        }
        if (status == BRINK_OK && c->pair[0].point == c->pair[0].reference) {
            status = cli_usage(&cli_command_diff, "'%s' cannot be compared with itself%s", a->words.word[1],
                               a->words.n == 2 ? ": it is the first point, so name another" : "");
        }
        c->n = 1;
        return status;
    }
    size_t n_references = a->is_all_pairs ? n - 1 : 1;
    for (size_t reference = 0; reference < n_references; reference++) {
        for (size_t p = reference + 1; p < n; p++) {
            c->pair[c->n++] = (cli_pair){.point = p, .reference = reference};
        }
    }
    return BRINK_OK;
}

static bool has_name(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Appends the names of a point's metrics that are not among those in `names` already. */
static bool add_names(const char ***names, size_t *n, const brink_results_point *point)
{
    const char **grown = realloc((void *)*names, (*n + point->n_metrics + 1) * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    *names = grown;
    size_t before = *n;
    for (size_t m = 0; m < point->n_metrics; m++) {
        if (!has_name(grown, before, point->metrics[m].name)) {
            grown[(*n)++] = point->metrics[m].name;
        }
    }
    return true;
}

/* Names of the metrics that any compared point has; points with one list of metrics share it. */
static brink_status all_metrics(const brink_results *results, const cli_comparisons *c, const char ***names, size_t *n)
{
    const brink_output *seen = NULL;
    for (size_t i = 0; i < 2 * c->n; i++) {
        const cli_pair *pair = &c->pair[i / 2];
        const brink_results_point *point = brink_results_get_point(results, i % 2 == 0 ? pair->reference : pair->point);
        if (point->metrics != seen && !add_names(names, n, point)) {
            return cli_fail(BRINK_ENOMEM, "out of memory");
        }
        seen = point->metrics;
    }
    return BRINK_OK;
}

static bool is_pattern(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

static bool is_wanted(const arguments *a, const brink_results *results, const char *name)
{
    if (a->n_metrics == 0) {
        return a->is_csv || cli_is_main_metric_named(results, name);
    }
    for (size_t i = 0; i < a->thresholds.n; i++) {
        if (strcmp(a->thresholds.item[i].name, name) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < a->n_metrics; i++) {
        if (strcmp(a->metric[i], name) == 0 || (is_pattern(a->metric[i]) && fnmatch(a->metric[i], name, 0) == 0)) {
            return true;
        }
    }
    return false;
}

/* Every word of --metric names something. */
static brink_status check_metrics(const arguments *a, const char *const *names, size_t n)
{
    brink_status worst = BRINK_OK;
    for (size_t i = 0; i < a->n_metrics; i++) {
        bool is_found = false;
        for (size_t k = 0; k < n && !is_found; k++) {
            is_found = strcmp(a->metric[i], names[k]) == 0 ||
                       (is_pattern(a->metric[i]) && fnmatch(a->metric[i], names[k], 0) == 0);
        }
        if (!is_found) {
            char hint[256];
            worst = cli_fail(BRINK_EUSAGE, "no metric of these points %s '%s'%s",
                             is_pattern(a->metric[i]) ? "matches" : "is named", a->metric[i],
                             cli_hint(hint, sizeof hint, "", a->metric[i], names, n));
        }
    }
    return worst;
}

/* A statistic that is asked of one metric by name must exist. */
static brink_status check_statistics(const brink_results *results, const arguments *a, const cli_comparisons *c)
{
    const brink_results_point *reference = brink_results_get_point(results, c->pair[0].reference);
    for (size_t i = 0; i < a->n_metrics; i++) {
        size_t metric = brink_metric_find(reference, a->metric[i]);
        for (size_t s = 0; s < c->n_statistics && metric != BRINK_NO_METRIC; s++) {
            brink_statistic statistic;
            brink_error err = {0};
            if (brink_statistic_of(&c->statistic[s], &reference->metrics[metric], &statistic, &err) != BRINK_OK) {
                return cli_usage(&cli_command_diff, "--statistic: %s", err.what);
            }
        }
    }
    return BRINK_OK;
}

static brink_status choose_metrics(const brink_results *results, const arguments *a, cli_comparisons *c)
{
    brink_status status = all_metrics(results, c, &c->metric, &c->n_metrics);
    if (status == BRINK_OK) {
        status = check_metrics(a, c->metric, c->n_metrics);
    }
    size_t n = 0;
    for (size_t m = 0; m < c->n_metrics; m++) {
        if (is_wanted(a, results, c->metric[m])) {
            c->metric[n++] = c->metric[m];
        }
    }
    c->n_metrics = n;
    return status;
}

/* --- the command --------------------------------------------------------------------------------------------- */

static brink_status diff(brink_results *results, const arguments *a)
{
    static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    cli_comparisons c = {.statistic = a->n_statistics > 0 ? a->statistic : &mean,
                         .n_statistics = a->n_statistics > 0 ? a->n_statistics : 1};
    if (brink_results_n_points(results) < 2) {
        return cli_fail(BRINK_EDATA, "these results are of one point only: there is nothing to compare it with");
    }
    cli_summary_warn_unfinished(results);
    brink_status status = cli_thresholds_apply(&a->thresholds, results, false);
    if (status == BRINK_OK) {
        status = choose_pairs(results, a, &c);
    }
    if (status == BRINK_OK) {
        status = choose_metrics(results, a, &c);
    }
    if (status == BRINK_OK) {
        status = check_statistics(results, a, &c);
    }
    if (status == BRINK_OK) {
        status = a->is_csv ? cli_differences_print_csv(results, &c) : cli_differences_print(results, &c);
    }
    free(c.pair);
    free((void *)c.metric);
    return status;
}

static brink_status check_words(const arguments *a)
{
    if (a->words.n == 0 || a->words.n > 3) {
        return cli_usage(&cli_command_diff, "'brink diff' needs a folder of results, and at most two of its points, as "
                                            "in 'brink diff results/both firm baseline'");
    }
    if (a->is_all_pairs && a->words.n > 1) {
        return cli_usage(&cli_command_diff, "--all-pairs compares all points: leave '%s' out", a->words.word[1]);
    }
    return BRINK_OK;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {0};
    bool is_done = false;
    brink_status status = cli_parse(&cli_command_diff, argc, argv, &a, &is_done);
    if (status == BRINK_OK && !is_done) {
        status = check_words(&a);
    }
    if (status == BRINK_OK && !is_done) {
        brink_results *results = NULL;
        brink_error err = {0};
        status = brink_results_open(a.words.word[0], &results, &err);
        status = status == BRINK_OK ? diff(results, &a) : cli_fail_error(status, &err);
        brink_results_close(results);
    }
    free((void *)a.metric);
    free(a.statistic);
    cli_thresholds_fini(&a.thresholds);
    return status;
}

const cli_command cli_command_diff = {
    .name = "diff", .summary = "compare points of a study under common noise", .argp = &argp, .run = command};
