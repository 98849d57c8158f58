/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The path is parametrised in z = (y, s), with x = (e^(kappa s) - 1)/(e^kappa - 1) and kappa = ln(1 + rationality):
 * equal steps of s are about equal relative steps of rationality, where choices change most evenly. */
typedef struct walker {
    const trace_system *system;
    size_t m; /* n + 1 */
    double kappa;
    double *residual, *jacobian, *by_x; /* the system's */
    gsl_matrix *matrix;                 /* [m][m]: jacobian bordered by d/ds and a row */
    gsl_vector *right, *step;
    gsl_permutation *order;
    double *z, *ahead, *predicted, *tangent, *next_tangent, *anchor;
} walker;

static const double STEP_FIRST = 0.02, STEP_LARGEST = 0.1, STEP_LEAST = 1e-9, STEP_TINY = 1e-5;
enum { MAX_STEPS = 100000, MAX_CORRECTIONS = 8, MAX_POLISH = 30 };

static double scale_at(const walker *w, double s)
{
    return w->kappa > 0.0 ? expm1(w->kappa * s) / expm1(w->kappa) : s;
}

static double scale_slope(const walker *w, double s)
{
    return w->kappa > 0.0 ? w->kappa * exp(w->kappa * s) / expm1(w->kappa) : 1.0;
}

/* `memory` [walker_doubles()] is the caller's. */
static size_t walker_doubles(size_t m)
{
    return m * m + 8 * m;
}

static bool walker_init(walker *w, const trace_system *system, double *memory)
{
    size_t m = system->n + 1;
    *w = (walker){.system = system, .m = m, .kappa = log1p(system->rationality), .jacobian = memory};
    double **const parts[] = {&w->residual, &w->by_x,         &w->z,     &w->ahead, &w->predicted,
                              &w->tangent,  &w->next_tangent, &w->anchor};
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        *parts[k] = memory + m * m + k * m;
    }
    w->matrix = gsl_matrix_alloc(m, m);
    w->right = gsl_vector_alloc(m);
    w->step = gsl_vector_alloc(m);
    w->order = gsl_permutation_alloc(m);
    return w->matrix != NULL && w->right != NULL && w->step != NULL && w->order != NULL;
}

static void walker_fini(walker *w)
{
    gsl_matrix_free(w->matrix);
    gsl_vector_free(w->right);
    gsl_vector_free(w->step);
    gsl_permutation_free(w->order);
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static double distance(const double *a, const double *b, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sqrt(sum);
}

/* Evaluates at z and factorises the bordered matrix with last row `row`; returns the sign of its determinant (0:
 * singular). w->residual holds the residual. */
static int factorise(walker *w, const double *z, const double *row)
{
    size_t n = w->system->n;
    double s = z[n];
    w->system->evaluate(w->system->context, z, scale_at(w, s), w->residual, w->jacobian, w->by_x);
    double slope = scale_slope(w, s);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            gsl_matrix_set(w->matrix, i, k, w->jacobian[i * n + k]);
        }
        gsl_matrix_set(w->matrix, i, n, w->by_x[i] * slope);
    }
    for (size_t k = 0; k <= n; k++) {
        gsl_matrix_set(w->matrix, n, k, row[k]);
    }
    int sign = 0;
    if (gsl_linalg_LU_decomp(w->matrix, w->order, &sign) != 0) {
        return 0;
    }
    return gsl_linalg_LU_sgndet(w->matrix, sign);
}

/* Unit tangent at z with tangent . reference > 0; returns the sign of det [DF; tangent], 0 when singular. */
static int tangent_at(walker *w, const double *z, const double *reference, double *tangent)
{
    int sign = factorise(w, z, reference);
    if (sign == 0) {
        return 0;
    }
    gsl_vector_set_zero(w->right);
    gsl_vector_set(w->right, w->m - 1, 1.0);
    if (gsl_linalg_LU_solve(w->matrix, w->order, w->right, w->step) != 0) {
        return 0;
    }
    double norm = sqrt(dot(w->step->data, w->step->data, w->m));
    if (!(norm > 0.0) || !isfinite(norm)) {
        return 0;
    }
    for (size_t k = 0; k < w->m; k++) {
        tangent[k] = gsl_vector_get(w->step, k) / norm;
    }
    return sign;
}

