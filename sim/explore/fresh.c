/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The best and the incumbent once more, under noise that had no part in choosing them. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brink/compare.h"
#include "engine/estimates.h"
#include "explore/compare_values.h"
#include "explore/memory.h"
#include "explore/tuning.h"

enum { FRESH_NOISE = 1 };

static const brink_gain no_gain = {0, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN};

/* --- the study ------------------------------------------------------------------------------------------------------
 */

typedef struct study {
    brink_tuning *tuning;
    const size_t *index;
    uint64_t replicas_before;
} study;

static brink_status compile(void *compiler, size_t point, brink_program **program, brink_error *err)
{
    const study *s = compiler;
    brink_scenario *scenario = NULL;
    brink_status status = brink__trials_make(s->tuning->trials, s->index[point], &scenario);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for a scenario");
    }
    status = brink_program_new(scenario, program, err);
    brink_scenario_free(scenario);
    return status;
}

static void tell(void *context, const brink_progress *progress)
{
    const study *s = context;
    brink__trials_tell(s->tuning->trials, progress, "fresh", s->replicas_before);
}

static brink_status run(study *s, const brink_design *design, brink_error *err)
{
    const brink_tune_options *o = &s->tuning->options;
    size_t k = brink_design_n_points(design);
    brink_point *points = calloc(k, sizeof *points);
    brink_status status = brink__has_memory(points, "points", err);
    for (size_t i = 0; status == BRINK_OK && i < k; i++) {
        brink_scenario *scenario = NULL;
        status = brink__trials_make(s->tuning->trials, s->index[i], &scenario);
        if (status != BRINK_OK) {
            status = brink_fail(err, status, "out of memory for points");
            break;
        }
        points[i] = (brink_point){.scenario = brink_scenario_name(s->tuning->problem.scenario),
                                  .name = brink_design_name(design, i),
                                  .noise = FRESH_NOISE};
        brink_scenario_digest(scenario, points[i].digest);
        brink_scenario_free(scenario);
    }
    if (status == BRINK_OK && mkdir(s->tuning->fresh_folder, 0777) != 0 && errno != EEXIST) {
        status = brink_fail(err, BRINK_ECANTCREATE, "cannot create the folder %s: %s", s->tuning->fresh_folder,
                            strerror(errno));
    }
    if (status == BRINK_OK) {
        const brink_run_options how = {.seed = o->seed,
                                       .replicas = o->fresh_replicas,
                                       .threads = o->threads,
                                       .resume = o->resume,
                                       .compile = compile,
                                       .compiler = s,
                                       .description = o->description,
                                       .stop = o->stop,
                                       .progress = tell,
                                       .context = s};
        status = brink_study_run(s->tuning->fresh_folder, points, k, &how, err);
    }
    free(points);
    return status;
}

/* --- gains ----------------------------------------------------------------------------------------------------------
 */

/* The interval is Student's t. x and y [n] may have NaN. */
static brink_gain gain_of(double *x, double *y, size_t n)
{
    static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    size_t k = 0;
    brink_gain gain = no_gain;
    for (size_t r = 0; r < n; r++) {
        if (!isnan(x[r]) && !isnan(y[r])) {
            x[k] = x[r];
            y[k++] = y[r];
        }
    }
    brink_difference difference;
    const brink__comparison how = {.statistic = mean, .span = (double)INFINITY, .n_comparisons = 1};
    if (brink__compare_values(&how, (brink__sample){.x = y}, (brink__sample){.x = x}, k, &difference) == BRINK_OK) {
        gain = (brink_gain){.n = difference.n,
                            .incumbent = difference.reference,
                            .posture = difference.value,
                            .difference = difference.difference,
                            .se = difference.se,
                            .lo95 = difference.lo95,
                            .hi95 = difference.hi95};
    }
    return gain;
}

/* Pseudo-values of the total: out[replicas]. */
static brink_status read_total(const brink_tuning *t, brink_outcomes *outcomes, size_t i, size_t trial, double *out,
                               double *room, brink_error *err)
{
    size_t n = (size_t)brink_outcomes_replicas(outcomes);
    brink_status status = BRINK_OK;
    for (size_t r = 0; r < n; r++) {
        out[r] = t->options.cost_weight * brink__trials_get(t->trials, trial)->cost;
    }
    for (size_t j = 0; status == BRINK_OK && j < t->problem.n_objectives; j++) {
        const brink_objective *o = t->problem.objectives[j];
        if (o->weight > 0.0) {
            status = brink_outcomes_pseudo(outcomes, i, o->metric, &o->statistic, room, err);
        }
        for (size_t r = 0; status == BRINK_OK && o->weight > 0.0 && r < n; r++) {
            out[r] += (o->is_maximised ? -o->weight : o->weight) * room[r];
        }
    }
    return status;
}

