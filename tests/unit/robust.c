/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measures of robustness of a matrix small enough for the back of an envelope. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <string.h>

#include "brink/robust.h"

enum { A, B, C, N_POSTURES };

/*          s0 s1 s2   as expected */
static const double losses[] = {1, 5, 3, 2,  /* A */
                                2, 2, 4, 3,  /* B */
                                4, 1, 2, 1}; /* C */
static const double distances[] = {0.1, 0.5, 0.3};
/* best posture by state: 1, 1, 2; so regrets are A 0 4 1, B 1 1 2, C 3 0 0 */

/* Small losses wanted, bound 3 (A breaks it in s1, B in s2, C in s0), median as the tail. */
static const double expected[BRINK_N_ROBUST_MEASURES][N_POSTURES] = {
    [BRINK_ROBUST_EXPECTED] = {3, 8.0 / 3, 7.0 / 3},
    [BRINK_ROBUST_WORST] = {5, 4, 4},
    [BRINK_ROBUST_WORST_TAIL] = {3, 2, 2},
    [BRINK_ROBUST_HURWICZ] = {0.25 * 1 + 0.75 * 5, 0.25 * 2 + 0.75 * 4, 0.25 * 1 + 0.75 * 4},
    [BRINK_ROBUST_REGRET] = {4, 2, 3},
    [BRINK_ROBUST_REGRET_TAIL] = {1, 1, 0},
    [BRINK_ROBUST_DEVIATION] = {5 - 2, 4 - 3, 4 - 1},
    [BRINK_ROBUST_DEVIATION_TAIL] = {3 - 2, 2 - 3, 2 - 1},
    [BRINK_ROBUST_SHARE] = {2.0 / 3, 2.0 / 3, 2.0 / 3},
    [BRINK_ROBUST_RADIUS] = {0.5, 0.3, 0.1},
};
static const size_t ranks[BRINK_N_ROBUST_MEASURES][N_POSTURES] = {
    [BRINK_ROBUST_EXPECTED] = {3, 2, 1},   [BRINK_ROBUST_WORST] = {3, 1, 1},
    [BRINK_ROBUST_WORST_TAIL] = {3, 1, 1}, [BRINK_ROBUST_HURWICZ] = {3, 2, 1},
    [BRINK_ROBUST_REGRET] = {3, 1, 2},     [BRINK_ROBUST_REGRET_TAIL] = {2, 2, 1},
    [BRINK_ROBUST_DEVIATION] = {2, 1, 2},  [BRINK_ROBUST_DEVIATION_TAIL] = {2, 1, 2},
    [BRINK_ROBUST_SHARE] = {1, 1, 1},      [BRINK_ROBUST_RADIUS] = {1, 2, 3},
};

static const brink_robust_options options = {.optimism = 0.25, .tail = 0.5, .n_draws = 200, .seed = 1};

