/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A table of text: laid out in aligned columns for people, or as CSV. Filled cell by cell, row by row. A cell that
 * memory does not suffice for is remembered, and printing then fails: so callers check once. */
#ifndef SIM_CLI_TABLE_H
#define SIM_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "brink/status.h"

typedef struct cli_column {
    const char *title;
    const char *more; /* the rest of the title, on the second line of the head; NULL for none */
    const char *unit; /* the line of the head below these; NULL for none */
    bool is_number;   /* right-aligned */
    bool is_key;      /* repeated when a table is too wide for one block of columns */
    bool is_wrapped;  /* may be broken over several lines */
    bool is_below;    /* stands on lines of its own under its row, filled; not under a head */
} cli_column;

typedef struct cli_table cli_table;

/* `columns` [n] and the strings in it are borrowed. NULL when out of memory. */
cli_table *cli_table_new(const cli_column *columns, size_t n);
void cli_table_free(cli_table *table); /* NULL is fine */

/* The next cell; NULL tables are ignored. */
void cli_table_add(cli_table *table, const char *format, ...) BRINK_PRINTF(2, 3);

/* The next cell: a number in four digits, "-" for NaN. */
void cli_table_add_number(cli_table *table, double x);

size_t cli_table_n_rows(const cli_table *table);

/* At most `width` columns wide where the cells allow it, each line indented by `indent` spaces. BRINK_OK or
 * BRINK_ENOMEM (told). Errors of the stream are left to cli_flush(). */
brink_status cli_table_print(const cli_table *table, FILE *out, int indent, int width);

/* RFC 4180 with a header of the titles; lines end in LF. BRINK_OK or BRINK_ENOMEM (told). */
brink_status cli_table_print_csv(const cli_table *table, FILE *out);

/* `text` filled into lines of at most `width` columns, each indented by `indent` spaces. */
void cli_print_filled(FILE *out, const char *text, int indent, int width);

#endif
