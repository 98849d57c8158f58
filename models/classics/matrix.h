/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The little linear algebra that several classics need, over GSL. Square matrices are row-major, [n][n]. All of it is
 * used when compiling only; nothing here calls what differs between CPUs. */
#ifndef MODELS_CLASSICS_MATRIX_H
#define MODELS_CLASSICS_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

enum { BRINK__MATRIX_MOST = 17 };

typedef double brink__matrix[BRINK__MATRIX_MOST * BRINK__MATRIX_MOST];

/* out = a b; out is neither of them. */
void brink__multiply(size_t n, const double *a, const double *b, double *out);

/* Solves a x = b, x[n]; all NaN where `a` is singular. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__solve_linear(size_t n, const double *a, const double *b, double *x);

/* Eigenvalues re[n] + i im[n] of a real matrix, the greatest modulus first, of conjugates the one with im > 0; NaN
 * where they were not found. BRINK_OK or BRINK_ENOMEM. */
BRINK_MUST_CHECK brink_status brink__eigenvalues(size_t n, const double *a, double *re, double *im);

/* Greatest modulus of an eigenvalue. */
BRINK_MUST_CHECK brink_status brink__spectral_radius(size_t n, const double *a, double *radius);

#endif
