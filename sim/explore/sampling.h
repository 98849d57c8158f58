/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draws for sampling: their addresses. */
#ifndef BRINK_EXPLORE_SAMPLING_H
#define BRINK_EXPLORE_SAMPLING_H

#include <gsl/gsl_rng.h>

#include "brink/rng.h"
#include "brink/sampling.h"

/* Who draws: `what` by name, in scramble `scramble`. */
static inline brink_address brink__sampling_address(const char *what, uint32_t scramble)
{
    return (brink_address){.replica = scramble, .who = brink_who("sampling", what)};
}

/* A whole number 0 .. n-1 from a generator, n >= 1. */
static inline size_t brink__below(gsl_rng *rng, size_t n)
{
    return (size_t)gsl_rng_uniform_int(rng, n);
}

/* Puts 0 .. n-1 in random order. */
void brink__shuffle(gsl_rng *rng, uint32_t *order, size_t n);

/* A generator at an address of its own: free with gsl_rng_free(). NULL when out of memory. */
gsl_rng *brink__sampling_rng(uint64_t seed, brink_address at);

#endif
