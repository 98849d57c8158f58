/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What results.c (points, facts, series) and results_values.c (replica values, metrics) share. Nobody else includes
 * this. */
#ifndef BRINK_ENGINE_RESULTS_STATE_H
#define BRINK_ENGINE_RESULTS_STATE_H

#include "brink/results.h"
#include "engine/layout.h"
#include "engine/plan.h"
#include "engine/ranges.h"
#include "engine/results_some.h"
#include "engine/store.h"
#include "engine/threshold.h"

typedef struct brink__results_point {
    brink_results_point facts;
    char *scenario, *name, *model;
    const brink__layout *layout; /* one of the results', */
    brink__metrics *metrics;     /* and with what is derived from it */
    brink__counts counts;
    brink__ranges done;
} brink__results_point;

typedef struct brink__named_layout {
    int64_t id;
    brink__layout *layout;
    brink__metrics *metrics;
} brink__named_layout;

struct brink_results {
    brink__store *store;
    brink__plan plan;
    brink__results_point *points;
    size_t n_points, points_capacity;
    brink__named_layout *layouts; /* ascending ids */
    size_t n_layouts, layouts_capacity;

    brink__wants_point *wants; /* while it is opened; NULL: all points */
    void *wants_context;

    size_t at; /* the point whose shape and tally these are; SIZE_MAX: none */
    brink__shape shape;
    brink__tally tally;
    unsigned char *scratch; /* pieces of a block */
    size_t scratch_bytes;
};

/* Makes a point the one whose shape and tally are at hand; a tally without blocks is empty. BRINK_OK, BRINK_EIO,
 * BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__results_load(brink_results *results, size_t point, brink_error *err);

/* Fails with BRINK_ENOMEM. */
brink_status brink__results_no_memory(brink_error *err);

#endif
