/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Procedure KN on made-up observations: its constants, its thresholds by hand, and how often it is right. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "explore/elimination.h"

/* eta and h^2 = 2 eta (n0 - 1) worked out by hand for k = 2, alpha = 0.05, n0 = 3: (0.1)^-1 = 10, eta = 4.5, h^2 = 18.
 */
static void thresholds_by_hand(void **unused)
{
    (void)unused;
    static const double a[] = {4.0, 6.0, 5.0}; /* differences to b: 2, 2, -1: mean 1, variance 3 */
    static const double b[] = {2.0, 4.0, 6.0};
    for (int k = 0; k < 2; k++) {
        brink__elimination *e = brink__elimination_new(2, 3, 0.05, 1.0);
        assert_non_null(e);
        brink__elimination_add(e, 0, a, 3);
        brink__elimination_add(e, 1, b, 3);
        assert_int_equal(brink__elimination_screen(e), 2);
        assert_int_equal(brink__elimination_most(e), 18 * 3 + 1);
        assert_near(brink__elimination_mean(e, 0), 5.0, 1e-12);
        /* after 6: the gap must be above (54 / 6 - 1) / 2 = 4 */
        double more_a[] = {10.0, 10.0, 10.0 + (k == 0 ? -0.01 : 0.01)};
        double more_b[] = {3.0, 3.0, 3.0};
        brink__elimination_add(e, 0, more_a, 3);
        brink__elimination_add(e, 1, more_b, 3);
        assert_int_equal(brink__elimination_n(e, 1), 6);
        assert_int_equal(brink__elimination_screen(e), k == 0 ? 2 : 1);
        assert_int_equal(brink__elimination_is_in(e, 1), k == 0);
        assert_true(brink__elimination_is_in(e, 0));
        brink__elimination_free(e);
    }
}

/* At the end one is left, also of equal ones: the first. */
static void ends_with_one(void **unused)
{
    (void)unused;
    static const double x[] = {1.0, 2.0, 1.0, 2.0};
    brink__elimination *e = brink__elimination_new(3, 4, 0.05, 0.5);
    assert_non_null(e);
    for (size_t i = 0; i < 3; i++) {
        brink__elimination_add(e, i, x, 4);
    }
    assert_int_equal(brink__elimination_screen(e), 1);
    assert_true(brink__elimination_is_in(e, 0));
    assert_int_equal(brink__elimination_most(e), 4);
    brink__elimination_free(e);
    e = brink__elimination_new(1, 4, 0.05, 0.5);
    assert_non_null(e);
    brink__elimination_add(e, 0, x, 4);
    assert_int_equal(brink__elimination_screen(e), 1);
    brink__elimination_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_by_hand),
        cmocka_unit_test(ends_with_one),
    };
    return cmocka_run_group_tests_name("elimination", tests, NULL, NULL) != 0;
}
