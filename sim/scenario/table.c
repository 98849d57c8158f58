/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct brink__chunk {
    struct brink__chunk *older;
    size_t size, used;
    char bytes[];
};

enum { CHUNK = 16 * 1024 };

static char *pool_room(struct brink__chunk **pool, size_t n)
{
    struct brink__chunk *chunk = *pool;
    if (chunk == NULL || chunk->size - chunk->used < n) {
        size_t size = n > CHUNK ? n : CHUNK;
        chunk = malloc(sizeof *chunk + size);
        if (chunk == NULL) {
            return NULL;
        }
        chunk->older = *pool;
        chunk->size = size;
        chunk->used = 0;
        *pool = chunk;
    }
    char *room = chunk->bytes + chunk->used;
    chunk->used += n;
    return room;
}

const char *brink__pool_keep(struct brink__chunk **pool, const char *text, size_t n)
{
    if (n == 0) {
        return "";
    }
    char *copy = pool_room(pool, n + 1);
    if (copy != NULL) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

void brink__pool_free(struct brink__chunk *pool)
{
    struct brink__chunk *older = NULL;
    for (struct brink__chunk *chunk = pool; chunk != NULL; chunk = older) {
        older = chunk->older;
        free(chunk);
    }
}

const char *brink__keep_text(brink_scenario *scenario, const char *text, size_t n)
{
    return brink__pool_keep(&scenario->texts, text, n);
}

const char *brink__join(brink_scenario *scenario, const char *a, const char *b, const char *c, const char *d)
{
    const char *const parts[] = {a, b, c, d};
    size_t n_parts = 0;
    size_t length = 0;
    while (n_parts < 4 && parts[n_parts] != NULL) {
        length += strlen(parts[n_parts]);
        n_parts++;
    }
    char *whole = pool_room(&scenario->texts, length + 1);
    if (whole == NULL) {
        return NULL;
    }
    char *end = whole;
    for (size_t i = 0; i < n_parts; i++) {
        size_t n = strlen(parts[i]);
        memcpy(end, parts[i], n);
        end += n;
    }
    *end = '\0';
    return whole;
}

uint32_t brink__file_index(brink_scenario *scenario, const char *file)
{
    for (size_t i = scenario->n_files; i > 0; i--) {
        if (strcmp(scenario->files[i - 1], file) == 0) {
            return (uint32_t)(i - 1);
        }
    }
    const char **files =
        brink__grown(scenario->files, scenario->n_files, &scenario->files_capacity, sizeof *scenario->files);
    if (files == NULL) {
        return BRINK__NO_FILE;
    }
    scenario->files = files;
    files[scenario->n_files] = brink__keep_text(scenario, file, strlen(file));
    if (files[scenario->n_files] == NULL) {
        return BRINK__NO_FILE;
    }
    return (uint32_t)scenario->n_files++;
}

brink__cell *brink__add_row(brink__table *table)
{
    size_t row_size = table->schema->n_columns * sizeof(brink__cell);
    brink__cell *cells = brink__grown(table->cells, table->n_rows, &table->capacity, row_size);
    if (cells == NULL) {
        return NULL;
    }
    table->cells = cells;
    brink__cell *row = cells + table->n_rows * table->schema->n_columns;
    memset(row, 0, row_size);
    table->n_rows++;
    return row;
}

brink_place brink__place(const brink_scenario *scenario, const brink__cell *cell)
{
    const char *file = scenario->files[cell->file];
    return (brink_place){file[0] != '\0' ? file : NULL, cell->line, cell->column};
}

static bool add_tables(brink_scenario *scenario, const brink_table *schema, size_t n)
{
    brink__table *tables = realloc(scenario->tables, (scenario->n_tables + n) * sizeof *tables);
    if (tables == NULL) {
        return false;
    }
    scenario->tables = tables;
    for (size_t i = 0; i < n; i++) {
        tables[scenario->n_tables++] = (brink__table){.schema = &schema[i]};
    }
    return true;
}

brink_scenario *brink__scenario_new(void)
{
    brink_scenario *scenario = calloc(1, sizeof *scenario);
    size_t n = 0;
    const brink_table *common = brink_common_tables(&n);
    if (scenario != NULL && !add_tables(scenario, common, n)) {
        brink_scenario_free(scenario);
        return NULL;
    }
    return scenario;
}

bool brink__scenario_add_model(brink_scenario *scenario, const brink_model_type *model)
{
    scenario->model = model;
    return model->n_tables == 0 || add_tables(scenario, model->tables, model->n_tables);
}

void brink_scenario_free(brink_scenario *scenario)
{
    if (scenario == NULL) {
        return;
    }
    for (size_t t = 0; t < scenario->n_tables; t++) {
        free(scenario->tables[t].cells);
    }
    brink__pool_free(scenario->texts);
    free(scenario->tables);
    free(scenario->files);
    free(scenario->inputs);
    free(scenario);
}

static bool copy_table(brink_scenario *copy, const brink__table *from, brink__table *to)
{
    *to = *from;
    size_t n = from->n_rows * from->schema->n_columns;
    to->capacity = from->n_rows;
    to->cells = NULL;
    if (n == 0) {
        return true;
    }
    to->cells = malloc(n * sizeof *to->cells);
    if (to->cells == NULL) {
        return false;
    }
    memcpy(to->cells, from->cells, n * sizeof *to->cells);
    for (size_t i = 0; i < n; i++) {
        to->cells[i].text = brink__keep_text(copy, from->cells[i].text, strlen(from->cells[i].text));
        if (to->cells[i].text == NULL) {
            return false;
        }
    }
    return true;
}

static bool copy_files(brink_scenario *copy, const brink_scenario *from)
{
    for (size_t i = 0; i < from->n_files; i++) {
        if (brink__file_index(copy, from->files[i]) != i) { /* names are unique: the same index */
            return false;
        }
    }
    for (size_t i = 0; i < from->n_inputs; i++) {
        brink_input *inputs = brink__grown(copy->inputs, copy->n_inputs, &copy->inputs_capacity, sizeof *inputs);
        if (inputs == NULL) {
            return false;
        }
        copy->inputs = inputs;
        inputs[i] = from->inputs[i];
        uint32_t file = brink__file_index(copy, from->inputs[i].file);
        if (file == BRINK__NO_FILE) {
            return false;
        }
        inputs[i].file = copy->files[file];
        copy->n_inputs++;
    }
    return true;
}

brink_scenario *brink_scenario_copy(const brink_scenario *scenario)
{
    brink_scenario *copy = calloc(1, sizeof *copy);
    if (copy == NULL) {
        return NULL;
    }
    copy->model = scenario->model;
    copy->tables = calloc(scenario->n_tables, sizeof *copy->tables);
    if (copy->tables == NULL || !copy_files(copy, scenario)) {
        goto fail;
    }
    for (size_t t = 0; t < scenario->n_tables; t++) {
        copy->n_tables = t + 1; /* also when it fails: what it has is freed */
        if (!copy_table(copy, &scenario->tables[t], &copy->tables[t])) {
            goto fail;
        }
    }
    return copy;
fail:
    brink_scenario_free(copy);
    return NULL;
}

/* --- what models and commands ask -------------------------------------------------------------------------------- */

static const brink__table *table_named(const brink_scenario *scenario, const char *name)
{
    size_t t = brink__find_table(scenario, name);
    assert(t != BRINK__NONE && "no such table in the schema");
    return &scenario->tables[t];
}

static const brink__cell *cell_named(const brink_scenario *scenario, const char *table, size_t row, const char *column)
{
    const brink__table *t = table_named(scenario, table);
    size_t c = brink__find_column(t->schema, column);
    assert(c != BRINK__NONE && "no such column in the schema");
    assert(row < t->n_rows && "no such row");
    return brink__cell_at(t, row, c);
}

const struct brink_model_type *brink_scenario_model(const brink_scenario *scenario)
{
    return scenario->model;
}

const char *brink_scenario_name(const brink_scenario *scenario)
{
    return brink_scenario_value_text(scenario, "scenario", "name");
}

size_t brink_scenario_n_rows(const brink_scenario *scenario, const char *table)
{
    return table_named(scenario, table)->n_rows;
}

static bool has_key(const brink__table *table, size_t row, size_t column, const char *key)
{
    const brink__cell *cell = brink__cell_at(table, row, column);
    if (strcmp(cell->text, key) == 0) {
        return true;
    }
    double number = (double)NAN;
    return brink__is_number(&table->schema->columns[column]) && brink__parse_number(key, &number) == BRINK__NUMBER_OK &&
           number == cell->number;
}

size_t brink_scenario_find(const brink_scenario *scenario, const char *table, const char *const *keys)
{
    const brink__table *t = table_named(scenario, table);
    for (size_t row = 0; row < t->n_rows; row++) {
        size_t k = 0;
        bool is_it = true;
        for (size_t c = 0; c < t->schema->n_columns && is_it; c++) {
            if (t->schema->columns[c].is_key) {
                is_it = keys[k] != NULL && has_key(t, row, c, keys[k]);
                k += is_it;
            }
        }
        if (is_it && keys[k] == NULL) {
            return row;
        }
    }
    return BRINK__NONE;
}

const char *brink_scenario_text(const brink_scenario *scenario, const char *table, size_t row, const char *column)
{
    return cell_named(scenario, table, row, column)->text;
}

double brink_scenario_number(const brink_scenario *scenario, const char *table, size_t row, const char *column)
{
    return cell_named(scenario, table, row, column)->number;
}

/* The value's cell of a rule in a table of named values, whose rows are those of the schema. */
static const brink__cell *value_named(const brink_scenario *scenario, const char *table, const char *key)
{
    const brink__table *t = table_named(scenario, table);
    assert(t->schema->rows != NULL && "not a table of named values");
    size_t row = brink__find_rule(t->schema, key);
    assert(row != BRINK__NONE && row < t->n_rows && "no such key in the schema");
    return brink__cell_at(t, row, 1);
}

const char *brink_scenario_value_text(const brink_scenario *scenario, const char *table, const char *key)
{
    return value_named(scenario, table, key)->text;
}

double brink_scenario_value(const brink_scenario *scenario, const char *table, const char *key)
{
    return value_named(scenario, table, key)->number;
}

brink_place brink_scenario_place(const brink_scenario *scenario, const char *table, size_t row, const char *column)
{
    const brink__table *t = table_named(scenario, table);
    if (row == BRINK__NONE) {
        return (brink_place){.file = scenario->files[t->file]};
    }
    if (column == NULL) {
        assert(row < t->n_rows && "no such row");
        brink_place place = brink__place(scenario, brink__cell_at(t, row, 0));
        place.column = 0;
        return place;
    }
    return brink__place(scenario, cell_named(scenario, table, row, column));
}

size_t brink_scenario_n_inputs(const brink_scenario *scenario)
{
    return scenario->n_inputs;
}

const brink_input *brink_scenario_input(const brink_scenario *scenario, size_t i)
{
    assert(i < scenario->n_inputs && "no such input");
    return &scenario->inputs[i];
}
