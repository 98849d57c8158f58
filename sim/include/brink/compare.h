/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparing two points of a study under common noise.
 *
 * Replica r of every point meets the same random numbers, so two points are compared replica by replica: the difference
 * of each pair has a far smaller variance than two independent runs would give. Only replicas with a value at both
 * points count; both estimates, and so the difference, are over those.
 *
 * Every statistic T is written as a mean of contributions u_r of the replicas (itself, or its influence function at the
 * sample), at either point: T_A - T_B - (its expectation) = mean of (uA_r - uB_r) to first order. So one formula gives
 * the standard error of the paired difference, se = sd(uA - uB) / sqrt(n), and one the variance that pairing saves,
 * variance_ratio = (var uA + var uB) / var(uA - uB): the number of times more replicas that independent runs would
 * need.
 *
 *   mean         u = x. For PROPORTION metrics the mean is the proportion.
 *   ratio        of a RATIO metric, R = sum x / sum y: u = (x - R y) / mean y, the delta method (Cochran 1977, Sampling
 *                Techniques, 6.4)
 *   quantile:P   type 7 of Hyndman & Fan (1996): u = (P - [x <= q]) s, where the sparsity s = 1/f(q) is the difference
 *                quotient of the sample quantile function over P -+ h (Siddiqui 1960; h of Hall & Sheather 1988, J. R.
 *                Stat. Soc. B 50, 381-391). No resampling, so the same bytes everywhere and O(n log n) for any n. A
 *                quantile of a metric with few distinct values stays or jumps: s, and the interval, may then be 0 wide,
 *                and exceed:X says more.
 *   cvar:P       conditional value at risk: mean of the highest share P of the replicas (0.05: of the worst 5 % where
 *                more is worse), q + mean [x - q]+ / P at the 1 - P quantile q; cvar_low:P of the lowest share.
 *                u = [x - q]+ / P (Rockafellar & Uryasev 2000, J. Risk 2, 21-41; Hong & Liu 2009, Manag. Sci. 55,
 *                281-293): no density is needed.
 *   exceed:X     probability that a replica's value is above X: u = [x > X]
 *
 * Intervals of 95 %: difference -+ t(n-1) se; for proportions (exceed, and means of PROPORTION metrics) the score
 * interval of Newcombe (1998, Statistics in Medicine 17, 2635-2650, method 10), which holds where normal intervals
 * collapse, with few or no discordant pairs. A quantile or a tail mean gets one only where at least
 * BRINK_TAIL_REPLICAS replicas are expected on the side of the tail: further out nothing honest can be said.
 *
 * Simultaneous intervals (*_all): Bonferroni, each at level 1 - 0.05/m, m being the number of comparisons in one metric
 * and statistic: with probability of at least 95 % all m hold at once. Bonferroni's inequality holds whatever the
 * dependence, and differences from one reference under common noise depend strongly. Nothing is corrected over metrics:
 * choose the metric before looking. */
#ifndef BRINK_COMPARE_H
#define BRINK_COMPARE_H

#include "brink/results.h"
#include "brink/status.h"

enum { BRINK_TAIL_REPLICAS = 10 };

typedef enum brink_statistic_kind {
    BRINK_STATISTIC_MEAN, /* of a RATIO metric the same as RATIO */
    BRINK_STATISTIC_RATIO,
    BRINK_STATISTIC_QUANTILE,
    BRINK_STATISTIC_CVAR,
    BRINK_STATISTIC_CVAR_LOW,
    BRINK_STATISTIC_EXCEED
} brink_statistic_kind;

typedef struct brink_statistic {
    brink_statistic_kind kind;
    double at; /* P in (0, 1) or X; 0 for mean and ratio */
} brink_statistic;

/* Reads mean, ratio, quantile:P, cvar:P, cvar_low:P, exceed:X. BRINK_OK or BRINK_EUSAGE. */
BRINK_MUST_CHECK brink_status brink_statistic_parse(const char *text, brink_statistic *statistic, brink_error *err);

/* The same as text, numbers in fewest digits. Returns out. */
const char *brink_statistic_name(const brink_statistic *statistic, char out[64]);

/* The statistic that a metric has in place of `wanted` (ratio for the mean of a RATIO). BRINK_OK, or BRINK_EUSAGE: the
 * metric has none, as a ratio of totals has no quantiles. */
BRINK_MUST_CHECK brink_status brink_statistic_of(const brink_statistic *wanted, const brink_output *metric,
                                                 brink_statistic *statistic, brink_error *err);

/* What cannot be had (n too small, no variance to compare) is NaN. */
typedef struct brink_difference {
    uint64_t n;                /* replicas with a value at both */
    double value, reference;   /* the statistic over those */
    double difference;         /* value - reference */
    double se;                 /* of the difference, paired */
    double lo95, hi95;         /* for this comparison alone */
    double lo95_all, hi95_all; /* for all of them at once */
    double variance_ratio;     /* variance of independent runs over that of the pairs; NaN when pairs do not vary */
} brink_difference;

/* Compares points with a reference in one metric and statistic.
 *
 *   metric          of the reference; points are asked for the metric of the same name, and one that lacks it gets n =
 * 0 points [n]      indices of points n_comparisons   m of the simultaneous intervals; 0 = number of `points` that have
 * the metric difference [n]
 *
 * Each value is read once: 8 bytes a replica for the reference and about 40 for one point at a time. BRINK_OK,
 * BRINK_EUSAGE (brink_statistic_of()), BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_compare(brink_results *results, size_t reference, size_t metric,
                                            const brink_statistic *statistic, const size_t *points, size_t n,
                                            size_t n_comparisons, brink_difference *difference, brink_error *err);

#endif
