/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions: quantiles, probabilities and densities against GSL's, and against each other; values as text. */
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <stdlib.h>
#include <string.h>

#include "explore/distribution.h"

static brink_scenario *texts; /* of what is read */

/* As it is read from a cell for a number in [lo, hi]. */
static brink_distribution read(const char *kind, const char *parameters, double lo, double hi)
{
    const brink_column rule = {.name = "x", .kind = BRINK_CELL_NUMBER, .lo = lo, .hi = hi, .unit = "1"};
    brink_diagnostics *d = brink_diagnostics_new();
    brink__report report = {.diagnostics = d};
    brink_distribution distribution = {0};
    const brink__distribution_text text = {.kind = kind, .parameters = parameters};
    bool is_out_of_memory;
    bool is_right = brink__distribution_read(&distribution, texts, &text, &rule, 0.5, &report, &is_out_of_memory);
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        print_error("%s\n", brink_diagnostics_get(d, i));
    }
    assert_true(is_right);
    brink_diagnostics_free(d);
    return distribution;
}

static const double places[] = {1e-9, 1e-5, 0.003, 0.025, 0.1, 0.25, 0.5, 0.61, 0.9, 0.975, 0.999, 1 - 1e-7};

static void betas_agree_with_gsl(void **state)
{
    (void)state;
    static const double shapes[][2] = {{1, 1},    {2, 5},      {0.5, 0.5}, {0.2, 3},   {30, 2},
                                       {200, 90}, {1000, 700}, {1.5, 1},   {9000, 10}, {0.05, 0.07}};
    for (size_t i = 0; i < COUNT(shapes); i++) {
        const double a = shapes[i][0];
        const double b = shapes[i][1];
        char parameters[64];
        snprintf(parameters, sizeof parameters, "a=%g b=%g", a, b);
        brink_distribution d = read("beta", parameters, -10, 10);
        assert_near(brink__log_beta(a, b), gsl_sf_lnbeta(a, b), 2e-13 * (a + b + 1));
        for (size_t k = 0; k < COUNT(places); k++) {
            const double x = brink_distribution_quantile(&d, places[k]);
            const double p = gsl_cdf_beta_P(x, a, b);
            /* where the density is high next to 1, x itself has too few digits */
            const double grain = gsl_ran_beta_pdf(x, a, b) * 3e-16;
            assert_near(p / places[k], 1.0, 1e-12 * (a + b + 1) + grain / places[k]);
            if (x > 1e-290 && x < 1.0) {
                assert_near(brink_distribution_probability(&d, x) / p, 1.0, 1e-12 * (a + b + 1));
                assert_near(brink_distribution_density(&d, x) / gsl_ran_beta_pdf(x, a, b), 1.0, 1e-11 * (a + b + 1));
            }
        }
        brink__distribution_fini(&d);
    }
}

static void normals_agree_with_gsl(void **state)
{
    (void)state;
    brink_distribution d = read("normal", "mean=3 sd=2", -1e6, 1e6);
    for (size_t k = 0; k < COUNT(places); k++) {
        const double x = brink_distribution_quantile(&d, places[k]);
        assert_near(x, 3.0 + 2.0 * gsl_cdf_ugaussian_Pinv(places[k]), 1e-13 * (fabs(x) + 10));
        assert_near(brink_distribution_probability(&d, x) / places[k], 1.0, 1e-12);
        assert_near(brink_distribution_density(&d, x), gsl_ran_gaussian_pdf(x - 3.0, 2.0), 1e-15);
    }
    for (int k = 0; k < 122; k++) {
        const double z = -36.0 + 0.37 * k;
        assert_near(brink__normal_probability(z) / gsl_cdf_ugaussian_P(z), 1.0, 1e-11);
    }
    d = read("lognormal", "median=0.2 sigma=0.5", 0, 1e6);
    for (size_t k = 0; k < COUNT(places); k++) {
        const double x = brink_distribution_quantile(&d, places[k]);
        assert_near(x / gsl_cdf_lognormal_Pinv(places[k], log(0.2), 0.5), 1.0, 1e-13);
        assert_near(brink_distribution_probability(&d, x) / places[k], 1.0, 1e-11);
        assert_near(brink_distribution_density(&d, x) / gsl_ran_lognormal_pdf(x, log(0.2), 0.5), 1.0, 1e-12);
    }
}

