/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workers take blocks, run them, and enter them into the ledger under one mutex: a block takes a hundred milliseconds
 * or more, entering it a fraction of one. The thread that called watches: it looks for `stop`, reports progress and
 * commits, ten times a second. Workers see a request to stop through an atomic, at every period.
 *
 * Points stand in a queue: its head gives one block and goes to the end, which deals blocks round-robin. A point that
 * has no block to give leaves the queue, and comes back when a further round of it begins. */
#include "engine/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "engine/layout.h"

enum {
    TICK_MS = 100,
    COMMIT_MS = 1000,     /* at most this much work is lost by a kill: an fsync costs milliseconds */
    COMMIT_LATE_MS = 3000 /* a worker commits when the watcher is held up, by a blocked terminal for instance */
};

/* How far the blocks of a point have been dealt. */
typedef struct dealing {
    uint64_t next; /* every block below it was dealt or is done */
    bool is_queued;
} dealing;

struct pool {
    const brink_point *points; /* borrowed */
    size_t n_points;
    const brink_run_options *options; /* borrowed */
    uint64_t done_before;
    int64_t started_ms;
    atomic_int stop;
    atomic_uint_fast64_t periods; /* replica-periods of this run */

    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t ended;  /* a worker has */
    pthread_cond_t turned; /* there may be blocks to deal, or none any more */
    brink__ledger *ledger; /* borrowed */
    dealing *dealing;      /* [n_points] */
    size_t *queue;         /* [n_points] a ring of the points that may have blocks to deal */
    size_t queue_at, n_queued;
    unsigned n_running, n_in_flight; /* workers, blocks */
    int64_t committed_ms;
    bool ledger_failed;
    brink_status status; /* the first failure */
    brink_error error;
};

typedef struct worker {
    struct pool *pool;
    pthread_t thread;
    brink__block block;
    brink_program *compiled; /* of a point that has none of its own */
    size_t compiled_for;
} worker;

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Keeps the first failure and stops everybody. With the mutex held. */
static void fail(struct pool *pool, brink_status status, const brink_error *error)
{
    if (pool->status == BRINK_OK) {
        pool->status = status;
        pool->error = *error;
    }
    atomic_store_explicit(&pool->stop, 1, memory_order_relaxed);
    (void)pthread_cond_broadcast(&pool->turned);
}

/* Puts a point at the end of the queue. With the mutex held. */
static void queue(struct pool *pool, size_t point)
{
    if (!pool->dealing[point].is_queued) {
        pool->dealing[point].is_queued = true;
        pool->queue[(pool->queue_at + pool->n_queued++) % pool->n_points] = point;
    }
}

/* A block from the head of the queue; false when the queue is empty. With the mutex held. */
static bool deal(struct pool *pool, size_t *point, uint64_t *block)
{
    while (pool->n_queued > 0) {
        *point = pool->queue[pool->queue_at];
        pool->queue_at = (pool->queue_at + 1) % pool->n_points;
        pool->n_queued--;
        dealing *at = &pool->dealing[*point];
        at->is_queued = false;
        *block = brink__ledger_next(pool->ledger, *point, at->next);
        if (*block != UINT64_MAX) {
            at->next = *block + 1;
            queue(pool, *point);
            return true;
        }
    }
    return false;
}

/* The next block; waits while the blocks in work may still bring further rounds. False when there is nothing left to
 * do. With the mutex held. */
static bool take(struct pool *pool, size_t *point, uint64_t *block)
{
    while (!atomic_load_explicit(&pool->stop, memory_order_relaxed)) {
        if (deal(pool, point, block)) {
            pool->n_in_flight++;
            return true;
        }
        if (pool->n_in_flight == 0) {
            break;
        }
        (void)pthread_cond_wait(&pool->turned, &pool->mutex);
    }
    return false;
}

/* With the mutex held. */
static void commit(struct pool *pool, int64_t after_ms)
{
    int64_t now = now_ms();
    brink_error error = {0};
    if (!pool->ledger_failed && now - pool->committed_ms >= after_ms) {
        brink_status status = brink__ledger_commit(pool->ledger, &error);
        if (status != BRINK_OK) {
            pool->ledger_failed = true;
            fail(pool, status, &error);
        }
        pool->committed_ms = now_ms();
    }
}

