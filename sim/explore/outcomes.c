/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/outcomes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"
#include "engine/plan.h"
#include "engine/results_some.h"
#include "engine/threshold.h"
#include "explore/compare_values.h"
#include "scenario/design_rows.h"

/* --- running ------------------------------------------------------------------------------------------------------ */

/* For brink_run_options.compile: by several threads at once, on a design that nobody changes. */
static brink_status compile(void *compiler, size_t point, brink_program **program, brink_error *err)
{
    const brink_design *design = compiler;
    brink_scenario *scenario = NULL;
    if (brink_design_make(design, point, &scenario) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a scenario");
    }
    brink_status status = brink_program_new(scenario, program, err);
    brink_scenario_free(scenario);
    return status;
}

static brink_status digest(const brink_design *design, size_t i, unsigned char sha256[32], brink_error *err)
{
    brink_scenario *scenario = NULL;
    if (brink_design_make(design, i, &scenario) != BRINK_OK) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a scenario");
    }
    brink_scenario_digest(scenario, sha256);
    brink_scenario_free(scenario);
    return BRINK_OK;
}

static const char *scenario_name(const brink_design *design, size_t i)
{
    return brink_scenario_name(brink_design_get_scenario(design, brink_design_scenario_of(design, i)));
}

brink_status brink_outcomes_run(const brink_design *design, const char *folder, const brink_run_options *how,
                                brink_error *err)
{
    const size_t n = brink_design_n_points(design);
    brink_point *points = calloc(n + 1, sizeof *points);
    brink_status status = points != NULL ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for points");
    for (size_t i = 0; i < n && status == BRINK_OK; i++) {
        points[i] = (brink_point){.scenario = scenario_name(design, i),
                                  .name = brink_design_name(design, i),
                                  .noise = brink_design_noise(design, i)};
        status = digest(design, i, points[i].digest, err);
    }
    if (status == BRINK_OK) {
        brink_run_options options = *how;
        options.metrics_only = true;
        options.compile = compile;
        options.compiler = (void *)(uintptr_t)design; /* it is only read */
        status = brink_study_run(folder, points, n, &options, err);
    }
    free(points);
    return status;
}

/* --- joining ------------------------------------------------------------------------------------------------------ */

struct brink_outcomes {
    const brink_design *design; /* borrowed; must outlive */
    brink_results *results;
    size_t *index;  /* [n points of the design] of the results */
    double *values; /* [4][replicas]: values, denominators, and room */
    uint64_t replicas;
};

/* Points of which something is wrong: the first, and how many. */
typedef struct fault {
    size_t n;
    const char *name;
    char what[256];
} fault;

static void add_fault(fault *f, const char *name, const char *format, ...) BRINK_PRINTF(3, 4);
static void add_fault(fault *f, const char *name, const char *format, ...)
{
    if (f->n++ == 0) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(f->what, sizeof f->what, format, args);
        va_end(args);
        f->name = name;
    }
}

static brink_status tell(const fault *f, brink_status status, brink_error *err)
{
    char others[64] = "";
    if (f->n == 0) {
        return BRINK_OK;
    }
    if (f->n > 1) {
        (void)snprintf(others, sizeof others, " (as %zu other point%s)", f->n - 1, f->n == 2 ? "" : "s");
    }
    return brink_fail(err, status, "point %s %s%s", f->name, f->what, others);
}

/* The names of a design's points, sorted. */
typedef struct name_list {
    brink__label *label; /* [n] */
    size_t n;
} name_list;

static int by_text(const void *key, const void *item)
{
    return strcmp(key, ((const brink__label *)item)->text);
}

static brink__label *list_names(const brink_design *design)
{
    const size_t n = brink_design_n_points(design);
    brink__label *label = malloc((n + 1) * sizeof *label);
    for (size_t i = 0; label != NULL && i < n; i++) {
        label[i] = (brink__label){brink_design_name(design, i), i};
    }
    if (label != NULL) {
        brink__sort_labels(label, n);
    }
    return label;
}

static bool is_named(void *context, const char *name)
{
    const name_list *names = context;
    return bsearch(name, names->label, names->n, sizeof *names->label, by_text) != NULL;
}

