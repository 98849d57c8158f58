/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Designs made in memory. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/design_rows.h"

brink_design *brink_design_new(const brink_scenario *scenario, const char *label)
{
    brink_design *design = calloc(1, sizeof *design);
    if (design == NULL) {
        return NULL;
    }
    design->settings = calloc(1, sizeof *design->settings);
    design->file = "";
    design->input.file = design->file;
    if (design->settings == NULL || brink_design_start_from(design, scenario, label) != BRINK_OK) {
        brink_design_free(design);
        return NULL;
    }
    return design;
}

brink_status brink_design_start_from(brink_design *design, const brink_scenario *scenario, const char *label)
{
    for (size_t b = 0; b < design->n_bases; b++) {
        if (strcmp(design->bases[b].label, label) == 0) {
            design->current = b;
            return BRINK_OK;
        }
    }
    brink__design_base *bases = brink__grown(design->bases, design->n_bases, &design->bases_capacity, sizeof *bases);
    if (bases == NULL) {
        return BRINK_ENOMEM;
    }
    design->bases = bases;
    brink__design_base base = {.label = brink__pool_keep(&design->texts, label, strlen(label)), .takes_settings = true};
    base.read = base.label != NULL ? brink_scenario_copy(scenario) : NULL;
    if (base.read == NULL) {
        return BRINK_ENOMEM;
    }
    design->current = design->n_bases;
    bases[design->n_bases++] = base;
    return BRINK_OK;
}

static brink_status add_column(brink_design *design, const char *path, const char *constant)
{
    assert(design->n_rows == 0 && "columns come before points");
    brink__design_column *columns =
        brink__grown(design->columns, design->n_columns, &design->columns_capacity, sizeof *columns);
    if (columns == NULL) {
        return BRINK_ENOMEM;
    }
    design->columns = columns;
    const char *kept = brink__pool_keep(&design->texts, path, strlen(path));
    if (kept == NULL) {
        return BRINK_ENOMEM;
    }
    columns[design->n_columns++] = (brink__design_column){.path = kept, .constant = constant};
    return BRINK_OK;
}

brink_status brink_design_add_path(brink_design *design, const char *path)
{
    return add_column(design, path, NULL);
}

brink_status brink_design_add_constant(brink_design *design, const char *path, const char *value)
{
    assert(design->n_columns == design->n_constants && "constants come first");
    const char *kept = brink__pool_keep(&design->texts, value, strlen(value));
    brink_status status = kept != NULL ? add_column(design, path, kept) : BRINK_ENOMEM;
    design->n_constants += status == BRINK_OK;
    return status;
}

static bool keep_values(brink_design *design, const char *const *values)
{
    for (size_t c = 0; c < design->n_columns; c++) {
        const char *constant = design->columns[c].constant;
        const char *value = constant != NULL ? constant : values[c - design->n_constants];
        if (value == NULL || value[0] == '\0') {
            continue;
        }
        brink__design_cell *cells =
            brink__grown(design->cells, design->n_cells, &design->cells_capacity, sizeof *cells);
        if (cells == NULL) {
            return false;
        }
        design->cells = cells;
        const char *kept = constant != NULL ? constant : brink__pool_keep(&design->texts, value, strlen(value));
        if (kept == NULL) {
            return false;
        }
        cells[design->n_cells++] = (brink__design_cell){.value = kept, .column = (uint32_t)c};
    }
    return true;
}

brink_status brink_design_add_point(brink_design *design, const char *name, const char *note, uint32_t noise,
                                    const char *const *values)
{
    size_t first = design->n_cells;
    brink__design_row *rows = brink__grown(design->rows, design->n_rows, &design->rows_capacity, sizeof *rows);
    if (rows == NULL) {
        return BRINK_ENOMEM;
    }
    design->rows = rows;
    brink__design_row row = {.scenario = design->bases[design->current].label,
                             .base = design->current,
                             .name = brink__pool_keep(&design->texts, name, strlen(name)),
                             .note = note[0] != '\0' ? brink__pool_keep(&design->texts, note, strlen(note)) : "",
                             .first = first,
                             .noise = noise};
    if (row.name == NULL || row.note == NULL || !keep_values(design, values)) {
        design->n_cells = first;
        return BRINK_ENOMEM;
    }
    row.n = design->n_cells - first;
    rows[design->n_rows++] = row;
    return BRINK_OK;
}
