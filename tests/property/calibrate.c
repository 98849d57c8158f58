/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calibration on surfaces of which the posterior, the best fit and the flat directions are known. */
#include "support/calibrated.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/results.h"

enum { PARTICLES = 400 };

/* One parameter, prior N(0, 1), target 1 with a standard deviation of 0.5 (band 1.96 times that), simulated with an
 * error of 0.8 / sqrt(16) = 0.2: precision 1 + 1 / (0.25 + 0.04), so mean 0.7752 and sd 0.4741. */
static void a_normal_mean_has_its_posterior(void **state)
{
    (void)state;
    calibrated s;
    calibrated_begin(&s, "0.8", false,
                     CALIBRATED_TARGETS "one,y1,1,0.0200180077299729,1.9799819922700271,1,evidence,definition\n",
                     "inputs.x1.value");
    const brink_calibrate_options options = calibrated_options(16, 1500);
    brink_calibration *c = calibrated_run(&s, &options);
    const brink_parameter_fit f = brink_calibration_parameter(c, 0);
    const double ess = calibrated_last(c)->ess;
    assert_near(calibrated_last(c)->tolerance, 1.0, 0.0);
    assert_true(ess > 0.5 * (double)options.particles);
    /* four standard errors of a mean, and of a standard deviation, of that many */
    assert_near(f.mean, 0.7752, 4.0 * 0.4741 / sqrt(ess));
    assert_near(f.sd, 0.4741, 4.0 * 0.4741 / sqrt(2.0 * ess));
    assert_near(f.contraction, f.sd, 1e-6);
    assert_near(f.score_mean, f.mean, 1e-6);
    assert_near(f.posterior[1], 0.7752, 5.0 * 0.4741 / sqrt(ess));
    assert_near(f.posterior[2], 0.7752 + 1.6449 * 0.4741, 0.25);
    assert_near(f.prior[0], -1.6449, 1e-4);
    /* the mean of 16 values under common luck is off by 0.2 */
    assert_near(f.fitted_score, 1.0, 4.0 * 0.2);
    /* 1 / (1 + 1 / 0.25), without the error of the simulation */
    assert_near(f.linear, sqrt(0.2), 1e-3);
    brink_calibration_free(c);
    calibrated_end(&s);
}

/* Two parameters, of which only the sum is known, N(1, 0.25^2): posterior covariance (I + 16 [1 1; 1 1])^-1, which has
 * variances 17/33 and correlation -16/17; mean 16/33 each. The direction (1, -1) is flat, (1, 1) has 32. */
static void what_only_the_sum_says_is_told(void **state)
{
    (void)state;
    calibrated s;
    calibrated_begin(&s, "0", false,
                     CALIBRATED_TARGETS "sum,y2,1,0.5100090038649865,1.4899909961350135,1,evidence,definition\n"
                                        "shown,y1,9,9,9,0,evidence,definition\n",
                     NULL);
    const brink_calibrate_options options = calibrated_options(2, PARTICLES);
    brink_calibration *c = calibrated_run(&s, &options);
    const double ess = calibrated_last(c)->ess;
    const double sd = sqrt(17.0 / 33.0);
    assert_near(calibrated_last(c)->tolerance, 1.0, 0.0);
    for (size_t k = 0; k < 2; k++) {
        const brink_parameter_fit f = brink_calibration_parameter(c, k);
        assert_near(f.mean, 16.0 / 33.0, 4.0 * sd / sqrt(ess));
        assert_near(f.contraction, sd, 4.0 * sd / sqrt(2.0 * ess));
        assert_near(f.linear, sd, 1e-4);
    }
    assert_near(brink_calibration_correlation(c, 0, 1), -16.0 / 17.0, 0.04);
    assert_int_equal(brink_calibration_n_directions(c), 2);
    const brink_direction *first = brink_calibration_direction(c, 0);
    const brink_direction *second = brink_calibration_direction(c, 1);
    assert_near(first->information, 32.0, 1e-3);
    assert_near(second->information, 0.0, 1e-6);
    assert_true(!first->is_flat && second->is_flat);
    assert_near(first->loading[0], sqrt(0.5), 1e-4);
    assert_near(first->loading[1], sqrt(0.5), 1e-4);
    assert_near(second->loading[0], -second->loading[1], 1e-4);
    /* weights sum to 1, and the table of targets says what passes */
    double sum = 0.0;
    for (size_t i = calibrated_last(c)->first; i < calibrated_last(c)->first + calibrated_last(c)->n; i++) {
        sum += brink_calibration_point(c, i)->weight;
    }
    assert_near(sum, 1.0, 1e-12);
    assert_int_equal(brink_calibration_n_checks(c), 3);
    assert_int_equal(brink_calibration_check(c, 0, 0)->verdict, BRINK_FACT_MISS); /* 0 as it is */
    assert_int_equal(brink_calibration_check(c, 1, 0)->verdict, BRINK_FACT_PASS);
    assert_int_equal(brink_calibration_check(c, 2, 0)->verdict, BRINK_FACT_PASS);
    assert_near(brink_calibration_check(c, 2, 0)->simulated, 1.0, 1e-3);
    assert_int_equal(brink_calibration_check(c, 2, 1)->verdict, BRINK_FACT_MISS); /* only shown */
    brink_calibration_free(c);
    calibrated_end(&s);
}

