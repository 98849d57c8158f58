/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paths of values, setting them, walking over all of them. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/table.h"

/* Appends at most what fits; returns the new length. */
static size_t append(char out[BRINK__MAX_PATH], size_t n, const char *text)
{
    size_t length = strnlen(text, BRINK__MAX_PATH);
    size_t room = BRINK__MAX_PATH - 1 - n;
    length = length < room ? length : room;
    memcpy(out + n, text, length);
    out[n + length] = '\0';
    return n + length;
}

static size_t append_keys(const brink__table *table, size_t row, char out[BRINK__MAX_PATH], size_t n)
{
    bool is_first = true;
    for (size_t c = 0; c < table->schema->n_columns; c++) {
        const brink_column *column = &table->schema->columns[c];
        if (!column->is_key) {
            continue;
        }
        const brink__cell *cell = brink__cell_at(table, row, c);
        char number[32];
        const char *text = cell->text;
        if (brink__is_number(column)) {
            (void)brink__format_double(cell->number, number);
            text = number;
        }
        n = is_first ? n : append(out, n, ".");
        n = append(out, n, text);
        is_first = false;
    }
    return n;
}

void brink__joined_keys(const brink__table *table, size_t row, char out[BRINK__MAX_PATH])
{
    out[0] = '\0';
    (void)append_keys(table, row, out, 0);
}

void brink__path(const brink__table *table, size_t row, size_t column, char out[BRINK__MAX_PATH])
{
    size_t n = append(out, 0, table->schema->name);
    n = append(out, n, ".");
    n = append_keys(table, row, out, n);
    if (table->schema->rows == NULL) {
        n = append(out, n, ".");
        (void)append(out, n, table->schema->columns[column].name);
    }
}

/* Row whose joined keys are `keys`; BRINK__NONE if there is none, and the nearest in `nearest` ("" if none is near). */
static size_t find_row(const brink__table *table, const char *keys, char nearest[BRINK__MAX_PATH])
{
    char candidate[BRINK__MAX_PATH];
    nearest[0] = '\0';
    for (size_t row = 0; row < table->n_rows; row++) {
        brink__joined_keys(table, row, candidate);
        if (strcmp(candidate, keys) == 0) {
            return row;
        }
        const char *best = nearest[0] != '\0' ? nearest : NULL;
        if (brink_nearest(keys, (const char *const[]){best, candidate}, 2) == candidate) {
            memcpy(nearest, candidate, sizeof candidate);
        }
    }
    return BRINK__NONE;
}

static bool resolve_named(const brink__table *table, const char *key, brink__address *address,
                          char what[BRINK__MAX_WHAT])
{
    size_t rule = brink__find_rule(table->schema, key);
    address->row = rule; /* the rows of a table of named values are its rules */
    address->column = 1;
    if (rule == BRINK__NONE || rule >= table->n_rows) {
        char shown[BRINK__SHORT];
        char hint[BRINK__MAX_HINT];
        (void)snprintf(what, BRINK__MAX_WHAT, "unknown key %s of table %s; allowed: see brink list%s",
                       brink__shorten(key, shown), table->schema->name, brink__rule_hint(table->schema, key, hint));
        return false;
    }
    return true;
}

static bool resolve_column(const brink__table *table, const char *name, brink__address *address,
                           char what[BRINK__MAX_WHAT])
{
    const brink_table *schema = table->schema;
    address->column = brink__find_column(schema, name);
    if (address->column == BRINK__NONE) {
        char shown[BRINK__SHORT];
        char hint[BRINK__MAX_HINT];
        char allowed[640] = "";
        for (size_t c = 0, n = 0; c < schema->n_columns; c++) {
            if (!schema->columns[c].is_key) {
                size_t used = strlen(allowed);
                (void)snprintf(allowed + used, sizeof allowed - used, "%s%s", n++ == 0 ? "" : ", ",
                               schema->columns[c].name);
            }
        }
        (void)snprintf(what, BRINK__MAX_WHAT, "unknown column %s of table %s; allowed: %s%s",
                       brink__shorten(name, shown), schema->name, allowed, brink__column_hint(schema, name, hint));
        return false;
    }
    if (schema->columns[address->column].is_key) {
        (void)snprintf(what, BRINK__MAX_WHAT, "%s is a key of table %s; allowed: its other columns", name,
                       schema->name);
        return false;
    }
    return true;
}

