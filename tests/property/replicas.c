/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of single replicas, wide tables and JSON say what the store says, to the last bit. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <jansson.h>

#include "brink/report.h"
#include "brink/results.h"
#include "brink/study.h"
#include "support/cells.h"
#include "support/folder.h"
#include "support/toy.h"

enum { PERIODS = 12, REPLICAS = 300, SEED = 42, N_POINTS = 2, MAX_CELLS = 128 };

/* Two points: replicas of the first fail in three ways; the second has other names for some outputs. */
typedef struct study {
    toy_program programs[N_POINTS];
    brink_point points[N_POINTS];
    char folder[64];
    brink_results *results;
} study;

static void study_init(study *s, unsigned threads)
{
    toy_init(&s->programs[0], PERIODS, 0.5);
    toy_init(&s->programs[1], PERIODS + 3, 0.9);
    s->programs[0].fail_every = 50;
    s->programs[0].nan_every = 17;
    s->programs[0].range_every = 23;
    s->programs[1].metrics[TOY_UP].name = "risen";
    s->programs[1].series[TOY_DEPTH].name = "sunk";
    s->points[0] = (brink_point){.scenario = "toy", .name = "a", .program = &s->programs[0].head};
    s->points[1] = (brink_point){.scenario = "toy", .name = "b", .program = &s->programs[1].head, .digest = {1}};
    brink_run_options options = {.seed = SEED, .replicas = REPLICAS, .threads = threads};
    folder_new(s->folder);
    assert_int_equal(brink_study_run(s->folder, s->points, N_POINTS, &options, NULL), BRINK_OK);
    assert_int_equal(brink_results_open(s->folder, &s->results, NULL), BRINK_OK);
}

static void study_fini(study *s)
{
    brink_results_close(s->results);
    folder_remove(s->folder);
}

static brink_status status_of(size_t point, uint64_t replica)
{
    return point == 1          ? BRINK_OK
           : replica % 50 == 1 ? BRINK_ENOMEM
           : replica % 23 == 1 ? BRINK_ERANGE
           : replica % 17 == 1 ? BRINK_EDIVERGE
                               : BRINK_OK;
}

static void replica_rows_are_values(void **unused)
{
    (void)unused;
    static const char *const columns[] = {"scenario", "point", "replica", "seed",  "status", "last",
                                          "up",       "tests", "hits",    "first", "risen"};
    static const size_t metrics[N_POINTS][6] = {{TOY_LAST, TOY_UP, TOY_TESTS, TOY_HITS, TOY_FIRST, SIZE_MAX},
                                                {TOY_LAST, SIZE_MAX, TOY_TESTS, TOY_HITS, TOY_FIRST, TOY_UP}};
    static double values[6][REPLICAS];
    char *cells[MAX_CELLS];
    study s;
    study_init(&s, 2);
    assert_int_equal(brink_report_replicas(s.results, s.folder, NULL), BRINK_OK);
    char *text = file_get(s.folder, "replicas.csv", NULL);
    char *at = text;
    assert_int_equal(cells_split(&at, cells, MAX_CELLS), COUNT(columns)); /* no ratio */
    for (size_t c = 0; c < COUNT(columns); c++) {
        assert_string_equal(cells[c], columns[c]);
    }
    for (size_t p = 0; p < N_POINTS; p++) {
        for (size_t m = 0; m < 6; m++) {
            if (metrics[p][m] != SIZE_MAX) {
                assert_int_equal(brink_results_values(s.results, p, metrics[p][m], values[m], NULL), BRINK_OK);
            }
        }
        for (uint64_t r = 0; r < REPLICAS; r++) {
            assert_int_equal(cells_split(&at, cells, MAX_CELLS), COUNT(columns));
            assert_string_equal(cells[1], s.points[p].name);
            assert_same_number(cell_number(cells[2]), (double)r);
            assert_same_number(cell_number(cells[3]), SEED);
            assert_string_equal(cells[4], brink_status_name(status_of(p, r)));
            for (size_t m = 0; m < 6; m++) {
                bool has_value = metrics[p][m] != SIZE_MAX && status_of(p, r) == BRINK_OK;
                assert_same_number(cell_number(cells[5 + m]), has_value ? values[m][r] : (double)NAN);
            }
        }
    }
    assert_int_equal(*at, '\0');
    free(text);
    study_fini(&s);
}

