/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/threshold.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/scenario.h"
#include "engine/estimates.h"

static const struct {
    const char *sign, *words;
} relations[] = {
    [BRINK_AT_LEAST] = {">=", "at least"},
    [BRINK_ABOVE] = {">", "above"},
    [BRINK_AT_MOST] = {"<=", "at most"},
    [BRINK_BELOW] = {"<", "below"},
};

/* In this file rather than beside the store: it only looks at what a point tells. */
size_t brink_metric_find(const brink_results_point *point, const char *name)
{
    for (size_t m = 0; m < point->n_metrics; m++) {
        if (strcmp(point->metrics[m].name, name) == 0) {
            return m;
        }
    }
    return BRINK_NO_METRIC;
}

/* --- texts */

static brink_status refuse(const char *text, const char *why, brink_error *err)
{
    char shown[BRINK__SHORT];
    return brink_fail(err, BRINK_EUSAGE, "'%s' %s: METRIC>=X, METRIC>X, METRIC<=X or METRIC<X is needed, X a number",
                      brink__shorten(text, shown), why);
}

/* Copies text[n] without the blanks around it; false when it does not fit. */
static bool copy_trimmed(const char *text, size_t n, char *out, size_t size)
{
    while (n > 0 && text[0] == ' ') {
        text++;
        n--;
    }
    while (n > 0 && text[n - 1] == ' ') {
        n--;
    }
    if (n >= size) {
        return false;
    }
    memcpy(out, text, n);
    out[n] = '\0';
    return true;
}

brink_status brink_threshold_parse(const char *text, brink_threshold *threshold, brink_error *err)
{
    *threshold = (brink_threshold){0};
    size_t n = strcspn(text, "<>");
    if (text[n] == '\0') {
        return refuse(text, "is no threshold", err);
    }
    bool is_strict = text[n + 1] != '=';
    threshold->relation =
        text[n] == '>' ? (is_strict ? BRINK_ABOVE : BRINK_AT_LEAST) : (is_strict ? BRINK_BELOW : BRINK_AT_MOST);
    const char *right = text + n + (is_strict ? 1 : 2);
    char number[BRINK__SHORT];
    char digits[32];
    if (!copy_trimmed(text, n, threshold->metric, sizeof threshold->metric)) {
        return refuse(text, "names a metric that is too long", err);
    }
    if (strchr(threshold->metric, '=')) {
        return refuse(text, "has its sign the wrong way round", err);
    }
    if (threshold->metric[0] == '\0') {
        return refuse(text, "names no metric", err);
    }
    if (!copy_trimmed(right, strlen(right), number, sizeof number) ||
        brink__parse_number(number, &threshold->bound) != BRINK__NUMBER_OK) {
        return refuse(text, "has no number for its bound", err);
    }
    (void)brink__format_double(threshold->bound, digits);
    (void)snprintf(threshold->name, sizeof threshold->name, "%s%s%s", threshold->metric,
                   relations[threshold->relation].sign, digits);
    return BRINK_OK;
}

