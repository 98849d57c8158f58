/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How fast a scenario runs: measurements that take turns, so that whatever else the machine does meets all of them. */
#ifndef SIM_CLI_BENCH_H
#define SIM_CLI_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/model.h"

enum { BENCH_MOST_ROUNDS = 99, BENCH_MOST_KERNELS = 16 };

typedef struct bench_options {
    uint64_t seed;
    unsigned rounds;  /* 1 .. BENCH_MOST_ROUNDS */
    unsigned millis;  /* about how long a measurement of a round lasts; at least one block of replicas is run */
    unsigned threads; /* at most; 0: as many as this process may use */
    const char *kernel[BENCH_MOST_KERNELS]; /* names of those that are measured; borrowed */
    size_t n_kernels;                       /* 0: all that the CPU has */
} bench_options;

/* What is run: a whole study, with everything that a run leaves in its store, in a folder of its own. */
typedef struct bench_line {
    const brink_kernel *kernel; /* NULL: the model has no choice of kernels */
    bool is_processes;          /* n processes of one thread each rather than one of n threads */
    unsigned n;
    brink_program *program; /* borrowed from bench.program */
    uint64_t replicas;      /* a round */
    /* Replica-periods a second: by the clock, and by this process's processor time, in which other programs that have
     * their turn on the processor do not count. */
    double rate[BENCH_MOST_ROUNDS], cpu_rate[BENCH_MOST_ROUNDS];
    /* Of another run in the same round, whose kernels are timed; lines of one thread only: replica-periods a second of
     * the kernels' processor time, and its part of all. */
    double kernel_rate[BENCH_MOST_ROUNDS], kernel_share[BENCH_MOST_ROUNDS];
    double *effort; /* [type->n_efforts] */
} bench_line;

typedef struct bench_run {
    const brink_scenario *scenario;
    bench_options options;
    char folder[256]; /* scratch */
    size_t n_programs;
    brink_program **program; /* [n_programs] one a kernel that the CPU has */
    size_t n_lines;
    bench_line *line;
    double exp_double[BRINK_N_ISAS][BENCH_MOST_ROUNDS], exp_single[BRINK_N_ISAS][BENCH_MOST_ROUNDS]; /* ns */
    size_t exp_vector[BRINK_N_ISAS]; /* bytes; 0: not on this CPU */
} bench_run;

/* Measures a checked scenario. BRINK_OK; BRINK_EINTERRUPTED, BRINK_ENOMEM and what a run may come to, told. */
brink_status bench_measure(bench_run *run, const brink_scenario *scenario, const bench_options *options);
void bench_fini(bench_run *run); /* zeroed is fine */

/* What a bench says: medians over the rounds, with the least and the most. */
brink_status bench_print(const bench_run *run, bool is_csv);

/* Seconds from some fixed moment. */
double bench_now(void);

#endif
