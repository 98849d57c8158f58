/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions from the cells of a table: "normal" and "mean=0.5 sd=0.1". */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "brink/math.h"
#include "explore/distribution.h"

enum { MOST_PARAMETERS = 4, MOST_VALUES = 64, MAX_TOKEN = 96 };

/* Parameters of a kind in the order in which they are kept. The first `n_needed` must be given, but for the one that
 * the value of the scenario stands in for. */
static const struct {
    const char *names[MOST_PARAMETERS + 1];
    size_t n_needed;
    const char *centre;
    const char *usage;
} kinds[BRINK_N_DISTRIBUTIONS] = {
    [BRINK_UNIFORM] = {{"lower", "upper"}, 2, NULL, "lower=X upper=X"},
    [BRINK_LOGUNIFORM] = {{"lower", "upper"}, 2, NULL, "lower=X upper=X"},
    [BRINK_NORMAL] = {{"mean", "sd", "lower", "upper"}, 2, "mean", "sd=X, and mean=X, lower=X, upper=X or not"},
    [BRINK_LOGNORMAL] = {{"median", "sigma", "lower", "upper"},
                         2,
                         "median",
                         "sigma=X, and median=X, lower=X, upper=X or not"},
    [BRINK_BETA] = {{"a", "b", "lower", "upper"}, 2, NULL, "a=X b=X, and lower=X, upper=X or not"},
    [BRINK_TRIANGULAR] = {{"lower", "mode", "upper"}, 3, "mode", "lower=X upper=X, and mode=X or not"},
    [BRINK_DISCRETE] = {{NULL}, 0, NULL, "VALUE=WEIGHT ..., blanks between them"},
};

struct reading {
    brink_distribution *d;
    brink_scenario *texts;
    const brink_column *rule;
    brink_place place; /* of the parameters */
    brink__report *report;
    double now;
    double x[MOST_PARAMETERS]; /* NaN: left out */
    char text[MOST_PARAMETERS][MAX_TOKEN];
    const char *value[MOST_VALUES]; /* discrete */
    double weight[MOST_VALUES];
    size_t n_values;
    bool is_out_of_memory;
};

static size_t find_name(brink_distribution_kind kind, const char *name)
{
    size_t i = 0;
    while (kinds[kind].names[i] != NULL && strcmp(kinds[kind].names[i], name) != 0) {
        i++;
    }
    return kinds[kind].names[i] != NULL ? i : SIZE_MAX;
}

static bool refuse_token(struct reading *r, const char *token, const char *why)
{
    char shown[BRINK__SHORT];
    brink__mistake(r->report, r->place, "%s: %s; allowed for %s: %s", brink__shorten(token, shown), why,
                   brink_distribution_name(r->d->kind), kinds[r->d->kind].usage);
    return false;
}

/* name=number */
static bool take_parameter(struct reading *r, const char *token, const char *name, const char *value)
{
    const size_t i = find_name(r->d->kind, name);
    if (i == SIZE_MAX) {
        char hint[BRINK__MAX_HINT];
        char why[BRINK__MAX_HINT + 32];
        size_t n = 0;
        while (kinds[r->d->kind].names[n] != NULL) {
            n++;
        }
        (void)snprintf(why, sizeof why, "no such parameter%s",
                       brink__hint(brink_nearest(name, kinds[r->d->kind].names, n), hint));
        return refuse_token(r, token, why);
    }
    if (!isnan(r->x[i])) {
        return refuse_token(r, token, "given twice");
    }
    const brink__number_status status = brink__parse_number(value, &r->x[i]);
    if (status != BRINK__NUMBER_OK) {
        return refuse_token(r, token, brink__number_status_text(status));
    }
    (void)snprintf(r->text[i], sizeof r->text[i], "%s", value);
    return true;
}

/* value=weight */
static bool take_value(struct reading *r, const char *token, const char *value, const char *weight)
{
    const size_t n = r->n_values;
    if (n >= MOST_VALUES) {
        return refuse_token(r, token, "too many values, 64 are allowed");
    }
    brink__cell cell = {.text = value};
    if (!brink__check_cell(r->rule, &cell, r->place, r->report)) {
        return false;
    }
    if (value[0] == '\0') {
        return refuse_token(r, token, "no value");
    }
    if (brink__parse_number(weight, &r->weight[n]) != BRINK__NUMBER_OK || !(r->weight[n] > 0.0)) {
        return refuse_token(r, token, "a weight more than 0 is needed");
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(r->value[i], value) == 0) {
            return refuse_token(r, token, "given twice");
        }
    }
    r->value[n] = brink__keep_text(r->texts, value, strlen(value));
    r->is_out_of_memory = r->value[n] == NULL;
    r->n_values += !r->is_out_of_memory;
    return !r->is_out_of_memory;
}

