/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/csv.h"
#include "scenario/table.h"

struct loading {
    brink__rows *rows;
    brink__report *report;
    brink__csv *csv;
    brink_status status;
    bool has_header;
    size_t n_cells;       /* of the current line */
    size_t n_kept;        /* cells of whole rows */
    unsigned long excess; /* column of the first cell too many */
};

void brink__rows_fini(brink__rows *rows)
{
    free(rows->header);
    free(rows->cell);
    brink__pool_free(rows->texts);
    *rows = (brink__rows){0};
}

brink_place brink__rows_place(const brink__rows *rows, const brink__row_cell *cell)
{
    return (brink_place){rows->file, cell->line, cell->column};
}

static void out_of_memory(struct loading *l)
{
    l->status = BRINK_ENOMEM;
    brink__csv_stop(l->csv);
}

static void on_cell(void *context, const char *text, unsigned long line, unsigned long column)
{
    struct loading *l = context;
    brink__rows *rows = l->rows;
    size_t i = l->n_cells++;
    size_t limit = l->has_header ? rows->n_columns : BRINK__MAX_GAME_COLUMNS + 1;
    if (i >= limit) {
        l->excess = i == limit ? column : l->excess;
        return;
    }
    const char *kept = brink__pool_keep(&rows->texts, text, strlen(text));
    brink__row_cell **list = l->has_header ? &rows->cell : &rows->header;
    size_t n = l->has_header ? l->n_kept + i : i;
    brink__row_cell *cells =
        brink__grown(*list, n, l->has_header ? &rows->cell_capacity : &rows->header_capacity, sizeof *cells);
    if (kept == NULL || cells == NULL) {
        *list = cells != NULL ? cells : *list;
        out_of_memory(l);
        return;
    }
    *list = cells;
    cells[n] = (brink__row_cell){kept, (uint32_t)line, (uint32_t)column};
}

static void end_header(struct loading *l)
{
    brink__rows *rows = l->rows;
    l->has_header = true;
    rows->n_columns = l->n_cells;
    if (l->n_cells > BRINK__MAX_GAME_COLUMNS) {
        brink__mistake(l->report, brink__rows_place(rows, &rows->header[0]),
                       "header with %zu columns; allowed: at most %d", l->n_cells, (int)BRINK__MAX_GAME_COLUMNS);
        rows->n_columns = 0;
        brink__csv_stop(l->csv);
        return;
    }
    for (size_t c = 0; c < rows->n_columns; c++) {
        char shown[BRINK__SHORT];
        bool is_twice = false;
        for (size_t k = 0; k < c; k++) {
            is_twice = is_twice || strcmp(rows->header[k].text, rows->header[c].text) == 0;
        }
        if (rows->header[c].text[0] == '\0') {
            brink__mistake(l->report, brink__rows_place(rows, &rows->header[c]), "column without a name");
        } else if (is_twice) {
            brink__mistake(l->report, brink__rows_place(rows, &rows->header[c]),
                           "column %s stands twice; allowed: once", brink__shorten(rows->header[c].text, shown));
        }
    }
}

static void end_row(struct loading *l, unsigned long line, unsigned long column)
{
    brink__rows *rows = l->rows;
    if (l->n_cells != rows->n_columns) {
        bool is_long = l->n_cells > rows->n_columns;
        brink__mistake(l->report, (brink_place){rows->file, line, is_long ? l->excess : column},
                       "%s row of %zu cells; allowed: %zu, as the header has", is_long ? "long" : "short", l->n_cells,
                       rows->n_columns);
        return;
    }
    if (rows->n_rows >= BRINK__MAX_GAME_ROWS) {
        brink__mistake(l->report, (brink_place){rows->file, line, 1},
                       "more than %d rows; the rest of the file is not read", (int)BRINK__MAX_GAME_ROWS);
        brink__csv_stop(l->csv);
        return;
    }
    rows->n_rows++;
    l->n_kept += rows->n_columns;
}

static void on_row(void *context, unsigned long line, unsigned long column, bool is_broken)
{
    struct loading *l = context;
    if (l->status == BRINK_OK && !is_broken) {
        if (l->has_header) {
            end_row(l, line, column);
        } else {
            end_header(l);
        }
    } else if (l->status == BRINK_OK && !l->has_header && column > 1) {
        brink__csv_stop(l->csv); /* a broken header: nothing to hold the rows against */
    }
    l->n_cells = 0;
}

brink_status brink__rows_read(brink__rows *rows, const char *file, const char *bytes, size_t n, brink__report *report)
{
    struct loading l = {.rows = rows, .report = report};
    brink__csv_events events = {.cell = on_cell, .row = on_row, .context = &l};
    size_t before = report->n;
    rows->file = file;
    l.csv = brink__csv_new(&events, file, report);
    if (l.csv == NULL) {
        return BRINK_ENOMEM;
    }
    (void)brink__csv_feed(l.csv, bytes, n);
    brink_status status = brink__csv_finish(l.csv);
    brink__csv_free(l.csv);
    status = l.status != BRINK_OK ? l.status : status;
    if (status == BRINK_OK && report->n == before && rows->n_rows == 0) {
        brink__mistake(report, (brink_place){.file = file, .line = l.has_header ? 0 : 1}, "%s",
                       l.has_header ? "no rows; allowed: at least one" : "empty file; allowed: a header and rows");
    }
    return status;
}

const char *brink__rows_suffix(const brink__rows *rows, size_t column, const char *prefix)
{
    size_t n = strlen(prefix);
    const char *name = rows->header[column].text;
    return strncmp(name, prefix, n) == 0 && name[n] == '.' ? name + n + 1 : NULL;
}

size_t brink__rows_find(const brink__rows *rows, const char *prefix, const char *name)
{
    for (size_t c = 0; c < rows->n_columns; c++) {
        const char *text = prefix != NULL ? brink__rows_suffix(rows, c, prefix) : rows->header[c].text;
        if (text != NULL && strcmp(text, name) == 0) {
            return c;
        }
    }
    return (size_t)-1;
}

void brink__labels_fini(brink__labels *labels)
{
    free((void *)labels->item);
    *labels = (brink__labels){0};
}

size_t brink__labels_index(brink__labels *labels, const char *text)
{
    for (size_t i = 0; i < labels->n; i++) {
        if (strcmp(labels->item[i], text) == 0) {
            return i;
        }
    }
    const char **item = brink__grown((void *)labels->item, labels->n, &labels->capacity, sizeof *item);
    if (item == NULL) {
        return (size_t)-1;
    }
    labels->item = item;
    item[labels->n] = text;
    return labels->n++;
}
