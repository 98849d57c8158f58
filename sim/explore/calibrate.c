/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/calibrate.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brink/outcomes.h"
#include "explore/calibration.h"

enum { LEAST_PARTICLES = 20 };

/* --- memory */

void brink_calibration_free(brink_calibration *calibration)
{
    brink_calibration *c = calibration;
    if (c == NULL) {
        return;
    }
    for (size_t i = 0; i < c->points.n; i++) {
        free((void *)(uintptr_t)c->points.item[i].score);
        free((void *)(uintptr_t)c->points.item[i].moment);
    }
    free(c->points.item);
    free(c->generations.item);
    brink__growing_fini(&c->study);
    brink_design_free(c->design);
    free(c->mean);
    free(c->covariance);
    free(c->jacobian);
    free(c->linear);
    free(c->loadings);
    free(c->direction);
    free(c->check);
    free(c->checked);
    free(c);
}

static brink_calibration *new_calibration(const brink_calibrate_problem *problem,
                                          const brink_calibrate_options *options, const char *folder)
{
    brink_calibration *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return NULL;
    }
    const size_t d = brink_factors_n(problem->parameters);
    const size_t m = brink_facts_n(problem->targets);
    c->problem = problem;
    c->options = options;
    c->folder = folder;
    c->n_parameters = d;
    c->n_targets = m;
    c->fit.point = SIZE_MAX;
    c->design = brink__moments_design(c);
    c->mean = calloc(d, sizeof *c->mean);
    c->covariance = calloc(d * d, sizeof *c->covariance);
    c->jacobian = calloc(m * d, sizeof *c->jacobian);
    c->linear = calloc(d, sizeof *c->linear);
    c->loadings = calloc(d * d, sizeof *c->loadings);
    c->direction = calloc(d, sizeof *c->direction);
    c->check = calloc(BRINK__MOST_CHECKS * m, sizeof *c->check);
    c->checked = calloc(BRINK__MOST_CHECKS * d, sizeof *c->checked);
    (void)clock_gettime(CLOCK_MONOTONIC, &c->started);
    if (c->design == NULL || c->mean == NULL || c->covariance == NULL || c->jacobian == NULL || c->linear == NULL ||
        c->loadings == NULL || c->direction == NULL || c->check == NULL || c->checked == NULL) {
        brink_calibration_free(c);
        return NULL;
    }
    return c;
}

/* --- what is asked for */

static brink_status check_targets(const brink_facts *targets, brink_error *err)
{
    bool has_weight = false;
    for (size_t j = 0; j < brink_facts_n(targets); j++) {
        const brink_fact *target = brink_facts_get(targets, j);
        has_weight = has_weight || target->weight > 0.0;
        if (target->weight > 0.0 && !(target->hi > target->lo)) {
            return brink_fail(err, BRINK_EDATA,
                              "target %s has a weight and a band of no width, %g to %g: nothing could fit it",
                              target->name, target->lo, target->hi);
        }
    }
    return has_weight ? BRINK_OK : brink_fail(err, BRINK_EDATA, "no target has a weight");
}

static brink_status check_problem(const brink_calibrate_problem *problem, const brink_calibrate_options *o,
                                  brink_error *err)
{
    const size_t d = brink_factors_n(problem->parameters);
    if (d == 0 || d > BRINK_CALIBRATE_PARAMETERS) {
        return brink_fail(err, BRINK_EUSAGE, "%zu parameters; allowed: 1 to %d", d, (int)BRINK_CALIBRATE_PARAMETERS);
    }
    if (o->particles < LEAST_PARTICLES || o->particles <= 2 * d) {
        return brink_fail(err, BRINK_EUSAGE,
                          "%zu particles a generation; needed: %d, and more than twice the parameters", o->particles,
                          (int)LEAST_PARTICLES);
    }
    if (o->replicas < 2 || o->check < 2) {
        return brink_fail(err, BRINK_EUSAGE, "at least 2 replicas are needed");
    }
    if (o->budget / o->replicas < o->particles) {
        return brink_fail(err, BRINK_EUSAGE, "a budget of %llu replicas is less than one generation, %zu x %llu",
                          (unsigned long long)o->budget, o->particles, (unsigned long long)o->replicas);
    }
    if (o->budget / o->replicas >= UINT32_MAX / 2) {
        return brink_fail(err, BRINK_EUSAGE, "a budget of %llu replicas is more particles than can be told apart",
                          (unsigned long long)o->budget);
    }
    return check_targets(problem->targets, err);
}

/* --- under fresh luck */

static const char *const check_names[BRINK__MOST_CHECKS] = {"as_is", "posterior", "fitted"};

static void choose_checks(brink_calibration *c)
{
    const size_t d = c->n_parameters;
    c->n_checks = c->fit.point != SIZE_MAX ? 3 : 2;
    for (size_t k = 0; k < d; k++) {
        c->checked[k] = (double)NAN;
        c->checked[d + k] = c->mean[k];
        c->checked[2 * d + k] = c->n_checks == 3 ? c->points.item[c->fit.point].score[k] : 0.0;
    }
}

