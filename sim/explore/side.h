/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables beside a scenario that the model does not read: targets, levers, uncertainties, objectives. They are read as
 * the tables of a scenario are, folder by folder of those that it extends. */
#ifndef BRINK_EXPLORE_SIDE_H
#define BRINK_EXPLORE_SIDE_H

#include "scenario/table.h"

/* evidence, judgement, assumption: choices of a column `basis`. */
extern const char *const brink__bases[];

/* Index of a side table in the scenario that holds it: it follows the common ones. */
enum { BRINK__SIDE = BRINK__SOURCES + 1 };

typedef struct brink__side_kind brink__side_kind;

/* A table as its reader keeps it: the items that its rows became. The type that a reader makes public has this as its
 * only member, so that a pointer to the one is a pointer to the other. */
typedef struct brink__side {
    const brink__side_kind *kind;
    brink_scenario *table; /* holds this table and nothing else; texts of the items may be in its pool */
    void *item;            /* [n] of kind->item_size bytes */
    size_t n, capacity;
} brink__side;

/* A row that is read. */
typedef struct brink__side_row {
    brink__side *side;
    const brink_scenario *scenario;
    const brink_program *program; /* of the scenario; NULL unless the kind needs one */
    const brink__cell *cell;      /* [n_columns] */
    brink__report *report;
} brink__side_row;

/* What one table has of its own. */
struct brink__side_kind {
    brink_model_type holder; /* a model in name only, with one table: what the reader of scenarios asks for tables */
    size_t item_size;
    bool needs_program;
    /* Makes items of a row. What it reports is left out where the line has another mistake: a number that was wrong
     * has a stand-in, and what follows from that is not worth a message. BRINK_OK, or why no more rows are read. */
    brink_status (*take)(const brink__side_row *row);
    /* Reports what is wrong with a row whatever else is wrong with its line; may be NULL. */
    void (*check)(const brink__side_row *row);
    void (*item_fini)(void *item); /* may be NULL */
};

/* Reads <name of the kind's table>.csv of the scenario's folder and of those that it extends; a row replaces the row of
 * the same key.
 *
 *   side   set to what was read, to be freed, or to NULL
 *
 * BRINK_OK (without items when there is no such file); BRINK_EDATA when anything was diagnosed; BRINK_ENOMEM; what
 * brink_program_new() or take() returned. Diagnostics are sorted when it is not BRINK_OK. */
BRINK_MUST_CHECK brink_status brink__side_read(const brink__side_kind *kind, const brink_scenario *scenario,
                                               brink__side **side, brink_diagnostics *diagnostics);
void brink__side_free(brink__side *side); /* NULL is fine */

/* A new item, zeroed, after the last; NULL when out of memory. */
void *brink__side_add(brink__side *side);

/* Where a cell of the row stands. */
brink_place brink__side_place(const brink__side_row *row, size_t column);

/* A value of a scenario: its rule and its cell. */
typedef struct brink__value {
    const brink_column *rule;
    const brink__cell *now;
} brink__value;

/* The value at a path. False when the scenario has none that can be set (reported at `place`, unless the path is empty:
 * that was reported when it was read). */
bool brink__side_resolve(const brink_scenario *scenario, const char *path, brink_place place, brink__value *value,
                         brink__report *report);

/* The metric that a cell of the row names; NULL (reported) when the row's program has none. */
const brink_output *brink__side_metric(const brink__side_row *row, size_t column);

#endif
