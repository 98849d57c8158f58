/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The replica values of one block as a blob: statuses, then a column a metric, each with its own length and checksum so
 * that one can be read without the others.
 *
 *   head     kind, format, 4 bytes: length of the index; index; 4 bytes: checksum of all before it
 *   index    n replicas; statuses: 0 = all fine, or 1 and a byte each; number of metrics; length of each column in
 * bytes column   empty if no replica has a value (a ratio, say); else shift      zero bits at the low end that all
 * values share; + 64 if any value is missing base       the least value >> shift, signed width      bits of the
 * greatest (value >> shift) - base presence   if any is missing: a bit a replica, lowest first values     those
 * present, (value >> shift) - base, `width` bits each, lowest first checksum   4 bytes */
#ifndef BRINK_ENGINE_REPLICAS_H
#define BRINK_ENGINE_REPLICAS_H

#include "brink/status.h"
#include "brink/study.h"
#include "engine/codec.h"
#include "engine/tally.h"

/*   fixed   [n_metrics][BRINK_BLOCK], BRINK__MISSING where there is no value
 *   n       replicas, 1 .. BRINK_BLOCK
 *   status  [n] */
void brink__replicas_encode(const int64_t *fixed, size_t n_metrics, size_t n, const uint8_t *status,
                            brink__bytes *blob);

enum { BRINK__REPLICAS_HEAD = 6 }; /* bytes that tell how long the index is */

/* Length in bytes of everything before the columns, from the first BRINK__REPLICAS_HEAD bytes; 0 if they are wrong. */
size_t brink__replicas_index_length(const unsigned char head[BRINK__REPLICAS_HEAD]);

typedef struct brink__replicas_index {
    size_t n; /* replicas */
    uint8_t status[BRINK_BLOCK];
    size_t offset, length; /* of the column asked for, from the start of the blob */
    size_t total;          /* bytes of the whole blob */
} brink__replicas_index;

/* Reads the index (`n` bytes, as brink__replicas_index_length() says) for one metric. BRINK_OK; BRINK_EIO: damaged. */
BRINK_MUST_CHECK brink_status brink__replicas_index_decode(const unsigned char *data, size_t n, size_t n_metrics,
                                                           size_t metric, brink__replicas_index *index);

/* Decodes a column of `length` bytes into out[n]. BRINK_OK; BRINK_EIO: damaged. */
BRINK_MUST_CHECK brink_status brink__replicas_column_decode(const unsigned char *column, size_t length, size_t n,
                                                            int64_t *out);

#endif
