/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replication.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "progress.h"
#include "table.h"

enum { MAX_TOLD = 10, MAX_ROWS = 40 }; /* lines about single points: a study may have thousands */

static const char default_limit[] = "5%";

/* --- arguments ----------------------------------------------------------------------------------------------- */

/* A number, or one with a percent sign behind it. */
static bool parse_amount(const char *text, double *value, bool *is_percent)
{
    size_t n = strlen(text);
    char digits[64];
    *is_percent = n > 0 && text[n - 1] == '%';
    n -= *is_percent;
    if (n >= sizeof digits) {
        return false;
    }
    memcpy(digits, text, n);
    digits[n] = '\0';
    return brink__parse_number(digits, value) == BRINK__NUMBER_OK;
}

int cli_add_until(const cli_command *command, cli_replication *replication, const char *text)
{
    const char *equals = strrchr(text, '=');
    brink_target new = {0};
    if (equals == NULL || equals == text || !parse_amount(equals + 1, &new.half_width, &new.is_relative) ||
        !(new.half_width > 0.0)) {
        (void)cli_usage(command,
                        "--until '%s': METRIC=HALFWIDTH is needed, a number above 0 or a percentage of the mean, as in "
                        "--until provocations=0.5 or --until conflict_probability=2%%",
                        text);
        return CLI_TOLD;
    }
    if (new.is_relative) {
        new.half_width /= 100.0;
    }
    brink_target *target = realloc(replication->target, (replication->n_targets + 1) * sizeof *target);
    if (target == NULL) {
        return ENOMEM;
    }
    replication->target = target;
    new.metric = strndup(text, (size_t)(equals - text));
    if (new.metric == NULL) {
        return ENOMEM;
    }
    target[replication->n_targets++] = new;
    return 0;
}

int cli_parse_failures(const cli_command *command, cli_replication *replication, const char *text)
{
    brink_failure_limit *limit = &replication->limit;
    if (!parse_amount(text, &limit->most, &limit->is_percent) || !(limit->most >= 0.0) ||
        (limit->is_percent ? limit->most > 100.0 : limit->most != floor(limit->most))) {
        (void)cli_usage(command, "--max-failures '%s': a whole number of replicas, or 0%% .. 100%% of them, is needed",
                        text);
        return CLI_TOLD;
    }
    replication->limit_text = text;
    return 0;
}

void cli_replication_fini(cli_replication *replication)
{
    for (size_t i = 0; i < replication->n_targets; i++) {
        free((char *)(uintptr_t)replication->target[i].metric); /* owned here, const for everybody else */
    }
    free(replication->target);
    *replication = (cli_replication){0};
}

void cli_replication_settle(cli_replication *replication)
{
    if (replication->replicas == 0) {
        replication->replicas = replication->n_targets > 0 ? CLI_CEILING : CLI_REPLICAS;
    }
    if (replication->limit_text == NULL) {
        replication->limit_text = default_limit;
        (void)parse_amount(default_limit, &replication->limit.most, &replication->limit.is_percent);
    }
}

brink_status cli_check_metric(const cli_command *command, const char *option, const char *metric,
                              const brink_point *points, size_t n_points)
{
    for (size_t p = 0; p < n_points; p++) {
        const brink_program *program = points[p].program;
        if (brink_find_output(program->metrics, program->n_metrics, metric) == SIZE_MAX) {
            char hint[320];
            return cli_usage(command, "%s: %s has no metric '%s'%s", option, points[p].name, metric,
                             cli_hint_output(hint, sizeof hint, metric, program->metrics, program->n_metrics));
        }
    }
    return BRINK_OK;
}

brink_status cli_replication_check(const cli_command *command, const cli_replication *replication,
                                   const brink_point *points, size_t n_points)
{
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < replication->n_targets && status == BRINK_OK; i++) {
        status = cli_check_metric(command, "--until", replication->target[i].metric, points, n_points);
    }
    return status;
}

/* --- outcomes ------------------------------------------------------------------------------------------------ */

static const char *wanted_text(const brink_target *target, char *buffer, size_t size)
{
    (void)snprintf(buffer, size, target->is_relative ? "%.4g%% of mean" : "%.4g",
                   target->is_relative ? 100.0 * target->half_width : target->half_width);
    return buffer;
}

