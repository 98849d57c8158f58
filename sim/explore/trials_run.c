/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running trials: points of one store that grows, and what they came to. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explore/compare_values.h"
#include "explore/memory.h"
#include "explore/trials_state.h"

static const brink_failure_limit usual_limit = {.most = 5.0, .is_percent = true};

static const brink_failure_limit *limit_of(const brink__trials *t)
{
    return t->options->max_failures ? t->options->max_failures : &usual_limit;
}

/* --- points */

static bool note_trial(brink__trials *t, size_t trial)
{
    if (t->study.n == t->trial_capacity) {
        size_t capacity = 2 * t->trial_capacity + 64;
        size_t *bigger = realloc(t->trial_of, capacity * sizeof *bigger);
        if (!bigger) {
            return false;
        }
        t->trial_of = bigger;
        t->trial_capacity = capacity;
    }
    t->trial_of[t->study.n] = trial;
    return true;
}

static void give_up(brink__trial_record *record, const char *why)
{
    const double none = (double)NAN;
    record->trial.is_failed = true;
    record->trial.total = none;
    record->trial.violation = none;
    (void)snprintf(record->why, sizeof record->why, "%.255s", why);
}

/* Makes a point of a trial, unless the model refuses its values. */
static brink_status add_point(brink__trials *t, size_t trial, brink_error *err)
{
    brink_scenario *scenario = NULL;
    brink_status status = brink__trials_make(t, trial, &scenario);
    if (status == BRINK_EDATA) {
        give_up(t->record[trial], "its values contradict each other");
        return BRINK_OK;
    }
    if (status == BRINK_OK) {
        char name[32];
        brink_point point = {.scenario = brink_scenario_name(t->base), .name = brink__trial_name(trial, name)};
        brink_scenario_digest(scenario, point.digest);
        t->record[trial]->point = t->study.n;
        status = note_trial(t, trial) ? brink__growing_add(&t->study, &point) : BRINK_ENOMEM;
    }
    brink_scenario_free(scenario);
    return status == BRINK_OK ? status : brink_fail(err, BRINK_ENOMEM, "out of memory for trials");
}

/* For brink_run_options.compile. */
static brink_status compile(void *compiler, size_t point, brink_program **program, brink_error *err)
{
    const brink__trials *t = compiler;
    brink_scenario *scenario = NULL;
    brink_status status = brink__trials_make(t, t->trial_of[point], &scenario);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for a scenario");
    }
    status = brink_program_new(scenario, program, err);
    brink_scenario_free(scenario);
    return status;
}

void brink__trials_note(brink__trials *trials, double volume)
{
    trials->best = volume;
}

void brink__trials_tell(const brink__trials *trials, const brink_progress *progress, const char *phase,
                        uint64_t replicas_before)
{
    const brink_tune_options *o = trials->options;
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    brink_tune_progress report = {.phase = phase,
                                  .trials = trials->n,
                                  .replicas = replicas_before + progress->done,
                                  .total = replicas_before > 0 ? replicas_before + progress->total : o->budget,
                                  .replicas_before = trials->study.replicas_before,
                                  .seconds = (double)(now.tv_sec - trials->started.tv_sec) +
                                             1e-9 * (double)(now.tv_nsec - trials->started.tv_nsec),
                                  .best = trials->best,
                                  .incumbent = trials->n > 0 ? trials->record[0]->trial.total : (double)NAN};
    if (o->progress) {
        o->progress(o->context, &report);
    }
}

/* For brink_run_options.progress. */
static void tell_progress(void *context, const brink_progress *progress)
{
    const brink__trials *t = context;
    brink__trials_tell(t, progress, t->phase, 0);
}

brink_status brink__trials_open(brink__trials *trials, brink_error *err)
{
    const brink_tune_options *o = trials->options;
    const brink_run_options how = {.seed = o->seed,
                                   .replicas = o->replicas,
                                   .threads = o->threads,
                                   .resume = o->resume,
                                   .metrics_only = true,
                                   .compile = compile,
                                   .compiler = trials,
                                   .description = o->description,
                                   .stop = o->stop,
                                   .progress = tell_progress,
                                   .context = trials};
    return brink__growing_init(&trials->study, trials->folder, &how, err);
}

/* --- what they came to */