/* index[i]: the point of the results that is named as point i of the design. */
static brink_status match_names(brink_outcomes *o, brink_error *err)
{
    const size_t n = brink_results_n_points(o->results);
    brink__label *labels = malloc((n + 1) * sizeof *labels);
    fault missing = {0};
    if (labels == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for points");
    }
    for (size_t p = 0; p < n; p++) {
        labels[p] = (brink__label){brink_results_get_point(o->results, p)->name, p};
    }
    brink__sort_labels(labels, n);
    for (size_t i = 0; i < brink_design_n_points(o->design); i++) {
        const char *name = brink_design_name(o->design, i);
        const brink__label *found = bsearch(name, labels, n, sizeof *labels, by_text);
        if (found == NULL) {
            add_fault(&missing, name, "is not among the results");
        } else {
            o->index[i] = found->index;
        }
    }
    free(labels);
    return tell(&missing, BRINK_EMISMATCH, err);
}

static brink_status match_values(const brink_outcomes *o, brink_error *err)
{
    fault wrong = {0};
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < brink_design_n_points(o->design) && status == BRINK_OK; i++) {
        const brink_results_point *point = brink_results_get_point(o->results, o->index[i]);
        unsigned char sha256[32];
        status = digest(o->design, i, sha256, err);
        if (status == BRINK_OK && memcmp(sha256, point->digest, sizeof sha256) != 0) {
            add_fault(&wrong, point->name, "has other values in the results than in the design");
        } else if (point->noise != brink_design_noise(o->design, i)) {
            add_fault(&wrong, point->name, "has noise %lu in the results and %lu in the design",
                      (unsigned long)point->noise, (unsigned long)brink_design_noise(o->design, i));
        }
    }
    return status == BRINK_OK ? tell(&wrong, BRINK_EMISMATCH, err) : status;
}

/* Why most of a point's replicas failed. */
static brink_status main_failure(brink_results *results, size_t point)
{
    brink_status most = BRINK_OK;
    for (unsigned s = 1; s < BRINK_N_STATUSES; s++) {
        if (most == BRINK_OK ||
            brink_results_failures(results, point, (brink_status)s) > brink_results_failures(results, point, most)) {
            most = (brink_status)s;
        }
    }
    return most;
}

static brink_status check_points(const brink_outcomes *o, const brink_failure_limit *limit, brink_error *err)
{
    static const brink_failure_limit usual = {.most = 5.0, .is_percent = true};
    fault unfinished = {0};
    fault failed = {0};
    for (size_t i = 0; i < brink_design_n_points(o->design); i++) {
        const brink_results_point *point = brink_results_get_point(o->results, o->index[i]);
        if (point->done < point->replicas) {
            add_fault(&unfinished, point->name, "has %llu of %llu replicas: finish the run first",
                      (unsigned long long)point->done, (unsigned long long)point->replicas);
        } else if (brink_failures_exceed(limit != NULL ? limit : &usual, point->failed, point->done)) {
            add_fault(&failed, point->name, "failed in %llu of %llu replicas, most by: %s",
                      (unsigned long long)point->failed, (unsigned long long)point->done,
                      brink_status_text(main_failure(o->results, o->index[i])));
        }
    }
    return unfinished.n > 0 ? tell(&unfinished, BRINK_EDATA, err) : tell(&failed, BRINK_EDIVERGE, err);
}

void brink_outcomes_close(brink_outcomes *outcomes)
{
    if (outcomes != NULL) {
        brink_results_close(outcomes->results);
        free(outcomes->index);
        free(outcomes->values);
        free(outcomes);
    }
}

