/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases for tests of discovery, made from arrays or drawn. Draws go through brink/rng.h, so that they are the same
 * everywhere. */
#ifndef TESTS_SUPPORT_MADE_CASES_H
#define TESTS_SUPPORT_MADE_CASES_H

#include <stdint.h>
#include <stdlib.h>

#include "brink/cases.h"
#include "brink/rng.h"
#include "support/check.h"

enum { MADE_DIMENSIONS = 8 };

typedef struct made_cases {
    brink_cases cases;
    brink_dimension dimension[MADE_DIMENSIONS];
    double *column[MADE_DIMENSIONS]; /* [n] */
    const double *x[MADE_DIMENSIONS];
    uint8_t *is_interest; /* [n] */
} made_cases;

static const char *const made_names[MADE_DIMENSIONS] = {"a", "b", "c", "d", "e", "f", "g", "h"};
static const char *const made_levels[] = {"red", "green", "blue", "black"};

/* n cases of d real dimensions, all 0 and none of interest. */
static inline void made_init(made_cases *m, size_t n, size_t d)
{
    *m = (made_cases){.cases = {.n = n, .n_dimensions = d}};
    m->is_interest = calloc(n, sizeof *m->is_interest);
    assert_non_null(m->is_interest);
    for (size_t f = 0; f < d; f++) {
        m->dimension[f] = (brink_dimension){.name = made_names[f], .unit = "1"};
        m->column[f] = calloc(n, sizeof *m->column[f]);
        assert_non_null(m->column[f]);
        m->x[f] = m->column[f];
    }
    m->cases.dimensions = m->dimension;
    m->cases.x = m->x;
    m->cases.is_interest = m->is_interest;
}

static inline void made_fini(made_cases *m)
{
    for (size_t f = 0; f < m->cases.n_dimensions; f++) {
        free(m->column[f]);
    }
    free(m->is_interest);
}

static inline void made_category(made_cases *m, size_t f, size_t n_levels)
{
    m->dimension[f].kind = BRINK_DIMENSION_CATEGORY;
    m->dimension[f].levels = made_levels;
    m->dimension[f].n_levels = n_levels;
}

/* A uniform number of case i for purpose `what`. */
static inline double made_uniform(uint64_t seed, size_t i, unsigned what)
{
    return brink_uniform(seed, (brink_address){.replica = i, .who = 7, .purpose = (uint8_t)what});
}

static inline void made_uniforms(made_cases *m, uint64_t seed)
{
    for (size_t f = 0; f < m->cases.n_dimensions; f++) {
        for (size_t i = 0; i < m->cases.n; i++) {
            m->column[f][i] = made_uniform(seed, i, (unsigned)f);
        }
    }
}

#endif
