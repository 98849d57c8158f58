/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink rank: which of many points is the best, and how sure that is. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rank.h"
#include "cli.h"
#include "selection.h"
#include "summary.h"
#include "table.h"

enum { KEY_METRIC = 256, KEY_STATISTIC, KEY_MAXIMISE, KEY_CONFIDENCE, KEY_INDIFFERENCE, KEY_DESIGN, KEY_STAGE };
enum { KEY_FORMAT = 512 };
enum { STAGE = 256, MOST = 100000, INDENT = 2 };

static const struct argp_option options[] = {
    {"metric", KEY_METRIC, "METRIC", 0, "What the points are ranked by", 1},
    {"statistic", KEY_STATISTIC, "S", 0,
     "mean (default; of a ratio of totals, the ratio), quantile:P, cvar:P, cvar_low:P, exceed:X; to select: mean or "
     "exceed:X",
     1},
    {"maximise", KEY_MAXIMISE, NULL, 0, "Large values are good (default: small ones)", 1},
    {"confidence", KEY_CONFIDENCE, "C", 0, "Probability of being right, 0.5 to below 1 (default 0.95)", 1},
    {"format", KEY_FORMAT, "FORMAT", 0, "Of a ranking of results: table (default) or csv", 1},
    {"indifference", KEY_INDIFFERENCE, "D", 0,
     "Run the points, and select the best: differences below D (in the metric's unit) do not matter", 2},
    {"design", KEY_DESIGN, "FILE", 0, "The points of a design instead of scenarios", 2},
    {"replicas", 'n', "N", 0, "Replicas of a point, at most (default 100000); the first stage takes 1024", 2},
    {"stage", KEY_STAGE, "N", 0, "Replicas after which inferior points are dropped (32 to 1024, default 256)", 2},
    {"max-failures", CLI_RUN_MAX_FAILURES, "N|P%", 0,
     "Fail (exit status 75) when more than N replicas of a point in a stage, or P percent of them, failed (default 5%)",
     2},
    {"seed", CLI_RUN_SEED, "S", 0, "Seed of all random numbers (default 1)", 3},
    {"periods", CLI_RUN_PERIODS, "T", 0, "Run T periods, whatever the scenarios say", 3},
    CLI_SET_OPTION("at every point", 3),
    CLI_OUTPUT_OPTION("results/NAME_rank", 4),
    CLI_RESUME_OPTION("selection", 4),
    CLI_FORCE_OPTION(4),
    CLI_THREADS_OPTION(5),
    CLI_QUIET_OPTION("outcome", 5),
    {0},
};

typedef struct arguments {
    cli_selection selection; /* what a ranking of results needs, too; indifference 0: such a one */
    bool is_csv;
} arguments;

static int parse_number(const char *option, const char *text, double lo, double hi, double *value)
{
    char *end = NULL;
    errno = 0;
    double x = strtod(text, &end);
    if (end == text || *end != '\0' || errno != 0 || !(x >= lo && x < hi)) {
        (void)cli_usage(&cli_command_rank, "%s '%s': a number from %g to below %g is needed", option, text, lo, hi);
        return CLI_TOLD;
    }
    *value = x;
    return 0;
}

static int parse_statistic(const char *text, brink_statistic *statistic)
{
    brink_error err = {0};
    if (brink_statistic_parse(text, statistic, &err) != BRINK_OK) {
        (void)cli_usage(&cli_command_rank, "--statistic: %s", err.what);
        return CLI_TOLD;
    }
    return 0;
}

