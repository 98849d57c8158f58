/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of measures of robustness whatever the matrix: names of postures do not matter, scales do as they
 * should, a posture that is better everywhere is more robust by every measure of its own performance. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdbool.h>
#include <string.h>

#include "brink/rng.h"
#include "brink/robust.h"

enum { P = 4, S = 12, G = 5, WIDTH = S + 1, SEEDS = 12, M = BRINK_N_ROBUST_MEASURES };

typedef struct matrix {
    double value[P * WIDTH], batch[P * WIDTH * G], distance[S];
    brink_performance objective;
    brink_payoffs payoffs;
} matrix;

static double uniform(uint64_t seed, size_t i, unsigned what)
{
    return brink_uniform(seed, (brink_address){.replica = i, .who = 3, .purpose = (uint8_t)what});
}

static void draw(matrix *m, uint64_t seed)
{
    for (size_t i = 0; i < P * WIDTH; i++) {
        m->value[i] = 10 * uniform(seed, i, 0) - 3;
    }
    for (size_t i = 0; i < P * WIDTH * G; i++) {
        m->batch[i] = uniform(seed, i, 1) - 0.5;
    }
    for (size_t s = 0; s < S; s++) {
        m->distance[s] = uniform(seed, s, 2);
    }
}

static brink_robust measure(matrix *m)
{
    brink_robust robust;
    brink_error err = {0};
    brink_robust_options options = {.optimism = 0.3, .tail = 0.8, .n_draws = 100, .seed = 5};
    m->objective.value = m->value;
    m->objective.least = -(double)INFINITY;
    m->objective.most = (double)INFINITY;
    m->objective.batch = m->batch;
    m->payoffs = (brink_payoffs){.n_postures = P,
                                 .n_states = S,
                                 .has_own = true,
                                 .n_batches = G,
                                 .distance = m->distance,
                                 .n_objectives = 1,
                                 .objective = &m->objective};
    assert_int_equal(brink_robust_init(&robust, &m->payoffs, &options, NULL, NULL, &err), BRINK_OK);
    return robust;
}

static const brink_robustness *get(const brink_robust *robust, size_t m, size_t p)
{
    return brink_robust_get(robust, 0, (brink_robust_measure)m, p);
}

static void names_do_not_matter(void **state)
{
    (void)state;
    static const size_t other[P] = {2, 0, 3, 1};
    static matrix a, b;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        draw(&a, seed);
        b = a;
        a.objective.bound = b.objective.bound = 4;
        for (size_t p = 0; p < P; p++) {
            memcpy(&b.value[other[p] * WIDTH], &a.value[p * WIDTH], WIDTH * sizeof a.value[0]);
            memcpy(&b.batch[other[p] * WIDTH * G], &a.batch[p * WIDTH * G], WIDTH * G * sizeof a.batch[0]);
        }
        brink_robust x = measure(&a);
        brink_robust y = measure(&b);
        for (size_t m = 0; m < M; m++) {
            for (size_t p = 0; p < P; p++) {
                const brink_robustness *u = get(&x, m, p);
                const brink_robustness *v = get(&y, m, other[p]);
                assert_near(u->value, v->value, 0);
                assert_near(u->lo95, v->lo95, 0);
                assert_near(u->hi95, v->hi95, 0);
                assert_int_equal(u->rank, v->rank);
                assert_int_equal(u->may_be_best, v->may_be_best);
            }
        }
        brink_robust_fini(&x);
        brink_robust_fini(&y);
    }
}

/* v -> 4 v + 8 takes measures in units along, regrets without the 8, and leaves shares, radii and ranks. */
static void scales_go_through(void **state)
{
    (void)state;
    static matrix a, b;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        draw(&a, seed);
        b = a;
        a.objective.bound = 4;
        b.objective.bound = 24;
        for (size_t i = 0; i < P * WIDTH; i++) {
            b.value[i] = 4 * a.value[i] + 8;
        }
        for (size_t i = 0; i < P * WIDTH * G; i++) {
            b.batch[i] = 4 * a.batch[i];
        }
        brink_robust x = measure(&a);
        brink_robust y = measure(&b);
        for (size_t m = 0; m < M; m++) {
            double factor = m < BRINK_ROBUST_SHARE ? 4 : 1;
            double shift = m <= BRINK_ROBUST_HURWICZ ? 8 : 0;
            for (size_t p = 0; p < P; p++) {
                assert_near(get(&y, m, p)->value, factor * get(&x, m, p)->value + shift, 1e-11);
                assert_near(get(&y, m, p)->lo95, factor * get(&x, m, p)->lo95 + shift, 1e-11);
                assert_int_equal(get(&y, m, p)->rank, get(&x, m, p)->rank);
            }
        }
        for (size_t p = 0; p < P; p++) {
            assert_near(x.noise[p], y.noise[p], 1e-12);
        }
        brink_robust_fini(&x);
        brink_robust_fini(&y);
    }
}

static void better_is_more_robust(void **state)
{
    (void)state;
    static matrix a;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        draw(&a, seed);
        a.objective.bound = 4;
        for (size_t s = 0; s < WIDTH; s++) { /* the second is better than the first by as much or more everywhere */
            a.value[WIDTH + s] = a.value[s] - (s % 3 == 0 ? 0 : 0.7);
            memcpy(&a.batch[(WIDTH + s) * G], &a.batch[s * G], G * sizeof a.batch[0]);
        }
        brink_robust x = measure(&a);
        for (size_t m = 0; m < M; m++) {
            double sign = m >= BRINK_ROBUST_SHARE ? -1 : 1;
            bool is_of_own = m == BRINK_ROBUST_DEVIATION || m == BRINK_ROBUST_DEVIATION_TAIL;
            /* raw: the correction of two rows differs a little */
            assert_true(is_of_own || sign * get(&x, m, 1)->raw <= sign * get(&x, m, 0)->raw);
        }
        for (size_t p = 0; p < P; p++) {
            assert_true(get(&x, BRINK_ROBUST_REGRET, p)->raw >= get(&x, BRINK_ROBUST_REGRET_TAIL, p)->raw);
            assert_true(get(&x, BRINK_ROBUST_WORST, p)->raw >= get(&x, BRINK_ROBUST_HURWICZ, p)->raw);
            assert_true(get(&x, BRINK_ROBUST_WORST, p)->raw >= get(&x, BRINK_ROBUST_WORST_TAIL, p)->raw);
            assert_true(get(&x, BRINK_ROBUST_REGRET, p)->value >= 0);
            double regrets[S];
            double most = 0;
            brink_robust_regrets(&a.payoffs, 0, p, regrets);
            for (size_t s = 0; s < S; s++) {
                assert_true(regrets[s] >= 0);
                most = fmax(most, regrets[s]);
            }
            assert_near(most, get(&x, BRINK_ROBUST_REGRET, p)->raw, 0);
        }
        brink_robust_fini(&x);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_do_not_matter),
        cmocka_unit_test(scales_go_through),
        cmocka_unit_test(better_is_more_robust),
    };
    return cmocka_run_group_tests_name("robustness", tests, NULL, NULL) != 0;
}
