/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The columns of a table with one column a metric (or series): points of a study may report different ones, as
 * scenarios may differ in actors, theatres and menus. */
#ifndef BRINK_REPORT_COLUMNS_H
#define BRINK_REPORT_COLUMNS_H

#include "brink/results.h"
#include "brink/status.h"

typedef enum brink__column_kind {
    BRINK__METRICS,
    BRINK__PLAIN_METRICS, /* without ratios, of which replicas have no value */
    BRINK__SERIES
} brink__column_kind;

typedef struct brink__columns {
    brink__column_kind kind;
    const char **name; /* [n] borrowed from the points, in order of their first appearance */
    size_t n, capacity;
    size_t *output;           /* [n] index of the column in `outputs`, SIZE_MAX where the point has none */
    const brink_output *last; /* outputs that were gathered or mapped last: neighbours mostly share them */
} brink__columns;

/* Gathers the columns of results; brink__columns_free() takes {0}. BRINK_OK, BRINK_ENOMEM. Points that were read share
 * their outputs, each set of which is looked at once where neighbours have it. */
BRINK_MUST_CHECK brink_status brink__columns_init(brink__columns *columns, const brink_results *results,
                                                  brink__column_kind kind, brink_error *err);

/* The same from outputs, one set after the other; map when all are in. */
BRINK_MUST_CHECK brink_status brink__columns_add(brink__columns *columns, const brink_output *outputs, size_t n,
                                                 brink_error *err);
void brink__columns_map(brink__columns *columns, const brink_output *outputs, size_t n);

void brink__columns_free(brink__columns *columns);

#endif
