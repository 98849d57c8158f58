/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of trials share. */
#ifndef BRINK_EXPLORE_TRIALS_STATE_H
#define BRINK_EXPLORE_TRIALS_STATE_H

#include <time.h>

#include "explore/growing.h"
#include "explore/trials.h"

typedef struct brink__trial_record {
    brink_trial trial;
    double *x;                /* [n_levers] */
    char (*text)[32];         /* [n_levers] */
    brink_outcome *objective; /* [n_objectives] */
    size_t point;             /* of the store; SIZE_MAX if it was never run */
    char why[256];            /* it failed */
} brink__trial_record;

struct brink__trials {
    const brink_tune_problem *problem; /* borrowed, as the next two */
    const brink_tune_options *options;
    const char *folder;
    brink_scenario *base; /* with the settings */
    int *exponent;        /* [n_levers] of the grids */
    const char *phase;
    uint32_t round;
    uint64_t most; /* points by the end of the phase */

    brink__trial_record **record; /* [n] */
    size_t n, capacity;

    brink__growing study; /* its points are the trials that were run */
    size_t *trial_of;     /* [study.n] */
    size_t trial_capacity;

    struct timespec started;
    double best; /* for progress */
};

/* A new record at the end, labelled; NULL: out of memory. */
brink__trial_record *brink__trials_add(brink__trials *trials);

/* Forgets records from n on. None of them may be a point. */
void brink__trials_drop(brink__trials *trials, size_t n);

/* Looks at the store when a search is resumed. */
BRINK_MUST_CHECK brink_status brink__trials_open(brink__trials *trials, brink_error *err);

/* Runs and judges the records from `first` on; forgets them, and sets *is_over, when the budget does not suffice. */
BRINK_MUST_CHECK brink_status brink__trials_run_new(brink__trials *trials, size_t first, bool *is_over,
                                                    brink_error *err);

/* Cost of the levers, unweighted. */
double brink__lever_cost(const brink_tune_problem *problem, const double *x);

#endif
