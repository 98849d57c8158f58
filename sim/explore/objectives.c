/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/objectives.h"

#include <string.h>

#include "explore/side.h"

static const char *const directions[] = {"minimise", "maximise", NULL};

enum { METRIC, STATISTIC, DIRECTION, WEIGHT, BOUND, SOURCE, NOTE, N_COLUMNS };

static const brink_column columns[N_COLUMNS] = {
    [METRIC] = {.name = "metric",
                .kind = BRINK_CELL_TEXT,
                .is_key = true,
                .meaning = "Metric of the results, as in summary.csv."},
    [STATISTIC] = {.name = "statistic",
                   .kind = BRINK_CELL_TEXT,
                   .is_key = true,
                   .is_optional = true,
                   .fallback = "mean",
                   .meaning = "Of the metric over replicas: mean, quantile:P, cvar:P, cvar_low:P or exceed:X."},
    [DIRECTION] = {.name = "direction",
                   .kind = BRINK_CELL_CHOICE,
                   .choices = directions,
                   .meaning = "Whether small or large values are wanted."},
    [WEIGHT] = {.name = "weight",
                .kind = BRINK_CELL_NUMBER,
                .lo = 0,
                .hi = 1e9,
                .unit = "per unit of the metric",
                .is_optional = true,
                .fallback = "1",
                .meaning = "Weight in a sum of objectives; 0: a bound alone, or shown only."},
    [BOUND] = {.name = "bound",
               .kind = BRINK_CELL_NUMBER,
               .lo = -1e15,
               .hi = 1e15,
               .unit = "the metric's",
               .is_optional = true,
               .meaning = "Limit that must be kept: at most so much to minimise, at least so much to maximise."},
    [SOURCE] =
        {.name = "source", .kind = BRINK_CELL_TEXT, .is_optional = true, .fallback = "", .meaning = "Who wants it."},
    [NOTE] = {.name = "note",
              .kind = BRINK_CELL_TEXT,
              .is_optional = true,
              .fallback = "",
              .meaning = "Why this statistic, weight and bound."},
};

static const brink_table table_schema = {
    .name = "objectives", .columns = columns, .n_columns = N_COLUMNS, .meaning = "What a posture is judged by."};

struct brink_objectives {
    brink__side side; /* of brink_objective; texts are in its table */
};

const brink_table *brink_objectives_table(void)
{
    return &table_schema;
}

static brink_status take(const brink__side_row *row)
{
    const brink__cell *cell = row->cell;
    brink_statistic statistic = {0};
    brink_error err = {0};
    if (cell[METRIC].text[0] == '\0') {
        return BRINK_OK; /* reported */
    }
    const brink_output *metric = brink__side_metric(row, METRIC);
    brink_status status = brink_statistic_parse(cell[STATISTIC].text, &statistic, &err);
    if (status == BRINK_OK && metric != NULL) {
        const brink_statistic wanted = statistic;
        status = brink_statistic_of(&wanted, metric, &statistic, &err);
    }
    if (status != BRINK_OK) {
        brink__mistake(row->report, brink__side_place(row, STATISTIC), "statistic = %s: %s", cell[STATISTIC].text,
                       err.what);
    }
    const char *unit = metric != NULL && metric->quantity->unit != NULL ? metric->quantity->unit : "1";
    const bool is_share = statistic.kind == BRINK_STATISTIC_EXCEED;
    brink_objective *objective = brink__side_add(row->side);
    if (objective == NULL) {
        return BRINK_ENOMEM;
    }
    *objective = (brink_objective){
        .metric = cell[METRIC].text,
        .statistic = statistic,
        .is_maximised = strcmp(cell[DIRECTION].text, directions[1]) == 0,
        .weight = cell[WEIGHT].number,
        .bound = cell[BOUND].number,
        .source = cell[SOURCE].text,
        .note = cell[NOTE].text,
        .unit = brink__keep_text(row->side->table, is_share ? "1" : unit, strlen(is_share ? "1" : unit)),
    };
    return objective->unit != NULL ? BRINK_OK : BRINK_ENOMEM;
}

static const brink__side_kind kind = {.holder = {.name = "objectives", .tables = &table_schema, .n_tables = 1},
                                      .item_size = sizeof(brink_objective),
                                      .needs_program = true,
                                      .take = take};

brink_status brink_objectives_read(const brink_scenario *scenario, brink_objectives **objectives,
                                   brink_diagnostics *diagnostics)
{
    brink__side *side = NULL;
    brink_status status = brink__side_read(&kind, scenario, &side, diagnostics);
    *objectives = (brink_objectives *)side;
    return status;
}

void brink_objectives_free(brink_objectives *objectives)
{
    brink__side_free((brink__side *)objectives);
}

size_t brink_objectives_n(const brink_objectives *objectives)
{
    return objectives->side.n;
}

const brink_objective *brink_objectives_get(const brink_objectives *objectives, size_t i)
{
    return (const brink_objective *)objectives->side.item + i;
}

size_t brink_objectives_n_inputs(const brink_objectives *objectives)
{
    return brink_scenario_n_inputs(objectives->side.table);
}

const brink_input *brink_objectives_input(const brink_objectives *objectives, size_t i)
{
    return brink_scenario_input(objectives->side.table, i);
}
