/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a table of a scenario may hold. A model describes its tables once, as data; reading, checking, overriding,
 * `brink list`, and the documentation all follow from it. */
#ifndef BRINK_SCHEMA_H
#define BRINK_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

typedef enum brink_cell_kind {
    BRINK_CELL_NAME,      /* an identifier: [A-Za-z][A-Za-z0-9_]*, at most 32 bytes */
    BRINK_CELL_REFERENCE, /* the key of a row of another table */
    BRINK_CELL_CHOICE,    /* one of a list of words */
    BRINK_CELL_NUMBER,    /* finite decimal number */
    BRINK_CELL_INTEGER,   /* whole number */
    BRINK_CELL_FLAG,      /* 0 or 1 */
    BRINK_CELL_DATE,      /* YYYY-MM-DD */
    BRINK_CELL_TARGET,    /* a state variable or column as the model names it; the model checks it */
    BRINK_CELL_TEXT       /* anything printable */
} brink_cell_kind;

typedef struct brink_column {
    const char *name;
    brink_cell_kind kind;
    bool is_key;           /* the row is addressed by its key cells, in column order */
    bool is_optional;      /* an empty cell is allowed: reads as the fallback, or else as NaN, or "" */
    double lo, hi;         /* closed range of a number, unless ... */
    bool lo_is_open;       /* ... lo itself is excluded */
    bool hi_is_open;       /* ... hi itself is excluded */
    const char *unit;      /* "1" for a pure number; NULL for what is not a number */
    const char *refers_to; /* REFERENCE: table whose first key it must be; words in `choices` are allowed besides */
    const char *const *choices; /* CHOICE: NULL-terminated */
    const char *used_if;        /* NULL, or "column=word": filled on such rows of this table, empty on all others */
    const char
        *fallback; /* value of an absent row (see `rows` below) or of a column that the header leaves out; or NULL */
    const char *meaning; /* one sentence */
} brink_column;

typedef struct brink_table {
    const char *name; /* the file is <name>.csv */
    const brink_column *columns;
    size_t n_columns;
    /* A table of named values (columns: a key and `value`) gives each permitted key its own rule here; its path is then
     * `table.key`. NULL for an ordinary table, whose paths are `table.key[.key2...].column`. */
    const brink_column *rows;
    size_t n_rows;
    bool is_required; /* the file must exist (in the folder or in the scenario it extends) and have a row */
    const char *meaning;
} brink_table;

#endif
