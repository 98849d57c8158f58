/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interface of a model (in the manner of gsl_rng_type): one const description, found by name in a registry that
 * CMake writes from the list in models/CMakeLists.txt.
 *
 * A model compiles a scenario into a program (flat, immutable, shared by all threads) and steps batches of
 * BRINK_LANES replicas laid out as structure of arrays, [variable][lane]. A replica's path must be a pure function of
 * (program, seed, replica): not of the lane, the batch, or the other replicas in it. No function of a batch allocates,
 * locks, prints, or calls libm. */
#ifndef BRINK_MODEL_H
#define BRINK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/game.h"
#include "brink/posts.h"
#include "brink/scenario.h"
#include "brink/schema.h"
#include "brink/status.h"

enum { BRINK_LANES = 32 }; /* replicas in a batch: whole vectors of every instruction set */

typedef enum brink_quantity_kind {
    BRINK_MEAN,       /* a number a replica */
    BRINK_PROPORTION, /* 0 or 1 a replica: Wilson interval */
    BRINK_RATIO       /* metrics only: ratio of the totals of two other metrics, ratio estimator's error */
} brink_quantity_kind;

/* What a model can report, as documentation; capitals in a pattern stand for keys ("events.ACTOR.THEATRE.ACTION"). */
typedef struct brink_quantity {
    const char *pattern;
    brink_quantity_kind kind;
    const char *unit;
    const char *meaning;
} brink_quantity;

/* One reported quantity of a program. Strings live as long as the program.
 *
 * Reports know two conventions: the mean of a series named "no_conflict" is the share of replicas in which the broader
 * conflict has not begun; a metric with an actor, a theatre and an action is the number of times that action was
 * taken. */
typedef struct brink_output {
    const char *name; /* unique among the program's metrics (or series) */
    const brink_quantity *quantity;
    double lo, hi;                        /* every value lies within; sets the fixed-point resolution and the bins */
    bool may_be_missing;                  /* NaN then means missing; otherwise NaN fails the replica */
    const char *actor, *theatre, *action; /* labels, or NULL */
    size_t numerator, denominator;        /* RATIO: metrics (not ratios) of the same program */
} brink_output;

/* What a row or a bin of a counted table stands for; members without meaning are NULL or 0. */
typedef struct brink_count_label {
    const char *actor, *theatre;
    double from; /* of a distribution's bin: the least value in it; the bin ends where the next begins */
} brink_count_label;

/* Reports know two kinds: distributions go to cascades.csv and transitions to influence.csv (brink/report.h). */
typedef enum brink_count_kind {
    BRINK_COUNT_DISTRIBUTION, /* how many had which value; rows 0: complete, 1: censored (the value may have grown) */
    BRINK_COUNT_TRANSITIONS   /* rows: from where (no actor: from nowhere); bins: to where */
} brink_count_kind;

/* A table of exact counts over all replicas, besides metrics: of what happens a varying number of times in a replica.
 * Row-major, [n_rows][n_bins]. Strings and labels live as long as the program. */
typedef struct brink_count_table {
    const char *name; /* unique among the program's counted tables */
    brink_count_kind kind;
    const char *unit, *meaning;
    size_t n_rows, n_bins;         /* >= 1 each; all tables of a program together have at most BRINK_MAX_COUNTS cells */
    const brink_count_label *rows; /* [n_rows] */
    const brink_count_label *bins; /* [n_bins]; of a distribution in ascending order */
    double end;                    /* of a distribution: where the last bin ends */
} brink_count_table;

enum { BRINK_MAX_COUNTS = 1 << 19 };

/* The head of every program; a model embeds it as the first member of its own struct. */
typedef struct brink_program {
    const struct brink_model_type *type;
    uint32_t n_periods; /* 1 .. 65535 */
    size_t n_metrics, n_series;
    const brink_output *metrics; /* [n_metrics] */
    const brink_output *series;  /* [n_series]; all reported at periods 0 (the start) .. n_periods */
    size_t n_count_tables;
    const brink_count_table *count_tables; /* [n_count_tables] */
} brink_program;

typedef struct brink_batch {
    const brink_program *program; /* borrowed */
    uint64_t seed;
    uint64_t first;              /* lane k holds replica first + k */
    size_t n;                    /* lanes in use, 1 .. BRINK_LANES; the others are computed but never counted */
    uint32_t period;             /* periods completed */
    void *memory;                /* batch_bytes() of them, 64-byte aligned; zeroed once when allocated */
    uint64_t *counters;          /* [type->n_counters]; the model adds to them, for lanes < n only */
    uint32_t *counts;            /* [BRINK_LANES][cells]: for each lane the cells of all counted tables, table by table;
                                  * the model adds to them, in any lane; replicas that failed are left out afterwards.
                                  * NULL: not wanted */
    uint8_t failed[BRINK_LANES]; /* a brink_status; set by the model, BRINK_OK otherwise */
} brink_batch;

/* The instruction set that kernels should use: the best that the CPU has, or the one named by the environment variable
 * BRINK_ISA (base, avx2, avx512) if the CPU has it. Results do not depend on it. */
typedef enum brink_isa { BRINK_ISA_BASE, BRINK_ISA_AVX2, BRINK_ISA_AVX512, BRINK_N_ISAS } brink_isa;
brink_isa brink_isa_now(void);
const char *brink_isa_name(brink_isa isa);
bool brink_isa_is_supported(brink_isa isa);

