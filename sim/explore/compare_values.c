/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/compare_values.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double nan_value(void)
{
    return (double)NAN;
}

/* As brink__t95() does: what passes through libm may differ in its last bits between CPUs. */
static double rounded(double x)
{
    return round(x * 1e10) / 1e10;
}

/* --- sums */

/* Neumaier's (1974) compensated sum. */
typedef struct total {
    double sum, lost;
} total;

static void add(total *t, double x)
{
    double sum = t->sum + x;
    t->lost += fabs(t->sum) >= fabs(x) ? (t->sum - sum) + x : (x - sum) + t->sum;
    t->sum = sum;
}

static double mean_of(const double *x, size_t n)
{
    total t = {0};
    for (size_t i = 0; i < n; i++) {
        add(&t, x[i]);
    }
    return (t.sum + t.lost) / (double)n;
}

/* Variance of x - y (of x for a NULL y), divisor n - 1. */
static double variance_of(const double *x, const double *y, size_t n)
{
    total sum = {0};
    total squares = {0};
    for (size_t i = 0; i < n; i++) {
        add(&sum, y ? x[i] - y[i] : x[i]);
    }
    double mean = (sum.sum + sum.lost) / (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = (y ? x[i] - y[i] : x[i]) - mean;
        add(&squares, d * d);
    }
    return (squares.sum + squares.lost) / (double)(n - 1);
}

/* --- one point: the statistic, and contributions in place of the values */

static double ratio_of(double *x, const double *over, size_t n)
{
    double mean_over = mean_of(over, n);
    double r = mean_of(x, n) / mean_over;
    if (mean_over == 0.0) {
        r = nan_value();
    }
    for (size_t i = 0; i < n; i++) {
        x[i] = (x[i] - r * over[i]) / mean_over;
    }
    return r;
}

/* Hall & Sheather's bandwidth for the sparsity at p, for 95 % intervals. */
static double bandwidth(double p, size_t n)
{
    static const double z95 = 1.9599639845400542355;
    double z = gsl_cdf_ugaussian_Pinv(p);
    double density = gsl_ran_ugaussian_pdf(z);
    return rounded(cbrt(z95 * z95 * 1.5 * density * density / (2.0 * z * z + 1.0) / (double)n));
}

static double quantile_of(double *x, double *sorted, size_t n, double p)
{
    memcpy(sorted, x, n * sizeof *x);
    gsl_sort(sorted, 1, n);
    double q = gsl_stats_quantile_from_sorted_data(sorted, 1, n, p);
    double h = bandwidth(p, n);
    double from = fmax(p - h, 0.0);
    double to = fmin(p + h, 1.0);
    double sparsity = (gsl_stats_quantile_from_sorted_data(sorted, 1, n, to) -
                       gsl_stats_quantile_from_sorted_data(sorted, 1, n, from)) /
                      (to - from);
    for (size_t i = 0; i < n; i++) {
        x[i] = (p - (x[i] <= q ? 1.0 : 0.0)) * sparsity;
    }
    return q;
}

/* Mean of the highest share p. Any minimiser of q + mean [x - q]+ / p gives it exactly, one value in part where n p is
 * not whole: here the order statistic at n (1 - p). */
static double tail_mean_of(double *x, double *sorted, size_t n, double p)
{
    memcpy(sorted, x, n * sizeof *x);
    gsl_sort(sorted, 1, n);
    double rank = ceil((double)n * (1.0 - p));
    size_t index = rank < 1.0 ? 0 : (size_t)rank - 1;
    double q = sorted[index < n ? index : n - 1];
    for (size_t i = 0; i < n; i++) {
        x[i] = fmax(x[i] - q, 0.0) / p;
    }
    return q + mean_of(x, n);
}

static void negate(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = -x[i];
    }
}

double brink__evaluate(const brink_statistic *statistic, double *x, const double *over, double *sorted, size_t n)
{
    double value;
    switch (statistic->kind) {
    case BRINK_STATISTIC_MEAN:
        return mean_of(x, n);
    case BRINK_STATISTIC_RATIO:
        return ratio_of(x, over, n);
    case BRINK_STATISTIC_QUANTILE:
        return quantile_of(x, sorted, n, statistic->at);
    case BRINK_STATISTIC_CVAR:
        return tail_mean_of(x, sorted, n, statistic->at);
    case BRINK_STATISTIC_CVAR_LOW:
        negate(x, n);
        value = tail_mean_of(x, sorted, n, statistic->at);
        negate(x, n);
        return -value;
    case BRINK_STATISTIC_EXCEED:
        for (size_t i = 0; i < n; i++) {
            x[i] = x[i] > statistic->at ? 1.0 : 0.0;
        }
        return mean_of(x, n);
    }
    return nan_value();
}

double brink__se(const double *u, size_t n)
{
    return sqrt(variance_of(u, NULL, n) / (double)n);
}

void brink__centre(double *u, size_t n, double value)
{
    const double move = value - mean_of(u, n);
    for (size_t i = 0; i < n; i++) {
        u[i] += move;
    }
}

/* --- intervals */

/* Wilson's limits as distances from the proportion k/n. */
static void wilson(uint64_t k, uint64_t n, double z, double *below, double *above)
{
    double p = (double)k / (double)n;
    double z2 = z * z / (double)n;
    double middle = (p + z2 / 2.0) / (1.0 + z2);
    double half = sqrt(z2 * (p * (1.0 - p) + z2 / 4.0)) / (1.0 + z2);
    *below = k == 0 ? 0.0 : p - (middle - half);
    *above = k == n ? 0.0 : middle + half - p;
}

