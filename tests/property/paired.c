/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparisons and thresholds on a real store: of the right replicas, the same for any number of threads and whatever
 * other points there are. */
#include "support/check.h"

#include "brink/compare.h"
#include "brink/report.h"
#include "brink/study.h"
#include "support/folder.h"
#include "support/toy.h"

enum { PERIODS = 12, REPLICAS = 300, SEED = 42, MAX_POINTS = 3 };

static const char two_thresholds[] = "{\"thresholds\":[\"last>=1.5\",\"first<=6\"]}";

/* phi of the points; replicas 1, 51, 101 ... of the second fail. Point 2 has more periods, so other bounds. */
static brink_results *run(char folder[64], size_t n_points, unsigned threads, const char *description)
{
    static const char *const names[] = {"a", "b", "c"};
    static const double phi[] = {0.5, 0.6, 0.9};
    toy_program programs[MAX_POINTS];
    brink_point points[MAX_POINTS];
    brink_run_options options = {.seed = SEED, .replicas = REPLICAS, .threads = threads, .description = description};
    brink_results *results = NULL;
    brink_error err = {0};
    for (size_t p = 0; p < n_points; p++) {
        toy_init(&programs[p], PERIODS + (p == 2 ? 3 : 0), phi[p]);
        points[p] = (brink_point){
            .scenario = "toy", .name = names[p], .program = &programs[p].head, .digest = {(unsigned char)p}};
    }
    programs[1].fail_every = 50;
    folder_new(folder);
    assert_int_equal(brink_study_run(folder, points, n_points, &options, &err), BRINK_OK);
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_OK);
    return results;
}

static brink_difference difference_of(brink_results *results, size_t point, size_t reference, const char *metric,
                                      brink_statistic statistic)
{
    brink_difference d;
    brink_error err = {0};
    size_t m = brink_metric_find(brink_results_get_point(results, reference), metric);
    assert_true(m != BRINK_NO_METRIC);
    if (brink_compare(results, reference, m, &statistic, &point, 1, 0, &d, &err) != BRINK_OK) {
        fail_msg("%s", err.what);
    }
    return d;
}

static const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};

/* From paths made anew by a plain loop. */
static void pairs_are_replicas(void **state)
{
    (void)state;
    char folder[64];
    brink_results *results = run(folder, 2, 2, NULL);
    toy_program a;
    toy_program b;
    toy_init(&a, PERIODS, 0.5);
    toy_init(&b, PERIODS, 0.6);
    double sum = 0;
    double squares = 0;
    uint64_t n = 0;
    for (uint64_t r = 0; r < REPLICAS; r++) {
        double x[PERIODS + 1];
        double y[PERIODS + 1];
        toy_path(&a, SEED, r, x);
        toy_path(&b, SEED, r, y);
        if (r % 50 == 1) {
            continue; /* failed at the second point, so left out of both */
        }
        double d = y[PERIODS] - x[PERIODS];
        sum += d;
        squares += d * d;
        n++;
    }
    brink_difference d = difference_of(results, 1, 0, "last", mean);
    double variance = (squares - sum * sum / (double)n) / (double)(n - 1);
    assert_int_equal(d.n, n);
    assert_int_equal(n, REPLICAS - 6);
    assert_near(d.difference, sum / (double)n, 1e-9);
    assert_near(d.se, sqrt(variance / (double)n), 1e-9);
    assert_true(d.variance_ratio > 10); /* phi 0.5 and 0.6 under one noise */
    brink_difference back = difference_of(results, 0, 1, "last", mean);
    assert_near(back.difference, -d.difference, 0);
    assert_near(back.se, d.se, 0);
    assert_near(back.lo95, -d.hi95, 1e-15);
    brink_results_close(results);
    folder_remove(folder);
}

static void missing_values_and_ratios(void **state)
{
    (void)state;
    static double first[2][REPLICAS];
    static double hits[2][REPLICAS];
    static double tests[2][REPLICAS];
    char folder[64];
    brink_results *results = run(folder, 2, 2, NULL);
    uint64_t n = 0;
    double totals[4] = {0};
    for (size_t p = 0; p < 2; p++) {
        assert_int_equal(brink_results_values(results, p, TOY_FIRST, first[p], NULL), BRINK_OK);
        assert_int_equal(brink_results_values(results, p, TOY_HITS, hits[p], NULL), BRINK_OK);
        assert_int_equal(brink_results_values(results, p, TOY_TESTS, tests[p], NULL), BRINK_OK);
    }
    for (size_t r = 0; r < REPLICAS; r++) {
        n += !isnan(first[0][r]) && !isnan(first[1][r]);
        for (size_t p = 0; p < 2 && !isnan(tests[1][r]); p++) {
            totals[2 * p] += hits[p][r];
            totals[2 * p + 1] += tests[p][r];
        }
    }
    brink_difference d = difference_of(results, 1, 0, "first", mean);
    assert_int_equal(d.n, n);
    assert_true(n > 50 && n < 200);
    d = difference_of(results, 1, 0, "hit_share", mean);
    assert_int_equal(d.n, REPLICAS - 6);
    assert_near(d.reference, totals[0] / totals[1], 1e-14);
    assert_near(d.value, totals[2] / totals[3], 1e-14);
    assert_true(d.se > 0 && d.lo95 < d.difference && d.difference < d.hi95);
    brink_results_close(results);
    folder_remove(folder);
}

