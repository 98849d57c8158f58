/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/extract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static const char expected[] = "scenario,point,";

/* Reads lines until the quotes are even: a quoted cell may hold line breaks. */
static brink_status read_row(brink__extract *x, brink_error *err)
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

brink_status brink__extract_open(brink__extract *x, const char *folder, const char *name, brink_error *err)
{
    *x = (brink__extract){0};
    x->path = brink__file_path(folder, name);
    if (!x->path) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    x->in = fopen(x->path, "re");
    if (!x->in) {
        return brink_fail(err, BRINK_ENOINPUT, "cannot open %s", x->path);
    }
    brink_status status = read_row(x, err);
    if (status != BRINK_OK) {
        return status;
    }
    if (!x->is_at_row || strncmp(x->row, expected, sizeof expected - 1) != 0) {
        return brink_fail(err, BRINK_EDATA, "%s does not start with the columns %s...", x->path, expected);
    }
    x->header = strdup(x->row);
    if (!x->header) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory");
    }
    return read_row(x, err);
}

void brink__extract_close(brink__extract *x)
{
    if (x->in) {
        fclose(x->in);
    }
    free(x->path);
    free(x->header);
    free(x->row);
    *x = (brink__extract){0};
}

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

/* Rows of one point stand together, so the next point begins where the first two cells change. */
static brink_status copy_rows(brink__extract *x, brink__file *out, const char *key, size_t n_key, const char *words,
                              brink_error *err)
{
    brink_status status = BRINK_OK;
    while (status == BRINK_OK && x->is_at_row && strncmp(x->row, key, n_key) == 0) {
        brink__file_puts(out, words);
        brink__file_puts(out, x->row + n_key);
        status = read_row(x, err);
    }
    return status;
}

brink_status brink__extract_next(brink__extract *x, brink__file *out, char **scenario, char **point, brink_error *err)
{
    brink_status status = BRINK_OK;
    size_t n_scenario = cell_length(x->row);
    const char *second = x->row + n_scenario + (x->row[n_scenario] == ',');
    size_t n_point = cell_length(second);
    *scenario = NULL;
    *point = NULL;
    if (second[n_point] != ',') {
        return brink_fail(err, BRINK_EDATA, "%s: a row has fewer than three cells", x->path);
    }
    size_t n_key = n_scenario + 1 + n_point + 1;
    char *key = strndup(x->row, n_key);
    *scenario = cell_text(x->row, n_scenario);
    *point = cell_text(second, n_point);
    char *scenario_word = *scenario ? brink__extract_word(*scenario) : NULL;
    char *point_word = *point ? brink__extract_word(*point) : NULL;
    char *words = NULL;
    if (key && scenario_word && point_word) {
        size_t n = strlen(scenario_word) + strlen(point_word) + 3;
        words = malloc(n);
        if (words) {
            snprintf(words, n, "%s,%s,", scenario_word, point_word);
        }
    }
    if (words) {
        brink__file_puts(out, x->header);
        status = copy_rows(x, out, key, n_key, words, err);
    } else {
        status = brink_fail(err, BRINK_ENOMEM, "out of memory while reading %s", x->path);
    }
    free(key);
    free(scenario_word);
    free(point_word);
    free(words);
    return status;
}
