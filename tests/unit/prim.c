/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PRIM on cases whose boxes follow by hand, and its binomial against GSL's. */
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <string.h>

#include "brink/prim.h"
#include "explore/discovery/peel.h"
#include "support/made_cases.h"

static brink_prim *run(const made_cases *m, brink_prim_options options)
{
    brink_error err = {0};
    brink_prim *prim = NULL;
    brink_status status = brink_prim_new(&m->cases, &options, &prim, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    assert_int_equal(status, BRINK_OK);
    assert_non_null(prim);
    return prim;
}

static brink_prim_options defaults(void)
{
    return BRINK_PRIM_DEFAULTS;
}

/* Values 1 .. n in one dimension, of interest from `from` on. */
static void rising(made_cases *m, size_t n, size_t from)
{
    made_init(m, n, 1);
    for (size_t i = 0; i < n; i++) {
        m->column[0][i] = (double)(i + 1);
        m->is_interest[i] = i + 1 >= from;
    }
}

static void assert_step(const brink_box *box, size_t n, size_t k)
{
    assert_int_equal(box->n, n);
    assert_int_equal(box->n_interest, k);
}

/* --- peeling */

static void quarters_come_off(void **state)
{
    (void)state;
    made_cases m;
    rising(&m, 20, 15);
    brink_prim_options o = defaults();
    o.alpha = 0.25;
    brink_prim *prim = run(&m, o);
    const brink_peeling *p = &prim->peeling[0];
    /* 20 - 5, 15 - 4, 11 - 3, 8 - 2: then all are of interest */
    static const size_t n[] = {20, 15, 11, 8, 6};
    static const double lo[] = {1, 5.5, 9.5, 12.5, 14.5};
    assert_int_equal(p->n_steps, COUNT(n));
    for (size_t i = 0; i < COUNT(n); i++) {
        assert_step(&p->step[i], n[i], 6);
        assert_near(p->step[i].range[0].lo, lo[i], 0);
        assert_int_equal(p->step[i].range[0].has_lo, i > 0);
        assert_false(p->step[i].range[0].has_hi);
        assert_near(p->step[i].range[0].hi, 20, 0);
        assert_int_equal(p->step[i].n_limited, i > 0);
    }
    assert_int_equal(p->chosen, 4);
    assert_step(&p->final, 6, 6);
    assert_int_equal(prim->n_peelings, 1);
    brink_prim_free(prim);
    made_fini(&m);
}

static void mass_ends_it(void **state)
{
    (void)state;
    made_cases m;
    rising(&m, 20, 15);
    brink_prim_options o = defaults();
    o.alpha = 0.25;
    o.mass_min = 0.4; /* 8 of 20 */
    brink_prim *prim = run(&m, o);
    assert_int_equal(prim->peeling[0].n_steps, 4);
    assert_step(&prim->peeling[0].step[3], 8, 6);
    brink_prim_free(prim);
    made_fini(&m);
}

/* 4, 4, 4, 4, 5, 5, 6, 7, 8, 9: equal values go together, and a limit is the first whole number inside. */
static void groups_go_whole(void **state)
{
    (void)state;
    static const double x[] = {4, 4, 4, 4, 5, 5, 6, 7, 8, 9};
    made_cases m;
    made_init(&m, COUNT(x), 1);
    m.dimension[0].kind = BRINK_DIMENSION_WHOLE;
    for (size_t i = 0; i < COUNT(x); i++) {
        m.column[0][i] = x[i];
        m.is_interest[i] = x[i] >= 6 && x[i] <= 8;
    }
    brink_prim_options o = defaults();
    o.alpha = 0.1;
    o.mass_min = 0.1;
    brink_prim *prim = run(&m, o);
    const brink_peeling *p = &prim->peeling[0];
    /* per case taken off, the high end (1) and the low group (4) each: 3/9 - 3/10 = 1/30 against (3/6 - 3/10)/4 = 1/20
     */
    assert_step(&p->step[1], 6, 3);
    assert_near(p->step[1].range[0].lo, 5, 0);
    /* then 9: 3/5 - 3/6 = 1/10, against the two 5s: (3/4 - 3/6)/2 = 1/8 */
    assert_step(&p->step[2], 4, 3);
    assert_near(p->step[2].range[0].lo, 6, 0);
    assert_step(&p->step[3], 3, 3);
    assert_near(p->step[3].range[0].hi, 8, 0);
    assert_int_equal(p->n_steps, 4);
    brink_prim_free(prim);
    made_fini(&m);
}

static void levels_come_off(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 12, 2);
    made_category(&m, 1, 3);
    for (size_t i = 0; i < 12; i++) {
        m.column[0][i] = (double)((i * 7) % 12); /* says nothing */
        m.column[1][i] = (double)(i % 3);
        m.is_interest[i] = i % 3 == 1;
    }
    brink_prim_options o = defaults();
    o.alpha = 0.01;
    brink_prim *prim = run(&m, o);
    const brink_peeling *p = &prim->peeling[0];
    const brink_box *last = &p->step[p->n_steps - 1];
    assert_step(last, 4, 4);
    assert_int_equal(p->final.range[1].levels, 2); /* bit 1: green */
    assert_true(brink_range_is_limited(&m.dimension[1], &p->final.range[1]));
    assert_false(brink_range_is_limited(&m.dimension[0], &p->final.range[0]));
    brink_prim_free(prim);
    made_fini(&m);
}

