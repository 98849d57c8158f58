/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/side.h"

#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "engine/plan.h"
#include "scenario/file.h"

const char *const brink__bases[] = {"evidence", "judgement", "assumption", NULL};

/* The k-th scenario.csv that was read (0: the scenario's own); NULL past the last. */
static const char *find_input(const brink_scenario *scenario, size_t k)
{
    static const char name[] = "/scenario.csv";
    for (size_t i = 0; i < brink_scenario_n_inputs(scenario); i++) {
        const char *file = brink_scenario_input(scenario, i)->file;
        size_t n = strlen(file);
        if (n >= sizeof name - 1 && strcmp(file + n - (sizeof name - 1), name) == 0 && k-- == 0) {
            return file;
        }
    }
    return NULL;
}

static brink_status read_layer(brink_scenario *table, const char *scenario_file, int layer,
                               brink_diagnostics *diagnostics)
{
    size_t folder = (size_t)(strrchr(scenario_file, '/') - scenario_file);
    const char *kept = brink__keep_text(table, scenario_file, folder);
    const char *name =
        kept != NULL ? brink__join(table, kept, "/", table->tables[BRINK__SIDE].schema->name, ".csv") : NULL;
    uint32_t file = name != NULL ? brink__file_index(table, name) : BRINK__NO_FILE;
    if (file == BRINK__NO_FILE) {
        return BRINK_ENOMEM;
    }
    bool found = false;
    brink_status status = brink__read_file(table, BRINK__SIDE, file, layer, &found, diagnostics);
    table->tables[BRINK__SIDE].exists = table->tables[BRINK__SIDE].exists || found;
    return status;
}

/* What is extended first, as tables of a scenario are read. */
static brink_status read_layers(brink_scenario *table, const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    size_t n = 0;
    brink_status status = BRINK_OK;
    while (find_input(scenario, n) != NULL) {
        n++;
    }
    while (n > 0 && status == BRINK_OK) {
        n--;
        status = read_layer(table, find_input(scenario, n), (int)n, diagnostics);
    }
    if (status == BRINK_OK) {
        brink__report report = {.diagnostics = diagnostics};
        status = brink__merge(table, &table->tables[BRINK__SIDE], &report);
    }
    return status;
}

/* Items of all rows; the cells and the report of `row` are set here. */
static brink_status take_rows(brink__side_row row, brink_diagnostics *diagnostics)
{
    const brink__side_kind *kind = row.side->kind;
    const brink__table *table = &row.side->table->tables[BRINK__SIDE];
    brink_diagnostics *found = brink_diagnostics_new();
    brink_status status = found != NULL ? BRINK_OK : BRINK_ENOMEM;
    brink__report report = {.diagnostics = found};
    row.report = &report;
    for (size_t i = 0; i < table->n_rows && status == BRINK_OK; i++) {
        row.cell = brink__cell_at(table, i, 0);
        status = kind->take(&row);
    }
    if (status == BRINK_OK) {
        brink__diagnostics_add_new(diagnostics, found);
    }
    report = (brink__report){.diagnostics = diagnostics};
    for (size_t i = 0; i < table->n_rows && status == BRINK_OK && kind->check != NULL; i++) {
        row.cell = brink__cell_at(table, i, 0);
        kind->check(&row);
    }
    brink_diagnostics_free(found);
    return status;
}

static brink_status take_table(brink__side *side, const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink_program *program = NULL;
    brink_error err = {0};
    if (side->table->tables[BRINK__SIDE].n_rows == 0) {
        return BRINK_OK;
    }
    brink_status status = side->kind->needs_program ? brink_program_new(scenario, &program, &err) : BRINK_OK;
    if (status != BRINK_OK) {
        brink_diagnose(diagnostics, (brink_place){.file = brink_scenario_name(scenario)}, "%s", err.what);
        return status;
    }
    brink__side_row row = {.side = side, .scenario = scenario, .program = program};
    status = take_rows(row, diagnostics);
    brink_program_free(program);
    return status;
}

brink_status brink__side_read(const brink__side_kind *kind, const brink_scenario *scenario, brink__side **side,
                              brink_diagnostics *diagnostics)
{
    const size_t before = brink_diagnostics_count(diagnostics);
    brink__side *new = calloc(1, sizeof *new);
    *side = NULL;
    if (new == NULL) {
        return BRINK_ENOMEM;
    }
    new->kind = kind;
    new->table = brink__scenario_new();
    brink_status status = BRINK_ENOMEM;
    if (new->table != NULL && brink__scenario_add_model(new->table, &kind->holder)) {
        status = read_layers(new->table, scenario, diagnostics);
    }
    if (status == BRINK_OK) {
        status = take_table(new, scenario, diagnostics);
    }
    if (status == BRINK_OK && brink_diagnostics_count(diagnostics) > before) {
        status = BRINK_EDATA;
    }
    if (status != BRINK_OK) {
        brink_diagnostics_sort(diagnostics);
        brink__side_free(new);
        return status;
    }
    *side = new;
    return BRINK_OK;
}

void brink__side_free(brink__side *side)
{
    if (side != NULL) {
        for (size_t i = 0; i < side->n && side->kind->item_fini != NULL; i++) {
            side->kind->item_fini((char *)side->item + i * side->kind->item_size);
        }
        brink_scenario_free(side->table);
        free(side->item);
        free(side);
    }
}

void *brink__side_add(brink__side *side)
{
    const size_t size = side->kind->item_size;
    char *bigger = brink__grown(side->item, side->n, &side->capacity, size);
    if (bigger == NULL) {
        return NULL;
    }
    side->item = bigger;
    return memset(bigger + side->n++ * size, 0, size);
}

brink_place brink__side_place(const brink__side_row *row, size_t column)
{
    return brink__place(row->side->table, &row->cell[column]);
}

bool brink__side_resolve(const brink_scenario *scenario, const char *path, brink_place place, brink__value *value,
                         brink__report *report)
{
    brink__address address;
    char what[BRINK__MAX_WHAT];
    if (path[0] == '\0') {
        return false;
    }
    if (!brink__resolve_to_set(scenario, path, &address, what)) {
        brink__mistake(report, place, "path = %s", what);
        return false;
    }
    const brink__table *table = &scenario->tables[address.table];
    value->rule = brink__rule(table, address.row, address.column);
    value->now = brink__cell_at(table, address.row, address.column);
    return true;
}

const brink_output *brink__side_metric(const brink__side_row *row, size_t column)
{
    const brink_program *program = row->program;
    const char *name = row->cell[column].text;
    const size_t m = brink_find_output(program->metrics, program->n_metrics, name);
    if (m == SIZE_MAX) {
        char shown[BRINK__SHORT];
        char hint[BRINK__MAX_HINT];
        brink__mistake(row->report, brink__side_place(row, column),
                       "%s = %s; allowed: a metric that the scenario reports%s",
                       row->side->kind->holder.tables[0].columns[column].name, brink__shorten(name, shown),
                       brink__hint(brink__nearest_output(program->metrics, program->n_metrics, name), hint));
    }
    return m != SIZE_MAX ? &program->metrics[m] : NULL;
}
