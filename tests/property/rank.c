/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rankings and selections on a real store: intervals made of paired comparisons, the same bytes after interruptions,
 * and what is refused. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/rank.h"
#include "support/folder.h"
#include "support/toy.h"

enum { PERIODS = 12, REPLICAS = 300, SEED = 42, N_POINTS = 5 };

static const char *const names[N_POINTS] = {"a", "b", "c", "d", "e"};

typedef struct set_up {
    char folder[64];
    toy_program programs[N_POINTS];
    brink_point points[N_POINTS];
} set_up;

static void make(set_up *s)
{
    static const double phi[] = {0.0, 0.2, 0.3, 0.49, 0.5};
    *s = (set_up){0};
    snprintf(s->folder, sizeof s->folder,
             "/dev/shm/brink-XXXXXX"); /* no disk to wait for, where there is such a place */
    if (!mkdtemp(s->folder)) {
        folder_new(s->folder);
    }
    for (size_t p = 0; p < N_POINTS; p++) {
        toy_init(&s->programs[p], PERIODS, phi[p]);
        s->points[p] = (brink_point){
            .scenario = "toy", .name = names[p], .program = &s->programs[p].head, .digest = {(unsigned char)(p + 1)}};
    }
}

static brink_results *run(set_up *s)
{
    brink_results *results = NULL;
    const brink_run_options options = {.seed = SEED, .replicas = REPLICAS, .threads = 2};
    make(s);
    s->programs[1].fail_every = 50;
    assert_int_equal(brink_study_run(s->folder, s->points, N_POINTS, &options, NULL), BRINK_OK);
    assert_int_equal(brink_results_open(s->folder, &results, NULL), BRINK_OK);
    return results;
}

/* --- of results */

/* The bounds of each point are the worst of those of its differences, as brink_compare() has them at the level of
 * one side: with three points and a confidence of 0.9 that is 0.05, which is what 0.025 / 0.5 is there. */
static void bounds_are_those_of_pairs(void **unused)
{
    (void)unused;
    static const size_t points[] = {4, 1, 2};
    static const char *const metrics[] = {"tests", "up", "hit_share", "last"};
    set_up s;
    brink_results *results = run(&s);
    for (size_t m = 0; m < COUNT(metrics); m++) {
        const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
        brink_ranked ranked[3];
        for (int maximised = 0; maximised < 2; maximised++) {
            const double sign = maximised ? -1.0 : 1.0;
            assert_int_equal(brink_rank(results, points, 3, metrics[m], &mean, maximised == 1, 0.9, ranked, NULL),
                             BRINK_OK);
            for (size_t i = 0; i < 3; i++) {
                double behind = -(double)INFINITY;
                double nearest = (double)INFINITY;
                for (size_t l = 0; l < 3; l++) {
                    brink_difference d;
                    size_t metric = brink_metric_find(brink_results_get_point(results, points[l]), metrics[m]);
                    if (l == i) {
                        continue;
                    }
                    assert_int_equal(brink_compare(results, points[l], metric, &mean, &points[i], 1, 1, &d, NULL),
                                     BRINK_OK);
                    behind = fmax(behind, sign * d.difference);
                    /* narrower than the interval of 95 %, and on the same side of 0 */
                    nearest = fmin(nearest, sign > 0 ? d.hi95 : -d.lo95);
                }
                assert_near(ranked[i].behind, sign * behind, 1e-12);
                assert_true(ranked[i].lo <= 0.0 && ranked[i].hi >= 0.0);
                assert_true(ranked[i].lo <= ranked[i].behind && ranked[i].behind <= ranked[i].hi);
            }
        }
    }
    brink_results_close(results);
    folder_remove(s.folder);
}

/* By hand, for a mean: Student's t at 0.95 with n - 1 degrees of freedom times the standard error of the pairs. */
static void one_bound_by_hand(void **unused)
{
    (void)unused;
    static const size_t points[] = {0, 2, 4};
    const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    set_up s;
    brink_ranked ranked[3];
    brink_results *results = run(&s);
    assert_int_equal(brink_rank(results, points, 3, "tests", &mean, false, 0.9, ranked, NULL), BRINK_OK);
    brink_difference d[2];
    size_t metric = brink_metric_find(brink_results_get_point(results, 0), "tests");
    assert_int_equal(brink_compare(results, 0, metric, &mean, points + 1, 2, 1, d, NULL), BRINK_OK);
    const double t95 = 1.649966; /* quantile 0.95 with 299 degrees of freedom, from tables */
    assert_near(ranked[2].hi, fmax(d[1].difference + t95 * d[1].se, 0.0), 1e-5);
    assert_int_equal(ranked[2].may_be_best, !(d[1].difference - t95 * d[1].se > 0.0));
    assert_int_equal(ranked[0].place, 1 + (ranked[1].value < ranked[0].value) + (ranked[2].value < ranked[0].value));
    brink_results_close(results);
    folder_remove(s.folder);
}