/* x1 = 0.7 and x1 x2 = 0.21: the one optimum is (0.7, 0.3). Without noise it is found; with noise within its error. */
static void the_best_fit_is_found(void **state)
{
    (void)state;
    static const char *const noise[] = {"0", "0.3"};
    for (size_t i = 0; i < 2; i++) {
        calibrated s;
        calibrated_begin(&s, noise[i], true,
                         CALIBRATED_TARGETS "first,y1,0.7,0.5,1,1,evidence,definition\n"
                                            "product,y2,0.21,0.1,0.3,2,evidence,definition\n",
                         NULL);
        brink_calibrate_options options = calibrated_options(i == 0 ? 2 : 64, PARTICLES);
        options.particles = 60;
        brink_calibration *c = calibrated_run(&s, &options);
        assert_true(brink_calibration_fit(c)->has_converged);
        assert_near(brink_calibration_parameter(c, 0).fitted_score, 0.7, i == 0 ? 2e-4 : 4.0 * 0.3 / 8.0);
        assert_near(brink_calibration_parameter(c, 1).fitted_score, 0.3, i == 0 ? 4e-4 : 4.0 * 0.3 / 8.0 / 0.5);
        assert_near(brink_calibration_point(c, brink_calibration_fit(c)->point)->misfit, 0.0, 1e-4);
        brink_calibration_free(c);
        calibrated_end(&s);
    }
}

/* A run that was stopped, again and again, ends with the same bytes; other options are refused. */
static void a_stopped_run_goes_on(void **state)
{
    (void)state;
    static const char *const tables[] = {"posterior.csv",  "generations.csv",     "moments.csv",    "fit.csv",
                                         "directions.csv", "identifiability.csv", "calibrated.csv", "correlations.csv"};
    static volatile sig_atomic_t stop = 1;
    static const char targets[] = CALIBRATED_TARGETS "first,y1,0.7,0.5,1,1,evidence,definition\n";
    calibrated whole;
    calibrated part;
    char fresh[128];
    calibrated_begin(&whole, "0.3", true, targets, NULL);
    calibrated_begin(&part, "0.3", true, targets, NULL);
    brink_calibrate_options options = calibrated_options(150, PARTICLES);
    options.particles = 30;
    options.budget = 150 * 150;
    brink_calibration *c = calibrated_run(&whole, &options);
    assert_int_equal(brink_report_calibration(c, whole.folder, NULL), BRINK_OK);
    brink_calibration_free(c);

    options.threads = 1;
    options.resume = true;
    options.stop = &stop;
    assert_int_equal(brink_calibrate(&part.problem, &options, part.folder, &c, NULL), BRINK_EINTERRUPTED);
    assert_null(c);
    options.stop = NULL;
    options.budget = 150 * 30; /* as far as the first generation, which the whole begins with */
    options.most_rounds = 0;
    c = calibrated_run(&part, &options);
    assert_int_equal(brink_calibration_n_points(c), 30);
    assert_int_equal(brink_calibration_n_directions(c), 0);
    assert_int_equal(brink_calibration_n_checks(c), 2);
    brink_calibration_free(c);
    snprintf(fresh, sizeof fresh, "%s/fresh", part.folder);
    folder_remove(fresh);
    options.budget = 150 * 150;
    options.most_rounds = 12;
    c = calibrated_run(&part, &options);
    assert_int_equal(brink_report_calibration(c, part.folder, NULL), BRINK_OK);
    brink_calibration_free(c);
    for (size_t i = 0; i < COUNT(tables); i++) {
        char *a = file_get(whole.folder, tables[i], NULL);
        char *b = file_get(part.folder, tables[i], NULL);
        assert_true(strlen(a) > 20 || strcmp(tables[i], "correlations.csv") == 0);
        if (strcmp(tables[i], "calibrated.csv") != 0) { /* names its scenario's folder */
            assert_string_equal(a, b);
        }
        free(a);
        free(b);
    }
    options.seed = 6;
    assert_int_equal(brink_calibrate(&part.problem, &options, part.folder, &c, NULL), BRINK_EMISMATCH);
    calibrated_end(&whole);
    calibrated_end(&part);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const char *const targets[] = {CALIBRATED_TARGETS "first,y1,0.7,0.7,0.7,1,evidence,definition\n",
                                          CALIBRATED_TARGETS "first,y1,0.7,0.5,0.9,0,evidence,definition\n",
                                          CALIBRATED_TARGETS "first,y1,0.7,0.5,0.9,1,evidence,definition\n"};
    for (size_t i = 0; i < COUNT(targets); i++) {
        calibrated s;
        brink_calibration *c = NULL;
        brink_error err = {0};
        calibrated_begin(&s, "0", true, targets[i], NULL);
        brink_calibrate_options options = calibrated_options(2, PARTICLES);
        options.budget = i == 2 ? 100 : options.budget;
        assert_int_equal(brink_calibrate(&s.problem, &options, s.folder, &c, &err),
                         i == 2 ? BRINK_EUSAGE : BRINK_EDATA);
        assert_non_null(strstr(err.what, i == 0   ? "no width"
                                         : i == 1 ? "no target has a weight"
                                                  : "less than one generation"));
        options = calibrated_options(2, PARTICLES);
        options.particles = 3;
        assert_int_equal(brink_calibrate(&s.problem, &options, s.folder, &c, &err), BRINK_EUSAGE);
        calibrated_end(&s);
    }
}

