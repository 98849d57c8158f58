/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Selection of the best, by elimination: slices of replicas, each with a noise number of its own, for those that are
 * still in. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rank.h"
#include "engine/threshold.h"
#include "explore/elimination.h"
#include "explore/growing.h"
#include "explore/memory.h"

enum { FIRST_REPLICAS = BRINK_RANK_BATCH * BRINK_RANK_FIRST };

typedef struct selection {
    const brink_point *points; /* [n] borrowed */
    size_t n;
    const brink_select_options *options; /* borrowed */
    brink_selected *selected;            /* [n] borrowed */
    double sign;                         /* 1 to maximise */
    brink__growing study;
    size_t *origin; /* [study.n] points that those of the study stand for */
    size_t origin_capacity;
    brink__elimination *elimination;
    double *squares; /* [n] of the observations */
    double *room;    /* [stage] */
    uint64_t replicas;
    size_t n_left;
} selection;

/* --- running --------------------------------------------------------------------------------------------------------
 */

static brink_status compile(void *compiler, size_t point, brink_program **program, brink_error *err)
{
    const selection *s = compiler;
    const brink_run_options *run = &s->options->run;
    return run->compile(run->compiler, s->origin[point], program, err);
}

static void tell(void *context, const brink_progress *progress)
{
    const selection *s = context;
    if (s->options->progress) {
        s->options->progress(s->options->context, s->replicas, s->n_left, progress);
    }
}

static bool note_origin(selection *s, size_t point)
{
    if (s->study.n == s->origin_capacity) {
        size_t capacity = 2 * s->origin_capacity + 64;
        size_t *bigger = realloc(s->origin, capacity * sizeof *bigger);
        if (!bigger) {
            return false;
        }
        s->origin = bigger;
        s->origin_capacity = capacity;
    }
    s->origin[s->study.n] = point;
    return true;
}

/* Adds slice number `slice` (from 1) of all points that are in. */
static brink_status add_slice(selection *s, uint32_t slice, brink_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        char name[320];
        brink_point point = s->points[i];
        if (!brink__elimination_is_in(s->elimination, i)) {
            continue;
        }
        (void)snprintf(name, sizeof name, "%.300s:%lu", s->points[i].name, (unsigned long)slice);
        point.name = name;
        point.noise = slice;
        if (!note_origin(s, i) || brink__growing_add(&s->study, &point) != BRINK_OK) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for points");
        }
    }
    return BRINK_OK;
}

/* --- observing ------------------------------------------------------------------------------------------------------
 */

static brink_status check_statistic(const brink_select_options *o, const brink_output *metric, brink_error *err)
{
    brink_statistic own;
    brink_status status = brink_statistic_of(&o->statistic, metric, &own, err);
    if (status == BRINK_OK && own.kind != BRINK_STATISTIC_MEAN && own.kind != BRINK_STATISTIC_EXCEED) {
        char name[64];
        status = brink_fail(err, BRINK_EUSAGE,
                            "%s of %s is no mean over replicas, and only means are selected by elimination: run all "
                            "points, and rank the results",
                            brink_statistic_name(&own, name), o->metric);
    }
    return status;
}

/* The metric of a point of the study, and the threshold of `exceed` as its values are rounded. */
static brink_status find_metric(const selection *s, const brink_results_point *point, size_t *metric, double *at,
                                brink_error *err)
{
    *metric = brink_metric_find(point, s->options->metric);
    if (*metric == BRINK_NO_METRIC) {
        return brink_fail(err, BRINK_EDATA, "point %s has no metric %s", point->name, s->options->metric);
    }
    brink_status status = check_statistic(s->options, &point->metrics[*metric], err);
    *at = brink__round_like(&point->metrics[*metric], s->options->statistic.at);
    return status;
}

