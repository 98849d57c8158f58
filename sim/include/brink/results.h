/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a store. Nothing here knows a model: names, units and labels stand in the store itself. */
#ifndef BRINK_RESULTS_H
#define BRINK_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"
#include "brink/precision.h"
#include "brink/status.h"
#include "brink/study.h"

typedef struct brink_results brink_results;

typedef struct brink_results_point {
    const char *scenario, *name;
    uint32_t noise; /* as brink_point has it */
    uint32_t
        n_periods; /* 0, with no outputs, while the program of the point is not known: one that could not be made */
    size_t n_metrics, n_series;
    const brink_output *metrics; /* as brink_program has them; `quantity` is filled with pattern = name */
    const brink_output *series;
    size_t n_count_tables;
    const brink_count_table *count_tables; /* as brink_program has them */
    uint64_t replicas;                     /* wanted: in a study with targets, by the rounds so far */
    uint64_t done;                         /* finished, failed ones included */
    uint64_t failed;                       /* excluded from every estimate */
    unsigned char digest[32];
} brink_results_point;

/* An estimate over replicas. What cannot be had (n too small, all missing) is NaN. */
typedef struct brink_estimate {
    uint64_t n; /* replicas with a value */
    double mean, sd,
        se; /* RATIO: mean is the ratio of totals, se the delta method's, sd that of replica ratios' values is NaN */
    double lo95, hi95; /* Wilson for PROPORTION, else mean -+ t(n-1) se; RATIO clipped to the metric's range */
    double q05, q25, q50, q75,
        q95; /* exact order statistics with linear interpolation (Hyndman & Fan type 7); NaN of a RATIO */
} brink_estimate;

/* The state of a series at one period. Quantiles come from bins of width `bin`, interpolated: error at most `bin`. */
typedef struct brink_band {
    uint64_t n;
    double mean, sd, se;
    double q05, q25, q50, q75, q95;
    double bin;
} brink_band;

/* A snapshot: what a run in progress adds later is not seen. For one thread at a time.
 * BRINK_OK, BRINK_ENOINPUT (no store), BRINK_EDATA (not a store, or of another format), BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_open(const char *folder, brink_results **results, brink_error *err);
void brink_results_close(brink_results *results); /* NULL is fine */

size_t brink_results_n_points(const brink_results *results);
const brink_results_point *brink_results_get_point(const brink_results *results, size_t point);

/* Index of a metric of that name, or BRINK_NO_METRIC. Linear time. */
#define BRINK_NO_METRIC SIZE_MAX
size_t brink_metric_find(const brink_results_point *point, const char *name);

/* A threshold on a metric: in each replica that has a value of the metric, whether that passes the bound. It makes a
 * metric of its own: a PROPORTION, missing where the other is, named as the threshold. */
typedef enum brink_relation { BRINK_AT_LEAST, BRINK_ABOVE, BRINK_AT_MOST, BRINK_BELOW } brink_relation;
typedef struct brink_threshold {
    char name[320];   /* as metric, sign and bound without blanks and in fewest digits: "peak>=7" */
    char metric[256]; /* of which */
    brink_relation relation;
    double bound;
} brink_threshold;

/* Reads METRIC>=X, METRIC>X, METRIC<=X or METRIC<X; blanks around the parts do not matter. BRINK_OK or BRINK_EUSAGE. */
BRINK_MUST_CHECK brink_status brink_threshold_parse(const char *text, brink_threshold *threshold, brink_error *err);

/* The metric among `metrics` [n] that a threshold is on. BRINK_OK, or BRINK_EDATA: there is none of that name (the
 * nearest is told), it is a ratio of totals, or the bound lies outside the metric's range. */
BRINK_MUST_CHECK brink_status brink_threshold_find(const brink_threshold *threshold, const brink_output *metrics,
                                                   size_t n, size_t *metric, brink_error *err);

/* Appends the metric of a threshold to those of every point that has the metric it is on; a threshold that is there
 * already is left alone. Those that the store's description lists ({"thresholds": ["peak>=7", ...]}) are there when it
 * is opened. Arrays of metrics that were got before are no longer valid. BRINK_OK; BRINK_EDATA as
 * brink_threshold_find() when no point can have it; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_add_threshold(brink_results *results, const brink_threshold *threshold,
                                                          brink_error *err);

uint64_t brink_results_seed(const brink_results *results);
uint64_t brink_results_ceiling(const brink_results *results);        /* replicas a point, at most */
const char *brink_results_description(const brink_results *results); /* JSON, "{}" if none */
const char *brink_results_version(const brink_results *results);     /* brink's version that made it */
const char *brink_results_model(const brink_results *results, size_t point);

/* Exact counts of the model over all finished replicas of a point: name and value; i in 0 .. n-1. */
size_t brink_results_n_counters(const brink_results *results, size_t point);
const char *brink_results_counter(const brink_results *results, size_t point, size_t i, uint64_t *value);

/* Replicas of a point that failed, by status. */
uint64_t brink_results_failures(const brink_results *results, size_t point, brink_status status);

/* Targets of the study, by name of the metric: target in 0 .. n-1; none when every point has the ceiling. */
size_t brink_results_n_targets(const brink_results *results);
const brink_target *brink_results_target(const brink_results *results, size_t target);

/* What a target has come to at a point, from the replicas so far. BRINK_OK, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_reach(brink_results *results, size_t point, size_t target,
                                                  brink_reach *reach, brink_error *err);

/* O(n) time, 8 bytes a replica of memory while it runs. BRINK_OK, BRINK_EIO (a checksum is wrong), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_metric(brink_results *results, size_t point, size_t metric,
                                                   brink_estimate *estimate, brink_error *err);

/* Replica values of a metric (not RATIO) in order of replica: out[n], n = replicas wanted; NaN = missing, failed or not
 * yet run. Values are rounded to the metric's fixed-point resolution, the same that sums use: multiples of
 * 2^(ceil(log2(max(|lo|, |hi|, 1))) - 43). BRINK_OK, BRINK_EUSAGE (a ratio), BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_values(brink_results *results, size_t point, size_t metric, double *out,
                                                   brink_error *err);

/* All of one block of replicas, block * BRINK_BLOCK onwards; rounded as by brink_results_values().
 *
 *   block    0 .. ceil(replicas wanted / BRINK_BLOCK) - 1
 *   n        set to the replicas in it; 0 when it is not finished
 *   status   [n] why a replica failed, BRINK_OK if it did not
 *   values   [n_metrics][BRINK_BLOCK], row-major; NaN = missing, failed, or a RATIO
 *
 * BRINK_OK, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_block(brink_results *results, size_t point, uint64_t block, size_t *n,
                                                  uint8_t status[BRINK_BLOCK], double *values, brink_error *err);

/* The cells of a counted table over all finished replicas that did not fail: out[n_rows][n_bins], exact. `se`
 * [n_rows][n_bins], NULL when not wanted: standard error of the mean count a replica, NaN of fewer than two replicas;
 * of a distribution that of the count at or above the bin, as tails are what is looked at, and as the bins of one
 * replica depend on one another. BRINK_OK, BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_results_counts(brink_results *results, size_t point, size_t table, uint64_t *out,
                                                   double *se, brink_error *err);

/* All periods of one series: band[n_periods + 1]. */
BRINK_MUST_CHECK brink_status brink_results_series(brink_results *results, size_t point, size_t series,
                                                   brink_band *band, brink_error *err);

#endif
