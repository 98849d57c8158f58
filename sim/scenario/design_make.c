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
    design->bases = calloc(1, sizeof *design->bases);
    design->settings = calloc(1, sizeof *design->settings);
    design->file = "";
    design->input.file = design->file;
    design->label = brink__pool_keep(&design->texts, label, strlen(label));
    if (design->bases == NULL || design->settings == NULL || design->label == NULL) {
        brink_design_free(design);
        return NULL;
    }
    design->n_bases = 1;
    design->bases_capacity = 1;
    design->bases[0] = (brink__design_base){.read = brink_scenario_copy(scenario), .takes_settings = true};
    if (design->bases[0].read == NULL) {
        brink_design_free(design);
        return NULL;
    }
    return design;
}

brink_status brink_design_add_path(brink_design *design, const char *path)
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
    columns[design->n_columns++] = (brink__design_column){.path = kept};
    return BRINK_OK;
}

static bool keep_values(brink_design *design, const char *const *values)
{
    for (size_t c = 0; c < design->n_columns; c++) {
        if (values[c] == NULL || values[c][0] == '\0') {
            continue;
        }
        brink__design_cell *cells =
            brink__grown(design->cells, design->n_cells, &design->cells_capacity, sizeof *cells);
        if (cells == NULL) {
            return false;
        }
        design->cells = cells;
        const char *kept = brink__pool_keep(&design->texts, values[c], strlen(values[c]));
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
    brink__design_row row = {.scenario = design->label,
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
