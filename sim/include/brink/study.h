/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Running a study: every replica of every point, in blocks, on a pool of threads, into one store.
 *
 * The store is `<folder>/results.db` (SQLite). It holds, a point, one merged tally and the set of blocks that are in it
 * (both advanced in one transaction) and the replica values of each block. What it holds when the run is complete is
 * the same bytes of content for any number of threads and any number of interruptions. */
#ifndef BRINK_STUDY_H
#define BRINK_STUDY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"
#include "brink/precision.h"
#include "brink/status.h"

enum { BRINK_BLOCK = 128 }; /* replicas in a block; the last block of a point may have fewer */

typedef struct brink_point {
    const char *scenario;         /* name of the scenario */
    const char *name;             /* unique in the study */
    const brink_program *program; /* NULL: made by options->compile for as long as it is needed */
    unsigned char digest[32];     /* brink_scenario_digest() after overrides */
    uint32_t noise; /* replica r draws as replica BRINK_NOISE_REPLICAS * noise + r: points of one number share their
                       luck, those of different ones have nothing in common */
} brink_point;

#define BRINK_NOISE_REPLICAS (UINT64_C(1) << 32)

typedef struct brink_progress {
    uint64_t done, total; /* replicas over all points; `total` grows with each round of a study with targets */
    uint64_t done_before; /* of `done`, those found in the store by a resumed run */
    double seconds;       /* wall time of this run */
    double replica_periods_per_second; /* of this run */
} brink_progress;

typedef struct brink_run_options {
    uint64_t seed;
    uint64_t replicas;           /* a point, 1 .. 2^32 - 1; at most, if there are targets */
    const brink_target *targets; /* [n_targets], metrics of every point; see brink/precision.h */
    size_t n_targets;
    const brink_failure_limit *max_failures; /* ends the rounds of a point; the caller judges the outcome. NULL: none */
    unsigned threads;                        /* 0 = as many as this process may use */
    bool resume;       /* continue a store of the same study, or start one; otherwise an existing store is refused */
    bool metrics_only; /* keep neither series nor counted tables, which make up nearly all of a point's store */
    /* Makes the program of a point that has none; brink_program_free() ends it. Called for point after point by several
     * threads at once, and again for a point of several blocks. A status other than BRINK_ENOMEM fails the replicas of
     * the block, with that status. NULL if every point has its program. */
    brink_status (*compile)(void *compiler, size_t point, brink_program **program, brink_error *err);
    void *compiler;
    const char *description; /* JSON object kept in the store for the manifest (a resumed run keeps the first, unless it
                                adds points); or NULL */
    const volatile sig_atomic_t
        *stop; /* non-zero: finish no further block and return BRINK_EINTERRUPTED; may be NULL */
    void (*progress)(void *context, const brink_progress *progress); /* about 10 times a second; may be NULL */
    void *context;
} brink_run_options;

/* Runs (or finishes) a study in an existing folder.
 *
 * With `resume` the points may go on where those of the store end: the further ones are added. With `compile` memory
 * does not depend on the programs of all points: each thread has one at a time.
 *
 * BRINK_OK; BRINK_EUSAGE (no points, replicas out of range, two points of one name, a target that is no metric of a
 * point or makes no sense, targets beside points without a program); BRINK_ECANTCREATE (a store is
 * there and `resume` is false, or it cannot be made); BRINK_EMISMATCH (resume: seed, replicas, targets, points, digests
 * or version differ); BRINK_EINTERRUPTED (resumable); BRINK_EIO (disk full, or another process is at the store;
 * resumable); BRINK_EDATA (the file is no store, or of another format); BRINK_ENOMEM; BRINK_EBUG (a program with
 * impossible outputs). Blocks are dealt round-robin over points. Memory does not depend on `replicas`.
 *
 * A replica whose model failed it keeps that status. One that reported NaN where no value may be missing fails with
 * BRINK_EDIVERGE, one with a value outside its bounds (or a proportion other than 0 and 1) with BRINK_ERANGE.
 *
 * Threads: the caller's own thread watches. It alone calls `progress` and looks at `stop`, ten times a second; the
 * workers it starts block all signals, so a signal handler that sets `stop` runs on no worker. A full disk may come as
 * SIGXFSZ where file sizes are limited: the program's main() must ignore that signal to get BRINK_EIO. */
BRINK_MUST_CHECK brink_status brink_study_run(const char *folder, const brink_point *points, size_t n_points,
                                              const brink_run_options *options, brink_error *err);

/* What happened in one replica.
 *
 *   replica  0 .. n-1
 *   status   BRINK_OK, or why it failed
 *   series   [n_periods + 1][n_series] row-major, as the model gave them; of no use in a replica that failed */
typedef brink_status brink_visit_trajectory(void *context, uint64_t replica, brink_status status, const double *series,
                                            brink_error *err);

/* Runs replicas 0 .. n-1 of a point again (a replica is a pure function of program, seed, noise and index), on the
 * calling thread, and shows each in turn. Stops at the first status that is not BRINK_OK, and returns it;
 * BRINK_EINTERRUPTED when `stop` (may be NULL) is set; BRINK_ENOMEM; BRINK_EBUG (a program with impossible outputs). */
BRINK_MUST_CHECK brink_status brink_study_replay(const brink_program *program, uint64_t seed, uint32_t noise,
                                                 uint64_t n, brink_visit_trajectory *visit, void *context,
                                                 const volatile sig_atomic_t *stop, brink_error *err);

#endif