/* Newton's method from `ahead` on {residual = 0, row . (z - anchor) = 0}. Accepts when a step is below `tolerance`. */
static bool correct(walker *w, double *ahead, const double *row, const double *anchor, double tolerance, int limit)
{
    double last = HUGE_VAL;
    for (int i = 0; i < limit; i++) {
        if (factorise(w, ahead, row) == 0) {
            return false;
        }
        double off = 0.0;
        for (size_t k = 0; k < w->m; k++) {
            off += row[k] * (ahead[k] - anchor[k]);
        }
        for (size_t k = 0; k + 1 < w->m; k++) {
            gsl_vector_set(w->right, k, -w->residual[k]);
        }
        gsl_vector_set(w->right, w->m - 1, -off);
        if (gsl_linalg_LU_solve(w->matrix, w->order, w->right, w->step) != 0) {
            return false;
        }
        double norm = sqrt(dot(w->step->data, w->step->data, w->m));
        if (!isfinite(norm)) {
            return false;
        }
        for (size_t k = 0; k < w->m; k++) {
            ahead[k] += gsl_vector_get(w->step, k);
        }
        if (norm < tolerance || (norm < 1e-9 && norm >= 0.5 * last)) { /* or as near as rounding lets it */
            return true;
        }
        if (i >= 3 && norm > 2.0 * last) {
            return false;
        }
        last = norm;
    }
    return false;
}

/* The end: s = 1, from the point on the path between the last two at which s crosses 1. Fails when Newton's method
 * leaves the neighbourhood of the two, so that the caller comes closer first. */
static bool arrive(walker *w, double *y, trace_result *result)
{
    size_t n = w->system->n;
    double share = (1.0 - w->z[n]) / (w->ahead[n] - w->z[n]);
    double *end = w->predicted, *row = w->next_tangent, *anchor = w->anchor;
    double apart = 0.0, moved = 0.0;
    for (size_t k = 0; k <= n; k++) {
        end[k] = w->z[k] + share * (w->ahead[k] - w->z[k]);
        apart += (w->ahead[k] - w->z[k]) * (w->ahead[k] - w->z[k]);
        row[k] = anchor[k] = 0.0;
    }
    end[n] = row[n] = anchor[n] = 1.0;
    memcpy(y, end, n * sizeof *y);
    if (!correct(w, end, row, anchor, 1e-14, MAX_POLISH)) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        moved += (end[k] - y[k]) * (end[k] - y[k]);
    }
    if (sqrt(moved) > fmax(0.5 * sqrt(apart), 1e-9)) {
        return false;
    }
    memcpy(y, end, n * sizeof *y);
    w->system->evaluate(w->system->context, y, 1.0, w->residual, NULL, NULL);
    result->residual = 0.0;
    for (size_t k = 0; k < n; k++) {
        result->residual = fmax(result->residual, fabs(w->residual[k]));
    }
    return result->residual < 1e-9;
}

/* At a kink where the path doubles back, no point of it lies ahead along the tangent. The branch beyond is found from
 * the derivatives just past the kink, with the direction in which the sign of det [DF; tangent] stays what it was. */
static bool turn_corner(walker *w, int orientation)
{
    double past[] = {1e-8, 1e-7, 1e-6, 1e-5};
    for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
        for (size_t k = 0; k < w->m; k++) {
            w->predicted[k] = w->z[k] + past[i] * w->tangent[k];
        }
        int sign = tangent_at(w, w->predicted, w->tangent, w->next_tangent);
        if (sign == -orientation) { /* the other piece, run the other way */
            for (size_t k = 0; k < w->m; k++) {
                w->tangent[k] = -w->next_tangent[k];
            }
            return true;
        }
    }
    return false;
}

