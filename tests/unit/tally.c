/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "engine/tally.h"
#include "support/toy.h"

enum { PERIODS = 3, N_BLOCKS = 24 };

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 11;
}

static double unit(uint64_t *state)
{
    return (double)next(state) * 0x1p-53;
}

static void make_shape(brink__shape *shape, toy_program *program)
{
    toy_init(program, PERIODS, 0.5);
    assert_int_equal(brink__shape_init(shape, PERIODS, program->metrics, TOY_N_METRICS, program->series, TOY_N_SERIES,
                                       TOY_N_COUNTERS, TOY_N_COUNTS, NULL),
                     BRINK_OK);
}

/* --- fixed point */

static void resolution_follows_the_bounds(void **unused)
{
    (void)unused;
    static const brink_quantity number = {"number", BRINK_MEAN, "1", ""};
    static const struct {
        double lo, hi;
        int exponent; /* of the unit: ceil(log2(bound)) - 43 */
    } rows[] = {{0, 1, -43}, {0, 0.001, -43}, {-1, 1, -43},    {0, 1.0000001, -42}, {0, 2, -42},
                {0, 3, -41}, {-4, 1, -41},    {0, 10, -39},    {0, 1e6, -23},       {0, 0x1p43, 0},
                {0, 0, -43}, {0, 0x1p60, 17}, {-1e300, 0, 954}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        brink_output output = {.name = "x", .quantity = &number, .lo = rows[i].lo, .hi = rows[i].hi};
        brink__shape shape;
        assert_int_equal(brink__shape_init(&shape, 1, &output, 1, NULL, 0, 0, 0, NULL), BRINK_OK);
        assert_true(shape.metric[0].to_value == ldexp(1.0, rows[i].exponent));
        assert_true(shape.metric[0].to_fixed == ldexp(1.0, -rows[i].exponent));
        uint64_t state = i;
        for (int k = 0; k < 1000; k++) {
            double value = k == 0   ? rows[i].lo
                           : k == 1 ? rows[i].hi
                                    : rows[i].lo + (rows[i].hi - rows[i].lo) * unit(&state);
            int64_t q = brink__fix(&shape.metric[0], value);
            assert_true(q >= -((int64_t)1 << 43) && q <= (int64_t)1 << 43);
            assert_true(q == llrint(ldexp(value, -rows[i].exponent)));
        }
        assert_true(brink__fix(&shape.metric[0], (double)NAN) == BRINK__MISSING);
        brink__shape_free(&shape);
    }
}

static void impossible_outputs_are_refused(void **unused)
{
    (void)unused;
    static const brink_quantity number = {"number", BRINK_MEAN, "1", ""};
    static const brink_quantity share = {"share", BRINK_RATIO, "1", ""};
    const brink_output bad[] = {
        {.name = "reversed", .quantity = &number, .lo = 1.0, .hi = 0.0},
        {.name = "infinite", .quantity = &number, .lo = 0.0, .hi = (double)INFINITY},
        {.name = "nan", .quantity = &number, .lo = (double)NAN, .hi = 1.0},
        {.name = "own_ratio", .quantity = &share, .lo = 0.0, .hi = 1.0, .numerator = 0, .denominator = 0},
        {.name = "beyond", .quantity = &share, .lo = 0.0, .hi = 1.0, .numerator = 0, .denominator = 7},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        brink__shape shape;
        brink_error err = {0};
        assert_int_equal(brink__shape_init(&shape, 1, &bad[i], 1, NULL, 0, 0, 0, &err), BRINK_EBUG);
        assert_non_null(strstr(err.what, bad[i].name));
    }
    brink__shape shape;
    assert_int_equal(brink__shape_init(&shape, 0, NULL, 0, NULL, 0, 0, 0, NULL), BRINK_EBUG);
    assert_int_equal(brink__shape_init(&shape, 65536, NULL, 0, NULL, 0, 0, 0, NULL), BRINK_EBUG);
    assert_int_equal(brink__shape_init(&shape, 1, NULL, 0, &bad[3], 1, 0, 0, NULL),
                     BRINK_EBUG); /* a series that is a ratio */
}

/* --- judging a batch */

typedef struct batch {
    double series[(PERIODS + 1) * TOY_N_SERIES * BRINK_LANES];
    double metrics[TOY_N_METRICS * BRINK_LANES];
    uint8_t failed[BRINK_LANES];
} batch;

