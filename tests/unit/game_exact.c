/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exact numbers: grammar, nearest doubles against strtod() and long division, which texts must be kept. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/rng.h"
#include "games/exact.h"

static void grammar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } rows[] = {
        {"0", 1},     {"12", 2},    {"-3", 2},   {"+4", 2},    {"1.5", 3}, {".80", 3},   {"10.", 3},
        {"-.5", 3},   {"1e5", 3},   {"1E-5", 4}, {"1.e+2", 5}, {"2/5", 3}, {"-7/3x", 4}, {"", 0},
        {"-", 0},     {".", 0},     {"e5", 0},   {"x", 0},     {"1e", 1},  {"1e+", 1},   {"3/", 1},
        {"1/2/3", 3}, {"1.5/2", 3}, {"0x10", 1}, {"nan", 0},   {"inf", 0}, {"--1", 0},   {"1,5", 1},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(brink__exact_length(rows[i].text, strlen(rows[i].text)), rows[i].length);
    }
    assert_int_equal(brink__exact_length("12", 1), 1); /* never beyond the end */
}

static double read_number(const char *text, bool *is_plain)
{
    double value = (double)NAN;
    assert_int_equal(brink__exact_read(text, strlen(text), &value, is_plain), BRINK__EXACT_OK);
    return value;
}

static void values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
        bool is_plain;
    } rows[] = {
        {"0.500000", 0.5, true},
        {"-0", 0.0, true},
        {"1e22", 1e22, true},
        {"1e23", 1e23, true},
        {"123456789012345678", 123456789012345678.0, false}, /* no double; its shortest decimal ends in 680 */
        {"9007199254740993", 9007199254740992.0, false},
        {"0.1000000000000000055511151231257827", 0.1, false},
        {"2/5", 0.4, true},
        {"1/3", 1.0 / 3.0, false},
        {"-22/7", -22.0 / 7.0, false},
        {"4.94065645841247e-324", 4.9406564584124654e-324, true},
        {"1e-400", 0.0, false},
        {"2.4703282292062328e-324", 4.9406564584124654e-324, false}, /* above half of the least */
        {"2.2250738585072011e-308", 2.2250738585072011e-308, false},
        {"1.7976931348623158e308", 1.7976931348623157e308, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool is_plain = !rows[i].is_plain;
        double value = read_number(rows[i].text, &is_plain);
        if (!same_bits(&value, &rows[i].value, 1) || is_plain != rows[i].is_plain) {
            fail_msg("%s: %.17g, plain %d", rows[i].text, value, (int)is_plain);
        }
    }
}

static void refused(void **state)
{
    (void)state;
    double value = 0;
    bool is_plain = false;
    assert_int_equal(brink__exact_read("1/0", 3, &value, &is_plain), BRINK__EXACT_ZERO);
    assert_int_equal(brink__exact_read("1/000", 5, &value, &is_plain), BRINK__EXACT_ZERO);
    assert_int_equal(brink__exact_read("1e401", 5, &value, &is_plain), BRINK__EXACT_EXPONENT);
    assert_int_equal(brink__exact_read("1e-999999999999999999999", 24, &value, &is_plain), BRINK__EXACT_EXPONENT);
    assert_int_equal(brink__exact_read("12x", 3, &value, &is_plain), BRINK__EXACT_NOT);
    assert_int_equal(brink__exact_read("", 0, &value, &is_plain), BRINK__EXACT_NOT);
    static char many[EXACT_MAX_LENGTH + 2];
    memset(many, '7', sizeof many - 1);
    assert_int_equal(brink__exact_read(many, EXACT_MAX_LENGTH + 1, &value, &is_plain), BRINK__EXACT_LONG);
    assert_int_equal(brink__exact_read(many, EXACT_MAX_LENGTH, &value, &is_plain), BRINK__EXACT_OK);
    assert_true(isinf(value));
}

/* Random decimals against strtod(), of every size, and fractions of whole numbers below 2^53 against their correctly
 * rounded quotient. */
static void against_the_library(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(brink_rng_philox);
    gsl_rng_set(rng, 4);
    for (int k = 0; k < 20000; k++) {
        char text[64];
        unsigned long a = gsl_rng_get(rng);
        unsigned long b = gsl_rng_get(rng);
        int exponent = (int)gsl_rng_uniform_int(rng, 660) - 350;
        snprintf(text, sizeof text, "%s%lu.%lue%d", a % 2 ? "-" : "", a, b, exponent);
        bool is_plain = false;
        double value = read_number(text, &is_plain);
        double want = strtod(text, NULL);
        assert_memory_equal(&value, &want, sizeof value);
        unsigned long high = gsl_rng_uniform_int(rng, 1UL << 21);
        double p = (double)high * 4294967296.0 + (double)a;
        double q = (double)(gsl_rng_uniform_int(rng, 1UL << 21)) * 4294967296.0 + (double)b + 1.0;
        snprintf(text, sizeof text, "%.0f/%.0f", p, q);
        value = read_number(text, &is_plain);
        want = p / q;
        assert_memory_equal(&value, &want, sizeof value);
    }
    gsl_rng_free(rng);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grammar),
        cmocka_unit_test(values),
        cmocka_unit_test(refused),
        cmocka_unit_test(against_the_library),
    };
    return cmocka_run_group_tests_name("game_exact", tests, NULL, NULL) != 0;
}
