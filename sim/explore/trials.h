/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Trials of a tuning: postures on the grid of their levers, each run once and kept, in a store that a later run of the
 * same search finds them in again. */
#ifndef BRINK_EXPLORE_TRIALS_H
#define BRINK_EXPLORE_TRIALS_H

#include "brink/tune.h"

typedef struct brink__trials brink__trials;

/* Opens (options->resume) or begins the store of a search, and runs the incumbent, which is trial 0.
 *
 *   problem, options, folder   borrowed, must outlive
 *
 * Statuses as brink_tune(). */
BRINK_MUST_CHECK brink_status brink__trials_new(const brink_tune_problem *problem, const brink_tune_options *options,
                                                const char *folder, brink__trials **trials, brink_error *err);
void brink__trials_free(brink__trials *trials); /* NULL is fine */

/* What new trials are labelled with, and how many trials in all may have been run when the phase ends; UINT64_MAX: what
 * the budget allows. `phase`: static storage. */
void brink__trials_begin(brink__trials *trials, const char *phase, uint32_t round, uint64_t most);

/* Points u[k][n_levers] of the unit cube, 0 the lower end of a lever and 1 the upper: moves them to the grid and runs
 * those that are no trials yet, in one study.
 *
 *   u         on return the places on the grid, in the unit cube
 *   index     [k] their trials
 *   is_over   set, and nothing is run, when the budget does not suffice
 *
 * Statuses as brink_study_run(). */
BRINK_MUST_CHECK brink_status brink__trials_run(brink__trials *trials, double *u, size_t k, size_t *index,
                                                bool *is_over, brink_error *err);

/* The place of a trial in the unit cube: u[n_levers], moved into it if the incumbent lies outside. */
void brink__trials_place(const brink__trials *trials, size_t i, double *u);

size_t brink__trials_n(const brink__trials *trials);
size_t brink__trials_n_failed(const brink__trials *trials);
const brink_trial *brink__trials_get(const brink__trials *trials, size_t i);
const char *brink__trials_text(const brink__trials *trials, size_t i, size_t lever);

/* How many more trials the budget, and the phase, allow. */
uint64_t brink__trials_left(const brink__trials *trials);

/* Of two trials, whether a is better: by the bounds first, then by the total. */
bool brink__trial_is_better(const brink_trial *a, const brink_trial *b);

/* The best trial so far; of equal ones the first. */
size_t brink__trials_best(const brink__trials *trials);

/* Violation by which bounds are missed by these values. */
double brink__violation(const brink_tune_problem *problem, const brink_outcome *objective);

/* Mean and standard error of pseudo-values [n] (brink_outcomes_pseudo()), those that are missing left out: they are
 * moved to the front. At least one must be there. */
brink_outcome brink__summarise(const brink_statistic *statistic, double *pseudo, size_t n);

/* The scenario of a trial: a new one, to be freed. BRINK_OK; BRINK_EDATA: its values contradict each other;
 * BRINK_ENOMEM.
 */
BRINK_MUST_CHECK brink_status brink__trials_make(const brink__trials *trials, size_t i, brink_scenario **scenario);

/* The name of a trial in stores: "incumbent", "t1", "t2", ... Returns out. */
const char *brink__trial_name(size_t i, char out[32]);

/* A design of the trials index[k], with notes[k] (NULL: none); to be freed. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__trials_design(const brink__trials *trials, const size_t *index, size_t k,
                                                   const char *const *notes, uint32_t noise, brink_design **design);

/* The best so far, for progress, of a search for a front. */
void brink__trials_note(brink__trials *trials, double volume);

/* Tells the progress of a study of `replicas` that is no part of the search itself, but counts after it. */
void brink__trials_tell(const brink__trials *trials, const brink_progress *progress, const char *phase,
                        uint64_t replicas_before);

#endif
