/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points on grids: full factorials, one at a time, trajectories. */
#include <math.h>
#include <stdlib.h>

#include "explore/sampling.h"

void brink__shuffle(gsl_rng *rng, uint32_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) { /* Fisher and Yates, inside out */
        const size_t j = brink__below(rng, i + 1);
        order[i] = order[j];
        order[j] = (uint32_t)i;
    }
}

gsl_rng *brink__sampling_rng(uint64_t seed, brink_address at)
{
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    if (rng) {
        brink_rng_seek(rng, seed, at);
    }
    return rng;
}

/* --- full factorial ----------------------------------------------------------------------------------------------- */

size_t brink_factorial_n(const size_t *levels, size_t dims, size_t most)
{
    size_t n = 1;
    for (size_t d = 0; d < dims; d++) {
        if (levels[d] > most / n) {
            return 0;
        }
        n *= levels[d];
    }
    return n <= most ? n : 0;
}

/* In the order of refinement: ends first, then the middle, then the quarters ... rank[place] is the generation in which
 * a place of 2^k + 1 comes; 0 for all places of other numbers. */
static unsigned generation(size_t place, size_t levels)
{
    const size_t n = levels - 1;
    if (levels < 3 || (n & (n - 1)) != 0 || place == 0 || place == n) {
        return 0;
    }
    unsigned halvings = 1;
    for (size_t step = n / 2; place % step != 0; step /= 2) {
        halvings++;
    }
    return halvings;
}

typedef struct combination {
    unsigned generation;
    size_t index; /* of the last dimension fastest */
} combination;

static int by_generation(const void *a, const void *b)
{
    const combination *x = a;
    const combination *y = b;
    if (x->generation != y->generation) {
        return x->generation < y->generation ? -1 : 1;
    }
    return (x->index > y->index) - (x->index < y->index);
}

brink_status brink_factorial(const size_t *levels, size_t dims, double *u, brink_error *err)
{
    const size_t n = brink_factorial_n(levels, dims, SIZE_MAX / sizeof(combination));
    combination *order = calloc(n + 1, sizeof *order);
    if (!order) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a factorial design");
    }
    for (size_t i = 0; i < n; i++) {
        size_t rest = i;
        order[i].index = i;
        for (size_t d = dims; d-- > 0;) {
            const unsigned g = generation(rest % levels[d], levels[d]);
            order[i].generation = g > order[i].generation ? g : order[i].generation;
            rest /= levels[d];
        }
    }
    qsort(order, n, sizeof *order, by_generation);
    for (size_t i = 0; i < n; i++) {
        size_t rest = order[i].index;
        for (size_t d = dims; d-- > 0;) {
            const size_t place = rest % levels[d];
            u[i * dims + d] = levels[d] > 1 ? (double)place / (double)(levels[d] - 1) : 0.5;
            rest /= levels[d];
        }
    }
    free(order);
    return BRINK_OK;
}

/* --- one at a time ------------------------------------------------------------------------------------------------ */

void brink_one_at_a_time(size_t levels, size_t dims, double *u)
{
    for (size_t i = 0; i < (1 + levels * dims) * dims; i++) {
        u[i] = (double)NAN;
    }
    for (size_t d = 0; d < dims; d++) {
        for (size_t k = 0; k < levels; k++) {
            u[(1 + d * levels + k) * dims + d] = (double)k / (double)(levels - 1);
        }
    }
}

/* --- trajectories ------------------------------------------------------------------------------------------------- */

/* One trajectory: u[dims + 1][dims], moved[dims]. */
static void walk(size_t dims, size_t levels, gsl_rng *rng, double *u, uint32_t *moved)
{
    const size_t step = levels / 2; /* p/(2 (p - 1)) in places of 1/(p - 1) */
    for (size_t d = 0; d < dims; d++) {
        u[d] = (double)brink__below(rng, levels);
    }
    brink__shuffle(rng, moved, dims);
    for (size_t k = 0; k < dims; k++) {
        double *from = u + k * dims;
        double *to = from + dims;
        for (size_t d = 0; d < dims; d++) {
            to[d] = from[d];
        }
        /* only one direction stays on the grid, as the step is half of the places */
        to[moved[k]] += from[moved[k]] < (double)step ? (double)step : -(double)step;
    }
    for (size_t i = 0; i < (dims + 1) * dims; i++) {
        u[i] /= (double)(levels - 1);
    }
}

brink_status brink_morris(size_t n, size_t dims, size_t levels, uint64_t seed, double *u, uint32_t *moved,
                          brink_error *err)
{
    if (levels < 2 || levels % 2 != 0 || levels > 1000) {
        return brink_fail(err, BRINK_EUSAGE, "trajectories on %zu levels; allowed: an even number, 2 to 1000", levels);
    }
    for (size_t i = 0; i < n; i++) {
        brink_address at = brink__sampling_address("morris", (uint32_t)i);
        gsl_rng *rng = brink__sampling_rng(seed, at);
        if (!rng) {
            return brink_fail(err, BRINK_ENOMEM, "out of memory for trajectories");
        }
        walk(dims, levels, rng, u + i * (dims + 1) * dims, moved + i * dims);
        gsl_rng_free(rng);
    }
    return BRINK_OK;
}
