/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replica values, and the metrics that rest on them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"
#include "engine/replicas.h"
#include "engine/results_state.h"

static brink_status scratch(brink_results *results, size_t n, brink_error *err)
{
    if (n > results->scratch_bytes) {
        unsigned char *bigger = realloc(results->scratch, n);
        if (!bigger) {
            return brink__results_no_memory(err);
        }
        results->scratch = bigger;
        results->scratch_bytes = n;
    }
    return BRINK_OK;
}

static brink_status damaged(const brink_results *results, size_t point, uint64_t block, brink_error *err)
{
    (void)brink_fail(err, BRINK_EIO, "the store's values of block %llu of point %s are damaged",
                     (unsigned long long)block, results->points[point].name);
    return BRINK_EIO; /* a constant, so that analysers see that this is no way to go on */
}

/* Statuses of a block, and where a column of it is. */
static brink_status read_index(brink_results *results, size_t point, uint64_t block, size_t metric,
                               brink__replicas_index *index, brink_error *err)
{
    unsigned char head[BRINK__REPLICAS_HEAD];
    size_t total = 0;
    brink_status status = brink__store_open_block(results->store, point, block, &total, err);
    if (status != BRINK_OK ||
        (status = brink__store_read_block(results->store, 0, sizeof head, head, err)) != BRINK_OK) {
        return status;
    }
    size_t n = brink__replicas_index_length(head);
    if (n == 0 || n > total) {
        return damaged(results, point, block, err);
    }
    if ((status = scratch(results, n, err)) != BRINK_OK ||
        (status = brink__store_read_block(results->store, 0, n, results->scratch, err)) != BRINK_OK) {
        return status;
    }
    size_t n_metrics = results->points[point].layout->n_metrics;
    uint64_t expected = results->points[point].facts.replicas - block * BRINK_BLOCK;
    expected = expected < BRINK_BLOCK ? expected : BRINK_BLOCK;
    if (brink__replicas_index_decode(results->scratch, n, n_metrics, metric, index) != BRINK_OK ||
        index->total != total || index->n != expected) {
        return damaged(results, point, block, err);
    }
    return BRINK_OK;
}

/* Statuses and one column of a block: index->status, fixed[index->n]. */
static brink_status read_column(brink_results *results, size_t point, uint64_t block, size_t metric,
                                brink__replicas_index *index, int64_t fixed[BRINK_BLOCK], brink_error *err)
{
    brink_status status = read_index(results, point, block, metric, index, err);
    if (status != BRINK_OK) {
        return status;
    }
    if ((status = scratch(results, index->length, err)) != BRINK_OK ||
        (status = brink__store_read_block(results->store, index->offset, index->length, results->scratch, err)) !=
            BRINK_OK) {
        return status;
    }
    return brink__replicas_column_decode(results->scratch, index->length, index->n, fixed) == BRINK_OK
               ? BRINK_OK
               : damaged(results, point, block, err);
}

/* Calls for the values of every finished block, in order: out[(first replica of the block) - skipped ...]. With `pack`
 * only values that exist are kept, one behind the other, and their number goes to `n`; out[capacity]. */
static brink_status read_values(brink_results *results, size_t point, size_t metric, bool pack, double *out,
                                size_t capacity, size_t *n, brink_error *err)
{
    const brink__ranges *done = &results->points[point].done;
    const brink__derived *derived = brink__metrics_derived(results->points[point].metrics, metric);
    brink__scale scale;
    brink__replicas_index index;
    int64_t fixed[BRINK_BLOCK];
    *n = 0;
    metric = derived ? derived->source : metric;
    brink_status status = brink__scale_init(&scale, &results->points[point].layout->metrics[metric], err);
    if (status != BRINK_OK) {
        return status;
    }
    for (size_t r = 0; r < done->n; r++) {
        for (uint64_t block = done->range[r].first; block < done->range[r].end; block++) {
            status = read_column(results, point, block, metric, &index, fixed, err);
            if (status != BRINK_OK) {
                return status;
            }
            for (size_t k = 0; k < index.n; k++) {
                bool has_value = fixed[k] != BRINK__MISSING;
                if (pack && has_value && *n < capacity) {
                    out[*n] = (double)fixed[k] * scale.to_value;
                } else if (!pack && has_value) {
                    out[block * BRINK_BLOCK + k] = (double)fixed[k] * scale.to_value;
                }
                *n += has_value;
            }
        }
    }
    if (derived) {
        brink__derived_apply(derived, out, pack && *n < capacity ? *n : capacity);
    }
    return BRINK_OK;
}

static bool is_ratio(const brink_results *results, size_t point, size_t metric)
{
    return results->points[point].facts.metrics[metric].quantity->kind == BRINK_RATIO;
}

