/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often the intervals of paired comparisons hold what they should, where the truth is known in closed form.
 *
 * Two normal values a replica, correlated 0.9 by a common part. Null: each interval holds the true difference in at
 * least 95 % of samples, less what is known of its asymptotics (SHORT of it); rejected when the count of 1,000 samples
 * lies 5 standard deviations below, or 5 above 99.5 %, which would be an interval that says nothing. */
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "brink/rng.h"
#include "explore/compare_values.h"

enum { N = 300, SAMPLES = 1000, M = 8 };

static const double rho = 0.9;
static const double shift = 0.3; /* b = shift + scale * normal */
static const double scale = 1.2;

static gsl_rng *new_rng(uint64_t seed)
{
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    gsl_rng_set(rng, seed);
    return rng;
}

static double second(gsl_rng *rng, double first)
{
    return shift + scale * (rho * first + sqrt(1 - rho * rho) * gsl_ran_gaussian(rng, 1.0));
}

static void draw(gsl_rng *rng, double *a, double *b)
{
    for (size_t i = 0; i < N; i++) {
        a[i] = gsl_ran_gaussian(rng, 1.0);
        b[i] = second(rng, a[i]);
    }
}

static double standard_truth(brink_statistic s, double x)
{
    switch (s.kind) {
    case BRINK_STATISTIC_QUANTILE:
        return gsl_cdf_ugaussian_Pinv(s.at);
    case BRINK_STATISTIC_CVAR:
        return gsl_ran_ugaussian_pdf(gsl_cdf_ugaussian_Qinv(s.at)) / s.at;
    case BRINK_STATISTIC_CVAR_LOW:
        return -gsl_ran_ugaussian_pdf(gsl_cdf_ugaussian_Qinv(s.at)) / s.at;
    case BRINK_STATISTIC_EXCEED:
        return gsl_cdf_ugaussian_Q(x);
    case BRINK_STATISTIC_MEAN:
    case BRINK_STATISTIC_RATIO:
        break;
    }
    return 0;
}

/* Of a - b. */
static double truth(brink_statistic s)
{
    if (s.kind == BRINK_STATISTIC_EXCEED) {
        return standard_truth(s, s.at) - standard_truth(s, (s.at - shift) / scale);
    }
    double x = standard_truth(s, 0);
    return x - (shift + scale * x);
}

static void check_share(const char *what, size_t hits, size_t n, double least)
{
    double share = (double)hits / (double)n;
    print_message("%s: %.4f of %zu\n", what, share, n);
    double low = least - 5 * sqrt(least * (1 - least) / (double)n);
    double high = 0.995 + 5 * sqrt(0.995 * 0.005 / (double)n);
    if (!(share >= low && share <= high)) {
        fail_msg("%s: %.4f is not within %.4f .. %.4f", what, share, low, high);
    }
}

static void intervals_cover(void **state)
{
    (void)state;
    static const struct {
        brink_statistic statistic;
        double least; /* 0.95, less the bias of small tails */
    } rows[] = {
        {{BRINK_STATISTIC_MEAN, 0}, 0.95},        {{BRINK_STATISTIC_QUANTILE, 0.5}, 0.94},
        {{BRINK_STATISTIC_QUANTILE, 0.9}, 0.94},  {{BRINK_STATISTIC_CVAR, 0.1}, 0.93},
        {{BRINK_STATISTIC_CVAR_LOW, 0.25}, 0.94}, {{BRINK_STATISTIC_EXCEED, 0.5}, 0.95},
        {{BRINK_STATISTIC_EXCEED, 2.3}, 0.95},
    };
    static double a[N];
    static double b[N];
    for (size_t r = 0; r < COUNT(rows); r++) {
        brink__comparison how = {.statistic = rows[r].statistic, .span = (double)INFINITY, .n_comparisons = 1};
        double want = truth(rows[r].statistic);
        size_t hits = 0;
        gsl_rng *rng = new_rng(20 + r);
        for (size_t k = 0; k < SAMPLES; k++) {
            brink_difference d;
            draw(rng, a, b);
            assert_int_equal(brink__compare_values(&how, (brink__sample){.x = a}, (brink__sample){.x = b}, N, &d),
                             BRINK_OK);
            hits += d.lo95 <= want && want <= d.hi95;
        }
        gsl_rng_free(rng);
        char name[64];
        check_share(brink_statistic_name(&rows[r].statistic, name), hits, SAMPLES, rows[r].least);
    }
}

static void ratios_cover(void **state)
{
    (void)state;
    static double x[2][N];
    static double y[2][N];
    const brink__comparison how = {.statistic = {.kind = BRINK_STATISTIC_RATIO}, .span = 1.0, .n_comparisons = 1};
    size_t hits = 0;
    gsl_rng *rng = new_rng(40);
    for (size_t k = 0; k < SAMPLES; k++) {
        brink_difference d;
        for (size_t i = 0; i < N; i++) { /* shares 0.3 and 0.25 of counts with mean 5 that share their noise */
            double common = gsl_ran_gamma(rng, 4.0, 0.25);
            for (size_t p = 0; p < 2; p++) {
                unsigned tests = gsl_ran_poisson(rng, 5.0 * common);
                y[p][i] = tests;
                x[p][i] = gsl_ran_binomial(rng, p == 0 ? 0.3 : 0.25, tests);
            }
        }
        assert_int_equal(brink__compare_values(&how, (brink__sample){x[0], y[0]}, (brink__sample){x[1], y[1]}, N, &d),
                         BRINK_OK);
        hits += d.lo95 <= 0.05 && 0.05 <= d.hi95;
    }
    gsl_rng_free(rng);
    check_share("ratio", hits, SAMPLES, 0.95);
}

/* M comparisons with one reference: all hold at once in 95 % of samples, which the plain intervals do not do. */
static void simultaneous_intervals_cover(void **state)
{
    (void)state;
    static double a[N];
    static double b[N];
    const brink__comparison how = {
        .statistic = {.kind = BRINK_STATISTIC_MEAN}, .span = (double)INFINITY, .n_comparisons = M};
    size_t all = 0;
    size_t plain = 0;
    gsl_rng *rng = new_rng(41);
    for (size_t k = 0; k < SAMPLES; k++) {
        size_t n_all = 0;
        size_t n_plain = 0;
        for (size_t i = 0; i < N; i++) {
            a[i] = gsl_ran_gaussian(rng, 1.0);
        }
        for (size_t p = 0; p < M; p++) {
            brink_difference d;
            for (size_t i = 0; i < N; i++) {
                b[i] = second(rng, a[i]);
            }
            assert_int_equal(brink__compare_values(&how, (brink__sample){.x = b}, (brink__sample){.x = a}, N, &d),
                             BRINK_OK);
            n_all += d.lo95_all <= shift && shift <= d.hi95_all;
            n_plain += d.lo95 <= shift && shift <= d.hi95;
        }
        all += n_all == M;
        plain += n_plain == M;
    }
    gsl_rng_free(rng);
    check_share("all of 8 at once", all, SAMPLES, 0.95);
    print_message("all of 8 plain intervals: %.4f\n", (double)plain / SAMPLES);
    assert_true((double)plain / SAMPLES < 0.85);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(ratios_cover),
        cmocka_unit_test(simultaneous_intervals_cover),
    };
    return cmocka_run_group_tests_name("coverage", tests, NULL, NULL) != 0;
}
