/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run says at its end: warnings from the counts in its store, and the table of its main metrics. */
#include "support/made_up_results.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/summary.h"

static const brink_quantity quantities[] = {{"hits", BRINK_MEAN, "util", ""},
                                            {"hits_per_period", BRINK_MEAN, "util/period", ""},
                                            {"hits.X", BRINK_MEAN, "1", ""},
                                            {"late", BRINK_MEAN, "1", ""}};
static const brink_output metrics[] = {
    {.name = "hits", .quantity = &quantities[0], .hi = 1e6},
    {.name = "hits_per_period", .quantity = &quantities[1], .hi = 1e6},
    {.name = "hits.X", .quantity = &quantities[2], .hi = 1e6, .actor = "X"},
    {.name = "late", .quantity = &quantities[3], .hi = 1e6},
};
static const brink_estimate estimates[] = {{.n = 7, .mean = 12.345678, .lo95 = 10, .hi95 = 15.5},
                                           {.n = 7, .mean = 1},
                                           {.n = 7, .mean = 2},
                                           {.n = 0, .mean = (double)NAN, .lo95 = (double)NAN, .hi95 = (double)NAN}};

/* What `say` writes to the stream `number` (1 or 2), malloc()ed. */
static char *captured(int number, brink_status (*say)(brink_results *), brink_results *results, brink_status *status)
{
    FILE *stream = number == 1 ? stdout : stderr;
    FILE *file = tmpfile();
    assert_non_null(file);
    (void)fflush(stream);
    int before = dup(number);
    assert_true(before >= 0);
    assert_true(dup2(fileno(file), number) >= 0);
    *status = say(results);
    (void)fflush(stream);
    assert_true(dup2(before, number) >= 0);
    (void)close(before);
    long n = 0;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    n = ftell(file);
    rewind(file);
    char *text = calloc((size_t)n + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)n, file), n);
    (void)fclose(file);
    return text;
}

typedef struct ending {
    const char *name;
    uint64_t done, failed, n_diverged, n_out_of_range, counted;
    const char *counter;
    brink_status status;
    const char *text;
} ending;

static const ending endings[] = {
    {"nothing to warn of", 100, 0, 0, 0, 0, "nonconverged_periods", BRINK_OK, ""},
    {"plain counts are no trouble", 100, 0, 0, 0, 12, "audits", BRINK_OK, ""},
    {"periods without solution", 100, 0, 0, 0, 12, "nonconverged_periods", BRINK_OK,
     "brink: warning: p: 12 nonconverged periods in 100 replicas of 3 periods\n"},
    {"audits that found another branch", 100, 0, 0, 0, 1, "audit_mismatches", BRINK_OK,
     "brink: warning: p: 1 audit mismatches in 100 replicas of 3 periods\n"},
    {"audits that failed", 100, 0, 0, 0, 2, "audit_failures", BRINK_OK,
     "brink: warning: p: 2 audit failures in 100 replicas of 3 periods\n"},
    {"replicas that failed", 100, 3, 2, 1, 0, "audits", BRINK_OK,
     "brink: warning: p: 2 of 100 replicas failed and are left out of every estimate: an iteration did not converge\n"
     "brink: warning: p: 1 of 100 replicas failed and are left out of every estimate: a value left its documented "
     "range\n"},
    {"no replica is left", 4, 4, 0, 4, 0, "audits", BRINK_ERANGE,
     "brink: warning: p: 4 of 4 replicas failed and are left out of every estimate: a value left its documented "
     "range\n"
     "brink: p: no replica could be used\n"},
};

static struct made_up_point point_of(uint64_t done, uint64_t failed)
{
    return (struct made_up_point){.facts = {.scenario = "p",
                                            .name = "p",
                                            .n_periods = 3,
                                            .n_metrics = COUNT(metrics),
                                            .metrics = metrics,
                                            .replicas = done,
                                            .done = done,
                                            .failed = failed},
                                  .estimates = estimates};
}

static void warns(void **state)
{
    const ending *e = *state;
    struct made_up_point point = point_of(e->done, e->failed);
    point.failures[BRINK_EDIVERGE] = e->n_diverged;
    point.failures[BRINK_ERANGE] = e->n_out_of_range;
    point.n_audits = e->counted;
    brink_results results = {.points = &point, .n_points = 1, .seed = 5, .second_counter = e->counter};
    brink_status status;
    char *text = captured(2, cli_summary_warn, &results, &status);
    assert_string_equal(text, e->text);
    assert_int_equal(status, e->status);
    free(text);
}

/* Rates and what is of one actor are left out; what is missing is a dash. */
static void tabulates(void **state)
{
    struct made_up_point point = point_of(7, 0);
    brink_results results = {.points = &point, .n_points = 1, .seed = UINT64_MAX};
    brink_status status;
    (void)state;
    char *text = captured(1, cli_summary_print, &results, &status);
    assert_int_equal(status, BRINK_OK);
    assert_string_equal(text, "p: 7 replicas of 3 periods, seed 18446744073709551615; means with 95 % intervals\n"
                              "  metric   mean  from    to  replicas  unit\n"
                              "  hits    12.35    10  15.5         7  util\n"
                              "  late        -     -     -         0\n"
                              "\n");
    free(text);
}

static void tells_of_damage(void **state)
{
    struct made_up_point point = point_of(7, 0);
    brink_results results = {.points = &point, .n_points = 1, .metrics_before_fault = 2};
    brink_status status;
    (void)state;
    char *text = captured(2, cli_summary_print, &results, &status);
    assert_int_equal(status, BRINK_EIO);
    assert_string_equal(text, "brink: a checksum is wrong\n");
    free(text);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(endings) + 2] = {cmocka_unit_test(tabulates), cmocka_unit_test(tells_of_damage)};
    for (size_t i = 0; i < COUNT(endings); i++) {
        tests[2 + i] = (struct CMUnitTest){
            .name = endings[i].name, .test_func = warns, .initial_state = (void *)(uintptr_t)&endings[i]};
    }
    return cmocka_run_group_tests_name("cli_summary", tests, NULL, NULL) != 0;
}
