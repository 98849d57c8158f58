/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/math_stream.h"

#include <string.h>

#include "brink/math.h"

#ifndef MATH_STREAM
#error "MATH_STREAM must name the function"
#endif

enum { CHUNK = 64, N_CHUNKS = 1600 };

/* Chunks of plain loops, as in a kernel: the compiler is free to vectorise them. */
static void chunk(double x[CHUNK], double out[5][CHUNK], float single[2][CHUNK])
{
    for (int i = 0; i < CHUNK; i++) {
        out[0][i] = brink_exp(x[i]);
    }
    for (int i = 0; i < CHUNK; i++) {
        out[1][i] = brink_log(out[0][i]);
    }
    for (int i = 0; i < CHUNK; i++) {
        out[2][i] = brink_logistic(x[i] * 0.1);
    }
    /* products and sums that an FMA would round otherwise */
    for (int i = 0; i < CHUNK; i++) {
        out[3][i] = brink_clamp(brink_plus(x[i] * out[2][i] + out[1][i]) - 0.3 * x[i] * x[i], -1e6, 1e6);
    }
    for (int i = 0; i < CHUNK; i++) {
        out[4][i] = brink_exp2(x[i]);
    }
    for (int i = 0; i < CHUNK; i++) {
        single[0][i] = brink_exp2f((float)x[i] * 0.1F);
    }
    for (int i = 0; i < CHUNK; i++) {
        single[1][i] = brink_log2f(single[0][i]);
    }
}

uint64_t MATH_STREAM(void)
{
    uint64_t hash = 14695981039346656037u;
    uint64_t state = 1;
    for (int c = 0; c < N_CHUNKS; c++) {
        double x[CHUNK];
        double out[5][CHUNK];
        float single[2][CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX generator */
            x[i] = ((double)(int64_t)(state >> 11) * 0x1p-53 - 0.5) * 1400.0;
        }
        chunk(x, out, single);
        for (int f = 0; f < 5; f++) {
            for (int i = 0; i < CHUNK; i++) {
                uint64_t bits;
                memcpy(&bits, &out[f][i], sizeof bits);
                hash = (hash ^ bits) * 1099511628211u;
            }
        }
        for (int f = 0; f < 2; f++) {
            for (int i = 0; i < CHUNK; i++) {
                uint32_t bits;
                memcpy(&bits, &single[f][i], sizeof bits);
                hash = (hash ^ bits) * 1099511628211u;
            }
        }
        for (int i = 0; i < CHUNK; i++) {
            double z = brink_normal_quantile(x[i] * (1.0 / 1400.0) + 0.5);
            uint64_t bits;
            memcpy(&bits, &z, sizeof bits);
            hash = (hash ^ bits) * 1099511628211u;
        }
    }
    return hash;
}