void brink__newcombe(const uint64_t pairs[4], double z, double *lo, double *hi)
{
    uint64_t n = pairs[0] + pairs[1] + pairs[2] + pairs[3];
    double a = (double)pairs[0];
    double b = (double)pairs[1];
    double c = (double)pairs[2];
    double d = (double)pairs[3];
    double half_n = (double)n / 2.0;
    double margins = (a + b) * (c + d) * (a + c) * (b + d);
    double cross = a * d - b * c;
    cross = cross > half_n ? cross - half_n : fmin(cross, 0.0); /* continuity correction of the correlation */
    double phi = margins > 0.0 ? cross / sqrt(margins) : 0.0;
    double below1;
    double above1;
    double below2;
    double above2;
    wilson(pairs[0] + pairs[1], n, z, &below1, &above1);
    wilson(pairs[0] + pairs[2], n, z, &below2, &above2);
    double difference = (b - c) / (double)n;
    *lo = difference - sqrt(fmax(below1 * below1 - 2.0 * phi * below1 * above2 + above2 * above2, 0.0));
    *hi = difference + sqrt(fmax(above1 * above1 - 2.0 * phi * above1 * below2 + below2 * below2, 0.0));
}

static void count_pairs(const double *a, const double *b, size_t n, uint64_t pairs[4])
{
    memset(pairs, 0, 4 * sizeof *pairs);
    for (size_t i = 0; i < n; i++) {
        pairs[a[i] > 0.0 ? (b[i] > 0.0 ? 0 : 1) : (b[i] > 0.0 ? 2 : 3)]++;
    }
}

bool brink__has_enough(const brink_statistic *statistic, size_t n)
{
    double share = 1.0;
    if (statistic->kind == BRINK_STATISTIC_QUANTILE) {
        share = fmin(statistic->at, 1.0 - statistic->at);
    } else if (statistic->kind == BRINK_STATISTIC_CVAR || statistic->kind == BRINK_STATISTIC_CVAR_LOW) {
        share = statistic->at;
    } else {
        return n >= 2;
    }
    /* a product that should be whole may come out an ulp below */
    return n >= 2 && (double)n * share >= BRINK_TAIL_REPLICAS * (1.0 - 1e-12);
}

/* Intervals from contributions `a`, `b` [n], n >= 2. */
static void add_intervals(const brink__comparison *how, const double *a, const double *b, size_t n, brink_difference *d)
{
    double upper_tail = 0.025;
    double upper_tail_all = how->tail > 0.0 ? how->tail : 0.025 / (double)how->n_comparisons;
    if (how->is_flag || how->statistic.kind == BRINK_STATISTIC_EXCEED) {
        uint64_t pairs[4];
        count_pairs(a, b, n, pairs);
        brink__newcombe(pairs, rounded(gsl_cdf_ugaussian_Qinv(upper_tail)), &d->lo95, &d->hi95);
        brink__newcombe(pairs, rounded(gsl_cdf_ugaussian_Qinv(upper_tail_all)), &d->lo95_all, &d->hi95_all);
        return;
    }
    double t = rounded(gsl_cdf_tdist_Qinv(upper_tail, (double)(n - 1)));
    double t_all = rounded(gsl_cdf_tdist_Qinv(upper_tail_all, (double)(n - 1)));
    d->lo95 = d->difference - t * d->se;
    d->hi95 = d->difference + t * d->se;
    d->lo95_all = d->difference - t_all * d->se;
    d->hi95_all = d->difference + t_all * d->se;
    if (how->statistic.kind == BRINK_STATISTIC_RATIO) {
        d->lo95 = fmax(d->lo95, -how->span);
        d->hi95 = fmin(d->hi95, how->span);
        d->lo95_all = fmax(d->lo95_all, -how->span);
        d->hi95_all = fmin(d->hi95_all, how->span);
    }
}

/* --- pairs */

static bool is_pair(brink__sample a, brink__sample b, size_t i)
{
    bool has_over = !a.over || !(isnan(a.over[i]) || isnan(b.over[i]));
    return has_over && !isnan(a.x[i]) && !isnan(b.x[i]);
}

/* Copies the values of whole pairs; the number of them. */
static size_t keep_pairs(brink__sample a, brink__sample b, size_t n, double *kept[4])
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_pair(a, b, i)) {
            kept[0][k] = a.x[i];
            kept[1][k] = b.x[i];
            kept[2][k] = a.over ? a.over[i] : 0.0;
            kept[3][k] = b.over ? b.over[i] : 0.0;
            k++;
        }
    }
    return k;
}

brink_status brink__compare_values(const brink__comparison *how, brink__sample a, brink__sample b, size_t n,
                                   brink_difference *difference)
{
    double none = nan_value();
    *difference = (brink_difference){0, none, none, none, none, none, none, none, none, none};
    double *room = malloc((4 * n + 1) * sizeof *room);
    if (!room) {
        return BRINK_ENOMEM;
    }
    double *kept[4] = {room, room + n, room + 2 * n, room + 3 * n};
    size_t k = keep_pairs(a, b, n, kept);
    difference->n = k;
    if (k > 0) {
        /* the third and fourth are denominators of a ratio, or room to sort in */
        difference->value = brink__evaluate(&how->statistic, kept[0], kept[2], kept[2], k);
        difference->reference = brink__evaluate(&how->statistic, kept[1], kept[3], kept[3], k);
        difference->difference = difference->value - difference->reference;
    }
    if (brink__has_enough(&how->statistic, k) && !isnan(difference->difference)) {
        double paired = variance_of(kept[0], kept[1], k);
        double apart = variance_of(kept[0], NULL, k) + variance_of(kept[1], NULL, k);
        difference->se = sqrt(paired / (double)k);
        difference->variance_ratio = paired > 0.0 ? apart / paired : none;
        add_intervals(how, kept[0], kept[1], k, difference);
    }
    free(room);
    return BRINK_OK;
}
