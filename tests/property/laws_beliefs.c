/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Laws that the mathematics of the deterrence model implies for beliefs about resolve, and for the draws.
 *
 * Where resolve = reputation, learning and memory are 1, and every occasion is a full test, revision is Bayes' rule
 * with the right prior: the public belief is then a martingale (over replicas), and calibrated. A full test (omega = 1)
 * is had through parameters: a red line at 0 and a clear threshold of width 1e-6 make sigma((v - red_line) / width)
 * round to 1 at any v > 0; at v = 0 nothing is learnt, whoever is resolute. */
#include "support/verify.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/paths.h"

enum { SEED = 20240909, N_SCENARIOS = 6, N_BATCHES = 128, HORIZON = 8 };

static verify_about law(const char *check)
{
    return (verify_about){"laws", check, "models/deterrence/README.md, 3.2 and 3.7"};
}

static tables *random_tables(uint64_t seed, const char *solution)
{
    random_scenario r = {seed, solution, "auto", "1e-9", 3.0, 0.3, 3, HORIZON};
    tables *t = tables_random(&r);
    for (size_t i = tables_n_rows(t, "shocks"); i-- > 0;) {
        if (strncmp(tables_get(t, "shocks", i, "target"), "belief.", 7) == 0) {
            tables_drop(t, "shocks", i);
        }
    }
    return t;
}

static bool is_belief(const char *series)
{
    return strncmp(series, "belief.", 7) == 0;
}

/* Largest distance of any belief from its start, and how many values are not it. */
static void compare_with_start(const tables *t, difference *d)
{
    paths *p = paths_new(t, SEED, 0);
    for (size_t s = 0; s < p->n_series; s++) {
        for (size_t period = 1; is_belief(p->series_name[s]) && period <= p->n_periods; period++) {
            difference_add(d, paths_series_at(p, period, p->series_name[s]), paths_series_at(p, 0, p->series_name[s]),
                           0, BRINK_LANES);
        }
    }
    paths_free(p);
}

static void nothing_is_learnt(void **state)
{
    (void)state;
    difference no_learning = {0}, no_memory = {0}, alike = {0}, doctrine = {0}, learns = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1200 + k, "qre");
        tables_set_value(t, "parameters", "learning", "1");
        tables_set_value(t, "parameters", "memory", "1");
        compare_with_start(t, &learns);
        tables_set_value(t, "parameters", "memory", "0");
        compare_with_start(t, &no_memory);
        tables_set_value(t, "parameters", "learning", "0");
        tables_set_value(t, "parameters", "memory", "0.5");
        compare_with_start(t, &no_learning);
        tables_set_value(t, "parameters", "learning", "1");
        tables_set_value(t, "parameters", "memory", "1");
        tables_set_all(t, "actors", "irresolution", 1.0);
        compare_with_start(t, &alike);
        tables_free(t);
        t = random_tables(1200 + k, "doctrine");
        compare_with_start(t, &doctrine);
        tables_free(t);
    }
    assert_true(learns.worst > 0.05);
    verify_worst(law("learning 0: beliefs over 8 periods"), "those at the start", no_learning.n, no_learning.worst,
                 0.0);
    verify_worst(law("memory 0: beliefs over 8 periods"), "those at the start", no_memory.n, no_memory.worst, 1e-14);
    verify_worst(law("irresolution 1, so that types are alike: beliefs over 8 periods"), "those at the start", alike.n,
                 alike.worst, 1e-13);
    verify_worst(law("doctrine, which both types follow: beliefs over 8 periods"), "those at the start", doctrine.n,
                 doctrine.worst, 1e-13);
}

static void types_alike_play_alike(void **state)
{
    (void)state;
    difference d = {0};
    for (uint64_t k = 0; k < N_SCENARIOS; k++) {
        tables *t = random_tables(1300 + k, "qre");
        tables_set_all(t, "actors", "irresolution", 1.0);
        paths *p = paths_new(t, SEED, 0);
        for (size_t period = 1; period <= p->n_periods; period++) {
            for (size_t i = 0; i < p->n_posts; i++) {
                for (size_t a = 0; a < p->menu[i]; a++) {
                    difference_add(&d, paths_probability(p, period, i, 0, a), paths_probability(p, period, i, 1, a), 0,
                                   BRINK_LANES);
                }
            }
        }
        paths_free(p);
        tables_free(t);
    }
    verify_same(law("irresolution 1: mixed strategies of the two types"), "probabilities", d.n, d.n_different);
}