static void sound_batch(batch *b, uint64_t *state)
{
    memset(b, 0, sizeof *b);
    for (size_t i = 0; i < COUNT(b->series); i++) {
        b->series[i] = unit(state) * 50.0;
    }
    for (size_t k = 0; k < BRINK_LANES; k++) {
        b->metrics[TOY_LAST * BRINK_LANES + k] = unit(state) * 100.0 - 50.0;
        b->metrics[TOY_UP * BRINK_LANES + k] = next(state) % 2 ? 1.0 : 0.0;
        b->metrics[TOY_TESTS * BRINK_LANES + k] = (double)(next(state) % 4);
        b->metrics[TOY_HITS * BRINK_LANES + k] = (double)(next(state) % 2);
        b->metrics[TOY_HIT_SHARE * BRINK_LANES + k] = (double)NAN; /* left alone by the model */
        b->metrics[TOY_FIRST * BRINK_LANES + k] = next(state) % 3 ? (double)NAN : 2.0;
    }
}

static void impossible_tables_are_refused(void **unused)
{
    (void)unused;
    static const brink_count_label ascending[] = {{.from = 1.0}, {.from = 2.0}};
    static const brink_count_label level[] = {{.from = 1.0}, {.from = 1.0}};
    const brink_count_table sound = {
        .name = "sound", .n_rows = 2, .n_bins = 2, .rows = level, .bins = ascending, .end = 3};
    brink_count_table bad[8];
    for (size_t i = 0; i < COUNT(bad); i++) {
        bad[i] = sound;
    }
    bad[0].name = NULL;
    bad[1].rows = NULL;
    bad[2].n_bins = 0;
    bad[3].n_rows = 1; /* a distribution has complete and censored ones */
    bad[4].bins = level;
    bad[5].end = 2.0;
    bad[6].end = (double)NAN;
    bad[7] = (brink_count_table){.name = "large",
                                 .kind = BRINK_COUNT_TRANSITIONS,
                                 .n_rows = 2,
                                 .n_bins = BRINK_MAX_COUNTS / 2 - 1,
                                 .rows = level,
                                 .bins = level};
    size_t n = 0;
    for (size_t i = 0; i < COUNT(bad); i++) {
        const brink_count_table tables[] = {sound, bad[i]};
        assert_int_equal(brink__count_cells(tables, 2, &n, NULL), BRINK_EBUG);
    }
    assert_int_equal(brink__count_cells(&bad[7], 1, &n, NULL), BRINK_OK); /* alone it fits */
    assert_int_equal(n, BRINK_MAX_COUNTS - 2);
    assert_int_equal(brink__count_cells(toy_tables, TOY_N_TABLES, &n, NULL), BRINK_OK);
    assert_int_equal(n, TOY_N_COUNTS);
    assert_int_equal(brink__count_cells(NULL, 0, &n, NULL), BRINK_OK);
    assert_int_equal(n, 0);
}

/* Of all periods, and in the end. */
static void judge(const brink__shape *shape, const double *series, const double *metrics, size_t n, uint8_t *failed)
{
    uint8_t so_far[BRINK_LANES] = {BRINK_OK};
    for (uint32_t period = 0; period <= PERIODS; period++) {
        brink__judge_series(shape, series + period * TOY_N_SERIES * BRINK_LANES, n, so_far);
    }
    brink__judge(shape, so_far, metrics, n, failed);
}

static void unsound_values_fail_their_lane(void **unused)
{
    (void)unused;
    toy_program program;
    brink__shape shape;
    make_shape(&shape, &program);
    uint64_t state = 1;
    batch b;
    sound_batch(&b, &state);
    judge(&shape, b.series, b.metrics, BRINK_LANES, b.failed);
    for (size_t k = 0; k < BRINK_LANES; k++) {
        assert_int_equal(b.failed[k], BRINK_OK);
    }

    size_t cell = 2 * TOY_N_SERIES;
    b.series[(cell + TOY_LEVEL) * BRINK_LANES + 3] = nextafter(50.0, 100.0);
    b.series[(cell + TOY_LEVEL) * BRINK_LANES + 4] = (double)NAN;
    b.series[(cell + TOY_DEPTH) * BRINK_LANES + 5] = (double)NAN; /* may be missing */
    b.series[(cell + TOY_LEVEL) * BRINK_LANES + 6] = (double)INFINITY;
    b.metrics[TOY_LAST * BRINK_LANES + 7] = -50.0000001;
    b.metrics[TOY_UP * BRINK_LANES + 8] = 0.5; /* neither 0 nor 1 */
    b.metrics[TOY_TESTS * BRINK_LANES + 9] = (double)NAN;
    b.failed[10] = BRINK_ENOMEM; /* the model's own status stays */
    b.metrics[TOY_TESTS * BRINK_LANES + 10] = (double)NAN;
    b.failed[11] = 200;                                            /* no status */
    b.series[(cell + TOY_LEVEL) * BRINK_LANES + 12] = (double)NAN; /* the first of two reasons counts */
    b.metrics[TOY_LAST * BRINK_LANES + 12] = 99.0;
    b.metrics[TOY_LAST * BRINK_LANES + 31] = 99.0; /* in no use */
    judge(&shape, b.series, b.metrics, BRINK_LANES - 1, b.failed);
    static const uint8_t want[BRINK_LANES] = {
        [3] = BRINK_ERANGE,   [4] = BRINK_EDIVERGE, [6] = BRINK_ERANGE, [7] = BRINK_ERANGE,   [8] = BRINK_ERANGE,
        [9] = BRINK_EDIVERGE, [10] = BRINK_ENOMEM,  [11] = BRINK_EBUG,  [12] = BRINK_EDIVERGE};
    assert_memory_equal(b.failed, want, BRINK_LANES);
    brink__shape_free(&shape);
}

