/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From exact sums to estimates. Nothing here depends on the order of replicas, the compiler or the CPU: sums are
 * integers of 128 bits, each turned into the nearest double once (gcc's and clang's runtimes both round correctly), and
 * the rest is
 * +, -, *, / and sqrt, which IEEE 754 defines to the last bit. long double is not used: it differs between
 * machines. GSL's t quantile passes through libm; it is rounded to 10 decimals, which takes such last bits away. */
#ifndef BRINK_ENGINE_ESTIMATES_H
#define BRINK_ENGINE_ESTIMATES_H

#include "brink/results.h"
#include "engine/tally.h"

/* Mean, and variance of a sample (divisor n - 1), in units of q; NaN where n is too small (0, 1). */
double brink__moments_mean(const brink__moments *moments);
double brink__moments_variance(const brink__moments *moments);

/* Two-sided 95 % quantile of Student's t; NaN for 0 degrees of freedom. */
double brink__t95(uint64_t degrees_of_freedom);

/* Wilson's (1927) score interval of 95 % for k of n. n > 0. */
void brink__wilson95(uint64_t k, uint64_t n, double *lo, double *hi);

/* All of an estimate but its quantiles, which become NaN. */
brink_estimate brink__estimate(const brink__moments *moments, const brink__scale *scale);

/* The ratio of totals r = X/Y, its error by the delta method: with e = x - r y, se = sd(e) / (sqrt(n) mean(y))
 * (Cochran 1977, Sampling Techniques, 6.4); the interval is clipped to [lo, hi] of `scale`. NaN where the denominators
 * sum to 0. `numerator`, `denominator`: scales of those metrics. */
brink_estimate brink__ratio_estimate(const brink__ratio *ratio, const brink__scale *scale,
                                     const brink__scale *numerator, const brink__scale *denominator);

/* Mean, sd, se and quantiles of a cell; quantiles within a bin are interpolated as if its values were spread evenly. */
brink_band brink__band(const brink__moments *moments, const uint32_t bins[BRINK__BINS], const brink__scale *scale);

/* Order statistic with linear interpolation (Hyndman & Fan 1996, type 7) of n values without NaN, in O(n) on average;
 * NaN if n = 0. The values are put into another order. */
double brink__quantile(double *values, size_t n, double p);

/* The same for several p, ascending: quantiles[n_p]. What one leaves in order saves work to the next. */
void brink__quantiles(double *values, size_t n, size_t n_p, const double *p, double *quantiles);

#endif
