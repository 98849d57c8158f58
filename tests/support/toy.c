/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/toy.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "brink/rng.h"

static const brink_quantity a_number = {"number", BRINK_MEAN, "1", "A number."};
static const brink_quantity a_flag = {"flag", BRINK_PROPORTION, "1", "Whether."};
static const brink_quantity a_share = {"share", BRINK_RATIO, "1", "A share of \"totals\", 100 % of them."};
static const char *const counters[] = {"steps", "large"};

typedef struct state {
    unsigned was[BRINK_LANES];
    double x[BRINK_LANES], tests[BRINK_LANES], hits[BRINK_LANES], first[BRINK_LANES];
} state;

static const toy_program *program_of(const brink_batch *batch)
{
    return (const toy_program *)(const void *)batch->program;
}

static bool is_chosen(uint64_t replica, unsigned every)
{
    return every > 0 && replica % every == 1;
}

static const brink_count_label states[] = {{.actor = NULL}, {.actor = "down"}, {.actor = "up", .theatre = "B"}};
static const brink_count_label completeness[2] = {{.actor = NULL}, {.actor = NULL}};
static const brink_count_label sizes[TOY_SIZE_BINS] = {{.from = 0.0}, {.from = 0.5}, {.from = 1.0}, {.from = 2.0}};

const brink_count_table toy_tables[TOY_N_TABLES] = {
    [TOY_SIZES] = {.name = "sizes",
                   .kind = BRINK_COUNT_DISTRIBUTION,
                   .unit = "1",
                   .meaning = "Periods by |x|.",
                   .n_rows = 2,
                   .n_bins = TOY_SIZE_BINS,
                   .rows = completeness,
                   .bins = sizes,
                   .end = 50.0},
    [TOY_TURNS] = {.name = "turns",
                   .kind = BRINK_COUNT_TRANSITIONS,
                   .unit = "1",
                   .meaning = "Successive signs of x.",
                   .n_rows = 3,
                   .n_bins = 2,
                   .rows = states,
                   .bins = states + 1},
};

size_t toy_size_cell(double x, bool is_last)
{
    size_t bin = 0;
    while (bin + 1 < TOY_SIZE_BINS && fabs(x) >= sizes[bin + 1].from) {
        bin++;
    }
    return (is_last ? TOY_SIZE_BINS : 0) + bin;
}

size_t toy_turn_cell(unsigned was, double x)
{
    return 2 * TOY_SIZE_BINS + 2 * (size_t)was + (x > 0.0);
}

static size_t batch_bytes(const brink_program *program)
{
    (void)program;
    return sizeof(state);
}

static void start(brink_batch *batch)
{
    state *s = batch->memory;
    memset(s, 0, sizeof *s);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        s->first[k] = (double)NAN;
        batch->failed[k] = BRINK_OK;
    }
    batch->period = 0;
}

static void step(brink_batch *batch)
{
    const toy_program *program = program_of(batch);
    state *s = batch->memory;
    double e[BRINK_LANES];
    batch->period++;
    brink_normals(batch->seed, (brink_address){.replica = batch->first, .period = (uint16_t)batch->period}, BRINK_LANES,
                  e);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        s->x[k] = program->phi * s->x[k] + e[k];
        s->tests[k] += s->x[k] > 1.0 || s->x[k] < -1.0;
        s->hits[k] += s->x[k] > 1.0;
        if (s->x[k] > 2.0 && s->first[k] != s->first[k]) {
            s->first[k] = batch->period;
        }
        if (batch->counts) { /* in lanes that are not in use too: the engine leaves them out */
            uint32_t *counts = batch->counts + k * TOY_N_COUNTS;
            counts[toy_size_cell(s->x[k], batch->period == program->head.n_periods)]++;
            counts[toy_turn_cell(s->was[k], s->x[k])]++;
        }
        s->was[k] = s->x[k] > 0.0 ? 2 : 1;
    }
    for (size_t k = 0; k < batch->n; k++) {
        batch->counters[TOY_STEPS]++;
        batch->counters[TOY_LARGE] += s->x[k] > 3.0 || s->x[k] < -3.0;
        if (batch->period == 2 && is_chosen(batch->first + k, program->fail_every)) {
            batch->failed[k] = BRINK_ENOMEM;
        }
    }
    if (program->pause_us > 0) {
        struct timespec pause = {.tv_nsec = program->pause_us * 1000L};
        (void)nanosleep(&pause, NULL);
    }
}

