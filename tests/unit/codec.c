/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blobs of a store: what goes in comes out, and no damage passes. */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "engine/ranges.h"
#include "engine/replicas.h"

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 16;
}

static void integers_come_back(void **unused)
{
    (void)unused;
    brink__bytes bytes = {0};
    for (unsigned shift = 0; shift < 128; shift++) {
        brink__u128 power = (brink__u128)1 << shift;
        brink__put_unsigned(&bytes, power - 1);
        brink__put_unsigned(&bytes, power);
        brink__put_signed(&bytes, (brink__i128)power);
        brink__put_signed(&bytes, -(brink__i128)(power - 1) - 1);
    }
    brink__put_u32(&bytes, 0xdeadbeefu);
    assert_false(bytes.failed);
    brink__cursor cursor = brink__read(bytes.data, bytes.n);
    for (unsigned shift = 0; shift < 128; shift++) {
        brink__u128 power = (brink__u128)1 << shift;
        assert_true(brink__get_wide(&cursor) == power - 1);
        assert_true(brink__get_wide(&cursor) == power);
        assert_true(brink__get_signed(&cursor) == (brink__i128)power);
        assert_true(brink__get_signed(&cursor) == -(brink__i128)(power - 1) - 1);
    }
    assert_int_equal(brink__get_u32(&cursor), 0xdeadbeefu);
    assert_true(brink__is_at_end(&cursor));
    assert_int_equal(brink__get_byte(&cursor), 0);
    assert_true(cursor.failed);
    brink__bytes_free(&bytes);
}

static void bad_integers_fail(void **unused)
{
    (void)unused;
    static const struct {
        unsigned char bytes[20];
        size_t n;
        bool is_wide;
    } bad[] = {
        {{0x80}, 1, true},                                             /* cut short */
        {{0x80, 0x00}, 2, true},                                       /* a useless zero */
        {{255, 255, 255, 255, 255, 255, 255, 255, 255, 2}, 10, false}, /* above 2^64 */
        {{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 4}, 19, true},
        {{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 131, 1}, 20, true},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        brink__cursor cursor = brink__read(bad[i].bytes, bad[i].n);
        brink__u128 value = bad[i].is_wide ? brink__get_wide(&cursor) : brink__get_unsigned(&cursor);
        assert_true(value == 0);
        assert_true(cursor.failed);
    }
}

static void checksum_is_fnv(void **unused)
{
    (void)unused;
    /* from the authors' test suite */
    assert_true(brink__checksum("", 0) == 0xcbf29ce484222325u);
    assert_true(brink__checksum("foobar", 6) == 0x85944171f73967e8u);
}

/* --- ranges */

static void ranges_are_a_set(void **unused)
{
    (void)unused;
    enum { N = 300 };
    uint64_t state = 5;
    for (int round = 0; round < 20; round++) {
        brink__ranges ranges = {0};
        bool has[N] = {0};
        uint64_t count = 0;
        for (int i = 0; i < 400; i++) {
            size_t x = (size_t)(next(&state) % N);
            assert_int_equal(brink__ranges_contain(&ranges, x), has[x]);
            assert_int_equal(brink__ranges_add(&ranges, x), has[x] ? BRINK_EBUG : BRINK_OK);
            count += !has[x];
            has[x] = true;
        }
        assert_int_equal(brink__ranges_count(&ranges), count);
        for (size_t i = 0; i < ranges.n; i++) { /* disjoint, not touching, ascending */
            assert_true(ranges.range[i].first < ranges.range[i].end);
            assert_true(i == 0 || ranges.range[i - 1].end < ranges.range[i].first);
        }
        brink__bytes blob = {0};
        brink__ranges back = {0};
        brink__ranges_encode(&ranges, &blob);
        assert_int_equal(brink__ranges_decode(&back, blob.data, blob.n, N), BRINK_OK);
        for (size_t x = 0; x < N; x++) {
            assert_int_equal(brink__ranges_contain(&back, x), has[x]);
        }
        assert_int_equal(brink__ranges_decode(&back, blob.data, blob.n, ranges.range[ranges.n - 1].end), BRINK_OK);
        assert_int_equal(brink__ranges_decode(&back, blob.data, blob.n, ranges.range[ranges.n - 1].end - 1), BRINK_EIO);
        brink__bytes_free(&blob);
        brink__ranges_free(&ranges);
        brink__ranges_free(&back);
    }
}

static void damaged_ranges_are_refused(void **unused)
{
    (void)unused;
    brink__ranges ranges = {0};
    brink__ranges back = {0};
    brink__bytes blob = {0};
    for (uint64_t x = 0; x < 20; x += 3) {
        assert_int_equal(brink__ranges_add(&ranges, x), BRINK_OK);
    }
    brink__ranges_encode(&ranges, &blob);
    for (size_t i = 0; i < blob.n; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            blob.data[i] ^= (unsigned char)(1u << bit);
            assert_int_equal(brink__ranges_decode(&back, blob.data, blob.n, 100), BRINK_EIO);
            blob.data[i] ^= (unsigned char)(1u << bit);
        }
        assert_int_equal(brink__ranges_decode(&back, blob.data, i, 100), BRINK_EIO);
    }
    brink__bytes_free(&blob);
    brink__ranges_free(&ranges);
    brink__ranges_free(&back);
}

/* --- replica values */

