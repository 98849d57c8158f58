/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A miss of every kind of check, and a pass of each. Not a test: tests/verification/can_fail.sh wants it to fail, and
 * its rows to say why. */
#include "support/verify.h"

static verify_about about(const char *check)
{
    return (verify_about){"made_up", check, "none | nowhere"};
}

static void misses(void **state)
{
    (void)state;
    verify_number(about("number"), 1.0, 2.0, 0.5);
    verify_number(about("number, NaN"), (double)NAN, 2.0, 1e9);
    verify_mean(about("mean"), 1.0, 0.1, 1.5, 4.0);
    verify_mean(about("mean, NaN"), (double)NAN, 0.1, 1.5, 4.0);
    verify_mean(about("mean, its error NaN"), 1.5, (double)NAN, 1.5, 4.0);
    verify_worst(about("worst"), "something", 3, 1.1, 1.0);
    verify_worst(about("worst, NaN"), "something", 3, (double)NAN, 1.0);
    verify_worst(about("worst of none"), "something", 0, 0.0, 1.0);
    verify_same(about("same"), "bytes", 3, 1);
    verify_same(about("same of none"), "bytes", 0, 0);
    verify_text(about("text"), "war", "peace");
    verify_least(about("least"), 0.9, 1.0);
    verify_least(about("least, NaN"), (double)NAN, 1.0);
}

static void passes(void **state)
{
    (void)state;
    verify_number(about("number, well"), 1.0, 1.4, 0.5);
    verify_mean(about("mean, well"), 1.0, 0.1, 1.3, 4.0);
    verify_worst(about("worst, well"), "something", 3, 1.0, 1.0);
    verify_same(about("same, well"), "bytes", 3, 0);
    verify_text(about("text, well"), "peace", "peace");
    verify_least(about("least, well"), 1.0, 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {verify_test(misses), verify_test(passes)};
    return verify_main("misses", tests, COUNT(tests));
}