/* A trajectory is the plain loop's path, and ends where the metric `last` of its replica is, up to the rounding of the
 * store. */
static void trajectories_end_in_the_values(void **unused)
{
    (void)unused;
    enum { N = 70 }; /* three batches, the last one short */
    static double last[REPLICAS];
    char *cells[MAX_CELLS];
    study s;
    study_init(&s, 2);
    assert_int_equal(brink_report_trajectories(s.results, s.points, N_POINTS, N, NULL, s.folder, NULL), BRINK_OK);
    char *text = file_get(s.folder, "trajectories.csv", NULL);
    char *at = text;
    assert_int_equal(cells_split(&at, cells, MAX_CELLS), 7);
    assert_string_equal(cells[3], "period");
    assert_string_equal(cells[6], "sunk");
    size_t n_failed = 0;
    for (size_t p = 0; p < N_POINTS; p++) {
        assert_int_equal(brink_results_values(s.results, p, TOY_LAST, last, NULL), BRINK_OK);
        for (uint64_t r = 0; r < N; r++) {
            double x[PERIODS + 4];
            bool is_failed = status_of(p, r) != BRINK_OK;
            toy_path(&s.programs[p], SEED, r, x);
            n_failed += is_failed;
            for (uint32_t t = 0; t <= s.programs[p].head.n_periods; t++) {
                assert_int_equal(cells_split(&at, cells, MAX_CELLS), 7);
                assert_string_equal(cells[1], s.points[p].name);
                assert_same_number(cell_number(cells[2]), (double)r);
                assert_same_number(cell_number(cells[3]), t);
                assert_same_number(cell_number(cells[4]), is_failed ? (double)NAN : x[t]);
                assert_same_number(cell_number(cells[5 + p]), is_failed || x[t] > 0.0 ? (double)NAN : -x[t] + 0.0);
                assert_same_number(cell_number(cells[6 - p]), (double)NAN);
            }
            if (!is_failed) {
                double end = x[s.programs[p].head.n_periods];
                assert_same_number(last[r], rint(end * 0x1p37) * 0x1p-37);
            }
        }
    }
    assert_true(n_failed > 3);
    assert_int_equal(*at, '\0');
    free(text);
    /* not of other points; no more replicas than there are; and not when it is to stop */
    volatile sig_atomic_t stop = 1;
    assert_int_equal(brink_report_trajectories(s.results, s.points, 1, 5, NULL, s.folder, NULL), BRINK_EMISMATCH);
    s.points[1].digest[0] = 2;
    assert_int_equal(brink_report_trajectories(s.results, s.points, 2, 5, NULL, s.folder, NULL), BRINK_EMISMATCH);
    s.points[1].digest[0] = 1;
    assert_int_equal(brink_report_trajectories(s.results, s.points, 2, 5, &stop, s.folder, NULL), BRINK_EINTERRUPTED);
    assert_int_equal(brink_report_trajectories(s.results, s.points, 2, UINT32_MAX, NULL, s.folder, NULL), BRINK_OK);
    text = file_get(s.folder, "trajectories.csv", NULL);
    size_t n_lines = 0;
    for (const char *c = text; *c != '\0'; c++) {
        n_lines += *c == '\n';
    }
    assert_int_equal(n_lines, 1 + REPLICAS * (PERIODS + 1 + PERIODS + 4));
    free(text);
    study_fini(&s);
}

static size_t find_title(char *const *titles, size_t n, const char *name, const char *statistic)
{
    char title[64];
    (void)snprintf(title, sizeof title, "%s.%s", name, statistic);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(titles[i], title) == 0) {
            return i;
        }
    }
    print_error("no column %s\n", title);
    fail();
    return 0;
}