brink_status brink_calibration_design(const brink_calibration *calibration, brink_design **design)
{
    const brink_calibration *c = calibration;
    brink_design *made = brink__moments_design(c);
    brink_status status = made != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < c->n_checks && i < BRINK__MOST_CHECKS && status == BRINK_OK; i++) {
        status = brink__moments_place(c, made, check_names[i], 0, c->checked + i * c->n_parameters);
    }
    if (status != BRINK_OK) {
        brink_design_free(made);
        made = NULL;
    }
    *design = made;
    return status;
}

static void tell_check(void *context, const brink_progress *progress)
{
    const brink_calibration *c = context;
    const uint64_t before = c->points.n * c->options->replicas;
    const brink_calibrate_progress report = {.phase = c->phase,
                                             .replicas = before + progress->done,
                                             .budget = before + progress->total,
                                             .replicas_before = before + progress->done_before,
                                             .tolerance = c->generations.item[c->generations.n - 1].tolerance,
                                             .seconds = progress->seconds};
    c->options->progress(c->options->context, &report);
}

brink_status brink__check_fits(brink_calibration *calibration, brink_error *err)
{
    static const brink_failure_limit any = {.most = 100.0, .is_percent = true};
    brink_calibration *c = calibration;
    const brink_calibrate_options *o = c->options;
    const size_t size = strlen(c->folder) + sizeof "/fresh";
    char *folder = malloc(size);
    brink_design *design = NULL;
    brink_outcomes *outcomes = NULL;
    c->phase = "check";
    choose_checks(c);
    brink_status status = folder != NULL ? brink_calibration_design(c, &design) : BRINK_ENOMEM;
    if (status != BRINK_OK) {
        (void)brink_fail(err, status, "out of memory for the check");
        goto out;
    }
    (void)snprintf(folder, size, "%s/fresh", c->folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        status = brink_fail(err, BRINK_ECANTCREATE, "cannot make %s: %s", folder, strerror(errno));
        goto out;
    }
    const brink_run_options how = {.seed = o->seed,
                                   .replicas = o->check,
                                   .threads = o->threads,
                                   .resume = o->resume,
                                   .description = o->description,
                                   .stop = o->stop,
                                   .progress = o->progress != NULL ? tell_check : NULL,
                                   .context = c};
    status = brink_outcomes_run(design, folder, &how, err);
    if (status == BRINK_OK) {
        status = brink_outcomes_open(folder, design, &any, &outcomes, err);
    }
    for (size_t i = 0; i < c->n_checks && status == BRINK_OK; i++) {
        for (size_t j = 0; j < c->n_targets && status == BRINK_OK; j++) {
            status = brink_facts_check(c->problem->targets, j, brink_outcomes_results(outcomes),
                                       brink_outcomes_index(outcomes, i), &c->check[i * c->n_targets + j], err);
        }
    }
out:
    brink_outcomes_close(outcomes);
    brink_design_free(design);
    free(folder);
    return status;
}

/* --- all of it */

brink_status brink_calibrate(const brink_calibrate_problem *problem, const brink_calibrate_options *options,
                             const char *folder, brink_calibration **calibration, brink_error *err)
{
    *calibration = NULL;
    brink_status status = check_problem(problem, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink_calibration *c = new_calibration(problem, options, folder);
    if (c == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a calibration");
    }
    status = brink__moments_open(c, err);
    if (status == BRINK_OK) {
        status = brink__particles(c, err);
    }
    if (status == BRINK_OK) {
        status = brink__fit_moments(c, err);
    }
    if (status == BRINK_OK) {
        status = brink__identify(c, err);
    }
    if (status == BRINK_OK) {
        status = brink__check_fits(c, err);
    }
    if (status != BRINK_OK) {
        brink_calibration_free(c);
        return status;
    }
    *calibration = c;
    return BRINK_OK;
}

/* --- what is asked about it */

const brink_calibrate_problem *brink_calibration_problem(const brink_calibration *calibration)
{
    return calibration->problem;
}

const brink_calibrate_options *brink_calibration_options(const brink_calibration *calibration)
{
    return calibration->options;
}

size_t brink_calibration_n_points(const brink_calibration *calibration)
{
    return calibration->points.n;
}

const brink_trial_point *brink_calibration_point(const brink_calibration *calibration, size_t i)
{
    return &calibration->points.item[i];
}

size_t brink_calibration_n_generations(const brink_calibration *calibration)
{
    return calibration->generations.n;
}

const brink_generation *brink_calibration_generation(const brink_calibration *calibration, size_t i)
{
    return &calibration->generations.item[i];
}

const brink_moments_fit *brink_calibration_fit(const brink_calibration *calibration)
{
    return &calibration->fit;
}

size_t brink_calibration_n_checks(const brink_calibration *calibration)
{
    return calibration->n_checks;
}

const char *brink_calibration_check_name(const brink_calibration *calibration, size_t i)
{
    (void)calibration;
    return check_names[i];
}

const brink_fact_check *brink_calibration_check(const brink_calibration *calibration, size_t i, size_t target)
{
    return &calibration->check[i * calibration->n_targets + target];
}
