/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The arithmetic of rankings, on arrays. */
#ifndef BRINK_EXPLORE_RANK_VALUES_H
#define BRINK_EXPLORE_RANK_VALUES_H

#include "brink/rank.h"
#include "explore/compare_values.h"

/* Multiple comparisons with the best (brink/rank.h) of points sample[k] with n replicas each, NaN = missing.
 *
 *   how      its `tail` is alpha / (k - 1)
 *   ranked   [k]; value is NaN at a point without any value
 *
 * BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__rank_values(const brink__comparison *how, const brink__sample *sample, size_t k,
                                                 size_t n, bool is_maximised, brink_ranked *ranked);

#endif
