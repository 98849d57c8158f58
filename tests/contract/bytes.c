/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a study of any registered model leaves in the store is the same bytes for one thread and three, and after an
 * interruption; and no replica fails. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "brink/results.h"
#include "brink/study.h"
#include "support/registry.h"
#include "support/store_dump.h"

enum { REPLICAS = 2 * BRINK_BLOCK + 44, SEED = 3 }; /* two blocks, and one that ends within a batch */

static registry_entry entries[REGISTRY_MOST];
static size_t n_entries;

static brink_point point_of(const registry_entry *e, const brink_program *program)
{
    brink_point point = {.scenario = brink_scenario_name(e->scenario), .name = e->model->name, .program = program};
    brink_scenario_digest(e->scenario, point.digest);
    return point;
}

static brink_status run(const char *folder, const brink_point *points, size_t n, brink_run_options options)
{
    brink_error err = {0};
    options.seed = SEED;
    options.replicas = REPLICAS;
    const brink_status status = brink_study_run(folder, points, n, &options, &err);
    if (status != BRINK_OK && status != BRINK_EINTERRUPTED) {
        print_error("%s\n", err.what);
    }
    return status;
}

/* The content of a study that is left alone. */
static char *content(const brink_point *points, size_t n, unsigned threads)
{
    char folder[64];
    make_folder(folder);
    assert_int_equal(run(folder, points, n, (brink_run_options){.threads = threads}), BRINK_OK);
    brink_results *results = NULL;
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    for (size_t p = 0; p < n; p++) {
        assert_int_equal(brink_results_get_point(results, p)->failed, 0);
    }
    brink_results_close(results);
    char *dump = dump_store(folder);
    assert_non_null(dump);
    remove_folder(folder);
    return dump;
}

static void assert_same_text(char *got, char *want)
{
    if (strcmp(got, want) != 0) { /* the whole is too long to print */
        fail_msg("the stores differ");
    }
    free(got);
    free(want);
}

static void threads_do_not_matter(void **state)
{
    const registry_entry *e = *state;
    assert_non_null(e->scenario);
    brink_program *program = registry_compile(e->scenario);
    const brink_point point = point_of(e, program);
    assert_same_text(content(&point, 1, 3), content(&point, 1, 1));
    brink_program_free(program);
}

/* --- a study of all of them, interrupted -------------------------------------------------------------------------- */

static volatile sig_atomic_t stop;
static pthread_t caller; /* of the study: the one thread that may set `stop`, as a signal handler of a program does */
static void (*real_step)(brink_batch *batch);

static void ask_to_stop(int number)
{
    (void)number;
    stop = 1;
}

/* From its second block on it asks for a stop, and then dawdles until somebody has looked. */
static void step_and_stop(brink_batch *batch)
{
    real_step(batch);
    if (batch->first >= BRINK_BLOCK) {
        const struct timespec pause = {.tv_nsec = 50L * 1000 * 1000};
        (void)pthread_kill(caller, SIGUSR1);
        (void)nanosleep(&pause, NULL);
    }
}

static void an_interruption_does_not_matter(void **state)
{
    (void)state;
    static brink_program *program[REGISTRY_MOST];
    static brink_point points[REGISTRY_MOST];
    char folder[64];
    for (size_t i = 0; i < n_entries; i++) {
        assert_non_null(entries[i].scenario);
        program[i] = registry_compile(entries[i].scenario);
        points[i] = point_of(&entries[i], program[i]);
    }
    char *want = content(points, n_entries, 2);

    const struct sigaction action = {.sa_handler = ask_to_stop};
    assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
    caller = pthread_self();
    const size_t middle = n_entries / 2;
    const brink_model_type *type = program[middle]->type;
    brink_model_type interrupting = *type;
    real_step = type->step;
    interrupting.step = step_and_stop;
    program[middle]->type = &interrupting;
    make_folder(folder);
    assert_int_equal(run(folder, points, n_entries, (brink_run_options){.threads = 1, .stop = &stop}),
                     BRINK_EINTERRUPTED);
    program[middle]->type = type;
    brink_results *results = NULL;
    uint64_t done = 0;
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    for (size_t p = 0; p < n_entries; p++) {
        done += brink_results_get_point(results, p)->done;
    }
    brink_results_close(results);
    print_message("interrupted after %lu of %lu replicas\n", (unsigned long)done,
                  (unsigned long)(REPLICAS * n_entries));
    assert_true(done > 0 && done < REPLICAS * n_entries);

    assert_int_equal(run(folder, points, n_entries, (brink_run_options){.threads = 3, .resume = true}), BRINK_OK);
    char *got = dump_store(folder);
    assert_non_null(got);
    assert_same_text(got, want);
    remove_folder(folder);
    for (size_t i = 0; i < n_entries; i++) {
        brink_program_free(program[i]);
    }
}

int main(void)
{
    (void)gsl_set_error_handler_off();
    static struct CMUnitTest tests[REGISTRY_MOST + 1];
    n_entries = registry_open(entries);
    for (size_t i = 0; i < n_entries; i++) {
        tests[i] = (struct CMUnitTest){entries[i].model->name, threads_do_not_matter, NULL, NULL, &entries[i]};
    }
    tests[n_entries] = (struct CMUnitTest)cmocka_unit_test(an_interruption_does_not_matter);
    const int failed = _cmocka_run_group_tests("bytes", tests, n_entries + 1, NULL, NULL);
    registry_close(entries, n_entries);
    return failed != 0;
}
