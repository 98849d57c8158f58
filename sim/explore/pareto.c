/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/pareto.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool brink__dominates(const double *a, double violation_a, const double *b, double violation_b, size_t m)
{
    if (violation_a > 0.0 || violation_b > 0.0) {
        return violation_a < violation_b;
    }
    bool is_better = false;
    for (size_t j = 0; j < m; j++) {
        if (a[j] > b[j]) {
            return false;
        }
        is_better = is_better || a[j] < b[j];
    }
    return is_better;
}

size_t brink__pareto_ranks(const double *f, const double *violation, size_t n, size_t m, size_t *rank)
{
    size_t n_ranked = 0;
    size_t n_ranks = 0;
    for (size_t i = 0; i < n; i++) {
        rank[i] = SIZE_MAX;
    }
    for (; n_ranked < n; n_ranks++) {
        for (size_t i = 0; i < n; i++) {
            bool is_free = rank[i] == SIZE_MAX;
            for (size_t j = 0; is_free && j < n; j++) {
                is_free = rank[j] < n_ranks || !brink__dominates(f + j * m, violation ? violation[j] : 0.0, f + i * m,
                                                                 violation ? violation[i] : 0.0, m);
            }
            if (is_free) {
                rank[i] = n_ranks;
                n_ranked++;
            }
        }
    }
    return n_ranks;
}

brink_status brink__crowding(const double *f, size_t m, const size_t *index, size_t k, double *distance)
{
    double *value = malloc((k + 1) * sizeof *value);
    size_t *order = malloc((k + 1) * sizeof *order);
    brink_status status = value && order ? BRINK_OK : BRINK_ENOMEM;
    for (size_t i = 0; i < k; i++) {
        distance[i] = 0.0;
    }
    for (size_t j = 0; status == BRINK_OK && k > 0 && j < m; j++) {
        for (size_t i = 0; i < k; i++) {
            value[i] = f[index[i] * m + j];
        }
        gsl_sort_index(order, value, 1, k);
        double range = value[order[k - 1]] - value[order[0]];
        distance[order[0]] = (double)INFINITY;
        distance[order[k - 1]] = (double)INFINITY;
        for (size_t i = 1; range > 0.0 && i + 1 < k; i++) {
            distance[order[i]] += (value[order[i + 1]] - value[order[i - 1]]) / range;
        }
    }
    free(value);
    free(order);
    return status;
}

/* --- hypervolume, of distances to the reference: x = reference - f, all > 0, to be large */

static bool covers(const double *a, const double *b, size_t m)
{
    for (size_t j = 0; j < m; j++) {
        if (a[j] < b[j]) {
            return false;
        }
    }
    return true;
}

/* Removes the points that another covers; of equal ones one stays. Returns how many are left. */
static size_t prune(double *x, size_t n, size_t m)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_covered = false;
        for (size_t k = 0; k < kept && !is_covered; k++) {
            is_covered = covers(x + k * m, x + i * m, m);
        }
        if (is_covered) {
            continue;
        }
        size_t left = 0;
        for (size_t k = 0; k < kept; k++) {
            if (!covers(x + i * m, x + k * m, m)) {
                memmove(x + left++ * m, x + k * m, m * sizeof *x);
            }
        }
        memmove(x + left * m, x + i * m, m * sizeof *x);
        kept = left + 1;
    }
    return kept;
}

static bool comes_before(const double *a, const double *b, size_t m)
{
    size_t j = 0;
    while (j + 1 < m && a[j] == b[j]) {
        j++;
    }
    return a[j] > b[j];
}

/* Descending, by all coordinates: qsort() may put equal first ones in any order, and the last bits of a sum with it. */
static void sort(double *x, size_t n, size_t m)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t k = i; k > 0 && comes_before(x + k * m, x + (k - 1) * m, m); k--) {
            for (size_t j = 0; j < m; j++) {
                double kept = x[k * m + j];
                x[k * m + j] = x[(k - 1) * m + j];
                x[(k - 1) * m + j] = kept;
            }
        }
    }
}

