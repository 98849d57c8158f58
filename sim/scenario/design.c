/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Designs: what their rows make of scenarios. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "scenario/design_rows.h"

/* --- points ------------------------------------------------------------------------------------------------------- */

static brink_status set_cells(const brink_design *design, const brink__design_row *row, brink_scenario *scenario,
                              bool *is_right, brink_diagnostics *diagnostics)
{
    for (size_t i = row->first; i < row->first + row->n; i++) {
        const brink__design_cell *cell = &design->cells[i];
        const brink__design_column *column = &design->columns[cell->column];
        brink_place place = brink__design_place(design, row, cell->at);
        brink__address address;
        char what[BRINK__MAX_WHAT];
        if (column->is_wrong) {
            *is_right = false;
            continue;
        }
        if (!brink__resolve_to_set(scenario, column->path, &address, what)) { /* other scenarios have it */
            brink_diagnose(diagnostics, place, "column %s, in scenario %s: %s", column->path,
                           brink_scenario_name(scenario), what);
            *is_right = false;
            continue;
        }
        brink_status status = brink_scenario_set(scenario, column->path, cell->value, place, 0, diagnostics);
        if (status == BRINK_ENOMEM) {
            return status;
        }
        *is_right = *is_right && status == BRINK_OK;
    }
    return BRINK_OK;
}

brink_status brink__design_apply(const brink_design *design, const brink__design_row *row, brink_scenario **scenario,
                                 bool *is_right, brink_diagnostics *diagnostics)
{
    const brink__design_base *base = &design->bases[row->base];
    *is_right = true;
    *scenario = brink_scenario_copy(base->read);
    brink_status status = *scenario != NULL ? set_cells(design, row, *scenario, is_right, diagnostics) : BRINK_ENOMEM;
    for (size_t i = 0; i < design->n_settings && base->takes_settings && status == BRINK_OK; i++) {
        const brink_setting *s = &design->settings[i];
        status = brink_scenario_set(*scenario, s->path, s->value, (brink_place){.file = s->origin}, 0, diagnostics);
        assert(status != BRINK_EDATA && "takes_settings was found by trying");
    }
    if (status != BRINK_OK) {
        brink_scenario_free(*scenario);
        *scenario = NULL;
    }
    return status;
}

/* --- checks ------------------------------------------------------------------------------------------------------- */

/* Tries the settings on each scenario, so that what is wrong with one is said once and not at every point. */
static brink_status try_settings(brink_design *design, brink_diagnostics *diagnostics)
{
    for (size_t b = 0; b < design->n_bases; b++) {
        brink__design_base *base = &design->bases[b];
        brink_scenario *copy = base->read != NULL && design->n_settings > 0 ? brink_scenario_copy(base->read) : NULL;
        if (copy == NULL && base->read != NULL && design->n_settings > 0) {
            return BRINK_ENOMEM;
        }
        for (size_t i = 0; i < design->n_settings && copy != NULL; i++) {
            const brink_setting *s = &design->settings[i];
            char origin[512];
            (void)snprintf(origin, sizeof origin, "%s%s%s", design->n_bases > 1 ? brink_scenario_name(copy) : "",
                           design->n_bases > 1 ? ": " : "", s->origin);
            brink_status status =
                brink_scenario_set(copy, s->path, s->value, (brink_place){.file = origin}, 0, diagnostics);
            if (status == BRINK_ENOMEM) {
                brink_scenario_free(copy);
                return status;
            }
            base->takes_settings = base->takes_settings && status == BRINK_OK;
        }
        brink_scenario_free(copy);
    }
    return BRINK_OK;
}

/* Reports the paths that no scenario of the design has. */
static void check_columns(brink_design *design, unsigned long line, brink__report *report)
{
    for (size_t c = 0; c < design->n_columns; c++) {
        brink__design_column *column = &design->columns[c];
        char first[BRINK__MAX_WHAT] = "";
        bool is_known = column->is_wrong;
        for (size_t b = 0; b < design->n_bases && !is_known; b++) {
            brink__address address;
            char what[BRINK__MAX_WHAT];
            if (design->bases[b].read == NULL) {
                continue;
            }
            is_known = brink__resolve_to_set(design->bases[b].read, column->path, &address, what);
            if (!is_known && first[0] == '\0') {
                memcpy(first, what, sizeof first);
            }
        }
        if (!is_known && first[0] != '\0') {
            char shown[BRINK__SHORT];
            brink__mistake(report, (brink_place){design->file, line, column->at}, "column %s: %s",
                           brink__shorten(column->path, shown), first);
            column->is_wrong = true;
        }
    }
}

