/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeping trials: coordinates, what they came to, and scenarios of them. trials_run.c runs them. */
#include "explore/trials.h"
#include "explore/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/grown.h"
#include "base/text.h"
#include "explore/grid.h"
#include "explore/trials_state.h"

/* --- memory */

static void record_free(brink__trial_record *record)
{
    if (record) {
        free(record->x);
        free(record->objective);
        free(record->text);
        free(record);
    }
}

static brink__trial_record *record_new(const brink_tune_problem *problem)
{
    brink__trial_record *record = calloc(1, sizeof *record);
    if (!record) {
        return NULL;
    }
    record->x = calloc(problem->n_levers, sizeof *record->x);
    record->text = calloc(problem->n_levers, sizeof *record->text);
    record->objective = calloc(problem->n_objectives, sizeof *record->objective);
    if (!record->x || !record->text || !record->objective) {
        record_free(record);
        return NULL;
    }
    record->point = SIZE_MAX;
    record->trial.x = record->x;
    record->trial.objective = record->objective;
    return record;
}

void brink__trials_free(brink__trials *trials)
{
    if (!trials) {
        return;
    }
    for (size_t i = 0; i < trials->n; i++) {
        record_free(trials->record[i]);
    }
    brink__growing_fini(&trials->study);
    free((void *)trials->record);
    free(trials->trial_of);
    free(trials->exponent);
    brink_scenario_free(trials->base);
    free(trials);
}

/* --- scenarios */

static brink_status set(brink_scenario *scenario, const char *path, const char *value, const char *origin,
                        brink_error *err)
{
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = BRINK_ENOMEM;
    if (diagnostics) {
        status = brink_scenario_set(scenario, path, value, (brink_place){.file = origin}, 0, diagnostics);
    }
    if (status == BRINK_EDATA) {
        (void)brink_fail(err, status, "%s", brink_diagnostics_get(diagnostics, 0));
    } else if (status != BRINK_OK) {
        (void)brink_fail(err, status, "out of memory for a scenario");
    }
    brink_diagnostics_free(diagnostics);
    return status;
}

brink_status brink__trials_make(const brink__trials *trials, size_t i, brink_scenario **scenario)
{
    const brink_tune_problem *problem = trials->problem;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *made = brink_scenario_copy(trials->base);
    brink_status status = diagnostics && made ? BRINK_OK : BRINK_ENOMEM;
    for (size_t v = 0; status == BRINK_OK && v < problem->n_levers; v++) {
        status = set(made, problem->levers[v]->path, trials->record[i]->text[v], "levers", NULL);
    }
    if (status == BRINK_OK) {
        status = brink_scenario_check(made, diagnostics);
    }
    brink_diagnostics_free(diagnostics);
    if (status != BRINK_OK) {
        brink_scenario_free(made);
        made = NULL;
    }
    *scenario = made;
    return status;
}

const char *brink__trial_name(size_t i, char out[32])
{
    (void)snprintf(out, 32, i == 0 ? "incumbent" : "t%zu", i);
    return out;
}

/* Whether a setting is the last word on its path: each trial says what its levers are, and of several settings the last
 * counts. */
static bool stands(const brink_tune_problem *problem, size_t setting)
{
    const char *path = problem->settings[setting].path;
    bool is_overridden = false;
    for (size_t v = 0; v < problem->n_levers; v++) {
        is_overridden = is_overridden || strcmp(problem->levers[v]->path, path) == 0;
    }
    for (size_t i = setting + 1; i < problem->n_settings; i++) {
        is_overridden = is_overridden || strcmp(problem->settings[i].path, path) == 0;
    }
    return !is_overridden;
}