brink_status brink_outcomes_open(const char *folder, const brink_design *design, const brink_failure_limit *limit,
                                 brink_outcomes **outcomes, brink_error *err)
{
    brink_outcomes *o = calloc(1, sizeof *o);
    *outcomes = NULL;
    if (o == NULL) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for outcomes");
    }
    o->design = design;
    o->index = calloc(brink_design_n_points(design) + 1, sizeof *o->index);
    name_list names = {.n = brink_design_n_points(design)};
    names.label = list_names(design);
    brink_status status = o->index != NULL && names.label != NULL
                              ? brink__results_open_some(folder, is_named, &names, &o->results, err)
                              : brink_fail(err, BRINK_ENOMEM, "out of memory for points");
    free(names.label);
    if (status == BRINK_OK) {
        o->replicas = brink_results_ceiling(o->results);
        o->values = calloc(4 * (size_t)o->replicas + 1, sizeof *o->values);
        status = o->values != NULL ? match_names(o, err) : brink_fail(err, BRINK_ENOMEM, "out of memory for replicas");
    }
    if (status == BRINK_OK) {
        status = match_values(o, err);
    }
    if (status == BRINK_OK) {
        status = check_points(o, limit, err);
    }
    if (status != BRINK_OK) {
        brink_outcomes_close(o);
        return status;
    }
    *outcomes = o;
    return BRINK_OK;
}

brink_results *brink_outcomes_results(const brink_outcomes *outcomes)
{
    return outcomes->results;
}

size_t brink_outcomes_index(const brink_outcomes *outcomes, size_t point)
{
    return outcomes->index[point];
}

