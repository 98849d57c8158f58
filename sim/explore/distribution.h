/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions as they stand in cells. */
#ifndef BRINK_EXPLORE_DISTRIBUTION_H
#define BRINK_EXPLORE_DISTRIBUTION_H

#include "brink/distribution.h"
#include "scenario/table.h"

/* ln B(a, b) for a, b > 0. */
double brink__log_beta(double a, double b);

/* The regularised incomplete beta function I_x(a, b), x in [0, 1], given ln B(a, b). Relative error below 1e-13 times
 * 1 + a + b where it is not above one half. */
double brink__beta_probability(double a, double b, double log_beta, double x);

/* P(Z <= z) for a standard normal Z, as the inverse of brink_normal_quantile(): the same bits everywhere. */
double brink__normal_probability(double z);

/* Kinds by name, NULL-terminated: choices of a column. */
extern const char *const brink__distribution_names[];

/* How a distribution is written down. */
typedef struct brink__distribution_text {
    const char *kind, *parameters;
    brink_place kind_place, parameters_place;
} brink__distribution_text;

/* Reads a distribution for a value with rule `rule` that is `now` (NaN if it is no number), which stands in for a mean,
 * median or mode that is left out. Texts go to the pool of `texts`; brink__distribution_fini() ends what is read. What
 * does not fit is reported; false then, and also when memory runs out (`is_out_of_memory`). */
bool brink__distribution_read(brink_distribution *d, brink_scenario *texts, const brink__distribution_text *text,
                              const brink_column *rule, double now, brink__report *report, bool *is_out_of_memory);
void brink__distribution_fini(brink_distribution *d); /* {0} and half-built are fine */

#endif
