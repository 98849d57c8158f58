/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/rng.h"

#include <Random123/philox.h>
#include <string.h>

#include "brink/math.h"

/* The 128-bit counter, lowest word first: period|purpose|index (index lowest), who, replica. A step of the index is
 * then a step of the counter as a number, which lets a GSL generator walk on from any address. */
static philox4x32_ctr_t counter(brink_address at)
{
    philox4x32_ctr_t c;
    c.v[0] = (uint32_t)at.period << 16 | (uint32_t)at.purpose << 8 | at.index;
    c.v[1] = at.who;
    c.v[2] = (uint32_t)at.replica;
    c.v[3] = (uint32_t)(at.replica >> 32);
    return c;
}

static philox4x32_key_t key(uint64_t seed)
{
    philox4x32_key_t k;
    k.v[0] = (uint32_t)seed;
    k.v[1] = (uint32_t)(seed >> 32);
    return k;
}

/* The upper 52 of 64 bits as the mantissa of a number in [1, 2), less 1 - 2^-53: exact, and never 0 or 1. With a 53rd
 * bit the largest would round to 1. No conversion of integers, which AVX2 lacks for 64 bits. */
static double open_unit(uint32_t low, uint32_t high)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 12 | 0x3ff0000000000000u;
    double u;
    memcpy(&u, &bits, sizeof u);
    return u - (1.0 - 0x1p-53);
}

uint32_t brink_who(const char *a, const char *b)
{
    const uint32_t prime = 16777619u; /* Fowler, Noll & Vo; the offset basis below is theirs too */
    uint32_t hash = 2166136261u;
    for (const char *c = a ? a : ""; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * prime;
    }
    hash *= prime; /* the zero byte between the names */
    for (const char *c = b ? b : ""; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * prime;
    }
    return hash;
}

double brink_uniform(uint64_t seed, brink_address at)
{
    philox4x32_ctr_t r = philox4x32(counter(at), key(seed));
    return open_unit(r.v[0], r.v[1]);
}

void brink_uniforms(uint64_t seed, brink_address at, size_t n, double *u)
{
    const philox4x32_ctr_t c = counter(at);
    const philox4x32_key_t k = key(seed);
    for (size_t i = 0; i < n; i++) {
        uint64_t replica = at.replica + i;
        philox4x32_ctr_t lane = c;
        lane.v[2] = (uint32_t)replica;
        lane.v[3] = (uint32_t)(replica >> 32);
        philox4x32_ctr_t r = philox4x32(lane, k);
        u[i] = open_unit(r.v[0], r.v[1]);
    }
}

double brink_normal(uint64_t seed, brink_address at)
{
    return brink_normal_quantile(brink_uniform(seed, at));
}

void brink_normals(uint64_t seed, brink_address at, size_t n, double *z)
{
    brink_uniforms(seed, at, n, z);
    for (size_t i = 0; i < n; i++) {
        z[i] = brink_normal_quantile(z[i]);
    }
}

/* The generator as GSL sees it. `next` is the counter of the block after the one in `words`. */
typedef struct sequence {
    philox4x32_key_t key;
    philox4x32_ctr_t next;
    philox4x32_ctr_t words;
    unsigned used; /* words of the block already given, 4 = none left */
} sequence;

static void sequence_set(void *state, unsigned long seed)
{
    sequence *s = state;
    memset(s, 0, sizeof *s);
    s->key = key(seed);
    s->used = 4;
}

static unsigned long sequence_get(void *state)
{
    sequence *s = state;
    if (s->used == 4) {
        s->words = philox4x32(s->next, s->key);
        s->used = 0;
        s->next.v[0]++;
        if (s->next.v[0] == 0) {
            s->next.v[1]++;
        }
    }
    return s->words.v[s->used++];
}

static double sequence_get_double(void *state)
{
    return (double)sequence_get(state) * 0x1p-32;
}

static const gsl_rng_type philox = {
    .name = "brink_philox4x32_10",
    .max = 0xffffffffUL,
    .min = 0,
    .size = sizeof(sequence),
    .set = sequence_set,
    .get = sequence_get,
    .get_double = sequence_get_double,
};
const gsl_rng_type *const brink_rng_philox = &philox;

void brink_rng_seek(gsl_rng *rng, uint64_t seed, brink_address at)
{
    sequence *s = rng->state;
    s->key = key(seed);
    s->next = counter(at);
    s->used = 4;
}