uint64_t brink_outcomes_replicas(const brink_outcomes *outcomes)
{
    return outcomes->replicas;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static brink_status find_metric(const brink_outcomes *o, size_t point, const char *metric, size_t *m, brink_error *err)
{
    const brink_results_point *facts = brink_results_get_point(o->results, o->index[point]);
    *m = brink_metric_find(facts, metric);
    if (*m != BRINK_NO_METRIC) {
        return BRINK_OK;
    }
    const char *near = brink__nearest_output(facts->metrics, facts->n_metrics, metric);
    return brink_fail(err, BRINK_EDATA, "point %s has no metric %s%s%s%s", facts->name, metric,
                      near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
}

const char *brink_outcomes_unit(const brink_outcomes *outcomes, const char *metric, const brink_statistic *statistic,
                                brink_error *err)
{
    size_t m = 0;
    brink_statistic own;
    if (find_metric(outcomes, 0, metric, &m, err) != BRINK_OK) {
        return NULL;
    }
    const brink_output *output = &brink_results_get_point(outcomes->results, outcomes->index[0])->metrics[m];
    if (brink_statistic_of(statistic, output, &own, err) != BRINK_OK) {
        return NULL;
    }
    return own.kind == BRINK_STATISTIC_EXCEED || output->quantity->unit == NULL ? "1" : output->quantity->unit;
}

/* Values of a metric at a point, or numerators and denominators: NaN in x where a replica has no value. */
static brink_status get_values(brink_outcomes *o, size_t point, size_t m, double *x, double *over, brink_error *err)
{
    const size_t p = o->index[point];
    const brink_output *output = &brink_results_get_point(o->results, p)->metrics[m];
    const bool is_ratio = output->quantity->kind == BRINK_RATIO;
    brink_status status = brink_results_values(o->results, p, is_ratio ? output->numerator : m, x, err);
    if (status == BRINK_OK && is_ratio) {
        status = brink_results_values(o->results, p, output->denominator, over, err);
    }
    for (uint64_t r = 0; r < o->replicas && status == BRINK_OK && is_ratio; r++) {
        x[r] = isnan(over[r]) ? over[r] : x[r];
    }
    return status;
}

static void add_interval(brink_outcome *outcome, const brink_statistic *statistic, const brink_output *metric,
                         const double *contributions)
{
    const bool is_flag = metric->quantity->kind == BRINK_PROPORTION && statistic->kind == BRINK_STATISTIC_MEAN;
    const bool has_error = brink__has_enough(statistic, outcome->n);
    outcome->se = has_error ? brink__se(contributions, outcome->n) : (double)NAN;
    if (is_flag || statistic->kind == BRINK_STATISTIC_EXCEED) {
        const double k = rint(outcome->value * (double)outcome->n);
        brink__wilson95((uint64_t)k, outcome->n, &outcome->lo95, &outcome->hi95);
    } else {
        const double half = has_error ? brink__t95(outcome->n - 1) * outcome->se : (double)NAN;
        outcome->lo95 = outcome->value - half;
        outcome->hi95 = outcome->value + half;
    }
}

/* Pseudo-values at a point in out[replicas], with the estimate that goes with them. */
static brink_status evaluate(brink_outcomes *o, size_t point, const char *metric, const brink_statistic *statistic,
                             double *out, brink_outcome *outcome, brink_error *err)
{
    const size_t n = (size_t)o->replicas;
    double *x = o->values;
    double *over = x + n;
    double *packed = over + n;
    double *room = packed + n;
    size_t m = 0;
    size_t k = 0;
    brink_statistic own;
    brink_status status = find_metric(o, point, metric, &m, err);
    if (status != BRINK_OK) {
        return status;
    }
    const brink_results_point *facts = brink_results_get_point(o->results, o->index[point]);
    status = brink_statistic_of(statistic, &facts->metrics[m], &own, err);
    if (status == BRINK_OK) {
        status = get_values(o, point, m, x, over, err);
    }
    if (status != BRINK_OK) {
        return status;
    }
    if (own.kind == BRINK_STATISTIC_EXCEED) {
        own.at = brink__round_like(&facts->metrics[m], own.at);
    }
    for (size_t r = 0; r < n; r++) {
        if (!isnan(x[r])) {
            packed[k] = x[r];
            room[k++] = over[r];
        }
    }
    if (k == 0) {
        return brink_fail(err, BRINK_EDATA, "point %s has no value of %s: it is missing in every replica", facts->name,
                          metric);
    }
    *outcome = (brink_outcome){.n = k, .value = brink__evaluate(&own, packed, room, room, k)};
    if (isnan(outcome->value)) {
        return brink_fail(err, BRINK_EDATA, "point %s has no value of %s: its denominator is 0", facts->name, metric);
    }
    add_interval(outcome, &own, &facts->metrics[m], packed);
    brink__centre(packed, k, outcome->value);
    for (size_t r = 0, next = 0; r < n; r++) {
        out[r] = isnan(x[r]) ? x[r] : packed[next++];
    }
    return BRINK_OK;
}

brink_status brink_outcomes_read(brink_outcomes *outcomes, const char *metric, const brink_statistic *statistic,
                                 brink_outcome *out, brink_error *err)
{
    double *pseudo = malloc(((size_t)outcomes->replicas + 1) * sizeof *pseudo);
    brink_status status =
        pseudo != NULL ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for the replicas of a point");
    for (size_t i = 0; i < brink_design_n_points(outcomes->design) && status == BRINK_OK; i++) {
        status = evaluate(outcomes, i, metric, statistic, pseudo, &out[i], err);
    }
    free(pseudo);
    return status;
}

brink_status brink_outcomes_pseudo(brink_outcomes *outcomes, size_t point, const char *metric,
                                   const brink_statistic *statistic, double *out, brink_error *err)
{
    brink_outcome unused;
    return evaluate(outcomes, point, metric, statistic, out, &unused, err);
}

brink_paired brink_outcomes_paired(const double *a, const double *b, size_t n, const brink_statistic *statistic)
{
    const double none = (double)NAN;
    brink_paired p = {0, none, none, none, none};
    double sum = 0.0;
    double squares = 0.0;
    for (size_t r = 0; r < n; r++) {
        const bool is_pair = !isnan(a[r]) && !isnan(b[r]);
        p.n += is_pair;
        sum += is_pair ? a[r] - b[r] : 0.0;
    }
    if (p.n == 0) {
        return p;
    }
    p.difference = sum / (double)p.n;
    for (size_t r = 0; r < n; r++) {
        const double d = a[r] - b[r] - p.difference;
        squares += isnan(d) ? 0.0 : d * d;
    }
    if (brink__has_enough(statistic, p.n)) {
        p.se = sqrt(squares / (double)(p.n - 1) / (double)p.n);
        const double half = brink__t95(p.n - 1) * p.se;
        p.lo95 = p.difference - half;
        p.hi95 = p.difference + half;
    }
    return p;
}
