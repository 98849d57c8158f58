/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/codec.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKSUM_BYTES = 8, HEAD_BYTES = 2 };

void brink__bytes_free(brink__bytes *bytes)
{
    free(bytes->data);
    *bytes = (brink__bytes){0};
}

void brink__bytes_clear(brink__bytes *bytes)
{
    bytes->n = 0;
    bytes->failed = false;
}

/* Room for `n` more bytes, or NULL. */
static unsigned char *extend(brink__bytes *bytes, size_t n)
{
    if (bytes->failed) {
        return NULL;
    }
    if (n > bytes->capacity - bytes->n) {
        size_t capacity = bytes->capacity ? bytes->capacity : 256;
        while (capacity - bytes->n < n) {
            if (capacity > SIZE_MAX / 2) {
                bytes->failed = true;
                return NULL;
            }
            capacity *= 2;
        }
        unsigned char *data = realloc(bytes->data, capacity);
        if (!data) {
            bytes->failed = true;
            return NULL;
        }
        bytes->data = data;
        bytes->capacity = capacity;
    }
    bytes->n += n;
    return bytes->data + bytes->n - n;
}

void brink__put(brink__bytes *bytes, const void *data, size_t n)
{
    unsigned char *to = n > 0 ? extend(bytes, n) : NULL;
    if (to) {
        memcpy(to, data, n);
    }
}

void brink__put_byte(brink__bytes *bytes, unsigned value)
{
    unsigned char byte = (unsigned char)value;
    brink__put(bytes, &byte, 1);
}

void brink__put_u32(brink__bytes *bytes, uint32_t value)
{
    unsigned char *to = extend(bytes, 4);
    for (int i = 0; to && i < 4; i++) {
        to[i] = (unsigned char)(value >> 8 * i);
    }
}

void brink__put_unsigned(brink__bytes *bytes, brink__u128 value)
{
    unsigned char digits[19];
    size_t n = 0;
    while (value > 0x7f) {
        digits[n++] = (unsigned char)(0x80 | (value & 0x7f));
        value >>= 7;
    }
    digits[n++] = (unsigned char)value;
    brink__put(bytes, digits, n);
}

void brink__put_signed(brink__bytes *bytes, brink__i128 value)
{
    brink__u128 twice = (brink__u128)value << 1;
    brink__put_unsigned(bytes, value < 0 ? ~twice : twice);
}

brink__cursor brink__read(const void *data, size_t n)
{
    const unsigned char *at = data;
    return (brink__cursor){.at = at, .end = n > 0 ? at + n : at};
}

const unsigned char *brink__get(brink__cursor *cursor, size_t n)
{
    if (cursor->failed || (size_t)(cursor->end - cursor->at) < n) {
        cursor->failed = true;
        return NULL;
    }
    const unsigned char *from = cursor->at;
    cursor->at += n;
    return from;
}

unsigned brink__get_byte(brink__cursor *cursor)
{
    const unsigned char *from = brink__get(cursor, 1);
    return from ? *from : 0;
}

uint32_t brink__get_u32(brink__cursor *cursor)
{
    const unsigned char *from = brink__get(cursor, 4);
    uint32_t value = 0;
    for (int i = 0; from && i < 4; i++) {
        value |= (uint32_t)from[i] << 8 * i;
    }
    return value;
}

brink__u128 brink__get_wide(brink__cursor *cursor)
{
    if (!cursor->failed && cursor->at < cursor->end && *cursor->at < 0x80) {
        return *cursor->at++; /* most are small: half the time of reading results went by here */
    }
    brink__u128 value = 0;
    for (unsigned shift = 0; !cursor->failed; shift += 7) {
        unsigned digit = brink__get_byte(cursor);
        /* 18 digits of 7 bits, then at most 2 bits; no useless zero digit, so each value has one form only */
        if ((shift == 126 && digit > 3) || (shift > 0 && digit == 0)) {
            cursor->failed = true;
            break;
        }
        value |= (brink__u128)(digit & 0x7f) << shift;
        if (!(digit & 0x80)) {
            return value;
        }
    }
    return 0;
}

uint64_t brink__get_unsigned(brink__cursor *cursor)
{
    brink__u128 value = brink__get_wide(cursor);
    if (value > UINT64_MAX) {
        cursor->failed = true;
        return 0;
    }
    return (uint64_t)value;
}

brink__i128 brink__get_signed(brink__cursor *cursor)
{
    brink__u128 twice = brink__get_wide(cursor);
    brink__u128 half = twice >> 1;
    return (brink__i128)(twice & 1 ? ~half : half);
}

bool brink__is_at_end(const brink__cursor *cursor)
{
    return !cursor->failed && cursor->at == cursor->end;
}

uint64_t brink__checksum(const void *data, size_t n)
{
    const unsigned char *byte = data;
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ byte[i]) * 1099511628211u;
    }
    return hash;
}

uint32_t brink__checksum32(const void *data, size_t n)
{
    uint64_t hash = brink__checksum(data, n);
    return (uint32_t)(hash ^ hash >> 32);
}

void brink__blob_start(brink__bytes *bytes, char kind, unsigned format)
{
    brink__put_byte(bytes, (unsigned char)kind);
    brink__put_byte(bytes, format);
}

void brink__blob_seal(brink__bytes *bytes)
{
    if (!bytes->failed) {
        uint64_t sum = brink__checksum(bytes->data, bytes->n);
        brink__put_u32(bytes, (uint32_t)sum);
        brink__put_u32(bytes, (uint32_t)(sum >> 32));
    }
}

brink__cursor brink__blob_open(const void *data, size_t n, char kind, unsigned format)
{
    brink__cursor cursor = brink__read(data, n);
    if (n < HEAD_BYTES + CHECKSUM_BYTES) {
        cursor.failed = true;
        return cursor;
    }
    brink__cursor seal = brink__read(cursor.end - CHECKSUM_BYTES, CHECKSUM_BYTES);
    uint64_t sum = brink__get_u32(&seal);
    sum |= (uint64_t)brink__get_u32(&seal) << 32;
    cursor.end -= CHECKSUM_BYTES;
    if (sum != brink__checksum(data, n - CHECKSUM_BYTES) || brink__get_byte(&cursor) != (unsigned char)kind ||
        brink__get_byte(&cursor) != format) {
        cursor.failed = true;
    }
    return cursor;
}
