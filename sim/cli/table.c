/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/grown.h"
#include "cli.h"

enum { GAP = 2, MIN_WRAPPED = 20, BELOW = 4 };

struct cli_table {
    const cli_column *column; /* borrowed */
    size_t n_columns;
    char **cell; /* [n_cells], row-major */
    size_t n_cells, capacity;
    bool is_short_of_memory;
};

cli_table *cli_table_new(const cli_column *columns, size_t n)
{
    cli_table *table = calloc(1, sizeof *table);
    if (table != NULL) {
        table->column = columns;
        table->n_columns = n;
    }
    return table;
}

void cli_table_free(cli_table *table)
{
    if (table == NULL) {
        return;
    }
    for (size_t i = 0; i < table->n_cells; i++) {
        free(table->cell[i]);
    }
    free(table->cell);
    free(table);
}

static bool grow(cli_table *table)
{
    char **cell = brink__grown((void *)table->cell, table->n_cells, &table->capacity, sizeof(void *));
    if (cell == NULL) {
        return false;
    }
    table->cell = cell;
    return true;
}

void cli_table_add(cli_table *table, const char *format, ...)
{
    if (table == NULL || table->is_short_of_memory) {
        return;
    }
    va_list args;
    va_start(args, format);
    char *text = NULL;
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n >= 0 && grow(table)) {
        text = malloc((size_t)n + 1);
    }
    if (text == NULL) {
        table->is_short_of_memory = true;
        return;
    }
    va_start(args, format);
    (void)vsnprintf(text, (size_t)n + 1, format, args);
    va_end(args);
    table->cell[table->n_cells++] = text;
}

void cli_table_add_number(cli_table *table, double x)
{
    if (isnan(x)) {
        cli_table_add(table, "-");
    } else {
        cli_table_add(table, "%.4g", x);
    }
}

size_t cli_table_n_rows(const cli_table *table)
{
    return table != NULL && table->n_columns > 0 ? table->n_cells / table->n_columns : 0;
}

/* --- laying out ---------------------------------------------------------------------------------------------- */

/* Columns on a screen of the first `bytes` bytes: bytes that begin a UTF-8 character. */
static int width_of(const char *text, size_t bytes)
{
    int n = 0;
    for (size_t i = 0; i < bytes && text[i] != '\0'; i++) {
        n += ((unsigned char)text[i] & 0xc0u) != 0x80u;
    }
    return n;
}

/* Bytes of the longest start of `text` that fits into `width` columns and ends at a space if any does. */
static size_t line_of(const char *text, int width)
{
    size_t end = 0;
    size_t space = 0;
    int n = 0;
    for (; text[end] != '\0'; end++) {
        n += ((unsigned char)text[end] & 0xc0u) != 0x80u;
        if (n > width) {
            return space > 0 || text[end] == ' ' ? (text[end] == ' ' ? end : space) : end;
        }
        if (text[end] == ' ') {
            space = end;
        }
    }
    return end;
}

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " ");
}

void cli_print_filled(FILE *out, const char *text, int indent, int width)
{
    int room = width > indent ? width - indent : 1;
    while (*text != '\0') {
        size_t n = line_of(text, room);
        (void)fprintf(out, "%*s%.*s\n", indent, "", (int)n, text);
        text = skip_spaces(text + n);
    }
}

static int natural_width(const cli_table *table, size_t column)
{
    const cli_column *c = &table->column[column];
    if (c->is_below) {
        return -GAP; /* takes no room beside the others */
    }
    int width = width_of(c->title, strlen(c->title));
    const char *const below[] = {c->more, c->unit};
    for (size_t i = 0; i < 2; i++) {
        int w = below[i] != NULL ? width_of(below[i], strlen(below[i])) : 0;
        width = w > width ? w : width;
    }
    for (size_t i = column; i < table->n_cells; i += table->n_columns) {
        int w = width_of(table->cell[i], strlen(table->cell[i]));
        width = w > width ? w : width;
    }
    return width;
}

/* Narrows the columns that may be wrapped, the widest first, until the table fits or none can give more. */
static void squeeze(const cli_table *table, int *width, int limit)
{
    int total = -GAP;
    for (size_t c = 0; c < table->n_columns; c++) {
        total += width[c] + GAP;
    }
    while (total > limit) {
        size_t widest = table->n_columns;
        for (size_t c = 0; c < table->n_columns; c++) {
            bool can_give = table->column[c].is_wrapped && width[c] > MIN_WRAPPED;
            if (can_give && (widest == table->n_columns || width[c] > width[widest])) {
                widest = c;
            }
        }
        if (widest == table->n_columns) {
            return;
        }
        width[widest]--;
        total--;
    }
}

