/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calibration against posteriors in closed form: through scenarios, the engine, the store and the particles, as the
 * command does. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>

#include "brink/rng.h"
#include "support/calibrated.h"

#define SECTION "calibration"

static const double z95 = 1.959963984540054;

/* A target with a band that is the 95 % interval of this standard deviation. */
static void write_target(char *out, size_t n, const char *metric, double value, double sd)
{
    snprintf(out, n, CALIBRATED_TARGETS "known,%s,%.17g,%.17g,%.17g,1,evidence,definition\n", metric, value,
             value - z95 * sd, value + z95 * sd);
}

/* Errors are those of a mean, and of a standard deviation, over as many particles as the weights are worth. */
static void verify_parameter(const brink_calibration *c, size_t k, const char *what, const char *origin, double mean,
                             double sd)
{
    const brink_parameter_fit f = brink_calibration_parameter(c, k);
    const double ess = calibrated_last(c)->ess;
    verify_mean((verify_about){SECTION, verify_name("%s: posterior mean", what), origin}, f.mean, sd / sqrt(ess), mean,
                3.0);
    verify_mean((verify_about){SECTION, verify_name("%s: posterior standard deviation", what), origin}, f.sd,
                sd / sqrt(2.0 * ess), sd, 3.0);
}

/* Prior N(0, 1), target 1 with standard deviation 1/2, simulated with an error of 0.8 / sqrt(16). */
static void normal_mean(void **unused)
{
    (void)unused;
    static const char origin[] = "conjugate normal: precision 1 + 1 / (0.25 + 0.04)";
    const double precision = 1.0 + 1.0 / 0.29;
    char targets[256];
    calibrated s;
    write_target(targets, sizeof targets, "y1", 1.0, 0.5);
    calibrated_begin(&s, "0.8", false, targets, "inputs.x1.value");
    const brink_calibrate_options options = calibrated_options(16, 1500);
    brink_calibration *c = calibrated_run(&s, &options);
    const brink_parameter_fit f = brink_calibration_parameter(c, 0);
    const double mean = (1.0 / 0.29) / precision;
    const double sd = 1.0 / sqrt(precision);
    verify_parameter(c, 0, "one value, simulated with noise", origin, mean, sd);
    /* of a quantile: sqrt(p (1 - p) / n) over the density, which is 0.10314 / sd at 5 % and 95 % */
    const double se = sqrt(0.05 * 0.95 / calibrated_last(c)->ess) * sd / 0.10313564037537139;
    verify_mean((verify_about){SECTION, "the same: 5 % quantile", origin}, f.posterior[0], se, mean - 1.6448536 * sd,
                3.0);
    verify_mean((verify_about){SECTION, "the same: 95 % quantile", origin}, f.posterior[2], se, mean + 1.6448536 * sd,
                3.0);
    verify_number((verify_about){SECTION, "the same: standard deviation left, from the Jacobian without that noise",
                                 "conjugate normal: 1 / sqrt(1 + 1 / 0.25)"},
                  f.linear, sqrt(0.2), 1e-3);
    brink_calibration_free(c);
    calibrated_end(&s);
}

/* Two values with priors N(0, 1), of which only the sum is known, N(1, 1/16): covariance (I + 16 J)^-1. */
static void only_a_sum(void **unused)
{
    (void)unused;
    static const char origin[] = "normal linear model: covariance (I + 16 11')^-1";
    const double sd = sqrt(17.0 / 33.0);
    const double r = -16.0 / 17.0;
    char targets[256];
    calibrated s;
    write_target(targets, sizeof targets, "y2", 1.0, 0.25);
    calibrated_begin(&s, "0", false, targets, NULL);
    const brink_calibrate_options options = calibrated_options(2, 1500);
    brink_calibration *c = calibrated_run(&s, &options);
    for (size_t k = 0; k < 2; k++) {
        verify_parameter(c, k, verify_name("two values of which the sum is known, value %zu", k + 1), origin,
                         16.0 / 33.0, sd);
    }
    verify_mean((verify_about){SECTION, "the same: correlation", origin}, brink_calibration_correlation(c, 0, 1),
                (1.0 - r * r) / sqrt(calibrated_last(c)->ess), r, 3.0);
    verify_number((verify_about){SECTION, "the same: information along the sum, in precisions of the prior", origin},
                  brink_calibration_direction(c, 0)->information, 32.0, 1e-3);
    verify_number((verify_about){SECTION, "the same: information along the difference", origin},
                  brink_calibration_direction(c, 1)->information, 0.0, 1e-6);
    brink_calibration_free(c);
    calibrated_end(&s);
}

