/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A study's results are a function of its inputs alone, and equal what a plain loop over replicas gives. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "brink/results.h"
#include "brink/study.h"
#include "support/store_dump.h"
#include "support/toy.h"

enum { PERIODS = 12, REPLICAS = 1000, SEED = 42 }; /* 1000 = 7 blocks of 128 and one of 104: a batch of 8 at the end */

static void point_of(brink_point *point, const toy_program *program, const char *name)
{
    *point = (brink_point){.scenario = "toy", .name = name, .program = &program->head};
    point->digest[0] = (unsigned char)name[0];
}

static brink_status run(const char *folder, const brink_point *points, size_t n, uint64_t replicas, unsigned threads)
{
    brink_run_options options = {.seed = SEED, .replicas = replicas, .threads = threads, .description = "{\"a\":1}"};
    brink_error err = {0};
    brink_status status = brink_study_run(folder, points, n, &options, &err);
    if (status != BRINK_OK) {
        print_error("%s\n", err.what);
    }
    return status;
}

static brink_results *open_results(const char *folder)
{
    brink_results *results = NULL;
    brink_error err = {0};
    if (brink_results_open(folder, &results, &err) != BRINK_OK) {
        print_error("%s\n", err.what);
        fail();
    }
    return results;
}

static void threads_do_not_matter(void **unused)
{
    (void)unused;
    static const unsigned threads[] = {1, 2, 7, 0};
    toy_program programs[2];
    brink_point points[2];
    toy_init(&programs[0], PERIODS, 0.5);
    toy_init(&programs[1], PERIODS + 3, 0.9);
    programs[0].fail_every = 7;
    programs[0].nan_every = 11;
    programs[0].range_every = 13;
    point_of(&points[0], &programs[0], "a");
    point_of(&points[1], &programs[1], "b");
    char *first = NULL;
    for (size_t i = 0; i < COUNT(threads); i++) {
        char folder[64];
        make_folder(folder);
        assert_int_equal(run(folder, points, 2, REPLICAS, threads[i]), BRINK_OK);
        assert_int_equal(file_size(folder, "results.db-wal"), -1);
        assert_int_equal(file_size(folder, "results.db-shm"), -1);
        char *dump = dump_store(folder);
        assert_non_null(dump);
        if (first) {
            assert_string_equal(dump, first);
            free(dump);
        } else {
            first = dump;
        }
        remove_folder(folder);
    }
    free(first);
}

/* Values of the toy, rounded as the store rounds: to multiples of 2^(ceil(log2 bound) - 43). */
static double rounded(double value, double unit)
{
    return rint(value / unit) * unit;
}

/* Of the distribution in one replica: how many at or above each bin, and their squares. */
static void add_tails(const uint64_t mine[2 * TOY_SIZE_BINS], double sum[2 * TOY_SIZE_BINS],
                      double squares[2 * TOY_SIZE_BINS])
{
    for (size_t i = 0; i < 2 * TOY_SIZE_BINS; i++) {
        double above = 0.0;
        for (size_t k = i; k < (i / TOY_SIZE_BINS + 1) * TOY_SIZE_BINS; k++) {
            above += (double)mine[k];
        }
        sum[i] += above;
        squares[i] += above * above;
    }
}

