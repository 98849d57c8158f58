/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/distribution.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "brink/math.h"

const char *const brink__distribution_names[] = {[BRINK_UNIFORM] = "uniform",   [BRINK_LOGUNIFORM] = "loguniform",
                                                 [BRINK_NORMAL] = "normal",     [BRINK_LOGNORMAL] = "lognormal",
                                                 [BRINK_BETA] = "beta",         [BRINK_TRIANGULAR] = "triangular",
                                                 [BRINK_DISCRETE] = "discrete", [BRINK_N_DISTRIBUTIONS] = NULL};

const char *brink_distribution_name(brink_distribution_kind kind)
{
    return brink__distribution_names[kind];
}

brink_distribution brink_distribution_uniform(double lower, double upper, bool is_whole)
{
    return (brink_distribution){.kind = BRINK_UNIFORM, .lower = lower, .upper = upper, .is_whole = is_whole};
}

/* --- special functions -------------------------------------------------------------------------------------------- */

/* ln Gamma(x), x > 0: Stirling's series at 15 or more, to which smaller arguments are moved (DLMF 5.11.1; the first
 * term left out is below 1e-16 there). */
static double log_gamma(double x)
{
    static const double half_log_2pi = 0.91893853320467274178;
    double shift = 1.0;
    while (x < 15.0) {
        shift *= x;
        x += 1.0;
    }
    const double r = 1.0 / (x * x);
    const double series =
        (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0))))) / x;
    return (x - 0.5) * brink_log(x) - x + half_log_2pi + series - brink_log(shift);
}

