/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns of a schema in words. */
#ifndef SIM_CLI_SCHEMA_TEXT_H
#define SIM_CLI_SCHEMA_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/schema.h"

/* "number", "whole number", ... */
const char *cli_kind_text(brink_cell_kind kind);

/* What a cell may hold: "0 .. 1", "> 0, <= 5", "qre, level_k", "row of actors, or hold"; "" when anything. Returns
 * `buffer`. */
const char *cli_range_text(const brink_column *column, char *buffer, size_t size);

/* Whether cells of the column are numbers (and so have a source). */
bool cli_is_number(const brink_column *column);

/* The unit of a number for the head of a table; NULL for a pure number or no number. */
const char *cli_unit_text(const brink_column *column);

/* The rule of key `key` in a table of named values; NULL if it has none of that name. */
const brink_column *cli_find_named(const brink_table *table, const char *key);

#endif
