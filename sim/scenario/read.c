/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A scenario from its folder and those that it extends. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "scenario/file.h"
#include "scenario/table.h"

struct layer {
    const char *folder; /* in the scenario's pool */
    brink__identity identity;
};

struct reading {
    brink_scenario *scenario;
    const brink_model_type *const *models;
    brink_diagnostics *diagnostics;
    brink__report report; /* of what is not in one file */
    struct layer layers[BRINK__MAX_EXTENDS];
    int n_layers;
};

/* <folder>/<table>.csv as an index of the scenario's files; BRINK__NO_FILE when out of memory. */
static uint32_t file_of(brink_scenario *scenario, const char *folder, const brink_table *schema)
{
    const char *name = brink__join(scenario, folder, "/", schema->name, ".csv");
    return name != NULL ? brink__file_index(scenario, name) : BRINK__NO_FILE;
}

/* The row of a layer's scenario.csv with this key; NULL if there is none. */
static const brink__cell *find_said(const struct reading *reading, int layer, const char *key)
{
    const brink__table *table = &reading->scenario->tables[BRINK__SCENARIO];
    for (size_t row = 0; row < table->n_rows; row++) {
        const brink__cell *cells = brink__cell_at(table, row, 0);
        if (cells[0].layer == layer && strcmp(cells[0].text, key) == 0) {
            return cells;
        }
    }
    return NULL;
}

/* --- the chain of folders ----------------------------------------------------------------------------------------- */

/* Length of the part of a path before its last segment, the slash included: 0 when there is only one. */
static size_t parent_length(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash != NULL ? (size_t)(slash - folder) + 1 : 0;
}

/* Folders that lie beside `folder`, as a prefix for a name: "scenarios/", "../", "". NULL when out of memory. */
static const char *beside(brink_scenario *scenario, const char *folder)
{
    size_t n = parent_length(folder);
    const char *last = folder + n;
    if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0 || *last == '\0') {
        return brink__join(scenario, folder, "/../", NULL, NULL); /* nothing to cut off that is a name */
    }
    return brink__keep_text(scenario, folder, n);
}

static void report_no_folder(struct reading *reading, const brink__cell *cell, const char *parent, const char *name,
                             const char *folder, int error)
{
    char near[256] = "";
    char hint[BRINK__MAX_HINT];
    char shown[BRINK__SHORT];
    char text[128];
    if (strchr(name, '/') == NULL) {
        brink__nearest_folder(parent[0] != '\0' ? parent : ".", name, near);
    }
    if (strerror_r(error, text, sizeof text) != 0) {
        text[0] = '\0';
    }
    (void)brink__hint(near[0] != '\0' ? near : NULL, hint);
    if (cell != NULL) {
        brink__mistake(&reading->report, brink__place(reading->scenario, cell),
                       "extends = %s: %s; allowed: a folder beside this one, or a relative path%s",
                       brink__shorten(name, shown), text, hint);
    } else {
        brink__mistake(&reading->report, (brink_place){.file = folder}, "%s; allowed: a folder with a scenario%s", text,
                       hint);
    }
}

/* Adds a folder to the chain and reads its scenario.csv. `from` is the cell that names it, NULL for the first. */
static brink_status add_layer(struct reading *reading, const char *folder, const char *parent, const char *name,
                              const brink__cell *from, bool *is_there)
{
    brink_scenario *scenario = reading->scenario;
    struct layer *layer = &reading->layers[reading->n_layers];
    int error = 0;
    *is_there = false;
    layer->folder = folder;
    if (!brink__identify_folder(folder, &layer->identity, &error)) {
        report_no_folder(reading, from, parent, name, folder, error);
        return BRINK_OK;
    }
    for (int i = 0; i < reading->n_layers; i++) {
        const brink__identity *other = &reading->layers[i].identity;
        if (other->device == layer->identity.device && other->inode == layer->identity.inode) {
            char shown[BRINK__SHORT];
            brink__mistake(&reading->report, brink__place(scenario, from),
                           "extends = %s: leads back to %s; allowed: a scenario that does not extend this one",
                           brink__shorten(name, shown), reading->layers[i].folder);
            return BRINK_OK;
        }
    }
    brink__table *table = &scenario->tables[BRINK__SCENARIO];
    uint32_t file = file_of(scenario, folder, table->schema);
    if (file == BRINK__NO_FILE) {
        return BRINK_ENOMEM;
    }
    bool found = false;
    brink_status status =
        brink__read_file(scenario, BRINK__SCENARIO, file, reading->n_layers, &found, reading->diagnostics);
    if (status == BRINK_OK && !found) {
        brink__mistake(&reading->report, (brink_place){.file = scenario->files[file]},
                       "no such file; allowed: every scenario has one");
        scenario->is_unsound = true;
        table->is_incomplete = true;
    }
    if (reading->n_layers == 0) {
        table->file = file;
    }
    table->exists = true;
    reading->n_layers++;
    *is_there = true;
    return status;
}