static void values_equal_a_plain_loop(void **unused)
{
    (void)unused;
    char folder[64];
    toy_program program;
    brink_point point;
    toy_init(&program, PERIODS, 0.5);
    program.fail_every = 7;
    program.nan_every = 11;
    program.range_every = 13;
    point_of(&point, &program, "a");
    make_folder(folder);
    assert_int_equal(run(folder, &point, 1, REPLICAS, 2), BRINK_OK);
    brink_results *results = open_results(folder);

    double *last = malloc(REPLICAS * sizeof *last);
    double *hits = malloc(REPLICAS * sizeof *hits);
    double *first = malloc(REPLICAS * sizeof *first);
    assert_int_equal(brink_results_values(results, 0, TOY_LAST, last, NULL), BRINK_OK);
    assert_int_equal(brink_results_values(results, 0, TOY_HITS, hits, NULL), BRINK_OK);
    assert_int_equal(brink_results_values(results, 0, TOY_FIRST, first, NULL), BRINK_OK);
    uint64_t failures[BRINK_N_STATUSES] = {0};
    uint64_t large = 0;
    uint64_t counts[TOY_N_COUNTS] = {0};
    double tails[2 * TOY_SIZE_BINS] = {0}, squares[2 * TOY_SIZE_BINS] = {0};
    double level_sum = 0.0;
    uint64_t level_n = 0;
    for (uint64_t r = 0; r < REPLICAS; r++) {
        double x[PERIODS + 1];
        toy_path(&program, SEED, r, x);
        brink_status status = r % 7 == 1    ? BRINK_ENOMEM
                              : r % 13 == 1 ? BRINK_ERANGE
                              : r % 11 == 1 ? BRINK_EDIVERGE
                                            : BRINK_OK;
        failures[status]++;
        double want_hits = 0.0;
        double want_first = (double)NAN;
        for (uint32_t t = 1; t <= PERIODS; t++) {
            want_hits += x[t] > 1.0;
            large += fabs(x[t]) > 3.0;
            want_first = x[t] > 2.0 && isnan(want_first) ? t : want_first;
        }
        if (status != BRINK_OK) {
            assert_true(isnan(last[r]) && isnan(hits[r]) && isnan(first[r]));
            continue;
        }
        assert_true(last[r] == rounded(x[PERIODS], 0x1p-37));
        assert_true(hits[r] == want_hits);
        assert_true(isnan(want_first) ? isnan(first[r]) : first[r] == want_first);
        unsigned was = 0;
        uint64_t mine[2 * TOY_SIZE_BINS] = {0};
        for (uint32_t t = 1; t <= PERIODS; t++) {
            mine[toy_size_cell(x[t], t == PERIODS)]++;
            counts[toy_size_cell(x[t], t == PERIODS)]++;
            counts[toy_turn_cell(was, x[t])]++;
            was = x[t] > 0.0 ? 2 : 1;
        }
        add_tails(mine, tails, squares);
        level_sum += rounded(x[3], 0x1p-37);
        level_n++;
    }
    for (int s = 1; s < BRINK_N_STATUSES; s++) {
        assert_int_equal(brink_results_failures(results, 0, (brink_status)s), failures[s]);
    }
    const brink_results_point *facts = brink_results_get_point(results, 0);
    assert_int_equal(facts->done, REPLICAS);
    assert_int_equal(facts->failed, REPLICAS - failures[BRINK_OK]);
    uint64_t count = 0;
    assert_string_equal(brink_results_counter(results, 0, TOY_LARGE, &count), "large");
    assert_int_equal(count, large);
    assert_string_equal(brink_results_counter(results, 0, TOY_STEPS, &count), "steps");
    assert_int_equal(count, REPLICAS * PERIODS);

    /* counted tables hold exactly the replicas that did not fail */
    uint64_t got[TOY_N_COUNTS];
    double se[2 * TOY_SIZE_BINS];
    assert_int_equal(brink_results_counts(results, 0, TOY_SIZES, got, se, NULL), BRINK_OK);
    assert_int_equal(brink_results_counts(results, 0, TOY_TURNS, got + 2 * TOY_SIZE_BINS, NULL, NULL), BRINK_OK);
    assert_memory_equal(got, counts, sizeof counts);
    const double n_ok = (double)failures[BRINK_OK];
    for (size_t i = 0; i < COUNT(se); i++) {
        const double variance = (squares[i] - tails[i] * tails[i] / n_ok) / (n_ok - 1.0);
        assert_near(se[i], sqrt(variance / n_ok), 1e-12);
    }
    assert_near(se[0], 0.0, 1e-300); /* every period but the last has one, in every replica */

    brink_band band[PERIODS + 1];
    assert_int_equal(brink_results_series(results, 0, TOY_LEVEL, band, NULL), BRINK_OK);
    assert_int_equal(band[3].n, level_n);
    assert_near(band[3].mean, level_sum / (double)level_n, 1e-13);
    assert_int_equal(brink_results_series(results, 0, TOY_DEPTH, band, NULL), BRINK_OK);
    assert_int_equal(band[0].n, level_n); /* all at 0, none missing */
    assert_true(band[3].n > 0 && band[3].n < level_n);
    free(last);
    free(hits);
    free(first);
    brink_results_close(results);
    remove_folder(folder);
}

