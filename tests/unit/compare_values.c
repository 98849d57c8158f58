/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Paired comparisons of arrays whose answers are known by hand, from print, or from GSL. */
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/compare_values.h"

#define MISSING ((double)NAN)

static brink__comparison plain(brink_statistic_kind kind, double at)
{
    return (brink__comparison){.statistic = {kind, at}, .span = (double)INFINITY, .n_comparisons = 1};
}

static brink_difference compare(brink__comparison how, const double *a, const double *b, size_t n)
{
    brink_difference d;
    assert_int_equal(brink__compare_values(&how, (brink__sample){.x = a}, (brink__sample){.x = b}, n, &d), BRINK_OK);
    return d;
}

/* --- by hand */

static void mean_of_pairs(void **state)
{
    (void)state;
    /* differences 1, 2, 0, 3, -1: mean 1, variance 10/4 */
    const double a[] = {3, 5, 4, 8, 1};
    const double b[] = {2, 3, 4, 5, 2};
    brink_difference d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, b, 5);
    assert_int_equal(d.n, 5);
    assert_near(d.value, 4.2, 0);
    assert_near(d.reference, 3.2, 0);
    assert_near(d.difference, 1.0, 1e-15);
    assert_near(d.se, sqrt(2.5 / 5), 1e-15);
    assert_near(d.lo95, 1 - 2.7764451051977987 * sqrt(0.5), 1e-9); /* t of 4 degrees of freedom, from tables */
    assert_near(d.hi95, 1 + 2.7764451051977987 * sqrt(0.5), 1e-9);
    assert_near(d.variance_ratio, (6.7 + 1.7) / 2.5, 1e-14);
}

/* Means of large, close numbers, and of values that are wholes of a power of two: exact. */
static void sums_are_compensated(void **state)
{
    (void)state;
    enum { N = 1001 };
    double a[N];
    double b[N];
    for (size_t i = 0; i < N; i++) {
        a[i] = 1e15 + (double)(i % 7) * 0.125;
        b[i] = 1e15;
    }
    a[0] = 1e15; /* 143 times 0 .. 6 */
    brink_difference d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, b, N);
    assert_near(d.difference, 0.375, 0.125); /* of doubles this far from 0 */
    assert_near(d.se, 0.25 * sqrt(1001.0 / 1000.0 / N), 1e-12);
}

static void missing_values_leave_both(void **state)
{
    (void)state;
    const double a[] = {3, MISSING, 5, 100, 4, 8, 1, MISSING};
    const double b[] = {2, 50, 3, MISSING, 4, 5, 2, MISSING};
    const double kept_a[] = {3, 5, 4, 8, 1};
    const double kept_b[] = {2, 3, 4, 5, 2};
    static const brink__comparison hows[] = {
        {.statistic = {BRINK_STATISTIC_MEAN, 0}, .span = 1, .n_comparisons = 1},
        {.statistic = {BRINK_STATISTIC_QUANTILE, 0.5}, .span = 1, .n_comparisons = 1},
        {.statistic = {BRINK_STATISTIC_CVAR, 0.4}, .span = 1, .n_comparisons = 1},
        {.statistic = {BRINK_STATISTIC_EXCEED, 3}, .span = 1, .n_comparisons = 3},
    };
    for (size_t i = 0; i < COUNT(hows); i++) {
        brink_difference got = compare(hows[i], a, b, COUNT(a));
        brink_difference want = compare(hows[i], kept_a, kept_b, COUNT(kept_a));
        assert_int_equal(got.n, 5);
        assert_memory_equal(&got, &want, sizeof got);
    }
}

/* Pairs are those of one index: the same values in another order are other pairs. */
static void pairs_have_one_index(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3, 4};
    const double same[] = {2, 3, 4, 5};
    const double turned[] = {5, 4, 3, 2};
    brink_difference d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, same, 4);
    assert_near(d.se, 0, 0);
    assert_true(isnan(d.variance_ratio)); /* nothing varies: no ratio */
    d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, turned, 4);
    assert_near(d.difference, -1, 0);
    assert_near(d.variance_ratio, 0.5, 1e-15); /* variances 5/3 each, of the difference 20/3 */
}

