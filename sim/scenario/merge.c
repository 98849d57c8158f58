/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of several layers to one row a key. Keys are sorted, not compared pairwise: a table may have 100,000 rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/table.h"

struct entry {
    const brink__table *table;
    size_t row;
    size_t winner; /* first of a group: the row whose cells stand here; BRINK__NONE: this row goes */
};

static int compare_keys(const brink__table *table, size_t a, size_t b)
{
    for (size_t c = 0; c < table->schema->n_columns; c++) {
        const brink_column *column = &table->schema->columns[c];
        if (!column->is_key) {
            continue;
        }
        const brink__cell *x = brink__cell_at(table, a, c);
        const brink__cell *y = brink__cell_at(table, b, c);
        int order =
            brink__is_number(column) ? (x->number > y->number) - (x->number < y->number) : strcmp(x->text, y->text);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = compare_keys(x->table, x->row, y->row);
    if (order != 0) {
        return order;
    }
    int32_t layer_x = brink__cell_at(x->table, x->row, 0)->layer;
    int32_t layer_y = brink__cell_at(y->table, y->row, 0)->layer;
    if (layer_x != layer_y) {
        return layer_x > layer_y ? -1 : 1; /* what is extended first: it gives the place */
    }
    return x->row < y->row ? -1 : x->row > y->row;
}

static int by_row(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void report_duplicate(const brink_scenario *scenario, const brink__table *table, size_t row, size_t first,
                             brink__report *report)
{
    size_t key = 0;
    while (!table->schema->columns[key].is_key) {
        key++;
    }
    char keys[BRINK__MAX_PATH];
    char shown[BRINK__SHORT];
    brink__joined_keys(table, row, keys);
    brink__mistake(report, brink__place(scenario, brink__cell_at(table, row, key)),
                   "second row of %s; allowed: one row a key (the first is in line %lu)", brink__shorten(keys, shown),
                   (unsigned long)brink__cell_at(table, first, key)->line);
}

/* Decides in each group of equal keys; `entries` are sorted by key. */
static void pick_winners(const brink_scenario *scenario, const brink__table *table, struct entry *entries,
                         brink__report *report)
{
    for (size_t i = 0; i < table->n_rows;) {
        size_t group = i;
        size_t latest = i; /* first row of the lowest layer so far */
        entries[group].winner = entries[group].row;
        for (i++; i < table->n_rows && compare_keys(table, entries[group].row, entries[i].row) == 0; i++) {
            int32_t layer = brink__cell_at(table, entries[i].row, 0)->layer;
            if (layer == brink__cell_at(table, entries[latest].row, 0)->layer) {
                report_duplicate(scenario, table, entries[i].row, entries[latest].row, report);
            } else {
                latest = i;
                entries[group].winner = entries[i].row;
            }
            entries[i].winner = BRINK__NONE;
        }
    }
}

/* Puts the winners in the order of the rows whose places they take. */
static bool compact(brink__table *table, struct entry *entries)
{
    size_t n_columns = table->schema->n_columns;
    qsort(entries, table->n_rows, sizeof *entries, by_row);
    brink__cell *cells = malloc(table->n_rows * n_columns * sizeof *cells);
    if (cells == NULL) {
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        if (entries[i].winner != BRINK__NONE) {
            memcpy(cells + n * n_columns, brink__cell_at(table, entries[i].winner, 0), n_columns * sizeof *cells);
            n++;
        }
    }
    free(table->cells);
    table->cells = cells;
    table->capacity = table->n_rows;
    table->n_rows = n;
    return true;
}

static bool has_key(const brink_table *schema)
{
    for (size_t c = 0; c < schema->n_columns; c++) {
        if (schema->columns[c].is_key) {
            return true;
        }
    }
    return false;
}

/* The value of a rule for which there is no row. */
static void take_fallback(const brink_scenario *scenario, const brink__table *table, const brink_column *rule,
                          brink__cell *row, brink__report *report)
{
    row[0] = (brink__cell){.text = rule->name, .number = (double)NAN, .file = table->file, .layer = BRINK__MAX_EXTENDS};
    row[1] = row[0];
    row[1].text = rule->fallback != NULL ? rule->fallback : "";
    if (brink__is_number(rule) && rule->fallback != NULL) {
        (void)brink__parse_number(rule->fallback, &row[1].number);
    }
    if (rule->fallback == NULL && !rule->is_optional && !table->is_incomplete) {
        char allowed[512];
        brink__mistake(report, (brink_place){.file = scenario->files[table->file]}, "%s is missing; allowed: %s",
                       rule->name, brink__allowed(rule, allowed, sizeof allowed));
    }
}

/* One row a rule, in their order. */
static bool complete(const brink_scenario *scenario, brink__table *table, brink__report *report)
{
    const brink_table *schema = table->schema;
    brink__cell *cells = malloc(schema->n_rows * 2 * sizeof *cells);
    if (cells == NULL) {
        return false;
    }
    for (size_t i = 0; i < schema->n_rows; i++) {
        size_t row = 0;
        while (row < table->n_rows && strcmp(brink__cell_at(table, row, 0)->text, schema->rows[i].name) != 0) {
            row++;
        }
        if (row < table->n_rows) {
            memcpy(cells + 2 * i, brink__cell_at(table, row, 0), 2 * sizeof *cells);
        } else {
            take_fallback(scenario, table, &schema->rows[i], cells + 2 * i, report);
        }
    }
    free(table->cells);
    table->cells = cells;
    table->n_rows = schema->n_rows;
    table->capacity = schema->n_rows;
    return true;
}

brink_status brink__merge(brink_scenario *scenario, brink__table *table, brink__report *report)
{
    if (table->n_rows > 0 && has_key(table->schema)) {
        struct entry *entries = calloc(table->n_rows, sizeof *entries);
        if (entries == NULL) {
            return BRINK_ENOMEM;
        }
        for (size_t i = 0; i < table->n_rows; i++) {
            entries[i] = (struct entry){table, i, BRINK__NONE};
        }
        qsort(entries, table->n_rows, sizeof *entries, by_key);
        pick_winners(scenario, table, entries, report);
        bool is_done = compact(table, entries);
        free(entries);
        if (!is_done) {
            return BRINK_ENOMEM;
        }
    }
    if (table->schema->rows != NULL && !complete(scenario, table, report)) {
        return BRINK_ENOMEM;
    }
    return BRINK_OK;
}
