/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of cases: from the outcomes of a design, or from any CSV table with a row a case, to what brink/prim.h and
 * brink/tree.h search. */
#ifndef BRINK_CASE_TABLE_H
#define BRINK_CASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/cases.h"
#include "brink/compare.h"
#include "brink/design.h"
#include "brink/outcomes.h"
#include "brink/results.h"
#include "brink/status.h"

/* What makes a case one of interest: that its outcome is beyond a bound. */
typedef struct brink_criterion {
    const char *metric; /* of the results, or a column of the table */
    brink_statistic statistic;
    brink_relation relation;
    double bound;
} brink_criterion;

/* Which cases are of interest: those for which all criteria hold, or at least one. */
typedef struct brink_interest {
    const brink_criterion *criteria; /* [n_criteria] */
    size_t n_criteria;               /* >= 1 */
    bool is_any;
} brink_interest;

typedef struct brink_case_table {
    brink_cases cases;  /* its arrays are the table's */
    const char **names; /* [cases.n] of points, or "line N" */
    size_t n_criteria;
    const char **outcomes; /* [n_criteria] "conflict_probability>0.01", "damage quantile:0.95>=200" */
    double *value;         /* [n_criteria][cases.n] */
    double *se;            /* likewise; 0 in a table that was read, NaN where there is none */
    /* [cases.n] whether the 95 % intervals of the outcomes (value -+ 1.96 se) leave open if a case is of interest */
    uint8_t *is_undecided;
    size_t n_undecided;
    brink_input input; /* of a table that was read; else file is NULL */
    struct brink_case_pool *pool;
} brink_case_table;

/* Cases of a design, a point each. Its dimensions are the columns of paths whose values differ between points, in their
 * order, and before them `scenario` if points start from several. An empty cell stands for what the scenario of its
 * point says. Flags, words and references are categories, in order of their texts.
 *
 *   patterns   [n_patterns] of paths (`*` stands for any run of characters) that alone are taken; none: all
 *
 * BRINK_OK; BRINK_EDATA: a point has no such metric or no value, a path no value, a category more than
 * BRINK_MAX_LEVELS, nothing differs, a pattern fits no column; BRINK_EUSAGE: the statistic is none of the metric;
 * BRINK_EIO; BRINK_ENOMEM. The caller frees `table`, which is NULL on failure. */
BRINK_MUST_CHECK brink_status brink_case_table_make(const brink_design *design, brink_outcomes *outcomes,
                                                    const brink_interest *interest, const char *const *patterns,
                                                    size_t n_patterns, brink_case_table **table, brink_error *err);

/* Cases of a CSV file, as strict as scenarios are (brink/scenario.h), with a header and a row a case. Criteria name
 * columns of numbers; statistics are not looked at. Every other column that differs between rows is a dimension: whole
 * numbers, real numbers, or else a category. Limits: 512 MiB, 1024 columns, BRINK_MAX_CASES rows.
 *
 * BRINK_OK; BRINK_EDATA, BRINK_ENOINPUT (diagnosed, all mistakes in one go); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_case_table_read(const char *file, const brink_interest *interest,
                                                    const char *const *patterns, size_t n_patterns,
                                                    brink_case_table **table, brink_diagnostics *diagnostics);

void brink_case_table_free(brink_case_table *table); /* NULL is fine */

#endif
