/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a scenario in memory, to be changed in ways that overrides cannot (rows that come, go, move, or speak
 * of somebody else) and read back as a scenario of the deterrence model. What goes wrong fails the test. */
#ifndef TESTS_SUPPORT_TABLES_H
#define TESTS_SUPPORT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/model.h"
#include "oracle/random_scenario.h"

typedef struct tables tables;

/* The tables of a folder; of the model's own and `scenario`, those that are there. */
tables *tables_read(const char *folder);
tables *tables_random(const random_scenario *r);
tables *tables_copy(const tables *t);
void tables_free(tables *t); /* NULL is fine */

/* Rows of a table count from 0, its head left out; a table that is not there has none. Cells are as in the file. */
size_t tables_n_rows(const tables *t, const char *name);
const char *tables_get(const tables *t, const char *name, size_t row, const char *column);
double tables_number(const tables *t, const char *name, size_t row, const char *column);
void tables_set(tables *t, const char *name, size_t row, const char *column, const char *text);
/* Written so that it reads back as it is. */
void tables_set_number(tables *t, const char *name, size_t row, const char *column, double value);
/* The same number in every row that has one there, or it times a factor. */
void tables_set_all(tables *t, const char *name, const char *column, double value);
void tables_scale_all(tables *t, const char *name, const char *column, double factor);
/* A named value of `parameters` or `scenario`, whether a row has it already or not. */
void tables_set_value(tables *t, const char *name, const char *key, const char *text);
void tables_scale_value(tables *t, const char *key, double factor, double fallback); /* of parameters */
double tables_value(const tables *t, const char *key, double fallback);

void tables_add(tables *t, const char *name, const char *row); /* cells with commas between; the table exists */
void tables_drop(tables *t, const char *name, size_t row);
void tables_empty(tables *t, const char *name); /* all rows */
void tables_swap(tables *t, const char *name, size_t row, size_t other);

/* Every cell (parts of shocks' targets too) of keys and references that reads `from` now reads `to`. */
void tables_rename(tables *t, const char *from, const char *to);
/* Puts `prefix` before the names of all actors, theatres, actions and shocks. */
void tables_prefix(tables *t, const char *prefix);
/* Adds the rows of `other` to those of t, but for `scenario` and `parameters`. */
void tables_join(tables *t, const tables *other);

/* Reads and checks the scenario that the tables are; the caller frees it. */
brink_scenario *tables_scenario(const tables *t);
/* Its program, on the heap. */
brink_program *tables_compile(const tables *t);

#endif
