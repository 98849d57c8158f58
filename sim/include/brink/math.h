/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * exp, log, logistic and normal quantile for the step path: the same bits on every CPU and compiler, and plain enough
 * that a loop over lanes vectorises at every instruction set (no calls, no branches on data, no tables).
 *
 * libm is not used there: glibc picks other code where the CPU has FMA, and last bits change. Compile with
 * -ffp-contract=off and without -ffast-math. Error bounds are tested over the whole range in tests/unit/math.c. */
#ifndef BRINK_MATH_H
#define BRINK_MATH_H

#include <stdint.h>
#include <string.h>

static inline double brink_min(double a, double b)
{
    return a < b ? a : b;
}

static inline double brink_max(double a, double b)
{
    return a > b ? a : b;
}

static inline double brink_clamp(double x, double lo, double hi)
{
    return brink_min(brink_max(x, lo), hi);
}

/* [x]+ = max(0, x) */
static inline double brink_plus(double x)
{
    return brink_max(x, 0.0);
}

/* e^x for x in [-708, 709], arguments outside are clamped to it; relative error below 1.7e-16 (0.8 ulp). NaN is
 * not passed on (it reads as the lower end): the caller checks its state, not every term.
 *
 * x = n ln 2 + r with |r| <= ln(2)/2, n ln 2 taken off in two parts (Cody & Waite 1980), e^r by its Taylor polynomial
 * of degree 13 (remainder below 4.1e-18 relative), 2^n built in the exponent field. */
static inline double brink_exp(double x)
{
    const double round = 6755399441055744.0; /* 1.5 * 2^52: adding it leaves the nearest integer in the low bits */
    x = brink_min(brink_max(x, -708.0), 709.0);
    double shifted = x * 1.4426950408889634074 + round;
    double n = shifted - round;
    double r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * (r * r) + r; /* 1 + r + r^2 (...): the small part first keeps the error of the last addition alone */
    p = p + 1.0;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    uint64_t scaled;
    memcpy(&scaled, &p, sizeof scaled);
    scaled += bits << 52; /* the low bits hold n in two's complement: this adds n to the exponent of p */
    memcpy(&p, &scaled, sizeof p);
    return p;
}

/* ln x for normal x > 0; relative error below 1.7e-16 (0.8 ulp). For x <= 0,
 * subnormal, infinite or NaN the result is finite or NaN without meaning: the caller keeps arguments in the domain.
 *
 * x = 2^k m, m in [sqrt(1/2), sqrt 2); ln m = 2 atanh(s), s = (m - 1)/(m + 1), as an odd polynomial in s of
 * degree 21. */
static inline double brink_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    /* shift so that m below sqrt(2) keeps exponent k, above gets k + 1 */
    uint64_t moved = bits + (0x3ff0000000000000u - 0x3fe6a09e667f3bcdu);
    uint64_t k_biased = moved >> 52;
    uint64_t m_bits = (moved & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu;
    double m;
    memcpy(&m, &m_bits, sizeof m);
    /* a small integer to double without a conversion instruction (AVX2 has none for 64 bits) */
    uint64_t k_bits = k_biased | 0x4330000000000000u;
    double k;
    memcpy(&k, &k_bits, sizeof k);
    k -= 4503599627370496.0 + 1023.0;
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double p = 2.0 / 21.0;
    p = p * z + 2.0 / 19.0;
    p = p * z + 2.0 / 17.0;
    p = p * z + 2.0 / 15.0;
    p = p * z + 2.0 / 13.0;
    p = p * z + 2.0 / 11.0;
    p = p * z + 2.0 / 9.0;
    p = p * z + 2.0 / 7.0;
    p = p * z + 2.0 / 5.0;
    p = p * z + 2.0 / 3.0;
    /* ln(1+f) = f - f^2/2 + s (f^2/2 + z p): the rounding of s then touches only the small part (fdlibm's e_log.c) */
    double half_square = 0.5 * f * f;
    double low = k * 1.90821492927058770002e-10 + (s * (half_square + z * p));
    return k * 6.93147180369123816490e-01 + (f - (half_square - low));
}

/* sigma(x) = 1/(1 + e^-x); relative error below 5e-16. */
static inline double brink_logistic(double x)
{
    return 1.0 / (1.0 + brink_exp(-x));
}

/* Standard normal quantile of p in (0, 1); relative error below 1e-15 in the centre, 2e-15 in the tails, tested
 * against GSL. Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37, 477-484. In sim/base/math.c. */
double brink_normal_quantile(double p);

/* Mills' ratio of the standard normal, P(Z > x) / density(x), for x >= 0 (NaN below); relative error below 2e-14. From
 * the odd series of Phi - 1/2 (Marsaglia 2004, Journal of Statistical Software 11(4)) below 2, by Laplace's continued
 * fraction above. Not for the step path: some hundred divisions. In sim/base/math.c, as the next. */
double brink_mills_ratio(double x);

/* Standard normal distribution function; error below 5e-16, relative below 1e-13 down to x = -37 (0 below). As costly.
 */
double brink_normal_cdf(double x);

#endif
