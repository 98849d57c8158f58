/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/uncertainties.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "explore/distribution.h"
#include "explore/side.h"

static const char fixed[] = "fixed";
static const char *const kinds[] = {"fixed", "uniform",    "loguniform", "normal", "lognormal",
                                    "beta",  "triangular", "discrete",   NULL};

enum { PATH, DISTRIBUTION, PARAMETERS, BASIS, SOURCE, NOTE, N_COLUMNS };

static const brink_column columns[N_COLUMNS] = {
    [PATH] = {.name = "path",
              .kind = BRINK_CELL_TEXT,
              .is_key = true,
              .meaning =
                  "Path of a value of the scenario that nobody knows, or a pattern in which * stands for any run "
                  "of characters."},
    [DISTRIBUTION] = {.name = "distribution",
                      .kind = BRINK_CELL_CHOICE,
                      .choices = kinds,
                      .meaning = "What it might be; fixed: it is known after all."},
    [PARAMETERS] = {.name = "parameters",
                    .kind = BRINK_CELL_TEXT,
                    .is_optional = true,
                    .fallback = "",
                    .meaning = "Parameters of the distribution, NAME=NUMBER with blanks between them; of a discrete "
                               "one VALUE=WEIGHT."},
    [BASIS] = {.name = "basis",
               .kind = BRINK_CELL_CHOICE,
               .choices = brink__bases,
               .is_optional = true,
               .fallback = "",
               .meaning = "What the distribution rests on."},
    [SOURCE] = {.name = "source",
                .kind = BRINK_CELL_TEXT,
                .is_optional = true,
                .fallback = "",
                .meaning = "Where that is from."},
    [NOTE] = {.name = "note",
              .kind = BRINK_CELL_TEXT,
              .is_optional = true,
              .fallback = "",
              .meaning = "How the distribution follows from it."},
};

static const brink_table table_schema = {.name = "uncertainties",
                                         .columns = columns,
                                         .n_columns = N_COLUMNS,
                                         .meaning = "Values that nobody knows, and what they might be."};

static const brink_model_type holder = {.name = "uncertainties", .tables = &table_schema, .n_tables = 1};

struct brink_uncertainties {
    brink_uncertainty *uncertainty; /* [n]; texts are in `table` and in the schema of the model */
    size_t n, capacity;
    brink_scenario *table;
};

const brink_table *brink_uncertainties_table(void)
{
    return &table_schema;
}

