/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/estimates.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

static const double z95 = 1.9599639845400542355; /* normal quantile of 0.975 */

static double nan_value(void)
{
    return (double)NAN;
}

/* The mean rounded down to an integer: a point to centre on. n > 0. */
static brink__i128 centre(const brink__moments *moments)
{
    brink__i128 n = (brink__i128)moments->n;
    brink__i128 quotient = moments->sum / n;
    return moments->sum % n < 0 ? quotient - 1 : quotient;
}

double brink__moments_mean(const brink__moments *moments)
{
    return moments->n > 0 ? (double)moments->sum / (double)moments->n : nan_value();
}

/* sum (x - mean x)(y - mean y), from sum xy, sum x, sum y.
 *
 * Centred on integers a, b next to the means it is  sum (x - a)(y - b)  -  (sum x - n a)(sum y - n b) / n.  The first
 * term is an integer, exact in arithmetic modulo 2^128 although parts of it overflow, since it fits itself: below 2^32
 * (2^44)^2. The second is at most n. So nothing cancels but in the last bits, however far the means are from 0. */
static double centred_products(brink__u128 products, const brink__moments *x, const brink__moments *y)
{
    brink__i128 a = centre(x);
    brink__i128 b = centre(y);
    brink__u128 n = x->n;
    brink__u128 exact = products - (brink__u128)a * (brink__u128)y->sum - (brink__u128)b * (brink__u128)x->sum +
                        n * (brink__u128)(a * b);
    double dx = (double)(x->sum - a * (brink__i128)n);
    double dy = (double)(y->sum - b * (brink__i128)n);
    return (double)(brink__i128)exact - dx * dy / (double)x->n;
}

double brink__moments_variance(const brink__moments *moments)
{
    if (moments->n < 2) {
        return nan_value();
    }
    double squares = centred_products(moments->squares, moments, moments);
    return fmax(squares, 0.0) / (double)(moments->n - 1);
}

double brink__t95(uint64_t degrees_of_freedom)
{
    if (degrees_of_freedom == 0) {
        return nan_value();
    }
    return round(gsl_cdf_tdist_Pinv(0.975, (double)degrees_of_freedom) * 1e10) / 1e10;
}

void brink__wilson95(uint64_t k, uint64_t n, double *lo, double *hi)
{
    double p = (double)k / (double)n;
    double z2 = z95 * z95 / (double)n;
    double middle = (p + z2 / 2.0) / (1.0 + z2);
    double half = sqrt(z2 * (p * (1.0 - p) + z2 / 4.0)) / (1.0 + z2);
    *lo = k == 0 ? 0.0 : middle - half; /* exact at the ends, where rounding would leave a trace */
    *hi = k == n ? 1.0 : middle + half;
}

static brink_estimate nothing(uint64_t n)
{
    double none = nan_value();
    return (brink_estimate){.n = n,
                            .mean = none,
                            .sd = none,
                            .se = none,
                            .lo95 = none,
                            .hi95 = none,
                            .q05 = none,
                            .q25 = none,
                            .q50 = none,
                            .q75 = none,
                            .q95 = none};
}

brink_estimate brink__estimate(const brink__moments *moments, const brink__scale *scale)
{
    brink_estimate estimate = nothing(moments->n);
    if (moments->n == 0) {
        return estimate;
    }
    estimate.mean = brink__moments_mean(moments) * scale->to_value;
    estimate.sd = sqrt(brink__moments_variance(moments)) * scale->to_value;
    estimate.se = estimate.sd / sqrt((double)moments->n);
    if (scale->is_flag) {
        uint64_t k = (uint64_t)(moments->sum / (brink__i128)scale->to_fixed); /* a flag's q is 0 or 2^s */
        brink__wilson95(k, moments->n, &estimate.lo95, &estimate.hi95);
    } else {
        double half = brink__t95(moments->n - 1) * estimate.se;
        estimate.lo95 = estimate.mean - half;
        estimate.hi95 = estimate.mean + half;
    }
    return estimate;
}

