/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/compare.h"

#include <math.h>
#include <stdlib.h>

#include "engine/threshold.h"
#include "explore/compare_values.h"

/* Values of a metric at one point: its own, or numerators and denominators. */
typedef struct values {
    double *x, *over; /* `over` only of a ratio */
    size_t n;
} values;

static void values_free(values *v)
{
    free(v->x);
    free(v->over);
    *v = (values){0};
}

static brink_status read(brink_results *results, size_t p, size_t metric, values *v, brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    const brink_output *output = &point->metrics[metric];
    bool is_ratio = output->quantity->kind == BRINK_RATIO;
    *v = (values){.n = (size_t)point->replicas};
    v->x = malloc((v->n + 1) * sizeof *v->x);
    v->over = is_ratio ? malloc((v->n + 1) * sizeof *v->over) : NULL;
    if (!v->x || (is_ratio && !v->over)) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for the values of %s", output->name);
    }
    brink_status status = brink_results_values(results, p, is_ratio ? output->numerator : metric, v->x, err);
    if (status == BRINK_OK && is_ratio) {
        status = brink_results_values(results, p, output->denominator, v->over, err);
    }
    return status;
}

/* Index of the same metric at another point; BRINK_NO_METRIC also when it means something else there. */
static size_t find_same(const brink_results_point *point, const brink_output *metric)
{
    size_t m = brink_metric_find(point, metric->name);
    bool is_same = m != BRINK_NO_METRIC && point->metrics[m].quantity->kind == metric->quantity->kind;
    return is_same ? m : BRINK_NO_METRIC;
}

static brink_status compare_one(brink_results *results, const brink__comparison *how, const values *reference, size_t p,
                                size_t metric, brink_difference *difference, brink_error *err)
{
    values v;
    brink_status status = read(results, p, metric, &v, err);
    if (status == BRINK_OK) {
        size_t n = v.n < reference->n ? v.n : reference->n;
        status = brink__compare_values(how, (brink__sample){v.x, v.over},
                                       (brink__sample){reference->x, reference->over}, n, difference);
        if (status != BRINK_OK) {
            status = brink_fail(err, status, "out of memory for a comparison");
        }
    }
    values_free(&v);
    return status;
}

brink_status brink_compare(brink_results *results, size_t reference, size_t metric, const brink_statistic *statistic,
                           const size_t *points, size_t n, size_t n_comparisons, brink_difference *difference,
                           brink_error *err)
{
    const brink_output *output = &brink_results_get_point(results, reference)->metrics[metric];
    const double none = (double)NAN;
    brink__comparison how = {.is_flag = output->quantity->kind == BRINK_PROPORTION, .span = output->hi - output->lo};
    brink_status status = brink_statistic_of(statistic, output, &how.statistic, err);
    if (status != BRINK_OK) {
        return status;
    }
    how.is_flag = how.is_flag && how.statistic.kind == BRINK_STATISTIC_MEAN;
    if (how.statistic.kind == BRINK_STATISTIC_EXCEED) {
        how.statistic.at = brink__round_like(output, how.statistic.at);
    }
    size_t n_there = 0;
    for (size_t i = 0; i < n; i++) {
        n_there += find_same(brink_results_get_point(results, points[i]), output) != BRINK_NO_METRIC;
        difference[i] = (brink_difference){0, none, none, none, none, none, none, none, none, none};
    }
    how.n_comparisons = n_comparisons > 0 ? n_comparisons : n_there;
    if (n_there == 0) {
        return BRINK_OK;
    }
    values v;
    status = read(results, reference, metric, &v, err);
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        size_t m = find_same(brink_results_get_point(results, points[i]), output);
        if (m != BRINK_NO_METRIC) {
            status = compare_one(results, &how, &v, points[i], m, &difference[i], err);
        }
    }
    values_free(&v);
    return status;
}
