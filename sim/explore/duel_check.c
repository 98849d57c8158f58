/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether two tables of postures make a game. */
#include <stdlib.h>
#include <string.h>

#include "brink/duel.h"
#include "explore/duel_cells.h"
#include "scenario/design_rows.h"

static const brink__design_column *find_path(const brink_design *design, const char *path)
{
    for (size_t c = 0; c < design->n_columns; c++) {
        if (strcmp(design->columns[c].path, path) == 0) {
            return &design->columns[c];
        }
    }
    return NULL;
}

static void check_paths(const brink_duel_problem *problem, brink_diagnostics *diagnostics)
{
    const brink_design *rows = problem->side[0].postures;
    const brink_design *columns = problem->side[1].postures;
    for (size_t c = 0; c < columns->n_columns; c++) {
        if (find_path(rows, columns->columns[c].path)) {
            brink_diagnose(diagnostics, (brink_place){columns->file, columns->header_line, columns->columns[c].at},
                           "%.256s is set by %.256s too; allowed: by one side", columns->columns[c].path, rows->file);
        }
    }
    for (size_t i = 0; i < problem->n_settings; i++) {
        for (size_t side = 0; side < 2; side++) {
            if (find_path(problem->side[side].postures, problem->settings[i].path)) {
                brink_diagnose(diagnostics, (brink_place){.file = problem->settings[i].origin},
                               "%.256s is set by the postures of %.256s", problem->settings[i].path,
                               problem->side[side].postures->file);
            }
        }
    }
}

/* All postures start from one scenario, and none has a noise of its own. */
static void check_rows(const brink_duel_problem *problem, brink_diagnostics *diagnostics)
{
    unsigned char first[32];
    brink_scenario_digest(problem->scenario, first);
    for (size_t side = 0; side < 2; side++) {
        const brink_design *design = problem->side[side].postures;
        for (size_t i = 0; i < design->n_rows; i++) {
            const brink__design_row *row = &design->rows[i];
            unsigned char own[32];
            brink_scenario_digest(design->bases[row->base].read, own);
            if (memcmp(first, own, sizeof own) != 0) {
                brink_diagnose(diagnostics, brink__design_place(design, row, row->scenario_at),
                               "scenario = %.64s; allowed: one for all postures of both sides, %.64s", row->scenario,
                               brink_scenario_name(problem->scenario));
            }
            if (row->noise != 0) {
                brink_diagnose(diagnostics, brink__design_place(design, row, 0),
                               "noise = %lu; allowed: 0, as all cells share their luck", (unsigned long)row->noise);
            }
        }
        if (design->n_rows > BRINK_DUEL_MAX_POSTURES) {
            brink_diagnose(diagnostics, (brink_place){.file = design->file}, "%zu postures; allowed: at most %d",
                           design->n_rows, BRINK_DUEL_MAX_POSTURES);
        }
    }
}

static brink_status check_cells(const brink_duel_problem *problem, brink_diagnostics *diagnostics)
{
    const size_t n[2] = {problem->side[0].postures->n_rows, problem->side[1].postures->n_rows};
    brink_design *design = NULL;
    brink_status status = brink__cells_design(problem, &design);
    for (size_t c = 0; c < n[0] * n[1] && status == BRINK_OK; c++) {
        status = brink__cells_add(problem, design, c, 0);
    }
    if (status == BRINK_OK) {
        status = brink_design_check(design, diagnostics);
    }
    brink_design_free(design);
    return status;
}

brink_status brink_duel_check(const brink_duel_problem *problem, brink_diagnostics *diagnostics)
{
    const size_t before = brink_diagnostics_count(diagnostics);
    check_paths(problem, diagnostics);
    check_rows(problem, diagnostics);
    if (brink_diagnostics_count(diagnostics) > before) {
        return BRINK_EDATA;
    }
    return check_cells(problem, diagnostics);
}