static void few_values_say_little(void **state)
{
    (void)state;
    const double a[] = {1};
    const double none[] = {MISSING};
    brink_difference d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, a, 1);
    assert_int_equal(d.n, 1);
    assert_near(d.value, 1, 0);
    assert_true(isnan(d.se) && isnan(d.lo95) && isnan(d.hi95_all) && isnan(d.variance_ratio));
    d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, none, 1);
    assert_int_equal(d.n, 0);
    assert_true(isnan(d.value) && isnan(d.reference) && isnan(d.difference) && isnan(d.lo95));
}

static void tail_means(void **state)
{
    (void)state;
    const double a[] = {7, 1, 9, 3, 10, 2, 5, 4, 6, 8};
    const double zero[10] = {0};
    assert_near(compare(plain(BRINK_STATISTIC_CVAR, 0.2), a, zero, 10).value, 9.5, 1e-15);       /* 9, 10 */
    assert_near(compare(plain(BRINK_STATISTIC_CVAR, 0.25), a, zero, 10).value, 23 / 2.5, 1e-14); /* and half of 8 */
    assert_near(compare(plain(BRINK_STATISTIC_CVAR_LOW, 0.3), a, zero, 10).value, 2.0, 1e-14);   /* 1, 2, 3 */
    assert_near(compare(plain(BRINK_STATISTIC_CVAR, 0.999999), a, zero, 10).value, 5.5, 1e-5);   /* nearly the mean */
    assert_near(compare(plain(BRINK_STATISTIC_CVAR, 0.000001), a, zero, 10).value, 10.0, 1e-9);  /* the maximum */
    assert_near(compare(plain(BRINK_STATISTIC_CVAR, 0.1), a, zero, 10).difference, 10.0, 1e-14);
}

/* A quantile or tail mean gets an interval only with BRINK_TAIL_REPLICAS beyond it. */
static void tails_need_replicas(void **state)
{
    (void)state;
    enum { N = 200 };
    double a[N];
    double b[N];
    for (size_t i = 0; i < N; i++) {
        a[i] = (double)(i * 37 % N);
        b[i] = (double)(i * 91 % N);
    }
    static const brink_statistic enough[] = {
        {BRINK_STATISTIC_CVAR, 0.05}, {BRINK_STATISTIC_CVAR_LOW, 0.05}, {BRINK_STATISTIC_QUANTILE, 0.95}};
    static const brink_statistic few[] = {
        {BRINK_STATISTIC_CVAR, 0.049}, {BRINK_STATISTIC_CVAR_LOW, 0.049}, {BRINK_STATISTIC_QUANTILE, 0.951}};
    for (size_t i = 0; i < COUNT(enough); i++) {
        brink_difference d = compare(plain(enough[i].kind, enough[i].at), a, b, N);
        assert_true(d.lo95 < d.difference && d.difference < d.hi95);
        d = compare(plain(few[i].kind, few[i].at), a, b, N);
        assert_true(isfinite(d.difference) && isnan(d.se) && isnan(d.lo95));
    }
}

/* Values u^3 at even steps of u: the quantile function is p^3, whose difference quotient over 0.5 -+ h is 0.75 + h^2.
 * h = 0.2093 for n = 100: `bandwidth.rq(0.5, 100, hs = TRUE)` of R's quantreg, by hand. */
static void sparsity_by_hand(void **state)
{
    (void)state;
    enum { N = 100 };
    double a[N];
    const double zero[N] = {0};
    for (size_t i = 0; i < N; i++) {
        double u = (double)i / (N - 1);
        a[i] = u * u * u;
    }
    brink_difference d = compare(plain(BRINK_STATISTIC_QUANTILE, 0.5), a, zero, N);
    double sparsity = 0.75 + 0.2093 * 0.2093;
    assert_near(d.value, 0.125, 1e-4);
    assert_near(d.se, sparsity * sqrt(0.25 / (N - 1)), 2e-5); /* half of the values are at most the median */
}

