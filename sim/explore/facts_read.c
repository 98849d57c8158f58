/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * targets.csv, read and checked as the tables of a scenario are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "brink/model.h"
#include "explore/facts.h"
#include "explore/side.h"

static const char *const statistics[] = {"mean", "median", "q05", "q25", "q75", "q95", NULL};

enum { TARGET, METRIC, STATISTIC, PER, VALUE, LO, HI, WEIGHT, BASIS, SOURCE, NOTE, N_COLUMNS };

static const brink_column columns[N_COLUMNS] = {
    [TARGET] = {.name = "target", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "Short name of the fact."},
    [METRIC] = {.name = "metric",
                .kind = BRINK_CELL_TEXT,
                .meaning = "Metric of the results that is compared with it, as in summary.csv."},
    [STATISTIC] = {.name = "statistic",
                   .kind = BRINK_CELL_CHOICE,
                   .is_optional = true,
                   .choices = statistics,
                   .fallback = "mean",
                   .meaning = "Of the metric over replicas."},
    [PER] = {.name = "per",
             .kind = BRINK_CELL_TEXT,
             .is_optional = true,
             .fallback = "",
             .meaning = "Second metric: the ratio of the two means is compared, as events a period."},
    [VALUE] = {.name = "value",
               .kind = BRINK_CELL_NUMBER,
               .lo = -1e9,
               .hi = 1e9,
               .unit = "the metric's",
               .meaning = "What is known, or thought."},
    [LO] = {.name = "lo",
            .kind = BRINK_CELL_NUMBER,
            .lo = -1e9,
            .hi = 1e9,
            .unit = "the metric's",
            .meaning = "Lower end of the band within which a simulated value passes."},
    [HI] = {.name = "hi",
            .kind = BRINK_CELL_NUMBER,
            .lo = -1e9,
            .hi = 1e9,
            .unit = "the metric's",
            .meaning = "Upper end of it."},
    [WEIGHT] = {.name = "weight",
                .kind = BRINK_CELL_NUMBER,
                .lo = 0,
                .hi = 1e6,
                .unit = "1",
                .fallback = "1",
                .meaning = "Weight of the target in a measure of misfit; 0 shows it only."},
    [BASIS] = {.name = "basis",
               .kind = BRINK_CELL_CHOICE,
               .choices = brink__bases,
               .meaning = "What the mapping from fact to metric rests on."},
    [SOURCE] = {.name = "source", .kind = BRINK_CELL_TEXT, .meaning = "Where the fact is from."},
    [NOTE] = {.name = "note",
              .kind = BRINK_CELL_TEXT,
              .is_optional = true,
              .fallback = "",
              .meaning = "How the fact is mapped to the metric, and where the band is from."},
};

static const brink_table table_schema = {.name = "targets",
                                         .columns = columns,
                                         .n_columns = N_COLUMNS,
                                         .meaning = "Facts that results are compared with by `brink check --facts`."};

const brink_table *brink_facts_table(void)
{
    return &table_schema;
}

/* What the reader of scenarios asks for: a model is whose tables are read. */
static const brink_model_type holder = {.name = "facts", .tables = &table_schema, .n_tables = 1};

/* --- checking ----------------------------------------------------------------------------------------------------- */

struct check {
    const brink_facts *facts;
    const brink_program *program;
    brink__report report;
};

/* A name in a row of a folder further up may be one that this scenario does not report. */
static void check_name(struct check *check, const brink__cell *cell, const char *column)
{
    const char *near;
    char shown[BRINK__SHORT];
    char hint[BRINK__MAX_HINT];
    if (cell->text[0] != '\0' && cell->layer == 0 && brink__find_metric(check->program, cell->text, &near) == NULL) {
        brink__mistake(&check->report, brink__place(check->facts->table, cell),
                       "%s = %s; allowed: a metric that the scenario reports%s", column,
                       brink__shorten(cell->text, shown), brink__hint(near, hint));
    }
}

static void check_names(struct check *check, const brink__cell *row)
{
    check_name(check, &row[METRIC], "metric");
    check_name(check, &row[PER], "per");
}

static bool is_ratio(const struct check *check, const brink__cell *cell)
{
    const char *near;
    const brink_output *metric = brink__find_metric(check->program, cell->text, &near);
    return metric != NULL && metric->quantity->kind == BRINK_RATIO;
}