static void nothing_to_gain(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 10, 2); /* constant: no slice */
    made_category(&m, 1, 4);
    m.is_interest[3] = 1;
    brink_prim *prim = run(&m, defaults());
    assert_int_equal(prim->peeling[0].n_steps, 1);
    assert_int_equal(prim->n_peelings, 1);
    assert_step(&prim->peeling[0].final, 10, 1);
    brink_prim_free(prim);
    made_fini(&m);
}

/* No double lies between the two values: the limit is the one inside. */
static void neighbours(void **state)
{
    (void)state;
    enum { N = 40 };
    made_cases m;
    made_init(&m, N, 1);
    const double next = nextafter(1.0, 2.0);
    for (size_t i = 0; i < N; i++) {
        m.column[0][i] = i < N / 2 ? 1.0 : next;
        m.is_interest[i] = i >= N / 2;
    }
    brink_prim *prim = run(&m, defaults());
    assert_step(&prim->peeling[0].final, N / 2, N / 2);
    assert_near(prim->peeling[0].final.range[0].lo, next, 0);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(brink_box_holds(&m.cases, prim->peeling[0].final.range, i), i >= N / 2);
        m.is_interest[i] = i < N / 2; /* the other way round */
    }
    brink_prim_free(prim);
    prim = run(&m, defaults());
    assert_step(&prim->peeling[0].final, N / 2, N / 2);
    assert_near(prim->peeling[0].final.range[0].hi, 1.0, 0);
    brink_prim_free(prim);
    made_fini(&m);
}

/* --- choosing and pasting */

static void pasting_gives_back(void **state)
{
    (void)state;
    made_cases m;
    rising(&m, 10, 5);
    brink_prim_options o = defaults();
    o.alpha = 0.5;
    o.paste_alpha = 0.5;
    o.rule = BRINK_PRIM_STEP;
    o.at = 1;
    brink_prim *prim = run(&m, o);
    const brink_peeling *p = &prim->peeling[0];
    /* half is gone, with 5, which is of interest; 3 more would lower density, 1 more does not */
    assert_step(&p->step[1], 5, 5);
    assert_step(&p->final, 6, 6);
    assert_near(p->final.range[0].lo, 4.5, 0);
    brink_prim_free(prim);
    o.paste_alpha = 0.0;
    prim = run(&m, o);
    assert_step(&prim->peeling[0].final, 5, 5);
    brink_prim_free(prim);
    made_fini(&m);
}