/* Pruned points of two objectives: the second grows as the first shrinks. */
static double sweep(double *x, size_t n)
{
    double volume = 0.0;
    double from = 0.0;
    sort(x, n, 2);
    for (size_t i = 0; i < n; i++) {
        volume += x[2 * i] * (x[2 * i + 1] - from);
        from = x[2 * i + 1];
    }
    return volume;
}

/* Of pruned points; `room` has space for n points at each depth of the recursion below this one. */
static double measure(double *x, size_t n, size_t m, double *room)
{
    double volume = 0.0;
    if (m == 1) {
        return n > 0 ? x[0] : 0.0;
    }
    if (m == 2) {
        return sweep(x, n);
    }
    sort(x, n, m);
    for (size_t i = 0; i < n; i++) {
        const double *p = x + i * m;
        double own = 1.0;
        for (size_t j = 0; j < m; j++) {
            own *= p[j];
        }
        size_t n_shared = n - i - 1; /* what the later points share with this one */
        for (size_t k = 0; k < n_shared; k++) {
            for (size_t j = 0; j < m; j++) {
                room[k * m + j] = fmin(x[(i + 1 + k) * m + j], p[j]);
            }
        }
        n_shared = prune(room, n_shared, m);
        volume += own - measure(room, n_shared, m, room + n * m);
    }
    return volume;
}

brink_status brink__hypervolume(const double *f, size_t n, size_t m, const double *reference, double *volume)
{
    size_t kept = 0;
    *volume = 0.0;
    double *x = malloc((n * m + 1) * sizeof *x);
    double *room = NULL;
    if (!x) {
        return BRINK_ENOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        bool is_inside = true;
        for (size_t j = 0; j < m; j++) {
            x[kept * m + j] = reference[j] - f[i * m + j];
            is_inside = is_inside && x[kept * m + j] > 0.0;
        }
        kept += is_inside;
    }
    kept = prune(x, kept, m);
    room = m > 2 ? malloc((kept * kept * m + 1) * sizeof *room) : NULL;
    if (m > 2 && !room) {
        free(x);
        return BRINK_ENOMEM;
    }
    *volume = measure(x, kept, m, room);
    free(room);
    free(x);
    return BRINK_OK;
}

/* --- knee */

/* Sum of the objectives of point i, each scaled to [0, 1] between `lo` and `hi` [m]; whether it is best in one. */
static double scaled_sum(const double *f, size_t m, const double *lo, const double *hi, bool *is_extreme)
{
    double sum = 0.0;
    *is_extreme = false;
    for (size_t j = 0; j < m; j++) {
        bool has_range = hi[j] > lo[j];
        sum += has_range ? (f[j] - lo[j]) / (hi[j] - lo[j]) : 0.0;
        *is_extreme = *is_extreme || (has_range && f[j] == lo[j]);
    }
    return sum;
}

brink_status brink__knee(const double *f, size_t n, size_t m, size_t *knee)
{
    *knee = SIZE_MAX;
    double *range = malloc(2 * m * sizeof *range);
    if (!range) {
        return BRINK_ENOMEM;
    }
    double *lo = range;
    double *hi = range + m;
    for (size_t j = 0; j < m; j++) {
        lo[j] = (double)INFINITY;
        hi[j] = -(double)INFINITY;
        for (size_t i = 0; i < n; i++) {
            lo[j] = fmin(lo[j], f[i * m + j]);
            hi[j] = fmax(hi[j], f[i * m + j]);
        }
    }
    double least = (double)INFINITY; /* of the extremes, then of all */
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < n; i++) {
            bool is_extreme;
            double sum = scaled_sum(f + i * m, m, lo, hi, &is_extreme);
            if (is_extreme == (pass == 0) && sum < least) {
                *knee = pass == 0 ? *knee : i;
                least = sum;
            }
        }
        least -= pass == 0 ? 1e-9 : 0.0; /* on the line itself, up to rounding, is not before it */
    }
    free(range);
    return BRINK_OK;
}
