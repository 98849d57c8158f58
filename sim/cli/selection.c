/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selection.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/report.h"
#include "describe.h"
#include "folder.h"
#include "points.h"
#include "progress.h"
#include "running.h"
#include "table.h"

enum { INDENT = 2 };

static void show(void *context, uint64_t replicas, size_t n_left, const brink_progress *now)
{
    cli_progress *progress = context;
    char text[160];
    char done[32];
    progress->last = *now;
    if (!cli_progress_is_due(progress, now->seconds)) {
        return;
    }
    (void)snprintf(text, sizeof text, "of this stage, %zu points in after %" PRIu64 " replicas, %s in all", n_left,
                   replicas, cli_grouped(done, sizeof done, (double)now->done));
    cli_progress_tell(progress, now->seconds, now->total > 0 ? (double)now->done / (double)now->total : 0.0, text);
}

static brink_status print_selection(const cli_points *points, const cli_selection *a, const brink_selected *selected,
                                    size_t n_left, const char *folder)
{
    static const cli_column columns[] = {{.title = "point"},
                                         {.title = "value", .is_number = true},
                                         {.title = "se", .is_number = true},
                                         {.title = "replicas", .is_number = true},
                                         {.title = "outcome"}};
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    uint64_t total = 0;
    size_t best = 0;
    for (size_t i = 0; i < points->n; i++) {
        const brink_selected *s = &selected[i];
        char count[32];
        total += s->replicas;
        best = s->is_in ? i : best;
        cli_table_add(table, "%s", points->point[i].name);
        cli_table_add(table, "%.5g", s->value);
        cli_table_add(table, "%.2g", s->se);
        cli_table_add(table, "%s", cli_grouped(count, sizeof count, (double)s->replicas));
        if (s->is_in) {
            cli_table_add(table, "%s", n_left == 1 ? "selected" : "in");
        } else {
            cli_table_add(table, "dropped for %s", points->point[s->by].name);
        }
    }
    brink_status status =
        table != NULL ? cli_table_print(table, stdout, INDENT, CLI_WIDTH) : cli_fail(BRINK_ENOMEM, "out of memory");
    cli_table_free(table);
    if (n_left == 1) {
        (void)printf("\nSelected: %s. If it is better than every other by %g or more, such a selection is right with a "
                     "probability of\n%g %% or more.\n",
                     points->point[best].name, a->indifference, 100.0 * a->confidence);
    } else {
        (void)printf("\n%zu points are in after %" PRIu64
                     " replicas each: nothing is selected. --replicas allows more, a "
                     "larger\n--indifference needs fewer.\n",
                     n_left, selected[best].replicas);
    }
    char count[32];
    char alike[32];
    (void)printf("%s replicas in all; as many for each point would be %s.\nResults are in %s: selection.csv, "
                 "manifest.json, results.db\n",
                 cli_grouped(count, sizeof count, (double)total),
                 cli_grouped(alike, sizeof alike, (double)(selected[best].replicas * points->n)), folder);
    return status;
}

static brink_status write_selection(const cli_points *points, const brink_selected *selected, const char *folder,
                                    const cli_run_facts *facts, int argc, char **argv)
{
    brink_error err = {0};
    char *run = cli_describe_run(facts, argc, argv);
    brink_status status = run != NULL ? brink_report_selection(points->point, selected, points->n, folder, &err)
                                      : brink_fail(&err, BRINK_ENOMEM, "out of memory");
    status = status == BRINK_OK ? cli_export_study(folder, run, false) : cli_fail_error(status, &err);
    free(run);
    return status;
}

static brink_status run_selection(const cli_points *points, const cli_selection *a, const char *folder,
                                  const char *description, cli_run_facts *facts, brink_selected *selected,
                                  size_t *n_left)
{
    cli_progress progress;
    cli_progress_init(&progress, a->run.is_quiet);
    const brink_select_options how = {.metric = a->metric,
                                      .statistic = a->statistic,
                                      .is_maximised = a->is_maximised,
                                      .confidence = a->confidence,
                                      .indifference = a->indifference,
                                      .stage = a->stage,
                                      .most = a->most,
                                      .run = {.seed = a->run.seed,
                                              .threads = facts->threads,
                                              .resume = a->run.is_resuming,
                                              .max_failures = &a->run.replication.limit,
                                              .description = description,
                                              .stop = cli_stop()},
                                      .progress = show,
                                      .context = &progress};
    brink_error err = {0};
    const cli_clock clock = cli_clock_start(facts);
    brink_status status = brink_select(folder, points->point, points->n, &how, selected, n_left, &err);
    cli_clock_stop(&clock, facts);
    cli_progress_clear(&progress);
    return cli_run_end(status, &err, "selection", folder, a->run.is_forced);
}

/* results/NAME_rank, by the design or the first scenario. */
static char *name_folder(const cli_points *points, const cli_selection *a)
{
    char folder[128];
    if (a->run.output != NULL) {
        return strdup(a->run.output);
    }
    if (a->design == NULL) {
        (void)snprintf(folder, sizeof folder, "results/%.64s_rank",
                       brink_scenario_name(cli_points_scenario(points, 0)));
        return strdup(folder);
    }
    size_t length = 0;
    const char *name = cli_stem(a->design, &length);
    (void)snprintf(folder, sizeof folder, "results/%.*s_rank", length < 64 ? (int)length : 64, name);
    return strdup(folder);
}

brink_status cli_select(cli_selection *a, int argc, char **argv)
{
    static const cli_thresholds none = {0};
    cli_points points = {0};
    brink_selected *selected = NULL;
    char *folder = NULL;
    char *description = NULL;
    size_t n_left = 0;
    cli_run_facts facts = cli_run_words_facts(&a->run, a->most);
    brink_status status = cli_points_read(&points, a->design, &a->scenarios, &a->run.overrides);
    if (status == BRINK_OK && points.n < 2) {
        status = cli_usage(&cli_command_rank, "one point is the best of its kind: give two scenarios, or a design");
    }
    if (status == BRINK_OK) {
        status = cli_points_compile(&points);
    }
    if (status == BRINK_OK) {
        folder = name_folder(&points, a);
        description = cli_describe_study(&points, &a->run.overrides, &none, NULL, argc, argv);
        selected = calloc(points.n, sizeof *selected);
        status = folder != NULL && description != NULL && selected != NULL ? BRINK_OK
                                                                           : cli_fail(BRINK_ENOMEM, "out of memory");
    }
    if (status == BRINK_OK) {
        status = cli_check_metric(&cli_command_rank, "--metric", a->metric, points.point, points.n);
    }
    if (status == BRINK_OK) {
        status = cli_claim_folder(folder, a->run.is_resuming, a->run.is_forced);
    }
    if (status == BRINK_OK) {
        status = run_selection(&points, a, folder, description, &facts, selected, &n_left);
    }
    if (status == BRINK_OK) {
        status = write_selection(&points, selected, folder, &facts, argc, argv);
    }
    if (status == BRINK_OK && !a->run.is_quiet) {
        status = print_selection(&points, a, selected, n_left, folder);
    }
    if (status == BRINK_OK && n_left > 1) {
        cli_warn("nothing was selected: %zu points are in", n_left);
    }
    free(selected);
    free(folder);
    free(description);
    cli_points_fini(&points);
    return status;
}
