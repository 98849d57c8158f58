/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/verify.h"

#include <stdlib.h>
#include <string.h>

enum { CELL = 512 };

/* One test program runs one group of tests, in one thread. */
static FILE *rows;
static bool is_within;  /* a test that reports its misses is running */
static size_t n_missed; /* in it */

const char *verify_name(const char *format, ...)
{
    static char buffer[8][CELL];
    static size_t turn;
    char *out = buffer[turn++ % COUNT(buffer)];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(out, CELL, format, arguments);
    va_end(arguments);
    assert_in_range(n, 1, CELL - 1);
    return out;
}

static void put_text(const char *text)
{
    assert_non_null(text);
    assert_int_equal(strcspn(text, "\t\n"), strlen(text));
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '|' ? "\\|" : (char[]){*text, '\0'}, rows);
    }
}

/* section, check, value, reference, origin, deviation, tolerance, verdict; cells after the first two in the order of
 * the document's columns. */
static void put_row(verify_about about, const char *value, const char *reference, const char *deviation,
                    const char *tolerance, bool is_met)
{
    if (!is_within) {
        fail_msg("%s: not within verify_test()", about.check);
    }
    if (!is_met) {
        n_missed++;
        print_error("%s, %s: %s, expected %s (deviation %s, tolerance %s)\n", about.section, about.check, value,
                    reference, deviation, tolerance);
    }
    if (rows == NULL) {
        return;
    }
    const char *const cells[] = {about.section, about.check, value,     reference,
                                 about.origin,  deviation,   tolerance, is_met ? "pass" : "**MISS**"};
    for (size_t i = 0; i < COUNT(cells); i++) {
        put_text(cells[i]);
        (void)fputc(i + 1 < COUNT(cells) ? '\t' : '\n', rows);
    }
}

static const char *number(char cell[CELL], double x, int digits)
{
    (void)snprintf(cell, CELL, "%.*g", digits, x);
    return cell;
}

void verify_number(verify_about about, double got, double want, double tolerance)
{
    char value[CELL], reference[CELL], deviation[CELL], allowed[CELL];
    double off = fabs(got - want);
    put_row(about, number(value, got, 12), number(reference, want, 12), number(deviation, off, 2),
            number(allowed, tolerance, 3), off <= tolerance);
}

void verify_mean(verify_about about, double mean, double se, double want, double n_errors)
{
    char value[CELL], reference[CELL], deviation[CELL], allowed[CELL];
    double off = fabs(mean - want);
    (void)snprintf(value, sizeof value, "%.6g +- %.2g", mean, se);
    (void)snprintf(allowed, sizeof allowed, "%g se = %.2g", n_errors, n_errors * se);
    put_row(about, value, number(reference, want, 12), number(deviation, off, 2), allowed, off <= n_errors * se);
}

void verify_worst(verify_about about, const char *reference, size_t n, double worst, double tolerance)
{
    char value[CELL], deviation[CELL], allowed[CELL];
    (void)snprintf(value, sizeof value, "%zu values", n);
    put_row(about, value, reference, number(deviation, worst, 2), number(allowed, tolerance, 3),
            n > 0 && worst <= tolerance);
}

void verify_same(verify_about about, const char *what, size_t n, size_t n_different)
{
    char value[CELL], deviation[CELL];
    (void)snprintf(value, sizeof value, "%zu %s", n, what);
    (void)snprintf(deviation, sizeof deviation, "%zu differ", n_different);
    put_row(about, value, "the same", deviation, "0 differ", n > 0 && n_different == 0);
}

void verify_text(verify_about about, const char *got, const char *want)
{
    bool is_met = strcmp(got, want) == 0;
    put_row(about, got, want, is_met ? "none" : "another", "none", is_met);
}

void verify_least(verify_about about, double got, double least)
{
    char value[CELL], reference[CELL], deviation[CELL];
    (void)snprintf(reference, sizeof reference, ">= %.12g", least);
    put_row(about, number(value, got, 6), reference, number(deviation, got >= least ? 0.0 : least - got, 2), "0",
            got >= least);
}

int verify_begin(void **state)
{
    (void)state;
    is_within = true;
    n_missed = 0;
    return 0;
}

int verify_end(void **state)
{
    (void)state;
    is_within = false;
    if (n_missed > 0) {
        print_error("%zu checks missed\n", n_missed);
    }
    return n_missed > 0 ? -1 : 0;
}

int verify_main(const char *group, const struct CMUnitTest *tests, size_t n)
{
    const char *folder = getenv("BRINK_VERIFICATION");
    if (folder != NULL) {
        char path[4096];
        int length = snprintf(path, sizeof path, "%s/%s.tsv", folder, group);
        rows = length > 0 && (size_t)length < sizeof path ? fopen(path, "w") : NULL;
        if (rows == NULL) {
            perror(folder);
            return 1;
        }
    }
    int failed = _cmocka_run_group_tests(group, tests, n, NULL, NULL);
    bool is_written = rows == NULL || (ferror(rows) == 0 && fclose(rows) == 0);
    if (!is_written) {
        perror(folder);
    }
    return failed != 0 || !is_written;
}