/* Of point 1 against point 0, in the objectives and the total: gain[n_objectives + 1]. */
static brink_status measure_gains(const brink_tuning *t, brink_outcomes *outcomes, const size_t *index,
                                  brink_gain *gain, brink_error *err)
{
    size_t n = (size_t)brink_outcomes_replicas(outcomes);
    brink_results *results = brink_outcomes_results(outcomes);
    const size_t incumbent = brink_outcomes_index(outcomes, 0);
    const size_t posture = brink_outcomes_index(outcomes, 1);
    double *room = calloc(3 * n + 1, sizeof *room);
    brink_status status = brink__has_memory(room, "a comparison", err);
    for (size_t j = 0; status == BRINK_OK && j < t->problem.n_objectives; j++) {
        const brink_objective *o = t->problem.objectives[j];
        brink_difference d;
        size_t metric = brink_metric_find(brink_results_get_point(results, incumbent), o->metric);
        status = brink_compare(results, incumbent, metric, &o->statistic, &posture, 1, 1, &d, err);
        gain[j] = (brink_gain){d.n, d.reference, d.value, d.difference, d.se, d.lo95, d.hi95};
    }
    if (status == BRINK_OK) {
        status = read_total(t, outcomes, 0, index[0], room, room + 2 * n, err);
    }
    if (status == BRINK_OK) {
        status = read_total(t, outcomes, 1, index[1], room + n, room + 2 * n, err);
    }
    if (status == BRINK_OK) {
        gain[t->problem.n_objectives] = gain_of(room, room + n, n);
    }
    free(room);
    return status;
}

/* The 95 % interval of an objective at point 1. */
static brink_status hold(const brink_tuning *t, brink_outcomes *outcomes, size_t j, double *room, brink_held *held,
                         brink_error *err)
{
    const brink_objective *o = t->problem.objectives[j];
    brink_results *results = brink_outcomes_results(outcomes);
    const size_t point = brink_outcomes_index(outcomes, 1);
    size_t metric = brink_metric_find(brink_results_get_point(results, point), o->metric);
    if (o->statistic.kind == BRINK_STATISTIC_MEAN || o->statistic.kind == BRINK_STATISTIC_RATIO) {
        brink_estimate e;
        brink_status status = brink_results_metric(results, point, metric, &e, err);
        *held = (brink_held){.value = e.mean, .lo95 = e.lo95, .hi95 = e.hi95, .bound = o->bound};
        return status;
    }
    brink_status status = brink_outcomes_pseudo(outcomes, 1, o->metric, &o->statistic, room, err);
    if (status == BRINK_OK) {
        brink_outcome e = brink__summarise(&o->statistic, room, (size_t)brink_outcomes_replicas(outcomes));
        double half = isnan(e.se) ? e.se : brink__t95(e.n - 1) * e.se;
        *held = (brink_held){.value = e.value, .lo95 = e.value - half, .hi95 = e.value + half, .bound = o->bound};
    }
    return status;
}

static brink_status judge_winner(brink_tuning *t, brink_outcomes *outcomes, const size_t *index, brink_error *err)
{
    size_t n = (size_t)brink_outcomes_replicas(outcomes);
    double *room = malloc((n + 1) * sizeof *room);
    brink_status status = brink__has_memory(room, "a comparison", err);
    for (size_t j = 0; status == BRINK_OK && j < t->problem.n_objectives; j++) {
        status = hold(t, outcomes, j, room, &t->held[j], err);
    }
    free(room);
    return status == BRINK_OK ? measure_gains(t, outcomes, index, t->fresh, err) : status;
}

/* --- both -----------------------------------------------------------------------------------------------------------
 */

/* The gains that the search believes in. */
static brink_status judge_search(brink_tuning *t, const size_t *index, brink_error *err)
{
    brink_design *design = NULL;
    brink_outcomes *outcomes = NULL;
    brink_status status = brink__trials_design(t->trials, index, 2, NULL, 0, &design);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for points");
    }
    status = brink_outcomes_open(t->folder, design, t->options.max_failures, &outcomes, err);
    if (status == BRINK_OK) {
        status = measure_gains(t, outcomes, index, t->search, err);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    return status;
}

brink_status brink__run_fresh(brink_tuning *tuning, const size_t *index, size_t k, brink_error *err)
{
    brink_design *design = NULL;
    brink_outcomes *outcomes = NULL;
    study s = {.tuning = tuning,
               .index = index,
               .replicas_before = brink__trials_n(tuning->trials) * tuning->options.replicas};
    brink_status status = brink__trials_design(tuning->trials, index, k, NULL, FRESH_NOISE, &design);
    if (status != BRINK_OK) {
        return brink_fail(err, status, "out of memory for points");
    }
    status = run(&s, design, err);
    if (status == BRINK_OK) {
        status = brink_outcomes_open(tuning->fresh_folder, design, tuning->options.max_failures, &outcomes, err);
    }
    if (status == BRINK_OK) {
        status = tuning->options.is_front ? brink__front_judge(tuning, outcomes, err)
                                          : judge_winner(tuning, outcomes, index, err);
    }
    if (status == BRINK_OK && !tuning->options.is_front) {
        status = judge_search(tuning, index, err);
    }
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    return status;
}
