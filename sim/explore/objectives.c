/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/objectives.h"

#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
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

static const brink_model_type holder = {.name = "objectives", .tables = &table_schema, .n_tables = 1};

struct brink_objectives {
    brink_objective *objective; /* [n]; texts are in `table` */
    size_t n;
    brink_scenario *table;
};

const brink_table *brink_objectives_table(void)
{
    return &table_schema;
}

void brink_objectives_free(brink_objectives *objectives)
{
    if (objectives != NULL) {
        brink_scenario_free(objectives->table);
        free(objectives->objective);
        free(objectives);
    }
}

static brink_status judge(brink_objectives *objectives, const brink_program *program, const brink__cell *row,
                          brink__report *report)
{
    const char *near;
    const brink_output *metric = brink__find_metric(program, row[METRIC].text, &near);
    brink_statistic statistic = {0};
    brink_error err = {0};
    if (row[METRIC].text[0] == '\0') {
        return BRINK_OK; /* reported */
    }
    if (metric == NULL) {
        char shown[BRINK__SHORT];
        char hint[BRINK__MAX_HINT];
        brink__mistake(report, brink__place(objectives->table, &row[METRIC]),
                       "metric = %s; allowed: a metric that the scenario reports%s",
                       brink__shorten(row[METRIC].text, shown), brink__hint(near, hint));
    }
    brink_status status = brink_statistic_parse(row[STATISTIC].text, &statistic, &err);
    if (status == BRINK_OK && metric != NULL) {
        const brink_statistic wanted = statistic;
        status = brink_statistic_of(&wanted, metric, &statistic, &err);
    }
    if (status != BRINK_OK) {
        brink__mistake(report, brink__place(objectives->table, &row[STATISTIC]), "statistic = %s: %s",
                       row[STATISTIC].text, err.what);
    }
    const char *unit = metric != NULL && metric->quantity->unit != NULL ? metric->quantity->unit : "1";
    const bool is_share = statistic.kind == BRINK_STATISTIC_EXCEED;
    objectives->objective[objectives->n++] = (brink_objective){
        .metric = row[METRIC].text,
        .statistic = statistic,
        .is_maximised = strcmp(row[DIRECTION].text, directions[1]) == 0,
        .weight = row[WEIGHT].number,
        .bound = row[BOUND].number,
        .source = row[SOURCE].text,
        .note = row[NOTE].text,
        .unit = brink__keep_text(objectives->table, is_share ? "1" : unit, strlen(is_share ? "1" : unit)),
    };
    return objectives->objective[objectives->n - 1].unit != NULL ? BRINK_OK : BRINK_ENOMEM;
}

static brink_status fill(brink_objectives *objectives, const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    const brink__table *table = brink__side_table(objectives->table);
    brink_program *program = NULL;
    brink_error err = {0};
    objectives->objective = calloc(table->n_rows + 1, sizeof *objectives->objective);
    if (objectives->objective == NULL) {
        return BRINK_ENOMEM;
    }
    if (table->n_rows == 0) {
        return BRINK_OK;
    }
    brink_status status = brink_program_new(scenario, &program, &err);
    if (status != BRINK_OK) {
        brink_diagnose(diagnostics, (brink_place){.file = brink_scenario_name(scenario)}, "%s", err.what);
        return status;
    }
    brink_diagnostics *found = brink_diagnostics_new();
    status = found != NULL ? BRINK_OK : BRINK_ENOMEM;
    brink__report report = {.diagnostics = found};
    for (size_t i = 0; i < table->n_rows && status == BRINK_OK; i++) {
        status = judge(objectives, program, brink__cell_at(table, i, 0), &report);
    }
    if (status == BRINK_OK) {
        brink__diagnostics_add_new(diagnostics, found);
    }
    brink_diagnostics_free(found);
    brink_program_free(program);
    return status;
}

brink_status brink_objectives_read(const brink_scenario *scenario, brink_objectives **objectives,
                                   brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    brink_objectives *new = calloc(1, sizeof *new);
    *objectives = NULL;
    if (new == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = brink__side_read(scenario, &holder, &new->table, diagnostics);
    if (status == BRINK_OK) {
        status = fill(new, scenario, diagnostics);
    }
    status = brink__side_verdict(status, before, diagnostics);
    if (status != BRINK_OK) {
        brink_objectives_free(new);
        return status;
    }
    *objectives = new;
    return BRINK_OK;
}

size_t brink_objectives_n(const brink_objectives *objectives)
{
    return objectives->n;
}

const brink_objective *brink_objectives_get(const brink_objectives *objectives, size_t i)
{
    return &objectives->objective[i];
}

size_t brink_objectives_n_inputs(const brink_objectives *objectives)
{
    return brink_scenario_n_inputs(objectives->table);
}

const brink_input *brink_objectives_input(const brink_objectives *objectives, size_t i)
{
    return brink_scenario_input(objectives->table, i);
}