static bool take_token(struct reading *r, char *token)
{
    char whole[MAX_TOKEN];
    char *equals = strchr(token, '=');
    (void)snprintf(whole, sizeof whole, "%s", token);
    if (equals == NULL) {
        return refuse_token(r, whole, "no '='");
    }
    *equals = '\0';
    return r->d->kind == BRINK_DISCRETE ? take_value(r, whole, token, equals + 1)
                                        : take_parameter(r, whole, token, equals + 1);
}

static bool take_tokens(struct reading *r, const char *text)
{
    bool is_right = true;
    while (*text != '\0' && !r->is_out_of_memory) {
        char token[MAX_TOKEN];
        const size_t n = strcspn(text, " ");
        if (n == 0) {
            text++;
            continue;
        }
        (void)snprintf(token, sizeof token, "%.*s", (int)(n < sizeof token ? n : sizeof token - 1), text);
        is_right = (n < sizeof token ? take_token(r, token) : refuse_token(r, token, "too long")) && is_right;
        text += n;
    }
    const char *centre = kinds[r->d->kind].centre;
    if (centre != NULL && isnan(r->x[find_name(r->d->kind, centre)])) {
        r->x[find_name(r->d->kind, centre)] = r->now;
    }
    for (size_t i = 0; i < kinds[r->d->kind].n_needed && is_right; i++) {
        if (isnan(r->x[i])) {
            is_right = refuse_token(r, kinds[r->d->kind].names[i], "is missing");
        }
    }
    if (is_right && r->d->kind == BRINK_DISCRETE && r->n_values == 0) {
        is_right = refuse_token(r, "no value", "at least one is needed");
    }
    return is_right;
}

/* --- what the numbers must be ------------------------------------------------------------------------------------- */

static bool refuse(struct reading *r, const char *what)
{
    brink__mistake(r->report, r->place, "%s; allowed for %s: %s", what, brink_distribution_name(r->d->kind),
                   kinds[r->d->kind].usage);
    return false;
}

/* An end of the range that was written down must be a value. */
static bool check_end(struct reading *r, const char *name)
{
    const size_t i = find_name(r->d->kind, name);
    if (i == SIZE_MAX || isnan(r->x[i])) {
        return true;
    }
    brink__cell cell = {.text = r->text[i]};
    return brink__check_cell(r->rule, &cell, r->place, r->report);
}

static bool check_shape(struct reading *r)
{
    const double *x = r->x;
    switch (r->d->kind) {
    case BRINK_UNIFORM:
        return x[0] < x[1] || refuse(r, "lower is not below upper");
    case BRINK_LOGUNIFORM:
        return (x[0] > 0.0 && x[0] < x[1]) || refuse(r, "lower is not above 0 and below upper");
    case BRINK_NORMAL:
        return x[1] > 0.0 || refuse(r, "sd is not above 0");
    case BRINK_LOGNORMAL:
        return (x[0] > 0.0 && x[1] > 0.0 && x[1] <= 20.0) ||
               refuse(r, "median is not above 0, or sigma not in (0, 20]");
    case BRINK_BETA:
        return (x[0] > 0.0 && x[1] > 0.0 && x[0] <= 1e4 && x[1] <= 1e4) || refuse(r, "a or b is not in (0, 10000]");
    case BRINK_TRIANGULAR:
        return (x[0] <= x[1] && x[1] <= x[2] && x[0] < x[2]) || refuse(r, "not lower <= mode <= upper, lower < upper");
    case BRINK_DISCRETE:
    case BRINK_N_DISTRIBUTIONS:
        break;
    }
    return true;
}

/* Cuts the tails at the ends that were given, or else at those of the rule. */
static bool truncate(struct reading *r)
{
    brink_distribution *d = r->d;
    const bool is_log = d->kind == BRINK_LOGNORMAL;
    const brink_column *rule = r->rule;
    d->location = is_log ? brink_log(r->x[0]) : r->x[0];
    d->scale = r->x[1];
    d->lower = isnan(r->x[2]) ? rule->lo : r->x[2];
    d->upper = isnan(r->x[3]) ? rule->hi : r->x[3];
    d->excludes_lower = isnan(r->x[2]) && rule->lo_is_open;
    d->excludes_upper = isnan(r->x[3]) && rule->hi_is_open;
    if (is_log && d->lower <= 0.0) {
        d->lower = 0.0;
        d->excludes_lower = true;
    }
    if (!(d->lower < d->upper)) {
        return refuse(r, "lower is not below upper");
    }
    const double lo = !is_log ? d->lower : d->lower > 0.0 ? brink_log(d->lower) : (double)-INFINITY;
    const double hi = is_log ? brink_log(d->upper) : d->upper;
    d->from = brink__normal_probability((lo - d->location) / d->scale);
    d->to = isfinite(hi) ? brink__normal_probability((hi - d->location) / d->scale) : 1.0;
    if (!(d->to - d->from >= 0.25)) {
        char what[160];
        (void)snprintf(what, sizeof what,
                       "only %.2g of the probability lies between %g and %g, where at least a quarter should",
                       d->to - d->from, d->lower, d->upper);
        return refuse(r, what);
    }
    return true;
}

