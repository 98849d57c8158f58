/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points of a calibration: run, and their simulated moments against the targets. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "brink/math.h"
#include "brink/outcomes.h"
#include "explore/calibration.h"

static const brink_failure_limit any = {.most = 100.0, .is_percent = true};

/* --- misfit */

double brink_calibration_sigma(const brink_fact *target, double moment)
{
    const double above = target->hi - target->value;
    const double below = target->value - target->lo;
    const double first = moment > target->value ? above : below;
    const double other = moment > target->value ? below : above;
    return (first > 0.0 ? first : other) / 1.959963984540054;
}

double brink__misfit(const brink_calibration *calibration, const double *moment, double *residual)
{
    double sum = 0.0;
    for (size_t j = 0; j < calibration->n_targets; j++) {
        const brink_fact *target = brink_facts_get(calibration->problem->targets, j);
        double r = 0.0;
        if (target->weight > 0.0) {
            r = sqrt(target->weight) * (moment[j] - target->value) / brink_calibration_sigma(target, moment[j]);
        }
        if (residual != NULL) {
            residual[j] = r;
        }
        sum += r * r;
    }
    return sum;
}

/* --- designs */

brink_design *brink__moments_design(const brink_calibration *calibration)
{
    const brink_calibrate_problem *p = calibration->problem;
    return brink_factors_design(p->parameters, p->scenario, p->label, p->settings, p->n_settings);
}

brink_status brink__moments_place(const brink_calibration *calibration, brink_design *design, const char *name,
                                  uint32_t noise, const double *score)
{
    double u[BRINK_CALIBRATE_PARAMETERS];
    for (size_t k = 0; k < calibration->n_parameters; k++) {
        u[k] = isnan(score[k]) ? score[k] : brink_normal_cdf(score[k]);
    }
    return brink_factors_add_point(calibration->problem->parameters, design, name, "", noise, u);
}

const char *brink_calibration_text(const brink_calibration *calibration, size_t parameter, double score, char out[32])
{
    const brink_factor *factor = brink_factors_get(calibration->problem->parameters, parameter);
    return brink_distribution_text(&factor->distribution, brink_normal_cdf(score), out);
}

/* --- points */

brink_status brink__moments_add(brink_calibration *calibration, bool is_fit, uint32_t noise, const double *score)
{
    brink__trial_points *points = &calibration->points;
    brink_trial_point *bigger = brink__grown(points->item, points->n, &points->capacity, sizeof *bigger);
    if (bigger == NULL) {
        return BRINK_ENOMEM;
    }
    points->item = bigger;
    double *scores = malloc(calibration->n_parameters * sizeof *scores);
    double *moments = malloc((calibration->n_targets + 1) * sizeof *moments);
    if (scores == NULL || moments == NULL) {
        free(scores);
        free(moments);
        return BRINK_ENOMEM;
    }
    memcpy(scores, score, calibration->n_parameters * sizeof *scores);
    for (size_t j = 0; j < calibration->n_targets; j++) {
        moments[j] = (double)NAN;
    }
    brink_trial_point *point = &points->item[points->n];
    *point = (brink_trial_point){.round = calibration->round,
                                 .is_fit = is_fit,
                                 .noise = noise,
                                 .score = scores,
                                 .moment = moments,
                                 .misfit = (double)NAN,
                                 .weight = is_fit ? (double)NAN : 0.0};
    (void)snprintf(point->name, sizeof point->name, "%s%zu", is_fit ? "m" : "p", points->n + 1);
    points->n++;
    return BRINK_OK;
}

size_t brink__moments_left(const brink_calibration *calibration)
{
    const uint64_t most = calibration->options->budget / calibration->options->replicas;
    return most > calibration->points.n ? (size_t)(most - calibration->points.n) : 0;
}

/* Whether the values go together, and the digest of what they make. */
static brink_status look_at(const brink_design *design, size_t i, bool *possible, unsigned char sha256[32])
{
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = diagnostics != NULL ? brink_design_make(design, i, &scenario) : BRINK_ENOMEM;
    if (status == BRINK_OK) {
        status = brink_scenario_check(scenario, diagnostics);
        *possible = status == BRINK_OK;
        status = status == BRINK_EDATA ? BRINK_OK : status;
        brink_scenario_digest(scenario, sha256);
    }
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    return status;
}

/* Adds a point that can be run to the study, and to a design of those that are new. */
static brink_status place(brink_calibration *c, const brink_trial_point *p, const unsigned char sha256[32],
                          brink_design *own)
{
    brink_point point = {.scenario = brink_scenario_name(c->problem->scenario), .name = p->name, .noise = p->noise};
    memcpy(point.digest, sha256, sizeof point.digest);
    brink_status status = brink__moments_place(c, c->design, p->name, p->noise, p->score);
    if (status == BRINK_OK) {
        status = brink__moments_place(c, own, p->name, p->noise, p->score);
    }
    return status == BRINK_OK ? brink__growing_add(&c->study, &point) : status;
}

