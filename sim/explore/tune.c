/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "explore/tuning.h"
#include "report/file.h"

/* --- what may be asked */

static brink_status check_problem(const brink_tune_problem *p, const brink_tune_options *o, brink_error *err)
{
    double weights = 0.0;
    if (p->n_levers < 1) {
        return brink_fail(err, BRINK_EUSAGE, "there is no lever to move");
    }
    for (size_t j = 0; j < p->n_objectives; j++) {
        weights += p->objectives[j]->weight;
    }
    if (!(weights > 0.0) && !o->is_front) {
        return brink_fail(err, BRINK_EUSAGE, "no objective has a weight");
    }
    return BRINK_OK;
}

static brink_status check(const brink_tune_problem *p, const brink_tune_options *o, brink_error *err)
{
    if (o->replicas < 2 || o->replicas > UINT32_MAX || o->fresh_replicas < 2 || o->fresh_replicas > UINT32_MAX) {
        return brink_fail(err, BRINK_EUSAGE, "a trial has from 2 to 4294967295 replicas");
    }
    if (o->budget < o->replicas) {
        return brink_fail(err, BRINK_EUSAGE, "a budget of %llu replicas is less than one trial, %llu",
                          (unsigned long long)o->budget, (unsigned long long)o->replicas);
    }
    if (!(o->tolerance > 0.0 && o->tolerance <= o->step && o->step < 1.0)) {
        return brink_fail(err, BRINK_EUSAGE,
                          "a trust region from %g to %g of the range; 0 < last <= first < 1 is needed", o->step,
                          o->tolerance);
    }
    if (!(o->global_share >= 0.0 && o->global_share <= 1.0 && o->cost_weight >= 0.0)) {
        return brink_fail(err, BRINK_EUSAGE, "a share in [0, 1] and a weight of 0 or more are needed");
    }
    if (o->global == BRINK_BOBYQA || o->global == BRINK_COBYLA || o->local == BRINK_CRS || o->local == BRINK_ISRES) {
        return brink_fail(err, BRINK_EUSAGE, "crs and isres search globally, bobyqa and cobyla locally");
    }
    if (!o->is_front && o->global == BRINK_NO_OPTIMISER && o->local == BRINK_NO_OPTIMISER) {
        return brink_fail(err, BRINK_EUSAGE, "an optimiser is needed");
    }
    return check_problem(p, o, err);
}

/* --- the tuning */

void brink_tuning_free(brink_tuning *tuning)
{
    if (tuning) {
        brink__trials_free(tuning->trials);
        brink__front_fini(&tuning->front);
        free(tuning->folder);
        free(tuning->fresh_folder);
        free(tuning->phase);
        free(tuning->search);
        free(tuning->fresh);
        free(tuning->held);
        free(tuning);
    }
}

bool brink__tuning_add_phase(brink_tuning *tuning, const char *name, const char *ending, size_t n_trials)
{
    brink_tune_phase *bigger = realloc(tuning->phase, (tuning->n_phases + 1) * sizeof *bigger);
    if (bigger) {
        tuning->phase = bigger;
        bigger[tuning->n_phases++] = (brink_tune_phase){.name = name, .ending = ending, .n_trials = n_trials};
    }
    return bigger != NULL;
}

static brink_tuning *new_tuning(const brink_tune_problem *problem, const brink_tune_options *options,
                                const char *folder)
{
    brink_tuning *t = calloc(1, sizeof *t);
    if (!t) {
        return NULL;
    }
    const size_t n = problem->n_objectives;
    const double none = (double)NAN;
    t->problem = *problem;
    t->options = *options;
    t->folder = strdup(folder);
    t->fresh_folder = brink__file_path(folder, "fresh");
    t->search = calloc(n + 1, sizeof *t->search);
    t->fresh = calloc(n + 1, sizeof *t->fresh);
    t->held = calloc(n + 1, sizeof *t->held);
    if (!t->folder || !t->fresh_folder || !t->search || !t->fresh || !t->held) {
        brink_tuning_free(t);
        return NULL;
    }
    for (size_t j = 0; j <= n; j++) {
        t->search[j] = (brink_gain){0, none, none, none, none, none, none};
        t->fresh[j] = t->search[j];
        t->held[j] = (brink_held){none, none, none, j < n ? problem->objectives[j]->bound : none};
    }
    return t;
}