/* With the mutex held. */
static void enter(struct pool *pool, size_t point, uint64_t block, const char *layout, const worker *from)
{
    brink_error error = {0};
    if (pool->ledger_failed) {
        return;
    }
    brink_status status = BRINK_OK;
    if (layout && !brink__ledger_is_described(pool->ledger, point)) { /* another thread may have been quicker */
        status = brink__ledger_describe(pool->ledger, point, from->compiled, layout, &error);
    }
    if (status == BRINK_OK) {
        status = brink__ledger_add(pool->ledger, point, block, &from->block, &error);
    }
    if (status != BRINK_OK) {
        pool->ledger_failed = true;
        fail(pool, status, &error);
        return;
    }
    commit(pool, COMMIT_LATE_MS);
}

/* --- one block, with the mutex not held */

/* The program of a point: its own, or one that is made. `layout` is set to a text to be freed when the store does not
 * know the outputs of the point yet, and the program to NULL when it cannot be made, for which `why` is the reason. */
static brink_status get_program(worker *self, size_t point, bool is_described, const brink_program **program,
                                char **layout, brink_status *why, brink_error *err)
{
    const brink_run_options *options = self->pool->options;
    *program = self->pool->points[point].program;
    if (*program) {
        return BRINK_OK;
    }
    if (self->compiled && self->compiled_for == point) {
        *program = self->compiled;
        return BRINK_OK;
    }
    brink__block_forget(&self->block);
    brink_program_free(self->compiled);
    self->compiled = NULL;
    self->compiled_for = point;
    *why = options->compile(options->compiler, point, &self->compiled, err);
    if (*why != BRINK_OK) {
        return *why == BRINK_ENOMEM ? *why : BRINK_OK;
    }
    *program = self->compiled;
    return is_described ? BRINK_OK : brink__layout_text(*program, options->metrics_only, layout, err);
}

static brink_status run(worker *self, size_t point, uint64_t block, bool is_described, char **layout, brink_error *err)
{
    struct pool *pool = self->pool;
    const uint64_t replicas = pool->options->replicas;
    const uint64_t first = block * BRINK_BLOCK;
    const size_t n = replicas - first < BRINK_BLOCK ? (size_t)(replicas - first) : BRINK_BLOCK;
    const brink_program *program = NULL;
    brink_status why = BRINK_OK;
    brink_status status = get_program(self, point, is_described, &program, layout, &why, err);
    if (status != BRINK_OK) {
        return status;
    }
    if (!program) {
        return brink__block_fail(&self->block, why, n, err);
    }
    return brink__block_run(&self->block, program, pool->options->seed,
                            BRINK_NOISE_REPLICAS * pool->points[point].noise + first, n, &pool->stop, &pool->periods,
                            err);
}

static void *work(void *argument)
{
    worker *self = argument;
    struct pool *pool = self->pool;
    size_t point;
    uint64_t block;
    (void)pthread_mutex_lock(&pool->mutex);
    while (take(pool, &point, &block)) {
        bool is_described = brink__ledger_is_described(pool->ledger, point);
        (void)pthread_mutex_unlock(&pool->mutex);
        char *layout = NULL;
        brink_error error = {0};
        brink_status status = run(self, point, block, is_described, &layout, &error);
        (void)pthread_mutex_lock(&pool->mutex);
        if (status == BRINK_OK) {
            enter(pool, point, block, layout, self);
        } else if (status != BRINK_EINTERRUPTED) {
            fail(pool, status, &error);
        }
        free(layout);
        pool->n_in_flight--;
        queue(pool, point); /* the block may have ended a round */
        (void)pthread_cond_broadcast(&pool->turned);
    }
    pool->n_running--;
    (void)pthread_cond_signal(&pool->ended);
    (void)pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* With the mutex not held. */
static void report(struct pool *pool, uint64_t done, uint64_t wanted)
{
    const brink_run_options *options = pool->options;
    if (!options->progress) {
        return;
    }
    double seconds = (double)(now_ms() - pool->started_ms) * 1e-3;
    double periods = (double)atomic_load_explicit(&pool->periods, memory_order_relaxed);
    brink_progress progress = {.done = done,
                               .total = wanted,
                               .done_before = pool->done_before,
                               .seconds = seconds,
                               .replica_periods_per_second = seconds > 0.0 ? periods / seconds : 0.0};
    options->progress(options->context, &progress);
}

/* Until the last worker has ended. `stop` is looked at here only: the signal handler that sets it runs on this thread,
 * as workers block all signals, so no two threads race for it. */
static void watch(struct pool *pool)
{
    const volatile sig_atomic_t *stop = pool->options->stop;
    (void)pthread_mutex_lock(&pool->mutex);
    while (pool->n_running > 0) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&pool->ended, &pool->mutex, &until);
        if (stop && *stop && !atomic_load_explicit(&pool->stop, memory_order_relaxed)) {
            brink_error error;
            fail(pool, brink_fail(&error, BRINK_EINTERRUPTED, "interrupted; the run can be resumed"), &error);
        }
        commit(pool, COMMIT_MS);
        uint64_t done = brink__ledger_replicas(pool->ledger);
        uint64_t wanted = brink__ledger_wanted(pool->ledger);
        (void)pthread_mutex_unlock(&pool->mutex);
        report(pool, done, wanted);
        (void)pthread_mutex_lock(&pool->mutex);
    }
    commit(pool, 0);
    (void)pthread_mutex_unlock(&pool->mutex);
}

