/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every test includes: cmocka with its prerequisites, and comparisons in which NaN fails. cmocka's own
 * assert_float_equal works in float and passes for NaN against anything, so it is never used here. */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

/* cmocka.h needs these four first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* |got - want| <= tolerance; NaN on either side fails. */
#define assert_near(got, want, tolerance) check_near((got), (want), (tolerance), #got, __FILE__, __LINE__)

static inline void check_near(double got, double want, double tolerance, const char *what, const char *file, int line)
{
    if (!(fabs(got - want) <= tolerance)) {
        print_error("%s = %.17g, expected %.17g +- %g\n", what, got, want, tolerance);
        _fail(file, line);
    }
}

/* Whether n numbers are the same bit by bit: -0 is not 0, and a missing value is the same as a missing value. */
static inline bool same_bits(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x, y;
        memcpy(&x, &a[i], sizeof x);
        memcpy(&y, &b[i], sizeof y);
        if (x != y) {
            return false;
        }
    }
    return true;
}

#endif
