/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The summary of a study as one JSON document. Keys keep one order. */
#include "report/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "brink/report.h"

static const char *const kinds[] = {[BRINK_MEAN] = "mean", [BRINK_PROPORTION] = "proportion", [BRINK_RATIO] = "ratio"};

json_t *brink__json_number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static brink_status no_memory(brink_error *err)
{
    return brink_fail(err, BRINK_ENOMEM, "out of memory, or a name that is not UTF-8, in the summary");
}

/* Appends a value that may be NULL for a failure. */
static brink_status append(json_t *array, json_t *value, brink_error *err)
{
    return json_array_append_new(array, value) == 0 ? BRINK_OK : no_memory(err);
}

brink_status brink__json_targets(brink_results *results, size_t point, json_t **array, brink_error *err)
{
    *array = json_array();
    brink_status status = *array ? BRINK_OK : no_memory(err);
    for (size_t i = 0; i < brink_results_n_targets(results) && status == BRINK_OK; i++) {
        const brink_target *target = brink_results_target(results, i);
        brink_reach reach;
        status = brink_results_reach(results, point, i, &reach, err);
        if (status == BRINK_OK) {
            status = append(*array,
                            json_pack("{s:s, s:f, s:b, s:o, s:o, s:b}", "metric", target->metric, "target",
                                      target->half_width, "relative", (int)target->is_relative, "mean",
                                      brink__json_number(reach.mean), "half_width",
                                      brink__json_number(reach.half_width), "reached", (int)reach.is_reached),
                            err);
        }
    }
    if (status != BRINK_OK) {
        json_decref(*array);
        *array = NULL;
    }
    return status;
}

static json_t *describe_metric(const brink_output *metric, const brink_estimate *e)
{
    static const char *const names[] = {"mean", "sd", "se", "lo95", "hi95", "q05", "q25", "q50", "q75", "q95"};
    const double values[] = {e->mean, e->sd, e->se, e->lo95, e->hi95, e->q05, e->q25, e->q50, e->q75, e->q95};
    json_t *object = json_pack("{s:s, s:s, s:s, s:I}", "metric", metric->name, "kind", kinds[metric->quantity->kind],
                               "unit", metric->quantity->unit, "n", (json_int_t)e->n);
    int bad = object ? 0 : -1;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        bad |= json_object_set_new(object, names[i], brink__json_number(values[i]));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static brink_status describe_metrics(brink_results *results, size_t p, json_t *array, brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    brink_status status = BRINK_OK;
    for (size_t m = 0; m < point->n_metrics && status == BRINK_OK; m++) {
        brink_estimate estimate;
        status = brink_results_metric(results, p, m, &estimate, err);
        if (status == BRINK_OK) {
            status = append(array, describe_metric(&point->metrics[m], &estimate), err);
        }
    }
    return status;
}

static brink_status describe_point(brink_results *results, size_t p, json_t *points, brink_error *err)
{
    const brink_results_point *point = brink_results_get_point(results, p);
    json_t *failures = json_object();
    json_t *metrics = json_array();
    json_t *until = NULL;
    int bad = 0;
    for (int code = 0; code < BRINK_N_STATUSES; code++) {
        uint64_t n = brink_results_failures(results, p, (brink_status)code);
        if (n > 0) {
            bad |= json_object_set_new(failures, brink_status_name((brink_status)code), json_integer((json_int_t)n));
        }
    }
    brink_status status = bad || !failures || !metrics ? no_memory(err) : describe_metrics(results, p, metrics, err);
    if (status == BRINK_OK) {
        status = brink__json_targets(results, p, &until, err);
    }
    if (status == BRINK_OK) {
        status = append(points,
                        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:O, s:O, s:O}", "scenario", point->scenario,
                                  "point", point->name, "model", brink_results_model(results, p), "periods",
                                  (json_int_t)point->n_periods, "replicas", (json_int_t)point->replicas, "done",
                                  (json_int_t)point->done, "failed", (json_int_t)point->failed, "failures", failures,
                                  "until", until, "metrics", metrics),
                        err);
    }
    json_decref(failures);
    json_decref(metrics);
    json_decref(until);
    return status;
}

brink_status brink_report_json(brink_results *results, char **text, brink_error *err)
{
    json_t *points = json_array();
    json_t *root = NULL;
    char seed[24];
    bool is_complete = true;
    brink_status status = points ? BRINK_OK : no_memory(err);
    *text = NULL;
    snprintf(seed, sizeof seed, "%" PRIu64, brink_results_seed(results));
    for (size_t p = 0; p < brink_results_n_points(results) && status == BRINK_OK; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        is_complete = is_complete && point->done == point->replicas;
        status = describe_point(results, p, points, err);
    }
    if (status == BRINK_OK) {
        root =
            json_pack("{s:s, s:s, s:I, s:b, s:O}", "version", brink_results_version(results), "seed", seed, "replicas",
                      (json_int_t)brink_results_ceiling(results), "complete", (int)is_complete, "points", points);
        *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
        status = *text ? BRINK_OK : no_memory(err);
    }
    json_decref(points);
    json_decref(root);
    return status;
}
