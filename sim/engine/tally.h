/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What replicas leave: counts, sums and histograms of integers, so that merging is exactly associative and commutative
 * and any order of blocks gives the same bytes.
 *
 * A value v of an output becomes the integer q = v 2^s rounded to nearest, ties to even, with s = 43 -
 * ceil(log2(max(|lo|, |hi|, 1))): |q| <= 2^43, so sums of q^2 and of products over 2^32 replicas stay below 2^118. A
 * replica that failed is in no sum and no bin. A cell is a series at a period, [period][series] row-major, periods 0 ..
 * n_periods. */
#ifndef BRINK_ENGINE_TALLY_H
#define BRINK_ENGINE_TALLY_H

#include "brink/model.h"
#include "brink/study.h"
#include "engine/codec.h"

enum { BRINK__BINS = 256 };

#define BRINK__MISSING INT64_MIN /* the integer of a missing value */

/* Sizes of a tally: two tallies can be merged iff these are equal. */
typedef struct brink__dims {
    size_t n_metrics, n_series, n_ratios, n_counters, n_cells;
    size_t n_counts; /* cells of all counted tables */
} brink__dims;

/* How values of one output become integers and bins. */
typedef struct brink__scale {
    double lo, hi;
    double to_fixed, to_value; /* 2^s, 2^-s */
    double bins_per_unit;      /* 0 if lo = hi: all in bin 0 */
    bool may_be_missing;
    bool is_flag; /* PROPORTION: 0 or 1 only */
} brink__scale;

/* The same for a whole program. `metrics` is borrowed; must outlive. */
typedef struct brink__shape {
    brink__dims dims;
    uint32_t n_periods;
    const brink_output *metrics;
    brink__scale *metric; /* [n_metrics] */
    brink__scale *series; /* [n_series] */
    size_t *ratio;        /* [n_ratios] metrics that are ratios, ascending */
} brink__shape;

typedef struct brink__moments {
    uint64_t n;
    brink__i128 sum;
    brink__u128 squares;
} brink__moments;

/* Replicas in which numerator and denominator both have a value. */
typedef struct brink__ratio {
    brink__moments numerator, denominator;
    brink__i128 products;
} brink__ratio;

/* Counts that are wanted at a glance. */
typedef struct brink__counts {
    uint64_t replicas; /* finished, failed ones included */
    uint64_t failures[BRINK_N_STATUSES];
    size_t n_counters;
    uint64_t *counters; /* the model's, failed replicas included */
} brink__counts;

typedef struct brink__tally {
    brink__dims dims;
    brink__counts counts;
    brink__moments *metrics; /* [n_metrics]; all 0 for a RATIO */
    brink__ratio *ratios;    /* [n_ratios] */
    brink__moments *cells;   /* [n_cells] */
    uint64_t *tables;        /* [n_counts] */
    brink__u128 *squares;    /* [n_counts] of the replicas' own counts; of a distribution, of those from the bin up */
    uint32_t *bins;          /* [n_cells][BRINK__BINS]; NULL in a delta */
} brink__tally;

/* The tally of one block. Its counts fit a byte, which makes it a quarter of the size of a tally: each thread has one.
 */
typedef struct brink__delta {
    brink__tally sums;
    uint8_t *bins; /* [n_cells][BRINK__BINS] */
} brink__delta;

static inline bool brink__is_ratio(const brink_output *output)
{
    return output->quantity->kind == BRINK_RATIO;
}

/* BRINK_OK, or BRINK_EBUG (bounds that are not finite or not in order). */
BRINK_MUST_CHECK brink_status brink__scale_init(brink__scale *scale, const brink_output *output, brink_error *err);

/* Cells of all counted tables. BRINK_OK, BRINK_EBUG (no name, rows or bins; too many cells; bins out of order). */
BRINK_MUST_CHECK brink_status brink__count_cells(const brink_count_table *tables, size_t n, size_t *n_cells,
                                                 brink_error *err);

/* Shapes. BRINK_OK, BRINK_ENOMEM, BRINK_EBUG (bounds that are not finite or not in order, a ratio of what is no metric,
 * no periods; names the output). brink__shape_free() takes {0} and half-built shapes. */
