/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of many points is the best, and how sure that is.
 *
 * Of a finished study: multiple comparisons with the best. Each point is compared with the best of all others; in 95 %
 * of studies (1 - alpha) all of these intervals hold at once, and the points that may be the best include the one that
 * is (Hsu 1984, Ann. Stat. 12, 1136-1144; with common noise and unequal variances Nelson & Matejcik 1995, Manag. Sci.
 * 41, 1935-1945). Only comparisons with the best point, whichever that is, have to hold for that, k - 1 of them and
 * each on one side: so each bound of a paired difference has the level alpha / (k - 1) (Bonferroni), not the alpha / (k
 * (k - 1)) that all pairs would need, and the intervals are shorter than those of `brink diff --all-pairs`.
 *
 *   behind_i = value_i - best value of the others, in the metric's unit
 *   to minimise: lo_i = min(0, max over l of lo_il), hi_i = max(0, max over l of hi_il), where [lo_il, hi_il] bound the
 *   paired difference value_i - value_l as in brink/compare.h; i may be the best when no lo_il is above 0. To maximise:
 *   with signs turned.
 *
 * In advance: selection of the best with an indifference zone. Points are run in stages, and dropped once they are
 * clearly worse than another: procedure KN (Kim & Nelson 2001, ACM Trans. Model. Comput. Simul. 11, 251-273), which
 * uses common noise. Whenever the best is better than every other by `indifference` or more, it is selected with
 * probability 1 - alpha or more; where others are closer, one of those may win, which by the choice of `indifference`
 * does not matter. Most of the replicas go to the points that are hard to tell from the best. Observations are means
 * over BRINK_RANK_BATCH replicas (nearly normal, as KN assumes), and each stage has noise of its own. */
#ifndef BRINK_RANK_H
#define BRINK_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/compare.h"
#include "brink/results.h"
#include "brink/status.h"
#include "brink/study.h"

/* What cannot be had is NaN. */
typedef struct brink_ranked {
    uint64_t n;            /* replicas with a value */
    double value, se;      /* of the statistic, over those */
    double behind, lo, hi; /* from the best of the others: over replicas with a value at both; -+ infinity: unbounded */
    bool may_be_best;
    size_t place; /* by value: 1 is the best; equal values share one */
} brink_ranked;

/* Ranks points of a study.
 *
 *   points       [n] indices, n >= 2; each must have the metric
 *   confidence   1 - alpha, in [0.5, 1)
 *   ranked       [n] in the order of the points
 *
 * BRINK_OK; BRINK_EUSAGE (fewer than two points, such a confidence, brink_statistic_of()); BRINK_EDATA (a point lacks
 * the metric, or has no value of it); BRINK_EIO; BRINK_ENOMEM. O(n^2 r) for r replicas, O(n^2 r log r) for quantiles
 * and tails; 8 (n + 4) r bytes. */
BRINK_MUST_CHECK brink_status brink_rank(brink_results *results, const size_t *points, size_t n, const char *metric,
                                         const brink_statistic *statistic, bool is_maximised, double confidence,
                                         brink_ranked *ranked, brink_error *err);

enum { BRINK_RANK_BATCH = 32, BRINK_RANK_FIRST = 32 }; /* replicas an observation; observations in the first stage */

typedef struct brink_select_options {
    const char *metric;
    brink_statistic statistic; /* mean (not of a ratio of totals) or exceed */
    bool is_maximised;
    double confidence;     /* in [0.5, 1) */
    double indifference;   /* > 0, in the metric's unit */
    uint64_t stage;        /* replicas of a stage but the first: a multiple of BRINK_RANK_BATCH that divides
                            * BRINK_RANK_BATCH * BRINK_RANK_FIRST */
    uint64_t most;         /* replicas of a point, at most */
    brink_run_options run; /* seed, threads, resume, compile, description, stop, max_failures (of a stage) */
    void (*progress)(void *context, uint64_t replicas, size_t n_left, const brink_progress *now); /* may be NULL */
    void *context;
} brink_select_options;

typedef struct brink_selected {
    uint64_t replicas; /* that it was run with */
    double value, se;  /* mean over all of them */
    bool is_in;        /* was never dropped */
    uint64_t dropped;  /* after so many replicas; 0 if it was not */
    size_t by;         /* the best of those that it was dropped for */
} brink_selected;

/* Selects the best of points, in folder/results.db, which resumes as brink_study_run() does. Points of the store are
 * named NAME:STAGE.
 *
 *   points       [n] as for brink_study_run(); `noise` is not looked at
 *   selected     [n]
 *   n_left       1: the best is found; more: the ceiling came first, and nothing is promised of those that are in
 *
 * BRINK_OK; BRINK_EUSAGE (options that make no sense); BRINK_EDATA (a metric that a point lacks); BRINK_EDIVERGE (more
 * replicas of a point failed than may, or a batch without any value); statuses of brink_study_run(). */
BRINK_MUST_CHECK brink_status brink_select(const char *folder, const brink_point *points, size_t n,
                                           const brink_select_options *options, brink_selected *selected,
                                           size_t *n_left, brink_error *err);

/* Writes selection.csv into `folder`, whole or not at all: point,status,value,se,replicas,dropped_after,dropped_for, a
 * point a row in their order; status: selected (the only one that is in), in, dropped. BRINK_OK, BRINK_EIO,
 * BRINK_ECANTCREATE, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_report_selection(const brink_point *points, const brink_selected *selected,
                                                     size_t n, const char *folder, brink_error *err);

#endif