static void estimates_equal_gsl(void **unused)
{
    (void)unused;
    char folder[64];
    toy_program program;
    brink_point point;
    toy_init(&program, PERIODS, 0.5);
    program.nan_every = 11;
    point_of(&point, &program, "a");
    make_folder(folder);
    assert_int_equal(run(folder, &point, 1, REPLICAS, 2), BRINK_OK);
    brink_results *results = open_results(folder);
    static const size_t metrics[] = {TOY_LAST, TOY_UP, TOY_TESTS, TOY_FIRST};
    for (size_t i = 0; i < COUNT(metrics); i++) {
        brink_estimate estimate;
        double values[REPLICAS];
        size_t n = 0;
        assert_int_equal(brink_results_metric(results, 0, metrics[i], &estimate, NULL), BRINK_OK);
        assert_int_equal(brink_results_values(results, 0, metrics[i], values, NULL), BRINK_OK);
        for (size_t k = 0; k < REPLICAS; k++) {
            if (!isnan(values[k])) {
                values[n++] = values[k];
            }
        }
        gsl_sort(values, 1, n);
        assert_int_equal(estimate.n, n);
        assert_near(estimate.mean, gsl_stats_mean(values, 1, n), 1e-12);
        assert_near(estimate.sd, gsl_stats_sd(values, 1, n), 1e-12);
        assert_near(estimate.se, gsl_stats_sd(values, 1, n) / sqrt((double)n), 1e-12);
        assert_near(estimate.q05, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.05), 1e-12);
        assert_near(estimate.q25, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.25), 1e-12);
        assert_near(estimate.q50, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.50), 1e-12);
        assert_near(estimate.q75, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.75), 1e-12);
        assert_near(estimate.q95, gsl_stats_quantile_from_sorted_data(values, 1, n, 0.95), 1e-12);
    }
    brink_estimate share;
    double hits[REPLICAS];
    double tests[REPLICAS];
    double sum_hits = 0.0;
    double sum_tests = 0.0;
    assert_int_equal(brink_results_metric(results, 0, TOY_HIT_SHARE, &share, NULL), BRINK_OK);
    assert_int_equal(brink_results_values(results, 0, TOY_HITS, hits, NULL), BRINK_OK);
    assert_int_equal(brink_results_values(results, 0, TOY_TESTS, tests, NULL), BRINK_OK);
    for (size_t k = 0; k < REPLICAS; k++) {
        sum_hits += isnan(hits[k]) ? 0.0 : hits[k];
        sum_tests += isnan(tests[k]) ? 0.0 : tests[k];
    }
    assert_near(share.mean, sum_hits / sum_tests, 1e-14);
    assert_true(share.lo95 < share.mean && share.mean < share.hi95);
    assert_int_equal(brink_results_values(results, 0, TOY_HIT_SHARE, hits, NULL), BRINK_EUSAGE);
    brink_results_close(results);
    remove_folder(folder);
}

/* The first replicas are the same whatever else is run: other points, other blocks, other lanes. */
static void replicas_stand_alone(void **unused)
{
    (void)unused;
    char few[64];
    char many[64];
    toy_program programs[3];
    brink_point points[3];
    static const char *const names[] = {"x", "y", "z"};
    for (size_t p = 0; p < 3; p++) {
        toy_init(&programs[p], PERIODS, p == 1 ? 0.5 : 0.2);
        point_of(&points[p], &programs[p], names[p]);
    }
    make_folder(few);
    make_folder(many);
    assert_int_equal(run(few, &points[1], 1, 37, 1), BRINK_OK);
    assert_int_equal(run(many, points, 3, REPLICAS, 2), BRINK_OK);
    brink_results *a = open_results(few);
    brink_results *b = open_results(many);
    double x[37];
    double y[REPLICAS];
    assert_int_equal(brink_results_values(a, 0, TOY_LAST, x, NULL), BRINK_OK);
    assert_int_equal(brink_results_values(b, 1, TOY_LAST, y, NULL), BRINK_OK);
    for (size_t k = 0; k < 37; k++) {
        assert_true(x[k] == y[k]);
    }
    /* and no two replicas share a stream */
    gsl_sort(y, 1, REPLICAS);
    for (size_t k = 1; k < REPLICAS; k++) {
        assert_true(y[k - 1] < y[k]);
    }
    brink_results_close(a);
    brink_results_close(b);
    remove_folder(few);
    remove_folder(many);
}