/* A comparison does not depend on the other points, but its simultaneous interval does. */
static void other_points_do_not_matter(void **state)
{
    (void)state;
    char folder[2][64];
    brink_results *two = run(folder[0], 2, 1, NULL);
    brink_results *three = run(folder[1], 3, 2, NULL);
    static const size_t points[] = {1, 2};
    brink_difference want;
    brink_difference got[2];
    for (size_t m = 0; m < TOY_N_METRICS; m++) {
        assert_int_equal(brink_compare(two, 0, m, &mean, points, 1, 0, &want, NULL), BRINK_OK);
        assert_int_equal(brink_compare(three, 0, m, &mean, points, 2, 0, got, NULL), BRINK_OK);
        assert_true(got[0].lo95_all < want.lo95_all || m == TOY_FIRST);
        assert_true(got[0].hi95_all > want.hi95_all || m == TOY_FIRST);
        got[0].lo95_all = want.lo95_all;
        got[0].hi95_all = want.hi95_all;
        assert_memory_equal(&got[0], &want, sizeof want);
        brink_difference given;
        assert_int_equal(brink_compare(three, 0, m, &mean, points, 1, 2, &given, NULL), BRINK_OK);
        assert_true(given.lo95_all < want.lo95_all || m == TOY_FIRST);
    }
    brink_results_close(two);
    brink_results_close(three);
    folder_remove(folder[0]);
    folder_remove(folder[1]);
}

static void differences_are_of_the_store(void **state)
{
    (void)state;
    static const unsigned threads[] = {1, 3};
    char *text[2];
    for (size_t i = 0; i < 2; i++) {
        char folder[64];
        brink_results *results = run(folder, 3, threads[i], two_thresholds);
        assert_int_equal(brink_report_csv(results, folder, NULL), BRINK_OK);
        text[i] = file_get(folder, "differences.csv", NULL);
        const char *at = strchr(text[i], '\n') + 1;
        size_t n_metrics = brink_results_get_point(results, 0)->n_metrics;
        assert_int_equal(n_metrics, TOY_N_METRICS + 2);
        static const size_t others[] = {1, 2};
        for (size_t m = 0; m < n_metrics; m++) {
            brink_difference d[2];
            assert_int_equal(brink_compare(results, 0, m, &mean, others, 2, 0, d, NULL), BRINK_OK);
            for (size_t p = 0; p < 2; p++) {
                const brink_output *metric = &brink_results_get_point(results, 0)->metrics[m];
                char want[128];
                int n = snprintf(want, sizeof want, "%s,a,%s,%s,%u,", p == 0 ? "b" : "c", metric->name,
                                 m == TOY_HIT_SHARE ? "ratio" : "mean", (unsigned)d[p].n);
                assert_memory_equal(at, want, (size_t)n);
                at += n;
                assert_near(strtod(at, NULL), d[p].value, 0);
                at = strchr(at, '\n') + 1;
            }
        }
        assert_int_equal(*at, '\0');
        brink_results_close(results);
        folder_remove(folder);
    }
    assert_string_equal(text[0], text[1]);
    free(text[0]);
    free(text[1]);
}

static void one_point_has_no_differences(void **state)
{
    (void)state;
    char folder[64];
    brink_results *results = run(folder, 1, 1, NULL);
    assert_int_equal(brink_report_csv(results, folder, NULL), BRINK_OK);
    assert_true(file_is_there(folder, "summary.csv"));
    assert_false(file_is_there(folder, "differences.csv"));
    brink_results_close(results);
    folder_remove(folder);
}

/* --- thresholds */