/* Where every world fails there is no posterior. */
static void failures_are_no_fit(void **state)
{
    (void)state;
    calibrated s;
    brink_calibration *c = NULL;
    brink_error err = {0};
    calibrated_begin(&s, "900", true, CALIBRATED_TARGETS "first,y1,0.7,0.5,0.9,1,evidence,definition\n", NULL);
    const brink_calibrate_options options = calibrated_options(64, PARTICLES);
    assert_int_equal(brink_calibrate(&s.problem, &options, s.folder, &c, &err), BRINK_EDIVERGE);
    assert_non_null(strstr(err.what, "have no misfit"));
    calibrated_end(&s);
}

/* However far off a target is, the better half of what was drawn from the prior is told from the rest; but there is no
 * number for a distance of 10^300 standard deviations, squared. */
static void targets_may_be_far_off(void **state)
{
    (void)state;
    static const char *const targets[] = {
        CALIBRATED_TARGETS "far,y1,999999999,999999998,1000000000,1000000,evidence,definition\n",
        CALIBRATED_TARGETS "narrow,y1,0.5,0.4999999999999999,0.5000000000000001,1000000,evidence,definition\n",
        CALIBRATED_TARGETS "point,y1,0,-1e-300,1e-300,1,evidence,definition\n"};
    for (size_t i = 0; i < COUNT(targets); i++) {
        calibrated s;
        brink_calibration *c = NULL;
        brink_error err = {0};
        calibrated_begin(&s, "0", false, targets[i], "inputs.x1.value");
        brink_calibrate_options options = calibrated_options(2, 40);
        options.budget = 2 * 40;
        options.most_rounds = 0;
        const brink_status status = brink_calibrate(&s.problem, &options, s.folder, &c, &err);
        assert_int_equal(status, i < 2 ? BRINK_OK : BRINK_EDIVERGE);
        if (i < 2) {
            assert_true(calibrated_last(c)->ess >= 0.49 * 40);
            assert_true(calibrated_last(c)->tolerance > 1e6);
            assert_true(brink_calibration_parameter(c, 0).sd > 0.01);
        } else {
            assert_non_null(strstr(err.what, "too narrow"));
        }
        brink_calibration_free(c);
        calibrated_end(&s);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_normal_mean_has_its_posterior),
                                       cmocka_unit_test(what_only_the_sum_says_is_told),
                                       cmocka_unit_test(the_best_fit_is_found),
                                       cmocka_unit_test(a_stopped_run_goes_on),
                                       cmocka_unit_test(nonsense_is_refused),
                                       cmocka_unit_test(failures_are_no_fit),
                                       cmocka_unit_test(targets_may_be_far_off)};
    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
