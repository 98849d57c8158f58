/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sobol' indices and elementary effects of known functions, through designs, the engine and outcomes, against closed
 * forms and other programs; their correction for noise; and whether intervals cover what they should.
 *
 * Ishigami's indices and the effects of the linear function are also what SALib 1.5.1 gives as analytic values for
 * these parameters (a = 7, b = 0.1; c = 1, -2, 3, 0.5, 0). */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/sensitivity.h"
#include "support/folder.h"
#include "support/verify.h"

#define SURFACES BRINK_SOURCE_DIR "/scenarios/surfaces/"

static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};

typedef struct subject {
    brink_scenario *scenario;
    brink_factors *factors;
    brink_design *design;
    brink_outcomes *outcomes;
    char folder[64];
    size_t d;
} subject;

/* A scenario with values set; what is uncertain in it is varied. */
static void subject_init(subject *s, const char *name, const brink_setting *settings, size_t n)
{
    char path[512];
    brink_diagnostics *d = brink_diagnostics_new();
    *s = (subject){0};
    snprintf(path, sizeof path, SURFACES "%s", name);
    assert_int_equal(brink_scenario_read(path, &s->scenario, d), BRINK_OK);
    s->factors = brink_factors_new();
    assert_int_equal(brink_factors_add_uncertainties(s->factors, s->scenario, NULL, &s->d, d), BRINK_OK);
    s->design = brink_factors_design(s->factors, s->scenario, name, settings, n);
    assert_non_null(s->design);
    folder_new(s->folder);
    brink_diagnostics_free(d);
}

