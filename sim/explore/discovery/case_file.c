/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases from a CSV file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "explore/discovery/case_table.h"
#include "scenario/csv.h"
#include "scenario/file.h"
#include "scenario/table.h"

enum { MAX_COLUMNS = 1024, MAX_BYTES = 512 * 1024 * 1024 };

/* The file as texts: the header, and cells row by row. */
typedef struct sheet {
    const char *file;
    brink__report *report;
    brink__csv *csv;
    struct brink__chunk *texts;
    const char **header; /* [n_columns] */
    unsigned long *at;   /* [n_columns] where a column's name stands */
    size_t n_columns, header_capacity;
    const char **cell; /* [n_rows][n_columns] */
    size_t n_cells, cell_capacity;
    unsigned long *line; /* [n_rows] */
    size_t n_rows, row_capacity;
    size_t n_in_row;      /* of the current line so far */
    unsigned long excess; /* column of its first cell too many */
    unsigned long header_line;
    bool has_header, is_out_of_memory;
} sheet;

static void out_of_memory(sheet *s)
{
    s->is_out_of_memory = true;
    brink__csv_stop(s->csv);
}

static void take_header(sheet *s, const char *text, unsigned long column)
{
    if (s->n_columns >= MAX_COLUMNS) {
        s->excess = s->excess > 0 ? s->excess : column;
        return;
    }
    if (s->n_columns == s->header_capacity) {
        size_t capacity = s->header_capacity > 0 ? 2 * s->header_capacity : 16;
        const char **header = realloc((void *)s->header, capacity * sizeof *header);
        s->header = header != NULL ? header : s->header;
        unsigned long *at = header != NULL ? realloc(s->at, capacity * sizeof *at) : NULL;
        s->at = at != NULL ? at : s->at;
        if (at == NULL) {
            out_of_memory(s);
            return;
        }
        s->header_capacity = capacity;
    }
    const char *kept = brink__pool_keep(&s->texts, text, strlen(text));
    if (kept == NULL) {
        out_of_memory(s);
        return;
    }
    s->header[s->n_columns] = kept;
    s->at[s->n_columns++] = column;
}

static void take_cell(void *context, const char *text, unsigned long line, unsigned long column)
{
    sheet *s = context;
    if (!s->has_header) {
        take_header(s, text, column);
        return;
    }
    s->n_in_row++;
    if (s->n_in_row > s->n_columns) {
        s->excess = s->excess > 0 ? s->excess : column;
        return;
    }
    if (text[0] == '\0') {
        brink__mistake(s->report, (brink_place){s->file, line, column}, "%s is empty; allowed: a value in every cell",
                       s->header[s->n_in_row - 1]);
    }
    const char **cells = brink__grown((void *)s->cell, s->n_cells, &s->cell_capacity, sizeof *cells);
    const char *kept = cells != NULL ? brink__pool_keep(&s->texts, text, strlen(text)) : NULL;
    s->cell = cells != NULL ? cells : s->cell;
    if (kept == NULL) {
        out_of_memory(s);
        return;
    }
    s->cell[s->n_cells++] = kept;
}

static void end_header(sheet *s, unsigned long line)
{
    s->has_header = true;
    s->header_line = line;
    if (s->excess > 0) {
        brink__mistake(s->report, (brink_place){s->file, line, s->excess}, "too many columns; allowed: %d",
                       (int)MAX_COLUMNS);
    }
    for (size_t c = 0; c < s->n_columns; c++) {
        char shown[BRINK__SHORT];
        if (s->header[c][0] == '\0') {
            brink__mistake(s->report, (brink_place){s->file, line, s->at[c]}, "column without a name");
        }
        for (size_t other = 0; other < c; other++) {
            if (strcmp(s->header[c], s->header[other]) == 0) {
                brink__mistake(s->report, (brink_place){s->file, line, s->at[c]},
                               "column %s stands twice; allowed: once", brink__shorten(s->header[c], shown));
                break;
            }
        }
    }
}

static void end_row(void *context, unsigned long line, unsigned long column, bool is_broken)
{
    sheet *s = context;
    if (!s->has_header) {
        end_header(s, line);
    } else if (is_broken || s->n_in_row != s->n_columns) {
        if (!is_broken) {
            brink__mistake(s->report, (brink_place){s->file, line, s->excess > 0 ? s->excess : column},
                           "%zu cells; allowed: %zu, as many as the header has", s->n_in_row, s->n_columns);
        }
        s->n_cells = s->n_rows * s->n_columns;
    } else {
        unsigned long *lines = brink__grown(s->line, s->n_rows, &s->row_capacity, sizeof *lines);
        s->line = lines != NULL ? lines : s->line;
        if (lines == NULL) {
            out_of_memory(s);
            return;
        }
        s->line[s->n_rows++] = line;
    }
    if (s->n_rows > BRINK_MAX_CASES) {
        brink__mistake(s->report, (brink_place){s->file, line, 0}, "more than %d rows", (int)BRINK_MAX_CASES);
        brink__csv_stop(s->csv);
    }
    s->n_in_row = 0;
    s->excess = 0;
}

static void sheet_fini(sheet *s)
{
    brink__csv_free(s->csv);
    brink__pool_free(s->texts);
    free((void *)s->header);
    free(s->at);
    free((void *)s->cell);
    free(s->line);
}

static bool feed(void *context, const char *bytes, size_t n)
{
    return brink__csv_feed(((sheet *)context)->csv, bytes, n);
}

