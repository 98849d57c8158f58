/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Halton's sequence, scrambled digit by digit. GSL's is not used: it gives the radical inverse as a double, from which
 * digits in other bases than 2 cannot be had back exactly. */
#include <stdlib.h>

#include "explore/sampling.h"

enum { MOST_PLACES = 52, LAST_PRIME = 9973 }; /* the 1229th */

/* primes[n], n <= BRINK_HALTON_DIMS. */
static void find_primes(uint32_t *primes, size_t n)
{
    size_t found = 0;
    for (uint32_t p = 2; found < n && p <= LAST_PRIME; p++) {
        size_t i = 0;
        while (i < found && primes[i] * primes[i] <= p && p % primes[i] != 0) {
            i++;
        }
        if (i == found || primes[i] * primes[i] > p) {
            primes[found++] = p;
        }
    }
}

/* Digits behind the point that a double of the unit interval can tell apart. */
static size_t places_of(uint32_t base)
{
    size_t places = 0;
    double unit = 1.0;
    do {
        unit /= (double)base;
        places++;
    } while (unit > 1e-15 && places < MOST_PLACES);
    return places;
}

/* Coordinate `dim` of all points. `digit` has room for places x base permuted digits. */
static void fill_dimension(size_t n, size_t dims, size_t dim, uint32_t base, gsl_rng *rng, uint32_t *digit, double *u)
{
    const size_t places = places_of(base);
    for (size_t k = 0; k < places; k++) {
        brink__shuffle(rng, digit + k * base, base);
    }
    for (size_t i = 0; i < n; i++) {
        size_t rest = i;
        double unit = 1.0;
        double x = 0.0;
        for (size_t k = 0; k < places; k++) {
            unit /= (double)base;
            x += unit * (double)digit[k * base + rest % base];
            rest /= base;
        }
        /* the middle of the last interval: never 0, and rounding must not lead to 1 */
        x += 0.5 * unit;
        u[i * dims + dim] = x < 1.0 ? x : 1.0 - 0x1p-53;
    }
}

brink_status brink_halton(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u, brink_error *err)
{
    if (dims < 1 || dims > BRINK_HALTON_DIMS) {
        return brink_fail(err, BRINK_EUSAGE, "Halton's sequence in %zu dimensions; allowed: 1 to %d", dims,
                          (int)BRINK_HALTON_DIMS);
    }
    uint32_t *primes = calloc(dims, sizeof *primes);
    uint32_t *digit = NULL;
    brink_address at = brink__sampling_address("halton", scramble);
    brink_status status = BRINK_ENOMEM;
    if (primes) {
        find_primes(primes, dims);
        digit = calloc((size_t)primes[dims - 1] * places_of(2), sizeof *digit);
    }
    for (size_t d = 0; digit && d < dims; d++) {
        at.period = (uint16_t)d;
        gsl_rng *rng = brink__sampling_rng(seed, at);
        status = rng ? BRINK_OK : BRINK_ENOMEM;
        if (!rng) {
            break;
        }
        fill_dimension(n, dims, d, primes[d], rng, digit, u);
        gsl_rng_free(rng);
    }
    free(primes);
    free(digit);
    return status == BRINK_OK ? BRINK_OK : brink_fail(err, status, "out of memory for a sequence");
}