/* --- Bayes */

static tables *bayesian(uint64_t seed)
{
    tables *t = random_tables(seed, "qre");
    tables_empty(t, "script"); /* what is forced is no evidence */
    tables_set_value(t, "parameters", "learning", "1");
    tables_set_value(t, "parameters", "memory", "1");
    tables_set_value(t, "parameters", "audience_width_clear", "1e-6");
    tables_set_all(t, "theatres", "red_line", 0.0);
    tables_set_all(t, "actors", "clarity", 1.0);
    tables_set_all(t, "actors", "irresolution", 1.5);
    tables_set_all(t, "actors", "rationality", 1.5);
    for (size_t x = 0; x < tables_n_rows(t, "actors"); x++) {
        if (tables_get(t, "actors", x, "reputation")[0] != '\0') {
            double share = 0.35 + 0.3 * tables_number(t, "actors", x, "reputation"); /* away from the clamp */
            tables_set_number(t, "actors", x, "reputation", share);
            tables_set_number(t, "actors", x, "resolve", share);
        }
    }
    return t;
}

typedef struct moments {
    size_t n;
    double sum, square;
} moments;

static void add(moments *m, double x)
{
    m->n++;
    m->sum += x;
    m->square += x * x;
}

static double mean_of(const moments *m)
{
    return m->sum / (double)m->n;
}

static double error_of(const moments *m)
{
    double n = (double)m->n, mean = mean_of(m);
    return sqrt((m->square / n - mean * mean) / (n - 1.0));
}

/* Of the first defender's belief over many replicas: how far it moved from the start to the end, what it misses of the
 * type, and the product of the two: were beliefs to move too much or too little, they would miss in that direction. */
typedef struct bayes {
    moments moved, missed, both;
    size_t n_clamped;
} bayes;

static void gather(const tables *t, uint64_t n_batches, bayes *b)
{
    layout l = layout_of(t);
    double *at = calloc(l.n, sizeof *at);
    assert_non_null(at);
    runner r = runner_new(tables_compile(t), SEED, 0);
    for (uint64_t batch = 0; batch < n_batches; batch++) {
        double before[BRINK_LANES];
        r.batch.first = batch * BRINK_LANES;
        runner_start(&r);
        for (size_t lane = 0; lane < BRINK_LANES; lane++) {
            brink__deterrence_get_state(&r.batch, lane, at);
            before[lane] = 1.0 / (1.0 + exp(-at[l.log_odds]));
        }
        for (int period = 0; period < HORIZON; period++) {
            runner_step(&r);
        }
        for (size_t lane = 0; lane < BRINK_LANES; lane++) {
            brink__deterrence_get_state(&r.batch, lane, at);
            double belief = 1.0 / (1.0 + exp(-at[l.log_odds]));
            add(&b->moved, belief - before[lane]);
            add(&b->missed, at[l.type] - belief);
            add(&b->both, (at[l.type] - belief) * (belief - before[lane]));
            b->n_clamped += fabs(at[l.log_odds]) >= 8.0;
        }
    }
    runner_free(&r);
    free(at);
}

/* The same with defenders less resolute than they are thought to be: what such a test can see. Standard errors that the
 * mean is off. */
static double off_with_wrong_prior(tables *t)
{
    bayes b = {0};
    for (size_t x = 0; x < tables_n_rows(t, "actors"); x++) {
        if (tables_get(t, "actors", x, "resolve")[0] != '\0') {
            tables_set_number(t, "actors", x, "resolve", tables_number(t, "actors", x, "resolve") - 0.3);
        }
    }
    gather(t, N_BATCHES / 4, &b);
    return mean_of(&b.moved) / error_of(&b.moved);
}

static double spread_of(const bayes *b)
{
    return error_of(&b->moved) * sqrt((double)b->moved.n);
}

static void expect_zero(const char *scenario, const char *what, const moments *m)
{
    verify_mean(law(verify_name("%s, Bayes' case over 8 periods: mean %s", scenario, what)), mean_of(m), error_of(m),
                0.0, 4.0);
}