static void thresholds_are_kept(void **state)
{
    (void)state;
    static double last[REPLICAS];
    static double passed[REPLICAS];
    char folder[64];
    brink_results *results = run(folder, 3, 2, two_thresholds);
    for (size_t p = 0; p < 3; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        uint64_t n = 0;
        uint64_t k = 0;
        size_t m = brink_metric_find(point, "last>=1.5");
        assert_int_equal(m, TOY_N_METRICS);
        assert_int_equal(point->metrics[m].quantity->kind, BRINK_PROPORTION);
        assert_false(point->metrics[m].may_be_missing);
        assert_int_equal(brink_results_values(results, p, TOY_LAST, last, NULL), BRINK_OK);
        assert_int_equal(brink_results_values(results, p, m, passed, NULL), BRINK_OK);
        for (size_t r = 0; r < REPLICAS; r++) {
            assert_true(isnan(last[r]) ? isnan(passed[r]) : passed[r] == (last[r] >= 1.5 ? 1.0 : 0.0));
            n += isnan(last[r]) ? 0 : 1;
            k += last[r] >= 1.5;
        }
        brink_estimate e;
        assert_int_equal(brink_results_metric(results, p, m, &e, NULL), BRINK_OK);
        double share = (double)k / (double)n;
        assert_int_equal(e.n, n);
        assert_near(e.mean, share, 1e-15);
        assert_near(e.sd, sqrt(share * (1 - share) * (double)n / (double)(n - 1)), 1e-14);
        assert_near(e.q95, 1, 0);
        /* Wilson's limits solve |share - limit| = z sqrt(limit (1 - limit) / n) */
        assert_near(share - e.lo95, 1.9599639845400542 * sqrt(e.lo95 * (1 - e.lo95) / (double)n), 1e-12);
        assert_near(e.hi95 - share, 1.9599639845400542 * sqrt(e.hi95 * (1 - e.hi95) / (double)n), 1e-12);
    }
    brink_results_close(results);
    folder_remove(folder);
}

static void thresholds_of_missing_values(void **state)
{
    (void)state;
    static double first[REPLICAS];
    char folder[64];
    brink_results *results = run(folder, 1, 1, NULL);
    brink_threshold t;
    brink_estimate e;
    uint64_t n = 0;
    uint64_t k = 0;
    assert_int_equal(brink_results_get_point(results, 0)->n_metrics, TOY_N_METRICS);
    assert_int_equal(brink_threshold_parse("first < 6", &t, NULL), BRINK_OK);
    for (size_t times = 0; times < 2; times++) { /* a second time changes nothing */
        assert_int_equal(brink_results_add_threshold(results, &t, NULL), BRINK_OK);
        assert_int_equal(brink_results_get_point(results, 0)->n_metrics, TOY_N_METRICS + 1);
    }
    assert_int_equal(brink_results_values(results, 0, TOY_FIRST, first, NULL), BRINK_OK);
    for (size_t r = 0; r < REPLICAS; r++) {
        n += isnan(first[r]) ? 0 : 1;
        k += first[r] < 6;
    }
    assert_int_equal(brink_results_metric(results, 0, TOY_N_METRICS, &e, NULL), BRINK_OK);
    assert_true(k > 0 && k < n && n < REPLICAS);
    assert_int_equal(e.n, n);
    assert_near(e.mean, (double)k / (double)n, 1e-15);
    brink_results_close(results);
    folder_remove(folder);
}

static void bad_thresholds_are_refused(void **state)
{
    (void)state;
    char folder[64];
    brink_results *results = run(folder, 3, 2, NULL);
    static const char *const bad[] = {"lats>=1", "hit_share>0.5", "last>51", "tests>=16"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        brink_threshold t;
        brink_error err = {0};
        assert_int_equal(brink_threshold_parse(bad[i], &t, NULL), BRINK_OK);
        assert_int_equal(brink_results_add_threshold(results, &t, &err), BRINK_EDATA);
        assert_true(strlen(err.what) > 10);
    }
    /* within the bounds of the third point alone: that one gets it */
    brink_threshold t;
    assert_int_equal(brink_threshold_parse("tests>=14", &t, NULL), BRINK_OK);
    assert_int_equal(brink_results_add_threshold(results, &t, NULL), BRINK_OK);
    assert_int_equal(brink_results_get_point(results, 0)->n_metrics, TOY_N_METRICS);
    assert_int_equal(brink_results_get_point(results, 2)->n_metrics, TOY_N_METRICS + 1);
    /* a comparison with a point that lacks it */
    brink_difference d[2];
    static const size_t others[] = {0, 1};
    assert_int_equal(brink_compare(results, 2, TOY_N_METRICS, &mean, others, 2, 0, d, NULL), BRINK_OK);
    assert_int_equal(d[0].n, 0);
    assert_true(isnan(d[0].difference) && isnan(d[1].lo95));
    brink_results_close(results);
    folder_remove(folder);
}

