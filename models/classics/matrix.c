/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "matrix.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

void brink__multiply(size_t n, const double *a, const double *b, double *out)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < n; k++) {
                sum += a[i * n + k] * b[k * n + j];
            }
            out[i * n + j] = sum;
        }
    }
}

/* Whether a pivot is lost in the rounding of the elimination. */
static bool is_singular(const gsl_matrix *lu, double size)
{
    for (size_t i = 0; i < lu->size1; i++) {
        if (!(fabs(gsl_matrix_get(lu, i, i)) > 1e-14 * size)) {
            return true;
        }
    }
    return false;
}

brink_status brink__solve_linear(size_t n, const double *a, const double *b, double *x)
{
    brink__matrix work;
    double size = 0.0;
    int sign = 0;
    for (size_t i = 0; i < n * n; i++) {
        work[i] = a[i];
        size = fmax(size, fabs(a[i]));
    }
    memcpy(x, b, n * sizeof *x);
    gsl_matrix_view matrix = gsl_matrix_view_array(work, n, n);
    gsl_vector_view vector = gsl_vector_view_array(x, n);
    gsl_permutation *order = gsl_permutation_alloc(n);
    if (order == NULL || gsl_linalg_LU_decomp(&matrix.matrix, order, &sign) != GSL_SUCCESS) {
        gsl_permutation_free(order);
        return BRINK_ENOMEM;
    }
    if (is_singular(&matrix.matrix, size) || gsl_linalg_LU_svx(&matrix.matrix, order, &vector.vector) != GSL_SUCCESS) {
        for (size_t i = 0; i < n; i++) {
            x[i] = (double)NAN;
        }
    }
    gsl_permutation_free(order);
    return BRINK_OK;
}

/* Whether eigenvalue j comes before eigenvalue i. Moduli within rounding count as equal, so that conjugates and pairs
 * +-x have an order. */
static bool comes_before(const double *re, const double *im, size_t j, size_t i)
{
    const double of_j = hypot(re[j], im[j]), of_i = hypot(re[i], im[i]);
    if (fabs(of_j - of_i) > 1e-12 * fmax(of_j, of_i)) {
        return of_j > of_i;
    }
    return re[j] != re[i] ? re[j] > re[i] : im[j] > im[i];
}

static void swap(double *x, size_t i, size_t j)
{
    const double kept = x[i];
    x[i] = x[j];
    x[j] = kept;
}

brink_status brink__eigenvalues(size_t n, const double *a, double *re, double *im)
{
    brink__matrix work;
    double values[2 * BRINK__MATRIX_MOST];
    memcpy(work, a, n * n * sizeof *work);
    gsl_matrix_view matrix = gsl_matrix_view_array(work, n, n);
    gsl_vector_complex_view list = gsl_vector_complex_view_array(values, n);
    gsl_eigen_nonsymm_workspace *space = gsl_eigen_nonsymm_alloc(n);
    if (space == NULL) {
        return BRINK_ENOMEM;
    }
    const bool is_found = gsl_eigen_nonsymm(&matrix.matrix, &list.vector, space) == GSL_SUCCESS;
    gsl_eigen_nonsymm_free(space);
    for (size_t i = 0; i < n; i++) {
        re[i] = is_found ? values[2 * i] : (double)NAN;
        im[i] = is_found ? values[2 * i + 1] : (double)NAN;
        for (size_t k = i; k > 0 && comes_before(re, im, k, k - 1); k--) {
            swap(re, k, k - 1);
            swap(im, k, k - 1);
        }
    }
    return BRINK_OK;
}

brink_status brink__spectral_radius(size_t n, const double *a, double *radius)
{
    double re[BRINK__MATRIX_MOST], im[BRINK__MATRIX_MOST];
    const brink_status status = brink__eigenvalues(n, a, re, im);
    *radius = status == BRINK_OK ? hypot(re[0], im[0]) : (double)NAN;
    return status;
}
