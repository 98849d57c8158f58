/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latin hypercubes that grow by doubling, with the least distance between points made large. */
#include <math.h>
#include <stdlib.h>

#include "explore/sampling.h"

enum { LEAST_START = 8, MOST_SEARCHED = 4096 };
enum { TRIES_A_POINT = 300, COMPARISONS = 2500000 }; /* bounds of a search; few points need few tries */

typedef struct hypercube {
    size_t dims;
    size_t n_old, n;  /* points that stay, and all of this generation */
    uint32_t *cell;   /* [n][dims] the interval of 1/n that a coordinate lies in */
    uint32_t *vacant; /* room for n */
    double *u;
} hypercube;

/* The new points take the intervals that the old ones leave empty, in random order. */
static void place_points(hypercube *h, gsl_rng *rng)
{
    const size_t n_new = h->n - h->n_old;
    uint32_t *order = h->vacant + h->n; /* room behind */
    for (size_t d = 0; d < h->dims; d++) {
        for (size_t c = 0; c < h->n; c++) {
            h->vacant[c] = 1;
        }
        for (size_t i = 0; i < h->n_old; i++) {
            uint32_t c = (uint32_t)(h->u[i * h->dims + d] * (double)h->n);
            c = c < h->n ? c : (uint32_t)h->n - 1;
            h->cell[i * h->dims + d] = c;
            h->vacant[c] = 0;
        }
        brink__shuffle(rng, order, n_new);
        for (size_t c = 0, k = 0; c < h->n; c++) {
            if (h->vacant[c]) {
                h->cell[(h->n_old + order[k++]) * h->dims + d] = (uint32_t)c;
            }
        }
    }
}

/* d^-20 of two points, d in units of the cube's edge: sums of it are ruled by the least distances (the criterion phi_p
 * of Morris & Mitchell). */
static double closeness(const hypercube *h, const uint32_t *a, const uint32_t *b)
{
    double squares = 0.0;
    for (size_t d = 0; d < h->dims; d++) {
        const double apart = (double)a[d] - (double)b[d];
        squares += apart * apart;
    }
    const double x = (double)h->n * (double)h->n / squares; /* at least one interval apart in every dimension */
    const double x2 = x * x;
    const double x4 = x2 * x2;
    return x4 * x4 * x2;
}

static double closeness_of(const hypercube *h, size_t i, size_t other)
{
    double sum = 0.0;
    for (size_t k = 0; k < h->n; k++) {
        if (k != i && k != other) {
            sum += closeness(h, h->cell + i * h->dims, h->cell + k * h->dims);
        }
    }
    return sum;
}

static void exchange(hypercube *h, size_t a, size_t b, size_t d)
{
    const uint32_t kept = h->cell[a * h->dims + d];
    h->cell[a * h->dims + d] = h->cell[b * h->dims + d];
    h->cell[b * h->dims + d] = kept;
}

/* Exchanges coordinates between new points wherever that takes them apart. */
static void search(hypercube *h, gsl_rng *rng)
{
    const size_t n_new = h->n - h->n_old;
    if (h->n > MOST_SEARCHED || n_new < 2 || h->dims < 2) {
        return;
    }
    const size_t affordable = COMPARISONS / h->n;
    const size_t tries = TRIES_A_POINT * n_new < affordable ? TRIES_A_POINT * n_new : affordable;
    for (size_t t = 0; t < tries; t++) {
        const size_t a = h->n_old + brink__below(rng, n_new);
        const size_t b = h->n_old + brink__below(rng, n_new);
        const size_t d = brink__below(rng, h->dims);
        if (a == b) {
            continue;
        }
        /* their own distance stays: what is exchanged keeps its difference */
        const double before = closeness_of(h, a, b) + closeness_of(h, b, a);
        exchange(h, a, b, d);
        if (!(closeness_of(h, a, b) + closeness_of(h, b, a) < before)) {
            exchange(h, a, b, d);
        }
    }
}

static void fill(hypercube *h, gsl_rng *rng)
{
    for (size_t i = h->n_old; i < h->n; i++) {
        for (size_t d = 0; d < h->dims; d++) {
            const double within = gsl_rng_uniform_pos(rng);
            h->u[i * h->dims + d] = ((double)h->cell[i * h->dims + d] + within) / (double)h->n;
        }
    }
}

brink_status brink_latin(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u, brink_error *err)
{
    if (n < 1 || dims < 1 || n > UINT32_MAX / 4) {
        return brink_fail(err, BRINK_EUSAGE, "a Latin hypercube of %zu points in %zu dimensions; allowed: at least 1",
                          n, dims);
    }
    size_t start = n;
    while (start % 2 == 0 && start / 2 >= LEAST_START) {
        start /= 2;
    }
    hypercube h = {.dims = dims};
    h.u = u;
    h.cell = calloc(n * dims, sizeof *h.cell);
    h.vacant = calloc(2 * n, sizeof *h.vacant);
    brink_status status = h.cell && h.vacant ? BRINK_OK : BRINK_ENOMEM;
    for (h.n = start; status == BRINK_OK && h.n <= n; h.n *= 2) {
        static const char *const stages[] = {"latin places", "latin exchanges", "latin values"};
        void (*const todo[])(hypercube * h, gsl_rng * rng) = {place_points, search, fill};
        for (size_t s = 0; s < 3 && status == BRINK_OK; s++) {
            brink_address at = brink__sampling_address(stages[s], scramble);
            at.replica = at.replica << 32 | h.n; /* each generation has draws of its own, as many as it wants */
            gsl_rng *rng = brink__sampling_rng(seed, at);
            status = rng ? BRINK_OK : BRINK_ENOMEM;
            if (rng) {
                todo[s](&h, rng);
                gsl_rng_free(rng);
            }
        }
        h.n_old = h.n;
    }
    free(h.cell);
    free(h.vacant);
    return status == BRINK_OK ? BRINK_OK : brink_fail(err, status, "out of memory for a Latin hypercube");
}
