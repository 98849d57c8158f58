/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Points of large designs: with noise of their own, with programs that are made when they are needed and may not be
 * made at all, without series, and added to a study later. None of it may change a value. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

#include "brink/results.h"
#include "brink/study.h"
#include "support/store_dump.h"
#include "support/toy.h"

enum { PERIODS = 12, REPLICAS = 300, SEED = 42, N_POINTS = 5, BROKEN = 3 }; /* 300 = two blocks and a piece */

static const char *const names[N_POINTS] = {"a", "b", "c", "d", "e"};

typedef struct set_up {
    toy_program programs[N_POINTS];
    brink_point points[N_POINTS];
} set_up;

static void prepare(set_up *s)
{
    *s = (set_up){0};
    for (size_t p = 0; p < N_POINTS; p++) {
        toy_init(&s->programs[p], PERIODS + (uint32_t)(p % 2), 0.2 * (double)p);
        s->programs[p].fail_every = 7;
        s->programs[p].range_every = 13; /* fails by a series */
        s->points[p] = (brink_point){.scenario = "toy", .name = names[p], .program = &s->programs[p].head};
        s->points[p].digest[0] = (unsigned char)names[p][0];
    }
}

/* A toy that frees itself, as programs of models do. */
static void free_made(brink_program *program)
{
    free((void *)(uintptr_t)program->type);
    free(program);
}

static brink_status compile(void *compiler, size_t point, brink_program **program, brink_error *err)
{
    const set_up *s = compiler;
    toy_program *made = calloc(1, sizeof *made);
    brink_model_type *type = calloc(1, sizeof *type);
    assert_true(made && type);
    if (point == BROKEN) {
        free(made);
        free(type);
        return brink_fail(err, BRINK_EDIVERGE, "no equilibrium");
    }
    toy_init(made, s->programs[point].head.n_periods, s->programs[point].phi);
    made->fail_every = s->programs[point].fail_every;
    made->range_every = s->programs[point].range_every;
    *type = *made->head.type;
    type->program_free = free_made;
    made->head.type = type;
    *program = &made->head;
    return BRINK_OK;
}

static brink_status run(const char *folder, const brink_point *points, size_t n, brink_run_options options)
{
    brink_error err = {0};
    options.seed = SEED;
    options.replicas = REPLICAS;
    options.description = "{}";
    brink_status status = brink_study_run(folder, points, n, &options, &err);
    if (status != BRINK_OK) {
        print_message("%s\n", err.what);
    }
    return status;
}

static brink_results *open_results(const char *folder)
{
    brink_results *results = NULL;
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    return results;
}

static void assert_same_values(brink_results *a, size_t p, brink_results *b, size_t q)
{
    for (size_t m = 0; m < TOY_N_METRICS; m++) {
        double x[REPLICAS];
        double y[REPLICAS];
        brink_estimate e;
        brink_estimate f;
        assert_int_equal(brink_results_metric(a, p, m, &e, NULL), BRINK_OK);
        assert_int_equal(brink_results_metric(b, q, m, &f, NULL), BRINK_OK);
        assert_memory_equal(&e, &f, sizeof e);
        if (m == TOY_HIT_SHARE) {
            continue;
        }
        assert_int_equal(brink_results_values(a, p, m, x, NULL), BRINK_OK);
        assert_int_equal(brink_results_values(b, q, m, y, NULL), BRINK_OK);
        assert_memory_equal(x, y, sizeof x);
    }
    assert_int_equal(brink_results_get_point(a, p)->failed, brink_results_get_point(b, q)->failed);
}

/* --- noise ------------------------------------------------------------------------------------------------------- */

static void noise_is_luck(void **unused)
{
    (void)unused;
    char folder[64];
    set_up s;
    double values[3][REPLICAS];
    prepare(&s);
    for (size_t p = 0; p < 3; p++) {
        s.points[p].program = &s.programs[0].head; /* one program, three points */
        s.points[p].noise = p == 0 ? 0 : UINT32_MAX;
    }
    make_folder(folder);
    assert_int_equal(run(folder, s.points, 3, (brink_run_options){.threads = 2}), BRINK_OK);
    brink_results *results = open_results(folder);
    for (size_t p = 0; p < 3; p++) {
        assert_int_equal(brink_results_get_point(results, p)->noise, s.points[p].noise);
        assert_int_equal(brink_results_values(results, p, TOY_LAST, values[p], NULL), BRINK_OK);
        for (uint64_t r = 0; r < REPLICAS; r++) {
            double x[PERIODS + 1];
            toy_path(&s.programs[0], SEED, BRINK_NOISE_REPLICAS * s.points[p].noise + r, x);
            assert_true(isnan(values[p][r]) || fabs(values[p][r] - x[PERIODS]) < 1e-9);
        }
    }
    assert_memory_equal(values[1], values[2], sizeof values[1]);
    for (size_t r = 0; r < REPLICAS; r++) {
        assert_true(!(values[0][r] == values[1][r]));
    }
    brink_results_close(results);
    s.points[2].noise = 1;
    assert_int_equal(run(folder, s.points, 3, (brink_run_options){.resume = true}), BRINK_EMISMATCH);
    remove_folder(folder);
}

