/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Vertices of a best-reply polyhedron, by the double description method in whole numbers.
 *
 * For an m x n matrix of positive whole numbers A, the cone
 *
 *     x >= 0 (m inequalities, bits 0 .. m - 1),     t - sum_i x_i A[i][j] >= 0 (n inequalities, bits m .. m + n - 1)
 *
 * is cut by one column after the other; its extreme rays with t = 1 are the vertices of { x >= 0 : x A <= 1 }
 * (Motzkin, Raiffa, Thompson & Thrall 1953; the combinatorial test of adjacency is that of Fukuda & Prodon 1996).
 * Exact, so degenerate polyhedra are no special case. */
#ifndef GAMES_POLYHEDRON_H
#define GAMES_POLYHEDRON_H

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct brink__vertex {
    mpz_t *x;       /* [m + 1] with t, divided by their greatest common divisor */
    uint64_t tight; /* inequalities that hold with equality */
} brink__vertex;

typedef struct brink__vertices {
    size_t m, n_columns; /* m + n_columns <= 64 */
    brink__vertex *item; /* [n]; one of them is x = 0 */
    size_t n, capacity;
} brink__vertices;

/* `matrix` [m][n] of positive numbers. `most` bounds how many vertices there may be at any time. BRINK_OK; BRINK_EDATA:
 * more than that; BRINK_ENOMEM. `vertices` must be zeroed; fini it in any case. */
brink_status brink__vertices_find(brink__vertices *vertices, size_t m, size_t n, mpz_t *matrix, size_t most);
void brink__vertices_fini(brink__vertices *vertices);

#endif