static void belief_is_a_martingale(void **state)
{
    (void)state;
    size_t n_found = 0;
    for (uint64_t seed = 1400; seed < 1480 && n_found < 5; seed++) {
        tables *t = bayesian(seed);
        bayes first = {0}, b = {0};
        gather(t, N_BATCHES / 32, &first);
        if (spread_of(&first) < 0.06) { /* there are few occasions from which anything is learnt */
            tables_free(t);
            continue;
        }
        n_found++;
        gather(t, N_BATCHES, &b);
        const char *name = verify_name("random scenario %d", (int)seed);
        expect_zero(name, "move of a belief", &b.moved);
        expect_zero(name, "type less belief", &b.missed);
        expect_zero(name, "type less belief, times the move", &b.both);
        assert_int_equal(b.n_clamped, 0);
        double off = off_with_wrong_prior(t);
        print_message("%s: spread of moves %.3f; with resolve 0.3 below reputation the mean is %.1f standard errors "
                      "off\n",
                      name, spread_of(&b), off);
        assert_true(off < -3.0);
        tables_free(t);
    }
    assert_int_equal(n_found, 5);
}

/* --- draws */

/* Frequencies of actions in period 1 against the probabilities that they were drawn from: a defender's type and the
 * severity that it faces are the replica's, so expectations are sums over replicas. */
static void draws_follow_probabilities(const char *solution, uint64_t seed, size_t *n, double *worst)
{
    tables *t = random_tables(seed, solution);
    tables_empty(t, "script");
    layout l = layout_of(t);
    double *at = calloc(l.n, sizeof *at);
    runner r = runner_new(tables_compile(t), SEED + seed, 0);
    double *observed = calloc(3 * r.n_posts * MAX_MENU, sizeof *observed), *expected = observed + r.n_posts * MAX_MENU;
    double *variance = expected + r.n_posts * MAX_MENU;
    assert_non_null(at);
    assert_non_null(observed);
    for (uint64_t batch = 0; batch < N_BATCHES / 2; batch++) {
        r.batch.first = batch * BRINK_LANES;
        runner_start(&r);
        runner_step(&r);
        for (size_t lane = 0; lane < BRINK_LANES; lane++) {
            brink__deterrence_get_state(&r.batch, lane, at);
            for (size_t i = 0; i < r.n_posts; i++) {
                brink__deterrence_post seen;
                brink__deterrence_get_post(&r.batch, lane, i, &seen);
                const char *actor = tables_get(t, "stakes", i, "actor");
                size_t defender = actor[0] == 'D' ? (size_t)(actor[1] - '1') : 0;
                bool is_resolute = actor[0] == 'D' && at[l.type + defender] != 0.0;
                observed[i * MAX_MENU + seen.action] += 1.0;
                for (size_t a = 0; a < brink__deterrence_menu_size(r.program, i); a++) {
                    double q = seen.probability[is_resolute ? 1 : 0][a];
                    expected[i * MAX_MENU + a] += q;
                    variance[i * MAX_MENU + a] += q * (1.0 - q);
                }
            }
        }
    }
    for (size_t k = 0; k < r.n_posts * MAX_MENU; k++) {
        if (variance[k] > 10.0) { /* enough events for the normal law */
            double off = fabs(observed[k] - expected[k]) / sqrt(variance[k]);
            *worst = off <= *worst ? *worst : off;
            ++*n;
        }
    }
    free(observed);
    free(at);
    runner_free(&r);
    tables_free(t);
}

static void draws_are_fair(void **state)
{
    (void)state;
    static const char *const solutions[] = {"qre", "doctrine", "level_k"};
    for (size_t i = 0; i < COUNT(solutions); i++) {
        size_t n = 0;
        double worst = 0.0;
        for (uint64_t k = 0; k < N_SCENARIOS; k++) {
            draws_follow_probabilities(solutions[i], 1500 + k, &n, &worst);
        }
        verify_worst(law(verify_name("%s: frequencies of actions in period 1, in standard errors", solutions[i])),
                     "the mixed strategies", n, worst, 4.0);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        verify_test(nothing_is_learnt),
        verify_test(types_alike_play_alike),
        verify_test(belief_is_a_martingale),
        verify_test(draws_are_fair),
    };
    return verify_main("laws_beliefs", tests, COUNT(tests));
}