static brink_status no_such_metric(const char *name, const brink_output *metrics, size_t n, brink_error *err)
{
    const char **words = calloc(n + 1, sizeof *words);
    const char *near = NULL;
    for (size_t m = 0; m < n && words; m++) {
        words[m] = metrics[m].quantity->kind == BRINK_RATIO ? NULL : metrics[m].name;
    }
    if (words) {
        near = brink_nearest(name, words, n);
    }
    free((void *)words);
    char shown[BRINK__SHORT];
    return brink_fail(err, BRINK_EDATA, "there is no metric '%s'; allowed: see brink list metrics%s%s%s",
                      brink__shorten(name, shown), near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

brink_status brink_threshold_find(const brink_threshold *threshold, const brink_output *metrics, size_t n,
                                  size_t *metric, brink_error *err)
{
    size_t m = 0;
    while (m < n && strcmp(metrics[m].name, threshold->metric) != 0) {
        m++;
    }
    if (m == n) {
        return no_such_metric(threshold->metric, metrics, n, err);
    }
    if (metrics[m].quantity->kind == BRINK_RATIO) {
        return brink_fail(err, BRINK_EDATA, "%s is a ratio of totals: no replica has a value that could pass %g",
                          threshold->metric, threshold->bound);
    }
    if (!(threshold->bound >= metrics[m].lo && threshold->bound <= metrics[m].hi)) {
        return brink_fail(err, BRINK_EDATA, "%s lies within %g .. %g: all of it is on one side of %g",
                          threshold->metric, metrics[m].lo, metrics[m].hi, threshold->bound);
    }
    *metric = m;
    return BRINK_OK;
}

brink_status brink__thresholds_each(const char *description,
                                    brink_status (*add)(void *context, const brink_threshold *t, brink_error *err),
                                    void *context, brink_error *err)
{
    json_t *root = json_loads(description, 0, NULL);
    const json_t *list = json_object_get(root, "thresholds");
    brink_status status = BRINK_OK;
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        brink_threshold threshold;
        const char *text = json_string_value(item);
        status = text ? brink_threshold_parse(text, &threshold, err) : BRINK_EUSAGE;
        if (status != BRINK_OK) {
            status = brink_fail(err, BRINK_EIO, "the store's description lists something that is no threshold");
            break;
        }
        status = add(context, &threshold, err);
        if (status != BRINK_OK) {
            break;
        }
    }
    json_decref(root);
    return status;
}

/* --- metrics */

brink_status brink__metrics_init(brink__metrics *metrics, const brink__layout *layout)
{
    *metrics = (brink__metrics){.layout = layout, .n = layout->n_metrics};
    metrics->output = calloc(layout->n_metrics + 1, sizeof *metrics->output);
    if (!metrics->output) {
        return BRINK_ENOMEM;
    }
    memcpy(metrics->output, layout->metrics, layout->n_metrics * sizeof *metrics->output);
    return BRINK_OK;
}

static void free_derived(brink__derived *derived)
{
    if (derived) {
        free(derived->meaning);
        free(derived);
    }
}

void brink__metrics_free(brink__metrics *metrics)
{
    while (metrics->derived) {
        brink__derived *next = metrics->derived->next;
        free_derived(metrics->derived);
        metrics->derived = next;
    }
    free(metrics->output);
    *metrics = (brink__metrics){0};
}

static brink__derived *new_derived(const brink_threshold *threshold, const brink_output *source, size_t index)
{
    enum { WORDS = 96 };
    size_t size = strlen(source->name) + WORDS;
    brink__derived *derived = calloc(1, sizeof *derived);
    char *meaning = malloc(size);
    if (!derived || !meaning) {
        free(derived);
        free(meaning);
        return NULL;
    }
    (void)snprintf(meaning, size, "1 in a replica whose %s is %s %g, else 0.", source->name,
                   relations[threshold->relation].words, threshold->bound);
    *derived = (brink__derived){.threshold = *threshold,
                                .meaning = meaning,
                                .source = index,
                                .bound = brink__round_like(source, threshold->bound)};
    derived->quantity =
        (brink_quantity){.pattern = derived->threshold.name, .kind = BRINK_PROPORTION, .unit = "1", .meaning = meaning};
    return derived;
}

brink_status brink__metrics_derive(brink__metrics *metrics, const brink_threshold *threshold, brink_error *err)
{
    size_t own = metrics->layout->n_metrics;
    size_t source = 0;
    for (size_t m = own; m < metrics->n; m++) {
        if (strcmp(metrics->output[m].name, threshold->name) == 0) {
            return BRINK_OK;
        }
    }
    brink_status status = brink_threshold_find(threshold, metrics->output, own, &source, err);
    if (status != BRINK_OK) {
        return status;
    }
    brink__derived *derived = new_derived(threshold, &metrics->output[source], source);
    brink_output *output = realloc(metrics->output, (metrics->n + 1) * sizeof *output);
    metrics->output = output ? output : metrics->output;
    if (!derived || !output) {
        free_derived(derived);
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    derived->metric = metrics->n;
    derived->next = metrics->derived;
    metrics->derived = derived;
    output[metrics->n++] = (brink_output){.name = derived->threshold.name,
                                          .quantity = &derived->quantity,
                                          .lo = 0.0,
                                          .hi = 1.0,
                                          .may_be_missing = output[source].may_be_missing};
    return BRINK_OK;
}

const brink__derived *brink__metrics_derived(const brink__metrics *metrics, size_t metric)
{
    const brink__derived *derived = metrics->derived;
    while (derived && derived->metric != metric) {
        derived = derived->next;
    }
    return derived;
}

/* --- values */

double brink__round_like(const brink_output *metric, double x)
{
    brink__scale scale;
    if (brink__scale_init(&scale, metric, NULL) != BRINK_OK) {
        return x;
    }
    return nearbyint(x * scale.to_fixed) * scale.to_value;
}

static bool is_passed(const brink__derived *derived, double x)
{
    switch (derived->threshold.relation) {
    case BRINK_AT_LEAST:
        return x >= derived->bound;
    case BRINK_ABOVE:
        return x > derived->bound;
    case BRINK_AT_MOST:
        return x <= derived->bound;
    case BRINK_BELOW:
        break;
    }
    return x < derived->bound;
}

void brink__derived_apply(const brink__derived *derived, double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            values[i] = is_passed(derived, values[i]) ? 1.0 : 0.0;
        }
    }
}

brink_estimate brink__derived_estimate(const double *values, size_t n)
{
    static const brink__scale flag = {.lo = 0.0, .hi = 1.0, .to_fixed = 1.0, .to_value = 1.0, .is_flag = true};
    brink__moments moments = {.n = n};
    for (size_t i = 0; i < n; i++) {
        moments.sum += values[i] > 0.0;
    }
    moments.squares = (brink__u128)moments.sum;
    return brink__estimate(&moments, &flag);
}
