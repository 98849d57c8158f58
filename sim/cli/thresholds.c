/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thresholds.h"

#include <errno.h>
#include <stdlib.h>

int cli_add_threshold(const cli_command *command, cli_thresholds *thresholds, const char *text)
{
    brink_threshold *item = realloc(thresholds->item, (thresholds->n + 1) * sizeof *item);
    if (item == NULL) {
        return ENOMEM;
    }
    thresholds->item = item;
    brink_error err = {0};
    if (brink_threshold_parse(text, &item[thresholds->n], &err) != BRINK_OK) {
        (void)cli_usage(command, "--threshold %s", err.what);
        return CLI_TOLD;
    }
    thresholds->n++;
    return 0;
}

void cli_thresholds_fini(cli_thresholds *thresholds)
{
    free(thresholds->item);
    *thresholds = (cli_thresholds){0};
}

/* --threshold takes many metrics, most of which a few points share: the first point's answer is told. */
static brink_status check_one(const brink_threshold *threshold, const brink_point *points, size_t n)
{
    brink_error first = {0};
    for (size_t p = 0; p < n; p++) {
        size_t metric;
        brink_error err = {0};
        if (points[p].program == NULL) {
            continue; /* made later, of a scenario that another point stands for */
        }
        if (brink_threshold_find(threshold, points[p].program->metrics, points[p].program->n_metrics, &metric, &err) ==
            BRINK_OK) {
            return BRINK_OK;
        }
        first = p == 0 ? err : first;
    }
    return cli_fail(first.code, "--threshold '%s': %s", threshold->name, first.what);
}

brink_status cli_thresholds_check(const cli_thresholds *thresholds, const brink_point *points, size_t n)
{
    brink_status worst = BRINK_OK;
    for (size_t i = 0; i < thresholds->n; i++) {
        brink_status status = check_one(&thresholds->item[i], points, n);
        worst = status != BRINK_OK ? status : worst;
    }
    return worst;
}

static bool has_metric(const brink_results *results, const char *name)
{
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        if (brink_metric_find(brink_results_get_point(results, p), name) != BRINK_NO_METRIC) {
            return true;
        }
    }
    return false;
}

brink_status cli_thresholds_apply(const cli_thresholds *thresholds, brink_results *results, bool is_kept)
{
    brink_status worst = BRINK_OK;
    for (size_t i = 0; i < thresholds->n; i++) {
        const brink_threshold *threshold = &thresholds->item[i];
        bool was_there = has_metric(results, threshold->name);
        brink_error err = {0};
        brink_status status = brink_results_add_threshold(results, threshold, &err);
        if (status != BRINK_OK) {
            worst = cli_fail(status, "--threshold '%s': %s", threshold->name, err.what);
        } else if (is_kept && !was_there) {
            cli_warn("--threshold '%s' was not given when these results were begun, so results.db does not hold it: "
                     "give it to 'brink export' and 'brink diff' again",
                     threshold->name);
        }
    }
    return worst;
}
