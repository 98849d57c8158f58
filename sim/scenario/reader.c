/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One table from the bytes of its file: header, rows, cells. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/csv.h"
#include "scenario/table.h"

enum { MAX_HEADER = 256, MAX_COLUMNS_TEXT = 1024 };

struct brink__reader {
    brink_scenario *scenario;
    size_t index; /* of the table; the array of tables may move */
    uint32_t file;
    int32_t layer;
    brink__report *report;
    brink__csv *csv;
    brink_status status;

    bool has_header;
    brink__cell *cells; /* [MAX_HEADER] of the current line */
    size_t n_cells;     /* may exceed MAX_HEADER */
    brink__cell *row;   /* [MAX_HEADER] the same in the order of the schema */
    size_t *column_of;  /* [MAX_HEADER] column of a cell of a row; BRINK__NONE if the header names none */
    size_t n_header;
    bool *is_absent; /* [MAX_HEADER] columns that the header lacks although it must not */
    bool has_absent;
    bool rows_are_usable; /* the header has all keys */
};

static brink__table *table_of(const brink__reader *reader)
{
    return &reader->scenario->tables[reader->index];
}

static brink_place place_at(const brink__reader *reader, unsigned long line, unsigned long column)
{
    return (brink_place){reader->scenario->files[reader->file], line, column};
}

static void lose_row(brink__reader *reader)
{
    table_of(reader)->is_incomplete = true;
    reader->scenario->is_unsound = true;
}

static void out_of_memory(brink__reader *reader)
{
    reader->status = BRINK_ENOMEM;
    brink__csv_stop(reader->csv);
}

/* --- header ------------------------------------------------------------------------------------------------------ */

/* Maps the cells of the header to columns. True when every name is one, once, and in order. */
static bool map_header(brink__reader *reader, bool *seen)
{
    const brink_table *schema = table_of(reader)->schema;
    char allowed[MAX_COLUMNS_TEXT];
    (void)brink__header(schema, allowed, sizeof allowed);
    bool is_right = true;
    size_t last = BRINK__NONE; /* wraps to 0 when 1 is added */
    for (size_t i = 0; i < reader->n_header; i++) {
        const brink__cell *cell = &reader->cells[i];
        brink_place place = place_at(reader, cell->line, cell->column);
        char shown[BRINK__SHORT];
        char hint[BRINK__MAX_HINT];
        size_t c = brink__find_column(schema, cell->text);
        reader->column_of[i] = c;
        if (c == BRINK__NONE) {
            bool is_named = cell->text[0] != '\0';
            brink__mistake(reader->report, place, "%s%s; allowed: %s%s",
                           is_named ? "unknown column " : "column without a name", brink__shorten(cell->text, shown),
                           allowed, brink__column_hint(schema, cell->text, hint));
            is_right = false;
        } else if (seen[c]) {
            brink__mistake(reader->report, place, "column %s stands twice; allowed: %s", cell->text, allowed);
            reader->column_of[i] = BRINK__NONE;
            is_right = false;
        } else {
            if (c + 1 < last + 1 && is_right) {
                brink__mistake(reader->report, place, "column %s after %s; allowed: this order: %s", cell->text,
                               schema->columns[last].name, allowed);
                is_right = false;
            }
            seen[c] = true;
            last = c;
        }
    }
    return is_right;
}

