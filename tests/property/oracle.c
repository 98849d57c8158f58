/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The oracle of the deterrence model against closed forms, hand arithmetic and its own second method. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/parts.h"
#include "oracle/random_scenario.h"
#include "oracle/tiny.h"
#include "oracle/trace.h"

static oracle *oracle_of(brink_scenario *scenario)
{
    assert_non_null(scenario);
    oracle *o = oracle_new(scenario);
    brink_scenario_free(scenario);
    assert_non_null(o);
    return o;
}

static oracle *tiny(unsigned n_defenders, const char *const *set)
{
    return oracle_of(tiny_read(n_defenders, set));
}

/* ---- tracing, on paths whose shape is known ---- */

/* y = x g(y), so x along the path is y / g(y): any rise and fall can be had. */
typedef struct shape {
    double (*g)(double y, double *slope);
} shape;

static void evaluate_shape(void *context, const double *y, double x, double *residual, double *jacobian, double *by_x)
{
    const shape *s = context;
    double slope = 0.0, g = s->g(y[0], &slope);
    residual[0] = y[0] - x * g;
    if (jacobian != NULL) {
        jacobian[0] = 1.0 - x * slope;
        by_x[0] = -g;
    }
}

static double smooth(double y, double *slope)
{
    double at = sigma(12.0 * (y - 0.5));
    *slope = 1.2 * 12.0 * at * (1.0 - at);
    return 0.35 + 1.2 * at;
}

/* x = y/g: up to 0.8 at y = 0.4, back to 0.5 at y = 0.6, then up for good */
static double broken(double y, double *slope)
{
    *slope = y < 0.4 ? 0.0 : y < 0.6 ? 3.5 : 0.2;
    return y < 0.4 ? 0.5 : y < 0.6 ? 0.5 + 3.5 * (y - 0.4) : 1.2 + 0.2 * (y - 0.6);
}

static void follows(double (*g)(double, double *), bool has_folds)
{
    shape s = {g};
    double y[1] = {0.0}, slope = 0.0, x = 0.0, want = 0.0, turned = 0.0;
    while (want < 5.0 && (x = want / g(want, &slope)) < 1.0) { /* the first arrival at x = 1, by small steps */
        want += 1e-5;
        turned = fmax(turned, x - want / g(want, &slope));
    }
    assert_true(turned > 0.0); /* the case does turn back on its way */
    trace_result result;
    assert_true(trace_follow(&(trace_system){1, evaluate_shape, &s, 1.0}, y, &result));
    assert_near(y[0], want, 2e-5);
    assert_near(y[0], g(y[0], &slope), 1e-13);
    assert_true(!has_folds || result.folds == 2);
}

static void trace_follows_folds(void **unused)
{
    (void)unused;
    follows(smooth, true);
}

static void trace_follows_kinks(void **unused)
{
    (void)unused;
    follows(broken, false);
}

/* ---- limits and closed forms ---- */

static void no_rationality_is_uniform(void **unused)
{
    (void)unused;
    oracle *o = tiny(2, (const char *const[]){"actors.A.rationality", "0", "actors.D.rationality", "0",
                                              "actors.E.rationality", "0", NULL});
    assert_true(oracle_solve_challengers(o, 0) && oracle_solve_defenders(o, 0, 2.0));
    for (size_t i = 0; i < 3; i++) {
        for (size_t a = 0; a < 2; a++) {
            assert_near(o->post[i].probability[0][a], 0.5, 1e-15);
        }
    }
    oracle_free(o);
}