static brink_status keep_level(void *context, uint64_t replica, brink_status status, const double *series,
                               brink_error *err)
{
    (void)err;
    double *level = context;
    level[replica] = status == BRINK_OK ? series[PERIODS * TOY_N_SERIES + TOY_LEVEL] : (double)NAN;
    return BRINK_OK;
}

static void replay_has_the_noise(void **unused)
{
    (void)unused;
    set_up s;
    double level[40];
    prepare(&s);
    s.programs[1].head.n_periods = PERIODS;
    assert_int_equal(brink_study_replay(&s.programs[1].head, SEED, 9, COUNT(level), keep_level, level, NULL, NULL),
                     BRINK_OK);
    for (uint64_t r = 0; r < COUNT(level); r++) {
        double x[PERIODS + 1];
        toy_path(&s.programs[1], SEED, 9 * BRINK_NOISE_REPLICAS + r, x);
        assert_true(isnan(level[r]) || fabs(level[r] - x[PERIODS]) < 1e-9);
    }
}

/* --- metrics only ------------------------------------------------------------------------------------------------- */

static void series_are_left_out(void **unused)
{
    (void)unused;
    char all[64];
    char few[64];
    set_up s;
    prepare(&s);
    make_folder(all);
    make_folder(few);
    assert_int_equal(run(all, s.points, N_POINTS, (brink_run_options){.threads = 1}), BRINK_OK);
    assert_int_equal(run(few, s.points, N_POINTS, (brink_run_options){.threads = 2, .metrics_only = true}), BRINK_OK);
    brink_results *a = open_results(all);
    brink_results *b = open_results(few);
    for (size_t p = 0; p < N_POINTS; p++) {
        uint64_t steps[2];
        assert_true(brink_results_get_point(a, p)->failed > REPLICAS / 7); /* the series have failed some, too */
        assert_same_values(a, p, b, p);
        assert_int_equal(brink_results_get_point(b, p)->n_series, 0);
        assert_int_equal(brink_results_get_point(b, p)->n_count_tables, 0);
        (void)brink_results_counter(a, p, TOY_STEPS, &steps[0]);
        (void)brink_results_counter(b, p, TOY_STEPS, &steps[1]);
        assert_int_equal(steps[0], steps[1]);
    }
    char *dumps[2] = {dump_store(few), dump_store(all)};
    assert_true(strlen(dumps[0]) < strlen(dumps[1]));
    free(dumps[0]);
    free(dumps[1]);
    brink_results_close(a);
    brink_results_close(b);
    /* neither is the other */
    assert_int_equal(run(few, s.points, N_POINTS, (brink_run_options){.resume = true}), BRINK_EMISMATCH);
    remove_folder(all);
    remove_folder(few);
}

/* --- programs on demand ------------------------------------------------------------------------------------------- */

static void programs_come_when_needed(void **unused)
{
    (void)unused;
    static const unsigned threads[] = {1, 2, 5};
    char eager[64];
    char *first = NULL;
    set_up s;
    prepare(&s);
    make_folder(eager);
    assert_int_equal(run(eager, s.points, N_POINTS, (brink_run_options){.metrics_only = true}), BRINK_OK);
    brink_results *want = open_results(eager);
    for (size_t p = 0; p < N_POINTS; p++) {
        s.points[p].program = NULL;
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        char folder[64];
        make_folder(folder);
        brink_run_options how = {
            .threads = threads[i], .metrics_only = true, .compile = compile, .compiler = &s, .resume = true};
        assert_int_equal(run(folder, s.points, N_POINTS, how), BRINK_OK);
        brink_results *got = open_results(folder);
        for (size_t p = 0; p < N_POINTS; p++) {
            const brink_results_point *facts = brink_results_get_point(got, p);
            if (p != BROKEN) {
                assert_same_values(want, p, got, p);
                assert_string_equal(brink_results_model(got, p), "toy");
                assert_int_equal(facts->n_periods, s.programs[p].head.n_periods);
                continue;
            }
            uint8_t status[BRINK_BLOCK];
            size_t n;
            assert_int_equal(facts->n_metrics, 0);
            assert_int_equal(facts->done, REPLICAS);
            assert_int_equal(facts->failed, REPLICAS);
            assert_int_equal(brink_results_failures(got, p, BRINK_EDIVERGE), REPLICAS);
            assert_int_equal(brink_results_block(got, p, 2, &n, status, NULL, NULL), BRINK_OK);
            assert_int_equal(n, REPLICAS - 2 * BRINK_BLOCK);
            assert_int_equal(status[n - 1], BRINK_EDIVERGE);
        }
        brink_results_close(got);
        char *dump = dump_store(folder);
        assert_non_null(dump);
        first = first ? first : dump;
        assert_string_equal(dump, first);
        assert_int_equal(run(folder, s.points, N_POINTS, how), BRINK_OK); /* nothing is left to do */
        if (dump != first) {
            free(dump);
        }
        remove_folder(folder);
    }
    free(first);
    brink_results_close(want);
    remove_folder(eager);
}

