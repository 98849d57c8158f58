/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Studies with targets: how many replicas a point gets does not depend on threads, interruptions, or other points. */
#include "support/check.h"

#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "brink/results.h"
#include "brink/study.h"
#include "support/store_dump.h"
#include "support/toy.h"

enum { PERIODS = 6, SEED = 42, N_POINTS = 3, CEILING = 3000 };

/* The points differ in variance, so they stop after different rounds; the last one fails too often. */
static const brink_target targets[] = {{"last", 0.06, false}, {"up", 0.05, false}};
static const brink_failure_limit limit = {.most = 4, .is_percent = true};

typedef struct study {
    toy_program programs[N_POINTS];
    brink_point points[N_POINTS];
} study;

static void study_init(study *s, unsigned pause_us)
{
    static const double phis[N_POINTS] = {0.2, 0.9, 0.5};
    static const char *const names[N_POINTS] = {"calm", "wild", "frail"};
    for (size_t p = 0; p < N_POINTS; p++) {
        toy_init(&s->programs[p], PERIODS, phis[p]);
        s->programs[p].pause_us = pause_us;
        s->points[p] = (brink_point){.scenario = "toy", .name = names[p], .program = &s->programs[p].head};
    }
    s->programs[0].nan_every = 100;
    s->programs[2].fail_every = 20;
}

static brink_status run(const char *folder, const brink_point *points, size_t n, brink_run_options options,
                        brink_error *err)
{
    options.seed = SEED;
    options.replicas = CEILING;
    options.targets = targets;
    options.n_targets = COUNT(targets);
    options.max_failures = &limit;
    return brink_study_run(folder, points, n, &options, err);
}

/* Content of the study, run in one go on one thread. */
static char *undisturbed(void)
{
    char folder[64];
    study s;
    study_init(&s, 0);
    make_folder(folder);
    assert_int_equal(run(folder, s.points, N_POINTS, (brink_run_options){.threads = 1}, NULL), BRINK_OK);
    char *dump = dump_store(folder);
    assert_non_null(dump);
    remove_folder(folder);
    return dump;
}

static void threads_do_not_matter(void **unused)
{
    (void)unused;
    char *want = undisturbed();
    static const unsigned threads[] = {2, 7, 0};
    for (size_t i = 0; i < COUNT(threads); i++) {
        char folder[64];
        study s;
        study_init(&s, 0);
        make_folder(folder);
        assert_int_equal(run(folder, s.points, N_POINTS, (brink_run_options){.threads = threads[i]}, NULL), BRINK_OK);
        assert_int_equal(file_size(folder, "results.db-wal"), -1);
        char *dump = dump_store(folder);
        assert_string_equal(dump, want);
        free(dump);
        remove_folder(folder);
    }
    free(want);
}

static brink_results *open_results(const char *folder)
{
    brink_results *results = NULL;
    assert_int_equal(brink_results_open(folder, &results, NULL), BRINK_OK);
    return results;
}

/* Each point stops where it would stop alone, at the end of the first round that reaches all targets. */
static void points_stand_alone(void **unused)
{
    (void)unused;
    static const uint64_t replicas[N_POINTS] = {2048, CEILING, 512}; /* reached, ceiling, failures */
    char together[64];
    study s;
    study_init(&s, 0);
    make_folder(together);
    assert_int_equal(run(together, s.points, N_POINTS, (brink_run_options){.threads = 2}, NULL), BRINK_OK);
    brink_results *all = open_results(together);
    assert_int_equal(brink_results_ceiling(all), CEILING);
    assert_int_equal(brink_results_n_targets(all), COUNT(targets));
    assert_string_equal(brink_results_target(all, 0)->metric, "last");
    for (size_t p = 0; p < N_POINTS; p++) {
        char alone[64];
        brink_reach reach[2];
        make_folder(alone);
        assert_int_equal(run(alone, &s.points[p], 1, (brink_run_options){.threads = 1}, NULL), BRINK_OK);
        brink_results *single = open_results(alone);
        const brink_results_point *facts = brink_results_get_point(all, p);
        assert_int_equal(facts->replicas, replicas[p]);
        assert_int_equal(facts->done, replicas[p]);
        assert_int_equal(brink_results_get_point(single, 0)->done, replicas[p]);
        for (size_t m = 0; m < TOY_N_METRICS; m++) {
            brink_estimate a;
            brink_estimate b;
            assert_int_equal(brink_results_metric(all, p, m, &a, NULL), BRINK_OK);
            assert_int_equal(brink_results_metric(single, 0, m, &b, NULL), BRINK_OK);
            assert_true(a.n == b.n && a.mean == b.mean && (a.q95 == b.q95 || isnan(a.q95)));
        }
        for (size_t i = 0; i < COUNT(targets); i++) {
            brink_estimate e;
            assert_int_equal(brink_results_reach(all, p, i, &reach[i], NULL), BRINK_OK);
            assert_int_equal(brink_results_metric(all, p, i == 0 ? TOY_LAST : TOY_UP, &e, NULL), BRINK_OK);
            assert_near(reach[i].half_width, 0.5 * (e.hi95 - e.lo95), 1e-12);
            assert_int_equal(reach[i].is_reached, reach[i].half_width <= targets[i].half_width);
        }
        assert_int_equal(reach[0].is_reached && reach[1].is_reached, p == 0);
        brink_results_close(single);
        remove_folder(alone);
    }
    brink_results_close(all);
    remove_folder(together);
}