/* A truncated one is the untruncated one given that it lies within. */
static void tails_are_cut(void **state)
{
    (void)state;
    brink_distribution d = read("normal", "mean=0.3 sd=0.25 upper=0.9", 0, 1); /* 0 is where the value ends */
    const double from = gsl_cdf_ugaussian_P((0.0 - 0.3) / 0.25);
    const double to = gsl_cdf_ugaussian_P((0.9 - 0.3) / 0.25);
    assert_near(d.lower, 0.0, 0);
    assert_near(d.upper, 0.9, 0);
    assert_near(brink_distribution_quantile(&d, 0.0), 0.0, 0);
    assert_near(brink_distribution_quantile(&d, 1.0), 0.9, 0);
    for (size_t k = 0; k < COUNT(places); k++) {
        const double x = brink_distribution_quantile(&d, places[k]);
        assert_near(x, 0.3 + 0.25 * gsl_cdf_ugaussian_Pinv(from + places[k] * (to - from)), 1e-12);
        assert_near(brink_distribution_probability(&d, x), places[k], 1e-12);
        assert_near(brink_distribution_density(&d, x), gsl_ran_gaussian_pdf(x - 0.3, 0.25) / (to - from), 1e-12);
    }
    assert_near(brink_distribution_density(&d, 0.95), 0.0, 0);
    assert_near(brink_distribution_density(&d, -0.01), 0.0, 0);
    /* all of half a lognormal's range */
    d = read("lognormal", "median=1 sigma=1 lower=1 upper=1000", 0, 1e6);
    assert_near(brink_distribution_quantile(&d, 0.0), 1.0, 0);
    assert_near(brink_distribution_probability(&d, brink_distribution_quantile(&d, 0.25)), 0.25, 1e-12);
}

static void centres_default_to_the_value(void **state)
{
    (void)state;
    brink_distribution d = read("normal", "sd=0.1", 0, 1);
    assert_near(brink_distribution_quantile(&d, 0.5), 0.5, 1e-9);
    d = read("lognormal", "sigma=0.2", 0, 1e6);
    assert_near(brink_distribution_quantile(&d, 0.5), 0.5, 1e-15);
    d = read("triangular", "lower=0.4 upper=0.9", 0, 1);
    assert_near(d.location, 0.5, 0);
}

static void plain_ones(void **state)
{
    (void)state;
    brink_distribution d = read("uniform", "lower=-2 upper=6", -10, 10);
    assert_near(brink_distribution_quantile(&d, 0.25), 0.0, 0);
    assert_near(brink_distribution_probability(&d, 2.0), 0.5, 0);
    assert_near(brink_distribution_density(&d, 2.0), 0.125, 0);
    d = read("loguniform", "lower=0.01 upper=1", 0, 10);
    assert_near(brink_distribution_quantile(&d, 0.5), 0.1, 1e-15);
    assert_near(brink_distribution_probability(&d, 0.1), 0.5, 1e-15);
    assert_near(brink_distribution_density(&d, 0.1), 1.0 / (0.1 * log(100.0)), 1e-13);
    /* mode off the middle: area up to it is (2 - 0)/(5 - 0) */
    d = read("triangular", "lower=0 mode=2 upper=5", 0, 10);
    assert_near(brink_distribution_quantile(&d, 0.4), 2.0, 1e-15);
    assert_near(brink_distribution_quantile(&d, 0.1), 1.0, 1e-15);
    assert_near(brink_distribution_density(&d, 2.0), 0.4, 1e-15);
    for (size_t k = 0; k < COUNT(places); k++) {
        assert_near(brink_distribution_probability(&d, brink_distribution_quantile(&d, places[k])), places[k], 1e-12);
    }
    /* the mode at an end */
    d = read("triangular", "lower=0 mode=0 upper=1", 0, 10);
    assert_near(brink_distribution_quantile(&d, 0.75), 0.5, 1e-15);
    assert_near(brink_distribution_density(&d, 0.0), 2.0, 1e-12);
    d = read("triangular", "lower=0 mode=1 upper=1", 0, 10);
    assert_near(brink_distribution_quantile(&d, 0.25), 0.5, 1e-15);
    assert_near(brink_distribution_density(&d, 1.0), 2.0, 1e-12);
    d = read("beta", "a=2 b=2 lower=1 upper=3", -10, 10);
    assert_near(brink_distribution_quantile(&d, 0.5), 2.0, 1e-14);
    assert_near(brink_distribution_density(&d, 2.0), 0.75, 1e-13);
}

