/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two moves of PRIM: taking slices off a box from inside, and putting slices on from outside. */
#ifndef BRINK_EXPLORE_DISCOVERY_PEEL_H
#define BRINK_EXPLORE_DISCOVERY_PEEL_H

#include "brink/prim.h"
#include "explore/discovery/orders.h"

/* The cases that a search is about, sorted. `is_interest` may be another than that of the cases. */
typedef struct brink__field {
    const brink_cases *cases; /* for their values and dimensions */
    const brink__orders *orders;
    const uint8_t *is_interest;
    const brink_range *all; /* [n_dimensions] brink_range_of_all() */
    size_t n, n_interest;   /* over the orders */
} brink__field;

/* Peels from everything. `peeling`: {0}, gets its steps (without quasi-p-values); brink__peeling_fini() also after a
 * failure. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__peel(const brink__field *field, double alpha, size_t least, brink_peeling *peeling,
                                          brink_error *err);
void brink__peeling_fini(brink_peeling *peeling);

/* Pastes until nothing is gained, in place. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__paste(const brink__field *field, double alpha, brink_box *box, brink_error *err);

/* A copy of a box, with NaN for its quasi-p-values. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__box_copy(brink_box *copy, const brink_box *box, size_t n_dimensions,
                                              brink_error *err);

void brink__box_fini(brink_box *box); /* {0} is fine */

/* A slice that may be taken off or put on. */
typedef struct brink__slice {
    size_t dimension;
    size_t n, n_interest; /* cases in it; n = 0: there is none */
    enum { BRINK__LOW, BRINK__HIGH, BRINK__LEVEL } side;
    bool has_limit; /* of LOW and HIGH: the limit that it leaves */
    double limit;
    unsigned level;
} brink__slice;

/* Whether box (n, k) gains more density a case by losing (gaining if `is_pasting`) slice a than slice b. Exact. */
bool brink__slice_is_better(size_t n, size_t k, const brink__slice *a, const brink__slice *b, bool is_pasting);

/* Counts the cases of a field in a box, and its limited dimensions. */
void brink__box_count(const brink__field *field, brink_box *box);

/* The step that a rule other than BALANCE chooses; whether it is as the rule wants. */
size_t brink__choose(const brink_peeling *peeling, brink_prim_rule rule, double at, bool *is_met);

/* A trajectory, the step chosen of it, and the box that comes of that; without quasi-p-values of the steps. `least`:
 * cases in the lightest box. `peeling`: as for brink__peel(). BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__find_box(const brink__field *field, const brink_prim_options *options,
                                              brink_prim_rule rule, size_t least, brink_peeling *peeling,
                                              brink_error *err);

/* Sets peeling->chosen by BALANCE. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__choose_held_out(const brink__field *field, const brink_prim_options *options,
                                                     size_t least, brink_peeling *peeling, brink_error *err);

/* P(X >= k) for X binomial with n draws of probability successes/trials, by ratios of successive terms: + - * / only,
 * so the bits are the same everywhere, relative error below 1e-12 down to 1e-300. n >= k, trials >= 1. O(n). */
double brink__binomial_upper(size_t k, size_t n, size_t successes, size_t trials);

/* Fills in the quasi-p-values of a box over the cases of a field. BRINK_OK, BRINK_ENOMEM. O(n n_dimensions). */
BRINK_MUST_CHECK brink_status brink__quasi_p(const brink__field *field, brink_box *box, brink_error *err);

/* What brink_prim_new() refuses. BRINK_OK, BRINK_EUSAGE. */
BRINK_MUST_CHECK brink_status brink__prim_check(const brink_cases *cases, const brink_prim_options *options,
                                                brink_error *err);

/* [n_dimensions] brink_range_of_all(); NULL when out of memory. */
brink_range *brink__ranges_of_all(const brink_cases *cases);

#endif
