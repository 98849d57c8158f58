/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of a design from the bytes of its file. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/csv.h"
#include "scenario/design_rows.h"

enum { SCENARIO, NAME, NOTE, NOISE, N_FIXED }; /* the columns that are no paths */

static const char *const fixed_names[N_FIXED] = {"scenario", "name", "note", "noise"};
static const char allowed_header[] = "scenario,name, then note or not, then noise or not, then paths of values";

const brink_column brink__design_name_rule = {.name = "name", .kind = BRINK_CELL_NAME};
const brink_column brink__design_noise_rule = {
    .name = "noise", .kind = BRINK_CELL_INTEGER, .is_optional = true, .fallback = "0", .hi = UINT32_MAX, .unit = "1"};

struct reading {
    brink_design *design;
    brink__report *report;
    brink__csv *csv;
    brink_status status;
    bool has_header, is_usable; /* usable: the header says what the cells of rows are */
    unsigned fixed[N_FIXED];    /* what the first columns are */
    size_t n_fixed;
    size_t n_cells; /* of the current line so far */
    size_t n_header;
    size_t first_cell;     /* of the current line in design->cells */
    brink__design_row row; /* the current one */
    unsigned long excess;  /* column of the first cell too many */
    bool is_blank;         /* the first cell of the line has nothing but spaces */
};

static brink_place place_at(const struct reading *r, unsigned long line, unsigned long column)
{
    return (brink_place){r->design->file, line, column};
}

static void out_of_memory(struct reading *r)
{
    r->status = BRINK_ENOMEM;
    brink__csv_stop(r->csv);
}

/* --- header ------------------------------------------------------------------------------------------------------ */

static void take_header_cell(struct reading *r, const char *text, unsigned long column)
{
    brink_design *design = r->design;
    if (design->n_columns > BRINK__MAX_DESIGN_COLUMNS + N_FIXED) {
        return; /* one more than allowed is enough to know */
    }
    brink__design_column *columns =
        brink__grown(design->columns, design->n_columns, &design->columns_capacity, sizeof *columns);
    const char *kept = columns != NULL ? brink__pool_keep(&design->texts, text, strlen(text)) : NULL;
    design->columns = columns != NULL ? columns : design->columns;
    if (kept == NULL) {
        out_of_memory(r);
        return;
    }
    columns[design->n_columns++] = (brink__design_column){.path = kept, .at = column};
}