/* One step of length h: w->ahead and w->next_tangent, with the determinant's sign there. */
static bool try_step(walker *w, double h, int *sign)
{
    for (size_t k = 0; k < w->m; k++) {
        w->predicted[k] = w->z[k] + h * w->tangent[k];
    }
    memcpy(w->ahead, w->predicted, w->m * sizeof *w->ahead);
    if (!correct(w, w->ahead, w->tangent, w->predicted, 1e-11, MAX_CORRECTIONS)) {
        return false;
    }
    double off = 0.0;
    for (size_t k = 0; k < w->m; k++) {
        off += (w->ahead[k] - w->predicted[k]) * (w->ahead[k] - w->predicted[k]);
    }
    if (sqrt(off) > 0.5 * h && h > STEP_TINY) {
        return false;
    }
    *sign = tangent_at(w, w->ahead, w->tangent, w->next_tangent);
    /* a turn by more than 25 degrees: look again, more closely, unless that is a kink */
    return *sign != 0 && (dot(w->tangent, w->next_tangent, w->m) > 0.9 || h <= STEP_TINY);
}

static bool walk(walker *w, double *y, trace_result *result)
{
    size_t n = w->system->n;
    double h = STEP_FIRST;
    w->system->evaluate(w->system->context, w->z, 0.0, w->residual, NULL, NULL);
    for (size_t k = 0; k < n; k++) {
        w->z[k] = -w->residual[k]; /* residual = y - uniform play's value, and y was 0 */
    }
    memset(w->predicted, 0, w->m * sizeof *w->predicted);
    w->predicted[n] = 1.0;
    int orientation = tangent_at(w, w->z, w->predicted, w->tangent);

    for (result->steps = 1; result->steps < MAX_STEPS && orientation != 0; result->steps++) {
        int sign = 0;
        bool is_step = try_step(w, h, &sign);
        if (!is_step && h <= STEP_LEAST) {
            if (!turn_corner(w, orientation)) {
                return false;
            }
            result->corners++;
            h = 2.0 * STEP_TINY;
            continue;
        }
        /* the sign changes when the step jumped to another path, and at a bifurcation: come closer to tell */
        if (!is_step || (sign != orientation && h > STEP_TINY)) {
            h *= 0.5;
            continue;
        }
        if (sign != orientation &&
            distance(w->tangent, w->next_tangent, w->m) > 1e-4) { /* landed on a kink's far side */
            for (size_t k = 0; k < w->m; k++) {
                w->tangent[k] = -w->next_tangent[k];
            }
            result->corners++;
            h = STEP_TINY;
            continue;
        }
        if (sign != orientation) {
            result->crossings++;
            orientation = sign;
        }
        if (w->ahead[n] >= 1.0) {
            if (arrive(w, y, result)) {
                return true;
            }
            h *= 0.5;
            if (h < STEP_LEAST) {
                return false;
            }
            continue;
        }
        if (w->tangent[n] * w->next_tangent[n] < 0.0) {
            result->folds++;
        }
        double bend = dot(w->tangent, w->next_tangent, w->m);
        memcpy(w->z, w->ahead, w->m * sizeof *w->z);
        memcpy(w->tangent, w->next_tangent, w->m * sizeof *w->tangent);
        h = fmin(STEP_LARGEST * sqrt((double)w->m), h * (bend > 0.995 ? 2.0 : bend > 0.97 ? 1.2 : 0.8));
    }
    return false;
}

bool trace_follow(const trace_system *system, double *y, trace_result *result)
{
    *result = (trace_result){0};
    if (system->n == 0) {
        return true;
    }
    double *memory = calloc(walker_doubles(system->n + 1), sizeof *memory);
    if (memory == NULL) {
        return false;
    }
    walker w;
    bool ok = walker_init(&w, system, memory) && walk(&w, y, result);
    walker_fini(&w);
    free(memory);
    return ok;
}