static brink_status run(brink_tuning *t, brink_error *err)
{
    brink_status status = t->options.is_front ? brink__prepare_front(t, err) : brink__prepare_total(t, err);
    status = status != BRINK_OK ? status : brink__trials_new(&t->problem, &t->options, t->folder, &t->trials, err);
    if (status == BRINK_OK) {
        status = t->options.is_front ? brink__search_front(t, err) : brink__search_total(t, err);
    }
    if (status == BRINK_OK && !t->options.is_front && t->winner > 0) {
        const size_t index[] = {0, t->winner};
        status = brink__run_fresh(t, index, 2, err);
    }
    return status;
}

brink_status brink_tune(const brink_tune_problem *problem, const brink_tune_options *options, const char *folder,
                        brink_tuning **tuning, brink_error *err)
{
    *tuning = NULL;
    brink_status status = check(problem, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink_tuning *t = new_tuning(problem, options, folder);
    status = t ? run(t, err) : brink_fail(err, BRINK_ENOMEM, "out of memory for a tuning");
    if (status != BRINK_OK) {
        brink_tuning_free(t);
        return status;
    }
    *tuning = t;
    return BRINK_OK;
}

/* --- what came of it */

const brink_tune_problem *brink_tuning_problem(const brink_tuning *tuning)
{
    return &tuning->problem;
}

const brink_tune_options *brink_tuning_options(const brink_tuning *tuning)
{
    return &tuning->options;
}

size_t brink_tuning_n_trials(const brink_tuning *tuning)
{
    return brink__trials_n(tuning->trials);
}

const brink_trial *brink_tuning_trial(const brink_tuning *tuning, size_t i)
{
    return brink__trials_get(tuning->trials, i);
}

size_t brink_tuning_n_failed(const brink_tuning *tuning)
{
    return brink__trials_n_failed(tuning->trials);
}

const char *brink_tuning_text(const brink_tuning *tuning, size_t trial, size_t lever)
{
    return brink__trials_text(tuning->trials, trial, lever);
}

size_t brink_tuning_n_phases(const brink_tuning *tuning)
{
    return tuning->n_phases;
}

const brink_tune_phase *brink_tuning_phase(const brink_tuning *tuning, size_t i)
{
    return &tuning->phase[i];
}

size_t brink_tuning_winner(const brink_tuning *tuning)
{
    return tuning->winner;
}

static size_t slot(const brink_tuning *tuning, size_t which)
{
    return which == BRINK_TUNE_TOTAL ? tuning->problem.n_objectives : which;
}

brink_gain brink_tuning_search_gain(const brink_tuning *tuning, size_t which)
{
    return tuning->search[slot(tuning, which)];
}

brink_gain brink_tuning_fresh_gain(const brink_tuning *tuning, size_t which)
{
    return tuning->fresh[slot(tuning, which)];
}

brink_held brink_tuning_held(const brink_tuning *tuning, size_t objective)
{
    return tuning->held[objective];
}

size_t brink_tuning_n_goals(const brink_tuning *tuning)
{
    return tuning->front.n_goals;
}

size_t brink_tuning_goal(const brink_tuning *tuning, size_t goal)
{
    return tuning->front.goal[goal];
}

size_t brink_tuning_n_candidates(const brink_tuning *tuning)
{
    return tuning->front.n_candidates;
}

const brink_candidate *brink_tuning_candidate(const brink_tuning *tuning, size_t i)
{
    return &tuning->front.candidate[i];
}

const brink_volume *brink_tuning_volume(const brink_tuning *tuning)
{
    return &tuning->front.volume;
}

brink_status brink_tuning_design(const brink_tuning *tuning, brink_design **design)
{
    static const char before[] = "What the scenario has.";
    const brink__front *front = &tuning->front;
    const size_t k = tuning->options.is_front ? front->n_candidates : tuning->winner > 0 ? 2 : 1;
    size_t *index = calloc(k, sizeof *index);
    const char **notes = calloc(k, sizeof *notes);
    brink_status status = index && notes ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; status == BRINK_OK && i < k; i++) {
        if (tuning->options.is_front) {
            index[i] = front->candidate[i].trial;
            notes[i] = i == 0                            ? before
                       : front->candidate[i].is_knee     ? "On the front that was found; its knee."
                       : front->candidate[i].is_on_front ? "On the front that was found."
                                                         : "On the front of the search, but not when it was run again.";
        } else {
            index[i] = i == 0 ? 0 : tuning->winner;
            notes[i] = i == 0 ? before : "The best total that was found.";
        }
    }
    status = status == BRINK_OK ? brink__trials_design(tuning->trials, index, k, notes, 0, design) : status;
    free(index);
    free((void *)notes);
    return status;
}