static void add_row(cli_table *table, const brink_results *results, const brink_results_point *point,
                    const brink_target *target, const brink_reach *reach)
{
    char wanted[64];
    char count[32];
    bool at_ceiling = point->replicas >= brink_results_ceiling(results);
    cli_table_add(table, "%s", point->name);
    cli_table_add(table, "%s", target->metric);
    cli_table_add(table, isnan(reach->mean) ? "-" : "%.4g", reach->mean);
    cli_table_add(table, isnan(reach->half_width) ? "-" : "%.3g", reach->half_width);
    cli_table_add(table, "%s", wanted_text(target, wanted, sizeof wanted));
    cli_table_add(table, "%s", cli_grouped(count, sizeof count, (double)point->done));
    cli_table_add(table, "%s", reach->is_reached ? "yes" : at_ceiling ? "no: ceiling" : "no: failures");
}

static void warn(const brink_results *results, const brink_results_point *point, const brink_target *target,
                 const brink_reach *reach)
{
    char wanted[64];
    char known[64] = "by no interval";
    char count[32];
    if (!isnan(reach->half_width)) {
        (void)snprintf(known, sizeof known, "to +- %.3g only", reach->half_width);
    }
    if (point->replicas >= brink_results_ceiling(results)) {
        cli_warn("%s: %s is known %s, not %s: the ceiling of %s replicas (--replicas) stopped it", point->name,
                 target->metric, known, wanted_text(target, wanted, sizeof wanted),
                 cli_grouped(count, sizeof count, (double)point->replicas));
    } else {
        cli_warn("%s: %s is known %s, not %s: too many failures stopped it after %s replicas", point->name,
                 target->metric, known, wanted_text(target, wanted, sizeof wanted),
                 cli_grouped(count, sizeof count, (double)point->replicas));
    }
}

/* Goes through all targets of all points: warns, and adds the rows that are to be shown. */
static brink_status look(brink_results *results, cli_table *table, size_t *n_reached)
{
    size_t n_targets = brink_results_n_targets(results);
    size_t n_points = brink_results_n_points(results);
    bool shows_all = n_targets * n_points <= MAX_ROWS;
    size_t n_missed = 0;
    for (size_t p = 0; p < n_points; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        for (size_t i = 0; i < n_targets; i++) {
            const brink_target *target = brink_results_target(results, i);
            brink_reach reach;
            brink_error err = {0};
            brink_status status = brink_results_reach(results, p, i, &reach, &err);
            if (status != BRINK_OK) {
                return cli_fail_error(status, &err);
            }
            *n_reached += reach.is_reached;
            n_missed += !reach.is_reached;
            if (shows_all || (!reach.is_reached && n_missed <= MAX_ROWS)) {
                add_row(table, results, point, target, &reach);
            }
            if (!reach.is_reached && n_missed <= MAX_TOLD) {
                warn(results, point, target, &reach);
            }
        }
    }
    if (n_missed > MAX_TOLD) {
        cli_warn("%zu targets of --until were not reached, the first %d are named here; all are in manifest.json",
                 n_missed, MAX_TOLD);
    }
    return BRINK_OK;
}

brink_status cli_replication_tell(brink_results *results, bool has_table)
{
    static const cli_column columns[] = {
        {.title = "point"},
        {.title = "metric"},
        {.title = "mean", .is_number = true},
        {.title = "+-", .is_number = true},
        {.title = "wanted", .is_number = true},
        {.title = "replicas", .is_number = true},
        {.title = "reached"},
    };
    size_t n = brink_results_n_targets(results) * brink_results_n_points(results);
    if (n == 0) {
        return BRINK_OK;
    }
    size_t n_reached = 0;
    cli_table *table = cli_table_new(columns, sizeof columns / sizeof columns[0]);
    brink_status status = table != NULL ? look(results, table, &n_reached) : cli_fail(BRINK_ENOMEM, "out of memory");
    if (status == BRINK_OK && has_table) {
        (void)printf("--until: %zu of %zu half-widths reached%s\n", n_reached, n,
                     n > MAX_ROWS && n_reached < n ? "; not reached:" : "");
        if (cli_table_n_rows(table) > 0) {
            status = cli_table_print(table, stdout, 2, CLI_WIDTH);
        }
        (void)putchar('\n');
    }
    cli_table_free(table);
    return status;
}

brink_status cli_replication_judge(const cli_replication *replication, const brink_results *results)
{
    size_t n_bad = 0;
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        if (brink_failures_exceed(&replication->limit, point->failed, point->done) && ++n_bad <= MAX_TOLD) {
            (void)cli_fail(BRINK_EDIVERGE,
                           "%s: %" PRIu64 " of %" PRIu64 " replicas failed, more than --max-failures %s", point->name,
                           point->failed, point->done, replication->limit_text);
        }
    }
    if (n_bad > MAX_TOLD) {
        (void)cli_fail(BRINK_EDIVERGE, "and so did too many of %zu more points; see manifest.json", n_bad - MAX_TOLD);
    }
    return n_bad > 0 ? BRINK_EDIVERGE : BRINK_OK;
}