static void ratio_by_hand(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 2};
    const double y[] = {2, 4, 4, 6}; /* ratio 1/2; residuals x - y/2 = 0, 0, 1, -1; mean y 4 */
    const double u[] = {1, 1, 1, 1};
    const double v[] = {4, 4, 4, 4}; /* ratio 1/4, no residuals */
    brink__comparison how = plain(BRINK_STATISTIC_RATIO, 0);
    brink_difference d;
    how.span = 0.3;
    assert_int_equal(brink__compare_values(&how, (brink__sample){x, y}, (brink__sample){u, v}, 4, &d), BRINK_OK);
    assert_near(d.value, 0.5, 0);
    assert_near(d.reference, 0.25, 0);
    assert_near(d.se, sqrt(2.0 / 3.0 / 4.0) / 4.0, 1e-15);
    assert_near(d.variance_ratio, 1.0, 1e-15); /* the other does not vary */
    assert_near(d.lo95, 0.25 - 3.182446305284263 * d.se, 1e-9);
    assert_near(d.hi95, 0.3, 0); /* clipped */
    const double none[] = {0, 0, 0, 0};
    assert_int_equal(brink__compare_values(&how, (brink__sample){x, y}, (brink__sample){none, none}, 4, &d), BRINK_OK);
    assert_true(isnan(d.reference) && isnan(d.difference) && isnan(d.se));
}

/* --- proportions */

/* Published: Newcombe (1998), tables of method 10, for 36, 12, 2, 0 (0.0569, 0.3404), 2, 12, 2, 34 (0.0537, 0.3421) and
 * 0, 30, 0, 0 (0.8395, 1); more digits from an independent program. */
static void newcombe_as_published(void **state)
{
    (void)state;
    static const struct {
        uint64_t pairs[4];
        double lo, hi;
    } rows[] = {
        {{36, 12, 2, 0}, 0.05692958400323883, 0.3404276029749406},
        {{2, 12, 2, 34}, 0.053704028752380284, 0.3421085391981029},
        {{20, 12, 2, 16}, 0.05615642484174829, 0.32920699540014053},
        {{0, 30, 0, 0}, 0.8394678198623838, 1.0},
        {{0, 29, 1, 0}, 0.6665921801718164, 0.9881828192367751},
        {{54, 0, 0, 0}, -0.06641358809089648, 0.06641358809089648},
        {{212, 144, 256, 707}, -0.11419153280506708, -0.05543347268433288},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double lo;
        double hi;
        brink__newcombe(rows[i].pairs, 1.959963984540054, &lo, &hi);
        assert_near(lo, rows[i].lo, 1e-13);
        assert_near(hi, rows[i].hi, 1e-13);
    }
}

static void proportions_use_it(void **state)
{
    (void)state;
    double a[50];
    double b[50];
    for (size_t i = 0; i < 50; i++) { /* 36 both, 12 the first alone, 2 the second alone */
        a[i] = i < 48;
        b[i] = i < 36 || i >= 48;
    }
    brink__comparison how = plain(BRINK_STATISTIC_MEAN, 0);
    how.is_flag = true;
    brink_difference d = compare(how, a, b, 50);
    assert_near(d.difference, 0.2, 1e-15);
    assert_near(d.lo95, 0.05692958400323883, 1e-9);
    assert_near(d.hi95, 0.3404276029749406, 1e-9);
    assert_near(d.se, sqrt((14.0 / 50 - 0.04) / 49), 1e-15);
    for (size_t i = 0; i < 50; i++) {
        a[i] = 2 + 3 * a[i];
        b[i] = 2 + 3 * b[i];
    }
    brink_difference e = compare(plain(BRINK_STATISTIC_EXCEED, 2), a, b, 50);
    assert_memory_equal(&d, &e, sizeof d);
    e = compare(plain(BRINK_STATISTIC_EXCEED, 5), a, b, 50); /* above, not at */
    assert_near(e.value, 0, 0);
}

/* --- many at once */

static void bonferroni(void **state)
{
    (void)state;
    const double a[] = {3, 5, 4, 8, 1};
    const double b[] = {2, 3, 4, 5, 2};
    brink__comparison how = plain(BRINK_STATISTIC_MEAN, 0);
    brink_difference one = compare(how, a, b, 5);
    assert_near(one.lo95_all, one.lo95, 0);
    assert_near(one.hi95_all, one.hi95, 0);
    how.n_comparisons = 10;
    brink_difference ten = compare(how, a, b, 5);
    assert_near(ten.lo95, one.lo95, 0); /* the plain one stays */
    assert_near(ten.hi95_all, 1 + gsl_cdf_tdist_Pinv(1 - 0.05 / 20, 4) * sqrt(0.5), 1e-9);
    assert_near(ten.lo95_all, 1 - gsl_cdf_tdist_Pinv(1 - 0.05 / 20, 4) * sqrt(0.5), 1e-9);
}

