/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Postures met by states of the world, through the engine, where the payoffs are known: scenarios/surfaces/hedge, loss
 * (x - d)^2 with a decision d and an unknown x. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/objectives.h"
#include "brink/worlds.h"
#include "support/folder.h"

#define HEDGE BRINK_SOURCE_DIR "/scenarios/surfaces/hedge"

enum { S = 20, NEAR = 5, REPLICAS = 96, P = 4 };

static const double decisions[P] = {-0.5, 0, 0.5, (double)NAN}; /* the last settles x instead */

static brink_scenario *scenario;
static brink_design *postures;
static brink_factors *factors;
static double u[S + NEAR];

static void make_postures(void)
{
    static const char *const values[P][2] = {{"-0.5", NULL}, {"0", NULL}, {"0.5", NULL}, {NULL, "0.1"}};
    static const char *const names[P] = {"left", "middle", "right", "settled"};
    brink_diagnostics *d = brink_diagnostics_new();
    postures = brink_design_new(scenario, "hedge");
    assert_int_equal(brink_design_add_path(postures, "inputs.d.value"), BRINK_OK);
    assert_int_equal(brink_design_add_path(postures, "inputs.x.value"), BRINK_OK);
    for (size_t p = 0; p < P; p++) {
        assert_int_equal(brink_design_add_point(postures, names[p], "", 7, values[p]), BRINK_OK);
    }
    assert_int_equal(brink_design_check(postures, d), BRINK_OK);
    brink_diagnostics_free(d);
}

static int setup(void **state)
{
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(brink_scenario_read(HEDGE, &scenario, d), BRINK_OK);
    factors = brink_factors_new();
    assert_int_equal(brink_factors_add_uncertainties(factors, scenario, NULL, NULL, d), BRINK_OK);
    brink_diagnostics_free(d);
    make_postures();
    for (size_t s = 0; s < S; s++) {
        u[s] = ((double)s + 0.5) / S;
    }
    for (size_t s = 0; s < NEAR; s++) {
        u[S + s] = s % 2 == 0 ? 1 : 0;
    }
    brink_worlds_draw_near(factors, &u[S], NEAR);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    brink_design_free(postures);
    brink_factors_free(factors);
    brink_scenario_free(scenario);
    return 0;
}

static brink_worlds_options all_of(const brink_design *design)
{
    return (brink_worlds_options){.postures = design, .factors = factors, .u = u, .n_states = S, .n_near = NEAR};
}

static brink_worlds *make(void)
{
    brink_worlds *worlds = NULL;
    brink_diagnostics *d = brink_diagnostics_new();
    brink_worlds_options options = all_of(postures);
    assert_int_equal(brink_worlds_new(&options, &worlds, d), BRINK_OK);
    brink_diagnostics_free(d);
    return worlds;
}

/* x of a state; 0 where all is as expected. */
static double x_of(size_t s)
{
    return s < S + NEAR ? 2 * u[s] - 1 : 0;
}

static void design_has_all(void **state)
{
    (void)state;
    brink_worlds *worlds = make();
    const brink_design *design = brink_worlds_design(worlds);
    double expected = -1;
    assert_int_equal(brink_design_n_points(design), P * (S + NEAR + 1));
    assert_int_equal(brink_design_n_paths(design), 2);
    for (size_t p = 0; p < P; p++) {
        for (size_t s = 0; s <= S + NEAR; s++) {
            size_t i = brink_worlds_point(worlds, p, s);
            const char *x = brink_design_value(design, i, 1);
            bool is_state = s < S + NEAR;
            assert_int_equal(brink_design_noise(design, i), 0); /* common, whatever the postures say */
            assert_string_equal(brink_design_note(design, i), brink_design_name(postures, p));
            if (p == P - 1) { /* states leave alone what it settles */
                assert_string_equal(x, "0.1");
            } else if (is_state) {
                char text[32];
                assert_near(strtod(x, NULL), x_of(s), 1e-8);
                assert_string_equal(x, brink_worlds_value(worlds, s, 0, text));
            } else {
                assert_null(x);
            }
        }
    }
    assert_string_equal(brink_design_name(design, brink_worlds_point(worlds, 1, 2)), "p2_s3");
    assert_string_equal(brink_design_name(design, brink_worlds_point(worlds, 0, S)), "p1_near1");
    assert_string_equal(brink_design_name(design, brink_worlds_point(worlds, 0, S + NEAR)), "p1_expected");
    assert_int_equal(brink_worlds_n_settled(worlds), 1);
    assert_int_equal(brink_worlds_settled(worlds)[0].posture, P - 1);
    /* what is expected comes first, states last */
    assert_int_equal(brink_worlds_point(worlds, 2, S + NEAR), 2);
    assert_int_equal(brink_worlds_point(worlds, 0, S), P);
    assert_int_equal(brink_worlds_point(worlds, P - 1, S - 1), P * (S + NEAR + 1) - 1);
    /* 0 is in the middle of -1 .. 1, and distances are shares of the way to the ends */
    brink_worlds_expected(factors, &expected);
    assert_near(expected, 0.5, 0);
    for (size_t s = 0; s < S + NEAR; s++) {
        assert_near(brink_worlds_distance(worlds)[s], fabs(x_of(s)), 1e-15);
    }
    for (size_t s = 0; s < NEAR; s++) {
        assert_near(brink_worlds_distance(worlds)[S + s], ((double)s + 0.5) / NEAR, 1e-15);
    }
    brink_worlds_free(worlds);
}

