/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The arithmetic of paired comparisons, on arrays. Sums are compensated and run in order of replica, in double: neither
 * threads nor the compiler change a bit, and a mean is that of the exact sum but for its last rounding, as in
 * summaries (GSL's statistics accumulate in long double, whose last bits are another matter). */
#ifndef BRINK_EXPLORE_COMPARE_VALUES_H
#define BRINK_EXPLORE_COMPARE_VALUES_H

#include "brink/compare.h"

/* Values of one point [n], NaN = missing; `over`: denominators of a ratio, else NULL. */
typedef struct brink__sample {
    const double *x, *over;
} brink__sample;

typedef struct brink__comparison {
    brink_statistic statistic;
    bool is_flag; /* values are 0 or 1 */
    double span;  /* most that two points can differ by: a ratio's interval is clipped to it; INFINITY if unknown */
    size_t n_comparisons; /* at least 1 */
    double tail;          /* level of each side of the intervals *_all; 0: 0.025 / n_comparisons */
} brink__comparison;

/* a - b. O(n), for quantiles and tails O(n log n); 32 bytes a pair while it runs. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__compare_values(const brink__comparison *how, brink__sample a, brink__sample b,
                                                    size_t n, brink_difference *difference);

/* The statistic of x[n] (n >= 1; without NaN), whose values become contributions: their mean less its expectation is
 * the error of the statistic to first order (brink/compare.h).
 *
 *   over      [n] denominators of a ratio, else not looked at
 *   sorted    [n] room to sort in; may be `over` */
double brink__evaluate(const brink_statistic *statistic, double *x, const double *over, double *sorted, size_t n);

/* Standard error of a mean of contributions u[n], n >= 2; and the same contributions moved so that their mean is
 * `value`. */
double brink__se(const double *u, size_t n);
void brink__centre(double *u, size_t n, double value);

/* Whether n replicas are enough for an interval of the statistic. */
bool brink__has_enough(const brink_statistic *statistic, size_t n);

/* Newcombe's (1998) method 10 for the difference of two paired proportions: pairs with both, the first alone, the
 * second alone, neither; `z` the normal quantile. At least one pair. */
void brink__newcombe(const uint64_t pairs[4], double z, double *lo, double *hi);

#endif