/* Ways to compute the periods of one program, for brink/bench.h. Only those of instruction sets are for use: they give
 * the same bits; the others are there to be compared with, and agree to the tolerance of the scenario. */
typedef enum brink_kernel_kind {
    BRINK_KERNEL_NAIVE, /* the equations as they are written and the simplest iteration: shows what the algorithm gives
                         */
    BRINK_KERNEL_PLAIN, /* the model's own algorithm, a replica at a time, with libm: shows what the kernels give */
    BRINK_KERNEL_LANES, /* the same in the kernels' loops over replicas, without vectors: what of it batches give */
    BRINK_KERNEL_ISA
} brink_kernel_kind;

typedef struct brink_kernel {
    const char *name;
    brink_kernel_kind kind;
    brink_isa isa; /* of BRINK_KERNEL_ISA */
    const char *summary;
} brink_kernel;

/* What one solution or period costs: the ratio of two counters. */
typedef struct brink_effort {
    const char *counter, *per;
    const char *text; /* "sweeps a solve" */
} brink_effort;

typedef struct brink_model_type {
    const char *name, *summary, *source;
    const brink_table *tables; /* besides brink_common_tables() */
    size_t n_tables;
    const brink_quantity *metrics; /* documentation of what programs may report */
    size_t n_metrics;
    const brink_quantity *series;
    size_t n_series;
    const char *const *headline; /* metrics, NULL-terminated, to be shown first where there is room for few; or NULL */
    const char *const *counters; /* names of exact event counts kept over a run, e.g. "nonconverged_periods" */
    size_t n_counters;

    /* Rules that span tables; adds to `diagnostics`. The cells themselves have been checked; so that users see all
     * mistakes in one go it is called also when some were wrong (numbers then have a stand-in or NaN, a reference or
     * choice may name nothing), but not when rows are missing. Messages on lines that have one already are dropped
     * then. */
    void (*check)(const brink_scenario *scenario, brink_diagnostics *diagnostics);

    /* A checked scenario to a program. BRINK_OK, BRINK_ENOMEM, BRINK_EDATA (with a text: a collision of hashes, a size
     * limit), BRINK_EDIVERGE (no equilibrium at period 0). */
    brink_status (*compile)(const brink_scenario *scenario, brink_program **program, brink_error *err);
    void (*program_free)(brink_program *program); /* NULL and half-built are fine */

    size_t (*batch_bytes)(const brink_program *program);

    /* Puts all lanes at period 0 (batch->period = 0, failed = BRINK_OK). */
    void (*start)(brink_batch *batch);
    /* One period on; adds 1 to batch->period. */
    void (*step)(brink_batch *batch);
    /* Values now: out[s][lane], row-major, s in program->series. */
    void (*series_values)(const brink_batch *batch, double *out);
    /* Values of a replica that has run its n_periods: out[m][lane]; rows of RATIO metrics are left alone. */
    void (*metric_values)(brink_batch *batch, double *out);

    /* --- optional: NULL where a model has no such thing */

    /* What every player faces at a moment, and why it chooses as it does (brink/posts.h). The caller frees *posts. A
     * pure function of program and moment; costs the replica's path up to there. BRINK_OK; BRINK_ENOMEM; BRINK_EDIVERGE
     * (no solution found there), or the status with which the replica failed before, with a text. */
    brink_status (*posts)(const brink_program *program, brink_moment moment, brink_posts **posts, brink_error *err);

    /* What is played in a theatre at a moment, as a finite game in extensive form whose logit quantal response
     * equilibrium at lambda 1 is what the model plays (payoffs come multiplied by each player's rationality). `theatre`
     * NULL: the only one. The caller frees *game. BRINK_OK; BRINK_EDATA, *game NULL: no such theatre or period, or what
     * is played there is not exactly a finite game (said why); BRINK_ENOMEM; or the status with which the replica
     * failed before. */
    brink_status (*finite)(const brink_program *program, brink_moment moment, const char *theatre, brink_game **game,
                           brink_error *err);

    /* Ways to compute periods; those of instruction sets that the CPU lacks are never asked for. `use_kernel` has a
     * program's periods computed by kernels[index] from now on; no batch of it may be under way. */
    const brink_kernel *kernels;
    size_t n_kernels;
    void (*use_kernel)(brink_program *program, size_t index);
    /* Has the processor time (ns) that kernels take from now on added to *spent, atomically as several threads may,
     * until use_kernel() ends it. Looking at the clock costs a few per cent. */
    void (*time_kernel)(brink_program *program, uint64_t *spent);
    const brink_effort *efforts;
    size_t n_efforts;
} brink_model_type;

/* NULL-terminated list of the models that were built in, in the order of models/CMakeLists.txt: the first is what
 * commands are about when nothing else is said, the others are sorted. */
const brink_model_type *const *brink_models(void);
/* NULL if there is none of that name. */
const brink_model_type *brink_model_find(const char *name);

/* Compiles with the scenario's own model. */
BRINK_MUST_CHECK brink_status brink_program_new(const brink_scenario *scenario, brink_program **program,
                                                brink_error *err);
void brink_program_free(brink_program *program); /* NULL is fine */

#endif
