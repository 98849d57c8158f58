/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores that belong to another study, are no stores, or are damaged: refused with a reason, and left as they are. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/results.h"
#include "brink/study.h"
#include "support/store_dump.h"
#include "support/toy.h"

enum { PERIODS = 5, REPLICAS = 300, N_POINTS = 2 };

typedef struct study {
    toy_program programs[N_POINTS + 1];
    brink_point points[N_POINTS + 1];
    size_t n_points;
    brink_run_options options;
} study;

static void make_study(study *s)
{
    static const char *const names[] = {"one", "two", "three"};
    *s = (study){.n_points = N_POINTS, .options = {.seed = 11, .replicas = REPLICAS, .threads = 1, .resume = true}};
    for (size_t p = 0; p <= N_POINTS; p++) {
        toy_init(&s->programs[p], PERIODS, 0.5);
        s->points[p] =
            (brink_point){.scenario = "toy", .name = names[p], .program = &s->programs[p].head, .digest = {0xab}};
    }
}

static brink_status run(const char *folder, const study *s, brink_error *err)
{
    return brink_study_run(folder, s->points, s->n_points, &s->options, err);
}

static void make_store(char folder[64])
{
    study s;
    make_study(&s);
    make_folder(folder);
    assert_int_equal(run(folder, &s, NULL), BRINK_OK);
}

static void assert_says(const brink_error *err, const char *part)
{
    if (!strstr(err->what, part)) {
        print_error("\"%s\" does not say \"%s\"\n", err->what, part);
        fail();
    }
}

/* --- another study */

static void other_seed(study *s)
{
    s->options.seed = 12;
}
static void other_replicas(study *s)
{
    s->options.replicas = 301;
}
static void other_name(study *s)
{
    s->points[1].name = "zwei";
}
static void other_scenario(study *s)
{
    s->points[0].scenario = "game";
}
static void other_digest(study *s)
{
    s->points[1].digest[31] = 0xcd;
}
static void other_periods(study *s)
{
    s->programs[0].head.n_periods = 6;
}
static void other_bounds(study *s)
{
    s->programs[0].metrics[TOY_LAST].hi = 51.0;
}
static void fewer_points(study *s)
{
    s->n_points = 1;
}

static const struct mismatch {
    const char *name;
    void (*change)(study *s);
    const char *stored, *asked; /* what the message must say */
} mismatches[] = {
    {"mismatch/seed", other_seed, "seed 11", "seed 12"},   {"mismatch/replicas", other_replicas, "300", "301"},
    {"mismatch/name", other_name, "two", "zwei"},          {"mismatch/scenario", other_scenario, "toy", "game"},
    {"mismatch/digest", other_digest, "ab0000", "0000cd"}, {"mismatch/periods", other_periods, "5", "6"},
    {"mismatch/bounds", other_bounds, "50.0", "51.0"},     {"mismatch/fewer", fewer_points, "more points", "two"},
};

static void mismatch(void **state)
{
    const struct mismatch *row = *state;
    char folder[64];
    study s;
    brink_error err = {0};
    make_store(folder);
    make_study(&s);
    row->change(&s);
    char *before = dump_store(folder);
    assert_int_equal(run(folder, &s, &err), BRINK_EMISMATCH);
    assert_says(&err, row->stored);
    assert_says(&err, row->asked);
    char *after = dump_store(folder);
    assert_string_equal(before, after);
    free(before);
    free(after);
    remove_folder(folder);
}

static void other_versions_are_refused(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    brink_error err = {0};
    make_store(folder);
    make_study(&s);
    alter_store(folder, "UPDATE meta SET value = '0.0.0' WHERE key = 'version'");
    assert_int_equal(run(folder, &s, &err), BRINK_EMISMATCH);
    assert_says(&err, "brink 0.0.0");
    brink_results *results = NULL;
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK); /* reading is no problem */
    assert_string_equal(brink_results_version(results), "0.0.0");
    brink_results_close(results);
    remove_folder(folder);
}

/* --- damage */