static void rankings_that_make_no_sense(void **unused)
{
    (void)unused;
    static const size_t points[] = {0, 1};
    const brink_statistic mean = {.kind = BRINK_STATISTIC_MEAN};
    const brink_statistic median = {.kind = BRINK_STATISTIC_QUANTILE, .at = 0.5};
    set_up s;
    brink_ranked ranked[2];
    brink_error err = {0};
    brink_results *results = run(&s);
    assert_int_equal(brink_rank(results, points, 1, "tests", &mean, false, 0.95, ranked, &err), BRINK_EUSAGE);
    assert_int_equal(brink_rank(results, points, 2, "tests", &mean, false, 1.0, ranked, &err), BRINK_EUSAGE);
    assert_int_equal(brink_rank(results, points, 2, "tests", &mean, false, (double)NAN, ranked, &err), BRINK_EUSAGE);
    assert_int_equal(brink_rank(results, points, 2, "nothing", &mean, false, 0.95, ranked, &err), BRINK_EDATA);
    assert_int_equal(brink_rank(results, points, 2, "hit_share", &median, false, 0.95, ranked, &err), BRINK_EUSAGE);
    assert_int_equal(brink_rank(results, points, 2, "tests", &median, false, 0.95, ranked, &err), BRINK_OK);
    brink_results_close(results);
    folder_remove(s.folder);
}

/* --- selection */

static brink_select_options select_options(void)
{
    return (brink_select_options){.metric = "tests",
                                  .statistic = {.kind = BRINK_STATISTIC_MEAN},
                                  .is_maximised = true,
                                  .confidence = 0.95,
                                  .indifference = 0.005,
                                  .stage = 256,
                                  .most = 100000,
                                  .run = {.seed = SEED, .threads = 2}};
}

/* More persistent walks leave [-1, 1] more often: the last point has the largest mean. */
static void the_best_is_selected(void **unused)
{
    (void)unused;
    set_up s;
    brink_selected selected[N_POINTS];
    size_t n_left = 0;
    brink_select_options o = select_options();
    make(&s);
    assert_int_equal(brink_select(s.folder, s.points, N_POINTS, &o, selected, &n_left, NULL), BRINK_OK);
    assert_int_equal(n_left, 1);
    assert_true(selected[4].is_in);
    for (size_t i = 0; i < 4; i++) {
        assert_false(selected[i].is_in);
        assert_int_equal(selected[i].dropped, selected[i].replicas);
        assert_true(selected[i].replicas >= 1024 && selected[i].replicas <= selected[4].replicas);
        assert_true(selected[i].value < selected[4].value);
        assert_true(selected[selected[i].by].value > selected[i].value);
    }
    uint64_t total = 0;
    for (size_t i = 0; i < N_POINTS; i++) {
        total += selected[i].replicas;
    }
    assert_true(selected[4].replicas > 1024 && total < N_POINTS * selected[4].replicas); /* it took stages */

    /* its mean is that of its replicas, slice by slice */
    double sum = 0.0;
    double squares = 0.0;
    size_t n = 0;
    for (uint64_t slice = 1; slice <= selected[4].replicas / o.stage; slice++) {
        for (uint64_t r = 0; r < o.stage; r++) {
            double x[PERIODS + 1];
            unsigned tests = 0;
            toy_path(&s.programs[4], SEED, slice * BRINK_NOISE_REPLICAS + r, x);
            for (size_t t = 1; t <= PERIODS; t++) {
                tests += x[t] > 1.0 || x[t] < -1.0;
            }
            sum += tests;
            squares += (double)tests * tests;
            n++;
        }
    }
    double mean = sum / (double)n;
    assert_near(selected[4].value, mean, 1e-9);
    assert_near(selected[4].se, sqrt((squares / (double)n - mean * mean) / (double)n), 0.2 * selected[4].se);
    folder_remove(s.folder);
}

static void tell_stop(void *context, uint64_t replicas, size_t n_left, const brink_progress *now)
{
    volatile sig_atomic_t *left = context;
    (void)replicas;
    (void)n_left;
    (void)now;
    if (left[1] > 0 && --left[1] == 0) {
        left[0] = 1;
    }
}

