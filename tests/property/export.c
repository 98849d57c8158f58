/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is exported from a real store: the numbers that the store gives, bit for bit, and the same bytes for any number
 * of threads. */
#include "support/check.h"

#include <jansson.h>

#include "brink/report.h"
#include "brink/results.h"
#include "brink/study.h"
#include "support/folder.h"
#include "support/toy.h"

enum { PERIODS = 12, REPLICAS = 300, SEED = 42, N_POINTS = 2, MAX_CELLS = 16 };

static const char *const tables[] = {"summary.csv",       "series.csv",   "actions.csv",
                                     "distributions.csv", "cascades.csv", "influence.csv"};

/* Runs the toy study, exports it into a new folder, and leaves the results open. */
static brink_results *export_study(char folder[64], unsigned threads)
{
    toy_program programs[N_POINTS];
    brink_point points[N_POINTS];
    brink_run_options options = {.seed = SEED, .replicas = REPLICAS, .threads = threads};
    brink_results *results = NULL;
    brink_error err = {0};
    toy_init(&programs[0], PERIODS, 0.5);
    toy_init(&programs[1], PERIODS + 3, 0.9);
    programs[0].fail_every = 50;
    points[0] = (brink_point){.scenario = "toy", .name = "a", .program = &programs[0].head};
    points[1] = (brink_point){.scenario = "toy", .name = "b", .program = &programs[1].head, .digest = {1}};
    folder_new(folder);
    assert_int_equal(brink_study_run(folder, points, N_POINTS, &options, &err), BRINK_OK);
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_OK);
    assert_int_equal(brink_report_csv(results, folder, &err), BRINK_OK);
    return results;
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    static const unsigned threads[] = {1, 2, 7};
    char *first[COUNT(tables)] = {NULL};
    for (size_t i = 0; i < COUNT(threads); i++) {
        char folder[64];
        brink_results_close(export_study(folder, threads[i]));
        for (size_t k = 0; k < COUNT(tables); k++) {
            char *text = file_get(folder, tables[k], NULL);
            if (i == 0) {
                assert_true(strlen(text) > 200);
                first[k] = text;
            } else {
                assert_string_equal(text, first[k]);
                free(text);
            }
        }
        folder_remove(folder);
    }
    for (size_t k = 0; k < COUNT(tables); k++) {
        free(first[k]);
    }
}

/* Splits the row at *at (no quoted cells in these) in place and moves *at behind it. The number of cells. */
static size_t split_row(char **at, char *cells[MAX_CELLS])
{
    size_t n = 1;
    cells[0] = *at;
    while (**at != '\n') {
        assert_int_not_equal(**at, '\0');
        if (**at == ',') {
            **at = '\0';
            assert_true(n < MAX_CELLS);
            cells[n++] = *at + 1;
        }
        (*at)++;
    }
    *(*at)++ = '\0';
    return n;
}

static void assert_cell(const char *cell, double want)
{
    char *after;
    double got = strtod(cell ? cell : "?", &after);
    assert_non_null(cell);
    if (cell && cell[0] == '\0') {
        assert_true(want != want);
        return;
    }
    assert_int_equal(*after, '\0');
    assert_true(got == want); /* exactly; 0 and -0 alike */
}

static void summary_is_of_the_store(void **state)
{
    (void)state;
    char folder[64];
    char *cells[MAX_CELLS] = {NULL};
    brink_results *results = export_study(folder, 2);
    char *text = file_get(folder, "summary.csv", NULL);
    char *at = text;
    assert_int_equal(split_row(&at, cells), 15);
    size_t n_missing = 0;
    for (size_t p = 0; p < N_POINTS; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        for (size_t m = 0; m < point->n_metrics; m++) {
            brink_estimate e;
            assert_int_equal(brink_results_metric(results, p, m, &e, NULL), BRINK_OK);
            const double want[] = {(double)e.n, e.mean, e.sd, e.se, e.lo95, e.hi95, e.q05, e.q25, e.q50, e.q75, e.q95};
            assert_int_equal(split_row(&at, cells), 15);
            assert_string_equal(cells[0], "toy");
            assert_string_equal(cells[1], point->name);
            assert_string_equal(cells[2], point->metrics[m].name);
            for (size_t k = 0; k < COUNT(want); k++) {
                assert_cell(cells[3 + k], want[k]);
                n_missing += want[k] != want[k];
            }
            assert_string_equal(cells[14], "1");
        }
    }
    assert_int_equal(*at, '\0');
    assert_true(n_missing > 0); /* a ratio has no sd */
    free(text);
    brink_results_close(results);
    folder_remove(folder);
}

/* How many values there are from `from` up, not including `to`. */
static size_t count_within(const double *values, double from, double to)
{
    size_t n = 0;
    for (size_t k = 0; k < REPLICAS; k++) {
        n += values[k] >= from && values[k] < to;
    }
    return n;
}

/* The rows of one metric: every row is true, rows ascend from the least to the greatest value, and of values that all
 * differ (`is_continuous`) rows skip no more than a tenth of the rank from the nearer end. */