static void programs_must_come_from_somewhere(void **unused)
{
    (void)unused;
    static const brink_target target = {.metric = "last", .half_width = 1.0};
    char folder[64];
    set_up s;
    prepare(&s);
    s.points[1].program = NULL;
    make_folder(folder);
    assert_int_equal(run(folder, s.points, 2, (brink_run_options){0}), BRINK_EUSAGE);
    brink_run_options how = {.compile = compile, .compiler = &s, .targets = &target, .n_targets = 1};
    assert_int_equal(run(folder, s.points, 2, how), BRINK_EUSAGE);
    assert_int_equal(file_size(folder, "results.db"), -1);
    remove_folder(folder);
}

/* --- growth ------------------------------------------------------------------------------------------------------ */

static void studies_grow(void **unused)
{
    (void)unused;
    char once[64];
    char twice[64];
    set_up s;
    prepare(&s);
    make_folder(once);
    make_folder(twice);
    assert_int_equal(run(once, s.points, N_POINTS, (brink_run_options){.threads = 2}), BRINK_OK);
    assert_int_equal(run(twice, s.points, 2, (brink_run_options){.threads = 1}), BRINK_OK);
    assert_int_equal(run(twice, s.points, N_POINTS, (brink_run_options){.threads = 2}), BRINK_ECANTCREATE);
    assert_int_equal(run(twice, s.points, N_POINTS, (brink_run_options){.threads = 2, .resume = true}), BRINK_OK);
    char *a = dump_store(once);
    char *b = dump_store(twice);
    assert_non_null(a);
    assert_string_equal(a, b);
    free(a);
    free(b);
    /* but only at the end */
    assert_int_equal(run(twice, s.points + 1, N_POINTS - 1, (brink_run_options){.resume = true}), BRINK_EMISMATCH);
    assert_int_equal(run(twice, s.points, 2, (brink_run_options){.resume = true}), BRINK_EMISMATCH);
    remove_folder(once);
    remove_folder(twice);
}

static void growth_is_described(void **unused)
{
    (void)unused;
    char folder[64];
    set_up s;
    brink_run_options how = {.seed = SEED, .replicas = 10, .description = "{\"points\":2}"};
    prepare(&s);
    make_folder(folder);
    assert_int_equal(brink_study_run(folder, s.points, 2, &how, NULL), BRINK_OK);
    how.resume = true;
    how.description = "{\"points\":3}";
    assert_int_equal(brink_study_run(folder, s.points, 3, &how, NULL), BRINK_OK);
    how.description = "{\"points\":0}"; /* adds nothing */
    assert_int_equal(brink_study_run(folder, s.points, 3, &how, NULL), BRINK_OK);
    brink_results *results = open_results(folder);
    assert_string_equal(brink_results_description(results), "{\"points\":3}");
    brink_results_close(results);
    remove_folder(folder);
}

/* More different outputs than a store keeps in mind while it is read, each of two points that are far apart. */
static void outputs_are_each_points_own(void **unused)
{
    (void)unused;
    enum { DIFFERENT = 40, MANY = 2 * DIFFERENT };
    static toy_program programs[MANY];
    static char name[MANY][8];
    brink_point points[MANY];
    char folder[64];
    for (size_t p = 0; p < MANY; p++) {
        toy_init(&programs[p], 2, 0.0);
        programs[p].metrics[TOY_LAST].hi = 50.0 + (double)(p % DIFFERENT);
        snprintf(name[p], sizeof name[p], "p%zu", p);
        points[p] = (brink_point){.scenario = "toy", .name = name[p], .program = &programs[p].head};
    }
    make_folder(folder);
    for (size_t n = DIFFERENT; n <= MANY; n += DIFFERENT) {
        assert_int_equal(run(folder, points, n, (brink_run_options){.threads = 2, .resume = n == MANY}), BRINK_OK);
    }
    brink_results *results = open_results(folder);
    assert_int_equal(brink_results_n_points(results), MANY);
    for (size_t p = 0; p < MANY; p++) {
        const brink_results_point *facts = brink_results_get_point(results, p);
        assert_string_equal(facts->name, name[p]);
        assert_near(facts->metrics[TOY_LAST].hi, 50.0 + (double)(p % DIFFERENT), 0.0);
    }
    brink_results_close(results);
    remove_folder(folder);
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_is_luck),
        cmocka_unit_test(replay_has_the_noise),
        cmocka_unit_test(series_are_left_out),
        cmocka_unit_test(programs_come_when_needed),
        cmocka_unit_test(programs_must_come_from_somewhere),
        cmocka_unit_test(studies_grow),
        cmocka_unit_test(growth_is_described),
        cmocka_unit_test(outputs_are_each_points_own),
    };
    return cmocka_run_group_tests_name("points", tests, NULL, NULL) != 0;
}
