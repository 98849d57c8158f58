/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sobol's sequence, scrambled. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_qrng.h>
#include <string.h>

#include "explore/sampling.h"

enum { BITS = 30 }; /* of GSL's coordinates */

/* The coordinate `bits` of dimension `dim`, scrambled. Where the same bits come above, the same flips follow: that
 * keeps points apart that were apart, and makes a net of a net. */
static double scramble_bits(uint32_t bits, size_t dim, uint64_t seed, brink_address at)
{
    uint64_t scramble = at.replica << 32; /* the bits above go into the low half */
    uint32_t flipped = 0;
    at.period = (uint16_t)dim;
    for (unsigned k = 0; k < BITS; k++) {
        const uint32_t above = k > 0 ? bits >> (BITS - k) : 0;
        at.purpose = (uint8_t)k;
        at.replica = scramble | above;
        const uint32_t flip = brink_uniform(seed, at) < 0.5 ? 1 : 0;
        flipped = flipped << 1 | ((bits >> (BITS - 1 - k) & 1) ^ flip);
    }
    at.purpose = BITS;
    at.replica = scramble | bits;
    return ((double)flipped + brink_uniform(seed, at)) / (double)(1u << BITS);
}

brink_status brink_sobol(size_t n, size_t dims, uint64_t seed, uint32_t scramble, double *u, brink_error *err)
{
    if (dims < 1 || dims > BRINK_SOBOL_DIMS || n > (size_t)1 << BITS) {
        return brink_fail(err, BRINK_EUSAGE,
                          "%zu points of Sobol's sequence in %zu dimensions; allowed: at most 2^30, in 1 to %d", n,
                          dims, (int)BRINK_SOBOL_DIMS);
    }
    const brink_address at = brink__sampling_address("sobol", scramble);
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dims);
    if (!sequence) {
        return brink_fail(err, BRINK_ENOMEM, "out of memory for a sequence");
    }
    for (size_t i = 0; i < n; i++) {
        double *point = u + i * dims;
        if (i == 0) {
            memset(point, 0, dims * sizeof *point); /* GSL leaves out the origin, which belongs to the net */
        } else {
            (void)gsl_qrng_get(sequence, point); /* the n-th fails where n has too many bits, which was ruled out */
        }
        for (size_t d = 0; d < dims; d++) {
            point[d] = scramble_bits((uint32_t)(point[d] * (double)(1u << BITS)), d, seed, at);
        }
    }
    gsl_qrng_free(sequence);
    return BRINK_OK;
}
