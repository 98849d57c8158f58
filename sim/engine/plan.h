/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What decides how many replicas a point gets: brink/precision.h, as a run keeps it in its store. */
#ifndef BRINK_ENGINE_PLAN_H
#define BRINK_ENGINE_PLAN_H

#include "brink/precision.h"
#include "brink/study.h"
#include "engine/tally.h"

/* Starts as {0}, which gives every point the ceiling; brink__plan_free() ends it. */
typedef struct brink__plan {
    brink_target *targets; /* [n_targets], by metric, names owned */
    size_t n_targets;
    bool has_limit; /* only with targets: else the limit decides nothing */
    brink_failure_limit limit;
} brink__plan;

/* From the options of a run; equal plans have equal text, whatever the order of their targets. BRINK_OK; BRINK_EUSAGE
 * (a half-width or limit that makes no sense); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__plan_init(brink__plan *plan, const brink_run_options *options, brink_error *err);
void brink__plan_free(brink__plan *plan);

/* As JSON, "{}" without targets; free() it. NULL: out of memory. */
char *brink__plan_text(const brink__plan *plan);
/* BRINK_OK, BRINK_EIO (no such text), BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__plan_parse(brink__plan *plan, const char *text, brink_error *err);

/* The name among the outputs that is nearest to one that is not among them; NULL when none is near. */
const char *brink__nearest_output(const brink_output *outputs, size_t n, const char *name);

/* Replicas that a point has to have first. */
uint64_t brink__plan_start(const brink__plan *plan, uint64_t ceiling);

/* Whether a point may want `wanted` replicas at some time. */
bool brink__plan_allows(const brink__plan *plan, uint64_t wanted, uint64_t ceiling);

/* How far the tally of a point is from one of the targets. Its metric must be one of the shape's. */
brink_reach brink__plan_reach(const brink__plan *plan, size_t target, const brink__shape *shape,
                              const brink__tally *tally);

/* Replicas that a point with all of its `wanted` ones has to have next: `wanted` again when it is finished. */
uint64_t brink__plan_next(const brink__plan *plan, uint64_t wanted, uint64_t ceiling, const brink__shape *shape,
                          const brink__tally *tally);

#endif