static brink_robust run(const brink_payoffs *payoffs)
{
    brink_error err = {0};
    brink_robust robust;
    brink_status status = brink_robust_init(&robust, payoffs, &options, NULL, NULL, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    return robust;
}

static bool is_in_units(size_t m)
{
    return m <= BRINK_ROBUST_HURWICZ;
}

static void by_hand(void **state)
{
    (void)state;
    double gains[COUNT(losses)];
    for (size_t i = 0; i < COUNT(losses); i++) {
        gains[i] = -losses[i];
    }
    for (size_t pass = 0; pass < 2; pass++) { /* the same, as losses and as gains */
        brink_performance o = {.is_maximised = pass == 1,
                               .least = -(double)INFINITY,
                               .most = (double)INFINITY,
                               .bound = pass == 1 ? -3 : 3,
                               .value = pass == 1 ? gains : losses};
        brink_payoffs payoffs = {.n_postures = N_POSTURES,
                                 .n_states = 3,
                                 .has_own = true,
                                 .distance = distances,
                                 .n_objectives = 1,
                                 .objective = &o};
        brink_robust robust = run(&payoffs);
        for (size_t m = 0; m < BRINK_N_ROBUST_MEASURES; m++) {
            for (size_t p = 0; p < N_POSTURES; p++) {
                const brink_robustness *cell = brink_robust_get(&robust, 0, (brink_robust_measure)m, p);
                double sign = pass == 1 && is_in_units(m) ? -1 : 1;
                assert_near(cell->value, sign * expected[m][p], 1e-14);
                assert_near(cell->raw, sign * expected[m][p], 1e-14);
                assert_int_equal(cell->rank, ranks[m][p]);
                assert_true(cell->lo95 <= cell->value + 1e-14 && cell->value <= cell->hi95 + 1e-14);
                assert_false(cell->is_censored);
                if (!cell->covers_states) { /* without noise nothing is uncertain but what was not seen */
                    assert_near(cell->hi95 - cell->lo95, 0, 1e-14);
                    assert_int_equal(cell->may_be_best, cell->rank == 1);
                }
            }
        }
        assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_WORST, A)->unseen, 1 - cbrt(0.05), 1e-14);
        double regrets[3];
        static const double wanted[] = {0, 4, 1};
        brink_robust_regrets(&payoffs, 0, A, regrets);
        assert_memory_equal(regrets, wanted, sizeof wanted);
        brink_robust_fini(&robust);
    }
}

/* Without a state that is as expected, deviations are from a posture's best state. */
static void own_best(void **state)
{
    (void)state;
    static const double v[] = {1, 5, 3, 2, 2, 4, 4, 1, 2};
    brink_performance o = {.least = -(double)INFINITY, .most = (double)INFINITY, .bound = (double)NAN, .value = v};
    brink_payoffs payoffs = {.n_postures = 3, .n_states = 3, .n_objectives = 1, .objective = &o};
    brink_robust robust = run(&payoffs);
    static const double wanted[] = {4, 2, 3};
    for (size_t p = 0; p < 3; p++) {
        assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_DEVIATION, p)->value, wanted[p], 0);
        assert_true(isnan(brink_robust_get(&robust, 0, BRINK_ROBUST_SHARE, p)->value)); /* no bound */
        assert_true(isnan(brink_robust_get(&robust, 0, BRINK_ROBUST_RADIUS, p)->value));
        assert_int_equal(brink_robust_get(&robust, 0, BRINK_ROBUST_SHARE, p)->rank, 0);
        assert_true(isnan(brink_robust_get(&robust, 1, BRINK_ROBUST_SHARE, p)->value)); /* nor all at once */
    }
    brink_robust_fini(&robust);
}

/* Two bounds at once are kept where both are; who keeps them everywhere has a radius that is only bounded below. */
static void bounds_together(void **state)
{
    (void)state;
    static const double cost[] = {1, 1, 9, 1, 1, 1};
    static const double order[] = {5, 1, 5, 5, 5, 5};
    brink_performance o[] = {
        {.least = -(double)INFINITY, .most = (double)INFINITY, .bound = 3, .value = cost},
        {.is_maximised = true, .least = -(double)INFINITY, .most = (double)INFINITY, .bound = 4, .value = order}};
    brink_payoffs payoffs = {.n_postures = 2, .n_states = 3, .distance = distances, .n_objectives = 2, .objective = o};
    brink_robust robust = run(&payoffs);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_SHARE, 0)->value, 2.0 / 3, 1e-15);
    assert_near(brink_robust_get(&robust, 1, BRINK_ROBUST_SHARE, 0)->value, 2.0 / 3, 1e-15);
    assert_near(brink_robust_get(&robust, 2, BRINK_ROBUST_SHARE, 0)->value, 1.0 / 3, 1e-15);
    assert_near(brink_robust_get(&robust, 2, BRINK_ROBUST_RADIUS, 0)->value, 0.3, 0);
    const brink_robustness *share = brink_robust_get(&robust, 2, BRINK_ROBUST_SHARE, 1);
    assert_near(share->value, 1, 0);
    assert_near(share->hi95, 1, 0);
    /* Wilson's lower limit of 3 of 3: 3 / (3 + z^2) */
    assert_near(share->lo95, 3 / (3 + 3.841458820694124), 1e-12);
    const brink_robustness *radius = brink_robust_get(&robust, 2, BRINK_ROBUST_RADIUS, 1);
    assert_true(radius->is_censored);
    assert_near(radius->value, 0.5, 0);
    assert_true(isnan(brink_robust_get(&robust, 2, BRINK_ROBUST_EXPECTED, 0)->value));
    brink_robust_fini(&robust);
}

