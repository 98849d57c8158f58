/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/levers.h"

#include <math.h>

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

struct brink_levers {
    brink__side side; /* of brink_lever; texts are in its table and in the schema of the scenario's model */
};

const brink_table *brink_levers_table(void)
{
    return &table_schema;
}

/* An end of the range must be a value that the path may have. */
static bool check_end(const brink__side_row *row, size_t column, const brink_column *rule)
{
    brink__cell value = {.text = row->cell[column].text};
    if (value.text[0] == '\0') {
        return false; /* reported: it is empty, or its column is missing */
    }
    return brink__check_cell(rule, &value, brink__side_place(row, column), row->report);
}

static brink_status take(const brink__side_row *row)
{
    const brink__cell *cell = row->cell;
    brink__value value;
    if (!brink__side_resolve(row->scenario, cell[PATH].text, brink__side_place(row, PATH), &value, row->report)) {
        return BRINK_OK;
    }
    const brink_column *rule = value.rule;
    if (!brink__is_number(rule)) {
        char shown[BRINK__SHORT];
        brink__mistake(row->report, brink__side_place(row, PATH), "path = %s: not a number; allowed: a number",
                       brink__shorten(cell[PATH].text, shown));
        return BRINK_OK;
    }
    const bool lower = check_end(row, LOWER, rule);
    const bool upper = check_end(row, UPPER, rule);
    if (lower && upper && !(cell[LOWER].number < cell[UPPER].number)) {
        brink__mistake(row->report, brink__side_place(row, UPPER), "upper = %s; allowed: more than lower, %s",
                       cell[UPPER].text, cell[LOWER].text);
    }
    brink_lever *lever = brink__side_add(row->side);
    if (lever == NULL) {
        return BRINK_ENOMEM;
    }
    *lever = (brink_lever){
        .path = cell[PATH].text,
        .lower = cell[LOWER].number,
        .upper = cell[UPPER].number,
        .unit_cost = cell[UNIT_COST].number,
        .basis = cell[BASIS].text,
        .source = cell[SOURCE].text,
        .note = cell[NOTE].text,
        .now = value.now->number,
        .unit = rule->unit != NULL ? rule->unit : "1",
        .range = brink_distribution_uniform(cell[LOWER].number, cell[UPPER].number, rule->kind != BRINK_CELL_NUMBER),
    };
    return BRINK_OK;
}

static const brink__side_kind kind = {.holder = {.name = "levers", .tables = &table_schema, .n_tables = 1},
                                      .item_size = sizeof(brink_lever),
                                      .take = take};

brink_status brink_levers_read(const brink_scenario *scenario, brink_levers **levers, brink_diagnostics *diagnostics)
{
    brink__side *side = NULL;
    brink_status status = brink__side_read(&kind, scenario, &side, diagnostics);
    *levers = (brink_levers *)side;
    return status;
}

void brink_levers_free(brink_levers *levers)
{
    brink__side_free((brink__side *)levers);
}

size_t brink_levers_n(const brink_levers *levers)
{
    return levers->side.n;
}

const brink_lever *brink_levers_get(const brink_levers *levers, size_t i)
{
    return (const brink_lever *)levers->side.item + i;
}

size_t brink_levers_n_inputs(const brink_levers *levers)
{
    return brink_scenario_n_inputs(levers->side.table);
}

const brink_input *brink_levers_input(const brink_levers *levers, size_t i)
{
    return brink_scenario_input(levers->side.table, i);
}

double brink_levers_cost(const brink_levers *levers, const double *values)
{
    double cost = 0.0;
    for (size_t i = 0; i < levers->side.n; i++) {
        const brink_lever *lever = brink_levers_get(levers, i);
        cost += isnan(values[i]) ? 0.0 : lever->unit_cost * fabs(values[i] - lever->now);
    }
    return cost;
}