/* Places the points from `first` on; those whose values contradict each other have failed. */
static brink_status place_new(brink_calibration *c, size_t first, brink_design *own)
{
    brink_design *trial = brink__moments_design(c);
    brink_status status = trial != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = first; i < c->points.n && status == BRINK_OK; i++) {
        brink_trial_point *p = &c->points.item[i];
        unsigned char sha256[32];
        bool possible = false;
        status = brink__moments_place(c, trial, p->name, p->noise, p->score);
        if (status == BRINK_OK) {
            status = look_at(trial, i - first, &possible, sha256);
        }
        p->is_failed = !possible;
        if (status == BRINK_OK && possible) {
            status = place(c, p, sha256, own);
        }
    }
    brink_design_free(trial);
    return status;
}

/* --- running */

static void tell_progress(void *context, const brink_progress *progress)
{
    const brink_calibration *c = context;
    const size_t n = c->generations.n;
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    const brink_calibrate_progress report = {.phase = c->phase,
                                             .round = c->round,
                                             .replicas = progress->done,
                                             .budget = c->options->budget,
                                             .replicas_before = c->study.replicas_before,
                                             .tolerance = n > 0 ? c->generations.item[n - 1].tolerance : (double)NAN,
                                             .seconds = (double)(now.tv_sec - c->started.tv_sec) +
                                                        1e-9 * (double)(now.tv_nsec - c->started.tv_nsec)};
    if (c->options->progress != NULL) {
        c->options->progress(c->options->context, &report);
    }
}

/* For brink_run_options.compile. */
static brink_status compile(void *compiler, size_t point, brink_program **program, brink_error *err)
{
    const brink_calibration *c = compiler;
    brink_scenario *scenario = NULL;
    if (brink_design_make(c->design, point, &scenario) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a scenario");
    }
    const brink_status status = brink_program_new(scenario, program, err);
    brink_scenario_free(scenario);
    return status;
}

brink_status brink__moments_open(brink_calibration *calibration, brink_error *err)
{
    const brink_calibrate_options *o = calibration->options;
    const brink_run_options how = {.seed = o->seed,
                                   .replicas = o->replicas,
                                   .threads = o->threads,
                                   .resume = o->resume,
                                   .metrics_only = true,
                                   .compile = compile,
                                   .compiler = calibration,
                                   .description = o->description,
                                   .stop = o->stop,
                                   .progress = tell_progress,
                                   .context = calibration};
    return brink__growing_init(&calibration->study, calibration->folder, &how, err);
}

/* --- judging */

static brink_status judge(brink_calibration *c, brink_outcomes *outcomes, size_t i, brink_trial_point *point,
                          brink_error *err)
{
    static const brink_failure_limit usual = {.most = 5.0, .is_percent = true};
    const brink_failure_limit *limit = c->options->max_failures != NULL ? c->options->max_failures : &usual;
    brink_results *results = brink_outcomes_results(outcomes);
    const size_t at = brink_outcomes_index(outcomes, i);
    const brink_results_point *run = brink_results_get_point(results, at);
    double *moment = (double *)(uintptr_t)point->moment; /* owned here */
    point->is_failed = brink_failures_exceed(limit, run->failed, run->done);
    for (size_t j = 0; j < c->n_targets && !point->is_failed; j++) {
        brink_fact_check check;
        brink_status status = brink_facts_check(c->problem->targets, j, results, at, &check, err);
        if (status != BRINK_OK) {
            return status;
        }
        moment[j] = check.simulated;
        point->is_failed = brink_facts_get(c->problem->targets, j)->weight > 0.0 && isnan(check.simulated);
    }
    if (!point->is_failed) {
        point->misfit = brink__misfit(c, moment, NULL);
        point->is_failed = !isfinite(point->misfit);
    }
    if (point->is_failed) {
        point->misfit = (double)NAN;
        for (size_t j = 0; j < c->n_targets; j++) {
            moment[j] = (double)NAN;
        }
    }
    return BRINK_OK;
}

brink_status brink__moments_run(brink_calibration *calibration, size_t first, brink_error *err)
{
    brink_calibration *c = calibration;
    brink_outcomes *outcomes = NULL;
    const size_t n_before = c->study.n;
    brink_design *own = brink__moments_design(c);
    brink_status status = own != NULL ? place_new(c, first, own) : BRINK_ENOMEM;
    if (status != BRINK_OK) {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory for points");
    } else if (c->study.n > n_before) {
        status = brink__growing_run(&c->study, n_before, err);
        status = status == BRINK_OK ? brink_outcomes_open(c->folder, own, &any, &outcomes, err) : status;
    }
    size_t k = 0;
    for (size_t i = first; i < c->points.n && status == BRINK_OK; i++) {
        if (!c->points.item[i].is_failed) {
            status = judge(c, outcomes, k++, &c->points.item[i], err);
        }
    }
    brink_outcomes_close(outcomes);
    brink_design_free(own);
    return status;
}
