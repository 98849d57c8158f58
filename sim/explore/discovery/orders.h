/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cases sorted by each dimension once, for PRIM and CART, which walk them again and again. */
#ifndef BRINK_EXPLORE_DISCOVERY_ORDERS_H
#define BRINK_EXPLORE_DISCOVERY_ORDERS_H

#include "brink/cases.h"

typedef struct brink__orders {
    size_t n_dimensions, n; /* n: cases in each order */
    uint32_t *
        *order; /* [n_dimensions][n] indices of cases by value; equal values in any order, so treat them together */
} brink__orders;

/* All cases. BRINK_OK, BRINK_ENOMEM. O(n_dimensions n log n). brink__orders_fini() takes {0} and half-built ones. */
BRINK_MUST_CHECK brink_status brink__orders_init(brink__orders *orders, const brink_cases *cases, brink_error *err);

/* Those cases of `all` whose `is_in` is set, in the same orders. BRINK_OK, BRINK_ENOMEM. O(n_dimensions n). */
BRINK_MUST_CHECK brink_status brink__orders_pick(brink__orders *orders, const brink__orders *all, const bool *is_in,
                                                 brink_error *err);
void brink__orders_fini(brink__orders *orders);

/* The least whole number that is not below share * n; products that should be whole may come out an ulp above. */
size_t brink__share_of(double share, size_t n);

size_t brink__count_interest(const brink_cases *cases);

/* Whether cases can be searched: brink_cases_check(), and some but not all of interest. BRINK_OK, BRINK_EUSAGE. */
BRINK_MUST_CHECK brink_status brink__discovery_check(const brink_cases *cases, brink_error *err);

#endif