static void wait_ms(long ms)
{
    struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL);
}

static uint64_t done_of(const char *folder)
{
    brink_results *results = NULL;
    uint64_t done = 0;
    if (brink_results_open(folder, &results, NULL) != BRINK_OK) {
        return 0; /* killed before there was anything */
    }
    for (size_t p = 0; p < brink_results_n_points(results); p++) {
        done += brink_results_get_point(results, p)->done;
    }
    brink_results_close(results);
    return done;
}

static void killed_runs_resume(void **unused)
{
    (void)unused;
    /* some kills at any moment, and some (-1) as soon as the run has kept something */
    static const long moments_ms[] = {2, 60, -1, 100, -1};
    char folder[64];
    study s;
    study_init(&s, 20000); /* 0.5 s a block and thread, 44 blocks: far more than the kills leave time for */
    make_folder(folder);
    uint64_t last = 0;
    for (size_t i = 0; i < COUNT(moments_ms); i++) {
        pid_t child = fork();
        if (child == 0) {
            (void)run(folder, s.points, N_POINTS, (brink_run_options){.threads = 2, .resume = true}, NULL);
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
        last = done_of(folder);
    }
    study_init(&s, 0);
    assert_int_equal(run(folder, s.points, N_POINTS, (brink_run_options){.threads = 3, .resume = true}, NULL),
                     BRINK_OK);
    char *got = dump_store(folder);
    char *want = undisturbed();
    assert_string_equal(got, want);
    /* and once more, with nothing left to do */
    assert_int_equal(run(folder, s.points, N_POINTS, (brink_run_options){.resume = true}, NULL), BRINK_OK);
    free(got);
    got = dump_store(folder);
    assert_string_equal(got, want);
    free(got);
    free(want);
    remove_folder(folder);
}

typedef struct stopper {
    volatile sig_atomic_t stop;
    uint64_t at; /* replicas */
    uint64_t total;
} stopper;

static void stop_at(void *context, const brink_progress *progress)
{
    stopper *s = context;
    s->stop = s->stop || progress->done >= s->at;
    s->total = progress->total;
}

/* A run that is stopped between rounds says how much more it wants now, not at most. */
static void progress_grows_with_the_rounds(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    study_init(&s, 10000); /* 0.24 s a block: a second until the round that begins is over */
    make_folder(folder);
    stopper button = {.at = 512};
    brink_run_options options = {.threads = 1, .progress = stop_at, .context = &button, .stop = &button.stop};
    assert_int_equal(run(folder, &s.points[1], 1, options, NULL), BRINK_EINTERRUPTED);
    assert_int_equal(button.total, 1024);
    brink_results *results = open_results(folder);
    const brink_results_point *facts = brink_results_get_point(results, 0);
    assert_int_equal(facts->replicas, 1024);
    assert_true(facts->done >= 512 && facts->done < 1024);
    brink_results_close(results);
    remove_folder(folder);
}

static void other_plans_are_refused(void **unused)
{
    (void)unused;
    char folder[64];
    study s;
    study_init(&s, 0);
    make_folder(folder);
    brink_error err = {0};
    static const brink_target unknown[] = {{"lost", 0.1, false}};
    brink_run_options options = {.seed = SEED, .replicas = CEILING, .targets = unknown, .n_targets = 1};
    assert_int_equal(brink_study_run(folder, s.points, N_POINTS, &options, &err), BRINK_EUSAGE);
    assert_string_equal(err.what, "point calm has no metric lost");
    assert_int_equal(file_size(folder, "results.db"), -1);

    assert_int_equal(run(folder, s.points, N_POINTS, (brink_run_options){0}, NULL), BRINK_OK);
    options = (brink_run_options){.seed = SEED, .replicas = CEILING, .resume = true};
    assert_int_equal(brink_study_run(folder, s.points, N_POINTS, &options, &err), BRINK_EMISMATCH);
    assert_non_null(strstr(err.what, "targets"));
    options.targets = targets;
    options.n_targets = COUNT(targets); /* the same, but for the limit of failures */
    assert_int_equal(brink_study_run(folder, s.points, N_POINTS, &options, &err), BRINK_EMISMATCH);

    brink_results *results = NULL;
    alter_store(folder, "UPDATE tallies SET wanted = 700 WHERE point = 0"); /* no round ends there */
    assert_int_equal(brink_results_open(folder, &results, &err), BRINK_EIO);
    assert_int_equal(run(folder, s.points, N_POINTS, (brink_run_options){.resume = true}, &err), BRINK_EIO);
    remove_folder(folder);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),   cmocka_unit_test(points_stand_alone),
        cmocka_unit_test(killed_runs_resume),      cmocka_unit_test(progress_grows_with_the_rounds),
        cmocka_unit_test(other_plans_are_refused),
    };
    return cmocka_run_group_tests_name("rounds", tests, NULL, NULL) != 0;
}
