/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CSV file as rows of cells under a header, every cell with its place; and the columns `kind.name` by which games in
 * CSV say whose actions and payoffs they hold. */
#ifndef GAMES_ROWS_H
#define GAMES_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "scenario/report.h"

enum { BRINK__MAX_GAME_COLUMNS = 1024, BRINK__MAX_GAME_ROWS = 1 << 20 };

typedef struct brink__row_cell {
    const char *text;
    uint32_t line, column;
} brink__row_cell;

typedef struct brink__rows {
    const char *file;        /* borrowed */
    brink__row_cell *header; /* [n_columns] */
    brink__row_cell *cell;   /* [n_rows][n_columns] */
    size_t n_columns, n_rows;
    size_t header_capacity, cell_capacity;
    struct brink__chunk *texts;
} brink__rows;

void brink__rows_fini(brink__rows *rows); /* zeroed is fine */

/* Reads bytes [n]. Columns without a name or of the same name, rows of other lengths, and whatever brink/scenario.h
 * refuses in CSV are reported; such rows are left out. BRINK_OK (whether or not something was reported) or
 * BRINK_ENOMEM. `rows` must be zeroed; fini it in any case. */
brink_status brink__rows_read(brink__rows *rows, const char *file, const char *bytes, size_t n, brink__report *report);

brink_place brink__rows_place(const brink__rows *rows, const brink__row_cell *cell);

static inline const brink__row_cell *brink__rows_cell(const brink__rows *rows, size_t row, size_t column)
{
    return &rows->cell[row * rows->n_columns + column];
}

/* The column of that name, or (size_t)-1. `prefix` stands before the name with a dot, unless it is NULL. */
size_t brink__rows_find(const brink__rows *rows, const char *prefix, const char *name);

/* What stands behind `prefix` and a dot in the name of a column; NULL if it does not begin so. */
const char *brink__rows_suffix(const brink__rows *rows, size_t column, const char *prefix);

/* Labels in order of their first appearance. */
typedef struct brink__labels {
    const char **item; /* borrowed */
    size_t n, capacity;
} brink__labels;
void brink__labels_fini(brink__labels *labels); /* zeroed is fine */
/* The index of a label, added if it is new; (size_t)-1 when out of memory. O(labels). */
size_t brink__labels_index(brink__labels *labels, const char *text);

#endif