static void densities_integrate_to_one(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {"uniform", "lower=0.1 upper=0.4"},     {"loguniform", "lower=0.01 upper=0.9"},
        {"normal", "mean=0.3 sd=0.4"},          {"lognormal", "median=0.3 sigma=0.4"},
        {"beta", "a=2.5 b=3 lower=0 upper=1"},  {"triangular", "lower=0.2 mode=0.3 upper=0.9"},
        {"normal", "mean=0.1 sd=0.2 lower=0.1"}};
    for (size_t i = 0; i < COUNT(all); i++) {
        brink_distribution d = read(all[i][0], all[i][1], 0, 1);
        double sum = 0.0;
        const int n = 200000;
        for (int k = 0; k < n; k++) {
            sum += brink_distribution_density(&d, ((double)k + 0.5) / n) / n;
        }
        assert_near(sum, 1.0, 2e-5);
    }
}

static void whole_numbers_are_equally_likely(void **state)
{
    (void)state;
    const brink_distribution d = brink_distribution_uniform(-1, 2, true);
    int count[4] = {0};
    for (int k = 0; k < 4000; k++) {
        const double x = brink_distribution_quantile(&d, ((double)k + 0.5) / 4000);
        assert_true(x == floor(x) && x >= -1 && x <= 2);
        count[(int)x + 1]++;
    }
    for (int i = 0; i < 4; i++) {
        assert_int_equal(count[i], 1000);
        assert_near(brink_distribution_density(&d, i - 1), 0.25, 0);
        assert_near(brink_distribution_probability(&d, i - 1), 0.25 * (i + 1), 0);
    }
    assert_near(brink_distribution_quantile(&d, 0.0), -1, 0);
    assert_near(brink_distribution_quantile(&d, 1.0), 2, 0);
    assert_near(brink_distribution_density(&d, 0.5), 0, 0);
}

static void discrete_values_keep_their_text(void **state)
{
    (void)state;
    char out[32];
    brink_distribution d = read("discrete", "0.50=1 1e-1=2  7=1", 0, 10);
    assert_int_equal(d.n_values, 3);
    assert_string_equal(brink_distribution_text(&d, 0.0, out), "0.50");
    assert_string_equal(brink_distribution_text(&d, 0.25, out), "0.50");
    assert_string_equal(brink_distribution_text(&d, 0.2500001, out), "1e-1");
    assert_string_equal(brink_distribution_text(&d, 0.76, out), "7");
    assert_string_equal(brink_distribution_text(&d, 1.0, out), "7");
    assert_near(brink_distribution_number(&d, "1e-1"), 1.0, 0);
    assert_near(brink_distribution_density(&d, 1.0), 0.5, 0);
    assert_near(brink_distribution_density(&d, 3.0), 0.0, 0);
    assert_near(brink_distribution_probability(&d, 1.0), 0.75, 0);
    assert_true(isnan(brink_distribution_number(&d, "2")));
    brink__distribution_fini(&d);
}