static void wide_rows_are_the_summary(void **unused)
{
    (void)unused;
    char *titles[MAX_CELLS];
    char *cells[MAX_CELLS];
    study s;
    study_init(&s, 2);
    assert_int_equal(brink_report_wide(s.results, s.folder, NULL), BRINK_OK);
    char *text = file_get(s.folder, "summary_wide.csv", NULL);
    char *at = text;
    size_t n = cells_split(&at, titles, MAX_CELLS);
    assert_int_equal(n, 2 + 7 * 11); /* six metrics and the one of another name */
    for (size_t p = 0; p < N_POINTS; p++) {
        const brink_results_point *point = brink_results_get_point(s.results, p);
        assert_int_equal(cells_split(&at, cells, MAX_CELLS), n);
        assert_string_equal(cells[1], point->name);
        for (size_t m = 0; m < point->n_metrics; m++) {
            const char *name = point->metrics[m].name;
            brink_estimate e;
            assert_int_equal(brink_results_metric(s.results, p, m, &e, NULL), BRINK_OK);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "n")]), (double)e.n);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "mean")]), e.mean);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "sd")]), e.sd);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "lo95")]), e.lo95);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "hi95")]), e.hi95);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "q95")]), e.q95);
        }
        const char *other = p == 0 ? "risen" : "up";
        assert_string_equal(cells[find_title(titles, n, other, "n")], "");
        assert_string_equal(cells[find_title(titles, n, other, "q95")], "");
    }
    assert_int_equal(*at, '\0');
    free(text);
    text = file_get(s.folder, "series_wide.csv", NULL);
    at = text;
    n = cells_split(&at, titles, MAX_CELLS);
    assert_int_equal(n, 3 + 3 * 10);
    for (size_t p = 0; p < N_POINTS; p++) {
        brink_band band[PERIODS + 4];
        assert_int_equal(brink_results_series(s.results, p, TOY_DEPTH, band, NULL), BRINK_OK);
        for (uint32_t t = 0; t <= s.programs[p].head.n_periods; t++) {
            const char *name = p == 0 ? "depth" : "sunk";
            assert_int_equal(cells_split(&at, cells, MAX_CELLS), n);
            assert_same_number(cell_number(cells[2]), t);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "n")]), (double)band[t].n);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "se")]), band[t].se);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "q95")]), band[t].q95);
            assert_same_number(cell_number(cells[find_title(titles, n, name, "bin")]), band[t].bin);
            assert_string_equal(cells[find_title(titles, n, p == 0 ? "sunk" : "depth", "mean")], "");
        }
    }
    assert_int_equal(*at, '\0');
    free(text);
    study_fini(&s);
}

static void json_is_the_summary(void **unused)
{
    (void)unused;
    study s;
    study_init(&s, 2);
    char *text = NULL;
    assert_int_equal(brink_report_json(s.results, &text, NULL), BRINK_OK);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "seed")), "42");
    assert_true(json_is_true(json_object_get(root, "complete")));
    assert_int_equal(json_array_size(json_object_get(root, "points")), N_POINTS);
    for (size_t p = 0; p < N_POINTS; p++) {
        const brink_results_point *point = brink_results_get_point(s.results, p);
        const json_t *object = json_array_get(json_object_get(root, "points"), p);
        assert_string_equal(json_string_value(json_object_get(object, "point")), point->name);
        assert_int_equal(json_integer_value(json_object_get(object, "failed")), point->failed);
        assert_int_equal(json_object_size(json_object_get(object, "failures")), p == 0 ? 3 : 0);
        const json_t *metrics = json_object_get(object, "metrics");
        assert_int_equal(json_array_size(metrics), point->n_metrics);
        for (size_t m = 0; m < point->n_metrics; m++) {
            brink_estimate e;
            assert_int_equal(brink_results_metric(s.results, p, m, &e, NULL), BRINK_OK);
            static const char *const names[] = {"mean", "sd", "se", "lo95", "hi95", "q05", "q25", "q50", "q75", "q95"};
            const double want[] = {e.mean, e.sd, e.se, e.lo95, e.hi95, e.q05, e.q25, e.q50, e.q75, e.q95};
            const json_t *metric = json_array_get(metrics, m);
            assert_string_equal(json_string_value(json_object_get(metric, "metric")), point->metrics[m].name);
            assert_int_equal(json_integer_value(json_object_get(metric, "n")), e.n);
            for (size_t k = 0; k < COUNT(names); k++) {
                const json_t *value = json_object_get(metric, names[k]);
                assert_true(json_is_real(value) || json_is_null(value));
                assert_same_number(json_is_null(value) ? (double)NAN : json_real_value(value), want[k]);
            }
        }
    }
    json_decref(root);
    free(text);
    study_fini(&s);
}

