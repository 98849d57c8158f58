/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "brink/status.h"
#include "support/allocations.h"

static void every_status_has_text_and_exit(void **state)
{
    (void)state;
    for (int code = 0; code < (int)BRINK_N_STATUSES; code++) {
        assert_string_not_equal(brink_status_text((brink_status)code), "");
        assert_string_not_equal(brink_status_text((brink_status)code), "unknown status");
        assert_memory_equal(brink_status_name((brink_status)code), "BRINK_", 6);
        int status = brink_status_exit((brink_status)code);
        assert_true(code == BRINK_OK ? status == 0 : status >= 64 && status <= 130);
    }
    for (int code = -300; code < 300; code++) {
        if (code < 0 || code >= (int)BRINK_N_STATUSES) {
            assert_string_equal(brink_status_text((brink_status)code), "unknown status");
            assert_string_equal(brink_status_name((brink_status)code), "unknown");
            assert_int_equal(brink_status_exit((brink_status)code), 70);
        }
    }
    assert_string_equal(brink_status_name(BRINK_EDIVERGE), "BRINK_EDIVERGE");
    assert_int_equal(brink_status_exit(BRINK_EDATA), 65);
    assert_int_equal(brink_status_exit(BRINK_EINTERRUPTED), 130);
}

static void fail_fills_the_error(void **state)
{
    (void)state;
    brink_error err = {0};
    assert_int_equal(brink_fail(&err, BRINK_EIO, "%s: %d\n\x1b", "disk", 7), BRINK_EIO);
    assert_int_equal(err.code, BRINK_EIO);
    assert_string_equal(err.what, "disk: 7\\x0a\\x1b");
    assert_int_equal(brink_fail(NULL, BRINK_EDATA, "nobody listens"), BRINK_EDATA);
}

/* A text too long is cut between characters, not shown with half of one. */
static void fail_cuts_long_texts(void **state)
{
    (void)state;
    static const char euro[] = "\xe2\x82\xac";
    brink_error err = {0};
    for (size_t lead = 0; lead < 4; lead++) {
        char raw[3000] = {0};
        memset(raw, 'x', lead);
        for (size_t i = lead; i + 3 < sizeof raw; i++) {
            raw[i] = euro[(i - lead) % 3];
        }
        (void)brink_fail(&err, BRINK_EIO, "%s", raw);
        size_t n = strlen(err.what);
        assert_in_range(n, sizeof err.what - 4, sizeof err.what - 1);
        assert_memory_equal(err.what, raw, n);
    }
}

static void places_are_shown(void **state)
{
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_non_null(d);
    brink_diagnose(d, (brink_place){"a.csv", 4, 31}, "clarity = %g", 1.5);
    brink_diagnose(d, (brink_place){"a.csv", 4, 0}, "row");
    brink_diagnose(d, (brink_place){"a.csv", 0, 0}, "file");
    brink_diagnose(d, (brink_place){NULL, 0, 0}, "nowhere");
    brink_diagnose(d, (brink_place){"--set", 0, 9}, "value");
    brink_diagnose(d, (brink_place){"a\x1b.csv", 1, 2}, "%s", "\xff\n");
    static const char *const want[] = {
        "a.csv:4:31: clarity = 1.5", "a.csv:4: row", "a.csv: file", "nowhere", "--set:9: value",
        "a\\x1b.csv:1:2: \\xff\\x0a"};
    assert_int_equal(brink_diagnostics_count(d), COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_string_equal(brink_diagnostics_get(d, i), want[i]);
    }
    assert_null(brink_diagnostics_get(d, COUNT(want)));
    brink_diagnostics_free(d);
    brink_diagnostics_free(NULL);
}

static void sorted_by_place(void **state)
{
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    assert_non_null(d);
    static const struct {
        const char *file;
        unsigned long line, column;
        const char *text;
    } in[] = {{"b", 2, 1, "x"}, {"a", 1, 1, "x"}, {"b", 1, 9, "x"},
              {"b", 1, 9, "w"}, {"b", 1, 2, "x"}, {"a", 1, 0, "x"}};
    for (size_t i = 0; i < COUNT(in); i++) {
        brink_diagnose(d, (brink_place){in[i].file, in[i].line, in[i].column}, "%s", in[i].text);
    }
    static const char *const want[] = {"b:1:2: x", "b:1:9: x", "b:1:9: w", "b:2:1: x", "a:1: x", "a:1:1: x"};
    for (int again = 0; again < 2; again++) {
        brink_diagnostics_sort(d);
        for (size_t i = 0; i < COUNT(want); i++) {
            assert_string_equal(brink_diagnostics_get(d, i), want[i]);
        }
    }
    brink_diagnostics_free(d);
}

enum { MANY = 40 };

/* True when the list could be made; then every message must have been counted. */
static int write_many(void)
{
    brink_diagnostics *d = brink_diagnostics_new();
    if (d == NULL) {
        return 0;
    }
    size_t n_kept = 0;
    for (unsigned long i = 0; i < MANY; i++) {
        char file[16];
        snprintf(file, sizeof file, "f%lu", i % 12);
        brink_diagnose(d, (brink_place){file, i + 1, 1}, "message");
    }
    assert_int_equal(brink_diagnostics_count(d), MANY);
    brink_diagnostics_sort(d);
    for (size_t i = 0; i < MANY; i++) {
        n_kept += brink_diagnostics_get(d, i) != NULL;
    }
    assert_true(n_kept >= MANY - 1);
    brink_diagnostics_free(d);
    return 1;
}

static void every_allocation_fails_once(void **state)
{
    (void)state;
    n_allocations = 0;
    fail_at = 0;
    assert_true(write_many());
    size_t n = n_allocations;
    assert_true(n >= 2 * MANY + 12); /* the wrapping works */
    for (size_t k = 1; k <= n; k++) {
        n_allocations = 0;
        fail_at = k;
        int made = write_many();
        fail_at = 0;
        assert_int_equal(made, k != 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_text_and_exit),
        cmocka_unit_test(fail_fills_the_error),
        cmocka_unit_test(fail_cuts_long_texts),
        cmocka_unit_test(places_are_shown),
        cmocka_unit_test(sorted_by_place),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests_name("status", tests, NULL, NULL) != 0;
}
