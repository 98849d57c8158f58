/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/discovery/case_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "base/text.h"
#include "scenario/table.h"

static const char *const signs[] = {
    [BRINK_AT_LEAST] = ">=", [BRINK_ABOVE] = ">", [BRINK_AT_MOST] = "<=", [BRINK_BELOW] = "<"};

/* What a table owns besides its plain arrays. */
struct brink_case_pool {
    struct brink__chunk *texts;
    brink_dimension *dimensions; /* [n_dimensions] */
    double **x;                  /* [n_dimensions] */
    size_t capacity;
    uint8_t *is_interest;
};

const char *brink__case_table_keep(brink_case_table *table, const char *text)
{
    return brink__pool_keep(&table->pool->texts, text, strlen(text));
}

static const char *name_outcome(brink_case_table *table, const brink_criterion *c)
{
    char text[512];
    char digits[32];
    char statistic[64];
    bool is_plain = c->statistic.kind == BRINK_STATISTIC_MEAN;
    (void)brink__format_double(c->bound, digits);
    (void)snprintf(text, sizeof text, "%s%s%s%s%s", c->metric, is_plain ? "" : " ",
                   is_plain ? "" : brink_statistic_name(&c->statistic, statistic), signs[c->relation], digits);
    return brink__case_table_keep(table, text);
}

brink_case_table *brink__case_table_new(size_t n, const brink_interest *interest)
{
    brink_case_table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        return NULL;
    }
    table->cases.n = n;
    table->n_criteria = interest->n_criteria;
    table->pool = calloc(1, sizeof *table->pool);
    table->names = calloc(n + 1, sizeof *table->names);
    table->outcomes = calloc(interest->n_criteria + 1, sizeof *table->outcomes);
    table->value = calloc(interest->n_criteria * n + 1, sizeof *table->value);
    table->se = calloc(interest->n_criteria * n + 1, sizeof *table->se);
    table->is_undecided = calloc(n + 1, sizeof *table->is_undecided);
    bool is_good = table->pool != NULL && table->names != NULL && table->outcomes != NULL && table->value != NULL &&
                   table->se != NULL && table->is_undecided != NULL;
    if (is_good) {
        table->pool->is_interest = calloc(n + 1, sizeof *table->pool->is_interest);
        is_good = table->pool->is_interest != NULL;
        table->cases.is_interest = table->pool->is_interest;
    }
    for (size_t c = 0; c < interest->n_criteria && is_good; c++) {
        table->outcomes[c] = name_outcome(table, &interest->criteria[c]);
        is_good = table->outcomes[c] != NULL;
    }
    if (!is_good) {
        brink_case_table_free(table);
        return NULL;
    }
    return table;
}

void brink_case_table_free(brink_case_table *table)
{
    if (table == NULL) {
        return;
    }
    if (table->pool != NULL) {
        for (size_t f = 0; f < table->cases.n_dimensions; f++) {
            free(table->pool->x[f]);
            free((void *)(uintptr_t)table->pool->dimensions[f].levels);
        }
        brink__pool_free(table->pool->texts);
        free(table->pool->dimensions);
        free(table->pool->x);
        free(table->pool->is_interest);
        free(table->pool);
    }
    free((void *)table->names);
    free((void *)table->outcomes);
    free(table->value);
    free(table->se);
    free(table->is_undecided);
    free(table);
}

/* --- dimensions */

static bool differ(const char *const *texts, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (strcmp(texts[i], texts[0]) != 0) {
            return true;
        }
    }
    return false;
}

static brink_dimension_kind guess(const char *const *texts, size_t n)
{
    brink_dimension_kind kind = BRINK_DIMENSION_WHOLE;
    for (size_t i = 0; i < n; i++) {
        double x = 0.0;
        if (brink__parse_number(texts[i], &x) != BRINK__NUMBER_OK) {
            return BRINK_DIMENSION_CATEGORY;
        }
        kind = x == floor(x) ? kind : BRINK_DIMENSION_REAL;
    }
    return kind;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different texts, sorted, as levels; x gets their indices. */
static brink_status add_levels(brink_case_table *table, brink_dimension *dimension, const char *const *texts, double *x,
                               brink_error *err)
{
    size_t n = table->cases.n;
    const char **sorted = malloc((n + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return brink__no_memory(err, "levels");
    }
    memcpy((void *)sorted, (const void *)texts, n * sizeof *sorted);
    qsort((void *)sorted, n, sizeof *sorted, compare_texts);
    size_t n_levels = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(sorted[i], sorted[n_levels - 1]) != 0) {
            sorted[n_levels++] = sorted[i];
        }
    }
    dimension->levels = sorted; /* the table's from here on */
    dimension->n_levels = n_levels;
    if (n_levels > BRINK_MAX_LEVELS) {
        return brink_fail(err, BRINK_EDATA, "%s has %zu different values that are no numbers; at most %d are possible",
                          dimension->name, n_levels, (int)BRINK_MAX_LEVELS);
    }
    for (size_t l = 0; l < n_levels; l++) {
        sorted[l] = brink__case_table_keep(table, sorted[l]);
        if (sorted[l] == NULL) {
            return brink__no_memory(err, "levels");
        }
    }
    for (size_t i = 0; i < n; i++) {
        const char *const *found =
            bsearch((const void *)&texts[i], (const void *)sorted, n_levels, sizeof *sorted, compare_texts);
        x[i] = (double)(found - sorted);
    }
    return BRINK_OK;
}

