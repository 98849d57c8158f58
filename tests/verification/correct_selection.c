/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often the best is found, on normal observations with known means. Elimination (procedure KN) promises 95 % when
 * the best is `delta` ahead; the hardest case has all the others just delta behind (the slippage configuration).
 * Multiple comparisons with the best promise that all intervals hold at once, and that the best is among those that may
 * be, in 95 % of studies, whatever the means.
 *
 * Null: the promise; a check misses when the share of 1,000 studies lies five standard errors (3.4 points) below. And
 * a promise that is kept by saying nothing is worth nothing: where means differ more, fewer observations must do, and
 * few points may be the best. */
#include "support/verify.h"

#include <string.h>

#include "brink/rng.h"
#include "explore/elimination.h"
#include "explore/rank_values.h"

enum { STUDIES = 1000, MOST_SYSTEMS = 17, FIRST = 16, STAGE = 8, REPLICAS = 60 };

#define SECTION "ranking"

static const char kim_nelson[] = "Kim & Nelson (2001): procedure KN";
static const char hsu[] = "Hsu (1984), Nelson & Matejcik (1995)";

typedef struct setting {
    const char *name;
    size_t k;
    double correlation; /* of the systems, by a common part of the noise */
    double step;        /* means: 0, then -delta - step (i - 1) ... */
    double scale_up;    /* standard deviation of system i: 1 + scale_up i */
    double most_effort; /* observations a system */
    double most_left;   /* points that may be the best, on average */
} setting;

static const setting settings[] = {
    {"2 points, 0.5 apart", 2, 0.0, 0.0, 0.0, 60.0, 2.0},
    {"10 points, the best 0.5 ahead", 10, 0.0, 0.0, 0.0, 60.0, 10.0},
    {"17 points, the best 0.5 ahead", 17, 0.0, 0.0, 0.0, 60.0, 17.0},
    {"10 points, noise nine tenths common", 10, 0.9, 0.0, 0.0, 17.0, 1.2},
    {"10 points, unequal variances", 10, 0.5, 0.0, 0.2, 100.0, 10.0},
    {"17 points, 0.5 apart from one to the next", 17, 0.5, 0.5, 0.0, 20.0, 2.0},
};

static const double delta = 0.5;

static double mean_of(const setting *s, size_t system)
{
    return system == 0 ? 0.0 : -delta - s->step * (double)(system - 1);
}

static void draw(const setting *s, uint64_t study, size_t system, uint64_t from, size_t n, double *x)
{
    for (size_t j = 0; j < n; j++) {
        brink_address at = {.replica = (study << 24) + from + j, .who = brink_who(s->name, "noise")};
        double common = brink_normal(20, at);
        at.index = (uint8_t)(1 + system);
        double own = brink_normal(20, at);
        x[j] = mean_of(s, system) + (1.0 + s->scale_up * (double)system) *
                                        (sqrt(s->correlation) * common + sqrt(1.0 - s->correlation) * own);
    }
}

/* --- elimination */

/* Whether system 0 was selected; `taken` observations in all. */
static bool is_correct(const setting *s, uint64_t study, uint64_t *taken)
{
    brink__elimination *e = brink__elimination_new(s->k, FIRST, 0.05, delta);
    assert_non_null(e);
    uint64_t n = 0;
    size_t left = s->k;
    while (left > 1) {
        size_t more = n == 0 ? FIRST : STAGE;
        for (size_t i = 0; i < s->k; i++) {
            if (brink__elimination_is_in(e, i)) {
                double x[FIRST];
                draw(s, study, i, n, more, x);
                brink__elimination_add(e, i, x, more);
                *taken += more;
            }
        }
        n += more;
        left = brink__elimination_screen(e);
        assert_true(left >= 1 && n < brink__elimination_most(e) + FIRST + STAGE);
    }
    bool is_best = brink__elimination_is_in(e, 0);
    brink__elimination_free(e);
    return is_best;
}

static double least_share(void)
{
    return 0.95 - 5.0 * sqrt(0.95 * 0.05 / STUDIES);
}

static void elimination(void **unused)
{
    (void)unused;
    for (size_t k = 0; k < COUNT(settings); k++) {
        const setting *s = &settings[k];
        size_t n_correct = 0;
        uint64_t taken = 0;
        for (uint64_t study = 0; study < STUDIES; study++) {
            n_correct += is_correct(s, study, &taken);
        }
        double effort = (double)taken / STUDIES / (double)s->k;
        print_message("%s: %.1f observations a system\n", s->name, effort);
        verify_least(
            (verify_about){SECTION,
                           verify_name("selection by elimination is right, %s: share of %d studies", s->name, STUDIES),
                           kim_nelson},
            (double)n_correct / STUDIES, least_share());
        assert_true(effort <= s->most_effort);
    }
}

/* --- multiple comparisons with the best */

static bool are_held(const setting *s, const brink_ranked *ranked, double sign)
{
    bool holds = true;
    for (size_t i = 0; i < s->k; i++) {
        double other = i == 0 ? mean_of(s, 1) : mean_of(s, 0);
        double truth = sign * (mean_of(s, i) - other);
        holds = holds && ranked[i].lo <= truth && truth <= ranked[i].hi;
    }
    return holds;
}

static void comparisons(void **unused)
{
    (void)unused;
    static double x[MOST_SYSTEMS][REPLICAS];
    for (size_t k = 0; k < COUNT(settings); k++) {
        const setting *s = &settings[k];
        const brink__comparison how = {.statistic = {.kind = BRINK_STATISTIC_MEAN},
                                       .span = (double)INFINITY,
                                       .n_comparisons = 1,
                                       .tail = 0.05 / (double)(s->k - 1)};
        const bool is_maximised = k % 2 == 0;
        const double sign = is_maximised ? 1.0 : -1.0; /* values turned, the best is the smallest */
        size_t n_held = 0;
        size_t n_kept = 0;
        size_t n_left = 0;
        for (uint64_t study = 0; study < STUDIES; study++) {
            brink__sample sample[MOST_SYSTEMS];
            brink_ranked ranked[MOST_SYSTEMS];
            for (size_t i = 0; i < s->k; i++) {
                draw(s, study, i, 1000, REPLICAS, x[i]);
                for (size_t r = 0; r < REPLICAS; r++) {
                    x[i][r] *= sign;
                }
                sample[i] = (brink__sample){.x = x[i]};
            }
            assert_int_equal(brink__rank_values(&how, sample, s->k, REPLICAS, is_maximised, ranked), BRINK_OK);
            n_held += are_held(s, ranked, sign);
            n_kept += ranked[0].may_be_best;
            for (size_t i = 0; i < s->k; i++) {
                n_left += ranked[i].may_be_best;
            }
        }
        double left = (double)n_left / STUDIES;
        print_message("%s: %.2f points may be the best\n", s->name, left);
        verify_least(
            (verify_about){SECTION,
                           verify_name("all intervals from the best hold, %s: share of %d studies", s->name, STUDIES),
                           hsu},
            (double)n_held / STUDIES, least_share());
        verify_least((verify_about){SECTION,
                                    verify_name("the best is among those that may be, %s: share of %d studies", s->name,
                                                STUDIES),
                                    hsu},
                     (double)n_kept / STUDIES, least_share());
        assert_true(left <= s->most_left);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {verify_test(elimination), verify_test(comparisons)};
    return verify_main("correct_selection", tests, COUNT(tests));
}