void brink_uncertainties_free(brink_uncertainties *uncertainties)
{
    if (uncertainties != NULL) {
        for (size_t i = 0; i < uncertainties->n; i++) {
            brink__distribution_fini(&uncertainties->uncertainty[i].distribution);
        }
        brink_scenario_free(uncertainties->table);
        free(uncertainties->uncertainty);
        free(uncertainties);
    }
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

struct reading {
    brink_uncertainties *u;
    const brink__cell *row;
    brink__distribution_text text;
    bool is_fixed;
    size_t n_found;
    brink__report *report;
    brink_status status;
};

static void drop(brink_uncertainties *u, size_t i)
{
    brink__distribution_fini(&u->uncertainty[i].distribution);
    memmove(&u->uncertainty[i], &u->uncertainty[i + 1], (u->n - i - 1) * sizeof *u->uncertainty);
    u->n--;
}

/* Room for the value at a path: where an earlier row put it, or at the end. NULL when out of memory. */
static brink_uncertainty *place_for(brink_uncertainties *u, const char *path)
{
    for (size_t i = 0; i < u->n; i++) {
        if (strcmp(u->uncertainty[i].path, path) == 0) {
            brink__distribution_fini(&u->uncertainty[i].distribution);
            return &u->uncertainty[i];
        }
    }
    brink_uncertainty *bigger = brink__grown(u->uncertainty, u->n, &u->capacity, sizeof *bigger);
    if (bigger != NULL) {
        u->uncertainty = bigger;
        bigger[u->n] = (brink_uncertainty){0};
    }
    return bigger != NULL ? &bigger[u->n++] : NULL;
}

static brink_status take(struct reading *r, const char *path, const brink__value *value)
{
    brink_uncertainties *u = r->u;
    bool is_out_of_memory = false;
    r->n_found++;
    for (size_t i = 0; i < u->n && r->is_fixed; i++) {
        if (strcmp(u->uncertainty[i].path, path) == 0) {
            drop(u, i);
            break;
        }
    }
    if (r->is_fixed) {
        return BRINK_OK;
    }
    const char *kept = brink__keep_text(u->table, path, strlen(path));
    const char *now = brink__keep_text(u->table, value->now->text, strlen(value->now->text));
    brink_uncertainty *to = kept != NULL && now != NULL ? place_for(u, path) : NULL;
    if (to == NULL) {
        return BRINK_ENOMEM;
    }
    *to = (brink_uncertainty){.path = kept,
                              .row = r->row[PATH].text,
                              .parameters = r->row[PARAMETERS].text,
                              .basis = r->row[BASIS].text,
                              .source = r->row[SOURCE].text,
                              .note = r->row[NOTE].text,
                              .now = now,
                              .unit = value->rule->unit};
    (void)brink__distribution_read(&to->distribution, u->table, &r->text, value->rule, value->now->number, r->report,
                                   &is_out_of_memory);
    return is_out_of_memory ? BRINK_ENOMEM : BRINK_OK;
}

static brink_status judge_path(struct reading *r, const brink_scenario *scenario)
{
    const brink_place place = brink__place(r->u->table, &r->row[PATH]);
    brink__value value;
    return brink__side_resolve(scenario, r->row[PATH].text, place, &value, r->report)
               ? take(r, r->row[PATH].text, &value)
               : BRINK_OK;
}

/* --- rows for many values ----------------------------------------------------------------------------------------- */

/* What a pattern is about: numbers that the distribution can be one of. */
static bool suits(const struct reading *r, const brink__cell *cell, const brink_column *rule)
{
    const bool is_discrete = strcmp(r->text.kind, brink_distribution_name(BRINK_DISCRETE)) == 0;
    const bool is_relative = strcmp(r->text.kind, brink_distribution_name(BRINK_LOGNORMAL)) == 0 &&
                             strstr(r->text.parameters, "median=") == NULL;
    if (cell->text[0] == '\0' || (is_relative && !(cell->number > 0.0))) {
        return false; /* a multiple of nothing is nothing */
    }
    return r->is_fixed || is_discrete || rule->kind == BRINK_CELL_NUMBER;
}

static bool visit(void *context, const brink__cell *cell, const brink_column *rule, const char *path)
{
    struct reading *r = context;
    if (strncmp(path, "scenario.", 9) == 0 || !brink__matches(r->row[PATH].text, path) || !suits(r, cell, rule)) {
        return true;
    }
    brink_diagnostics *own = brink_diagnostics_new();
    brink__report report = {.diagnostics = own};
    brink__report *shared = r->report;
    char prefix[BRINK__MAX_PATH + 8];
    (void)snprintf(prefix, sizeof prefix, "at %s: ", path);
    if (own == NULL) {
        r->status = BRINK_ENOMEM;
        return false;
    }
    r->report = &report;
    r->status = take(r, path, &(brink__value){rule, cell});
    r->report = shared;
    brink__diagnostics_add_at(shared->diagnostics, own, brink__place(r->u->table, &r->row[PARAMETERS]), prefix);
    brink_diagnostics_free(own);
    return r->status == BRINK_OK;
}

static brink_status judge_pattern(struct reading *r, const brink_scenario *scenario)
{
    r->text.kind_place = (brink_place){0}; /* messages get the row's place, and the value's path */
    r->text.parameters_place = (brink_place){0};
    brink__walk(scenario, visit, r);
    if (r->status == BRINK_OK && r->n_found == 0) {
        char shown[BRINK__SHORT];
        brink__mistake(r->report, brink__place(r->u->table, &r->row[PATH]),
                       "path = %s fits no value that is not 0; allowed: a path, or a pattern that fits some",
                       brink__shorten(r->row[PATH].text, shown));
    }
    return r->status;
}

static brink_status judge(brink_uncertainties *u, const brink_scenario *scenario, const brink__cell *row,
                          brink__report *report)
{
    struct reading r = {.u = u,
                        .row = row,
                        .text = {row[DISTRIBUTION].text, row[PARAMETERS].text,
                                 brink__place(u->table, &row[DISTRIBUTION]), brink__place(u->table, &row[PARAMETERS])},
                        .is_fixed = strcmp(row[DISTRIBUTION].text, fixed) == 0,
                        .report = report};
    if (r.is_fixed && row[PARAMETERS].text[0] != '\0') {
        char shown[BRINK__SHORT];
        brink__mistake(report, brink__place(u->table, &row[PARAMETERS]), "parameters = %s; allowed: none of fixed",
                       brink__shorten(row[PARAMETERS].text, shown));
    }
    return strchr(row[PATH].text, '*') != NULL ? judge_pattern(&r, scenario) : judge_path(&r, scenario);
}

static brink_status fill(brink_uncertainties *u, const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    const brink__table *table = brink__side_table(u->table);
    brink_diagnostics *found = brink_diagnostics_new();
    brink_status status = found != NULL ? BRINK_OK : BRINK_ENOMEM;
    brink__report report = {.diagnostics = found};
    for (size_t i = 0; i < table->n_rows && status == BRINK_OK; i++) {
        status = judge(u, scenario, brink__cell_at(table, i, 0), &report);
    }
    if (status == BRINK_OK) {
        brink__diagnostics_add_new(diagnostics, found);
    }
    brink_diagnostics_free(found);
    return status;
}

brink_status brink_uncertainties_read(const brink_scenario *scenario, brink_uncertainties **uncertainties,
                                      brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    brink_uncertainties *new = calloc(1, sizeof *new);
    *uncertainties = NULL;
    if (new == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = brink__side_read(scenario, &holder, &new->table, diagnostics);
    if (status == BRINK_OK) {
        status = fill(new, scenario, diagnostics);
    }
    status = brink__side_verdict(status, before, diagnostics);
    if (status != BRINK_OK) {
        brink_uncertainties_free(new);
        return status;
    }
    *uncertainties = new;
    return BRINK_OK;
}

size_t brink_uncertainties_n(const brink_uncertainties *uncertainties)
{
    return uncertainties->n;
}

const brink_uncertainty *brink_uncertainties_get(const brink_uncertainties *uncertainties, size_t i)
{
    return &uncertainties->uncertainty[i];
}

size_t brink_uncertainties_n_inputs(const brink_uncertainties *uncertainties)
{
    return brink_scenario_n_inputs(uncertainties->table);
}

const brink_input *brink_uncertainties_input(const brink_uncertainties *uncertainties, size_t i)
{
    return brink_scenario_input(uncertainties->table, i);
}
