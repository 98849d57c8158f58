/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/extract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static const char *const headings[BRINK__N_NAME_COLUMNS] = {"scenario", "point", "reference"};

/* Length of the cell at `cell`, quotes included, up to its comma or line end. */
static size_t cell_length(const char *cell)
{
    size_t n = 0;
    bool is_quoted = false;
    while (cell[n] != '\0' && (is_quoted || (cell[n] != ',' && cell[n] != '\n'))) {
        if (cell[n] == '"') {
            is_quoted = !is_quoted;
        }
        n++;
    }
    return n;
}

/* The text of a cell without its quotes, on the heap; NULL when out of memory. */
static char *cell_text(const char *cell, size_t n)
{
    char *text = malloc(n + 1);
    size_t used = 0;
    if (!text) {
        return NULL;
    }
    if (n < 2 || cell[0] != '"') {
        memcpy(text, cell, n);
        used = n;
    } else {
        for (size_t i = 1; i < n - 1; i++) {
            text[used++] = cell[i];
            if (cell[i] == '"') {
                i++; /* the second of a pair */
            }
        }
    }
    text[used] = '\0';
    return text;
}

char *brink__extract_word(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    char *word = malloc(3 * strlen(text) + 1);
    size_t n = 0;
    if (!word) {
        return NULL;
    }
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (strchr(plain, text[i]) || (text[i] == '.' && i > 0)) {
            word[n++] = text[i];
        } else {
            snprintf(word + n, 4, "%%%02X", (unsigned)(unsigned char)text[i]);
            n += 3;
        }
    }
    word[n] = '\0';
    return word;
}

/* Reads lines until the quotes are even: a quoted cell may hold line breaks. */
static brink_status read_line(brink__extract *x, brink_error *err)
{
    char *line = NULL;
    size_t line_size = 0;
    size_t n = 0;
    size_t n_quotes = 0;
    brink_status status = BRINK_OK;
    x->is_at_row = false;
    do {
        ssize_t got = getline(&line, &line_size, x->in);
        if (got < 0) {
            break;
        }
        size_t more = (size_t)got;
        if (n + more + 1 > x->row_size) {
            size_t size = 2 * (n + more + 1);
            char *grown = realloc(x->row, size);
            if (!grown) {
                status = brink_fail(err, BRINK_ENOMEM, "out of memory while reading %s", x->path);
                goto out;
            }
            x->row = grown;
            x->row_size = size;
        }
        memcpy(x->row + n, line, more + 1);
        n += more;
        for (size_t i = 0; i < more; i++) {
            n_quotes += line[i] == '"';
        }
        x->is_at_row = true;
    } while (n_quotes % 2 != 0);
    if (ferror(x->in)) {
        status = brink_fail(err, BRINK_EIO, "cannot read %s", x->path);
    } else if (n_quotes % 2 != 0) {
        status = brink_fail(err, BRINK_EDATA, "%s ends inside a quoted cell", x->path);
    }
out:
    free(line);
    return status;
}

/* The column of names that `column` is, or BRINK__N_NAME_COLUMNS. */
static size_t find_name(const brink__extract *x, size_t column)
{
    size_t i = 0;
    while (i < BRINK__N_NAME_COLUMNS && x->column[i] != column) {
        i++;
    }
    return i;
}

/* Reads a row and takes the names out of it. */
static brink_status read_row(brink__extract *x, brink_error *err)
{
    brink_status status = read_line(x, err);
    size_t n = 0;
    const char *cell = x->row;
    for (bool is_inside = status == BRINK_OK && x->is_at_row; is_inside; n++) {
        const size_t length = cell_length(cell), i = find_name(x, n);
        if (i < BRINK__N_NAME_COLUMNS) {
            free(x->name[i]);
            x->name[i] = cell_text(cell, length);
            if (!x->name[i]) {
                return brink_fail(err, BRINK_ENOMEM, "out of memory while reading %s", x->path);
            }
        }
        is_inside = cell[length] == ',';
        cell += length + is_inside;
    }
    if (status == BRINK_OK && x->is_at_row && n != x->n_columns) {
        x->is_at_row = false;
        return brink_fail(err, BRINK_EDATA, "%s: a row has %lu cells where the header has %lu", x->path,
                          (unsigned long)n, (unsigned long)x->n_columns);
    }
    return status;
}

/* Where the names stand, from the header in x->row. */
static brink_status read_header(brink__extract *x, brink_error *err)
{
    for (size_t i = 0; i < BRINK__N_NAME_COLUMNS; i++) {
        x->column[i] = SIZE_MAX;
        x->name[i] = strdup("");
    }
    x->header = strdup(x->row);
    if (!x->header || !x->name[BRINK__SCENARIO] || !x->name[BRINK__POINT] || !x->name[BRINK__REFERENCE]) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    bool is_inside = true;
    for (const char *cell = x->row; is_inside; x->n_columns++) {
        const size_t length = cell_length(cell);
        for (size_t i = 0; i < BRINK__N_NAME_COLUMNS; i++) {
            if (strlen(headings[i]) == length && strncmp(cell, headings[i], length) == 0) {
                x->column[i] = x->n_columns;
            }
        }
        is_inside = cell[length] == ',';
        cell += length + is_inside;
    }
    return x->column[BRINK__POINT] < x->n_columns
               ? BRINK_OK
               : brink_fail(err, BRINK_EDATA, "%s has no column 'point' in its first line", x->path);
}

brink_status brink__extract_open(brink__extract *x, const char *folder, const char *name, brink_error *err)
{
    *x = (brink__extract){0};
    x->path = brink__file_path(folder, name);
    if (!x->path) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    x->in = fopen(x->path, "re");
    if (!x->in) {
        const int error = errno;
        return brink_fail(err,
                          error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG ? BRINK_ENOINPUT : BRINK_EIO,
                          "cannot open %s: %s", x->path, strerror(error));
    }
    brink_status status = read_line(x, err);
    if (status == BRINK_OK && !x->is_at_row) {
        status = brink_fail(err, BRINK_EDATA, "%s is empty", x->path);
    }
    if (status == BRINK_OK) {
        status = read_header(x, err);
    }
    return status == BRINK_OK ? read_row(x, err) : status;
}

void brink__extract_close(brink__extract *x)
{
    if (x->in) {
        fclose(x->in);
    }
    free(x->path);
    free(x->header);
    free(x->row);
    for (size_t i = 0; i < BRINK__N_NAME_COLUMNS; i++) {
        free(x->name[i]);
    }
    *x = (brink__extract){0};
}

/* The row at hand with names as words. */
static brink_status put_row(const brink__extract *x, brink__file *out, brink_error *err)
{
    const char *cell = x->row;
    for (size_t n = 0; n < x->n_columns; n++) {
        const size_t length = cell_length(cell), i = find_name(x, n);
        char *word = i < BRINK__N_NAME_COLUMNS ? brink__extract_word(x->name[i]) : NULL;
        if (i < BRINK__N_NAME_COLUMNS && !word) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory while reading %s", x->path);
        }
        brink__file_puts(out, n > 0 ? "," : "");
        brink__file_write(out, word ? word : cell, word ? strlen(word) : length);
        free(word);
        cell += length + 1;
    }
    brink__file_puts(out, "\n");
    return BRINK_OK;
}

brink_status brink__extract_copy(brink__extract *x, brink__file *out, brink_error *err)
{
    brink_status status = out ? put_row(x, out, err) : BRINK_OK;
    return status == BRINK_OK ? read_row(x, err) : status;
}
