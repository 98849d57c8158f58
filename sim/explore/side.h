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

/* Reads <holder's only table>.csv of the scenario's folder and of those that it extends; a row replaces the row of the
 * same key.
 *
 *   holder   a model in name only: what the reader of scenarios asks for tables
 *   table    set to a scenario that holds this table and nothing else, to be freed; NULL on failure
 *
 * BRINK_OK, whether or not mistakes were diagnosed, and also when there is no such file; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__side_read(const brink_scenario *scenario, const brink_model_type *holder,
                                               brink_scenario **table, brink_diagnostics *diagnostics);

/* The status of reading such a table: BRINK_EDATA when there are more messages than `before`. Sorts them when it is not
 * BRINK_OK. */
BRINK_MUST_CHECK brink_status brink__side_verdict(brink_status status, size_t before, brink_diagnostics *diagnostics);

static inline const brink__table *brink__side_table(const brink_scenario *table)
{
    return &table->tables[BRINK__SIDE];
}

/* A value of a scenario: its rule and its cell. */
typedef struct brink__value {
    const brink_column *rule;
    const brink__cell *now;
} brink__value;

/* The value at a path. False when the scenario has none that can be set (reported at `place`, unless the path is empty:
 * that was reported when it was read). */
bool brink__side_resolve(const brink_scenario *scenario, const char *path, brink_place place, brink__value *value,
                         brink__report *report);

/* The metric of a program by name; NULL with the nearest name (or NULL) in `near`. */
const brink_output *brink__find_metric(const brink_program *program, const char *name, const char **near);

#endif
