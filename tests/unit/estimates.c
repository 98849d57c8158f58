/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

#include "engine/estimates.h"

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 16;
}

static brink__scale scale_of(double lo, double hi, brink_quantity_kind kind)
{
    const brink_quantity quantity = {"x", kind, "1", ""};
    const brink_output output = {.name = "x", .quantity = &quantity, .lo = lo, .hi = hi};
    const brink_quantity plain = {"x", BRINK_MEAN, "1", ""};
    const brink_output with_ratio[] = {{.name = "n", .quantity = &plain, .lo = lo, .hi = hi}, output};
    bool is_ratio = kind == BRINK_RATIO;
    brink__shape shape;
    assert_int_equal(
        brink__shape_init(&shape, 1, is_ratio ? with_ratio : &output, is_ratio ? 2 : 1, NULL, 0, 0, 0, NULL), BRINK_OK);
    brink__scale scale = shape.metric[is_ratio];
    brink__shape_free(&shape);
    return scale;
}

static void count(brink__moments *moments, int64_t q)
{
    moments->n++;
    moments->sum += q;
    moments->squares += (brink__u128)((brink__i128)q * q);
}

static brink__moments moments_of(const brink__scale *scale, const double *values, size_t n)
{
    brink__moments moments = {0};
    for (size_t i = 0; i < n; i++) {
        count(&moments, brink__fix(scale, values[i]));
    }
    return moments;
}

/* Exact in __int128 with small numbers far from 0: a textbook formula in doubles would return noise or 0 here. */
static void variance_does_not_cancel(void **unused)
{
    (void)unused;
    static const int64_t offsets[] = {
        0, 1, -1, 1000000007, -1000000007, ((int64_t)1 << 43) - 4, 8 - ((int64_t)1 << 43)};
    for (size_t i = 0; i < COUNT(offsets); i++) {
        brink__moments m = {0};
        for (int64_t q = 0; q < 5; q++) { /* 0 1 2 3 4: variance 2.5 */
            count(&m, offsets[i] + q);
        }
        assert_true(brink__moments_variance(&m) == 2.5);
        assert_true(brink__moments_mean(&m) == (double)(offsets[i] + 2));
        m = (brink__moments){0};
        for (int k = 0; k < 1000; k++) {
            count(&m, offsets[i]);
        }
        assert_true(brink__moments_variance(&m) == 0.0);
        count(&m, offsets[i] + 1); /* 1 of 1001 differs by 1: variance 1/1001 */
        assert_near(brink__moments_variance(&m), 1.0 / 1001.0, 1e-18);
    }
    brink__moments one = {.n = 1, .sum = 5, .squares = 25};
    brink__moments none = {0};
    assert_true(isnan(brink__moments_variance(&one)));
    assert_true(isnan(brink__moments_mean(&none)));
}

static void mean_has_a_t_interval(void **unused)
{
    (void)unused;
    /* 1 2 3 4: mean 2.5, sd 1.2909944487358056, t(3) = 3.182446305 (any table) */
    const double values[] = {1.0, 2.0, 3.0, 4.0};
    brink__scale scale = scale_of(0.0, 10.0, BRINK_MEAN);
    brink__moments m = moments_of(&scale, values, 4);
    brink_estimate e = brink__estimate(&m, &scale);
    assert_int_equal(e.n, 4);
    assert_true(e.mean == 2.5);
    assert_near(e.sd, 1.2909944487358056, 1e-15);
    assert_near(e.se, 0.6454972243679028, 1e-15);
    assert_near(e.lo95, 2.5 - 3.182446305284 * 0.6454972243679028, 1e-9);
    assert_near(e.hi95, 2.5 + 3.182446305284 * 0.6454972243679028, 1e-9);
    m = moments_of(&scale, values, 1);
    e = brink__estimate(&m, &scale);
    assert_true(e.mean == 1.0 && isnan(e.sd) && isnan(e.se) && isnan(e.lo95) && isnan(e.hi95));
    m = moments_of(&scale, values, 0);
    e = brink__estimate(&m, &scale);
    assert_true(e.n == 0 && isnan(e.mean) && isnan(e.q50));
    assert_near(brink__t95(4294967294u), 1.959963984540054, 2e-9);
    assert_true(isnan(brink__t95(0)));
}