/* One printed row, which takes as many lines as its tallest cell. `in` says which columns are in this block. */
static void print_row(const cli_table *table, FILE *out, const char *const *text, const int *width, const bool *in,
                      int indent, const char **rest)
{
    bool is_more = true;
    for (size_t c = 0; c < table->n_columns; c++) {
        rest[c] = text[c];
    }
    while (is_more) {
        is_more = false;
        int pending = indent; /* spaces are written only before something: no trailing blanks */
        for (size_t c = 0; c < table->n_columns; c++) {
            if (!in[c]) {
                continue;
            }
            size_t bytes = line_of(rest[c], width[c]);
            int before = table->column[c].is_number ? width[c] - width_of(rest[c], bytes) : 0;
            size_t inked = bytes;
            while (inked > 0 && rest[c][inked - 1] == ' ') {
                inked--;
            }
            if (inked > 0) {
                (void)fprintf(out, "%*s%.*s", pending + before, "", (int)inked, rest[c]);
                pending = width[c] - before - width_of(rest[c], inked) + GAP;
            } else {
                pending += width[c] + GAP;
            }
            rest[c] = skip_spaces(rest[c] + bytes);
            is_more = is_more || rest[c][0] != '\0';
        }
        (void)fputc('\n', out);
    }
}

typedef enum head_line { HEAD_TITLE, HEAD_MORE, HEAD_UNIT } head_line;

static const char *head_text(const cli_column *column, head_line line)
{
    return line == HEAD_TITLE ? column->title : line == HEAD_MORE ? column->more : column->unit;
}

/* The line of the head, unless no column of the block has one. */
static void print_head(const cli_table *table, FILE *out, const int *width, const bool *in, int indent, head_line line,
                       const char **text, const char **rest)
{
    bool is_needed = false;
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *head = head_text(&table->column[c], line);
        text[c] = head != NULL ? head : "";
        is_needed = is_needed || (in[c] && head != NULL);
    }
    if (is_needed) {
        print_row(table, out, text, width, in, indent, rest);
    }
}

/* `is_last`: what stands below the rows follows here; `limit` is the width of a line. */
static void print_block(const cli_table *table, FILE *out, const int *width, const bool *in, int indent, int limit,
                        bool is_last, const char **text, const char **rest)
{
    for (head_line line = HEAD_TITLE; line <= HEAD_UNIT; line++) {
        print_head(table, out, width, in, indent, line, text, rest);
    }
    for (size_t r = 0; r < cli_table_n_rows(table); r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            text[c] = table->cell[r * table->n_columns + c];
        }
        print_row(table, out, text, width, in, indent, rest);
        for (size_t c = 0; c < table->n_columns && is_last; c++) {
            if (table->column[c].is_below) {
                cli_print_filled(out, text[c], indent + BELOW, limit);
            }
        }
    }
}

/* Marks the keys and as many other columns from `next` on as fit, at least one; returns the first that did not. */
static size_t choose_block(const cli_table *table, const int *width, size_t next, int limit, bool *in)
{
    int total = -GAP;
    for (size_t c = 0; c < table->n_columns; c++) {
        in[c] = table->column[c].is_key && !table->column[c].is_below;
        total += in[c] ? width[c] + GAP : 0;
    }
    bool is_first = true;
    for (; next < table->n_columns; next++) {
        if (in[next] || table->column[next].is_below) {
            continue;
        }
        total += width[next] + GAP;
        if (total > limit && !is_first) {
            break;
        }
        in[next] = true;
        is_first = false;
    }
    return next;
}

brink_status cli_table_print(const cli_table *table, FILE *out, int indent, int width)
{
    brink_status status = BRINK_ENOMEM;
    size_t n = table != NULL ? table->n_columns : 0;
    int *widths = calloc(n + 1, sizeof *widths);
    bool *in = calloc(n + 1, sizeof *in);
    const char **text = calloc(2 * n + 1, sizeof *text);
    if (table == NULL || table->is_short_of_memory || widths == NULL || in == NULL || text == NULL) {
        (void)cli_fail(status, "out of memory");
        goto out;
    }
    for (size_t c = 0; c < n; c++) {
        widths[c] = natural_width(table, c);
    }
    squeeze(table, widths, width - indent);
    for (size_t next = 0; next < n;) {
        if (next > 0) {
            (void)fputc('\n', out);
        }
        next = choose_block(table, widths, next, width - indent, in);
        print_block(table, out, widths, in, indent, width, next >= n, text, text + n);
    }
    status = BRINK_OK;
out:
    free(widths);
    free(in);
    free(text);
    return status;
}

static void print_csv_field(FILE *out, const char *text, bool is_last)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        (void)fputs(text, out);
    } else {
        (void)fputc('"', out);
        for (const char *c = text; *c != '\0'; c++) {
            (void)fprintf(out, *c == '"' ? "\"%c" : "%c", *c);
        }
        (void)fputc('"', out);
    }
    (void)fputc(is_last ? '\n' : ',', out);
}

brink_status cli_table_print_csv(const cli_table *table, FILE *out)
{
    if (table == NULL || table->is_short_of_memory) {
        return cli_fail(BRINK_ENOMEM, "out of memory");
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        print_csv_field(out, table->column[c].title, c + 1 == table->n_columns);
    }
    for (size_t r = 0; r < cli_table_n_rows(table); r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            print_csv_field(out, table->cell[r * table->n_columns + c], c + 1 == table->n_columns);
        }
    }
    return BRINK_OK;
}