/* One point: its cells, and what they add up to. */
static brink_status check_row(const brink_design *design, const brink__design_row *row, brink_diagnostics *diagnostics)
{
    brink_scenario *scenario = NULL;
    bool is_right = false;
    bool is_as_read = row->n == 0 && design->n_settings == 0; /* its scenario was checked when it was read */
    if (row->base == BRINK__NONE || design->bases[row->base].read == NULL || is_as_read) {
        return BRINK_OK;
    }
    brink_status status = brink__design_apply(design, row, &scenario, &is_right, diagnostics);
    if (status != BRINK_OK || !is_right || !design->bases[row->base].takes_settings) {
        brink_scenario_free(scenario);
        return status; /* what follows from a wrong cell is not worth saying */
    }
    brink_diagnostics *own = brink_diagnostics_new();
    status = own != NULL ? brink_scenario_check(scenario, own) : BRINK_ENOMEM;
    if (own != NULL) {
        char shown[BRINK__SHORT];
        char prefix[BRINK__SHORT + 16];
        (void)snprintf(prefix, sizeof prefix, "point %s: ", brink__shorten(row->name, shown));
        brink__diagnostics_add_at(diagnostics, own, brink__design_place(design, row, row->name_at), prefix);
    }
    brink_diagnostics_free(own);
    brink_scenario_free(scenario);
    return status == BRINK_ENOMEM ? status : BRINK_OK;
}

static brink_status check_rows(const brink_design *design, brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < design->n_rows && status == BRINK_OK; i++) {
        status = check_row(design, &design->rows[i], diagnostics);
        if (brink_diagnostics_count(diagnostics) - before > BRINK__MAX_MISTAKES) {
            brink_diagnose(diagnostics, (brink_place){.file = design->file},
                           "more than %d mistakes in its points; the rest is not listed", (int)BRINK__MAX_MISTAKES);
            break;
        }
    }
    return status;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bool keep_settings(brink_design *design, const brink_setting *settings, size_t n)
{
    design->settings = calloc(n + 1, sizeof *design->settings);
    for (size_t i = 0; i < n && design->settings != NULL; i++) {
        brink_setting *to = &design->settings[i];
        to->path = brink__pool_keep(&design->texts, settings[i].path, strlen(settings[i].path));
        to->value = brink__pool_keep(&design->texts, settings[i].value, strlen(settings[i].value));
        to->origin = brink__pool_keep(&design->texts, settings[i].origin, strlen(settings[i].origin));
        if (to->path == NULL || to->value == NULL || to->origin == NULL) {
            return false;
        }
        design->n_settings++;
    }
    return design->settings != NULL;
}

static brink_status read_all(brink_design *design, const char *shipped, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    brink_status status = brink__design_read_rows(design, &report);
    if (status == BRINK_OK) {
        status = brink__design_read_bases(design, shipped, &report);
    }
    if (status == BRINK_OK) {
        check_columns(design, design->header_line, &report);
        status = try_settings(design, diagnostics);
    }
    return status == BRINK_OK ? check_rows(design, diagnostics) : status;
}

brink_status brink__design_read_with(const char *file, const char *shipped, const brink_setting *settings,
                                     size_t n_settings, const brink_model_type *const *models, brink_design **design,
                                     brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    *design = NULL;
    brink_design *new = calloc(1, sizeof *new);
    if (new == NULL) {
        return BRINK_ENOMEM;
    }
    new->file = brink__pool_keep(&new->texts, file, strlen(file));
    new->input.file = new->file;
    new->models = models;
    brink_status status = new->file != NULL &&keep_settings(new, settings, n_settings)
                              ? read_all(new, shipped, diagnostics)
                              : BRINK_ENOMEM;
    if (status == BRINK_OK && brink_diagnostics_count(diagnostics) > before) {
        status = BRINK_EDATA;
    }
    if (status != BRINK_OK) {
        brink_design_free(new);
        brink_diagnostics_sort(diagnostics);
        return status;
    }
    *design = new;
    return BRINK_OK;
}