/* --- merging */

static void add_series(brink__delta *delta, const brink__shape *shape, const double *series, size_t n,
                       const uint8_t *failed)
{
    for (uint32_t period = 0; period <= PERIODS; period++) {
        brink__delta_add_series(delta, shape, period, series + period * TOY_N_SERIES * BRINK_LANES, n, failed);
    }
}

/* A delta of one block with failures, missing values and all. */
static void random_delta(brink__delta *delta, const brink__shape *shape, uint64_t seed)
{
    uint64_t state = seed * 7919 + 1;
    int64_t fixed[TOY_N_METRICS * BRINK_BLOCK];
    uint8_t status[BRINK_BLOCK];
    size_t n = seed % 5 == 0 ? 77 : BRINK_BLOCK;
    brink__delta_clear(delta);
    for (size_t at = 0; at < n; at += BRINK_LANES) {
        batch b;
        size_t lanes = n - at < BRINK_LANES ? n - at : BRINK_LANES;
        sound_batch(&b, &state);
        if (seed % 3 == 0) {
            b.failed[at % 7] = BRINK_EDIVERGE;
            b.series[at % 100] = (double)NAN;
        }
        judge(shape, b.series, b.metrics, lanes, b.failed);
        add_series(delta, shape, b.series, lanes, b.failed);
        uint32_t table_counts[BRINK_LANES * TOY_N_COUNTS];
        for (size_t i = 0; i < COUNT(table_counts); i++) {
            table_counts[i] = next(&state) % 3 == 0 ? 0 : (uint32_t)next(&state);
        }
        brink__delta_add_counts(delta, toy_tables, TOY_N_TABLES, table_counts, lanes, b.failed);
        memcpy(status + at, b.failed, lanes);
        for (size_t m = 0; m < TOY_N_METRICS; m++) {
            for (size_t k = 0; k < lanes; k++) {
                bool has_value = b.failed[k] == BRINK_OK && m != TOY_HIT_SHARE;
                fixed[m * BRINK_BLOCK + at + k] =
                    has_value ? brink__fix(&shape->metric[m], b.metrics[m * BRINK_LANES + k]) : BRINK__MISSING;
            }
        }
    }
    delta->sums.counts.counters[TOY_STEPS] = seed * 3;
    brink__delta_add_metrics(delta, shape, fixed, n, status);
}

static void both_blobs(const brink__tally *tally, brink__bytes *blob)
{
    brink__bytes counts = {0};
    brink__bytes_clear(blob);
    brink__tally_encode(tally, blob);
    brink__counts_encode(&tally->counts, &counts);
    brink__put(blob, counts.data, counts.n);
    assert_false(blob->failed);
    brink__bytes_free(&counts);
}

static void shuffle(size_t *order, size_t n, uint64_t *state)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)(next(state) % i);
        size_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
}

/* Lanes that are added and taken out again leave what is left when they are not added, whether rows are whole or not.
 */
