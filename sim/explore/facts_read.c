/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * targets.csv, read and checked as the tables of a scenario are. */
#include <string.h>

#include "brink/model.h"
#include "brink/precision.h"
#include "explore/facts.h"

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

/* A name in a row of a folder further up may be one that this scenario does not report. */
static void check_name(const brink__side_row *row, size_t column)
{
    const brink__cell *cell = &row->cell[column];
    if (cell->text[0] != '\0' && cell->layer == 0) {
        (void)brink__side_metric(row, column);
    }
}

static void check(const brink__side_row *row)
{
    check_name(row, METRIC);
    check_name(row, PER);
}

static bool is_ratio(const brink__side_row *row, size_t column)
{
    const brink_program *program = row->program;
    const size_t m = brink_find_output(program->metrics, program->n_metrics, row->cell[column].text);
    return m != SIZE_MAX && program->metrics[m].quantity->kind == BRINK_RATIO;
}

static void check_values(const brink__side_row *row)
{
    const brink__cell *cell = row->cell;
    bool has_per = cell[PER].text[0] != '\0';
    if (has_per && is_ratio(row, METRIC)) {
        brink__mistake(row->report, brink__side_place(row, METRIC),
                       "metric = %s, a ratio, with a second metric in per; allowed: a metric that is none",
                       cell[METRIC].text);
    }
    if (is_ratio(row, PER)) {
        brink__mistake(row->report, brink__side_place(row, PER), "per = %s, a ratio; allowed: a metric that is none",
                       cell[PER].text);
    }
    if ((has_per || is_ratio(row, METRIC)) && strcmp(cell[STATISTIC].text, "mean") != 0) {
        brink__mistake(row->report, brink__side_place(row, STATISTIC),
                       "statistic = %s of a ratio; allowed: mean, which is the ratio of totals", cell[STATISTIC].text);
    }
    if (cell[LO].number > cell[VALUE].number) {
        brink__mistake(row->report, brink__side_place(row, LO), "lo = %s; allowed: at most the value, %s",
                       cell[LO].text, cell[VALUE].text);
    }
    if (cell[HI].number < cell[VALUE].number) {
        brink__mistake(row->report, brink__side_place(row, HI), "hi = %s; allowed: at least the value, %s",
                       cell[HI].text, cell[VALUE].text);
    }
}

static brink_status take(const brink__side_row *row)
{
    const brink__cell *cell = row->cell;
    check_values(row);
    brink_fact *fact = brink__side_add(row->side);
    if (fact == NULL) {
        return BRINK_ENOMEM;
    }
    *fact = (brink_fact){.name = cell[TARGET].text,
                         .metric = cell[METRIC].text,
                         .statistic = cell[STATISTIC].text,
                         .per = cell[PER].text,
                         .value = cell[VALUE].number,
                         .lo = cell[LO].number,
                         .hi = cell[HI].number,
                         .weight = cell[WEIGHT].number,
                         .basis = cell[BASIS].text,
                         .source = cell[SOURCE].text,
                         .note = cell[NOTE].text};
    return BRINK_OK;
}

static const brink__side_kind kind = {.holder = {.name = "facts", .tables = &table_schema, .n_tables = 1},
                                      .item_size = sizeof(brink_fact),
                                      .needs_program = true,
                                      .take = take,
                                      .check = check};

brink_status brink_facts_read(const brink_scenario *scenario, brink_facts **facts, brink_diagnostics *diagnostics)
{
    brink__side *side = NULL;
    brink_status status = brink__side_read(&kind, scenario, &side, diagnostics);
    *facts = (brink_facts *)side;
    return status;
}