/* A scenario of its own that says something else of x settles it too. */
static void scenarios_settle(void **state)
{
    (void)state;
    static const char *const none[1] = {NULL};
    static const char *const half[1] = {"0.5"};
    brink_diagnostics *d = brink_diagnostics_new();
    brink_scenario *other = brink_scenario_copy(scenario);
    brink_worlds *worlds = NULL;
    assert_int_equal(brink_scenario_set(other, "inputs.x.value", "0.25", (brink_place){0}, 0, d), BRINK_OK);
    brink_design *two = brink_design_new(scenario, "hedge");
    assert_int_equal(brink_design_add_path(two, "inputs.d.value"), BRINK_OK);
    assert_int_equal(brink_design_add_point(two, "as_is", "", 0, none), BRINK_OK);
    assert_int_equal(brink_design_start_from(two, other, "other"), BRINK_OK);
    assert_int_equal(brink_design_add_point(two, "elsewhere", "", 0, half), BRINK_OK);
    assert_int_equal(brink_design_check(two, d), BRINK_OK);
    static const char *const labels[] = {"here", "../there"};
    static const brink_setting settings[] = {{"inputs.d.value", "0.75", "--set"}};
    brink_worlds_options options = all_of(two);
    options.n_near = 0;
    options.labels = labels;
    options.settings = settings;
    options.n_settings = 1;
    assert_int_equal(brink_worlds_new(&options, &worlds, d), BRINK_OK);
    assert_int_equal(brink_worlds_n_settled(worlds), 1);
    assert_int_equal(brink_worlds_settled(worlds)[0].posture, 1);
    const brink_design *design = brink_worlds_design(worlds);
    size_t i = brink_worlds_point(worlds, 1, 3);
    assert_string_equal(brink_design_label(design, i), "../there");
    assert_string_equal(brink_design_label(design, 0), "here");
    assert_int_equal(brink_design_n_paths(design), 2);
    assert_string_equal(brink_design_path(design, 1), "inputs.x.value");
    assert_null(brink_design_value(design, i, 1));
    assert_string_equal(brink_design_value(design, i, 0), "0.75"); /* what is set wins */
    brink_worlds_free(worlds);
    brink_design_free(two);
    brink_scenario_free(other);
    brink_diagnostics_free(d);
}

static brink_outcomes *run(const brink_worlds *worlds, const char *folder)
{
    brink_run_options how = {.seed = 9, .replicas = REPLICAS, .threads = 2};
    brink_outcomes *outcomes = NULL;
    brink_error err = {0};
    assert_int_equal(brink_outcomes_run(brink_worlds_design(worlds), folder, &how, &err), BRINK_OK);
    assert_int_equal(brink_outcomes_open(folder, brink_worlds_design(worlds), NULL, &outcomes, &err), BRINK_OK);
    return outcomes;
}

