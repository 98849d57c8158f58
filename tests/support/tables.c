/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/tables.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/tiny.h"

enum { N_TABLES = 13, MOST_COLUMNS = 32, LINE = 4096 };

static const char *const names[N_TABLES] = {"scenario", "actors",    "theatres",     "stakes",     "actions",
                                            "menus",    "transfers", "partnerships", "spillovers", "parameters",
                                            "shocks",   "script",    "doctrine"};

/* Cells [row][column] on the heap; row 0 is the head. */
typedef struct table {
    size_t n_rows, n_columns;
    char **cell;
} table;

struct tables {
    table table[N_TABLES];
};

static char *keep(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    return copy;
}

static size_t index_of(const char *name)
{
    for (size_t i = 0; i < N_TABLES; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    fail_msg("no table %s", name);
    return 0;
}

static void add_line(table *t, char *line)
{
    char *cells[MOST_COLUMNS];
    size_t n = 0;
    bool is_quoted = false;
    cells[n++] = line;
    for (char *at = line; *at != '\0'; at++) {
        is_quoted = *at == '"' ? !is_quoted : is_quoted;
        if (*at == ',' && !is_quoted) {
            *at = '\0';
            assert_true(n < MOST_COLUMNS);
            cells[n++] = at + 1;
        }
    }
    t->n_columns = t->n_rows == 0 ? n : t->n_columns;
    assert_int_equal(n, t->n_columns);
    t->cell = realloc(t->cell, (t->n_rows + 1) * n * sizeof *t->cell);
    assert_non_null(t->cell);
    for (size_t c = 0; c < n; c++) {
        t->cell[t->n_rows * n + c] = keep(cells[c]);
    }
    t->n_rows++;
}

tables *tables_read(const char *folder)
{
    tables *t = calloc(1, sizeof *t);
    assert_non_null(t);
    for (size_t i = 0; i < N_TABLES; i++) {
        char line[LINE];
        (void)snprintf(line, sizeof line, "%s/%s.csv", folder, names[i]);
        FILE *f = fopen(line, "r");
        while (f != NULL && fgets(line, sizeof line, f) != NULL) {
            line[strcspn(line, "\n")] = '\0';
            add_line(&t->table[i], line);
        }
        assert_int_equal(f != NULL ? ferror(f) + fclose(f) : 0, 0);
    }
    assert_true(t->table[0].n_rows > 0); /* else the folder is not there */
    return t;
}

tables *tables_random(const random_scenario *r)
{
    char folder[] = "/tmp/brink_tables_XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_true(random_scenario_write(r, folder));
    tables *t = tables_read(folder);
    random_scenario_remove(folder);
    return t;
}

tables *tables_copy(const tables *t)
{
    tables *copy = calloc(1, sizeof *copy);
    assert_non_null(copy);
    for (size_t i = 0; i < N_TABLES; i++) {
        const table *from = &t->table[i];
        size_t n = from->n_rows * from->n_columns;
        copy->table[i] = (table){from->n_rows, from->n_columns, n > 0 ? calloc(n, sizeof(char *)) : NULL};
        for (size_t c = 0; c < n; c++) {
            copy->table[i].cell[c] = keep(from->cell[c]);
        }
    }
    return copy;
}

void tables_free(tables *t)
{
    for (size_t i = 0; t != NULL && i < N_TABLES; i++) {
        for (size_t c = 0; c < t->table[i].n_rows * t->table[i].n_columns; c++) {
            free(t->table[i].cell[c]);
        }
        free(t->table[i].cell);
    }
    free(t);
}

size_t tables_n_rows(const tables *t, const char *name)
{
    size_t n = t->table[index_of(name)].n_rows;
    return n > 0 ? n - 1 : 0;
}

static char **cell_of(const tables *t, const char *name, size_t row, const char *column)
{
    const table *at = &t->table[index_of(name)];
    assert_true(row + 1 < at->n_rows);
    for (size_t c = 0; c < at->n_columns; c++) {
        if (strcmp(at->cell[c], column) == 0) {
            return &at->cell[(row + 1) * at->n_columns + c];
        }
    }
    fail_msg("table %s has no column %s", name, column);
    return NULL;
}

const char *tables_get(const tables *t, const char *name, size_t row, const char *column)
{
    return *cell_of(t, name, row, column);
}

double tables_number(const tables *t, const char *name, size_t row, const char *column)
{
    return strtod(tables_get(t, name, row, column), NULL);
}

void tables_set(tables *t, const char *name, size_t row, const char *column, const char *text)
{
    char **cell = cell_of(t, name, row, column);
    char *old = *cell;
    *cell = keep(text);
    free(old);
}

void tables_set_number(tables *t, const char *name, size_t row, const char *column, double value)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.17g", value);
    tables_set(t, name, row, column, text);
}

