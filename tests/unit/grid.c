/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The grid that levers move on. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "explore/grid.h"

static brink_lever lever(double lower, double upper, double now, bool is_whole)
{
    return (brink_lever){
        .lower = lower, .upper = upper, .now = now, .range = brink_distribution_uniform(lower, upper, is_whole)};
}

static const struct row {
    double lower, upper, now;
    bool is_whole;
    double resolution;
    int exponent;
    double u;
    const char *text;
} rows[] = {
    /* clang-format off */
    {0.0, 1.0, 0.5, false, 1e-4, -4, 0.123449, "0.1234"},
    {0.0, 1.0, 0.5, false, 1e-4, -4, 0.0, "0"},
    {0.0, 1.0, 0.5, false, 1e-4, -4, 1.0, "1"},
    {0.0, 1.0, 0.5, false, 0.99e-4, -5, 0.123449, "0.12345"},
    {0.1, 0.9, 0.5, false, 1e-4, -5, 0.5, "0.5"},
    {-1.0, 1.0, 0.0, false, 1e-2, -2, 0.9999, "1"},
    {-1.0, 1.0, 0.0, false, 1e-2, -2, 0.333, "-0.33"},
    /* an end that is no multiple is a place, too; beyond it there is none */
    {0.0015, 0.0045, 0.003, false, 0.1, -4, 0.0, "0.0015"},
    {0.00155, 0.0045, 0.003, false, 0.1, -4, 0.001, "0.00155"},
    {0.00155, 0.00445, 0.003, false, 0.1, -4, 1.0, "0.00445"},
    {0.00155, 0.00445, 0.003, false, 0.1, -4, 0.96, "0.0043"},
    /* so is what the scenario has, where it lies within the range */
    {0.0, 1.0, 0.12344, false, 1e-3, -3, 0.1234, "0.12344"},
    {0.0, 1.0, 0.12344, false, 1e-3, -3, 0.1231, "0.123"},
    {0.0, 1.0, 3.0, false, 1e-3, -3, 1.0, "1"},
    {1.0, 4.0, 2.0, true, 1e-3, 0, 0.49, "2"},
    {1.0, 4.0, 2.0, true, 1e-3, 0, 0.51, "3"},
    {0.0, 5000000.0, 1.0, true, 1e-4, 2, 0.1234567, "617300"},
    {-2e9, 2e9, -5e8, false, 1e-3, 6, 0.5001, "0"},
    {-2e9, 2e9, -5e8, false, 1e-3, 6, 0.51, "40000000"},
    {0.0, 1e-12, 0.0, false, 1e-3, -15, 0.1234, "1.23e-13"},
    /* clang-format on */
};

static void place(void **state)
{
    const struct row *row = *state;
    brink_lever l = lever(row->lower, row->upper, row->now, row->is_whole);
    char text[32];
    int e = brink__grid_exponent(&l, row->resolution);
    assert_int_equal(e, row->exponent);
    double x = brink__grid_place(&l, e, row->u, text);
    assert_string_equal(text, row->text);
    assert_true(strtod(text, NULL) == x);
    assert_true(x >= row->lower && x <= row->upper);
}

/* What is on the grid stays there. */
static void places_are_fixed(void **unused)
{
    (void)unused;
    brink_lever l = lever(0.0013, 0.00452, 0.0035, false);
    int e = brink__grid_exponent(&l, 1e-3);
    for (int k = 0; k <= 1000; k++) {
        char text[32];
        char again[32];
        double x = brink__grid_place(&l, e, k / 1000.0, text);
        assert_true(fabs(x - (l.lower + k / 1000.0 * (l.upper - l.lower))) <= 0.5000001e-6);
        double y = brink__grid_place(&l, e, (x - l.lower) / (l.upper - l.lower), again);
        assert_true(x == y);
        assert_string_equal(text, again);
    }
}

int main(void)
{
    struct CMUnitTest tests[COUNT(rows) + 1] = {cmocka_unit_test(places_are_fixed)};
    for (size_t i = 0; i < COUNT(rows); i++) {
        tests[1 + i].name = rows[i].text;
        tests[1 + i].test_func = place;
        tests[1 + i].initial_state = (void *)(uintptr_t)&rows[i];
    }
    return cmocka_run_group_tests_name("grid", tests, NULL, NULL) != 0;
}