brink_status brink__trials_design(const brink__trials *trials, const size_t *index, size_t k, const char *const *notes,
                                  uint32_t noise, brink_design **design)
{
    const brink_tune_problem *problem = trials->problem;
    brink_design *made = brink_design_new(problem->scenario, problem->label);
    const char **values = calloc(problem->n_levers, sizeof *values);
    brink_status status = made && values ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; status == BRINK_OK && i < problem->n_settings; i++) {
        const brink_setting *s = &problem->settings[i];
        if (stands(problem, i)) {
            status = brink_design_add_constant(made, s->path, s->value);
        }
    }
    for (size_t v = 0; status == BRINK_OK && v < problem->n_levers; v++) {
        status = brink_design_add_path(made, problem->levers[v]->path);
    }
    for (size_t i = 0; status == BRINK_OK && i < k; i++) {
        const brink__trial_record *record = trials->record[index[i]];
        for (size_t v = 0; v < problem->n_levers; v++) {
            values[v] = record->text[v];
        }
        char name[32];
        status = brink_design_add_point(made, brink__trial_name(index[i], name), notes ? notes[i] : "", noise, values);
    }
    free((void *)values);
    if (status != BRINK_OK) {
        brink_design_free(made);
        made = NULL;
    }
    *design = made;
    return status;
}

/* --- beginning */

static brink_status add_incumbent(brink__trials *trials, brink_error *err)
{
    const brink_tune_problem *problem = trials->problem;
    bool is_over = false; /* a budget is no less than one trial: tune.c */
    brink__trial_record *record = brink__trials_add(trials);
    if (!record) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for trials");
    }
    for (size_t v = 0; v < problem->n_levers; v++) {
        record->x[v] = problem->levers[v]->now;
        (void)brink__format_double(record->x[v], record->text[v]);
    }
    brink_status status = brink__trials_run_new(trials, 0, &is_over, err);
    if (status == BRINK_OK && record->trial.is_failed) {
        status = brink_fail(err, BRINK_EDIVERGE, "the scenario as it is cannot be judged: %s", record->why);
    }
    return status;
}

brink_status brink__trials_new(const brink_tune_problem *problem, const brink_tune_options *options, const char *folder,
                               brink__trials **trials, brink_error *err)
{
    brink__trials *t = calloc(1, sizeof *t);
    *trials = NULL;
    if (!t) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for trials");
    }
    t->problem = problem;
    t->options = options;
    t->folder = folder;
    t->phase = "incumbent";
    t->most = UINT64_MAX;
    t->best = (double)NAN;
    (void)clock_gettime(CLOCK_MONOTONIC, &t->started);
    t->base = brink_scenario_copy(problem->scenario);
    t->exponent = calloc(problem->n_levers, sizeof *t->exponent);
    brink_status status = brink__has_memory(t->base && t->exponent, "trials", err);
    for (size_t i = 0; status == BRINK_OK && i < problem->n_settings; i++) {
        const brink_setting *s = &problem->settings[i];
        status = set(t->base, s->path, s->value, s->origin, err);
    }
    for (size_t v = 0; status == BRINK_OK && v < problem->n_levers; v++) {
        t->exponent[v] = brink__grid_exponent(problem->levers[v], 0.1 * options->tolerance);
    }
    if (status == BRINK_OK) {
        status = brink__trials_open(t, err);
    }
    if (status == BRINK_OK) {
        status = add_incumbent(t, err);
    }
    if (status != BRINK_OK) {
        brink__trials_free(t);
        return status;
    }
    *trials = t;
    return BRINK_OK;
}

void brink__trials_begin(brink__trials *trials, const char *phase, uint32_t round, uint64_t most)
{
    trials->phase = phase;
    trials->round = round;
    trials->most = most;
}

/* --- adding */

brink__trial_record *brink__trials_add(brink__trials *trials)
{
    brink__trial_record **bigger = brink__grown((void *)trials->record, trials->n, &trials->capacity, sizeof(void *));
    if (!bigger) {
        return NULL;
    }
    trials->record = bigger;
    brink__trial_record *record = record_new(trials->problem);
    if (record) {
        record->trial.phase = trials->phase;
        record->trial.round = trials->round;
        trials->record[trials->n++] = record;
    }
    return record;
}

static bool has_place(const brink__trials *trials, size_t i, const double *x)
{
    for (size_t v = 0; v < trials->problem->n_levers; v++) {
        if (trials->record[i]->x[v] != x[v]) {
            return false;
        }
    }
    return true;
}

static double place_of(const brink_lever *lever, double x)
{
    return fmin(fmax((x - lever->lower) / (lever->upper - lever->lower), 0.0), 1.0);
}