brink_estimate brink__ratio_estimate(const brink__ratio *ratio, const brink__scale *scale,
                                     const brink__scale *numerator, const brink__scale *denominator)
{
    const brink__moments *x = &ratio->numerator;
    const brink__moments *y = &ratio->denominator;
    brink_estimate estimate = nothing(x->n);
    if (x->n == 0 || y->sum == 0) {
        return estimate;
    }
    double unit = numerator->to_value / denominator->to_value; /* a power of two: exact */
    double r = (double)x->sum / (double)y->sum;                /* in units of q */
    estimate.mean = r * unit;
    if (x->n < 2) {
        return estimate;
    }
    double xx = centred_products(x->squares, x, x);
    double yy = centred_products(y->squares, y, y);
    double xy = centred_products((brink__u128)ratio->products, x, y);
    double residual = fmax(xx - r * xy - r * (xy - r * yy), 0.0) / (double)(x->n - 1);
    estimate.se = sqrt(residual / (double)x->n) / fabs(brink__moments_mean(y)) * unit;
    double half = brink__t95(x->n - 1) * estimate.se;
    estimate.lo95 = fmin(fmax(estimate.mean - half, scale->lo), scale->hi);
    estimate.hi95 = fmin(fmax(estimate.mean + half, scale->lo), scale->hi);
    return estimate;
}

/* The order statistic `rank` (0 .. n-1), its bin's values spread evenly. */
static double ranked(const uint32_t bins[BRINK__BINS], uint64_t rank, const brink__scale *scale, double width)
{
    uint64_t below = 0;
    size_t bin = 0;
    while (bin < BRINK__BINS - 1 && below + bins[bin] <= rank) {
        below += bins[bin++];
    }
    double within = ((double)(rank - below) + 0.5) / (double)bins[bin];
    return scale->lo + width * ((double)bin + within);
}

static double binned_quantile(const uint32_t bins[BRINK__BINS], uint64_t n, double p, const brink__scale *scale,
                              double width)
{
    double position = (double)(n - 1) * p;
    uint64_t rank = (uint64_t)position;
    double part = position - (double)rank;
    double low = ranked(bins, rank, scale, width);
    return part > 0.0 ? low + part * (ranked(bins, rank + 1, scale, width) - low) : low;
}

brink_band brink__band(const brink__moments *moments, const uint32_t bins[BRINK__BINS], const brink__scale *scale)
{
    double none = nan_value();
    brink_band band = {.n = moments->n,
                       .mean = none,
                       .sd = none,
                       .se = none,
                       .q05 = none,
                       .q25 = none,
                       .q50 = none,
                       .q75 = none,
                       .q95 = none,
                       .bin = (scale->hi - scale->lo) / BRINK__BINS};
    if (moments->n == 0) {
        return band;
    }
    band.mean = brink__moments_mean(moments) * scale->to_value;
    band.sd = sqrt(brink__moments_variance(moments)) * scale->to_value;
    band.se = band.sd / sqrt((double)moments->n);
    band.q05 = binned_quantile(bins, moments->n, 0.05, scale, band.bin);
    band.q25 = binned_quantile(bins, moments->n, 0.25, scale, band.bin);
    band.q50 = binned_quantile(bins, moments->n, 0.50, scale, band.bin);
    band.q75 = binned_quantile(bins, moments->n, 0.75, scale, band.bin);
    band.q95 = binned_quantile(bins, moments->n, 0.95, scale, band.bin);
    return band;
}

/* Puts the order statistic `rank` in its place, as all below `from` are: smaller values stand before it, greater ones
 * after it. */
static double select_from(double *values, size_t n, size_t from, size_t rank)
{
    return gsl_stats_select(values + from, 1, n - from, rank - from);
}

void brink__quantiles(double *values, size_t n, size_t n_p, const double *p, double *quantiles)
{
    size_t from = 0;
    for (size_t i = 0; i < n_p; i++) {
        if (n == 0) {
            quantiles[i] = nan_value();
            continue;
        }
        double position = (double)(n - 1) * p[i];
        size_t rank = (size_t)position;
        double part = position - (double)rank;
        double low = select_from(values, n, from, rank);
        from = rank;
        quantiles[i] = low;
        if (part > 0.0) {
            double high = values[rank + 1];
            for (size_t k = rank + 2; k < n; k++) {
                high = values[k] < high ? values[k] : high;
            }
            quantiles[i] = low + part * (high - low);
        }
    }
}

double brink__quantile(double *values, size_t n, double p)
{
    double quantile;
    brink__quantiles(values, n, 1, &p, &quantile);
    return quantile;
}