static void subject_run(subject *s, uint64_t seed, uint64_t replicas)
{
    const brink_run_options how = {.seed = seed, .replicas = replicas};
    brink_error err = {0};
    if (brink_outcomes_run(s->design, s->folder, &how, &err) != BRINK_OK ||
        brink_outcomes_open(s->folder, s->design, NULL, &s->outcomes, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
}

static void subject_fini(subject *s)
{
    brink_outcomes_close(s->outcomes);
    brink_design_free(s->design);
    brink_factors_free(s->factors);
    brink_scenario_free(s->scenario);
    folder_remove(s->folder);
}

static brink_indices indices_of(const char *name, const brink_indices_plan *plan, const brink_setting *settings,
                                size_t n, uint64_t seed, uint64_t replicas)
{
    subject s;
    brink_indices indices;
    brink_error err = {0};
    subject_init(&s, name, settings, n);
    assert_int_equal(brink_indices_add_points(plan, s.factors, s.design, NULL), BRINK_OK);
    assert_int_equal(brink_design_n_points(s.design), brink_indices_n_points(plan, s.d));
    subject_run(&s, seed, replicas);
    if (brink_indices_estimate(s.outcomes, plan, s.d, "y", &mean, &indices, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    subject_fini(&s);
    return indices;
}

/* --- Ishigami ----------------------------------------------------------------------------------------------------- */

static const double ishigami_variance = 13.844587940719254;
static const double ishigami_first[3] = {0.31390519114781146, 0.4424111447900409, 0.0};
static const double ishigami_total[3] = {0.5575888552099592, 0.4424111447900409, 0.2436836640621477};
static const double ishigami_second[3] = {0.0, 0.2436836640621477, 0.0}; /* 1-2, 1-3, 2-3 */

static void ishigami(void **state)
{
    (void)state;
    static const char origin[] = "closed form; Ishigami & Homma (1990), Sobol' & Levitan (1999)";
    const brink_indices_plan plan = {.scrambles = 8, .points = 512, .second_order = true, .seed = 1};
    brink_indices found = indices_of("ishigami", &plan, NULL, 0, 1, 1);
    for (size_t i = 0; i < 3; i++) {
        verify_number(
            (verify_about){"sensitivity", verify_name("Ishigami, N = 4096: first order of x%zu", i + 1), origin},
            found.first[i].estimate, ishigami_first[i], 0.02);
        verify_number((verify_about){"sensitivity", verify_name("Ishigami, N = 4096: total of x%zu", i + 1), origin},
                      found.total[i].estimate, ishigami_total[i], 0.02);
        assert_near(found.first[i].noise, 0.0, 1e-12); /* one replica of a function without noise has none */
        assert_int_equal(found.rank[i].place, i + 1);
        assert_int_equal(found.rank[i].from, i + 1);
        assert_int_equal(found.rank[i].to, i + 1);
    }
    for (size_t k = 0; k < 3; k++) {
        verify_number((verify_about){"sensitivity",
                                     verify_name("Ishigami, N = 4096: pair x%d, x%d", k < 2 ? 1 : 2, k == 0 ? 2 : 3),
                                     origin},
                      found.second[k].estimate, ishigami_second[k], 0.03);
    }
    verify_number((verify_about){"sensitivity", "Ishigami, N = 4096: variance", origin}, found.sd * found.sd,
                  ishigami_variance, 0.3);
    verify_number((verify_about){"sensitivity", "Ishigami, N = 4096: mean", origin}, found.mean, 3.5, 0.02);
    /* their errors are of the size of what they miss by, and below half of that of as many independent points */
    assert_true(found.mean_se > 0.0 && found.mean_se < 0.02 && fabs(found.mean - 3.5) < 5.4 * found.mean_se);
    assert_true(found.sd_se > 0.0 && fabs(found.sd - sqrt(ishigami_variance)) < 5.4 * found.sd_se);
    brink_indices_free(&found);
}

/* --- Sobol's g ---------------------------------------------------------------------------------------------------- */

static void sobol_g(void **state)
{
    (void)state;
    static const char origin[] = "closed form; Saltelli & Sobol' (1995)";
    static const double a[8] = {0, 1, 4.5, 9, 99, 99, 99, 99};
    const brink_indices_plan plan = {.scrambles = 8, .points = 256, .seed = 2};
    brink_indices found = indices_of("sobol_g", &plan, NULL, 0, 1, 1);
    double variance = 1.0;
    for (size_t i = 0; i < 8; i++) {
        variance *= 1.0 + 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
    }
    variance -= 1.0;
    for (size_t i = 0; i < 8; i++) {
        const double own = 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
        verify_number(
            (verify_about){"sensitivity", verify_name("Sobol's g, N = 2048: first order of x%zu", i + 1), origin},
            found.first[i].estimate, own / variance, 0.02);
        verify_number((verify_about){"sensitivity", verify_name("Sobol's g, N = 2048: total of x%zu", i + 1), origin},
                      found.total[i].estimate, own * (1.0 + variance) / (1.0 + own) / variance, 0.02);
    }
    /* the last four are alike: their places stay open */
    assert_true(found.rank[4].from <= 5 && found.rank[4].to == 8);
    assert_int_equal(found.rank[0].to, 1);
    brink_indices_free(&found);
}

/* --- the linear function ------------------------------------------------------------------------------------------ */

static void linear(void **state)
{
    (void)state;
    static const char origin[] = "closed form, as SALib 1.5.1";
    static const double c[5] = {1, -2, 3, 0.5, 0};
    const brink_effects_plan plan = {.trajectories = 50, .levels = 4, .seed = 1};
    subject s;
    brink_effects found;
    subject_init(&s, "linear", NULL, 0);
    assert_int_equal(brink_effects_add_points(&plan, s.factors, s.design, NULL), BRINK_OK);
    assert_int_equal(brink_design_n_points(s.design), 300);
    subject_run(&s, 1, 1);
    assert_int_equal(brink_effects_estimate(s.outcomes, &plan, s.d, "y", &mean, &found, NULL), BRINK_OK);
    for (size_t i = 0; i < 5; i++) {
        verify_number((verify_about){"sensitivity", verify_name("linear, 50 trajectories: mu of x%zu", i + 1), origin},
                      found.mu[i].estimate, c[i], 1e-8);
        verify_number((verify_about){"sensitivity", verify_name("linear, 50 trajectories: mu* of x%zu", i + 1), origin},
                      found.mu_star[i].estimate, fabs(c[i]), 1e-8);
        verify_number(
            (verify_about){"sensitivity", verify_name("linear, 50 trajectories: sigma of x%zu", i + 1), origin},
            found.sigma[i].estimate, 0.0, 1e-8);
    }
    assert_int_equal(found.rank[2].place, 1);
    assert_int_equal(found.rank[4].place, 5);
    brink_effects_free(&found);
    subject_fini(&s);
}

/* --- noise -------------------------------------------------------------------------------------------------------- */

/* Ishigami's function with a random coefficient of sin x1, and luck that all points share: raw indices are far off,
 * corrected ones are not. Repeated, so that what is wrong on average shows. */
static void noise_is_taken_off(void **state)
{
    (void)state;
    enum { R = 12 };
    static const brink_setting noisy[] = {{"terms.first.noise", "5", "x"}, {"terms.luck.noise", "10", "x"}};
    static const char origin[] = "closed form";
    const brink_indices_plan plan = {.scrambles = 8, .points = 16, .seed = 0};
    double total[R][3];
    double first[R][3];
    double raw = 0.0;
    double share = 0.0;
    for (size_t r = 0; r < R; r++) {
        brink_indices_plan own = plan;
        own.seed = 100 + r;
        brink_indices found = indices_of("ishigami", &own, noisy, COUNT(noisy), 100 + r, 4);
        for (size_t i = 0; i < 3; i++) {
            total[r][i] = found.total[i].estimate;
            first[r][i] = found.first[i].estimate;
        }
        raw += found.total[0].raw / R;
        share += found.noise_share / R;
        brink_indices_free(&found);
    }
    for (size_t i = 0; i < 3; i++) {
        double average[2] = {0.0, 0.0};
        double squares[2] = {0.0, 0.0};
        for (size_t r = 0; r < R; r++) {
            average[0] += first[r][i] / R;
            average[1] += total[r][i] / R;
        }
        for (size_t r = 0; r < R; r++) {
            squares[0] += (first[r][i] - average[0]) * (first[r][i] - average[0]);
            squares[1] += (total[r][i] - average[1]) * (total[r][i] - average[1]);
        }
        verify_mean((verify_about){"sensitivity",
                                   verify_name("Ishigami with noise, mean of %d: first order of x%zu", (int)R, i + 1),
                                   origin},
                    average[0], sqrt(squares[0] / (R - 1) / R), ishigami_first[i], 4.0);
        verify_mean((verify_about){"sensitivity",
                                   verify_name("Ishigami with noise, mean of %d: total of x%zu", (int)R, i + 1),
                                   origin},
                    average[1], sqrt(squares[1] / (R - 1) / R), ishigami_total[i], 4.0);
    }
    /* V[sin x1] 25/4 = 3.1 of noise on 13.8, all on x1; what points share does not count */
    assert_near(share, 3.125 / (13.84 + 3.125), 0.06);
    assert_near(raw, (0.5576 * 13.84 + 3.125) / (13.84 + 3.125), 0.06);
}

/* --- intervals ---------------------------------------------------------------------------------------------------- */

/* 95 % of intervals must hold the truth: of 300, 285 with a standard deviation of 3.8 if they were independent. Null:
 * coverage of 95 %; threshold: z > 5, so a miss is a bug. */
static void intervals_cover(void **state)
{
    (void)state;
    enum { R = 50 };
    const brink_indices_plan plan = {.scrambles = 8, .points = 16};
    size_t n_covered = 0;
    for (size_t r = 0; r < R; r++) {
        brink_indices_plan own = plan;
        own.seed = 1000 + r;
        brink_indices found = indices_of("ishigami", &own, NULL, 0, 1, 1);
        for (size_t i = 0; i < 3; i++) {
            n_covered += found.first[i].lo95 <= ishigami_first[i] && ishigami_first[i] <= found.first[i].hi95;
            n_covered += found.total[i].lo95 <= ishigami_total[i] && ishigami_total[i] <= found.total[i].hi95;
        }
        brink_indices_free(&found);
    }
    verify_number((verify_about){"sensitivity",
                                 "intervals of Ishigami's indices, 128 base points: share that holds the truth",
                                 "definition of a 95 % interval, within 5 standard deviations of 300"},
                  (double)n_covered / (6.0 * R), 0.95, 0.063);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        verify_test(ishigami),           verify_test(sobol_g),         verify_test(linear),
        verify_test(noise_is_taken_off), verify_test(intervals_cover),
    };
    return verify_main("sensitivity", tests, COUNT(tests));
}
