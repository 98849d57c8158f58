/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many replicas are enough, and how many may fail.
 *
 * A study with targets runs in rounds. A point has BRINK_FIRST_ROUND replicas after its first round, twice as many
 * after each further one, and never more than the ceiling. At the end of a round, and only then, its targets are looked
 * at, from exact sums over all replicas of the point so far: when all are reached the point is finished. So the number
 * of its replicas is a function of the scenario, the seed, the targets and the ceiling, and not of threads,
 * interruptions, or other points.
 *
 * The half-width of a 95 % interval is Student's t times the standard error for a mean and for a ratio of totals
 * (before its interval is clipped to the metric's range), and half the length of Wilson's interval for a proportion.
 * Replicas that all have one value have a standard error of 0, which is no evidence that the next has it too: the
 * half-width is then the metric's whole range times the upper end of Wilson's interval for 0 of n.
 *
 * Stopping when an interval is short enough makes intervals slightly optimistic, as short ones by luck end the study
 * (Chow & Robbins 1965, Annals of Mathematical Statistics 36, 457-462: the nominal coverage is reached in the limit of
 * small half-widths only). Few rounds and a first one of hundreds of replicas keep that small.
 *
 * A point's rounds depend on all its earlier blocks, so a study with targets cannot be cut into parts that are run
 * apart and merged later. */
#ifndef BRINK_PRECISION_H
#define BRINK_PRECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"

enum { BRINK_FIRST_ROUND = 512 }; /* whole blocks */

typedef struct brink_target {
    const char *metric;
    double half_width; /* > 0: in the metric's unit; a share of the mean's absolute value if is_relative */
    bool is_relative;
} brink_target;

/* What a target has come to at a point. */
typedef struct brink_reach {
    double mean;
    double half_width; /* in the metric's unit; NaN when fewer than two replicas have a value */
    bool is_reached;
} brink_reach;

/* Replicas of a point after round 0, 1, ... */
uint64_t brink_round_replicas(unsigned round, uint64_t ceiling);

/* How many replicas of a point may fail: judged when a round, or a run without targets, is at its end. */
typedef struct brink_failure_limit {
    double most;     /* >= 0 */
    bool is_percent; /* `most` is in percent of the replicas that were run */
} brink_failure_limit;

bool brink_failures_exceed(const brink_failure_limit *limit, uint64_t failed, uint64_t done);

/* Index of the metric of that name, (size_t)-1 if there is none. */
size_t brink_find_output(const brink_output *outputs, size_t n, const char *name);

#endif