/* States near what is expected count for the radius, and for nothing else. */
static void near_states(void **state)
{
    (void)state;
    static const double v[] = {1, 5, 3, /* near: */ 4, 1, /* as expected: */ 2};
    static const double far_and_near[] = {0.9, 0.8, 0.7, 0.2, 0.1};
    brink_performance o = {.least = -(double)INFINITY, .most = (double)INFINITY, .bound = 3, .value = v};
    brink_payoffs payoffs = {.n_postures = 1,
                             .n_states = 3,
                             .n_near = 2,
                             .has_own = true,
                             .distance = far_and_near,
                             .n_objectives = 1,
                             .objective = &o};
    brink_robust robust = run(&payoffs);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, 0)->value, 3, 0);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_WORST, 0)->value, 5, 0);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_DEVIATION, 0)->value, 3, 0);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_SHARE, 0)->value, 2.0 / 3, 0);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_RADIUS, 0)->value, 0.2, 0);
    brink_robust_fini(&robust);
}

/* Batches: noise of which every state has the same moves levels and spreads nothing; of its own, it spreads. */
static void noise_is_told_apart(void **state)
{
    (void)state;
    enum { S = 4, G = 6 };
    static const double v[] = {1, 2, 3, 4};
    static const double luck[G] = {1, -1, 0.5, -0.5, 0.25, -0.25}; /* sum of squares 2.625 */
    static const double own[S][G] = {
        {1, -1, 1, -1, 1, -1}, {-1, 1, -1, 1, -1, 1}, {1, 1, 1, -1, -1, -1}, {-1, -1, -1, 1, 1, 1}};
    double batch[S * G];
    brink_performance o = {
        .least = -(double)INFINITY, .most = (double)INFINITY, .bound = (double)NAN, .value = v, .batch = batch};
    brink_payoffs payoffs = {.n_postures = 1, .n_states = S, .n_batches = G, .n_objectives = 1, .objective = &o};
    for (size_t s = 0; s < S; s++) {
        for (size_t g = 0; g < G; g++) {
            batch[s * G + g] = 7 + luck[g]; /* in any zero */
        }
    }
    brink_robust robust = run(&payoffs);
    assert_near(robust.noise[0], 0, 1e-15);
    const brink_robustness *worst = brink_robust_get(&robust, 0, BRINK_ROBUST_WORST, 0);
    assert_near(worst->raw, 4, 0);
    /* se of the mean of luck: sqrt(2.625 / 5 / 6) = 0.296, and the worst moves with it */
    assert_near(worst->value, 4, 3 * 0.296 / sqrt(200));
    assert_near((worst->hi95 - worst->lo95) / (2 * 1.96 * 0.296), 1, 0.2);
    brink_robust_fini(&robust);
    for (size_t s = 0; s < S; s++) {
        for (size_t g = 0; g < G; g++) {
            batch[s * G + g] = 0.1 * own[s][g];
        }
    }
    robust = run(&payoffs);
    /* every state: 0.01 x 6 / 5 / 6 = 0.002; four of them over three; of a variance of 5/3 */
    assert_near(robust.noise[0], 0.002 * 4 / 3 / (5.0 / 3), 1e-12);
    /* the row is moved in by sqrt(1 - noise); the worst then falls a little below the estimate */
    worst = brink_robust_get(&robust, 0, BRINK_ROBUST_WORST, 0);
    assert_near(worst->value, 2.5 + 1.5 * sqrt(1 - 0.0016), 3 * 0.045 / sqrt(200));
    brink_robust_fini(&robust);
}

