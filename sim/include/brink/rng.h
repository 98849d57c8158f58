/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers addressed by identity, never by order (common random numbers by key).
 *
 * Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11), as
 * implemented by Random123. Key = the study's seed. Counter, from its highest bits = replica (64 bits), who (32: a hash
 * of names), and period (16), purpose (8), index (8). So a draw depends on nothing but its address: threads, blocks,
 * the order of points, and the presence of other actors leave it alone. */
#ifndef BRINK_RNG_H
#define BRINK_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

typedef struct brink_address {
    uint64_t replica;
    uint32_t who;    /* brink_who() */
    uint16_t period; /* 0 = before the first */
    uint8_t purpose; /* the model's enumeration of what it draws for */
    uint8_t index;   /* several draws for one purpose */
} brink_address;

/* Hash of a pair of names (FNV-1a, 32 bits, over a, a zero byte, b; NULL reads as ""). Programs refuse collisions. */
uint32_t brink_who(const char *a, const char *b);

/* One uniform in the open interval (0, 1): a multiple of 2^-52 plus 2^-53, exact, from the upper 52 of the first 64
 * bits of the block (with 53 bits the largest would round to 1). */
double brink_uniform(uint64_t seed, brink_address at);

/* The same for `n` consecutive replicas at.replica .. at.replica + n - 1: u[k]. */
void brink_uniforms(uint64_t seed, brink_address at, size_t n, double *u);

/* Standard normal by inverse CDF of brink_uniform() (so monotone in the uniform). */
double brink_normal(uint64_t seed, brink_address at);
void brink_normals(uint64_t seed, brink_address at, size_t n, double *z);

/* The same generator as a sequence, for all of GSL's distributions: gsl_rng_alloc(brink_rng_philox). gsl_rng_set()
 * puts it at counter 0 of key `seed` (all 64 bits count; 0 is a seed like any other); each block gives four 32-bit
 * words, lowest first, and then the 64-bit low half of the counter goes up by one. */
extern const gsl_rng_type *const brink_rng_philox;

/* Puts a generator of that type at an address, whose words (4 an index) follow from index `at.index` upwards. After
 * 4 (256 - at.index) words it runs on into the addresses of the next purpose: draw fewer, or leave that purpose free.
 */
void brink_rng_seek(gsl_rng *rng, uint64_t seed, brink_address at);

#endif
