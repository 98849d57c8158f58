/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/uncertainties.h"

#include <stdio.h>
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

struct brink_uncertainties {
    brink__side side; /* of brink_uncertainty; texts are in its table and in the schema of the model */
};

const brink_table *brink_uncertainties_table(void)
{
    return &table_schema;
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

struct reading {
    brink__side_row row;
    brink__distribution_text text;
    bool is_fixed;
    size_t n_found;
    brink_status status;
};

static void item_fini(void *item)
{
    brink_uncertainty *uncertainty = item;
    brink__distribution_fini(&uncertainty->distribution);
}

/* What an earlier row said of the value at a path; NULL: nothing. */
static brink_uncertainty *find(const brink__side *side, const char *path)
{
    brink_uncertainty *uncertainty = side->item;
    for (size_t i = 0; i < side->n; i++) {
        if (strcmp(uncertainty[i].path, path) == 0) {
            return &uncertainty[i];
        }
    }
    return NULL;
}

static void drop(brink__side *side, brink_uncertainty *uncertainty)
{
    const size_t n_before = (size_t)(uncertainty - (brink_uncertainty *)side->item);
    item_fini(uncertainty);
    memmove(uncertainty, uncertainty + 1, (side->n - n_before - 1) * sizeof *uncertainty);
    side->n--;
}

static brink_status take_value(struct reading *r, const char *path, const brink__value *value)
{
    const brink__cell *cell = r->row.cell;
    brink__side *side = r->row.side;
    brink_uncertainty *to = find(side, path);
    bool is_out_of_memory = false;
    r->n_found++;
    if (r->is_fixed) {
        if (to != NULL) {
            drop(side, to);
        }
        return BRINK_OK;
    }
    const char *kept = brink__keep_text(side->table, path, strlen(path));
    const char *now = brink__keep_text(side->table, value->now->text, strlen(value->now->text));
    if (kept == NULL || now == NULL) {
        return BRINK_ENOMEM;
    }
    if (to != NULL) {
        item_fini(to);
    } else {
        to = brink__side_add(side);
    }
    if (to == NULL) {
        return BRINK_ENOMEM;
    }
    *to = (brink_uncertainty){.path = kept,
                              .row = cell[PATH].text,
                              .parameters = cell[PARAMETERS].text,
                              .basis = cell[BASIS].text,
                              .source = cell[SOURCE].text,
                              .note = cell[NOTE].text,
                              .now = now,
                              .unit = value->rule->unit};
    (void)brink__distribution_read(&to->distribution, side->table, &r->text, value->rule, value->now->number,
                                   r->row.report, &is_out_of_memory);
    return is_out_of_memory ? BRINK_ENOMEM : BRINK_OK;
}

static brink_status take_path(struct reading *r)
{
    const char *path = r->row.cell[PATH].text;
    brink__value value;
    return brink__side_resolve(r->row.scenario, path, brink__side_place(&r->row, PATH), &value, r->row.report)
               ? take_value(r, path, &value)
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
    if (strncmp(path, "scenario.", 9) == 0 || !brink__matches(r->row.cell[PATH].text, path) || !suits(r, cell, rule)) {
        return true;
    }
    brink_diagnostics *own = brink_diagnostics_new();
    brink__report report = {.diagnostics = own};
    brink__report *shared = r->row.report;
    char prefix[BRINK__MAX_PATH + 8];
    (void)snprintf(prefix, sizeof prefix, "at %s: ", path);
    if (own == NULL) {
        r->status = BRINK_ENOMEM;
        return false;
    }
    r->row.report = &report;
    r->status = take_value(r, path, &(brink__value){rule, cell});
    r->row.report = shared;
    brink__diagnostics_add_at(shared->diagnostics, own, brink__side_place(&r->row, PARAMETERS), prefix);
    brink_diagnostics_free(own);
    return r->status == BRINK_OK;
}

static brink_status take_pattern(struct reading *r)
{
    r->text.kind_place = (brink_place){0}; /* messages get the row's place, and the value's path */
    r->text.parameters_place = (brink_place){0};
    brink__walk(r->row.scenario, visit, r);
    /* one of a folder further up may be about values that are 0 here */
    if (r->status == BRINK_OK && r->n_found == 0 && r->row.cell[PATH].layer == 0) {
        char shown[BRINK__SHORT];
        brink__mistake(r->row.report, brink__side_place(&r->row, PATH),
                       "path = %s fits no value that is not 0; allowed: a path, or a pattern that fits some",
                       brink__shorten(r->row.cell[PATH].text, shown));
    }
    return r->status;
}

static brink_status take(const brink__side_row *row)
{
    const brink__cell *cell = row->cell;
    struct reading r = {.row = *row,
                        .text = {cell[DISTRIBUTION].text, cell[PARAMETERS].text, brink__side_place(row, DISTRIBUTION),
                                 brink__side_place(row, PARAMETERS)},
                        .is_fixed = strcmp(cell[DISTRIBUTION].text, fixed) == 0};
    if (r.is_fixed && cell[PARAMETERS].text[0] != '\0') {
        char shown[BRINK__SHORT];
        brink__mistake(row->report, brink__side_place(row, PARAMETERS), "parameters = %s; allowed: none of fixed",
                       brink__shorten(cell[PARAMETERS].text, shown));
    }
    return strchr(cell[PATH].text, '*') != NULL ? take_pattern(&r) : take_path(&r);
}

static const brink__side_kind kind = {.holder = {.name = "uncertainties", .tables = &table_schema, .n_tables = 1},
                                      .item_size = sizeof(brink_uncertainty),
                                      .take = take,
                                      .item_fini = item_fini};

brink_status brink_uncertainties_read(const brink_scenario *scenario, brink_uncertainties **uncertainties,
                                      brink_diagnostics *diagnostics)
{
    brink__side *side = NULL;
    brink_status status = brink__side_read(&kind, scenario, &side, diagnostics);
    *uncertainties = (brink_uncertainties *)side;
    return status;
}

void brink_uncertainties_free(brink_uncertainties *uncertainties)
{
    brink__side_free((brink__side *)uncertainties);
}

size_t brink_uncertainties_n(const brink_uncertainties *uncertainties)
{
    return uncertainties->side.n;
}

const brink_uncertainty *brink_uncertainties_get(const brink_uncertainties *uncertainties, size_t i)
{
    return (const brink_uncertainty *)uncertainties->side.item + i;
}

size_t brink_uncertainties_n_inputs(const brink_uncertainties *uncertainties)
{
    return brink_scenario_n_inputs(uncertainties->side.table);
}

const brink_input *brink_uncertainties_input(const brink_uncertainties *uncertainties, size_t i)
{
    return brink_scenario_input(uncertainties->side.table, i);
}