static void assert_distribution(char **at, const char *metric, const double *values, bool is_continuous)
{
    const double least = -(double)INFINITY, most = (double)INFINITY;
    const size_t n = count_within(values, least, most);
    char *cells[MAX_CELLS] = {NULL};
    size_t above = n; /* not yet passed */
    for (size_t row = 0; above > 0; row++) {
        assert_true(row < 110); /* in two and a half factors of ten */
        assert_int_equal(split_row(at, cells), 10);
        assert_string_equal(cells[2], metric);
        const double value = strtod(cells[3], NULL);
        const size_t at_least = count_within(values, value, most), below = n - at_least;
        const size_t skipped = above - at_least, outer = below < above ? below : above;
        assert_cell(cells[4], (double)n);
        assert_cell(cells[5], (double)at_least);
        assert_cell(cells[6], (double)at_least / (double)n);
        assert_true(strtod(cells[7], NULL) < (double)at_least / (double)n);
        assert_true(strtod(cells[8], NULL) >= (double)at_least / (double)n);
        assert_true(!is_continuous || skipped <= outer / 10);
        assert_true(row > 0 || skipped == 0);
        above = at_least;
        for (size_t k = 0; k < REPLICAS; k++) {
            above -= values[k] == value;
        }
        assert_true(above < at_least);
    }
}

static void distributions_are_of_the_values(void **state)
{
    (void)state;
    static const size_t metrics[] = {TOY_LAST, TOY_FIRST}; /* of no actor; no proportion, no ratio */
    char folder[64];
    char *cells[MAX_CELLS] = {NULL};
    brink_results *results = export_study(folder, 2);
    char *text = file_get(folder, "distributions.csv", NULL);
    char *at = text;
    assert_int_equal(split_row(&at, cells), 10);
    for (size_t p = 0; p < N_POINTS; p++) {
        for (size_t i = 0; i < COUNT(metrics); i++) {
            double values[REPLICAS];
            assert_int_equal(brink_results_values(results, p, metrics[i], values, NULL), BRINK_OK);
            assert_distribution(&at, brink_results_get_point(results, p)->metrics[metrics[i]].name, values,
                                metrics[i] == TOY_LAST);
        }
    }
    assert_int_equal(*at, '\0');
    free(text);
    brink_results_close(results);
    folder_remove(folder);
}

static void series_are_of_the_store(void **state)
{
    (void)state;
    char folder[64];
    char *cells[MAX_CELLS] = {NULL};
    brink_results *results = export_study(folder, 2);
    char *text = file_get(folder, "series.csv", NULL);
    char *at = text;
    assert_int_equal(split_row(&at, cells), 15);
    for (size_t p = 0; p < N_POINTS; p++) {
        const brink_results_point *point = brink_results_get_point(results, p);
        for (size_t s = 0; s < point->n_series; s++) {
            brink_band band[PERIODS + 4];
            assert_int_equal(brink_results_series(results, p, s, band, NULL), BRINK_OK);
            for (uint32_t t = 0; t <= point->n_periods; t++) {
                const brink_band *b = &band[t];
                const double want[] = {t,      (double)b->n, b->mean, b->sd,  b->se,       b->q05,
                                       b->q25, b->q50,       b->q75,  b->q95, (double)NAN, b->bin};
                assert_int_equal(split_row(&at, cells), 15);
                assert_string_equal(cells[1], point->name);
                assert_string_equal(cells[2], point->series[s].name);
                for (size_t k = 0; k < COUNT(want); k++) {
                    assert_cell(cells[3 + k], want[k]);
                }
            }
        }
    }
    assert_int_equal(*at, '\0');
    free(text);
    brink_results_close(results);
    folder_remove(folder);
}

static void manifest_counts_the_store(void **state)
{
    (void)state;
    char folder[64];
    char path[128];
    brink_results *results = export_study(folder, 2);
    assert_int_equal(brink_report_manifest(results, folder, NULL, NULL), BRINK_OK);
    snprintf(path, sizeof path, "%s/manifest.json", folder);
    json_t *manifest = json_load_file(path, 0, NULL);
    assert_non_null(manifest);
    json_int_t done = 0;
    json_int_t failed = 0;
    json_int_t given_up = 0;
    int is_complete = 0;
    assert_int_equal(json_unpack(manifest, "{s:{s:I,s:I,s:{s:I},s:b}}", "totals", "done", &done, "failed", &failed,
                                 "failures", "BRINK_ENOMEM", &given_up, "complete", &is_complete),
                     0);
    assert_int_equal(done, N_POINTS * REPLICAS);
    assert_int_equal(failed, REPLICAS / 50); /* replicas 1, 51, ... of the first point */
    assert_int_equal(given_up, failed);
    assert_true(is_complete);
    json_decref(manifest);
    brink_results_close(results);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),           cmocka_unit_test(summary_is_of_the_store),
        cmocka_unit_test(distributions_are_of_the_values), cmocka_unit_test(series_are_of_the_store),
        cmocka_unit_test(manifest_counts_the_store),
    };
    return cmocka_run_group_tests_name("export", tests, NULL, NULL) != 0;
}
