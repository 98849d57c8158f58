/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/levers.h"

#include <math.h>
#include <stdlib.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "explore/side.h"

enum { PATH, LOWER, UPPER, UNIT_COST, BASIS, SOURCE, NOTE, N_COLUMNS };

static const brink_column columns[N_COLUMNS] = {
    [PATH] = {.name = "path",
              .kind = BRINK_CELL_TEXT,
              .is_key = true,
              .meaning = "Path of a number of the scenario that could be chosen."},
    [LOWER] = {.name = "lower",
               .kind = BRINK_CELL_NUMBER,
               .lo = -1e9,
               .hi = 1e9,
               .unit = "the value's",
               .meaning = "Least that it could be set to."},
    [UPPER] = {.name = "upper",
               .kind = BRINK_CELL_NUMBER,
               .lo = -1e9,
               .hi = 1e9,
               .unit = "the value's",
               .meaning = "Most that it could be set to."},
    [UNIT_COST] = {.name = "unit_cost",
                   .kind = BRINK_CELL_NUMBER,
                   .lo = 0,
                   .hi = 1e9,
                   .unit = "effort per unit of the value",
                   .is_optional = true,
                   .fallback = "0",
                   .meaning = "What a change by one unit costs, either way."},
    [BASIS] = {.name = "basis",
               .kind = BRINK_CELL_CHOICE,
               .choices = brink__bases,
               .is_optional = true,
               .fallback = "",
               .meaning = "What range and cost rest on."},
    [SOURCE] = {.name = "source",
                .kind = BRINK_CELL_TEXT,
                .is_optional = true,
                .fallback = "",
                .meaning = "Where that is from."},
    [NOTE] = {.name = "note",
              .kind = BRINK_CELL_TEXT,
              .is_optional = true,
              .fallback = "",
              .meaning = "How range and cost follow from it, and what moving the lever stands for."},
};

static const brink_table table_schema = {.name = "levers",
                                         .columns = columns,
                                         .n_columns = N_COLUMNS,
                                         .meaning = "Values that a decision maker could choose, and what it costs."};

static const brink_model_type holder = {.name = "levers", .tables = &table_schema, .n_tables = 1};

struct brink_levers {
    brink_lever *lever; /* [n]; texts are in `table` and in the schema of the scenario's model */
    size_t n;
    brink_scenario *table;
};

const brink_table *brink_levers_table(void)
{
    return &table_schema;
}

void brink_levers_free(brink_levers *levers)
{
    if (levers != NULL) {
        brink_scenario_free(levers->table);
        free(levers->lever);
        free(levers);
    }
}

/* An end of the range must be a value that the path may have. */
static bool check_end(const brink_scenario *table, const brink__cell *cell, const brink_column *rule,
                      brink__report *report)
{
    brink__cell value = {.text = cell->text};
    if (value.text[0] == '\0') {
        return false; /* reported: it is empty, or its column is missing */
    }
    return brink__check_cell(rule, &value, brink__place(table, cell), report);
}

static void judge(brink_levers *levers, const brink_scenario *scenario, const brink__cell *row, brink__report *report)
{
    brink__value value;
    if (!brink__side_resolve(scenario, row[PATH].text, brink__place(levers->table, &row[PATH]), &value, report)) {
        return;
    }
    const brink_column *rule = value.rule;
    if (!brink__is_number(rule)) {
        char shown[BRINK__SHORT];
        brink__mistake(report, brink__place(levers->table, &row[PATH]), "path = %s: not a number; allowed: a number",
                       brink__shorten(row[PATH].text, shown));
        return;
    }
    const bool lower = check_end(levers->table, &row[LOWER], rule, report);
    const bool upper = check_end(levers->table, &row[UPPER], rule, report);
    if (lower && upper && !(row[LOWER].number < row[UPPER].number)) {
        brink__mistake(report, brink__place(levers->table, &row[UPPER]), "upper = %s; allowed: more than lower, %s",
                       row[UPPER].text, row[LOWER].text);
    }
    levers->lever[levers->n++] = (brink_lever){
        .path = row[PATH].text,
        .lower = row[LOWER].number,
        .upper = row[UPPER].number,
        .unit_cost = row[UNIT_COST].number,
        .basis = row[BASIS].text,
        .source = row[SOURCE].text,
        .note = row[NOTE].text,
        .now = value.now->number,
        .unit = rule->unit != NULL ? rule->unit : "1",
        .range = brink_distribution_uniform(row[LOWER].number, row[UPPER].number, rule->kind != BRINK_CELL_NUMBER),
    };
}

static brink_status fill(brink_levers *levers, const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    const brink__table *table = brink__side_table(levers->table);
    brink_diagnostics *found = brink_diagnostics_new();
    levers->lever = calloc(table->n_rows + 1, sizeof *levers->lever);
    if (levers->lever == NULL || found == NULL) {
        brink_diagnostics_free(found);
        return BRINK_ENOMEM;
    }
    brink__report report = {.diagnostics = found};
    for (size_t i = 0; i < table->n_rows; i++) {
        judge(levers, scenario, brink__cell_at(table, i, 0), &report);
    }
    brink__diagnostics_add_new(diagnostics, found);
    brink_diagnostics_free(found);
    return BRINK_OK;
}

brink_status brink_levers_read(const brink_scenario *scenario, brink_levers **levers, brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    brink_levers *new = calloc(1, sizeof *new);
    *levers = NULL;
    if (new == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = brink__side_read(scenario, &holder, &new->table, diagnostics);
    if (status == BRINK_OK) {
        status = fill(new, scenario, diagnostics);
    }
    status = brink__side_verdict(status, before, diagnostics);
    if (status != BRINK_OK) {
        brink_levers_free(new);
        return status;
    }
    *levers = new;
    return BRINK_OK;
}

size_t brink_levers_n(const brink_levers *levers)
{
    return levers->n;
}

const brink_lever *brink_levers_get(const brink_levers *levers, size_t i)
{
    return &levers->lever[i];
}

size_t brink_levers_n_inputs(const brink_levers *levers)
{
    return brink_scenario_n_inputs(levers->table);
}

const brink_input *brink_levers_input(const brink_levers *levers, size_t i)
{
    return brink_scenario_input(levers->table, i);
}

double brink_levers_cost(const brink_levers *levers, const double *values)
{
    double cost = 0.0;
    for (size_t i = 0; i < levers->n; i++) {
        cost += isnan(values[i]) ? 0.0 : levers->lever[i].unit_cost * fabs(values[i] - levers->lever[i].now);
    }
    return cost;
}