/* The trial at u, moved to the grid; a new one if there is none. */
static brink_status find_or_add(brink__trials *trials, double *u, size_t *index, brink_error *err)
{
    const brink_tune_problem *problem = trials->problem;
    brink__trial_record *record = brink__trials_add(trials);
    if (!record) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for trials");
    }
    for (size_t v = 0; v < problem->n_levers; v++) {
        const brink_lever *lever = problem->levers[v];
        record->x[v] = brink__grid_place(lever, trials->exponent[v], fmin(fmax(u[v], 0.0), 1.0), record->text[v]);
        u[v] = place_of(lever, record->x[v]);
    }
    *index = 0;
    while (!has_place(trials, *index, record->x)) {
        (*index)++;
    }
    if (*index + 1 < trials->n) {
        brink__trials_drop(trials, trials->n - 1);
    }
    return BRINK_OK;
}

void brink__trials_drop(brink__trials *trials, size_t n)
{
    while (trials->n > n) {
        record_free(trials->record[--trials->n]);
    }
}

brink_status brink__trials_run(brink__trials *trials, double *u, size_t k, size_t *index, bool *is_over,
                               brink_error *err)
{
    size_t first = trials->n;
    brink_status status = BRINK_OK;
    for (size_t i = 0; status == BRINK_OK && i < k; i++) {
        status = find_or_add(trials, u + i * trials->problem->n_levers, &index[i], err);
    }
    return status == BRINK_OK ? brink__trials_run_new(trials, first, is_over, err) : status;
}

/* --- judging */

double brink__violation(const brink_tune_problem *problem, const brink_outcome *objective)
{
    double violation = 0.0;
    for (size_t j = 0; j < problem->n_objectives; j++) {
        const brink_objective *o = problem->objectives[j];
        if (!isnan(o->bound)) {
            double missing = o->is_maximised ? o->bound - objective[j].value : objective[j].value - o->bound;
            violation += fmax(missing, 0.0) / (o->bound != 0.0 ? fabs(o->bound) : 1.0);
        }
    }
    return violation;
}

double brink__lever_cost(const brink_tune_problem *problem, const double *x)
{
    double cost = 0.0;
    for (size_t v = 0; v < problem->n_levers; v++) {
        cost += problem->levers[v]->unit_cost * fabs(x[v] - problem->levers[v]->now);
    }
    return cost;
}

bool brink__trial_is_better(const brink_trial *a, const brink_trial *b)
{
    if (a->is_failed || b->is_failed) {
        return !a->is_failed && b->is_failed;
    }
    if (a->violation > 0.0 || b->violation > 0.0) {
        return a->violation < b->violation;
    }
    return a->total < b->total;
}

/* --- reading */

size_t brink__trials_best(const brink__trials *trials)
{
    size_t best = 0;
    for (size_t i = 1; i < trials->n; i++) {
        if (brink__trial_is_better(&trials->record[i]->trial, &trials->record[best]->trial)) {
            best = i;
        }
    }
    return best;
}

size_t brink__trials_n(const brink__trials *trials)
{
    return trials->n;
}

size_t brink__trials_n_failed(const brink__trials *trials)
{
    size_t n = 0;
    for (size_t i = 0; i < trials->n; i++) {
        n += trials->record[i]->trial.is_failed;
    }
    return n;
}

const brink_trial *brink__trials_get(const brink__trials *trials, size_t i)
{
    return &trials->record[i]->trial;
}

const char *brink__trials_text(const brink__trials *trials, size_t i, size_t lever)
{
    return trials->record[i]->text[lever];
}

uint64_t brink__trials_left(const brink__trials *trials)
{
    uint64_t most = trials->options->budget / trials->options->replicas;
    most = trials->most < most ? trials->most : most;
    return most > trials->study.n ? most - trials->study.n : 0;
}

void brink__trials_place(const brink__trials *trials, size_t i, double *u)
{
    for (size_t v = 0; v < trials->problem->n_levers; v++) {
        u[v] = place_of(trials->problem->levers[v], trials->record[i]->x[v]);
    }
}
