/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs that are killed, stopped, or out of disk, and then resumed: they end with the content of a run that was left
 * alone. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "brink/results.h"
#include "brink/study.h"
#include "support/store_dump.h"
#include "support/toy.h"

enum { PERIODS = 12, SEED = 7 };

typedef struct study {
    toy_program programs[2];
    brink_point points[2];
} study;

static void make_study(study *s, unsigned pause_us)
{
    static const char *const names[] = {"a", "b"};
    for (size_t p = 0; p < 2; p++) {
        toy_init(&s->programs[p], PERIODS, p == 0 ? 0.5 : 0.9);
        s->programs[p].fail_every = 50;
        s->programs[p].pause_us = pause_us;
        s->points[p] = (brink_point){.scenario = "toy", .name = names[p], .program = &s->programs[p].head};
    }
}

static brink_status run(const char *folder, const study *s, brink_run_options options, brink_error *err)
{
    options.seed = SEED;
    return brink_study_run(folder, s->points, 2, &options, err);
}

/* Content of the same study, run in one go. */
static char *undisturbed(uint64_t replicas)
{
    char folder[64];
    study s;
    make_study(&s, 0);
    make_folder(folder);
    assert_int_equal(run(folder, &s, (brink_run_options){.replicas = replicas, .threads = 1}, NULL), BRINK_OK);
    char *dump = dump_store(folder);
    assert_non_null(dump);
    remove_folder(folder);
    return dump;
}

static void assert_same_as(const char *folder, char *want)
{
    char *got = dump_store(folder);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
    free(want);
}

static void wait_ms(long ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL);
}

static uint64_t done_of(const char *folder)
{
    brink_results *results = NULL;
    if (brink_results_open(folder, &results, NULL) != BRINK_OK) {
        return 0; /* killed before there was anything */
    }
    uint64_t done = 0;
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        done += brink_results_get_point(results, p)->done;
    }
    brink_results_close(results);
    return done;
}

static void killed_runs_resume(void **unused)
{
    (void)unused;
    enum { REPLICAS = 20000 };
    /* some kills at any moment, and some as soon as the run has kept something: no test of how fast the machine is */
    static const long moments_ms[] = {1, 5, 40, -1, 300, -1, 77, -1};
    char folder[64];
    study s;
    make_study(&s, 2000); /* 0.1 s a block and thread, 314 blocks: far more than the kills leave time for */
    make_folder(folder);
    uint64_t last = 0;
    for (size_t i = 0; i < COUNT(moments_ms); i++) {
        pid_t child = fork();
        if (child == 0) {
            (void)run(folder, &s, (brink_run_options){.replicas = REPLICAS, .threads = 2, .resume = true}, NULL);
            _exit(0);
        }
        assert_true(child > 0);
        for (long waited = 0; moments_ms[i] < 0 && done_of(folder) <= last && waited < 60000; waited += 20) {
            wait_ms(20);
        }
        wait_ms(moments_ms[i] > 0 ? moments_ms[i] : 0);
        int how = 0;
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how)); /* else it had ended, and nothing was tested */
        uint64_t done = done_of(folder);
        assert_true(done >= last && done < 2 * REPLICAS);
        assert_true(moments_ms[i] >= 0 || done > last); /* what it had kept outlives it */
        last = done;
    }
    make_study(&s, 0);
    assert_int_equal(run(folder, &s, (brink_run_options){.replicas = REPLICAS, .threads = 2, .resume = true}, NULL),
                     BRINK_OK);
    assert_int_equal(file_size(folder, "results.db-wal"), -1);
    assert_same_as(folder, undisturbed(REPLICAS));
    remove_folder(folder);
}

