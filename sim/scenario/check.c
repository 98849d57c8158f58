/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules over the whole scenario: references, sources, and the model's own. */
#include <stdlib.h>
#include <string.h>

#include "base/diagnostics.h"
#include "base/text.h"
#include "scenario/table.h"

/* --- references --------------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;
    return strcmp(*x, *y);
}

static size_t first_key(const brink_table *schema)
{
    size_t c = 0;
    while (c < schema->n_columns && !schema->columns[c].is_key) {
        c++;
    }
    return c;
}

/* The first keys of a table, sorted, in memory that the caller frees; NULL when out of memory. */
static const char **sorted_keys(const brink__table *table)
{
    const char **keys = malloc((table->n_rows + 1) * sizeof *keys);
    size_t column = first_key(table->schema);
    if (keys == NULL || column == table->schema->n_columns) {
        return keys;
    }
    for (size_t row = 0; row < table->n_rows; row++) {
        keys[row] = brink__cell_at(table, row, column)->text;
    }
    if (table->n_rows > 1) {
        qsort(keys, table->n_rows, sizeof *keys, by_text);
    }
    return keys;
}

static bool is_choice(const brink_column *rule, const char *text)
{
    for (size_t i = 0; rule->choices != NULL && rule->choices[i] != NULL; i++) {
        if (strcmp(rule->choices[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static void report_unknown(const brink_scenario *scenario, const brink__cell *cell, const brink_column *rule,
                           const brink__table *target, brink__report *report)
{
    const char *best = NULL;
    size_t column = first_key(target->schema);
    for (size_t row = 0; row < target->n_rows && column < target->schema->n_columns; row++) {
        best = brink_nearest(cell->text, (const char *const[]){best, brink__cell_at(target, row, column)->text}, 2);
    }
    for (size_t i = 0; rule->choices != NULL && rule->choices[i] != NULL; i++) {
        best = brink_nearest(cell->text, (const char *const[]){best, rule->choices[i]}, 2);
    }
    char shown[BRINK__SHORT];
    char allowed[256];
    char hint[BRINK__MAX_HINT];
    brink__mistake(report, brink__place(scenario, cell), "%s = %s; allowed: %s%s", rule->name,
                   brink__shorten(cell->text, shown), brink__allowed(rule, allowed, sizeof allowed),
                   brink__hint(best, hint));
}

/* One column of references against the keys of its target. */
static bool check_column(const brink_scenario *scenario, const brink__table *table, size_t column,
                         brink__report *report)
{
    const brink_column *rule = &table->schema->columns[column];
    size_t t = brink__find_table(scenario, rule->refers_to);
    if (t == BRINK__NONE || table->n_rows == 0) {
        return true;
    }
    const brink__table *target = &scenario->tables[t];
    if (target->is_incomplete || (target->n_rows == 0 && target->schema->is_required)) {
        return true; /* what is unknown may stand in a row that could not be read; that is reported */
    }
    const char **keys = sorted_keys(target);
    if (keys == NULL) {
        return false;
    }
    for (size_t row = 0; row < table->n_rows; row++) {
        const brink__cell *cell = brink__cell_at(table, row, column);
        if (cell->text[0] == '\0' || is_choice(rule, cell->text)) {
            continue; /* whether it may be empty was judged with the cell */
        }
        if (bsearch(&cell->text, keys, target->n_rows, sizeof *keys, by_text) == NULL) {
            report_unknown(scenario, cell, rule, target, report);
        }
    }
    free(keys);
    return true;
}

static bool check_references(const brink_scenario *scenario, brink__report *report)
{
    for (size_t t = 0; t < scenario->n_tables; t++) {
        const brink__table *table = &scenario->tables[t];
        for (size_t c = 0; c < table->schema->n_columns; c++) {
            if (table->schema->columns[c].kind == BRINK_CELL_REFERENCE && !check_column(scenario, table, c, report)) {
                return false;
            }
        }
    }
    return true;
}

/* --- sources ------------------------------------------------------------------------------------------------------ */

struct search {
    const brink__table *sources;
    bool *is_met; /* [sources->n_rows] */
    size_t n_open;
};

static bool meet(void *context, const brink__cell *cell, const brink_column *rule, const char *path)
{
    struct search *search = context;
    if (cell->text[0] == '\0' && !rule->is_optional) {
        return true; /* nothing that could have a source */
    }
    for (size_t row = 0; row < search->sources->n_rows; row++) {
        if (!search->is_met[row] && brink__matches(brink__cell_at(search->sources, row, 0)->text, path)) {
            search->is_met[row] = true;
            search->n_open--;
        }
    }
    return search->n_open > 0;
}

/* What is wrong with a pattern that fits no path, in `what`. */
static void explain_pattern(const brink_scenario *scenario, const char *pattern, char what[BRINK__MAX_WHAT])
{
    char hint[BRINK__MAX_HINT] = "";
    brink__address address;
    const char *star = strchr(pattern, '*');
    if (star == NULL) {
        if (brink__resolve(scenario, pattern, &address, what)) {
            (void)snprintf(what, BRINK__MAX_WHAT, "the value is empty; allowed: the path of a value that is filled");
        }
        return;
    }
    const char *dot = strchr(pattern, '.');
    const char *last = strrchr(pattern, '.');
    if (dot != NULL && dot < star) {
        char word[BRINK__SHORT];
        size_t n = (size_t)(dot - pattern) < sizeof word ? (size_t)(dot - pattern) : sizeof word - 1;
        memcpy(word, pattern, n);
        word[n] = '\0';
        size_t t = brink__find_table(scenario, word);
        if (t == BRINK__NONE) {
            (void)brink__table_hint(scenario, word, hint);
        } else if (strchr(last, '*') == NULL &&
                   brink__find_column(scenario->tables[t].schema, last + 1) == BRINK__NONE) {
            (void)brink__column_hint(scenario->tables[t].schema, last + 1, hint);
        }
    }
    (void)snprintf(what, BRINK__MAX_WHAT, "it fits no value; allowed: a path, or a pattern that fits one%s", hint);
}

static bool check_sources(const brink_scenario *scenario, brink__report *report)
{
    const brink__table *sources = &scenario->tables[BRINK__SOURCES];
    if (sources->n_rows == 0) {
        return true;
    }
    struct search search = {sources, calloc(sources->n_rows, sizeof(bool)), sources->n_rows};
    if (search.is_met == NULL) {
        return false;
    }
    brink__walk(scenario, meet, &search);
    size_t basis = brink__find_column(sources->schema, "basis");
    size_t source = brink__find_column(sources->schema, "source");
    for (size_t row = 0; row < sources->n_rows; row++) {
        const brink__cell *path = brink__cell_at(sources, row, 0);
        const brink__cell *from = brink__cell_at(sources, row, source);
        char shown[BRINK__SHORT];
        char what[BRINK__MAX_WHAT];
        /* with rows missing, what a pattern would have fitted may be among them */
        if (!search.is_met[row] && !scenario->is_unsound && report->n < BRINK__MAX_MISTAKES) {
            explain_pattern(scenario, path->text, what);
            brink__mistake(report, brink__place(scenario, path), "path = %s: %s", brink__shorten(path->text, shown),
                           what);
        }
        if (from->text[0] == '\0' && strcmp(brink__cell_at(sources, row, basis)->text, "evidence") == 0) {
            brink__mistake(report, brink__place(scenario, from),
                           "source is empty; allowed where basis is evidence: text");
        }
    }
    free(search.is_met);
    return true;
}

/* --- all ---------------------------------------------------------------------------------------------------------- */

static bool check_model(const brink_scenario *scenario, brink__report *report)
{
    if (scenario->is_unsound || scenario->model->check == NULL) {
        return true;
    }
    brink_diagnostics *own = brink_diagnostics_new();
    if (own == NULL) {
        return false;
    }
    scenario->model->check(scenario, own);
    report->n += brink_diagnostics_count(own);
    brink__diagnostics_add_new(report->diagnostics, own);
    brink_diagnostics_free(own);
    return true;
}

brink_status brink__check(const brink_scenario *scenario, bool after_set, brink__report *report)
{
    for (size_t t = 0; after_set && t < scenario->n_tables; t++) {
        for (size_t row = 0; row < scenario->tables[t].n_rows; row++) {
            (void)brink__check_use(scenario, &scenario->tables[t], row, report);
        }
    }
    if (!check_references(scenario, report) || !check_sources(scenario, report) || !check_model(scenario, report)) {
        return BRINK_ENOMEM;
    }
    return BRINK_OK;
}

brink_status brink_scenario_check(const brink_scenario *scenario, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    brink_status status = brink__check(scenario, true, &report);
    return status == BRINK_OK && report.n > 0 ? BRINK_EDATA : status;
}
