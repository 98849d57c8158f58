/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a design to what comes out at each of its points: the engine runs it, and statistics of metrics are read by
 * point. What explores (sensitivity, tuning, robustness, discovery, games of postures, calibration) makes designs and
 * reads outcomes, and nothing else of the engine.
 *
 * Points whose designs give them one noise number meet the same luck, replica by replica: differences between them have
 * far less noise than the outcomes themselves. Points of different noise numbers are independent. */
#ifndef BRINK_OUTCOMES_H
#define BRINK_OUTCOMES_H

#include <stddef.h>
#include <stdint.h>

#include "brink/compare.h"
#include "brink/design.h"
#include "brink/precision.h"
#include "brink/results.h"
#include "brink/status.h"
#include "brink/study.h"

/* Runs (or, with how->resume, goes on with) the points of a design in `folder`, as brink_study_run() does, with two
 * differences: programs are made when they are needed, and only metrics are kept (how->compile, compiler and
 * metrics_only are not looked at). With `resume` the design may have further points behind those of the store. A point
 * whose scenario cannot be compiled has failed replicas. Cost of a point besides its replicas: making and digesting its
 * scenario before the run, compiling it in the run. Statuses as brink_study_run(). */
BRINK_MUST_CHECK brink_status brink_outcomes_run(const brink_design *design, const char *folder,
                                                 const brink_run_options *how, brink_error *err);

typedef struct brink_outcomes brink_outcomes;

/* An estimate at one point. */
typedef struct brink_outcome {
    double value; /* the statistic over the replicas with a value */
    double se; /* its standard error; NaN where there is none (fewer than two replicas, or brink/compare.h says so) */
    double lo95,
        hi95;   /* interval of 95 %: Wilson's for probabilities, else Student's t; NaN without a standard error */
    uint64_t n; /* replicas with a value */
} brink_outcome;

/* Opens the results of a design, joined by the names of points, whatever their order.
 *
 *   design   borrowed, must outlive
 *   limit    how many replicas of a point may have failed; NULL: 5 percent
 *
 * BRINK_OK; BRINK_EMISMATCH: a point is not among the results, or is there with other values or noise; BRINK_EDATA: a
 * point is not finished; BRINK_EDIVERGE: more replicas of a point failed than may. The first such point is named, and
 * how many more there are. What brink_results_open() returns; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_outcomes_open(const char *folder, const brink_design *design,
                                                  const brink_failure_limit *limit, brink_outcomes **outcomes,
                                                  brink_error *err);
void brink_outcomes_close(brink_outcomes *outcomes); /* NULL is fine */

/* The results behind them, and the index there of a point of the design. */
brink_results *brink_outcomes_results(const brink_outcomes *outcomes);
size_t brink_outcomes_index(const brink_outcomes *outcomes, size_t point);
uint64_t brink_outcomes_replicas(const brink_outcomes *outcomes); /* of each point, failed ones included */

/* The name and unit (1 of a probability) that results use; NULL when no point reports such a metric, or the statistic
 * is none of it, which `err` tells. Borrowed. */
const char *brink_outcomes_unit(const brink_outcomes *outcomes, const char *metric, const brink_statistic *statistic,
                                brink_error *err);

/* A statistic of a metric at every point: out[n_points]. A point at which it has no value (a metric that is missing in
 * every replica) is an error: BRINK_EDATA, naming it, as for a point that lacks the metric. BRINK_EUSAGE
 * (brink_statistic_of()); BRINK_EIO; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_outcomes_read(brink_outcomes *outcomes, const char *metric,
                                                  const brink_statistic *statistic, brink_outcome *out,
                                                  brink_error *err);

/* Pseudo-values of a statistic at one point: out[n], n = brink_outcomes_replicas(), NaN for a replica without a value.
 * Their mean is the statistic, and their standard deviation over the root of their number its standard error: the
 * values themselves for a mean, else the statistic plus the centred contributions of brink/compare.h. So the noise of
 * any difference of points, paired or not, is that of the difference of their pseudo-values. Statuses as
 * brink_outcomes_read(). */
BRINK_MUST_CHECK brink_status brink_outcomes_pseudo(brink_outcomes *outcomes, size_t point, const char *metric,
                                                    const brink_statistic *statistic, double *out, brink_error *err);

/* The difference a - b of two points by their pseudo-values [n] of one statistic: over the replicas with a value at
 * both, which is right whether the points share their luck or not. Interval: Student's t. */
typedef struct brink_paired {
    uint64_t n; /* pairs */
    double difference, se, lo95,
        hi95; /* errors NaN where there are too few pairs for the statistic (brink/compare.h) */
} brink_paired;
brink_paired brink_outcomes_paired(const double *a, const double *b, size_t n, const brink_statistic *statistic);

#endif