/* One defender: nothing depends on its own mix, so choices are logits of numbers. All constants are those of tiny.c. */
static double answer_chance(double v, int type)
{
    double width = 0.5 * 0.25 + 0.5 * 1.5, unity = 1.0 - 0.2;
    double worth[2];
    for (int a = 0; a < 2; a++) {
        double p = 1.2 * a, s = 1.0 * a,
               cost = 0.4 * a * (1.0 + 1.5 * 0.2) * (1.0 + 0.3 * 0.5) * (type == 0 ? 2.0 : 1.0);
        double level = 4.0 + 0.1 * v + 0.05 * s - 0.1 * a;
        worth[a] = 1.0 * 0.8 * unity * fmin(p, fmax(v, 0.0)) - 0.4 * fmax(p - v, 0.0) -
                   0.5 / (1.0 + exp(-(v - 1.0) / width)) * fmax(v - p, 0.0) / fmax(v, 0.5) - cost -
                   20.0 * 0.02 / (1.0 + exp(-(level - 5.0) / 1.0));
    }
    return 1.0 / (1.0 + exp(-2.0 * (worth[1] - worth[0])));
}

static double expected_answer(double v)
{
    return 0.6 * answer_chance(v, 1) + 0.4 * answer_chance(v, 0);
}

static void one_against_one_is_logit(void **unused)
{
    (void)unused;
    oracle *o = tiny(1, NULL);
    for (int k = 0; k <= 8; k++) {
        double v = 0.5 * k;
        assert_true(oracle_solve_defenders(o, 0, v));
        assert_near(o->post[1].probability[1][1], answer_chance(v, 1), 1e-14);
        assert_near(o->post[1].probability[0][1], answer_chance(v, 0), 1e-14);
    }
    double unity = 0.8, rest = expected_answer(0.0), hit = expected_answer(2.0);
    double hold = -30.0 * 0.02 / (1.0 + exp(-(4.0 + 0.05 * rest - 5.0)));
    double push = 1.5 - 0.5 * (1.0 + 0.25) - 2.0 * 0.75 * unity * 1.2 * (hit - rest) -
                  30.0 * 0.02 / (1.0 + exp(-(4.0 + 0.1 * 2.0 + 0.05 * (0.75 * hit + 0.25 * rest) - 5.0)));
    assert_true(oracle_solve_challengers(o, 0));
    assert_near(o->post[0].probability[0][1], 1.0 / (1.0 + exp(-2.0 * (push - hold))), 1e-14);
    oracle_free(o);
}

/* Two defenders alike, only relief at work: the chance of an answer solves r = f(r), and f falls, so halving finds it.
 */
static const char *const relief_only[] = {"parameters.relief_value",
                                          "3",
                                          "parameters.restraint",
                                          "0",
                                          "actors.D.audience",
                                          "0",
                                          "actors.E.audience",
                                          "0",
                                          "actors.D.dread",
                                          "0",
                                          "actors.E.dread",
                                          "0",
                                          "actors.D.irresolution",
                                          "1",
                                          "actors.E.irresolution",
                                          "1",
                                          NULL};

static void two_alike_by_bisection(void **unused)
{
    (void)unused;
    oracle *o = tiny(2, relief_only);
    double v = 1.5, lo = 0.0, hi = 1.0, r = 0.5;
    for (int k = 0; k < 100; k++) {
        r = 0.5 * (lo + hi);
        double worth =
            3.0 * 0.8 * 0.8 * fmin(1.2, fmax(v - 1.2 * r, 0.0)) - 0.4 * (1.0 + 1.5 * 0.2) * (1.0 + 0.3 * 0.5);
        if (1.0 / (1.0 + exp(-2.0 * worth)) > r) {
            lo = r;
        } else {
            hi = r;
        }
    }
    assert_true(oracle_solve_defenders(o, 0, v));
    for (size_t i = 1; i < 3; i++) {
        assert_near(o->post[i].probability[1][1], r, 1e-13);
        assert_near(o->post[i].probability[0][1], r, 1e-13);
    }
    oracle_free(o);
}

/* At high rationality the two have three equilibria: (answer, hold), (hold, answer), and the one where they are alike.
 */