/* --- against GSL */

enum { N_DRAWN = 500 };

static void draw(uint64_t seed, double a[N_DRAWN], double b[N_DRAWN])
{
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    gsl_rng_set(rng, seed);
    for (size_t i = 0; i < N_DRAWN; i++) {
        double common = gsl_ran_gaussian(rng, 1.0);
        a[i] = 5 + common + 0.2 * gsl_ran_gaussian(rng, 1.0);
        b[i] = exp(0.5 * common + 0.1 * gsl_ran_gaussian(rng, 1.0));
    }
    gsl_rng_free(rng);
}

static void agrees_with_gsl(void **state)
{
    (void)state;
    double a[N_DRAWN];
    double b[N_DRAWN];
    double difference[N_DRAWN];
    draw(11, a, b);
    for (size_t i = 0; i < N_DRAWN; i++) {
        difference[i] = a[i] - b[i];
    }
    brink_difference d = compare(plain(BRINK_STATISTIC_MEAN, 0), a, b, N_DRAWN);
    double apart = gsl_stats_variance(a, 1, N_DRAWN) + gsl_stats_variance(b, 1, N_DRAWN);
    assert_near(d.value, gsl_stats_mean(a, 1, N_DRAWN), 1e-14);
    assert_near(d.reference, gsl_stats_mean(b, 1, N_DRAWN), 1e-14);
    assert_near(d.se, gsl_stats_sd(difference, 1, N_DRAWN) / sqrt(N_DRAWN), 1e-14);
    assert_near(d.variance_ratio, apart / gsl_stats_variance(difference, 1, N_DRAWN), 1e-10);
    /* the same through the covariance */
    assert_near(d.se * d.se * N_DRAWN, apart - 2 * gsl_stats_covariance(a, 1, b, 1, N_DRAWN), 1e-12);
    gsl_sort(a, 1, N_DRAWN);
    gsl_sort(b, 1, N_DRAWN);
    brink_difference q = compare(plain(BRINK_STATISTIC_QUANTILE, 0.9), a, b, N_DRAWN);
    assert_near(q.value, gsl_stats_quantile_from_sorted_data(a, 1, N_DRAWN, 0.9), 0);
    assert_near(q.reference, gsl_stats_quantile_from_sorted_data(b, 1, N_DRAWN, 0.9), 0);
    double top = 0;
    for (size_t i = N_DRAWN - 25; i < N_DRAWN; i++) {
        top += a[i] / 25;
    }
    assert_near(compare(plain(BRINK_STATISTIC_CVAR, 0.05), a, b, N_DRAWN).value, top, 1e-12);
}

/* The standard errors of quantiles and tail means against the paired bootstrap (Efron 1979), which needs neither
 * density nor influence function. 2,000 resamples know a standard deviation to 1.6 %; the sparsity of one sample is
 * known far worse, so what is asked is a quarter. */
static void agrees_with_the_bootstrap(void **state)
{
    (void)state;
    enum { RESAMPLES = 2000 };
    static const brink_statistic statistics[] = {{BRINK_STATISTIC_MEAN, 0},       {BRINK_STATISTIC_QUANTILE, 0.5},
                                                 {BRINK_STATISTIC_QUANTILE, 0.9}, {BRINK_STATISTIC_CVAR, 0.1},
                                                 {BRINK_STATISTIC_CVAR_LOW, 0.2}, {BRINK_STATISTIC_EXCEED, 1.2}};
    static double resampled[RESAMPLES];
    double a[N_DRAWN];
    double b[N_DRAWN];
    double ra[N_DRAWN];
    double rb[N_DRAWN];
    draw(12, a, b);
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    for (size_t s = 0; s < COUNT(statistics); s++) {
        brink__comparison how = plain(statistics[s].kind, statistics[s].at);
        gsl_rng_set(rng, 13);
        for (size_t r = 0; r < RESAMPLES; r++) {
            for (size_t i = 0; i < N_DRAWN; i++) {
                size_t k = gsl_rng_uniform_int(rng, N_DRAWN);
                ra[i] = a[k];
                rb[i] = b[k];
            }
            resampled[r] = compare(how, ra, rb, N_DRAWN).difference;
        }
        double se = compare(how, a, b, N_DRAWN).se;
        double want = gsl_stats_sd(resampled, 1, RESAMPLES);
        print_message("statistic %zu: se %.4g, bootstrap %.4g\n", s, se, want);
        assert_near(se / want, 1.0, 0.25);
    }
    gsl_rng_free(rng);
}

