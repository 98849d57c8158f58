/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of a study of several points: which metrics and points it shows at a given width, and how. */
#include "support/made_up_results.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/overview.h"

enum { N_METRICS = 8, MANY = 53 };

static const brink_quantity util = {"", BRINK_MEAN, "util", ""};
static const brink_quantity pure = {"", BRINK_MEAN, "1", ""};
static const brink_output metrics[N_METRICS] = {
    {.name = "conflict_probability", .quantity = &pure},
    {.name = "rounds", .quantity = &pure},
    {.name = "cost", .quantity = &util},
    {.name = "cost_per_period", .quantity = &util},
    {.name = "payoff.X", .quantity = &util},
    {.name = "events", .quantity = &pure, .actor = "X"},
    {.name = "damage", .quantity = &util},
    {.name = "late", .quantity = &pure},
};

#define E(mean_, half, sd_)                                                                                            \
    {                                                                                                                  \
        .n = 50, .mean = (mean_), .sd = (sd_), .lo95 = (mean_) - (half), .hi95 = (mean_) + (half)                      \
    }
#define MISSING                                                                                                        \
    {                                                                                                                  \
        .mean = (double)NAN, .sd = (double)NAN, .lo95 = (double)NAN, .hi95 = (double)NAN                               \
    }

static const brink_estimate first[N_METRICS] = {
    E(0.001234, 0.000123, 0.1), E(52, 0, 0), /* the same everywhere: says nothing */
    E(113.84, 2.96, 5),         E(1, 1, 1),  E(2, 1, 1), E(3, 1, 1), E(4.2e6, 12345, 1), MISSING};
static const brink_estimate second[N_METRICS] = {
    {.n = 50, .mean = 0, .sd = 0, .lo95 = 0, .hi95 = 0.0002}, /* one-sided: the farther end counts */
    E(52, 0, 0),
    E(87, 10.4, 5),
    E(1, 1, 1),
    E(2, 1, 1),
    E(3, 1, 1),
    E(17, 5, 1),
    {.n = 2, .mean = 31, .sd = 3, .lo95 = (double)NAN, .hi95 = (double)NAN}};

static struct made_up_point point_of(const char *name, const brink_estimate *estimates, uint32_t n_periods)
{
    return (struct made_up_point){.facts = {.scenario = "s",
                                            .name = name,
                                            .n_periods = n_periods,
                                            .n_metrics = N_METRICS,
                                            .metrics = metrics,
                                            .replicas = 50,
                                            .done = 50},
                                  .estimates = estimates};
}

/* What the overview writes, malloc()ed. */
static char *overview(brink_results *results, int width, brink_status *status)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    (void)fflush(stdout);
    int before = dup(STDOUT_FILENO);
    assert_true(before >= 0);
    assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
    *status = cli_overview_print(results, width);
    (void)fflush(stdout);
    assert_true(dup2(before, STDOUT_FILENO) >= 0);
    (void)close(before);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long n = ftell(file);
    rewind(file);
    char *text = calloc((size_t)n + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)n, file), n);
    (void)fclose(file);
    return text;
}

static void shows(int width, const char *want)
{
    struct made_up_point points[] = {point_of("as_is", first, 52), point_of("a_longer_name", second, 26)};
    brink_results results = {.points = points, .n_points = 2, .seed = 5};
    brink_status status;
    char *text = overview(&results, width, &status);
    assert_int_equal(status, BRINK_OK);
    assert_string_equal(text, want);
    free(text);
}

#define HEAD "2 points of 50 replicas of 26 to 52 periods, seed 5; means +- half of their 95 % intervals\n"
#define FOOT_FROM(name)                                                                                                \
    "Other metrics are in summary.csv, paired differences from " name " in differences.csv ('brink diff').\n\n"
#define FOOT FOOT_FROM("as_is")

/* What is the same everywhere, a rate, or of one actor is left out; small and large numbers are in round units. */
static void all_that_fits(void **state)
{
    (void)state;
    shows(100, HEAD "  point             conflict_       cost                damage   late\n"
                    "                  probability\n"
                    "                         1e-3       util              1e6 util\n"
                    "  as_is          1.23 +- 0.12  114 +-  3  4.200000 +- 0.012345      -\n"
                    "  a_longer_name  0.00 +- 0.20   87 +- 10  0.000017 +- 0.000005  31.00\n" FOOT);
}

static void what_is_too_wide_makes_room_for_others(void **state)
{
    (void)state;
    shows(50, HEAD "  point             conflict_       cost   late\n"
                   "                  probability\n"
                   "                         1e-3       util\n"
                   "  as_is          1.23 +- 0.12  114 +-  3      -\n"
                   "  a_longer_name  0.00 +- 0.20   87 +- 10  31.00\n" FOOT);
}

static void long_studies_are_cut(void **state)
{
    (void)state;
    struct made_up_point points[MANY];
    for (size_t i = 0; i < MANY; i++) {
        points[i] = point_of(i == MANY - 1 ? "last" : "p", i % 2 == 0 ? first : second, 52);
    }
    brink_results results = {.points = points, .n_points = MANY, .seed = 5};
    brink_status status;
    char *text = overview(&results, 100, &status);
    assert_int_equal(status, BRINK_OK);
    assert_non_null(strstr(text, "53 points of 50 replicas of 52 periods"));
    assert_non_null(strstr(text, "\n  ... and 3 more points\n" FOOT_FROM("p")));
    assert_null(strstr(text, "last"));
    free(text);
    results.metrics_before_fault = 60;
    text = overview(&results, 100, &status);
    assert_int_equal(status, BRINK_EIO);
    assert_string_equal(text, "");
    free(text);
}

/* A point of another model may lack a metric. */
static void points_need_not_be_alike(void **state)
{
    (void)state;
    struct made_up_point points[] = {point_of("as_is", first, 52), point_of("other", second + 2, 52)};
    points[1].facts.metrics = metrics + 2;
    points[1].facts.n_metrics = 1;
    brink_results results = {.points = points, .n_points = 2, .seed = 5};
    brink_status status;
    char *text = overview(&results, 100, &status);
    assert_int_equal(status, BRINK_OK);
    free(text);
}

/* Standard output of a test is no terminal. */
static void width_without_a_terminal(void **state)
{
    (void)state;
    if (isatty(STDOUT_FILENO) != 1) {
        assert_int_equal(cli_terminal_width(), 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_fits),
        cmocka_unit_test(what_is_too_wide_makes_room_for_others),
        cmocka_unit_test(long_studies_are_cut),
        cmocka_unit_test(points_need_not_be_alike),
        cmocka_unit_test(width_without_a_terminal),
    };
    return cmocka_run_group_tests_name("cli_overview", tests, NULL, NULL) != 0;
}