/* Follows `extends` from the first folder. BRINK_ENOINPUT when that one cannot be opened. */
static brink_status read_chain(struct reading *reading, const char *given)
{
    brink_scenario *scenario = reading->scenario;
    size_t n = strlen(given);
    while (n > 1 && given[n - 1] == '/') {
        n--;
    }
    const char *folder = brink__keep_text(scenario, n > 0 ? given : ".", n > 0 ? n : 1);
    const char *parent = folder != NULL ? brink__keep_text(scenario, folder, parent_length(folder)) : NULL;
    if (parent == NULL) {
        return BRINK_ENOMEM;
    }
    bool is_there = false;
    brink_status status = add_layer(reading, folder, parent, folder + parent_length(folder), NULL, &is_there);
    if (status == BRINK_OK && !is_there) {
        return BRINK_ENOINPUT;
    }
    while (status == BRINK_OK && is_there) {
        const brink__cell *said = find_said(reading, reading->n_layers - 1, "extends");
        if (said == NULL || said[1].text[0] == '\0') {
            break;
        }
        const brink__cell cell = said[1]; /* the table grows */
        char shown[BRINK__SHORT];
        is_there = false;
        if (reading->n_layers == BRINK__MAX_EXTENDS) {
            brink__mistake(&reading->report, brink__place(scenario, &cell),
                           "extends = %s: a chain of more than %d; allowed: at most %d scenarios",
                           brink__shorten(cell.text, shown), (int)BRINK__MAX_EXTENDS, (int)BRINK__MAX_EXTENDS);
        } else if (cell.text[0] == '/') {
            brink__mistake(&reading->report, brink__place(scenario, &cell),
                           "extends = %s; allowed: a folder beside this one, or a relative path",
                           brink__shorten(cell.text, shown));
        } else {
            const char *here = reading->layers[reading->n_layers - 1].folder;
            bool is_beside = strchr(cell.text, '/') == NULL;
            parent = is_beside ? beside(scenario, here) : brink__join(scenario, here, "/", NULL, NULL);
            folder = parent != NULL ? brink__join(scenario, parent, cell.text, NULL, NULL) : NULL;
            status = folder != NULL ? add_layer(reading, folder, parent, cell.text, &cell, &is_there) : BRINK_ENOMEM;
        }
        scenario->is_unsound = scenario->is_unsound || !is_there;
    }
    return status;
}

/* --- model -------------------------------------------------------------------------------------------------------- */

/* The model that the lowest layer to say so names; NULL (reported) if there is none of that name, or no name,
 * or if a scenario that is extended has another. */