enum { N_COLUMNS = 9 };

/* Columns as models make them, and the extremes of the format. */
static void fill(int64_t *fixed, uint8_t *status, size_t n, uint64_t seed)
{
    uint64_t state = seed;
    const int64_t bound = (int64_t)1 << 43;
    for (size_t k = 0; k < n; k++) {
        status[k] = next(&state) % 9 == 0 ? BRINK_ERANGE : BRINK_OK;
        int64_t row[N_COLUMNS] = {
            0,                                                             /* constant */
            (int64_t)(next(&state) % 5) << 40,                             /* small count */
            (int64_t)(next(&state) % (1u << 20)) - (1 << 19),              /* of either sign */
            (int64_t)(next(&state) & ((1u << 30) - 1)) * 8191 - bound / 2, /* real */
            next(&state) % 2 ? bound : -bound,                             /* the widest */
            next(&state) % 3 ? (int64_t)(next(&state) % 100) << 36 : BRINK__MISSING,
            BRINK__MISSING, /* a ratio */
            k == n - 1 ? 7 : BRINK__MISSING,
            (int64_t)(next(&state) % 3) * -((int64_t)1 << 42),
        };
        for (size_t c = 0; c < N_COLUMNS; c++) {
            fixed[c * BRINK_BLOCK + k] = status[k] == BRINK_OK ? row[c] : BRINK__MISSING;
        }
    }
}

/* Decodes one column of a blob from its pieces, as results.c does. */
static brink_status decode(const unsigned char *blob, size_t total, size_t column, brink__replicas_index *index,
                           int64_t out[BRINK_BLOCK])
{
    size_t n = total < BRINK__REPLICAS_HEAD ? 0 : brink__replicas_index_length(blob);
    if (n == 0 || n > total || brink__replicas_index_decode(blob, n, N_COLUMNS, column, index) != BRINK_OK ||
        index->total != total) {
        return BRINK_EIO;
    }
    return brink__replicas_column_decode(blob + index->offset, index->length, index->n, out);
}

static void replicas_come_back(void **unused)
{
    (void)unused;
    for (size_t n = 1; n <= BRINK_BLOCK; n++) {
        int64_t fixed[N_COLUMNS * BRINK_BLOCK];
        uint8_t status[BRINK_BLOCK] = {0};
        brink__bytes blob = {0};
        fill(fixed, status, n, n);
        brink__replicas_encode(fixed, N_COLUMNS, n, status, &blob);
        assert_false(blob.failed);
        for (size_t c = 0; c < N_COLUMNS; c++) {
            brink__replicas_index index = {0};
            int64_t out[BRINK_BLOCK] = {0};
            assert_int_equal(decode(blob.data, blob.n, c, &index, out), BRINK_OK);
            assert_int_equal(index.n, n);
            assert_memory_equal(index.status, status, n);
            assert_memory_equal(out, fixed + c * BRINK_BLOCK, n * sizeof *out);
        }
        brink__bytes_free(&blob);
    }
}

static void replicas_are_compact(void **unused)
{
    (void)unused;
    int64_t fixed[N_COLUMNS * BRINK_BLOCK];
    uint8_t status[BRINK_BLOCK] = {0};
    brink__bytes blob = {0};
    for (size_t i = 0; i < COUNT(fixed); i++) {
        fixed[i] = (int64_t)(i * 7 % 16) << 36; /* counts below 16: 4 bits */
    }
    brink__replicas_encode(fixed, N_COLUMNS, BRINK_BLOCK, status, &blob);
    assert_true(blob.n < N_COLUMNS * (BRINK_BLOCK / 2 + 9) + 16);
    brink__bytes_free(&blob);
}

static void damaged_replicas_are_refused(void **unused)
{
    (void)unused;
    enum { N = 40 };
    int64_t fixed[N_COLUMNS * BRINK_BLOCK];
    uint8_t status[BRINK_BLOCK];
    brink__bytes blob = {0};
    fill(fixed, status, N, 3);
    brink__replicas_encode(fixed, N_COLUMNS, N, status, &blob);
    for (size_t i = 0; i < blob.n; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            /* a flip is seen by whoever reads that part: the index, or one column */
            brink__replicas_index index;
            int64_t out[BRINK_BLOCK];
            unsigned refusals = 0;
            blob.data[i] ^= (unsigned char)(1u << bit);
            for (size_t c = 0; c < N_COLUMNS; c++) {
                refusals += decode(blob.data, blob.n, c, &index, out) != BRINK_OK;
            }
            assert_true(refusals > 0);
            blob.data[i] ^= (unsigned char)(1u << bit);
        }
        brink__replicas_index index;
        int64_t out[BRINK_BLOCK];
        assert_int_equal(decode(blob.data, i, 0, &index, out), BRINK_EIO);
    }
    brink__bytes_free(&blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_come_back),
        cmocka_unit_test(bad_integers_fail),
        cmocka_unit_test(checksum_is_fnv),
        cmocka_unit_test(ranges_are_a_set),
        cmocka_unit_test(damaged_ranges_are_refused),
        cmocka_unit_test(replicas_come_back),
        cmocka_unit_test(replicas_are_compact),
        cmocka_unit_test(damaged_replicas_are_refused),
    };
    return cmocka_run_group_tests_name("codec", tests, NULL, NULL) != 0;
}