/* Means of batches in s->room, from the values there. */
static brink_status batch(selection *s, const brink_results_point *point, double at, size_t *n, brink_error *err)
{
    *n = 0;
    for (size_t from = 0; from < s->options->stage; from += BRINK_RANK_BATCH) {
        double sum = 0.0;
        size_t k = 0;
        for (size_t r = from; r < from + BRINK_RANK_BATCH; r++) {
            double x = s->room[r];
            if (!isnan(x)) {
                sum += s->options->statistic.kind == BRINK_STATISTIC_EXCEED ? (x > at ? 1.0 : 0.0) : x;
                k++;
            }
        }
        if (k == 0) {
            return brink_fail(err, BRINK_EDIVERGE, "point %s has no value of %s in %d replicas on end", point->name,
                              s->options->metric, BRINK_RANK_BATCH);
        }
        s->room[(*n)++] = s->sign * sum / (double)k;
    }
    return BRINK_OK;
}

static brink_status observe(selection *s, size_t first, brink_error *err)
{
    static const brink_failure_limit usual = {.most = 5.0, .is_percent = true};
    const brink_failure_limit *limit = s->options->run.max_failures ? s->options->run.max_failures : &usual;
    brink_results *results = NULL;
    brink_status status = brink_results_open(s->study.folder, &results, err);
    for (size_t p = first; status == BRINK_OK && p < s->study.n; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        size_t metric;
        size_t n = 0;
        double at = 0.0;
        if (brink_failures_exceed(limit, point->failed, point->done)) {
            status = brink_fail(err, BRINK_EDIVERGE, "%llu of %llu replicas of point %s failed",
                                (unsigned long long)point->failed, (unsigned long long)point->done, point->name);
            break;
        }
        status = find_metric(s, point, &metric, &at, err);
        if (status == BRINK_OK) {
            status = brink_results_values(results, p, metric, s->room, err);
        }
        if (status == BRINK_OK) {
            status = batch(s, point, at, &n, err);
        }
        if (status == BRINK_OK) {
            brink__elimination_add(s->elimination, s->origin[p], s->room, n);
        }
        for (size_t j = 0; status == BRINK_OK && j < n; j++) {
            s->squares[s->origin[p]] += s->room[j] * s->room[j];
        }
    }
    brink_results_close(results);
    return status;
}

/* --- dropping -------------------------------------------------------------------------------------------------------
 */

static void drop(selection *s)
{
    size_t best = SIZE_MAX;
    size_t left = brink__elimination_screen(s->elimination);
    for (size_t i = 0; i < s->n; i++) {
        bool is_in = brink__elimination_is_in(s->elimination, i);
        if (is_in && (best == SIZE_MAX ||
                      brink__elimination_mean(s->elimination, i) > brink__elimination_mean(s->elimination, best))) {
            best = i;
        }
    }
    for (size_t i = 0; i < s->n; i++) {
        if (s->selected[i].is_in && !brink__elimination_is_in(s->elimination, i)) {
            s->selected[i].is_in = false;
            s->selected[i].dropped = s->replicas;
            s->selected[i].by = best;
        }
    }
    s->n_left = left;
}

static void summarise(selection *s)
{
    for (size_t i = 0; i < s->n; i++) {
        double n = (double)brink__elimination_n(s->elimination, i);
        double mean = brink__elimination_mean(s->elimination, i);
        double variance = fmax(s->squares[i] - n * mean * mean, 0.0) / (n - 1.0);
        s->selected[i].replicas = (uint64_t)n * BRINK_RANK_BATCH;
        s->selected[i].value = s->sign * mean + 0.0;
        s->selected[i].se = sqrt(variance / n);
    }
}