BRINK_MUST_CHECK brink_status brink__shape_init(brink__shape *shape, uint32_t n_periods, const brink_output *metrics,
                                                size_t n_metrics, const brink_output *series, size_t n_series,
                                                size_t n_counters, size_t n_counts, brink_error *err);
void brink__shape_free(brink__shape *shape);

bool brink__dims_equal(const brink__dims *a, const brink__dims *b);

/* The integer of a value that has been judged sound, or BRINK__MISSING for NaN. */
int64_t brink__fix(const brink__scale *scale, double value);

/* Tallies start empty. BRINK_OK or BRINK_ENOMEM; the free functions take {0}. */
BRINK_MUST_CHECK brink_status brink__tally_init(brink__tally *tally, const brink__dims *dims);
void brink__tally_free(brink__tally *tally);
size_t brink__tally_bytes(const brink__dims *dims); /* memory of one, about */
BRINK_MUST_CHECK brink_status brink__delta_init(brink__delta *delta, const brink__dims *dims);
void brink__delta_free(brink__delta *delta);
void brink__delta_clear(brink__delta *delta);

/* Fails the lanes whose values left their bounds: `failed` of a lane that is BRINK_OK becomes BRINK_EDIVERGE for a NaN
 * that may not be, BRINK_ERANGE for a value outside [lo, hi] (or, for a flag, neither 0 nor 1), whichever comes first
 * in order of the series.
 *
 *   series  [n_series][BRINK_LANES] of one period
 *   n       lanes in use */
void brink__judge_series(const brink__shape *shape, const double *series, size_t n, uint8_t failed[BRINK_LANES]);

/* What is said of replicas in the end: `failed` holds what the model says and receives that, or else what was said of
 * their `series`, or else the same of their metrics. A number that is no status becomes BRINK_EBUG.
 *
 *   metrics [n_metrics][BRINK_LANES], rows of ratios are not looked at */
void brink__judge(const brink__shape *shape, const uint8_t series[BRINK_LANES], const double *metrics, size_t n,
                  uint8_t failed[BRINK_LANES]);

/* Adds the judged series of a period, of lanes that have not failed; and takes those of one lane out again, for which
 * they must have been added. */
void brink__delta_add_series(brink__delta *delta, const brink__shape *shape, uint32_t period, const double *series,
                             size_t n, const uint8_t failed[BRINK_LANES]);
void brink__delta_take_series(brink__delta *delta, const brink__shape *shape, uint32_t period, const double *series,
                              size_t lane);

/* Adds the counted tables of a judged batch: counts[BRINK_LANES][n_counts]. */
void brink__delta_add_counts(brink__delta *delta, const brink_count_table *tables, size_t n_tables,
                             const uint32_t *counts, size_t n, const uint8_t failed[BRINK_LANES]);

/* Adds the metrics of a whole block.
 *
 *   fixed   [n_metrics][BRINK_BLOCK] integers; BRINK__MISSING where missing or failed
 *   status  [n] of the replicas */
void brink__delta_add_metrics(brink__delta *delta, const brink__shape *shape, const int64_t *fixed, size_t n,
                              const uint8_t *status);

/* tally += other. Both of the same dims. */
void brink__tally_merge(brink__tally *tally, const brink__tally *other);
void brink__tally_add(brink__tally *tally, const brink__delta *delta);

/* Blobs: everything but the counts, and the counts. Decoding into a tally of the dims that are expected (its content is
 * replaced): BRINK_OK or BRINK_EIO (damaged, or of other dims). */
void brink__tally_encode(const brink__tally *tally, brink__bytes *blob);
BRINK_MUST_CHECK brink_status brink__tally_decode(brink__tally *tally, const void *blob, size_t n);
void brink__counts_encode(const brink__counts *counts, brink__bytes *blob);
BRINK_MUST_CHECK brink_status brink__counts_decode(brink__counts *counts, const void *blob, size_t n);

uint64_t brink__counts_failed(const brink__counts *counts); /* of all statuses */

#endif