static void symmetric_players_are_alike(void **unused)
{
    (void)unused;
    oracle *o = tiny(2, relief_only);
    o->actor[1].rationality = o->actor[2].rationality = 40.0;
    double v = 1.2;
    assert_true(oracle_solve_defenders(o, 0, v));
    double r = o->post[1].probability[1][1];
    assert_near(o->post[2].probability[1][1], r, 1e-9);
    double worth = 3.0 * 0.8 * 0.8 * fmin(1.2, fmax(v - 1.2 * r, 0.0)) - 0.4 * (1.0 + 1.5 * 0.2) * (1.0 + 0.3 * 0.5);
    assert_near(1.0 / (1.0 + exp(-40.0 * worth)), r, 1e-9);
    assert_true(r > 0.2 && r < 0.9); /* neither of the lopsided ones */
    oracle_free(o);
}

/* ---- the reputation term ---- */

static void gap_solves_its_equation(void **unused)
{
    (void)unused;
    const double values[] = {0.0, 0.05, 0.3, 0.5, 1.0, 3.0};
    oracle *o = tiny(2, NULL);
    for (size_t k = 0; k < COUNT(values); k++) {
        o->actor[1].reputation_value = values[k];
        for (int step = 0; step <= 6; step++) {
            facing f = {.v = 0.6 * step, .harm = 0.2 * step, .severity = 0.1 * step};
            double u[2][MAX_MENU];
            choice c, again;
            assert_true(oracle_respond(o, &o->post[1], f, &c));
            oracle_defender_payoffs(o, &o->post[1], f, u, NULL);
            oracle_choice(o, &o->post[1], o->actor[1].rationality, u, c.gap, &again);
            assert_near(again.gap, c.gap, 1e-12);
            /* as section 3.2 has it: the term from the choice itself */
            for (size_t a = 0; a < 2; a++) {
                double ratio = log(c.probability[1][a] / c.probability[0][a]);
                assert_near(c.payoff[1][a] - u[1][a], values[k] * clamp(ratio, -3.0, 3.0), 1e-11);
            }
        }
    }
    oracle_free(o);
}

/* ---- the other rules ---- */

static void rules_mean_what_they_say(void **unused)
{
    (void)unused;
    oracle *zero = tiny(2, (const char *const[]){"parameters.solution", "level_k", "parameters.k", "0", NULL});
    oracle *one = tiny(2, (const char *const[]){"parameters.solution", "level_k", "parameters.k", "1",
                                                "actors.D.reputation_value", "0.3", NULL});
    assert_true(oracle_solve_defenders(zero, 0, 2.0) && oracle_solve_defenders(one, 0, 2.0));
    assert_near(zero->post[1].probability[1][1], 0.5, 1e-15);
    choice c; /* uniform play tells nothing of types: the first response is one without reputation */
    one->actor[1].reputation_value = 0.0;
    assert_true(oracle_respond(one, &one->post[1], (facing){.v = 2.0, .harm = 0.6, .severity = 0.5}, &c));
    assert_near(one->post[1].probability[1][1], c.probability[1][1], 1e-15);
    assert_true(fabs(c.probability[1][1] - 0.5) > 0.01);
    oracle_free(zero);
    oracle_free(one);

    oracle *myopic = tiny(2, (const char *const[]){"parameters.solution", "myopic", NULL});
    assert_true(oracle_solve_challengers(myopic, 0));
    double hold = -0.6 / (1.0 + exp(1.0)), push = 1.5 - 0.5 * 1.25 - 0.6 / (1.0 + exp(0.8));
    assert_near(myopic->post[0].probability[0][1], 1.0 / (1.0 + exp(-2.0 * (push - hold))), 1e-14);
    oracle_free(myopic);

    oracle *best = tiny(2, (const char *const[]){"parameters.solution", "best_response", NULL}), *qre = tiny(2, NULL);
    for (size_t x = 0; x < 3; x++) {
        qre->actor[x].rationality *= 100.0;
    }
    assert_true(oracle_solve_challengers(best, 0) && oracle_solve_challengers(qre, 0));
    assert_near(best->post[0].log_probability[0][0], qre->post[0].log_probability[0][0], 1e-9);
    assert_true(fabs(best->post[0].log_probability[0][0]) > 3.0 || fabs(best->post[0].log_probability[0][1]) > 3.0);
    oracle_free(best);
    oracle_free(qre);
}

