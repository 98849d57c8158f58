/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thresholds as text, and on which metrics they can be. */
#include "support/check.h"

#include <string.h>

#include "engine/threshold.h"

static const brink_quantity number = {"number", BRINK_MEAN, "1", ""};
static const brink_quantity flag = {"flag", BRINK_PROPORTION, "1", ""};
static const brink_quantity share = {"share", BRINK_RATIO, "1", ""};
static const brink_output metrics[] = {
    {.name = "peak_level", .quantity = &number, .lo = 0, .hi = 10},
    {.name = "peak_level.UKR", .quantity = &number, .lo = 0, .hi = 10},
    {.name = "conflict", .quantity = &flag, .lo = 0, .hi = 1},
    {.name = "enforcement", .quantity = &share, .lo = 0, .hi = 1},
};

static void texts_become_canonical(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *metric;
        brink_relation relation;
        double bound;
    } rows[] = {
        {"peak_level>=7", "peak_level>=7", "peak_level", BRINK_AT_LEAST, 7},
        {"peak_level.UKR > 7.50", "peak_level.UKR>7.5", "peak_level.UKR", BRINK_ABOVE, 7.5},
        {"  a<=-1e-3 ", "a<=-0.001", "a", BRINK_AT_MOST, -0.001},
        {"a <+2", "a<2", "a", BRINK_BELOW, 2},
        {"a>-0", "a>0", "a", BRINK_ABOVE, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink_threshold t;
        brink_error err = {0};
        assert_int_equal(brink_threshold_parse(rows[i].text, &t, &err), BRINK_OK);
        assert_string_equal(t.name, rows[i].name);
        assert_string_equal(t.metric, rows[i].metric);
        assert_int_equal(t.relation, rows[i].relation);
        assert_near(t.bound, rows[i].bound, 0);
        /* the name says the same again */
        brink_threshold again;
        assert_int_equal(brink_threshold_parse(t.name, &again, &err), BRINK_OK);
        assert_string_equal(again.name, t.name);
    }
}

static void bad_texts_are_refused(void **state)
{
    (void)state;
    char huge[600];
    snprintf(huge, sizeof huge, "%0500d>=1", 0);
    const char *const texts[] = {"",      "peak_level", "peak_level=7", "peak_level==7", ">=7",      "  >7", "a>",
                                 "a>=",   "a>=b",       "a>=7,5",       "a>nan",         "a>=1e999", "a>>7", "a=>7",
                                 "a>=7%", "7<a",        "a>=0x10",      "a>= =7",        huge};
    for (size_t i = 0; i < COUNT(texts); i++) {
        brink_threshold t;
        brink_error err = {0};
        if (brink_threshold_parse(texts[i], &t, &err) != BRINK_EUSAGE || strstr(err.what, "METRIC>=X") == NULL) {
            fail_msg("'%s' is taken for %s, or told as '%s'", texts[i], t.name, err.what);
        }
    }
}

static void metrics_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t metric; /* or COUNT(metrics) */
        const char *why;
    } rows[] = {
        {"peak_level.UKR>=7", 1, NULL},
        {"conflict>=1", 2, NULL},
        {"peak_level>0", 0, NULL},
        {"peak_level<10", 0, NULL},
        {"peak_levle>=7", COUNT(metrics), "did you mean 'peak_level'?"},
        {"Conflict>=1", COUNT(metrics), "did you mean 'conflict'?"},
        {"enforcement>=0.5", COUNT(metrics), "ratio of totals"},
        {"peak_level>=70", COUNT(metrics), "0 .. 10"},
        {"peak_level<=-1", COUNT(metrics), "0 .. 10"},
        {"zzz>1", COUNT(metrics), "brink list metrics"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink_threshold t;
        brink_error err = {0};
        size_t metric = COUNT(metrics);
        assert_int_equal(brink_threshold_parse(rows[i].text, &t, NULL), BRINK_OK);
        brink_status status = brink_threshold_find(&t, metrics, COUNT(metrics), &metric, &err);
        assert_int_equal(status, rows[i].why ? BRINK_EDATA : BRINK_OK);
        assert_int_equal(metric, rows[i].metric);
        if (rows[i].why && strstr(err.what, rows[i].why) == NULL) {
            fail_msg("%s: %s", rows[i].text, err.what);
        }
    }
}

/* Values in a store are multiples of 2^-39 for a metric up to 10: 0.1 is none, and is stored rounded up or down. A
 * bound of 0.1 must be rounded with it, or a value of 0.1 would not be at least 0.1. */
static void bounds_are_rounded_as_values(void **state)
{
    (void)state;
    brink__scale scale;
    static const double bounds[] = {0.1, 0.3, 0.7, 1.1, 3.3, 9.9, 7.0};
    assert_int_equal(brink__scale_init(&scale, &metrics[0], NULL), BRINK_OK);
    for (size_t i = 0; i < COUNT(bounds); i++) {
        double stored = (double)brink__fix(&scale, bounds[i]) * scale.to_value;
        assert_near(brink__round_like(&metrics[0], bounds[i]), stored, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_canonical),
        cmocka_unit_test(bad_texts_are_refused),
        cmocka_unit_test(metrics_are_found),
        cmocka_unit_test(bounds_are_rounded_as_values),
    };
    return cmocka_run_group_tests_name("threshold", tests, NULL, NULL) != 0;
}