static brink_status read_sheet(sheet *s, unsigned char sha256[32])
{
    const brink__csv_events events = {.cell = take_cell, .row = end_row, .context = s};
    const brink__taker taker = {.take = feed, .context = s, .most = MAX_BYTES};
    s->csv = brink__csv_new(&events, s->file, s->report);
    if (s->csv == NULL) {
        return BRINK_ENOMEM;
    }
    brink__feeding fed = brink__feed_file(s->file, &taker, sha256, s->report);
    if (fed == BRINK__FILE_MISSING) {
        brink__mistake(s->report, (brink_place){s->file, 0, 0}, "there is no such file");
        return BRINK_ENOINPUT;
    }
    if (fed == BRINK__FILE_SHUT) {
        return BRINK_ENOINPUT;
    }
    if (brink__csv_finish(s->csv) != BRINK_OK || s->is_out_of_memory) {
        return BRINK_ENOMEM;
    }
    if (s->report->n == 0 && s->n_rows == 0) {
        brink__mistake(s->report, (brink_place){s->file, 0, 0}, "no rows; a header and a row a case are needed");
    }
    return BRINK_OK;
}

/* The column of a name; SIZE_MAX, reported, if there is none. */
static size_t find_column(const sheet *s, const char *name)
{
    for (size_t c = 0; c < s->n_columns; c++) {
        if (strcmp(s->header[c], name) == 0) {
            return c;
        }
    }
    char shown[BRINK__SHORT];
    char hint[BRINK__MAX_HINT];
    brink__mistake(s->report, (brink_place){s->file, s->header_line, 0}, "there is no column %s%s",
                   brink__shorten(name, shown), brink__hint(brink_nearest(name, s->header, s->n_columns), hint));
    return SIZE_MAX;
}

static void fill_outcome(const sheet *s, brink_case_table *table, size_t criterion, const char *name)
{
    size_t c = find_column(s, name);
    for (size_t i = 0; i < s->n_rows && c != SIZE_MAX; i++) {
        const char *text = s->cell[i * s->n_columns + c];
        double *value = &table->value[criterion * s->n_rows + i];
        brink__number_status status = brink__parse_number(text, value);
        if (status != BRINK__NUMBER_OK && text[0] != '\0') {
            char shown[BRINK__SHORT];
            brink__mistake(s->report, (brink_place){s->file, s->line[i], 0}, "%s = %s: %s; allowed: a number", name,
                           brink__shorten(text, shown), brink__number_status_text(status));
        }
    }
}

static bool is_outcome(const brink_interest *interest, const char *name)
{
    for (size_t i = 0; i < interest->n_criteria; i++) {
        if (strcmp(interest->criteria[i].metric, name) == 0) {
            return true;
        }
    }
    return false;
}

static brink_status fill(const sheet *s, brink_case_table *table, const brink_interest *interest,
                         const char *const *patterns, size_t n_patterns, brink_error *err)
{
    const char **texts = calloc(s->n_rows + 1, sizeof *texts);
    bool *has_fitted = calloc(n_patterns + 1, sizeof *has_fitted);
    brink_status status = texts != NULL && has_fitted != NULL ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < s->n_rows && status == BRINK_OK; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "line %lu", s->line[i]);
        table->names[i] = brink__case_table_keep(table, name);
        status = table->names[i] != NULL ? BRINK_OK : BRINK_ENOMEM;
    }
    for (size_t k = 0; k < interest->n_criteria && status == BRINK_OK; k++) {
        fill_outcome(s, table, k, interest->criteria[k].metric);
    }
    for (size_t c = 0; c < s->n_columns && status == BRINK_OK; c++) {
        if (!is_outcome(interest, s->header[c]) &&
            brink__case_table_wants(patterns, n_patterns, s->header[c], has_fitted)) {
            for (size_t i = 0; i < s->n_rows; i++) {
                texts[i] = s->cell[i * s->n_columns + c];
            }
            status = brink__case_table_add(table, s->header[c], "", BRINK_DIMENSION_REAL, true, texts, err);
        }
    }
    for (size_t i = 0; i < n_patterns && status == BRINK_OK; i++) {
        if (!has_fitted[i]) {
            brink__mistake(s->report, (brink_place){s->file, s->header_line, 0}, "no column fits '%s'", patterns[i]);
        }
    }
    free((void *)texts);
    free(has_fitted);
    return status;
}

brink_status brink_case_table_read(const char *file, const brink_interest *interest, const char *const *patterns,
                                   size_t n_patterns, brink_case_table **table, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    brink_error err = {0};
    sheet s = {.file = file, .report = &report};
    unsigned char sha256[32] = {0};
    brink_case_table *t = NULL;
    *table = NULL;
    brink_status status = read_sheet(&s, sha256);
    if (status == BRINK_OK && report.n == 0) {
        t = brink__case_table_new(s.n_rows, interest);
        status = t != NULL ? fill(&s, t, interest, patterns, n_patterns, &err) : BRINK_ENOMEM;
    }
    if (status == BRINK_OK && report.n == 0) {
        t->input.file = brink__case_table_keep(t, file);
        memcpy(t->input.sha256, sha256, sizeof sha256);
        status = t->input.file != NULL ? brink__case_table_judge(t, interest, &err) : BRINK_ENOMEM;
    }
    if (status == BRINK_EDATA) {
        brink__mistake(&report, (brink_place){file, 0, 0}, "%s", err.what);
    }
    sheet_fini(&s);
    status = status == BRINK_OK && report.n > 0 ? BRINK_EDATA : status;
    if (status != BRINK_OK) {
        brink_case_table_free(t);
        t = NULL;
    }
    brink_diagnostics_sort(diagnostics);
    *table = t;
    return status;
}