static brink_status read_numbers(const brink_dimension *dimension, const char *const *texts, size_t n, double *x,
                                 bool *is_one, brink_error *err)
{
    *is_one = true;
    for (size_t i = 0; i < n; i++) {
        if (brink__parse_number(texts[i], &x[i]) != BRINK__NUMBER_OK) {
            char shown[BRINK__SHORT];
            return brink_fail(err, BRINK_EDATA, "%s has the value '%s', which is no number", dimension->name,
                              brink__shorten(texts[i], shown));
        }
        *is_one = *is_one && x[i] == x[0];
    }
    return BRINK_OK;
}

static bool make_room(brink_case_table *table)
{
    struct brink_case_pool *pool = table->pool;
    if (table->cases.n_dimensions < pool->capacity) {
        return true;
    }
    size_t capacity = pool->capacity > 0 ? 2 * pool->capacity : 16;
    brink_dimension *dimensions = realloc(pool->dimensions, capacity * sizeof *dimensions);
    pool->dimensions = dimensions != NULL ? dimensions : pool->dimensions;
    double **x = dimensions != NULL ? realloc(pool->x, capacity * sizeof *x) : NULL;
    pool->x = x != NULL ? x : pool->x;
    pool->capacity = x != NULL ? capacity : pool->capacity;
    table->cases.dimensions = pool->dimensions;
    table->cases.x = (const double *const *)pool->x;
    return x != NULL;
}

brink_status brink__case_table_add(brink_case_table *table, const char *name, const char *unit,
                                   brink_dimension_kind kind, bool is_guessed, const char *const *texts,
                                   brink_error *err)
{
    size_t n = table->cases.n;
    if (!differ(texts, n)) {
        return BRINK_OK;
    }
    brink_dimension dimension = {.kind = is_guessed ? guess(texts, n) : kind};
    dimension.name = brink__case_table_keep(table, name);
    dimension.unit = brink__case_table_keep(table, unit != NULL ? unit : "");
    double *x = malloc((n + 1) * sizeof *x);
    if (dimension.name == NULL || dimension.unit == NULL || x == NULL || !make_room(table)) {
        free(x);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for %s", name);
    }
    bool is_one = false;
    brink_status status = dimension.kind == BRINK_DIMENSION_CATEGORY
                              ? add_levels(table, &dimension, texts, x, err)
                              : read_numbers(&dimension, texts, n, x, &is_one, err);
    if (status != BRINK_OK || is_one) { /* 1 and 1.0 are one value */
        free(x);
        free((void *)(uintptr_t)dimension.levels);
        return status;
    }
    table->pool->x[table->cases.n_dimensions] = x;
    table->pool->dimensions[table->cases.n_dimensions++] = dimension;
    return BRINK_OK;
}

bool brink__case_table_wants(const char *const *patterns, size_t n_patterns, const char *name, bool *has_fitted)
{
    bool is_wanted = n_patterns == 0;
    for (size_t i = 0; i < n_patterns; i++) {
        if (brink__matches(patterns[i], name)) {
            has_fitted[i] = true;
            is_wanted = true;
        }
    }
    return is_wanted;
}

/* --- interest */

static bool passes(double x, const brink_criterion *c)
{
    switch (c->relation) {
    case BRINK_AT_LEAST:
        return x >= c->bound;
    case BRINK_ABOVE:
        return x > c->bound;
    case BRINK_AT_MOST:
        return x <= c->bound;
    case BRINK_BELOW:
        return x < c->bound;
    }
    return false;
}

brink_status brink__case_table_judge(brink_case_table *table, const brink_interest *interest, brink_error *err)
{
    static const double z95 = 1.9599639845400542;
    size_t n = table->cases.n;
    if (table->cases.n_dimensions == 0) {
        return brink_fail(err, BRINK_EDATA, "the cases differ in nothing that could tell them apart");
    }
    for (size_t i = 0; i < n; i++) {
        /* counts of criteria that hold: as estimated, at the least, at the most */
        size_t n_held = 0;
        size_t n_sure = 0;
        size_t n_possible = 0;
        for (size_t c = 0; c < interest->n_criteria; c++) {
            const brink_criterion *criterion = &interest->criteria[c];
            double x = table->value[c * n + i];
            double half = z95 * table->se[c * n + i];
            bool low = passes(x - half, criterion); /* false if there is no error */
            bool high = passes(x + half, criterion);
            n_held += passes(x, criterion);
            n_sure += low && high;
            n_possible += low || high || isnan(half);
        }
        size_t wanted = interest->is_any ? 1 : interest->n_criteria;
        table->pool->is_interest[i] = n_held >= wanted;
        table->is_undecided[i] = (n_sure >= wanted) != (n_possible >= wanted);
        table->n_undecided += table->is_undecided[i];
    }
    return BRINK_OK;
}