static void facts_are_kept(void **unused)
{
    (void)unused;
    char folder[64];
    toy_program program;
    brink_point point;
    toy_init(&program, PERIODS, 0.5);
    point_of(&point, &program, "a name, with \"quotes\"");
    make_folder(folder);
    assert_int_equal(run(folder, &point, 1, 10, 1), BRINK_OK);
    brink_results *results = open_results(folder);
    assert_int_equal(brink_results_n_points(results), 1);
    assert_int_equal(brink_results_seed(results), SEED);
    assert_string_equal(brink_results_description(results), "{\"a\":1}");
    assert_string_equal(brink_results_model(results, 0), "toy");
    assert_true(strlen(brink_results_version(results)) > 0);
    const brink_results_point *facts = brink_results_get_point(results, 0);
    assert_string_equal(facts->scenario, "toy");
    assert_string_equal(facts->name, point.name);
    assert_memory_equal(facts->digest, point.digest, 32);
    assert_int_equal(facts->n_periods, PERIODS);
    assert_int_equal(facts->n_metrics, TOY_N_METRICS);
    assert_int_equal(facts->n_series, TOY_N_SERIES);
    for (size_t m = 0; m < TOY_N_METRICS; m++) {
        const brink_output *want = &program.metrics[m];
        const brink_output *got = &facts->metrics[m];
        assert_string_equal(got->name, want->name);
        assert_int_equal(got->quantity->kind, want->quantity->kind);
        assert_string_equal(got->quantity->unit, want->quantity->unit);
        assert_string_equal(got->quantity->meaning, want->quantity->meaning);
        assert_string_equal(got->quantity->pattern, want->name);
        assert_true(got->lo == want->lo && got->hi == want->hi);
        assert_int_equal(got->may_be_missing, want->may_be_missing);
        assert_int_equal(got->numerator, want->numerator);
        assert_int_equal(got->denominator, want->denominator);
        assert_true(!got->actor == !want->actor && !got->theatre == !want->theatre && !got->action == !want->action);
    }
    assert_int_equal(facts->n_count_tables, TOY_N_TABLES);
    for (size_t i = 0; i < TOY_N_TABLES; i++) {
        const brink_count_table *want = &toy_tables[i];
        const brink_count_table *have = &facts->count_tables[i];
        assert_string_equal(have->name, want->name);
        assert_int_equal(have->kind, want->kind);
        assert_string_equal(have->unit, want->unit);
        assert_string_equal(have->meaning, want->meaning);
        assert_true(have->n_rows == want->n_rows && have->n_bins == want->n_bins && have->end == want->end);
        for (size_t b = 0; b < want->n_bins; b++) {
            assert_true(have->bins[b].from == want->bins[b].from);
        }
    }
    assert_null(facts->count_tables[TOY_TURNS].rows[0].actor);
    assert_string_equal(facts->count_tables[TOY_TURNS].rows[2].actor, "up");
    assert_string_equal(facts->count_tables[TOY_TURNS].rows[2].theatre, "B");
    assert_string_equal(facts->count_tables[TOY_TURNS].bins[0].actor, "down");
    assert_string_equal(facts->metrics[TOY_HITS].actor, "A");
    assert_string_equal(facts->metrics[TOY_HITS].theatre, "B");
    assert_string_equal(facts->metrics[TOY_HITS].action, "c");
    brink_results_close(results);
    remove_folder(folder);
}

typedef struct calls {
    unsigned n;
    brink_progress last;
    bool goes_back;
} calls;

static void note(void *context, const brink_progress *progress)
{
    calls *c = context;
    c->goes_back = c->goes_back || progress->done < c->last.done;
    c->last = *progress;
    c->n++;
}