bool brink__resolve(const brink_scenario *scenario, const char *path, brink__address *address,
                    char what[BRINK__MAX_WHAT])
{
    char shown[BRINK__SHORT];
    char hint[BRINK__MAX_HINT];
    char word[BRINK__MAX_PATH];
    const char *dot = strchr(path, '.');
    if (dot == NULL || strnlen(path, BRINK__MAX_PATH) >= BRINK__MAX_PATH) {
        (void)snprintf(what, BRINK__MAX_WHAT, "%s is not the path of a value; allowed: table.key.column, or table.key",
                       path[0] != '\0' ? brink__shorten(path, shown) : "nothing");
        return false;
    }
    memcpy(word, path, (size_t)(dot - path));
    word[dot - path] = '\0';
    address->table = brink__find_table(scenario, word);
    if (address->table == BRINK__NONE) {
        (void)snprintf(what, BRINK__MAX_WHAT, "unknown table %s; allowed: see brink list tables%s",
                       brink__shorten(word, shown), brink__table_hint(scenario, word, hint));
        return false;
    }
    const brink__table *table = &scenario->tables[address->table];
    if (table->schema->rows != NULL) {
        return resolve_named(table, dot + 1, address, what);
    }
    const char *last = strrchr(path, '.');
    if (last == dot) {
        (void)snprintf(what, BRINK__MAX_WHAT, "%s lacks a part; allowed: %s.key.column", brink__shorten(path, shown),
                       table->schema->name);
        return false;
    }
    if (!resolve_column(table, last + 1, address, what)) {
        return false;
    }
    memcpy(word, dot + 1, (size_t)(last - dot - 1));
    word[last - dot - 1] = '\0';
    char nearest[BRINK__MAX_PATH];
    address->row = find_row(table, word, nearest);
    if (address->row == BRINK__NONE) {
        (void)snprintf(what, BRINK__MAX_WHAT, "unknown key %s of table %s; allowed: a row of %s.csv%s",
                       brink__shorten(word, shown), table->schema->name, table->schema->name,
                       brink__hint(nearest[0] != '\0' ? nearest : NULL, hint));
        return false;
    }
    return true;
}