/* Options of a selection that has to be run; ARGP_ERR_UNKNOWN for others. */
static error_t parse_run(int key, char *arg, cli_selection *a)
{
    const cli_command *me = &cli_command_rank;
    switch (key) {
    case 'n':
        return cli_parse_whole(me, "--replicas", arg, BRINK_RANK_BATCH * BRINK_RANK_FIRST, UINT32_MAX, &a->most);
    case KEY_STAGE:
        return cli_parse_whole(me, "--stage", arg, BRINK_RANK_BATCH, BRINK_RANK_BATCH * BRINK_RANK_FIRST, &a->stage);
    case KEY_DESIGN:
        a->design = arg;
        return 0;
    default:
        return cli_run_parse(me, key, arg, &a->run);
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    arguments *all = state->input;
    cli_selection *a = &all->selection;
    switch (key) {
    case KEY_METRIC:
        a->metric = arg;
        return 0;
    case KEY_STATISTIC:
        return parse_statistic(arg, &a->statistic);
    case KEY_MAXIMISE:
        a->is_maximised = true;
        return 0;
    case KEY_CONFIDENCE:
        return parse_number("--confidence", arg, 0.5, 1.0, &a->confidence);
    case KEY_INDIFFERENCE:
        return parse_number("--indifference", arg, 1e-300, 1e300, &a->indifference);
    case KEY_FORMAT:
        if (strcmp(arg, "table") != 0 && strcmp(arg, "csv") != 0) {
            (void)cli_usage(&cli_command_rank, "--format '%s': table or csv is needed", arg);
            return CLI_TOLD;
        }
        all->is_csv = strcmp(arg, "csv") == 0;
        return 0;
    case ARGP_KEY_ARGS:
        cli_take_words(&a->scenarios, state);
        return 0;
    default:
        return parse_run(key, arg, a);
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "RESULTS [POINT...]\n--indifference D SCENARIO...\n--indifference D --design FILE",
    .doc = "Rank points by a metric and tell which of them may be the best; or run points, dropping the inferior ones "
           "on the way, until the best is found.\v"
           "Examples:\n"
           "  brink rank results/essay --metric provocations\n"
           "  brink rank results/essay --metric damage --statistic cvar:0.05\n"
           "  brink rank --design essay.csv --metric provocations --indifference 0.5\n\n"
           "Of results: each point against the best of the others, by paired differences (multiple comparisons with "
           "the best). 'behind' is its distance from that; in 95 % of studies all intervals hold at once and the best "
           "is among those that may be. Fewer comparisons have to hold than with 'brink diff --all-pairs', so the "
           "intervals are shorter.\n\n"
           "With --indifference: all points get 1024 replicas, then the ones that are still in get further stages, "
           "each under fresh noise that they share (procedure KN of Kim and Nelson). When the best is better than "
           "every other by D or more, it is selected with a probability of 95 % or more. Choose D as the smallest "
           "difference that would matter, before looking. Leaves selection.csv, manifest.json and results.db in the "
           "output folder.",
};

/* --- of results ---------------------------------------------------------------------------------------------- */

static brink_status find_point(const brink_results *results, const char *name, size_t *point)
{
    size_t n = brink_results_n_points(results);
    const char **words = calloc(n + 1, sizeof *words);
    if (words == NULL) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    *point = n;
    for (size_t p = 0; p < n; p++) {
        words[p] = brink_results_get_point(results, p)->name;
        *point = *point == n && strcmp(words[p], name) == 0 ? p : *point;
    }
    brink_status status = BRINK_OK;
    if (*point == n) {
        char hint[256];
        status = cli_usage(&cli_command_rank, "these results have no point '%s'%s", name,
                           cli_hint(hint, sizeof hint, "", name, words, n));
    }
    free((void *)words);
    return status;
}

static brink_status check_metric(const brink_results *results, const char *metric, size_t point)
{
    const brink_results_point *facts = brink_results_get_point(results, point);
    if (brink_metric_find(facts, metric) == BRINK_NO_METRIC) {
        char hint[256];
        return cli_usage(&cli_command_rank, "point %s has no metric '%s'%s", facts->name, metric,
                         cli_hint_output(hint, sizeof hint, metric, facts->metrics, facts->n_metrics));
    }
    return BRINK_OK;
}

static void add_bound(cli_table *table, double x, bool is_csv)
{
    if (isinf(x)) {
        cli_table_add(table, "%s", is_csv ? "" : "-");
    } else {
        cli_table_add(table, is_csv ? "%.17g" : "%.4g", x);
    }
}

static brink_status print_ranking(const brink_results *results, bool is_csv, const size_t *points, size_t n,
                                  const brink_ranked *ranked)
{
    static const cli_column columns[] = {{.title = "place", .is_number = true},
                                         {.title = "point"},
                                         {.title = "value", .is_number = true},
                                         {.title = "se", .is_number = true},
                                         {.title = "behind", .is_number = true},
                                         {.title = "from", .is_number = true},
                                         {.title = "to", .is_number = true},
                                         {.title = "replicas", .is_number = true},
                                         {.title = "may_be_best"}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t place = 1; place <= n; place++) {
        for (size_t i = 0; i < n; i++) {
            const brink_ranked *r = &ranked[i];
            if (r->place != place) {
                continue;
            }
            cli_table_add(table, "%zu", r->place);
            cli_table_add(table, "%s", brink_results_get_point(results, points[i])->name);
            cli_table_add(table, is_csv ? "%.17g" : "%.5g", r->value);
            cli_table_add(table, is_csv ? "%.17g" : "%.2g", r->se);
            add_bound(table, r->behind, is_csv);
            add_bound(table, r->lo, is_csv);
            add_bound(table, r->hi, is_csv);
            cli_table_add(table, "%" PRIu64, r->n);
            cli_table_add(table, "%s", is_csv ? (r->may_be_best ? "1" : "0") : r->may_be_best ? "yes" : "");
        }
    }
    brink_status status = table == NULL ? cli_fail(BRINK_ENOMEM, "out of memory")
                          : is_csv      ? cli_table_print_csv(table, stdout)
                                        : cli_table_print(table, stdout, INDENT, CLI_WIDTH);
    cli_table_free(table);
    return status;
}

static void print_best(const brink_results *results, double confidence, const size_t *points, size_t n,
                       const brink_ranked *ranked)
{
    size_t n_best = 0;
    (void)printf("\nWith a confidence of %g %%, the best is ", 100.0 * confidence);
    for (size_t i = 0; i < n; i++) {
        n_best += ranked[i].may_be_best;
    }
    (void)printf("%s", n_best > 1 ? "one of " : "");
    for (size_t i = 0, k = 0; i < n; i++) {
        if (ranked[i].may_be_best) {
            (void)printf("%s%s",
                         k == 0           ? ""
                         : k + 1 < n_best ? ", "
                                          : " and ",
                         brink_results_get_point(results, points[i])->name);
            k++;
        }
    }
    (void)printf(".\n");
}

static brink_status rank_results(const arguments *a)
{
    const cli_selection *s = &a->selection;
    const bool is_csv = a->is_csv;
    brink_results *results = NULL;
    brink_error err = {0};
    brink_status status = brink_results_open(s->scenarios.word[0], &results, &err);
    if (status != BRINK_OK) {
        return cli_fail_error(status, &err);
    }
    size_t n = s->scenarios.n > 1 ? s->scenarios.n - 1 : brink_results_n_points(results);
    size_t *points = calloc(n + 1, sizeof *points);
    brink_ranked *ranked = calloc(n + 1, sizeof *ranked);
    if (points == NULL || ranked == NULL) {
        (void)cli_fail(BRINK_ENOMEM, "out of memory");
        status = BRINK_ENOMEM;
    }
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        points[i] = i;
        status = s->scenarios.n > 1 ? find_point(results, s->scenarios.word[i + 1], &points[i]) : status;
    }
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        status = check_metric(results, s->metric, points[i]);
    }
    if (status == BRINK_OK) {
        cli_summary_warn_unfinished(results);
        status = brink_rank(results, points, n, s->metric, &s->statistic, s->is_maximised, s->confidence, ranked, &err);
        status = status == BRINK_OK ? status : cli_fail_error(status, &err);
    }
    if (status == BRINK_OK && !is_csv) {
        char name[64];
        (void)printf("%s, %s; %s values are good, in %s\n", s->metric, brink_statistic_name(&s->statistic, name),
                     s->is_maximised ? "large" : "small", s->scenarios.word[0]);
    }
    if (status == BRINK_OK) {
        status = print_ranking(results, is_csv, points, n, ranked);
    }
    if (status == BRINK_OK && !is_csv) {
        print_best(results, s->confidence, points, n, ranked);
    }
    free(points);
    free(ranked);
    brink_results_close(results);
    return status;
}

