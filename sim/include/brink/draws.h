/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * brink_uniforms() and brink_normals() once more, as plain loops over replicas for kernels that are compiled once per
 * instruction set: the same bits (tests/unit/rng.c), in a half to a third of the time with AVX2 or AVX-512. */
#ifndef BRINK_DRAWS_H
#define BRINK_DRAWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "brink/math.h"
#include "brink/rng.h"

enum { BRINK_DRAWS = 32 }; /* replicas at a time */

/* Philox4x32-10 (see brink/rng.h) of BRINK_DRAWS consecutive replicas from at.replica: the first two words of each
 * block. Words of the counter are rows over replicas; a round multiplies two of them. */
static inline void brink_draw_words(uint64_t seed, brink_address at, uint32_t low[BRINK_DRAWS],
                                    uint32_t high[BRINK_DRAWS])
{
    uint32_t x0[BRINK_DRAWS], x1[BRINK_DRAWS], x2[BRINK_DRAWS], x3[BRINK_DRAWS];
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (size_t i = 0; i < BRINK_DRAWS; i++) {
        uint64_t replica = at.replica + i;
        x0[i] = (uint32_t)at.period << 16 | (uint32_t)at.purpose << 8 | at.index;
        x1[i] = at.who;
        x2[i] = (uint32_t)replica;
        x3[i] = (uint32_t)(replica >> 32);
    }
    for (int round = 0; round < 10; round++) {
        for (size_t i = 0; i < BRINK_DRAWS; i++) {
            /* products apart: instruction sets have a multiplication for either half, none for both */
            uint32_t a = x0[i], b = x2[i];
            uint32_t a_high = (uint32_t)((uint64_t)0xd2511f53U * a >> 32), a_low = 0xd2511f53U * a;
            uint32_t b_high = (uint32_t)((uint64_t)0xcd9e8d57U * b >> 32), b_low = 0xcd9e8d57U * b;
            x0[i] = b_high ^ x1[i] ^ k0;
            x1[i] = b_low;
            x2[i] = a_high ^ x3[i] ^ k1;
            x3[i] = a_low;
        }
        k0 += 0x9e3779b9U;
        k1 += 0xbb67ae85U;
    }
    memcpy(low, x0, sizeof x0);
    memcpy(high, x1, sizeof x1);
}

/* u[n] for the replicas at.replica .. at.replica + n - 1. */
static inline void brink_draw_uniforms(uint64_t seed, brink_address at, size_t n, double *u)
{
    for (size_t from = 0; from < n; from += BRINK_DRAWS, at.replica += BRINK_DRAWS) {
        uint32_t low[BRINK_DRAWS], high[BRINK_DRAWS];
        double drawn[BRINK_DRAWS];
        brink_draw_words(seed, at, low, high);
        for (size_t i = 0; i < BRINK_DRAWS; i++) {
            uint64_t bits = ((uint64_t)high[i] << 32 | low[i]) >> 12 | 0x3ff0000000000000u;
            memcpy(&drawn[i], &bits, sizeof bits);
            drawn[i] -= 1.0 - 0x1p-53;
        }
        memcpy(u + from, drawn, (n - from < BRINK_DRAWS ? n - from : BRINK_DRAWS) * sizeof *u);
    }
}

static inline void brink_draw_normals(uint64_t seed, brink_address at, size_t n, double *z)
{
    brink_draw_uniforms(seed, at, n, z);
    for (size_t i = 0; i < n; i++) {
        z[i] = brink_normal_quantile(z[i]);
    }
}

#endif