/* Starts workers; fewer than asked for will do, as results do not depend on their number. */
static unsigned start(struct pool *pool, worker *workers, unsigned n)
{
    sigset_t all;
    sigset_t before;
    unsigned started = 0;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    (void)pthread_mutex_lock(&pool->mutex);
    for (; started < n; started++) {
        workers[started].pool = pool;
        workers[started].block.metrics_only = pool->options->metrics_only;
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0) {
            break;
        }
        pool->n_running++;
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

/* The condition `ended` is waited for with a time limit, which must not jump when somebody sets the clock. */
static bool init_ended(struct pool *pool)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) {
        return false;
    }
    bool is_ready = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                    pthread_cond_init(&pool->ended, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return is_ready;
}

static bool init_locks(struct pool *pool)
{
    if (pthread_mutex_init(&pool->mutex, NULL) != 0) {
        return false;
    }
    if (pthread_cond_init(&pool->turned, NULL) != 0) {
        (void)pthread_mutex_destroy(&pool->mutex);
        return false;
    }
    if (!init_ended(pool)) {
        (void)pthread_cond_destroy(&pool->turned);
        (void)pthread_mutex_destroy(&pool->mutex);
        return false;
    }
    return true;
}

static void fini_locks(struct pool *pool)
{
    (void)pthread_cond_destroy(&pool->ended);
    (void)pthread_cond_destroy(&pool->turned);
    (void)pthread_mutex_destroy(&pool->mutex);
}

brink_status brink__pool_run(brink__ledger *ledger, const brink_point *points, size_t n_points,
                             const brink_run_options *options, brink_error *err)
{
    uint64_t done_before = brink__ledger_replicas(ledger);
    struct pool pool = {.points = points,
                        .n_points = n_points,
                        .options = options,
                        .done_before = done_before,
                        .started_ms = now_ms(),
                        .committed_ms = now_ms(),
                        .ledger = ledger,
                        .dealing = calloc(n_points, sizeof *pool.dealing),
                        .queue = calloc(n_points, sizeof *pool.queue)};
    uint64_t blocks_left = (options->replicas * n_points - done_before + BRINK_BLOCK - 1) / BRINK_BLOCK + n_points;
    unsigned n = options->threads ? options->threads : brink__processors();
    n = n < blocks_left ? n : (unsigned)blocks_left;
    worker *workers = calloc(n, sizeof *workers);
    if (!workers || !pool.dealing || !pool.queue || !init_locks(&pool)) {
        free(workers);
        free(pool.dealing);
        free(pool.queue);
        return brink_fail(err, BRINK_ENOMEM, "out of memory for %u threads", n);
    }
    for (size_t p = 0; p < n_points; p++) {
        queue(&pool, p);
    }
    unsigned started = start(&pool, workers, n);
    if (started == 0) {
        pool.status = brink_fail(&pool.error, BRINK_ENOMEM, "no thread can be started");
    }
    watch(&pool);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(workers[i].thread, NULL);
        brink__block_free(&workers[i].block);
        brink_program_free(workers[i].compiled);
    }
    report(&pool, brink__ledger_replicas(ledger), brink__ledger_wanted(ledger));
    fini_locks(&pool);
    free(workers);
    free(pool.dealing);
    free(pool.queue);
    if (pool.status != BRINK_OK && err) {
        *err = pool.error;
    }
    return pool.status;
}