/* --- the command --------------------------------------------------------------------------------------------- */

static brink_status check_arguments(const cli_selection *a)
{
    if (a->metric == NULL) {
        return cli_usage(&cli_command_rank, "'brink rank' needs --metric METRIC");
    }
    if (a->indifference > 0.0) {
        if (a->scenarios.n == 0 && a->design == NULL) {
            return cli_usage(&cli_command_rank, "--indifference runs points: name scenarios, or give --design FILE");
        }
        if (a->scenarios.n > 0 && a->design != NULL) {
            return cli_usage(&cli_command_rank, "'%s' beside --design: a design names its scenarios itself",
                             a->scenarios.word[0]);
        }
        return cli_run_words_check(&cli_command_rank, &a->run);
    }
    if (a->design != NULL) {
        return cli_usage(&cli_command_rank,
                         "--design needs --indifference D, which runs its points; or run it with 'brink "
                         "run --design', and rank the results");
    }
    if (a->scenarios.n == 0 || a->scenarios.n == 2) {
        return cli_usage(&cli_command_rank,
                         "'brink rank' needs a folder of results, and two of its points or more if not "
                         "all are meant, as in 'brink rank results/essay --metric provocations'");
    }
    return BRINK_OK;
}

static brink_status command(int argc, char **argv)
{
    arguments a = {.selection = {.confidence = 0.95, .most = MOST, .stage = STAGE, .run.seed = 1}};
    cli_selection *s = &a.selection;
    bool is_done = false;
    char **typed = cli_keep_words(argc, argv);
    brink_status status = typed != NULL ? cli_parse(&cli_command_rank, argc, argv, &a, &is_done) : BRINK_ENOMEM;
    if (status == BRINK_OK && !is_done) {
        status = check_arguments(s);
    }
    if (status == BRINK_OK && !is_done) {
        status = s->indifference > 0.0 ? cli_select(s, argc, typed) : rank_results(&a);
    }
    cli_run_words_fini(&s->run);
    free(typed);
    return status;
}

const cli_command cli_command_rank = {
    .name = "rank", .summary = "tell which of many points is the best", .argp = &argp, .run = command};
