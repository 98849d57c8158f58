/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points of the unit cube, u[n][dims] row-major, for designs. All are pure functions of their arguments, with the same
 * bits on every machine; random ones draw by address (brink/rng.h), so that nothing depends on how many points or
 * dimensions are asked for but what must.
 *
 * Each grows: the first points of a larger sample are the smaller sample of the same arguments (factorial and Latin
 * hypercubes where said). */
#ifndef BRINK_SAMPLING_H
#define BRINK_SAMPLING_H

#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

/* The most dimensions that sequences have. */
enum { BRINK_SOBOL_DIMS = 40, BRINK_HALTON_DIMS = 1229 };

/* Points 0 .. n-1 of Sobol's sequence (GSL's direction numbers, Bratley & Fox 1988, ACM Trans. Math. Softw. 14,
 * 88-100), the origin included, in the order of Gray codes, with Owen's nested uniform scrambling (1995, "Randomly
 * permuted (t,m,s)-nets and (t,s)-sequences"): every bit of a coordinate is flipped or not by a draw that is addressed
 * by the scramble, the dimension and the bits above it; below 30 bits the coordinate is uniform. So each point is
 * uniform in the cube, 0 < u < 1, and the first 2^k points are a net: one in each elementary interval. Other n are less
 * even.
 *
 *   dims       1 .. BRINK_SOBOL_DIMS
 *   seed, scramble   different ones give independent scrambles
 *   u          [n][dims]
 *
 * BRINK_OK; BRINK_EUSAGE (too many dimensions, n above 2^30); BRINK_ENOMEM. O(n dims) time, 30 draws a coordinate. */
BRINK_MUST_CHECK brink_status brink_sobol(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u,
                                          brink_error *err);

/* Points 0 .. n-1 of Halton's sequence in the first `dims` primes, with a random permutation of the digits at each
 * place, drawn for every dimension and place by itself (Owen 2017, "A randomized Halton algorithm in R",
 * arXiv:1706.02808): each point is uniform, 0 < u < 1, and the sample grows in points and in dimensions. For many
 * dimensions: below n = the prime of a dimension its coordinates are only as even as a Latin hypercube's.
 *
 * Arguments and statuses as above; dims up to BRINK_HALTON_DIMS. */
BRINK_MUST_CHECK brink_status brink_halton(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u,
                                           brink_error *err);

/* A Latin hypercube (McKay, Beckman & Conover 1979, Technometrics 21, 239-245): each coordinate has one point in each
 * of n equal intervals, uniform within it. Among such samples one with a large least distance is looked for, by
 * exchanging coordinates between points (maximin; Morris & Mitchell 1995, J. Stat. Planning and Inference 43, 381-402).
 *
 * It grows by doubling: the sample of 2n points holds that of n points first (each interval is halved, and the new
 * points take the halves that are empty), so that results of the smaller can be kept. For that the sample of n points
 * is built up from one of n/2^k, the least whole such number that is not below 8.
 *
 * BRINK_OK; BRINK_EUSAGE (n or dims 0); BRINK_ENOMEM. About 10^7 dims operations in a search, which is given up above
 * 4096 points; O(n dims) besides. */
BRINK_MUST_CHECK brink_status brink_latin(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u,
                                          brink_error *err);

/* Number of points of a full factorial with levels[dims] levels each; 0 when that is more than `most`. */
size_t brink_factorial_n(const size_t *levels, size_t dims, size_t most);

/* The full factorial: levels[d] >= 1 places 0, 1/(L-1), ..., 1 in dimension d (1/2 where there is one), every
 * combination. Ordered so that it grows where places allow it: with 2^k + 1 levels in every dimension, the points of k
 * = 0 come first, then the further ones of k = 1, and so on. u[brink_factorial_n()][dims]. BRINK_OK, BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_factorial(const size_t *levels, size_t dims, double *u, brink_error *err);

/* One at a time: a point at the centre, NaN in every dimension (for a factor: as the scenario has it), then for each
 * dimension its places 0 and 1 (levels = 2), or `levels` places, with NaN in all others. u[1 + levels dims][dims];
 * levels
 * >= 2. It does not grow. */
void brink_one_at_a_time(size_t levels, size_t dims, double *u);

/* Trajectories of Morris (1991, Technometrics 33, 161-174): from a random place of a grid with p = `levels` places
 * (even) in each dimension, steps of p/(2 (p - 1)) up or down in every dimension once, in random order.
 *
 *   u       [n][dims + 1][dims]
 *   moved   [n][dims] the dimension in which step k of a trajectory goes, from point k to k + 1
 *
 * BRINK_OK; BRINK_EUSAGE (levels not even, or below 2); BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink_morris(size_t n, size_t dims, size_t levels, uint64_t seed, double *u,
                                           uint32_t *moved, brink_error *err);

#endif