static void proportion_has_a_wilson_interval(void **unused)
{
    (void)unused;
    /* By hand from (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), z = 1.959963984540054; the row 81 of 263
     * is Newcombe's (1998, Statistics in Medicine 17, 857-872, table I: 0.2553 to 0.3662), so are 15 of 148 and 0
     * of 20. */
    static const struct {
        uint64_t k, n;
        double lo, hi, tolerance;
    } rows[] = {{81, 263, 0.2553, 0.3662, 5e-5}, {15, 148, 0.0624, 0.1605, 5e-5},
                {0, 20, 0.0, 0.1611, 5e-5},      {1, 29, 0.0061, 0.1718, 5e-5},
                {20, 20, 0.8389, 1.0, 5e-5},     {1, 2, 0.0945312057342307, 0.9054687942657693, 1e-15}};
    brink__scale scale = scale_of(0.0, 1.0, BRINK_PROPORTION);
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink__moments m = {0};
        for (uint64_t k = 0; k < rows[i].n; k++) {
            count(&m, brink__fix(&scale, k < rows[i].k ? 1.0 : 0.0));
        }
        brink_estimate e = brink__estimate(&m, &scale);
        assert_near(e.mean, (double)rows[i].k / (double)rows[i].n, 1e-16);
        assert_near(e.lo95, rows[i].lo, rows[i].tolerance);
        assert_near(e.hi95, rows[i].hi, rows[i].tolerance);
        assert_true(e.lo95 >= 0.0 && e.hi95 <= 1.0);
    }
}

static brink__ratio ratio_of(const brink__scale *sx, const brink__scale *sy, const double *x, const double *y, size_t n)
{
    brink__ratio ratio = {.numerator = moments_of(sx, x, n), .denominator = moments_of(sy, y, n)};
    for (size_t i = 0; i < n; i++) {
        ratio.products += (brink__i128)brink__fix(sx, x[i]) * brink__fix(sy, y[i]);
    }
    return ratio;
}

static void ratio_has_a_delta_interval(void **unused)
{
    (void)unused;
    /* x = 1 2 0 3, y = 2 3 1 4: r = 6/10; e = x - r y = -0.2 0.2 -0.6 0.6, sum e^2 = 0.8; se = sqrt(0.8/3/4) / 2.5 */
    const double x[] = {1.0, 2.0, 0.0, 3.0};
    const double y[] = {2.0, 3.0, 1.0, 4.0};
    const double zeros[] = {0.0, 0.0, 0.0, 0.0};
    brink__scale share = scale_of(0.0, 1.0, BRINK_RATIO);
    brink__scale sx = scale_of(0.0, 3.0, BRINK_MEAN);
    brink__scale sy = scale_of(0.0, 1000.0, BRINK_MEAN);
    brink__ratio ratio = ratio_of(&sx, &sy, x, y, 4);
    brink_estimate e = brink__ratio_estimate(&ratio, &share, &sx, &sy);
    assert_int_equal(e.n, 4);
    assert_near(e.mean, 0.6, 1e-15);
    assert_near(e.se, sqrt(0.8 / 3.0 / 4.0) / 2.5, 1e-15);
    assert_near(e.lo95, 0.6 - 3.182446305284 * sqrt(0.8 / 12.0) / 2.5, 1e-9);
    assert_near(e.hi95, 0.6 + 3.182446305284 * sqrt(0.8 / 12.0) / 2.5, 1e-9);
    assert_true(isnan(e.sd) && isnan(e.q50));
    /* clipped to the range of the metric */
    brink__scale narrow = scale_of(0.55, 0.65, BRINK_RATIO);
    e = brink__ratio_estimate(&ratio, &narrow, &sx, &sy);
    assert_true(e.lo95 == 0.55 && e.hi95 == 0.65);
    /* equal totals: no error at all, whatever the scales */
    ratio = ratio_of(&sx, &sy, x, x, 4);
    e = brink__ratio_estimate(&ratio, &share, &sx, &sy);
    assert_true(e.mean == 1.0 && e.se == 0.0 && e.hi95 == 1.0);
    /* nothing to divide by */
    ratio = ratio_of(&sx, &sy, zeros, zeros, 4);
    e = brink__ratio_estimate(&ratio, &share, &sx, &sy);
    assert_true(e.n == 4 && isnan(e.mean) && isnan(e.se) && isnan(e.lo95));
}

