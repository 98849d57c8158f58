/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "scenario/table.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const brink_column scenario_columns[] = {
    {.name = "key", .kind = BRINK_CELL_NAME, .is_key = true, .meaning = "What is said about the scenario."},
    {.name = "value", .kind = BRINK_CELL_TEXT, .meaning = "What it is: the kind differs by key."},
};

static const brink_column scenario_rows[] = {
    {.name = "name",
     .kind = BRINK_CELL_NAME,
     .meaning = "Short name of the scenario, in every row of its results; never taken from the scenario it extends."},
    {.name = "title",
     .kind = BRINK_CELL_TEXT,
     .is_optional = true,
     .meaning = "What the scenario is about, in a line, for reports and plots."},
    {.name = "model", .kind = BRINK_CELL_NAME, .meaning = "Model that runs it; it defines the other tables."},
    {.name = "start_date",
     .kind = BRINK_CELL_DATE,
     .is_optional = true,
     .meaning = "First day of period 1; without it results are dated by period only."},
    {.name = "period_days",
     .kind = BRINK_CELL_INTEGER,
     .lo = 1,
     .hi = 365,
     .unit = "days",
     .fallback = "7",
     .meaning = "Length of a period."},
    {.name = "horizon",
     .kind = BRINK_CELL_INTEGER,
     .lo = 1,
     .hi = 10000,
     .unit = "periods",
     .fallback = "52",
     .meaning = "Number of periods that are simulated."},
    {.name = "extends",
     .kind = BRINK_CELL_TEXT,
     .is_optional = true,
     .meaning = "Scenario of which this one holds only what differs: a folder beside this one, or a relative path."},
};

static const char *const bases[] = {"evidence", "judgement", "assumption", NULL};

static const brink_column source_columns[] = {
    {.name = "path",
     .kind = BRINK_CELL_TEXT,
     .is_key = true,
     .meaning = "Path of a value, or a pattern in which * stands for any run of characters, dots included."},
    {.name = "basis",
     .kind = BRINK_CELL_CHOICE,
     .choices = bases,
     .meaning = "What the value rests on: evidence (with its source), judgement, or an assumption."},
    {.name = "source",
     .kind = BRINK_CELL_TEXT,
     .is_optional = true,
     .fallback = "",
     .meaning = "Where the evidence is, or who judged."},
    {.name = "note",
     .kind = BRINK_CELL_TEXT,
     .is_optional = true,
     .fallback = "",
     .meaning = "How the value follows from it."},
};

static const brink_table common_tables[] = {
    [BRINK__SCENARIO] = {.name = "scenario",
                         .columns = scenario_columns,
                         .n_columns = LENGTH(scenario_columns),
                         .rows = scenario_rows,
                         .n_rows = LENGTH(scenario_rows),
                         .is_required = true,
                         .meaning = "What the scenario is, and how long it runs."},
    [BRINK__SOURCES] = {.name = "sources",
                        .columns = source_columns,
                        .n_columns = LENGTH(source_columns),
                        .meaning = "What each value rests on; the last row that fits a value's path speaks for it."},
};

const brink_table *brink_common_tables(size_t *n)
{
    *n = LENGTH(common_tables);
    return common_tables;
}

size_t brink__find_table(const brink_scenario *scenario, const char *name)
{
    for (size_t t = 0; t < scenario->n_tables; t++) {
        if (strcmp(scenario->tables[t].schema->name, name) == 0) {
            return t;
        }
    }
    return BRINK__NONE;
}

static size_t find_in(const brink_column *columns, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(columns[i].name, name) == 0) {
            return i;
        }
    }
    return BRINK__NONE;
}

size_t brink__find_column(const brink_table *schema, const char *name)
{
    return find_in(schema->columns, schema->n_columns, name);
}

size_t brink__find_rule(const brink_table *schema, const char *key)
{
    return find_in(schema->rows, schema->n_rows, key);
}

const brink_column *brink__rule(const brink__table *table, size_t row, size_t column)
{
    const brink_table *schema = table->schema;
    if (schema->rows != NULL && column == 1) {
        size_t rule = brink__find_rule(schema, brink__cell_at(table, row, 0)->text);
        if (rule != BRINK__NONE) {
            return &schema->rows[rule];
        }
    }
    return &schema->columns[column];
}

/* --- words for messages ------------------------------------------------------------------------------------------ */