static void end_header(brink__reader *reader, unsigned long line, unsigned long column)
{
    const brink_table *schema = table_of(reader)->schema;
    char allowed[MAX_COLUMNS_TEXT];
    (void)brink__header(schema, allowed, sizeof allowed);
    bool seen[MAX_HEADER] = {false};
    reader->has_header = true;
    if (reader->n_cells > MAX_HEADER) {
        brink__mistake(reader->report, place_at(reader, line, 1), "header with %zu columns; allowed: %s",
                       reader->n_cells, allowed);
        lose_row(reader);
        return;
    }
    reader->n_header = reader->n_cells;
    size_t n_known = 0;
    for (size_t i = 0; i < reader->n_header; i++) {
        n_known += brink__find_column(schema, reader->cells[i].text) != BRINK__NONE;
    }
    if (n_known == 0) { /* no header at all, or that of another table: one message says it */
        char shown[BRINK__SHORT];
        brink__mistake(reader->report, place_at(reader, line, 1), "header begins with %s; allowed: %s",
                       brink__shorten(reader->cells[0].text, shown), allowed);
        lose_row(reader);
        return;
    }
    bool is_right = map_header(reader, seen);
    reader->rows_are_usable = true;
    for (size_t c = 0; c < schema->n_columns; c++) {
        if (!seen[c] && schema->columns[c].fallback == NULL) {
            brink__mistake(reader->report, place_at(reader, line, column), "column %s is missing; allowed: %s",
                           schema->columns[c].name, allowed);
            is_right = false;
            reader->is_absent[c] = true;
            reader->has_absent = true;
            if (schema->columns[c].is_key || schema->rows != NULL) {
                reader->rows_are_usable = false;
            }
        }
    }
    if (!is_right) {
        lose_row(reader);
    }
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

/* The rule of a named value, NULL (reported) if there is none of that name. */
static const brink_column *rule_of_key(brink__reader *reader, const brink__cell *key)
{
    const brink_table *schema = table_of(reader)->schema;
    size_t rule = brink__find_rule(schema, key->text);
    if (rule != BRINK__NONE) {
        return &schema->rows[rule];
    }
    char shown[BRINK__SHORT];
    char hint[BRINK__MAX_HINT];
    char allowed[MAX_COLUMNS_TEXT] = "";
    for (size_t i = 0; i < schema->n_rows; i++) {
        size_t n = strlen(allowed);
        (void)snprintf(allowed + n, sizeof allowed - n, "%s%s", i == 0 ? "" : ", ", schema->rows[i].name);
    }
    bool is_named = key->text[0] != '\0';
    brink__mistake(reader->report, place_at(reader, key->line, key->column), "%s%s%s%s; allowed: %s%s",
                   is_named ? "unknown " : "", schema->columns[0].name, is_named ? " " : " is empty",
                   brink__shorten(key->text, shown), allowed, brink__rule_hint(schema, key->text, hint));
    return NULL;
}

/* Checks one row, whose cells stand in the order of the schema, and takes it if its keys are right. */
static void take_row(brink__reader *reader, const brink__cell *cells)
{
    brink__table *table = table_of(reader);
    const brink_table *schema = table->schema;
    const brink_column *value_rule = NULL;
    if (schema->rows != NULL) {
        value_rule = rule_of_key(reader, &cells[0]);
        if (value_rule == NULL) {
            lose_row(reader);
            return;
        }
    }
    brink__cell *row = brink__add_row(table);
    if (row == NULL) {
        out_of_memory(reader);
        return;
    }
    memcpy(row, cells, schema->n_columns * sizeof *row);
    bool keys_are_right = true;
    for (size_t c = 0; c < schema->n_columns; c++) {
        const brink_column *rule = c == 1 && value_rule != NULL ? value_rule : &schema->columns[c];
        if (reader->is_absent[c]) {
            row[c].number = (double)NAN;
            continue;
        }
        brink_place place = place_at(reader, row[c].line, row[c].column);
        if (!brink__check_cell(rule, &row[c], place, reader->report)) {
            keys_are_right = keys_are_right && !rule->is_key;
        }
    }
    if (!keys_are_right) {
        table->n_rows--; /* a row that cannot be addressed */
        lose_row(reader);
        return;
    }
    if (!reader->has_absent) {
        (void)brink__check_use(reader->scenario, table, table->n_rows - 1, reader->report);
    }
}

static bool is_spaces(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

/* False (reported) when the line has not as many cells as the header. */
static bool check_length(brink__reader *reader, unsigned long line, unsigned long column)
{
    if (reader->n_cells == reader->n_header) {
        return true;
    }
    if (reader->n_cells == 1 && is_spaces(reader->cells[0].text)) {
        brink__mistake(reader->report, place_at(reader, line, 1), "blank line; allowed: one row a line");
        return false;
    }
    bool is_long = reader->n_cells > reader->n_header;
    unsigned long at = is_long ? reader->cells[reader->n_header].column : column;
    brink__mistake(reader->report, place_at(reader, line, at), "%s row of %zu cells; allowed: %zu, as the header has",
                   is_long ? "long" : "short", reader->n_cells, reader->n_header);
    return false;
}

static void end_row(brink__reader *reader, unsigned long line, unsigned long column)
{
    const brink_table *schema = table_of(reader)->schema;
    if (!check_length(reader, line, column)) {
        lose_row(reader);
        return;
    }
    if (!reader->rows_are_usable) {
        return;
    }
    if (table_of(reader)->n_rows >= BRINK__MAX_ROWS) {
        brink__mistake(reader->report, place_at(reader, line, 1), "more than %d rows; the rest of the file is not read",
                       (int)BRINK__MAX_ROWS);
        lose_row(reader);
        brink__csv_stop(reader->csv);
        return;
    }
    brink__cell *row = reader->row;
    for (size_t c = 0; c < schema->n_columns; c++) { /* what the header leaves out has its fallback, and no column */
        const char *fallback = schema->columns[c].fallback;
        row[c] = (brink__cell){.text = fallback != NULL ? fallback : "",
                               .line = (uint32_t)line,
                               .file = reader->file,
                               .layer = reader->layer};
    }
    for (size_t i = 0; i < reader->n_header; i++) {
        if (reader->column_of[i] != BRINK__NONE) {
            row[reader->column_of[i]] = reader->cells[i];
        }
    }
    take_row(reader, row);
}

/* --- events ------------------------------------------------------------------------------------------------------ */

static void on_cell(void *context, const char *text, unsigned long line, unsigned long column)
{
    brink__reader *reader = context;
    size_t i = reader->n_cells++;
    size_t wanted = reader->has_header ? reader->n_header + 1 : MAX_HEADER; /* + 1: where a long row goes wrong */
    if (i >= wanted || i >= MAX_HEADER) {
        return;
    }
    const char *kept = brink__keep_text(reader->scenario, text, strlen(text));
    if (kept == NULL) {
        out_of_memory(reader);
        return;
    }
    reader->cells[i] = (brink__cell){.text = kept,
                                     .number = (double)NAN,
                                     .line = (uint32_t)line,
                                     .column = (uint32_t)column,
                                     .file = reader->file,
                                     .layer = reader->layer};
}

static void on_row(void *context, unsigned long line, unsigned long column, bool is_broken)
{
    brink__reader *reader = context;
    if (is_broken) {
        lose_row(reader);
        /* without a header there is nothing to hold the rows against; a blank line before it is only that */
        if (!reader->has_header && column > 1) {
            reader->has_header = true;
            brink__csv_stop(reader->csv);
        }
    } else if (!reader->has_header) {
        end_header(reader, line, column);
        if (reader->n_header == 0) {
            brink__csv_stop(reader->csv);
        }
    } else {
        end_row(reader, line, column);
    }
    reader->n_cells = 0;
}

brink__reader *brink__reader_new(brink_scenario *scenario, size_t index, uint32_t file, int layer,
                                 brink__report *report)
{
    assert(scenario->tables[index].schema->n_columns <= MAX_HEADER);
    brink__reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return NULL;
    }
    reader->scenario = scenario;
    reader->index = index;
    reader->file = file;
    reader->layer = layer;
    reader->report = report;
    reader->cells = calloc(MAX_HEADER + 1, sizeof *reader->cells);
    reader->row = calloc(MAX_HEADER, sizeof *reader->row);
    reader->column_of = calloc(MAX_HEADER, sizeof *reader->column_of);
    reader->is_absent = calloc(MAX_HEADER, sizeof *reader->is_absent);
    brink__csv_events events = {.cell = on_cell, .row = on_row, .context = reader};
    reader->csv = brink__csv_new(&events, scenario->files[file], report);
    if (reader->cells == NULL || reader->row == NULL || reader->column_of == NULL || reader->is_absent == NULL ||
        reader->csv == NULL) {
        brink__reader_free(reader);
        return NULL;
    }
    return reader;
}

void brink__reader_free(brink__reader *reader)
{
    if (reader != NULL) {
        brink__csv_free(reader->csv);
        free(reader->cells);
        free(reader->row);
        free(reader->column_of);
        free(reader->is_absent);
        free(reader);
    }
}

bool brink__reader_feed(brink__reader *reader, const char *bytes, size_t n)
{
    bool wants_more = brink__csv_feed(reader->csv, bytes, n);
    if (!wants_more) {
        lose_row(reader); /* whatever the reason, there may be more rows */
    }
    return wants_more;
}

brink_status brink__reader_finish(brink__reader *reader)
{
    brink_status status = brink__csv_finish(reader->csv);
    if (reader->status != BRINK_OK) {
        status = reader->status;
    }
    if (status == BRINK_OK && !reader->has_header) {
        lose_row(reader);
        if (brink__csv_is_empty(reader->csv)) {
            char allowed[MAX_COLUMNS_TEXT];
            brink__mistake(reader->report, place_at(reader, 1, 1), "empty file; allowed: a header: %s",
                           brink__header(table_of(reader)->schema, allowed, sizeof allowed));
        }
    }
    return status;
}
