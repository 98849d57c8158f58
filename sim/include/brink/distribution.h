/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions of uncertain values, by their quantile functions, so that points of any sequence in the unit cube
 * (random, quasi-random, a grid) become values.
 *
 *   uniform      lower upper              of whole numbers: each of them equally likely
 *   loguniform   lower upper              the logarithm is uniform; 0 < lower
 *   normal       mean sd [lower upper]    truncated to [lower, upper] where these are given
 *   lognormal    median sigma [lower upper]   the logarithm is normal with standard deviation sigma; likewise
 *   beta         a b [lower upper]        on [lower, upper], 0 and 1 if not given
 *   triangular   lower mode upper
 *   discrete     VALUE=WEIGHT ...         a value, of any kind, with its weight; in this order for quantiles
 *
 * Quantiles have the same bits on every CPU: they go through brink/math.h and not through libm, and those of beta are
 * found by bisection of an incomplete beta function of our own (tests hold all of them against GSL's). As text, values
 * are rounded to BRINK_DISTRIBUTION_DIGITS significant digits, which is far finer than anything known about them. */
#ifndef BRINK_DISTRIBUTION_H
#define BRINK_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

enum { BRINK_DISTRIBUTION_DIGITS = 9 };

typedef enum brink_distribution_kind {
    BRINK_UNIFORM,
    BRINK_LOGUNIFORM,
    BRINK_NORMAL,
    BRINK_LOGNORMAL,
    BRINK_BETA,
    BRINK_TRIANGULAR,
    BRINK_DISCRETE,
    BRINK_N_DISTRIBUTIONS
} brink_distribution_kind;

typedef struct brink_distribution {
    brink_distribution_kind kind;
    double lower, upper;                 /* all values lie in [lower, upper]; may be infinite (normal, lognormal) */
    bool excludes_lower, excludes_upper; /* ... where the ends themselves are no values */
    bool is_whole;                       /* uniform: of whole numbers */
    double location, scale; /* normal: mean, sd; lognormal: of the logarithm; triangular: mode, not used; beta: a, b */
    double from, to;        /* normal, lognormal: probabilities below lower and below upper, untruncated */
    double log_beta;        /* beta: ln B(a, b) */
    size_t n_values;        /* discrete */
    const char *const *values; /* [n_values] borrowed, as is what follows, from the table that it was read from */
    const double *cumulative;  /* [n_values] shares up to and with each; the last is 1 */
} brink_distribution;

/* Name of a kind as tables have it. Static storage. */
const char *brink_distribution_name(brink_distribution_kind kind);

/* The uniform distribution over a range; of whole numbers (then lower and upper are such). */
brink_distribution brink_distribution_uniform(double lower, double upper, bool is_whole);

/* The quantile at u in [0, 1]: the least x with P(X <= x) >= u; at 0 and 1 the ends of the range, which may be
 * infinite. Of a discrete distribution the index of the value. */
double brink_distribution_quantile(const brink_distribution *d, double u);

/* The probability of values up to x (discrete: x an index). Relative error below 1e-12 in the lower half. */
double brink_distribution_probability(const brink_distribution *d, double x);

/* The density at x; discrete and whole numbers: the probability of x. 0 outside of the range. */
double brink_distribution_density(const brink_distribution *d, double x);

/* u in [0, 1] from a place on a grid over the range, 0 the lowest and 1 the highest place: the same number, but for
 * normal and lognormal, whose range has no ends worth looking at, from 0.025 to 0.975. */
double brink_distribution_grid(const brink_distribution *d, double place);

/* The quantile at u as text for a cell: rounded, but never out of the range. Returns out; a value of a discrete
 * distribution is returned itself. */
const char *brink_distribution_text(const brink_distribution *d, double u, char out[32]);

/* The number that such a text stands for, which a density can be asked about: the text's own, or of a discrete
 * distribution the index of the value. NaN if it is none. */
double brink_distribution_number(const brink_distribution *d, const char *text);

#endif
