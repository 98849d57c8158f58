/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points compared in several objectives at once, all of them to be minimised.
 *
 * Arrays of points are row-major: f[n][m], n points, m >= 1 objectives, every value finite. `violation` [n] says by how
 * much a point misses its constraints, 0 where it meets them; NULL: all meet them. A point dominates another when it is
 * no worse in every objective and better in one; one that meets the constraints dominates any that does not, and of two
 * that do not the smaller violation dominates (constrained domination of Deb, Pratap, Agarwal & Meyarivan 2002, IEEE
 * Trans. Evol. Comput. 6, 182-197). Equal points do not dominate each other. */
#ifndef BRINK_EXPLORE_PARETO_H
#define BRINK_EXPLORE_PARETO_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

bool brink__dominates(const double *a, double violation_a, const double *b, double violation_b, size_t m);

/* rank[n]: 0 for points that none dominates, k + 1 for those that only points of rank <= k dominate. Returns the number
 * of ranks. O(n^2 m) for each rank. */
size_t brink__pareto_ranks(const double *f, const double *violation, size_t n, size_t m, size_t *rank);

/* Crowding distance of the points index[k] among each other (Deb et al. 2002): the sum over objectives of the gap
 * between the two neighbours as a share of the whole range; infinite for the extreme ones. distance[k].
 * O(m k log k). BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__crowding(const double *f, size_t m, const size_t *index, size_t k,
                                              double *distance);

/* Volume of what at least one of the points dominates and that dominates `reference` [m]: their part of the boxes from
 * f to reference. Points that are not better than the reference in every objective add nothing. Exact.
 *
 * One objective: the difference. Two: a sweep, O(n log n). More: the sum of what each point adds to those after it, the
 * latter cut down to what they share with it (While, Bradstreet & Barone 2012, IEEE Trans. Evol. Comput. 16, 86-95),
 * whose time grows like n^(m - 1). BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__hypervolume(const double *f, size_t n, size_t m, const double *reference,
                                                 double *volume);

/* The knee of points none of which dominates another: objectives are scaled to [0, 1] between the best and the worst
 * among the points, and the knee is the one with the smallest sum, if that is smaller than the sums of the points that
 * are best in one objective. With two objectives it is the point furthest from the line through the two extremes, on
 * the side of the ideal point (Das 1999, Structural Optimization 18, 107-115). Of equal ones the first.
 *
 *   knee   SIZE_MAX when there is none: fewer than three points, or a front that is straight or bulges outward
 *
 * BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__knee(const double *f, size_t n, size_t m, size_t *knee);

#endif