static void check_values(struct check *check, const brink__cell *row)
{
    const brink_scenario *table = check->facts->table;
    bool has_per = row[PER].text[0] != '\0';
    if (has_per && is_ratio(check, &row[METRIC])) {
        brink__mistake(&check->report, brink__place(table, &row[METRIC]),
                       "metric = %s, a ratio, with a second metric in per; allowed: a metric that is none",
                       row[METRIC].text);
    }
    if (is_ratio(check, &row[PER])) {
        brink__mistake(&check->report, brink__place(table, &row[PER]),
                       "per = %s, a ratio; allowed: a metric that is none", row[PER].text);
    }
    if ((has_per || is_ratio(check, &row[METRIC])) && strcmp(row[STATISTIC].text, "mean") != 0) {
        brink__mistake(&check->report, brink__place(table, &row[STATISTIC]),
                       "statistic = %s of a ratio; allowed: mean, which is the ratio of totals", row[STATISTIC].text);
    }
    if (row[LO].number > row[VALUE].number) {
        brink__mistake(&check->report, brink__place(table, &row[LO]), "lo = %s; allowed: at most the value, %s",
                       row[LO].text, row[VALUE].text);
    }
    if (row[HI].number < row[VALUE].number) {
        brink__mistake(&check->report, brink__place(table, &row[HI]), "hi = %s; allowed: at least the value, %s",
                       row[HI].text, row[VALUE].text);
    }
}

static void check_rows(struct check *check, void (*rule)(struct check *check, const brink__cell *row))
{
    const brink__table *table = brink__side_table(check->facts->table);
    for (size_t i = 0; i < table->n_rows; i++) {
        rule(check, brink__cell_at(table, i, 0));
    }
}

static brink_status keep_targets(brink_facts *facts)
{
    const brink__table *table = brink__side_table(facts->table);
    facts->target = calloc(table->n_rows + 1, sizeof *facts->target);
    if (facts->target == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t i = 0; i < table->n_rows; i++) {
        const brink__cell *row = brink__cell_at(table, i, 0);
        facts->target[i] = (brink_fact){.name = row[TARGET].text,
                                        .metric = row[METRIC].text,
                                        .statistic = row[STATISTIC].text,
                                        .per = row[PER].text,
                                        .value = row[VALUE].number,
                                        .lo = row[LO].number,
                                        .hi = row[HI].number,
                                        .weight = row[WEIGHT].number,
                                        .basis = row[BASIS].text,
                                        .source = row[SOURCE].text,
                                        .note = row[NOTE].text};
    }
    facts->n = table->n_rows;
    return BRINK_OK;
}

static brink_status check_targets(const brink_facts *facts, const brink_scenario *scenario,
                                  brink_diagnostics *diagnostics)
{
    brink_program *program = NULL;
    brink_error err = {0};
    brink_status status = brink_program_new(scenario, &program, &err);
    if (status != BRINK_OK) {
        brink_diagnose(diagnostics, (brink_place){.file = brink_scenario_name(scenario)}, "%s", err.what);
        return status;
    }
    brink_diagnostics *found = brink_diagnostics_new();
    if (found != NULL) {
        struct check check = {.facts = facts, .program = program, .report = {.diagnostics = found}};
        check_rows(&check, check_values);
        /* a number that was wrong has a stand-in: what follows from that is not worth a message */
        brink__diagnostics_add_new(diagnostics, found);
        check.report = (brink__report){.diagnostics = diagnostics};
        check_rows(&check, check_names);
    }
    brink_program_free(program);
    brink_diagnostics_free(found);
    return found != NULL ? BRINK_OK : BRINK_ENOMEM;
}

brink_status brink_facts_read(const brink_scenario *scenario, brink_facts **facts, brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    brink_facts *new = calloc(1, sizeof *new);
    brink_status status = BRINK_ENOMEM;
    *facts = NULL;
    if (new == NULL) {
        return status;
    }
    status = brink__side_read(scenario, &holder, &new->table, diagnostics);
    if (status == BRINK_OK && brink__side_table(new->table)->n_rows > 0) {
        status = check_targets(new, scenario, diagnostics);
    }
    status = brink__side_verdict(status, before, diagnostics);
    if (status == BRINK_OK) {
        status = keep_targets(new);
    }
    if (status != BRINK_OK) {
        brink_facts_free(new);
        return status;
    }
    *facts = new;
    return BRINK_OK;
}