static void series_values(const brink_batch *batch, double *out)
{
    const toy_program *program = program_of(batch);
    const state *s = batch->memory;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        bool is_out = batch->period == 1 && is_chosen(batch->first + k, program->range_every);
        out[TOY_LEVEL * BRINK_LANES + k] = is_out ? 1e6 : s->x[k];
        out[TOY_DEPTH * BRINK_LANES + k] = s->x[k] > 0.0 ? (double)NAN : -s->x[k];
    }
}

static void metric_values(brink_batch *batch, double *out)
{
    const toy_program *program = program_of(batch);
    const state *s = batch->memory;
    for (size_t k = 0; k < BRINK_LANES; k++) {
        bool is_nan = is_chosen(batch->first + k, program->nan_every);
        out[TOY_LAST * BRINK_LANES + k] = is_nan ? (double)NAN : s->x[k];
        out[TOY_UP * BRINK_LANES + k] = s->x[k] > 0.0;
        out[TOY_TESTS * BRINK_LANES + k] = s->tests[k];
        out[TOY_HITS * BRINK_LANES + k] = s->hits[k];
        out[TOY_FIRST * BRINK_LANES + k] = s->first[k];
    }
}

const brink_model_type toy_model = {
    .name = "toy",
    .summary = "autoregressive walk",
    .source = "textbook",
    .counters = counters,
    .n_counters = TOY_N_COUNTERS,
    .batch_bytes = batch_bytes,
    .start = start,
    .step = step,
    .series_values = series_values,
    .metric_values = metric_values,
};

void toy_init(toy_program *program, uint32_t n_periods, double phi)
{
    *program = (toy_program){
        .head = {.type = &toy_model, .n_periods = n_periods, .n_metrics = TOY_N_METRICS, .n_series = TOY_N_SERIES},
        .phi = phi};
    program->metrics[TOY_LAST] = (brink_output){.name = "last", .quantity = &a_number, .lo = -50.0, .hi = 50.0};
    program->metrics[TOY_UP] = (brink_output){.name = "up", .quantity = &a_flag, .lo = 0.0, .hi = 1.0};
    program->metrics[TOY_TESTS] =
        (brink_output){.name = "tests", .quantity = &a_number, .lo = 0.0, .hi = n_periods, .actor = "A"};
    program->metrics[TOY_HITS] = (brink_output){
        .name = "hits", .quantity = &a_number, .lo = 0.0, .hi = n_periods, .actor = "A", .theatre = "B", .action = "c"};
    program->metrics[TOY_HIT_SHARE] = (brink_output){.name = "hit_share",
                                                     .quantity = &a_share,
                                                     .lo = 0.0,
                                                     .hi = 1.0,
                                                     .may_be_missing = true,
                                                     .numerator = TOY_HITS,
                                                     .denominator = TOY_TESTS};
    program->metrics[TOY_FIRST] =
        (brink_output){.name = "first", .quantity = &a_number, .lo = 0.0, .hi = n_periods, .may_be_missing = true};
    program->series[TOY_LEVEL] = (brink_output){.name = "level", .quantity = &a_number, .lo = -50.0, .hi = 50.0};
    program->series[TOY_DEPTH] =
        (brink_output){.name = "depth", .quantity = &a_number, .lo = 0.0, .hi = 50.0, .may_be_missing = true};
    program->head.metrics = program->metrics;
    program->head.series = program->series;
    program->head.count_tables = toy_tables;
    program->head.n_count_tables = TOY_N_TABLES;
}

void toy_path(const toy_program *program, uint64_t seed, uint64_t replica, double *x)
{
    x[0] = 0.0;
    for (uint32_t t = 1; t <= program->head.n_periods; t++) {
        x[t] = program->phi * x[t - 1] + brink_normal(seed, (brink_address){.replica = replica, .period = (uint16_t)t});
    }
}
