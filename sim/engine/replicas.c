/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/replicas.h"

#include <string.h>

enum { KIND = 'R', FORMAT = 1, HAS_MISSING = 64, CHECKSUM_BYTES = 4 };

/* --- bits, lowest first; widths up to 57 fit one step of 64 bits whatever the offset */

typedef struct bit_writer {
    brink__bytes *bytes;
    uint64_t pending;
    unsigned n; /* bits in `pending`, below 8 between calls */
} bit_writer;

static void put_bits(bit_writer *w, uint64_t value, unsigned width)
{
    w->pending |= value << w->n;
    for (w->n += width; w->n >= 8; w->n -= 8) {
        brink__put_byte(w->bytes, (unsigned)(w->pending & 0xff));
        w->pending >>= 8;
    }
}

static void put_bits_end(bit_writer *w)
{
    if (w->n > 0) {
        brink__put_byte(w->bytes, (unsigned)(w->pending & 0xff));
    }
    w->pending = 0;
    w->n = 0;
}

typedef struct bit_reader {
    brink__cursor *cursor;
    uint64_t pending;
    unsigned n;
} bit_reader;

static uint64_t get_bits(bit_reader *r, unsigned width)
{
    while (r->n < width) {
        r->pending |= (uint64_t)brink__get_byte(r->cursor) << r->n;
        r->n += 8;
    }
    uint64_t value = r->pending & (((uint64_t)1 << width) - 1);
    r->pending >>= width;
    r->n -= width;
    return value;
}

/* --- a column */

enum { MAX_WIDTH = 45 }; /* |q| <= 2^43, so differences stay below 2^45 */

typedef struct packing {
    unsigned shift, width;
    int64_t base;
    size_t present;
} packing;

static packing plan(const int64_t *q, size_t n)
{
    packing p = {0};
    uint64_t any = 0;
    int64_t least = INT64_MAX;
    int64_t greatest = INT64_MIN;
    for (size_t k = 0; k < n; k++) {
        if (q[k] != BRINK__MISSING) {
            any |= (uint64_t)q[k];
            least = q[k] < least ? q[k] : least;
            greatest = q[k] > greatest ? q[k] : greatest;
            p.present++;
        }
    }
    if (p.present == 0) {
        return p;
    }
    while (any && !(any >> p.shift & 1)) {
        p.shift++;
    }
    /* all are multiples of 2^shift: dividing is exact, and unlike a shift it is defined for negative values */
    int64_t unit = (int64_t)1 << p.shift;
    p.base = least / unit;
    uint64_t span = (uint64_t)(greatest / unit - p.base);
    while (span >> p.width) {
        p.width++;
    }
    return p;
}

static void encode_column(const int64_t *q, size_t n, brink__bytes *blob)
{
    packing p = plan(q, n);
    if (p.present == 0) {
        return;
    }
    size_t start = blob->n;
    brink__put_byte(blob, p.shift | (p.present < n ? HAS_MISSING : 0));
    brink__put_signed(blob, p.base);
    brink__put_byte(blob, p.width);
    bit_writer w = {.bytes = blob};
    if (p.present < n) {
        for (size_t k = 0; k < n; k++) {
            put_bits(&w, q[k] != BRINK__MISSING, 1);
        }
        put_bits_end(&w);
    }
    for (size_t k = 0; k < n; k++) {
        if (q[k] != BRINK__MISSING) {
            put_bits(&w, (uint64_t)(q[k] / ((int64_t)1 << p.shift) - p.base), p.width);
        }
    }
    put_bits_end(&w);
    if (!blob->failed) {
        brink__put_u32(blob, brink__checksum32(blob->data + start, blob->n - start));
    }
}