brink_outcome brink__summarise(const brink_statistic *statistic, double *pseudo, size_t n)
{
    static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    size_t k = 0;
    for (size_t r = 0; r < n; r++) {
        if (!isnan(pseudo[r])) {
            pseudo[k++] = pseudo[r];
        }
    }
    return (brink_outcome){.value = brink__evaluate(&mean, pseudo, NULL, NULL, k),
                           .se = brink__has_enough(statistic, k) ? brink__se(pseudo, k) : (double)NAN,
                           .n = k};
}

/* Fills a record from point i of the outcomes. */
static brink_status judge(const brink__trials *t, brink_outcomes *outcomes, size_t i, brink__trial_record *record,
                          double *pseudo, brink_error *err)
{
    const brink_tune_problem *problem = t->problem;
    brink_results *results = brink_outcomes_results(outcomes);
    const brink_results_point *point = brink_results_get_point(results, brink_outcomes_index(outcomes, i));
    if (brink_failures_exceed(limit_of(t), point->failed, point->done)) {
        char why[128];
        (void)snprintf(why, sizeof why, "%llu of %llu replicas failed", (unsigned long long)point->failed,
                       (unsigned long long)point->done);
        give_up(record, why);
        return BRINK_OK;
    }
    double total = t->options->cost_weight * record->trial.cost;
    for (size_t j = 0; j < problem->n_objectives; j++) {
        const brink_objective *o = problem->objectives[j];
        brink_error why = {0};
        brink_status status = brink_outcomes_pseudo(outcomes, i, o->metric, &o->statistic, pseudo, &why);
        if (status == BRINK_EDATA) {
            give_up(record, why.what);
            return BRINK_OK;
        }
        if (status != BRINK_OK) {
            return brink_fail(err, status, "%s", why.what);
        }
        record->objective[j] = brink__summarise(&o->statistic, pseudo, (size_t)brink_outcomes_replicas(outcomes));
        total += (o->is_maximised ? -o->weight : o->weight) * record->objective[j].value;
    }
    record->trial.total = total;
    record->trial.violation = brink__violation(problem, record->objective);
    return BRINK_OK;
}

/* Judges the points from `first` on. */
static brink_status read_points(brink__trials *t, size_t first, brink_error *err)
{
    static const brink_failure_limit any = {.most = 100.0, .is_percent = true};
    brink_design *design = NULL;
    brink_outcomes *outcomes = NULL;
    double *pseudo = malloc(((size_t)t->options->replicas + 1) * sizeof *pseudo);
    brink_status status = brink__has_memory(pseudo, "trials", err);
    if (status == BRINK_OK) {
        status = brink__trials_design(t, t->trial_of + first, t->study.n - first, NULL, 0, &design);
        status = status == BRINK_OK ? status : brink_fail(err, status, "out of memory for trials");
    }
    if (status == BRINK_OK) {
        status = brink_outcomes_open(t->folder, design, &any, &outcomes, err);
    }
    for (size_t p = first; status == BRINK_OK && p < t->study.n; p++) {
        status = judge(t, outcomes, p - first, t->record[t->trial_of[p]], pseudo, err);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    free(pseudo);
    return status;
}

static void note_best(brink__trials *t, size_t first)
{
    for (size_t i = first; i < t->n; i++) {
        const brink_trial *trial = &t->record[i]->trial;
        bool counts = !t->options->is_front && !trial->is_failed && !(trial->violation > 0.0);
        if (counts && !(trial->total >= t->best)) {
            t->best = trial->total;
        }
    }
}

brink_status brink__trials_run_new(brink__trials *trials, size_t first, bool *is_over, brink_error *err)
{
    brink_status status = BRINK_OK;
    size_t first_point = trials->study.n;
    if (trials->n - first > brink__trials_left(trials)) {
        brink__trials_drop(trials, first);
        *is_over = true;
        return BRINK_OK;
    }
    for (size_t i = first; status == BRINK_OK && i < trials->n; i++) {
        brink__trial_record *record = trials->record[i];
        record->trial.cost = brink__lever_cost(trials->problem, record->x);
        status = add_point(trials, i, err);
    }
    if (status != BRINK_OK || trials->study.n == first_point) {
        return status;
    }
    status = brink__growing_run(&trials->study, first_point, err);
    if (status == BRINK_OK) {
        status = read_points(trials, first_point, err);
    }
    if (status == BRINK_OK) {
        note_best(trials, first);
    }
    return status;
}
