/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of an exported CSV file, one design point at a time and in one pass, so that the time to draw the charts of
 * a study grows with its size and not with its square. */
#ifndef BRINK_REPORT_EXTRACT_H
#define BRINK_REPORT_EXTRACT_H

#include <stdbool.h>
#include <stdio.h>

#include "brink/status.h"
#include "report/file.h"

typedef struct brink__extract {
    FILE *in;
    char *path;   /* for messages */
    char *header; /* with its line end */
    char *row;    /* next row, line end included; valid while is_at_row */
    size_t row_size;
    bool is_at_row;
} brink__extract;

/* Opens folder/name, whose first columns must be scenario,point. BRINK_OK, BRINK_ENOINPUT, BRINK_EDATA (another
 * header), BRINK_EIO, BRINK_ENOMEM. Close after either outcome. */
BRINK_MUST_CHECK brink_status brink__extract_open(brink__extract *x, const char *folder, const char *name,
                                                  brink_error *err);
void brink__extract_close(brink__extract *x);

/* Copies the header and the rows of the next point into `out`; call while x->is_at_row. The cells scenario and
 * point are copied as brink__extract_word() has them, which spares readers quoted cells.
 *
 *   scenario, point   set to the names, on the heap; the caller frees them after either outcome
 *
 * BRINK_OK, BRINK_EDATA (a row without those cells), BRINK_EIO, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__extract_next(brink__extract *x, brink__file *out, char **scenario, char **point,
                                                  brink_error *err);

/* A word for file names and plain cells: letters, digits, '_', '-' and inner '.' stay, any other byte becomes %XX, so
 * that different texts give different words. On the heap; NULL when out of memory. */
char *brink__extract_word(const char *text);

#endif