static const struct damage {
    const char *name, *sql;
    brink_status open, metric, series, resume;
} damages[] = {
    {"damage/none", "SELECT 1", BRINK_OK, BRINK_OK, BRINK_OK, BRINK_OK},
    {"damage/application", "PRAGMA application_id = 1", BRINK_EDATA, 0, 0, BRINK_EDATA},
    {"damage/format", "PRAGMA user_version = 99", BRINK_EDATA, 0, 0, BRINK_EDATA},
    {"damage/meta", "DELETE FROM meta WHERE key = 'seed'", BRINK_EDATA, 0, 0, BRINK_EDATA},
    {"damage/seed", "UPDATE meta SET value = '11x' WHERE key = 'seed'", BRINK_EDATA, 0, 0, BRINK_EDATA},
    {"damage/block", "UPDATE meta SET value = '64' WHERE key = 'block'", BRINK_EDATA, 0, 0, BRINK_EDATA},
    {"damage/layout", "UPDATE layouts SET content = replace(content, '50.0', '51.0')", BRINK_EIO, 0, 0, BRINK_EIO},
    {"damage/no_layout", "DELETE FROM layouts", BRINK_EIO, 0, 0, BRINK_EIO},
    {"damage/digest", "UPDATE points SET digest = x'00'", BRINK_EIO, 0, 0, BRINK_EIO},
    {"damage/point", "UPDATE points SET id = 5 WHERE id = 1", BRINK_EIO, 0, 0, BRINK_EIO},
    {"damage/counts", "UPDATE tallies SET counts = counts || x'00'", BRINK_EIO, 0, 0, BRINK_OK},
    {"damage/done", "UPDATE tallies SET done = x'44010000'", BRINK_EIO, 0, 0, BRINK_EIO},
    {"damage/tally", "UPDATE tallies SET tally = substr(tally, 2)", BRINK_OK, BRINK_EIO, BRINK_EIO, BRINK_OK},
    {"damage/no_block", "DELETE FROM replica_blocks WHERE id = 1", BRINK_OK, BRINK_EIO, BRINK_OK, BRINK_OK},
    {"damage/no_data", "UPDATE replica_blocks SET data = x'' WHERE id = 1", BRINK_OK, BRINK_EIO, BRINK_OK, BRINK_OK},
    {"damage/cut", "UPDATE replica_blocks SET data = substr(data, 1, length(data) - 1) WHERE id = 2", BRINK_OK,
     BRINK_EIO, BRINK_OK, BRINK_OK},
    {"damage/bits", "UPDATE replica_blocks SET data = substr(data, 1, 60) || x'ff' || substr(data, 62) WHERE id = 0",
     BRINK_OK, BRINK_EIO, BRINK_OK, BRINK_OK},
    {"damage/swap", "UPDATE replica_blocks SET data = (SELECT data FROM replica_blocks WHERE id = 0) WHERE id = 2",
     BRINK_OK, BRINK_EIO, BRINK_OK, BRINK_OK}, /* sound, but of another number of replicas */
};

static void damage(void **state)
{
    const struct damage *row = *state;
    char folder[64];
    study s;
    brink_error err = {0};
    brink_results *results = NULL;
    make_store(folder);
    make_study(&s);
    alter_store(folder, row->sql);
    assert_int_equal(brink_results_open(folder, &results, &err), row->open);
    if (results) {
        brink_estimate estimate;
        brink_band band[PERIODS + 1];
        double values[REPLICAS + BRINK_BLOCK];
        assert_int_equal(brink_results_metric(results, 0, TOY_LAST, &estimate, &err), row->metric);
        /* values need blocks but no tally, metrics both, series the tally alone */
        assert_int_equal(brink_results_values(results, 0, TOY_LAST, values, &err),
                         row->series == BRINK_OK ? row->metric : BRINK_OK);
        assert_int_equal(brink_results_series(results, 0, TOY_LEVEL, band, &err), row->series);
        brink_results_close(results);
    } else {
        assert_int_equal(err.code, row->open);
        assert_says(&err, "");
    }
    assert_int_equal(run(folder, &s, NULL), row->resume);
    remove_folder(folder);
}

/* A damaged point does not stand in the way of the others. */
static void other_points_are_read(void **unused)
{
    (void)unused;
    char folder[64];
    brink_error err = {0};
    brink_results *results = NULL;
    brink_estimate estimate;
    make_store(folder);
    alter_store(folder,
                "UPDATE tallies SET tally = substr(tally, 1, 40) || x'ff' || substr(tally, 42) WHERE point = 0");
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    assert_int_equal(brink_results_metric(results, 0, TOY_LAST, &estimate, &err), BRINK_EIO);
    assert_says(&err, "one");
    assert_int_equal(brink_results_metric(results, 1, TOY_LAST, &estimate, NULL), BRINK_OK);
    assert_int_equal(estimate.n, REPLICAS);
    brink_results_close(results);
    remove_folder(folder);
}

