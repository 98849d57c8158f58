/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Selection of the best of many by elimination: procedure KN (Kim & Nelson 2001, ACM Trans. Model. Comput. Simul. 11,
 * 251-273) with its constant c = 1.
 *
 * Observation j of a system is the mean of a batch of replicas, the same batch (the same noise) for all systems, so
 * observations of one j may depend on each other in any way and those of different j are independent. After a first
 * stage of n0 observations of each, system i is dropped as soon as some l that is still in has
 *
 *   mean_i < mean_l - W,  W = max(0, delta / 2 (h^2 S^2_il / (r delta^2) - 1))
 *
 * after r observations, S^2_il being the variance of their n0 first differences, h^2 = 2 eta (n0 - 1) and eta = ((2
 * alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2. (Larger is better here.) The last one is the best with probability 1 -
 * alpha or more whenever the true mean of the best is by delta or more above every other, and observations are normal,
 * which means of batches are nearly. Where two are closer than delta, either may win. Looking only now and then, after
 * many observations at once, makes wrong exits rarer (Jennison, Johnstone & Turnbull 1982, in Statistical Decision
 * Theory and Related Topics III 2, 55-86). */
#ifndef BRINK_EXPLORE_ELIMINATION_H
#define BRINK_EXPLORE_ELIMINATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct brink__elimination brink__elimination;

/* k >= 1 systems, n0 >= 3 observations in the first stage, alpha in (0, 0.5], delta > 0. NULL: out of memory. 8 k (k +
 * n0) bytes. */
brink__elimination *brink__elimination_new(size_t k, size_t n0, double alpha, double delta);
void brink__elimination_free(brink__elimination *elimination); /* NULL is fine */

/* The next observations x[n] of a system that is still in; the first call must bring the n0 of the first stage. */
void brink__elimination_add(brink__elimination *elimination, size_t system, const double *x, size_t n);

/* Drops systems, when all that are in have equally many observations. Returns how many stay: 1 when the best is found.
 * O(k^2), the first time O(k^2 n0). */
size_t brink__elimination_screen(brink__elimination *elimination);

bool brink__elimination_is_in(const brink__elimination *elimination, size_t system);
double brink__elimination_mean(const brink__elimination *elimination, size_t system);
uint64_t brink__elimination_n(const brink__elimination *elimination, size_t system);

/* The number of observations by which at the latest all but one are dropped; known after the first screening. */
uint64_t brink__elimination_most(const brink__elimination *elimination);

#endif