static const brink_model_type *find_model(struct reading *reading)
{
    const brink_model_type *model = NULL;
    const char *name = NULL;
    for (int layer = 0; layer < reading->n_layers; layer++) {
        const brink__cell *said = find_said(reading, layer, "model");
        if (said == NULL || said[1].text[0] == '\0') {
            continue;
        }
        char shown[BRINK__SHORT];
        char hint[BRINK__MAX_HINT];
        brink_place place = brink__place(reading->scenario, &said[1]);
        if (name != NULL) {
            if (strcmp(name, said[1].text) != 0) {
                brink__mistake(&reading->report, place,
                               "model = %s; allowed: %s, the model of the scenario that extends this one",
                               brink__shorten(said[1].text, shown), name);
                model = NULL; /* by whose tables should the rest be judged? */
            }
            continue;
        }
        name = said[1].text;
        const char *best = NULL;
        char allowed[512] = "";
        for (size_t i = 0; reading->models[i] != NULL; i++) {
            const brink_model_type *other = reading->models[i];
            size_t n = strlen(allowed);
            (void)snprintf(allowed + n, sizeof allowed - n, "%s%s", i == 0 ? "" : ", ", other->name);
            best = brink_nearest(name, (const char *const[]){best, other->name}, 2);
            model = strcmp(name, other->name) == 0 ? other : model;
        }
        if (model == NULL) {
            brink__mistake(&reading->report, place, "model = %s; allowed: %s%s", brink__shorten(name, shown), allowed,
                           brink__hint(best, hint));
        }
    }
    return model;
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

/* Reads one table in every layer, what is extended first. */
static brink_status read_table(struct reading *reading, size_t t)
{
    brink_scenario *scenario = reading->scenario;
    for (int layer = reading->n_layers - 1; layer >= 0; layer--) {
        uint32_t file = file_of(scenario, reading->layers[layer].folder, scenario->tables[t].schema);
        if (file == BRINK__NO_FILE) {
            return BRINK_ENOMEM;
        }
        bool found = false;
        brink_status status = brink__read_file(scenario, t, file, layer, &found, reading->diagnostics);
        if (status != BRINK_OK) {
            return status;
        }
        brink__table *table = &scenario->tables[t];
        if (found || !table->exists) {
            table->file = file; /* the lowest that there is, or else the folder itself */
        }
        table->exists = table->exists || found;
    }
    return BRINK_OK;
}

static void check_presence(struct reading *reading, const brink__table *table)
{
    brink_scenario *scenario = reading->scenario;
    brink_place place = {.file = scenario->files[table->file]};
    if (!table->schema->is_required || table->is_incomplete) {
        return;
    }
    if (!table->exists) {
        brink__mistake(&reading->report, place, "no such file; allowed: the model needs this table");
        scenario->is_unsound = true;
    } else if (table->n_rows == 0) {
        brink__mistake(&reading->report, place, "no rows; allowed: at least one");
        scenario->is_unsound = true;
    }
}

/* Only a scenario's own name counts, and what it extends is a matter of its own too. */
static void drop_inherited_labels(brink__table *table)
{
    size_t n = 0;
    for (size_t row = 0; row < table->n_rows; row++) {
        const brink__cell *cells = brink__cell_at(table, row, 0);
        bool is_own = cells[0].layer == 0;
        if (is_own || (strcmp(cells[0].text, "name") != 0 && strcmp(cells[0].text, "extends") != 0)) {
            memmove(brink__cell_at(table, n, 0), cells, table->schema->n_columns * sizeof *cells);
            n++;
        }
    }
    table->n_rows = n;
}

static brink_status read_tables(struct reading *reading, size_t first)
{
    brink_scenario *scenario = reading->scenario;
    for (size_t t = first; t < scenario->n_tables; t++) {
        brink_status status = read_table(reading, t);
        if (status != BRINK_OK) {
            return status;
        }
    }
    return BRINK_OK;
}

static brink_status merge_tables(struct reading *reading)
{
    brink_scenario *scenario = reading->scenario;
    for (size_t t = 0; t < scenario->n_tables; t++) {
        brink__table *table = &scenario->tables[t];
        brink__report report = {.diagnostics = reading->diagnostics};
        if (t == BRINK__SCENARIO) {
            drop_inherited_labels(table);
        }
        brink_status status = brink__merge(scenario, table, &report);
        if (status != BRINK_OK) {
            return status;
        }
        check_presence(reading, table);
    }
    return BRINK_OK;
}

static brink_status read_all(struct reading *reading, const char *folder)
{
    brink_scenario *scenario = reading->scenario;
    brink_status status = read_chain(reading, folder);
    if (status != BRINK_OK) {
        return status;
    }
    const brink_model_type *model = find_model(reading);
    if (model == NULL) { /* the common tables are all that can be judged */
        status = read_tables(reading, BRINK__SOURCES);
        return status == BRINK_OK ? merge_tables(reading) : status;
    }
    if (!brink__scenario_add_model(scenario, model)) {
        return BRINK_ENOMEM;
    }
    status = read_tables(reading, BRINK__SOURCES);
    if (status == BRINK_OK) {
        status = merge_tables(reading);
    }
    for (int layer = 0; layer < reading->n_layers && status == BRINK_OK; layer++) {
        status = brink__check_folder(scenario, reading->layers[layer].folder, &reading->report);
    }
    if (status == BRINK_OK) {
        brink__report report = {.diagnostics = reading->diagnostics};
        status = brink__check(scenario, false, &report);
    }
    return status;
}

brink_status brink__scenario_read_with(const char *folder, const brink_model_type *const *models,
                                       brink_scenario **scenario, brink_diagnostics *diagnostics)
{
    size_t before = brink_diagnostics_count(diagnostics);
    struct reading reading = {.scenario = brink__scenario_new(),
                              .models = models,
                              .diagnostics = diagnostics,
                              .report = {.diagnostics = diagnostics}};
    *scenario = NULL;
    if (reading.scenario == NULL) {
        return BRINK_ENOMEM;
    }
    brink_status status = read_all(&reading, folder);
    if (status == BRINK_OK && brink_diagnostics_count(diagnostics) > before) {
        status = BRINK_EDATA;
    }
    if (status != BRINK_OK) {
        brink_scenario_free(reading.scenario);
        brink_diagnostics_sort(diagnostics);
        return status;
    }
    *scenario = reading.scenario;
    return BRINK_OK;
}

brink_status brink_scenario_read(const char *folder, brink_scenario **scenario, brink_diagnostics *diagnostics)
{
    return brink__scenario_read_with(folder, brink_models(), scenario, diagnostics);
}
