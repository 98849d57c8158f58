/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Multiple comparisons with the best, of a finished study. */
#include "brink/rank.h"

#include <math.h>
#include <stdlib.h>

#include "engine/threshold.h"
#include "explore/rank_values.h"

typedef struct ranking {
    size_t n, replicas;
    brink__comparison how;
    double *x, *over;      /* [n][replicas]; over: of a ratio, else NULL */
    brink__sample *sample; /* [n] */
} ranking;

static void ranking_fini(ranking *r)
{
    free(r->x);
    free(r->over);
    free(r->sample);
}

static brink_status read_point(ranking *r, brink_results *results, size_t i, size_t point, const char *metric,
                               brink_error *err)
{
    const brink_results_point *facts = brink_results_get_point(results, point);
    size_t m = brink_metric_find(facts, metric);
    double *x = r->x + i * r->replicas;
    if (m == BRINK_NO_METRIC) {
        return brink_fail(err, BRINK_EDATA, "point %s has no metric %s", facts->name, metric);
    }
    for (size_t k = (size_t)facts->replicas; k < r->replicas; k++) {
        x[k] = (double)NAN;
        if (r->over) {
            r->over[i * r->replicas + k] = (double)NAN;
        }
    }
    const brink_output *output = &facts->metrics[m];
    bool is_ratio = output->quantity->kind == BRINK_RATIO;
    if (is_ratio != (r->over != NULL)) {
        return brink_fail(err, BRINK_EDATA, "%s is a ratio of totals at some points only", metric);
    }
    brink_status status = brink_results_values(results, point, is_ratio ? output->numerator : m, x, err);
    if (status == BRINK_OK && is_ratio) {
        status = brink_results_values(results, point, output->denominator, r->over + i * r->replicas, err);
    }
    return status;
}

static brink_status prepare(ranking *r, brink_results *results, const size_t *points, size_t n, const char *metric,
                            const brink_statistic *statistic, double confidence, brink_error *err)
{
    const brink_results_point *first = brink_results_get_point(results, points[0]);
    size_t m = brink_metric_find(first, metric);
    if (m == BRINK_NO_METRIC) {
        return brink_fail(err, BRINK_EDATA, "point %s has no metric %s", first->name, metric);
    }
    const brink_output *output = &first->metrics[m];
    r->how = (brink__comparison){.is_flag = output->quantity->kind == BRINK_PROPORTION,
                                 .span = output->hi - output->lo,
                                 .n_comparisons = 1,
                                 .tail = (1.0 - confidence) / (double)(n - 1)};
    brink_status status = brink_statistic_of(statistic, output, &r->how.statistic, err);
    if (status != BRINK_OK) {
        return status;
    }
    r->how.is_flag = r->how.is_flag && r->how.statistic.kind == BRINK_STATISTIC_MEAN;
    if (r->how.statistic.kind == BRINK_STATISTIC_EXCEED) {
        r->how.statistic.at = brink__round_like(output, r->how.statistic.at);
    }
    r->n = n;
    for (size_t i = 0; i < n; i++) {
        size_t replicas = (size_t)brink_results_get_point(results, points[i])->replicas;
        r->replicas = replicas > r->replicas ? replicas : r->replicas;
    }
    bool is_ratio = output->quantity->kind == BRINK_RATIO;
    r->x = malloc((n * r->replicas + 1) * sizeof *r->x);
    r->over = is_ratio ? malloc((n * r->replicas + 1) * sizeof *r->over) : NULL;
    r->sample = calloc(n + 1, sizeof *r->sample);
    if (!r->x || !r->sample || (is_ratio && !r->over)) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the values of %s", metric);
    }
    return BRINK_OK;
}

brink_status brink_rank(brink_results *results, const size_t *points, size_t n, const char *metric,
                        const brink_statistic *statistic, bool is_maximised, double confidence, brink_ranked *ranked,
                        brink_error *err)
{
    ranking r = {0};
    if (n < 2) {
        return brink_fail(err, BRINK_EUSAGE, "a ranking needs two points at least");
    }
    if (!(confidence >= 0.5 && confidence < 1.0)) {
        return brink_fail(err, BRINK_EUSAGE, "a confidence of %g; from 0.5 to below 1 is allowed", confidence);
    }
    brink_status status = prepare(&r, results, points, n, metric, statistic, confidence, err);
    for (size_t i = 0; status == BRINK_OK && i < n; i++) {
        status = read_point(&r, results, i, points[i], metric, err);
        r.sample[i] = (brink__sample){.x = r.x + i * r.replicas, .over = r.over ? r.over + i * r.replicas : NULL};
    }
    if (status == BRINK_OK) {
        status = brink__rank_values(&r.how, r.sample, n, r.replicas, is_maximised, ranked);
        status = status == BRINK_OK ? status : brink_fail(err, status, "out of memory for a ranking");
    }
    for (size_t i = 0; status == BRINK_OK && i < n; i++) {
        if (isnan(ranked[i].value)) {
            status = brink_fail(err, BRINK_EDATA, "point %s has no value of %s",
                                brink_results_get_point(results, points[i])->name, metric);
        }
    }
    ranking_fini(&r);
    return status;
}