/* What is exported of a run that was stopped: the replicas that are there, and the word that it is not complete. */
typedef struct stopper {
    volatile sig_atomic_t stop;
    unsigned calls;
} stopper;

static void stop_soon(void *context, const brink_progress *progress)
{
    stopper *s = context;
    s->stop = progress->done > 0 || ++s->calls > 50;
}

static void unfinished_runs_are_exported(void **unused)
{
    (void)unused;
    toy_program program;
    char folder[64];
    char *cells[MAX_CELLS];
    char *text = NULL;
    stopper button = {0};
    brink_results *results = NULL;
    toy_init(&program, PERIODS, 0.5);
    program.pause_us = 2000;
    brink_point point = {.scenario = "toy", .name = "a", .program = &program.head};
    brink_run_options options = {
        .seed = SEED, .replicas = 2000, .threads = 1, .stop = &button.stop, .progress = stop_soon, .context = &button};
    folder_new(folder);
    assert_int_equal(brink_study_run(folder, &point, 1, &options, NULL), BRINK_EINTERRUPTED);
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    uint64_t done = brink_results_get_point(results, 0)->done;
    assert_true(done > 0 && done < 2000);
    assert_int_equal(brink_report_replicas(results, folder, NULL), BRINK_OK);
    assert_int_equal(brink_report_json(results, &text, NULL), BRINK_OK);
    assert_non_null(strstr(text, "\"complete\": false"));
    free(text);
    text = file_get(folder, "replicas.csv", NULL);
    char *at = text;
    uint64_t n_rows = 0;
    for (cells_split(&at, cells, MAX_CELLS); *at != '\0'; n_rows++) {
        cells_split(&at, cells, MAX_CELLS);
    }
    assert_int_equal(n_rows, done);
    free(text);
    brink_results_close(results);
    folder_remove(folder);
}

static void full_disks_leave_what_was_there(void **unused)
{
    (void)unused;
    static const char *const tables[] = {"replicas.csv", "trajectories.csv", "summary_wide.csv", "series_wide.csv"};
    study s;
    study_init(&s, 2);
    for (size_t i = 0; i < COUNT(tables); i++) {
        file_put(s.folder, tables[i], "old\n");
    }
    size_t n_hidden;
    brink_error err = {0};
    limit_files(1500);
    assert_int_equal(brink_report_replicas(s.results, s.folder, &err), BRINK_EIO);
    assert_non_null(strstr(err.what, "replicas.csv"));
    assert_int_equal(brink_report_trajectories(s.results, s.points, N_POINTS, 20, NULL, s.folder, &err), BRINK_EIO);
    assert_int_equal(brink_report_wide(s.results, s.folder, &err), BRINK_EIO);
    limit_files(RLIM_INFINITY);
    assert_int_equal(folder_count(s.folder, &n_hidden), 1 + COUNT(tables));
    assert_int_equal(n_hidden, 0);
    for (size_t i = 0; i < COUNT(tables); i++) {
        char *text = file_get(s.folder, tables[i], NULL);
        assert_string_equal(text, "old\n");
        free(text);
    }
    study_fini(&s);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replica_rows_are_values),      cmocka_unit_test(trajectories_end_in_the_values),
        cmocka_unit_test(wide_rows_are_the_summary),    cmocka_unit_test(json_is_the_summary),
        cmocka_unit_test(unfinished_runs_are_exported), cmocka_unit_test(full_disks_leave_what_was_there),
    };
    return cmocka_run_group_tests_name("replicas", tests, NULL, NULL) != 0;
}
