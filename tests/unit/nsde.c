/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NSDE-II on fronts that are known: Zitzler, Deb & Thiele (2000), Evol. Comput. 8, 173-195. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/nsde.h"
#include "explore/pareto.h"

enum { N = 6, POPULATION = 16, MOST = 50 * POPULATION };

static double middle(const double *x)
{
    double sum = 0.0;
    for (size_t i = 1; i < N; i++) {
        sum += x[i];
    }
    return 1.0 + 9.0 * sum / (N - 1);
}

static void zdt1(const double *x, double f[2])
{
    f[0] = x[0];
    f[1] = middle(x) * (1.0 - sqrt(x[0] / middle(x)));
}

static void zdt2(const double *x, double f[2])
{
    f[0] = x[0];
    f[1] = middle(x) * (1.0 - x[0] * x[0] / middle(x) / middle(x));
}

typedef struct study {
    void (*function)(const double *x, double f[2]);
    double least_first; /* a constraint: x[0] at least that */
    double x[MOST * N], f[MOST * 2], violation[MOST];
    size_t n;
} study;

static void run(study *s, uint64_t seed, size_t generations)
{
    double start[N] = {0.9, 0.9, 0.9, 0.9, 0.9, 0.9};
    brink__nsde *nsde = brink__nsde_new(
        &(brink__nsde_options){.n = N, .m = 2, .population = POPULATION, .seed = seed, .start = start, .n_start = 1});
    assert_non_null(nsde);
    for (size_t g = 0; g < generations; g++, s->n += POPULATION) {
        double *x = s->x + s->n * N;
        brink__nsde_ask(nsde, x);
        for (size_t i = 0; i < POPULATION; i++) {
            for (size_t v = 0; v < N; v++) {
                assert_true(x[i * N + v] >= 0.0 && x[i * N + v] <= 1.0);
            }
            s->function(x + i * N, s->f + 2 * (s->n + i));
            s->violation[s->n + i] = fmax(s->least_first - x[i * N], 0.0);
        }
        assert_int_equal(brink__nsde_tell(nsde, x, s->f + 2 * s->n, s->violation + s->n), BRINK_OK);
    }
    brink__nsde_free(nsde);
    assert_memory_equal(s->x, start, sizeof start);
}

static double volume_of(const study *s)
{
    static const double reference[] = {1.1, 1.1};
    double *feasible = malloc(s->n * 2 * sizeof *feasible);
    double volume;
    size_t k = 0;
    assert_non_null(feasible);
    for (size_t i = 0; i < s->n; i++) {
        if (s->violation[i] == 0.0) {
            memcpy(feasible + 2 * k++, s->f + 2 * i, 2 * sizeof *feasible);
        }
    }
    assert_int_equal(brink__hypervolume(feasible, k, 2, reference, &volume), BRINK_OK);
    free(feasible);
    return volume;
}

/* What as many points drawn at random come to. */
static double volume_at_random(study *s, uint64_t seed)
{
    for (size_t i = 0; i < s->n; i++) {
        for (size_t v = 0; v < N; v++) {
            s->x[i * N + v] = brink_uniform(seed, (brink_address){.replica = i, .who = 77, .index = (uint8_t)v});
        }
        s->function(s->x + i * N, s->f + 2 * i);
        s->violation[i] = fmax(s->least_first - s->x[i * N], 0.0);
    }
    return volume_of(s);
}

/* The whole front over [0, 1] and the reference (1.1, 1.1) leave 1.21 less the area under it. */
static void known_front(void (*function)(const double *, double *), double least_first, double whole)
{
    study *s = calloc(1, sizeof *s);
    assert_non_null(s);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        s->function = function;
        s->least_first = least_first;
        s->n = 0;
        run(s, seed, 50); /* 800 evaluations */
        double volume = volume_of(s);
        assert_true(volume <= whole + 1e-9);
        assert_true(volume >= 0.97 * whole);
        assert_true(volume_at_random(s, seed) < 0.6 * volume);
    }
    free(s);
}

static void convex_front(void **unused)
{
    (void)unused;
    known_front(zdt1, 0.0, 1.21 - 1.0 / 3.0);
}

static void concave_front(void **unused)
{
    (void)unused;
    known_front(zdt2, 0.0, 1.21 - 2.0 / 3.0);
}

/* Only the part from x = 0.36 on: 0.74 wide, 1.1 high, less the area under 1 - sqrt(x) from there to 1. */
static void constrained_front(void **unused)
{
    (void)unused;
    known_front(zdt1, 0.36, 0.74 * 1.1 - (0.64 - 2.0 / 3.0 * (1.0 - 0.216)));
}

static void same_points_each_time(void **unused)
{
    (void)unused;
    study *s[3];
    for (size_t k = 0; k < 3; k++) {
        s[k] = calloc(1, sizeof *s[k]);
        assert_non_null(s[k]);
        s[k]->function = zdt1;
        run(s[k], k == 2 ? 8 : 7, 12);
    }
    assert_memory_equal(s[0]->x, s[1]->x, s[0]->n * N * sizeof(double));
    assert_true(s[0]->x[N] != s[2]->x[N]);
    for (size_t k = 0; k < 3; k++) {
        free(s[k]);
    }
}

/* Each variable once in each cell of generation 0. */
static void starts_from_a_hypercube(void **unused)
{
    (void)unused;
    enum { SIZE = 16 };
    double x[SIZE * 3];
    brink__nsde *nsde = brink__nsde_new(&(brink__nsde_options){.n = 3, .m = 1, .population = SIZE, .seed = 3});
    assert_non_null(nsde);
    brink__nsde_ask(nsde, x);
    for (size_t v = 0; v < 3; v++) {
        unsigned seen = 0;
        for (size_t i = 0; i < SIZE; i++) {
            seen |= 1u << (unsigned)(x[i * 3 + v] * SIZE);
        }
        assert_int_equal(seen, (1u << SIZE) - 1);
    }
    brink__nsde_free(nsde);
}

/* Points that are told again and again are kept once, and a population of odd size has its last child alone. */
static void equal_points_are_one(void **unused)
{
    (void)unused;
    enum { SIZE = 5 };
    double x[SIZE];
    double f[SIZE];
    static const double violation[SIZE];
    brink__nsde *nsde = brink__nsde_new(&(brink__nsde_options){.n = 1, .m = 1, .population = SIZE, .seed = 3});
    assert_non_null(nsde);
    for (int generation = 0; generation < 20; generation++) {
        brink__nsde_ask(nsde, x);
        for (size_t i = 0; i < SIZE; i++) {
            x[i] = round(2.0 * x[i]) / 2.0; /* three places in all */
            f[i] = x[i];
        }
        assert_int_equal(brink__nsde_tell(nsde, x, f, violation), BRINK_OK);
    }
    brink__nsde_ask(nsde, x);
    brink__nsde_free(nsde);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convex_front),
        cmocka_unit_test(concave_front),
        cmocka_unit_test(constrained_front),
        cmocka_unit_test(same_points_each_time),
        cmocka_unit_test(starts_from_a_hypercube),
        cmocka_unit_test(equal_points_are_one),
    };
    return cmocka_run_group_tests_name("nsde", tests, NULL, NULL) != 0;
}