/* Replica values lie in 2^-s steps; a bound is judged as if they did not. */
static void exceeding_agrees_with_thresholds(void **state)
{
    (void)state;
    char folder[64];
    brink_results *results = run(folder, 2, 2, "{\"thresholds\":[\"last>0.7\",\"tests>3\"]}");
    brink_difference by_statistic =
        difference_of(results, 1, 0, "last", (brink_statistic){BRINK_STATISTIC_EXCEED, 0.7});
    brink_difference by_metric = difference_of(results, 1, 0, "last>0.7", mean);
    assert_memory_equal(&by_statistic, &by_metric, sizeof by_metric);
    by_statistic = difference_of(results, 1, 0, "tests", (brink_statistic){BRINK_STATISTIC_EXCEED, 3});
    by_metric = difference_of(results, 1, 0, "tests>3", mean);
    assert_memory_equal(&by_statistic, &by_metric, sizeof by_metric);
    assert_true(by_metric.value > 0.1 && by_metric.value < 0.9);
    /* at a value that a replica had before it was rounded: that replica does not exceed it */
    static double last[REPLICAS];
    toy_program a;
    toy_init(&a, PERIODS, 0.5);
    assert_int_equal(brink_results_values(results, 0, TOY_LAST, last, NULL), BRINK_OK);
    for (uint64_t r = 2; r < 22; r++) {
        double x[PERIODS + 1];
        size_t n_above = 0;
        toy_path(&a, SEED, r, x);
        for (size_t k = 0; k < REPLICAS; k++) {
            n_above += k % 50 != 1 && last[k] > last[r];
        }
        by_statistic = difference_of(results, 1, 0, "last", (brink_statistic){BRINK_STATISTIC_EXCEED, x[PERIODS]});
        assert_near(by_statistic.reference, (double)n_above / (REPLICAS - 6), 1e-15);
    }
    brink_results_close(results);
    folder_remove(folder);
}

/* A bound that is the value that a replica had before it was rounded: the replica is at it, not above or below. */
static void bounds_are_met(void **state)
{
    (void)state;
    static double passed[REPLICAS];
    static const struct {
        const char *sign;
        double want;
    } rows[] = {{">=", 1}, {"<=", 1}, {">", 0}, {"<", 0}};
    char folder[64];
    brink_results *results = run(folder, 1, 1, NULL);
    toy_program a;
    toy_init(&a, PERIODS, 0.5);
    for (uint64_t r = 0; r < 20; r++) {
        double x[PERIODS + 1];
        toy_path(&a, SEED, r, x);
        for (size_t i = 0; i < COUNT(rows); i++) {
            char text[64];
            brink_threshold t;
            snprintf(text, sizeof text, "last%s%.17g", rows[i].sign, x[PERIODS]);
            assert_int_equal(brink_threshold_parse(text, &t, NULL), BRINK_OK);
            assert_int_equal(brink_results_add_threshold(results, &t, NULL), BRINK_OK);
            size_t m = brink_metric_find(brink_results_get_point(results, 0), t.name);
            assert_int_equal(brink_results_values(results, 0, m, passed, NULL), BRINK_OK);
            assert_near(passed[r], rows[i].want, 0);
        }
    }
    brink_results_close(results);
    folder_remove(folder);
}

static void a_damaged_description_is_told(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"thresholds\":[7]}", "{\"thresholds\":[\"last\"]}"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        char folder[64];
        toy_program program;
        brink_run_options options = {.seed = 1, .replicas = 2, .threads = 1, .description = bad[i]};
        brink_results *results = NULL;
        toy_init(&program, 2, 0.5);
        brink_point point = {.scenario = "toy", .name = "a", .program = &program.head};
        folder_new(folder);
        assert_int_equal(brink_study_run(folder, &point, 1, &options, NULL), BRINK_OK);
        assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_EIO);
        assert_null(results);
        folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_replicas),
        cmocka_unit_test(missing_values_and_ratios),
        cmocka_unit_test(other_points_do_not_matter),
        cmocka_unit_test(differences_are_of_the_store),
        cmocka_unit_test(one_point_has_no_differences),
        cmocka_unit_test(thresholds_are_kept),
        cmocka_unit_test(thresholds_of_missing_values),
        cmocka_unit_test(bad_thresholds_are_refused),
        cmocka_unit_test(exceeding_agrees_with_thresholds),
        cmocka_unit_test(bounds_are_met),
        cmocka_unit_test(a_damaged_description_is_told),
    };
    return cmocka_run_group_tests_name("paired", tests, NULL, NULL) != 0;
}