static void same_when_interrupted(void **unused)
{
    (void)unused;
    set_up whole;
    set_up part;
    brink_selected want[N_POINTS];
    brink_selected got[N_POINTS];
    size_t n_left = 0;
    unsigned n_breaks = 0;
    brink_select_options o = select_options();
    make(&whole);
    make(&part);
    assert_int_equal(brink_select(whole.folder, whole.points, N_POINTS, &o, want, &n_left, NULL), BRINK_OK);
    assert_int_equal(brink_report_selection(whole.points, want, N_POINTS, whole.folder, NULL), BRINK_OK);
    for (bool is_done = false; !is_done; n_breaks++) {
        volatile sig_atomic_t left[2] = {0, (int)(1 + n_breaks)};
        o.run.stop = &left[0];
        o.progress = tell_stop;
        o.context = (void *)(uintptr_t)left;
        o.run.resume = n_breaks > 0;
        o.run.threads = 1 + n_breaks % 3;
        brink_status status = brink_select(part.folder, part.points, N_POINTS, &o, got, &n_left, NULL);
        assert_true(status == BRINK_OK || status == BRINK_EINTERRUPTED);
        is_done = status == BRINK_OK;
    }
    assert_true(n_breaks > 2);
    assert_int_equal(brink_report_selection(part.points, got, N_POINTS, part.folder, NULL), BRINK_OK);
    char *a = file_get(whole.folder, "selection.csv", NULL);
    char *b = file_get(part.folder, "selection.csv", NULL);
    assert_string_equal(a, b);
    free(a);
    free(b);
    o = select_options();
    o.run.resume = true;
    o.run.seed = SEED + 1;
    assert_int_equal(brink_select(part.folder, part.points, N_POINTS, &o, got, &n_left, NULL), BRINK_EMISMATCH);
    folder_remove(whole.folder);
    folder_remove(part.folder);
}

/* Points that are alike are not told apart before the ceiling: nothing is selected, and nothing promised. */
static void the_ceiling_comes_first(void **unused)
{
    (void)unused;
    set_up s;
    brink_selected selected[N_POINTS];
    size_t n_left = 0;
    brink_select_options o = select_options();
    make(&s);
    o.indifference = 1e-4;
    o.most = 1024 + 600;
    assert_int_equal(brink_select(s.folder, s.points, N_POINTS, &o, selected, &n_left, NULL), BRINK_OK);
    assert_true(n_left > 1);
    size_t n_in = 0;
    for (size_t i = 0; i < N_POINTS; i++) {
        n_in += selected[i].is_in;
        assert_true(selected[i].replicas <= 1024 + 512);
    }
    assert_int_equal(n_in, n_left);
    folder_remove(s.folder);
}

static void selections_that_make_no_sense(void **unused)
{
    (void)unused;
    for (int k = 0; k < 10; k++) {
        set_up s;
        brink_selected selected[N_POINTS];
        brink_error err = {0};
        size_t n = N_POINTS;
        size_t n_left = 0;
        brink_status want = BRINK_EUSAGE;
        brink_select_options o = select_options();
        make(&s);
        switch (k) {
        case 0:
            n = 1;
            break;
        case 1:
            o.confidence = 0.4;
            break;
        case 2:
            o.indifference = 0.0;
            break;
        case 3:
            o.indifference = (double)NAN;
            break;
        case 4:
            o.stage = 100;
            break;
        case 5:
            o.stage = 96;
            break; /* does not divide the first stage */
        case 6:
            o.most = 1000;
            break;
        case 7:
            o.statistic = (brink_statistic){.kind = BRINK_STATISTIC_QUANTILE, .at = 0.5};
            break;
        case 8:
            o.metric = "nothing";
            want = BRINK_EDATA;
            break;
        default:
            s.programs[2].fail_every = 10;
            want = BRINK_EDIVERGE;
            break;
        }
        assert_int_equal(brink_select(s.folder, s.points, n, &o, selected, &n_left, &err), want);
        assert_true(strlen(err.what) > 0);
        folder_remove(s.folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_those_of_pairs),     cmocka_unit_test(one_bound_by_hand),
        cmocka_unit_test(rankings_that_make_no_sense),   cmocka_unit_test(the_best_is_selected),
        cmocka_unit_test(same_when_interrupted),         cmocka_unit_test(the_ceiling_comes_first),
        cmocka_unit_test(selections_that_make_no_sense),
    };
    (void)gsl_set_error_handler_off();
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL) != 0;
}
