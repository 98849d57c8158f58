/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/distributions.h"

#include <stdlib.h>

#include "engine/estimates.h"
#include "report/headline.h"

const char brink__distributions_header[] = "scenario,point,metric,value,n,at_least,ccdf,lo95,hi95,unit\n";

enum { MAX_RANKS = 256 }; /* more than 2^32 replicas have */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The ranks from 1, an end of a distribution, to n, its middle, that get a row: the outermost ten all do, then every
 * tenth part of the rank on, about 24 in each factor of ten. In whole numbers, so the same everywhere. Returns how
 * many.
 */
static size_t list_ranks(size_t n, size_t ranks[MAX_RANKS])
{
    size_t used = 0;
    for (size_t rank = 1; rank < n && used + 1 < MAX_RANKS; rank += 1 + rank / 10) {
        ranks[used++] = rank;
    }
    ranks[used++] = n;
    return used;
}

static void write_row(brink__csv *csv, const brink_results_point *point, const brink_output *metric, double value,
                      size_t n, size_t at_least)
{
    double lo, hi;
    brink__wilson95(at_least, n, &lo, &hi);
    brink__csv_text(csv, point->scenario);
    brink__csv_text(csv, point->name);
    brink__csv_text(csv, metric->name);
    brink__csv_number(csv, value);
    brink__csv_count(csv, n);
    brink__csv_count(csv, at_least);
    brink__csv_number(csv, (double)at_least / (double)n);
    brink__csv_number(csv, lo);
    brink__csv_number(csv, hi);
    brink__csv_text(csv, metric->quantity->unit);
    brink__csv_end_row(csv);
}

/* The first of the values, in ascending order, that equals value[i]. */
static size_t find_first(const double *value, size_t i)
{
    size_t below = 0, at = i; /* value[at] is equal; all before `below` are less */
    while (below < at) {
        const size_t middle = below + (at - below) / 2;
        if (value[middle] < value[i]) {
            below = middle + 1;
        } else {
            at = middle;
        }
    }
    return at;
}

/* The rows of n values in ascending order; of equal values one row. */
static void write_distribution(brink__csv *csv, const brink_results_point *point, const brink_output *metric,
                               const double *value, size_t n)
{
    size_t ranks[MAX_RANKS];
    const size_t n_ranks = list_ranks(n - n / 2, ranks), n_low = ranks[n_ranks - 1] > n / 2 ? n_ranks - 1 : n_ranks;
    size_t written = n;
    for (size_t k = 0; k < n_low + n_ranks; k++) {
        const size_t i = k < n_low ? ranks[k] - 1 : n - ranks[n_low + n_ranks - 1 - k];
        const size_t first = find_first(value, i);
        if (first != written) {
            write_row(csv, point, metric, value[first], n, n - first);
            written = first;
        }
    }
}

brink_status brink__distributions_write(brink_results *results, size_t p, brink__csv *csv, brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    size_t metric[BRINK__HEADLINE];
    const size_t n_metrics = brink__headline(results, p, metric);
    brink_status status = BRINK_OK;
    double *value = calloc((size_t)point->replicas + 1, sizeof *value);
    if (!value) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for %lu values", (unsigned long)point->replicas);
    }
    for (size_t i = 0; i < n_metrics && status == BRINK_OK; i++) {
        const brink_output *output = &point->metrics[metric[i]];
        if (output->quantity->kind != BRINK_MEAN) {
            continue; /* what is 0 or 1 is known by its mean, and a ratio of totals has no replicas */
        }
        status = brink_results_values(results, p, metric[i], value, err);
        size_t n = 0;
        for (size_t k = 0; k < point->replicas && status == BRINK_OK; k++) {
            if (value[k] == value[k]) {
                value[n++] = value[k];
            }
        }
        qsort(value, n, sizeof *value, compare);
        if (n > 0) {
            write_distribution(csv, point, output, value, n);
        }
    }
    free(value);
    return status;
}
