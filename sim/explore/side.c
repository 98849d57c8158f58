/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/side.h"

#include <string.h>

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

brink_status brink__side_read(const brink_scenario *scenario, const brink_model_type *holder, brink_scenario **table,
                              brink_diagnostics *diagnostics)
{
    *table = NULL;
    brink_scenario *new = brink__scenario_new();
    brink_status status = BRINK_ENOMEM;
    if (new != NULL && brink__scenario_add_model(new, holder)) {
        status = read_layers(new, scenario, diagnostics);
    }
    if (status != BRINK_OK) {
        brink_scenario_free(new);
        return status;
    }
    *table = new;
    return BRINK_OK;
}

brink_status brink__side_verdict(brink_status status, size_t before, brink_diagnostics *diagnostics)
{
    if (status == BRINK_OK && brink_diagnostics_count(diagnostics) > before) {
        status = BRINK_EDATA;
    }
    if (status != BRINK_OK) {
        brink_diagnostics_sort(diagnostics);
    }
    return status;
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

const brink_output *brink__find_metric(const brink_program *program, const char *name, const char **near)
{
    *near = NULL;
    for (size_t m = 0; m < program->n_metrics; m++) {
        if (strcmp(program->metrics[m].name, name) == 0) {
            return &program->metrics[m];
        }
        *near = brink_nearest(name, (const char *const[]){*near, program->metrics[m].name}, 2);
    }
    return NULL;
}