bool brink__matches(const char *pattern, const char *path)
{
    const char *star = NULL; /* the last one met: it alone ever needs to take more */
    const char *retry = path;
    while (*path != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            retry = path;
        } else if (*pattern == *path) {
            pattern++;
            path++;
        } else if (star != NULL) {
            pattern = star + 1;
            path = ++retry;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

void brink__walk(const brink_scenario *scenario,
                 bool (*visit)(void *context, const brink__cell *cell, const brink_column *rule, const char *path),
                 void *context)
{
    char path[BRINK__MAX_PATH];
    for (size_t t = 0; t < scenario->n_tables; t++) {
        const brink__table *table = &scenario->tables[t];
        for (size_t row = 0; row < table->n_rows && t != BRINK__SOURCES; row++) {
            for (size_t c = 0; c < table->schema->n_columns; c++) {
                if (table->schema->columns[c].is_key) {
                    continue;
                }
                brink__path(table, row, c, path);
                if (!visit(context, brink__cell_at(table, row, c), brink__rule(table, row, c), path)) {
                    return;
                }
            }
        }
    }
}

/* --- public ------------------------------------------------------------------------------------------------------ */

struct visitor {
    const brink__table *sources;
    void (*visit)(void *context, const char *path, const char *text, const brink_column *column, size_t source_row);
    void *context;
};

static bool visit_number(void *context, const brink__cell *cell, const brink_column *rule, const char *path)
{
    const struct visitor *visitor = context;
    if (!brink__is_number(rule) || cell->text[0] == '\0') {
        return true;
    }
    size_t source = visitor->sources->n_rows; /* the last that fits; wraps to BRINK__NONE */
    while (source-- > 0) {
        const brink__cell *pattern = brink__cell_at(visitor->sources, source, 0);
        if (pattern->layer <= cell->layer && brink__matches(pattern->text, path)) {
            break;
        }
    }
    visitor->visit(visitor->context, path, cell->text, rule, source);
    return true;
}

void brink_scenario_visit(const brink_scenario *scenario,
                          void (*visit)(void *context, const char *path, const char *text, const brink_column *column,
                                        size_t source_row),
                          void *context)
{
    struct visitor visitor = {&scenario->tables[BRINK__SOURCES], visit, context};
    brink__walk(scenario, visit_number, &visitor);
}

/* A text that did not come through the CSV reader: the same characters are allowed. */
static bool is_clean(const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n;) {
        size_t step = brink__utf8_length(text + i, n - i);
        if (step == 0 || !brink__is_printable(text + i, step)) {
            return false;
        }
        i += step;
    }
    return true;
}

static const char *why_fixed(const brink_scenario *scenario, const brink__address *address)
{
    static const char *const fixed[] = {"name", "model", "extends"};
    if (address->table == BRINK__SOURCES) {
        return "sources";
    }
    if (address->table == BRINK__SCENARIO) {
        const char *key = scenario->tables[BRINK__SCENARIO].schema->rows[address->row].name;
        for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
            if (strcmp(key, fixed[i]) == 0) {
                return key;
            }
        }
    }
    return NULL;
}

bool brink__resolve_to_set(const brink_scenario *scenario, const char *path, brink__address *address,
                           char what[BRINK__MAX_WHAT])
{
    if (!brink__resolve(scenario, path, address, what)) {
        return false;
    }
    char shown[BRINK__SHORT];
    const char *fixed = why_fixed(scenario, address);
    if (fixed != NULL) {
        (void)snprintf(what, BRINK__MAX_WHAT, "%s cannot be set; allowed: to write %s in the scenario's tables",
                       brink__shorten(path, shown), fixed);
        return false;
    }
    return true;
}

brink_status brink_scenario_set(brink_scenario *scenario, const char *path, const char *value, brink_place origin,
                                unsigned long value_column, brink_diagnostics *diagnostics)
{
    brink__report report = {.diagnostics = diagnostics};
    brink_place value_place = origin;
    value_place.column = value_column > 0 ? value_column : origin.column;
    brink__address address;
    char what[BRINK__MAX_WHAT];
    char shown[BRINK__SHORT];
    if (!brink__resolve_to_set(scenario, path, &address, what)) {
        brink__mistake(&report, origin, "%s", what);
        return BRINK_EDATA;
    }
    size_t length = strnlen(value, (size_t)64 * 1024 + 1);
    if (length > (size_t)64 * 1024 || !is_clean(value)) {
        brink__mistake(&report, value_place, "value %s; allowed: printable UTF-8, at most 64 KiB",
                       brink__shorten(value, shown));
        return BRINK_EDATA;
    }
    brink__table *table = &scenario->tables[address.table];
    uint32_t file = brink__file_index(scenario, origin.file != NULL ? origin.file : "");
    brink__cell cell = {.text = brink__keep_text(scenario, value, length),
                        .line = (uint32_t)origin.line,
                        .column = (uint32_t)value_place.column,
                        .file = file,
                        .layer = BRINK__LAYER_SET};
    if (cell.text == NULL || file == BRINK__NO_FILE) {
        return BRINK_ENOMEM;
    }
    const brink_column *rule = brink__rule(table, address.row, address.column);
    if (!brink__check_cell(rule, &cell, value_place, &report)) {
        return BRINK_EDATA;
    }
    *brink__cell_at(table, address.row, address.column) = cell;
    return BRINK_OK;
}