brink_status brink_results_values(brink_results *results, size_t point, size_t metric, double *out, brink_error *err)
{
    for (uint64_t k = 0; k < results->points[point].facts.replicas; k++) {
        out[k] = (double)NAN;
    }
    if (is_ratio(results, point, metric)) {
        return brink_fail(err, BRINK_EUSAGE, "%s is a ratio of totals: replicas have no value of it",
                          results->points[point].facts.metrics[metric].name);
    }
    size_t n;
    size_t wanted = (size_t)results->points[point].facts.replicas;
    return read_values(results, point, metric, false, out, wanted, &n, err);
}

/* One metric of a block, derived ones included: out[index->n]. */
static brink_status read_block(brink_results *results, size_t point, uint64_t block, size_t metric,
                               brink__replicas_index *index, double *out, brink_error *err)
{
    const brink__results_point *p = &results->points[point];
    const brink__derived *derived = brink__metrics_derived(p->metrics, metric);
    size_t source = derived ? derived->source : metric;
    brink__scale scale;
    int64_t fixed[BRINK_BLOCK];
    brink_status status = brink__scale_init(&scale, &p->layout->metrics[source], err);
    if (status == BRINK_OK) {
        status = read_column(results, point, block, source, index, fixed, err);
    }
    for (size_t k = 0; status == BRINK_OK && k < index->n; k++) {
        out[k] = fixed[k] != BRINK__MISSING ? (double)fixed[k] * scale.to_value : (double)NAN;
    }
    if (status == BRINK_OK && derived) {
        brink__derived_apply(derived, out, index->n);
    }
    return status;
}

brink_status brink_results_block(brink_results *results, size_t point, uint64_t block, size_t *n,
                                 uint8_t status[BRINK_BLOCK], double *values, brink_error *err)
{
    *n = 0;
    if (!brink__ranges_contain(&results->points[point].done, block)) {
        return BRINK_OK;
    }
    brink__replicas_index index;
    brink_status result = read_index(results, point, block, 0, &index, err);
    if (result == BRINK_OK) {
        *n = index.n;
        memcpy(status, index.status, index.n);
    }
    for (size_t m = 0; result == BRINK_OK && m < results->points[point].facts.n_metrics; m++) {
        result = read_block(results, point, block, m, &index, values + m * BRINK_BLOCK, err);
    }
    return result;
}

static brink_status ratio(brink_results *results, size_t metric, brink_estimate *estimate)
{
    const brink__shape *shape = &results->shape;
    size_t r = 0;
    while (r < shape->dims.n_ratios && shape->ratio[r] != metric) {
        r++;
    }
    const brink_output *output = &shape->metrics[metric];
    *estimate = brink__ratio_estimate(&results->tally.ratios[r], &shape->metric[metric],
                                      &shape->metric[output->numerator], &shape->metric[output->denominator]);
    return BRINK_OK;
}

brink_status brink_results_metric(brink_results *results, size_t point, size_t metric, brink_estimate *estimate,
                                  brink_error *err)
{
    brink_status status = brink__results_load(results, point, err);
    if (status != BRINK_OK) {
        return status;
    }
    if (is_ratio(results, point, metric)) {
        return ratio(results, metric, estimate);
    }
    const brink__derived *derived = brink__metrics_derived(results->points[point].metrics, metric);
    size_t source = derived ? derived->source : metric;
    *estimate = brink__estimate(&results->tally.metrics[source], &results->shape.metric[source]);
    size_t n = 0;
    size_t expected = (size_t)estimate->n;
    double *values = malloc((expected + 1) * sizeof *values);
    if (!values) {
        return brink__results_no_memory(err);
    }
    status = read_values(results, point, metric, true, values, expected, &n, err);
    if (status == BRINK_OK && n != expected) {
        status = brink_fail(err, BRINK_EIO, "point %s: the store counts %lu values of %s but holds %lu",
                            results->points[point].name, (unsigned long)expected,
                            results->points[point].facts.metrics[metric].name, (unsigned long)n);
    }
    if (status == BRINK_OK && derived) {
        *estimate = brink__derived_estimate(values, n);
    }
    if (status == BRINK_OK) {
        static const double p[] = {0.05, 0.25, 0.5, 0.75, 0.95};
        double q[sizeof p / sizeof p[0]];
        brink__quantiles(values, n, sizeof p / sizeof p[0], p, q);
        estimate->q05 = q[0];
        estimate->q25 = q[1];
        estimate->q50 = q[2];
        estimate->q75 = q[3];
        estimate->q95 = q[4];
    }
    free(values);
    return status;
}