static void text_is_short_and_within(void **state)
{
    (void)state;
    char out[32];
    brink_distribution d = read("uniform", "lower=0 upper=1", 0, 1);
    assert_string_equal(brink_distribution_text(&d, 1.0 / 3.0, out), "0.333333333");
    assert_string_equal(brink_distribution_text(&d, 0.5, out), "0.5");
    assert_string_equal(brink_distribution_text(&d, 0.0, out), "0");
    assert_near(brink_distribution_number(&d, "0.333333333"), 0.333333333, 0);
    /* rounding must not lead out of a range whose end has more digits */
    d = brink_distribution_uniform(0.1234567891, 0.1234567892, false);
    for (size_t k = 0; k < COUNT(places); k++) {
        const double x = strtod(brink_distribution_text(&d, places[k], out), NULL);
        assert_true(x >= d.lower && x <= d.upper);
    }
    /* an end that is no value */
    const brink_column open = {
        .name = "x", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 1, .lo_is_open = true, .hi_is_open = true};
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink__report report = {.diagnostics = diagnostics};
    bool is_out_of_memory;
    const brink__distribution_text wide = {.kind = "normal", .parameters = "mean=0.5 sd=2"};
    assert_true(brink__distribution_read(&d, texts, &wide, &open, 0.5, &report, &is_out_of_memory) ==
                false); /* too little of it lies within */
    const brink__distribution_text narrow = {.kind = "normal", .parameters = "mean=0.5 sd=0.5"};
    assert_true(brink__distribution_read(&d, texts, &narrow, &open, 0.5, &report, &is_out_of_memory));
    static const double ends[] = {0.0, 1e-18, 1e-12, 1.0 - 1e-12, 1.0 - 1e-16, 1.0};
    for (size_t k = 0; k < COUNT(ends); k++) {
        const double x = strtod(brink_distribution_text(&d, ends[k], out), NULL);
        assert_true(x > 0.0 && x < 1.0);
    }
    brink_diagnostics_free(diagnostics);
}

static void grids_stay_out_of_tails(void **state)
{
    (void)state;
    brink_distribution d = read("normal", "mean=0 sd=1", -1e6, 1e6);
    assert_near(brink_distribution_quantile(&d, brink_distribution_grid(&d, 0.0)), -1.959963984540054, 1e-12);
    assert_near(brink_distribution_quantile(&d, brink_distribution_grid(&d, 1.0)), 1.959963984540054, 1e-12);
    assert_near(brink_distribution_grid(&d, 0.5), 0.5, 0);
    d = read("uniform", "lower=2 upper=3", 0, 10);
    assert_near(brink_distribution_quantile(&d, brink_distribution_grid(&d, 1.0)), 3.0, 0);
}

/* --- bad cells ---------------------------------------------------------------------------------------------------- */

