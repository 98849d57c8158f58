/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/uncertainties.h"

#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "explore/distribution.h"
#include "explore/side.h"

enum { PATH, DISTRIBUTION, PARAMETERS, BASIS, SOURCE, NOTE, N_COLUMNS };

static const brink_column columns[N_COLUMNS] = {
    [PATH] = {.name = "path",
              .kind = BRINK_CELL_TEXT,
              .is_key = true,
              .meaning = "Path of a value of the scenario that nobody knows."},
    [DISTRIBUTION] = {.name = "distribution",
                      .kind = BRINK_CELL_CHOICE,
                      .choices = brink__distribution_names,
                      .meaning = "What it might be."},
    [PARAMETERS] = {.name = "parameters",
                    .kind = BRINK_CELL_TEXT,
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
    size_t n;
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

static brink_status judge(brink_uncertainties *u, const brink_scenario *scenario, const brink__cell *row,
                          brink__report *report)
{
    const brink_column *rule = NULL;
    const brink__cell *now = NULL;
    bool is_out_of_memory = false;
    brink_uncertainty *uncertainty = &u->uncertainty[u->n];
    if (!brink__side_resolve(scenario, u->table, &row[PATH], &rule, &now, report)) {
        return BRINK_OK;
    }
    u->n++;
    (void)brink__distribution_read(&uncertainty->distribution, u->table, &row[DISTRIBUTION], &row[PARAMETERS], rule,
                                   report, &is_out_of_memory);
    uncertainty->path = row[PATH].text;
    uncertainty->parameters = row[PARAMETERS].text;
    uncertainty->basis = row[BASIS].text;
    uncertainty->source = row[SOURCE].text;
    uncertainty->note = row[NOTE].text;
    uncertainty->now = brink__keep_text(u->table, now->text, strlen(now->text));
    uncertainty->unit = rule->unit;
    return is_out_of_memory || uncertainty->now == NULL ? BRINK_ENOMEM : BRINK_OK;
}

static brink_status fill(brink_uncertainties *u, const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    const brink__table *table = brink__side_table(u->table);
    brink_diagnostics *found = brink_diagnostics_new();
    u->uncertainty = calloc(table->n_rows + 1, sizeof *u->uncertainty);
    brink_status status = u->uncertainty != NULL && found != NULL ? BRINK_OK : BRINK_ENOMEM;
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
