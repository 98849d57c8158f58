/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of a tuning share. */
#ifndef BRINK_EXPLORE_TUNING_H
#define BRINK_EXPLORE_TUNING_H

#include "brink/tune.h"
#include "explore/trials.h"

/* Goals of a front, as minimised; and what is worked out of them. */
typedef struct brink__front {
    size_t *goal; /* [n_goals] objectives, or BRINK_TUNE_COST */
    size_t n_goals;
    double *reference, *after; /* [n_goals], [n_rounds] */
    size_t *n_trials;          /* [n_rounds] */
    brink_volume volume;
    brink_candidate *candidate; /* [n_candidates] */
    brink_outcome *fresh;       /* [n_candidates][n_objectives] */
    size_t n_candidates;
} brink__front;

struct brink_tuning {
    brink_tune_problem problem;
    brink_tune_options options;
    char *folder, *fresh_folder;
    brink__trials *trials;
    brink_tune_phase *phase; /* [n_phases] */
    size_t n_phases;
    size_t winner;
    brink_gain *search, *fresh; /* [n_objectives + 1] the last: the total */
    brink_held *held;           /* [n_objectives] */
    brink__front front;
};

/* Adds what has come of a phase; texts of static storage. False: out of memory. */
bool brink__tuning_add_phase(brink_tuning *tuning, const char *name, const char *ending, size_t n_trials);

/* --- one total: total.c --- */

/* Before anything is written: whether the budget is enough. */
BRINK_MUST_CHECK brink_status brink__prepare_total(const brink_tuning *tuning, brink_error *err);
BRINK_MUST_CHECK brink_status brink__search_total(brink_tuning *tuning, brink_error *err);

/* --- a front: front.c finds it, membership.c says how sure that is --- */

/* Before anything is written: what the goals are, and whether the budget is enough. */
BRINK_MUST_CHECK brink_status brink__prepare_front(brink_tuning *tuning, brink_error *err);
BRINK_MUST_CHECK brink_status brink__search_front(brink_tuning *tuning, brink_error *err);

/* Which candidates are run again. */
BRINK_MUST_CHECK brink_status brink__front_choose(brink_tuning *tuning, brink_error *err);

/* Fills all of the candidates and the volume but for what is known of the search, from the outcomes of their fresh
 * study, points in order of the candidates. */
BRINK_MUST_CHECK brink_status brink__front_judge(brink_tuning *tuning, brink_outcomes *outcomes, brink_error *err);
void brink__front_fini(brink__front *front);

/* Goals as minimised of values of the objectives and a cost: out[n_goals]. */
void brink__front_goals(const brink_tuning *tuning, const brink_outcome *objective, double cost, double *out);

/* --- once more: fresh.c --- */

/* Runs the trials index[k] (the incumbent first) under fresh noise, and fills in what is known of them then. */
BRINK_MUST_CHECK brink_status brink__run_fresh(brink_tuning *tuning, const size_t *index, size_t k, brink_error *err);

#endif