/* Appends to a text; what does not fit is left out. */
static void add(char *out, size_t size, const char *format, ...) BRINK_PRINTF(3, 4);
static void add(char *out, size_t size, const char *format, ...)
{
    size_t n = strlen(out);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out + n, size - n, format, args);
    va_end(args);
}

static void add_range(const brink_column *rule, char *out, size_t size)
{
    char lo[32];
    char hi[32];
    (void)brink__format_double(rule->lo, lo);
    (void)brink__format_double(rule->hi, hi);
    bool has_lo = rule->lo > (double)-INFINITY;
    bool has_hi = rule->hi < (double)INFINITY;
    if (has_lo && has_hi && !rule->lo_is_open && !rule->hi_is_open) {
        add(out, size, "%s to %s", lo, hi);
    } else {
        if (has_lo) {
            add(out, size, "%s %s", rule->lo_is_open ? "more than" : "at least", lo);
        }
        if (has_hi) {
            add(out, size, "%s%s %s", has_lo ? ", " : "", rule->hi_is_open ? "less than" : "at most", hi);
        }
        if (!has_lo && !has_hi) {
            add(out, size, "any number");
        }
    }
    if (rule->unit != NULL && strcmp(rule->unit, "1") != 0) {
        add(out, size, " [%s]", rule->unit);
    }
}

static void add_choices(const char *const *words, char *out, size_t size)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        add(out, size, "%s%s", i == 0 ? "" : words[i + 1] == NULL ? " or " : ", ", words[i]);
    }
}

const char *brink__allowed(const brink_column *rule, char *out, size_t size)
{
    out[0] = '\0';
    switch (rule->kind) {
    case BRINK_CELL_NAME:
        add(out, size, "letters, digits and _, a letter first, at most 32");
        break;
    case BRINK_CELL_REFERENCE:
        add(out, size, "a key of %s", rule->refers_to);
        for (size_t i = 0; rule->choices != NULL && rule->choices[i] != NULL; i++) {
            add(out, size, " or %s", rule->choices[i]);
        }
        break;
    case BRINK_CELL_CHOICE:
        add_choices(rule->choices, out, size);
        break;
    case BRINK_CELL_INTEGER:
        add(out, size, "whole number, ");
        add_range(rule, out, size);
        break;
    case BRINK_CELL_NUMBER:
        add_range(rule, out, size);
        break;
    case BRINK_CELL_FLAG:
        add(out, size, "0 or 1");
        break;
    case BRINK_CELL_DATE:
        add(out, size, "a day of the calendar, YYYY-MM-DD");
        break;
    case BRINK_CELL_TARGET:
        add(out, size, "the name of a quantity of the model");
        break;
    case BRINK_CELL_TEXT:
        add(out, size, "text");
        break;
    }
    return out;
}

const char *brink__header(const brink_table *schema, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t c = 0; c < schema->n_columns; c++) {
        add(out, size, "%s%s", c == 0 ? "" : ",", schema->columns[c].name);
    }
    return out;
}

const char *brink__hint(const char *nearest, char out[BRINK__MAX_HINT])
{
    out[0] = '\0';
    if (nearest != NULL) {
        char shown[BRINK__SHORT];
        add(out, BRINK__MAX_HINT, "; did you mean %s?", brink__shorten(nearest, shown));
    }
    return out;
}

static const char *nearest_column(const brink_column *columns, size_t n, const char *word)
{
    const char *best = NULL;
    for (size_t i = 0; i < n; i++) {
        best = brink_nearest(word, (const char *const[]){best, columns[i].name}, 2);
    }
    return best;
}

const char *brink__column_hint(const brink_table *schema, const char *word, char out[BRINK__MAX_HINT])
{
    return brink__hint(nearest_column(schema->columns, schema->n_columns, word), out);
}

const char *brink__rule_hint(const brink_table *schema, const char *word, char out[BRINK__MAX_HINT])
{
    return brink__hint(nearest_column(schema->rows, schema->n_rows, word), out);
}

const char *brink__table_hint(const brink_scenario *scenario, const char *word, char out[BRINK__MAX_HINT])
{
    const char *best = NULL;
    for (size_t t = 0; t < scenario->n_tables; t++) {
        best = brink_nearest(word, (const char *const[]){best, scenario->tables[t].schema->name}, 2);
    }
    return brink__hint(best, out);
}
