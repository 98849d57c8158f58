/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Domination, ranks, crowding, hypervolume and knee, against answers by hand and a count of cells. */
#include "support/check.h"

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/pareto.h"

static void domination(void **unused)
{
    (void)unused;
    static const struct {
        double a[3], va, b[3], vb;
        bool is_dominating;
    } rows[] = {
        {{1, 2, 3}, 0, {1, 2, 4}, 0, true},  {{1, 2, 4}, 0, {1, 2, 3}, 0, false}, {{1, 2, 3}, 0, {1, 2, 3}, 0, false},
        {{1, 9, 3}, 0, {2, 8, 3}, 0, false}, {{9, 9, 9}, 0, {1, 1, 1}, 2, true},  {{1, 1, 1}, 2, {9, 9, 9}, 0, false},
        {{9, 9, 9}, 1, {1, 1, 1}, 2, true},  {{1, 1, 1}, 2, {9, 9, 9}, 2, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(brink__dominates(rows[i].a, rows[i].va, rows[i].b, rows[i].vb, 3), rows[i].is_dominating);
    }
}

static void ranks(void **unused)
{
    (void)unused;
    static const double f[] = {1, 4, 2, 2, 4, 1, 2, 4, 3, 3, 2, 2, 5, 5, 0, 0};
    static const double violation[] = {0, 0, 0, 0, 0, 0, 0, 0.5};
    static const size_t want[] = {0, 0, 0, 1, 1, 0, 2, 3};
    size_t rank[8];
    assert_int_equal(brink__pareto_ranks(f, violation, 8, 2, rank), 4);
    assert_memory_equal(rank, want, sizeof want);
    assert_int_equal(brink__pareto_ranks(f, NULL, 8, 2, rank), 4);
    assert_int_equal(rank[7], 0);
    assert_int_equal(rank[1], 1);
    assert_int_equal(brink__pareto_ranks(f, NULL, 0, 2, rank), 0);
}

static void crowding(void **unused)
{
    (void)unused;
    static const double f[] = {0, 10, 9, 9, 1, 6, 4, 0, 2, 5}; /* the second is not asked about */
    static const size_t index[] = {0, 2, 3, 4};
    double distance[4];
    assert_int_equal(brink__crowding(f, 2, index, 4, distance), BRINK_OK);
    assert_true(isinf(distance[0]) && isinf(distance[2]));
    assert_near(distance[1], 2.0 / 4.0 + 5.0 / 10.0, 1e-15);
    assert_near(distance[3], 3.0 / 4.0 + 6.0 / 10.0, 1e-15);
    static const double same[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    assert_int_equal(brink__crowding(same, 2, index, 3, distance), BRINK_OK);
    assert_int_equal(brink__crowding(same, 2, index, 0, distance), BRINK_OK);
}

/* Volume by cutting space at every coordinate and asking of each cell whether a point covers it. */
static double count_cells(const double *f, size_t n, size_t m, const double *reference)
{
    size_t at[4] = {0};
    double volume = 0.0;
    for (;;) {
        double lo[4];
        double cell = 1.0;
        for (size_t j = 0; j < m; j++) { /* from the coordinate of point at[j] to the next larger one */
            lo[j] = f[at[j] * m + j];
            double hi = reference[j];
            bool is_first = true;
            for (size_t i = 0; i < n; i++) {
                hi = f[i * m + j] > lo[j] ? fmin(hi, f[i * m + j]) : hi;
                is_first = is_first && !(i < at[j] && f[i * m + j] == lo[j]);
            }
            cell *= is_first && hi > lo[j] ? hi - lo[j] : 0.0;
        }
        bool is_covered = false;
        for (size_t i = 0; i < n && !is_covered; i++) {
            is_covered = true;
            for (size_t j = 0; j < m; j++) {
                is_covered = is_covered && f[i * m + j] <= lo[j];
            }
        }
        volume += is_covered ? cell : 0.0;
        size_t j = 0;
        while (j < m && ++at[j] == n) {
            at[j++] = 0;
        }
        if (j == m) {
            return volume;
        }
    }
}

static void hypervolume(void **unused)
{
    (void)unused;
    static const double f[] = {1, 4, 2, 2, 4, 1, 3, 3, 9, 0};
    static const double reference[] = {5, 5, 5, 5};
    double volume;
    assert_int_equal(brink__hypervolume(f, 5, 2, reference, &volume), BRINK_OK);
    assert_near(volume, 4 * 1 + 3 * 2 + 1 * 1, 1e-15);
    assert_int_equal(brink__hypervolume(f, 5, 1, reference, &volume), BRINK_OK);
    assert_near(volume, 4.0, 1e-15);
    assert_int_equal(brink__hypervolume(f, 0, 2, reference, &volume), BRINK_OK);
    assert_true(volume == 0.0);

    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    assert_non_null(rng);
    for (unsigned long seed = 1; seed <= 60; seed++) {
        double x[14 * 4];
        size_t m = 1 + seed % 4;
        size_t n = 1 + seed % (m == 4 ? 9 : 14);
        gsl_rng_set(rng, seed);
        for (size_t i = 0; i < n * m; i++) { /* whole numbers tie often; some lie beyond the reference */
            double u = 6.0 * gsl_rng_uniform(rng);
            x[i] = seed % 3 == 0 ? floor(u) : u;
        }
        assert_int_equal(brink__hypervolume(x, n, m, reference, &volume), BRINK_OK);
        assert_near(volume, count_cells(x, n, m, reference), 1e-9);
    }
    gsl_rng_free(rng);
}

/* The order of the points does not change a bit, ties or not. */
static void hypervolume_has_no_order(void **unused)
{
    (void)unused;
    static const double f[] = {0.1, 0.7, 0.3, 0.1, 0.3, 0.7, 0.2, 0.2, 0.9, 0.1, 0.7, 0.3, 0.7, 0.1, 0.2};
    static const double reference[] = {1.1, 1.3, 1.7};
    double volume;
    assert_int_equal(brink__hypervolume(f, 5, 3, reference, &volume), BRINK_OK);
    for (size_t shift = 1; shift < 5; shift++) {
        double g[15];
        double other;
        for (size_t i = 0; i < 5; i++) {
            memcpy(g + 3 * i, f + 3 * ((i * 2 + shift) % 5), 3 * sizeof *g);
        }
        assert_int_equal(brink__hypervolume(g, 5, 3, reference, &other), BRINK_OK);
        assert_true(other == volume);
    }
}

static void knee(void **unused)
{
    (void)unused;
    static const double bent[] = {0, 100, 1, 30, 2, 10, 5, 5, 10, 0};
    static const double straight[] = {0, 3, 1, 2, 2, 1, 3, 0};
    static const double outward[] = {0, 3, 2, 2.5, 3, 0};
    static const double three[] = {0, 5, 5, 5, 0, 5, 5, 5, 0, 1, 1, 2, 2, 2, 2.5};
    size_t k;
    assert_int_equal(brink__knee(bent, 5, 2, &k), BRINK_OK);
    assert_int_equal(k, 2);
    assert_int_equal(brink__knee(straight, 4, 2, &k), BRINK_OK);
    assert_true(k == SIZE_MAX);
    assert_int_equal(brink__knee(outward, 3, 2, &k), BRINK_OK);
    assert_true(k == SIZE_MAX);
    assert_int_equal(brink__knee(bent, 2, 2, &k), BRINK_OK);
    assert_true(k == SIZE_MAX);
    assert_int_equal(brink__knee(bent, 0, 2, &k), BRINK_OK);
    assert_true(k == SIZE_MAX);
    assert_int_equal(brink__knee(three, 5, 3, &k), BRINK_OK);
    assert_int_equal(k, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(domination),
        cmocka_unit_test(ranks),
        cmocka_unit_test(crowding),
        cmocka_unit_test(hypervolume),
        cmocka_unit_test(hypervolume_has_no_order),
        cmocka_unit_test(knee),
    };
    return cmocka_run_group_tests_name("pareto", tests, NULL, NULL) != 0;
}
