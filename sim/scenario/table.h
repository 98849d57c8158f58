/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a scenario is kept: per table of the schema one array of cells, row-major, every cell with its place. Texts live
 * in the scenario's own pool. */
#ifndef BRINK_SCENARIO_TABLE_H
#define BRINK_SCENARIO_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/grown.h"
#include "brink/model.h"
#include "brink/scenario.h"
#include "scenario/report.h"

enum {
    BRINK__MAX_ROWS = 100000, /* a table */
    BRINK__MAX_PATH = 512,    /* bytes of a value's path with NUL; names and keys have at most 32 bytes each */
    BRINK__MAX_EXTENDS = 16   /* folders in a chain of `extends` */
};

/* Layers: a folder read is 0, the one it extends 1, and so on; what was set afterwards lies above. */
enum { BRINK__LAYER_SET = -1 };

#define BRINK__NONE ((size_t)-1)

typedef struct brink__cell {
    const char *text; /* never NULL; in the scenario's pool or in the schema */
    double number;    /* of NUMBER, INTEGER and FLAG; NaN if empty or of another kind */
    uint32_t line, column;
    uint32_t file; /* index in the scenario's files */
    int32_t layer;
} brink__cell;

typedef struct brink__table {
    const brink_table *schema;
    brink__cell *cells; /* [n_rows][schema->n_columns] */
    size_t n_rows, capacity;
    uint32_t file;      /* where it is, or would be */
    bool exists;        /* in some layer */
    bool is_incomplete; /* rows were left out because of mistakes: that a key is unknown means nothing */
} brink__table;

struct brink_scenario {
    const brink_model_type *model;
    brink__table *tables; /* the common ones, then the model's */
    size_t n_tables;
    const char **files; /* [n_files]: names as shown in messages */
    size_t n_files, files_capacity;
    brink_input *inputs;
    size_t n_inputs, inputs_capacity;
    struct brink__chunk *texts; /* the newest chunk of the pool */
    bool is_unsound;            /* rows were left out: rules that span tables would mislead */
};

enum { BRINK__SCENARIO, BRINK__SOURCES }; /* index of the common tables in `tables` */

/* --- storage (table.c); NULL, false or 0 when out of memory --- */

/* An empty scenario with the common tables. */
brink_scenario *brink__scenario_new(void);
/* Adds the model's tables, empty. */
bool brink__scenario_add_model(brink_scenario *scenario, const brink_model_type *model);

/* A pool of texts (NULL: an empty one): copies n bytes and a NUL into it; frees all of them. */
struct brink__chunk;
const char *brink__pool_keep(struct brink__chunk **pool, const char *text, size_t n);
void brink__pool_free(struct brink__chunk *pool);

/* Copies n bytes and a NUL into the scenario's pool. */
const char *brink__keep_text(brink_scenario *scenario, const char *text, size_t n);
/* The same for up to four texts one after the other (NULL ends them). */
const char *brink__join(brink_scenario *scenario, const char *a, const char *b, const char *c, const char *d);

/* Index of a file name, added if it is new; BRINK__NO_FILE when out of memory. */
#define BRINK__NO_FILE UINT32_MAX
uint32_t brink__file_index(brink_scenario *scenario, const char *file);

/* Adds a row of schema->n_columns zeroed cells. */
brink__cell *brink__add_row(brink__table *table);

static inline brink__cell *brink__cell_at(const brink__table *table, size_t row, size_t column)
{
    return &table->cells[row * table->schema->n_columns + column];
}

/* Place of a cell; its row's first cell stands in where it has none (a value from a default). */
brink_place brink__place(const brink_scenario *scenario, const brink__cell *cell);

/* --- schema (schema.c) --- */

/* Index of a table or column by name, or BRINK__NONE. */
size_t brink__find_table(const brink_scenario *scenario, const char *name);
size_t brink__find_column(const brink_table *schema, const char *name);
/* Index among the rules of a table of named values, or BRINK__NONE. */
size_t brink__find_rule(const brink_table *schema, const char *key);

/* The rule of a cell: that of the key in a table of named values, otherwise the column. */
const brink_column *brink__rule(const brink__table *table, size_t row, size_t column);

static inline bool brink__is_number(const brink_column *rule)
{
    return rule->kind == BRINK_CELL_NUMBER || rule->kind == BRINK_CELL_INTEGER || rule->kind == BRINK_CELL_FLAG;
}