static int by_text(const void *a, const void *b)
{
    const brink__label *x = a;
    const brink__label *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

void brink__sort_labels(brink__label *labels, size_t n)
{
    if (n > 1) {
        qsort(labels, n, sizeof *labels, by_text);
    }
}

brink_status brink__design_check_paths(brink_design *design, unsigned long line, brink__report *report)
{
    brink__label *sorted = malloc((design->n_columns + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t c = 0; c < design->n_columns; c++) {
        sorted[c] = (brink__label){design->columns[c].path, c};
    }
    brink__sort_labels(sorted, design->n_columns);
    for (size_t i = 1; i < design->n_columns; i++) {
        char shown[BRINK__SHORT];
        brink__design_column *column = &design->columns[sorted[i].index];
        if (!column->is_wrong && strcmp(sorted[i - 1].text, column->path) == 0) {
            brink__mistake(report, (brink_place){design->file, line, column->at},
                           "column %s stands twice; allowed: once", brink__shorten(column->path, shown));
            column->is_wrong = true;
        }
    }
    free(sorted);
    return BRINK_OK;
}

/* What the columns of paths may not be called. */
static void check_paths(struct reading *r, unsigned long line, size_t n_fixed)
{
    for (size_t c = n_fixed; c < r->design->n_columns; c++) {
        brink__design_column *column = &r->design->columns[c];
        if (column->path[0] == '\0') {
            brink__mistake(r->report, place_at(r, line, column->at), "column without a name; allowed: %s",
                           allowed_header);
            column->is_wrong = true;
        } else if (strchr(column->path, '.') == NULL) {
            char shown[BRINK__SHORT];
            char hint[BRINK__MAX_HINT];
            bool is_fixed = false;
            for (size_t i = 0; i < N_FIXED; i++) {
                is_fixed = is_fixed || strcmp(column->path, fixed_names[i]) == 0;
            }
            brink__mistake(r->report, place_at(r, line, column->at), "%scolumn %s%s; allowed: %s%s",
                           is_fixed ? "" : "unknown ", brink__shorten(column->path, shown), is_fixed ? " here" : "",
                           allowed_header,
                           is_fixed ? "" : brink__hint(brink_nearest(column->path, fixed_names, N_FIXED), hint));
            column->is_wrong = true;
        }
    }
}

static void end_header(struct reading *r, unsigned long line)
{
    brink_design *design = r->design;
    r->has_header = true;
    r->n_header = r->n_cells;
    design->header_line = line;
    for (size_t i = 0; i < NOTE; i++) {
        const char *found = i < design->n_columns ? design->columns[i].path : "";
        if (strcmp(found, fixed_names[i]) != 0) {
            char shown[BRINK__SHORT];
            char hint[BRINK__MAX_HINT];
            brink__mistake(r->report, place_at(r, line, i < design->n_columns ? design->columns[i].at : 1),
                           "header with %s in place of %s; allowed: %s%s",
                           found[0] != '\0' ? brink__shorten(found, shown) : "nothing", fixed_names[i], allowed_header,
                           brink__hint(brink_nearest(found, &fixed_names[i], 1), hint));
            return;
        }
    }
    if (r->n_header > BRINK__MAX_DESIGN_COLUMNS) {
        brink__mistake(r->report, place_at(r, line, 1), "header with %zu columns; allowed: at most %d", r->n_header,
                       (int)BRINK__MAX_DESIGN_COLUMNS);
        return;
    }
    for (unsigned f = 0; f < N_FIXED; f++) {
        if (r->n_fixed < design->n_columns && strcmp(design->columns[r->n_fixed].path, fixed_names[f]) == 0) {
            r->fixed[r->n_fixed++] = f;
        }
    }
    check_paths(r, line, r->n_fixed);
    if (brink__design_check_paths(design, line, r->report) != BRINK_OK) {
        out_of_memory(r);
        return;
    }
    design->n_columns -= r->n_fixed;
    memmove(design->columns, design->columns + r->n_fixed, design->n_columns * sizeof *design->columns);
    r->is_usable = true;
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static void take_row_cell(struct reading *r, size_t i, const char *text, unsigned long line, unsigned long column)
{
    brink_design *design = r->design;
    if (i == 0) {
        r->is_blank = text[strspn(text, " ")] == '\0';
        r->row = (brink__design_row){.line = (uint32_t)line, .scenario_at = (uint32_t)column, .note = ""};
    }
    if (i == r->n_header) {
        r->excess = column;
    }
    if (i >= r->n_header || (i >= r->n_fixed && text[0] == '\0')) {
        return;
    }
    if (i < r->n_fixed && r->fixed[i] == NOISE) {
        brink__cell cell = {.text = text};
        (void)brink__check_cell(&brink__design_noise_rule, &cell, place_at(r, line, column), r->report);
        r->row.noise = (uint32_t)cell.number;
        return;
    }
    const char *kept = brink__pool_keep(&design->texts, text, strlen(text));
    if (kept == NULL) {
        out_of_memory(r);
    } else if (i < r->n_fixed && r->fixed[i] == SCENARIO) {
        r->row.scenario = kept;
    } else if (i < r->n_fixed && r->fixed[i] == NAME) {
        r->row.name = kept;
        r->row.name_at = (uint32_t)column;
    } else if (i < r->n_fixed) {
        r->row.note = kept;
    } else {
        brink__design_cell *cells =
            brink__grown(design->cells, design->n_cells, &design->cells_capacity, sizeof *cells);
        if (cells == NULL) {
            out_of_memory(r);
            return;
        }
        design->cells = cells;
        cells[design->n_cells++] =
            (brink__design_cell){.value = kept, .column = (uint32_t)(i - r->n_fixed), .at = (uint32_t)column};
    }
}

/* False (reported) when the line has not as many cells as the header. */
static bool check_length(struct reading *r, unsigned long line, unsigned long column)
{
    if (r->n_cells == r->n_header) {
        return true;
    }
    if (r->n_cells == 1 && r->is_blank) {
        brink__mistake(r->report, place_at(r, line, 1), "blank line; allowed: one row a line");
        return false;
    }
    bool is_long = r->n_cells > r->n_header;
    brink__mistake(r->report, place_at(r, line, is_long ? r->excess : column),
                   "%s row of %zu cells; allowed: %zu, as the header has", is_long ? "long" : "short", r->n_cells,
                   r->n_header);
    return false;
}

/* True when the row is to be kept. */
static bool end_row(struct reading *r, unsigned long line, unsigned long column)
{
    brink_design *design = r->design;
    if (!check_length(r, line, column)) {
        return false;
    }
    if (design->n_rows >= BRINK__MAX_POINTS) {
        brink__mistake(r->report, place_at(r, line, 1), "more than %d rows; the rest of the file is not read",
                       (int)BRINK__MAX_POINTS);
        brink__csv_stop(r->csv);
        return false;
    }
    brink__cell name = {.text = r->row.name};
    (void)brink__check_cell(&brink__design_name_rule, &name, place_at(r, line, r->row.name_at), r->report);
    brink__design_row *rows = brink__grown(design->rows, design->n_rows, &design->rows_capacity, sizeof *rows);
    if (rows == NULL) {
        out_of_memory(r);
        return false;
    }
    design->rows = rows;
    r->row.first = r->first_cell;
    r->row.n = design->n_cells - r->first_cell;
    r->row.base = BRINK__NONE;
    rows[design->n_rows++] = r->row;
    return true;
}

/* --- events ------------------------------------------------------------------------------------------------------ */

static void on_cell(void *context, const char *text, unsigned long line, unsigned long column)
{
    struct reading *r = context;
    size_t i = r->n_cells++;
    if (!r->has_header) {
        take_header_cell(r, text, column);
    } else if (r->is_usable) {
        take_row_cell(r, i, text, line, column);
    }
}

static void on_row(void *context, unsigned long line, unsigned long column, bool is_broken)
{
    struct reading *r = context;
    bool is_kept = false;
    if (r->status != BRINK_OK) {
        return;
    }
    if (!r->has_header) {
        if (!is_broken) {
            end_header(r, line);
        } else {
            r->has_header = column > 1; /* a blank line before the header is only that */
            r->design->n_columns = 0;
        }
        if (r->has_header && !r->is_usable) {
            brink__csv_stop(r->csv); /* nothing to hold the rows against */
        }
    } else if (!is_broken) {
        is_kept = end_row(r, line, column);
    }
    if (!is_kept) {
        r->design->n_cells = r->first_cell;
    }
    r->first_cell = r->design->n_cells;
    r->n_cells = 0;
}

static bool take(void *context, const char *bytes, size_t n)
{
    return brink__csv_feed(((struct reading *)context)->csv, bytes, n);
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

brink_place brink__design_place(const brink_design *design, const brink__design_row *row, unsigned long column)
{
    return design->file[0] != '\0' ? (brink_place){design->file, row->line, column} : (brink_place){.file = row->name};
}

brink_status brink__design_check_names(const brink_design *design, brink__report *report)
{
    brink__label *sorted = malloc((design->n_rows + 1) * sizeof *sorted);
    if (sorted == NULL) {
        return BRINK_ENOMEM;
    }
    for (size_t i = 0; i < design->n_rows; i++) {
        sorted[i] = (brink__label){design->rows[i].name, i};
    }
    brink__sort_labels(sorted, design->n_rows);
    size_t first = 0;
    for (size_t i = 1; i < design->n_rows; i++) {
        if (strcmp(sorted[i].text, sorted[first].text) != 0) {
            first = i;
        } else if (sorted[i].text[0] != '\0') { /* that it is empty was reported */
            const brink__design_row *row = &design->rows[sorted[i].index];
            char shown[BRINK__SHORT];
            char where[64] = "";
            if (row->line > 0) {
                (void)snprintf(where, sizeof where, " (the first is in line %lu)",
                               (unsigned long)design->rows[sorted[first].index].line);
            }
            brink__mistake(report, brink__design_place(design, row, row->name_at),
                           "second point named %s; allowed: one of a name%s", brink__shorten(row->name, shown), where);
        }
    }
    free(sorted);
    return BRINK_OK;
}

/* What is said when there is nothing to run, unless something else explains it. */
static void check_presence(const struct reading *r, size_t before)
{
    if (r->report->n > before) {
        return;
    }
    if (!r->has_header) {
        brink__mistake(r->report, place_at(r, 1, 1), "empty file; allowed: a header: %s", allowed_header);
    } else if (r->design->n_rows == 0) {
        brink__mistake(r->report, place_at(r, 0, 0), "no rows; allowed: at least one");
    }
}

brink_status brink__design_read_rows(brink_design *design, brink__report *report)
{
    struct reading r = {.design = design, .report = report};
    brink__csv_events events = {.cell = on_cell, .row = on_row, .context = &r};
    brink__taker taker = {.take = take, .context = &r, .most = BRINK__MAX_DESIGN_FILE};
    size_t before = report->n;
    r.csv = brink__csv_new(&events, design->file, report);
    if (r.csv == NULL) {
        return BRINK_ENOMEM;
    }
    brink__feeding how = brink__feed_file(design->file, &taker, design->input.sha256, report);
    brink_status status = brink__csv_finish(r.csv);
    brink__csv_free(r.csv);
    if (how == BRINK__FILE_MISSING) {
        brink__mistake(report, place_at(&r, 0, 0), "no such file; allowed: a design, a CSV table of points");
        return BRINK_ENOINPUT;
    }
    status = r.status != BRINK_OK ? r.status : status;
    if (status == BRINK_OK && how != BRINK__FILE_SHUT) {
        check_presence(&r, before);
        status = brink__design_check_names(design, report);
    }
    return status;
}
