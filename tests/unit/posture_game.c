/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One game of postures with its payoffs given: equilibria, dominance, regret; textbook games and games made by hand. */
#include "explore/posture_game.h"
#include "support/check.h"

#include <string.h>

enum { ROWS, COLUMNS };

static void assert_nash(const brink__posture_game *g, const double *want, size_t n)
{
    brink__profiles found;
    assert_int_equal(brink__find_nash(g, &found, NULL), BRINK_OK);
    assert_int_equal(found.n, n);
    for (size_t k = 0; k < n * (g->n[0] + g->n[1]); k++) {
        assert_near(found.p[k], want[k], 1e-15);
    }
    brink__profiles_fini(&found);
}

/* Battle of the sexes: two pure equilibria and a mixed one; rows and columns are not mixed up. */
static void equilibria_are_found(void **state)
{
    (void)state;
    static const double u[] = {3, 1, 0, 0, 0, 0, 1, 2};
    static const double want[] = {1, 0, 1, 0, 2.0 / 3, 1.0 / 3, 0.25, 0.75, 0, 1, 0, 1};
    const brink__posture_game g = {{2, 2}, u};
    assert_nash(&g, want, 3);
    static const double half[] = {0.5, 0.5, 0.5, 0.5};
    assert_near(brink__pay_of_mixtures(&g, ROWS, half), 1.0, 1e-15);
    assert_near(brink__pay_of_mixtures(&g, COLUMNS, half), 0.75, 1e-15);
    assert_near(brink__pay_against(&g, ROWS, 0, half), 1.5, 1e-15);
    assert_near(brink__pay_against(&g, COLUMNS, 1, half), 1.0, 1e-15);
    assert_near(brink__regret(&g, half), 0.5, 1e-15);
    assert_near(brink__regret(&g, want + 4), 0.0, 1e-15);
    assert_near(brink__gain(&g, ROWS, 1, 0), 3.0, 0);
    assert_near(brink__gain(&g, COLUMNS, 0, 1), 2.0, 0);
    assert_near(brink__gain(&g, COLUMNS, 1, 1), 0.0, 0);
}

/* A game of 2 x 3, so that strides show: matching pennies, and a column that nobody wants. */
static void sides_may_differ_in_size(void **state)
{
    (void)state;
    static const double u[] = {1, -1, -1, 1, 5, -9, -1, 1, 1, -1, 5, -9};
    static const double want[] = {0.5, 0.5, 0.5, 0.5, 0};
    const brink__posture_game g = {{2, 3}, u};
    size_t by[5];
    size_t round[5];
    assert_nash(&g, want, 1);
    assert_int_equal(brink__find_strict(&g, NULL, by, NULL), BRINK_OK);
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(by[k], BRINK__NOTHING);
    }
    assert_int_equal(by[4], 0);
    assert_int_equal(brink__eliminate(&g, round, NULL), BRINK_OK);
    assert_int_equal(round[4], 1);
    assert_near(brink__pay_of(&g, COLUMNS, 2, 1), -9, 0);
    assert_near(brink__pay_of(&g, ROWS, 1, 2), 5, 0);
}

/* The third row is beaten by the two others half and half, and by neither alone; with 2 in place of 1 it is not. */
static void mixtures_dominate(void **state)
{
    (void)state;
    double u[] = {4, 0, 0, 0, 0, 0, 4, 0, 1, 0, 1, 0};
    const brink__posture_game g = {{3, 2}, u};
    size_t by[5];
    assert_int_equal(brink__find_strict(&g, NULL, by, NULL), BRINK_OK);
    assert_int_equal(by[2], BRINK_DUEL_MIXTURE);
    assert_int_equal(by[0], BRINK__NOTHING);
    assert_int_equal(by[3], BRINK__NOTHING);
    u[8] = u[10] = 2;
    assert_int_equal(brink__find_strict(&g, NULL, by, NULL), BRINK_OK);
    assert_int_equal(by[2], BRINK__NOTHING);
    assert_int_equal(brink__find_weak(&g, ROWS, 2), BRINK__NOTHING);
}

static void weak_dominance_needs_a_difference(void **state)
{
    (void)state;
    static const double u[] = {1, 0, 2, 0, 1, 0, 1, 0, 1, 0, 1, 0};
    const brink__posture_game g = {{3, 2}, u};
    size_t by[5];
    assert_int_equal(brink__find_weak(&g, ROWS, 0), BRINK__NOTHING);
    assert_int_equal(brink__find_weak(&g, ROWS, 1), 0);
    assert_int_equal(brink__find_weak(&g, ROWS, 2), 0);
    assert_int_equal(brink__find_weak(&g, COLUMNS, 0), BRINK__NOTHING); /* equal is not dominated */
    assert_int_equal(brink__find_strict(&g, NULL, by, NULL), BRINK_OK);
    assert_int_equal(by[1], BRINK__NOTHING);
}

/* Osborne & Rubinstein (1994), A Course in Game Theory, figure 61.1 and text: rows T, M, B against L, R; B falls to a
 * mixture of T and M, then L to R, then T to M. */
static void elimination_goes_on(void **state)
{
    (void)state;
    static const double u[] = {3, 0, 0, 1, 0, 0, 3, 1, 1, 1, 1, 0};
    const brink__posture_game g = {{3, 2}, u};
    size_t round[5];
    static const size_t want[] = {3, 0, 1, 2, 0};
    assert_int_equal(brink__eliminate(&g, round, NULL), BRINK_OK);
    for (size_t k = 0; k < 5; k++) {
        assert_int_equal(round[k], want[k]);
    }
}

/* With lambda 0 all is equally likely; a large one comes to the equilibrium of the branch; none asked, none given. */
static void quantal_responses(void **state)
{
    (void)state;
    static const double u[] = {3, 1, 0, 0, 0, 0, 1, 2};
    static const double lambda[] = {0.0, 1000.0};
    const brink__posture_game g = {{2, 2}, u};
    brink__profiles found;
    assert_int_equal(brink__find_quantal(&g, lambda, 2, &found, NULL), BRINK_OK);
    assert_int_equal(found.n, 2);
    for (size_t k = 0; k < 4; k++) {
        assert_near(found.p[k], 0.5, 1e-12);
    }
    assert_near(found.p[4], 1.0, 1e-6);
    assert_near(found.p[6], 1.0, 1e-6);
    brink__profiles_fini(&found);
    assert_int_equal(brink__find_quantal(&g, lambda, 0, &found, NULL), BRINK_OK);
    assert_int_equal(found.n, 0);
    brink__profiles_fini(&found);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(equilibria_are_found), cmocka_unit_test(sides_may_differ_in_size),
        cmocka_unit_test(mixtures_dominate),    cmocka_unit_test(weak_dominance_needs_a_difference),
        cmocka_unit_test(elimination_goes_on),  cmocka_unit_test(quantal_responses),
    };
    return cmocka_run_group_tests_name("posture_game", tests, NULL, NULL) != 0;
}