static void what_is_taken_out_leaves_nothing(void **unused)
{
    (void)unused;
    static const uint8_t none[BRINK_LANES] = {BRINK_OK};
    toy_program program;
    brink__shape shape;
    brink__delta want, got;
    uint64_t state = 5;
    make_shape(&shape, &program);
    assert_int_equal(brink__delta_init(&want, &shape.dims), BRINK_OK);
    assert_int_equal(brink__delta_init(&got, &shape.dims), BRINK_OK);
    for (size_t n = BRINK_LANES; n >= BRINK_LANES - 1; n--) {
        batch b;
        sound_batch(&b, &state);
        b.failed[2] = b.failed[17] = BRINK_ERANGE;
        add_series(&want, &shape, b.series, n, b.failed);
        add_series(&got, &shape, b.series, n, none);
        for (uint32_t period = 0; period <= PERIODS; period++) {
            brink__delta_take_series(&got, &shape, period, b.series + period * TOY_N_SERIES * BRINK_LANES, 2);
            brink__delta_take_series(&got, &shape, period, b.series + period * TOY_N_SERIES * BRINK_LANES, 17);
        }
    }
    for (size_t i = 0; i < shape.dims.n_cells; i++) {
        assert_true(got.sums.cells[i].n == want.sums.cells[i].n && got.sums.cells[i].sum == want.sums.cells[i].sum &&
                    got.sums.cells[i].squares == want.sums.cells[i].squares);
    }
    assert_memory_equal(got.bins, want.bins, shape.dims.n_cells * BRINK__BINS);
    brink__delta_free(&want);
    brink__delta_free(&got);
    brink__shape_free(&shape);
}

/* Any order and any grouping of blocks gives the same bytes. */
static void merging_is_order_free(void **unused)
{
    (void)unused;
    toy_program program;
    brink__shape shape;
    brink__delta delta;
    brink__bytes want = {0};
    brink__bytes got = {0};
    uint64_t state = 99;
    make_shape(&shape, &program);
    assert_int_equal(brink__delta_init(&delta, &shape.dims), BRINK_OK);
    for (int round = 0; round < 30; round++) {
        size_t order[N_BLOCKS];
        brink__tally part[4];
        for (size_t i = 0; i < N_BLOCKS; i++) {
            order[i] = i;
        }
        if (round > 0) {
            shuffle(order, N_BLOCKS, &state);
        }
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(brink__tally_init(&part[i], &shape.dims), BRINK_OK);
        }
        for (size_t i = 0; i < N_BLOCKS; i++) {
            random_delta(&delta, &shape, order[i]);
            brink__tally_add(&part[round > 0 ? next(&state) % 4 : 0], &delta);
        }
        for (size_t i = 1; i < 4; i++) {
            brink__tally_merge(&part[0], &part[i]);
        }
        both_blobs(&part[0], round == 0 ? &want : &got);
        if (round > 0) {
            assert_int_equal(got.n, want.n);
            assert_memory_equal(got.data, want.data, want.n);
        }
        for (size_t i = 0; i < 4; i++) {
            brink__tally_free(&part[i]);
        }
    }
    brink__bytes_free(&want);
    brink__bytes_free(&got);
    brink__delta_free(&delta);
    brink__shape_free(&shape);
}

/* Sums of values at the bounds over as many replicas as there may be, which no 64 bits would hold. */
static void sums_do_not_overflow(void **unused)
{
    (void)unused;
    toy_program program;
    brink__shape shape;
    brink__tally tally;
    brink__bytes blob = {0};
    make_shape(&shape, &program);
    assert_int_equal(brink__tally_init(&tally, &shape.dims), BRINK_OK);
    tally.metrics[0] = (brink__moments){.n = 1, .sum = (brink__i128)1 << 43, .squares = (brink__u128)1 << 86};
    for (int doubling = 0; doubling < 32; doubling++) {
        brink__tally_merge(&tally, &tally);
    }
    assert_true(tally.metrics[0].n == (uint64_t)1 << 32);
    assert_true(tally.metrics[0].sum == (brink__i128)1 << 75);
    assert_true(tally.metrics[0].squares == (brink__u128)1 << 118);
    brink__tally_encode(&tally, &blob);
    assert_int_equal(brink__tally_decode(&tally, blob.data, blob.n), BRINK_OK);
    assert_true(tally.metrics[0].squares == (brink__u128)1 << 118);
    brink__bytes_free(&blob);
    brink__tally_free(&tally);
    brink__shape_free(&shape);
}

