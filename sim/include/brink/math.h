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
 * x = n ln 2 + r with |r| <= ln(2)/2, n ln 2 taken off in two parts (Cody & Waite 1980), e^r by a minimax polynomial of
 * degree 11 (5.8e-18 relative; Remez) in Estrin's order, whose terms do not wait for one another, 2^n built in the
 * exponent field. */
static inline double brink_exp(double x)
{
    const double round = 6755399441055744.0; /* 1.5 * 2^52: adding it leaves the nearest integer in the low bits */
    x = brink_min(brink_max(x, -708.0), 709.0);
    double shifted = x * 1.4426950408889634074 + round;
    double n = shifted - round;
    double r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    double r2 = r * r, r4 = r2 * r2;
    double low = (0.5 + 1.6666666666666433325e-1 * r) + (4.1666666666603948078e-2 + 8.3333333335000475719e-3 * r) * r2;
    double high = (1.3888888926800703043e-3 + 1.9841269466204801815e-4 * r) +
                  (2.4801508676174224587e-5 + 2.7557640868573654816e-6 * r) * r2 +
                  (2.7625189689875951184e-7 + 2.4978383148154436809e-8 * r) * r4;
    double p = (low + high * r4) * r2 + r; /* the small part first keeps the error of the last addition alone */
    p = p + 1.0;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    uint64_t scaled;
    memcpy(&scaled, &p, sizeof scaled);
    scaled += bits << 52; /* the low bits hold n in two's complement: this adds n to the exponent of p */
    memcpy(&p, &scaled, sizeof p);
    return p;
}

/* 2^x for x <= 1023, from -900 down as 2^-900 (products of weights then stay normal); relative error below 5e-16.
 * Cheaper than brink_exp(): the argument needs no reduction, so softmax is done in base 2. NaN as there. Minimax
 * polynomial of degree 10 (2.4e-16; Remez). */
static inline double brink_exp2(double x)
{
    const double round = 6755399441055744.0;
    x = brink_max(x, -900.0);
    double shifted = x + round;
    double f = x - (shifted - round);
    double f2 = f * f, f4 = f2 * f2;
    double low = (2.4022650695909338452e-1 + 5.5504108664452017257e-2 * f) +
                 (9.6181291078692016500e-3 + 1.3333558230682873474e-3 * f) * f2;
    double high = (1.5403530157732143547e-4 + 1.5252656506963315268e-5 * f) +
                  (1.3215563757619655911e-6 + 1.0208897781338907964e-7 * f) * f2 + 7.0548423129870655053e-9 * f4;
    double p = (1.0 + 6.9314718055994966284e-1 * f) + (low + high * f4) * f2;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    uint64_t scaled;
    memcpy(&scaled, &p, sizeof scaled);
    scaled += bits << 52;
    memcpy(&p, &scaled, sizeof p);
    return p;
}

/* 2^x in single precision for x <= 127, from -100 down as 2^-100; relative error below 2.5e-7. Minimax polynomial of
 * degree 5 (9.2e-8; Remez). */
static inline float brink_exp2f(float x)
{
    const float round = 12582912.0F; /* 1.5 * 2^23 */
    x = x > -100.0F ? x : -100.0F;
    float shifted = x + round;
    float f = x - (shifted - round);
    float f2 = f * f;
    float p = (1.0F + 6.9314697760e-1F * f) +
              ((2.4022242086e-1F + 5.5507337372e-2F * f) + (9.6715126398e-3F + 1.3264729096e-3F * f) * f2) * f2;
    uint32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    uint32_t scaled;
    memcpy(&scaled, &p, sizeof scaled);
    scaled += bits << 23;
    memcpy(&p, &scaled, sizeof p);
    return p;
}

/* ln x for normal x > 0; relative error below 1.7e-16 (0.8 ulp). For x <= 0,
 * subnormal, infinite or NaN the result is finite or NaN without meaning: the caller keeps arguments in the domain.
 *
 * x = 2^k m, m in [sqrt(1/2), sqrt 2); ln m = 2 atanh(s), s = (m - 1)/(m + 1), as an odd polynomial in s of degree 15
 * (minimax, 4.5e-18 of ln m; Remez). */
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
    double z2 = z * z;
    double p = (6.6666666666666696996e-1 + 3.9999999999899175643e-1 * z) +
               (2.8571428626106088016e-1 + 2.2222211115835475516e-1 * z) * z2 +
               ((1.8182890368918626236e-1 + 1.5331684010116524455e-1 * z) + 1.4616875673592786121e-1 * z2) * (z2 * z2);
    /* ln(1+f) = f - f^2/2 + s (f^2/2 + z p): the rounding of s then touches only the small part (fdlibm's e_log.c) */
    double half_square = 0.5 * f * f;
    double low = k * 1.90821492927058770002e-10 + (s * (half_square + z * p));
    return k * 6.93147180369123816490e-01 + (f - (half_square - low));
}

/* log2 x in single precision for normal x > 0; absolute error below 1.5e-7 (1 + |log2 x|). As brink_log(). */
static inline float brink_log2f(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint32_t moved = bits + (0x3f800000U - 0x3f3504f3U);
    uint32_t m_bits = (moved & 0x007fffffU) + 0x3f3504f3U;
    uint32_t k_bits = moved >> 23 | 0x4b000000U;
    float m, k;
    memcpy(&m, &m_bits, sizeof m);
    memcpy(&k, &k_bits, sizeof k);
    k -= 8388608.0F + 127.0F;
    float s = (m - 1.0F) / (m + 1.0F);
    float z = s * s;
    return k + ((2.8853900798F + 0.96179884764F * z) + (0.57671438423F + 0.43173587849F * z) * (z * z)) * s;
}

/* sigma(x) = 1/(1 + e^-x); relative error below 5e-16. */
static inline double brink_logistic(double x)
{
    return 1.0 / (1.0 + brink_exp(-x));
}

/* Standard normal quantile of p = 1/2 + q for |q| <= BRINK_NORMAL_CENTRE, beyond without meaning: seventeen of twenty
 * draws, for loops over many. The first of the three rational approximations of brink_normal_quantile(). */
#define BRINK_NORMAL_CENTRE 0.425
static inline double brink_normal_centre(double q)
{
    double r = 0.180625 - q * q;
    double a = 2.5090809287301226727e+3, b = 5.2264952788528545610e+3;
    a = a * r + 3.3430575583588128105e+4, b = b * r + 2.8729085735721942674e+4;
    a = a * r + 6.7265770927008700853e+4, b = b * r + 3.9307895800092710610e+4;
    a = a * r + 4.5921953931549871457e+4, b = b * r + 2.1213794301586595867e+4;
    a = a * r + 1.3731693765509461125e+4, b = b * r + 5.3941960214247511077e+3;
    a = a * r + 1.9715909503065514427e+3, b = b * r + 6.8718700749205790830e+2;
    a = a * r + 1.3314166789178437745e+2, b = b * r + 4.2313330701600911252e+1;
    a = a * r + 3.3871328727963666080e0, b = b * r + 1.0;
    return q * (a / b);
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
