/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of an exported table without quoted cells, read one by one. */
#ifndef TESTS_SUPPORT_CELLS_H
#define TESTS_SUPPORT_CELLS_H

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

/* Splits the row at *at in place and moves *at behind it; cells[max]. The number of cells. */
static inline size_t cells_split(char **at, char **cells, size_t max)
{
    size_t n = 1;
    cells[0] = *at;
    while (**at != '\n') {
        assert_int_not_equal(**at, '\0');
        if (**at == ',') {
            **at = '\0';
            assert_true(n < max);
            cells[n++] = *at + 1;
        }
        (*at)++;
    }
    *(*at)++ = '\0';
    return n;
}

/* The number in a cell, exactly; an empty one is NaN. */
static inline double cell_number(const char *cell)
{
    if (cell[0] == '\0') {
        return (double)NAN;
    }
    char *after;
    double x = strtod(cell, &after);
    assert_int_equal(*after, '\0');
    return x;
}

static inline void assert_same_number(double got, double want)
{
    if (!(got == want || (isnan(got) && isnan(want)))) {
        print_error("got %.17g, expected %.17g\n", got, want);
        fail();
    }
}

#endif
