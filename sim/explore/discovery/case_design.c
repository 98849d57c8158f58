/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases of a design and its outcomes. */
#include <stdlib.h>
#include <string.h>

#include "base/no_memory.h"
#include "explore/discovery/case_table.h"
#include "scenario/table.h"

static brink_dimension_kind kind_of(const brink_column *rule)
{
    switch (rule->kind) {
    case BRINK_CELL_NUMBER:
        return BRINK_DIMENSION_REAL;
    case BRINK_CELL_INTEGER:
        return BRINK_DIMENSION_WHOLE;
    default:
        return BRINK_DIMENSION_CATEGORY;
    }
}

/* What a point has at a path: its own cell, or its scenario's. NULL (told) when the scenario has no such value. */
static const char *value_at(const brink_design *design, size_t i, size_t column, brink_error *err)
{
    const char *value = brink_design_value(design, i, column);
    if (value != NULL && value[0] != '\0') {
        return value;
    }
    const char *path = brink_design_path(design, column);
    const brink_scenario *scenario = brink_design_get_scenario(design, brink_design_scenario_of(design, i));
    brink__address at;
    char what[BRINK__MAX_WHAT];
    if (!brink__resolve(scenario, path, &at, what)) {
        (void)brink_fail(err, BRINK_EDATA, "point %s: %s", brink_design_name(design, i), what);
        return NULL;
    }
    const char *text = brink__cell_at(&scenario->tables[at.table], at.row, at.column)->text;
    if (text == NULL || text[0] == '\0') {
        (void)brink_fail(err, BRINK_EDATA, "point %s has no value of %s, neither its own nor its scenario's",
                         brink_design_name(design, i), path);
        return NULL;
    }
    return text;
}

/* The rule of a path, from the first scenario that has it. */
static const brink_column *rule_of(const brink_design *design, const char *path)
{
    for (size_t s = 0; s < brink_design_n_scenarios(design); s++) {
        const brink_scenario *scenario = brink_design_get_scenario(design, s);
        brink__address at;
        char what[BRINK__MAX_WHAT];
        if (brink__resolve(scenario, path, &at, what)) {
            return brink__rule(&scenario->tables[at.table], at.row, at.column);
        }
    }
    return NULL;
}

static brink_status add_path(brink_case_table *table, const brink_design *design, size_t column, const char **texts,
                             brink_error *err)
{
    const char *path = brink_design_path(design, column);
    const brink_column *rule = rule_of(design, path);
    for (size_t i = 0; i < table->cases.n; i++) {
        texts[i] = value_at(design, i, column, err);
        if (texts[i] == NULL) {
            return BRINK_EDATA;
        }
    }
    brink_dimension_kind kind = rule != NULL ? kind_of(rule) : BRINK_DIMENSION_CATEGORY;
    return brink__case_table_add(table, path, rule != NULL ? rule->unit : "", kind, rule == NULL, texts, err);
}

static brink_status add_scenarios(brink_case_table *table, const brink_design *design, const char **texts,
                                  brink_error *err)
{
    for (size_t i = 0; i < table->cases.n; i++) {
        texts[i] = brink_scenario_name(brink_design_get_scenario(design, brink_design_scenario_of(design, i)));
    }
    return brink__case_table_add(table, "scenario", "", BRINK_DIMENSION_CATEGORY, false, texts, err);
}

static brink_status add_dimensions(brink_case_table *table, const brink_design *design, const char *const *patterns,
                                   size_t n_patterns, brink_error *err)
{
    const char **texts = calloc(table->cases.n + 1, sizeof *texts);
    bool *has_fitted = calloc(n_patterns + 1, sizeof *has_fitted);
    brink_status status = BRINK_OK;
    if (texts == NULL || has_fitted == NULL) {
        status = brink__no_memory(err, "dimensions");
    }
    if (status == BRINK_OK && brink__case_table_wants(patterns, n_patterns, "scenario", has_fitted)) {
        status = add_scenarios(table, design, texts, err);
    }
    for (size_t c = 0; c < brink_design_n_paths(design) && status == BRINK_OK; c++) {
        if (brink__case_table_wants(patterns, n_patterns, brink_design_path(design, c), has_fitted)) {
            status = add_path(table, design, c, texts, err);
        }
    }
    for (size_t i = 0; i < n_patterns && status == BRINK_OK; i++) {
        if (!has_fitted[i]) {
            status = brink_fail(err, BRINK_EDATA, "no column of the design fits '%s'", patterns[i]);
        }
    }
    free((void *)texts);
    free(has_fitted);
    return status;
}

static brink_status add_outcomes(brink_case_table *table, brink_outcomes *outcomes, const brink_interest *interest,
                                 brink_error *err)
{
    size_t n = table->cases.n;
    brink_outcome *out = malloc((n + 1) * sizeof *out);
    brink_status status = out != NULL ? BRINK_OK : brink__no_memory(err, "outcomes");
    for (size_t c = 0; c < interest->n_criteria && status == BRINK_OK; c++) {
        const brink_criterion *criterion = &interest->criteria[c];
        status = brink_outcomes_read(outcomes, criterion->metric, &criterion->statistic, out, err);
        for (size_t i = 0; i < n && status == BRINK_OK; i++) {
            table->value[c * n + i] = out[i].value;
            table->se[c * n + i] = out[i].se;
        }
    }
    free(out);
    return status;
}

brink_status brink_case_table_make(const brink_design *design, brink_outcomes *outcomes, const brink_interest *interest,
                                   const char *const *patterns, size_t n_patterns, brink_case_table **table,
                                   brink_error *err)
{
    brink_case_table *t = brink__case_table_new(brink_design_n_points(design), interest);
    brink_status status = t != NULL ? BRINK_OK : brink__no_memory(err, "cases");
    for (size_t i = 0; status == BRINK_OK && i < t->cases.n; i++) {
        t->names[i] = brink__case_table_keep(t, brink_design_name(design, i));
        status = t->names[i] != NULL ? BRINK_OK : brink__no_memory(err, "cases");
    }
    if (status == BRINK_OK) {
        status = add_dimensions(t, design, patterns, n_patterns, err);
    }
    if (status == BRINK_OK) {
        status = add_outcomes(t, outcomes, interest, err);
    }
    if (status == BRINK_OK) {
        status = brink__case_table_judge(t, interest, err);
    }
    if (status != BRINK_OK) {
        brink_case_table_free(t);
        t = NULL;
    }
    *table = t;
    return status;
}