static void blobs_come_back_or_are_refused(void **unused)
{
    (void)unused;
    toy_program program;
    brink__shape shape;
    brink__delta delta;
    brink__tally tally;
    brink__tally back;
    brink__bytes blob = {0};
    brink__bytes counts = {0};
    brink__bytes again = {0};
    make_shape(&shape, &program);
    assert_int_equal(brink__delta_init(&delta, &shape.dims), BRINK_OK);
    assert_int_equal(brink__tally_init(&tally, &shape.dims), BRINK_OK);
    assert_int_equal(brink__tally_init(&back, &shape.dims), BRINK_OK);
    random_delta(&delta, &shape, 3);
    brink__tally_add(&tally, &delta);
    brink__tally_encode(&tally, &blob);
    brink__counts_encode(&tally.counts, &counts);
    assert_int_equal(brink__tally_decode(&back, blob.data, blob.n), BRINK_OK);
    assert_int_equal(brink__counts_decode(&back.counts, counts.data, counts.n), BRINK_OK);
    brink__tally_encode(&back, &again);
    assert_int_equal(again.n, blob.n);
    assert_memory_equal(again.data, blob.data, blob.n);
    assert_int_equal(back.counts.replicas, tally.counts.replicas);
    assert_int_equal(back.counts.counters[TOY_STEPS], 9);
    assert_true(brink__counts_failed(&back.counts) > 0);
    assert_int_equal(brink__counts_failed(&back.counts), brink__counts_failed(&tally.counts));

    for (size_t i = 0; i < blob.n; i++) {
        unsigned char flip = (unsigned char)(1u << i % 8);
        blob.data[i] ^= flip;
        assert_int_equal(brink__tally_decode(&back, blob.data, blob.n), BRINK_EIO);
        blob.data[i] ^= flip;
    }
    for (size_t n = 0; n < blob.n; n += 1 + n / 16) {
        assert_int_equal(brink__tally_decode(&back, blob.data, n), BRINK_EIO);
    }
    for (size_t i = 0; i < counts.n; i++) {
        counts.data[i] ^= 1;
        assert_int_equal(brink__counts_decode(&back.counts, counts.data, counts.n), BRINK_EIO);
        counts.data[i] ^= 1;
    }
    /* a sound blob of another program */
    brink__shape other;
    brink__tally unlike;
    toy_program longer;
    toy_init(&longer, PERIODS + 1, 0.5);
    assert_int_equal(brink__shape_init(&other, PERIODS + 1, longer.metrics, TOY_N_METRICS, longer.series, TOY_N_SERIES,
                                       TOY_N_COUNTERS, TOY_N_COUNTS, NULL),
                     BRINK_OK);
    assert_false(brink__dims_equal(&other.dims, &shape.dims));
    assert_int_equal(brink__tally_init(&unlike, &other.dims), BRINK_OK);
    assert_int_equal(brink__tally_decode(&unlike, blob.data, blob.n), BRINK_EIO);
    brink__tally_free(&unlike);
    brink__shape_free(&other);

    brink__bytes_free(&blob);
    brink__bytes_free(&counts);
    brink__bytes_free(&again);
    brink__tally_free(&tally);
    brink__tally_free(&back);
    brink__delta_free(&delta);
    brink__shape_free(&shape);
}

/* An empty bin below others that are not: its own count is 0, that of its tail is not. */
static void empty_bins_keep_their_tails(void **unused)
{
    (void)unused;
    toy_program program;
    brink__shape shape;
    brink__delta delta;
    brink__tally tally;
    brink__bytes blob = {0};
    uint32_t counts[BRINK_LANES * TOY_N_COUNTS] = {[0] = 3, [2] = UINT32_MAX, [3] = 2, [TOY_N_COUNTS + 2] = 1};
    const uint8_t failed[BRINK_LANES] = {0};
    const brink__u128 top = (brink__u128)UINT32_MAX + 2;
    make_shape(&shape, &program);
    assert_int_equal(brink__delta_init(&delta, &shape.dims), BRINK_OK);
    assert_int_equal(brink__tally_init(&tally, &shape.dims), BRINK_OK);
    brink__delta_add_counts(&delta, toy_tables, TOY_N_TABLES, counts, 2, failed);
    brink__tally_add(&tally, &delta);
    brink__tally_encode(&tally, &blob);
    assert_int_equal(brink__tally_decode(&tally, blob.data, blob.n), BRINK_OK);
    assert_int_equal(tally.tables[1], 0);
    assert_true(tally.squares[0] == (top + 3) * (top + 3) + 1);
    assert_true(tally.squares[1] == top * top + 1);
    assert_true(tally.squares[3] == 4);
    assert_true(tally.squares[4] == 0);
    brink__bytes_free(&blob);
    brink__tally_free(&tally);
    brink__delta_free(&delta);
    brink__shape_free(&shape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolution_follows_the_bounds),
        cmocka_unit_test(impossible_outputs_are_refused),
        cmocka_unit_test(impossible_tables_are_refused),
        cmocka_unit_test(unsound_values_fail_their_lane),
        cmocka_unit_test(what_is_taken_out_leaves_nothing),
        cmocka_unit_test(merging_is_order_free),
        cmocka_unit_test(sums_do_not_overflow),
        cmocka_unit_test(blobs_come_back_or_are_refused),
        cmocka_unit_test(empty_bins_keep_their_tails),
    };
    return cmocka_run_group_tests_name("tally", tests, NULL, NULL) != 0;
}
