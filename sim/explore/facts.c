/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results against facts. */
#include "explore/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"

void brink_facts_free(brink_facts *facts)
{
    brink__side_free((brink__side *)facts);
}

size_t brink_facts_n(const brink_facts *facts)
{
    return facts->side.n;
}

const brink_fact *brink_facts_get(const brink_facts *facts, size_t i)
{
    return (const brink_fact *)facts->side.item + i;
}

size_t brink_facts_n_inputs(const brink_facts *facts)
{
    return brink_scenario_n_inputs(facts->side.table);
}

const brink_input *brink_facts_input(const brink_facts *facts, size_t i)
{
    return brink_scenario_input(facts->side.table, i);
}

static size_t find_metric(const brink_results_point *point, const char *name)
{
    size_t m = 0;
    while (m < point->n_metrics && strcmp(point->metrics[m].name, name) != 0) {
        m++;
    }
    return m;
}

/* Replica values of a metric on the heap, those of an n-th replica at [n]. */
static brink_status get_values(brink_results *results, size_t point, size_t metric, double **values, brink_error *err)
{
    uint64_t n = brink_results_get_point(results, point)->replicas;
    *values = calloc(n + 1, sizeof **values);
    return *values != NULL ? brink_results_values(results, point, metric, *values, err)
                           : brink_fail(err, BRINK_ENOMEM, "out of memory");
}

static brink_status check_mean(brink_results *results, size_t point, size_t metric, brink_fact_check *check,
                               brink_error *err)
{
    brink_estimate e;
    brink_status status = brink_results_metric(results, point, metric, &e, err);
    if (status == BRINK_OK) {
        check->n = e.n;
        check->simulated = e.mean;
        check->lo95 = e.lo95;
        check->hi95 = e.hi95;
    }
    return status;
}

/* r = sum x / sum y; with e = x - r y, se = sd(e) / (sqrt(n) mean(y)). */
static void estimate_ratio(const double *x, const double *y, uint64_t n, brink_fact_check *check)
{
    double sum_x = 0.0, sum_y = 0.0, squares = 0.0;
    uint64_t used = 0;
    for (uint64_t i = 0; i < n; i++) {
        if (!isnan(x[i]) && !isnan(y[i])) {
            sum_x += x[i];
            sum_y += y[i];
            used++;
        }
    }
    check->n = used;
    if (!(sum_y != 0.0)) {
        return;
    }
    double r = sum_x / sum_y;
    for (uint64_t i = 0; i < n; i++) {
        if (!isnan(x[i]) && !isnan(y[i])) {
            squares += (x[i] - r * y[i]) * (x[i] - r * y[i]);
        }
    }
    check->simulated = r;
    if (used > 1) {
        double count = (double)used;
        double half = brink__t95(used - 1) * sqrt(squares / (count - 1.0) / count) / fabs(sum_y / count);
        check->lo95 = r - half;
        check->hi95 = r + half;
    }
}

static brink_status check_ratio(brink_results *results, size_t point, size_t metric, size_t per,
                                brink_fact_check *check, brink_error *err)
{
    double *x = NULL, *y = NULL;
    brink_status status = get_values(results, point, metric, &x, err);
    if (status == BRINK_OK) {
        status = get_values(results, point, per, &y, err);
    }
    if (status == BRINK_OK) {
        estimate_ratio(x, y, brink_results_get_point(results, point)->replicas, check);
    }
    free(x);
    free(y);
    return status;
}

static double share_of(const char *statistic)
{
    static const struct {
        const char *name;
        double share;
    } quantiles[] = {{"q05", 0.05}, {"q25", 0.25}, {"median", 0.5}, {"q75", 0.75}, {"q95", 0.95}};
    for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++) {
        if (strcmp(quantiles[i].name, statistic) == 0) {
            return quantiles[i].share;
        }
    }
    return (double)NAN;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static brink_status check_quantile(brink_results *results, size_t point, size_t metric, double p,
                                   brink_fact_check *check, brink_error *err)
{
    double *values = NULL;
    size_t n = 0;
    brink_status status = get_values(results, point, metric, &values, err);
    for (uint64_t i = 0; status == BRINK_OK && i < brink_results_get_point(results, point)->replicas; i++) {
        if (!isnan(values[i])) {
            values[n++] = values[i];
        }
    }
    check->n = n;
    if (status == BRINK_OK && n > 0) {
        qsort(values, n, sizeof *values, by_value);
        /* ranks from 1: floor(np - 1.96 s) and ceil(np + 1.96 s) + 1, within the sample */
        double half = 1.959963984540054 * sqrt((double)n * p * (1.0 - p));
        double from = floor((double)n * p - half);
        double to = ceil((double)n * p + half) + 1.0;
        check->lo95 = values[from < 1.0 ? 0 : (size_t)from - 1];
        check->hi95 = values[to > (double)n ? n - 1 : (size_t)to - 1];
        check->simulated = brink__quantile(values, n, p);
    }
    free(values);
    return status;
}

static bool lies_within(double x, double lo, double hi)
{
    return x >= lo && x <= hi;
}

brink_status brink_facts_check(const brink_facts *facts, size_t i, brink_results *results, size_t point,
                               brink_fact_check *check, brink_error *err)
{
    const brink_fact *target = brink_facts_get(facts, i);
    const brink_results_point *at = brink_results_get_point(results, point);
    size_t metric = find_metric(at, target->metric);
    size_t per = find_metric(at, target->per);
    double share = share_of(target->statistic);
    brink_status status = BRINK_OK;
    *check = (brink_fact_check){.simulated = (double)NAN, .lo95 = (double)NAN, .hi95 = (double)NAN};
    if (metric == at->n_metrics || (target->per[0] != '\0' && per == at->n_metrics)) {
        return BRINK_OK;
    }
    if (target->per[0] != '\0') {
        status = check_ratio(results, point, metric, per, check, err);
    } else if (!isnan(share)) {
        status = check_quantile(results, point, metric, share, check, err);
    } else {
        status = check_mean(results, point, metric, check, err);
    }
    if (status == BRINK_OK && !isnan(check->simulated)) {
        check->verdict = lies_within(check->simulated, target->lo, target->hi) ? BRINK_FACT_PASS : BRINK_FACT_MISS;
        check->is_close =
            lies_within(target->lo, check->lo95, check->hi95) || lies_within(target->hi, check->lo95, check->hi95);
    }
    return status;
}