/* A limit behind which nothing lies that others let in says nothing. Cases lie on a diagonal. */
static void idle_limits_go(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 20, 2);
    for (size_t i = 0; i < 20; i++) {
        m.column[0][i] = (double)i;
        m.column[1][i] = (double)i;
        m.is_interest[i] = i >= 10;
    }
    brink__orders orders = {0};
    brink_range all[2] = {brink_range_of_all(&m.cases, 0), brink_range_of_all(&m.cases, 1)};
    brink_error err;
    assert_int_equal(brink__orders_init(&orders, &m.cases, &err), BRINK_OK);
    brink__field field = {
        .cases = &m.cases, .orders = &orders, .is_interest = m.is_interest, .all = all, .n = 20, .n_interest = 10};
    brink_range range[2] = {all[0], all[1]};
    for (size_t f = 0; f < 2; f++) {
        range[f].lo = 9.5;
        range[f].has_lo = true;
    }
    brink_box box = {.n = 10, .n_interest = 10, .n_limited = 2, .range = range};
    assert_int_equal(brink__paste(&field, 0.05, &box, &err), BRINK_OK);
    assert_int_equal(box.n_limited, 1);
    assert_false(range[0].has_lo);
    assert_near(range[0].lo, 0, 0);
    assert_true(range[1].has_lo);
    assert_step(&box, 10, 10);
    brink__orders_fini(&orders);
    made_fini(&m);
}

static void rules_choose(void **state)
{
    (void)state;
    made_cases m;
    rising(&m, 20, 15);
    m.is_interest[4] = 1; /* 5 too: of 7 cases the last box covers 6 */
    brink_prim_options o = defaults();
    o.alpha = 0.25;
    o.paste_alpha = 0;
    /* steps: 20/7, 15/6, 11/6, 8/6, 6/6 */
    static const struct {
        brink_prim_rule rule;
        double at;
        size_t chosen;
        bool is_met;
    } rows[] = {
        {BRINK_PRIM_BALANCE, 0, 4, true},     {BRINK_PRIM_DENSITY, 0.75, 3, true}, {BRINK_PRIM_DENSITY, 0.76, 4, true},
        {BRINK_PRIM_DENSITY, 0.35, 0, true},  {BRINK_PRIM_DENSITY, 1, 4, true},    {BRINK_PRIM_COVERAGE, 0.9, 0, true},
        {BRINK_PRIM_COVERAGE, 0.85, 4, true}, {BRINK_PRIM_STEP, 2, 2, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        o.rule = rows[i].rule;
        o.at = rows[i].at;
        o.max_boxes = 1;
        brink_prim *prim = run(&m, o);
        assert_int_equal(prim->peeling[0].n_steps, 5);
        assert_int_equal(prim->peeling[0].chosen, rows[i].chosen);
        assert_int_equal(prim->peeling[0].is_rule_met, rows[i].is_met);
        brink_prim_free(prim);
    }
    o.rule = BRINK_PRIM_DENSITY;
    o.at = 0.9;
    o.mass_min = 0.4;
    brink_prim *prim = run(&m, o);
    assert_int_equal(prim->peeling[0].chosen, 3); /* 6/8: there is none denser */
    assert_false(prim->peeling[0].is_rule_met);
    brink_prim_free(prim);
    made_fini(&m);
}

/* Two dimensions say something, three nothing. With few cases a trajectory goes on limiting what says nothing, since
 * that raises density among the cases seen; what is taken was tried on others, and limits that chance would give are
 * off. */
static void limits_must_hold(void **state)
{
    (void)state;
    size_t n_idle[2] = {0, 0}; /* with all limits; with those that say something */
    size_t n_right = 0;
    for (uint64_t seed = 40; seed < 60; seed++) {
        made_cases m;
        made_init(&m, 300, 5);
        made_uniforms(&m, seed);
        for (size_t i = 0; i < 300; i++) {
            double p = m.column[0][i] > 0.5 && m.column[1][i] > 0.4 ? 0.7 : 0.1;
            m.is_interest[i] = made_uniform(seed, i, 9) < p;
        }
        brink_prim_options o = defaults();
        o.rule = BRINK_PRIM_DENSITY; /* what in-sample density asks for */
        o.at = 0.95;
        for (size_t pass = 0; pass < 2; pass++) {
            o.max_boxes = 1;
            brink_prim *prim = run(&m, o);
            const brink_box *box = &prim->peeling[0].final;
            for (size_t f = 2; f < 5; f++) {
                n_idle[pass] += brink_range_is_limited(&m.dimension[f], &box->range[f]);
            }
            if (pass == 1) {
                n_right += brink_range_is_limited(&m.dimension[0], &box->range[0]);
                n_right += brink_range_is_limited(&m.dimension[1], &box->range[1]);
                for (size_t f = 0; f < 5; f++) {
                    assert_true(isnan(box->quasi_p[f]) || box->quasi_p[f] <= 0.05);
                }
            }
            brink_prim_free(prim);
            o.rule = BRINK_PRIM_BALANCE;
        }
        made_fini(&m);
    }
    print_message(
        "of 60 dimensions that say nothing: %zu limited for density, %zu by balance, which limits %zu of the 40 "
        "that do\n",
        n_idle[0], n_idle[1], n_right);
    assert_true(n_right >= 36);
    assert_true(n_idle[0] > 30);
    assert_true(n_idle[1] < 10);
}

/* --- covering */

/* Of interest at both ends: peeling goes through the valley, covering finds the other end. */
static void two_ends(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 200, 1);
    size_t k = 0;
    for (size_t i = 0; i < 200; i++) {
        m.column[0][i] = ((double)i + 0.5) / 200;
        m.is_interest[i] = m.column[0][i] < 0.15 || m.column[0][i] > 0.8;
        k += m.is_interest[i];
    }
    brink_prim *prim = run(&m, defaults());
    assert_int_equal(prim->n_peelings, 2);
    const brink_box *high = &prim->peeling[0].final;
    const brink_box *low = &prim->peeling[1].final;
    assert_step(high, 40, 40);
    assert_near(high->range[0].lo, 0.8, 1e-12);
    assert_false(high->range[0].has_hi);
    assert_step(low, 30, 30);
    assert_near(low->range[0].hi, 0.15, 1e-12);
    assert_int_equal(prim->peeling[1].n, 160);
    assert_int_equal(prim->peeling[1].n_interest, 30);
    assert_int_equal(high->n_limited + low->n_limited, 2);
    assert_int_equal(k, 70);
    brink_prim_free(prim);
    brink_prim_options o = defaults();
    o.max_boxes = 1;
    prim = run(&m, o);
    assert_int_equal(prim->n_peelings, 1);
    brink_prim_free(prim);
    made_fini(&m);
}