static brink_status run(selection *s, brink_error *err)
{
    const uint64_t stage = s->options->stage;
    brink_status status = BRINK_OK;
    uint32_t slice = 0;
    s->replicas = 0;
    while (status == BRINK_OK && (s->replicas == 0 || (s->n_left > 1 && s->replicas + stage <= s->options->most))) {
        size_t first = s->study.n;
        uint64_t n_slices = s->replicas == 0 ? FIRST_REPLICAS / stage : 1;
        for (uint64_t k = 0; status == BRINK_OK && k < n_slices; k++) {
            status = add_slice(s, ++slice, err);
        }
        if (status == BRINK_OK) {
            status = brink__growing_run(&s->study, first, err);
        }
        s->replicas += n_slices * stage;
        if (status == BRINK_OK) {
            status = observe(s, first, err);
        }
        if (status == BRINK_OK) {
            drop(s);
        }
    }
    if (status == BRINK_OK) {
        summarise(s);
    }
    return status;
}

static brink_status check(const brink_point *points, size_t n, const brink_select_options *o, brink_error *err)
{
    if (n < 2) {
        return brink_fail(err, BRINK_EUSAGE, "a selection needs two points at least");
    }
    if (!(o->confidence >= 0.5 && o->confidence < 1.0) || !(o->indifference > 0.0)) {
        return brink_fail(err, BRINK_EUSAGE,
                          "a confidence of %g and an indifference of %g; from 0.5 to below 1, and above 0, are allowed",
                          o->confidence, o->indifference);
    }
    if (o->stage < BRINK_RANK_BATCH || o->stage % BRINK_RANK_BATCH != 0 || FIRST_REPLICAS % o->stage != 0) {
        return brink_fail(err, BRINK_EUSAGE, "a stage of %llu replicas; 32, 64, 128, 256, 512 or 1024 are allowed",
                          (unsigned long long)o->stage);
    }
    if (o->most < FIRST_REPLICAS) {
        return brink_fail(err, BRINK_EUSAGE, "%llu replicas a point at most; the first stage takes %d",
                          (unsigned long long)o->most, FIRST_REPLICAS);
    }
    brink_status status = BRINK_OK;
    for (size_t i = 0; status == BRINK_OK && i < n && points[i].program; i++) { /* else it shows when they are run */
        const brink_program *program = points[i].program;
        size_t metric = brink_find_output(program->metrics, program->n_metrics, o->metric);
        status = metric == SIZE_MAX
                     ? brink_fail(err, BRINK_EDATA, "point %s has no metric %s", points[i].name, o->metric)
                     : check_statistic(o, &program->metrics[metric], err);
    }
    return status;
}

brink_status brink_select(const char *folder, const brink_point *points, size_t n, const brink_select_options *options,
                          brink_selected *selected, size_t *n_left, brink_error *err)
{
    *n_left = 0;
    brink_status status = check(points, n, options, err);
    if (status != BRINK_OK) {
        return status;
    }
    selection s = {.points = points,
                   .n = n,
                   .options = options,
                   .selected = selected,
                   .sign = options->is_maximised ? 1.0 : -1.0,
                   .n_left = n};
    brink_run_options how = options->run;
    how.replicas = options->stage;
    how.metrics_only = true;
    how.targets = NULL;
    how.n_targets = 0;
    how.compile = options->run.compile ? compile : NULL;
    how.compiler = &s;
    how.progress = tell;
    how.context = &s;
    s.elimination = brink__elimination_new(n, BRINK_RANK_FIRST, 1.0 - options->confidence, options->indifference);
    s.squares = calloc(n, sizeof *s.squares);
    s.room = malloc((size_t)options->stage * sizeof *s.room);
    for (size_t i = 0; i < n; i++) {
        selected[i] = (brink_selected){.value = (double)NAN, .se = (double)NAN, .is_in = true};
    }
    status = brink__has_memory(s.elimination && s.squares && s.room, "a selection", err);
    if (status == BRINK_OK) {
        status = brink__growing_init(&s.study, folder, &how, err);
    }
    if (status == BRINK_OK) {
        status = run(&s, err);
    }
    *n_left = s.n_left;
    brink__growing_fini(&s.study);
    brink__elimination_free(s.elimination);
    free(s.origin);
    free(s.squares);
    free(s.room);
    return status;
}