/* What a cell may hold, for messages: "0 to 1", "more than 0, at most 5 [rung]", "a, b or c". Returns out. */
const char *brink__allowed(const brink_column *rule, char *out, size_t size);

/* The names of a table's columns as its header has them. Returns out. */
const char *brink__header(const brink_table *schema, char *out, size_t size);

/* "; did you mean X?" or "", for the end of a message. Returns out. */
enum { BRINK__MAX_HINT = 96 };
const char *brink__hint(const char *nearest, char out[BRINK__MAX_HINT]);
const char *brink__column_hint(const brink_table *schema, const char *word, char out[BRINK__MAX_HINT]);
const char *brink__rule_hint(const brink_table *schema, const char *word, char out[BRINK__MAX_HINT]);
const char *brink__table_hint(const brink_scenario *scenario, const char *word, char out[BRINK__MAX_HINT]);

/* --- cells (cell.c) --- */

/* Checks the text of a cell against its rule alone and sets its number; an optional empty cell takes the fallback, if
 * there is one. False when something was reported at `place`; the cell then holds a stand-in within the rule if it is a
 * number. An empty cell of a column with `used_if` passes: see brink__check_use(). */
bool brink__check_cell(const brink_column *rule, brink__cell *cell, brink_place place, brink__report *report);

/* The rules of a row that look at other cells (`used_if`). False when something was reported. */
bool brink__check_use(const brink_scenario *scenario, const brink__table *table, size_t row, brink__report *report);

/* --- rows of several layers (merge.c) --- */

/* One row a key: the lowest layer's, in the place of the highest layer's. Keys that a layer has twice are reported. A
 * table of named values gets a row for each rule, in their order, from the fallback where nothing else is; a value that
 * is required and missing is reported. BRINK_OK or BRINK_ENOMEM. */
brink_status brink__merge(brink_scenario *scenario, brink__table *table, brink__report *report);

/* --- reading (reader.c, read.c) --- */

/* Reads table `index` from bytes: feed any pieces, then finish. */
typedef struct brink__reader brink__reader;
brink__reader *brink__reader_new(brink_scenario *scenario, size_t index, uint32_t file, int layer,
                                 brink__report *report);
void brink__reader_free(brink__reader *reader);                              /* NULL is fine */
bool brink__reader_feed(brink__reader *reader, const char *bytes, size_t n); /* false: no more is wanted */
brink_status brink__reader_finish(brink__reader *reader);                    /* BRINK_OK or BRINK_ENOMEM */

/* brink_scenario_read() with a list of models (NULL-terminated) instead of the registry. */
brink_status brink__scenario_read_with(const char *folder, const brink_model_type *const *models,
                                       brink_scenario **scenario, brink_diagnostics *diagnostics);

/* --- over the whole scenario (check.c, path.c) --- */

/* References, sources, the model's own rules; and what brink_scenario_set() left open when `after_set`.
 * BRINK_OK (whether or not something was reported) or BRINK_ENOMEM. */
brink_status brink__check(const brink_scenario *scenario, bool after_set, brink__report *report);

/* Writes the path of a value. */
void brink__path(const brink__table *table, size_t row, size_t column, char out[BRINK__MAX_PATH]);

/* Writes the keys of a row joined by dots; numbers in their shortest form. */
void brink__joined_keys(const brink__table *table, size_t row, char out[BRINK__MAX_PATH]);

typedef struct brink__address {
    size_t table, row, column;
} brink__address;

/* Finds a value by its path. False with a sentence in `what` when there is none; the second also when it is one that
 * cannot be set. */
enum { BRINK__MAX_WHAT = 1024 };
bool brink__resolve(const brink_scenario *scenario, const char *path, brink__address *address,
                    char what[BRINK__MAX_WHAT]);
bool brink__resolve_to_set(const brink_scenario *scenario, const char *path, brink__address *address,
                           char what[BRINK__MAX_WHAT]);

/* Calls `visit` for every cell that has a path, in order of table, row, column, until it returns false. */
void brink__walk(const brink_scenario *scenario,
                 bool (*visit)(void *context, const brink__cell *cell, const brink_column *rule, const char *path),
                 void *context);

/* `*` in the pattern stands for any run of characters, dots included. */
bool brink__matches(const char *pattern, const char *path);

#endif
