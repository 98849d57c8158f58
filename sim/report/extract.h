/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of an exported CSV file, one after the other, for charts: each is looked at for the point that it is about and
 * copied or passed over. In one pass, so that the time to draw the charts of a study grows with its size and not with
 * its square. */
#ifndef BRINK_REPORT_EXTRACT_H
#define BRINK_REPORT_EXTRACT_H

#include <stdbool.h>
#include <stdio.h>

#include "brink/status.h"
#include "report/file.h"

/* Columns whose cells are names of scenarios or points. */
typedef enum brink__name_column {
    BRINK__SCENARIO,
    BRINK__POINT,
    BRINK__REFERENCE,
    BRINK__N_NAME_COLUMNS
} brink__name_column;

typedef struct brink__extract {
    FILE *in;
    char *path;   /* for messages */
    char *header; /* with its line end */
    char *row;    /* next row, line end included; valid while is_at_row */
    size_t row_size;
    size_t n_columns;
    size_t column[BRINK__N_NAME_COLUMNS]; /* SIZE_MAX where the table has none of that name */
    char *name[BRINK__N_NAME_COLUMNS];    /* their cells in the next row, without quotes; "" where there is none */
    bool is_at_row;
} brink__extract;

/* Opens folder/name, which must have a column `point`, and goes to its first row. BRINK_OK, BRINK_ENOINPUT (no such
 * file), BRINK_EDATA (no such column, or as brink__extract_copy()), BRINK_EIO, BRINK_ENOMEM. Close after either
 * outcome; closing {0} is fine. */
BRINK_MUST_CHECK brink_status brink__extract_open(brink__extract *x, const char *folder, const char *name,
                                                  brink_error *err);
void brink__extract_close(brink__extract *x);

/* Goes to the next row, after copying the one at hand to `out`, unless that is NULL; call while x->is_at_row. Names are
 * copied as brink__extract_word() has them, which spares readers quoted cells. BRINK_OK, BRINK_EDATA (the next row has
 * not as many cells as the header, or ends inside a quoted one), BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__extract_copy(brink__extract *x, brink__file *out, brink_error *err);

/* A word for file names and plain cells: letters, digits, '_', '-' and inner '.' stay, any other byte becomes %XX, so
 * that different texts give different words. On the heap; NULL when out of memory. */
char *brink__extract_word(const char *text);

#endif