static bool keep_values(struct reading *r)
{
    brink_distribution *d = r->d;
    const char **values = calloc(r->n_values, sizeof *values);
    double *cumulative = calloc(r->n_values, sizeof *cumulative);
    double total = 0.0;
    double sum = 0.0;
    d->values = values;
    d->cumulative = cumulative;
    r->is_out_of_memory = values == NULL || cumulative == NULL;
    if (r->is_out_of_memory) {
        return false;
    }
    for (size_t i = 0; i < r->n_values; i++) {
        total += r->weight[i];
    }
    for (size_t i = 0; i < r->n_values; i++) {
        sum += r->weight[i];
        cumulative[i] = i + 1 < r->n_values ? sum / total : 1.0;
        values[i] = r->value[i];
    }
    d->n_values = r->n_values;
    d->upper = (double)r->n_values - 1.0;
    return true;
}

static bool settle(struct reading *r)
{
    brink_distribution *d = r->d;
    const double *x = r->x;
    switch (d->kind) {
    case BRINK_UNIFORM:
    case BRINK_LOGUNIFORM:
        d->lower = x[0];
        d->upper = x[1];
        d->is_whole = r->rule->kind != BRINK_CELL_NUMBER;
        return true;
    case BRINK_NORMAL:
    case BRINK_LOGNORMAL:
        return truncate(r);
    case BRINK_BETA:
        d->location = x[0];
        d->scale = x[1];
        d->lower = isnan(x[2]) ? 0.0 : x[2];
        d->upper = isnan(x[3]) ? 1.0 : x[3];
        d->log_beta = brink__log_beta(x[0], x[1]);
        d->excludes_lower = isnan(x[2]) && r->rule->lo == 0.0 && r->rule->lo_is_open;
        d->excludes_upper = isnan(x[3]) && r->rule->hi == 1.0 && r->rule->hi_is_open;
        if (!(d->lower < d->upper) || d->lower < r->rule->lo || d->upper > r->rule->hi) {
            return refuse(r, "the range, 0 to 1 if not given, is empty or reaches beyond what the value may be");
        }
        return true;
    case BRINK_TRIANGULAR:
        d->lower = x[0];
        d->location = x[1];
        d->upper = x[2];
        return true;
    case BRINK_DISCRETE:
        return keep_values(r);
    case BRINK_N_DISTRIBUTIONS:
        break;
    }
    return false;
}

void brink__distribution_fini(brink_distribution *d)
{
    free((void *)(uintptr_t)d->values); /* owned here, const for everybody else */
    free((void *)(uintptr_t)d->cumulative);
    *d = (brink_distribution){0};
}

bool brink__distribution_read(brink_distribution *d, brink_scenario *texts, const brink__distribution_text *text,
                              const brink_column *rule, double now, brink__report *report, bool *is_out_of_memory)
{
    struct reading r = {
        .d = d, .texts = texts, .rule = rule, .place = text->parameters_place, .report = report, .now = now};
    const double none = (double)NAN;
    size_t k = 0;
    *is_out_of_memory = false;
    *d = (brink_distribution){0};
    while (brink__distribution_names[k] != NULL && strcmp(brink__distribution_names[k], text->kind) != 0) {
        k++;
    }
    if (brink__distribution_names[k] == NULL) {
        return false; /* reported as a choice */
    }
    d->kind = (brink_distribution_kind)k;
    const bool is_whole = rule->kind == BRINK_CELL_INTEGER || rule->kind == BRINK_CELL_FLAG;
    if (d->kind != BRINK_DISCRETE && !(rule->kind == BRINK_CELL_NUMBER || (is_whole && d->kind == BRINK_UNIFORM))) {
        brink__mistake(report, text->kind_place, "distribution = %s of %s; allowed: %s", text->kind,
                       is_whole ? "a whole number" : "what is not a number",
                       is_whole ? "uniform or discrete" : "discrete");
        return false;
    }
    for (size_t i = 0; i < MOST_PARAMETERS; i++) {
        r.x[i] = none;
    }
    bool is_right = take_tokens(&r, text->parameters) && check_shape(&r);
    is_right = is_right && check_end(&r, "lower") && check_end(&r, "upper");
    is_right = is_right && settle(&r);
    *is_out_of_memory = r.is_out_of_memory;
    return is_right;
}