double brink__log_beta(double a, double b)
{
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

/* The continued fraction of I_x(a, b) (DLMF 8.17.22) by Lentz's method as modified by Thompson and Barnett (1986). It
 * converges fast for x below (a + 1)/(a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    static const double tiny = 1e-300;
    double c = 1.0;
    double d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= 10000; m++) {
        const double k = (double)m;
        double step = 1.0;
        for (int odd = 0; odd < 2; odd++) {
            const double t = odd ? -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0))
                                 : k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k));
            d = 1.0 + t * d;
            d = 1.0 / (fabs(d) < tiny ? tiny : d);
            c = 1.0 + t / c;
            c = fabs(c) < tiny ? tiny : c;
            step = c * d;
            h *= step;
        }
        if (fabs(step - 1.0) < 1e-15) {
            break;
        }
    }
    return h;
}

double brink__beta_probability(double a, double b, double log_beta, double x)
{
    if (!(x > 0.0)) {
        return 0.0;
    }
    if (!(x < 1.0)) {
        return 1.0;
    }
    const double front = brink_exp(a * brink_log(x) + b * brink_log(1.0 - x) - log_beta);
    return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(a, b, x) / a
                                         : 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

static double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The least positive double x <= 1 with is_reached(x): bisection over the bits, which are in the order of the numbers,
 * so that small ones are found to full precision too. */
static double bisect(bool (*is_reached)(const void *context, double x), const void *context)
{
    uint64_t lo = 0x0010000000000000u; /* the least normal number */
    uint64_t hi = 0x3ff0000000000000u; /* 1 */
    if (is_reached(context, double_of(lo))) {
        return double_of(lo);
    }
    while (hi - lo > 1) {
        const uint64_t middle = lo + (hi - lo) / 2;
        *(is_reached(context, double_of(middle)) ? &hi : &lo) = middle;
    }
    return double_of(hi);
}

static bool is_above(const void *z, double p)
{
    return p >= 1.0 || brink_normal_quantile(p) >= *(const double *)z;
}

double brink__normal_probability(double z)
{
    const double below = -fabs(z);
    if (z == 0.0 || below < -37.0) {
        return z == 0.0 ? 0.5 : z < 0.0 ? 0.0 : 1.0;
    }
    const double p = bisect(is_above, &below);
    return z < 0.0 ? p : 1.0 - p;
}

typedef struct beta_search {
    const brink_distribution *d;
    double u;
} beta_search;

static bool is_beta_reached(const void *context, double x)
{
    const beta_search *s = context;
    return brink__beta_probability(s->d->location, s->d->scale, s->d->log_beta, x) >= s->u;
}

/* --- quantiles ---------------------------------------------------------------------------------------------------- */

static double triangular_quantile(const brink_distribution *d, double u)
{
    const double width = d->upper - d->lower;
    const double rise = d->location - d->lower;
    return u * width <= rise ? d->lower + sqrt(u * width * rise)
                             : d->upper - sqrt((1.0 - u) * width * (d->upper - d->location));
}

static double normal_quantile(const brink_distribution *d, double u)
{
    const double p = d->from + u * (d->to - d->from);
    return d->location + d->scale * brink_normal_quantile(brink_clamp(p, 1e-300, 1.0 - 1e-16));
}

static double discrete_quantile(const brink_distribution *d, double u)
{
    size_t i = 0;
    while (i + 1 < d->n_values && d->cumulative[i] < u) {
        i++;
    }
    return (double)i;
}

double brink_distribution_quantile(const brink_distribution *d, double u)
{
    if (d->kind == BRINK_DISCRETE) {
        return discrete_quantile(d, u);
    }
    if (d->is_whole) {
        return brink_min(d->lower + floor(u * (d->upper - d->lower + 1.0)), d->upper);
    }
    if (u <= 0.0 || u >= 1.0) {
        return u <= 0.0 ? d->lower : d->upper;
    }
    double x = d->lower;
    switch (d->kind) {
    case BRINK_UNIFORM:
        x = d->lower + u * (d->upper - d->lower);
        break;
    case BRINK_LOGUNIFORM:
        x = brink_exp(brink_log(d->lower) + u * (brink_log(d->upper) - brink_log(d->lower)));
        break;
    case BRINK_NORMAL:
        x = normal_quantile(d, u);
        break;
    case BRINK_LOGNORMAL:
        x = brink_exp(normal_quantile(d, u));
        break;
    case BRINK_BETA:
        x = d->lower + (d->upper - d->lower) * bisect(is_beta_reached, &(beta_search){d, u});
        break;
    case BRINK_TRIANGULAR:
        x = triangular_quantile(d, u);
        break;
    case BRINK_DISCRETE:
    case BRINK_N_DISTRIBUTIONS:
        break;
    }
    return brink_clamp(x, d->lower, d->upper);
}

/* --- probabilities ------------------------------------------------------------------------------------------------ */

static double untruncated(const brink_distribution *d, double x)
{
    return brink__normal_probability((x - d->location) / d->scale);
}

static double whole_probability(const brink_distribution *d, double x)
{
    return d->kind == BRINK_DISCRETE ? d->cumulative[(size_t)x]
                                     : (floor(x) - d->lower + 1.0) / (d->upper - d->lower + 1.0);
}

double brink_distribution_probability(const brink_distribution *d, double x)
{
    const bool is_discrete = d->kind == BRINK_DISCRETE;
    const double last = is_discrete ? (double)d->n_values - 1.0 : d->upper;
    if (x < (is_discrete ? 0.0 : d->lower) || x >= last) {
        return x >= last ? 1.0 : 0.0;
    }
    const double width = d->upper - d->lower;
    switch (d->kind) {
    case BRINK_UNIFORM:
        return d->is_whole ? whole_probability(d, x) : (x - d->lower) / width;
    case BRINK_LOGUNIFORM:
        return brink_log(x / d->lower) / brink_log(d->upper / d->lower);
    case BRINK_NORMAL:
        return (untruncated(d, x) - d->from) / (d->to - d->from);
    case BRINK_LOGNORMAL:
        return x > 0.0 ? (untruncated(d, brink_log(x)) - d->from) / (d->to - d->from) : 0.0;
    case BRINK_BETA:
        return brink__beta_probability(d->location, d->scale, d->log_beta, (x - d->lower) / width);
    case BRINK_TRIANGULAR:
        return x <= d->location ? (x - d->lower) * (x - d->lower) / width / brink_max(d->location - d->lower, 1e-300)
                                : 1.0 - (d->upper - x) * (d->upper - x) / width / (d->upper - d->location);
    case BRINK_DISCRETE:
        return whole_probability(d, x);
    case BRINK_N_DISTRIBUTIONS:
        break;
    }
    return (double)NAN;
}

static double normal_density(const brink_distribution *d, double x)
{
    static const double one_over_sqrt_2pi = 0.39894228040143267794;
    const double z = (x - d->location) / d->scale;
    return one_over_sqrt_2pi * brink_exp(-0.5 * z * z) / d->scale / (d->to - d->from);
}

double brink_distribution_density(const brink_distribution *d, double x)
{
    const double width = d->upper - d->lower;
    if (d->kind == BRINK_DISCRETE) {
        const bool is_one = x >= 0.0 && x < (double)d->n_values && x == floor(x);
        return !is_one ? 0.0 : x == 0.0 ? d->cumulative[0] : d->cumulative[(size_t)x] - d->cumulative[(size_t)x - 1];
    }
    if (!(x >= d->lower && x <= d->upper)) {
        return 0.0;
    }
    switch (d->kind) {
    case BRINK_UNIFORM:
        return d->is_whole ? (x == floor(x) ? 1.0 / (width + 1.0) : 0.0) : 1.0 / width;
    case BRINK_LOGUNIFORM:
        return 1.0 / (x * brink_log(d->upper / d->lower));
    case BRINK_NORMAL:
        return normal_density(d, x);
    case BRINK_LOGNORMAL:
        return x > 0.0 ? normal_density(d, brink_log(x)) / x : 0.0;
    case BRINK_BETA: {
        const double y = brink_clamp((x - d->lower) / width, 1e-300, 1.0 - 1e-16);
        return brink_exp((d->location - 1.0) * brink_log(y) + (d->scale - 1.0) * brink_log(1.0 - y) - d->log_beta) /
               width;
    }
    case BRINK_TRIANGULAR:
        return x <= d->location && d->location > d->lower ? 2.0 * (x - d->lower) / width / (d->location - d->lower)
                                                          : 2.0 * (d->upper - x) / width / (d->upper - d->location);
    case BRINK_DISCRETE:
    case BRINK_N_DISTRIBUTIONS:
        break;
    }
    return (double)NAN;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

double brink_distribution_grid(const brink_distribution *d, double place)
{
    const bool has_tails = d->kind == BRINK_NORMAL || d->kind == BRINK_LOGNORMAL;
    return has_tails ? 0.025 + 0.95 * place : place;
}

static bool is_inside(const brink_distribution *d, double x)
{
    return (d->excludes_lower ? x > d->lower : x >= d->lower) && (d->excludes_upper ? x < d->upper : x <= d->upper);
}

const char *brink_distribution_text(const brink_distribution *d, double u, char out[32])
{
    const double x = brink_distribution_quantile(d, u);
    if (d->kind == BRINK_DISCRETE) {
        return d->values[(size_t)x];
    }
    double rounded = brink__round_digits(x, BRINK_DISTRIBUTION_DIGITS);
    rounded = is_inside(d, rounded) ? rounded : x;
    if (!is_inside(d, rounded)) { /* an end that is no value */
        rounded = rounded <= d->lower ? nextafter(d->lower, d->upper) : nextafter(d->upper, d->lower);
    }
    (void)brink__format_double(rounded, out);
    return out;
}

double brink_distribution_number(const brink_distribution *d, const char *text)
{
    double x = (double)NAN;
    if (d->kind != BRINK_DISCRETE) {
        return brink__parse_number(text, &x) == BRINK__NUMBER_OK ? x : (double)NAN;
    }
    for (size_t i = 0; i < d->n_values; i++) {
        if (strcmp(d->values[i], text) == 0) {
            return (double)i;
        }
    }
    return x;
}