/* --- what is no store */

static void write_file(const char *folder, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/results.db", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void foreign_files_are_refused(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    brink_error err = {0};
    brink_results *results = NULL;
    make_study(&s);
    make_folder(folder);
    write_file(
        folder,
        "a letter to my grandmother, of a page or so; it is not a database at all, and must survive. ............");
    assert_int_equal(run(folder, &s, &err), BRINK_EDATA);
    assert_says(&err, "not a store");
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_EDATA);
    assert_null(results);
    s.options.resume = false;
    assert_int_equal(run(folder, &s, &err), BRINK_ECANTCREATE);
    write_file(folder, "");
    alter_store(folder, "CREATE TABLE contacts(name)");
    s.options.resume = true;
    assert_int_equal(run(folder, &s, &err), BRINK_EDATA);
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_EDATA);
    assert_null(results);
    remove_folder(folder);
}

static void blank_and_absent_stores(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    brink_error err = {0};
    brink_results *results = NULL;
    make_study(&s);
    make_folder(folder);
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_ENOINPUT);
    assert_null(results);
    write_file(folder, ""); /* as a kill in the first milliseconds leaves it */
    s.options.resume = false;
    assert_int_equal(run(folder, &s, NULL), BRINK_OK);
    char *before = dump_store(folder);
    assert_int_equal(run(folder, &s, &err), BRINK_ECANTCREATE);
    assert_says(&err, "exists already");
    char *after = dump_store(folder);
    assert_string_equal(before, after);
    free(before);
    free(after);
    remove_folder(folder);
    assert_int_equal(run("/nonexistent/folder", &s, &err), BRINK_ECANTCREATE);
    assert_int_equal(brink_results_open("/nonexistent/folder", &results, &err), BRINK_ENOINPUT);
}

/* --- what is no study */

static size_t too_much(const brink_program *program)
{
    (void)program;
    return SIZE_MAX - 10;
}

static void impossible_studies_are_refused(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    brink_error err = {0};
    make_folder(folder);
    make_study(&s);
    s.n_points = 0;
    assert_int_equal(run(folder, &s, &err), BRINK_EUSAGE);
    make_study(&s);
    s.options.replicas = 0;
    assert_int_equal(run(folder, &s, &err), BRINK_EUSAGE);
    s.options.replicas = (uint64_t)1 << 32;
    assert_int_equal(run(folder, &s, &err), BRINK_EUSAGE);
    make_study(&s);
    s.points[1].name = "one";
    assert_int_equal(run(folder, &s, &err), BRINK_EUSAGE);
    assert_says(&err, "one");
    make_study(&s);
    s.programs[1].metrics[TOY_HITS].lo = 100.0;
    assert_int_equal(run(folder, &s, &err), BRINK_EBUG);
    assert_says(&err, "hits");
    assert_int_equal(file_size(folder, "results.db"), -1); /* nothing was written */

    /* memory that cannot be had ends the run in good order */
    brink_model_type type = toy_model;
    type.batch_bytes = too_much;
    make_study(&s);
    s.programs[0].head.type = &type;
    s.programs[1].head.type = &type;
    assert_int_equal(run(folder, &s, &err), BRINK_ENOMEM);
    make_study(&s);
    assert_int_equal(run(folder, &s, &err), BRINK_OK);
    remove_folder(folder);
}

int main(void)
{
    gsl_set_error_handler_off();
    struct CMUnitTest tests[COUNT(mismatches) + COUNT(damages) + 5] = {
        cmocka_unit_test(other_versions_are_refused),     cmocka_unit_test(other_points_are_read),
        cmocka_unit_test(foreign_files_are_refused),      cmocka_unit_test(blank_and_absent_stores),
        cmocka_unit_test(impossible_studies_are_refused),
    };
    size_t n = 5;
    for (size_t i = 0; i < COUNT(mismatches); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = mismatches[i].name, .test_func = mismatch, .initial_state = (void *)(uintptr_t)&mismatches[i]};
    }
    for (size_t i = 0; i < COUNT(damages); i++) {
        tests[n++] = (struct CMUnitTest){
            .name = damages[i].name, .test_func = damage, .initial_state = (void *)(uintptr_t)&damages[i]};
    }
    return cmocka_run_group_tests_name("store", tests, NULL, NULL) != 0;
}
