/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/plan.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"

uint64_t brink_round_replicas(unsigned round, uint64_t ceiling)
{
    uint64_t n = BRINK_FIRST_ROUND;
    for (unsigned i = 0; i < round && n < ceiling; i++) {
        n *= 2; /* no overflow: n < ceiling < 2^32 before */
    }
    return n < ceiling ? n : ceiling;
}

bool brink_failures_exceed(const brink_failure_limit *limit, uint64_t failed, uint64_t done)
{
    /* products of small integers, so that 29 % of 100 is 29 */
    double scaled = limit->is_percent ? 100.0 * (double)failed : (double)failed;
    return scaled > (limit->is_percent ? limit->most * (double)done : limit->most);
}

size_t brink_find_output(const brink_output *outputs, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(outputs[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

const char *brink__nearest_output(const brink_output *outputs, size_t n, const char *name)
{
    const char *near = NULL;
    for (size_t i = 0; i < n; i++) {
        near = brink_nearest(name, (const char *const[]){near, outputs[i].name}, 2);
    }
    return near;
}

/* --- the plan itself */

void brink__plan_free(brink__plan *plan)
{
    for (size_t i = 0; i < plan->n_targets; i++) {
        free((char *)(uintptr_t)plan->targets[i].metric); /* owned here, const for everybody else */
    }
    free(plan->targets);
    *plan = (brink__plan){0};
}

static int compare_targets(const void *a, const void *b)
{
    const brink_target *x = a;
    const brink_target *y = b;
    int order = strcmp(x->metric, y->metric);
    order = order != 0 ? order : x->is_relative - y->is_relative;
    return order != 0 ? order : (x->half_width > y->half_width) - (x->half_width < y->half_width);
}

static brink_status no_memory(brink_error *err)
{
    (void)brink_fail(err, BRINK_ENOMEM, "out of memory for the targets of a study");
    return BRINK_ENOMEM;
}

/* Room for n targets. */
static brink_status reserve(brink__plan *plan, size_t n, brink_error *err)
{
    *plan = (brink__plan){.targets = calloc(n + 1, sizeof *plan->targets)};
    return plan->targets ? BRINK_OK : no_memory(err);
}

static brink_status add(brink__plan *plan, const brink_target *target, brink_error *err)
{
    char *metric = strdup(target->metric);
    if (!metric) {
        return no_memory(err);
    }
    plan->targets[plan->n_targets++] =
        (brink_target){.metric = metric, .half_width = target->half_width, .is_relative = target->is_relative};
    return BRINK_OK;
}

static bool is_sound(const brink_failure_limit *limit)
{
    return limit->most >= 0.0 && isfinite(limit->most) && (!limit->is_percent || limit->most <= 100.0);
}

brink_status brink__plan_init(brink__plan *plan, const brink_run_options *options, brink_error *err)
{
    brink_status status = reserve(plan, options->n_targets, err);
    for (size_t i = 0; status == BRINK_OK && i < options->n_targets; i++) {
        const brink_target *target = &options->targets[i];
        if (!(target->half_width > 0.0 && isfinite(target->half_width))) {
            status = brink_fail(err, BRINK_EUSAGE, "a half-width of %g for %s, expected more than 0",
                                target->half_width, target->metric);
        } else {
            status = add(plan, target, err);
        }
    }
    if (status == BRINK_OK && options->max_failures && !is_sound(options->max_failures)) {
        status = brink_fail(err, BRINK_EUSAGE, "a limit of %g failures, expected 0 or more (at most 100 in percent)",
                            options->max_failures->most);
    }
    if (status != BRINK_OK) {
        brink__plan_free(plan);
        return status;
    }
    if (plan->n_targets > 0) {
        qsort(plan->targets, plan->n_targets, sizeof *plan->targets, compare_targets);
        plan->has_limit = options->max_failures;
        plan->limit = options->max_failures ? *options->max_failures : plan->limit;
    }
    return BRINK_OK;
}

/* --- as text */

char *brink__plan_text(const brink__plan *plan)
{
    json_t *root = json_object();
    json_t *targets = json_array();
    int bad = 0;
    for (size_t i = 0; i < plan->n_targets; i++) {
        const brink_target *target = &plan->targets[i];
        bad |= json_array_append_new(targets, json_pack("{s:s, s:f, s:b}", "metric", target->metric, "half_width",
                                                        target->half_width, "is_relative", (int)target->is_relative));
    }
    if (plan->n_targets > 0) {
        bad |= json_object_set(root, "targets", targets);
    }
    if (plan->has_limit) {
        bad |= json_object_set_new(
            root, "max_failures",
            json_pack("{s:f, s:b}", "most", plan->limit.most, "is_percent", (int)plan->limit.is_percent));
    }
    char *text = bad ? NULL : json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(17));
    json_decref(targets);
    json_decref(root);
    return text;
}

brink_status brink__plan_parse(brink__plan *plan, const char *text, brink_error *err)
{
    json_t *root = json_loads(text, 0, NULL);
    const json_t *targets = json_object_get(root, "targets");
    const json_t *limit = json_object_get(root, "max_failures");
    brink_status status = reserve(plan, json_array_size(targets), err);
    bool is_good = json_is_object(root);
    for (size_t i = 0; status == BRINK_OK && i < json_array_size(targets); i++) {
        const json_t *item = json_array_get(targets, i);
        brink_target target = {.metric = json_string_value(json_object_get(item, "metric")),
                               .half_width = json_number_value(json_object_get(item, "half_width")),
                               .is_relative = json_is_true(json_object_get(item, "is_relative"))};
        if (!target.metric || !(target.half_width > 0.0)) {
            is_good = false;
            break;
        }
        status = add(plan, &target, err);
    }
    if (limit) {
        plan->has_limit = true;
        plan->limit = (brink_failure_limit){.most = json_number_value(json_object_get(limit, "most")),
                                            .is_percent = json_is_true(json_object_get(limit, "is_percent"))};
    }
    json_decref(root);
    if (status == BRINK_OK && !is_good) {
        status = brink_fail(err, BRINK_EIO, "what the store says about its targets is damaged");
    }
    if (status != BRINK_OK) {
        brink__plan_free(plan);
    }
    return status;
}

/* --- rounds */

uint64_t brink__plan_start(const brink__plan *plan, uint64_t ceiling)
{
    return plan->n_targets > 0 ? brink_round_replicas(0, ceiling) : ceiling;
}

/* The end of the first round with more than `replicas`. */
static uint64_t round_after(uint64_t replicas, uint64_t ceiling)
{
    unsigned round = 0;
    while (brink_round_replicas(round, ceiling) <= replicas && brink_round_replicas(round, ceiling) < ceiling) {
        round++;
    }
    return brink_round_replicas(round, ceiling);
}

bool brink__plan_allows(const brink__plan *plan, uint64_t wanted, uint64_t ceiling)
{
    return wanted == ceiling || (plan->n_targets > 0 && wanted > 0 && round_after(wanted - 1, ceiling) == wanted);
}

static brink_reach reach(const brink_target *target, const brink__shape *shape, const brink__tally *tally)
{
    size_t m = brink_find_output(shape->metrics, shape->dims.n_metrics, target->metric);
    brink_estimate e;
    if (shape->metrics[m].quantity->kind == BRINK_RATIO) {
        const brink_output *output = &shape->metrics[m];
        size_t r = 0;
        while (shape->ratio[r] != m) {
            r++;
        }
        e = brink__ratio_estimate(&tally->ratios[r], &shape->metric[m], &shape->metric[output->numerator],
                                  &shape->metric[output->denominator]);
    } else {
        e = brink__estimate(&tally->metrics[m], &shape->metric[m]);
    }
    brink_reach reach = {.mean = e.mean};
    if (e.n >= 2 && e.se == 0.0 && shape->metrics[m].quantity->kind != BRINK_PROPORTION) {
        double lo;
        double hi;
        brink__wilson95(0, e.n, &lo, &hi);
        reach.half_width = (shape->metric[m].hi - shape->metric[m].lo) * hi;
    } else if (e.n >= 2 && shape->metrics[m].quantity->kind == BRINK_PROPORTION) {
        reach.half_width = 0.5 * (e.hi95 - e.lo95);
    } else {
        reach.half_width = e.n >= 2 ? brink__t95(e.n - 1) * e.se : (double)NAN;
    }
    double wanted = target->is_relative ? target->half_width * fabs(e.mean) : target->half_width;
    reach.is_reached = reach.half_width <= wanted; /* false for NaN */
    return reach;
}

brink_reach brink__plan_reach(const brink__plan *plan, size_t target, const brink__shape *shape,
                              const brink__tally *tally)
{
    return reach(&plan->targets[target], shape, tally);
}

uint64_t brink__plan_next(const brink__plan *plan, uint64_t wanted, uint64_t ceiling, const brink__shape *shape,
                          const brink__tally *tally)
{
    bool is_reached = true;
    if (wanted >= ceiling ||
        (plan->has_limit &&
         brink_failures_exceed(&plan->limit, brink__counts_failed(&tally->counts), tally->counts.replicas))) {
        return wanted;
    }
    for (size_t i = 0; i < plan->n_targets; i++) {
        is_reached = is_reached && reach(&plan->targets[i], shape, tally).is_reached;
    }
    return is_reached ? wanted : round_after(wanted, ceiling);
}