static const struct bad {
    const char *name, *kind, *parameters, *message;
} bads[] = {
    {"missing", "normal", "mean=0.5", "sd: is missing; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not"},
    {"slip", "normal", "maen=0.5 sd=1",
     "maen=0.5: no such parameter; did you mean mean?; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not"},
    {"no number", "uniform", "lower=a upper=1", "lower=a: not a number; allowed for uniform: lower=X upper=X"},
    {"comma", "uniform", "lower=0,1 upper=1", "lower=0,1: a number with a comma; allowed for uniform: lower=X upper=X"},
    {"no sign", "uniform", "0.1 0.2",
     "0.1: no '='; allowed for uniform: lower=X upper=X\n0.2: no '='; allowed for uniform: lower=X upper=X"},
    {"twice", "uniform", "lower=0 lower=0.5 upper=1", "lower=0.5: given twice; allowed for uniform: lower=X upper=X"},
    {"reversed", "uniform", "lower=0.9 upper=0.1", "lower is not below upper; allowed for uniform: lower=X upper=X"},
    {"outside", "uniform", "lower=0 upper=2", "x = 2; allowed: 0 to 1"},
    {"mode", "triangular", "lower=0 mode=2 upper=1",
     "not lower <= mode <= upper, lower < upper; allowed for triangular: lower=X upper=X, and mode=X or not"},
    {"sd", "normal", "mean=0.5 sd=0",
     "sd is not above 0; allowed for normal: sd=X, and mean=X, lower=X, upper=X or not"},
    {"far away", "normal", "mean=5 sd=1",
     "only 3.1e-05 of the probability lies between 0 and 1, where at least a quarter should; allowed for normal: sd=X, "
     "and mean=X, lower=X, upper=X or not"},
    {"mode outside", "triangular", "lower=0.6 upper=1",
     "not lower <= mode <= upper, lower < upper; allowed for triangular: lower=X upper=X, and mode=X or not"},
    {"beta", "beta", "a=0 b=1", "a or b is not in (0, 10000]; allowed for beta: a=X b=X, and lower=X, upper=X or not"},
    {"beta range", "beta", "a=2 b=1 lower=0.5 upper=0.5",
     "the range, 0 to 1 if not given, is empty or reaches beyond what the value may be; allowed for beta: a=X b=X, and "
     "lower=X, upper=X or not"},
    {"loguniform", "loguniform", "lower=0 upper=1",
     "lower is not above 0 and below upper; allowed for loguniform: lower=X upper=X"},
    {"lognormal", "lognormal", "median=0 sigma=1",
     "median is not above 0, or sigma not in (0, 20]; allowed for lognormal: sigma=X, and median=X, lower=X, upper=X "
     "or "
     "not"},
    {"weight", "discrete", "0.5=0 0.7=1",
     "0.5=0: a weight more than 0 is needed; allowed for discrete: VALUE=WEIGHT ..., blanks between them"},
    {"value twice", "discrete", "0.5=1 0.5=1",
     "0.5=1: given twice; allowed for discrete: VALUE=WEIGHT ..., blanks between them"},
    {"value outside", "discrete", "0.5=1 2=1", "x = 2; allowed: 0 to 1"},
    {"no value", "discrete", "",
     "no value: at least one is needed; allowed for discrete: VALUE=WEIGHT ..., blanks "
     "between them"},
};

static void is_refused(void **state)
{
    const struct bad *row = *state;
    const brink_column rule = {.name = "x", .kind = BRINK_CELL_NUMBER, .lo = 0, .hi = 1, .unit = "1"};
    brink_diagnostics *d = brink_diagnostics_new();
    brink__report report = {.diagnostics = d};
    brink_distribution distribution;
    const brink__distribution_text text = {.kind = row->kind, .parameters = row->parameters};
    bool is_out_of_memory;
    char got[1024] = "";
    assert_false(brink__distribution_read(&distribution, texts, &text, &rule, 0.5, &report, &is_out_of_memory));
    assert_false(is_out_of_memory);
    for (size_t i = 0; i < brink_diagnostics_count(d); i++) {
        const size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%s", i > 0 ? "\n" : "", brink_diagnostics_get(d, i));
    }
    assert_string_equal(got, row->message);
    brink__distribution_fini(&distribution);
    brink_diagnostics_free(d);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest single[] = {
        cmocka_unit_test(betas_agree_with_gsl),
        cmocka_unit_test(normals_agree_with_gsl),
        cmocka_unit_test(tails_are_cut),
        cmocka_unit_test(centres_default_to_the_value),
        cmocka_unit_test(plain_ones),
        cmocka_unit_test(densities_integrate_to_one),
        cmocka_unit_test(whole_numbers_are_equally_likely),
        cmocka_unit_test(discrete_values_keep_their_text),
        cmocka_unit_test(text_is_short_and_within),
        cmocka_unit_test(grids_stay_out_of_tails),
    };
    static struct CMUnitTest tests[COUNT(single) + COUNT(bads)];
    memcpy(tests, single, sizeof single);
    for (size_t i = 0; i < COUNT(bads); i++) {
        tests[COUNT(single) + i] = (struct CMUnitTest){
            .name = bads[i].name, .test_func = is_refused, .initial_state = (void *)(uintptr_t)&bads[i]};
    }
    texts = brink__scenario_new();
    int status = cmocka_run_group_tests_name("distribution", tests, NULL, NULL) != 0;
    brink_scenario_free(texts);
    return status;
}