/* Noise of a size that nobody knows: values, and nothing about them. */
static void unknown_errors(void **state)
{
    (void)state;
    static const double v[] = {1, 2, 3, 4};
    brink_performance o = {
        .least = -(double)INFINITY, .most = (double)INFINITY, .bound = 2.5, .value = v, .has_unknown_error = true};
    brink_payoffs payoffs = {.n_postures = 2, .n_states = 2, .n_objectives = 1, .objective = &o};
    brink_robust robust = run(&payoffs);
    for (size_t p = 0; p < 2; p++) {
        const brink_robustness *cell = brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, p);
        assert_near(cell->value, p == 0 ? 1.5 : 3.5, 0);
        assert_true(isnan(cell->lo95) && isnan(cell->hi95) && isnan(cell->noise));
        assert_int_equal(cell->rank, p + 1);
        assert_true(cell->may_be_best);
        assert_true(isnan(brink_robust_get(&robust, 1, BRINK_ROBUST_SHARE, p)->lo95)); /* all bounds at once */
    }
    brink_robust_fini(&robust);
}

/* Intervals end where values do. */
static void ranges_are_kept(void **state)
{
    (void)state;
    static const double v[] = {0, 0, 0, 0.5};
    brink_performance o = {.least = 0, .most = 1, .bound = (double)NAN, .value = v};
    brink_payoffs payoffs = {.n_postures = 1, .n_states = 4, .n_objectives = 1, .objective = &o};
    brink_robust robust = run(&payoffs);
    for (size_t m = 0; m <= BRINK_ROBUST_HURWICZ; m++) {
        const brink_robustness *cell = brink_robust_get(&robust, 0, (brink_robust_measure)m, 0);
        assert_true(cell->lo95 >= 0 && cell->hi95 <= 1);
    }
    brink_robust_fini(&robust);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    double v[] = {1, 2, 3, 4};
    brink_performance o = {.least = -(double)INFINITY, .most = (double)INFINITY, .bound = (double)NAN, .value = v};
    brink_payoffs good = {.n_postures = 2, .n_states = 2, .n_objectives = 1, .objective = &o};
    static const brink_robust_options wrong[] = {
        {.optimism = -0.1, .tail = 0.9, .n_draws = 100},
        {.optimism = 0.5, .tail = 1, .n_draws = 100},
        {.optimism = 0.5, .tail = 0.9, .n_draws = 99},
        {.optimism = (double)NAN, .tail = 0.9, .n_draws = 100},
    };
    brink_error err = {0};
    brink_robust robust;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(brink_robust_init(&robust, &good, &wrong[i], NULL, NULL, &err), BRINK_EUSAGE);
        assert_null(robust.cell);
    }
    v[3] = (double)NAN;
    assert_int_equal(brink_robust_init(&robust, &good, &options, NULL, NULL, &err), BRINK_EUSAGE);
    assert_non_null(strstr(err.what, "finite"));
    v[3] = 4;
    good.n_states = 1;
    assert_int_equal(brink_robust_init(&robust, &good, &options, NULL, NULL, &err), BRINK_EUSAGE);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(own_best),
        cmocka_unit_test(bounds_together),
        cmocka_unit_test(near_states),
        cmocka_unit_test(noise_is_told_apart),
        cmocka_unit_test(unknown_errors),
        cmocka_unit_test(ranges_are_kept),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests_name("robust", tests, NULL, NULL) != 0;
}
