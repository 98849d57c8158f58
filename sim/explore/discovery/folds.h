/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of the cases for cross-validation. */
#ifndef BRINK_EXPLORE_DISCOVERY_FOLDS_H
#define BRINK_EXPLORE_DISCOVERY_FOLDS_H

#include "explore/discovery/orders.h"

/* Deals the cases of `orders` into folds 0 .. n_folds - 1, at random but so that every fold has as many cases of
 * interest as the others, or one more: fold[cases->n], UINT32_MAX of cases that are not in the orders.
 *
 * A draw is addressed by the seed and by the ranks of a case's values in their dimensions, so that neither the order of
 * cases nor the scale of a dimension matters; cases that are alike in everything are dealt in turn. BRINK_OK,
 * BRINK_ENOMEM. O(n_dimensions n + n log n). */
BRINK_MUST_CHECK brink_status brink__deal_folds(const brink_cases *cases, const brink__orders *orders,
                                                const uint8_t *is_interest, size_t n_folds, uint64_t seed,
                                                uint32_t *fold, brink_error *err);

#endif