/* --- quasi-p-values */

static void binomial_is_gsl(void **state)
{
    (void)state;
    static const size_t trials[] = {1, 7, 100, 3000};
    for (size_t t = 0; t < COUNT(trials); t++) {
        for (size_t successes = 0; successes <= trials[t]; successes += trials[t] / 7 + 1) {
            for (size_t n = 1; n <= 400; n += 57) {
                for (size_t k = 0; k <= n; k += n / 5 + 1) {
                    double p = (double)successes / (double)trials[t];
                    double want = k == 0 ? 1.0 : gsl_cdf_binomial_Q((unsigned)k - 1, p, (unsigned)n);
                    double got = brink__binomial_upper(k, n, successes, trials[t]);
                    assert_near(got, want, 1e-11 * want + 1e-300);
                }
            }
        }
    }
    /* (1/2)^10, and far out: (1/10)^50 */
    assert_near(brink__binomial_upper(10, 10, 1, 2), 1.0 / 1024, 1e-18);
    assert_near(brink__binomial_upper(50, 50, 1, 10) * 1e50, 1, 1e-11);
}

/* x limits alone: of 20 cases 6 are of interest, the box has 6 of 6. */
static void quasi_p_of_a_limit(void **state)
{
    (void)state;
    made_cases m;
    made_init(&m, 20, 2);
    for (size_t i = 0; i < 20; i++) {
        m.column[0][i] = (double)i;
        m.column[1][i] = (double)((i * 7) % 20);
        m.is_interest[i] = i >= 14;
    }
    brink_prim *prim = run(&m, defaults());
    const brink_box *box = &prim->peeling[0].final;
    assert_step(box, 6, 6);
    assert_near(box->quasi_p[0], pow(0.3, 6), 1e-15);
    assert_true(isnan(box->quasi_p[1]));
    assert_true(isnan(prim->peeling[0].step[0].quasi_p[0]));
    brink_prim_free(prim);
    made_fini(&m);
}

/* --- trust */