brink_status brink__replicas_column_decode(const unsigned char *column, size_t length, size_t n, int64_t *out)
{
    for (size_t k = 0; k < n; k++) {
        out[k] = BRINK__MISSING;
    }
    if (length == 0) {
        return BRINK_OK;
    }
    if (length < CHECKSUM_BYTES) {
        return BRINK_EIO;
    }
    brink__cursor sum = brink__read(column + length - CHECKSUM_BYTES, CHECKSUM_BYTES);
    brink__cursor cursor = brink__read(column, length - CHECKSUM_BYTES);
    unsigned head = brink__get_byte(&cursor);
    brink__i128 base = brink__get_signed(&cursor);
    unsigned width = brink__get_byte(&cursor);
    unsigned shift = head & (HAS_MISSING - 1);
    if (brink__get_u32(&sum) != brink__checksum32(column, length - CHECKSUM_BYTES) || head >= 2 * HAS_MISSING ||
        shift > MAX_WIDTH || width > MAX_WIDTH || base > INT32_MAX * (brink__i128)INT32_MAX ||
        base < -INT32_MAX * (brink__i128)INT32_MAX) {
        return BRINK_EIO;
    }
    bit_reader bits = {.cursor = &cursor};
    for (size_t k = 0; k < n; k++) {
        bool is_present = !(head & HAS_MISSING) || get_bits(&bits, 1);
        out[k] = is_present ? 0 : BRINK__MISSING;
    }
    bits = (bit_reader){.cursor = &cursor};
    for (size_t k = 0; k < n; k++) {
        if (out[k] != BRINK__MISSING) {
            brink__i128 q = (base + (brink__i128)get_bits(&bits, width)) * ((brink__i128)1 << shift);
            if (q > (brink__i128)1 << 44 || q < -((brink__i128)1 << 44)) {
                return BRINK_EIO;
            }
            out[k] = (int64_t)q;
        }
    }
    return brink__is_at_end(&cursor) ? BRINK_OK : BRINK_EIO;
}

/* --- a block */

void brink__replicas_encode(const int64_t *fixed, size_t n_metrics, size_t n, const uint8_t *status, brink__bytes *blob)
{
    brink__bytes index = {0};
    brink__bytes columns = {0};
    bool any_failed = false;
    for (size_t k = 0; k < n; k++) {
        any_failed |= status[k] != BRINK_OK;
    }
    brink__put_unsigned(&index, n);
    brink__put_byte(&index, any_failed);
    if (any_failed) {
        brink__put(&index, status, n);
    }
    brink__put_unsigned(&index, n_metrics);
    for (size_t m = 0; m < n_metrics; m++) {
        size_t start = columns.n;
        encode_column(fixed + m * BRINK_BLOCK, n, &columns);
        brink__put_unsigned(&index, columns.n - start);
    }
    brink__blob_start(blob, KIND, FORMAT);
    brink__put_u32(blob, (uint32_t)index.n);
    brink__put(blob, index.data, index.n);
    if (!blob->failed) {
        brink__put_u32(blob, brink__checksum32(blob->data, blob->n));
    }
    brink__put(blob, columns.data, columns.n);
    blob->failed |= index.failed || columns.failed;
    brink__bytes_free(&index);
    brink__bytes_free(&columns);
}

size_t brink__replicas_index_length(const unsigned char head[BRINK__REPLICAS_HEAD])
{
    brink__cursor cursor = brink__read(head, BRINK__REPLICAS_HEAD);
    unsigned kind = brink__get_byte(&cursor);
    unsigned format = brink__get_byte(&cursor);
    if (kind != KIND || format != FORMAT) {
        return 0;
    }
    return (size_t)brink__get_u32(&cursor) + BRINK__REPLICAS_HEAD + CHECKSUM_BYTES;
}

brink_status brink__replicas_index_decode(const unsigned char *data, size_t n, size_t n_metrics, size_t metric,
                                          brink__replicas_index *index)
{
    *index = (brink__replicas_index){.offset = n, .total = n};
    if (n < BRINK__REPLICAS_HEAD + CHECKSUM_BYTES) {
        return BRINK_EIO;
    }
    brink__cursor sum = brink__read(data + n - CHECKSUM_BYTES, CHECKSUM_BYTES);
    brink__cursor cursor = brink__read(data, n - CHECKSUM_BYTES);
    (void)brink__get(&cursor, BRINK__REPLICAS_HEAD);
    uint64_t replicas = brink__get_unsigned(&cursor);
    unsigned any_failed = brink__get_byte(&cursor);
    if (brink__get_u32(&sum) != brink__checksum32(data, n - CHECKSUM_BYTES) || replicas < 1 || replicas > BRINK_BLOCK) {
        return BRINK_EIO;
    }
    index->n = (size_t)replicas;
    const unsigned char *status = any_failed ? brink__get(&cursor, index->n) : NULL;
    for (size_t k = 0; status && k < index->n; k++) {
        if (status[k] >= BRINK_N_STATUSES) {
            return BRINK_EIO;
        }
        index->status[k] = status[k];
    }
    if (brink__get_unsigned(&cursor) != n_metrics) {
        return BRINK_EIO;
    }
    for (size_t m = 0; m < n_metrics; m++) {
        size_t length = (size_t)brink__get_unsigned(&cursor);
        if (length > UINT32_MAX) {
            return BRINK_EIO;
        }
        index->offset += m < metric ? length : 0;
        index->length = m == metric ? length : index->length;
        index->total += length;
    }
    return brink__is_at_end(&cursor) ? BRINK_OK : BRINK_EIO;
}