void tables_set_all(tables *t, const char *name, const char *column, double value)
{
    for (size_t row = 0; row < tables_n_rows(t, name); row++) {
        if (tables_get(t, name, row, column)[0] != '\0') {
            tables_set_number(t, name, row, column, value);
        }
    }
}

void tables_scale_all(tables *t, const char *name, const char *column, double factor)
{
    for (size_t row = 0; row < tables_n_rows(t, name); row++) {
        if (tables_get(t, name, row, column)[0] != '\0') {
            tables_set_number(t, name, row, column, factor * tables_number(t, name, row, column));
        }
    }
}

static size_t find_value(const tables *t, const char *name, const char *key)
{
    size_t row = 0;
    const char *column = strcmp(name, "parameters") == 0 ? "parameter" : "key";
    while (row < tables_n_rows(t, name) && strcmp(tables_get(t, name, row, column), key) != 0) {
        row++;
    }
    return row;
}

void tables_set_value(tables *t, const char *name, const char *key, const char *text)
{
    size_t row = find_value(t, name, key);
    if (row < tables_n_rows(t, name)) {
        tables_set(t, name, row, "value", text);
        return;
    }
    char line[LINE];
    (void)snprintf(line, sizeof line, "%s,%s", key, text);
    tables_add(t, name, line);
}

double tables_value(const tables *t, const char *key, double fallback)
{
    size_t row = find_value(t, "parameters", key);
    return row < tables_n_rows(t, "parameters") ? tables_number(t, "parameters", row, "value") : fallback;
}

void tables_scale_value(tables *t, const char *key, double factor, double fallback)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.17g", factor * tables_value(t, key, fallback));
    tables_set_value(t, "parameters", key, text);
}

void tables_add(tables *t, const char *name, const char *row)
{
    char line[LINE];
    assert_true(t->table[index_of(name)].n_rows > 0);
    assert_true(strlen(row) < sizeof line);
    (void)snprintf(line, sizeof line, "%s", row);
    add_line(&t->table[index_of(name)], line);
}

void tables_drop(tables *t, const char *name, size_t row)
{
    table *at = &t->table[index_of(name)];
    assert_true(row + 1 < at->n_rows);
    char **first = &at->cell[(row + 1) * at->n_columns];
    for (size_t c = 0; c < at->n_columns; c++) {
        free(first[c]);
    }
    memmove(first, first + at->n_columns, (at->n_rows - row - 2) * at->n_columns * sizeof *first);
    at->n_rows--;
}

void tables_empty(tables *t, const char *name)
{
    while (tables_n_rows(t, name) > 0) {
        tables_drop(t, name, tables_n_rows(t, name) - 1);
    }
}

void tables_swap(tables *t, const char *name, size_t row, size_t other)
{
    table *at = &t->table[index_of(name)];
    assert_true(row + 1 < at->n_rows && other + 1 < at->n_rows);
    for (size_t c = 0; c < at->n_columns; c++) {
        char **one = &at->cell[(row + 1) * at->n_columns + c], **two = &at->cell[(other + 1) * at->n_columns + c];
        char *swap = *one;
        *one = *two;
        *two = swap;
    }
}