brink_status brink_design_read(const char *file, const char *shipped, const brink_setting *settings, size_t n_settings,
                               brink_design **design, brink_diagnostics *diagnostics)
{
    return brink__design_read_with(file, shipped, settings, n_settings, brink_models(), design, diagnostics);
}

brink_status brink_design_check(brink_design *design, brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    brink__report report = {.diagnostics = diagnostics};
    for (size_t i = 0; i < design->n_rows; i++) {
        const brink__design_row *row = &design->rows[i];
        brink__cell name = {.text = row->name};
        (void)brink__check_cell(&brink__design_name_rule, &name, brink__design_place(design, row, 0), &report);
    }
    brink_status status = brink__design_check_names(design, &report);
    if (status == BRINK_OK) {
        status = brink__design_check_paths(design, 0, &report);
    }
    if (status == BRINK_OK) {
        check_columns(design, 0, &report);
        status = check_rows(design, diagnostics);
    }
    return status == BRINK_OK && brink_diagnostics_count(diagnostics) > before ? BRINK_EDATA : status;
}

void brink_design_free(brink_design *design)
{
    if (design == NULL) {
        return;
    }
    for (size_t b = 0; b < design->n_bases; b++) {
        brink_scenario_free(design->bases[b].read);
    }
    brink__pool_free(design->texts);
    free(design->columns);
    free(design->cells);
    free(design->rows);
    free(design->bases);
    free(design->settings);
    free(design);
}

/* --- what is asked of a design ------------------------------------------------------------------------------------ */

size_t brink_design_n_points(const brink_design *design)
{
    return design->n_rows;
}

static const brink__design_row *row_of(const brink_design *design, size_t i)
{
    assert(i < design->n_rows && "no such point");
    return &design->rows[i];
}

const char *brink_design_name(const brink_design *design, size_t i)
{
    return row_of(design, i)->name;
}

const char *brink_design_note(const brink_design *design, size_t i)
{
    return row_of(design, i)->note;
}

const char *brink_design_label(const brink_design *design, size_t i)
{
    return row_of(design, i)->scenario;
}

uint32_t brink_design_noise(const brink_design *design, size_t i)
{
    return row_of(design, i)->noise;
}

size_t brink_design_scenario_of(const brink_design *design, size_t i)
{
    return row_of(design, i)->base;
}

brink_status brink_design_make(const brink_design *design, size_t i, brink_scenario **scenario)
{
    brink_diagnostics *unused = brink_diagnostics_new(); /* all was checked when the design was read */
    bool is_right = false;
    *scenario = NULL;
    brink_status status =
        unused != NULL ? brink__design_apply(design, row_of(design, i), scenario, &is_right, unused) : BRINK_ENOMEM;
    brink_diagnostics_free(unused);
    return status;
}

size_t brink_design_n_scenarios(const brink_design *design)
{
    return design->n_bases;
}

const brink_scenario *brink_design_get_scenario(const brink_design *design, size_t i)
{
    assert(i < design->n_bases && "no such scenario");
    return design->bases[i].read;
}

size_t brink_design_n_paths(const brink_design *design)
{
    return design->n_columns;
}

const char *brink_design_path(const brink_design *design, size_t column)
{
    assert(column < design->n_columns && "no such column");
    return design->columns[column].path;
}

const char *brink_design_value(const brink_design *design, size_t i, size_t column)
{
    const brink__design_row *row = row_of(design, i);
    if (row->n == design->n_columns) {
        return design->cells[row->first + column].value; /* all are filled, in their order */
    }
    for (size_t k = row->first; k < row->first + row->n; k++) {
        if (design->cells[k].column == column) {
            return design->cells[k].value;
        }
    }
    return NULL;
}

const brink_input *brink_design_input(const brink_design *design)
{
    return &design->input;
}