static void full_disks_are_errors(void **unused)
{
    (void)unused;
    enum { REPLICAS = 3000 };
    /* of the size that the file will have, so that it must fail, at the first page or at the last */
    static const double parts[] = {0.001, 0.05, 0.2, 0.5, 0.8, 0.95};
    struct rlimit before;
    study s;
    make_study(&s, 0);
    char whole[64];
    make_folder(whole);
    assert_int_equal(run(whole, &s, (brink_run_options){.replicas = REPLICAS, .threads = 2}, NULL), BRINK_OK);
    double bytes = (double)file_size(whole, "results.db");
    remove_folder(whole);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (size_t i = 0; i < COUNT(parts); i++) {
        char folder[64];
        brink_error err = {0};
        make_folder(folder);
        struct rlimit limit = {.rlim_cur = (rlim_t)(bytes * parts[i]), .rlim_max = before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        brink_status status = run(folder, &s, (brink_run_options){.replicas = REPLICAS, .threads = 2}, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, BRINK_EIO);
        assert_int_equal(err.code, BRINK_EIO);
        assert_non_null(strstr(err.what, "results.db"));
        assert_int_equal(run(folder, &s, (brink_run_options){.replicas = REPLICAS, .threads = 2, .resume = true}, NULL),
                         BRINK_OK);
        assert_same_as(folder, undisturbed(REPLICAS));
        remove_folder(folder);
    }
}

typedef struct stopper {
    volatile sig_atomic_t stop;
    unsigned calls;
    struct timespec asked;
} stopper;

static void stop_at_third(void *context, const brink_progress *progress)
{
    (void)progress;
    stopper *s = context;
    if (++s->calls == 3) {
        s->stop = 1;
        (void)clock_gettime(CLOCK_MONOTONIC, &s->asked);
    }
}

static void stopped_runs_resume(void **unused)
{
    (void)unused;
    enum { REPLICAS = 2000 };
    char folder[64];
    study s;
    make_study(&s, 1000);
    make_folder(folder);
    stopper button = {0};
    brink_error err = {0};
    brink_run_options options = {.replicas = REPLICAS, .threads = 2, .progress = stop_at_third, .context = &button};
    options.stop = &button.stop;
    assert_int_equal(run(folder, &s, options, &err), BRINK_EINTERRUPTED);
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)(now.tv_sec - button.asked.tv_sec) + 1e-9 * (double)(now.tv_nsec - button.asked.tv_nsec);
    assert_true(seconds < 1.0);
    assert_non_null(strstr(err.what, "resumed"));
    uint64_t done = done_of(folder);
    assert_true(done > 0 && done < 2 * REPLICAS); /* blocks that were finished are kept, whenever the last commit was */

    options = (brink_run_options){.replicas = REPLICAS, .threads = 2, .resume = true};
    assert_int_equal(run(folder, &s, options, NULL), BRINK_OK);
    assert_same_as(folder, undisturbed(REPLICAS));
    remove_folder(folder);
}

/* A run that would go on from damaged sums says so, and adds nothing. */
static void damaged_tallies_are_not_added_to(void **unused)
{
    (void)unused;
    enum { REPLICAS = 2000 };
    char folder[64];
    study s;
    make_study(&s, 1000);
    make_folder(folder);
    stopper button = {0};
    brink_run_options options = {.replicas = REPLICAS, .threads = 1, .progress = stop_at_third, .context = &button};
    options.stop = &button.stop;
    assert_int_equal(run(folder, &s, options, NULL), BRINK_EINTERRUPTED);
    alter_store(folder, "UPDATE tallies SET tally = substr(tally, 1, 40) || x'ff' || substr(tally, 42)");
    char *before = dump_store(folder);
    make_study(&s, 0);
    brink_error err = {0};
    assert_int_equal(run(folder, &s, (brink_run_options){.replicas = REPLICAS, .resume = true}, &err), BRINK_EIO);
    assert_non_null(strstr(err.what, "damaged"));
    assert_same_as(folder, before);
    remove_folder(folder);
}

/* A flag that is set already: no block is run, and the store is made and can be resumed. */
static void stopping_at_once_is_fine(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    make_study(&s, 20000);
    make_folder(folder);
    stopper button = {.stop = 1};
    brink_run_options options = {.replicas = 10000, .threads = 1, .stop = &button.stop};
    assert_int_equal(run(folder, &s, options, NULL), BRINK_EINTERRUPTED);
    assert_int_equal(done_of(folder), 0);
    brink_results *results = NULL;
    brink_estimate estimate;
    brink_band band[PERIODS + 1];
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    assert_int_equal(brink_results_metric(results, 1, TOY_LAST, &estimate, NULL), BRINK_OK);
    assert_true(estimate.n == 0 && isnan(estimate.mean) && isnan(estimate.q50));
    assert_int_equal(brink_results_metric(results, 1, TOY_HIT_SHARE, &estimate, NULL), BRINK_OK);
    assert_true(estimate.n == 0 && isnan(estimate.mean));
    assert_int_equal(brink_results_series(results, 0, TOY_LEVEL, band, NULL), BRINK_OK);
    assert_true(band[0].n == 0 && isnan(band[0].mean));
    brink_results_close(results);
    remove_folder(folder);
}

/* A second run on the same store is refused and does the first no harm; reading is welcome. */
static void second_writers_are_refused(void **unused)
{
    (void)unused;
    enum { REPLICAS = 3500 };
    char folder[64];
    study s;
    make_study(&s, 2000);
    make_folder(folder);
    pid_t child = fork();
    if (child == 0) {
        _exit(run(folder, &s, (brink_run_options){.replicas = REPLICAS, .threads = 2}, NULL) != BRINK_OK);
    }
    assert_true(child > 0);
    wait_ms(300);
    brink_error err = {0};
    assert_int_equal(run(folder, &s, (brink_run_options){.replicas = REPLICAS, .threads = 1, .resume = true}, &err),
                     BRINK_EIO);
    assert_non_null(strstr(err.what, "another process"));
    assert_true(done_of(folder) < 2 * REPLICAS);
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    assert_same_as(folder, undisturbed(REPLICAS));
    remove_folder(folder);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_runs_resume),         cmocka_unit_test(full_disks_are_errors),
        cmocka_unit_test(stopped_runs_resume),        cmocka_unit_test(stopping_at_once_is_fine),
        cmocka_unit_test(second_writers_are_refused), cmocka_unit_test(damaged_tallies_are_not_added_to),
    };
    return cmocka_run_group_tests_name("interrupted", tests, NULL, NULL) != 0;
}