static void quantiles_equal_gsl(void **unused)
{
    (void)unused;
    static const double p[] = {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0};
    uint64_t state = 3;
    for (size_t n = 1; n < 400; n += 1 + n / 9) {
        for (int ties = 0; ties < 2; ties++) {
            double *values = malloc(n * sizeof *values);
            double *sorted = malloc(n * sizeof *sorted);
            assert_non_null(values);
            assert_non_null(sorted);
            for (size_t i = 0; i < n; i++) {
                values[i] = ties ? (double)(next(&state) % 4) : (double)next(&state);
            }
            memcpy(sorted, values, n * sizeof *sorted);
            gsl_sort(sorted, 1, n);
            for (size_t i = 0; i < COUNT(p); i++) {
                double want = gsl_stats_quantile_from_sorted_data(sorted, 1, n, p[i]);
                assert_near(brink__quantile(values, n, p[i]), want, 1e-12 * fabs(want));
            }
            free(values);
            free(sorted);
        }
    }
    assert_true(isnan(brink__quantile(NULL, 0, 0.5)));
}

/* Quantiles from bins are within a bin of the exact ones. */
static void bands_are_within_a_bin(void **unused)
{
    (void)unused;
    brink__scale scale = scale_of(-2.0, 6.0, BRINK_MEAN);
    uint64_t state = 8;
    for (size_t n = 1; n < 3000; n = n * 2 + 1) {
        double *values = malloc(n * sizeof *values);
        assert_non_null(values);
        uint32_t bins[BRINK__BINS] = {0};
        for (size_t i = 0; i < n; i++) {
            double u = (double)(next(&state) % 100001) / 100000.0;
            values[i] = -2.0 + 8.0 * u * u;
            size_t bin = (size_t)((values[i] + 2.0) * 32.0);
            bins[bin < BRINK__BINS ? bin : BRINK__BINS - 1]++;
        }
        brink__moments m = moments_of(&scale, values, n);
        brink_band band = brink__band(&m, bins, &scale);
        gsl_sort(values, 1, n);
        assert_true(band.bin == 8.0 / 256.0);
        assert_int_equal(band.n, n);
        assert_near(band.mean, gsl_stats_mean(values, 1, n), 1e-11);
        assert_near(band.q05, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.05), band.bin);
        assert_near(band.q25, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.25), band.bin);
        assert_near(band.q50, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.50), band.bin);
        assert_near(band.q75, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.75), band.bin);
        assert_near(band.q95, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.95), band.bin);
        free(values);
    }
    brink__moments none = {0};
    uint32_t empty[BRINK__BINS] = {0};
    brink_band band = brink__band(&none, empty, &scale);
    assert_true(band.n == 0 && isnan(band.mean) && isnan(band.q50));
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variance_does_not_cancel),
        cmocka_unit_test(mean_has_a_t_interval),
        cmocka_unit_test(proportion_has_a_wilson_interval),
        cmocka_unit_test(ratio_has_a_delta_interval),
        cmocka_unit_test(quantiles_equal_gsl),
        cmocka_unit_test(bands_are_within_a_bin),
    };
    return cmocka_run_group_tests_name("estimates", tests, NULL, NULL) != 0;
}