/* ---- tracing against damped iteration ---- */

static void compare_methods(oracle *o, double tolerance)
{
    for (size_t t = 0; t < o->n_theatres; t++) {
        double *traced = calloc(o->n_posts * 2 * MAX_MENU, sizeof *traced);
        assert_non_null(traced);
        for (int pass = 0; pass < 2; pass++) {
            oracle_use(o, pass == 0 ? ORACLE_TRACE : ORACLE_ITERATE);
            assert_true(oracle_solve_challengers(o, t) && oracle_solve_defenders(o, t, o->attributed[t]));
            for (size_t i = 0; i < o->n_posts; i++) {
                const post *p = &o->post[i];
                for (size_t type = 0; p->theatre == t && type < (oracle_is_challenger(o, i) ? 1 : 2); type++) {
                    double *was = &traced[(i * 2 + type) * MAX_MENU], sum = 0.0;
                    for (size_t a = 0; a < p->n; a++) {
                        was[a] = pass == 0 ? p->probability[type][a] : was[a];
                        assert_near(p->probability[type][a], was[a], tolerance);
                        sum += p->probability[type][a];
                    }
                    assert_near(sum, 1.0, 1e-12);
                }
            }
        }
        oracle_use(o, ORACLE_TRACE);
        free(traced);
    }
}

static void baseline_methods_agree(void **unused)
{
    (void)unused;
    oracle *o = oracle_of(tiny_read_folder(BRINK_SOURCE_DIR "/scenarios/baseline", NULL));
    oracle_start(o, 7, 3);
    for (int period = 0; period < 12; period++) {
        assert_true(oracle_step(o));
        if (period % 3 == 0) {
            compare_methods(o, 1e-11);
        }
    }
    oracle_free(o);
}

static void random_methods_agree(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        random_scenario r = {seed, "qre", "trace", "1e-10", 3.0, 0.3, 2, 6};
        char folder[] = "/tmp/brink_oracle_XXXXXX";
        assert_non_null(mkdtemp(folder));
        assert_true(random_scenario_write(&r, folder));
        brink_scenario *scenario = tiny_read_folder(folder, NULL);
        random_scenario_remove(folder);
        oracle *o = oracle_of(scenario);
        oracle_start(o, seed, 0);
        for (int period = 0; period < 6; period++) {
            assert_true(oracle_step(o));
        }
        compare_methods(o, 1e-10);
        oracle_free(o);
    }
}

/* ---- one period by hand ---- */