static void trust_tells_chance(void **state)
{
    (void)state;
    enum { N = 400, RESAMPLES = 60 };
    made_cases m;
    brink_error err;
    brink_prim_trust trust;
    brink_prim_trust again;
    made_init(&m, N, 4);
    made_uniforms(&m, 11);
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < N; i++) {
            m.is_interest[i] = pass == 0 ? m.column[1][i] > 0.6 && m.column[2][i] < 0.5 : made_uniform(12, i, 9) < 0.2;
        }
        brink_prim_options o = defaults();
        brink_prim *prim = run(&m, o);
        assert_int_equal(brink_prim_trust_init(&trust, &m.cases, &o, prim, RESAMPLES, NULL, NULL, &err), BRINK_OK);
        assert_int_equal(brink_prim_trust_init(&again, &m.cases, &o, prim, RESAMPLES, NULL, NULL, &err), BRINK_OK);
        assert_near(trust.density, again.density, 0);
        assert_int_equal(trust.n_judged, RESAMPLES);
        if (pass == 0) { /* a box: found in every half, and by no chance */
            assert_near(trust.chosen_share[1], 1, 0);
            assert_near(trust.chosen_share[2], 1, 0);
            assert_true(trust.chosen_share[0] < 0.3 && trust.chosen_share[3] < 0.3);
            assert_near(trust.p, 1.0 / (RESAMPLES + 1), 1e-15);
            assert_true(trust.density > 0.9 && trust.coverage > 0.9);
            assert_near(trust.balance, 1, 0.02);
            assert_true(trust.chance_balance < 0.45);
        } else { /* nothing: where limits are found they say nothing of cases not seen */
            assert_true(trust.p > 0.05);
            assert_near(trust.density, 0.2, 0.06);
            assert_near(trust.chance_balance, trust.balance, 0.05);
        }
        assert_true(trust.density <= trust.density_seen);
        brink_prim_trust_fini(&trust);
        brink_prim_trust_fini(&again);
        brink_prim_free(prim);
    }
    made_fini(&m);
}

/* --- refusals */

static void refuses(const made_cases *m, brink_prim_options o, const char *why)
{
    brink_error err = {0};
    brink_prim *prim = (brink_prim *)(uintptr_t)1;
    assert_int_equal(brink_prim_new(&m->cases, &o, &prim, &err), BRINK_EUSAGE);
    assert_null(prim);
    if (strstr(err.what, why) == NULL) {
        fail_msg("'%s' does not say '%s'", err.what, why);
    }
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    made_cases m;
    rising(&m, 20, 15);
    brink_prim_options o = defaults();
    o.alpha = 0;
    refuses(&m, o, "peeled");
    o.alpha = (double)NAN;
    refuses(&m, o, "peeled");
    o = defaults();
    o.paste_alpha = 0.6;
    refuses(&m, o, "pasted");
    o = defaults();
    o.mass_min = 1;
    refuses(&m, o, "mass");
    o = defaults();
    o.max_boxes = 0;
    refuses(&m, o, "box");
    o = defaults();
    o.rule = BRINK_PRIM_DENSITY;
    refuses(&m, o, "density");
    o.rule = BRINK_PRIM_STEP;
    o.at = 99;
    refuses(&m, o, "steps 0 to");
    o = defaults();
    m.column[0][3] = (double)NAN;
    refuses(&m, o, "finite");
    m.column[0][3] = 2.5;
    made_category(&m, 0, 4);
    refuses(&m, o, "level");
    m.dimension[0].kind = BRINK_DIMENSION_REAL;
    for (size_t i = 0; i < 20; i++) {
        m.is_interest[i] = 1;
    }
    refuses(&m, o, "all of 20");
    for (size_t i = 0; i < 20; i++) {
        m.is_interest[i] = 0;
    }
    refuses(&m, o, "none of 20");
    made_fini(&m);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quarters_come_off),
        cmocka_unit_test(mass_ends_it),
        cmocka_unit_test(groups_go_whole),
        cmocka_unit_test(levels_come_off),
        cmocka_unit_test(nothing_to_gain),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(pasting_gives_back),
        cmocka_unit_test(idle_limits_go),
        cmocka_unit_test(rules_choose),
        cmocka_unit_test(limits_must_hold),
        cmocka_unit_test(two_ends),
        cmocka_unit_test(binomial_is_gsl),
        cmocka_unit_test(quasi_p_of_a_limit),
        cmocka_unit_test(trust_tells_chance),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests_name("prim", tests, NULL, NULL) != 0;
}
