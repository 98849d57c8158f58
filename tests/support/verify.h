/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checks against something independent that are assertions and, at once, the rows of VERIFICATION.md at the root. A
 * program of such checks is registered with brink_verification() (tests/CMakeLists.txt) instead of brink_test(), lists
 * its tests with verify_test() and ends with verify_main():
 *
 *     static void sum(void **state)
 *     {
 *         (void)state;
 *         verify_number((verify_about){"arithmetic", "one and one", "Peano (1889)"}, 1.0 + 1.0, 2.0, 1e-15);
 *     }
 *
 *     int main(void)
 *     {
 *         const struct CMUnitTest tests[] = {verify_test(sum)};
 *         return verify_main("sums", tests, COUNT(tests));
 *     }
 *
 * A check that misses is printed and recorded as a miss, the test goes on to its other checks, and fails at its end.
 * Plain assertions may stand beside them. NaN misses.
 *
 * To add a section: a heading, its text and a line `<!-- rows NAME -->` in tests/verification/template.md; then
 * `.ci/verification` writes the document anew. The test verification.document tells when that is due. */
#ifndef TESTS_SUPPORT_VERIFY_H
#define TESTS_SUPPORT_VERIFY_H

#include "support/check.h"

#include <stdbool.h>

/* What a row says besides numbers. Texts have no tabs or line ends; they may have `|`. */
typedef struct verify_about {
    const char *section; /* NAME of a section */
    const char *check;   /* what was computed, of what; unique within its section */
    const char *origin;  /* where the reference comes from: paper and equation, program, closed form, the mathematics */
} verify_about;

/* A name for a check, as by printf, in one of a few buffers that take turns. */
const char *verify_name(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A number: |got - want| <= tolerance. */
void verify_number(verify_about about, double got, double want, double tolerance);

/* A mean over replicas with its standard error: |mean - want| <= n_errors x se; se > 0, or the mean is exact. */
void verify_mean(verify_about about, double mean, double se, double want, double n_errors);

/* Many numbers at once, each against its own reference: the largest of n deviations, worst <= tolerance. `reference`
 * says what they were held against ("the oracle", "the traced branch"). n = 0 misses. */
void verify_worst(verify_about about, const char *reference, size_t n, double worst, double tolerance);

/* Things that must be the same, as bytes or outcomes: n_different of n. n = 0 misses. `what` counts them ("bytes",
 * "draws"). */
void verify_same(verify_about about, const char *what, size_t n, size_t n_different);

/* An outcome that has a name. */
void verify_text(verify_about about, const char *got, const char *want);

/* An inequality that theory demands: got >= least (within no tolerance). */
void verify_least(verify_about about, double got, double least);

/* For the list of tests; the second under a name of its own and with a state. */
#define verify_test(function) verify_test_of(#function, function, NULL)
#define verify_test_of(name, function, state)                                                                          \
    ((struct CMUnitTest){(name), (function), verify_begin, verify_end, (void *)(uintptr_t)(state)})

int verify_begin(void **state);
int verify_end(void **state);

/* Runs the tests; the exit status. Where the environment has BRINK_VERIFICATION, a folder, the rows are written to
 * GROUP.tsv there, GROUP being the program's name without `test_`. */
int verify_main(const char *group, const struct CMUnitTest *tests, size_t n);

#endif
