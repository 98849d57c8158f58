/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/markdown.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

void markdown_add(char line[MARKDOWN_LINE], const char *format, ...)
{
    size_t n = strlen(line);
    va_list args;
    va_start(args, format);
    int wrote = vsnprintf(line + n, MARKDOWN_LINE - n, format, args);
    va_end(args);
    assert_true(wrote >= 0 && (size_t)wrote < MARKDOWN_LINE - n);
}

static void add_words(char line[MARKDOWN_LINE], const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        markdown_add(line, "%s`%s`", i > 0 ? ", " : "", words[i]);
    }
}

static void add_allowed(char line[MARKDOWN_LINE], const brink_column *c)
{
    static const char *const kinds[] = {[BRINK_CELL_NAME] = "name",
                                        [BRINK_CELL_FLAG] = "0 or 1",
                                        [BRINK_CELL_TEXT] = "text",
                                        [BRINK_CELL_DATE] = "YYYY-MM-DD",
                                        [BRINK_CELL_TARGET] = "a target"};
    switch (c->kind) {
    case BRINK_CELL_REFERENCE:
        markdown_add(line, "a row of `%s`", c->refers_to);
        if (c->choices != NULL) {
            markdown_add(line, ", or ");
            add_words(line, c->choices);
        }
        break;
    case BRINK_CELL_CHOICE:
        add_words(line, c->choices);
        break;
    case BRINK_CELL_NUMBER:
    case BRINK_CELL_INTEGER:
        markdown_add(line, "%s%c%.10g, %.10g%c", c->kind == BRINK_CELL_INTEGER ? "whole, " : "",
                     c->lo_is_open ? '(' : '[', c->lo, c->hi, c->hi_is_open ? ')' : ']');
        break;
    default:
        markdown_add(line, "%s", kinds[c->kind]);
    }
    if (c->used_if != NULL) {
        markdown_add(line, "; only if `%s`", c->used_if);
    }
    if (c->fallback != NULL && c->fallback[0] != '\0') {
        markdown_add(line, "; default %s", c->fallback);
    } else if (c->is_optional) {
        markdown_add(line, "; may be empty");
    }
}

void markdown_column(char line[MARKDOWN_LINE], const brink_column *c)
{
    line[0] = '\0';
    markdown_add(line, "| `%s`%s | %s | %s | ", c->name, c->is_key ? " (key)" : "", c->meaning,
                 c->unit != NULL ? c->unit : "");
    add_allowed(line, c);
    markdown_add(line, " |");
}

void markdown_quantity(char line[MARKDOWN_LINE], const brink_quantity *q)
{
    line[0] = '\0';
    markdown_add(line, "| `%s` | %s | %s |", q->pattern, q->meaning, q->unit);
}

char *markdown_read(const char *file)
{
    FILE *stream = fopen(file, "rb");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    long size = ftell(stream);
    assert_true(size > 0);
    rewind(stream);
    char *text = calloc((size_t)size + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)size, stream), (size_t)size);
    assert_int_equal(fclose(stream), 0);
    return text;
}

char *markdown_section(const char *file, const char *name)
{
    char heading[80];
    (void)snprintf(heading, sizeof heading, "\n### %s\n", name);
    char *text = markdown_read(file);
    char *start = strstr(text, heading);
    if (start == NULL) {
        fail_msg("%s has no section '### %s'", file, name);
        return text;
    }
    start += strlen(heading);
    char *end = strstr(start, "\n#");
    if (end != NULL) {
        end[1] = '\0';
    }
    memmove(text, start, strlen(start) + 1);
    return text;
}
