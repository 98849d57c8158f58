/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results made up in memory in place of a store, for reports of numbers that are known in advance. Include in one file
 * of a program; it defines what brink/results.h declares, so the library's own is not linked. */
#ifndef TESTS_SUPPORT_MADE_UP_RESULTS_H
#define TESTS_SUPPORT_MADE_UP_RESULTS_H

#include "support/check.h"

#include <string.h>

#include "brink/results.h"

struct made_up_point {
    brink_results_point facts;
    const brink_estimate *estimates; /* [n_metrics] */
    const brink_band *bands;         /* [n_series][n_periods + 1] */
    uint64_t failures[BRINK_N_STATUSES];
    uint64_t n_audits;
    const uint64_t *counts; /* cells of the counted tables, one behind the other */
};

struct brink_results {
    const struct made_up_point *points;
    size_t n_points;
    uint64_t seed;
    const brink_target *targets;
    size_t n_targets;
    const char *description;
    const char *second_counter;  /* its name; NULL = "audits" */
    size_t metrics_before_fault; /* the metric after so many reads as damaged; 0 = none */
    size_t values_before_fault;  /* the same of replica values */
};

void brink_results_close(brink_results *results)
{
    (void)results;
}

brink_status brink_results_open(const char *folder, brink_results **results, brink_error *err)
{
    (void)folder;
    *results = NULL;
    return brink_fail(err, BRINK_ENOINPUT, "made-up results are not opened");
}

size_t brink_results_n_points(const brink_results *results)
{
    return results->n_points;
}

const brink_results_point *brink_results_get_point(const brink_results *results, size_t point)
{
    return &results->points[point].facts;
}

uint64_t brink_results_seed(const brink_results *results)
{
    return results->seed;
}

uint64_t brink_results_ceiling(const brink_results *results)
{
    return results->n_points > 0 ? results->points[0].facts.replicas : 0;
}

size_t brink_results_n_targets(const brink_results *results)
{
    return results->n_targets;
}

const brink_target *brink_results_target(const brink_results *results, size_t target)
{
    return &results->targets[target];
}

brink_status brink_results_reach(brink_results *results, size_t point, size_t target, brink_reach *reach,
                                 brink_error *err)
{
    (void)err;
    double half_width = 0.25 * (double)(point + 1);
    *reach = (brink_reach){
        .mean = 10.0, .half_width = half_width, .is_reached = half_width <= results->targets[target].half_width};
    return BRINK_OK;
}

const char *brink_results_description(const brink_results *results)
{
    return results->description;
}

const char *brink_results_version(const brink_results *results)
{
    (void)results;
    return "1.2.3";
}

const char *brink_results_model(const brink_results *results, size_t point)
{
    (void)results;
    (void)point;
    return "toy";
}

size_t brink_results_n_counters(const brink_results *results, size_t point)
{
    (void)results;
    (void)point;
    return 2;
}

const char *brink_results_counter(const brink_results *results, size_t point, size_t i, uint64_t *value)
{
    *value = i == 0 ? results->points[point].facts.n_periods * results->points[point].facts.done
                    : results->points[point].n_audits;
    return i == 0 ? "periods" : results->second_counter != NULL ? results->second_counter : "audits";
}

uint64_t brink_results_failures(const brink_results *results, size_t point, brink_status status)
{
    return results->points[point].failures[status];
}

brink_status brink_results_metric(brink_results *results, size_t point, size_t metric, brink_estimate *estimate,
                                  brink_error *err)
{
    if (results->metrics_before_fault > 0 && --results->metrics_before_fault == 0) {
        return brink_fail(err, BRINK_EIO, "a checksum is wrong");
    }
    *estimate = results->points[point].estimates[metric];
    return BRINK_OK;
}

brink_status brink_results_values(brink_results *results, size_t point, size_t metric, double *out, brink_error *err)
{
    if (results->values_before_fault > 0 && --results->values_before_fault == 0) {
        return brink_fail(err, BRINK_EIO, "a checksum is wrong");
    }
    for (uint64_t i = 0; i < results->points[point].facts.replicas; i++) {
        out[i] = results->points[point].estimates[metric].mean;
    }
    return BRINK_OK;
}

brink_status brink_results_block(brink_results *results, size_t point, uint64_t block, size_t *n,
                                 uint8_t status[BRINK_BLOCK], double *values, brink_error *err)
{
    const struct made_up_point *p = &results->points[point];
    (void)err;
    uint64_t left = p->facts.replicas - block * BRINK_BLOCK;
    *n = left < BRINK_BLOCK ? (size_t)left : BRINK_BLOCK;
    for (size_t k = 0; k < *n; k++) {
        status[k] = BRINK_OK;
        for (size_t m = 0; m < p->facts.n_metrics; m++) {
            values[m * BRINK_BLOCK + k] = p->estimates[m].mean;
        }
    }
    return BRINK_OK;
}

/* Errors are a tenth of the counts. */
brink_status brink_results_counts(brink_results *results, size_t point, size_t table, uint64_t *out, double *se,
                                  brink_error *err)
{
    const struct made_up_point *p = &results->points[point];
    const uint64_t *from = p->counts;
    (void)err;
    for (size_t i = 0; i < table; i++) {
        from += p->facts.count_tables[i].n_rows * p->facts.count_tables[i].n_bins;
    }
    for (size_t i = 0; i < p->facts.count_tables[table].n_rows * p->facts.count_tables[table].n_bins; i++) {
        out[i] = from[i];
        se[i] = (double)from[i] / 10.0;
    }
    return BRINK_OK;
}

brink_status brink_results_series(brink_results *results, size_t point, size_t series, brink_band *band,
                                  brink_error *err)
{
    const struct made_up_point *p = &results->points[point];
    size_t n = (size_t)p->facts.n_periods + 1;
    (void)err;
    memcpy(band, p->bands + series * n, n * sizeof *band);
    return BRINK_OK;
}

#endif