/* Columns that hold names. */
static bool is_name(const char *column)
{
    static const char *const columns[] = {"actor", "theatre", "action", "shock", "from", "to", "target"};
    for (size_t i = 0; i < COUNT(columns); i++) {
        if (strcmp(columns[i], column) == 0) {
            return true;
        }
    }
    return false;
}

static void append(char out[LINE], const char *text, size_t n)
{
    size_t length = strlen(out);
    assert_true(length + n < LINE);
    memcpy(out + length, text, n);
    out[length + n] = '\0';
}

/* Part by part, since a shock's target has several: "alignment.RUS.IRN". The first part of one is a word. */
static void rewrite(char **cell, bool is_target, const char *from, const char *to, const char *prefix)
{
    char out[LINE] = "";
    const char *at = *cell;
    bool is_word = is_target;
    while (*at != '\0') {
        size_t n = is_target ? strcspn(at, ".") : strlen(at);
        bool is_renamed = !is_word && from != NULL && strlen(from) == n && strncmp(at, from, n) == 0;
        bool is_kept = is_word || strncmp(at, "hold", n) == 0;
        append(out, prefix, is_kept ? 0 : strlen(prefix));
        append(out, is_renamed ? to : at, is_renamed ? strlen(to) : n);
        at += n;
        if (*at == '.') {
            append(out, at++, 1);
        }
        is_word = false;
    }
    char *old = *cell;
    *cell = keep(out);
    free(old);
}

static void rewrite_all(tables *t, const char *from, const char *to, const char *prefix)
{
    for (size_t i = 0; i < N_TABLES; i++) {
        table *at = &t->table[i];
        for (size_t c = 0; c < at->n_columns; c++) {
            for (size_t row = 1; is_name(at->cell[c]) && row < at->n_rows; row++) {
                rewrite(&at->cell[row * at->n_columns + c], strcmp(at->cell[c], "target") == 0, from, to, prefix);
            }
        }
    }
}

void tables_rename(tables *t, const char *from, const char *to)
{
    rewrite_all(t, from, to, "");
}

void tables_prefix(tables *t, const char *prefix)
{
    rewrite_all(t, NULL, NULL, prefix);
}

void tables_join(tables *t, const tables *other)
{
    for (size_t i = 0; i < N_TABLES; i++) {
        const table *from = &other->table[i];
        table *to = &t->table[i];
        if (strcmp(names[i], "scenario") == 0 || strcmp(names[i], "parameters") == 0) {
            continue;
        }
        assert_int_equal(to->n_columns, from->n_columns);
        for (size_t row = 1; row < from->n_rows; row++) {
            to->cell = realloc(to->cell, (to->n_rows + 1) * to->n_columns * sizeof *to->cell);
            assert_non_null(to->cell);
            for (size_t c = 0; c < to->n_columns; c++) {
                to->cell[to->n_rows * to->n_columns + c] = keep(from->cell[row * to->n_columns + c]);
            }
            to->n_rows++;
        }
    }
}

brink_scenario *tables_scenario(const tables *t)
{
    char folder[] = "/tmp/brink_tables_XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < N_TABLES; i++) {
        const table *at = &t->table[i];
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s.csv", folder, names[i]);
        FILE *f = at->n_rows > 0 ? fopen(path, "w") : NULL;
        for (size_t c = 0; f != NULL && c < at->n_rows * at->n_columns; c++) {
            (void)fprintf(f, "%s%c", at->cell[c], (c + 1) % at->n_columns == 0 ? '\n' : ',');
        }
        assert_int_equal(f != NULL ? ferror(f) + fclose(f) : 0, 0);
    }
    brink_scenario *scenario = tiny_read_folder(folder, NULL);
    random_scenario_remove(folder);
    assert_non_null(scenario);
    return scenario;
}

brink_program *tables_compile(const tables *t)
{
    brink_scenario *scenario = tables_scenario(t);
    brink_program *program = NULL;
    brink_error err = {0};
    if (brink_program_new(scenario, &program, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    brink_scenario_free(scenario);
    return program;
}