/* x1 = 0.7 and x1 x2 = 0.21 are met at (0.7, 0.3) only. */
static void best_fit(void **unused)
{
    (void)unused;
    static const char origin[] = "by hand: 0.21 / 0.7";
    static const double want[] = {0.7, 0.3};
    calibrated s;
    calibrated_begin(&s, "0", true,
                     CALIBRATED_TARGETS "first,y1,0.7,0.5,1,1,evidence,definition\n"
                                        "product,y2,0.21,0.1,0.3,2,evidence,definition\n",
                     NULL);
    const brink_calibrate_options options = calibrated_options(2, 60);
    brink_calibration *c = calibrated_run(&s, &options);
    for (size_t k = 0; k < 2; k++) {
        verify_number(
            (verify_about){SECTION, verify_name("best fit to a value and a product, value %zu", k + 1), origin},
            brink_calibration_parameter(c, k).fitted_score, want[k], 5e-4);
    }
    brink_calibration_free(c);
    calibrated_end(&s);
}

typedef struct world {
    double truth, observed;
} world;

/* What there is to know is drawn from the prior, and what is observed of it with the errors that the calibration takes
 * for granted. */
static world draw_world(uint64_t i)
{
    brink_address at = {.replica = i, .who = brink_who("posterior", "worlds")};
    world w = {.truth = brink_normal(77, at)};
    at.index = 1;
    w.observed = w.truth + sqrt(0.29) * brink_normal(77, at);
    return w;
}

/* If truths come from the prior, a posterior is right when it holds them as often as it says (Cook, Gelman & Rubin
 * 2006). */
static void intervals_hold(void **unused)
{
    (void)unused;
    enum { WORLDS = 100 };
    static const char origin[] = "Cook, Gelman & Rubin (2006), J. Comput. Graph. Stat. 15, 675";
    size_t n_held = 0;
    double sum = 0.0;
    double squares = 0.0;
    for (uint64_t i = 0; i < WORLDS; i++) {
        const world w = draw_world(i);
        char targets[256];
        calibrated s;
        write_target(targets, sizeof targets, "y1", w.observed, 0.5);
        calibrated_begin(&s, "0.8", false, targets, "inputs.x1.value");
        brink_calibrate_options options = calibrated_options(16, 200);
        options.seed = i + 1;
        options.most_rounds = 0;
        options.check = 2;
        brink_calibration *c = calibrated_run(&s, &options);
        const brink_parameter_fit f = brink_calibration_parameter(c, 0);
        const double z = (w.truth - f.mean) / f.sd;
        assert_near(calibrated_last(c)->tolerance, 1.0, 0.0);
        n_held += f.posterior[0] <= w.truth && w.truth <= f.posterior[2];
        sum += z;
        squares += z * z;
        brink_calibration_free(c);
        calibrated_end(&s);
    }
    verify_mean((verify_about){SECTION,
                               verify_name("%d truths drawn from the prior: share within the 90 %% interval", WORLDS),
                               origin},
                (double)n_held / WORLDS, sqrt(0.9 * 0.1 / WORLDS), 0.9, 3.0);
    verify_mean(
        (verify_about){SECTION, "the same: mean distance from the posterior mean, in its standard deviations", origin},
        sum / WORLDS, 1.0 / sqrt(WORLDS), 0.0, 3.0);
    verify_mean((verify_about){SECTION, "the same: mean square of that distance", origin}, squares / WORLDS,
                sqrt(2.0 / WORLDS), 1.0, 3.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {verify_test(normal_mean), verify_test(only_a_sum), verify_test(best_fit),
                                       verify_test(intervals_hold)};
    (void)gsl_set_error_handler_off();
    return verify_main("posterior", tests, COUNT(tests));
}
