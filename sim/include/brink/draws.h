/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink_uniforms() and brink_normals() once more, over replicas, for kernels that are compiled once per instruction
 * set: the same bits (tests/unit/rng.c), in a fraction of the time with AVX2 or AVX-512. */
#ifndef BRINK_DRAWS_H
#define BRINK_DRAWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "brink/math.h"
#include "brink/rng.h"

/* Words of the generator, each in the low half of 64 bits, where the product of two has room; what is in the high half
 * is without meaning. Every instruction set can multiply low halves to whole elements at once, but gcc does not find
 * out: from plain loops it makes three products, or a shuffle around each. Hence the only intrinsics. */
#if defined(__AVX512F__)
typedef uint64_t brink_words __attribute__((vector_size(64)));
#define BRINK_TIMES(a, b) ((brink_words)_mm512_mul_epu32((__m512i)(a), (__m512i)(b)))
#elif defined(__AVX2__)
typedef uint64_t brink_words __attribute__((vector_size(32)));
#define BRINK_TIMES(a, b) ((brink_words)_mm256_mul_epu32((__m256i)(a), (__m256i)(b)))
#elif defined(__SSE2__)
typedef uint64_t brink_words __attribute__((vector_size(16)));
#define BRINK_TIMES(a, b) ((brink_words)_mm_mul_epu32((__m128i)(a), (__m128i)(b)))
#else
typedef uint64_t brink_words __attribute__((vector_size(8)));
#define BRINK_TIMES(a, b) (((a)&UINT32_MAX) * ((b)&UINT32_MAX))
#endif

enum {
    BRINK_WORDS = sizeof(brink_words) / sizeof(uint64_t),
    BRINK_STREAMS = BRINK_WORDS < 4 ? 2 : 4 /* vectors at a time, since one waits for its own products */
};

/* Philox4x32-10 (see brink/rng.h) of consecutive replicas from at.replica: the first two words of each block. */
static inline __attribute__((always_inline)) void
brink_draw_words(uint64_t seed, brink_address at, brink_words low[BRINK_STREAMS], brink_words high[BRINK_STREAMS])
{
    const brink_words none = {0}, a_by = none + 0xd2511f53U, b_by = none + 0xcd9e8d57U;
    const uint64_t number = (uint32_t)at.period << 16 | (uint32_t)at.purpose << 8 | at.index;
    brink_words x0[BRINK_STREAMS], x1[BRINK_STREAMS], x2[BRINK_STREAMS], x3[BRINK_STREAMS];
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (size_t s = 0; s < BRINK_STREAMS; s++) {
        uint64_t replica[BRINK_WORDS];
        for (size_t i = 0; i < BRINK_WORDS; i++) {
            replica[i] = at.replica + s * BRINK_WORDS + i;
        }
        memcpy(&x2[s], replica, sizeof replica);
        x0[s] = none + number;
        x1[s] = none + at.who;
        x3[s] = x2[s] >> 32;
    }
    for (int round = 0; round < 10; round++) {
        for (size_t s = 0; s < BRINK_STREAMS; s++) {
            const brink_words a = BRINK_TIMES(x0[s], a_by), b = BRINK_TIMES(x2[s], b_by);
            x0[s] = b >> 32 ^ x1[s] ^ (none + k0);
            x1[s] = b;
            x2[s] = a >> 32 ^ x3[s] ^ (none + k1);
            x3[s] = a;
        }
        k0 += 0x9e3779b9U;
        k1 += 0xbb67ae85U;
    }
    for (size_t s = 0; s < BRINK_STREAMS; s++) {
        low[s] = x0[s] & UINT32_MAX;
        high[s] = x1[s];
    }
}

/* u[n] for the replicas at.replica .. at.replica + n - 1. */
static inline void brink_draw_uniforms(uint64_t seed, brink_address at, size_t n, double *u)
{
    enum { AT_ONCE = BRINK_STREAMS * BRINK_WORDS };
    for (size_t from = 0; from < n; from += AT_ONCE, at.replica += AT_ONCE) {
        brink_words low[BRINK_STREAMS], high[BRINK_STREAMS];
        uint64_t bits[AT_ONCE];
        double drawn[AT_ONCE];
        brink_draw_words(seed, at, low, high);
        for (size_t s = 0; s < BRINK_STREAMS; s++) {
            const brink_words both = (high[s] << 32 | low[s]) >> 12 | 0x3ff0000000000000U;
            memcpy(bits + s * BRINK_WORDS, &both, sizeof both);
        }
        memcpy(drawn, bits, sizeof bits);
        for (size_t i = 0; i < AT_ONCE; i++) {
            drawn[i] -= 1.0 - 0x1p-53;
        }
        memcpy(u + from, drawn, (n - from < AT_ONCE ? n - from : AT_ONCE) * sizeof *u);
    }
}

static inline void brink_draw_normals(uint64_t seed, brink_address at, size_t n, double *z)
{
    enum { AT_ONCE = 32 };
    for (size_t from = 0; from < n; from += AT_ONCE, at.replica += AT_ONCE) {
        const size_t m = n - from < AT_ONCE ? n - from : AT_ONCE;
        double u[AT_ONCE], centre[AT_ONCE];
        brink_draw_uniforms(seed, at, AT_ONCE, u);
        for (size_t i = 0; i < AT_ONCE; i++) {
            centre[i] = brink_normal_centre(u[i] - 0.5);
        }
        for (size_t i = 0; i < m; i++) {
            double q = u[i] - 0.5;
            bool is_central = q >= -BRINK_NORMAL_CENTRE && q <= BRINK_NORMAL_CENTRE;
            z[from + i] = is_central ? centre[i] : brink_normal_quantile(u[i]);
        }
    }
}

#endif