static void progress_is_told(void **unused)
{
    (void)unused;
    char folder[64];
    toy_program program;
    brink_point point;
    toy_init(&program, PERIODS, 0.5);
    program.pause_us = 1000;
    point_of(&point, &program, "a");
    make_folder(folder);
    calls c = {0};
    brink_run_options options = {.seed = 1, .replicas = 1000, .threads = 1, .progress = note, .context = &c};
    assert_int_equal(brink_study_run(folder, &point, 1, &options, NULL), BRINK_OK);
    assert_true(c.n >= 3); /* a third of a second of work */
    assert_false(c.goes_back);
    assert_int_equal(c.last.done, 1000);
    assert_int_equal(c.last.total, 1000);
    assert_int_equal(c.last.done_before, 0);
    assert_true(c.last.seconds > 0.0);
    assert_near(c.last.replica_periods_per_second * c.last.seconds, 1000.0 * PERIODS, 1e-6);

    /* what is done already is told when a run is resumed */
    options.resume = true;
    assert_int_equal(brink_study_run(folder, &point, 1, &options, NULL), BRINK_OK);
    assert_int_equal(c.last.done_before, 1000);
    assert_int_equal(c.last.done, 1000);
    remove_folder(folder);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MEASURES_MEMORY = 0 }; /* a sanitizer keeps freed memory */
#else
enum { MEASURES_MEMORY = 1 };
#endif

static long peak_kib(void)
{
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* A hundred times the replicas in the same memory. Their values alone would take 15 MB. */
static void memory_does_not_grow(void **unused)
{
    (void)unused;
    char folder[64];
    toy_program program;
    brink_point point;
    toy_init(&program, PERIODS, 0.5);
    point_of(&point, &program, "a");
    long peak[2];
    for (size_t i = 0; i < 2; i++) {
        make_folder(folder);
        assert_int_equal(run(folder, &point, 1, i == 0 ? 4000 : 400000, 2), BRINK_OK);
        peak[i] = peak_kib();
        remove_folder(folder);
    }
    if (MEASURES_MEMORY) {
        assert_true(peak[1] - peak[0] < 4096);
    }
}

/* More points than the cache holds: tallies go to the store and come back. */
static void caches_do_not_matter(void **unused)
{
    (void)unused;
    enum { N_POINTS = 30, LONG = 2000 }; /* 4.4 MB a tally */
    char folder[64];
    static toy_program programs[N_POINTS];
    brink_point points[N_POINTS];
    char names[N_POINTS][8];
    for (size_t p = 0; p < N_POINTS; p++) {
        toy_init(&programs[p], LONG, 0.01 * (double)p);
        (void)snprintf(names[p], sizeof names[p], "p%zu", p);
        point_of(&points[p], &programs[p], names[p]);
    }
    make_folder(folder);
    assert_int_equal(run(folder, points, N_POINTS, 300, 2), BRINK_OK);
    if (MEASURES_MEMORY) {
        assert_true(peak_kib() < 110L * 1024); /* all at once would be 130 MB besides what threads need */
    }
    brink_results *results = open_results(folder);
    static const size_t some[] = {0, 17, N_POINTS - 1};
    for (size_t i = 0; i < COUNT(some); i++) {
        char alone[64];
        brink_band want[LONG + 1];
        brink_band got[LONG + 1];
        make_folder(alone);
        assert_int_equal(run(alone, &points[some[i]], 1, 300, 1), BRINK_OK);
        brink_results *single = open_results(alone);
        assert_int_equal(brink_results_series(results, some[i], TOY_LEVEL, got, NULL), BRINK_OK);
        assert_int_equal(brink_results_series(single, 0, TOY_LEVEL, want, NULL), BRINK_OK);
        for (size_t t = 0; t <= LONG; t++) {
            assert_true(got[t].n == 300 && got[t].mean == want[t].mean && got[t].q05 == want[t].q05);
        }
        brink_results_close(single);
        remove_folder(alone);
    }
    brink_results_close(results);
    remove_folder(folder);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter), cmocka_unit_test(values_equal_a_plain_loop),
        cmocka_unit_test(estimates_equal_gsl),   cmocka_unit_test(replicas_stand_alone),
        cmocka_unit_test(facts_are_kept),        cmocka_unit_test(progress_is_told),
        cmocka_unit_test(memory_does_not_grow),  cmocka_unit_test(caches_do_not_matter),
    };
    return cmocka_run_group_tests_name("study", tests, NULL, NULL) != 0;
}
