/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A search for the Pareto front over the unit cube, one generation at a time: the caller asks for points, evaluates
 * them, and tells their objectives. Selection is that of NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002, IEEE Trans.
 * Evol. Comput. 6, 182-197), variation is differential evolution (Storn & Price 1997, J. Global Optim. 11, 341-359; the
 * two together: Iorio & Li 2004, LNCS 3339, 861-872).
 *
 *   generation 0    the points given, then a Latin hypercube (McKay, Beckman & Conover 1979, Technometrics 21, 239-245)
 *   offspring       target and base are winners of binary tournaments, by rank, then by crowding distance; base + 0.5
 *                   (a - b), a and b any two; of it a variable is taken with chance 0.7 and one in any case, the others
 *                   from the target; then polynomial mutation (Deb & Agrawal 1995, Complex Systems 9, 115-148; index
 *                   20, each variable with chance 1/n)
 *   survivors       of parents and offspring by rank; of the last rank that fits in part the most crowded point leaves,
 *                   again and again (Kukkonen & Lampinen 2005, IEEE CEC, 443-450); of points with equal coordinates one
 *
 * Evaluations are dear here, so populations should be small, and who wants the whole front keeps all that was
 * evaluated. The choices are the ones that did best on functions of Zitzler, Deb & Thiele (2000) and of Fonseca &
 * Fleming (1995) with six variables, populations of 12 to 80 and 400 or 800 evaluations; the crossover of NSGA-II
 * itself came to less hypervolume on each of them.
 *
 * Random numbers are Philox draws addressed by seed, generation, individual and variable, and powers are
 * brink/math.h's: the points are the same on every CPU. Nothing here evaluates, so a search that is done again from its
 * start, with the values that it had, goes the same way. */
#ifndef BRINK_EXPLORE_NSDE_H
#define BRINK_EXPLORE_NSDE_H

#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct brink__nsde brink__nsde;

typedef struct brink__nsde_options {
    size_t n, m;       /* variables 1 .. 65535, objectives >= 1 */
    size_t population; /* at least 4 */
    uint64_t seed;
    const double *start; /* [n_start][n] points of generation 0; borrowed for the call; at most `population` */
    size_t n_start;
} brink__nsde_options;

/* NULL: out of memory. */
brink__nsde *brink__nsde_new(const brink__nsde_options *options);
void brink__nsde_free(brink__nsde *nsde); /* NULL is fine */

/* The next generation: x[population][n] in [0, 1]. The caller may move the points (onto a grid). */
void brink__nsde_ask(const brink__nsde *nsde, double *x);

/* What the generation came to: x as evaluated, f[population][m] to be minimised, violation[population] (pareto.h).
 * BRINK_OK or BRINK_ENOMEM (the search cannot go on then). O(m population^2) for each rank. */
BRINK_MUST_CHECK brink_status brink__nsde_tell(brink__nsde *nsde, const double *x, const double *f,
                                               const double *violation);

#endif