static void payoffs_are_known(void **state)
{
    (void)state;
    char folder[64];
    folder_new(folder);
    brink_worlds *worlds = make();
    brink_outcomes *outcomes = run(worlds, folder);
    brink_diagnostics *d = brink_diagnostics_new();
    brink_objectives *objectives = NULL;
    brink_payoff_table table;
    brink_robust robust;
    brink_robust_options options = {.optimism = 0.5, .tail = 0.9, .n_draws = 400, .seed = 2};
    assert_int_equal(brink_objectives_read(scenario, &objectives, d), BRINK_OK);
    assert_int_equal(brink_worlds_payoffs(worlds, outcomes, brink_objectives_get(objectives, 0), 1, &table, NULL),
                     BRINK_OK);
    assert_int_equal(table.payoffs.n_batches, 32);
    assert_int_equal(table.payoffs.n_near, NEAR);
    /* luck is shared by all, but for 0.2 x^2: within five standard errors, and differences far within */
    const double *value = table.objective[0].value;
    const double se = 0.36 / sqrt(REPLICAS);
    for (size_t p = 0; p < P - 1; p++) {
        for (size_t s = 0; s <= S + NEAR; s++) {
            double x = x_of(s);
            double want = (x - decisions[p]) * (x - decisions[p]);
            size_t cell = p * (S + NEAR + 1) + s;
            assert_near(value[cell], want, 5 * se);
            assert_near(value[cell] - value[s], want - (x + 0.5) * (x + 0.5), 1e-8); /* against the first posture */
            const double *batch = &table.objective[0].batch[cell * 32];
            double sum = 0;
            double squares = 0;
            for (size_t b = 0; b < 32; b++) {
                sum += batch[b];
                squares += batch[b] * batch[b];
            }
            assert_near(sum, 0, 1e-9);
            assert_near(sqrt(squares / 31 / 32), se, 0.4 * se);
        }
    }
    assert_int_equal(brink_robust_init(&robust, &table.payoffs, &options, NULL, NULL, NULL), BRINK_OK);
    /* the best posture in a state of x < -0.25, x > 0.25, or else: left, right, middle; all luck cancels in regrets.
     * The one that settles x at 0.1 loses 0.01 everywhere, which is less where decisions are off. */
    static const size_t left = 0, middle = 1, right = 2;
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_DEVIATION, middle)->raw, 0.95 * 0.95, 5 * se);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, middle)->value, 0.3325, 5 * se);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, left)->value -
                    brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, middle)->value,
                0.25, 1e-8);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, right)->value -
                    brink_robust_get(&robust, 0, BRINK_ROBUST_EXPECTED, left)->value,
                0, 1e-8);
    assert_int_equal(brink_robust_get(&robust, 0, BRINK_ROBUST_WORST, middle)->rank, 2); /* behind the settled one */
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_SHARE, middle)->value, 1, 0.1);
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_SHARE, left)->value, 0.75, 0.1);
    /* left fails from x = 0.5 on; the nearest state seen beyond is at 0.5 or 0.55 */
    assert_near(brink_robust_get(&robust, 0, BRINK_ROBUST_RADIUS, left)->value, 0.525, 0.076);
    brink_robust_fini(&robust);
    brink_payoff_table_fini(&table);
    brink_objectives_free(objectives);
    brink_diagnostics_free(d);
    brink_outcomes_close(outcomes);
    brink_worlds_free(worlds);
    folder_remove(folder);
}

/* Where "now" lies in a distribution: by probability, of a discrete one in the middle of its step. */
static void what_is_expected(void **state)
{
    (void)state;
    static const struct {
        const char *distribution, *parameters;
        double want;
    } rows[] = {
        {"uniform", "lower=0 upper=4", 0}, /* x is 0 */
        {"uniform", "lower=-1 upper=3", 0.25}, {"normal", "mean=0 sd=2", 0.5},    {"discrete", "-1=1 0=2 5=1", 0.5},
        {"discrete", "0=1 5=3", 0.125},        {"uniform", "lower=1 upper=3", 0}, /* below all */
        {"discrete", "1=1 5=1", 0.5},                                             /* none of them */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink_diagnostics *d = brink_diagnostics_new();
        brink_factors *one = brink_factors_new();
        double got = -1;
        assert_int_equal(brink_factors_add(one, scenario, "inputs.x.value", rows[i].distribution, rows[i].parameters,
                                           (brink_place){.file = "test"}, d),
                         BRINK_OK);
        brink_worlds_expected(one, &got);
        assert_near(got, rows[i].want, 1e-12);
        brink_factors_free(one);
        brink_diagnostics_free(d);
    }
}

static void too_many(void **state)
{
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    brink_worlds *worlds = NULL;
    brink_worlds_options options = all_of(postures);
    options.n_states = 300000 - NEAR;
    assert_int_equal(brink_worlds_new(&options, &worlds, d), BRINK_EDATA);
    assert_string_equal(brink_diagnostics_get(d, 0), "4 postures in 300001 states; allowed: 999999 points");
    assert_null(worlds);
    brink_diagnostics_free(d);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(design_has_all),   cmocka_unit_test(scenarios_settle), cmocka_unit_test(payoffs_are_known),
        cmocka_unit_test(what_is_expected), cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests_name("worlds", tests, setup, teardown) != 0;
}