/* --- statistics as text */

static void statistics_as_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name;
        brink_statistic_kind kind;
        double at;
    } good[] = {
        {"mean", "mean", BRINK_STATISTIC_MEAN, 0},
        {"ratio", "ratio", BRINK_STATISTIC_RATIO, 0},
        {"quantile:0.950", "quantile:0.95", BRINK_STATISTIC_QUANTILE, 0.95},
        {"cvar:5e-2", "cvar:0.05", BRINK_STATISTIC_CVAR, 0.05},
        {"cvar_low:0.1", "cvar_low:0.1", BRINK_STATISTIC_CVAR_LOW, 0.1},
        {"exceed:-7", "exceed:-7", BRINK_STATISTIC_EXCEED, -7},
    };
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "there is no statistic ''"},      {"qantile:0.5", "did you mean 'quantile'"},
        {"mean:3", "mean takes no number"},    {"quantile", "takes a number"},
        {"quantile:", "takes a number"},       {"quantile:half", "takes a number"},
        {"quantile:1", "above 0 and below 1"}, {"cvar:0", "above 0 and below 1"},
        {"cvar:nan", "takes a number"},        {"exceed:7 ", "takes a number"},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        brink_statistic s;
        char name[64];
        assert_int_equal(brink_statistic_parse(good[i].text, &s, NULL), BRINK_OK);
        assert_int_equal(s.kind, good[i].kind);
        assert_near(s.at, good[i].at, 0);
        assert_string_equal(brink_statistic_name(&s, name), good[i].name);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        brink_statistic s;
        brink_error err = {0};
        assert_int_equal(brink_statistic_parse(bad[i].text, &s, &err), BRINK_EUSAGE);
        if (strstr(err.what, bad[i].why) == NULL) {
            fail_msg("'%s': %s", bad[i].text, err.what);
        }
    }
}

static void statistics_of_metrics(void **state)
{
    (void)state;
    static const brink_quantity number = {"number", BRINK_MEAN, "1", ""};
    static const brink_quantity share = {"share", BRINK_RATIO, "1", ""};
    const brink_output a_number = {.name = "number", .quantity = &number};
    const brink_output a_share = {.name = "share", .quantity = &share};
    const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    const brink_statistic ratio = {.kind = BRINK_STATISTIC_RATIO};
    const brink_statistic quantile = {BRINK_STATISTIC_QUANTILE, 0.5};
    brink_statistic s;
    assert_int_equal(brink_statistic_of(&mean, &a_number, &s, NULL), BRINK_OK);
    assert_int_equal(s.kind, BRINK_STATISTIC_MEAN);
    assert_int_equal(brink_statistic_of(&mean, &a_share, &s, NULL), BRINK_OK);
    assert_int_equal(s.kind, BRINK_STATISTIC_RATIO);
    assert_int_equal(brink_statistic_of(&quantile, &a_number, &s, NULL), BRINK_OK);
    assert_near(s.at, 0.5, 0);
    assert_int_equal(brink_statistic_of(&quantile, &a_share, &s, NULL), BRINK_EUSAGE);
    assert_int_equal(brink_statistic_of(&ratio, &a_number, &s, NULL), BRINK_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_of_pairs),
        cmocka_unit_test(sums_are_compensated),
        cmocka_unit_test(missing_values_leave_both),
        cmocka_unit_test(pairs_have_one_index),
        cmocka_unit_test(few_values_say_little),
        cmocka_unit_test(tail_means),
        cmocka_unit_test(tails_need_replicas),
        cmocka_unit_test(sparsity_by_hand),
        cmocka_unit_test(ratio_by_hand),
        cmocka_unit_test(newcombe_as_published),
        cmocka_unit_test(proportions_use_it),
        cmocka_unit_test(bonferroni),
        cmocka_unit_test(agrees_with_gsl),
        cmocka_unit_test(agrees_with_the_bootstrap),
        cmocka_unit_test(statistics_as_text),
        cmocka_unit_test(statistics_of_metrics),
    };
    return cmocka_run_group_tests_name("compare_values", tests, NULL, NULL) != 0;
}
