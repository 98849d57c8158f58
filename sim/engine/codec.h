/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes of the blobs in a store: little-endian base-128 integers, sealed by a checksum. */
#ifndef BRINK_ENGINE_CODEC_H
#define BRINK_ENGINE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 brink__i128;
__extension__ typedef unsigned __int128 brink__u128;

/* A growing buffer. A failed allocation is remembered in `failed` and makes later calls do nothing, so that a writer
 * tests once, at the end. Starts as {0}; brink__bytes_free() ends it. */
typedef struct brink__bytes {
    unsigned char *data;
    size_t n, capacity;
    bool failed;
} brink__bytes;

void brink__bytes_free(brink__bytes *bytes);
void brink__bytes_clear(brink__bytes *bytes); /* keeps the memory; `failed` is reset */
void brink__put(brink__bytes *bytes, const void *data, size_t n);
void brink__put_byte(brink__bytes *bytes, unsigned value);
void brink__put_u32(brink__bytes *bytes, uint32_t value);         /* 4 bytes, lowest first */
void brink__put_unsigned(brink__bytes *bytes, brink__u128 value); /* 7 bits a byte, lowest first; 1 .. 19 bytes */
void brink__put_signed(brink__bytes *bytes, brink__i128 value);   /* zigzag: 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */

/* A reading position. Reading past the end, an overlong or an overflowing integer sets `failed`, and from then on
 * everything reads as 0. */
typedef struct brink__cursor {
    const unsigned char *at, *end; /* borrowed */
    bool failed;
} brink__cursor;

brink__cursor brink__read(const void *data, size_t n);
const unsigned char *brink__get(brink__cursor *cursor, size_t n); /* NULL when there are fewer */
unsigned brink__get_byte(brink__cursor *cursor);
uint32_t brink__get_u32(brink__cursor *cursor);
uint64_t brink__get_unsigned(brink__cursor *cursor); /* fails above 2^64 - 1 */
brink__u128 brink__get_wide(brink__cursor *cursor);
brink__i128 brink__get_signed(brink__cursor *cursor);
bool brink__is_at_end(const brink__cursor *cursor); /* all was read and nothing failed */

/* FNV-1a, 64 bits (Fowler, Noll & Vo). Every step is a bijection of the state, so a change within one byte is always
 * seen, and any other with probability 1 - 2^-64; half that for the folded 32 bits. */
uint64_t brink__checksum(const void *data, size_t n);
uint32_t brink__checksum32(const void *data, size_t n);

/* A blob: kind, format (one byte each), content, checksum (8 bytes). Start with brink__blob_start() on an empty buffer
 * and end with brink__blob_seal(); brink__blob_open() gives a cursor on the content, `failed` if anything is wrong. */
void brink__blob_start(brink__bytes *bytes, char kind, unsigned format);
void brink__blob_seal(brink__bytes *bytes);
brink__cursor brink__blob_open(const void *data, size_t n, char kind, unsigned format);

#endif
