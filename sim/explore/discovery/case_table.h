/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Building of tables of cases, whatever they come from. */
#ifndef BRINK_EXPLORE_DISCOVERY_CASE_TABLE_H
#define BRINK_EXPLORE_DISCOVERY_CASE_TABLE_H

#include "brink/case_table.h"

/* A table of n cases without dimensions and outcomes. NULL when out of memory. */
brink_case_table *brink__case_table_new(size_t n, const brink_interest *interest);

/* A copy of a text that lives as long as the table. NULL when out of memory. */
const char *brink__case_table_keep(brink_case_table *table, const char *text);

/* Adds a dimension from texts [n], unless all are equal. Of BRINK_DIMENSION_REAL and WHOLE all must be numbers; with
 * `is_guessed` the kind follows from the texts. BRINK_OK; BRINK_EDATA: a category of too many levels; BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__case_table_add(brink_case_table *table, const char *name, const char *unit,
                                                    brink_dimension_kind kind, bool is_guessed,
                                                    const char *const *texts, brink_error *err);

/* From outcomes (value, se) to cases of interest; checks that something differs. BRINK_OK, BRINK_EDATA, BRINK_ENOMEM.
 */
BRINK_MUST_CHECK brink_status brink__case_table_judge(brink_case_table *table, const brink_interest *interest,
                                                      brink_error *err);

/* Whether a name is wanted: fits one of the patterns, or there are none; marks those that fitted [n_patterns]. */
bool brink__case_table_wants(const char *const *patterns, size_t n_patterns, const char *name, bool *has_fitted);

#endif
