/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *cli_kind_text(brink_cell_kind kind)
{
    static const char *const texts[] = {
        [BRINK_CELL_NAME] = "name",     [BRINK_CELL_REFERENCE] = "reference",  [BRINK_CELL_CHOICE] = "choice",
        [BRINK_CELL_NUMBER] = "number", [BRINK_CELL_INTEGER] = "whole number", [BRINK_CELL_FLAG] = "flag",
        [BRINK_CELL_DATE] = "date",     [BRINK_CELL_TARGET] = "target",        [BRINK_CELL_TEXT] = "text",
    };
    return (size_t)kind < sizeof texts / sizeof texts[0] ? texts[kind] : "";
}

/* Appends to the text in `buffer`; what does not fit is cut. */
static void append(char *buffer, size_t size, const char *separator, const char *word)
{
    size_t used = strlen(buffer);
    (void)snprintf(buffer + used, size - used, "%s%s", used > 0 ? separator : "", word);
}

static void number_range(const brink_column *c, char *buffer, size_t size)
{
    bool has_lo = isfinite(c->lo);
    bool has_hi = isfinite(c->hi);
    if (has_lo && has_hi && !c->lo_is_open && !c->hi_is_open) {
        (void)snprintf(buffer, size, "%g .. %g", c->lo, c->hi);
        return;
    }
    char part[40];
    if (has_lo) {
        (void)snprintf(part, sizeof part, "%s %g", c->lo_is_open ? ">" : ">=", c->lo);
        append(buffer, size, "", part);
    }
    if (has_hi) {
        (void)snprintf(part, sizeof part, "%s %g", c->hi_is_open ? "<" : "<=", c->hi);
        append(buffer, size, ", ", part);
    }
}

const char *cli_range_text(const brink_column *column, char *buffer, size_t size)
{
    buffer[0] = '\0';
    switch (column->kind) {
    case BRINK_CELL_NUMBER:
    case BRINK_CELL_INTEGER:
        number_range(column, buffer, size);
        break;
    case BRINK_CELL_FLAG:
        append(buffer, size, "", "0 or 1");
        break;
    case BRINK_CELL_DATE:
        append(buffer, size, "", "YYYY-MM-DD");
        break;
    case BRINK_CELL_REFERENCE:
        append(buffer, size, "", "row of ");
        append(buffer, size, "", column->refers_to);
        for (const char *const *word = column->choices; word != NULL && *word != NULL; word++) {
            append(buffer, size, ", or ", *word);
        }
        break;
    case BRINK_CELL_CHOICE:
        for (const char *const *word = column->choices; word != NULL && *word != NULL; word++) {
            append(buffer, size, ", ", *word);
        }
        break;
    case BRINK_CELL_NAME:
    case BRINK_CELL_TARGET:
    case BRINK_CELL_TEXT:
        break;
    }
    return buffer;
}

bool cli_is_number(const brink_column *column)
{
    return column->kind == BRINK_CELL_NUMBER || column->kind == BRINK_CELL_INTEGER || column->kind == BRINK_CELL_FLAG;
}

const char *cli_unit_text(const brink_column *column)
{
    return cli_is_number(column) && column->unit != NULL && strcmp(column->unit, "1") != 0 ? column->unit : NULL;
}

const brink_column *cli_find_named(const brink_table *table, const char *key)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        if (strcmp(table->rows[i].name, key) == 0) {
            return &table->rows[i];
        }
    }
    return NULL;
}
