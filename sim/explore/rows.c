/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explore/rows.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

brink_status brink__row_init(brink__row *row, brink_outcomes *outcomes, const char *metric,
                             const brink_statistic *statistic, size_t width, brink_error *err)
{
    *row = (brink__row){.outcomes = outcomes,
                        .metric = metric,
                        .statistic = *statistic,
                        .width = width,
                        .replicas = (size_t)brink_outcomes_replicas(outcomes)};
    row->pseudo = calloc(width * row->replicas + 1, sizeof *row->pseudo);
    row->mean = calloc(width + 1, sizeof *row->mean);
    row->n = calloc(width + 1, sizeof *row->n);
    return row->pseudo && row->mean && row->n ? BRINK_OK : brink_fail(err, BRINK_ENOMEM, "out of memory for outcomes");
}

void brink__row_fini(brink__row *row)
{
    free(row->pseudo);
    free(row->mean);
    free(row->n);
    *row = (brink__row){0};
}

brink_status brink__row_read(brink__row *row, size_t first, brink_error *err)
{
    for (size_t p = 0; p < row->width; p++) {
        double *x = row->pseudo + p * row->replicas;
        double sum = 0.0;
        size_t n = 0;
        brink_status status = brink_outcomes_pseudo(row->outcomes, first + p, row->metric, &row->statistic, x, err);
        if (status != BRINK_OK) {
            return status;
        }
        for (size_t r = 0; r < row->replicas; r++) {
            sum += isnan(x[r]) ? 0.0 : x[r];
            n += isnan(x[r]) ? 0 : 1;
        }
        row->n[p] = n;
        row->mean[p] = sum / (double)n; /* a point without a value was refused */
        for (size_t r = 0; r < row->replicas; r++) {
            x[r] -= row->mean[p];
        }
    }
    return BRINK_OK;
}

double brink__row_noise(const brink__row *row, size_t p, size_t q)
{
    const double *x = row->pseudo + p * row->replicas;
    const double *y = row->pseudo + q * row->replicas;
    double sum = 0.0;
    size_t n = 0;
    for (size_t r = 0; r < row->replicas; r++) {
        const double product = x[r] * y[r];
        const bool is_pair = !isnan(product);
        sum += is_pair ? product : 0.0;
        n += is_pair;
    }
    /* sum/(n - 1) for a covariance, n of the np nq terms of the two means */
    return n < 2 ? 0.0 : sum / (double)(n - 1) * (double)n / ((double)row->n[p] * (double)row->n[q]);
}

double brink__row_noise_of_difference(const brink__row *row, size_t p, size_t q)
{
    return brink__row_noise(row, p, p) + brink__row_noise(row, q, q) - 2.0 * brink__row_noise(row, p, q);
}

void brink__mean_and_error(const double *x, size_t n, size_t step, double *mean, double *se)
{
    double squares = 0.0;
    *mean = 0.0;
    for (size_t i = 0; i < n; i++) {
        *mean += x[i * step] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (x[i * step] - *mean) * (x[i * step] - *mean);
    }
    *se = n > 1 ? sqrt(squares / (double)(n - 1) / (double)n) : (double)NAN;
}

/* Whether a is above b for certain: by the differences of their contributions, at two-sided level 0.05/pairs. */
static bool is_above(const double *x, size_t n, size_t d, size_t a, size_t b, double critical)
{
    double sum = 0.0;
    double squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += (x[i * d + a] - x[i * d + b]) / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        const double e = x[i * d + a] - x[i * d + b] - sum;
        squares += e * e;
    }
    return sum > critical * sqrt(squares / (double)(n - 1) / (double)n);
}

void brink__rank(const double *value, const double *x, size_t n, size_t d, brink_rank *rank)
{
    const double pairs = (double)d * (double)(d - 1) / 2.0;
    const double critical =
        n > 1 && d > 1 ? round(gsl_cdf_tdist_Qinv(0.025 / pairs, (double)(n - 1)) * 1e10) / 1e10 : 0.0;
    for (size_t i = 0; i < d; i++) {
        size_t above = 0;
        size_t certainly_above = 0;
        size_t certainly_below = 0;
        for (size_t k = 0; k < d; k++) {
            if (k != i) {
                above += value[k] > value[i] || (!(value[k] < value[i]) && k < i);
                certainly_above += n > 1 && is_above(x, n, d, k, i, critical);
                certainly_below += n > 1 && is_above(x, n, d, i, k, critical);
            }
        }
        rank[i] = (brink_rank){.place = 1 + above, .from = 1 + certainly_above, .to = d - certainly_below};
    }
}