/* A pushes, D answers, E holds, all by script; push attributed for sure, no noise. Numbers are those of tiny.c. */
static void one_period_by_hand(void **unused)
{
    (void)unused;
    oracle *o = tiny(2, (const char *const[]){"actions.push.attribution", "1", "scenario.horizon", "1", NULL});
    oracle_start(o, 1, 1);
    double odds = log(0.6 / 0.4);
    assert_true(oracle_step(o));
    const double unity = 0.8;
    assert_near(o->attributed[0], 2.0, 0.0);
    assert_near(o->s.level[0], 4.0 + 0.1 * 2.0 + 0.05 * 1.0 - 0.1 - 0.1 * (4.0 - 3.0), 1e-14);
    assert_near(o->s.warning[1][0], 1.0 - 0.08, 1e-15);
    assert_near(o->s.warning[2][0], 0.0, 0.0);
    assert_near(o->s.survival, 1.0 - 0.02 / (1.0 + exp(-(o->s.level[0] - 5.0))), 1e-15);
    assert_near(o->s.capability[0], 1.0 - 0.02, 1e-15);
    assert_near(o->s.strain[0], 0.25 * 0.97 + 0.03 * unity, 1e-15);
    assert_near(o->s.grievance[0], unity * 1.2, 1e-15);
    assert_near(o->s.fatigue[1], 0.2 * (1.0 - 0.004) + 0.005 + 0.01 * 0.4 - 0.01, 1e-15);
    assert_near(o->s.fatigue[2], 0.2 * (1.0 - 0.004) + 0.005, 1e-15);
    assert_near(o->s.load[1], 0.5 + 0.2 * 0.4, 1e-15);
    assert_near(o->s.load[2], 0.5, 1e-15);
    double omega = 1.0 / (1.0 + exp(-(2.0 - 1.0) / 0.875));
    for (size_t j = 1; j <= 2; j++) {
        size_t a = j == 1 ? 1 : 0;
        double ratio = log(o->post[j].probability[1][a] / o->post[j].probability[0][a]);
        double learnt = odds + 0.35 * omega * ratio;
        assert_near(o->s.log_odds[j], learnt + 0.03 * (odds - learnt), 1e-13);
        assert_true(j == 1 ? ratio > 0.01 : ratio < -0.01);
    }
    double value = 0.0;
    assert_true(oracle_metric(o, "payoff.A", &value));
    assert_near(value, 1.5 - 0.5 * 1.25 - 2.0 * unity * 1.2 - 30.0 * (1.0 - o->s.survival), 1e-14);
    assert_true(oracle_metric(o, "payoff.D", &value));
    double cost = 0.4 * (1.0 + 1.5 * 0.2) * (1.0 + 0.3 * 0.5) * (o->s.type[1] > 0.5 ? 1.0 : 2.0);
    assert_near(value, -0.8 * (2.0 - unity * 1.2) - cost - 20.0 * (1.0 - o->s.survival), 1e-14);
    assert_true(oracle_metric(o, "unanswered", &value));
    assert_near(value, 2.0 - unity * 1.2, 1e-15);
    assert_true(oracle_metric(o, "damage", &value));
    assert_near(value, exp(0.6 * o->s.level[0]) - 1.0, 1e-12);
    assert_true(oracle_metric(o, "enforced", &value));
    assert_near(value, unity * 1.2 >= 0.5 * 2.0 ? 1.0 : 0.0, 0.0);
    assert_true(oracle_metric(o, "crossings_per_period", &value));
    assert_near(value, 1.0, 0.0);
    assert_false(oracle_metric(o, "events.A.T.nothing", &value));
    oracle_free(o);
}

static void state_vector_round_trip(void **unused)
{
    (void)unused;
    oracle *o = tiny(2, NULL);
    size_t n = oracle_n_state(o);
    assert_int_equal(n, 1 + 2 + 2 + 2 + 3 + 1 + 2 + 2 + 1 + 0 + 2);
    double put[32] = {0}, got[32] = {0};
    for (size_t k = 0; k < n; k++) {
        put[k] = 0.01 * (double)(k + 1);
    }
    oracle_set_state(o, put);
    oracle_get_state(o, got);
    for (size_t k = 0; k < n; k++) {
        assert_near(got[k], put[k], 0.0);
    }
    assert_near(o->s.level[0], put[0], 0.0);
    assert_near(o->s.log_odds[1], put[5], 0.0);
    assert_near(o->s.conflict_draw, put[n - 1], 0.0);
    oracle_free(o);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_follows_folds),       cmocka_unit_test(trace_follows_kinks),
        cmocka_unit_test(no_rationality_is_uniform), cmocka_unit_test(one_against_one_is_logit),
        cmocka_unit_test(two_alike_by_bisection),    cmocka_unit_test(symmetric_players_are_alike),
        cmocka_unit_test(gap_solves_its_equation),   cmocka_unit_test(rules_mean_what_they_say),
        cmocka_unit_test(baseline_methods_agree),    cmocka_unit_test(random_methods_agree),
        cmocka_unit_test(one_period_by_hand),        cmocka_unit_test(state_vector_round_trip),
    };
    return cmocka_run_group_tests_name("oracle", tests, NULL, NULL) != 0;
}
