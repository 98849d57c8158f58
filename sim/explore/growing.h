/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A study that grows: points are added and run a few at a time, each decided on by what the others came to, and a run
 * that was killed finds them again when it decides the same. */
#ifndef BRINK_EXPLORE_GROWING_H
#define BRINK_EXPLORE_GROWING_H

#include "brink/study.h"

/* Of a study when it was opened. */
typedef struct brink__grown_point {
    unsigned char digest[32];
    uint32_t noise;
    bool is_complete;
} brink__grown_point;

typedef struct brink__growing {
    const char *folder;    /* borrowed; must outlive */
    brink_run_options how; /* `resume` is about what was there when it was opened */
    brink_point *point;    /* [n]; their names are owned, their programs may be made by how.compile */
    size_t n, capacity;
    brink__grown_point *stored; /* [n_stored] */
    size_t n_stored;
    uint64_t replicas_before; /* found in the store */
    bool is_begun;            /* there is a store */
} brink__growing;

/* Looks at the store when how->resume says so. BRINK_OK; BRINK_EMISMATCH (of another version, seed or number of
 * replicas); statuses of brink_results_open(); BRINK_ENOMEM. Call brink__growing_fini() in any case. */
BRINK_MUST_CHECK brink_status brink__growing_init(brink__growing *growing, const char *folder,
                                                  const brink_run_options *how, brink_error *err);
void brink__growing_fini(brink__growing *growing);

/* Adds a copy of a point, with its name copied. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__growing_add(brink__growing *growing, const brink_point *point);

/* Runs what is missing of the points from `first` on. BRINK_EMISMATCH: one of them is there with other values. Statuses
 * of brink_study_run(). */
BRINK_MUST_CHECK brink_status brink__growing_run(brink__growing *growing, size_t first, brink_error *err);

#endif
