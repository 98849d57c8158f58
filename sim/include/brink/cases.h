/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases of scenario discovery: what was put in at each point of a study, and whether what came out is of interest.
 * brink/prim.h and brink/tree.h look for where the cases of interest lie; both describe it in boxes. */
#ifndef BRINK_CASES_H
#define BRINK_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

enum { BRINK_MAX_LEVELS = 64, BRINK_MAX_CASES = 10000000 };

typedef enum brink_dimension_kind {
    BRINK_DIMENSION_REAL,    /* a limit lies halfway between the last value outside and the first inside */
    BRINK_DIMENSION_WHOLE,   /* whole numbers: a limit is the first value inside */
    BRINK_DIMENSION_CATEGORY /* levels without order, 0 .. n_levels - 1 */
} brink_dimension_kind;

/* A dimension: an input that varies over the cases. */
typedef struct brink_dimension {
    const char *name; /* borrowed, as all that follows */
    const char *unit; /* "" or NULL: none */
    brink_dimension_kind kind;
    const char *const *levels; /* CATEGORY: [n_levels] names */
    size_t n_levels;           /* CATEGORY: 1 .. BRINK_MAX_LEVELS */
} brink_dimension;

typedef struct brink_cases {
    size_t n, n_dimensions;            /* 1 .. BRINK_MAX_CASES; at least 1 */
    const brink_dimension *dimensions; /* [n_dimensions] */
    const double *const *x;            /* [n_dimensions][n] finite; a CATEGORY has indices of its levels */
    const uint8_t *is_interest;        /* [n] 0 or 1 */
} brink_cases;

/* What a box says of one dimension. A box is an array of these, one a dimension; a case is inside when it is within
 * all. */
typedef struct brink_range {
    double lo, hi;       /* REAL, WHOLE: closed; of a side that is not limited the least, or greatest, value of all */
    bool has_lo, has_hi; /* REAL, WHOLE: whether that side is limited */
    uint64_t levels;     /* CATEGORY: bit l for level l */
} brink_range;

/* The range that holds everything: dimension f of the cases. */
brink_range brink_range_of_all(const brink_cases *cases, size_t f);

bool brink_range_holds(const brink_dimension *dimension, const brink_range *range, double x);
bool brink_range_is_limited(const brink_dimension *dimension, const brink_range *range);

/* Whether case i is inside a box [n_dimensions]. */
bool brink_box_holds(const brink_cases *cases, const brink_range *box, size_t i);

/* BRINK_OK, or BRINK_EUSAGE: numbers outside what is said above, a value that is not finite, a level out of range. */
BRINK_MUST_CHECK brink_status brink_cases_check(const brink_cases *cases, brink_error *err);

#endif
