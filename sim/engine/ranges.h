/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of whole numbers as sorted, disjoint, non-touching ranges. The done-set of a point is one: blocks are dealt in
 * order, so it has about as many ranges as there are threads, however many blocks there are. */
#ifndef BRINK_ENGINE_RANGES_H
#define BRINK_ENGINE_RANGES_H

#include "brink/status.h"
#include "engine/codec.h"

typedef struct brink__range {
    uint64_t first, end; /* first <= x < end */
} brink__range;

/* Starts as {0}. */
typedef struct brink__ranges {
    brink__range *range;
    size_t n, capacity;
} brink__ranges;

void brink__ranges_free(brink__ranges *ranges);
bool brink__ranges_contain(const brink__ranges *ranges, uint64_t x); /* O(log n) */
uint64_t brink__ranges_count(const brink__ranges *ranges);           /* members, not ranges */

/* BRINK_OK, BRINK_ENOMEM; BRINK_EBUG if `x` is there already (or is 2^64 - 1). */
BRINK_MUST_CHECK brink_status brink__ranges_add(brink__ranges *ranges, uint64_t x);

/* As a blob; decoding gives BRINK_OK, BRINK_EIO (damaged, or a member at or above `limit`), BRINK_ENOMEM. */
void brink__ranges_encode(const brink__ranges *ranges, brink__bytes *blob);
BRINK_MUST_CHECK brink_status brink__ranges_decode(brink__ranges *ranges, const void *blob, size_t n, uint64_t limit);

#endif
