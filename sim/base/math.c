/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/math.h"

#include <math.h>

/* Wichura (1988), algorithm AS 241, Applied Statistics 37, 477-484, routine PPND16: three rational approximations of
 * degree 7/7, coefficients from the paper, lowest order first. brink_log() and sqrt() (exact to the last bit by
 * IEEE 754) are all it calls, so it gives the same bits everywhere. */

enum { DEGREE = 7 };

static double ratio(const double numerator[DEGREE + 1], const double denominator[DEGREE + 1], double r)
{
    double a = numerator[DEGREE];
    double b = denominator[DEGREE];
    for (int i = DEGREE - 1; i >= 0; i--) {
        a = a * r + numerator[i];
        b = b * r + denominator[i];
    }
    return a / b;
}

/* sqrt(-ln p) in (1.6, 5], less 1.6 */
static double shoulder(double r)
{
    static const double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                               3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                               2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[] = {1.0,
                               2.05319162663775882187e0,
                               1.67638483018380384940e0,
                               6.89767334985100004550e-1,
                               1.48103976427480074590e-1,
                               1.51986665636164571966e-2,
                               5.47593808499534494600e-4,
                               1.05075007164441684324e-9};
    return ratio(c, d, r);
}

/* sqrt(-ln p) in (5, 27), less 5 */
static double tail(double r)
{
    static const double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                               2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                               2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[] = {1.0,
                               5.99832206555887937690e-1,
                               1.36929880922735805310e-1,
                               1.48753612908506148525e-2,
                               7.86869131145613259100e-4,
                               1.84631831751005468180e-5,
                               1.42151175831644588870e-7,
                               2.04426310338993978564e-15};
    return ratio(e, f, r);
}

double brink_normal_quantile(double p)
{
    if (!(p > 0.0 && p < 1.0)) {
        return (double)NAN;
    }
    double q = p - 0.5;
    if (fabs(q) <= BRINK_NORMAL_CENTRE) {
        return brink_normal_centre(q);
    }
    double r = sqrt(-brink_log(q < 0.0 ? p : 1.0 - p));
    double z = r <= 5.0 ? shoulder(r - 1.6) : tail(r - 5.0);
    return q < 0.0 ? -z : z;
}

#define SQRT_2_PI 2.5066282746310005024

static double density(double x)
{
    return brink_exp(-0.5 * x * x) / SQRT_2_PI;
}

/* (Phi(x) - 1/2) / density(x) = x + x^3/3 + x^5/(3 5) + ..., all of one sign; for |x| <= 2 */
static double odd_series(double x)
{
    double term = x;
    double sum = x;
    for (int k = 3; fabs(term) > 1e-18; k += 2) {
        term *= x * x / k;
        sum += term;
    }
    return sum;
}

enum { FRACTION_TERMS = 200 };

double brink_mills_ratio(double x)
{
    if (!(x >= 0.0)) {
        return (double)NAN;
    }
    if (x <= 2.0) {
        return 0.5 / density(x) - odd_series(x);
    }
    double tail_part = x; /* 1/(x + 1/(x + 2/(x + 3/(x + ...)))), from its end */
    for (int k = FRACTION_TERMS; k >= 1; k--) {
        tail_part = x + k / tail_part;
    }
    return 1.0 / tail_part;
}

double brink_normal_cdf(double x)
{
    if (fabs(x) <= 2.0) {
        return 0.5 + density(x) * odd_series(x);
    }
    if (fabs(x) > 37.0) {
        return x > 0.0 ? 1.0 : x < 0.0 ? 0.0 : x; /* NaN is passed on */
    }
    double upper = density(x) * brink_mills_ratio(fabs(x));
    return x > 0.0 ? 1.0 - upper : upper;
}
